"""An item of a bibliography: what its entry says, as text, names, dates and numbers that any format can write.

Made from the entry that the `.bib` has, so that every format says the same: the same type, venue and date, and all that
a person wrote in an entry of their own. The work adds what BibTeX has no field for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from biblio.bibtex.date_fields import iso_date
from biblio.bibtex.doi_field import read_doi_field
from biblio.bibtex.entry_table import DEGREES, KIND_WORDS, STATE_WORDS, TYPE_CODES, TYPE_WORDS, kind_of_words
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.field_names import PEOPLE_FIELDS
from biblio.bibtex.names import parse_names
from biblio.export.writers.item_date import ItemDate, read_item_date
from biblio.export.writers.language_codes import language_code
from biblio.export.writers.rich_text import RichText, TextRun, plain_title, rich_text
from biblio.model.entry import Entry
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Record, Work
from biblio.text import normalise_space

__all__ = ["Item", "PublicationType", "read_item"]


class PublicationType(StrEnum):
    """What an item is. The values are what a table for people says."""

    ARTICLE = "article"
    MAGAZINE_ARTICLE = "magazine article"
    NEWSPAPER_ARTICLE = "newspaper article"
    CONFERENCE_PAPER = "conference paper"
    CHAPTER = "chapter"
    DICTIONARY_ENTRY = "entry in a work of reference"
    PREPRINT = "preprint"
    MANUSCRIPT = "manuscript"
    BOOK = "book"
    COLLECTION = "edited book"
    PROCEEDINGS = "proceedings"
    PERIODICAL = "periodical"
    MANUAL = "manual"
    THESIS = "thesis"
    REPORT = "report"
    PATENT = "patent"
    STANDARD = "standard"
    LEGAL_CASE = "legal case"
    LEGISLATION = "legislation"
    BLOG_POST = "blog post"
    WEB_PAGE = "web page"
    PRESENTATION = "presentation"
    SOFTWARE = "software"
    MODEL = "model"
    DATA_SET = "data set"
    VIDEO = "video"
    AUDIO = "audio"
    ARTWORK = "artwork"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Item:
    """One item. Texts are plain, except `title`; what the entry does not say is empty.

    `people` are lists of names by the field that has them, "author" among them; `open_lists` are those that end in "and
    others". `has_dropping_particles` says that a name is cited without its particle. `container` is where it appeared:
    a journal, proceedings, a book. `number` is an issue, or the number of a report, a patent or a volume of a series.
    `genre` names what the type does not: a degree, "Presentation slides". `publisher` is a university or an institution
    too. `pages` are ranges with "-", separated by ", ". `archive_class` is arXiv's ("cs.CL").
    """

    key: str
    type: PublicationType
    title: RichText
    short_title: str = ""
    original_title: str = ""
    genre: str = ""
    people: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    open_lists: frozenset[str] = frozenset()
    has_dropping_particles: bool = False
    date: ItemDate | None = None
    original_date: ItemDate | None = None
    event_date: ItemDate | None = None
    accessed: ItemDate | None = None
    status: str = ""
    container: str = ""
    container_short: str = ""
    series: str = ""
    volume: str = ""
    number: str = ""
    article_number: str = ""
    pages: str = ""
    page_total: str = ""
    volumes: str = ""
    chapter: str = ""
    edition: str = ""
    version: str = ""
    publisher: str = ""
    place: str = ""
    event: str = ""
    event_place: str = ""
    doi: str = ""
    arxiv: str = ""
    archive_class: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    issn: str = ""
    url: str = ""
    language: str = ""
    abstract: str = ""
    note: str = ""
    annotation: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def plain_title(self) -> str:
        """The title without styles."""
        return plain_title(self.title)

    def names(self, role: str) -> tuple[Person, ...]:
        """Return the people of a role, such as "author"."""
        return self.people.get(role, ())


_KINDS = {
    Kind.THESIS: PublicationType.THESIS,
    Kind.BLOGPOST: PublicationType.BLOG_POST,
    Kind.WEBPAGE: PublicationType.WEB_PAGE,
    Kind.PRESENTATION: PublicationType.PRESENTATION,
    Kind.SOFTWARE: PublicationType.SOFTWARE,
    Kind.DATASET: PublicationType.DATA_SET,
    Kind.MODEL: PublicationType.MODEL,
    Kind.VIDEO: PublicationType.VIDEO,
}
_MEDIA = {
    Medium.JOURNAL: PublicationType.ARTICLE,
    Medium.PROCEEDINGS: PublicationType.CONFERENCE_PAPER,
    Medium.COLLECTION: PublicationType.CHAPTER,
    Medium.PREPRINT: PublicationType.PREPRINT,
}
# Types of entries that say more than the kind of their work.
_TYPES = {
    **dict.fromkeys(("proceedings", "mvproceedings"), PublicationType.PROCEEDINGS),
    **dict.fromkeys(("collection", "mvcollection"), PublicationType.COLLECTION),
    **dict.fromkeys(("inreference",), PublicationType.DICTIONARY_ENTRY),
    **dict.fromkeys(("audio", "music"), PublicationType.AUDIO),
    **dict.fromkeys(("artwork", "image", "performance"), PublicationType.ARTWORK),
    "manual": PublicationType.MANUAL,
    "patent": PublicationType.PATENT,
    "standard": PublicationType.STANDARD,
    "jurisdiction": PublicationType.LEGAL_CASE,
    **dict.fromkeys(("legislation", "legal", "constitution"), PublicationType.LEGISLATION),
    "periodical": PublicationType.PERIODICAL,
    "unpublished": PublicationType.MANUSCRIPT,
}
_SUBTYPES = {"magazine": PublicationType.MAGAZINE_ARTICLE, "newspaper": PublicationType.NEWSPAPER_ARTICLE}
_ROLES = (*sorted(PEOPLE_FIELDS), "introduction", "foreword", "afterword", "holder", "director")
_CONTAINERS = (
    ("journal", "journalsubtitle"),
    ("journaltitle", "journalsubtitle"),
    ("booktitle", "booksubtitle"),
    ("maintitle", "mainsubtitle"),
)
_ADDRESS = re.compile(r"(?i)(?:(?:available|online|retrieved)\W++(?:(?:at|from|on)\W*+)?)?(?:https?://|www\.)\S+")
_WORDS_OF_KINDS = frozenset(KIND_WORDS.values())


def read_item(entry: Entry, work: Work | None = None) -> Item:
    """Return what an entry says; `work` is the work that it is about, if that is known."""
    fields = _Fields(entry)
    record = from_entry(entry)
    item_type = _type_of(entry, record)
    people, open_lists = _people(entry)
    number_of = _Numbers(record, work)
    is_in_periodical = item_type in (
        PublicationType.ARTICLE,
        PublicationType.MAGAZINE_ARTICLE,
        PublicationType.NEWSPAPER_ARTICLE,
    )
    return Item(
        key=entry.key,
        type=item_type,
        title=_title(fields, item_type),
        short_title=fields.text("shorttitle"),
        original_title=fields.text("origtitle"),
        genre=_genre(entry, fields, item_type),
        people=people,
        open_lists=open_lists,
        has_dropping_particles=re.search(r"useprefix\s*=\s*false", entry.get("options")) is not None,
        date=read_item_date(iso_date(entry) if "date" not in entry.macros else ""),
        original_date=fields.date("origdate"),
        event_date=fields.date("eventdate"),
        accessed=fields.date("urldate"),
        status=STATE_WORDS.get(state := fields.text("pubstate"), state),
        container=_container(fields, item_type),
        container_short=fields.text("shortjournal") or (work.best.venue_short if work and is_in_periodical else ""),
        series=fields.text("series"),
        volume=fields.text("volume"),
        number=fields.text("number", "issue"),
        article_number=fields.text("eid"),
        pages=_pages(fields.text("pages")),
        page_total=fields.text("pagetotal"),
        volumes=fields.text("volumes"),
        chapter=fields.text("chapter"),
        edition=fields.text("edition"),
        version=fields.text("version"),
        # An entry of an article has no field for it.
        publisher=_publisher(fields, item_type) or (work.best.publisher if work and is_in_periodical else ""),
        place=fields.text("address", "location"),
        event=fields.text("eventtitle"),
        event_place=fields.text("venue"),
        doi=_doi(entry, record),
        arxiv=number_of("arxiv"),
        archive_class=entry.get("eprintclass") or entry.get("primaryclass"),
        pmid=number_of("pmid"),
        pmcid=number_of("pmcid"),
        isbn=number_of("isbn") or fields.text("isbn"),
        issn=fields.text("issn"),
        url=record.url,
        language=language_code(fields.text("langid", "language")) or record.language,
        abstract=fields.text("abstract"),
        note="; ".join(filter(None, (fields.text("note"), fields.text("addendum")))),
        annotation=fields.text("annotation", "annote"),
        keywords=_keywords(fields),
    )


class _Fields:
    """The fields of an entry by name, as text."""

    def __init__(self, entry: Entry) -> None:
        self._values = {name: value for name, value in entry.fields if name not in entry.macros}

    def rich(self, *names: str) -> RichText:
        """Return the first of the fields that is not empty, with its styles."""
        for name in names:
            if (value := self._values.get(name)) and (text := rich_text(value)):
                return text
        return ()

    def text(self, *names: str) -> str:
        """Return the first of the fields that is not empty, without styles, on one line."""
        rich = self.rich(*names)
        return normalise_space(plain_title(rich)) if rich else ""

    def date(self, name: str) -> ItemDate | None:
        """Return the date in a field."""
        return read_item_date(self._values.get(name, ""))


class _Numbers:
    """The identifiers of an item: those of its entry first, then those of its work."""

    def __init__(self, record: Record, work: Work | None) -> None:
        self._identifiers = (*record.identifiers, *(work.identifiers if work else ()))

    def __call__(self, scheme: str) -> str:
        return next((known.value for known in self._identifiers if known.scheme == scheme), "")


def _type_of(entry: Entry, record: Record) -> PublicationType:
    if item_type := _KINDS.get(record.kind):
        return item_type
    match record.kind:
        case Kind.BOOK if record.editors and not record.authors and entry.type == "book":
            return PublicationType.COLLECTION
        case Kind.BOOK:
            return _TYPES.get(entry.type, PublicationType.BOOK)
        case Kind.REPORT:
            return _TYPES.get(entry.type, PublicationType.REPORT)
    if record.medium is Medium.JOURNAL and (subtype := _SUBTYPES.get(entry.get("entrysubtype").casefold())):
        return subtype
    return _MEDIA.get(record.medium) or _TYPES.get(entry.type, PublicationType.DOCUMENT)


def _people(entry: Entry) -> tuple[dict[str, tuple[Person, ...]], frozenset[str]]:
    people: dict[str, tuple[Person, ...]] = {}
    open_lists = set()
    for role in _ROLES:
        value = entry.get(role)
        if not value or role in entry.macros:
            continue
        names, is_open = parse_names(value)
        if names:
            people[_role_name(entry, role)] = names
        if is_open:
            open_lists.add(_role_name(entry, role))
    return people, frozenset(open_lists)


def _role_name(entry: Entry, field_name: str) -> str:
    """Return what the people in a field did: biblatex says it of editors in ``editortype`` and the like."""
    if field_name.startswith("editor"):
        return entry.get(f"{field_name}type").strip() or field_name
    return field_name


def _title(fields: _Fields, item_type: PublicationType) -> RichText:
    if item_type is PublicationType.PERIODICAL and (issue := fields.rich("issuetitle")):
        return _joined(issue, fields.rich("issuesubtitle"))
    title, subtitle = fields.rich("title"), fields.rich("subtitle")
    if not title and item_type in (PublicationType.BOOK, PublicationType.COLLECTION, PublicationType.PROCEEDINGS):
        title = fields.rich("booktitle")
    return _joined(title, subtitle)


def _joined(title: RichText, subtitle: RichText) -> RichText:
    if not title or not subtitle:
        return title or subtitle
    return (*title, TextRun(": " if title[-1].text[-1].isalnum() else " "), *subtitle)


def _container(fields: _Fields, item_type: PublicationType) -> str:
    if item_type is PublicationType.PREPRINT:
        return ""
    if item_type is PublicationType.PERIODICAL and fields.rich("issuetitle"):
        return normalise_space(plain_title(_joined(fields.rich("title"), fields.rich("subtitle"))))
    for name, subtitle in _CONTAINERS:
        if title := fields.rich(name):
            return normalise_space(plain_title(_joined(title, fields.rich(subtitle))))
    return ""


def _publisher(fields: _Fields, item_type: PublicationType) -> str:
    """Return who published it: a university, an institution or a site too; of a preprint its archive."""
    published = fields.text("howpublished")
    if kind_of_words(published) is not None or _ADDRESS.fullmatch(published):
        published = ""
    if item_type is PublicationType.PREPRINT:
        server = fields.text("journal", "journaltitle", "publisher") or published
        return re.sub(r"(?i)(?<!\s)\s+preprint$|^arxiv\b.*", "", server)
    return fields.text("publisher", "school", "institution", "organization") or published


def _genre(entry: Entry, fields: _Fields, item_type: PublicationType) -> str:
    written = fields.text("type")
    if item_type is PublicationType.THESIS:
        entry_type = TYPE_CODES.get(written, "" if written else entry.type)
        degree = next((degree.word for degree in DEGREES[:-1] if degree.classic == entry_type), "")
        return degree or ("" if written == DEGREES[-1].type_field else TYPE_WORDS.get(written, written))
    if written in TYPE_CODES or written in TYPE_WORDS:
        return TYPE_WORDS.get(written, "")
    subtype = fields.text("entrysubtype")
    return written or (subtype if subtype in _WORDS_OF_KINDS else "")


def _pages(pages: str) -> str:
    parts = (re.sub(r"(?:(?<!\s)\s+)?[-‐‑‒–—−]+\s*", "-", part.strip()) for part in pages.split(","))
    return ", ".join(filter(None, parts))


def _doi(entry: Entry, record: Record) -> str:
    written = read_doi_field(entry.get("doi"))
    if written:
        return written.bare
    identifier = record.identifier("doi")
    return identifier.value if identifier else ""


def _keywords(fields: _Fields) -> tuple[str, ...]:
    words: Iterable[str] = re.split("[,;]", fields.text("keywords", "keyword"))
    return tuple(dict.fromkeys(filter(None, map(str.strip, words))))
