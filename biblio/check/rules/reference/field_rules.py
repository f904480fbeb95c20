"""The rules about single fields: what a reference says against what the records of its work say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from biblio.bibtex.entry_table import is_preprint_server
from biblio.bibtex.text_to_latex import to_tex
from biblio.bibtex.title_case import protect_capitals
from biblio.bibtex.written_dates import calendar_years
from biblio.check.finding import Finding, FindingKind, Fix, Severity
from biblio.check.rule import Rule
from biblio.check.rules.entry_edits import add_fields, set_field
from biblio.check.rules.reference.agreement import known_years, stands_for_people
from biblio.check.rules.reference.cited_version import (
    cites_unknown_preprint,
    cites_unknown_version,
    has_earlier_versions,
    has_other_authors,
    knows_preprint,
    names_unknown_publication,
    submission_year,
)
from biblio.check.rules.reference.coverage import is_indexed_venue, why_not_indexed
from biblio.check.rules.reference.reference import IdentifiedBy, IdentifiedWork, Reference, ReferenceState
from biblio.check.rules.reference.venue_agreement import (
    VenueLevel,
    are_unlike_names,
    compare_venue_with_work,
    is_in_volume_of_journal,
    is_journal_version,
    is_of_another_year,
    is_verifiable_venue,
    papers_are_indexed,
    published_records,
)
from biblio.extract.venue_names import venue_keys
from biblio.matching.author_list_diff import AuthorListDiff, AuthorListLevel
from biblio.matching.authors import NameLevel, compare_names
from biblio.matching.given_names import GivenNames, compare_given_names, other_given_names
from biblio.matching.titles.alignment import align
from biblio.matching.titles.title_match import TitleLevel, compare_titles, is_same_title
from biblio.matching.venue_match import match_venues
from biblio.model.people import Person, is_group, parse_person, surname_key
from biblio.model.record import CATALOGUE, Kind, Medium, Record
from biblio.text import fold_key, normalise_space, tokens

__all__ = [
    "AUTHORS_DIFFER",
    "IDENTIFIER_DIFFERS",
    "IDENTIFIER_MISSING",
    "PAGES_DIFFER",
    "PREPRINT_AS_PUBLISHED",
    "TITLE_DIFFERS",
    "TYPE_DIFFERS",
    "VENUE_DIFFERS",
    "VENUE_UNKNOWN",
    "VERSION_DIFFERS",
    "VOLUME_DIFFERS",
    "YEAR_DIFFERS",
    "field_findings",
    "is_other_edition",
    "missing_identifier",
    "needs_venue_lookup",
]

TITLE_DIFFERS = Rule(
    "title-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A title that is not quite the work's title.",
    """The authors or the identifier belong to a work whose title differs in a word: "for" became "towards", or
"inference" became "reasoning". This is a slip, or a person or a program wrote the reference from memory.
Differences in case, punctuation, hyphens, accents and LaTeX, a missing subtitle, and titles of other versions of the
work are not reported. It is only an info if an earlier version of a preprint can have had the title, or if the version
that is cited is none of those known: a preprint of which only the publication is, or the other way round. So it is if
only the number of a version differs ("Guidelines v2").

What to do: copy the title from the source that the finding names.""",
)
AUTHORS_DIFFER = Rule(
    "authors-differ",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "Authors missing, added, misspelt, renamed or in a different order.",
    """The list of authors agrees with no source: an author is missing and there is no "and others", a person is listed
who is not an author, a family name is misspelt, the order differs, a given name is another one in every source, or two
authors are run together by a comma ("Ann Roe, Bo Moe"), which BibTeX reads as one.
Initials, accents, transliterations, short forms, middle names, names in two parts or in another order, and an English
name beside a Chinese or Korean one are not reported. It is only an info if the order differs behind the first author,
if few authors come or go where that is usual (between the versions of a preprint, and in a journal version), if the
version that is cited is none of those known, and if a group stands for its people.

Of a book, whose editors many registries list beside its authors, nobody is missing, and anything else but one person in
another's place is only an info.

What to do: copy the authors from the source that the finding names.""",
)
YEAR_DIFFERS = Rule(
    "year-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A year that is not one of the work's years.",
    """A work has several years: those of the preprint, the online version, the printed version and the conference. The
year of the reference is more than one year before or after all of them. A reference that names a publication which no
service knows may be up to five years younger than the preprint; if it is even younger, that is only remarked. So is a
year that can be that of a version which was not asked for: a preprint before the known years, offline, or the
publication with a DOI that was not looked up. A reference with the DOI of a conference paper that names the year of the
conference (10.1109/CVPR.2016.90) must have this year; the year before, most often that of the preprint, is only
remarked.

What to do: use the year of the version that you cite.""",
)
VENUE_DIFFERS = Rule(
    "venue-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A venue where the work did not appear.",
    """The work was published elsewhere. Venues are compared across acronyms, abbreviations and series, and a journal
whose papers are presented at a conference counts as that conference. Publishers, series and workshops are not
reported, and one of the two venues must be a well-known one; of others it is remarked if the record of the reference's
own DOI names another one, in full words of which none is the same. It is only an info, too, if the reference can be
another version: it names a journal and a later year, or a venue whose papers may not all be known and another year than
the known publications have, or a journal's volume and pages of a work that is known from a conference.

What to do: use the venue that the finding names.""",
)
VENUE_UNKNOWN = Rule(
    "venue-unknown",
    FindingKind.NOT_FOUND,
    Severity.WARNING,
    "A venue that is not registered anywhere.",
    """Only a preprint of the work is known, and no journal or proceedings with the name of this venue is registered:
the venue is made up, or its name is written so that it cannot be recognised. Workshops, series, publishers and names of
a single word are not reported, because many of them are registered nowhere.

What to do: check the venue on the paper itself. If the work is a preprint, cite it as one.""",
)
PREPRINT_AS_PUBLISHED = Rule(
    "preprint-as-published",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A preprint cited as if it were published.",
    """The work is known as a preprint, and none of the indexes that cover the named venue has it there. Reported only
for venues whose papers are all indexed, some months after they took place, and if no comment on arXiv names the venue.

What to do: cite the preprint, or find out where the work was published.""",
)
IDENTIFIER_DIFFERS = Rule(
    "identifier-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "An identifier that is not the publication's.",
    """Title, authors, venue and year are exactly those of a known work, but the DOI or arXiv id leads to another one,
or to none although its prefix is the right one: the reference is right, and its identifier mistyped, copied from a
neighbour or made up. Also reported if a DOI could not be looked up (offline, for example) and the work is known at
the venue that the reference names under another DOI. If anything else differs, `identifier-of-another` and
`identifier-unknown` say more.

What to do: use the identifier that the finding names, after a look at the paper; `--fix --review` offers it.""",
)
VOLUME_DIFFERS = Rule(
    "volume-differs",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "A volume or issue number that is not the article's.",
    """The record of the entry's own DOI has another volume or issue. Volumes that are written as years, and numbers of
reports, are not reported.

What to do: use the number that the finding names.""",
)
PAGES_DIFFER = Rule(
    "pages-differ",
    FindingKind.WRONG_FIELD,
    Severity.WARNING,
    "Pages that are not the article's.",
    """According to the record of the entry's own DOI, the article begins on another page. Only plain page ranges of the
same publication are compared: article numbers and the pages of preprints are not reported. It is only an info if both
ends differ by the same one or two pages, as in an index that counted from another page.

What to do: use the pages that the finding names.""",
)
TYPE_DIFFERS = Rule(
    "type-differs",
    FindingKind.WRONG_FIELD,
    Severity.INFO,
    "An entry type that does not fit the work.",
    """According to the record of the entry's own DOI, an @article is a paper in proceedings, or an @inproceedings is a
journal article. Styles print the two differently.""",
)
IDENTIFIER_MISSING = Rule(
    "identifier-missing",
    FindingKind.WRONG_FIELD,
    Severity.INFO,
    "A DOI or arXiv id that could be added.",
    """The work is known for certain, and its entry has no identifier. If nothing else in the entry differs, `--fix`
adds the DOI of the publication, or the arXiv id of a preprint.""",
)
VERSION_DIFFERS = Rule(
    "version-differs",
    FindingKind.WRONG_FIELD,
    Severity.INFO,
    "A version of a preprint that is outdated or does not exist.",
    """The entry names a version of an arXiv paper. If that version does not exist, it is mistyped. If there is a newer
one, check whether the results that you cite are still in it.""",
)
_STUDY = re.compile(
    r"\b(?:investigators|study|trial(?:ists)?|network|registry|panel|task force|working party|members|cohort)\b",
    re.IGNORECASE,
)
_ARTICLES = frozenset({"a", "an", "the"})
_SPELLINGS = (
    (re.compile(r"our(?=[a-z]{0,30}$)"), "or"),
    (re.compile(r"is(?=(?:e|ed|es|ing|ation)\b)"), "iz"),
    (re.compile("yse"), "yze"),
    (re.compile(r"ogue(?=s?\b)"), "og"),
)
_VERSION_IN_TITLE = re.compile(r"(?ai)\bv\d[\d.]*(?=[\s:]|$)")
_TWICE = re.compile(r"\b(\w+(?: \w+){0,2})(?: \1\b)+", re.IGNORECASE)
_YEAR_IN_DOI = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOI_IN_FIELD = re.compile(r"10\.\d{4,9}/[^\s;,{}]+")  # a field that cannot be read may have several
_WORDS_OF_A_SLIP = 3  # who renames a preprint changes more than a word; who mistypes a title does not
_YEARS_UNTIL_PRINTED = 5  # how long after its preprint, or its conference, a paper appears in a journal
_YEARS_AS_PREPRINT = 2
_MOST_PAGES_SHIFTED = 2
_PAGES = re.compile(r"(\d+)(?:-(\d+))?")
_PROCEEDINGS_AS_JOURNAL = re.compile(r"proceedings|conference|proc\.|pacm|endowment", re.IGNORECASE)


def field_findings(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    """Yield the fields of a reference that differ from those of its work.

    Books, theses and old works have other editions and reprints: their authors, years and venues are compared only if
    the reference's own DOI says which edition is meant (see `is_other_edition`).
    """
    yield from _title(state, identified)
    if two := _two_in_one(state.reference.record.authors, identified.authors_record.authors):
        yield _names_run_together(state, identified.authors_record, two)
    if _is_edition_known(state, identified):
        for check in (_authors, _year, _venue, _identifier):
            yield from check(state, identified)
    for check in (_version, _volume, _pages, _type):
        yield from check(state, identified)


def is_other_edition(state: ReferenceState, identified: IdentifiedWork) -> bool:
    """Whether names or year are those of another edition than the one that is known, or wrong: nothing can tell."""
    if state.reference.record.kind is not Kind.PAPER and identified.authors.level is AuthorListLevel.MISSING:
        return True
    differing = chain(_authors(state, identified), _year(state, identified))
    return not _is_edition_known(state, identified) and next(differing, None) is not None


def _is_edition_known(state: ReferenceState, identified: IdentifiedWork) -> bool:
    return _own_record(state.reference, identified) is not None or not why_not_indexed(state.reference)


def _title(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference = state.reference
    title, recorded = reference.record.title, identified.title_record.title
    if not title or identified.title not in (TitleLevel.CLOSE, TitleLevel.NEAR, TitleLevel.DIFFERENT):
        return
    if (
        _fold_spelling(title) == _fold_spelling(recorded)
        or _lacks_name_before_colon(title, recorded)
        or _lacks_name_before_colon(recorded, title)
        or (identified.title is TitleLevel.CLOSE and _says_twice(title, recorded))
    ):
        return
    is_renamed = identified.title is TitleLevel.DIFFERENT
    message = "the preprint has a different title now" if is_renamed else "the title differs from the work's title"
    # What is cited may be the first version, or the one whose record is not at hand.
    is_changed = is_renamed or (
        identified.by is IdentifiedBy.IDENTIFIER
        and is_preprint_server(reference.record.venue or "arXiv")
        and _differing_words(title, recorded) >= _WORDS_OF_A_SLIP
    )
    # "Guidelines v2" became "Guidelines v2.6".
    is_other_version = _VERSION_IN_TITLE.sub(" ", title) != title and is_same_title(
        _VERSION_IN_TITLE.sub(" ", title), _VERSION_IN_TITLE.sub(" ", recorded)
    )
    was_so = (is_changed or is_other_version) and has_earlier_versions(identified.work)
    is_unknown = cites_unknown_version(reference.record, identified.work)
    entry = reference.entry
    spelt = protect_capitals(to_tex(recorded, dialect="biblatex"), abstract=identified.title_record.abstract)
    fix = set_field(entry, "title", spelt) if entry else None
    yield TITLE_DIFFERS.finding(
        reference.span("title"), message, key=reference.key, field="title", written=title, record=recorded,
        sources=state.sources(identified.title_record), fix=fix,
        severity=Severity.INFO if was_so or is_unknown else None,
    )  # fmt: skip


def _differing_words(title: str, recorded: str) -> int:
    differences = align(tokens(title), tokens(recorded))
    return len(differences.misspelt) + len(differences.extra) + len(differences.missing)


def _replace_value(reference: Reference, name: str, value: str) -> Fix | None:
    return set_field(reference.entry, name, value) if reference.entry else None


def _lacks_name_before_colon(short: str, whole: str) -> bool:
    """Whether a title is the other one without the name before its colon ("KTO: Model Alignment as …")."""
    name, colon, rest = whole.partition(":")
    return bool(colon) and len(name.split()) <= 3 and fold_key(rest) == fold_key(short)


def _says_twice(title: str, recorded: str) -> bool:
    """Whether a title only says some words twice ("bounds in the in the limit")."""
    once = _TWICE.sub(r"\1", title)
    return once != title and compare_titles(once, recorded).level is TitleLevel.EXACT


def _fold_spelling(title: str) -> str:
    """Return a title without articles, in American spelling, with "and" for "&"."""
    words = []
    for word in tokens(title.replace("&", " and ")):
        if word not in _ARTICLES:
            for pattern, american in _SPELLINGS:
                word = pattern.sub(american, word)
            words.append(word)
    return "".join(words)


def _authors(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference, authors, record = state.reference, identified.authors, identified.authors_record
    # Registries list a book's editors too, or some of its authors: who is missing is not told, and what else differs is
    # a remark, but for one person in place of another.
    is_paper = reference.record.kind is Kind.PAPER
    is_person_replaced = authors.level is AuthorListLevel.SPELLING or len(authors.extra) == len(authors.missing) > 0
    if not is_paper and authors.level in (AuthorListLevel.UNKNOWN, AuthorListLevel.MISSING):
        return
    if _two_in_one(reference.record.authors, record.authors):
        return  # already reported
    match authors.level:
        case AuthorListLevel.EXTRA if identified.by is IdentifiedBy.IDENTIFIER or authors.extra:
            message = (
                f"{_join(authors.extra[:3])} {'is not an author' if len(authors.extra) == 1 else 'are not authors'}"
            )
            if authors.missing:
                message += f"; {_join(authors.missing[:3])} {'is' if len(authors.missing) == 1 else 'are'} missing"
        case AuthorListLevel.MISSING:
            names = _join(authors.missing[:3]) + (" …" if len(authors.missing) > 3 else "")
            message = f"{len(authors.missing)} author{'s are' if len(authors.missing) > 1 else ' is'} missing: {names}"
        case AuthorListLevel.ORDER:
            message = "the authors are in a different order"
        case AuthorListLevel.SPELLING:
            message = ", ".join(f"{listed.family} should be {other.family}" for listed, other in authors.misspelt)
        case AuthorListLevel.UNKNOWN if stands_for_people(reference.record) and record.authors:
            message = "the record has the people instead of the group"
        case AuthorListLevel.SAME | AuthorListLevel.UNKNOWN:
            yield from _given_names(state, identified)
            return
        case _:
            return
    yield AUTHORS_DIFFER.finding(
        reference.span("authors"),
        message,
        key=reference.key,
        field=reference.field_name("authors"),
        written=_join(reference.record.authors),
        record=_join(record.authors),
        sources=state.sources(record),
        severity=Severity.INFO if not (is_paper or is_person_replaced) or _is_remark(state, identified) else None,
    )


def _is_remark(state: ReferenceState, identified: IdentifiedWork) -> bool:
    authors = identified.authors
    is_group_alone = authors.level is AuthorListLevel.UNKNOWN
    return is_group_alone or _are_groups(authors) or _is_another_list(state, identified)


def _are_groups(authors: AuthorListDiff) -> bool:
    """Whether lists differ in nothing but groups, which a paper names beside its authors, and few records have.

    A name in braces is that of a group; of a record's names it must say so itself.
    """
    if not (authors.extra or authors.missing):
        return False
    listed = all(" " in person.literal for person in authors.extra)
    return listed and all(is_group(person) or _STUDY.search(person.literal) for person in authors.missing)


def _two_in_one(listed: tuple[Person, ...], recorded: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the two authors of a record whom a list has as one person, as BibTeX reads "Ann Roe, Bo Moe"."""
    for person in listed:
        is_one = any(surname_key(person) == surname_key(other) for other in recorded)  # "Della Pietra, Vincent J"
        if " " in person.family and " " in person.given and not is_one:
            whole = [parse_person(person.family), parse_person(person.given)]
            two = tuple(
                next((other for other in recorded if compare_names(name, other) >= NameLevel.INITIAL), None)
                for name in whole
            )
            if two[0] is not None and two[1] is not None and two[0] is not two[1]:
                return two[0], two[1]
    return ()


def _names_run_together(state: ReferenceState, record: Record, two: tuple[Person, ...]) -> Finding:
    reference = state.reference
    written = reference.entry.value("author") if reference.entry else ""
    is_only = len(reference.record.authors) == 1 and not reference.record.truncated and written.count(",") == 1
    new = " and ".join(part.strip() for part in written.split(","))
    return AUTHORS_DIFFER.finding(
        reference.span("authors"),
        f"{_join(two)} are two persons: “and” separates names, not a comma",
        key=reference.key,
        field=reference.field_name("authors"),
        written=_join(reference.record.authors),
        record=_join(record.authors),
        sources=state.sources(record),
        fix=set_field(reference.entry, "author", new, is_safe=True) if reference.entry and is_only else None,
    )


def _is_another_list(state: ReferenceState, identified: IdentifiedWork) -> bool:
    """Whether a list of authors that differs from the record's can be that of another version, or of another source.

    Registries, indexes and the proceedings themselves often order the authors after the first differently. Authors come
    and go between the versions of a preprint, and arXiv lists those of the last one only; and a publication has more of
    them than its preprint, a journal version more than the conference paper. The first author is another one only if
    the version that is cited is none of those known.
    """
    record, authors, work = state.reference.record, identified.authors, identified.work
    if authors.level not in (AuthorListLevel.ORDER, AuthorListLevel.EXTRA, AuthorListLevel.MISSING):
        return False
    cites_unknown = cites_unknown_preprint(record, work)
    first, recorded_first = record.authors[0], identified.authors_record.authors[0]
    names = compare_given_names(first, recorded_first)
    if surname_key(first) != surname_key(recorded_first) or names in (GivenNames.CLASH, GivenNames.ENGLISH):
        is_possible = authors.level is AuthorListLevel.ORDER or names is GivenNames.ENGLISH
        if not (cites_unknown and is_possible):
            return False
    if authors.level is AuthorListLevel.ORDER:
        return True
    is_unknown = names_unknown_publication(record, work)
    agreeing = len(record.authors) - len(authors.extra)
    if is_unknown and not authors.missing and agreeing == len(identified.authors_record.authors) and agreeing < 3:
        return len(authors.extra) < 3 and all(person.given for person in authors.extra)
    # Who joins a work later is listed beside all who wrote it before.
    most = agreeing // 3 if authors.missing else agreeing // 2
    if len(authors.extra) + len(authors.missing) > max(1, most) or agreeing < 3:
        return False
    is_longer = is_journal_version(record, work) or is_unknown
    if (is_longer and not authors.missing) or (is_unknown and has_other_authors(work)):
        return True
    cited = record.identifier("arxiv")
    if cited is None:
        return False
    cites_preprint = not record.venue or is_preprint_server(record.venue)
    return not knows_preprint(work, cited) or (cites_preprint and has_earlier_versions(work))


def _given_names(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    """Yield the authors whose given names are other people's according to every record of the work."""
    reference, records = state.reference, identified.work.records
    others = other_given_names(reference.record.authors, [record.authors for record in records])
    if not others:
        return
    source = next(record for record in records if others[0][1] in record.authors)
    names = "; ".join(f"{listed} should be {recorded}" for listed, recorded in others[:3])
    yield AUTHORS_DIFFER.finding(
        reference.span("authors"),
        f"given names differ: {names}{' …' if len(others) > 3 else ''}",
        key=reference.key,
        field=reference.field_name("authors"),
        written=_join(reference.record.authors),
        record=_join(source.authors),
        sources=state.sources(source),
    )


def _join(people: tuple[Person, ...]) -> str:
    return ", ".join(map(str, people))


def _year(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference, years = state.reference, known_years(identified.work)
    date = reference.record.date
    if date is None or not years or date.year > state.today.year + 1:
        return
    if cites_unknown_preprint(reference.record, identified.work) and (submitted := submission_year(reference.record)):
        years.add(submitted)
    if min(years) - 1 <= date.year <= max(years) + 1:
        own = _own_record(reference, identified)
        if own is not None and (edition := _edition_year(own)) and date.year not in {edition, *own.other_years}:
            # The year before is most often that of a preprint, known here or not.
            may_be_preprint = date.year in years or date.year == edition - 1
            yield YEAR_DIFFERS.finding(
                reference.span("year"), f"the publication with this DOI is from {edition}", key=reference.key,
                field=reference.field_name("year"), written=str(date.year), record=str(edition),
                sources=state.sources(own), severity=Severity.INFO if may_be_preprint else None,
            )  # fmt: skip
        return
    is_unknown = names_unknown_publication(reference.record, identified.work) and max(years) < date.year
    is_later = is_unknown or is_journal_version(reference.record, identified.work)
    if is_later and max(years) < date.year <= max(years) + _YEARS_UNTIL_PRINTED:
        return
    names = f"{reference.record.title} {_join(reference.record.authors)}"
    if years & set(calendar_years(date.year, names, language=reference.record.language)):
        return  # a year of another calendar
    # The year can be that of a preprint that was not asked for, or of the publication with a DOI that was not.
    names_unknown = names_unknown_publication(reference.record, identified.work)
    most = _YEARS_UNTIL_PRINTED if names_unknown else _YEARS_AS_PREPRINT
    is_earlier = "arxiv" not in state.searched and min(years) - most <= date.year < min(years)
    is_unknown = is_unknown or is_earlier or _has_unasked_doi(state, identified)
    dated = [record for record in identified.work.records if record.date]
    recorded = "-".join(dict.fromkeys((str(min(years)), str(max(years)))))
    yield YEAR_DIFFERS.finding(
        reference.span("year"), f"the work is not from {date.year}", key=reference.key,
        field=reference.field_name("year"), written=str(date.year), record=recorded, sources=state.sources(*dated[:2]),
        severity=Severity.INFO if is_unknown else None,
    )  # fmt: skip


def _has_unasked_doi(state: ReferenceState, identified: IdentifiedWork) -> bool:
    """Whether a reference has a DOI that no record of its work has, and that was not looked up."""
    doi = state.reference.record.identifier("doi")
    known = (*identified.work.identifiers, *(named.identifier for named in state.named))
    return doi is not None and doi not in known


def _edition_year(record: Record) -> int | None:
    """Return the year of the proceedings that a record describes, if its date and its DOI name the same one.

    Publishers of conferences write the year of the edition into the DOI (10.1109/CVPR.2016.90, 10.18653/v1/2020.acl-1):
    then it is no year of printing or of going online, which can be another one.
    """
    doi = record.identifier("doi")
    if record.medium is not Medium.PROCEEDINGS or record.date is None or doi is None:
        return None
    named = set(_YEAR_IN_DOI.findall(doi.value.partition("/")[2]))
    return record.date.year if named == {str(record.date.year)} else None


def _venue(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference, work = state.reference, identified.work
    venue = reference.record.venue
    if not venue or reference.record.kind is not Kind.PAPER:
        return
    level, record = compare_venue_with_work(venue, work, own_record=_own_record(reference, identified))
    # An index that has all papers of the venue would have the other version too.
    all_known = {"dblp", "crossref"} <= set(state.searched) and is_indexed_venue(venue)
    is_other_publication = is_journal_version(reference.record, work) or (
        not all_known
        and _own_record(reference, identified) is None
        and (is_of_another_year(reference.record, work) or is_in_volume_of_journal(reference.record, work))
    )
    span, field, name = reference.span("venue"), reference.field_name("venue"), normalise_space(venue)
    if level == VenueLevel.OTHER and record is not None:
        recorded = record.venue or record.venue_short
        yield VENUE_DIFFERS.finding(
            span, f"the work did not appear in {name}", key=reference.key, field=field, written=venue,
            record=f"{recorded}{f', {record.date.year}' if record.date else ''}", sources=state.sources(record),
            severity=Severity.INFO if is_other_publication else None,
        )  # fmt: skip
    elif (
        level == VenueLevel.UNKNOWN
        and record is not None
        and record is _own_record(reference, identified)
        and are_unlike_names(venue, record.venue)
    ):
        yield VENUE_DIFFERS.finding(
            span, f"the record of this DOI has another venue than {name}", key=reference.key, field=field,
            written=venue, record=record.venue, sources=state.sources(record), severity=Severity.INFO,
        )  # fmt: skip
    elif level == VenueLevel.UNKNOWN and _is_only_preprint(state, identified):
        yield PREPRINT_AS_PUBLISHED.finding(
            span, f"the work is known only as a preprint, not in {name}", key=reference.key, field=field,
            written=venue, record=str(work.identifiers[0]), sources=state.sources(*work.records[:1]),
        )  # fmt: skip
    elif (
        level == VenueLevel.UNKNOWN
        and needs_venue_lookup(state, identified)
        and state.registered_venues.get(venue) is False
    ):
        yield VENUE_UNKNOWN.finding(
            span, f"{name} is not registered anywhere", key=reference.key, field=field, written=venue,
            record=str(work.identifiers[0]), sources=state.sources(*work.records[:1]),
        )  # fmt: skip


def _identifier(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    """Yield a DOI that could not be looked up, if the intended publication has a different one."""
    reference = state.reference
    own_doi = reference.record.identifier("doi")
    if own_doi is None or not _has_unasked_doi(state, identified):
        return
    if state.accepted is not identified.work or not reference.record.venue:
        return
    level, record = compare_venue_with_work(reference.record.venue, identified.work)
    right = record.identifier("doi") if record is not None and level == VenueLevel.SAME else None
    if record is None or right is None or record.date is None or reference.record.date is None:
        return
    is_same = match_venues(reference.record.venue, (record.venue, record.venue_short)) == "same"
    if not is_same or record.date.year != reference.record.date.year:
        return  # the DOI can be that of another version
    yield IDENTIFIER_DIFFERS.finding(
        reference.span("doi"), f"the DOI should be {right.value}", key=reference.key, field="doi",
        written=own_doi.value, record=right.value, sources=state.sources(record),
        fix=_replace_value(reference, "doi", right.value),
    )  # fmt: skip


def needs_venue_lookup(state: ReferenceState, identified: IdentifiedWork) -> bool:
    """Whether it matters if the venue of a reference exists, because only preprints of its work are known."""
    record = state.reference.record
    if not record.venue or published_records(identified.work) or record.kind is not Kind.PAPER:
        return False
    is_in_comment = compare_venue_with_work(record.venue, identified.work)[0] == VenueLevel.SAME
    return not is_in_comment and is_verifiable_venue(record.venue) and not is_indexed_venue(record.venue)


def _is_only_preprint(state: ReferenceState, identified: IdentifiedWork) -> bool:
    """Whether no service knows the publication that the reference names, although all relevant ones were asked."""
    record, work = state.reference.record, identified.work
    if state.unasked or not {"dblp", "crossref"} <= set(state.searched) or published_records(work):
        return False
    has_preprint = any(recorded.medium is Medium.PREPRINT for recorded in work.records)
    if not has_preprint or not is_indexed_venue(record.venue):
        return False
    return record.date is not None and papers_are_indexed(record.venue, record.date.year, state.today)


def _own_record(reference: Reference, identified: IdentifiedWork) -> Record | None:
    """Return the record of the reference's own DOI, if its registration agency (or the catalogue) gave it."""
    own_doi = reference.record.identifier("doi")
    agencies = ("crossref", "datacite", "doi", CATALOGUE)
    records = identified.work.records if own_doi is not None else ()
    return next((record for record in records if own_doi in record.identifiers and record.source in agencies), None)


def _volume(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference = state.reference
    record = _own_record(reference, identified)
    if record is None or record.medium is not Medium.JOURNAL or record.kind is not Kind.PAPER:
        return
    for name in ("volume", "number"):
        written, recorded = (normalise_space(getattr(source, name)) for source in (reference.record, record))
        are_numbers = written.isdecimal() and recorded.isdecimal() and len(written) < 4 and len(recorded) < 4
        if are_numbers and int(written) != int(recorded):
            yield VOLUME_DIFFERS.finding(
                reference.span(name), f"the {'issue' if name == 'number' else name} should be {recorded}",
                key=reference.key, field=name, written=written, record=recorded, sources=state.sources(record),
                fix=_replace_value(reference, name, recorded),
            )  # fmt: skip


def _pages(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference = state.reference
    record = _own_record(reference, identified)
    if record is None or record.medium is Medium.PREPRINT:
        return
    written = _PAGES.fullmatch(_fold_pages(reference.record.pages))
    recorded = _PAGES.fullmatch(_fold_pages(record.pages))
    # A single number is an article number or the first page, so only two ranges can contradict each other.
    if not written or not recorded or not (written[2] and recorded[2]):
        return
    if written[1].lstrip("0") == recorded[1].lstrip("0"):
        return
    yield PAGES_DIFFER.finding(
        reference.span("pages"), f"the article begins on page {recorded[1]}", key=reference.key, field="pages",
        written=reference.record.pages, record=record.pages, sources=state.sources(record),
        fix=_replace_value(reference, "pages", f"{recorded[1]}--{recorded[2]}"),
        severity=Severity.INFO if _are_shifted(written, recorded) else None,
    )  # fmt: skip


def _are_shifted(written: re.Match[str], recorded: re.Match[str]) -> bool:
    """Whether two ranges of pages are one that an index counted from another page (4364-4373 and 4365-4374)."""
    begins, ends = (int(written[place]) - int(recorded[place]) for place in (1, 2))
    return begins == ends and abs(begins) <= _MOST_PAGES_SHIFTED


def _fold_pages(pages: str) -> str:
    return re.sub(r"(?:(?<!\s)\s+)?[-‐‑‒–—−]+\s*", "-", pages.replace(" ", "")).removeprefix("pp.").removeprefix("p.")


def _type(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference = state.reference
    record = _own_record(reference, identified)
    if record is None or record.kind is not Kind.PAPER:
        return
    venue = f"{record.venue} {record.venue_short}"
    expected = ""
    if reference.type == "article" and record.medium is Medium.PROCEEDINGS and not reference.record.volume:
        expected = "inproceedings"
    elif (
        reference.type == "inproceedings"
        and record.medium is Medium.JOURNAL
        and not _PROCEEDINGS_AS_JOURNAL.search(venue)
    ):
        expected = "article"
    # A venue with an acronym is more likely a conference, whatever its papers were registered as.
    has_acronym = any(len(key) < 6 for key in venue_keys(reference.record.venue))
    if not expected or (expected == "article" and has_acronym):
        return
    yield TYPE_DIFFERS.finding(
        reference.key_span, f"according to its DOI, the type should be @{expected}", key=reference.key,
        written=reference.type, record=expected, sources=state.sources(record),
    )  # fmt: skip


def _version(state: ReferenceState, identified: IdentifiedWork) -> Iterator[Finding]:
    reference = state.reference
    cited = reference.record.identifier("arxiv")
    if cited is None or cited.version is None:
        return
    for record in identified.work.records:
        latest = record.identifier("arxiv")
        if latest != cited or latest.version is None or record.source != "arxiv":
            continue
        if cited.version > latest.version:
            message = f"there is no version {cited.version} yet"
        elif cited.version < latest.version:
            message = f"version {cited.version} is cited; the latest is version {latest.version}"
        else:
            return
        yield VERSION_DIFFERS.finding(
            reference.span("eprint"), message, key=reference.key, field=reference.field_name("eprint"),
            written=f"v{cited.version}", record=f"v{latest.version}", sources=state.sources(record),
        )  # fmt: skip
        return


def missing_identifier(state: ReferenceState, identified: IdentifiedWork, *, is_clean: bool) -> Iterator[Finding]:
    """Yield the identifier that an entry lacks; adding it is safe, because nothing else about the entry differs."""
    reference, record, work = state.reference, state.reference.record, identified.work
    if record.identifiers or state.accepted is None or not (is_clean and state.accepted is work):
        return
    if identified.authors.level is not AuthorListLevel.SAME or identified.title is not TitleLevel.EXACT:
        return
    level, source = compare_venue_with_work(record.venue, work) if record.venue else (VenueLevel.UNKNOWN, None)
    fields: dict[str, str] = {}
    if record.venue and level == VenueLevel.SAME and source is not None and (doi := source.identifier("doi")):
        fields = {"doi": doi.value}
    elif not record.venue and record.medium is Medium.PREPRINT and (arxiv := work.best.identifier("arxiv")):
        source = work.best
        fields = {"eprint": arxiv.value, "archiveprefix": "arXiv"}
    if not fields or source is None:
        return
    name, value = next(iter(fields.items()))
    written = reference.entry.value(name) if reference.entry else ""
    others = {doi.casefold() for doi in _DOI_IN_FIELD.findall(written)} - {value.casefold()}
    yield IDENTIFIER_MISSING.finding(
        reference.key_span, f"{name} is missing: {value}", key=reference.key,
        record=", ".join(fields.values()), sources=state.sources(source),
        fix=add_fields(reference.entry, fields, is_safe=not others) if reference.entry else None,
    )  # fmt: skip
