"""Exports of reference managers: every value that an export has and a note can hold, and what is broken in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from biblio.errors import Problem
from biblio.extract.query import extract_query
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.layouts import READERS, reader_for


def read(text: str, name: str = "export.txt") -> list[Any]:
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader is not None
    return list(reader.read(document))


def notes_in(text: str, name: str = "export.txt") -> list[Note]:
    items = read(text, name)
    assert [item for item in items if not isinstance(item, Note)] == []
    return items


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


def test_broken_parts_of_ris_are_told_with_their_lines_and_the_rest_is_read() -> None:
    text = (
        "Provider: Example\n\nTY  - JOUR\nTI  - First\nAU  - Ito, Mari\nYear 2011\nER  -\n\n"
        "TY  - JOUR\nAU  - Nobody, Nemo\nER  - \nTY  - JOUR\nTI  - Third\nTY  - JOUR\nTI  - Fourth\x03\n"
    )
    items = read(text)
    assert [item.title for item in items if isinstance(item, Note)] == ["First", "Third", "Fourth"]
    problems = [(item.line, item.is_warning) for item in items if isinstance(item, Problem)]
    assert problems == [(6, True), (9, False), (12, True), (14, True)]
    assert next(item for item in items if isinstance(item, Note)).authors == ("Mari Ito",)


@pytest.mark.parametrize("text", [RIS.replace("  - ", " - "), RIS.replace("\n", "\n\n"), "\ufeff" + RIS, "\n\n" + RIS])
def test_ris_with_other_spaces_and_lines_is_the_same(text: str) -> None:
    values, expected = summary(note_in(text)), summary(note_in(RIS))
    assert {name: values[name] for name in ("title", "authors", "ids", "tags", "year")} == {
        name: expected[name] for name in ("title", "authors", "ids", "tags", "year")
    }


def test_layouts_of_exports_are_listed() -> None:
    assert "ris" in READERS
