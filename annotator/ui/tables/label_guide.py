"""The guideline of one label or group, as text to read and to copy by keyboard. What it shows is data, never markup."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.core.asking import in_words
from annotator.core.codebook import Attribute, AttributeType, Codebook, Label, Layer, Role
from annotator.ui.tables.chips import char_width, label_colors
from annotator.ui.theme import theme

_COLUMN = 72
"""Characters a line, at most."""

_MARGIN = 28
_NARROW = 12
_SIZE = 1.15
"""Size of the text, in parts of the window's."""

_TYPES = {
    AttributeType.TEXT: "text",
    AttributeType.NUMBER: "a number",
    AttributeType.DATE: "a date",
    AttributeType.YES_NO: "yes or no",
    AttributeType.ACTOR: "a person or organisation",
}


class LabelGuide(QTextEdit):
    """Read-only text. Invariant: everything is inserted as plain text with a format, nothing is read as HTML."""

    def __init__(self, parent: QWidget | None = None, *, narrow: bool = False) -> None:
        super().__init__(parent)
        self._codebook: Codebook | None = None
        self._part = ""
        self._margin = _NARROW if narrow else _MARGIN
        self.scale = 1.0 if narrow else _SIZE
        self.setAccessibleName("Guideline")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QTextEdit { background: transparent; border: none; }")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def show_part(self, codebook: Codebook | None, part: str) -> None:
        """Show the guideline of a label or group by its id, or of the codebook where it is neither."""
        if (codebook, part) != (self._codebook, self._part):
            self._codebook, self._part = codebook, part
            self._write()

    def changeEvent(self, event: QEvent) -> None:
        """Write it anew in the colours or the font of now."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines readable: no longer than `_COLUMN` characters."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        widest = round(_COLUMN * self.scale * char_width(self.font()))
        frame = self.document().rootFrame()
        format = frame.frameFormat()
        format.setLeftMargin(self._margin)
        format.setTopMargin(min(20, self._margin))
        format.setBottomMargin(self._margin)
        format.setRightMargin(max(self._margin, self.viewport().width() - widest - self._margin))
        frame.setFrameFormat(format)

    def _write(self) -> None:
        self.clear()
        self._fit()
        codebook = self._codebook
        if codebook is None:
            return
        page = _Page(self)
        label, layer = codebook.label(self._part), codebook.layer(self._part)
        if label is not None:
            _write_label(page, codebook, label)
        elif layer is not None:
            _write_layer(page, codebook, layer)
        else:
            page.line(codebook.name, page.title())
            page.paragraph(codebook.description)
        self.moveCursor(QTextCursor.MoveOperation.Start)


class _Page:
    """Appends blocks of plain text to a text widget, each with its space above and its format."""

    def __init__(self, edit: LabelGuide) -> None:
        self._cursor = QTextCursor(edit.document())
        self._first = True
        self._size = edit.font().pointSizeF() * edit.scale

    def plain(self) -> QTextCharFormat:
        """Return the format of running text."""
        format = QTextCharFormat()
        format.setForeground(theme().color("ink"))
        format.setFontPointSize(self._size)
        return format

    def muted(self) -> QTextCharFormat:
        """Return the format of what stands back."""
        format = QTextCharFormat()
        format.setForeground(theme().color("muted"))
        format.setFontPointSize(self._size)
        return format

    def strong(self) -> QTextCharFormat:
        """Return the format of headings and field names."""
        format = self.plain()
        format.setFontWeight(QFont.Weight.DemiBold)
        return format

    def title(self) -> QTextCharFormat:
        """Return the format of the name at the top."""
        format = self.strong()
        format.setFontPointSize(self._size * 1.5)
        return format

    def line(self, text: str, format: QTextCharFormat, above: float = 0, indent: float = 0) -> None:
        """Begin a new block, `above` pixels below the last, with this text."""
        block = QTextBlockFormat()
        block.setTopMargin(above)
        block.setLeftMargin(indent)
        block.setLineHeight(128, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self._first:
            self._cursor.setBlockFormat(block)
        else:
            self._cursor.insertBlock(block)
        self._first = False
        self._cursor.insertText(text, format)

    def more(self, text: str, format: QTextCharFormat) -> None:
        """Go on in the same block."""
        self._cursor.insertText(text, format)

    def heading(self, text: str) -> None:
        """Write a heading within the page."""
        format = self.muted()
        format.setFontWeight(QFont.Weight.DemiBold)
        self.line(text, format, above=20)

    def paragraph(self, text: str, above: float = 4) -> None:
        """Write running text, where there is any."""
        if text:
            self.line(text, self.plain(), above)


def _write_label(page: _Page, codebook: Codebook, label: Label) -> None:
    colors = label_colors(label)
    title = page.title()
    title.setForeground(colors.text)
    page.line(label.name, title)
    layer = codebook.layer(label.layer)
    parts = [f"Key {label.key.upper()}" if label.key else "No key", f"tags the {label.unit.value} at the caret"]
    if layer is not None and layer.name != label.name:
        parts.append(f"in the group {layer.name}")
    page.line("  ·  ".join(parts), page.muted(), above=2)
    page.paragraph(label.definition, above=14)
    for heading, text in (("Belongs", label.includes), ("Does not belong", label.excludes)):
        if text:
            page.heading(heading)
            page.paragraph(text)
    if label.examples:
        page.heading("Examples")
        marked = page.plain()
        marked.setBackground(colors.tint_on)
        for example in label.examples:
            page.line(example, marked, above=6)
    _write_fields(page, codebook, label)
    _write_forbidden(page, codebook, label)


def _write_fields(page: _Page, codebook: Codebook, label: Label) -> None:
    fields: list[Attribute | Role] = [*codebook.attributes_of(label.id), *codebook.roles_of(label.id)]
    if not fields:
        return
    page.heading("Fields")
    for field in sorted(fields, key=lambda field: (not field.core, field.position)):
        page.line(field.name, page.strong(), above=6)
        answer = _answer(field) if isinstance(field, Attribute) else _filled_by(codebook, field)
        page.more(f"   {answer}", page.plain())
        remarks = [word for word, on in (("asked first", field.core), ("required", field.required)) if on]
        remarks += [f"only if {in_words(codebook, field.shown_when)}"] if field.shown_when is not None else []
        if remarks:
            page.more(f"   {', '.join(remarks)}", page.muted())


def _write_forbidden(page: _Page, codebook: Codebook, label: Label) -> None:
    if label.forbidden:
        page.heading("Not together")
    for each in label.forbidden:
        page.line(each.message, page.plain(), above=6)
        when = " and ".join(in_words(codebook, condition) for condition in each.conditions)
        page.more(f"   {when}", page.muted())


def _answer(field: Attribute) -> str:
    names = ", ".join(choice.name for choice in field.choices)
    if field.type is AttributeType.CHOICE:
        return f"one of: {names}"
    if field.type is AttributeType.CHOICES:
        return f"any of: {names}"
    return _TYPES[field.type]


def _filled_by(codebook: Codebook, field: Role) -> str:
    names = [label.name for id in field.targets if (label := codebook.label(id))]
    if "actor" in field.targets:
        names.append("a person or organisation")
    words = " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
    return f"{words}, several" if field.many else words


def _write_layer(page: _Page, codebook: Codebook, layer: Layer) -> None:
    page.line(layer.name, page.title())
    labels = codebook.labels_of(layer.id)
    overlap = "its spans may overlap" if layer.overlap else "its spans do not overlap"
    page.line(f"Group of {len(labels)} labels  ·  {overlap}", page.muted(), above=2)
    for label in labels:
        name = page.strong()
        name.setForeground(label_colors(label).text)
        page.line(label.name, name, above=14)
        page.paragraph(label.definition, above=2)
