"""Find the work that a reference describes; the rules about identifiers, titles and authors that do not match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.entry_edits import set_field
from biblio.check.rules.reference.agreement import (
    compare_authors_with_work,
    compare_title_with_work,
    stands_for_people,
    title_bits,
    titles_agree,
)
from biblio.check.rules.reference.coverage import why_not_indexed
from biblio.check.rules.reference.field_rules import IDENTIFIER_DIFFERS
from biblio.check.rules.reference.reference import IdentifiedBy, IdentifiedWork, NamedWork, ReferenceState
from biblio.check.rules.reference.venue_agreement import VenueLevel, compare_venue_with_work, published_records
from biblio.matching.author_list_diff import AuthorListDiff, AuthorListLevel
from biblio.matching.titles.title_match import TitleLevel, is_same_title
from biblio.model.identifiers import Identifier
from biblio.model.people import Person, surname_key
from biblio.model.record import Kind, Medium, Record, Work
from biblio.text import shorten, tokens

__all__ = [
    "AUTHORS_OF_ANOTHER",
    "IDENTIFIER_OF_ANOTHER",
    "IDENTIFIER_UNKNOWN",
    "identify",
    "identity_findings",
]

IDENTIFIER_OF_ANOTHER = Rule(
    "identifier-of-another",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "An identifier that leads to another work.",
    """The DOI, arXiv id or other identifier exists, but it belongs to a work with another title, so the reference
describes two works at once. Made-up references often carry a real DOI of something else, and a copied entry keeps the
DOI of the one it was copied from. A missing subtitle, different spelling, or a title in another language is not
reported.

What to do: compare both works. If the title and authors are those of a known work, use that work's identifier. Where
title, authors, venue and year are exactly those of one, only the identifier is wrong: `identifier-differs`.""",
)
IDENTIFIER_UNKNOWN = Rule(
    "identifier-unknown",
    FindingKind.NOT_FOUND,
    Severity.ERROR,
    "An identifier that is not registered.",
    """Every registry that could have issued the identifier was asked and does not know it: Crossref, DataCite and
doi.org itself for a DOI, arXiv for an arXiv id. Nothing is reported if one of them could not be asked. The finding is
only an info if everything else describes a known work that has no other identifier of this kind, and the DOI prefix is
registered: registries have gaps. An identifier that a known record of the work has is not reported. Where all else is
exactly a known work's, whose own DOI has the same prefix, only the DOI is mistyped: `identifier-differs`.

What to do: look for a missing or doubled character, most often at the end. Otherwise the identifier is made up.""",
)
AUTHORS_OF_ANOTHER = Rule(
    "authors-of-another",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "A title with authors who did not write it.",
    """The title is that of a known work, but none (or fewer than half) of the authors wrote it: two works were mixed
up, or the names are made up. Reported only if the title is too long to be shared by chance, or an identifier or the
venue and year confirm the work. Names in different scripts are not compared.

What to do: find out whether the title or the authors are right, and correct the other.""",
)
# A title with this many bits belongs to one work only; for a shorter one, the venue and year must agree as well.
_UNIQUE_TITLE_BITS = 24.0
_CHAPTER_TYPES = frozenset({"inbook", "incollection", "bookinbook", "suppbook", "inreference", "chapter"})


def identify(reference: Record, named: Sequence[NamedWork], candidates: Sequence[Work]) -> IdentifiedWork | None:
    """Return the work that a reference describes, or None if it cannot be any of these.

    `named` are the works to which its identifiers lead, `candidates` those found by its title.
    """
    for named_work in named:
        if named_work.work is not None:
            match = _match(reference, named_work.work, IdentifiedBy.IDENTIFIER)
            if _describes(reference, match):
                return match
    matches = [_match(reference, work, IdentifiedBy.TITLE) for work in candidates]
    if fitting := [match for match in matches if _fits(match)]:
        return max(fitting, key=lambda match: (match.authors.level, _venue_agrees(reference, match.work)))
    near = next((match for match in matches if _is_slip(reference, match)), None)
    return replace(near, by=IdentifiedBy.NEAR_TITLE) if near else None


def _match(reference: Record, work: Work, by: IdentifiedBy) -> IdentifiedWork:
    title, title_record = compare_title_with_work(reference, work)
    authors, authors_record = compare_authors_with_work(reference, work)
    is_sure = by is IdentifiedBy.IDENTIFIER or title is TitleLevel.EXACT
    if is_sure and authors.level is AuthorListLevel.NONE and stands_for_people(reference):
        authors = AuthorListDiff(AuthorListLevel.UNKNOWN)
    return IdentifiedWork(work, by, title, title_record, authors, authors_record)


def _describes(reference: Record, match: IdentifiedWork) -> bool:
    """Whether the work to which an identifier leads is the one that the reference describes."""
    if not reference.title or match.title is TitleLevel.UNKNOWN:
        return match.authors.level is not AuthorListLevel.NONE
    if titles_agree(match.title) or match.title is TitleLevel.CLOSE:
        return True
    if match.title is TitleLevel.NEAR:
        return match.authors.level is AuthorListLevel.UNKNOWN or match.authors.level >= AuthorListLevel.EXTRA
    # A preprint may have been renamed, and only its last title is known.
    is_preprint = all(identifier.scheme == "arxiv" for identifier in match.work.identifiers)
    return is_preprint and match.authors.level >= AuthorListLevel.MISSING and len(match.authors_record.authors) > 1


def _fits(match: IdentifiedWork) -> bool:
    """Whether a work that was found by its title is the one that the reference describes."""
    if match.title in (TitleLevel.EXACT, TitleLevel.SUBTITLE):
        return match.authors.level >= AuthorListLevel.EXTRA or match.authors.level is AuthorListLevel.UNKNOWN
    return match.title is TitleLevel.CLOSE and match.authors.level >= AuthorListLevel.EXTRA


def _is_slip(reference: Record, match: IdentifiedWork) -> bool:
    """Whether a title that differs in a word is just a slip: authors agree, year or venue too, and no number differs.

    The same authors write several works with similar titles: one for each of two conferences, one for a conference and
    one for a journal, a paper and a thesis.
    """
    if match.title is not TitleLevel.NEAR or match.authors.level < AuthorListLevel.MISSING:
        return False
    if reference.kind is not match.work.best.kind:
        return False
    if match.authors.level is AuthorListLevel.MISSING and len(match.authors.missing) > len(reference.authors):
        return False
    venue = compare_venue_with_work(reference.venue, match.work)[0]
    if venue == VenueLevel.OTHER or (venue != VenueLevel.SAME and _are_two_media(reference, match.work)):
        return False
    cited, own = reference.identifier("arxiv"), match.work.best.identifier("arxiv")
    if cited and own and cited not in match.work.identifiers:
        return False  # two preprints
    first, recorded = reference.authors[:1], match.authors_record.authors[:1]
    if reference.truncated and first and recorded and surname_key(first[0]) != surname_key(recorded[0]):
        return False  # "Vole and others" are not those who wrote something with Vole
    if reference.date and not _year_agrees(reference, match.work) and venue != VenueLevel.SAME:
        return False
    return _numbers(reference.title) == _numbers(match.title_record.title)


def _are_two_media(reference: Record, work: Work) -> bool:
    """Whether a reference is in a journal and a work in proceedings, or the other way round."""
    media = {record.medium for record in published_records(work)}
    both = {Medium.JOURNAL, Medium.PROCEEDINGS}
    return bool(reference.venue and media) and {reference.medium, *media} == both and reference.medium not in media


def _numbers(title: str) -> set[str]:
    return {word for word in tokens(title) if re.search(r"\d", word) or word in ("ii", "iii", "iv", "vi")}


def _venue_agrees(reference: Record, work: Work) -> bool:
    return compare_venue_with_work(reference.venue, work)[0] == VenueLevel.SAME


def identity_findings(state: ReferenceState) -> Iterator[Finding]:
    """Yield what does not belong together: identifiers of other works, unknown ones, authors of another work."""
    identified = state.identified
    for named in state.named:
        if named.work is None:
            yield from _unknown_identifier(state, named)
        elif identified is None or named.work is not identified.work:
            yield from _identifier_of_another(state, named, named.work)
    if identified is None:
        yield from _mixed_up_works(state)
    elif (
        identified.authors.level in (AuthorListLevel.NONE, AuthorListLevel.FEW)
        and identified.by is IdentifiedBy.IDENTIFIER
    ):
        yield _authors_of_another(state, identified)


def _unknown_identifier(state: ReferenceState, named: NamedWork) -> Iterator[Finding]:
    if not named.is_certain:
        return
    reference, identified = state.reference, state.identified
    right: Identifier | None = None
    if identified is not None:
        scheme = named.identifier.scheme
        right = next((identifier for identifier in identified.work.identifiers if identifier.scheme == scheme), None)
        if named.identifier in identified.work.identifiers:
            return  # a service that knows the work says that this is its identifier
    if (own := _right_identifier(state, named)) and _prefix(own) == _prefix(named.identifier):
        yield _mistaken_identifier(state, named, own, "is not registered")
        return
    prefix = _prefix(named.identifier)
    is_registered = named.identifier.scheme != "doi" or state.registered_prefixes.get(prefix, True)
    is_gap = identified is not None and identified.by is IdentifiedBy.TITLE and right is None and is_registered
    field = _identifier_field(state, named)
    yield IDENTIFIER_UNKNOWN.finding(
        reference.span(field),
        f"{named.identifier} is not registered" if is_registered else f"the DOI prefix {prefix} is not registered",
        key=reference.key,
        field=field,
        written=str(named.identifier),
        record=str(right or ""),
        sources=state.sources(identified.title_record) if identified is not None and right else (),
        severity=Severity.INFO if is_gap else None,
    )


def _identifier_of_another(state: ReferenceState, named: NamedWork, work: Work) -> Iterator[Finding]:
    reference, identified = state.reference, state.identified
    # A chapter may carry the identifier of its book.
    if not reference.record.title or (work.best.kind is Kind.BOOK and reference.type in _CHAPTER_TYPES):
        return
    title, title_record = compare_title_with_work(reference.record, work)
    if title in (TitleLevel.UNKNOWN, TitleLevel.EXACT, TitleLevel.SUBTITLE, TitleLevel.CLOSE):
        return
    if identified is not None and set(identified.work.identifiers) & set(work.identifiers):
        return
    authors = _list_names(work.best.authors, 2)
    description = f"{shorten(work.best.title, 90)!r}{f' by {authors}' if authors else ''}"
    if right := _right_identifier(state, named):
        yield _mistaken_identifier(state, named, right, f"leads to another work: {description}")
        return
    field = _identifier_field(state, named)
    yield IDENTIFIER_OF_ANOTHER.finding(
        reference.span(field),
        f"{named.identifier} leads to another work: {description}",
        key=reference.key,
        field=field,
        written=reference.record.title,
        record=work.best.title,
        sources=state.sources(title_record),
    )


def _mistaken_identifier(state: ReferenceState, named: NamedWork, right: Identifier, what: str) -> Finding:
    """Return the finding that a reference is right but for an identifier, of which `what` says where it leads."""
    entry, field = state.reference.entry, _identifier_field(state, named)
    assert state.identified is not None
    return IDENTIFIER_DIFFERS.finding(
        state.reference.span(field),
        f"{named.identifier} {what}; this one has {right}",
        key=state.reference.key,
        field=field,
        written=str(named.identifier),
        record=str(right),
        sources=state.sources(state.identified.title_record),
        fix=set_field(entry, field, right.value) if entry and field in ("doi", "eprint") else None,
    )


def _prefix(identifier: Identifier) -> str:
    return identifier.value.partition("/")[0]


def _right_identifier(state: ReferenceState, named: NamedWork) -> Identifier | None:
    """Return the identifier that belongs in the place of a wrong one, if all else is exactly a known work's.

    That is the DOI of the publication that the reference names: its title, its venue, and no author more or fewer.
    """
    record, identified = state.reference.record, state.identified
    if identified is None or identified.title is not TitleLevel.EXACT:
        return None
    if identified.authors.level is not AuthorListLevel.SAME or not _year_agrees(record, identified.work):
        return None
    level, publication = compare_venue_with_work(record.venue, identified.work)
    if publication is None or level != VenueLevel.SAME or not is_same_title(record.title, publication.title):
        return None
    if not record.truncated and len(record.authors) != len(identified.authors_record.authors):
        return None
    return publication.identifier(named.identifier.scheme)


def _mixed_up_works(state: ReferenceState) -> Iterator[Finding]:
    """Yield a finding if the title is that of a known work, but the authors are not, and no work fits as a whole.

    A review has the title of the book that it is about, and so may texts about old works: such matches say nothing.
    """
    reference = state.reference
    if why_not_indexed(reference):
        return
    for work in state.candidates:
        match = _match(reference.record, work, IdentifiedBy.TITLE)
        if not titles_agree(match.title) or match.authors.level not in (AuthorListLevel.NONE, AuthorListLevel.FEW):
            continue
        is_unique = title_bits(reference.record.title) >= _UNIQUE_TITLE_BITS and match.title is TitleLevel.EXACT
        if is_unique or (_venue_agrees(reference.record, work) and _year_agrees(reference.record, work)):
            yield _authors_of_another(state, match)
            return


def _year_agrees(reference: Record, work: Work) -> bool:
    years = [record.date.year for record in work.records if record.date]
    return reference.date is not None and any(abs(reference.date.year - year) <= 1 for year in years)


def _authors_of_another(state: ReferenceState, match: IdentifiedWork) -> Finding:
    reference = state.reference
    share = "none" if match.authors.level is AuthorListLevel.NONE else "fewer than half"
    return AUTHORS_OF_ANOTHER.finding(
        reference.span("authors"),
        f"{share} of the authors wrote {shorten(match.title_record.title, 90)!r}",
        key=reference.key,
        field=reference.field_name("authors"),
        written=_list_names(reference.record.authors or reference.record.editors, 4),
        record=_list_names(match.authors_record.authors or match.authors_record.editors, 4),
        sources=state.sources(match.authors_record),
    )


def _list_names(people: Sequence[Person], most: int) -> str:
    return ", ".join(map(str, people[:most])) + (" …" if len(people) > most else "")


def _identifier_field(state: ReferenceState, named: NamedWork) -> str:
    """Return the name of the field from which an identifier was read."""
    entry = state.reference.entry
    is_doi = named.identifier.scheme == "doi"
    if entry is None:
        return "DOI" if is_doi else "URL"
    first = ("doi", "eprint") if is_doi else ("eprint", "doi")
    order = (*first, "url", "journal", "note")
    value = named.identifier.value.casefold()
    for name in order:
        if value in entry.value(name).casefold():
            return name
    return next((name for name in order if entry.field(name)), "doi")
