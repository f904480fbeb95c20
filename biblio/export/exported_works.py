"""Which works are exported: the works of decided notes, each once, with the tags and citation keys of its notes.

If no service knows what a note is about (a blog post, software, a book), the work is described by what the note says.
Nothing is invented: a note without a title gives no work, names are as written, and "+" means that there are more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from biblio.bibtex.note_entry import BIB_LAYOUT, entry_of_note
from biblio.export.work_names import work_names
from biblio.model.dates import PartialDate
from biblio.model.decision import DecidedNote, Query, Status
from biblio.model.entry import Entry
from biblio.model.identifiers import Identifier, make
from biblio.model.note import Note
from biblio.model.people import Person, parse_person
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record, Work
from biblio.settings import TagsConfig
from biblio.text import fold

__all__ = [
    "ExportWork",
    "export_tags",
    "gather_works",
    "work_from_note",
    "work_of",
]

_OF_MEETINGS = re.compile(r"proceeding|conferenc|workshop|symposi|congres|lecture notes|tagung|\bconf\b|\bproc\b", re.I)


@dataclass(frozen=True, slots=True)
class ExportWork:
    """One work to export, gathered from its notes.

    `tags` are those to export, `citekeys` the keys that its notes give, `sources` the places of its notes as given
    (each once, in the order of the notes). `accessed` is the earliest date of a note. `claimed_key` is the citation key
    that the user gave the work in Zotero, empty if none.
    """

    work: Work
    notes: tuple[DecidedNote, ...] = ()
    tags: tuple[str, ...] = ()
    citekeys: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    accessed: PartialDate | None = None
    claimed_key: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether nobody has been asked for the work yet."""
        return bool(self.notes) and all(note.decision.status is Status.PENDING for note in self.notes)

    @property
    def names(self) -> tuple[str, ...]:
        """The work's id, followed by everything else that identifies an entry of it."""
        return tuple(dict.fromkeys((self.work.id, *work_names(self.work))))


def gather_works(
    decided: Iterable[DecidedNote], rules: TagsConfig, *, unresolved: bool, pending: bool = False
) -> list[ExportWork]:
    """Return every work of the notes once, ordered by id, with the tags, keys and earliest date of all its notes.

    See `work_of` for `unresolved` and `pending`.
    """
    from biblio.export.same_entry import keep_apart
    from biblio.matching.works.merge_records import merge_works

    pairs = keep_apart(
        (work, note) for note in decided if (work := work_of(note, unresolved=unresolved, pending=pending)) is not None
    )
    united = merge_works(work for work, _ in pairs)
    index_by_name: dict[object, int] = {}
    for index, work in enumerate(united):
        for name in (work.id, *work.identifiers, *work.records):
            index_by_name.setdefault(name, index)
    notes: list[list[DecidedNote]] = [[] for _ in united]
    for work, note in pairs:
        names = (work.id, *work.identifiers, *work.records)
        notes[next(index_by_name[name] for name in names if name in index_by_name)].append(note)
    exports = [_export_work(work, group, rules) for work, group in zip(united, notes, strict=True)]
    return sorted(exports, key=lambda export: export.work.id)


def _export_work(work: Work, decided: Sequence[DecidedNote], rules: TagsConfig) -> ExportWork:
    notes = [note.note for note in decided]
    return ExportWork(
        work,
        notes=tuple(decided),
        tags=tuple(dict.fromkeys(tag for note in notes for tag in export_tags(note.tags, rules))),
        citekeys=tuple(dict.fromkeys(note.citekey for note in notes if note.citekey)),
        sources=tuple(dict.fromkeys(note.source for note in notes)),
        accessed=min((note.date for note in notes if note.date), default=None),
    )


def work_of(decided: DecidedNote, *, unresolved: bool = False, pending: bool = False) -> Work | None:
    """Return the work that is exported for a note: the accepted one, or the note's own if it is not about a paper.

    With `unresolved`, a note whose work was not found is described by what it says. An entry of the user's own `.bib`
    always stands for itself if its work was not found, one of a reference manager's library with `unresolved`; with
    `pending`, also while nobody has been asked for it.
    """
    status = decided.decision.status
    if status is Status.ACCEPTED:
        return decided.decision.work
    is_entry = any(name == "entrytype" for name, _ in decided.note.fields)
    if decided.note.layout == BIB_LAYOUT or (unresolved and is_entry):
        has_own_work = pending or status is not Status.PENDING
    else:
        has_own_work = status is Status.NOT_A_PAPER or (unresolved and status is Status.UNRESOLVED)
    if has_own_work:
        kind = decided.decision.kind
        if is_entry and kind is Kind.PAPER and decided.note.kind_hint:
            kind = Kind(decided.note.kind_hint)  # the export says that it is a thesis, a report …
        return work_from_note(decided.note, decided.query, kind)
    return None


def work_from_note(note: Note, query: Query, kind: Kind) -> Work | None:
    """Return the work that `note` itself describes, as a work of `kind`; None if it has no title."""
    if entry := entry_of_note(note):
        return _work_from_entry(entry, query, kind)
    if not query.titles:
        return None
    from biblio.bibtex.latex_to_text import title_text
    from biblio.extract.kinds import site_name
    from biblio.matching.works.merge_records import merge_into_work

    authors = query.authors
    if not authors and note.organisation:
        authors = (Person(literal=note.organisation),)
    identifiers = list(query.identifiers)
    if not identifiers and query.url and kind in NOT_PAPERS:
        identifiers = [identifier for identifier in (make("url", query.url),) if identifier is not None]
    record = Record(
        source="note",
        title=title_text(note.title) if note.title else query.titles[0],
        kind=kind,
        medium=_medium(note, kind, identifiers),
        identifiers=tuple(identifiers),
        authors=authors,
        truncated=note.et_al,
        date=PartialDate(note.year, note.month or 0) if note.year else None,
        venue=note.venue if kind not in NOT_PAPERS else "",
        publisher=dict(note.fields).get("publisher", "") or (site_name(query.url) if kind in NOT_PAPERS else ""),
        url=query.url,
    )
    fields = dict(note.fields)
    with_values = _with_library_values(record, note, fields) if "entrytype" in fields else _with_place(record, fields)
    return merge_into_work((with_values,))


def _with_place(record: Record, fields: Mapping[str, str]) -> Record:
    """Return the record with the volume, issue and pages that a note gives; what has a volume is in a journal.

    Pages without a volume are a place only if they are several: "pages: 342" is how many a book has.
    """
    volume, pages = fields.get("volume", ""), fields.get("pages", "")
    is_place = bool(volume) or re.fullmatch(r"\w+\s?[-–—]+\s?\w+", pages.strip()) is not None
    is_in_journal = volume and record.medium is Medium.PROCEEDINGS and not _OF_MEETINGS.search(record.venue)
    return replace(
        record,
        medium=Medium.JOURNAL if is_in_journal else record.medium,
        volume=volume,
        number=fields.get("number", "") if volume else "",
        pages=pages if is_place else "",
    )


def _with_library_values(record: Record, note: Note, fields: Mapping[str, str]) -> Record:
    """Return the record with what an entry of a reference manager's library says besides; see `entry_to_note`."""
    medium = record.medium
    if fields.get("entrymedium") and record.kind is Kind.PAPER:
        medium = Medium(fields["entrymedium"])
    editors = fields.get("editor", "")
    return replace(
        record,
        medium=medium,
        venue_short=fields.get("journal-abbreviation", ""),
        editors=tuple(map(parse_person, editors.split(" and "))) if editors else (),
        abstract=note.summary,
        series=fields.get("series", ""),
        volume=fields.get("volume", ""),
        number=fields.get("number", ""),
        pages=fields.get("pages", ""),
        language=fields.get("language", ""),
        note=fields.get("type", "") if record.kind is Kind.THESIS else "",  # the degree
    )


def _work_from_entry(entry: Entry, query: Query, kind: Kind) -> Work:
    """Return the work that an entry of the user's own `.bib` describes; without a title only its key names it."""
    from biblio.bibtex.entry_to_record import from_entry
    from biblio.export.same_entry import named_by_key
    from biblio.matching.works.merge_records import merge_into_work

    record = from_entry(entry)
    if kind is not record.kind and not (kind is Kind.PAPER and record.kind not in NOT_PAPERS):
        record = replace(record, kind=kind, medium=Medium.UNKNOWN)  # the user's tags say so
    identifiers = tuple(dict.fromkeys((*record.identifiers, *query.identifiers)))
    work = merge_into_work((replace(record, source="note", identifiers=identifiers),))
    return work if record.title else named_by_key(work, entry.key)


def _medium(note: Note, kind: Kind, identifiers: list[Identifier]) -> Medium:
    if kind is not Kind.PAPER:
        return Medium.UNKNOWN
    if note.venue and note.venue.casefold() not in ("arxiv", "preprint"):
        return Medium.PROCEEDINGS
    has_arxiv_id = any(identifier.scheme == "arxiv" for identifier in identifiers)
    return Medium.PREPRINT if has_arxiv_id else Medium.UNKNOWN


def export_tags(tags: Iterable[str], rules: TagsConfig) -> tuple[str, ...]:
    """Return a note's tags as they are exported: renamed, merged, without ignored ones; tags are compared folded."""
    renamed = {fold(old): new for old, new in rules.rename.items()}
    ignored = {fold(tag) for tag in rules.ignore}
    exported = (renamed.get(fold(tag), tag).strip() for tag in tags if fold(tag) not in ignored)
    return tuple(dict.fromkeys(tag for tag in exported if tag))
