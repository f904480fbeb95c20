"""Part title and author in the names of files that have nothing else: "Lamps at Sea - Ada Roe", as its neighbours are.

One such name leaves open which part is the author, and whether there is one. In a folder most of whose files are called
so, the style of the names tells (`markdown/shelf_lines`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from biblio.model.note import Note
from biblio.readers.markdown.shelf_lines import line_style
from biblio.text import fold

__all__ = ["with_authors_of_titles"]

_FEWEST, _MOSTLY = 5, 0.6  # files of a folder
_NEARLY_ALL = 0.9
_OF_WORKS = ("title (author)", "title by author", "author “title”", "author『title』")
_NUMBERS = re.compile(r"[\W\d]+")


def with_authors_of_titles(titled: Mapping[str, Note], *, are_works: bool = True) -> dict[str, Note]:
    """Return the notes of `titled`, by the paths of their files, whose titles have authors, with both apart.

    A note that has authors is left alone. If it is not known that they `are_works`, only a form counts that nothing but
    works have: "Lamps at Sea (Ada Roe)", each of them with another title; "Standup 3 - Ada Roe" is none.
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
        is_form = style.forms and (are_works or style.forms[0] in _OF_WORKS)
        lines = {path: style.read(note.title or "") for path, note in notes.items()} if is_form else {}
        found = {path: line for path, line in lines.items() if line.authors and line.title}
        titles = {_NUMBERS.sub("", fold(line.title)) for line in found.values()}
        are_others = are_works or len(titles) >= _NEARLY_ALL * len(found)
        if len(found) >= max(_FEWEST, _MOSTLY * len(notes)) and are_others:
            parted |= {
                path: notes[path].replace(title=line.title, authors=line.authors, et_al=line.et_al)
                for path, line in found.items()
            }
    return parted
