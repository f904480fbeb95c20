"""Read a BibTeX entry as a record: what it says about its work, with its identifiers.

The reverse of `record_to_entry`; both use `entry_table`. `codec` reads files and macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.bibtex.doi_field import read_doi_field
from biblio.bibtex.edtf import is_edtf, start_of_edtf
from biblio.bibtex.entry_table import (
    DEGREES,
    ENTRY_MEANINGS,
    LANGUAGES,
    TYPE_CODES,
    VERBATIM_FIELDS,
    EntryMeaning,
    is_preprint_server,
    kind_of_words,
)
from biblio.bibtex.latex_to_text import decode_latex, plain_address
from biblio.bibtex.names import parse_names
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url
from biblio.model.dates import MONTHS, PartialDate, parse_date
from biblio.model.entry import Entry
from biblio.model.identifiers import Identifier, arxiv, make
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record
from biblio.text import fold, normalise_space, strip_tags, whole_number

__all__ = ["from_entry"]

_URL_COMMAND = re.compile(r"\\url\s*\{([^{}]*)\}")
_OLD_NUMBER = re.compile(r"\d{7}(?:v\d+)?", re.ASCII)
_MAY_BE_PREPRINTS = frozenset({Kind.PAPER, Kind.REPORT})
_MONTH = re.compile("|".join(MONTHS), re.IGNORECASE)
_LANGUAGE_CODES = {name: code for code, name in LANGUAGES.items()} | {"german": "de", "portuges": "pt", "brazil": "pt"}


def from_entry(entry: Entry) -> Record:
    """Return what `entry` says, as a record with source "bibtex": LaTeX decoded, identifiers normalised.

    Identifiers come from `doi`, `eprint`, `url`, `isbn`, `pmid`, `pmcid`, and from a `journal`, `howpublished`,
    `number` or `note` that contains an arXiv id. Fields that are macros without a value are ignored, except `month`.
    """
    fields = _Fields(entry)
    authors, truncated = parse_names(fields.source("author"))
    editors, _ = parse_names(fields.source("editor"))
    venue = fields.text("journal", "journaltitle", "booktitle", "maintitle")
    identifiers = tuple(dict.fromkeys(_identifiers(fields, venue)))
    meaning = _meaning(entry, fields, identifiers)
    if meaning.medium is Medium.PREPRINT:
        venue = ""
    url = _address(fields)
    if meaning.kind in NOT_PAPERS and url and not identifiers and (identifier := make("url", url)):
        identifiers = (identifier,)
    title, subtitle = fields.text("title"), fields.text("subtitle")
    if not title and meaning.kind is Kind.BOOK:  # some give a volume's title as that of the book
        title = fields.text("booktitle")
    note = fields.text("note")
    if meaning.kind is Kind.THESIS:
        note = "; ".join(filter(None, (_degree(entry, fields), note)))
    return Record(
        source="bibtex",
        title=f"{title}: {subtitle}" if title and subtitle else title,
        kind=meaning.kind,
        medium=meaning.medium,
        identifiers=identifiers,
        authors=authors,
        truncated=truncated,
        editors=editors,
        date=_date(fields),
        venue=venue,
        series=fields.text("series"),
        volume="" if meaning.medium is Medium.PREPRINT else fields.text("volume"),
        number=fields.text("number"),
        pages=re.sub(r"(?:(?<!\s)\s+)?[-–—]+\s*", "-", fields.text("pages")),
        publisher=fields.text("publisher", "school", "institution", "organization"),
        url=url,
        abstract=fields.text("abstract"),
        primary_class=fields.source("primaryclass", "eprintclass"),
        language=_language(fields),
        note=note,
        key=entry.key,
    )


class _Fields:
    """The fields of an entry by name, as TeX source or as text."""

    def __init__(self, entry: Entry) -> None:
        self._values = {name: value for name, value in entry.fields if name not in entry.macros or name == "month"}

    def source(self, *names: str) -> str:
        """Return the first of the fields that is not empty, as TeX source."""
        for name in names:
            value = self._values.get(name)
            if value and (value := value.strip()):
                return value
        return ""

    def text(self, *names: str) -> str:
        """Return the first of the fields that is not empty, decoded, on one line."""
        for name in names:
            value = self._values.get(name)
            if value and (text := normalise_space(value if name in VERBATIM_FIELDS else _plain(value))):
                return text
        return ""

    def code(self, name: str) -> str:
        r"""Return a field that holds a code or an address, without \url and the escapes that some programs add."""
        value = self.source(name)
        if not value:
            return ""
        if command := _URL_COMMAND.fullmatch(value):
            value = command[1]
        return plain_address(value).replace("{", "").replace("}", "").strip()


def _plain(value: str) -> str:
    """Return what a value says, also without the tags and entities of HTML that publishers' exports leave in it."""
    text = decode_latex(value)
    return strip_tags(text) if "<" in text or "&" in text else text


def _identifiers(fields: _Fields, venue: str) -> Iterator[Identifier]:
    candidates = [
        _doi(fields),
        _eprint(fields),
        _misplaced_arxiv_id(fields, venue),
        identifier_in_url(_address(fields)) if _address(fields) else None,
        make("isbn", fields.code("isbn").split(" ")[0].split(",")[0]),
        make("pmid", fields.code("pmid")),
        make("pmcid", fields.code("pmcid").upper()),
    ]
    yield from (identifier for identifier in candidates if identifier)


def _doi(fields: _Fields) -> Identifier | None:
    if (written := read_doi_field(fields.source("doi"))) is None:
        # A note that is a DOI with its label and nothing else; more words may be about another work ("Erratum: doi:…").
        noted = read_doi_field(fields.source("note"))
        written = noted if noted and noted.has_front else None
    return make("doi", written.bare) if written else None


def _eprint(fields: _Fields) -> Identifier | None:
    value = fields.code("eprint") or fields.code("arxivid")  # as Mendeley calls it
    if value.startswith("http") and (identifier := identifier_in_url(value)) and identifier.scheme == "arxiv":
        return identifier
    match (fields.code("archiveprefix") or fields.code("eprinttype")).casefold():
        case "arxiv" | "":
            if _OLD_NUMBER.fullmatch(value):  # Mendeley parts an old id: eprint 0406464, primaryClass math
                value = f"{fields.code('primaryclass').partition('.')[0] or 'unknown'}/{value}"
            return make("arxiv", value)
        case "pubmed" | "pmid":
            return make("pmid", value)
        case _:
            return None


def _misplaced_arxiv_id(fields: _Fields, venue: str) -> Identifier | None:
    """Return the arXiv id in a field meant for a journal or a note ("arXiv preprint arXiv:2401.01234")."""
    # DBLP: journal CoRR, volume abs/1706.03762; Semantic Scholar calls the journal ArXiv.
    if len(venue) < 9 and fold(venue) in ("corr", "arxiv") and fields.text("volume").startswith("abs/"):
        return arxiv(fields.text("volume").removeprefix("abs/"))
    for text in (venue, *map(fields.text, ("howpublished", "number", "note"))):
        if "arxiv" in text.casefold():
            identifiers = (occurrence.identifier for occurrence in find_identifiers(text))
            return next((identifier for identifier in identifiers if identifier.scheme == "arxiv"), None)
    return None


def _address(fields: _Fields) -> str:
    if url := fields.code("url"):
        return url
    command = _URL_COMMAND.search(fields.source("howpublished")) or _URL_COMMAND.search(fields.source("note"))
    return plain_address(command[1]) if command else ""


def _meaning(entry: Entry, fields: _Fields, identifiers: tuple[Identifier, ...]) -> EntryMeaning:
    is_thesis = entry.type.endswith("thesis")  # @bachelorsthesis, @masterthesis …: known to few styles
    meaning = ENTRY_MEANINGS.get(entry.type, EntryMeaning(Kind.THESIS if is_thesis else Kind.PAPER))
    subtype = fields.text("entrysubtype")
    if (kind := kind_of_words(subtype)) is not None:
        return EntryMeaning(kind)
    if subtype in set(Kind):  # as earlier versions wrote it
        return EntryMeaning(Kind(subtype))
    venue = fields.text("journal", "journaltitle", "booktitle")
    if meaning.kind is Kind.PAPER and venue:
        return EntryMeaning(Kind.PAPER, Medium.PREPRINT) if is_preprint_server(venue) else meaning
    if meaning.kind in _MAY_BE_PREPRINTS and is_preprint_server(
        fields.text("publisher", "institution", "organization")
    ):  # as Zotero's exports write it
        return EntryMeaning(Kind.PAPER, Medium.PREPRINT)
    if entry.type in ("misc", "online", "unpublished", "article"):
        published = fields.text("howpublished")
        if (kind := kind_of_words(published)) is not None:
            return EntryMeaning(kind)
        has_arxiv_id = any(identifier.scheme == "arxiv" for identifier in identifiers)
        if has_arxiv_id or is_preprint_server(published):
            return EntryMeaning(Kind.PAPER, Medium.PREPRINT)
        if entry.type == "misc" and _address(fields) and not identifiers:
            return EntryMeaning(Kind.WEBPAGE)
    return meaning


def _degree(entry: Entry, fields: _Fields) -> str:
    """Return what a thesis calls itself; empty if it is just a thesis."""
    written = fields.text("type")
    entry_type = TYPE_CODES.get(written, "" if written else entry.type)
    word = next((degree.word for degree in DEGREES[:-1] if degree.classic == entry_type), "")
    return word or (written if written not in ("", DEGREES[-1].type_field) else "")


def _date(fields: _Fields) -> PartialDate | None:
    """Return the date of an entry, without values that do not exist in the calendar."""
    written = fields.code("date")
    if is_edtf(written):
        return start_of_edtf(written)
    try:
        if date := parse_date(written) or parse_date(written.partition("/")[0]):
            return date
    except ValueError:
        pass
    year = re.search(r"\b(\d{4})[a-z]?\b", fields.text("year", "date"))
    if not year or year[1] == "0000":
        return None
    source = fields.code("month")
    month = whole_number(source) or 0
    if name := _MONTH.search(source):
        month = MONTHS.index(name[0].lower()) + 1
    if not 1 <= month <= 12:
        return PartialDate(int(year[1]))
    day = fields.code("day")
    try:
        return PartialDate(int(year[1]), month, whole_number(day) or 0)
    except ValueError:
        return PartialDate(int(year[1]), month)


def _language(fields: _Fields) -> str:
    name = (fields.code("langid") or fields.code("language")).casefold()
    return name if name in LANGUAGES else _LANGUAGE_CODES.get(name, "")
