r"""Macros of `.bib` files that other files of the sources define.

Many keep the names of journals apart, and a document names both files: ``\bibliography{abbreviations,references}``.
A definition in the same folder comes first. What nothing defines is exported as a text, and that is said once a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.bibtex.note_entry import BIB_LAYOUT, entry_of_note, may_have_macros, sets_of_note
from biblio.errors import Problem, SourceError
from biblio.model.entry import Entry
from biblio.model.note import Note
from biblio.readers.discovery import read_document

if TYPE_CHECKING:
    from biblio.readers.discovery import FileListing

__all__ = ["with_shared_macros"]

_Definitions = Sequence[tuple[str, Mapping[str, str]]]
"""The folder of every file that defines macros, with their texts by their names in lower case."""
_NAMED = 5


def with_shared_macros(notes: Sequence[Note], listing: FileListing) -> tuple[list[Note], list[Problem]]:
    """Return `notes` with the macros that other files define, and a warning for each file with some that none does.

    The notes and warnings name files by their locations in `listing`, of which those that may define macros are opened
    if one is not defined where it is used.
    """
    places = [place for place, note in enumerate(notes) if note.layout == BIB_LAYOUT and may_have_macros(note)]
    if not places:
        return list(notes), []
    from biblio.bibtex.macros import undefined_macros, with_definitions

    read = list(notes)
    by_folder: dict[str, Mapping[str, str]] = {}
    undefined: dict[str, dict[str, int]] = {}
    definitions: _Definitions | None = None
    for place in places:
        note = notes[place]
        entry = entry_of_note(note)
        if entry is None or not undefined_macros(entry):
            continue
        if definitions is None:
            definitions = _definitions(listing)
        folder = _folder(note.source)
        if folder not in by_folder:
            by_folder[folder] = _definitions_for(folder, definitions)
        defined = with_definitions(entry, by_folder[folder])
        if defined != entry:
            read[place] = _with_entry(note, defined)
        for macro in undefined_macros(defined):
            undefined.setdefault(note.source, {}).setdefault(macro, note.line)
    return read, [_warning(source, macros) for source, macros in undefined.items()]


def _definitions(listing: FileListing) -> _Definitions:
    """Return the macros that the `.bib` files of `listing` define, each with the folder of its file."""
    from biblio.bibtex.bib_text import string_definitions

    definitions_by_folder: list[tuple[str, Mapping[str, str]]] = []
    for file, _ in listing.files:
        if file.location.lower().endswith(".bib"):
            try:
                text = read_document(file)[0].text
            except SourceError:  # reported by who reads it
                continue
            if definitions := string_definitions(text).at_end():
                definitions_by_folder.append((_folder(file.location), definitions))
    return definitions_by_folder


def _folder(location: str) -> str:
    return str(Path(location).parent)


def _definitions_for(folder: str, definitions: _Definitions) -> Mapping[str, str]:
    """Return what macros mean in a file of `folder`; those that other folders define in several ways are left out."""
    texts: dict[str, set[str]] = {}
    own: dict[str, str] = {}
    for place, of_file in definitions:
        for name, text in of_file.items():
            texts.setdefault(name, set()).add(text)
            if place == folder:
                own.setdefault(name, text)
    return {name: next(iter(values)) for name, values in texts.items() if len(values) == 1} | own


def _with_entry(note: Note, entry: Entry) -> Note:
    from biblio.readers.bib_file_reader import note_of_entry

    lines = (note.line, note.end_line)
    return note_of_entry(entry, path=note.source, lines=lines, sets=sets_of_note(note)).replace(id=note.id)


def _warning(source: str, macros: Mapping[str, int]) -> Problem:
    names = ", ".join(list(macros)[:_NAMED]) + (", …" if len(macros) > _NAMED else "")
    if len(macros) == 1:
        what = f"nothing defines the macro {names}: it is exported as this text"
    else:
        what = f"nothing defines {len(macros)} macros ({names}): they are exported as these texts"
    hint = "put braces around the value, or add the .bib that defines it to the sources"
    return Problem(source, next(iter(macros.values())), what, hint, is_warning=True)
