"""The one error that is shown to people. Anything else that is raised is a bug."""


class UserError(Exception):
    """What went wrong, and what to do about it; both are plain text, written for an analyst."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
