"""Field by field: what a reference says against what the records of its work say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.text_to_latex import to_tex
from biblio.bibtex.title_case import protect_capitals
from biblio.check.finding import Finding
from biblio.check.rules.reference import rule_pages as rules
from biblio.check.rules.reference.agreement import AuthorsLevel, years_of
from biblio.check.rules.reference.coverage import is_indexed_venue, why_not_indexed
from biblio.check.rules.reference.entry_edits import add_fields, set_field
from biblio.check.rules.reference.identity import Meant
from biblio.check.rules.reference.reference import ReferenceState
from biblio.check.rules.reference.venue_agreement import (
    VenueLevel,
    compare_venues,
    is_nameable,
    published_records,
    took_place,
)
from biblio.extract.venue_names import venue_keys
from biblio.matching.titles.title_match import TitleLevel
from biblio.model.record import CATALOGUE, Kind, Medium, Record
from biblio.text import fold_key, normalise_space, tokens

__all__ = ["field_findings", "missing_identifier", "wants_venue"]

_ARTICLES = frozenset({"a", "an", "the"})
_SPELLINGS = (
    (re.compile(r"our(?=[a-z]*$|s$)"), "or"),
    (re.compile(r"is(?=(?:e|ed|es|ing|ation)\b)"), "iz"),
    (re.compile("yse"), "yze"),
)
_PAGES = re.compile(r"(\d+)(?:-(\d+))?")
_AS_JOURNAL = re.compile(r"proceedings|conference|proc\.|pacm|endowment", re.IGNORECASE)


def field_findings(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    """Yield the fields of a reference that are not its work's.

    Of books, theses and old works other editions and reprints are listed: their years, places and names are compared
    only where the reference's own DOI says which one is meant.
    """
    yield from _title(case, meant)
    if _own_record(case, meant) or not why_not_indexed(case.reference):
        for check in (_authors, _year, _venue, _identifier):
            yield from check(case, meant)
    for check in (_version, _volume, _pages, _type):
        yield from check(case, meant)


def _title(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    reference = case.reference
    ours, theirs = reference.record.title, meant.holder.title
    if not ours or meant.title not in (TitleLevel.CLOSE, TitleLevel.NEAR, TitleLevel.DIFFERENT):
        return
    if _spelt(ours) == _spelt(theirs) or _is_rest(ours, theirs) or _is_rest(theirs, ours):
        return
    entry = reference.entry
    fix = set_field(entry, "title", protect_capitals(to_tex(theirs, dialect="biblatex"))) if entry else None
    renamed = meant.title is TitleLevel.DIFFERENT
    what = "the preprint has another title now" if renamed else "the title is not quite the work's"
    yield rules.TITLE_DIFFERS.at(
        reference.span("title"), what, key=reference.key, field="title", there=ours, record=theirs,
        sources=case.sources(meant.holder), fix=fix,
    )  # fmt: skip


def _is_rest(short: str, whole: str) -> bool:
    """Tell whether a title is another one without the name before its colon ("KTO: Model Alignment as …")."""
    name, colon, rest = whole.partition(":")
    return bool(colon) and len(name.split()) <= 3 and fold_key(rest) == fold_key(short)


def _spelt(title: str) -> str:
    """Return a title without articles, in one spelling of English."""
    words = []
    for word in tokens(title):
        if word not in _ARTICLES:
            for pattern, new in _SPELLINGS:
                word = pattern.sub(new, word)
            words.append(word)
    return "".join(words)


def _authors(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    authors, reference = meant.authors, case.reference
    record = authors.record
    if reference.record.kind is not Kind.PAPER:
        return  # of books, registers list some of the authors, or their editors
    match authors.level:
        case AuthorsLevel.EXTRA if meant.by == "identifier" or authors.ours:
            names = ", ".join(map(str, authors.ours[:3]))
            what = f"{names} {'is' if len(authors.ours) == 1 else 'are'} no author of it"
            if authors.theirs:
                what += (
                    f"; {', '.join(map(str, authors.theirs[:3]))} {'is' if len(authors.theirs) == 1 else 'are'} missing"
                )
        case AuthorsLevel.MISSING:
            names = ", ".join(map(str, authors.theirs[:3])) + (" …" if len(authors.theirs) > 3 else "")
            what = f"{len(authors.theirs)} author{'s are' if len(authors.theirs) > 1 else ' is'} missing: {names}"
        case AuthorsLevel.ORDER:
            what = "the authors are in another order"
        case AuthorsLevel.SPELLING:
            pairs = zip(authors.ours, authors.theirs, strict=True)
            what = ", ".join(f"{ours.family} is spelt {theirs.family}" for ours, theirs in pairs)
        case _:
            return
    yield rules.AUTHORS_DIFFER.at(
        reference.span("authors"),
        what,
        key=reference.key,
        field=reference.field("authors"),
        there=", ".join(map(str, reference.record.authors)),
        record=", ".join(map(str, record.authors)),
        sources=case.sources(record),
    )


def _year(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    reference, years = case.reference, years_of(meant.work)
    said = reference.record.date
    if said is None or not years or said.year > case.today.year + 1:
        return
    if min(years) - 1 <= said.year <= max(years) + 1:
        return
    dated = [record for record in meant.work.records if record.date]
    shown = "-".join(dict.fromkeys((str(min(years)), str(max(years)))))
    yield rules.YEAR_DIFFERS.at(
        reference.span("year"), f"{said.year} is not its year", key=reference.key, field=reference.field("year"),
        there=str(said.year), record=shown, sources=case.sources(*dated[:2]),
    )  # fmt: skip


def _venue(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    reference = case.reference
    venue = reference.record.venue
    if not venue or reference.record.kind is not Kind.PAPER:
        return
    level, record = compare_venues(venue, meant.work, own=_own_record(case, meant))
    place, field = reference.span("venue"), reference.field("venue")
    if level == VenueLevel.OTHER and record is not None:
        shown = record.venue or record.venue_short
        yield rules.VENUE_DIFFERS.at(
            place, f"it did not appear in {normalise_space(venue)}", key=reference.key, field=field, there=venue,
            record=f"{shown}{f', {record.date.year}' if record.date else ''}", sources=case.sources(record),
        )  # fmt: skip
    elif level == VenueLevel.UNKNOWN and _only_preprint(case, meant):
        yield rules.PREPRINT_AS_PUBLISHED.at(
            place, f"it is known as a preprint, and not in {normalise_space(venue)}", key=reference.key, field=field,
            there=venue, record=str(meant.work.identifiers[0]), sources=case.sources(*meant.work.records[:1]),
        )  # fmt: skip
    elif level == VenueLevel.UNKNOWN and wants_venue(case, meant) and case.venues.get(venue) is False:
        yield rules.VENUE_UNKNOWN.at(
            place, f"nobody knows {normalise_space(venue)}", key=reference.key, field=field, there=venue,
            record=str(meant.work.identifiers[0]), sources=case.sources(*meant.work.records[:1]),
        )  # fmt: skip


def _identifier(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    """Yield the DOI that nobody could be asked for, where the publication that is meant has another one."""
    reference = case.reference
    own = reference.record.identifier("doi")
    if own is None or own in meant.work.identifiers or any(named.identifier == own for named in case.named):
        return
    if case.accepted is not meant.work or not reference.record.venue:
        return
    level, holder = compare_venues(reference.record.venue, meant.work)
    right = holder.identifier("doi") if holder is not None and level == VenueLevel.SAME else None
    if holder is None or right is None:
        return
    entry = reference.entry
    yield rules.IDENTIFIER_DIFFERS.at(
        reference.span("doi"), f"its DOI is {right.value}", key=reference.key, field="doi", there=own.value,
        record=right.value, sources=case.sources(holder), fix=set_field(entry, "doi", right.value) if entry else None,
    )  # fmt: skip


def wants_venue(case: ReferenceState, meant: Meant) -> bool:
    """Tell whether it matters if the venue that a reference names exists: only preprints of the work are known."""
    venue = case.reference.record.venue
    if not venue or published_records(meant.work) or case.reference.record.kind is not Kind.PAPER:
        return False
    is_noted = compare_venues(venue, meant.work)[0] == VenueLevel.SAME
    return not is_noted and is_nameable(venue) and not is_indexed_venue(venue)


def _only_preprint(case: ReferenceState, meant: Meant) -> bool:
    """Tell whether nobody knows the publication that the reference names, though all who would were asked."""
    record = case.reference.record
    if case.unasked or not {"dblp", "crossref"} <= set(case.sought) or published_records(meant.work):
        return False
    if not any(one.medium is Medium.PREPRINT for one in meant.work.records) or not is_indexed_venue(record.venue):
        return False
    return record.date is not None and took_place(record.venue, record.date.year, case.today)


def _own_record(case: ReferenceState, meant: Meant) -> Record | None:
    """Return the record of the reference's own DOI, where its registrar gave it."""
    own = case.reference.record.identifier("doi")
    for record in meant.work.records:
        if (
            own is not None
            and own in record.identifiers
            and record.source in ("crossref", "datacite", "doi", CATALOGUE)
        ):
            return record
    return None


def _volume(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    record, reference = _own_record(case, meant), case.reference
    if record is None or record.medium is not Medium.JOURNAL or record.kind is not Kind.PAPER:
        return
    for name in ("volume", "number"):
        ours, theirs = (normalise_space(getattr(one, name)) for one in (reference.record, record))
        if ours.isdecimal() and theirs.isdecimal() and int(ours) != int(theirs) and len(ours) < 4 and len(theirs) < 4:
            entry = reference.entry
            yield rules.VOLUME_DIFFERS.at(
                reference.span(name), f"the {'issue' if name == 'number' else name} is {theirs}", key=reference.key,
                field=name, there=ours, record=theirs, sources=case.sources(record),
                fix=set_field(entry, name, theirs) if entry else None,
            )  # fmt: skip


def _pages(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    record, reference = _own_record(case, meant), case.reference
    if record is None or record.medium is Medium.PREPRINT:
        return
    ours, theirs = (
        _PAGES.fullmatch(_folded_pages(reference.record.pages)),
        _PAGES.fullmatch(_folded_pages(record.pages)),
    )
    # One number alone is an article's number, or the first of pages: then only a range can be held against it.
    if not ours or not theirs or not (ours[2] and theirs[2]) or int(ours[1]) == int(theirs[1]):
        return
    entry = reference.entry
    new = f"{theirs[1]}--{theirs[2]}"
    yield rules.PAGES_DIFFER.at(
        reference.span("pages"), f"it begins on page {theirs[1]}", key=reference.key, field="pages",
        there=reference.record.pages, record=record.pages, sources=case.sources(record),
        fix=set_field(entry, "pages", new) if entry else None,
    )  # fmt: skip


def _folded_pages(pages: str) -> str:
    return re.sub(r"\s*[-‐‑‒–—−]+\s*", "-", pages.replace(" ", "")).removeprefix("pp.").removeprefix("p.")


def _type(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    record, reference = _own_record(case, meant), case.reference
    if record is None or record.kind is not Kind.PAPER:
        return
    venue = f"{record.venue} {record.venue_short}"
    wanted = ""
    if reference.type == "article" and record.medium is Medium.PROCEEDINGS and not reference.record.volume:
        wanted = "inproceedings"
    elif reference.type == "inproceedings" and record.medium is Medium.JOURNAL and not _AS_JOURNAL.search(venue):
        wanted = "article"
    if not wanted or (wanted == "article" and any(len(key) < 6 for key in venue_keys(reference.record.venue))):
        return
    yield rules.TYPE_DIFFERS.at(
        reference.place, f"it is @{wanted}, by its DOI", key=reference.key, there=reference.type, record=wanted,
        sources=case.sources(record),
    )  # fmt: skip


def _version(case: ReferenceState, meant: Meant) -> Iterator[Finding]:
    reference = case.reference
    own = reference.record.identifier("arxiv")
    if own is None or own.version is None:
        return
    for record in meant.work.records:
        last = record.identifier("arxiv")
        if last != own or last.version is None or record.source != "arxiv":
            continue
        if own.version > last.version:
            what = f"there is no version {own.version} of it yet"
        elif own.version < last.version:
            what = f"version {own.version} is cited, and there is a version {last.version}"
        else:
            return
        yield rules.VERSION.at(
            reference.span("eprint"), what, key=reference.key, field=reference.field("eprint"),
            there=f"v{own.version}", record=f"v{last.version}", sources=case.sources(record),
        )  # fmt: skip
        return


def missing_identifier(case: ReferenceState, meant: Meant, *, is_clean: bool) -> Iterator[Finding]:
    """Yield the identifier that an entry lacks; it is safe to add where nothing about the entry differs."""
    reference, record = case.reference, case.reference.record
    if record.identifiers or case.accepted is None or not (is_clean and case.accepted is meant.work):
        return
    if meant.authors.level is not AuthorsLevel.SAME or meant.title is not TitleLevel.EXACT:
        return
    level, holder = compare_venues(record.venue, meant.work) if record.venue else (VenueLevel.UNKNOWN, None)
    fields: dict[str, str] = {}
    if record.venue and level == VenueLevel.SAME and holder is not None and (own := holder.identifier("doi")):
        fields = {"doi": own.value}
    elif not record.venue and record.medium is Medium.PREPRINT and (own := meant.work.best.identifier("arxiv")):
        holder = meant.work.best
        fields = {"eprint": own.value, "archiveprefix": "arXiv"}
    if not fields or holder is None:
        return
    shown = ", ".join(fields.values())
    yield rules.DOI_MISSING.at(
        reference.place, f"its {next(iter(fields))} is {next(iter(fields.values()))}", key=reference.key,
        record=shown, sources=case.sources(holder),
        fix=add_fields(reference.entry, fields, is_safe=True) if reference.entry else None,
    )  # fmt: skip
