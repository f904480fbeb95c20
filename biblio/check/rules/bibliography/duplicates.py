"""Rules: one work under two keys, and one identifier under two works; told from the file alone.

What is remembered of an entry is some hundred bytes, so that a file of any size will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.names import parse_names
from biblio.check.finding import Finding, FindingKind, Severity
from biblio.check.rule import Rule
from biblio.check.rules.bibliography.family import Family
from biblio.check.source_text import BibEntry, SourceText, entries
from biblio.matching.titles.title_match import TitleLevel, compare_titles
from biblio.model.identifiers import Identifier, make
from biblio.model.people import surname_key
from biblio.text import fold_key

__all__ = ["FAMILY", "twins"]

WORK_TWICE = Rule(
    "work-twice",
    FindingKind.FILE,
    Severity.WARNING,
    "One work under two keys.",
    """Two entries have the same DOI or arXiv id, or the same title by the same first author: cited by both keys the
work stands twice in the bibliography. A preprint and its publication are one work.

Left alone: chapters, volumes, editions and parts with the same title, a thesis beside a paper, titles of one or two
words, and entries whose DOIs differ.""",
)
IDENTIFIER_SHARED = Rule(
    "identifier-shared",
    FindingKind.WRONG_IDENTITY,
    Severity.ERROR,
    "One DOI or arXiv id under two different titles.",
    """An identifier names one work, so one of the two entries has the wrong one; mostly it was copied with the entry it
was made from. Chapters and sections, which may carry their book's DOI, are left alone.""",
)
_PARTS = frozenset("inbook incollection bookinbook suppbook inreference suppcollection".split())
_MONOGRAPHS = frozenset("book phdthesis mastersthesis thesis techreport report manual proceedings collection".split())
_DOI_FRONT = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv[:\s./]*(?:abs/|preprint\s+arxiv:)?\s*(\d{4}\.\d{4,5})", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Seen:
    source: SourceText
    key: str
    start: int
    type: str
    title: str
    year: str
    doi: str
    part: str


class _Works:
    def __init__(self) -> None:
        self._identifiers: dict[Identifier, _Seen] = {}
        self._titles: dict[int, _Seen] = {}

    def entry(self, entry: BibEntry) -> Iterator[Finding]:
        if entry.error or entry.block.type in ("xdata", "set", "control"):
            return
        value = entry.value
        title = value("title")
        seen = _Seen(
            entry.source,
            entry.key,
            entry.block.start,
            entry.block.type,
            title,
            value("year") or value("date")[:4],
            _DOI_FRONT.sub("", value("doi")).casefold(),
            f"{value('volume')}|{value('number')}|{value('edition')}|{value('part')}|{value('chapter')}",
        )
        found = False
        for identifier in _identifiers(entry, seen.doi):
            other = self._identifiers.setdefault(identifier, seen)
            if other is not seen and other.key.casefold() != entry.key.casefold() and not found:
                yield from self._same_identifier(entry, seen, other, identifier)
                found = True
        if not found and title and (name := _fingerprint(entry, title)):
            other = self._titles.setdefault(name, seen)
            if other is not seen and other.key.casefold() != entry.key.casefold() and _is_same(seen, other):
                what = f"the same title and first author stand under {other.key} in {_place(seen, other)}"
                yield WORK_TWICE.at(entry.key_span(), what, key=entry.key, there=entry.key, record=other.key)

    def _same_identifier(self, entry: BibEntry, seen: _Seen, other: _Seen, identifier: Identifier) -> Iterator[Finding]:
        if {seen.type, other.type} & _PARTS:
            return
        level = compare_titles(decode_latex(seen.title), decode_latex(other.title)).level
        place = _place(seen, other)
        field = "eprint" if identifier.scheme == "arxiv" and entry.field("eprint") else "doi"
        if level is TitleLevel.DIFFERENT:
            what = f"{identifier} stands under another title too: {other.key} in {place}"
            yield IDENTIFIER_SHARED.at(
                entry.span_of_field(field), what, key=entry.key, field=field, there=str(identifier), record=other.key
            )
        elif level is not TitleLevel.UNKNOWN or not seen.title or not other.title:
            what = f"{identifier} stands under {other.key} in {place} already"
            yield WORK_TWICE.at(entry.key_span(), what, key=entry.key, there=entry.key, record=other.key)

    def end(self) -> Iterable[Finding]:
        return ()


def twins(sources: Iterable[SourceText]) -> Iterator[tuple[str, str, str]]:
    """Yield (path, key, key of the same work met before) over several bibliographies, in their order."""
    works = _Works()
    for source in sources:
        for entry in entries(source):
            for found in works.entry(entry):
                if found.rule == WORK_TWICE.name:
                    yield source.path, found.key, found.record


def _place(seen: _Seen, other: _Seen) -> str:
    line = other.source.span(other.start, other.start).line
    return f"line {line}" if other.source is seen.source else f"{other.source.path}:{line}"


def _identifiers(entry: BibEntry, doi: str) -> Iterator[Identifier]:
    if doi and (found := make("doi", doi)):
        yield found
    kind = (entry.value("archiveprefix") or entry.value("eprinttype")).casefold()
    if (kind == "arxiv" and (found := make("arxiv", entry.value("eprint")))) or (
        (match := _ARXIV.search(entry.value("journal"))) and (found := make("arxiv", match[1]))
    ):
        yield found


def _fingerprint(entry: BibEntry, title: str) -> int:
    """Return a number for the title with its first author; 0 where they say too little."""
    if len(_WORD.findall(title)) < 3:
        return 0
    author = entry.value("author")
    first = re.split(r"\s+and\s", author, maxsplit=1)[0] if author else ""
    people, _ = parse_names(first)
    name = surname_key(people[0]) if people else ""
    folded = fold_key(decode_latex(title))
    return hash((folded, name)) if name and folded else 0


def _is_same(seen: _Seen, other: _Seen) -> bool:
    if {seen.type, other.type} & _PARTS or (seen.part != other.part and seen.type == other.type):
        return seen.type == other.type and seen.part == other.part and seen.year == other.year
    if (seen.type in _MONOGRAPHS) != (other.type in _MONOGRAPHS):
        return False
    if seen.type in _MONOGRAPHS and seen.year != other.year:
        return False
    if seen.doi and other.doi and seen.doi != other.doi and "arxiv" not in seen.doi + other.doi:
        return False
    years = [int(one.year) for one in (seen, other) if one.year.isdecimal()]
    return len(years) < 2 or abs(years[0] - years[1]) <= 3


FAMILY = Family((WORK_TWICE, IDENTIFIER_SHARED), lambda source, context: _Works())
