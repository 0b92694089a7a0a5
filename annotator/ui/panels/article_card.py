"""The details of the open article while no span is active: labels on the whole, note, speakers, spans, problems."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from annotator.core.codebook import Codebook, Role
from annotator.core.model import ArticleLabel, ArticleRecord, Note, Span
from annotator.ui import plain
from annotator.ui.panels import edits
from annotator.ui.panels.earlier import EarlierPanel
from annotator.ui.panels.note_edit import NoteEdit
from annotator.ui.panels.pieces import Chip, Elided, Line, bold
from annotator.ui.panels.problems import ProblemsPanel
from annotator.ui.panels.span_list import SpanListView
from annotator.ui.panels.words import counted, one_line
from annotator.ui.workspace import Workspace

MOST_SPEAKERS = 6


class ArticleCard(QWidget):
    """Shows one record. Every change it makes is one step and comes back as a new record."""

    entered = Signal(QWidget)

    def __init__(self, workspace: Workspace, problems: ProblemsPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._record: ArticleRecord | None = None
        self._labels_host = QWidget(self)
        self._labels = QVBoxLayout(self._labels_host)
        self._labels.setContentsMargins(0, 0, 0, 0)
        self._labels.setSpacing(2)
        self._shown_labels: tuple[ArticleLabel, ...] | None = None
        self._add = self._make_add()
        self.note = NoteEdit("Note on the article", self)
        self._speakers_title = self._heading("Who speaks")
        self.speakers = SpanListView("Who speaks", self, most=MOST_SPEAKERS)
        self._spans_title = self._heading("Spans")
        self.spans = SpanListView("Spans of the article", self)
        self.spans.setMinimumHeight(60)
        self._empty = plain.label(
            "No span yet. Select words and press the key of a label.", self, wrap=True, role="muted"
        )
        self.earlier = EarlierPanel(workspace, self)
        self.problems = problems
        problems.setParent(self)
        self._lay_out()
        self.note.finished.connect(self._write_note)
        self.note.left.connect(workspace.text_wanted)
        for view in (self.speakers, self.spans):
            view.span_chosen.connect(workspace.activate_span)
            view.left.connect(workspace.text_wanted)

    def show_record(self, record: ArticleRecord, codebook: Codebook) -> None:
        """Show what is known of an article."""
        if self._record is not None and self._record.article.id != record.article.id:
            self.note.keep()
        self._record = record
        self._show_labels(record.labels, codebook)
        note = self._note_now()
        self.note.show_note(note.text if note is not None else "")
        speakers = speaking(record, codebook)
        self.speakers.show_spans(codebook, speakers)
        self.speakers.setVisible(bool(speakers))
        self._speakers_title.setVisible(bool(speakers))
        current = record.current
        self.spans.show_spans(codebook, [(span, "") for span in current])
        self.spans.setVisible(bool(current))
        self._empty.setVisible(not current)
        self._spans_title.setText(counted(len(current), "span") if current else "Spans")
        self.earlier.show_record(record, codebook)
        self.problems.show_record(record, codebook)

    def set_read_only(self, read_only: bool) -> None:
        """Only show, or let people write."""
        self._add.setVisible(not read_only)
        self.note.setReadOnly(read_only)
        self._labels_host.setEnabled(not read_only)
        self.earlier.set_read_only(read_only)

    def forget(self) -> None:
        """Show no article any more; a note being written is kept."""
        self.note.keep()
        self._record = None

    def focus_note(self) -> None:
        """Put the caret into the note on the article."""
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _heading(self, text: str) -> QLabel:
        heading = plain.label(text, self, role="heading")
        heading.setFont(bold(heading.font()))
        return heading

    def _make_add(self) -> QToolButton:
        button = QToolButton(self)
        button.setText("+ Label the article")
        button.setAutoRaise(True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill_labels(menu))
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self._labels_host)
        layout.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.note)
        layout.addWidget(Line(self))
        layout.addWidget(self.earlier)
        layout.addWidget(self._speakers_title)
        layout.addWidget(self.speakers)
        layout.addWidget(self._spans_title)
        layout.addWidget(self._empty)
        layout.addWidget(self.spans, 1)
        layout.addWidget(self.problems)
        layout.addStretch(0)

    def _show_labels(self, labels: tuple[ArticleLabel, ...], codebook: Codebook) -> None:
        if labels == self._shown_labels:
            return
        self._shown_labels = labels
        self._labels_host.setVisible(bool(labels))
        while self._labels.count():
            item = self._labels.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for article_label in labels:
            self._labels.addWidget(self._label_row(article_label, codebook))

    def _label_row(self, article_label: ArticleLabel, codebook: Codebook) -> QWidget:
        label = codebook.label(article_label.label)
        name = label.name if label is not None else "A label that is gone"
        row = QWidget(self._labels_host)
        off = QToolButton(row)
        off.setText("×")
        off.setAutoRaise(True)
        off.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        off.setAccessibleName(f"Take the label {name} off the article")
        off.clicked.connect(lambda: self._submit(f"Take {name} off Article", edits.remove(article_label)))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Chip(label, row))
        layout.addWidget(Elided(name, row), 1)
        layout.addWidget(off)
        return row

    def _fill_labels(self, menu: QMenu) -> None:
        menu.clear()
        codebook, record = self._workspace.codebook, self._record
        if record is None:
            return
        taken = {x.label for x in record.labels if x.annotator == self._annotator()}
        for layer in codebook.layers:
            menu.addSection(plain.menu_text(layer.name))
            for label in codebook.labels_of(layer.id):
                if label.retired or label.id in taken:
                    continue
                write = edits.label_article(record.article.id, label.id, self._annotator())
                name = f"Label Article {label.name}"
                action = menu.addAction(plain.menu_text(label.name))
                action.triggered.connect(lambda _checked=False, name=name, write=write: self._submit(name, write))

    def _note_now(self) -> Note | None:
        notes = self._record.notes if self._record is not None else ()
        return next((note for note in notes if note.annotator == self._annotator()), None)

    def _write_note(self, text: str) -> None:
        if self._record is not None:
            write = edits.write_note(self._note_now(), self._record.article.id, self._annotator(), text)
            self._submit("Write Note on Article", write)

    def _annotator(self) -> str:
        return self._workspace.annotator.id

    def _submit(self, name: str, write: edits.Write) -> None:
        self._workspace.submit(name, write)


def speaking(record: ArticleRecord, codebook: Codebook) -> list[tuple[Span, str]]:
    """Return the spans that others name as their first role, one for each wording, in the order of the text."""
    first: dict[str, str] = {}
    for role in codebook.roles:
        first.setdefault(role.label, role.id)
    named = {x.to.span for x in record.relations if x.to.span and first_role(codebook.role(x.role), first)}
    seen: dict[str, Span] = {}
    for span in record.current:
        if span.id in named:
            seen.setdefault(one_line(span.text).casefold(), span)
    return [(span, "") for span in seen.values()]


def first_role(role: Role | None, first: dict[str, str]) -> bool:
    """Whether a role is the first of its label: who speaks, in the codebooks that come with the program."""
    return role is not None and first.get(role.label) == role.id
