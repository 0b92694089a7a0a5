"""The Overview: how far the articles are, what was tagged, by whom and when; every bar opens the list behind it.

Counters are read at once, so they cost the same for ten articles and for a million; what no counter keeps, by a thread.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.core.dates import day_from
from annotator.core.errors import UserError
from annotator.core.model import Status
from annotator.core.query import ArticleFilter, FieldIs, SpanFilter
from annotator.ui import plain
from annotator.ui.chart_card import ChartCard
from annotator.ui.charts import BarChart, ColumnChart, number_text
from annotator.ui.commands import Commands
from annotator.ui.panels import overview_counts as counts_of
from annotator.ui.panels.overview_counts import COME_BACK, DAYS, WITH, Asked, Slow, count_slowly
from annotator.ui.panels.words import counted
from annotator.ui.reader import Reader
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

PAUSE = 400
"""Milliseconds without a change after which the thread counts again."""
_MONTHS_BETWEEN_NAMES = 3
_WIDEST = 1080
_TWO_COLUMNS = 760
_MARGIN = 24


class OverviewPage(QScrollArea):
    """Invariant: while it is visible it shows the counters of now; hidden, it reads nothing."""

    loaded = Signal()
    """What the thread counted is shown."""

    def __init__(
        self, workspace: Workspace, commands: Commands, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._settings = settings
        self._stale = True
        self.setObjectName("overview_page")
        self.setAccessibleName("Overview")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title = plain.label(role="title")
        self.totals = plain.label(role="muted", wrap=True)
        self.statuses = BarChart()
        self.days = ColumnChart()
        self.labels = BarChart()
        self.setFocusProxy(self.statuses)
        self.months = ColumnChart(between=_MONTHS_BETWEEN_NAMES)
        self.answers = BarChart()
        self.people = BarChart()
        self.read = BarChart()
        self.cards = self._make_cards()
        self._asked: Asked | None = None
        self._slow: Slow | None = None
        self._reader = Reader("overview", self)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(PAUSE)
        self._calm.timeout.connect(self._count)
        self._grid = QGridLayout()
        self._lay_out()
        self._connect()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened meanwhile."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards side by side where there is room."""
        super().resizeEvent(event)
        self._place_cards()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._forget()

    def refresh(self) -> None:
        """Read the counters where something has changed since the last time and the page is visible."""
        if not self._stale or not self.isVisible():
            return
        self._stale = False
        if not self._workspace.is_open:
            return
        store, codebook = self._workspace.store, self._workspace.codebook
        statuses = store.status_counts()
        labels = store.label_counts()
        flagged = store.flagged_count()
        done = dict(store.done_per_day())
        self._show_totals(statuses, labels, flagged)
        if pace := counts_of.pace(done, statuses.get(Status.NEW, 0) + statuses.get(Status.OPEN, 0)):
            self.totals.setText(f"{self.totals.text()}  ·  {pace}")
        self.cards["statuses"].show_groups(counts_of.status_bars(statuses, flagged))
        self.cards["labels"].show_groups(counts_of.label_bars(codebook, labels))
        self.cards["days"].show_groups(counts_of.day_bars(done))
        self._asked = counts_of.asked_of(codebook)
        self._show_slow()
        if self._slow is None:
            self._count()
        else:
            self._calm.start()

    def _count(self) -> None:
        """Have the thread count what no counter keeps; what it counted last stays to be seen meanwhile."""
        if self._workspace.is_open and self.isVisible():
            store, asked = self._workspace.store, self._asked
            self._reader.ask(store.path, store.annotator.name, lambda reader: count_slowly(reader, asked), self._take)

    def _take(self, found: Slow | UserError) -> None:
        if isinstance(found, UserError):
            self._workspace.status_said.emit(str(found), "problem")
            if self._slow is None:
                self._say_of_slow("It could not be counted.")
            return
        self._slow = found
        self._show_slow()
        self.loaded.emit()

    def _show_slow(self) -> None:
        """Show what the thread counted, under the names that the codebook has for it."""
        asked, slow = self._asked, self._slow
        for name in ("months", "answers", "people"):
            self.cards[name].setVisible(asked is not None)
        self.cards["answers"].setVisible(asked is not None and asked.field is not None)
        if asked is not None:
            many = f"{asked.label.name}s" if not asked.label.name.endswith("s") else asked.label.name
            self.cards["months"].set_heading(f"{many} by month")
            self.cards["answers"].set_heading(f"{many} by {asked.field.name if asked.field is not None else ''}")
            self.cards["people"].set_heading(f"{many} by {asked.role.name if asked.role is not None else ''}")
        if slow is None:
            self._say_of_slow("Counting…")
        else:
            self._show_counted(slow)
        self._order_tabs()

    def _show_counted(self, slow: Slow) -> None:
        if self._asked is not None:
            self.cards["months"].show_groups(counts_of.month_bars(slow.months, self._asked))
            self.cards["answers"].show_groups(counts_of.answer_bars(slow.months, self._asked))
            self.cards["people"].show_groups(counts_of.people_bars(slow.people))
        self.cards["read"].show_groups(counts_of.read_bars(slow.read))

    def _say_of_slow(self, words: str) -> None:
        for name in ("months", "answers", "people", "read"):
            self.cards[name].say(words)

    def _order_tabs(self) -> None:
        """Tab follows the eye, in whatever order the bars were made."""
        stops = [stop for card in self.cards.values() for stop in (card.more, *card.chart.buttons, card.table)]
        for before, after in pairwise(stops):
            self.setTabOrder(before, after)

    def _show_totals(self, statuses: dict[Status, int], labels: dict[str, int], flagged: int) -> None:
        articles, spans = sum(statuses.values()), sum(labels.values())
        finished = statuses.get(Status.DONE, 0) + statuses.get(Status.NOT_RELEVANT, 0)
        if not articles:
            self.title.setText("No articles yet")
            self.totals.setText("Drop articles on the window, or import them from the File menu.")
            return
        self.title.setText(f"{number_text(finished)} of {counted(articles, 'article')} finished")
        used = sum(1 for count in labels.values() if count)
        parts = [f"{counted(spans, 'span')} with {counted(used, 'label')}" if spans else "No spans yet"]
        if flagged:
            parts.append(f"{number_text(flagged)} to come back to")
        self.totals.setText("  ·  ".join(parts))

    def _lay_out(self) -> None:
        content = QWidget(self)
        content.setMaximumWidth(_WIDEST)
        whole = QVBoxLayout(content)
        whole.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        whole.setSpacing(4)
        whole.addWidget(self.title)
        whole.addWidget(self.totals)
        whole.addSpacing(12)
        self._grid.setSpacing(16)
        whole.addLayout(self._grid)
        whole.addStretch(1)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(content, 100)
        row.addStretch(1)
        self.setWidget(holder)
        self._place_cards()

    def _place_cards(self) -> None:
        two = self.viewport().width() >= _TWO_COLUMNS * self.fontMetrics().height() / 16
        wide = ((0, 0, 1), (0, 1, 1), (1, 0, 2), (2, 0, 2), (3, 0, 1), (3, 1, 1), (4, 0, 2))
        places = wide if two else tuple((n, 0, 1) for n in range(len(wide)))
        for card, (row, column, span) in zip(self.cards.values(), places, strict=True):
            self._grid.addWidget(card, row, column, 1, span)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if two else 0)

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.opened.connect(self._forget)
        workspace.closed.connect(self._forget)
        workspace.changed.connect(lambda _action: self._forget())
        self.statuses.chosen.connect(self._open_status)
        self.labels.chosen.connect(self._open_label)
        self.days.chosen.connect(lambda _day: self._open_status(Status.DONE))
        self.months.chosen.connect(self._open_month)
        self.answers.chosen.connect(self._open_answer)
        self.people.chosen.connect(self._open_person)
        self.read.chosen.connect(self._open_read)
        workspace.closing.connect(self._close)

    def _make_cards(self) -> dict[str, ChartCard]:
        def card(heading: str, chart: BarChart | ColumnChart, noun: str, empty: str) -> ChartCard:
            return ChartCard(heading, chart, noun=noun, empty=empty)

        nobody = "Nobody fills this field yet; it is asked in the card of a span."
        return {
            "statuses": card("Articles by status", self.statuses, "articles", "No article yet. Import some first."),
            "days": card(
                f"Articles done, last {DAYS} days", self.days, "articles", "None yet. Ctrl+D marks one as done."
            ),
            "labels": card("Spans by label", self.labels, "spans", "No span yet. Select some words and press a key."),
            "months": card("By month", self.months, "spans", "None yet in an article that says its day."),
            "answers": card("By answer", self.answers, "spans", "None yet."),
            "people": card("By person", self.people, "spans", nobody),
            "read": card(
                "Paragraphs read", self.read, "paragraphs", "None yet. Space marks one, and goes to the next."
            ),
        }

    def _close(self) -> None:
        self._calm.stop()
        self._reader.close()
        self._slow = None

    def _forget(self) -> None:
        self._stale = True
        self.refresh()

    def _open_status(self, key: str) -> None:
        now = self._workspace.filter
        status = None if key == COME_BACK else Status(key)
        wanted = ArticleFilter(status=status, flagged=key == COME_BACK, order=now.order, descending=now.descending)
        self._workspace.set_filter(wanted)
        self._workspace.page_requested.emit("articles")

    def _open_label(self, label: str) -> None:
        self._open_spans(SpanFilter(labels=(label,)))

    def _open_spans(self, filter: SpanFilter) -> None:
        self._workspace.set_span_filter(filter)
        self._workspace.page_requested.emit("spans")

    def _open_month(self, month: str) -> None:
        if self._asked is not None:
            since, until = day_from(month) or "", day_from(month, last=True) or ""
            self._open_spans(SpanFilter(labels=(self._asked.label.id,), since=since, until=until))

    def _open_answer(self, answer: str) -> None:
        if self._asked is not None and self._asked.field is not None:
            wanted = FieldIs(self._asked.field.name, (answer,))
            self._open_spans(SpanFilter(labels=(self._asked.label.id,), fields=(wanted,)))

    def _open_person(self, number: str) -> None:
        if self._slow is not None:
            self._open_spans(self._slow.people[int(number)].filter)

    def _open_read(self, which: str) -> None:
        if which == WITH:
            self._open_spans(SpanFilter(annotator=self._workspace.annotator.id))
            return
        self._workspace.set_filter(ArticleFilter(search="NOT status:new"))
        self._workspace.page_requested.emit("articles")
