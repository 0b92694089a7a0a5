"""Files that lie beside articles and are none themselves: the texts of brat, type systems, settings of tools."""

from collections.abc import Iterable

_SETTINGS = frozenset(
    {"annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf", "typesystem.xml", "ds_store", "thumbs.db",
     "desktop.ini", "config.xml", "readme.md"}
)  # fmt: skip


def companions(names: Iterable[str]) -> set[str]:
    """Return those of the names in one folder that are only read with another file in it."""
    there = set(names)
    found = {name for name in there if name.lower() in _SETTINGS}
    for name in there:
        if name.endswith(".ann"):
            from annotator.formats.brat_reading import text_names

            found.update({text for text, _ in text_names(name) if text in there})
        elif name.endswith(".jsonld"):
            found.add(f"{name.removesuffix('.jsonld')}.txt")
    return found & there
