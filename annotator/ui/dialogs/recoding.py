"""Questions before a codebook change that touches spans: what it does, counted, before anything is done.

They change nothing: each emits the plan that was chosen.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QListWidget, QListWidgetItem, QTabWidget, QWidget

from annotator.core.codebook import AttributeType, Codebook, Label
from annotator.core.errors import UserError
from annotator.core.joining import merge_labels, split_label
from annotator.core.model import Value
from annotator.core.query import SpanFilter
from annotator.core.recoding import Recoding, Which
from annotator.store.recoding import Preview, preview
from annotator.store.store import Store
from annotator.ui import plain
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.dialogs.results import counted

MOST_LISTED = 500


def in_words(seen: Preview, verb: str) -> str:
    """Return what a change touches, and what does not fit, as sentences."""
    lines = [f"{counted(seen.spans, 'span')} in {counted(seen.articles, 'article')} {verb}."]
    if seen.article_labels:
        lines.append(f"So {_do(seen.article_labels)} {counted(seen.article_labels, 'label')} of whole articles.")
    lines += [f"Does not fit and is let go: {loss.count:,} {loss.what}." for loss in seen.losses]
    lines.append("It is one step: Undo takes all of it back.")
    return "\n".join(lines)


def _do(count: int) -> str:
    return "does" if count == 1 else "do"


class RecodeDialog(Dialog):
    """Shows what the plan of now would do. Invariant: the main button is enabled only while there is a plan."""

    chosen = Signal(object)

    def __init__(self, title: str, intro: str, verb: str, button: str, store: Store, parent: QWidget | None) -> None:
        super().__init__(title, intro, parent)
        self._store = store
        self._verb = verb
        self._plan: Recoding | None = None
        self.said = plain.label(parent=self, wrap=True, role="muted")
        self.said.setAccessibleName("What it does")
        self.add_button("Cancel", self.reject)
        self.go = self.add_button(button, self._choose, default=True)

    def look(self) -> None:
        """Make the plan anew and say what it would do."""
        try:
            self._plan = self.plan()
        except UserError as error:
            self._plan = None
            self.said.setText(str(error))
        else:
            self.said.setText(in_words(preview(self._store, self._plan), self._verb))
        self.go.setEnabled(self._plan is not None)

    def plan(self) -> Recoding:
        """Return the change as it is chosen now; raise `UserError` where something is missing."""
        raise NotImplementedError

    def _choose(self) -> None:
        if self._plan is not None:
            self.accept()
            self.chosen.emit(self._plan)


class MergeDialog(RecodeDialog):
    """Which label the spans of another become."""

    def __init__(self, codebook: Codebook, label: Label, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(
            f"Merge “{label.name}”",
            f"The spans of “{label.name}” become those of another label, and “{label.name}” is gone.",
            "change",
            "Merge",
            store,
            parent,
        )
        self._codebook, self._label = codebook, label
        self.target = QComboBox(self)
        for other in label_choices(codebook, label):
            self.target.addItem(plain.menu_text(other.name), other.id)
        self.add_field("Into", self.target)
        self.keep = QCheckBox("Keep fields that the other label does not have", self)
        self.keep.setChecked(True)
        self.body.addSpacing(8)
        self.body.addWidget(self.keep)
        self.body.addSpacing(12)
        self.body.addWidget(self.said)
        self.target.currentIndexChanged.connect(lambda _index: self.look())
        self.keep.toggled.connect(lambda _on: self.look())
        self.target.setFocus()
        self.look()

    def plan(self) -> Recoding:
        """Return the merge."""
        target = self.target.currentData()
        if target is None:
            raise UserError("There is no other label to merge into.", hint="Make one first.")
        return merge_labels(self._codebook, self._label.id, target, keep_fields=self.keep.isChecked())


def label_choices(codebook: Codebook, but: Label) -> Sequence[Label]:
    """Return the labels to merge into: those of the same group first."""
    others = [x for x in codebook.labels if x.id != but.id and not x.retired]
    return sorted(others, key=lambda x: x.layer != but.layer)


class SplitDialog(RecodeDialog):
    """Which spans of a label get a new one: by an answer, by words in them, or one by one."""

    def __init__(self, codebook: Codebook, label: Label, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(
            f"Split “{label.name}”",
            f"Some spans of “{label.name}” get a new label with the same fields.",
            "get the new label",
            "Split",
            store,
            parent,
        )
        self._codebook, self._label = codebook, label
        self.name = QLineEdit(self)
        self.add_field("Name of the new label", self.name)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("What is split off")
        self.field = QComboBox(self)
        self.value = QComboBox(self)
        self.words = QLineEdit(self)
        self.spans = QListWidget(self)
        self._add_tabs()
        self.body.addSpacing(12)
        self.body.addWidget(self.tabs)
        self.body.addSpacing(8)
        self.body.addWidget(self.said)
        self.name.textChanged.connect(lambda _text: self.look())
        self.tabs.currentChanged.connect(lambda _tab: self.look())
        self.words.textChanged.connect(lambda _text: self.look())
        self.spans.itemChanged.connect(lambda _item: self.look())
        self.field.currentIndexChanged.connect(lambda _index: self._fill_values())
        self.value.currentIndexChanged.connect(lambda _index: self.look())
        self._fill_values()
        self.name.setFocus()

    def _add_tabs(self) -> None:
        from PySide6.QtWidgets import QFormLayout

        by_answer, by_words = QWidget(self), QWidget(self)
        form = QFormLayout(by_answer)
        for part in self._codebook.attributes_of(self._label.id):
            self.field.addItem(plain.menu_text(part.name), part.id)
        form.addRow("Field", self.field)
        form.addRow("Answer", self.value)
        self.field.setAccessibleName("Field")
        self.value.setAccessibleName("Answer")
        other = QFormLayout(by_words)
        other.addRow("Words", self.words)
        self.words.setAccessibleName("Words")
        self.spans.setAccessibleName("Spans")
        for row in self._store.span_rows(SpanFilter(labels=(self._label.id,)), limit=MOST_LISTED).rows:
            item = QListWidgetItem(plain.elided(row.quote, 90), self.spans)
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        for title, page in (("By an answer", by_answer), ("By words in them", by_words), ("By hand", self.spans)):
            self.tabs.addTab(page, title)

    def _fill_values(self) -> None:
        from annotator.core.conversion import words
        from annotator.store.recoding import answers

        self.value.blockSignals(True)
        self.value.clear()
        part = self._codebook.attribute(self.field.currentData() or "")
        if part is not None:
            actors = self._store.actors()
            given: list[tuple[str, Value | None]] = [(choice.name, choice.id) for choice in part.choices]
            if part.type not in (AttributeType.CHOICE, AttributeType.CHOICES):
                given = [(", ".join(words(x, part, actors)), x) for x, _n in answers(self._store, part.id)[:200]]
            for title, value in (*given, ("Without an answer", None)):
                self.value.addItem(plain.menu_text(title), (value,))
        self.value.blockSignals(False)
        self.look()

    def plan(self) -> Recoding:
        """Return the split."""
        return split_label(self._codebook, self._label.id, self.name.text(), self._which())

    def _which(self) -> Which:
        if self.tabs.currentIndex() == 0:
            chosen = self.value.currentData()
            if chosen is None:
                raise UserError("This label has no fields to split by.", hint="Split by words, or by hand.")
            return Which(field=self.field.currentData(), value=chosen[0])
        if self.tabs.currentIndex() == 1:
            if not self.words.text().strip():
                raise UserError("No words are given.", hint="Write some that stand in the spans.")
            return Which(words=self.words.text().strip())
        items = [self.spans.item(n) for n in range(self.spans.count())]
        ids = [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]
        if not ids:
            raise UserError("No span is chosen.", hint="Tick some.")
        return Which(spans=tuple(ids))
