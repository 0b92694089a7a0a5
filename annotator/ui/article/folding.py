"""Which lines at the start of an article may be folded: those that only say title and date, which stand above it."""

from annotator.core.header import read_header


def header_end(text: str) -> int:
    """Return where the recognised title and date lines at a text's start end; 0 where other words stand first."""
    header = read_header(text)
    known = [line for line in (header.title, header.date_line) if line is not None]
    end = start = 0
    for line in text.split("\n"):
        stop = start + len(line)
        if line.strip() and not any(first < stop and last > start for first, last in known):
            break
        if line.strip():
            end = stop
        start = stop + 1
    return end
