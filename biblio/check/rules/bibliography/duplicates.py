"""The rules about one work under two keys and one identifier for two works, as far as the file itself shows.

Only some hundred bytes per entry are remembered, so that a file can have any size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from biblio.bibtex.doi_field import read_doi_field
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.names import parse_names
from biblio.bibtex.scanner import scan
from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.rule_family import RuleFamily
from biblio.check.source_text import BibEntry, SourceText, entry_of_block, read_entries
from biblio.model.identifiers import Identifier, make
from biblio.model.people import surname_key
from biblio.text import fold_key, whole_number

__all__ = ["DUPLICATE_RULES", "IDENTIFIER_SHARED", "WORK_TWICE", "find_duplicates"]

WORK_TWICE = Rule(
    "work-twice",
    FindingKind.FILE,
    Severity.WARNING,
    "One work under two keys.",
    """Two entries have the same DOI or arXiv id, or the same title and first author: if both keys are cited, the work
is listed twice in the bibliography. A preprint and its publication are one work. Not reported: chapters, volumes,
editions and parts with the same title, a thesis and a paper, titles of one or two words, and entries with different
DOIs.

What to do: keep one entry, and cite its key everywhere.""",
)
IDENTIFIER_SHARED = Rule(
    "identifier-shared",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "One DOI or arXiv id under two different titles.",
    """An identifier names one work, so one of the two entries has the wrong one; usually it was copied with the entry.
Chapters and sections may carry the DOI of their book and are not reported. Two titles of one arXiv id by the same
authors are most often two versions of a preprint, and reported as `work-twice`.

What to do: look up the identifier, and correct the entry that it does not belong to.""",
)
_PART_TYPES = frozenset("inbook incollection bookinbook suppbook inreference suppcollection".split())
_WHOLE_TYPES = frozenset("book phdthesis mastersthesis thesis techreport report manual proceedings collection".split())
_ARXIV = re.compile(r"arxiv[:\s./]*+(?:abs/|preprint\s++arxiv:)?\s*+(\d{4}\.\d{4,5})", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_AND = re.compile(r"(?:(?<!\s)|(?<=\sand\s))\s++and\s")
_USUAL_NAME = re.compile(
    r"(?P<family>[A-Z][a-z]+),\s+[A-Z][A-Za-z.\s-]*|[A-Z][a-z]{3,}(?:\s[A-Z]\.)*\s(?P<last>[A-Z][a-z]{3,})"
)


_OFFSET = 40  # bits of an offset into a text
_LARGEST = (1 << _OFFSET) - 1


@dataclass(frozen=True, slots=True)
class _EntrySummary:
    """What two entries are compared by. `part` distinguishes volumes, editions and chapters with the same title."""

    source: SourceText
    key: str
    start: int
    type: str
    title: str
    year: str
    doi: str
    part: str
    authors: str


def _summarise(entry: BibEntry) -> _EntrySummary:
    value = entry.value
    return _EntrySummary(
        entry.source,
        entry.key,
        entry.block.start,
        entry.block.type,
        value("title"),
        value("year") or value("date")[:4],
        _bare_doi(value("doi")).casefold(),
        f"{value('volume')}|{value('number')}|{value('edition')}|{value('part')}|{value('chapter')}",
        value("author"),
    )


class _SeenEntries:
    """The entries above, of most only their places: one is read again if one below is like it, as few are."""

    def __init__(self) -> None:
        self._sources: list[SourceText] = []
        self._summaries: dict[int, _EntrySummary] = {}

    def place(self, entry: BibEntry) -> int:
        """Return where an entry is: one number, as a tuple takes three times the memory."""
        if not self._sources or self._sources[-1] is not entry.source:
            self._sources.append(entry.source)
        return (len(self._sources) - 1) << 2 * _OFFSET | entry.block.start << _OFFSET | entry.block.end

    def summary(self, place: int) -> _EntrySummary:
        """Return what the entry there is compared by."""
        if place not in self._summaries:
            source, end = self._sources[place >> 2 * _OFFSET], place & _LARGEST
            start = place >> _OFFSET & _LARGEST
            block = next(scan(source.text[start:end]))
            entry = entry_of_block(source, block._replace(start=start, end=end))
            self._summaries[place] = _summarise(entry)
        return self._summaries[place]


def _bare_doi(value: str) -> str:
    written = read_doi_field(value) if value else None
    return written.bare if written else value


class _DuplicatePass:
    def __init__(self, identities: set[int] | None = None) -> None:
        self._identities = identities
        self._seen = _SeenEntries()
        self._by_identifier: dict[Identifier, int] = {}
        self._by_title: dict[int, int] = {}

    def see_entry(self, entry: BibEntry) -> Iterator[Finding]:
        if entry.error or entry.block.type in ("xdata", "set", "control"):
            return
        place = self._seen.place(entry)
        has_twin = False
        identifiers = list(_identifiers(entry))
        fingerprint = _title_fingerprint(entry)
        if self._identities is not None:
            names = [*map(str, identifiers), fingerprint]
            self._identities.update(_number(name) for name in names if name)
        for identifier in identifiers:
            first = self._by_identifier.setdefault(identifier, place)
            if first != place and not has_twin and (earlier := self._other(first, entry)):
                yield from self._same_identifier(entry, _summarise(entry), earlier, identifier)
                has_twin = True
        if not has_twin and fingerprint:
            first = self._by_title.setdefault(hash(fingerprint), place)
            if (
                first != place
                and (earlier := self._other(first, entry))
                and _is_same_work(summary := _summarise(entry), earlier)
            ):
                message = f"same title and first author as {earlier.key} in {_place(summary, earlier)}"
                yield WORK_TWICE.finding(
                    entry.key_span(), message, key=entry.key, written=entry.key, record=earlier.key
                )

    def _other(self, first: int, entry: BibEntry) -> _EntrySummary | None:
        """Return what is known of an entry above, or None if it has the key of `entry`."""
        earlier = self._seen.summary(first)
        return earlier if earlier.key.casefold() != entry.key.casefold() else None

    def _same_identifier(
        self, entry: BibEntry, summary: _EntrySummary, earlier: _EntrySummary, identifier: Identifier
    ) -> Iterator[Finding]:
        if {summary.type, earlier.type} & _PART_TYPES:
            return
        place = _place(summary, earlier)
        field = "eprint" if identifier.scheme == "arxiv" and entry.field("eprint") else "doi"
        agree = _titles_agree(decode_latex(summary.title), decode_latex(earlier.title))
        if agree is False and identifier.scheme == "arxiv" and _share_authors(summary.authors, earlier.authors):
            message = f"{identifier} is already used, with another title, for {earlier.key} in {place}"
            yield WORK_TWICE.finding(entry.key_span(), message, key=entry.key, written=entry.key, record=earlier.key)
        elif agree is False:
            yield IDENTIFIER_SHARED.finding(
                entry.field_span(field),
                f"{identifier} is also used for another title: {earlier.key} in {place}",
                key=entry.key,
                field=field,
                written=str(identifier),
                record=earlier.key,
            )
        elif agree or not summary.title or not earlier.title:
            message = f"{identifier} is already used for {earlier.key} in {place}"
            yield WORK_TWICE.finding(entry.key_span(), message, key=entry.key, written=entry.key, record=earlier.key)

    def finish(self) -> Iterable[Finding]:
        return ()


def find_duplicates(sources: Iterable[SourceText]) -> Iterator[tuple[str, str, str]]:
    """Yield (path, key, key of an earlier entry that is the same work) over several bibliographies, in their order."""
    duplicate_pass = _DuplicatePass()
    for source in sources:
        for entry in read_entries(source):
            for finding in duplicate_pass.see_entry(entry):
                if finding.rule == WORK_TWICE.name:
                    yield source.path, finding.key, finding.record


def _titles_agree(first: str, second: str) -> bool | None:
    """Whether two titles can be those of one work; None if they say too little."""
    if (folded := fold_key(first)) and folded == fold_key(second):
        return True
    from biblio.matching.titles.title_match import TitleLevel, compare_titles  # takes long, and few files need it

    level = compare_titles(first, second).level
    return None if level is TitleLevel.UNKNOWN else level is not TitleLevel.DIFFERENT


def _share_authors(first: str, second: str) -> bool:
    """Whether all authors of one entry are among those of the other: arXiv's papers change titles, and gain authors."""
    families = [{surname_key(person) for person in parse_names(names)[0]} - {""} for names in (first, second)]
    return all(families) and (families[0] <= families[1] or families[1] <= families[0])


def _place(summary: _EntrySummary, earlier: _EntrySummary) -> str:
    line = earlier.source.span(earlier.start, earlier.start).line
    return f"line {line}" if earlier.source is summary.source else f"{earlier.source.path}:{line}"


def _identifiers(entry: BibEntry) -> Iterator[Identifier]:
    if (doi := _bare_doi(entry.value("doi"))) and (identifier := make("doi", doi)):
        yield identifier
    scheme = (entry.value("archiveprefix") or entry.value("eprinttype")).casefold()
    if (scheme == "arxiv" and (identifier := make("arxiv", entry.value("eprint")))) or (
        (match := _ARXIV.search(entry.value("journal"))) and (identifier := make("arxiv", match[1]))
    ):
        yield identifier


def _title_fingerprint(entry: BibEntry) -> str:
    """Return the title and first author, folded, or an empty text if they say too little."""
    title, authors = entry.value("title"), entry.value("author")
    if title.count(" ") < 4 and len(_WORD.findall(title)) < 3:
        return ""
    first = _AND.split(authors, maxsplit=1)[0] if authors else ""
    usual = _USUAL_NAME.fullmatch(first.strip())
    if usual:
        name = (usual["family"] or usual["last"]).lower()
    else:
        people, _ = parse_names(first)
        name = surname_key(people[0]) if people else ""
    folded = fold_key(decode_latex(title))
    return f"{folded}|{name}" if name and folded else ""


def _number(name: str) -> int:
    """Return a number for a name, the same in every process."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _is_same_work(summary: _EntrySummary, earlier: _EntrySummary) -> bool:
    """Whether two entries with the same title and first author are one work."""
    has_same_type = summary.type == earlier.type
    if {summary.type, earlier.type} & _PART_TYPES or (summary.part != earlier.part and has_same_type):
        return has_same_type and summary.part == earlier.part and summary.year == earlier.year
    if (summary.type in _WHOLE_TYPES) != (earlier.type in _WHOLE_TYPES):
        return False
    if summary.type in _WHOLE_TYPES and summary.year != earlier.year:
        return False
    if summary.doi and earlier.doi and summary.doi != earlier.doi and "arxiv" not in summary.doi + earlier.doi:
        return False
    years = [year for entry in (summary, earlier) if (year := whole_number(entry.year)) is not None]
    return len(years) < 2 or abs(years[0] - years[1]) <= 3


DUPLICATE_RULES = RuleFamily(
    (WORK_TWICE, IDENTIFIER_SHARED), lambda source, context: _DuplicatePass(context.identities)
)
