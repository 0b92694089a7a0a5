"""How the article is set: typeface, size, compact, numbers, colours. It brings settings and commands to the view.

It decides nothing about spans. Switches that are settings too are commands of the View menu.
"""

from PySide6.QtCore import QObject

from annotator.ui.article.view import ArticleView
from annotator.ui.commands import Commands
from annotator.ui.palette import palette
from annotator.ui.settings import Settings
from annotator.ui.theme import theme

SWITCHES = {
    "view.compact": "text.compact",
    "view.numbers": "text.numbers",
    "view.speakers": "text.speakers",
    "view.fold_header": "text.fold_header",
}


class Looks(QObject):
    """The settings of the article's text in one view. Invariant: a switch in the menu shows what its setting says."""

    def __init__(self, view: ArticleView, commands: Commands, settings: Settings) -> None:
        super().__init__(view)
        self._view, self._commands, self._settings = view, commands, settings
        for command, setting in SWITCHES.items():
            commands.bind(command, lambda on, setting=setting: settings.set(setting, on))
        settings.changed.connect(self._follow)
        self.apply_style()
        self.apply_theme()
        self._show_switches()

    def apply_theme(self) -> None:
        """Use the paper of the look of now."""
        self._view.set_theme(palette(theme().name))

    def apply_style(self) -> None:
        """Set the text as the settings say."""
        settings = self._settings
        self._view.set_text_style(
            settings.number("text.size"),
            serif=settings.string("text.font") == "serif",
            leading=settings.number("text.leading"),
            compact=settings.flag("text.compact"),
        )
        self._view.set_numbers(shown=settings.flag("text.numbers"))

    def _follow(self, id: str) -> None:
        if id.startswith("text."):
            self.apply_style()
            self._show_switches()

    def _show_switches(self) -> None:
        for command, setting in SWITCHES.items():
            self._commands.set_checked(command, on=self._settings.flag(setting))
