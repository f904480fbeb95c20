"""Citation keys that the notes of a work give besides the one it is exported under: kept as aliases, or reported."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from biblio.bibtex.legal_keys import is_legal_key
from biblio.bibtex.text_to_latex import Dialect
from biblio.errors import Problem
from biblio.export.exported_works import ExportWork
from biblio.model.entry import Entry
from biblio.settings import ZOTERO_PREFIX

__all__ = ["find_other_keys", "with_aliases"]

_PROGRAMS: Mapping[Dialect, str] = {"bibtex": "BibTeX", "biblatex": "biber"}


def find_other_keys(
    works: Sequence[ExportWork], keys: Mapping[str, str], dialect: Dialect, others: Collection[str] = ()
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the further keys of each work (work id → keys), and a problem for every key that cites nothing.

    `keys` are those under which the works are exported, `others` those of other works, without capitals. biblatex has a
    field for further keys, `ids`; BibTeX has none. https://ctan.org/pkg/biblatex (2.2.3, `ids`)
    """
    exported = {*others, *(key.casefold() for key in keys.values())}
    aliases: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for export in works:
        key = keys[export.work.id]
        if (
            export.claimed_key
            and export.claimed_key.casefold() != key.casefold()
            and export.claimed_key.casefold() in exported
        ):
            title = export.work.best.title
            reason = f"{title!r} has the key {export.claimed_key!r} in Zotero, which another work has; it stays {key}"
            problems.append(Problem("zotero.txt", 0, reason, "give one of the two another key in Zotero"))
        for decided in export.notes:
            other, note = decided.note.citekey, decided.note
            if not other or other.casefold() == key.casefold():
                continue
            if other.casefold() in exported:
                reason = "another work has this key"
            elif not is_legal_key(other, dialect):
                reason = f"{_PROGRAMS[dialect]} does not accept this key"
            elif dialect == "biblatex":
                if other not in (known := aliases.setdefault(export.work.id, [])):
                    known.append(other)
                continue
            else:
                reason = "the work has two keys, and BibTeX knows no aliases"
            # A library's items have no lines: their titles say which one it is.
            is_item = note.source.startswith(ZOTERO_PREFIX)
            place, line = (note.title or note.source, 0) if is_item else (note.source, note.line)
            problems.append(Problem(place, line, f"{other!r} is exported as {key}: {reason}", f"cite {key}"))
    return aliases, problems


def with_aliases(entry: Entry, aliases: Sequence[str]) -> Entry:
    """Return `entry` with further keys in `ids`, after those that it has."""
    known = [key.strip() for key in entry.get("ids").split(",") if key.strip()]
    new = [key for key in aliases if key not in known]
    if not new:
        return entry
    ids = ", ".join((*known, *new))
    if known:
        return replace(entry, fields=tuple((name, ids if name == "ids" else value) for name, value in entry.fields))
    return replace(entry, fields=(*entry.fields, ("ids", ids)))
