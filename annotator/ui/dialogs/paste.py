"""Makes one article from pasted text. It only gathers the draft; the window imports it."""

from dataclasses import replace

from PySide6.QtCore import QDate, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from annotator.core.draft import Draft
from annotator.core.errors import UserError
from annotator.core.text import normalise
from annotator.ui.dialogs.frame import Dialog


class PasteDialog(Dialog):
    """Shows the clipboard's text with what is recognised in it; emits `chosen(Draft)`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Paste as article", parent=parent, width=640)
        self.text = QPlainTextEdit(self)
        self.text.setTabChangesFocus(True)
        self.text.setProperty("role", "text")
        self.resize(640, 560)
        self.text.setPlaceholderText("Paste or write the article here")
        self.title = QLineEdit(self)
        self.source = QLineEdit(self)
        self.date = QLineEdit(self)
        self.date.setPlaceholderText("YYYY-MM-DD")
        self.add_field("Text", self.text)
        self.add_field("Title", self.title, about="Left empty, the first line.")
        self.add_field("Source", self.source, about="Agency or publisher.")
        self.add_field("Published", self.date)
        self.add_button("Cancel", self.reject)
        self._add = self.add_button("Add article", self.add, default=True)
        self.text.textChanged.connect(self._recognise)
        self._pasted = QGuiApplication.clipboard().text()
        self.text.setPlainText(self._pasted)
        self._recognise()
        (self.title if self._pasted.strip() else self.text).setFocus()

    def add(self) -> None:
        """Hand over the article, or say what is missing."""
        day = self.date.text().strip()
        if day and not QDate.fromString(day, "yyyy-MM-dd").isValid():
            self.show_problem(UserError(f"“{day}” is not a day.", hint="Write it like 2023-09-08."))
            self.date.setFocus()
            return
        draft = self._draft()
        if not draft.text.strip():
            self.show_problem(UserError("There is no text yet.", hint="Paste the article into the large field."))
            self.text.setFocus()
            return
        self.accept()
        self.chosen.emit(replace(draft, title=self.title.text().strip(), source=self.source.text().strip(), date=day))

    def _draft(self) -> Draft:
        # The widget turns some characters into others; unless it was edited, the clipboard's own text is taken.
        untouched = not self.text.document().isModified()
        raw = self._pasted if untouched else self.text.toPlainText()
        return Draft(text=normalise(raw).text, name="pasted text", original=raw.encode("utf-8", "surrogatepass"))

    def _recognise(self) -> None:
        from annotator.tasks.completing import completed

        draft = self._draft()
        known = completed(draft) if draft.text.strip() else draft
        self.title.setPlaceholderText(known.title)
        self.source.setPlaceholderText(known.source)
        self.date.setPlaceholderText(known.date or "YYYY-MM-DD")
        self.show_problem(None)
