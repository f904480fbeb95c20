"""Merge the records of one work; works that only resemble each other stay separate.

`same_work` says which records belong together. Every field of the merged record has a claim: which source it comes
from, and why that source was preferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from biblio.extract.venue_names import full_name, is_workshop, venue_keys
from biblio.model.identifiers import Identifier
from biblio.model.people import Person, surname_key
from biblio.model.record import CATALOGUE, ONE_WORK, Claim, Kind, Medium, Notice, NoticeKind, Record, Relation, Work
from biblio.text import fold_key, is_han_or_kana

__all__ = ["INDEXES", "merge_into_work", "merge_records", "merge_works"]

# A published version comes first; among its sources, the registration agency, then the curated indexes.
_MEDIUM_RANK = {Medium.JOURNAL: 0, Medium.PROCEEDINGS: 0, Medium.COLLECTION: 1, Medium.UNKNOWN: 2, Medium.PREPRINT: 3}
_SOURCE_RANK = {
    "bibtex": 0,
    CATALOGUE: 1,
    "crossref": 2,
    "anthology": 3,
    "datacite": 4,
    "doi": 5,
    "dblp": 6,
    "openreview": 7,
    "arxiv": 8,
    "note": 9,
    "semanticscholar": 10,
    "openalex": 11,
}
# They repeat what others say, sometimes about another work, so the services that registered a work always come first.
INDEXES = frozenset({"semanticscholar", "openalex"})
_SCHEME_RANK = {scheme: rank for rank, scheme in enumerate(("doi", "acl", "arxiv", "openreview", "pmlr", "isbn"))}
# Fields that belong to one publication: a preprint's pages are not those of the proceedings.
_OF_THE_PUBLICATION = frozenset({"volume", "number", "pages", "publisher", "series", "venue_short"})
_MERGED = ("abstract", "volume", "number", "pages", "publisher", "series", "language", "primary_class", "venue_short")


def merge_records(records: Iterable[Record], *, prefer_venue: str = "") -> tuple[Work, ...]:
    """Return the works that `records` are about, in order of their first record.

    `prefer_venue` is the venue that a note names: of several publications of one work, the one at this venue is used.
    """
    from biblio.matching.works.same_work import same_work

    groups: list[list[Record]] = []
    # Most records are one object that came twice, by identifier and by title: to hash all that they say takes long.
    objects = list({id(record): record for record in records}.values())
    for record in dict.fromkeys(objects) if len(objects) > 1 else objects:
        joined = [group for group in groups if any(same_work(record, other) for other in group)]
        merged = [other for group in joined for other in group] + [record]
        groups = [group for group in groups if group not in joined]
        groups.append(merged)
    return tuple(merge_into_work(group, prefer_venue=prefer_venue) for group in groups)


def merge_works(works: Iterable[Work]) -> tuple[Work, ...]:
    """Return `works`, with those that share an identifier merged, in the order of the first of each.

    Notes lead to the same work in different ways: one by its DOI, another by its title.
    """
    groups: dict[str, list[Work]] = {}
    leader: dict[object, str] = {}
    for work in works:
        names = [work.id, *work.identifiers]
        leaders = list(dict.fromkeys(leader[name] for name in names if name in leader))
        first = leaders[0] if leaders else work.id
        members = groups.setdefault(first, [])
        for other in leaders[1:]:
            members.extend(groups.pop(other))
        members.append(work)
        for member in members:
            leader.update((name, first) for name in (member.id, *member.identifiers))
    merged = []
    for members in groups.values():
        records = tuple(dict.fromkeys(record for work in members for record in work.records))
        united = members[0] if len(members) == 1 else merge_into_work(records)
        if not united.identifiers:
            united = replace(united, id=members[0].id)  # what they have in common may be more than title and author
        merged.append(united)
    return tuple(merged)


class _Merged:
    """A merged record while it is being built: fields with their claims."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self.claims: list[Claim] = []

    def take(self, field: str, value: object, source: str, why: str) -> None:
        self.values[field] = value
        text = "; ".join(map(_as_text, value)) if isinstance(value, tuple) else str(value)
        self.claims.append(Claim(field, text, source, why))


def _as_text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def merge_into_work(group: Sequence[Record], *, prefer_venue: str = "") -> Work:
    """Return the one work that all records of `group` are about, with a claim for every merged field."""
    preferred = venue_keys(prefer_venue) if prefer_venue else frozenset[str]()

    def rank(record: Record) -> tuple[object, ...]:
        names = tuple(filter(None, (record.venue, record.venue_short)))
        is_preferred = bool(preferred and preferred & venue_keys(*names))
        is_minor = any(map(is_workshop, names))  # an earlier version, at a workshop
        source = _SOURCE_RANK.get(record.source, 9)
        order = (record.source in INDEXES, _MEDIUM_RANK[record.medium], not is_preferred, is_minor, source)
        return (*order, -len(record.authors), record.title, record.identifiers)

    records = tuple(group) if len(group) == 1 else tuple(sorted(group, key=rank))
    first = records[0]
    merged = _Merged()
    why = "published version" if _MEDIUM_RANK[first.medium] < 2 else "best source"
    if len(records) == 1:
        why = "only source"
    title = _title(records)
    merged.take("title", title.title, title.source, why if title is first else "its capitals are kept")
    if any(record.authors for record in records):
        authors = _authors(records)
        reason = why if authors is first else "the first source's list lacks names"
        merged.take("authors", _with_readings(authors.authors, records), authors.source, reason)
        merged.values["truncated"] = authors.truncated
    if dated := next((record for record in records if record.date), None):
        merged.take("date", dated.date, dated.source, why if dated is first else "only source")
    _merge_venue(merged, records, why)
    for field in _MERGED:
        holders = [record for record in records if getattr(record, field)]
        if field in _OF_THE_PUBLICATION:
            holders = [record for record in holders if record.medium is first.medium]
        if holders and not merged.values.get(field):
            reason = why if holders[0] is first else "only source"
            merged.take(field, getattr(holders[0], field), holders[0].source, reason)
    if identifiers := _identifiers(records):
        sources = ", ".join(dict.fromkeys(record.source for record in records))
        merged.take("identifiers", identifiers, sources, "union of all records")
    if notices := _notices(records):
        sources = ", ".join(dict.fromkeys(notice.source for notice in notices))
        merged.take("notices", notices, sources, "what became of it")
    _take_rest(merged, records, why)
    best = replace(first, **merged.values)  # type: ignore[arg-type]
    return Work(_work_id(best), best, records, tuple(merged.claims))


def _take_rest(merged: _Merged, records: Sequence[Record], why: str) -> None:
    """Copy the fields that come from the first record only, and those that are the union of all records."""
    first = records[0]
    url = _url(records)
    holder = next((record for record in records if record.url == url), first)
    for field, value, source, reason in (
        ("url", url, holder.source, why if holder is first else "only source"),
        ("kind", first.kind, first.source, why),
        ("medium", first.medium, first.source, why),
        ("editors", first.editors, first.source, why),
        ("note", first.note, first.source, why),
        ("related", _related(records), ", ".join(dict.fromkeys(record.source for record in records)), "union of all"),
    ):
        if value:
            merged.take(field, value, source, reason)
    merged.values["url"] = url


def _title(records: Sequence[Record]) -> Record:
    """Return the record whose title to show: the first with proper capitals (some publishers have all or none)."""
    for record in records:
        if not record.title.isupper() and not record.title.islower():
            return record
    return records[0]


def _authors(records: Sequence[Record]) -> Record:
    """Return the record whose authors to show: the first complete list with given names spelt out."""
    complete = [record for record in records if record.authors and not record.truncated]
    longest = max((len(record.authors) for record in complete), default=0)
    for record in complete:
        spelt_out = sum(len(author.given.strip(".")) > 1 for author in record.authors)
        if len(record.authors) == longest and 2 * spelt_out >= longest:
            return record
    return (complete or [record for record in records if record.authors])[0]


def _with_readings(authors: tuple[Person, ...], records: Sequence[Record]) -> tuple[Person, ...]:
    """Return `authors`; names in Han, kana or Hangul get the reading that another record has in the same position."""
    if not any(is_han_or_kana(author.last) and not author.reading for author in authors):
        return authors
    lists = (record.authors for record in records if len(record.authors) == len(authors))
    latin = next((names for names in lists if not any(is_han_or_kana(name.last) for name in names)), ())
    if not latin:
        return authors
    return tuple(
        replace(author, reading=f"{name.last}, {name.given}".rstrip(", "))
        if is_han_or_kana(author.last) and not author.reading
        else author
        for author, name in zip(authors, latin, strict=True)
    )


def _merge_venue(merged: _Merged, records: Sequence[Record], why: str) -> None:
    """Set the venue's full name from a source of the same publication, or else from our table of acronyms."""
    first = records[0]
    if first.medium is Medium.PREPRINT:
        return
    named = [record for record in records if record.medium is first.medium and (record.venue or record.venue_short)]
    if not named:
        return
    if holder := next((record for record in named if record.venue and not full_name(record.venue)), None):
        merged.take("venue", holder.venue, holder.source, why if holder is first else "spelt out")
        return
    short = named[0].venue_short or named[0].venue
    merged.take("venue", full_name(short) or short, named[0].source, "spelt out from the table of venues")
    merged.take("venue_short", short, named[0].source, why)


def _url(records: Sequence[Record]) -> str:
    """Return the publication's URL; a preprint's only if the work has neither that nor a DOI."""
    url = next((record.url for record in records if record.url and record.medium is records[0].medium), "")
    if url or any(record.identifier("doi") for record in records):
        return url
    return next((record.url for record in records if record.url), "")


def _identifiers(records: Sequence[Record]) -> tuple[Identifier, ...]:
    identifiers: dict[Identifier, None] = {}
    for record in records:
        for identifier in record.identifiers:
            identifiers.setdefault(identifier)
    for record in records:
        for relation, identifier in record.related:
            if relation in ONE_WORK:
                identifiers.setdefault(identifier)
    return tuple(sorted(identifiers, key=lambda identifier: _SCHEME_RANK.get(identifier.scheme, 9)))


def _notices(records: Sequence[Record]) -> tuple[Notice, ...]:
    """Return the notices of all records, the gravest first; for each source and kind, the one that says most."""
    if not any(record.notices for record in records):
        return ()
    notices: dict[tuple[NoticeKind, str], Notice] = {}
    for notice in (notice for record in records for notice in record.notices):
        earlier = notices.setdefault((notice.kind, notice.source), notice)
        if _detail(notice) > _detail(earlier):
            notices[notice.kind, notice.source] = notice
    order = list(NoticeKind)
    return tuple(sorted(notices.values(), key=lambda notice: order.index(notice.kind)))


def _detail(notice: Notice) -> int:
    return (notice.date is not None) + (notice.identifier is not None) + bool(notice.words)


def _related(records: Sequence[Record]) -> tuple[tuple[Relation, Identifier], ...]:
    return tuple(dict.fromkeys(pair for record in records for pair in record.related))


def _work_id(best: Record) -> str:
    """Return the work's id: its strongest identifier, or else a fingerprint of kind, title, first author and year.

    The strongest is the one that is least likely to change when the work is published: arXiv's before the DOI.
    """
    order = ("arxiv", "doi", "acl", "openreview")
    for scheme in order:
        if identifier := best.identifier(scheme):
            return str(identifier)
    if best.identifiers:
        return str(best.identifiers[0])
    author = surname_key(best.authors[0]) if best.authors else ""
    year = str(best.date.year) if best.date else ""
    text = "\x1f".join((str(Kind(best.kind)), fold_key(best.title), author, year))
    return f"work:{blake2b(text.encode(), digest_size=8).hexdigest()}"
