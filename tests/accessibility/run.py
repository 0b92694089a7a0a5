"""Asks the real window what a screen reader asks: role, text, caret, selection, extents, announcements, names.

`make test-accessibility` runs it. It starts an X server without a screen, in it a D-Bus session of its own, in that the
window, and talks to the window over the accessibility bus alone.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.core.model import Article, Span
from annotator.core.progress import run
from annotator.store.store import Store
from annotator.tasks.example import make_example
from tests.accessibility.bus import Bus, Thing

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
INSIDE = "--inside"
TAB, ESCAPE = 0xFF09, 0xFF1B
CONTROLS = {
    "push button", "button", "toggle button", "check box", "radio button", "text", "entry", "combo box", "list",
    "list box", "table", "tree", "tree table", "spin button", "slider", "menu", "menu item", "check menu item",
    "radio menu item", "page tab", "link", "list item", "editable text",
}  # fmt: skip


@contextmanager
def screen() -> Iterator[str]:
    """Start an X server without a screen; yield its display."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as pipe:
                yield f":{pipe.readline().strip()}"
        finally:
            server.terminate()


def in_a_session(display: str) -> int:
    """Run the checks in a D-Bus session of their own, so that all programs of the bus have this display."""
    command = ["dbus-run-session", "--", sys.executable, "-m", "tests.accessibility.run", INSIDE]
    environment = {**os.environ, "DISPLAY": display, "XDG_SESSION_TYPE": "x11"}
    environment.pop("WAYLAND_DISPLAY", None)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def window(project: Path, folder: Path) -> Iterator[None]:
    """Start the window on a project, and wait until it says that it is open."""
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "ANNOTATOR_HOME": str(folder),
    }
    command = [sys.executable, "-m", "tests.accessibility.window", str(project), str(folder)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or process.stdout.readline().strip() != "open":
                raise SystemExit("The window did not open.")
            yield
        finally:
            process.terminate()


def units(text: str, offset: int) -> int:
    """Return an offset in code points as one in UTF-16 units."""
    return len(text[:offset].encode("utf-16-le")) // 2


class Reader:
    """A screen reader in front of the window."""

    def __init__(self, bus: Bus, article: Article, spans: tuple[Span, ...], names: dict[str, str]) -> None:
        self.bus = bus
        self.article = article
        self.spans = spans
        self.names = names
        self.program = self._found(lambda: next((x for x in bus.applications() if "nnotator" in x.name), None))
        self.text = self._found(
            lambda: next((x for x in self.program.everything() if x.name == "Article text" and x.role == "text"), None)
        )

        self._found(self._heard)

    def _heard(self) -> Thing | None:
        """Move the caret until an event tells of it: the window hears only after a while that somebody listens."""
        self.text.set_caret(1 if self.text.caret == 0 else 0)
        self.bus.listen(0.3)
        return self.text if any(event.name == "textcaretmoved" for event in self.bus.events) else None

    def _found(self, look: Callable[[], Thing | None]) -> Thing:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            # What is only coming to be may be gone again when it is asked.
            with suppress(AssertionError):
                found = look()
                if found is not None:
                    return found
            time.sleep(0.2)
        seen = [(x.name, [y.name for y in x.children()]) for x in self.bus.applications()]
        raise AssertionError(f"it is not on the bus; there are {seen}")

    def the_article_is_a_text_with_all_its_characters(self) -> None:
        """Role, states and characters are those of the article."""
        whole = self.article.text
        assert {"enabled", "focusable", "multi line", "showing"} <= self.text.states, self.text.states
        assert self.text.length == units(whole, len(whole)), self.text.length
        assert self.text.text(0, self.text.length) == whole
        start = units(whole, whole.index("Hangzhou"))
        assert self.text.word_at(start + 2)[0].strip() == "Hangzhou", self.text.word_at(start + 2)

    def the_caret_goes_where_it_is_put_and_tells_so(self) -> None:
        """The caret can be read and set, and its movement is an event."""
        place = self.article.text.index("Li made the remarks")
        self.bus.events.clear()
        assert self.text.set_caret(units(self.article.text, place))
        self.bus.wait_for("textcaretmoved")
        assert self.text.caret == units(self.article.text, place)

    def what_is_selected_can_be_read(self) -> None:
        """A selection can be made and read."""
        start = units(self.article.text, self.article.text.index("Hangzhou Asian Games"))
        self.text.select(start, start + 20)
        assert self.text.selection() == (start, start + 20), self.text.selection()
        assert self.text.text(*self.text.selection()) == "Hangzhou Asian Games"

    def characters_lie_where_they_are_shown(self) -> None:
        """Extents lie inside the article, follow each other, and lead back to their characters."""
        left, top, width, height = self.text.extents()
        start = units(self.article.text, self.article.text.index("Li made the remarks"))
        self.text.set_caret(start)
        self.bus.listen(0.5)
        boxes = [self.text.extents_of(start + n) for n in range(7)]
        middles = [(x + w // 2, y + h // 2) for x, y, w, h in boxes]
        inside = all(left <= x <= left + width and top <= y <= top + height for x, y in middles)
        assert inside, ((left, top, width, height), boxes)
        assert all(w > 0 and h > 0 for _x, _y, w, h in boxes), boxes
        assert [x for x, *_ in boxes] == sorted({x for x, *_ in boxes}), boxes
        x, y, w, h = boxes[3]
        assert abs(self.text.offset_at(x + w // 2, y + h // 2) - (start + 3)) <= 1

    def coming_into_a_span_tells_label_words_and_state(self) -> None:
        """The caret's way into a span, and Tab to one, are announced with label, words and state."""
        span = next(x for x in self.spans if x.note) if any(x.note for x in self.spans) else self.spans[0]
        self.text.set_caret(0)
        self.bus.listen(0.3)
        self.bus.events.clear()
        self.text.set_caret(units(self.article.text, span.start) + 1)
        label, words = self.names[span.label], span.fragments[0].quote[:30]
        event = self.bus.wait_for("announcement", lambda x: words in str(x.value))
        assert label in str(event.value), event.value
        assert ("note" in str(event.value)) == bool(span.note), event.value

    def tab_goes_to_the_next_span_and_says_that_it_is_active(self) -> None:
        """A key of the keyboard reaches the text, and the span it makes active is announced as active."""
        self.text.take_focus()
        self.text.set_caret(0)
        self.bus.listen(0.3)
        self.bus.events.clear()
        self.bus.press(TAB)
        event = self.bus.wait_for("announcement", lambda x: "active" in str(x.value))
        first = min(self.spans, key=lambda x: (x.start, -x.end))
        assert first.fragments[0].quote[:30] in str(event.value), event.value

    def every_control_has_a_name(self) -> None:
        """Whatever can be pressed, typed into or chosen from has a name."""
        nameless = []
        for thing in self.program.everything():
            role = thing.role
            if role in CONTROLS and "showing" in thing.states and not thing.name:
                nameless.append(f"{role} at {thing.extents()}")
        assert not nameless, nameless

    def the_list_of_spans_is_a_second_way(self) -> None:
        """With no span active the panel lists every span, by its words."""
        self.bus.press(ESCAPE)
        self.bus.listen(1.0)
        items = [x.name for x in self.program.everything() if x.role in ("list item", "table cell", "tree item")]
        missing = [x.text for x in self.spans if not any(x.fragments[0].quote[:12] in name for name in items)]
        assert len(missing) < len(self.spans), f"no list has {missing}; there are {items}"


CHECKS = (
    Reader.the_article_is_a_text_with_all_its_characters,
    Reader.the_caret_goes_where_it_is_put_and_tells_so,
    Reader.what_is_selected_can_be_read,
    Reader.characters_lie_where_they_are_shown,
    Reader.coming_into_a_span_tells_label_words_and_state,
    Reader.tab_goes_to_the_next_span_and_says_that_it_is_active,
    Reader.the_list_of_spans_is_a_second_way,
    Reader.every_control_has_a_name,
)


def main() -> int:
    """Try every check on a window with a screen, a session and a project of its own; return 1 where one fails."""
    if INSIDE in sys.argv:
        return check_all()
    with screen() as display:
        return in_a_session(display)


def check_all() -> int:
    """Open the window and try every check; return 1 where one of them fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = run(make_example(folder / "Example.annotator", "Ada"))
        with Store.open(project) as store:
            article = max((store.article(id) for id in store.article_ids()), key=lambda x: len(store.spans(x.id)))
            spans, names = store.spans(article.id), {x.id: x.name for x in store.codebook().labels}
        failed = 0
        # The bus and its registry first: a window that opens before them may never be heard of.
        bus = Bus()
        with window(project, folder):
            reader = Reader(bus, article, spans, names)
            for check in CHECKS:
                sentence = check.__name__.replace("_", " ")
                try:
                    check(reader)
                except AssertionError as error:
                    failed += 1
                    say(f"FAILED  {sentence}: {error}")
                else:
                    say(f"passed  {sentence}")
    say(f"{len(CHECKS) - failed} of {len(CHECKS)} passed")
    return 1 if failed else 0


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
