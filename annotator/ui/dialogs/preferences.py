"""The dialog of all settings, made from the table of settings and the table of commands; a change counts at once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import icons, plain
from annotator.ui.commands import Commands
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.dialogs.shortcuts import ShortcutPage
from annotator.ui.settings import SETTINGS, Kind, Setting, Settings

CONTROL_WIDTH = 220


class SettingRow(QWidget):
    """One setting: its title, the control that changes it at once, and a button that restores the default."""

    def __init__(self, setting: Setting, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._settings = settings
        self.control = self._make_control()
        self.control.setAccessibleName(setting.title)
        self.control.setAccessibleDescription(setting.about)
        self.restore = QToolButton(self)
        self.restore.setIcon(icons.icon("restore", "muted"))
        self.restore.setAccessibleName(f"Restore the default of “{setting.title}”")
        plain.set_tooltip(self.restore, "Restore the default")
        self.restore.clicked.connect(lambda: settings.restore(setting.id))
        words = QVBoxLayout()
        words.setSpacing(0)
        title = plain.label(setting.title, self)
        title.setBuddy(self.control)
        words.addWidget(title)
        if setting.about:
            words.addWidget(plain.label(setting.about, self, wrap=True, role="muted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.control)
        row.addWidget(self.restore)
        size = self.restore.sizePolicy()
        size.setRetainSizeWhenHidden(True)
        self.restore.setSizePolicy(size)
        settings.changed.connect(self._follow)
        self._show()

    def matches(self, words: list[str]) -> bool:
        """Whether this setting speaks of every one of these words."""
        setting = self.setting
        parts = (setting.group, setting.title, setting.about, *(title for _, title in setting.choices))
        line = " ".join(parts).casefold()
        return all(word in line for word in words)

    def _make_control(self) -> QWidget:
        setting, settings = self.setting, self._settings
        if setting.kind is Kind.CHOICE:
            combo = QComboBox(self)
            for value, title in setting.choices:
                combo.addItem(title, value)
            combo.activated.connect(lambda index: settings.set(setting.id, str(combo.itemData(index))))
            combo.setFixedWidth(CONTROL_WIDTH)
            return combo
        if setting.kind is Kind.NUMBER:
            spin = QSpinBox(self)
            spin.setRange(setting.low, setting.high)
            spin.setSuffix(setting.suffix)
            spin.lineEdit().setTextMargins(8, 0, 0, 0)
            spin.valueChanged.connect(lambda value: settings.set(setting.id, value))
            spin.setFixedWidth(CONTROL_WIDTH)
            return spin
        if setting.kind is Kind.YES_NO:
            box = QCheckBox(self)
            box.toggled.connect(lambda on: settings.set(setting.id, on))
            return box
        line = QLineEdit(self)
        line.editingFinished.connect(lambda: settings.set(setting.id, " ".join(line.text().split())))
        line.setFixedWidth(CONTROL_WIDTH)
        return line

    def _follow(self, id: str) -> None:
        if id == self.setting.id:
            self._show()

    def _show(self) -> None:
        value = self._settings.value(self.setting.id)
        control = self.control
        if isinstance(control, QComboBox):
            control.setCurrentIndex(control.findData(value))
        elif isinstance(control, QSpinBox):
            control.setValue(int(value))
        elif isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, QLineEdit) and control.text() != value:
            control.setText(str(value))
        # A name has no default worth going back to.
        self.restore.setVisible(self.setting.kind is not Kind.TEXT and self._settings.is_changed(self.setting.id))


class SettingsDialog(Dialog):
    """Settings and keys, both searched by one field; there is nothing to confirm."""

    def __init__(self, settings: Settings, commands: Commands, parent: QWidget | None = None) -> None:
        super().__init__("Settings", parent=parent, width=620)
        self.resize(680, 680)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search settings and keys")
        self.search.setAccessibleName("Search settings and keys")
        self.search.setClearButtonEnabled(True)
        self.rows = [SettingRow(setting, settings) for setting in SETTINGS]
        self._titles: dict[str, QWidget] = {}
        self.keys = ShortcutPage(commands, self)
        self._nothing = plain.label("No setting has these words.", self, role="muted")
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("Settings and keys")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self._settings_page(), "General")
        self.tabs.addTab(self.keys, "Keys")
        self.body.addWidget(self.search)
        self.body.addSpacing(8)
        self.body.addWidget(self.tabs, 1)
        self.add_button("Close", self.accept, default=True).setAutoDefault(False)
        self.search.textChanged.connect(self.show_matches)
        self.search.setFocus()
        self.show_matches("")

    def show_matches(self, text: str) -> None:
        """Show the settings and keys that speak of every word of `text`; go to the page that has some."""
        words = text.casefold().split()
        groups: set[str] = set()
        for row in self.rows:
            hit = row.matches(words)
            row.setVisible(hit)
            groups |= {row.setting.group} if hit else set()
        for group, title in self._titles.items():
            title.setVisible(group in groups)
        self._nothing.setVisible(not groups)
        found = self.keys.show_matches(words)
        if words and not groups and found:
            self.tabs.setCurrentIndex(1)
        elif words and groups and not found:
            self.tabs.setCurrentIndex(0)

    def _settings_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 12, 8)
        column.setSpacing(0)
        column.addWidget(self._nothing)
        for row in self.rows:
            if row.setting.group not in self._titles:
                title = plain.label(row.setting.group, page, role="section")
                title.setContentsMargins(0, 12, 0, 4)
                self._titles[row.setting.group] = title
                column.addWidget(title)
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        return area
