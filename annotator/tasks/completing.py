"""What an article lacks is read from its text: title, dates, place, source. It opens no file."""

from dataclasses import replace

from annotator.core.draft import Draft
from annotator.core.header import read_header

_MOST_TITLE = 120


def completed(draft: Draft) -> Draft:
    """Return a draft whose empty title, dates, place and source are filled from its text.

    An article that brings its own id has been in a project before: its empty fields are meant, only a title is needed.
    """
    if draft.id and draft.title:
        return draft
    header = read_header(draft.text)
    title = draft.title or (draft.text[slice(*header.title)] if header.title else "") or first_line(draft.text)
    if draft.id:
        return replace(draft, title=title or draft.name)
    return replace(
        draft,
        title=title or draft.name,
        date=draft.date or header.published,
        place=draft.place or header.place,
        dateline_date=draft.dateline_date or header.dateline_date,
        source=draft.source or header.agency,
    )


def first_line(text: str) -> str:
    """Return the first line with anything on it, at most 120 characters, cut between words where there are any."""
    line = next((line.strip() for line in text.split("\n") if line.strip()), "")
    if len(line) <= _MOST_TITLE:
        return line
    cut = line[: _MOST_TITLE - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[60:] else cut).rstrip() + "…"
