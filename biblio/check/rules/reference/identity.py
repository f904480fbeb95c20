"""Which work a reference means, and whether what it says of itself belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from biblio.check.finding import Finding, Severity
from biblio.check.rules.reference import rule_pages as rules
from biblio.check.rules.reference.agreement import (
    Authors,
    AuthorsLevel,
    compare_authors,
    same_title,
    title_bits,
    title_level,
)
from biblio.check.rules.reference.coverage import why_not_indexed
from biblio.check.rules.reference.reference import NamedWork, ReferenceState
from biblio.check.rules.reference.venue_agreement import VenueLevel, compare_venues
from biblio.matching.titles.title_match import TitleLevel
from biblio.model.record import Kind, Record, Work
from biblio.text import shorten, tokens

__all__ = ["Meant", "identify", "identity_findings"]

# A title of so many bits is nobody else's; a shorter one needs the venue and year to agree as well.
_OWN_TITLE = 24.0
_CHAPTERS = frozenset({"inbook", "incollection", "bookinbook", "suppbook", "inreference", "chapter"})


@dataclass(frozen=True, slots=True)
class Meant:
    """The work that a reference means. `by` says how it is known: "identifier", "title", or "near" (not quite)."""

    work: Work
    by: str
    title: TitleLevel
    holder: Record
    authors: Authors


def identify(case: ReferenceState) -> Meant | None:
    """Return the work that the reference means, None where none of those found can be it."""
    for named in case.named:
        if named.work is not None and (meant := _meant(case, named.work, "identifier")) and _agrees(case, meant):
            return meant
    found = [_meant(case, work, "title") for work in case.candidates]
    fitting = [one for one in found if _fits(one)]
    if fitting:
        return max(fitting, key=lambda one: (one.authors.level, _venue_agrees(case, one)))
    near = [one for one in found if _is_near(case, one)]
    return Meant(near[0].work, "near", near[0].title, near[0].holder, near[0].authors) if near else None


def _meant(case: ReferenceState, work: Work, by: str) -> Meant:
    level, holder = title_level(case.reference.record, work)
    return Meant(work, by, level, holder, compare_authors(case.reference.record, work))


def _agrees(case: ReferenceState, meant: Meant) -> bool:
    """Tell whether the work behind an identifier is the one that the reference describes."""
    if not case.reference.record.title or meant.title is TitleLevel.UNKNOWN:
        return meant.authors.level is not AuthorsLevel.NONE
    if same_title(meant.title) or meant.title is TitleLevel.CLOSE:
        return True
    if meant.title is TitleLevel.NEAR:
        return meant.authors.level is AuthorsLevel.UNKNOWN or meant.authors.level >= AuthorsLevel.EXTRA
    # A preprint may have been renamed: only its last title is told.
    is_preprint = all(one.scheme == "arxiv" for one in meant.work.identifiers)
    return is_preprint and meant.authors.level >= AuthorsLevel.MISSING and _count(meant) > 1


def _count(meant: Meant) -> int:
    return len(meant.authors.record.authors)


def _fits(meant: Meant) -> bool:
    """Tell whether a work that was found by its title is the one meant."""
    if meant.title in (TitleLevel.EXACT, TitleLevel.SUBTITLE):
        return meant.authors.level >= AuthorsLevel.EXTRA or meant.authors.level is AuthorsLevel.UNKNOWN
    return meant.title is TitleLevel.CLOSE and meant.authors.level >= AuthorsLevel.EXTRA


def _is_near(case: ReferenceState, meant: Meant) -> bool:
    """Tell whether a title that differs in a word is a slip: by the same people, no number differs."""
    if meant.title is not TitleLevel.NEAR or meant.authors.level < AuthorsLevel.MISSING:
        return False
    return _numbers(case.reference.record.title) == _numbers(meant.holder.title)


def _numbers(title: str) -> set[str]:
    return {word for word in tokens(title) if re.search(r"\d", word) or word in ("ii", "iii", "iv", "vi")}


def _venue_agrees(case: ReferenceState, meant: Meant) -> bool:
    return compare_venues(case.reference.record.venue, meant.work)[0] == VenueLevel.SAME


def identity_findings(case: ReferenceState, meant: Meant | None) -> Iterator[Finding]:
    """Yield what does not belong together: identifiers of other works, unknown ones, authors of another work."""
    for named in case.named:
        if named.work is None:
            yield from _unknown(case, named, meant)
        elif meant is None or named.work is not meant.work:
            yield from _of_another(case, named, named.work, meant)
    if meant is None:
        yield from _blend(case)
    elif meant.authors.level in (AuthorsLevel.NONE, AuthorsLevel.FEW) and meant.by == "identifier":
        yield _authors(case, meant)


def _unknown(case: ReferenceState, named: NamedWork, meant: Meant | None) -> Iterator[Finding]:
    if not named.is_certain:
        return
    reference = case.reference
    right = ""
    if meant is not None:
        right = next((str(one) for one in meant.work.identifiers if one.scheme == named.identifier.scheme), "")
    prefix = named.identifier.value.partition("/")[0]
    is_somebodys = named.identifier.scheme != "doi" or case.registrants.get(prefix, True)
    is_gap = meant is not None and meant.by == "title" and not right and is_somebodys
    what = f"nobody registered {named.identifier}" if is_somebodys else f"nobody registers DOIs under {prefix}"
    yield rules.IDENTIFIER_UNKNOWN.at(
        reference.span(_field_of(case, named)),
        what,
        key=reference.key,
        field=_field_of(case, named),
        there=str(named.identifier),
        record=right,
        sources=case.sources(meant.holder) if meant is not None and right else (),
        severity=Severity.INFO if is_gap else None,
    )


def _of_another(case: ReferenceState, named: NamedWork, work: Work, meant: Meant | None) -> Iterator[Finding]:
    reference = case.reference
    if not reference.record.title or (work.best.kind is Kind.BOOK and reference.type in _CHAPTERS):
        return
    other = _meant(case, work, "identifier")
    if other.title in (TitleLevel.UNKNOWN, TitleLevel.EXACT, TitleLevel.SUBTITLE, TitleLevel.CLOSE):
        return
    if meant is not None and set(meant.work.identifiers) & set(work.identifiers):
        return
    people = ", ".join(map(str, work.best.authors[:2])) + (" …" if len(work.best.authors) > 2 else "")
    shown = f"{shorten(work.best.title, 90)!r}{f' by {people}' if people else ''}"
    yield rules.IDENTIFIER_OF_ANOTHER.at(
        reference.span(_field_of(case, named)),
        f"{named.identifier} leads to another work: {shown}",
        key=reference.key,
        field=_field_of(case, named),
        there=reference.record.title,
        record=work.best.title,
        sources=case.sources(other.holder),
    )


def _blend(case: ReferenceState) -> Iterator[Finding]:
    """Yield that the title is a known work's and the authors are not, where nothing fits as a whole.

    A review has the title of the book that it is about, and old works were written about: these say nothing.
    """
    reference = case.reference
    if why_not_indexed(reference):
        return
    for work in case.candidates:
        meant = _meant(case, work, "title")
        if not same_title(meant.title) or meant.authors.level not in (AuthorsLevel.NONE, AuthorsLevel.FEW):
            continue
        is_own = title_bits(reference.record.title) >= _OWN_TITLE and meant.title is TitleLevel.EXACT
        if is_own or (_venue_agrees(case, meant) and _year_agrees(case, meant)):
            yield _authors(case, meant)
            return


def _year_agrees(case: ReferenceState, meant: Meant) -> bool:
    year = case.reference.record.date
    years = [record.date.year for record in meant.work.records if record.date]
    return year is not None and any(abs(year.year - one) <= 1 for one in years)


def _authors(case: ReferenceState, meant: Meant) -> Finding:
    reference = case.reference
    theirs = meant.authors.record.authors or meant.authors.record.editors
    ours = reference.record.authors or reference.record.editors
    shown = ", ".join(map(str, theirs[:4])) + (" …" if len(theirs) > 4 else "")
    few = "none of the authors wrote" if meant.authors.level is AuthorsLevel.NONE else "hardly one of the authors wrote"
    return rules.AUTHORS_OF_ANOTHER.at(
        reference.span("authors"),
        f"{few} {shorten(meant.holder.title, 90)!r}",
        key=reference.key,
        field=reference.field("authors"),
        there=", ".join(map(str, ours[:4])) + (" …" if len(ours) > 4 else ""),
        record=shown,
        sources=case.sources(meant.authors.record),
    )


def _field_of(case: ReferenceState, named: NamedWork) -> str:
    entry = case.reference.entry
    scheme = named.identifier.scheme
    order = (
        ("doi", "eprint", "url", "journal", "note") if scheme == "doi" else ("eprint", "doi", "url", "journal", "note")
    )
    if entry is None:
        return "DOI" if scheme == "doi" else "URL"
    value = named.identifier.value.casefold()
    for name in order:
        if value in entry.value(name).casefold():
            return name
    return next((name for name in order if entry.field(name)), "doi")
