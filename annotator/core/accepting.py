"""Letting a problem stand, with a reason: which findings are accepted, which are not. It stores nothing.

Whatever finds problems, of one span, of an article or of the words of a whole project, gives each an `About`; a finding
is accepted where an `Accepted` of the project has an equal one.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from annotator.core.errors import UserError
from annotator.core.ids import new_id
from annotator.core.model import About, Accepted


class Found(Protocol):
    """A finding of any check: what it is, and the sentence that says so."""

    @property
    def about(self) -> About:
        """What it is, so that it is known again."""

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""


F = TypeVar("F", bound=Found)


def accept(found: Found, reason: str, annotator: str, day: date) -> Accepted:
    """Return the acceptance of a finding, to be stored with `edit.put`; raise `UserError` without a reason.

    It is taken back with `edit.remove`. `annotator` is an id.
    """
    said = " ".join(reason.split())
    if not said:
        raise UserError("A problem is accepted with a reason.", hint="Write why it may stand.")
    x = found.about
    return Accepted(
        new_id(), x.rule, annotator, said, x.article, x.span, x.subject, x.key, found.message, day.isoformat()
    )


def divided(found: Iterable[F], accepted: Iterable[Accepted]) -> tuple[list[F], list[tuple[F, tuple[Accepted, ...]]]]:
    """Return the findings that are open, and those that are accepted, each with who accepted it."""
    by_about: dict[About, list[Accepted]] = {}
    for one in accepted:
        by_about.setdefault(one.about, []).append(one)
    still_open: list[F] = []
    stands: list[tuple[F, tuple[Accepted, ...]]] = []
    for problem in found:
        known = by_about.get(problem.about)
        if known is None:
            still_open.append(problem)
        else:
            stands.append((problem, tuple(known)))
    return still_open, stands
