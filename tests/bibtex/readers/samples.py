"""Small made-up works of every type that we export, and what each of them says, fact by fact.

A fact is one piece of what a reader should learn: `FACTS` names them. Works come from services (records); `OWN` are
entries of a user's own `.bib`, which are exported as they were written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.record_to_entry import to_entry
from biblio.bibtex.text_to_latex import Dialect
from biblio.export.export_works import as_programs_read
from biblio.export.own_entries import unchanged_entry
from biblio.model.dates import PartialDate
from biblio.model.entry import Entry
from biblio.model.people import Person, parse_person
from biblio.model.record import NOT_PAPERS, Kind, Medium, Record, Work
from tests.bibtex.works import identifiers

__all__ = ["FACTS", "SAMPLES", "Sample", "name_of"]

FACTS = (
    "type kind title capitals authors others editors translators venue series volume number pages publisher place "
    "edition version year month day end doi url arxiv class pmid isbn language accessed keywords note"
).split()
ACCESSED = PartialDate(2024, 1, 5)


@dataclass(frozen=True)
class Sample:
    """A work with what it says: `facts` by name, in the order of `FACTS`."""

    key: str
    facts: dict[str, str]
    record: Record | None = None
    own: str = ""
    tags: tuple[str, ...] = field(default=())

    def entry(self, dialect: Dialect) -> Entry:
        """Return the entry that is exported."""
        if self.record:
            return _written(self.record, self.key, dialect, self.tags)
        own = parse_entry(self.own)
        written = _written(from_entry(own), own.key, dialect, ())
        return as_programs_read(unchanged_entry([own], written, written, keep_keywords=True), dialect)


def _written(record: Record, key: str, dialect: Dialect, tags: tuple[str, ...]) -> Entry:
    work = Work(f"test:{key}", record, (record,))
    return to_entry(work, key=key, tags=tags, dialect=dialect, accessed=ACCESSED)


def name_of(person: Person) -> str:
    """Return a name as facts have it: "van den Oord, Aäron", "King, Martin Luther, Jr.", "OpenAI"."""
    return person.literal or ", ".join(filter(None, (person.last, person.given, person.suffix)))


def _work(
    key: str,
    type_: str,
    title: str,
    authors: str = "",
    date: str = "",
    ids: str = "",
    *,
    kind: Kind = Kind.PAPER,
    word: str = "",
    capitals: str = "",
    tags: tuple[str, ...] = (),
    editors: str = "",
    **fields: object,
) -> Sample:
    year, month, day = (*(int(part) for part in date.split("-") if part), 0, 0, 0)[:3]
    record = Record(
        source="test",
        title=title,
        kind=kind,
        authors=tuple(parse_person(name) for name in authors.split("; ") if name),
        editors=tuple(parse_person(name) for name in editors.split("; ") if name),
        date=PartialDate(year, month, day) if year else None,
        identifiers=identifiers(*ids.split()),
        **fields,  # type: ignore[arg-type]
    )
    values = {
        "type": type_,
        "kind": word,
        "title": title,
        "capitals": capitals,
        "authors": "; ".join(map(name_of, record.authors)),
        "others": "and others" if record.truncated else "",
        "editors": "; ".join(map(name_of, record.editors)),
        # The name of an archive is where its works appeared; that of arXiv comes with the identifier.
        "venue": record.venue if type_ != "preprint" else "",
        "series": record.series,
        "volume": record.volume,
        "number": record.number,
        "pages": record.pages,
        "publisher": record.venue if type_ == "preprint" and not record.identifier("arxiv") else record.publisher,
        "year": str(year or ""),
        "month": f"{month:02}" if month else "",
        "day": f"{day:02}" if day else "",
        "url": record.url,
        "class": record.primary_class,
        "language": record.language,
        "accessed": str(ACCESSED) if record.url and kind in NOT_PAPERS else "",
        "keywords": ", ".join(tags),
    }
    for scheme in ("doi", "arxiv", "pmid", "isbn"):
        if identifier := record.identifier(scheme):
            values[scheme] = identifier.value
    return Sample(key, _in_order(values), record, tags=tags)


def _own(text: str, **facts: str) -> Sample:
    return Sample(
        parse_entry(text).key, _in_order({name.rstrip("_"): value for name, value in facts.items()}), own=text
    )


def _in_order(values: dict[str, str]) -> dict[str, str]:
    assert not values.keys() - set(FACTS), values.keys() - set(FACTS)
    return {name: values[name] for name in FACTS if values.get(name)}


_ONLINE = "web page"
SAMPLES: tuple[Sample, ...] = (
    _work(
        "article",
        "journal article",
        "The DNA of Bayesian Learning: A Review of GPT-3 and $O(n)$ Costs",
        "Jane Doe; Jan van der Berg; {Example Consortium}; Martin Luther King Jr.; Jean-Paul Sartre",
        "2020-05-07",
        "doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
        medium=Medium.JOURNAL,
        capitals="DNA Bayesian GPT-3",
        truncated=True,
        venue="Journal of Examples",
        volume="3",
        number="2",
        pages="101-108",
        publisher="Example Press",
        tags=("machine learning", "R&D"),
    ),
    _work(
        "article-address",
        "journal article",
        "Deep Learning in London with Gauss",
        "Jane Roe",
        "2021-01",
        "doi:10.1000/a_b%c&d#e",
        medium=Medium.JOURNAL,
        capitals="London Gauss",
        venue="J. Ex & Co",
        volume="1",
        pages="e12",
        url="https://example.org/a_b~c%20d?x=1&y=2#z",
    ),
    _work(
        "article-pubmed",
        "journal article",
        "A Medical Paper on the Effects of $\\lambda_1$ in Mice",
        "Ann Xoe",
        "2022-07",
        "pmid:12345678",
        medium=Medium.JOURNAL,
        venue="Medicine of Examples",
        volume="12",
        number="Supplement 1",
        pages="S3-S9",
    ),
    _work(
        "article-german",
        "journal article",
        "Die Alterung der Gesellschaft in Europa",
        "Jürgen Müller; Ákos Hegedűs",
        "2018-10",
        "doi:10.1000/182",
        medium=Medium.JOURNAL,
        capitals="Alterung Gesellschaft Europa",
        venue="Zeitschrift für Beispiele",
        volume="7",
        pages="11-29",
        language="de",
    ),
    _work(
        "paper-japanese",
        "conference paper",
        "深層学習入門",
        "山田 太郎; Jürgen Müller",
        "2021-12",
        "doi:10.1000/183",
        medium=Medium.PROCEEDINGS,
        venue="Proceedings of the Example Conference",
        series="Lecture Notes in Examples",
        volume="1234",
        pages="1-9",
        publisher="ACM",
        editors="Ed Itor; Dora de la Cruz",
        language="ja",
    ),
    _work(
        "paper-with-preprint",
        "conference paper",
        "A Published Paper with a Preprint",
        "Ann Yoe",
        "2022-07",
        "doi:10.1000/x arxiv:2201.00002",
        medium=Medium.PROCEEDINGS,
        venue="Proceedings of Things",
        pages="20-29",
        primary_class="cs.CL",
        url="https://aclanthology.org/x/",
    ),
    _work(
        "chapter",
        "chapter",
        "A Chapter on Things",
        "Al Moe",
        "2019",
        "isbn:9783161484100",
        medium=Medium.COLLECTION,
        venue="The Book of Chapters",
        editors="Ed Itor",
        pages="3-1-3-24",
        publisher="Springer",
        series="Handbooks",
        volume="2",
    ),
    _work(
        "part-of-book",
        "chapter",
        "A Part of a Book",
        "Al Ioe",
        "2019",
        medium=Medium.COLLECTION,
        venue="The Other Book",
        pages="3-9",
        publisher="Springer",
    ),
    _work(
        "book",
        "book",
        "A Book about Things",
        "Bo Boe; Carla Coe",
        "2018",
        "isbn:9783161484100",
        kind=Kind.BOOK,
        series="Adaptive Computation",
        volume="2",
        number="7",
        publisher="MIT Press",
        editors="Ed Itor",
    ),
    _work("book-nobody-published", "book", "A Book That Nobody Published", "Bo Boe", "1999", kind=Kind.BOOK),
    _work(
        "collection",
        "book",
        "Collected Papers",
        "",
        "2001",
        "isbn:9780262035613",
        kind=Kind.BOOK,
        editors="Ed Itor; Dora de la Cruz",
        publisher="Elsevier & Sons",
    ),
    _work(
        "phd-thesis",
        "thesis",
        "A Thesis on Things",
        "Tim Toe",
        "2017-03",
        kind=Kind.THESIS,
        word="PhD thesis",
        publisher="University of Examples",
        note="PhD thesis",
        url="https://example.org/thesis.pdf",
    ),
    _work(
        "masters-thesis",
        "thesis",
        "A Shorter Thesis",
        "Wim Woe",
        "2017",
        kind=Kind.THESIS,
        word="Master's thesis",
        publisher="University of Examples",
        note="Master's thesis",
    ),
    _work(
        "thesis",
        "thesis",
        "A Thesis of Some Sort",
        "Vim Voe",
        "2017",
        kind=Kind.THESIS,
        publisher="University of Examples",
    ),
    _work("thesis-from-nowhere", "thesis", "A Thesis from Nowhere", "Uma Uoe", "2013", kind=Kind.THESIS),
    _work(
        "report",
        "report",
        "A Report on Things",
        "Zed Zoe",
        "2016-06",
        kind=Kind.REPORT,
        number="TR-12_1",
        publisher="R&D Labs",
        url="https://example.org/report",
    ),
    _work("report-from-nowhere", "report", "A Report from Nowhere", "Yve Ooe", "2015", kind=Kind.REPORT),
    _work(
        "preprint",
        "preprint",
        "A Preprint about Things",
        "Ann Aoe",
        "2022-01-03",
        "arxiv:2201.00001",
        medium=Medium.PREPRINT,
        primary_class="cs.CL",
        tags=("preprints",),
    ),
    _work(
        "preprint-old",
        "preprint",
        "An Old Preprint",
        "Ann Uoe",
        "1999-01",
        "arxiv:cs/9901001",
        medium=Medium.PREPRINT,
        venue="arXiv",
        primary_class="cs.CL",
    ),
    _work(
        "preprint-elsewhere",
        "preprint",
        "A Preprint without arXiv",
        "Ada Eoe",
        "2020-01",
        "doi:10.1101/2020.01.01.000001",
        medium=Medium.PREPRINT,
        venue="bioRxiv",
    ),
    _work(
        "web-page",
        _ONLINE,
        "A Page",
        "{Example Lab}",
        "2022-02",
        kind=Kind.WEBPAGE,
        word="Web page",
        publisher="Example Site",
        url="https://example.org/page",
    ),
    _work(
        "blog-post",
        _ONLINE,
        "A Post about Things",
        "Al Poe",
        "2022-02-03",
        kind=Kind.BLOGPOST,
        word="Blog post",
        publisher="The Example Blog",
        url="https://example.org/post",
        tags=("blogs",),
    ),
    _work(
        "slides",
        _ONLINE,
        "Some Slides",
        "Al Qoe",
        "2022-02",
        kind=Kind.PRESENTATION,
        word="Presentation slides",
        publisher="Speaker Deck",
        url="https://example.org/slides",
    ),
    _work(
        "video",
        "video",
        "A Video",
        "Al Foe",
        "2022-02-03",
        kind=Kind.VIDEO,
        word="Online video",
        url="https://example.org/video?v=a_b-1",
    ),
    _work(
        "software",
        "software",
        "examplekit",
        "Al Koe; {Kit Developers}",
        "2022",
        kind=Kind.SOFTWARE,
        word="Software",
        publisher="GitHub",
        url="https://github.com/example/kit",
    ),
    _work(
        "model",
        "software",
        "Example-7B",
        "{Example AI}",
        "2024-07",
        kind=Kind.MODEL,
        word="Machine learning model",
        publisher="Hugging Face",
        url="https://huggingface.co/example/m",
    ),
    _work(
        "data-set",
        "data set",
        "Example Data",
        "Gay Goe",
        "2022",
        "doi:10.5281/zenodo.1234567",
        kind=Kind.DATASET,
        publisher="Zenodo",
    ),
    _work("no-author", _ONLINE, "No Author Here", "", "2005", kind=Kind.BLOGPOST, word="Blog post"),
    _work("no-date", "journal article", "No Date Here", "Ned Noe", medium=Medium.JOURNAL, venue="Journal of Nothing"),
    _own(
        """@book{own-extended-names,
          author = {family=Groote, given=Frank, prefix=de, useprefix=true and {World Health Organization}},
          translator = {Toe, Tim}, title = {A Translated Book}, edition = {2}, publisher = {Example Press},
          location = {Paris}, date = {1998/2001}, note = {Translated from Dutch}}""",
        type="book",
        title="A Translated Book",
        authors="de Groote, Frank; World Health Organization",
        translators="Toe, Tim",
        publisher="Example Press",
        place="Paris",
        edition="2",
        year="1998",
        end="2001",
        note="Translated from Dutch",
    ),
    _own(
        """@article{own-season, author = {Doe, Jane}, title = {Things in {Spring}}, journaltitle = {Seasons},
          date = {2019-21}, volume = {4}, issue = {2}, langid = {ngerman}}""",
        type="journal article",
        title="Things in Spring",
        capitals="Spring",
        authors="Doe, Jane",
        venue="Seasons",
        volume="4",
        number="2",
        year="2019",
        month="21",
        language="de",
    ),
    _own(
        """@software{own-software, author = {Soe, Sam}, title = {A Program}, version = {1.2.3},
          organization = {Example Labs}, date = {2021-06-09}, url = {https://example.org/p}, urldate = {2024-02-03}}""",
        type="software",
        title="A Program",
        authors="Soe, Sam",
        publisher="Example Labs",
        version="1.2.3",
        year="2021",
        month="06",
        day="09",
        url="https://example.org/p",
        accessed="2024-02-03",
    ),
    _own(
        """@inproceedings{own-classic, author = {Doe, Jane and Roe, Richard}, title = {A {UNIX} Paper},
          booktitle = {Proceedings of Classics}, editor = {Poe, Al}, series = {Lecture Notes}, volume = {5},
          pages = {7--9}, address = {London}, publisher = {ACM}, year = 1999, month = jun, note = {Invited paper}}""",
        type="conference paper",
        title="A UNIX Paper",
        capitals="UNIX",
        authors="Doe, Jane; Roe, Richard",
        editors="Poe, Al",
        venue="Proceedings of Classics",
        series="Lecture Notes",
        volume="5",
        pages="7-9",
        publisher="ACM",
        place="London",
        year="1999",
        month="06",
        note="Invited paper",
    ),
    _own(
        """@manual{own-manual, title = {A Manual}, organization = {Example Inc.}, edition = {Third}, year = {1988},
          address = {Boston}}""",
        type="manual",
        title="A Manual",
        publisher="Example Inc.",
        place="Boston",
        edition="Third",
        year="1988",
    ),
    _own(
        """@unpublished{own-unpublished, author = {Doe, Jane}, title = {An Unpublished Work}, note = {In preparation},
          year = {2024}, month = sep}""",
        type="manuscript",
        title="An Unpublished Work",
        authors="Doe, Jane",
        year="2024",
        month="09",
        note="In preparation",
    ),
)
