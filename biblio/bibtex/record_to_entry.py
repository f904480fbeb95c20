"""Write a work as a BibTeX entry, with the types and fields that bibliography styles expect.

The reverse of `entry_to_record`; both use `entry_table`. Two dialects: "biblatex" (Unicode, biber's types) and
"bibtex" (LaTeX spelling, the types that every ``.bst`` knows). Nothing is invented to fill a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from biblio.bibtex.date_fields import date_parts
from biblio.bibtex.entry_table import (
    DEGREES,
    FIELD_ORDER,
    HOUSE_FIELDS,
    KIND_WORDS,
    LANGUAGES,
    MEDIUM_WORDS,
    REPORT_WORD,
    VENUE_FIELDS,
    Degree,
    allowed_fields,
    is_preprint_server,
    keeps_day,
)
from biblio.bibtex.latex_to_text import has_latex, plain_text
from biblio.bibtex.names import format_names
from biblio.bibtex.tex_math import is_balanced
from biblio.bibtex.text_to_latex import Dialect, to_tex
from biblio.bibtex.title_case import protect_capitals
from biblio.bibtex.venue_forms import VenueStyle, venue_form
from biblio.extract.page_addresses import page_address
from biblio.model.dates import PartialDate
from biblio.model.entry import Entry
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record, Work
from biblio.text import normalise_space

__all__ = ["paper_type", "to_entry"]

_DASH = re.compile(r"(?:(?<!\s)\s+)?[-‐‑‒–—−]+\s*")
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f\"<>\\^`{|}]")
_DOI_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)


def to_entry(
    work: Work,
    *,
    key: str,
    tags: Iterable[str] = (),
    dialect: Dialect = "biblatex",
    venues: VenueStyle = "cited",
    include_abstract: bool = False,
    accessed: PartialDate | None = None,
) -> Entry:
    r"""Return the entry of a work, with the fields in their fixed order.

    `tags` become `keywords`; `accessed` is the day the user saw the work (the note's date) and becomes the `urldate`
    of works that are not papers. `venues` says how conferences are named (`venue_forms`); a name that the user gave
    stays. `doi` and `url` are written verbatim in both dialects, because styles pass them to
    \url and \doi, which read verbatim; only characters that no URL may contain are percent-encoded.
    """
    record = work.best
    entry_type = _entry_type(record, dialect)
    texts = _text_fields(record, entry_type, dialect)
    if entry_type in VENUE_FIELDS and not _is_venue_of_user(work):
        texts |= _venue_fields(record, entry_type, venues)
    tex = {name: _as_tex(text, dialect) for name, text in texts.items() if text}
    if "title" in tex:
        tex["title"] = protect_capitals(tex["title"], abstract=record.abstract)
    tex["author"] = format_names(record.authors, truncated=record.truncated, dialect=dialect)
    tex["editor"] = format_names(record.editors, dialect=dialect)
    tex["keywords"] = ", ".join(filter(None, (to_tex(_keyword(tag), dialect=dialect) for tag in tags)))
    if include_abstract:
        tex["abstract"] = to_tex(plain_text(normalise_space(record.abstract)), dialect=dialect)
    tex |= _date_fields(record, entry_type, dialect)
    tex |= _verbatim_fields(work, entry_type, dialect, accessed)
    if dialect == "bibtex":
        _suit_classic_styles(tex, entry_type, key)
    allowed = allowed_fields(entry_type)
    fields = tuple((name, tex[name]) for name in FIELD_ORDER if name in allowed and tex.get(name))
    return Entry(entry_type, key, fields, frozenset({"month"} & tex.keys()))


def _as_tex(text: str, dialect: Dialect) -> str:
    """Return a text of a record as TeX; the braces of a text without commands are meant literally."""
    return to_tex(normalise_space(plain_text(text) if has_latex(text) else text), dialect=dialect)


def _entry_type(record: Record, dialect: Dialect) -> str:
    is_classic = dialect == "bibtex"
    match record.kind:
        case Kind.PAPER:
            return paper_type(record, is_classic=is_classic)
        case Kind.BOOK if is_classic:
            return "book" if record.publisher else "booklet"
        case Kind.BOOK:
            return "collection" if record.editors and not record.authors else "book"
        # A thesis needs a school, and a report an institution; without one the entry is a @misc.
        case Kind.THESIS | Kind.REPORT if not (record.publisher or record.venue):
            return "misc"
        case Kind.THESIS:
            degree = _degree(record)
            return degree.classic if is_classic or not degree.type_field else "thesis"
        case Kind.REPORT:
            return "techreport"
        case _ if is_classic:
            return "misc"
        case Kind.SOFTWARE | Kind.MODEL:
            return "software"
        case Kind.DATASET:
            return "dataset"
        case _:
            return "online" if record.url or record.identifiers else "misc"


def paper_type(record: Record, *, is_classic: bool = False) -> str:
    """Return the entry type of a paper: by its medium or, if no source gives it, by the words of its venue.

    A preprint is a ``misc``, as on arXiv's own export page.
    """
    venue = record.venue or record.venue_short
    if not venue or is_preprint_server(venue):
        return "misc"
    medium = record.medium
    if medium is Medium.UNKNOWN:
        venue_words = set(re.findall(r"[a-z]+", venue.casefold()))
        guesses = (medium for medium, words in MEDIUM_WORDS if venue_words & set(words.split()))
        medium = next(guesses, Medium.JOURNAL if record.volume else Medium.PROCEEDINGS)
    match medium:
        case Medium.JOURNAL:
            return "article"
        case Medium.PROCEEDINGS:
            return "inproceedings"
        case Medium.COLLECTION:
            # biblatex requires the editors of a collection; a part of a book without known editors is @inbook.
            return "incollection" if record.editors or is_classic else "inbook"
        case _:
            return "misc"


def _degree(record: Record) -> Degree:
    text = " ".join((record.note, record.venue, record.series, record.number))
    return next((degree for degree in DEGREES if degree.pattern.search(text)), DEGREES[-1])


def _text_fields(record: Record, entry_type: str, dialect: Dialect) -> dict[str, str]:
    """Return the fields that TeX typesets as text, as plain text."""
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
        values["type"] = _degree(record).type_field
    return values


def _is_venue_of_user(work: Work) -> bool:
    return any(claim.field == "venue" and claim.source in ("you", "note") for claim in work.claims)


def _venue_fields(record: Record, entry_type: str, venues: VenueStyle) -> dict[str, str]:
    """Return the venue as it is to be named, and the volume that was part of its name."""
    name = record.venue or record.venue_short
    if entry_type != "inproceedings":
        return {VENUE_FIELDS[entry_type]: (record.venue_short or name) if venues == "short" else name}
    form = venue_form(name, venues, short=record.venue_short)
    return {VENUE_FIELDS[entry_type]: form.name, "volume": record.volume or form.volume}


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
        # Zotero's import passes over fewer than seven letters.
        return f"{venue} preprint" if len(venue) < 7 and is_preprint_server(venue) else venue
    # Classic styles do not print `eprint`; styles that print it (biber's) would print the id twice.
    return f"arXiv:{arxiv.value}" if dialect == "bibtex" else ""


def _pages(pages: str) -> str:
    ranges = []
    for part in pages.split(","):
        ends = [end for end in _DASH.split(part.strip()) if end]
        # Two ends are a range. More are page numbers with a chapter ("3-1-3-24"): it is unclear where the range breaks.
        ranges.append("--".join(ends) if len(ends) < 3 else part.strip())
    return ", ".join(filter(None, ranges))


def _keyword(tag: str) -> str:
    """Return a tag without the characters that separate keywords: biber splits at every comma, braces or not."""
    return normalise_space(re.sub(r"[,;，、]", " ", tag))


def _date_fields(record: Record, entry_type: str, dialect: Dialect) -> dict[str, str]:
    """Return the date in the fields that every program reads; publications are cited without their day."""
    if not record.date:
        return {}
    parts = date_parts(record.date)
    if not keeps_day(entry_type) or dialect == "bibtex":
        parts.pop("day", None)
    return parts


def _verbatim_fields(work: Work, entry_type: str, dialect: Dialect, accessed: PartialDate | None) -> dict[str, str]:
    record = work.best
    is_classic = dialect == "bibtex"
    values = {}
    if (doi := _doi(record, entry_type, dialect)) and is_balanced(doi):
        values["doi"] = doi
    if isbn := record.identifier("isbn"):
        values["isbn"] = isbn.value
    pmid = record.identifier("pmid")
    if arxiv := record.identifier("arxiv"):
        # A published version keeps its `eprint`.
        classes = (source.primary_class for source in (record, *work.records))
        archive, archive_class = ("archiveprefix", "primaryclass") if is_classic else ("eprinttype", "eprintclass")
        values |= {"eprint": arxiv.value, archive: "arXiv" if is_classic else "arxiv"}
        values[archive_class] = next(filter(None, classes), "")
    elif pmid and not is_classic:
        values |= {"eprint": pmid.value, "eprinttype": "pubmed"}
    if pmid and is_classic:
        values["pmid"] = pmid.value
    values["url"] = _url(record, dialect)
    if record.kind in NOT_PAPERS:
        if accessed and values["url"]:
            values["urldate"] = str(accessed)
        if not is_classic and record.kind in (Kind.BLOGPOST, Kind.PRESENTATION, Kind.VIDEO, Kind.MODEL):
            values["entrysubtype"] = KIND_WORDS[record.kind]
    language = LANGUAGES.get(record.language.lower().partition("-")[0], "")
    if language != "english":
        values["language" if is_classic else "langid"] = language
    return values


def _doi(record: Record, entry_type: str, dialect: Dialect) -> str:
    """Return the DOI of a record; of a preprint on arXiv without another one, the DOI that arXiv gives all its papers.

    Most programs know no `eprint`: to them the DOI is all that identifies the preprint.
    https://info.arxiv.org/help/doi.html
    """
    if doi := record.identifier("doi"):
        return doi.value
    arxiv = record.identifier("arxiv")
    is_preprint = entry_type == "misc" and record.kind is Kind.PAPER
    return (arxiv.doi or "") if arxiv and is_preprint and dialect == "biblatex" else ""


def _url(record: Record, dialect: Dialect) -> str:
    """Return the address of a work's page; an empty string if it would only repeat the DOI."""
    url = page_address(record.url) if record.kind is Kind.PAPER else record.url
    has_doi = record.identifier("doi") is not None
    if not url or _DOI_RESOLVER.match(url):
        skipped = ("doi", "pmid", "pmcid", "s2", "dblp")
        addresses = (identifier.address for identifier in record.identifiers if identifier.scheme not in skipped)
        url = "" if has_doi else next(filter(None, addresses), "")
    url = _UNSAFE_IN_URL.sub(lambda match: quote(match[0], safe=""), url.strip())
    return url if dialect == "biblatex" else quote(url, safe="".join(map(chr, range(33, 127))))


def _suit_classic_styles(tex: dict[str, str], entry_type: str, key: str) -> None:
    """Drop from `tex` the fields that the standard styles warn about, and add those that they sort by."""
    # For parts of books they accept a volume or a number in a series, for a book an author or an editor.
    if "booktitle" in tex or entry_type == "book":
        if tex.get("volume") or not tex.get("series"):
            tex["number"] = ""
        if entry_type == "book" and tex["author"]:
            tex["editor"] = ""
    if not tex["author"] and not (entry_type == "book" and tex["editor"]):
        title = tex.get("title", "")
        tex["key"] = title if title.isascii() else key  # labels take its first bytes
