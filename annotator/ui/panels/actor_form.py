"""The form of one person, organisation or country. It writes nothing: it says what somebody is to become."""

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QComboBox, QWidget

from annotator.core.actors import KINDS, office_text, offices_from
from annotator.core.model import Actor
from annotator.ui.panels.form_fields import LineField, TextField
from annotator.ui.panels.label_form import PartForm


class ActorForm(PartForm):
    """What is known of one person, organisation or country; each field that is left is one step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Person or organisation", parent)
        self._actor: Actor | None = None
        self.name = LineField("Name", self)
        self.kind = QComboBox(self)
        self.aliases = TextField("Also called, one name a line", 2, self)
        self.offices = TextField("Offices, one a line", 2, self)
        self.links = TextField("Links, one a line", 1, self)
        self.notes = TextField("Notes", 2, self)
        for kind in KINDS:
            self.kind.addItem(kind.capitalize(), kind)
        self.kind.setAccessibleName("Kind")
        self.offices.setPlaceholderText("Premier of China (2023-03 – )")
        self.links.setPlaceholderText("Q15031")
        for title, field in (
            ("Name", self.name),
            ("Kind", self.kind),
            ("Also called", self.aliases),
            ("Offices", self.offices),
            ("Links", self.links),
            ("Notes", self.notes),
        ):
            self.add(title, field)
        self.column.addStretch(1)
        self.name.finished.connect(lambda text: self._change("Rename {}", name=text) if text else self.name.restore())
        self.kind.activated.connect(lambda _n: self._change("Change kind of {}", kind=self.kind.currentData()))
        self.aliases.finished.connect(lambda text: self._change("Change names of {}", aliases=_lines(text)))
        self.offices.finished.connect(lambda text: self._change("Change offices of {}", offices=offices_from(text)))
        self.links.finished.connect(lambda text: self._change("Change links of {}", links=_lines(text)))
        self.notes.finished.connect(lambda text: self._change("Note on {}", notes=text))

    def show_actor(self, actor: Actor) -> None:
        """Show somebody as stored."""
        self._actor = actor
        self.name.show_value(actor.name)
        self.kind.setCurrentIndex(max(0, self.kind.findData(actor.kind)))
        self.aliases.show_value("\n".join(actor.aliases))
        self.offices.show_value("\n".join(map(office_text, actor.offices)))
        self.links.show_value("\n".join(actor.links))
        self.notes.show_value(actor.notes)

    def _change(self, step: str, **given: Any) -> None:
        if self._actor is not None:
            changed = replace(self._actor, **given)
            if changed != self._actor:
                self.changed.emit(changed, step.format(self._actor.name))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(line.split()) for line in text.split("\n") if line.strip()))
