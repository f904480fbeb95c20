"""Sets of the user's own `.bib` files (biblatex's ``@set``): exported beside the works that are their members.

https://ctan.org/pkg/biblatex (3.13.5): a set is cited by a key of its own and lists the keys of its members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from biblio.bibtex.entry_text import format_entry
from biblio.bibtex.legal_keys import is_legal_key
from biblio.bibtex.note_entry import sets_of_note
from biblio.bibtex.text_to_latex import Dialect
from biblio.errors import Problem
from biblio.export.bib_folder import DesiredEntry
from biblio.export.exported_works import ExportWork
from biblio.model.entry import Entry

__all__ = ["is_set", "set_entries"]

_PREFIX = "set:"


def set_entries(
    works: Sequence[ExportWork], keys: Mapping[str, str], exported: Iterable[DesiredEntry], dialect: Dialect
) -> tuple[dict[str, list[DesiredEntry]], list[Problem]]:
    """Return the sets to export by the files that they are in, and a problem for each that is left out.

    `keys` has the keys of the works by their ids, `exported` are their entries. A set names its members by the keys
    that they are exported under, and has the tags that all of them have.
    """
    by_key = {entry.key: entry for entry in exported}
    members = {
        (decided.note.source, decided.note.citekey.casefold()): by_key[key]
        for export in works
        if (key := keys[export.work.id]) in by_key
        for decided in export.notes
    }
    used = {key.casefold() for key in by_key}
    entries: dict[str, list[DesiredEntry]] = {}
    problems: list[Problem] = []
    for export in works:
        for note in (decided.note for decided in export.notes):
            for own in sets_of_note(note):
                found = [members.get((note.source, key.casefold())) for key in _member_keys(own)]
                if reason := _obstacle(own, found, used, dialect):
                    what = f"the @set {own.key} is left out: {reason}"
                    problems.append(Problem(note.source, note.line, what))
                    continue
                used.add(own.key.casefold())
                entries.setdefault(note.source, []).append(_desired(own, [entry for entry in found if entry]))
    return entries, problems


def is_set(identifiers: Sequence[str]) -> bool:
    """Return whether the identifiers of an exported entry are those of a set."""
    return bool(identifiers) and identifiers[0].startswith(_PREFIX)


def _member_keys(own: Entry) -> list[str]:
    return [key.strip() for key in own.get("entryset").split(",") if key.strip()]


def _obstacle(own: Entry, found: Sequence[DesiredEntry | None], used: set[str], dialect: Dialect) -> str:
    """Return why a set cannot be exported, an empty string if it can."""
    if dialect == "bibtex":
        return "BibTeX knows no sets"
    if not is_legal_key(own.key, dialect):
        return "biber does not accept this key"
    if own.key.casefold() in used:
        return "another work has this key"
    missing = [key for key, entry in zip(_member_keys(own), found, strict=True) if entry is None]
    return f"{', '.join(missing)} is not exported" if missing else ""


def _desired(own: Entry, members: Sequence[DesiredEntry]) -> DesiredEntry:
    keys = ", ".join(dict.fromkeys(entry.key for entry in members))
    fields = tuple((name, keys if name == "entryset" else value) for name, value in own.fields)
    tags = set(members[0].tags).intersection(*(entry.tags for entry in members))
    text = format_entry(replace(own, fields=fields))
    return DesiredEntry(own.key, text, (f"{_PREFIX}{own.key}",), tuple(sorted(tags)))
