"""The spans that wait on an earlier text of the open article, each with the place proposed for it in the text of now.

It moves none by itself: a person takes the place, selects other words, or removes the span. Long texts are compared on
a thread of its own, and the spans are listed meanwhile.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook
from annotator.core.model import ArticleRecord, Span, fragments_of
from annotator.core.reanchoring import CONTEXT, ORPHAN, Anchoring, Fate, Placement
from annotator.ui import plain
from annotator.ui.panels import edits
from annotator.ui.panels.comparer import Comparer, Pair
from annotator.ui.panels.pieces import Fold
from annotator.ui.panels.span_list import SpanListView
from annotator.ui.panels.words import counted, one_line
from annotator.ui.workspace import Workspace

MOST_SHOWN = 6
NO_PLACE = "no place in this text"
COMPARING = "comparing the texts…"
NOT_COMPARED = "no place is known: the texts could not be compared"
LONG = 100_000
"""Two texts of this many characters together take longer to compare than the window may stand still."""


class EarlierPanel(QWidget):
    """Hidden where no span waits. Choosing one selects the words proposed for it, which may be others in the end."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._record: ArticleRecord | None = None
        self._codebook: Codebook | None = None
        self._anchorings: dict[Pair, Anchoring | None] = {}
        self._places: dict[str, Placement] = {}
        self._comparer = Comparer(self)
        self._comparer.compared.connect(self._take)
        workspace.closing.connect(self._close)
        self._chosen = ""
        self._row = -1
        self.setObjectName("earlier")
        self.setAccessibleName("Spans of an earlier text")
        self.fold = Fold("Spans of an earlier text", self, open_=True)
        self.list = SpanListView("Spans of an earlier text", self, messages=True, most=MOST_SHOWN)
        self.was = plain.label("", self, wrap=True, role="muted")
        self.put = self._button("Place on selected words", self.place)
        self.remove = self._button("Remove", self.remove_chosen)
        self.put_all = self._button("Place all as proposed", self.place_all)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.list.span_chosen.connect(self.choose)
        self.list.left.connect(workspace.text_wanted)
        workspace.span_activated.connect(self._follow_active)

    def show_record(self, record: ArticleRecord, codebook: Codebook) -> None:
        """Show what waits in an article, with the places proposed."""
        self._record, self._codebook = record, codebook
        waiting = record.waiting
        self.setVisible(bool(waiting))
        self._places = {span.id: self._place_of(record, span) for span in waiting}
        if not waiting:
            self._comparer.stop()
            self._anchorings.clear()
            self._chosen, self._row = "", -1
            return
        self.fold.set_title(f"{counted(len(waiting), 'span')} of an earlier text")
        self.list.show_spans(codebook, [(span, self._words(record, span)) for span in waiting])
        proposed = sum(bool(place.ranges) for place in self._places.values())
        self.put_all.setText(plain.menu_text(f"Place all {proposed:,} as proposed"))
        self.put_all.setVisible(proposed > 1)
        self._go_on()
        self._compare_next(record)

    def set_read_only(self, read_only: bool) -> None:
        """Only show, or let people place and remove."""
        for button in (self.put, self.remove, self.put_all):
            button.setEnabled(not read_only)

    def choose(self, id: str) -> None:
        """Say where a span stood, and select the words proposed for it in the article."""
        span = self._waiting(id)
        if span is None or self._record is None:
            return
        self._chosen, self._row = id, self.list.rows.row_of(id)
        text = self._record.text_of(span.text_version)
        before = text[max(0, span.start - CONTEXT) : span.start]
        after = text[span.end : span.end + CONTEXT].rpartition(" ")[0]
        lead, _, before = before.rpartition("\n") if "\n" in before else before.partition(" ")
        words = f"{before}“{plain.elided(one_line(span.text), 200)}”{after}"
        self.was.setText(f"Was: {'…' if lead else ''}{one_line(words)}…")
        self.was.show()
        self._workspace.words_wanted.emit(self._places[id].ranges)

    def place(self) -> None:
        """Ask for the chosen span to be put on the words that are selected in the article."""
        if self._waiting(self._chosen) is None:
            self._workspace.status_said.emit("Choose a span of the earlier text first.", "problem")
            return
        self._workspace.span_to_place.emit(self._chosen)

    def place_all(self) -> None:
        """Put every span that has a proposal there, as one step."""
        record = self._record
        if record is None:
            return
        moved = [_on(record, span, self._places[span.id]) for span in record.waiting if self._places[span.id].ranges]
        if moved:
            self._workspace.submit(f"Place {counted(len(moved), 'span')} in the new text", edits.put(*moved))

    def remove_chosen(self) -> None:
        """Remove the chosen span; Undo brings it back."""
        span = self._waiting(self._chosen)
        if span is not None:
            self._workspace.submit(f"Remove {self._name(span)}", edits.remove(span))

    def _place_of(self, record: ArticleRecord, span: Span) -> Placement:
        """Return where a span stands now; no place while its text is still to be compared."""
        if span.text_version not in record.earlier:
            return ORPHAN
        key, old, new = _texts(record, span.text_version)
        if key not in self._anchorings and len(old) + len(new) < LONG:
            self._anchorings[key] = Anchoring(old, new)
        found = self._anchorings.get(key)
        return found.place(span.ranges) if found is not None else ORPHAN

    def _compare_next(self, record: ArticleRecord) -> None:
        """Compare the first long text that has not been compared yet, unless that is under way."""
        version = next((version for version in sorted(record.earlier) if self._is_left(record, version)), None)
        if version is None:
            self._comparer.stop()
        else:
            self._comparer.ask(*_texts(record, version))

    def _take(self, pair: Pair, found: Anchoring | None) -> None:
        """Keep what a comparison found, None where it failed, and show the record anew with its places."""
        self._anchorings[pair] = found
        if self._record is not None and self._codebook is not None:
            self.show_record(self._record, self._codebook)

    def _close(self) -> None:
        self._record = None
        self._comparer.close()

    def _is_left(self, record: ArticleRecord, version: int) -> bool:
        waits = any(span.text_version == version for span in record.waiting)
        return waits and _texts(record, version)[0] not in self._anchorings

    def _words(self, record: ArticleRecord, span: Span) -> str:
        """Return the line under a span: how sure its place is, and the words there."""
        place = self._places[span.id]
        if place.fate is Fate.ORPHAN:
            return self._why_no_place(record, span.text_version)
        words = " … ".join(record.article.text[start:end] for start, end in place.ranges)
        return f"{place.score} %: {one_line(words[:200])}"

    def _why_no_place(self, record: ArticleRecord, version: int) -> str:
        if version not in record.earlier:
            return NO_PLACE
        if self._is_left(record, version):
            return COMPARING
        return NOT_COMPARED if self._anchorings[_texts(record, version)[0]] is None else NO_PLACE

    def _go_on(self) -> None:
        """Once the chosen span has gone, choose the one that stands in its place, so that one press follows another."""
        if not self._chosen:
            self.was.hide()
        elif self._chosen not in self._places:
            following = self.list.rows.span_at(min(self._row, self.list.rows.rowCount() - 1))
            self._chosen = ""
            if following is not None:
                self.list.setCurrentIndex(self.list.rows.index(self.list.rows.row_of(following.id)))
                self.choose(following.id)

    def _follow_active(self, id: str) -> None:
        """Show a span that somebody else chose, such as the Spans page."""
        if self._waiting(id) is not None:
            self.list.setCurrentIndex(self.list.rows.index(self.list.rows.row_of(id)))
            self.choose(id)

    def _waiting(self, id: str) -> Span | None:
        spans = self._record.waiting if self._record is not None else ()
        return next((span for span in spans if span.id == id), None)

    def _name(self, span: Span) -> str:
        label = self._workspace.codebook.label(span.label)
        return label.name if label is not None else "span"

    def _button(self, title: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(title, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: pressed())
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.put, 1)
        row.addWidget(self.remove)
        self.fold.inside.addWidget(self.list)
        self.fold.inside.addWidget(self.was)
        self.fold.inside.addLayout(row)
        self.fold.inside.addWidget(self.put_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold)


def _texts(record: ArticleRecord, version: int) -> tuple[Pair, str, str]:
    """Return an earlier text of an article and its newest, and by what the pair is known."""
    digest = next((text.sha256 for text in record.article.texts if text.version == version), "")
    return (digest, record.article.sha256), record.earlier[version], record.article.text


def _on(record: ArticleRecord, span: Span, place: Placement) -> Span:
    fragments = fragments_of(record.article, place.ranges)
    return replace(span, text_version=record.article.version, fragments=fragments)
