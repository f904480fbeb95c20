"""What the notes want of a Zotero library: their works, with tags, comments, links and what they mention."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from biblio.export.export_index import known_keys
from biblio.export.exported_works import ExportWork, gather_works
from biblio.model.decision import DecidedNote, Status
from biblio.model.note import LinkRole, Note
from biblio.model.record import Work
from biblio.project.project import Project
from biblio.project.sync import NoteLibrary
from biblio.settings import GITHUB_PREFIX, ZoteroConfig
from biblio.text import fold
from biblio.zotero.model import DesiredChild, DesiredItem, DesiredState
from biblio.zotero.note_html import note_html
from biblio.zotero.object_content import Content

__all__ = ["build_desired_state"]

_SETTLED = (Status.ACCEPTED, Status.NOT_A_PAPER)


def build_desired_state(project: Project, library: NoteLibrary) -> DesiredState:
    """Return what the notes of a project want; nothing is asked."""
    config = project.config
    gathered = gather_works(library.decided, config.tags, unresolved=config.exports.unresolved)
    keys = known_keys(project.config.exports.path)
    scope = library.scope
    targets = _targets(gathered)
    works = []
    taken: set[object] = set()
    for one in gathered:
        citekey = keys.key_of(one.work) or ""
        notes = [decided.note for decided in one.notes]
        works.append(
            DesiredItem(
                one.work.id, one.names, one.work, citekey or one.work.best.title[:60] or one.work.id, citekey=citekey,
                accessed=one.accessed, topics=frozenset(one.tags), children=tuple(_children(one, config.zotero, taken)),
                related=frozenset(_related(notes, targets)) - {one.work.id}, notes=tuple(note.id for note in notes),
                places=tuple(dict.fromkeys(map(scope.place, one.sources))), is_own=_is_own(one.work),
            )
        )  # fmt: skip
    undecided = frozenset(one.note.id for one in library.decided if one.decision.status not in _SETTLED)
    is_complete = not library.reading.problems
    return DesiredState(tuple(_both_ways(works)), undecided, scope.covers, complete=is_complete)


def _is_own(work: Work) -> bool:
    return all(record.source in ("note", "bibtex") for record in work.records)


def _children(one: ExportWork, config: ZoteroConfig, taken: set[object]) -> Iterator[DesiredChild]:
    for decided in one.notes:
        note = decided.note
        if not config.comments or not note.comment.strip():
            continue
        # One note can stand in two files, and say more in one: both are kept. Only the file's name is told, because
        # another machine has it in another folder.
        file = note.source if note.source.startswith(GITHUB_PREFIX) else PurePosixPath(note.source).name
        name = note.id if f"note:{note.id}" not in taken else f"{note.id}@{file}"
        html = note_html(note.comment, note=name, source=file, address=_page(note))
        if f"note:{name}" not in taken and (note.comment, note.id) not in taken:
            taken |= {f"note:{name}", (note.comment, note.id)}
            yield DesiredChild(f"note:{name}", Content("note", {"note": html}), f"note {name}")
    seen: dict[str, DesiredChild] = {}
    for decided in one.notes:
        page = _page(decided.note)
        if config.pages and page:
            host = (urlsplit(page).hostname or "").removeprefix("www.")
            seen.setdefault(page, _link(page, f"My note ({host})"))
    arxiv = one.work.best.identifier("arxiv")
    if config.pdf and arxiv:
        address = f"https://arxiv.org/pdf/{arxiv.value}"
        seen.setdefault(address, _link(address, "Full Text PDF", "application/pdf"))
    yield from seen.values()


def _page(note: Note) -> str:
    """Return the note's own page on the web; empty where it has none."""
    return next((link.url for link in note.links if link.role is LinkRole.PAGE), "")


def _link(address: str, title: str, mime: str = "") -> DesiredChild:
    fields = {"linkMode": "linked_url", "title": title, "url": address, "contentType": mime}
    return DesiredChild(
        address, Content("attachment", {name: text for name, text in fields.items() if text}), f"link {address}"
    )


def _targets(gathered: Iterable[ExportWork]) -> dict[str, str]:
    """Return the works by what other notes call their notes: name, title, or the number of an issue."""
    found: dict[str, set[str]] = {}
    for one in gathered:
        for decided in one.notes:
            for name in _called(decided):
                found.setdefault(name, set()).add(one.work.id)
    return {name: works.pop() for name, works in found.items() if len(works) == 1}


def _called(decided: DecidedNote) -> Iterator[str]:
    note = decided.note
    if note.layout == "markdown":
        yield fold(PurePosixPath(note.source).stem)
    if note.title:
        yield fold(note.title)
    if number := re.search(r"/issues/(\d+)$", _page(note)):
        yield number[1]


def _related(notes: Iterable[Note], targets: Mapping[str, str]) -> Iterator[str]:
    for note in notes:
        for reference in note.references:
            if reference.kind == "note":
                name = reference.target if reference.target.isdigit() else fold(PurePosixPath(reference.target).name)
                if name in targets:
                    yield targets[name]


def _both_ways(works: list[DesiredItem]) -> Iterator[DesiredItem]:
    """Let relations stand at both ends, as the server shows them: it gives both a new version otherwise."""
    back: dict[str, set[str]] = {}
    for one in works:
        for uid in one.related:
            back.setdefault(uid, set()).add(one.uid)
    for one in works:
        more = back.get(one.uid)
        yield replace(one, related=one.related | more) if more else one
