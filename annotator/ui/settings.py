"""The one table of settings and where they are kept. It knows nothing of dialogs; those are made from the table.

Beside the settings it remembers, under other names, what is nobody's choice: sizes, and the projects opened lately.
"""

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

RECENT = "recent/projects"
RECENT_KEPT = 8


class Kind(StrEnum):
    """How a setting is asked."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes/no"


SettingValue = str | int | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `choices` are (value, title) of a choice; `low`, `high` and `suffix` belong to a number."""

    id: str
    group: str
    title: str
    kind: Kind
    default: SettingValue
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0
    suffix: str = ""
    about: str = ""


SETTINGS = (
    Setting(
        "annotator.name", "You", "Your name", Kind.TEXT, "", about="Stands with every span that you tag from now on."
    ),
    Setting(
        "theme",
        "Appearance",
        "Colours",
        Kind.CHOICE,
        "system",
        (
            ("system", "As the system"),
            ("light", "Light"),
            ("sepia", "Sepia"),
            ("dark", "Dark"),
            ("contrast", "High contrast, light"),
            ("contrast-dark", "High contrast, dark"),
        ),
    ),
    Setting(
        "text.font",
        "Article text",
        "Typeface",
        Kind.CHOICE,
        "serif",
        (("serif", "With serifs"), ("sans", "Without serifs")),
    ),
    Setting(
        "text.size",
        "Article text",
        "Size",
        Kind.NUMBER,
        16,
        low=12,
        high=36,
        suffix=" px",
        about="Larger and smaller text in the View menu change it too.",
    ),
    Setting(
        "text.leading",
        "Article text",
        "Space between lines",
        Kind.NUMBER,
        30,
        low=10,
        high=80,
        suffix=" %",
        about="In parts of the text's height.",
    ),
    Setting(
        "text.compact",
        "Article text",
        "Compact",
        Kind.YES_NO,
        False,
        about="About a third shorter: tags stand only at the active span and the one under the pointer.",
    ),
    Setting("text.numbers", "Article text", "Numbers of paragraphs", Kind.YES_NO, False),
    Setting(
        "text.speakers",
        "Article text",
        "Who speaks, in the margin",
        Kind.YES_NO,
        True,
        about="Whoever a span says speaks there; grey and slanted where that is only expected.",
    ),
    Setting(
        "text.fold_header",
        "Article text",
        "Fold title and date lines",
        Kind.YES_NO,
        True,
        about="They stand above the article anyway. A click shows them; lines with spans are never folded.",
    ),
    Setting(
        "text.roles",
        "Article text",
        "Lines to speakers and parties",
        Kind.CHOICE,
        "active",
        (("active", "For the active span"), ("always", "For every span")),
    ),
    Setting(
        "text.snap",
        "Tagging",
        "Selections made with the mouse snap to",
        Kind.CHOICE,
        "word",
        (
            ("word", "Words"),
            ("clause", "Clauses"),
            ("sentence", "Sentences"),
            ("paragraph", "Paragraphs"),
            ("off", "Nothing"),
        ),
        about="Alt while dragging does the other thing: characters, or words where nothing snaps.",
    ),
    Setting(
        "start.open_last",
        "Work",
        "At start, open the last project",
        Kind.YES_NO,
        True,
        about="Otherwise the welcome page is shown.",
    ),
    Setting(
        "card.after_tagging",
        "Work",
        "After tagging, go to the card of the span",
        Kind.YES_NO,
        True,
        about="Only where the label has fields to ask; Esc goes back to the text.",
    ),
    Setting(
        "undo.ask",
        "Work",
        "Ask before undoing a step of an earlier day",
        Kind.YES_NO,
        True,
        about="Ctrl+Z goes back without limit, also across days.",
    ),
    Setting(
        "updates.look",
        "Work",
        "Once a day, ask whether there is a newer version",
        Kind.YES_NO,
        False,
        about="It only tells you, and sends nothing but the question. While this is off, nothing is asked.",
    ),
)

BY_ID = {setting.id: setting for setting in SETTINGS}


def system_user() -> str:
    """Return the name of the user who is logged in, or an empty string where the system has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


class Settings(QObject):
    """The settings of this user. Every change is kept at once and told by `changed`."""

    changed = Signal(str)
    """The id of what changed."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """Keep the settings in the file at `path`, which is made with the first change."""
        super().__init__(parent)
        self._store = QSettings(str(path), QSettings.Format.IniFormat, self)
        self._path = path

    @property
    def path(self) -> Path:
        """The file the settings are kept in."""
        return self._path

    def value(self, id: str) -> SettingValue:
        """Return a setting, or its default where nothing (or nonsense) is stored."""
        setting = BY_ID[id]
        raw = self._store.value(id)
        return setting.default if raw is None else _parsed(setting, str(raw))

    def string(self, id: str) -> str:
        """Return a setting that is text or a choice."""
        return str(self.value(id))

    def number(self, id: str) -> int:
        """Return a setting that is a number."""
        return int(self.value(id))

    def flag(self, id: str) -> bool:
        """Return a setting that is yes or no."""
        return bool(self.value(id))

    def set(self, id: str, value: SettingValue) -> None:
        """Change a setting; a number outside its limits is brought inside."""
        setting = BY_ID[id]
        if setting.kind is Kind.NUMBER:
            value = min(max(int(value), setting.low), setting.high)
        if value == self.value(id):
            return
        if value == setting.default:
            self._store.remove(id)
        else:
            self._store.setValue(id, str(value))
        self.changed.emit(id)

    def restore(self, id: str) -> None:
        """Give a setting its default back."""
        self.set(id, BY_ID[id].default)

    def is_changed(self, id: str) -> bool:
        """Whether a setting differs from its default."""
        return self.value(id) != BY_ID[id].default

    def text(self, key: str) -> str:
        """Return something remembered under a free key, or an empty string."""
        return str(self._store.value(key, ""))

    def set_text(self, key: str, text: str) -> None:
        """Remember something under a free key; an empty text forgets it."""
        if text == self.text(key):
            return
        if text:
            self._store.setValue(key, text)
        else:
            self._store.remove(key)
        self.changed.emit(key)

    def bytes(self, key: str) -> QByteArray:
        """Return bytes remembered under a free key (a window's geometry), empty where there are none."""
        return QByteArray.fromBase64(QByteArray(self.text(key).encode()))

    def set_bytes(self, key: str, data: QByteArray) -> None:
        """Remember bytes under a free key."""
        self.set_text(key, bytes(data.toBase64().data()).decode())

    def recent(self, exists: Callable[[Path], bool] = Path.is_file) -> tuple[Path, ...]:
        """Return the projects opened lately that are still there, the newest first."""
        paths = (Path(line) for line in self.text(RECENT).split("\n") if line)
        return tuple(path for path in paths if exists(path))

    def add_recent(self, path: Path) -> None:
        """Put a project first among those opened lately."""
        known = [str(path), *(str(old) for old in self.recent() if old != path)]
        self.set_text(RECENT, "\n".join(known[:RECENT_KEPT]))

    def sync(self) -> None:
        """Write to disk now."""
        self._store.sync()


def _parsed(setting: Setting, raw: str) -> SettingValue:
    if setting.kind is Kind.YES_NO:
        return raw.casefold() == "true"
    if setting.kind is Kind.NUMBER:
        inside = raw.lstrip("-").isdigit() and setting.low <= int(raw) <= setting.high
        return int(raw) if inside else setting.default
    if setting.kind is Kind.CHOICE:
        return raw if raw in dict(setting.choices) else setting.default
    return raw
