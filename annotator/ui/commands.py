"""The one table of everything a user can do, and the registry that ties each line to whoever does it.

It never does any of it itself: panels and the window bind their own functions.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence

from annotator.core.errors import UserError
from annotator.ui.modifiers import without
from annotator.ui.settings import Settings

MENUS = ("File", "Edit", "Article", "Span", "Codebook", "View", "Go", "Help")
CONDITIONS = ("always", "project", "writable", "article", "span", "selection", "undo", "redo", "codebook", "people")
WINDOW = "window"
VIEW = "view"


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a user can do.

    `kind` "window" has its shortcuts everywhere in the window; "view" only while the article has the focus, where the
    article view asks `Commands.view_command`. `enabled` is one of `CONDITIONS`. `checkable` commands are called with
    their new state; those of one `group` exclude each other. `line` draws a line above it in the menu, `submenu` puts
    it into a menu of that name there.
    """

    id: str
    menu: str
    title: str
    shortcuts: tuple[str, ...] = ()
    enabled: str = "always"
    kind: str = WINDOW
    checkable: bool = False
    group: str = ""
    line: bool = False
    submenu: str = ""


def _edge(id: str, title: str, key: str, *, line: bool = False) -> Command:
    return Command(id, "Span", title, (key,), "span", VIEW, line=line, submenu="Move an edge")


EDGES = (
    _edge("span.end_later", "End right by a word", "Shift+Right"),
    _edge("span.end_earlier", "End left by a word", "Shift+Left"),
    _edge("span.start_later", "Start right by a word", "Ctrl+Alt+Right"),
    _edge("span.start_earlier", "Start left by a word", "Ctrl+Alt+Left"),
    _edge("span.end_later_character", "End right by a character", "Alt+Shift+Right", line=True),
    _edge("span.end_earlier_character", "End left by a character", "Alt+Shift+Left"),
    _edge("span.start_later_character", "Start right by a character", "Ctrl+Alt+Shift+Right"),
    _edge("span.start_earlier_character", "Start left by a character", "Ctrl+Alt+Shift+Left"),
    _edge("span.end_later_clause", "End on by a clause", "Shift+Down", line=True),
    _edge("span.end_earlier_clause", "End back by a clause", "Shift+Up"),
    _edge("span.start_later_clause", "Start on by a clause", "Ctrl+Alt+Down"),
    _edge("span.start_earlier_clause", "Start back by a clause", "Ctrl+Alt+Up"),
    _edge("span.end_later_sentence", "End on by a sentence", "Shift+End", line=True),
    _edge("span.end_earlier_sentence", "End back by a sentence", "Shift+Home"),
    _edge("span.start_later_sentence", "Start on by a sentence", "Ctrl+Alt+End"),
    _edge("span.start_earlier_sentence", "Start back by a sentence", "Ctrl+Alt+Home"),
)


def _snap(unit: str, title: str) -> Command:
    id = f"edit.snap_{unit}"
    return Command(id, "Edit", title, checkable=True, group="snap", line=unit == "word", submenu="Snap selections")


SNAPS = (
    _snap("word", "Snap to words"),
    _snap("clause", "Snap to clauses"),
    _snap("sentence", "Snap to sentences"),
    _snap("paragraph", "Snap to paragraphs"),
    _snap("off", "No snapping"),
)

COMMANDS = (
    Command("file.new", "File", "New project…", ("Ctrl+N",)),
    Command("file.open", "File", "Open project…", ("Ctrl+O",)),
    Command("file.example", "File", "Try the example"),
    Command("file.import", "File", "Import articles…", ("Ctrl+I",), "writable", line=True),
    Command("file.paste", "File", "Paste as article…", ("Ctrl+Shift+V",), "writable"),
    Command("file.export", "File", "Export…", ("Ctrl+E",), "project"),
    Command("file.export_spans", "File", "Export the spans of the list…", (), "project"),
    Command("file.print", "File", "Print the article…", ("Ctrl+P",), "article", line=True),
    Command("file.pdf", "File", "Save the article as PDF…", (), "article"),
    Command("file.backups", "File", "Backups…", (), "project", line=True),
    Command("file.check", "File", "Check the project", (), "project"),
    Command("file.recover", "File", "Recover a damaged project…"),
    Command("file.settings", "File", "Settings…", ("Ctrl+,",), line=True),
    Command("file.close", "File", "Close project", ("Ctrl+W",), "project"),
    Command("file.quit", "File", "Quit", ("Ctrl+Q",)),
    Command("edit.undo", "Edit", "Undo", ("Ctrl+Z",), "undo"),
    Command("edit.redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Command("edit.copy", "Edit", "Copy the selected words", ("Ctrl+C",), "selection", VIEW, line=True),
    Command("edit.find", "Edit", "Find in the article…", ("Ctrl+F",), "article", line=True),
    Command("edit.find_next", "Edit", "Find next", ("F3", "Ctrl+G"), "article"),
    Command("edit.find_previous", "Edit", "Find previous", ("Shift+F3", "Ctrl+Shift+G"), "article"),
    Command("edit.search", "Edit", "Search all articles…", ("Ctrl+Shift+F",), "project"),
    *SNAPS,
    Command("article.done_next", "Article", "Done, and next open article", ("Ctrl+D",), "article"),
    Command("article.not_relevant_next", "Article", "Not relevant, and next", ("Ctrl+Shift+D",), "article"),
    Command("article.reopen", "Article", "Open again", ("Ctrl+Shift+O",), "article"),
    Command("article.come_back", "Article", "Come back later…", ("Ctrl+B",), "article"),
    Command("article.note", "Article", "Note on the span or article…", ("Shift+Return",), "article", line=True),
    Command("article.read", "Article", "Paragraph read, go to the next", ("Space",), "article", VIEW, line=True),
    Command("article.unread", "Article", "Back one paragraph, and unmark it", ("Shift+Space",), "article", VIEW),
    Command("article.no_speaker", "Article", "Nobody speaks in this paragraph", ("!",), "article", VIEW),
    Command("span.label", "Span", "Label picker…", ("Ctrl+L",), "article"),
    Command("span.card", "Span", "Card of the span", ("Return",), "span", VIEW),
    Command("span.remove", "Span", "Remove the span", ("Delete", "Backspace"), "span", VIEW),
    Command("span.marks", "Span", "Quotation marks and stops in or out", ('"',), "span", VIEW, line=True),
    Command("span.add_piece", "Span", "Add the selected words as a piece", ("+",), "selection", VIEW),
    Command("span.remove_piece", "Span", "Remove the piece at the cursor", ("-",), "span", VIEW),
    *EDGES,
    Command("span.link", "Span", "Link to another span…", ("Ctrl+R",), "span", line=True),
    Command("span.occurrences", "Span", "Tag the same words elsewhere…", ("Ctrl+Shift+L",), "article"),
    Command("span.place", "Span", "Place the span of an earlier text here", ("Ctrl+Shift+P",), "selection"),
    Command("span.certainty", "Span", "How certain it is…", ("?",), "span", VIEW),
    Command("span.accept", "Span", "Accept a problem of the span…", (), "span"),
    Command("span.leave", "Span", "Leave the span, the brush or the selection", ("Esc",), "article", VIEW, line=True),
    Command("codebook.example", "Codebook", "Take the span as an example of its label", ("Ctrl+Shift+E",), "span"),
    Command("codebook.new_label", "Codebook", "New label…", ("Insert",), "codebook", line=True),
    Command("codebook.new_group", "Codebook", "New group…", ("Shift+Insert",), "codebook"),
    Command("codebook.describe", "Codebook", "Name and description…", (), "writable"),
    Command("codebook.edit", "Codebook", "Edit the label", ("F2",), "codebook"),
    Command("codebook.up", "Codebook", "Move up", ("Ctrl+Shift+Up",), "codebook", line=True),
    Command("codebook.down", "Codebook", "Move down", ("Ctrl+Shift+Down",), "codebook"),
    Command("codebook.inside", "Codebook", "Move under the label above", ("Ctrl+Shift+Right",), "codebook"),
    Command("codebook.outside", "Codebook", "Move out one step", ("Ctrl+Shift+Left",), "codebook"),
    Command("codebook.merge", "Codebook", "Merge into another label…", (), "codebook", line=True),
    Command("codebook.split", "Codebook", "Split off a new label…", (), "codebook"),
    Command("codebook.retire", "Codebook", "Retire, or use again", (), "codebook"),
    Command("codebook.delete", "Codebook", "Delete…", ("Ctrl+Delete",), "codebook"),
    Command("codebook.set", "Codebook", "Compare with a file and set…", (), "writable", line=True),
    Command("codebook.save", "Codebook", "Save the codebook as…", (), "project"),
    Command("codebook.print", "Codebook", "Coding manual as PDF or HTML…", (), "project"),
    Command("people.new", "Codebook", "New person or organisation", ("Ctrl+Shift+N",), "people", line=True),
    Command("people.merge", "Codebook", "Merge people or organisations…", (), "people"),
    Command("people.split", "Codebook", "Split a person or organisation…", (), "people"),
    Command("people.delete", "Codebook", "Delete the person or organisation", (), "people"),
    Command("people.import", "Codebook", "Import people and organisations…", (), "writable", line=True),
    Command("people.export", "Codebook", "Save people and organisations as CSV…", (), "project"),
    Command("view.articles", "View", "Articles", ("Ctrl+1",), "project", checkable=True, group="page"),
    Command("view.spans", "View", "Spans", ("Ctrl+2",), "project", checkable=True, group="page"),
    Command("view.codebook", "View", "Codebook", ("Ctrl+3",), "project", checkable=True, group="page"),
    Command("view.overview", "View", "Overview", ("Ctrl+4",), "project", checkable=True, group="page"),
    Command("view.sides", "View", "Article alone", ("F11", "Ctrl+\\"), "project", checkable=True, line=True),
    Command("view.history", "View", "History", ("Ctrl+Shift+H",), "project", checkable=True),
    Command("view.problems", "View", "Problems", ("Ctrl+Shift+M",), "project", checkable=True),
    Command("view.guideline", "View", "Guideline of the label", ("F4",), "project", checkable=True),
    Command("view.full_screen", "View", "Full screen", ("Shift+F11",), checkable=True),
    Command("view.zoom_in", "View", "Larger text", ("Ctrl+=", "Ctrl++"), line=True),
    Command("view.zoom_out", "View", "Smaller text", ("Ctrl+-",)),
    Command("view.zoom_reset", "View", "Normal text size", ("Ctrl+0",)),
    Command("view.compact", "View", "Compact", ("Ctrl+Shift+C",), checkable=True, line=True),
    Command("view.numbers", "View", "Numbers of paragraphs", checkable=True),
    Command("view.speakers", "View", "Who speaks, in the margin", checkable=True),
    Command("view.fold_header", "View", "Fold title and date lines", checkable=True),
    Command("view.theme_system", "View", "Colours of the system", checkable=True, group="theme", line=True),
    Command("view.theme_light", "View", "Light", checkable=True, group="theme"),
    Command("view.theme_sepia", "View", "Sepia", checkable=True, group="theme"),
    Command("view.theme_dark", "View", "Dark", checkable=True, group="theme"),
    Command("view.theme_contrast", "View", "High contrast, light", checkable=True, group="theme"),
    Command("view.theme_contrast-dark", "View", "High contrast, dark", checkable=True, group="theme"),
    Command("go.palette", "Go", "Find a command…", ("Ctrl+K",)),
    Command("go.next_article", "Go", "Next article", ("Alt+PgDown",), "project", line=True),
    Command("go.previous_article", "Go", "Previous article", ("Alt+PgUp",), "project"),
    Command("go.earlier", "Go", "Spans of earlier texts", (), "project"),
    Command("go.next_span", "Go", "Next span", ("Tab",), "article", VIEW, line=True),
    Command("go.previous_span", "Go", "Previous span", ("Shift+Tab",), "article", VIEW),
    Command("go.next_clause", "Go", "Select the next clause", (".",), "article", VIEW, line=True),
    Command("go.previous_clause", "Go", "Select the previous clause", (",",), "article", VIEW),
    Command("go.larger", "Go", "Select more: clause, statement, sentence", ("Alt+Up",), "article", VIEW),
    Command("go.smaller", "Go", "Select less", ("Alt+Down",), "article", VIEW),
    Command("go.next_pane", "Go", "Next part of the window", ("F6",), line=True),
    Command("go.previous_pane", "Go", "Previous part of the window", ("Shift+F6",)),
    Command("help.keys", "Help", "Keys", ("F1",)),
    Command("help.start_again", "Help", "Start again with the example", line=True),
    Command("help.log", "Help", "Show the log folder"),
    Command("help.updates", "Help", "Look for a newer version"),
    Command("help.about", "Help", "About Annotator", line=True),
)

BY_ID = {command.id: command for command in COMMANDS}
ROLES = {
    "file.settings": QAction.MenuRole.PreferencesRole,
    "file.quit": QAction.MenuRole.QuitRole,
    "help.about": QAction.MenuRole.AboutRole,
}
SHORTCUTS = "shortcuts/"


def tidy_key(key: str) -> str:
    """Return a shortcut in the one portable spelling that comparisons use, or an empty string for nonsense."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    text = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    return text if (sequence.count() == 1 and not text.endswith("+")) or text in {"+", "Ctrl++"} else ""


def shown_key(key: str) -> str:
    """Return a shortcut as this platform writes it, for showing to people."""
    return QKeySequence(key, QKeySequence.SequenceFormat.PortableText).toString(QKeySequence.SequenceFormat.NativeText)


def key_of(event: QKeyEvent) -> tuple[str, ...]:
    """Return the portable spellings that one key press may stand for, the most exact first.

    The keypad counts as the main block, Enter as Return; punctuation that a layout has on Shift also counts without it.
    """
    modifiers = without(event.modifiers(), Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.GroupSwitchModifier)
    key = {Qt.Key.Key_Backtab: Qt.Key.Key_Tab, Qt.Key.Key_Enter: Qt.Key.Key_Return}.get(
        Qt.Key(event.key()), Qt.Key(event.key())
    )
    spellings = [_spelt(key, modifiers)]
    text = event.text()
    if modifiers & Qt.KeyboardModifier.ShiftModifier and text.isprintable() and text.strip() and not text.isalnum():
        spellings.append(_spelt(key, without(modifiers, Qt.KeyboardModifier.ShiftModifier)))
    return tuple(spellings)


def _spelt(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> str:
    combined = QKeySequence(modifiers.value | key.value)
    return combined.toString(QKeySequence.SequenceFormat.PortableText)


class Commands(QObject):
    """The commands of one window: an action a command, enabled only when bound and its condition holds.

    Invariant: no two commands have a key in common, and none has a plain letter or digit (those tag labels).
    """

    changed = Signal(str)
    """The title, keys or state of the command with this id changed."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._functions: dict[str, Callable[..., object]] = {}
        self._on = {name: name == "always" for name in CONDITIONS}
        self._titles = {command.id: command.title for command in COMMANDS}
        self._groups: dict[str, QActionGroup] = {}
        self._actions = {command.id: self._make(command) for command in COMMANDS}
        self._view_keys: dict[str, str] = {}
        for command in COMMANDS:
            self._show(command.id)
        self._index_view_keys()
        settings.changed.connect(self._follow_settings)

    def bind(self, id: str, function: Callable[..., object]) -> None:
        """Say who does a command; checkable ones are called with their new state. Binding twice is a bug."""
        if id in self._functions:
            raise ValueError(f"Command {id} is bound twice")
        self._functions[BY_ID[id].id] = function
        self._enable(id)

    def is_bound(self, id: str) -> bool:
        """Whether somebody does this command."""
        return id in self._functions

    def unbound(self) -> tuple[str, ...]:
        """Return the ids of the commands that nobody does."""
        return tuple(command.id for command in COMMANDS if command.id not in self._functions)

    def action(self, id: str) -> QAction:
        """Return the action of a command, for menus and buttons."""
        return self._actions[id]

    def run(self, id: str) -> bool:
        """Do a command as if it were chosen in its menu; False where it is disabled."""
        action = self._actions[id]
        if not action.isEnabled():
            return False
        action.trigger()
        return True

    def set_condition(self, name: str, *, on: bool) -> None:
        """Say whether a condition (one of `CONDITIONS`) holds now."""
        if self._on[name] == on:
            return
        self._on[name] = on
        for command in COMMANDS:
            if command.enabled == name:
                self._enable(command.id)

    def holds(self, name: str) -> bool:
        """Whether a condition holds now."""
        return self._on[name]

    def set_checked(self, id: str, *, on: bool) -> None:
        """Show a checkable command as on or off, without doing it."""
        self._actions[id].setChecked(on)

    def set_title(self, id: str, title: str) -> None:
        """Change what a command is called now (“Undo Tag Commitment”)."""
        if self._titles[id] != title:
            self._titles[id] = title
            self._show(id)

    def title(self, id: str) -> str:
        """Return what a command is called now, as plain text."""
        return self._titles[id]

    def keys(self, id: str) -> tuple[str, ...]:
        """Return the shortcuts of a command, as portable text."""
        stored = self._settings.text(SHORTCUTS + id)
        return tuple(json.loads(stored)) if stored else tuple(map(tidy_key, BY_ID[id].shortcuts))

    def shown_keys(self, id: str) -> str:
        """Return the shortcuts of a command as this platform writes them, or an empty string."""
        return "  or  ".join(shown_key(key) for key in self.keys(id))

    def owner_of(self, key: str) -> Command | None:
        """Return the command that has this shortcut, or None."""
        wanted = tidy_key(key)
        return next((command for command in COMMANDS if wanted and wanted in self.keys(command.id)), None)

    def problem_with(self, id: str, key: str) -> UserError | None:
        """Return why a command cannot have a shortcut, or None where it can."""
        key = tidy_key(key)
        if not key:
            return UserError("This is not one key with its modifiers.", hint="Press one key, with Ctrl or Alt.")
        if len(key) == 1 and key.isalnum():
            return UserError(
                f"Plain letters and digits such as “{key}” tag labels.", hint="Add Ctrl or Alt, or use a function key."
            )
        owner = self.owner_of(key)
        if owner is not None and owner.id != id:
            return UserError(
                f"{shown_key(key)} already stands for “{owner.title}”.",
                hint="Choose another, or change that one first.",
            )
        return None

    def set_keys(self, id: str, keys: Iterable[str]) -> None:
        """Give a command other shortcuts, and remember them; raises `UserError` where one cannot be had."""
        wanted = tuple(dict.fromkeys(tidy_key(key) for key in keys))
        for key in wanted:
            problem = self.problem_with(id, key)
            if problem is not None:
                raise problem
        same = wanted == tuple(map(tidy_key, BY_ID[id].shortcuts))
        self._settings.set_text(SHORTCUTS + id, "" if same else json.dumps(wanted))

    def reset_keys(self, id: str) -> None:
        """Give a command its own shortcuts back; raises `UserError` where another has taken one."""
        self.set_keys(id, BY_ID[id].shortcuts)

    def reset_all_keys(self) -> None:
        """Give every command its own shortcuts back."""
        for command in COMMANDS:
            self._settings.set_text(SHORTCUTS + command.id, "")

    def is_changed(self, id: str) -> bool:
        """Whether a command's shortcuts differ from its own."""
        return bool(self._settings.text(SHORTCUTS + id))

    def view_command(self, event: QKeyEvent) -> str:
        """Return the id of the view command that a key press in the article stands for, or an empty string."""
        return next((self._view_keys[key] for key in key_of(event) if key in self._view_keys), "")

    def _make(self, command: Command) -> QAction:
        action = QAction(self)
        action.setObjectName(command.id)
        action.setCheckable(command.checkable)
        action.setMenuRole(ROLES.get(command.id, QAction.MenuRole.NoRole))
        action.setEnabled(False)
        if command.group:
            group = self._groups.setdefault(command.group, QActionGroup(self))
            group.addAction(action)
        action.triggered.connect(partial(self._do, command))
        return action

    def _do(self, command: Command) -> None:
        function = self._functions[command.id]
        if command.checkable:
            function(self._actions[command.id].isChecked())
        else:
            function()

    def _show(self, id: str) -> None:
        command, action = BY_ID[id], self._actions[id]
        title = self._titles[id].replace("&", "&&")
        keys = self.keys(id)
        if command.kind == VIEW:
            # The key is shown after a tab but belongs to the article view: elsewhere Space and Tab keep their meaning.
            title += "\t" + shown_key(keys[0]) if keys else ""
        else:
            enter = [key.replace("Return", "Enter") for key in keys if key.endswith("Return")]
            action.setShortcuts([QKeySequence(key) for key in (*keys, *enter)])
        action.setText(title)
        self.changed.emit(id)

    def _enable(self, id: str) -> None:
        self._actions[id].setEnabled(id in self._functions and self._on[BY_ID[id].enabled])
        self.changed.emit(id)

    def _index_view_keys(self) -> None:
        self._view_keys = {
            key: command.id for command in COMMANDS if command.kind == VIEW for key in self.keys(command.id)
        }

    def _follow_settings(self, id: str) -> None:
        if id.startswith(SHORTCUTS):
            self._show(id.removeprefix(SHORTCUTS))
            self._index_view_keys()
