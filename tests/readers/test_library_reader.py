"""Exports of reference managers: every value that an export has and a note can hold, and what is broken in one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.extract.query import extract_query
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.layout_signs import layouts_with_signs
from biblio.readers.layouts import READERS, reader_for
from biblio.readers.skipped import Skipped, SkipReason


def read(text: str, name: str = "export.txt") -> list[Any]:
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader is not None
    return list(reader.read(document))


def notes_in(text: str, name: str = "export.txt") -> list[Note]:
    items = read(text, name)
    assert [item for item in items if isinstance(item, Problem)] == []
    return [item for item in items if isinstance(item, Note)]


def note_in(text: str, name: str = "export.txt") -> Note:
    (note,) = notes_in(text, name)
    return note


def summary(note: Note) -> dict[str, Any]:
    """What the tests compare: the values that are set, identifiers as the query has them."""
    values = {
        "title": note.title, "authors": list(note.authors), "et_al": note.et_al, "venue": note.venue, "year": note.year,
        "month": note.month, "date": str(note.date or ""), "tags": list(note.tags), "summary": note.summary,
        "comment": note.comment, "key": note.citekey, "kind": note.kind_hint, "others": list(note.other_titles),
        "ids": [str(identifier) for identifier in extract_query(note).identifiers],
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def field(note: Note, name: str) -> str:
    return "; ".join(value for key, value in note.fields if key == name)


RIS = """TY  - JOUR
ID  - berg2019quiet
T1  - Quiet rivers:
      a study of slow water
A1  - van der Berg, Anna
A1  - Rossi, Bruno, Jr.
A1  - River Watch Initiative
JF  - Journal of Slow Things
JA  - J. Slow Things
Y1  - 2019/05/07/
VL  - 12
IS  - 3
SP  - 101
EP  - 118
SN  - 1234-5679
DO  - https://doi.org/10.1000/slow.2019
UR  - https://slow.example.org/papers/quiet
KW  - rivers
KW  - slow water; hydrology
N2  - Rivers are slower than we think.
N1  - <p>Read for the seminar.</p><p>See <a href="https://talk.example.org/1">the talk</a></p>
Y2  - 2020/02/03/
LA  - en
ER  -
"""


def test_every_value_of_a_ris_entry_is_kept() -> None:
    note = note_in(RIS)
    assert summary(note) == {
        "title": "Quiet rivers: a study of slow water",
        "authors": ["Anna van der Berg", "Bruno Rossi Jr.", "River Watch Initiative"],
        "venue": "Journal of Slow Things", "year": 2019, "month": 5, "date": "2020-02-03",
        "tags": ["rivers", "slow water", "hydrology"], "summary": "Rivers are slower than we think.",
        "comment": "Read for the seminar.\nSee [the talk](https://talk.example.org/1)", "key": "berg2019quiet",
        "kind": "paper", "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    assert (note.layout, note.line, note.end_line) == ("ris", 1, 24)
    assert "https://slow.example.org/papers/quiet" in [link.url for link in note.links]
    fields = ("entrytype", "volume", "number", "pages", "issn", "language", "journal-abbreviation")
    assert [field(note, name) for name in fields] == ["JOUR", "12", "3", "101-118", "1234-5679", "en", "J. Slow Things"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("TY  - CONF|TI  - Paper|T2  - Meeting on Nets|C3  - Proceedings of the Meeting on Nets", {"venue": "Proceedings of the Meeting on Nets"}),
        ("TY  - CHAP|TI  - Part|T2  - The Whole Book|SN  - 978-3-16-148410-0", {"venue": "The Whole Book", "ids": []}),
        ("TY  - BOOK|BT  - A Book|A1  - Ito, Mari|T2  - Series A|SN  - 978-3-16-148410-0", {"title": "A Book", "kind": "book", "ids": ["isbn:9783161484100"]}),
        ("TY  - BOOK|TI  - A Book|T2  - Series A", {"title": "A Book", "venue": ""}),
        ("TY  - THES|TI  - A Thesis|PB  - University of Elsewhere", {"kind": "thesis"}),
        ("TY  - GEN|TI  - Something|DO  - 10.48550/arXiv.1706.03762", {"kind": "", "ids": ["arxiv:1706.03762"]}),
        ("TY  - ELEC|TI  - Attention Is All You Need|UR  - https://arxiv.org/abs/1706.03762", {"kind": "", "ids": ["arxiv:1706.03762"]}),
        ("TY  - ELEC|TI  - A page|UR  - https://page.example.org", {"kind": "webpage"}),
        ("TY  - COMP|TI  - A program|DO  - 10.5281/zenodo.1234", {"kind": "software"}),
        ("TY  - JOUR|TI  - Paper|JO  - arXiv preprint arXiv:1706.03762", {"ids": ["arxiv:1706.03762"]}),
        ("TY  - JOUR|TI  - Paper|N1  - doi: 10.1000/xyz", {"ids": ["doi:10.1000/xyz"], "comment": ""}),
        ("TY  - JOUR|TI  - Paper|L3  - 10.1000/xyz", {"ids": ["doi:10.1000/xyz"]}),
        ("TY  - JOUR|TI  - Paper|AN  - 26957754|DB  - Medline|DP  - NLM", {"ids": ["pmid:26957754"]}),
        ("TY  - JOUR|TI  - Paper|AN  - 26957754|DB  - Embase Medline", {"ids": []}),
        ("TY  - JOUR|TI  - Paper|AN  - 26957754|DB  - Any base|DP  - PubMed", {"ids": ["pmid:26957754"]}),
        ("TY  - JOUR|TI  - Paper|DO  - 10.1016/j.tics. 2019.01.001", {"ids": ["doi:10.1016/j.tics.2019.01.001"]}),
        ("TY  - JOUR|TI  - Paper|U1  - 26957754[pmid]|U2  - PMC4756000[pmcid]", {"ids": ["pmid:26957754", "pmcid:PMC4756000"]}),
        ("TY  - JOUR|TI  - Paper|N1  - Cited By :44|N1  - Mine.", {"comment": "Mine."}),
        ("TY  - JOUR|TI  - Paper|AU  - 山田, 太郎|AU  - 鈴木 花子|KW  - 深層学習；画像", {"authors": ["山田 太郎", "鈴木 花子"], "tags": ["深層学習", "画像"]}),
        ("TY  - JOUR|TI  - Paper|AU  - Okafor, Ada; Silva, Rui; et al.", {"authors": ["Ada Okafor", "Rui Silva"], "et_al": True}),
        ("TY  - JOUR|TI  - Paper|AU  - OpenAI,", {"authors": ["OpenAI"]}),
        ("TY  - JOUR|TI  - Paper|PY  - 2016///Spring", {"year": 2016, "month": None}),
        ("TY  - JOUR|TI  - Paper|PY  - 2016|DA  - 2016/03/09/", {"year": 2016, "month": 3}),
        ("TY  - JOUR|TI  - Paper|PY  - 2016|DA  - 2015/12/24/", {"year": 2016, "month": None}),
        ("TY  - JOUR|TI  - Paper|ID  - 4711", {"key": ""}),
        ("TY  - JOUR|TI  - A <i>Listeria</i> &amp; us", {"title": "A Listeria & us"}),
        ("TY  - JOUR|TI  - Paper|KW  - soil, moss, slow water", {"tags": ["soil", "moss", "slow water"]}),
        ("TY  - JOUR|TI  - Paper|KW  - Berg, Anna", {"tags": ["Berg, Anna"]}),
        ("TY  - JOUR|TI  - Paper|AU  - Roe, Jane M Jr|AU  - Poe, Max, 2nd", {"authors": ["Jane M Roe Jr", "Max Poe 2nd"]}),
    ],
)  # fmt: skip
def test_tags_of_ris_mean_what_the_type_says(lines: str, expected: Mapping[str, Any]) -> None:
    note = note_in(lines.replace("|", "\n") + "\nER  - \n")
    values = {
        "venue": note.venue,
        "key": note.citekey,
        "kind": note.kind_hint,
        "comment": note.comment,
        "ids": [],
        "month": None,
    } | summary(note)
    assert {name: values[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("TY  - BOOK|TI  - A Book|A2  - Poe, Max|SP  - 352 p.", {"editor": "Max Poe", "page-total": "352", "pages": ""}),
        ("TY  - BOOK|TI  - A Book|A2  - Poe, Max|A3  - Ito, Mari", {"editor": "Mari Ito", "series-editor": "Poe, Max"}),
        ("TY  - EDBOOK|TI  - A Book|AU  - Ito, Mari|A2  - Poe, Max", {"editor": "Mari Ito", "series-editor": "Poe, Max"}),
        ("TY  - CHAP|TI  - A Part|SP  - 352|A3  - Poe, Max", {"pages": "352", "series-editor": "Poe, Max"}),
        ("TY  - THES|TI  - A Thesis|A3  - Poe, Max|SP  - 88", {"advisor": "Poe, Max", "page-total": "88"}),
        ("TY  - RPRT|TI  - A Report|SN  - TR-17", {"number": "TR-17"}),
        ("TY  - RPRT|TI  - A Report|SN  - 1234-5679|IS  - 3", {"number": "3", "issn": "1234-5679"}),
    ],
)  # fmt: skip
def test_names_and_numbers_of_ris_depend_on_the_type(lines: str, expected: Mapping[str, str]) -> None:
    note = note_in(lines.replace("|", "\n") + "\nER  - \n")
    assert {name: field(note, name) for name in expected} == expected
    assert not note.authors


def test_an_entry_of_ris_may_end_with_its_bare_tag() -> None:
    one, two = notes_in("TY  - GEN\nTI  - Moss tools\nER\nTY  - GEN\nTI  - ER\nAB  - In the\nER  ward\nER\n")
    assert (one.title, one.end_line) == ("Moss tools", 3)
    assert (two.title, two.summary) == ("ER", "In the ER ward")


def test_broken_parts_of_ris_are_told_with_their_lines_and_the_rest_is_read() -> None:
    text = (
        "Provider: Example\n\nTY  - JOUR\nTI  - First\nAU  - Ito, Mari\nYear 2011\nER  -\n\n"
        "TY  - JOUR\nAU  - Nobody, Nemo\nER  - \nTY  - JOUR\nTI  - Third\nTY  - JOUR\nTI  - Fourth\x03\n"
    )
    items = read(text)
    assert [item.title for item in items if isinstance(item, Note)] == ["First", "Third", "Fourth"]
    assert [(item.line, item.is_warning) for item in items if isinstance(item, Problem)] == [
        (6, True), (12, True), (14, True),
    ]  # fmt: skip
    assert [(item.line, item.reason) for item in items if isinstance(item, Skipped)] == [(9, SkipReason.NO_TITLE)]
    assert next(item for item in items if isinstance(item, Note)).authors == ("Mari Ito",)


@pytest.mark.parametrize("text", [RIS.replace("  - ", " - "), RIS.replace("\n", "\n\n"), "\ufeff" + RIS, "\n\n" + RIS])
def test_ris_with_other_spaces_and_lines_is_the_same(text: str) -> None:
    values, expected = summary(note_in(text)), summary(note_in(RIS))
    assert {name: values[name] for name in ("title", "authors", "ids", "tags", "year")} == {
        name: expected[name] for name in ("title", "authors", "ids", "tags", "year")
    }


NBIB = """
PMID- 12345678
OWN - NLM
STAT- MEDLINE
IS  - 1234-5679 (Print)
VI  - 7
IP  - 2
DP  - 2018 Mar 14
TI  - Slow water and quiet
      hearts: a trial.
PG  - 377-86
LID - 10.1000/hearts.7 [doi]
LID - e77 [pii]
AB  - BACKGROUND: Hearts beat.
      METHODS: We listened.
FAU - van der Berg, Anna
AU  - van der Berg A
AD  - Department of Quiet, Elsewhere.
FAU - Rossi, Bruno
AU  - Rossi B
CN  - Quiet Hearts Study Group
LA  - eng
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - J Quiet Med
JT  - Journal of quiet medicine
MH  - Humans
MH  - *Heart Rate/physiology
MH  - Water/*therapeutic use
OT  - heart
OT  - quiet
PMC - PMC7654321
SO  - J Quiet Med. 2018 Mar 14;7(2):377-86.

PMID- 23456789
TI  - [A garden by the lake].
TT  - Ein Garten am See.
AU  - Gruber LM Jr
DP  - 2001 Jan-Feb
JT  - Der Garten
PT  - Journal Article
"""


def test_every_value_of_an_nbib_entry_is_kept() -> None:
    first, second = notes_in(NBIB)
    assert summary(first) == {
        "title": "Slow water and quiet hearts: a trial", "venue": "Journal of quiet medicine", "year": 2018, "month": 3,
        "authors": ["Anna van der Berg", "Bruno Rossi", "Quiet Hearts Study Group"],
        "tags": ["heart", "quiet", "Heart Rate", "Water"], "kind": "paper",
        "summary": "BACKGROUND: Hearts beat. METHODS: We listened.",
        "ids": ["doi:10.1000/hearts.7", "pmid:12345678", "pmcid:PMC7654321"],
    }  # fmt: skip
    assert field(first, "pages") == "377-386"
    assert field(first, "mesh") == "Humans; *Heart Rate/physiology; Water/*therapeutic use"
    assert (first.line, first.end_line, second.line) == (2, 33, 35)
    assert summary(second) == {
        "title": "Ein Garten am See", "others": ["A garden by the lake"], "authors": ["L. M. Gruber Jr"],
        "venue": "Der Garten", "year": 2001, "month": 1, "kind": "paper", "ids": ["pmid:23456789"],
    }  # fmt: skip


def test_an_entry_of_pmc_begins_with_its_number_there() -> None:
    text = (
        "\nPMC - PMC76{0}\nPMID- 345{0}\nTI  - On moss {0}.\nLID - e{0} [pii]\nGN  - NLM: {0}\nPT  - Journal Article\n"
    )
    first, second = notes_in("".join(text.format(number) for number in (11, 22)))
    assert [summary(note)["ids"] for note in (first, second)] == [
        ["pmid:34511", "pmcid:PMC7611"],
        ["pmid:34522", "pmcid:PMC7622"],
    ]
    assert (field(first, "pii"), field(first, "general-note")) == ("e11", "NLM: 11")


def test_eric_names_the_publisher_of_what_is_in_no_journal_as_a_journal() -> None:
    text = "OWN - ERIC\nTI  - On {0}\nJT  - {0}\nPT  - Reports - Research\nISSN - EISSN-1234-5679\n"
    report, article = notes_in(f"{text.format('Tests')}\n{text.format('Schools')}VI  - 7\n")
    assert (report.kind_hint, report.venue, field(report, "publisher")) == ("report", "", "Tests")
    assert (article.venue, field(article, "publisher"), field(article, "issn")) == ("Schools", "", "1234-5679")


ENDNOTE_TAGGED = """%0 Conference Paper
%A Okafor, Ada
%A Quiet Rivers Initiative,
%T Nets that listen
%B Proceedings of the Meeting on Nets
%D 2021
%8 June 3
%P 11-19
%I Example Press
%@ 978-3-16-148410-0
%R 10.1000/nets.21
%U https://nets.example.org/21
%K listening; nets
%X We let nets listen.
%Z Good figures.
%F okafor2021nets

%0 Journal Article
%A 张三
%A 李四
%+ 清华大学
%T 图像识别的研究
%J 计算机学报
%D 2020
%V 43
%K 深度学习;图像识别
%W CNKI
"""


def test_every_value_of_a_tagged_endnote_entry_is_kept() -> None:
    first, second = notes_in(ENDNOTE_TAGGED)
    assert summary(first) == {
        "title": "Nets that listen", "authors": ["Ada Okafor", "Quiet Rivers Initiative"], "year": 2021, "month": 6,
        "venue": "Proceedings of the Meeting on Nets", "tags": ["listening", "nets"], "summary": "We let nets listen.",
        "comment": "Good figures.", "key": "okafor2021nets", "kind": "paper", "ids": ["doi:10.1000/nets.21"],
    }  # fmt: skip
    assert summary(second) == {
        "title": "图像识别的研究", "authors": ["张三", "李四"], "venue": "计算机学报", "year": 2020,
        "tags": ["深度学习", "图像识别"], "kind": "paper",
    }  # fmt: skip


def test_entries_without_types_are_separated_by_blank_lines() -> None:
    first, second = notes_in("%T One thing\n%A Ito, Mari\n%D 1999\n\n%T Another thing\n%A Ito, Mari\n")
    assert (first.title, second.title) == ("One thing", "Another thing")


WEB_OF_SCIENCE = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU van der Berg, AM
   Rossi, B
TI Quiet rivers: a study
   of slow water
SO JOURNAL OF SLOW THINGS
PD MAY
PY 2019
VL 12
BP 101
EP 118
DI 10.1000/slow.2019
DE rivers; slow water;
   hydrology
AB Rivers are slow.
PM 12345678
UT WOS:000001
ER

EF
"""


def test_every_value_of_a_web_of_science_entry_is_kept() -> None:
    note = note_in(WEB_OF_SCIENCE)
    assert summary(note) == {
        "title": "Quiet rivers: a study of slow water", "authors": ["A. M. van der Berg", "B. Rossi"], "year": 2019,
        "venue": "Journal of Slow Things", "month": 5, "tags": ["rivers", "slow water", "hydrology"], "kind": "paper",
        "summary": "Rivers are slow.", "ids": ["doi:10.1000/slow.2019", "pmid:12345678"],
    }  # fmt: skip
    assert field(note, "pages") == "101-118"


def test_a_pasted_entry_of_the_web_of_science_has_lost_its_blanks() -> None:
    text = WEB_OF_SCIENCE.replace("\n   ", "\n").replace("van der Berg, AM", "Berg, AM (a.berg@moss.example)")
    note = note_in(text.replace("BP 101\nEP 118", "PS 101-18"))
    assert (note.title, note.authors) == ("Quiet rivers: a study of slow water", ("A. M. Berg", "B. Rossi"))
    assert (note.tags[-1], field(note, "pages")) == ("hydrology", "101-18")
    one_line = text.replace("moss.example)\nRossi", "moss.example); Rossi").replace(
        "SLOW THINGS", "THINGS\nJI J. Things"
    )
    assert note_in(one_line).authors == ("A. M. Berg", "B. Rossi")
    assert note_in(text.replace("JOURNAL OF SLOW THINGS", "MOSSES\nJI Mosses")).venue == "Mosses"


CSL_JSON = """[
 {"id": "berg2019quiet", "type": "article-journal", "title": "Quiet <i>rivers</i>",
  "author": [{"family": "Berg", "given": "Anna", "non-dropping-particle": "van der"},
             {"family": "Rossi", "given": "Bruno", "suffix": "Jr."}, {"literal": "River Watch Initiative"}],
  "container-title": "Journal of Slow Things", "container-title-short": "J. Slow Things", "volume": "12", "issue": 3,
  "page": "101-118", "issued": {"date-parts": [["2019", 5, 7]]}, "accessed": {"date-parts": [[2020, 2, 3]]},
  "DOI": "10.1000/slow.2019", "URL": "https://slow.example.org/quiet", "ISSN": "1234-5679",
  "abstract": "Rivers are slow.", "keyword": "rivers, slow water, hydrology",
  "note": "PMID: 12345678\\nRead twice.", "translator": [{"family": "Ito", "given": "Mari"}]},
 {"id": "http://zotero.org/users/1/items/ABCD2345", "type": "article", "title": "A preprint",
  "issued": {"literal": "March 2021"}, "publisher": "arXiv", "number": "arXiv:2103.00001", "annote": "<p>Mine.</p>"},
 {"id": "ITEM-3", "type": "chapter", "title": "A chapter", "author": [{"family": "Ito"}], "ISBN": "978-3-16-148410-0",
  "container-title": "The Book", "collection-title": "Series B"}
]
"""


def test_every_value_of_csl_json_is_kept() -> None:
    first, second, third = notes_in(CSL_JSON)
    assert summary(first) == {
        "title": "Quiet rivers", "authors": ["Anna van der Berg", "Bruno Rossi Jr.", "River Watch Initiative"],
        "venue": "Journal of Slow Things", "year": 2019, "month": 5, "date": "2020-02-03", "key": "berg2019quiet",
        "tags": ["rivers", "slow water", "hydrology"], "summary": "Rivers are slow.", "comment": "Read twice.",
        "kind": "paper", "ids": ["doi:10.1000/slow.2019", "pmid:12345678"],
    }  # fmt: skip
    names = ("volume", "number", "pages", "issn", "translator", "journal-abbreviation")
    assert [field(first, name) for name in names] == ["12", "3", "101-118", "1234-5679", "Mari Ito", "J. Slow Things"]
    assert summary(second) == {
        "title": "A preprint", "year": 2021, "month": 3, "kind": "paper", "ids": ["arxiv:2103.00001"], "comment": "Mine.",
    }  # fmt: skip
    assert summary(third) == {"title": "A chapter", "authors": ["Ito"], "venue": "The Book", "kind": "paper"}
    assert (field(third, "book-isbn"), field(third, "series")) == ("9783161484100", "Series B")
    assert [(note.line, note.end_line) for note in (first, second, third)] == [(2, 9), (10, 11), (12, 13)]


@pytest.mark.parametrize(
    "text",
    [
        '{"items": [{"id": "a1", "type": "book", "title": "One", "issued": {"date-parts": [[2001]]}}]}',
        '{"a1": {"type": "book", "title": "One", "author": [{"family": "Ito", "given": "Mari"}]}}',
        '{"type": "book", "title": "One", "author": [{"given": "Mari", "family": "Ito"}], "DOI": "10.1000/1"}',
        '[{"id": 1, "type": "book", "title": "One", "ISBN": "978-3-16-148410-0"}]',
        '\n[ {"type": "book", "title": "One", "author": [{"given": "Mari", "family": "Ito"}]} ]',
    ],
)
def test_forms_of_csl_json(text: str) -> None:
    note = note_in(text)
    assert (note.title, note.kind_hint, note.layout) == ("One", "book", "csl-json")


CSL_YAML = """---
references:
- id: berg2019quiet
  type: article-journal
  title: "Quiet *rivers*: a [study]{.nocase} of H~2~O"
  author:
  - family: Berg
    given: Anna
    non-dropping-particle: van der
  - literal: River Watch Initiative
  container-title: Journal of Slow Things
  issued:
  - year: 2019
    month: 5
  DOI: 10.1000/slow.2019
  keyword: rivers, slow water, hydrology
- id: ito2001
  title: [unclosed
  type: book
- id: ito2002
  type: book
  title: A book
  author: [{family: Ito, given: Mari}]
  issued: {date-parts: [[2002, 3]]}
...
"""


def test_csl_yaml_is_read_item_by_item() -> None:
    first, problem, last = read(CSL_YAML)
    assert summary(first) == {
        "title": "Quiet rivers: a study of H2O", "authors": ["Anna van der Berg", "River Watch Initiative"],
        "venue": "Journal of Slow Things", "year": 2019, "month": 5, "key": "berg2019quiet", "kind": "paper",
        "tags": ["rivers", "slow water", "hydrology"], "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    assert (first.layout, first.line, first.end_line, problem.line) == ("csl-yaml", 3, 16, 19)
    assert summary(last) == {
        "title": "A book", "authors": ["Mari Ito"], "year": 2002, "month": 3, "key": "ito2002", "kind": "book",
    }  # fmt: skip
    page = CSL_YAML.replace("...\n", "---\n") + "\nA page that cites [@berg2019quiet].\n"
    assert not READERS.load("csl-yaml").recognises(Document("page.md", page))


def test_one_broken_item_of_csl_json_is_told_and_the_others_are_read() -> None:
    broken = CSL_JSON.replace('"title": "A preprint",', '"title": "A preprint" oops,')
    items = read(broken)
    assert [item.title for item in items if isinstance(item, Note)] == ["Quiet rivers", "A chapter"]
    (problem,) = (item for item in items if isinstance(item, Problem))
    assert (problem.line, problem.is_warning) == (10, False)
    items = read(CSL_JSON[: CSL_JSON.index('"A chapter"')])
    assert [item.title for item in items if isinstance(item, Note)] == ["Quiet rivers", "A preprint"]
    assert [item.line for item in items if isinstance(item, Problem)] == [12]


ZOTERO_JSON = """{
  "config": {"id": "36a3b0b5-bad0-4a04-b79b-441c7cef77db", "label": "BetterBibTeX JSON", "options": {}},
  "items": [
    {"itemType": "conferencePaper", "itemKey": "ABCD2345", "citationKey": "okafor2021nets", "title": "Nets that listen",
     "creators": [{"creatorType": "author", "firstName": "Ada", "lastName": "Okafor"},
                  {"creatorType": "author", "name": "Quiet Rivers Initiative"},
                  {"creatorType": "editor", "firstName": "Bruno", "lastName": "Rossi"}],
     "proceedingsTitle": "Proceedings of the Meeting on Nets", "conferenceName": "NETS 21", "date": "2021-06-03",
     "DOI": "10.1000/nets.21", "ISBN": "978-3-16-148410-0", "url": "https://nets.example.org/21", "pages": "11-19",
     "abstractNote": "We let nets listen.", "dateAdded": "2022-01-05T10:00:00Z", "shortTitle": "Nets",
     "tags": [{"tag": "listening"}, {"tag": "Computer Science", "type": 1}],
     "notes": [{"note": "<div><p>Good figures.</p></div>"}], "extra": "PMID: 12345678\\nseen at the fair"},
    {"itemType": "attachment", "title": "PDF"},
    {"itemType": "preprint", "itemKey": "EFGH2345", "title": "A preprint", "repository": "arXiv",
     "archiveID": "arXiv:2103.00001", "creators": []}
  ]
}
"""


def test_every_value_of_better_bibtex_json_is_kept() -> None:
    first, second = notes_in(ZOTERO_JSON)
    assert summary(first) == {
        "title": "Nets that listen", "authors": ["Ada Okafor", "Quiet Rivers Initiative"], "year": 2021, "month": 6,
        "venue": "Proceedings of the Meeting on Nets", "date": "2022-01-05", "key": "okafor2021nets", "kind": "paper",
        "tags": ["listening"], "summary": "We let nets listen.", "comment": "Good figures.\n\nseen at the fair",
        "ids": ["doi:10.1000/nets.21", "pmid:12345678"],
    }  # fmt: skip
    names = ("editor", "pages", "short-title", "automatic-tag", "conference-name", "book-isbn", "export-id")
    assert [field(first, name) for name in names] == [
        "Bruno Rossi", "11-19", "Nets", "Computer Science", "NETS 21", "9783161484100", "ABCD2345",
    ]  # fmt: skip
    assert summary(second) == {"title": "A preprint", "kind": "paper", "ids": ["arxiv:2103.00001"]}
    assert [(note.line, note.end_line) for note in (first, second)] == [(4, 12), (14, 15)]


def test_notes_and_files_without_an_item_are_told() -> None:
    text = ZOTERO_JSON.replace('"title": "PDF"', '"title": "A scan"')
    (skipped,) = (item for item in read(text) if isinstance(item, Skipped))
    assert (skipped.line, skipped.detail) == (13, 'attachment "A scan"')
    rdf = ZOTERO_RDF.replace('<dcterms:isReferencedBy rdf:resource="#item_12"/>', "")
    (skipped,) = (item for item in read(rdf) if isinstance(item, Skipped))
    assert skipped.detail == 'note "Read for the seminar."'


def test_items_of_the_web_api_have_their_notes() -> None:
    text = """[
      {"key": "ABCD2345", "version": 3, "data": {"key": "ABCD2345", "itemType": "blogPost", "title": "A post",
        "url": "https://post.example.org/1", "blogTitle": "Posts", "tags": [{"tag": "web"}], "creators": []}},
      {"key": "NOTE2345", "version": 4, "data": {"key": "NOTE2345", "itemType": "note", "parentItem": "ABCD2345",
        "note": "<p>Mine &amp; yours</p>"}}
    ]"""
    note = note_in(text)
    assert (note.title, note.kind_hint, note.comment, note.tags) == ("A post", "blogpost", "Mine & yours", ("web",))


ZOTERO_CSV = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","ISSN","DOI","Url",'
    '"Abstract Note","Date","Date Added","Access Date","Pages","Issue","Volume","Short Title","Extra","Notes",'
    '"Manual Tags","Automatic Tags","Editor"\n'
    '"ABCD2345","journalArticle","2019","van der Berg, Anna; River Watch Initiative","Quiet rivers, ""slow"" water",'
    '"Journal of Slow Things","","1234-5679","10.1000/slow.2019","https://slow.example.org/quiet","Rivers\nare slow.",'
    '"2019-05-07","2020-02-03 10:11:12","","101-118","3","12","Quiet rivers","PMID: 12345678 Citation Key: berg2019quiet",'
    '"<p>One.</p>; <p>Two.</p>","rivers; slow water","Hydrology","Rossi, Bruno"\n'
    '"EFGH2345","thesis","2001","Gruber, Lena","A thesis","","","","","","","2001","","","","","","","","","","",""\n'
)


def test_every_value_of_zotero_csv_is_kept() -> None:
    first, second = notes_in(ZOTERO_CSV)
    assert summary(first) == {
        "title": 'Quiet rivers, "slow" water', "authors": ["Anna van der Berg", "River Watch Initiative"], "year": 2019,
        "month": 5, "venue": "Journal of Slow Things", "date": "2020-02-03", "key": "berg2019quiet", "kind": "paper",
        "tags": ["rivers", "slow water"], "summary": "Rivers are slow.", "comment": "One.\n\nTwo.",
        "ids": ["doi:10.1000/slow.2019", "pmid:12345678"],
    }  # fmt: skip
    names = ("issn", "volume", "number", "pages", "automatic-tag", "editor")
    assert [field(first, name) for name in names] == ["1234-5679", "12", "3", "101-118", "Hydrology", "Bruno Rossi"]
    assert summary(second) == {"title": "A thesis", "authors": ["Lena Gruber"], "year": 2001, "kind": "thesis"}
    assert [(note.line, note.end_line) for note in (first, second)] == [(2, 3), (4, 4)]


def test_zotero_csv_saved_by_a_spreadsheet_is_the_same() -> None:
    rows = list(csv.reader(io.StringIO(ZOTERO_CSV)))
    target = io.StringIO()
    csv.writer(target, delimiter=";").writerows(rows)
    text = target.getvalue().replace("\r\n", "\n")
    assert [summary(note) for note in notes_in("\ufeff" + text)] == [summary(note) for note in notes_in(ZOTERO_CSV)]


def test_a_missing_quotation_mark_in_a_csv_spoils_one_row() -> None:
    header, rest = ZOTERO_CSV.split("\n", 1)
    broken = f'{header}\n"AAAA2345","book","2000","Ito, Mari","A "book"\n{rest}'
    items = read(broken)
    assert [item.title for item in items if isinstance(item, Note)] == ['Quiet rivers, "slow" water', "A thesis"]
    assert [item.line for item in items if isinstance(item, Problem)] == [2]


ENDNOTE_XML = """<?xml version="1.0" encoding="UTF-8"?>
<xml><records>
<record>
  <database name="Mine.enl" path="/x/Mine.enl">Mine.enl</database><rec-number>7</rec-number>
  <ref-type name="Journal Article">17</ref-type>
  <contributors><authors>
    <author><style face="normal" font="default" size="100%">van der Berg, Anna</style></author>
    <author><style>River Watch Initiative,</style></author></authors>
    <secondary-authors><author><style>Rossi, Bruno</style></author></secondary-authors></contributors>
  <titles><title><style>Quiet </style><style face="italic">rivers</style></title>
    <secondary-title><style>Journal of Slow Things</style></secondary-title></titles>
  <periodical><full-title><style>Journal of Slow Things</style></full-title><abbr-1>J. Slow Things</abbr-1></periodical>
  <pages><style>101-118</style></pages><volume><style>12</style></volume><number><style>3</style></number>
  <keywords><keyword><style>rivers</style></keyword><keyword><style>slow water</style></keyword></keywords>
  <dates><year><style>2019</style></year><pub-dates><date><style>May 7</style></date></pub-dates></dates>
  <isbn><style>1234-5679</style></isbn>
  <accession-num>12345678</accession-num><remote-database-provider>PubMed</remote-database-provider>
  <electronic-resource-num><style>doi:10.1000/slow.2019</style></electronic-resource-num>
  <abstract><style>Rivers are slow &amp; quiet.</style></abstract><notes><style>Read for the seminar.</style></notes>
  <urls><related-urls><url><style>https://slow.example.org/quiet</style></url></related-urls>
    <pdf-urls><url>internal-pdf://quiet.pdf</url></pdf-urls></urls>
  <label><style>berg2019quiet</style></label>
</record>
<record><ref-type name="Book">6</ref-type><titles><title>A book</title><secondary-title>Series B</secondary-title></titles>
  <isbn>978-3-16-148410-0</isbn><urls><related-urls><url>&lt;Go to ISI&gt;://0001</url></related-urls></urls></record>
</records></xml>
"""


def test_every_value_of_endnote_xml_is_kept() -> None:
    first, second = notes_in(ENDNOTE_XML)
    assert summary(first) == {
        "title": "Quiet rivers", "authors": ["Anna van der Berg", "River Watch Initiative"], "year": 2019, "month": 5,
        "venue": "Journal of Slow Things", "tags": ["rivers", "slow water"], "summary": "Rivers are slow & quiet.",
        "comment": "Read for the seminar.", "key": "berg2019quiet", "kind": "paper",
        "ids": ["doi:10.1000/slow.2019", "pmid:12345678"],
    }  # fmt: skip
    names = ("volume", "number", "pages", "issn", "editor", "file", "journal-abbreviation", "export-id")
    assert [field(first, name) for name in names] == [
        "12", "3", "101-118", "1234-5679", "Bruno Rossi", "internal-pdf://quiet.pdf", "J. Slow Things", "7",
    ]  # fmt: skip
    assert summary(second) == {"title": "A book", "kind": "book", "ids": ["isbn:9783161484100"]}
    assert (field(second, "series"), [link.url for link in second.links]) == ("Series B", [])
    assert [(note.line, note.end_line) for note in (first, second)] == [(3, 23), (24, 25)]


OLD_ENDNOTE_XML = """<XML><RECORDS>
<RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE><REFNUM>1</REFNUM><AUTHORS><AUTHOR>van der Berg, Anna</AUTHOR></AUTHORS>
<YEAR>2019</YEAR><TITLE>Quiet rivers</TITLE><SECONDARY_TITLE>Journal of Slow Things</SECONDARY_TITLE><VOLUME>4</VOLUME>
<KEYWORDS><KEYWORD>rivers</KEYWORD></KEYWORDS><LABEL></LABEL><NOTES>Mine.</NOTES><URL>10.1000/slow.2019</URL></RECORD>
<RECORD><REFERENCE_TYPE>13</REFERENCE_TYPE><TITLE>A package</TITLE></RECORD>
</RECORDS></XML>
"""


def test_the_older_endnote_xml() -> None:
    first, second = notes_in(OLD_ENDNOTE_XML)
    assert summary(first) == {
        "title": "Quiet rivers", "authors": ["Anna van der Berg"], "year": 2019, "venue": "Journal of Slow Things",
        "tags": ["rivers"], "comment": "Mine.", "kind": "paper", "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    assert summary(second) == {"title": "A package"}


ZOTERO_RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:link="http://purl.org/rss/1.0/modules/link/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/" xmlns:vcard="http://nwalsh.com/rdf/vCard#">
    <bib:Article rdf:about="https://slow.example.org/quiet">
        <z:itemType>journalArticle</z:itemType>
        <dcterms:isPartOf rdf:resource="urn:issn:1234-5679"/>
        <bib:authors><rdf:Seq>
            <rdf:li><foaf:Person><foaf:surname>van der Berg</foaf:surname><foaf:givenName>Anna</foaf:givenName></foaf:Person></rdf:li>
            <rdf:li><foaf:Person><foaf:surname>River Watch Initiative</foaf:surname></foaf:Person></rdf:li>
        </rdf:Seq></bib:authors>
        <dcterms:isReferencedBy rdf:resource="#item_12"/>
        <link:link rdf:resource="#item_13"/>
        <dc:subject>rivers</dc:subject>
        <dc:subject><z:AutomaticTag><rdf:value>Hydrology</rdf:value></z:AutomaticTag></dc:subject>
        <dc:title>Quiet rivers</dc:title>
        <dcterms:abstract>Rivers are slow.</dcterms:abstract>
        <dc:date>2019-05-07</dc:date>
        <z:language>en</z:language>
        <z:citationKey>berg2019quiet</z:citationKey>
        <dc:identifier><dcterms:URI><rdf:value>https://slow.example.org/quiet</rdf:value></dcterms:URI></dc:identifier>
        <dcterms:dateSubmitted>2020-02-03 10:11:12</dcterms:dateSubmitted>
        <bib:pages>101-118</bib:pages>
    </bib:Article>
    <bib:Journal rdf:about="urn:issn:1234-5679">
        <dc:title>Journal of Slow Things</dc:title><prism:volume>12</prism:volume><prism:number>3</prism:number>
        <dc:identifier>DOI 10.1000/slow.2019</dc:identifier><dc:identifier>ISSN 1234-5679</dc:identifier>
    </bib:Journal>
    <bib:Memo rdf:about="#item_12"><rdf:value>&lt;p&gt;Read for the seminar.&lt;/p&gt;</rdf:value></bib:Memo>
    <z:Attachment rdf:about="#item_13"><z:itemType>attachment</z:itemType><dc:title>Full Text</dc:title></z:Attachment>
    <bib:BookSection rdf:about="#item_14">
        <z:itemType>bookSection</z:itemType><dc:title>A chapter</dc:title>
        <dcterms:isPartOf><bib:Book><dc:title>The Book</dc:title><dc:identifier>ISBN 978-3-16-148410-0</dc:identifier>
          <dcterms:isPartOf><bib:Series><dc:title>Series B</dc:title></bib:Series></dcterms:isPartOf></bib:Book></dcterms:isPartOf>
        <dc:publisher><foaf:Organization><vcard:adr><vcard:Address><vcard:locality>Elsewhere</vcard:locality></vcard:Address></vcard:adr>
          <foaf:name>Example Press</foaf:name></foaf:Organization></dc:publisher>
    </bib:BookSection>
    <z:Collection rdf:about="#collection_1"><dc:title>Thesis</dc:title><dcterms:hasPart rdf:resource="#collection_2"/></z:Collection>
    <z:Collection rdf:about="#collection_2"><dc:title>Water</dc:title>
        <dcterms:hasPart rdf:resource="https://slow.example.org/quiet"/></z:Collection>
</rdf:RDF>
"""


def test_every_value_of_zotero_rdf_is_kept() -> None:
    first, second = notes_in(ZOTERO_RDF)
    assert summary(first) == {
        "title": "Quiet rivers", "authors": ["Anna van der Berg", "River Watch Initiative"], "year": 2019, "month": 5,
        "venue": "Journal of Slow Things", "tags": ["rivers"], "summary": "Rivers are slow.", "date": "2020-02-03",
        "comment": "Read for the seminar.", "key": "berg2019quiet", "kind": "paper", "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    names = ("volume", "number", "pages", "issn", "language", "automatic-tag", "collections")
    assert [field(first, name) for name in names] == [
        "12", "3", "101-118", "1234-5679", "en", "Hydrology", "Thesis / Water",
    ]  # fmt: skip
    assert summary(second) == {"title": "A chapter", "venue": "The Book", "kind": "paper"}
    names = ("series", "publisher", "place", "book-isbn")
    assert [field(second, name) for name in names] == ["Series B", "Example Press", "Elsewhere", "9783161484100"]
    assert (first.line, first.end_line, second.line) == (6, 25, 32)


@pytest.mark.parametrize("text", [ENDNOTE_XML, ZOTERO_RDF])
def test_broken_xml_is_told_once_and_read_as_far_as_it_goes(text: str) -> None:
    broken = text.replace("Rivers are slow", "Rivers <are slow\x0c & ")
    items = read(broken)
    assert [item.title for item in items if isinstance(item, Note)][:1] == ["Quiet rivers"]
    (problem,) = (item for item in items if isinstance(item, Problem))
    assert problem.line == broken[: broken.index("<are")].count("\n") + 1


@pytest.mark.parametrize(
    ("keywords", "tags", "kept"),
    [
        (["*Neoplasms/therapy", "Humans", "Soil/*analysis"], ["Neoplasms", "Soil"], "Humans"),
        (["todo/process", "Humans"], ["todo/process", "Humans"], ""),
    ],
)
def test_headings_of_medline_are_tags_without_their_marks(keywords: list[str], tags: list[str], kept: str) -> None:
    lines = ["TY  - JOUR", "TI  - Paper", *(f"KW  - {keyword}" for keyword in keywords), "ER  -"]
    note = note_in("\n".join(lines))
    assert (list(note.tags), field(note, "keyword")) == (tags, kept)


SAMPLES = {
    "csl-yaml": CSL_YAML,
    "endnote-xml": ENDNOTE_XML,
    "zotero-rdf": ZOTERO_RDF,
    "csl-json": CSL_JSON,
    "zotero-json": ZOTERO_JSON,
    "zotero-csv": ZOTERO_CSV,
    "ris": RIS,
    "nbib": NBIB,
    "endnote-tagged": ENDNOTE_TAGGED,
    "web-of-science": WEB_OF_SCIENCE,
}


@pytest.mark.parametrize("layout", SAMPLES)
def test_an_export_is_recognised_by_its_own_reader_only(layout: str) -> None:
    document = Document("export.txt", SAMPLES[layout])
    assert [name for name in READERS if name != "markdown" and READERS.load(name).recognises(document)] == [layout]


@pytest.mark.parametrize("layout", SAMPLES)
def test_an_export_has_the_signs_of_its_layout(layout: str) -> None:
    for start in ("", "\n\n ", "\ufeff"):
        document = Document("export.txt", start + SAMPLES[layout])
        if READERS.load(layout).recognises(document):
            assert layouts_with_signs((layout,), document)
    assert not layouts_with_signs(tuple(SAMPLES), Document("a.md", "# A title\n\nWords.\n"))


def test_a_damaged_header_of_zotero_csv_breaks_no_row() -> None:
    text = SAMPLES["zotero-csv"].replace('"Publication Title"', '"Tags"').replace('"Title"', '"Creators"')
    assert "Tags" in text
    items = list(READERS.load("zotero-csv").read(Document("export", text)))
    assert all(isinstance(item, Note | Skipped | Problem) for item in items)


@pytest.mark.parametrize("layout", SAMPLES)
@given(cuts=st.lists(st.integers(0, 3000), max_size=4), junk=st.text(max_size=30))
def test_no_damage_breaks_a_reader(layout: str, cuts: list[int], junk: str) -> None:
    text = SAMPLES[layout]
    for cut in cuts:
        at = cut % (len(text) + 1)
        text = text[:at] + junk + text[at + 7 :]
    for item in READERS.load(layout).read(Document("export", text)):
        last_line = text.count("\n") + 1
        assert 0 <= item.line <= last_line
        if isinstance(item, Note):
            assert item.line <= item.end_line <= last_line
            assert all(item.line <= link.line <= item.end_line for link in item.links)


PAPERPILE_CSV = """\
Item type,Labels filed in,Folders filed in,Authors,Publication year,Title,Journal,Full journal,Date published,DOI,Arxiv ID,URLs,Keywords,Notes
Journal Article,lamps;oil,To read,"Roe J,van Poe MA",2019,Lanterns in the Fog,J. Lamps,Journal of Lamps,2019-03-01,10.1000/lamps,,http://example.org/a;http://example.org/b,fog,Good.
Preprint Manuscript,,,"Moe L",2020,Old Wicks,,,,,1706.03762,,,
"""


def test_the_csv_of_paperpile() -> None:
    first, second = notes_in(PAPERPILE_CSV, "paperpile.csv")
    assert (first.title, first.authors, first.venue, first.year) == (
        "Lanterns in the Fog",
        ("J Roe", "MA van Poe"),
        "Journal of Lamps",
        2019,
    )
    assert (first.tags, first.kind_hint, first.comment) == (("lamps", "oil", "To read"), "paper", "Good.")
    assert [str(item) for item in extract_query(first).identifiers] == ["doi:10.1000/lamps"]
    assert [str(item) for item in extract_query(second).identifiers] == ["arxiv:1706.03762"]


@pytest.mark.parametrize("labels", ['"labelsNamed": ["lamps"], "foldersNamed": ["To read"]', '"foldersNamed": []'])
def test_the_json_of_paperpile(labels: str) -> None:
    text = (
        '[{"_id": "a-b", "title": "Beacons of the North", "author": [{"first": "Max", "last": "Poe"}, {"last": "Lights"},'
        ' "broken"], "published": {"year": "2001", "month": "3"}, "journalfull": "Journal of Lamps", "journal": "J. Lamps",'
        f' "doi": "10.1000/beacons", "pubtype": "ARTICLE", "citekey": "Poe2001-ab", {labels}}}]'
    )
    note = note_in(text, "paperpile.json")
    assert (note.title, note.authors, note.venue, note.year, note.month) == (
        "Beacons of the North",
        ("Max Poe", "Lights"),
        "Journal of Lamps",
        2001,
        3,
    )
    assert (note.citekey, note.kind_hint) == ("Poe2001-ab", "paper")
    assert note.tags == (("lamps", "To read") if "lamps" in labels else ())


REFWORKS = """Refworks Export Tagged Format
RT=Reference Type

RT Book, Section
SR Electronic(1)
ID 206
A1 van der Berg,Anna
A2 Poe,M. A.
T1 Slow water
YR 2002
FD May 3
VO 1
SP 101
OP 123
K1 rivers
K1 slow water
AB Rivers are slow.
They are.
NO Mine.
NO doi: 10.1000/slow.2002
T2 The Book of Water
PB Example Press
PP Elsewhere
SN 978-3-16-148410-0 (paperback)
UL https://slow.example.org/2002

RT Book, Edited
A1 Ito, Mari
T1 All rivers
YR 1999
SP 240
"""


def test_every_value_of_a_refworks_entry_is_kept() -> None:
    chapter, book = notes_in(REFWORKS)
    assert summary(chapter) == {
        "title": "Slow water", "authors": ["Anna van der Berg"], "venue": "The Book of Water", "year": 2002, "month": 5,
        "tags": ["rivers", "slow water"], "summary": "Rivers are slow. They are.", "comment": "Mine.", "kind": "paper",
        "ids": ["doi:10.1000/slow.2002"],
    }  # fmt: skip
    assert (chapter.layout, chapter.line, field(chapter, "pages"), field(chapter, "editor")) == (
        "refworks",
        4,
        "101-123",
        "M. A. Poe",
    )
    assert [field(chapter, name) for name in ("publisher", "place", "book-isbn")] == [
        "Example Press",
        "Elsewhere",
        "9783161484100",
    ]
    assert (book.authors, field(book, "editor"), field(book, "page-total"), field(book, "pages")) == (
        (),
        "Mari Ito",
        "240",
        "",
    )


PUBMED_XML = """<?xml version="1.0"?>
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">12345678</PMID>
<Article><Journal><ISSN IssnType="Print">1234-5679</ISSN><JournalIssue><Volume>7</Volume><Issue>2</Issue>
<PubDate><Year>2018</Year><Month>Mar</Month><Day>14</Day></PubDate></JournalIssue>
<Title>Journal of quiet medicine</Title><ISOAbbreviation>J Quiet Med</ISOAbbreviation></Journal>
<ArticleTitle>Slow <i>water</i> and hearts.</ArticleTitle><Pagination><MedlinePgn>377-86</MedlinePgn></Pagination>
<Abstract><AbstractText Label="BACKGROUND">Hearts beat.</AbstractText><AbstractText Label="METHODS">We listened.</AbstractText></Abstract>
<AuthorList CompleteYN="N"><Author><LastName>van der Berg</LastName><ForeName>Anna</ForeName><Suffix>Jr</Suffix></Author>
<Author><CollectiveName>Quiet Group</CollectiveName></Author></AuthorList><Language>eng</Language>
<PublicationTypeList><PublicationType UI="D1">Journal Article</PublicationType></PublicationTypeList></Article>
<MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="N">Humans</DescriptorName></MeshHeading>
<MeshHeading><DescriptorName MajorTopicYN="N">Water</DescriptorName><QualifierName MajorTopicYN="Y">therapeutic use</QualifierName></MeshHeading>
</MeshHeadingList><KeywordList><Keyword MajorTopicYN="N">quiet</Keyword></KeywordList></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.1000/hearts.7</ArticleId><ArticleId IdType="pmc">PMC7654321</ArticleId></ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.1000/cited</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle>
<PubmedBookArticle><BookDocument><PMID>23456789</PMID><Book><Publisher><PublisherName>Example Press</PublisherName></Publisher>
<BookTitle>The Book of Water</BookTitle><PubDate><Year>2001</Year><Month>05</Month></PubDate>
<AuthorList Type="editors"><Author><LastName>Ito</LastName><Initials>MK</Initials></Author></AuthorList></Book>
<ArticleTitle>Slow water</ArticleTitle></BookDocument></PubmedBookArticle>
</PubmedArticleSet>
"""


def test_every_value_of_pubmeds_xml_is_kept() -> None:
    article, chapter = notes_in(PUBMED_XML, "pubmed.xml")
    assert summary(article) == {
        "title": "Slow water and hearts", "authors": ["Anna van der Berg Jr", "Quiet Group"], "et_al": True, "year": 2018,
        "month": 3, "venue": "Journal of quiet medicine", "tags": ["quiet", "Water"], "kind": "paper",
        "summary": "BACKGROUND: Hearts beat. METHODS: We listened.",
        "ids": ["doi:10.1000/hearts.7", "pmid:12345678", "pmcid:PMC7654321"],
    }  # fmt: skip
    assert (field(article, "pages"), field(article, "mesh")) == ("377-386", "Humans; Water/therapeutic use")
    assert (article.layout, article.line, chapter.line) == ("pubmed-xml", 3, 18)
    assert (chapter.title, chapter.venue, chapter.year, field(chapter, "editor"), field(chapter, "publisher")) == (
        "Slow water", "The Book of Water", 2001, "M. K. Ito", "Example Press",
    )  # fmt: skip


def test_records_of_a_set_without_pubmeds_data_have_their_own_identifiers() -> None:
    citation = """<MedlineCitation><PMID>{0}</PMID><Article><ArticleTitle>{1}</ArticleTitle>
<ELocationID EIdType="doi">10.1000/{2}</ELocationID></Article></MedlineCitation>"""
    records = [("12345678", "Slow water", "slow.1"), ("23456789", "Quiet rivers", "quiet.2")]
    found = notes_in(
        f"<MedlineCitationSet>{''.join(citation.format(*record) for record in records)}</MedlineCitationSet>", "set.xml"
    )
    assert [summary(note)["ids"] for note in found] == [
        [f"doi:10.1000/{doi}", f"pmid:{pmid}"] for pmid, _, doi in records
    ]


MODS = """<?xml version="1.0"?>
<modsCollection xmlns="http://www.loc.gov/mods/v3">
<mods ID="berg2019quiet"><titleInfo><nonSort>The</nonSort><title>Quiet rivers</title><subTitle>a study</subTitle></titleInfo>
<titleInfo type="translated"><title>Stille Flüsse</title></titleInfo>
<name type="personal"><namePart type="given">Anna</namePart><namePart type="family">van der Berg</namePart>
<role><roleTerm type="text">author</roleTerm></role></name>
<name type="personal"><namePart>Ito, Mari, 1950-</namePart><role><roleTerm>translator</roleTerm></role></name>
<name type="corporate"><namePart>River Watch</namePart></name>
<genre>journal article</genre><abstract>Rivers are slow.</abstract><note>Mine.</note><note type="funding">A grant.</note>
<subject><topic>rivers</topic><geographic>Elsewhere</geographic></subject>
<relatedItem type="host"><titleInfo><title>Journal of Slow Things</title></titleInfo><genre>periodical</genre>
<identifier type="issn">1234-5679</identifier><originInfo><publisher>Example Press</publisher></originInfo>
<part><detail type="volume"><number>12</number></detail><detail type="issue"><number>3</number></detail>
<extent unit="pages"><start>101</start><end>118</end></extent><date>2019-05</date></part></relatedItem>
<identifier type="doi">10.1000/slow.2019</identifier><location><url>https://slow.example.org/2019</url></location></mods>
<mods><titleInfo><title>All rivers</title></titleInfo><name><namePart>Moe, Ada</namePart><role><roleTerm>photographer</roleTerm></role></name>
<typeOfResource>text</typeOfResource><originInfo><dateIssued>1999</dateIssued><issuance>monographic</issuance></originInfo>
<identifier type="isbn">9783161484100</identifier><identifier type="doi" invalid="yes">10.1000/x</identifier></mods>
</modsCollection>
"""


def test_every_value_of_mods_is_kept() -> None:
    article, book = notes_in(MODS, "library.xml")
    assert summary(article) == {
        "title": "The Quiet rivers: a study", "others": ["Stille Flüsse"], "authors": ["Anna van der Berg", "{River Watch}"],
        "venue": "Journal of Slow Things", "year": 2019, "month": 5, "tags": ["rivers"], "summary": "Rivers are slow.",
        "comment": "Mine.", "key": "berg2019quiet", "kind": "paper", "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    names = ("volume", "number", "pages", "issn", "publisher", "translator", "funding", "subject")
    assert [field(article, name) for name in names] == [
        "12", "3", "101-118", "1234-5679", "Example Press", "Mari Ito", "A grant.", "Elsewhere",
    ]  # fmt: skip
    assert (article.layout, article.line, book.line) == ("mods", 3, 16)
    assert summary(book) == {
        "title": "All rivers",
        "authors": ["Ada Moe"],
        "year": 1999,
        "kind": "book",
        "ids": ["isbn:9783161484100"],
    }


WORD = """<?xml version="1.0"?>
<b:Sources SelectedStyle="" xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography">
<b:Source><b:Tag>Ber19</b:Tag><b:SourceType>JournalArticle</b:SourceType><b:Guid>{1-2}</b:Guid>
<b:Author><b:Author><b:NameList><b:Person><b:Last>van der Berg</b:Last><b:First>Anna</b:First><b:Middle>M.</b:Middle></b:Person>
<b:Person><b:Last>Ito</b:Last><b:First>Mari</b:First></b:Person></b:NameList></b:Author></b:Author>
<b:Title>Quiet rivers</b:Title><b:JournalName>Journal of Slow Things</b:JournalName><b:Year>2019</b:Year><b:Month>5</b:Month>
<b:Volume>12</b:Volume><b:Issue>3</b:Issue><b:Pages>101-118</b:Pages><b:DOI>10.1000/slow.2019</b:DOI>
<b:Comments>Mine.</b:Comments></b:Source>
<b:Source><b:Tag>Riv99</b:Tag><b:SourceType>Book</b:SourceType>
<b:Author><b:Author><b:Corporate>River Watch</b:Corporate></b:Author></b:Author>
<b:Title>All rivers</b:Title><b:Year>1999</b:Year><b:City>Elsewhere</b:City><b:Publisher>Example Press</b:Publisher>
<b:StandardNumber>978-3-16-148410-0</b:StandardNumber></b:Source>
</b:Sources>
"""


def test_every_value_of_words_sources_is_kept() -> None:
    article, book = notes_in(WORD, "Sources.xml")
    assert summary(article) == {
        "title": "Quiet rivers", "authors": ["Anna M. van der Berg", "Mari Ito"], "venue": "Journal of Slow Things",
        "year": 2019, "month": 5, "comment": "Mine.", "key": "Ber19", "kind": "paper", "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    assert [field(article, name) for name in ("volume", "number", "pages")] == ["12", "3", "101-118"]
    assert (article.layout, article.line, book.line) == ("word-sources", 3, 9)
    assert summary(book) == {
        "title": "All rivers", "authors": ["{River Watch}"], "year": 1999, "key": "Riv99", "kind": "book",
        "ids": ["isbn:9783161484100"],
    }  # fmt: skip
    assert [field(book, name) for name in ("publisher", "place", "isbn")] == [
        "Example Press",
        "Elsewhere",
        "9783161484100",
    ]


MARC = """<?xml version="1.0"?>
<collection xmlns="http://www.loc.gov/MARC21/slim">
<record><leader>00000cam a2200000 a 4500</leader><controlfield tag="001">991</controlfield>
<controlfield tag="008">990101s1999    xx            000 0 ger  </controlfield>
<datafield tag="020" ind1=" " ind2=" "><subfield code="a">9783161484100 (pbk.)</subfield></datafield>
<datafield tag="100" ind1="1" ind2=" "><subfield code="a">Berg, Anna,</subfield><subfield code="d">1950-</subfield></datafield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">All rivers :</subfield><subfield code="b">a study /</subfield>
<subfield code="c">Anna Berg.</subfield></datafield>
<datafield tag="260" ind1=" " ind2=" "><subfield code="a">Elsewhere :</subfield><subfield code="b">Example Press,</subfield>
<subfield code="c">c1999.</subfield></datafield>
<datafield tag="650" ind1=" " ind2="0"><subfield code="a">Rivers.</subfield></datafield>
<datafield tag="700" ind1="1" ind2=" "><subfield code="a">Ito, Mari.</subfield><subfield code="e">translator.</subfield></datafield></record>
<record><leader>00000nab a2200000 a 4500</leader>
<datafield tag="024" ind1="7" ind2=" "><subfield code="a">10.1000/slow.2019</subfield><subfield code="2">doi</subfield></datafield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Quiet rivers.</subfield></datafield>
<datafield tag="700" ind1="1" ind2=" "><subfield code="a">Moe, Ada,</subfield><subfield code="4">edt</subfield></datafield>
<datafield tag="773" ind1="0" ind2=" "><subfield code="t">Journal of Slow Things.</subfield><subfield code="g">12 (2019), 101-118</subfield></datafield>
</record></collection>
"""


def test_every_value_of_marc_is_kept() -> None:
    book, article = notes_in(MARC, "catalogue.xml")
    assert summary(book) == {
        "title": "All rivers: a study", "authors": ["Anna Berg"], "year": 1999, "tags": ["Rivers"], "kind": "book",
        "ids": ["isbn:9783161484100"],
    }  # fmt: skip
    assert [field(book, name) for name in ("publisher", "place", "isbn", "translator", "language")] == [
        "Example Press", "Elsewhere", "9783161484100", "Mari Ito", "ger",
    ]  # fmt: skip
    assert summary(article)["ids"] == ["doi:10.1000/slow.2019"]
    assert (article.title, article.venue, field(article, "host-part")) == (
        "Quiet rivers",
        "Journal of Slow Things",
        "12 (2019), 101-118",
    )


def test_the_address_of_a_related_resource_is_none_of_the_work() -> None:
    links = "".join(
        f'<datafield tag="856" ind1="4" ind2="{which}"><subfield code="u">https://doi.org/10.1000/{name}</subfield></datafield>'
        for which, name in (("0", "own"), ("2", "other"))
    )
    (note,) = notes_in(
        f"""<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nab a2200000 a 4500</leader>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">Quiet rivers.</subfield></datafield>{links}</record></collection>""",
        "catalogue.xml",
    )
    assert summary(note)["ids"] == ["doi:10.1000/own"]
    assert field(note, "related") == "https://doi.org/10.1000/other"


REDIF = """Template-Type: ReDIF-Person 1.0
Name-Full: Anna Berg

Template-Type: ReDIF-Article 1.0
Title: Quiet rivers,
 a study
Author-Name: Anna van der Berg
Author-Workplace-Name: River Watch
Author-Name: Mari Ito
Abstract: Rivers are slow.
 They are.
Purpose: to say so.
Note: DOI: 10.1000/slow.2019
Journal: Journal of Slow Things
Year: 2019
Month: May
Volume: 12
Issue: 3
Pages: 101-118
DOI: 10.1000/slow.2019
Keywords: rivers, slowness, water
Classification-JEL: Q25
File-URL: https://slow.example.org/2019.pdf
Handle: RePEc:exa:slow:v:12:y:2019
"""


def test_every_value_of_redif_is_kept() -> None:
    article = note_in(REDIF, "slow.redif")
    assert summary(article) == {
        "title": "Quiet rivers, a study", "authors": ["Anna van der Berg", "Mari Ito"], "venue": "Journal of Slow Things",
        "year": 2019, "month": 5, "tags": ["rivers", "slowness", "water"], "summary": "Rivers are slow. They are. Purpose: to say so.",
        "kind": "paper", "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    names = ("volume", "number", "pages", "classification-jel", "handle", "author-workplace-name")
    assert [field(article, name) for name in names] == [
        "12", "3", "101-118", "Q25", "RePEc:exa:slow:v:12:y:2019", "River Watch",
    ]  # fmt: skip
    assert (article.layout, article.line) == ("redif", 4)


CFF = """cff-version: 1.2.0
message: Cite this.
title: River tools
authors:
- family-names: Ito
  given-names: Mari
references:
- type: article
  title: Quiet rivers
  authors:
  - family-names: Berg
    name-particle: van der
    given-names: Anna
  - name: River Watch
  journal: Journal of Slow Things
  year: 2019
  month: 5
  volume: 12
  start: 101
  end: 118
  doi: 10.1000/slow.2019
  notes: Mine.
"""


def test_the_references_of_a_repository_are_notes_and_it_is_none() -> None:
    article = note_in(CFF, "CITATION.cff")
    assert summary(article) == {
        "title": "Quiet rivers", "authors": ["Anna van der Berg", "{River Watch}"], "venue": "Journal of Slow Things",
        "year": 2019, "month": 5, "comment": "Mine.", "kind": "paper", "ids": ["doi:10.1000/slow.2019"],
    }  # fmt: skip
    assert (article.layout, article.line, field(article, "pages")) == ("citation-cff", 9, "101-118")
    assert [item.detail for item in read(CFF, "CITATION.cff") if isinstance(item, Skipped)] == ["the repository itself"]
    assert [note.title for note in notes_in(CFF, "tools.cff")] == ["River tools", "Quiet rivers"]


def test_what_is_broken_in_a_citation_file_is_said() -> None:
    (problem,) = read("cff-version: 1.2.0\ntitle: [\n", "CITATION.cff")
    assert isinstance(problem, Problem)
    assert problem.line > 1


CALIBRE = """<?xml version='1.0' encoding='utf-8'?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
    <dc:identifier opf:scheme="uuid" id="uuid_id">50f71463</dc:identifier>
    <dc:identifier opf:scheme="ISBN">978-3-16-148410-0</dc:identifier>
    <dc:title>Slow water</dc:title>
    <dc:creator opf:file-as="Berg, Anna &amp; Poe, Max" opf:role="aut">Anna van der Berg &amp; Max Poe</dc:creator>
    <dc:contributor opf:role="bkp">calibre (6.0.0)</dc:contributor>
    <dc:date>2002-05-03T00:00:00+00:00</dc:date>
    <dc:description>&lt;p&gt;Rivers are slow.&lt;/p&gt;</dc:description>
    <dc:publisher>Example Press</dc:publisher>
    <dc:subject>rivers</dc:subject>
    <meta name="calibre:series" content="Waters"/>
    <meta name="calibre:series_index" content="2.0"/>
    <meta name="calibre:timestamp" content="2020-09-13T10:00:00+00:00"/>
    <meta name="calibre:user_metadata:#shelf" content="{&quot;#value#&quot;: [&quot;blue&quot;, &quot;top&quot;]}"/>
  </metadata>
</package>
"""


def test_a_book_of_a_calibre_library() -> None:
    note = note_in(CALIBRE, "metadata.opf")
    assert summary(note) == {
        "title": "Slow water", "authors": ["Anna van der Berg", "Max Poe"], "year": 2002, "month": 5,
        "date": "2020-09-13", "tags": ["rivers"], "summary": "Rivers are slow.", "kind": "book",
        "ids": ["isbn:9783161484100"],
    }  # fmt: skip
    assert [field(note, name) for name in ("publisher", "series", "series-index", "shelf")] == [
        "Example Press", "Waters", "2.0", "blue, top",
    ]  # fmt: skip
    assert note_in(CALIBRE.replace("2002-05-03", "0101-01-01"), "metadata.opf").year is None
    parts = CALIBRE.replace("</package>", "<manifest/></package>")
    assert reader_for(Document("content.opf", parts, "content.opf")) is None


def test_the_title_of_a_site_in_zoteros_csv_and_what_a_publishers_page_put_into_extra() -> None:
    text = (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","Extra"\n'
        '"AAAA2222","webpage","2016","Vega, Rita","Moss","Moss House","_eprint: https://doi.org/10.1000/moss"\n'
    )
    note = note_in(text, "library.csv")
    assert (field(note, "publisher"), note.venue, note.comment) == ("Moss House", "", "")
    assert field(note, "extra-eprint") == "https://doi.org/10.1000/moss"


def test_a_section_names_the_newspaper_that_another_item_has() -> None:
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<bib:Article rdf:about="#item_1"><z:itemType>newspaperArticle</z:itemType><dc:title>Moss</dc:title>
 <dcterms:isPartOf><bib:Part><dcterms:isPartOf rdf:resource="urn:issn:1234-5679"/><dc:title>Gardens</dc:title></bib:Part></dcterms:isPartOf>
</bib:Article>
<bib:Newspaper rdf:about="urn:issn:1234-5679"><dc:title>The Moss Times</dc:title>
 <dcterms:isPartOf rdf:resource="urn:issn:1234-5679"/></bib:Newspaper>
</rdf:RDF>
"""
    assert note_in(text, "library.rdf").venue == "The Moss Times"


def test_items_that_manubot_made() -> None:
    text = """[{"id": "doi:10.5555/moss.16", "type": "article-journal", "title": "Moss", "author": [{"family": "Vega"}],
 "note": "This CSL Item was generated by Manubot v0.4.2 from its persistent identifier (standard_id).\\nstandard_id: doi:10.5555/moss.16"},
 {"standard_citation": "pubmed:31000001", "type": "article-journal", "title": "Water", "author": [{"family": "Poe"}],
 "note": "Loaded from an external bibliography file by Manubot.\\nsource_bibliography: a.json\\noriginal_id: x\\nRead again."}]"""
    first, second = notes_in(text, "references.json")
    assert (summary(first)["ids"], first.comment, first.citekey) == (["doi:10.5555/moss.16"], "", "")
    assert (summary(second)["ids"], second.comment) == (["pmid:31000001"], "Read again.")
