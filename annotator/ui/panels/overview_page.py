"""The Overview: how far the articles are, what was tagged, and the pace; every bar opens the list behind it.

It reads only the counters that the store keeps, so it costs the same for ten articles and for a million.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook, Label
from annotator.core.model import Status
from annotator.core.query import ArticleFilter, SpanFilter
from annotator.store.store import Store
from annotator.ui import plain
from annotator.ui.charts import Bar, BarChart, BarGroup, ColumnChart, number_text
from annotator.ui.commands import Commands
from annotator.ui.panels.status_marks import STATUS_NAMES
from annotator.ui.panels.words import counted
from annotator.ui.panels.words import day as day_in_words
from annotator.ui.settings import Settings
from annotator.ui.tables.chips import label_colors
from annotator.ui.theme import theme
from annotator.ui.workspace import Workspace

DAYS = 30
"""How many days the columns go back, today included."""

COME_BACK = "come back"
_STATUS_COLORS = {Status.NEW: "faint", Status.OPEN: "accent", Status.DONE: "good", Status.NOT_RELEVANT: "muted"}
_WIDEST = 1080
_TWO_COLUMNS = 760
_MARGIN = 24


class OverviewPage(QScrollArea):
    """Invariant: while it is visible it shows the counters of now; hidden, it reads nothing."""

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
        self._cards = (
            _Card("Articles by status", self.statuses),
            _Card(f"Articles done, last {DAYS} days", self.days),
            _Card("Spans by label", self.labels),
        )
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
        self._show_totals(statuses, labels, flagged)
        self.statuses.show_groups(_status_bars(statuses, flagged))
        self.labels.show_groups(_label_bars(codebook, labels))
        self.days.show_groups(_day_bars(store))
        bars = (*self.statuses.buttons, *self.days.buttons, *self.labels.buttons)
        for before, after in pairwise(bars):
            self.setTabOrder(before, after)  # Tab follows the eye, in whatever order the bars were made

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
        places = ((0, 0, 1), (0, 1, 1), (1, 0, 2)) if two else ((0, 0, 1), (1, 0, 1), (2, 0, 1))
        for card, (row, column, span) in zip(self._cards, places, strict=True):
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
        self._workspace.set_span_filter(SpanFilter(labels=(label,)))
        self._workspace.page_requested.emit("spans")


class _Card(QFrame):
    """One chart under its heading."""

    def __init__(self, heading: str, chart: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "card")
        chart.setAccessibleName(heading)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(10)
        title = plain.label(heading, role="heading")
        title.setIndent(5)
        whole.addWidget(title)
        whole.addWidget(chart)
        whole.addStretch(1)


def _status_bars(counts: dict[Status, int], flagged: int) -> list[BarGroup]:
    look = theme()
    bars = [
        Bar(
            status.value,
            STATUS_NAMES[status],
            counts.get(status, 0),
            f"{STATUS_NAMES[status]}: {counted(counts.get(status, 0), 'article')}",
            look.color(_STATUS_COLORS[status]),
        )
        for status in Status
    ]
    spoken = f"Come back: {counted(flagged, 'article')}"
    bars.append(Bar(COME_BACK, "Come back", flagged, spoken, look.color("warning")))
    return [BarGroup("", tuple(bars))]


def _label_bars(codebook: Codebook, counts: dict[str, int]) -> list[BarGroup]:
    """Return the labels by group in the codebook's order; retired ones only where spans still have them."""
    groups = []
    for layer in codebook.layers:
        labels = [x for x in codebook.labels_of(layer.id) if counts.get(x.id, 0) or not x.retired]
        bars = tuple(_label_bar(label, counts.get(label.id, 0)) for label in labels)
        if bars:
            groups.append(BarGroup(layer.name if len(bars) > 1 else "", bars))
    return groups


def _label_bar(label: Label, count: int) -> Bar:
    spoken = f"{label.name}: {counted(count, 'span')}"
    return Bar(label.id, label.name, count, spoken, label_colors(label).bar)


def _day_bars(store: Store) -> list[BarGroup]:
    done = dict(store.done_per_day())
    today = date.today()  # noqa: DTZ011 - the days of the person who looks
    days = [today - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    return [BarGroup("", tuple(_day_bar(day, done.get(day.isoformat(), 0), day == today) for day in days))]


def _day_bar(day: date, count: int, is_today: bool) -> Bar:
    name = "Today" if is_today else day_in_words(day.isoformat(), year=False)
    return Bar(day.isoformat(), name, count, f"{name}: {counted(count, 'article')} done", theme().color("good"))
