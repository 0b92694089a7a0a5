"""The real window on one project, for a client on the accessibility bus; it runs until it is ended.

`python -m tests.accessibility.window PROJECT FOLDER`
"""

import sys
from pathlib import Path


def main() -> int:
    """Open the window and stay; the settings are kept in FOLDER."""
    from annotator.ui.session import Session, application

    project, folder = map(Path, sys.argv[1:3])
    with Session(project, folder, "Ada") as session:
        session.window.articles.editor.setFocus()
        sys.stdout.write("open\n")
        sys.stdout.flush()
        return application().exec()


if __name__ == "__main__":
    sys.exit(main())
