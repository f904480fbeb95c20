"""Works to entries with the types and fields that style authors expect, and entries back to records."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from biblio.bibtex.date_fields import iso_date
from biblio.bibtex.entry_table import FIELD_ORDER
from biblio.bibtex.entry_text import format_entry, parse_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.record_to_entry import to_entry
from biblio.bibtex.text_to_latex import Dialect
from biblio.bibtex.venue_forms import VenueStyle, venue_form
from biblio.model.dates import PartialDate
from biblio.model.entry import Entry
from biblio.model.people import Person
from biblio.model.record import NOT_PAPERS, Claim, Kind, Medium, Record, Work
from biblio.text import fold, strip_markup
from tests.bibtex.works import VARIED, identifiers, nasty_text, record, work

GOLDEN = Path(__file__).parents[1] / "golden" / "bibtex"
DIALECTS: tuple[Dialect, ...] = ("biblatex", "bibtex")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_sort_of_work_in_full(dialect: Dialect) -> None:
    text = "\n".join(
        format_entry(
            to_entry(
                work, key=key, tags=tags, dialect=dialect, include_abstract=True, accessed=PartialDate(2024, 5, 17)
            )
        )
        for key, (work, tags) in sorted(VARIED.items())
    )
    golden = GOLDEN / f"varied.{dialect}.bib"
    if "UPDATE_GOLDEN" in os.environ:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def fields(entry: Entry) -> dict[str, str]:
    return dict(entry.fields)


def test_a_preprint() -> None:
    paper = work(
        "A Title", "Ada Lovelace", "2024-01-03", "arxiv:2401.01234v2", medium=Medium.PREPRINT, primary_class="cs.CL"
    )
    assert to_entry(paper, key="k") == Entry(
        "misc",
        "k",
        (
            ("author", "Lovelace, Ada"),
            ("title", "A Title"),
            ("year", "2024"),
            ("month", "jan"),
            ("day", "3"),
            ("doi", "10.48550/arXiv.2401.01234"),
            ("eprint", "2401.01234"),
            ("eprinttype", "arxiv"),
            ("eprintclass", "cs.CL"),
            ("url", "https://arxiv.org/abs/2401.01234"),
        ),
        frozenset({"month"}),
    )
    assert fields(to_entry(paper, key="k", dialect="bibtex")) == {
        "author": "Lovelace, Ada",
        "title": "A Title",
        "howpublished": "arXiv:2401.01234",
        "year": "2024",
        "month": "jan",
        "eprint": "2401.01234",
        "archiveprefix": "arXiv",
        "primaryclass": "cs.CL",
        "url": "https://arxiv.org/abs/2401.01234",
    }


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        # A preprint with a DOI of its own keeps that, and the published version gets none from its preprint.
        (
            work("T", "A B", "2020", "doi:10.1101/2020.01.01.000001 arxiv:2001.00001", medium=Medium.PREPRINT),
            {"doi": "10.1101/2020.01.01.000001"},
        ),
        (work("T", "A B", "2020", "arxiv:2001.00001", medium=Medium.PROCEEDINGS, venue="ICLR"), {"doi": ""}),
        # Its address is the page of the abstract, never the DOI's resolver.
        (
            work("T", "A B", "2020", "arxiv:2001.00001", medium=Medium.PREPRINT, url="https://doi.org/10.48550/arXiv.2001.00001"),
            {"url": "https://arxiv.org/abs/2001.00001"},
        ),
        (
            work("T", "A B", "2020", medium=Medium.PROCEEDINGS, venue="ICLR", url="https://openreview.net/pdf?id=abcDEF123"),
            {"url": "https://openreview.net/forum?id=abcDEF123"},
        ),
        (work("T", "A B", "2020", kind=Kind.WEBPAGE, url="https://x.org/a.pdf"), {"url": "https://x.org/a.pdf"}),
        # Zotero's import passes over words of fewer than seven letters.
        (work("T", "A B", "2020", medium=Medium.PREPRINT, venue="SSRN"), {"howpublished": "SSRN preprint"}),
        (work("T", "A B", "2020", medium=Medium.PREPRINT, venue="bioRxiv"), {"howpublished": "bioRxiv"}),
        # The day stays where biblatex alone has the type, in a field that all but the classic styles read; BibTeX's
        # styles know no `date`. A paper is cited by year and month.
        (work("T", "A B", "2020-05-03", kind=Kind.BLOGPOST, url="https://x.org/"), {"day": "3", "year": "2020", "date": ""}),
        (work("T", "A B", "2020-05-03", kind=Kind.DATASET, publisher="P"), {"month": "may", "day": "3", "date": ""}),
        (work("T", "A B", "2020-05-03", medium=Medium.JOURNAL, venue="J"), {"year": "2020", "month": "may", "day": ""}),
        (work("T", "A B", "2020-05-03", kind=Kind.REPORT, publisher="Lab"), {"year": "2020", "month": "may", "day": ""}),
    ],
)  # fmt: skip
def test_the_spelling_that_most_programs_read(work: Work, expected: dict[str, str]) -> None:
    entry = to_entry(work, key="k")
    assert {name: entry.get(name) for name in expected} == expected


@pytest.mark.parametrize("venue", ["CoRR", "arXiv preprint arXiv:2401.01234", "arXiv.org", "ArXiv"])
def test_a_preprint_server_is_no_journal(venue: str) -> None:
    paper = work("T", "Ada Lovelace", "2024", "arxiv:2401.01234", medium=Medium.JOURNAL, venue=venue)
    entry = to_entry(paper, key="k")
    assert entry.type == "misc"
    assert not entry.get("howpublished")


def test_the_published_version_keeps_its_eprint_and_says_each_thing_once() -> None:
    entry = to_entry(VARIED["devlin2019bert"][0], key="k")
    assert entry.type == "inproceedings"
    assert entry.get("eprint") == "1810.04805"
    assert entry.get("doi") == "10.18653/v1/n19-1423"
    assert not entry.get("url")  # it would only repeat the DOI


def test_the_primary_class_may_come_from_another_record_of_the_work() -> None:
    best = record("T", "A B", "2020", "doi:10.1000/x arxiv:2001.00001", venue="Nature", medium=Medium.JOURNAL)
    preprint = record("T", "A B", "2020", "arxiv:2001.00001", primary_class="cs.CL")
    assert to_entry(Work("w", best, (best, preprint)), key="k").get("eprintclass") == "cs.CL"


@pytest.mark.parametrize(
    ("venue", "volume", "expected"),
    [
        ("Proceedings of the X", "", "inproceedings"),
        ("Workshop on Y", "", "inproceedings"),
        ("Journal of Z", "", "article"),
        ("IEEE Transactions on Z", "1", "article"),
        ("Nature", "5", "article"),
        ("ICLR 2024", "", "inproceedings"),
        ("", "", "misc"),
    ],
)
def test_a_medium_that_nobody_gave_is_told_by_the_venue(venue: str, volume: str, expected: str) -> None:
    paper = work("T", "A B", "2020", medium=Medium.UNKNOWN, venue=venue, volume=volume)
    assert to_entry(paper, key="k").type == expected


NEURIPS = "Advances in Neural Information Processing Systems 35"


@pytest.mark.parametrize(
    ("venues", "booktitle", "volume"),
    [("cited", NEURIPS[:-3], "35"), ("full", NEURIPS, ""), ("short", "NeurIPS", "35"), ("source", NEURIPS, "")],
)
def test_a_conference_is_named_as_the_user_wants(venues: VenueStyle, booktitle: str, volume: str) -> None:
    paper = work("T", "A B", "2022", medium=Medium.PROCEEDINGS, venue=NEURIPS, venue_short="NeurIPS", pages="1-2")
    entry = to_entry(paper, key="k", venues=venues)
    assert (entry.get("booktitle"), entry.get("volume"), entry.get("pages")) == (booktitle, volume, "1--2")
    known = replace(paper, best=replace(paper.best, volume="7"))
    assert to_entry(known, key="k", venues=venues).get("volume") == "7"


@pytest.mark.parametrize("source", ["you", "note"])
def test_a_venue_that_the_user_named_stays(source: str) -> None:
    paper = work("T", "A B", "2022", medium=Medium.PROCEEDINGS, venue=NEURIPS)
    named = replace(paper, claims=(Claim("venue", NEURIPS, source, "you changed it in Zotero"),))
    assert to_entry(named, key="k").get("booktitle") == NEURIPS


@pytest.mark.parametrize(
    ("venues", "journal"), [("cited", "Transactions on Things of 2022"), ("short", "Trans. Things")]
)
def test_a_journal_keeps_its_name(venues: VenueStyle, journal: str) -> None:
    paper = work(
        "T", "A B", "2022", medium=Medium.JOURNAL, venue="Transactions on Things of 2022", venue_short="Trans. Things"
    )
    assert to_entry(paper, key="k", venues=venues).get("journal") == journal


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("5998-6008", "5998--6008"),
        ("5998 – 6008", "5998--6008"),
        ("5998--6008", "5998--6008"),
        ("S1-S5, 7", "S1--S5, 7"),
        ("e1006", "e1006"),
        ("3-1-3-24", "3-1-3-24"),
        ("12-", "12"),
        ("", ""),
    ],
)
def test_pages(pages: str, expected: str) -> None:
    paper = work("T", "A B", "2020", medium=Medium.JOURNAL, venue="Nature", pages=pages)
    assert to_entry(paper, key="k").get("pages") == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (("NLP", "Vision, Language"), "NLP, Vision Language"),
        (("Q&A", "C#", "a_b"), r"Q\&A, C\#, a\_b"),
        (("3D (Scene)", "Admin'sPick", "Papers/Blogs"), "3D (Scene), Admin'sPick, Papers/Blogs"),
        ((",", " "), ""),
    ],
)
def test_a_tag_is_one_keyword(tags: tuple[str, ...], expected: str) -> None:
    assert to_entry(work("T"), key="k", tags=tags).get("keywords") == expected


@pytest.mark.parametrize(
    ("url", "biblatex", "classic"),
    [
        ("https://x.org/a_b%20c#d&e~f", None, None),
        ("https://x.org/{a} b\\c", "https://x.org/%7Ba%7D%20b%5Cc", "https://x.org/%7Ba%7D%20b%5Cc"),
        ("https://x.org/日本", None, "https://x.org/%E6%97%A5%E6%9C%AC"),
    ],
)
def test_an_address_is_verbatim_but_for_what_no_address_may_contain(
    url: str, biblatex: str | None, classic: str | None
) -> None:
    page = work("T", "", "2020", kind=Kind.WEBPAGE, url=url)
    assert to_entry(page, key="k").get("url") == (biblatex or url)
    assert to_entry(page, key="k", dialect="bibtex").get("url") == (classic or url)


def test_an_abstract_comes_only_when_asked_for() -> None:
    paper = work("T", abstract="Of $x$\nand 5%.")
    assert not to_entry(paper, key="k").get("abstract")
    assert to_entry(paper, key="k", include_abstract=True).get("abstract") == r"Of $x$ and 5\%."


def test_the_day_of_access_belongs_to_what_is_no_paper() -> None:
    day = PartialDate(2024, 5, 17)
    page = work("T", kind=Kind.WEBPAGE, url="https://x.org/")
    assert to_entry(page, key="k", accessed=day).get("urldate") == "2024-05-17"
    assert not to_entry(page, key="k").get("urldate")
    assert not to_entry(work("T", ids="arxiv:2401.01234"), key="k", accessed=day).get("urldate")


def test_braces_of_a_plain_title_are_meant() -> None:
    tex = to_entry(work("On $n$ and {sets} of BERT"), key="k").get("title")
    assert tex == r"On $n$ and {\textbraceleft}sets{\textbraceright} of {BERT}"
    assert decode_latex(tex) == "On $n$ and {sets} of BERT"


def test_a_title_with_latex_in_it_is_read_first() -> None:
    paper = work(r"Schr\"odinger's $\psi_1$ & the CAT_1")
    assert to_entry(paper, key="k").get("title") == r"Schrödinger's $\psi_1$ \& the {CAT}\_1"
    assert to_entry(paper, key="k", dialect="bibtex").get("title") == r"Schr{\"o}dinger's $\psi_1$ \& the {CAT}\_1"


def read(text: str) -> Record:
    return from_entry(parse_entry(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@article{k, doi = {https://doi.org/10.1000/A_b}}", "doi:10.1000/a_b"),
        (r"@article{k, doi = {10.1000/a\_b}}", "doi:10.1000/a_b"),
        (r"@article{k, doi = {10.1000\slash ab}}", "doi:10.1000/ab"),
        ("@article{k, doi = {doi: 10.1000/ab.}}", "doi:10.1000/ab"),
        ("@article{k, doi = {10.1000/ab.}}", "doi:10.1000/ab."),
        ("@article{k, doi = {doi: 10.48550/arXiv.2401.01234}}", "arxiv:2401.01234"),
        ("@misc{k, eprint = {2401.01234v3}, archivePrefix = {arXiv}}", "arxiv:2401.01234"),
        ("@misc{k, eprint = {arXiv:2401.01234}, eprinttype = {arxiv}}", "arxiv:2401.01234"),
        ("@misc{k, eprint = {hep-th/9901001}}", "arxiv:hep-th/9901001"),
        ("@misc{k, eprint = {12345}, eprinttype = {pubmed}}", "pmid:12345"),
        ("@misc{k, eprint = {2401.01234}, eprinttype = {hal}}", ""),
        ("@article{k, journal = {arXiv preprint arXiv:2401.01234}}", "arxiv:2401.01234"),
        ("@article{k, journal = {CoRR}, volume = {abs/1706.03762}}", "arxiv:1706.03762"),
        ("@misc{k, howpublished = {arXiv:2401.01234 [cs.CL]}}", "arxiv:2401.01234"),
        ("@misc{k, url = {https://arxiv.org/abs/2401.01234v1}}", "arxiv:2401.01234"),
        (r"@misc{k, howpublished = {\url{https://aclanthology.org/P19-1285/}}}", "acl:P19-1285"),
        ("@book{k, isbn = {978-0-262-03561-3}}", "isbn:9780262035613"),
        ("@article{k, pmid = {12345}, pmcid = {pmc67}}", "pmid:12345 pmcid:PMC67"),
        ("@online{k, url = {https://x.org/a}}", "url:https://x.org/a"),
        ("@article{k, url = {https://x.org/a}}", ""),
        ("@article{k, title = {see 2401.01234}, note = {10.1000/x}}", ""),
        ("@article{k, note = {doi:10.1000/x}}", "doi:10.1000/x"),
        ("@article{k, note = {Erratum: doi:10.1000/x}}", ""),
        ("@article{k, note = {doi:10.1000/x (corrected)}}", ""),
        ("@misc{k, eprint = {https://arxiv.org/abs/2401.01234v2}, archiveprefix = {arXiv}}", "arxiv:2401.01234"),
        ("@article{k, arxivId = {2401.01234}, archivePrefix = {arXiv}}", "arxiv:2401.01234"),
        ("@article{k, eprint = {0406464v1}, archivePrefix = {arXiv}, primaryClass = {math.ST}}", "arxiv:math/0406464"),
        ("@article{k, eprint = {0406464}, archivePrefix = {arXiv}}", ""),
        ("@article{k, journal = {ArXiv}, volume = {abs/2401.01234}}", "arxiv:2401.01234"),
        ("@techreport{k, institution = {arXiv}, number = {arXiv:2401.01234}}", "arxiv:2401.01234"),
    ],
)
def test_identifiers_are_recognised(text: str, expected: str) -> None:
    assert read(text).identifiers == identifiers(*expected.split())


@pytest.mark.parametrize(
    ("text", "kind", "medium"),
    [
        ("@article{k, journal = {Nature}}", Kind.PAPER, Medium.JOURNAL),
        ("@conference{k, booktitle = {X}}", Kind.PAPER, Medium.PROCEEDINGS),
        ("@article{k, journal = {CoRR}}", Kind.PAPER, Medium.PREPRINT),
        ("@article{k, eprint = {2401.01234}, archivePrefix = {arXiv}}", Kind.PAPER, Medium.PREPRINT),
        ("@online{k, eprint = {2401.01234}, eprinttype = {arxiv}}", Kind.PAPER, Medium.PREPRINT),
        ("@misc{k, publisher = {bioRxiv}, doi = {10.1101/2020.01.01.000001}}", Kind.PAPER, Medium.PREPRINT),
        ("@techreport{k, institution = {{arXiv}}, number = {arXiv:2401.01234}}", Kind.PAPER, Medium.PREPRINT),
        ("@report{k, institution = {MIT}, eprint = {2401.01234}, eprinttype = {arxiv}}", Kind.REPORT, Medium.UNKNOWN),
        ("@book{k, publisher = {arXiv}}", Kind.BOOK, Medium.UNKNOWN),
        ("@misc{k, title = {x}}", Kind.PAPER, Medium.UNKNOWN),
        (r"@misc{k, howpublished = {\url{https://x.org}}}", Kind.WEBPAGE, Medium.UNKNOWN),
        ("@misc{k, howpublished = {Blog post}, url = {https://x.org}}", Kind.BLOGPOST, Medium.UNKNOWN),
        ("@online{k, url = {https://x.org}, entrysubtype = {Online video}}", Kind.VIDEO, Medium.UNKNOWN),
        # as earlier versions wrote them
        ("@online{k, url = {https://x.org}, entrysubtype = {video}}", Kind.VIDEO, Medium.UNKNOWN),
        ("@online{k, url = {https://x.org}, entrysubtype = {blogpost}}", Kind.BLOGPOST, Medium.UNKNOWN),
        ("@misc{k, howpublished = {Slides}}", Kind.PRESENTATION, Medium.UNKNOWN),
        ("@misc{k, howpublished = {Thesis}}", Kind.THESIS, Medium.UNKNOWN),
        ("@thesis{k, type = {phdthesis}}", Kind.THESIS, Medium.UNKNOWN),
        ("@article{k, journal = {Time}, entrysubtype = {magazine}}", Kind.PAPER, Medium.JOURNAL),
        ("@phdthesis{k}", Kind.THESIS, Medium.UNKNOWN),
        ("@techreport{k}", Kind.REPORT, Medium.UNKNOWN),
        ("@book{k}", Kind.BOOK, Medium.UNKNOWN),
        ("@inbook{k, booktitle = {X}}", Kind.PAPER, Medium.COLLECTION),
        ("@dataset{k}", Kind.DATASET, Medium.UNKNOWN),
        ("@whatever{k}", Kind.PAPER, Medium.UNKNOWN),
    ],
)
def test_kind_and_medium_are_recognised(text: str, kind: Kind, medium: Medium) -> None:
    record = read(text)
    assert (record.kind, record.medium) == (kind, medium)


@pytest.mark.parametrize(
    ("month", "date"),
    [
        ('"15~" # jun', "2020-06-15"),
        ('jun # "~15"', "2020-06-15"),
        ("{15~June}", "2020-06-15"),
        ("{June 15}", "2020-06-15"),
        ("{June 15--17}", "2020-06"),
        ('jun # "--" # jul', "2020-06"),
        ("{Spring 15}", "2020"),
        ("{June 45}", "2020-06"),
    ],
)
def test_a_day_beside_the_month_is_read(month: str, date: str) -> None:
    assert iso_date(parse_entry(f"@misc{{k, year = 2020, month = {month}}}")) == date


@pytest.mark.parametrize("tilde", ["$\\sim$", "\\textasciitilde{}", "{\\textasciitilde}", "\\string~", "\\~{}", "\\~"])
def test_a_tilde_in_an_address_is_one_however_it_is_written(tilde: str) -> None:
    assert read(f"@online{{k, title = {{T}}, url = {{https://a.example/{tilde}roe}}}}").url == "https://a.example/~roe"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("year = 2020, month = jun", "2020-06"),
        ("year = {2020}, month = {June}", "2020-06"),
        ("year = {2020}, month = {6}", "2020-06"),
        ('year = {2020}, month = "15~" # jun', "2020-06"),
        ("year = {2020}, month = {13}", "2020"),
        ("date = {2020-06-15}", "2020-06-15"),
        ("year = {2020}, month = jun, day = {15}", "2020-06-15"),
        ("year = {2020}, month = jun, day = {31}", "2020-06"),
        ("year = {2020}, month = jun, day = {15--17}", "2020-06"),
        ("year = {2020}, day = {15}", "2020"),
        ("date = {2020-06/2020-07}", "2020-06"),
        ("date = {2020-02-31}", "2020"),
        ("year = {c. 2020}", "2020"),
        ("year = {n.d.}", "None"),
        ("year = {0000}", "None"),
        ("year = {1999a}", "1999"),
        ("year = {22.08.2000}", "2000"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert str(read(f"@misc{{k, {text}}}").date) == expected


def test_journals_of_ads_have_their_names() -> None:
    assert read(r"@article{k, journal = {\apj}}").venue == "Astrophysical Journal"
    assert read(r"@article{k, journal = {\unknown}}").venue == r"\unknown"


def test_tags_and_entities_of_html_are_not_part_of_a_title() -> None:
    entry = read("@article{k, title = {<i>Tilia</i> in {CO}<sub>2</sub> &amp; rain}, journal = {J &amp; K}}")
    assert (entry.title, entry.venue) == ("Tilia in CO2 & rain", "J & K")
    assert read(r"@article{k, title = {A < B \& C; x}}").title == "A < B & C; x"


def test_an_entry_from_somebody_elses_file() -> None:
    record = read(
        r"""@InProceedings{Heg2019,
          author    = "{\'A}kos Heged{\H u}s and Ludwig van Beethoven and others",
          title     = "{{The}} {BERT} of $\alpha$:
                       Things",
          subtitle  = {A {Study}},
          booktitle = {Proc.\ of {ICSE}},
          pages     = {1--10},
          volume    = 3,
          language  = {ngerman},
          year      = 2019,
        }"""
    )
    assert record.title == r"The BERT of $\alpha$: Things: A Study"
    assert [str(author) for author in record.authors] == ["Ákos Hegedűs", "Ludwig van Beethoven"]
    assert record.truncated
    assert (record.venue, record.pages, record.volume, record.language) == ("Proc. of ICSE", "1-10", "3", "de")
    assert (record.source, record.key) == ("bibtex", "Heg2019")


@pytest.mark.parametrize(
    ("text", "entry_type", "type_field"),
    [
        ("@phdthesis{k, school = {U}}", "phdthesis", ""),
        ("@thesis{k, institution = {U}, type = {phdthesis}}", "phdthesis", ""),
        ("@thesis{k, institution = {U}, type = {mathesis}}", "mastersthesis", ""),
        ("@phdthesis{k, school = {U}, type = {Master's thesis}}", "mastersthesis", ""),
        ("@thesis{k, institution = {U}, type = {Doctoral dissertation}}", "phdthesis", ""),
        ("@thesis{k, institution = {U}, type = {Thesis}}", "thesis", "Thesis"),
        ("@thesis{k, institution = {U}}", "thesis", "Thesis"),
    ],
)
def test_the_degree_of_a_thesis_is_its_type(text: str, entry_type: str, type_field: str) -> None:
    best = read(text)
    entry = to_entry(Work("w", best, (best,)), key="k")
    assert (entry.type, entry.get("type")) == (entry_type, type_field)
    assert (entry.get("institution") or entry.get("school")) == "U"


def test_a_macro_without_a_value_says_nothing() -> None:
    record = read("@article{k, journal = jml, month = jun, year = 2020}")
    assert record.venue == ""
    assert str(record.date) == "2020-06"


def essence(record: Record) -> dict[str, object]:
    """What a record says, as far as an entry can carry it."""
    return {
        "title": fold(strip_markup(record.title)),  # a sign in mathematics may come back as its command
        "kind": record.kind,
        "year": record.date and record.date.year,
        "month": record.date and record.date.month,
        "authors": [fold(str(author)) for author in record.authors],
        "truncated": record.truncated and bool(record.authors),
        "ids": {str(i) for i in record.identifiers if i.scheme in ("doi", "arxiv", "isbn")},
    }


@pytest.mark.parametrize("key", sorted(VARIED))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_work_is_recognised_in_its_own_entry(key: str, dialect: Dialect) -> None:
    original = VARIED[key][0].best
    back = from_entry(parse_entry(format_entry(to_entry(VARIED[key][0], key=key, dialect=dialect))))
    expected = essence(original)
    assert essence(back) == expected
    if original.medium in (Medium.JOURNAL, Medium.PROCEEDINGS, Medium.COLLECTION):
        assert (back.medium, back.volume) == (original.medium, original.volume)
        assert back.venue == venue_form(original.venue).name


people = st.builds(
    Person,
    family=st.sampled_from(["Müller", "Brinch Hansen", "山田", "O'Brien", "Smith and Sons", "A, B"]),
    given=st.sampled_from(["Ada", "Jörg K.", "太郎", "J.-P."]),
    particle=st.sampled_from(["", "van den"]),
    suffix=st.sampled_from(["", "Jr."]),
)


def visible(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf"))


@given(
    title=nasty_text.map(visible).filter(lambda text: fold(strip_markup(text)) != ""),
    authors=st.lists(people, max_size=3),
    truncated=st.booleans(),
    venue=st.sampled_from(["", "Nature & Nurture", "100% Café_1"]),
    month=st.integers(0, 12),
    kind=st.sampled_from(list(Kind)),
    dialect=st.sampled_from(DIALECTS),
)
@example(title="$÷0$", authors=[], truncated=False, venue="", month=0, kind=Kind.PAPER, dialect="bibtex")
def test_what_a_record_says_comes_back_from_its_entry(
    title: str, authors: list[Person], truncated: bool, venue: str, month: int, kind: Kind, dialect: Dialect
) -> None:
    best = Record(
        "test",
        title,
        kind=kind,
        medium=Medium.JOURNAL if venue else Medium.UNKNOWN,
        # An @online with an arXiv id is how many write a preprint: a page never has one.
        identifiers=identifiers("doi:10.1000/x_y", *(() if kind in NOT_PAPERS else ("arxiv:2401.01234",))),
        authors=tuple(authors),
        truncated=truncated,
        date=PartialDate(2020, month),
        venue=venue,
        publisher="MIT" if kind is Kind.BOOK else "",
        url="https://x.org/a",
    )
    entry = to_entry(Work("w", best, (best,)), key="k", dialect=dialect, include_abstract=True, tags=[title])
    names = [name for name, _ in entry.fields]
    assert names == [name for name in FIELD_ORDER if name in names]
    back = from_entry(parse_entry(format_entry(entry)))
    expected = essence(best)
    if "\\" in title:
        expected["title"] = essence(back)["title"]  # LaTeX in a title is read
    assert essence(back) == expected
