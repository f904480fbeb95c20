"""An entry as a record: what the entry of a `.bib` says about its work, and by which identifiers it names it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from biblio.bibtex.latex import VERBATIM_FIELDS, decode
from biblio.bibtex.mapping_table import DEGREES, KIND_WORDS, LANGUAGES, REPORT_WORD, TYPES, Meaning
from biblio.bibtex.names import parse_names
from biblio.evidence.finding import find_identifiers, identifier_in_url
from biblio.model.dates import MONTHS, PartialDate, parse_date
from biblio.model.entry import Entry
from biblio.model.identifiers import Identifier, arxiv, make
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record
from biblio.text import fold, squeeze

__all__ = ["from_entry", "is_preprint_server"]

_PREPRINT_SERVER = re.compile(
    r"(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|psyarxiv|ssrn|preprints? org|openreview|research square)\b", re.IGNORECASE
)
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_URL_COMMAND = re.compile(r"\\url\s*\{([^{}]*)\}")
_ESCAPED = re.compile(r"\\([&%#_$~^])")
_MONTH = re.compile("|".join(MONTHS), re.IGNORECASE)
_KINDS = {
    **{fold(word): kind for kind, word in KIND_WORDS.items()},
    **{fold(degree.word): Kind.THESIS for degree in DEGREES},
    fold(REPORT_WORD): Kind.REPORT,
}
_LANGUAGES = {name: code for code, name in LANGUAGES.items()} | {"german": "de", "portuges": "pt", "brazil": "pt"}


@lru_cache(maxsize=1024)  # venues come again and again
def is_preprint_server(venue: str) -> bool:
    """Tell whether a venue's name is that of a preprint server ("CoRR", "arXiv preprint arXiv:2401.01234")."""
    return bool(_PREPRINT_SERVER.match(fold(venue)))


def from_entry(entry: Entry) -> Record:
    """Return what `entry` says, as a record of source "bibtex": LaTeX decoded, identifiers normalised.

    Identifiers come from `doi`, `eprint`, `url`, `isbn`, `pmid`, `pmcid`, and from a `journal`, `howpublished` or
    `note` that names an arXiv id. Fields that are macros without a value say nothing, except `month`.
    """
    read = _Fields(entry)
    authors, truncated = parse_names(read.source("author"))
    editors, _ = parse_names(read.source("editor"))
    venue = read.text("journal", "journaltitle", "booktitle", "maintitle")
    identifiers = tuple(dict.fromkeys(_identifiers(read, venue)))
    meaning = _meaning(entry, read, identifiers)
    if meaning.medium is Medium.PREPRINT:
        venue = ""
    url = _url(read)
    if meaning.kind in NOT_PAPERS and url and not identifiers and (one := make("url", url)):
        identifiers = (one,)
    title, subtitle = read.text("title"), read.text("subtitle")
    return Record(
        source="bibtex",
        title=f"{title}: {subtitle}" if title and subtitle else title,
        kind=meaning.kind,
        medium=meaning.medium,
        identifiers=identifiers,
        authors=authors,
        truncated=truncated,
        editors=editors,
        date=_date(read),
        venue=venue,
        series=read.text("series"),
        volume="" if meaning.medium is Medium.PREPRINT else read.text("volume"),
        number=read.text("number"),
        pages=re.sub(r"\s*[-–—]+\s*", "-", read.text("pages")),
        publisher=read.text("publisher", "school", "institution", "organization"),
        url=url,
        abstract=read.text("abstract"),
        primary_class=read.source("primaryclass", "eprintclass"),
        language=_language(read),
        note=read.text("note"),
        key=entry.key,
    )


class _Fields:
    """The fields of an entry by name, as TeX source or as text."""

    def __init__(self, entry: Entry) -> None:
        self._values = {name: value for name, value in entry.fields if name not in entry.macros or name == "month"}

    def source(self, *names: str) -> str:
        """Return the first of the fields that is not empty, as it stands."""
        for name in names:
            value = self._values.get(name)
            if value and (value := value.strip()):
                return value
        return ""

    def text(self, *names: str) -> str:
        """Return the first of the fields that is not empty, decoded, on one line."""
        for name in names:
            value = self._values.get(name)
            if value and (found := squeeze(value if name in VERBATIM_FIELDS else decode(value))):
                return found
        return ""

    def code(self, name: str) -> str:
        """Return a field that holds a code or an address, without the escapes that some programs put into it."""
        value = self.source(name)
        if not value:
            return ""
        if command := _URL_COMMAND.fullmatch(value):
            value = command[1]
        return _ESCAPED.sub(r"\1", value).replace("{", "").replace("}", "").strip()


def _identifiers(read: _Fields, venue: str) -> Iterator[Identifier]:
    found = [
        make("doi", _DOI_PREFIX.sub("", read.code("doi"))),
        _eprint(read),
        _arxiv_in(venue, read),
        identifier_in_url(_url(read)) if _url(read) else None,
        make("isbn", read.code("isbn").split(" ")[0].split(",")[0]),
        make("pmid", read.code("pmid")),
        make("pmcid", read.code("pmcid").upper()),
    ]
    yield from (one for one in found if one)


def _eprint(read: _Fields) -> Identifier | None:
    value = read.code("eprint")
    match (read.code("archiveprefix") or read.code("eprinttype")).casefold():
        case "arxiv" | "":
            return make("arxiv", value)
        case "pubmed" | "pmid":
            return make("pmid", value)
        case _:
            return None


def _arxiv_in(venue: str, read: _Fields) -> Identifier | None:
    """Return the arXiv id that stands where a journal or a note should ("arXiv preprint arXiv:2401.01234")."""
    if len(venue) < 9 and fold(venue) == "corr":  # as DBLP has it: journal CoRR, volume abs/1706.03762
        return arxiv(read.text("volume").removeprefix("abs/"))
    for text in (venue, read.text("howpublished"), read.text("note")):
        if "arxiv" in text.casefold():
            return next((one.identifier for one in find_identifiers(text) if one.identifier.scheme == "arxiv"), None)
    return None


def _url(read: _Fields) -> str:
    if url := read.code("url"):
        return url
    command = _URL_COMMAND.search(read.source("howpublished")) or _URL_COMMAND.search(read.source("note"))
    return _ESCAPED.sub(r"\1", command[1]) if command else ""


def _meaning(entry: Entry, read: _Fields, identifiers: tuple[Identifier, ...]) -> Meaning:
    meaning = TYPES.get(entry.type, Meaning(Kind.PAPER))
    subtype = read.code("entrysubtype")
    if subtype in set(Kind):
        return Meaning(Kind(subtype))
    venue = read.text("journal", "journaltitle", "booktitle")
    if meaning.kind is Kind.PAPER and venue:
        return Meaning(Kind.PAPER, Medium.PREPRINT) if is_preprint_server(venue) else meaning
    if entry.type in ("misc", "online", "unpublished", "article"):
        published = read.text("howpublished")
        if (kind := _KINDS.get(fold(published))) is not None:
            return Meaning(kind)
        if any(one.scheme == "arxiv" for one in identifiers) or is_preprint_server(published):
            return Meaning(Kind.PAPER, Medium.PREPRINT)
        if entry.type == "misc" and _url(read) and not identifiers:
            return Meaning(Kind.WEBPAGE)
    return meaning


def _date(read: _Fields) -> PartialDate | None:
    """Return the year and month of an entry; values the calendar lacks are left out."""
    try:
        if date := parse_date(read.code("date").partition("/")[0]):
            return date
    except ValueError:
        pass
    year = re.search(r"\b(\d{4})\b", read.text("year", "date"))
    if not year or year[1] == "0000":
        return None
    source = read.code("month")
    month = int(source) if source.isdecimal() else 0
    if name := _MONTH.search(source):
        month = MONTHS.index(name[0].lower()) + 1
    return PartialDate(int(year[1]), month if 1 <= month <= 12 else 0)


def _language(read: _Fields) -> str:
    name = (read.code("langid") or read.code("language")).casefold()
    return name if name in LANGUAGES else _LANGUAGES.get(name, "")
