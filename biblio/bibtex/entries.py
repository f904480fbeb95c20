"""An entry as a record: what the entry of a `.bib` says about its work, and by which identifiers it names it.

A work as an entry, with the types and fields that the authors of styles expect. `from_entry` goes back.

Two dialects: "biblatex" (Unicode, biber's types) and "bibtex" (LaTeX spelling, the types that every ``.bst`` knows).
Both write a preprint as ``@misc`` with ``eprint``, ``archivePrefix`` and ``primaryClass``, as arXiv itself does;
biber takes the last two as names of ``eprinttype`` and ``eprintclass``. A published version keeps the ``eprint``.
A type whose defining field nobody gave (a thesis without a school) becomes ``@misc``; nothing is made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import quote

from biblio.bibtex.entry_table import (
    DEGREES,
    FIELD_ORDER,
    HOUSE_FIELDS,
    KIND_WORDS,
    LANGUAGES,
    MEDIA,
    REPORT_WORD,
    TYPES,
    VENUE_FIELDS,
    Degree,
    Meaning,
    allowed,
)
from biblio.bibtex.latex import VERBATIM_FIELDS, Dialect, decode_latex, plain_text, to_tex
from biblio.bibtex.mathematics import is_balanced
from biblio.bibtex.names import format_names, parse_names
from biblio.bibtex.title_case import protect
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.model.dates import MONTHS, PartialDate, parse_date
from biblio.model.entry import Entry
from biblio.model.identifiers import Identifier, arxiv, make
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record, Work
from biblio.text import fold, normalise_space

__all__ = ["from_entry", "is_preprint_server", "paper_type", "to_entry"]

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
    url = _address(read)
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
            if value and (found := normalise_space(value if name in VERBATIM_FIELDS else decode_latex(value))):
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
        identifier_in_url(_address(read)) if _address(read) else None,
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


def _address(read: _Fields) -> str:
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
        if entry.type == "misc" and _address(read) and not identifiers:
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


_DASH = re.compile(r"\s*[-‐‑‒–—−]+\s*")
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f\"<>\\^`{|}]")
_DOI_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def to_entry(
    work: Work,
    *,
    key: str,
    tags: Iterable[str] = (),
    dialect: Dialect = "biblatex",
    include_abstract: bool = False,
    accessed: PartialDate | None = None,
) -> Entry:
    r"""Return the entry of a work, fields in their fixed order.

    `tags` become `keywords`; `accessed` is the day the person saw the work (the note's date) and becomes the
    `urldate` of what is no paper. `doi` and `url` are written as they are, for both dialects: styles hand them to
    \url and \doi, which read verbatim; only what no URL may contain is percent-encoded.
    """
    record = work.best
    entry_type = _entry_type(record, dialect)
    values = _text_fields(record, entry_type, dialect)
    tex = {name: to_tex(plain_text(normalise_space(text)), dialect=dialect) for name, text in values.items() if text}
    if "title" in tex:
        tex["title"] = protect(tex["title"])
    tex["author"] = format_names(record.authors, truncated=record.truncated, dialect=dialect)
    tex["editor"] = format_names(record.editors, dialect=dialect)
    tex["keywords"] = ", ".join(filter(None, (to_tex(_keyword(tag), dialect=dialect) for tag in tags)))
    if include_abstract:
        tex["abstract"] = to_tex(plain_text(normalise_space(record.abstract)), dialect=dialect)
    tex |= _verbatim_fields(work, dialect, accessed)
    if dialect == "bibtex":
        _suit_classic_styles(tex, entry_type, key)
    names = allowed(entry_type)
    fields = tuple((name, tex[name]) for name in FIELD_ORDER if name in names and tex.get(name))
    return Entry(entry_type, key, fields, frozenset({"month"} & tex.keys()))


def _entry_type(record: Record, dialect: Dialect) -> str:
    is_classic = dialect == "bibtex"
    match record.kind:
        case Kind.PAPER:
            return paper_type(record, is_classic=is_classic)
        case Kind.BOOK if is_classic:
            return "book" if record.publisher else "booklet"
        case Kind.BOOK:
            return "collection" if record.editors and not record.authors else "book"
        case Kind.THESIS | Kind.REPORT if not (record.publisher or record.venue):
            return "misc"
        case Kind.THESIS:
            return _degree(record).classic if is_classic else "thesis"
        case Kind.REPORT:
            return "techreport" if is_classic else "report"
        case _ if is_classic:
            return "misc"
        case Kind.SOFTWARE | Kind.MODEL:
            return "software"
        case Kind.DATASET:
            return "dataset"
        case _:
            return "online" if record.url or record.identifiers else "misc"


def paper_type(record: Record, *, is_classic: bool = False) -> str:
    """Return the entry type of a paper: by its medium, or by the words of its venue where nobody tells the medium."""
    venue = record.venue or record.venue_short
    if not venue or is_preprint_server(venue):
        return "misc"
    medium = record.medium
    if medium is Medium.UNKNOWN:
        words = set(re.findall(r"[a-z]+", venue.casefold()))
        guesses = (medium for medium, signs in MEDIA if words & set(signs.split()))
        medium = next(guesses, Medium.JOURNAL if record.volume else Medium.PROCEEDINGS)
    match medium:
        case Medium.JOURNAL:
            return "article"
        case Medium.PROCEEDINGS:
            return "inproceedings"
        case Medium.COLLECTION:
            # biblatex demands the editors of a collection; a part of a book of which none are known is @inbook.
            return "incollection" if record.editors or is_classic else "inbook"
        case _:
            return "misc"


def _degree(record: Record) -> Degree:
    said = " ".join((record.note, record.venue, record.series, record.number))
    return next((degree for degree in DEGREES if degree.pattern.search(said)), DEGREES[-1])


def _text_fields(record: Record, entry_type: str, dialect: Dialect) -> dict[str, str]:
    """Return the fields that TeX will set as text, as plain text."""
    values = {
        "title": record.title,
        "series": record.series,
        "volume": record.volume,
        "number": record.number,
        "pages": _pages(record.pages),
        "publisher": record.publisher,
    }
    if entry_type in HOUSE_FIELDS:
        values[HOUSE_FIELDS[entry_type]] = record.publisher or record.venue
    elif entry_type in VENUE_FIELDS:
        values[VENUE_FIELDS[entry_type]] = record.venue or record.venue_short
    elif entry_type == "misc":
        values["howpublished"] = _howpublished(record, dialect)
    if record.kind is Kind.THESIS:
        degree = _degree(record)
        values["type"] = degree.biblatex if entry_type == "thesis" else degree.classic_type
    elif entry_type == "report":
        values["type"] = "techreport"
    return values


def _howpublished(record: Record, dialect: Dialect) -> str:
    match record.kind:
        case Kind.THESIS:
            return _degree(record).word
        case Kind.REPORT:
            return REPORT_WORD
        case kind if kind in KIND_WORDS:
            return KIND_WORDS[kind]
    venue = record.venue or record.venue_short
    if not (arxiv := record.identifier("arxiv")):
        return venue
    # Classic styles show no `eprint`; those that do (biber's) would say it twice.
    return f"arXiv:{arxiv.value}" if dialect == "bibtex" else ""


def _pages(pages: str) -> str:
    ranges = []
    for part in pages.split(","):
        ends = [end for end in _DASH.split(part.strip()) if end]
        # Two ends are a range. More are the pages of a chapter ("3-1-3-24"): where it breaks nobody can tell.
        ranges.append("--".join(ends) if len(ends) < 3 else part.strip())
    return ", ".join(filter(None, ranges))


def _keyword(tag: str) -> str:
    """Return a tag without the signs that part keywords: biber splits at every comma, braces or not."""
    return normalise_space(re.sub(r"[,;，、]", " ", tag))


def _verbatim_fields(work: Work, dialect: Dialect, accessed: PartialDate | None) -> dict[str, str]:
    record = work.best
    values = {}
    if record.date:
        values["year"] = str(record.date.year)
        if record.date.month:
            values["month"] = MONTHS[record.date.month - 1]
    if (doi := record.identifier("doi")) and is_balanced(doi.value):
        values["doi"] = doi.value
    if isbn := record.identifier("isbn"):
        values["isbn"] = isbn.value
    pmid = record.identifier("pmid")
    if arxiv := record.identifier("arxiv"):
        values |= {"eprint": arxiv.value, "archiveprefix": "arXiv"}
        classes = (one.primary_class for one in (record, *work.records))
        values["primaryclass"] = next(filter(None, classes), "")
    elif pmid and dialect == "biblatex":
        values |= {"eprint": pmid.value, "eprinttype": "pubmed"}
    if pmid and dialect == "bibtex":
        values["pmid"] = pmid.value
    values["url"] = _url(record, dialect)
    if record.kind in NOT_PAPERS:
        if accessed and values["url"]:
            values["urldate"] = str(accessed)
        if dialect == "biblatex" and record.kind in (Kind.BLOGPOST, Kind.PRESENTATION, Kind.VIDEO, Kind.MODEL):
            values["entrysubtype"] = record.kind.value
    language = LANGUAGES.get(record.language.lower().partition("-")[0], "")
    if language != "english":
        values["langid" if dialect == "biblatex" else "language"] = language
    return values


def _url(record: Record, dialect: Dialect) -> str:
    """Return the address of a work; none where it would only repeat the DOI."""
    url = record.url
    if not url or (record.identifier("doi") and _DOI_RESOLVER.match(url)):
        others = (one.address for one in record.identifiers if one.scheme not in ("doi", "pmid", "pmcid", "s2", "dblp"))
        url = "" if record.identifier("doi") else next(filter(None, others), "")
    url = _UNSAFE_IN_URL.sub(lambda match: quote(match[0], safe=""), url.strip())
    return url if dialect == "biblatex" else quote(url, safe="".join(map(chr, range(33, 127))))


def _suit_classic_styles(tex: dict[str, str], entry_type: str, key: str) -> None:
    """Take away what the standard styles complain of, and give them what they sort by."""
    # Of parts of books they take a volume, or a number in a series, and of a book an author or an editor.
    if "booktitle" in tex or entry_type == "book":
        if tex.get("volume") or not tex.get("series"):
            tex["number"] = ""
        if entry_type == "book" and tex["author"]:
            tex["editor"] = ""
    if not tex["author"] and not (entry_type == "book" and tex["editor"]):
        title = tex.get("title", "")
        tex["key"] = title if title.isascii() else key  # labels take its first bytes
