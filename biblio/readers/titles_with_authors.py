"""Part title and author in the names of files that have nothing else: "Lamps at Sea - Ada Roe", as its neighbours are.

One such name leaves open which part is the author, and whether there is one. In a folder most of whose files are called
so, the style of the names tells (`markdown/shelf_lines`).
"""

from __future__ import annotations

from collections.abc import Mapping

from biblio.model.note import Note
from biblio.readers.markdown.shelf_lines import line_style

__all__ = ["with_authors_of_titles"]

_FEWEST, _MOSTLY = 5, 0.6  # files of a folder


def with_authors_of_titles(titled: Mapping[str, Note]) -> dict[str, Note]:
    """Return the notes of `titled`, by the paths of their files, whose titles have authors, with both apart.

    A note that has authors is left alone.
    """
    folders: dict[str, dict[str, Note]] = {}
    for path, note in titled.items():
        if note.title and not note.authors:
            folders.setdefault(path.rpartition("/")[0], {})[path] = note
    parted: dict[str, Note] = {}
    for notes in folders.values():
        if len(notes) < _FEWEST:
            continue
        style = line_style([note.title or "" for note in notes.values()], family_names=False)
        lines = {path: style.read(note.title or "") for path, note in notes.items()} if style.forms else {}
        found = {path: line for path, line in lines.items() if line.authors and line.title}
        if len(found) >= max(_FEWEST, _MOSTLY * len(notes)):
            parted |= {
                path: notes[path].replace(title=line.title, authors=line.authors, et_al=line.et_al)
                for path, line in found.items()
            }
    return parted
