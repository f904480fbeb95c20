"""The work of a note as the note alone describes it: for blog posts, software, books that no service knows.

Nothing is invented: a note without a title gives no work, names are as written, and "+" means that there are more.

From decided notes to entries with keys and tags, and from those to the exports' folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from biblio.extract.kinds import site_of
from biblio.matching.works.merge_records import unite, work_from
from biblio.model.dates import PartialDate
from biblio.model.decision import DecidedNote, Query, Status
from biblio.model.identifiers import Identifier, make
from biblio.model.note import Note
from biblio.model.people import Person, surname_key
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record, Work
from biblio.settings import TagsConfig
from biblio.text import fold, fold_key

__all__ = ["ExportWork", "export_tags", "gather_works", "work_fingerprint", "work_from_note", "work_names", "work_of"]


def work_from_note(note: Note, query: Query, kind: Kind) -> Work | None:
    """Return the work that `note` itself describes, as a work of `kind`; None where it has no title."""
    if not query.titles:
        return None
    authors = query.authors
    if not authors and note.organisation:
        authors = (Person(literal=note.organisation),)
    identifiers = list(query.identifiers)
    if not identifiers and query.url and kind in NOT_PAPERS:
        identifiers = [one for one in (make("url", query.url),) if one is not None]
    record = Record(
        source="note",
        title=query.titles[0],
        kind=kind,
        medium=_medium(note, kind, identifiers),
        identifiers=tuple(identifiers),
        authors=authors,
        truncated=note.et_al,
        date=PartialDate(note.year, note.month or 0) if note.year else None,
        venue=note.venue if kind not in NOT_PAPERS else "",
        publisher=dict(note.fields).get("publisher", "") or (site_of(query.url) if kind in NOT_PAPERS else ""),
        url=query.url,
    )
    return work_from((record,))


def _medium(note: Note, kind: Kind, identifiers: list[Identifier]) -> Medium:
    if kind is not Kind.PAPER:
        return Medium.UNKNOWN
    if note.venue and note.venue.casefold() not in ("arxiv", "preprint"):
        return Medium.PROCEEDINGS
    return Medium.PREPRINT if any(one.scheme == "arxiv" for one in identifiers) else Medium.UNKNOWN


@dataclass(slots=True)
class ExportWork:
    """One work, gathered from its notes. `claimed_key` is the citation key that the person gave it in Zotero."""

    work: Work
    notes: list[DecidedNote] = field(default_factory=list)
    claimed_key: str = ""
    tags: dict[str, None] = field(default_factory=dict)
    accessed: PartialDate | None = None
    citekeys: dict[str, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)


def work_of(decided: DecidedNote, *, unresolved: bool = False) -> Work | None:
    """Return the work that is exported for a note: the accepted one, or its own where it is no paper.

    With `unresolved` a note whose work was not found is described by what it says itself.
    """
    status = decided.decision.status
    if status is Status.ACCEPTED:
        return decided.decision.work
    if status is Status.NOT_A_PAPER or (unresolved and status is Status.UNRESOLVED):
        return work_from_note(decided.note, decided.query, decided.decision.kind)
    return None


def export_tags(tags: Iterable[str], rules: TagsConfig) -> tuple[str, ...]:
    """Return a note's tags as they are exported: renamed, merged, without the ignored ones; compared folded."""
    rename = {fold(old): new for old, new in rules.rename.items()}
    ignored = {fold(tag) for tag in rules.ignore}
    found: dict[str, str] = {}
    for tag in tags:
        if fold(tag) in ignored:
            continue
        new = rename.get(fold(tag), tag).strip()
        if new:
            found.setdefault(new, new)
    return tuple(found)


def gather_works(decided: Iterable[DecidedNote], rules: TagsConfig, *, unresolved: bool) -> list[ExportWork]:
    """Return every work once, with the tags, keys and earliest date of all its notes."""
    found: list[tuple[Work, DecidedNote]] = []
    for one in decided:
        if (work := work_of(one, unresolved=unresolved)) is not None:
            found.append((work, one))
    united = unite(work for work, _ in found)
    place: dict[object, ExportWork] = {}
    exports = []
    for work in united:
        export = ExportWork(work)
        exports.append(export)
        for name in (work.id, *work.identifiers, *(record for record in work.records)):
            place.setdefault(name, export)
    for work, one in found:
        export = place.get(work.id) or next(place[name] for name in (*work.identifiers, *work.records) if name in place)
        export.tags.update(dict.fromkeys(export_tags(one.note.tags, rules)))
        export.sources[one.note.source] = None
        export.notes.append(one)
        if one.note.citekey:
            export.citekeys[one.note.citekey] = None
        if one.note.date and (export.accessed is None or one.note.date < export.accessed):
            export.accessed = one.note.date
    return sorted(exports, key=lambda one: one.work.id)


def work_names(work: Work) -> tuple[str, ...]:
    """Return everything by which an entry of the work can be recognised: identifiers and a fingerprint."""
    prints = (work_fingerprint(record) for record in (work.best, *work.records))
    return tuple(dict.fromkeys((*map(str, work.identifiers), *prints)))


def work_fingerprint(record: Record) -> str:
    """Return what tells a work by its words: folded title, first author, year."""
    author = surname_key(record.authors[0]) if record.authors else ""
    return f"{fold_key(record.title)}|{author}|{record.date.year if record.date else ''}"
