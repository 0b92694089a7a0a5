"""Binds the commands that put the open article on paper. It asks where to, and hands the rest to a job."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.core.errors import UserError
from annotator.ui import notices
from annotator.ui.article.view import ArticleView
from annotator.ui.commands import Commands
from annotator.ui.jobs import Jobs
from annotator.ui.panels.header import facts_of
from annotator.ui.printing.content import PrintedText
from annotator.ui.printing.output import put_on, write_pdf
from annotator.ui.settings import Settings
from annotator.ui.workspace import Workspace

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_FORBIDDEN = '<>:"/\\|?*'
_LONGEST_NAME = 80


class Printing(QObject):
    """Prints what the article view shows: the spans of groups that are not hidden, with a legend and the notes."""

    def __init__(
        self,
        workspace: Workspace,
        commands: Commands,
        settings: Settings,
        jobs: Jobs,
        view: ArticleView,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._settings, self._jobs = workspace, settings, jobs
        self._view, self._window = view, window
        commands.bind("file.print", self._print)
        commands.bind("file.pdf", self._save)

    def content(self) -> PrintedText:
        """Return the open article as it shall be printed. Raises `UserError` where none is open."""
        article = self._workspace.article
        if article is None:
            raise UserError("No article is open.", hint="Open one from the list.")
        shown = self._view.shown()
        return PrintedText(
            title=article.title or "Untitled",
            facts=facts_of(article),
            text=shown.text,
            spans=shown.spans,
            speakers=shown.speakers,
            quiet=shown.quiet,
            first=shown.folded,
            numbers=self._settings.flag("text.numbers"),
            serif=self._settings.string("text.font") == "serif",
        )

    def save_pdf(self, target: Path) -> None:
        """Write the open article to a PDF file, in the place of what is there."""
        self._jobs.run(
            "Saving as PDF", write_pdf(self.content(), target), lambda count: self._saved(target, count), self._failed
        )

    def print_on(self, printer: "QPrinter") -> None:
        """Print the open article."""
        refused = f"The printer “{printer.printerName()}” does not take the article."
        task = put_on(self.content(), printer, printer.newPage, refused)
        self._jobs.run("Printing", task, lambda count: self._tell(f"Printed {pages(count)}"), self._failed)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.content().title)
        dialog = QPrintDialog(printer, self._window)
        dialog.setOptions(QPrintDialog.PrintDialogOption.PrintToFile)
        # The printer lives as long as what this holds.
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def _save(self) -> None:
        article = self._workspace.article
        folder = self._workspace.store.path.parent
        suggested = folder / f"{file_name(article.title if article is not None else '')}.pdf"
        name, _kind = QFileDialog.getSaveFileName(
            self._window, "Save the article as PDF", str(suggested), "PDF (*.pdf)"
        )
        if name:
            self.save_pdf(Path(name) if Path(name).suffix else Path(f"{name}.pdf"))

    def _saved(self, target: Path, count: int) -> None:
        self._tell(f"Saved {pages(count)} as “{target.name}”")

    def _tell(self, words: str) -> None:
        self._workspace.status_said.emit(words, "news")

    def _failed(self, error: UserError) -> None:
        notices.show_error(self._window, error)


def pages(count: int) -> str:
    """Return a number of pages in words."""
    return "1 page" if count == 1 else f"{count:,} pages"


def file_name(title: str) -> str:
    """Return a title as a file name that every system takes, without a suffix."""
    kept = "".join(" " if character in _FORBIDDEN or not character.isprintable() else character for character in title)
    return " ".join(kept.split())[:_LONGEST_NAME].strip(" .") or "Article"
