"""DBLP's XML: records cut out of a stream, letters by their names, nothing else expanded, nothing fetched."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from biblio.lookup.catalogue.formats.format_base import ReadSizes
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.model.record import Kind, Medium
from tests.lookup.catalogue.format_samples import DBLP, problems, read, rows, write

HEAD = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE dblp SYSTEM "dblp.dtd">\n<dblp>\n'


def book(title: str, more: str = "") -> str:
    return f'<book key="books/x/{len(title)}" mdate="2020-01-01">\n<title>{title}</title>{more}\n</book>\n'


def test_records(tmp_path: Path) -> None:
    attention, coco, thesis, nobody, withdrawn, tool = (
        record for row in rows("dblp", write(tmp_path, "dblp.xml", DBLP)) if (record := record_from_row(row.fields))
    )
    assert attention.title == "Attention Is All You Need"
    assert [str(name) for name in attention.authors] == ["Ashish Vaswani", "Yu Sun"]
    assert (attention.medium, attention.venue, attention.volume) == (Medium.PREPRINT, "", "")
    assert [str(identifier) for identifier in attention.identifiers] == [
        "arxiv:1706.03762",
        "dblp:journals/corr/abs-1706-03762",
    ]
    assert coco.title == "Microsoft COCO: H2O & Common Objects in Context..."
    assert (coco.venue, coco.medium, str(coco.authors[0])) == ("ECCV", Medium.PROCEEDINGS, "Jörg Müller")
    assert str(coco.identifiers[0]) == "doi:10.1007/978-3-319-10602-1_48"
    assert (thesis.kind, thesis.title, thesis.publisher) == (Kind.THESIS, "Über Graphen?", "Universität Trier")
    assert (str(thesis.authors[0]), str(thesis.date)) == ("José Schäfer", "2005-03")
    assert (nobody.authors, nobody.medium) == ((), Medium.COLLECTION)
    assert (withdrawn.note, withdrawn.date) == ("retracted", None)
    assert (tool.kind, str(tool.identifiers[0])) == (Kind.SOFTWARE, "doi:10.1000/<x>")


def test_nothing_is_expanded_and_nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    entities = '<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">'
    text = (
        HEAD.replace(">\n<dblp>", f" [{entities}]>\n<dblp>")
        + book("One &b;")
        + book("Two &f;")
        + book("Three &eacute;")
        + "</dblp>"
    )
    file = write(tmp_path, "dblp.xml", text)
    assert [row.fields["title"] for row in rows("dblp", file)] == ["Three é"]
    assert ["not defined" in problem.what for problem in problems("dblp", file)] == [True, True]


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "UTF-8"])
@pytest.mark.parametrize("chunk", [11, 1 << 18])
def test_the_declared_encoding_counts(encoding: str, chunk: int, tmp_path: Path) -> None:
    text = HEAD.replace("ISO-8859-1", encoding) + book("Über &Uuml;ber &#220;ber") + book("café") + "</dblp>"
    file = write(tmp_path, "dblp.xml", text.encode(encoding), ReadSizes(chunk=chunk))
    first, second = rows("dblp", file)
    assert first.fields["title"] == "Über Über Über"
    assert [row.fields["title"] for row in rows("dblp", file, first.position)] == ["café"] == [second.fields["title"]]


@pytest.mark.parametrize(
    "broken",
    [
        book("T").replace("</title>", "</titel>"),
        book("T").replace("</book>\n", ""),
        book("1 < 2"),
        book("A & B"),
        book("\x01"),
    ],
)
def test_a_broken_record_costs_itself(broken: str, tmp_path: Path) -> None:
    text = HEAD + book("A") + broken + book("B") + "</dblp>\n"
    file = write(tmp_path, "dblp.xml", text)
    assert [row.fields["title"] for row in rows("dblp", file)] == ["A", "B"]
    (problem,) = problems("dblp", file)
    assert problem.line == 7
    assert "not XML" in problem.what
    assert "<string>" not in problem.what
    assert "line" not in problem.what.partition("is not XML")[2]


def test_anything_but_a_record_is_skipped(tmp_path: Path) -> None:
    file = write(
        tmp_path, "dblp.xml", HEAD + book("A") + book("T").replace("<book key", "<key") + book("B") + "</dblp>"
    )
    assert [row.fields["title"] for row in rows("dblp", file)] == ["A", "B"]
    (problem,) = problems("dblp", file)
    assert (problem.line, problem.what) == (7, "this is not a record")


def test_a_dtd_between_records_is_not_read(tmp_path: Path) -> None:
    text = HEAD + book("A") + '<!DOCTYPE book [<!ENTITY a "ha">]>' + book("&a;") + book("B") + "</dblp>"
    file = write(tmp_path, "dblp.xml", text)
    assert [row.fields["title"] for row in rows("dblp", file)] == ["A", "B"]
    assert len(problems("dblp", file)) == 1


def test_streams_and_people_are_not_records(tmp_path: Path) -> None:
    more = "<stream>streams/conf/x</stream><rel type='x'>y</rel>"
    text = HEAD + book("A", more) + "<person key='p'><author>A B</author></person>" + book("B") + "</dblp>"
    assert [row.fields["title"] for row in read("dblp", write(tmp_path, "dblp.xml", text))] == ["A", "B"]  # type: ignore[union-attr]


def test_a_file_without_records_is_a_problem(tmp_path: Path) -> None:
    (problem,) = problems("dblp", write(tmp_path, "dblp.xml", HEAD + "</dblp>"))
    assert "no records" in problem.what
    (problem,) = problems("dblp", write(tmp_path, "dblp.xml", HEAD + book("A") + "<book key='x'><title>cut"))
    assert "in the middle of a record" in problem.what
