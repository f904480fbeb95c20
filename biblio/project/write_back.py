"""Write tags that the user changed in Zotero into the front matter of Markdown notes, if the settings allow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from biblio.errors import StoreError
from biblio.files import read_text, write_atomic
from biblio.project.note_library import NoteLibrary
from biblio.readers.markdown.front_matter_tags import edit_tags
from biblio.zotero.desired_state import DesiredState
from biblio.zotero.overrides import Overrides
from biblio.zotero.sync_plan import SyncPlan

__all__ = ["WriteBack", "plan_write_back"]


@dataclass(frozen=True, slots=True)
class WriteBack:
    """Notes by path, each with its text before and after."""

    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def journal(self) -> dict[str, tuple[str, str]]:
        """Return the texts before and after, which an undo needs."""
        return dict(self.texts)

    def changed_since(self) -> list[str]:
        """Return the paths of notes whose text has changed in the meantime."""
        return [path for path, (before, _) in self.texts.items() if _read(path) != before]

    def without_changed(self) -> WriteBack:
        """Return this without the notes that have changed in the meantime."""
        changed = set(self.changed_since())
        return WriteBack({path: texts for path, texts in self.texts.items() if path not in changed})

    def write(self) -> None:
        """Replace the notes that have not changed in the meantime; leave the others alone."""
        for path, (before, after) in self.texts.items():
            if _read(path) == before:
                write_atomic(Path(path), after)


def _read(path: str) -> str | None:
    try:
        return read_text(Path(path))
    except StoreError:
        return None


def plan_write_back(plan: SyncPlan, overrides: Overrides, desired: DesiredState, library: NoteLibrary) -> WriteBack:
    """Return the Markdown notes to which tags that were changed in Zotero can be written.

    These are notes in a file of their own whose front matter has a line or list of tags that can be changed without
    touching anything else. For all other notes the line in ``zotero.txt`` is enough.
    """
    works = {name: work for work in desired.works for name in work.names}
    notes = {decided.note.id: decided.note for decided in library.decided}
    texts: dict[str, tuple[str, str]] = {}
    for override in sorted(overrides.changed(plan.overrides, plan.obsolete_overrides).lines):
        if override.verb not in ("add", "remove") or not override.name or override.subject not in works:
            continue
        for identifier in works[override.subject].notes:
            note = notes[identifier]
            path = library.reading.places.get(note.source, note.source)
            before = texts[path][0] if path in texts else _read(path)
            if note.layout != "markdown" or note.line != 1 or before is None:
                continue
            text = texts[path][1] if path in texts else before
            after = edit_tags(text, **{override.verb: override.name})
            if after is not None and after != text:
                texts[path] = (before, after)
    return WriteBack(texts)
