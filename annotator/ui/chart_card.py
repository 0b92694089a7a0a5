"""One chart under its heading, the same as a table, a sentence where there is nothing, and all of it as a file.

It draws what it is given and never reads the store.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPixmap
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.errors import UserError
from annotator.formats.csv_table_writing import comma_lines, guard
from annotator.ui import icons, notices, plain
from annotator.ui.charts import BarChart, BarGroup, ColumnChart, number_text
from annotator.ui.theme import theme

SHARP = 2
"""A picture has so many pixels for one of the screen."""
_BOM = "\ufeff"
_MOST_ROWS = 14
_KINDS = {"csv": "Tables (*.csv)", "png": "Pictures (*.png)", "svg": "Drawings (*.svg)"}


class _Table(QTableWidget):
    """The numbers of a chart as rows; Enter chooses one as its bar does."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.cellDoubleClicked.connect(lambda row, _column: self.chosen.emit(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.chosen.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def show_rows(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Show these cells; the first column is text, the others are numbers."""
        self.clear()
        self.setColumnCount(len(head))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(list(head))
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                item = QTableWidgetItem(number_text(cell) if isinstance(cell, int) else str(cell))
                if c:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(r, c, item)
        for c in range(len(head)):
            mode = QHeaderView.ResizeMode.ResizeToContents if c else QHeaderView.ResizeMode.Stretch
            self.horizontalHeader().setSectionResizeMode(c, mode)
        line = self.fontMetrics().height() + 8
        self.verticalHeader().setDefaultSectionSize(line)
        self.setFixedHeight(line * (min(len(rows), _MOST_ROWS) + 1) + 10)


class ChartCard(QFrame):
    """Invariant: chart, table and file say the same; the sentence stands in their place where nothing is counted."""

    def __init__(self, heading: str, chart: BarChart | ColumnChart, *, noun: str, empty: str) -> None:
        super().__init__()
        self.heading = heading
        self.chart = chart
        self._noun = noun
        self._empty = empty
        self._groups: tuple[BarGroup, ...] = ()
        self.setProperty("role", "card")
        chart.setAccessibleName(heading)
        self.table = _Table(self)
        self.table.setAccessibleName(f"{heading}, as a table")
        self.table.hide()
        self.message = plain.label(empty, self, wrap=True, role="muted")
        self.message.setContentsMargins(5, 0, 0, 0)
        self.more = self._make_more()
        self._lay_out()
        self.table.chosen.connect(lambda row: self.chart.buttons[row].click())

    def show_groups(self, groups: Sequence[BarGroup]) -> None:
        """Show these bars in all three ways."""
        self.message.setText(self._empty)
        self._show(groups)

    def say(self, words: str) -> None:
        """Show a sentence in the place of the bars: what is to be counted is not known yet."""
        self.message.setText(words)
        self._show(())

    def _show(self, groups: Sequence[BarGroup]) -> None:
        self._groups = tuple(groups)
        self.chart.show_groups(groups)
        head, *rows = self.rows()
        self.table.show_rows([str(cell) for cell in head], rows)
        self._show_parts()

    def set_heading(self, heading: str) -> None:
        """Call the card something else: labels are named by the codebook."""
        self.heading = heading
        self._title.setText(heading)
        self.chart.setAccessibleName(heading)
        self.table.setAccessibleName(f"{heading}, as a table")
        self.more.setAccessibleName(f"{heading}: table and files")

    @property
    def is_empty(self) -> bool:
        """Whether nothing is counted."""
        return not any(bar.value for group in self._groups for bar in group.bars)

    def rows(self) -> list[list[object]]:
        """Return the numbers as rows under a heading: a name, its number, and what the number is made of."""
        bars = [(group.heading, bar) for group in self._groups for bar in group.bars]
        parts = list(dict.fromkeys(part.name for _heading, bar in bars for part in bar.parts))
        rows: list[list[object]] = [["", self._noun, *parts]]
        for _heading, bar in bars:
            made = {part.name: part.value for part in bar.parts}
            rows.append([bar.spoken.rsplit(":", 1)[0], bar.value, *(made.get(name, 0) for name in parts)])
        return rows

    def save(self, path: Path) -> None:
        """Write the card as CSV, PNG or SVG, by the ending; raise `UserError` where it cannot be written."""
        write = {".csv": self._write_csv, ".png": self._write_png, ".svg": self._write_svg}.get(path.suffix.lower())
        if write is None:
            raise UserError(
                f"“{path.name}” ends in none of .csv, .png, .svg.", hint="Choose a name with one of these endings."
            )
        beside = path.with_name(f".{path.stem}.part{path.suffix}")
        try:
            write(beside)
            beside.replace(path)
        except OSError as error:
            hint = "Choose another place, or check the free space."
            raise UserError(f"The file “{path.name}” cannot be written.", hint=hint) from error
        finally:
            beside.unlink(missing_ok=True)

    def show_table(self, on: bool) -> None:
        """Show the table in the place of the chart, or the chart again."""
        self._as_table.setChecked(on)
        self._show_parts()
        if not self.is_empty:
            (self.table if on else self.chart).setFocus()

    def _make_more(self) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icons.icon("more"))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(f"{self.heading}: table and files")
        menu = QMenu(button)
        self._as_table = menu.addAction("Show as a table")
        self._as_table.setCheckable(True)
        self._as_table.triggered.connect(self.show_table)
        menu.addSeparator()
        for kind in _KINDS:
            menu.addAction(f"Save as {kind.upper()}…").triggered.connect(lambda _on=False, kind=kind: self._ask(kind))
        # Opened here, since a menu of the button's own would hold everything up until it is closed.
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button

    def _lay_out(self) -> None:
        self._title = plain.label(self.heading, role="heading")
        self._title.setIndent(5)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.more)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 12, 16)
        whole.setSpacing(8)
        whole.addLayout(head)
        for part in (self.chart, self.table, self.message):
            whole.addWidget(part)
        whole.addStretch(1)

    def _show_parts(self) -> None:
        empty, as_table = self.is_empty, self._as_table.isChecked()
        self.message.setVisible(empty)
        self.chart.setVisible(not empty and not as_table)
        self.table.setVisible(not empty and as_table)

    def _ask(self, kind: str) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, f"Save as {kind.upper()}", f"{self.heading}.{kind}", _KINDS[kind]
        )
        if not name:
            return
        path = Path(name)
        try:
            self.save(path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}"))
        except UserError as error:
            notices.show_error(self.window(), error)

    def _write_csv(self, path: Path) -> None:
        rows = [[guard(cell) if isinstance(cell, str) else cell for cell in row] for row in self.rows()]
        path.write_bytes((_BOM + comma_lines(rows)).encode())

    def _write_png(self, path: Path) -> None:
        picture = QPixmap(self.size() * SHARP)
        picture.setDevicePixelRatio(SHARP)
        picture.fill(theme().color("panel"))
        self._without_button(lambda: self.render(picture))
        if not picture.save(str(path), "PNG"):
            raise OSError

    def _write_svg(self, path: Path) -> None:
        if not path.parent.is_dir():
            raise OSError
        drawing = QSvgGenerator()
        drawing.setFileName(str(path))
        drawing.setSize(QSize(self.size()))
        drawing.setViewBox(QRect(QPoint(0, 0), self.size()))
        drawing.setTitle(self.heading)
        with QPainter(drawing) as painter:
            self._without_button(lambda: self.render(painter, QPoint(0, 0)))

    def _without_button(self, draw: Callable[[], object]) -> None:
        """Draw the card as a reader of a report wants it."""
        self.more.setVisible(False)
        self.chart.bare = True
        try:
            draw()
        finally:
            self.more.setVisible(True)
            self.chart.bare = False
