"""The shapes the article view is made of: paragraphs, their lines, and what each span puts on a line.

Plain values; they neither lay out nor paint. Positions here are UTF-16 units, lengths pixels; `MarkSpan` alone,
which comes from outside, counts in code points.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Ranges = tuple[tuple[int, int], ...]


class MarkSpan(NamedTuple):
    """A span as the view is told to show it. `ranges` are its fragments in code points, in order, not overlapping.

    `color` is a label's colour key ("1" to "10", or "#rrggbb"), `tag` the words under its start, `name` the label's
    name for tooltips and screen readers. Where `tint` is False the words keep the paper's colour; a `quiet` span has
    its bar alone until it is lit. `note` is the text of its note, `by` who wrote it. `pattern` is how its bar is drawn
    (see `paint`): it tells labels of one colour apart.
    """

    id: str
    ranges: Ranges
    color: str = "1"
    tag: str = ""
    name: str = ""
    tint: bool = True
    note: str = ""
    by: str = ""
    quiet: bool = False
    pattern: int = 0


class Speaker(NamedTuple):
    """Who stands in the gutter beside a paragraph; `expected` when it is only what the program thinks comes next.

    `inherited` is who spoke before and still does: no span of this paragraph says so.
    """

    text: str
    expected: bool = False
    color: str = ""
    inherited: bool = False


NOBODY = Speaker("")
"""Who speaks where it was said that nobody does."""


class ShownArticle(NamedTuple):
    """What a page shows, for printing it: text, spans in reading order, and by numbers of paragraphs the rest.

    `speakers` are in reading order, `folded` is how many paragraphs at the start are.
    """

    text: str
    spans: tuple[MarkSpan, ...]
    speakers: tuple[tuple[int, Speaker], ...]
    quiet: frozenset[int]
    folded: int


class Link(NamedTuple):
    """A role to draw: from the span that owns it to the one that fills it."""

    source: str
    target: str
    name: str


@dataclass(slots=True, eq=False)
class Mark:
    """A span inside the view; `start` and `end` are its hull, `size` is the length of its pieces together.

    `is_long` ones are brackets in the margin, `lane` counted from the text outwards.
    """

    span: MarkSpan
    ranges: Ranges
    start: int
    end: int
    size: int
    is_long: bool = False
    lane: int = 0

    @property
    def id(self) -> str:
        """The span's id."""
        return self.span.id


@dataclass(slots=True, eq=False)
class Piece:
    """The part of one fragment that lies on one line.

    `start` and `end` count from the paragraph's start. `runs` are its left and right edges, several where directions
    mix. `opens` and `closes` say whether the fragment truly starts or ends here, `opens_x` and `closes_x` where, and
    `opens_back` and `closes_back` whether the characters there run from right to left.
    """

    start: int
    end: int
    runs: tuple[tuple[float, float], ...]
    opens: bool
    closes: bool
    opens_x: float
    closes_x: float
    opens_back: bool = False
    closes_back: bool = False


@dataclass(slots=True, eq=False)
class Segment:
    """What one span puts on one line: its pieces, the dotted `joins` between them, its row of bars and its tag.

    `row` is -1 where the line has too many rows to show it. `bar_y` and `tag_y` count from the line's top.
    """

    mark: Mark
    pieces: list[Piece]
    left: float
    right: float
    joins: list[tuple[float, float]]
    is_tagged: bool
    row: int = 0
    bar_y: float = 0.0
    tag: str = ""
    tag_x: float = 0.0
    tag_y: float = 0.0
    tag_width: float = 0.0


@dataclass(slots=True, eq=False)
class Line:
    """One line of a paragraph. `start` and `end` count from the paragraph's start, `y` and `bottom` from its top.

    `height` is that of the text; `channel`, from the line's top, is where relations run. `hidden` segments are those
    that found no row.
    """

    start: int
    end: int
    height: float
    y: float = 0.0
    bottom: float = 0.0
    channel: float = 0.0
    segments: list[Segment] = field(default_factory=list)
    hidden: int = 0


@dataclass(slots=True, eq=False)
class Paragraph:
    """One line of the article's text. Invariant: `lines` is None until laid out, and `height` a guess until then.

    `number` counts paragraphs with words from 1, and is 0 for the others. A folded one has no height but the first of
    them, which says so. Where `is_stale`, Qt's own lines may lie elsewhere than ours (see `ArticleLayout.settle`).
    """

    index: int
    start: int
    length: int
    text: str
    height: float = 0.0
    lines: list[Line] | None = None
    marks: list[Mark] = field(default_factory=list)
    brackets: list[Mark] = field(default_factory=list)
    is_measured: bool = False
    is_mixed: bool | None = None
    is_folded: bool = False
    is_stale: bool = False
    number: int = 0

    @property
    def end(self) -> int:
        """Position after its last character."""
        return self.start + self.length


@dataclass(slots=True)
class Scene:
    """What is shown beyond the spans themselves: selection, caret, search, hover, active span, gutter. In UTF-16.

    `partners` are the other ends of the roles of the span under the pointer, `open_note` the span whose note is open
    where there is no room for cards.
    """

    selection: Sequence[tuple[int, int]] = ()
    caret: int = -1
    has_focus: bool = True
    cursor_paragraph: int = -1
    search: Sequence[tuple[int, int]] = ()
    search_now: int = -1
    hover: str = ""
    active: str = ""
    flash: str = ""
    partners: frozenset[str] = frozenset()
    open_note: str = ""
    numbers: bool = False
    quiet: frozenset[int] = frozenset()
    read: frozenset[int] = frozenset()
    speakers: dict[int, Speaker] = field(default_factory=dict)
    last_speakers: list[tuple[int, Speaker]] = field(default_factory=list)

    def is_lit(self, id: str) -> bool:
        """Whether a span is the active one or under the pointer, or the other end of the one under it."""
        return id != "" and (id in (self.hover, self.active, self.flash) or id in self.partners)

    @property
    def lit(self) -> tuple[str, ...]:
        """The ids of the spans that are lit, each once."""
        return tuple(dict.fromkeys(id for id in (*self.partners, self.flash, self.hover, self.active) if id))

    def set_speakers(self, found: Sequence[tuple[int, Speaker]]) -> None:
        """Take who speaks in which paragraph, in reading order; a paragraph may have several."""
        self.speakers.clear()
        self.last_speakers.clear()
        for index, speaker in found:
            before = self.speakers.get(index)
            if before is not None and before != NOBODY and not before.expected and before.text != speaker.text:
                both = f"{before.text}, {speaker.text}"
                self.speakers[index] = before._replace(text=both)
            else:
                self.speakers[index] = speaker
            if not speaker.expected:
                self.last_speakers.append((index, speaker))

    def speaker_of(self, index: int) -> Speaker | None:
        """Return who speaks in a paragraph: by a span of its own, else who spoke last before it; None for nobody."""
        own = self.speakers.get(index)
        if own is not None:
            return None if own == NOBODY else own
        before = bisect_left(self.last_speakers, index, key=lambda found: found[0])
        last = self.last_speakers[before - 1][1] if before else NOBODY
        return None if last == NOBODY else last._replace(inherited=True)


def with_edge(ranges: Ranges, position: int, *, at_end: bool) -> Ranges:
    """Return ranges with another end (or start): at least one unit stays, and fragments passed over are lost."""
    if at_end:
        kept = [(start, end) for start, end in ranges if start < position] or [ranges[0]]
        return (*kept[:-1], (kept[-1][0], max(position, kept[-1][0] + 1)))
    kept = [(start, end) for start, end in ranges if end > position] or [ranges[-1]]
    return ((min(position, kept[0][1] - 1), kept[0][1]), *kept[1:])
