"""Update a work with new records of it, and list what has changed since the old ones were fetched.

A change is something that a source now says differently, or that no source said before: a publication, a notice, a
field. Another source's different wording of the same thing is not a change. The identity of a record is checked: under
a known identifier the title or an author must still agree, under a new one the rules of `same_work` apply. Records that
do not agree are held back and shown.
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
    """One field of a work that changed: `old` and `new` as text (empty: nothing), and the source of it.

    `work` is the work's id before the change. `held` is the reason why the change was held back, empty if it was not.
    """

    work: str
    field: str
    old: str
    new: str
    source: str
    held: str = ""


def refresh_work(
    old: Work, new_records: Iterable[Record], *, prefer_venue: str = "", rejected: Collection[Identifier] = ()
) -> tuple[Work, tuple[WorkChange, ...]]:
    """Return the work updated with what its sources say now, and every change; `old` itself if there is none.

    `new_records` are the sources' answers; `rejected` are identifiers of works that the user said this is not.
    """
    records, new_records = list(old.records), list(dict.fromkeys(new_records))
    held_back: list[WorkChange] = []
    for record in new_records:
        if share_identifier(record.identifiers, rejected):
            continue
        if record.source in INDEXES:
            records += _notices_only(old, records, record)
            continue
        shared = [other for other in records if share_identifier(record.identifiers, other.identifiers)]
        if shared and not describes_work(record, old):
            held_back.append(_held_back(old, record))
        elif any(_repeats(record, other) for other in shared):
            records = [*_superseded(records, record, new_records)]
        elif shared and not _is_first_publication(record, old):
            records += _additions(old, record)
        elif shared or any(same_work(record, other) for other in old.records):
            records.append(record)
    work = merge_into_work(records, prefer_venue=prefer_venue)
    # If this version of biblio merges the same records differently, that is not a change in them.
    if not diff_works(merge_into_work(old.records, prefer_venue=prefer_venue), work):
        return old, tuple(held_back)
    return work, (*diff_works(old, work), *held_back)


def describes_work(record: Record, work: Work) -> bool:
    """Whether `record` can describe `work`: one of the titles, or the authors, are still the same.

    Papers are renamed between versions, and authors' names are corrected; if both differ, it is another paper.
    """
    for other in work.records:
        if compare_titles(record.title, other.title).level in _SAME:
            return True
        if record.authors and other.authors and share_authors(record, other):
            return True
    return False


def _held_back(old: Work, record: Record) -> WorkChange:
    name = next((str(identifier) for identifier in record.identifiers if identifier in old.identifiers), "")
    authors = "; ".join(map(str, record.authors[:2]))
    new = f"{record.title} ({authors})" if authors else record.title
    return WorkChange(old.id, name or "identity", old.best.title, new, record.source, "it leads to another work now")


def _repeats(new: Record, other: Record) -> bool:
    """Whether a source says `new` about what it said `other` about before.

    Of one source, a preprint and its publication may have an identifier in common and others of their own: where ICLR
    links to arXiv, as it did up to 2017, DBLP gives both the arXiv id, but each its own key.
    """
    if new.source != other.source or not share_identifier(new.identifiers, other.identifiers):
        return False
    schemes = {one.scheme for one in new.identifiers} & {one.scheme for one in other.identifiers} - {"url"}
    return all(any(one.scheme == scheme and one in other.identifiers for one in new.identifiers) for scheme in schemes)


def _superseded(records: Iterable[Record], new: Record, said_now: Iterable[Record]) -> Iterable[Record]:
    """Yield `records` with `new` in place of what its source said about the same thing before.

    An identifier that the source once gave is kept, as the user may have chosen the work by it, unless the source gives
    it to another record now (`said_now`).
    """
    replaced = [record for record in records if _repeats(new, record)]
    of_others = {name for record in said_now if record.source == new.source for name in record.identifiers}
    former = (name for record in replaced for name in record.identifiers if name not in of_others)
    yield from (record for record in records if record not in replaced)
    yield replace(new, identifiers=tuple(dict.fromkeys((*new.identifiers, *former))))


def _is_first_publication(record: Record, old: Work) -> bool:
    return old.best.medium is Medium.PREPRINT and record.medium is not Medium.PREPRINT


def _additions(old: Work, record: Record) -> list[Record]:
    """Return another source's record of a known thing, reduced to what is new; nothing if nothing is left."""
    best = old.best
    known_texts = {name: "" for name in _TEXTS if getattr(best, name)}
    addition = replace(
        record,
        title=best.title,
        kind=best.kind,
        medium=best.medium,
        authors=() if best.authors else record.authors,
        editors=best.editors or record.editors,
        date=None if best.date else record.date,
        note=best.note,
        **known_texts,  # type: ignore[arg-type]
    )
    has_new_field = addition.authors or addition.date or addition.editors != best.editors
    has_new_text = any(getattr(addition, name) for name in _TEXTS)
    has_new_identifier = any(identifier not in old.identifiers for identifier in record.identifiers)
    return [addition] if has_new_field or has_new_text or has_new_identifier or record.notices else []


def _notices_only(old: Work, records: Sequence[Record], record: Record) -> list[Record]:
    """Return an index's record reduced to its notices, if it has any and is certainly about this work."""
    is_known = share_identifier(record.identifiers, old.identifiers)
    if not record.notices or not is_known or not describes_work(record, old):
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
        before, after = _as_text(getattr(old.best, field)), _as_text(getattr(new.best, field))
        if before != after:
            changes.append(WorkChange(old.id, field, before, after, sources.get(field, new.best.source)))
    old_values, new_values = _values_by_scheme(old.identifiers), _values_by_scheme(new.identifiers)
    for scheme, values in new_values.items():
        if values != old_values.get(scheme, ""):
            source = _source_of_scheme(new, scheme)
            changes.append(WorkChange(old.id, scheme, old_values.get(scheme, ""), values, source))
    return tuple(changes)


def _as_text(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _values_by_scheme(identifiers: Iterable[Identifier]) -> Mapping[str, str]:
    by_scheme: dict[str, list[str]] = {}
    for identifier in identifiers:
        by_scheme.setdefault(identifier.scheme, []).append(identifier.value)
    return {scheme: ", ".join(sorted(values)) for scheme, values in by_scheme.items()}


def _source_of_scheme(work: Work, scheme: str) -> str:
    sources = (record.source for record in work.records if record.identifier(scheme))
    return next(sources, work.best.source)
