"""What this program is, in which version, and under which licence."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui import icons, plain
from annotator.ui.dialogs.frame import Dialog
from annotator.ui.notices import version_line

ICON_SIZE = 64
ABOUT = "Tags news articles and makes labelled datasets of them. What you tag stays on your computer."
LICENCE = "Free under the MIT licence. Made with Qt and PySide6 (LGPL 3), SQLite and sqlite-utils."


class AboutDialog(Dialog):
    """Name, version and licence; the version can be copied for a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("About Annotator", parent=parent, width=480)
        picture = plain.label(parent=self)
        picture.setPixmap(icons.pixmap("annotator", ICON_SIZE, ratio=self.devicePixelRatioF()))
        self.version = version_line()
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addWidget(plain.label("Annotator", self, role="title"))
        for text, role in ((ABOUT, ""), (self.version, "muted"), (LICENCE, "muted")):
            line = plain.label(text, self, wrap=True, role=role)
            line.setMinimumWidth(340)
            words.addWidget(line)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self.add_button("Copy the version", lambda: QGuiApplication.clipboard().setText(self.version))
        self.add_button("Close", self.accept, default=True)
