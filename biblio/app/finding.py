"""Find the notes that a person means by a few words."""

from __future__ import annotations

from collections.abc import Sequence

from biblio.app.exporting import Decided, Keys, work_of
from biblio.text import fold

__all__ = ["find_notes"]


def find_notes(decided: Sequence[Decided], wanted: str, keys: Keys) -> list[Decided]:
    """Return the notes that `wanted` names: by id, citation key, "path:line", beginning of an id, words of a title.

    The first of these that finds any counts. The same note standing in two files is found twice.
    """
    exact = [one for one in decided if one.note.id == wanted]
    exact = exact or [one for one in decided if (work := work_of(one)) is not None and keys.key_of(work) == wanted]
    if exact:
        return exact
    path, colon, line = wanted.rpartition(":")
    if colon and line.isdigit():
        number = int(line)
        there = [
            one
            for one in decided
            if (one.note.source == path or one.note.source.endswith(f"/{path}"))
            and any(first <= number <= last for first, last in ((one.note.line, one.note.end_line), *one.note.copies))
        ]
        if there:
            return there
    begins = [one for one in decided if one.note.id.startswith(wanted)]
    if begins:
        return begins
    words = set(fold(wanted).split())
    return [one for one in decided if words and words <= set(fold(one.note.title or "").split())]
