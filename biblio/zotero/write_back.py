"""Tags that a person changed in Zotero, written into the front matter of Markdown notes where that is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from biblio.errors import StoreError
from biblio.files import read_text, write_atomic
from biblio.project.sync import NoteLibrary
from biblio.zotero.model import DesiredState, SyncPlan
from biblio.zotero.overrides import Overrides
from biblio.zotero.tag_lines import with_tags

__all__ = ["WriteBack", "plan_write_back"]


@dataclass(frozen=True, slots=True)
class WriteBack:
    """Notes by path with their text as it is and as it will be."""

    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def journal(self) -> dict[str, tuple[str, str]]:
        """Return what an undo needs."""
        return dict(self.texts)

    def changed_meanwhile(self) -> list[str]:
        """Return the paths of notes that do not say any more what they said."""
        return [path for path, (before, _) in self.texts.items() if _read(path) != before]

    def without_changed(self) -> WriteBack:
        """Return only what can still be written."""
        stuck = set(self.changed_meanwhile())
        return WriteBack({path: texts for path, texts in self.texts.items() if path not in stuck})

    def write(self) -> None:
        """Write the notes, each as a whole; one that was changed in between is left alone."""
        for path, (before, after) in self.texts.items():
            if _read(path) == before:
                write_atomic(Path(path), after)


def _read(path: str) -> str | None:
    try:
        return read_text(Path(path))
    except StoreError:
        return None


def plan_write_back(plan: SyncPlan, overrides: Overrides, wants: DesiredState, library: NoteLibrary) -> WriteBack:
    """Return the Markdown notes whose front matter would say what was changed in Zotero.

    Only notes that are one file each and whose front matter has a line or list of tags that can be changed without
    touching anything else; for the others the line in ``zotero.txt`` says it.
    """
    works = {name: one for one in wants.works for name in one.names}
    notes = {one.note.id: one.note for one in library.decided}
    texts: dict[str, tuple[str, str]] = {}
    for fact in sorted(overrides.changed(plan.facts, plan.dropped_facts).facts):
        if fact.verb not in ("add", "remove") or not fact.name or fact.subject not in works:
            continue
        for identifier in works[fact.subject].notes:
            note = notes[identifier]
            path = library.scope.place(note.source)
            before = texts[path][0] if path in texts else _read(path)
            if note.layout != "markdown" or note.line != 1 or before is None:
                continue
            text = texts[path][1] if path in texts else before
            after = with_tags(
                text, add=fact.name if fact.verb == "add" else "", remove=fact.name if fact.verb == "remove" else ""
            )
            if after is not None and after != text:
                texts[path] = (before, after)
    return WriteBack(texts)
