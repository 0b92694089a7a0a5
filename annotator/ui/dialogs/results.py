"""What an import or an export came to, where there is more to tell than a line. It changes nothing."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.core.draft import Refusal
from annotator.core.errors import UserError
from annotator.formats.base import Loss
from annotator.store.store import Store
from annotator.tasks.changed_texts import Choice
from annotator.tasks.exporting import Exported
from annotator.tasks.import_report import changed_sentence
from annotator.tasks.importing import Imported
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.dialogs.wrapping import Wrapping

MOST_LISTED = 2_000
"""Losses shown in the window; the report beside the export has all."""
SPAN = Qt.ItemDataRole.UserRole
QUOTE_LENGTH = 90


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 article", "2,000 articles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def import_sentence(result: Imported) -> str:
    """Return what an import did in one line."""
    parts = [f"{counted(len(result.added), 'article')} added"] if result.added or not result.changed else []
    if result.same:
        parts.append(f"{len(result.same):,} {'was' if len(result.same) == 1 else 'were'} already here")
    if result.same_text:
        parts.append(f"{len(result.same_text):,} with a text that is here from another source or day")
    versions = sum(changed.choice is Choice.VERSION for changed in result.changed)
    left = sum(changed.choice is Choice.LEAVE for changed in result.changed)
    if versions:
        parts.append(counted(versions, "new text"))
    if left:
        parts.append(f"{counted(left, 'changed text')} left as {'it was' if left == 1 else 'they were'}")
    if result.refused:
        parts.append(f"{len(result.refused):,} refused")
    return ", ".join(parts)


def export_sentence(result: Exported) -> str:
    """Return what an export did in one line."""
    what = f"{counted(result.articles, 'article')} with {counted(result.spans, 'span')}"
    lost = f"; {counted(len(result.losses), 'thing')} could not be carried" if result.losses else ""
    return f"Exported {what} to {result.target.name}{lost}"


class ImportResult(Dialog):
    """Lists what an import refused, each with its reason and what to do; `show_waiting` leads to spans to look at."""

    def __init__(
        self, result: Imported, parent: QWidget | None = None, show_waiting: Callable[[], object] | None = None
    ) -> None:
        super().__init__("Import", parent=parent, width=720)
        self.body.addWidget(plain.label(import_sentence(result), self, wrap=True, role="heading"))
        self.body.addSpacing(8)
        self._result = result
        self.tree = _tree(self, ("File", "Why"), "What was refused, and how files were read", first=200)
        for refusal in result.refused:
            self.tree.addTopLevelItem(_refusal_row(refusal))
        for name, remark in result.remarks:
            self.tree.addTopLevelItem(QTreeWidgetItem([name, remark]))
        for changed in result.changed:
            self.tree.addTopLevelItem(QTreeWidgetItem([changed.name, changed_sentence(changed)]))
        if result.labels_added:
            group = QTreeWidgetItem(["Codebook", f"{counted(len(result.labels_added), 'label')} added"])
            group.addChildren([QTreeWidgetItem([name, ""]) for name in result.labels_added])
            self.tree.addTopLevelItem(group)
        if result.same:
            group = QTreeWidgetItem(["Already here", counted(len(result.same), "article")])
            group.addChildren([QTreeWidgetItem([name, "the same text, source and date"]) for name in result.same])
            self.tree.addTopLevelItem(group)
        self.body.addWidget(self.tree, 1)
        waiting = sum(x.fates.total - x.fates.exact for x in result.changed if x.choice is Choice.VERSION)
        if waiting and show_waiting is not None:
            self.add_button(f"Show {counted(waiting, 'span')} to look at", lambda: self._leave_for(show_waiting))
        self.add_button("Save report…", self._choose)
        self.add_button("Close", self.accept, default=True)
        self.tree.setFocus()

    def _leave_for(self, show: Callable[[], object]) -> None:
        self.accept()
        show()

    def save(self, target: Path) -> None:
        """Write the report to a file, as text or JSON by its ending; say in the dialog why it cannot be."""
        from annotator.tasks.import_report import save_report

        try:
            save_report(self._result, target)
        except UserError as error:
            self.show_problem(error)

    def _choose(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save report", "import.txt", "Text (*.txt);;JSON (*.json)")
        if name:
            self.save(Path(name))


def _refusal_row(refusal: Refusal) -> QTreeWidgetItem:
    why = f"{refusal.message}\n{refusal.hint}".strip()
    row = QTreeWidgetItem([refusal.name.replace("\\", "/").rsplit("/", 1)[-1], why])
    row.setToolTip(0, plain.markup(refusal.name))
    row.setToolTip(1, plain.markup(why))
    return row


class ExportResult(Dialog):
    """Lists what a format could not carry, by kind and then by span; choosing a span calls `show_span` with its id."""

    def __init__(
        self, result: Exported, store: Store, show_span: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("Export", parent=parent, width=720)
        self._show_span = show_span
        self.body.addWidget(plain.label(export_sentence(result), self, wrap=True, role="heading"))
        where = f"The whole list is in “{result.report}”." if result.report else ""
        self.body.addWidget(plain.label(f"In “{result.target}”. {where}".strip(), self, wrap=True, role="muted"))
        self.body.addSpacing(8)
        self.tree = _tree(
            self, ("What the format could not carry", "Article"), "What the format could not carry", first=420
        )
        for what, losses in _by_kind(result.losses[:MOST_LISTED]).items():
            group = QTreeWidgetItem([f"{what}  ({len(losses):,})", ""])
            group.addChildren([_loss_row(loss, store) for loss in losses])
            self.tree.addTopLevelItem(group)
        self.tree.itemActivated.connect(self._activate)
        self.body.addWidget(self.tree, 1)
        self.add_button("Close", self.accept, default=True)
        self.tree.setFocus()

    def _activate(self, row: QTreeWidgetItem) -> None:
        span = str(row.data(0, SPAN) or "")
        if span:
            self.accept()
            self._show_span(span)


def _by_kind(losses: Iterable[Loss]) -> dict[str, list[Loss]]:
    kinds: dict[str, list[Loss]] = {}
    for loss in losses:
        kinds.setdefault(loss.what, []).append(loss)
    return dict(sorted(kinds.items(), key=lambda item: -len(item[1])))


def _loss_row(loss: Loss, store: Store) -> QTreeWidgetItem:
    try:
        words = f"“{plain.elided(store.span(loss.span).text, QUOTE_LENGTH)}”" if loss.span else "the whole article"
        row = store.article_row(loss.article)
    except UserError:
        # It was removed while the export ran; the report has its id.
        words, row = loss.span or loss.article, None
    item = QTreeWidgetItem([words, row.title if row is not None else ""])
    item.setData(0, SPAN, loss.span)
    return item


def _tree(parent: QWidget, columns: tuple[str, str], name: str, *, first: int) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setHeaderLabels(list(columns))
    tree.setAccessibleName(name)
    tree.setMinimumHeight(240)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
    tree.header().resizeSection(0, first)
    tree.header().setStretchLastSection(True)
    Wrapping(tree)
    return tree
