"""What became of a work since its records were fetched: new records against the old work, change by change.

A change is something that a source says otherwise than it did, or that nobody said before: a publication, a notice, a
field. That another source words the same thing otherwise is none. What a record says of its identity is not believed by
itself: under a known identifier the title or an author must still agree, under a new one the rules of `consolidate`
hold. What does not agree is held back and shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from biblio.matching.titles.title_match import TitleLevel, compare_titles
from biblio.matching.works.merge_records import INDEXES, merge_into_work
from biblio.matching.works.same_work import same_work, share_authors, share_identifier
from biblio.model.identifiers import Identifier
from biblio.model.record import Medium, Record, Work

__all__ = ["WorkChange", "describes_work", "diff_works", "refresh_work"]

_TEXTS = (
    "venue", "venue_short", "series", "volume", "number", "pages", "publisher", "language", "primary_class", "url",
    "abstract",
)  # fmt: skip
_FIELDS = ("title", "authors", "editors", "date", "kind", "medium", *_TEXTS)
_SAME = frozenset({TitleLevel.EXACT, TitleLevel.CLOSE, TitleLevel.SUBTITLE})


@dataclass(frozen=True, slots=True)
class WorkChange:
    """One field of a work that changed: `old` and `new` as text (empty: nothing), and who says so.

    `work` is the work's id before the change. `held` is why it is not taken, empty for what is.
    """

    work: str
    field: str
    old: str
    new: str
    source: str
    held: str = ""


def refresh_work(
    old: Work, found: Iterable[Record], *, prefer_venue: str = "", rejected: Collection[Identifier] = ()
) -> tuple[Work, tuple[WorkChange, ...]]:
    """Return the work with what its sources say now, and every change; without one, `old` itself.

    `found` are the records that came back; `rejected` are identifiers that the person said this is not.
    """
    records = list(old.records)
    held: list[WorkChange] = []
    for record in dict.fromkeys(found):
        if share_identifier(record.identifiers, rejected):
            continue
        if record.source in INDEXES:
            records += _notices_only(old, records, record)
            continue
        shared = [other for other in records if share_identifier(record.identifiers, other.identifiers)]
        if shared and not describes_work(record, old):
            held.append(_another(old, record))
        elif any(other.source == record.source for other in shared):
            records = [*_superseded(records, record)]
        elif shared and not _is_first_publication(record, old):
            records += _additions(old, record)
        elif shared or any(same_work(record, other) for other in old.records):
            records.append(record)
    work = merge_into_work(records, prefer_venue=prefer_venue)
    # What another version of the program makes of the same records is no change of theirs.
    if not diff_works(merge_into_work(old.records, prefer_venue=prefer_venue), work):
        return old, tuple(held)
    return work, (*diff_works(old, work), *held)


def describes_work(record: Record, work: Work) -> bool:
    """Tell whether what `record` describes can be `work`: a title of it is still the same, or its authors are.

    Papers are renamed between versions, and names are mended; both at once is another paper.
    """
    for other in work.records:
        if compare_titles(record.title, other.title).level in _SAME:
            return True
        if record.authors and other.authors and share_authors(record, other):
            return True
    return False


def _another(old: Work, record: Record) -> WorkChange:
    name = next((str(one) for one in record.identifiers if one in old.identifiers), "")
    authors = "; ".join(map(str, record.authors[:2]))
    shown = f"{record.title} ({authors})" if authors else record.title
    return WorkChange(old.id, name or "identity", old.best.title, shown, record.source, "it leads to another work now")


def _superseded(records: Iterable[Record], new: Record) -> Iterable[Record]:
    """Yield `records` with `new` in the place of what its source said of the same thing before.

    An identifier that the source named once is kept: a person may have fixed the work by it.
    """
    before = [one for one in records if one.source == new.source and share_identifier(one.identifiers, new.identifiers)]
    names = tuple(dict.fromkeys(name for one in (new, *before) for name in one.identifiers))
    yield from (one for one in records if one not in before)
    yield replace(new, identifiers=names)


def _is_first_publication(record: Record, old: Work) -> bool:
    return old.best.medium is Medium.PREPRINT and record.medium is not Medium.PREPRINT


def _additions(old: Work, record: Record) -> list[Record]:
    """Return another source's record of a known thing, with what nobody said before; nothing where that is nothing."""
    best = old.best
    said = {name: "" for name in _TEXTS if getattr(best, name)}
    rest = replace(
        record,
        title=best.title,
        kind=best.kind,
        medium=best.medium,
        authors=() if best.authors else record.authors,
        editors=best.editors or record.editors,
        date=None if best.date else record.date,
        note=best.note,
        **said,  # type: ignore[arg-type]
    )
    names = [one for one in record.identifiers if one not in old.identifiers]
    is_news = rest.authors or rest.date or rest.editors != best.editors or any(getattr(rest, name) for name in _TEXTS)
    return [rest] if is_news or names or record.notices else []


def _notices_only(old: Work, records: Sequence[Record], record: Record) -> list[Record]:
    """Return an index's record with its notices alone, where it has any and is surely about this work."""
    known = share_identifier(record.identifiers, old.identifiers)
    if not record.notices or not known or not describes_work(record, old):
        return []
    bare = Record(
        source=record.source,
        title=record.title,
        kind=old.best.kind,
        medium=old.best.medium,
        identifiers=record.identifiers,
        notices=record.notices,
    )
    return [] if bare in records else [bare]


def diff_works(old: Work, new: Work) -> tuple[WorkChange, ...]:
    """Return every field in which the merged records of two works differ, notices first."""
    sources = {claim.field: claim.source for claim in new.claims}
    changes = [
        WorkChange(old.id, notice.kind.value, "", str(notice), notice.source)
        for notice in new.best.notices
        if notice not in old.best.notices
    ]
    for field in _FIELDS:
        before, after = _shown(getattr(old.best, field)), _shown(getattr(new.best, field))
        if before != after:
            changes.append(WorkChange(old.id, field, before, after, sources.get(field, new.best.source)))
    ours, theirs = _by_scheme(old.identifiers), _by_scheme(new.identifiers)
    for scheme, names in theirs.items():
        if names != ours.get(scheme, ""):
            source = _who_names(new, scheme)
            changes.append(WorkChange(old.id, scheme, ours.get(scheme, ""), names, source))
    return tuple(changes)


def _shown(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _by_scheme(identifiers: Iterable[Identifier]) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for one in identifiers:
        found.setdefault(one.scheme, []).append(one.value)
    return {scheme: ", ".join(sorted(values)) for scheme, values in found.items()}


def _who_names(work: Work, scheme: str) -> str:
    named = (record.source for record in work.records if record.identifier(scheme))
    return next(named, work.best.source)
