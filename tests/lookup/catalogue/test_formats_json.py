"""The sources in JSON: arXiv's snapshot, OpenAlex's works, Crossref's public data file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import FileSample, ReadSizes
from biblio.lookup.catalogue.formats.format_registry import detect_format
from biblio.lookup.catalogue.formats.streams import read_sample
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.services.crossref import parse_crossref_works
from biblio.model.people import Person
from biblio.model.record import Medium, Record, Relation
from tests.lookup.catalogue.format_samples import (
    ARXIV_ROWS,
    CROSSREF_ROWS,
    OPENALEX_ROWS,
    SAMPLES,
    problems,
    read,
    rows,
    write,
)

Row = dict[str, Any]


def records(name: str, folder: Path, text: str | None = None) -> list[Record | None]:
    file, sample, _ = SAMPLES[name]
    return [record_from_row(row.fields) for row in rows(name, write(folder, file, sample if text is None else text))]


def only_row(name: str, folder: Path, row: Row) -> Row:
    (row_read,) = rows(name, write(folder, "one.jsonl", json.dumps(row)))
    return dict(row_read.fields)


# -- arXiv ---------------------------------------------------------------------------------------------------


def test_arxiv(tmp_path: Path) -> None:
    streinu, tao, atlas = records("arxiv", tmp_path)
    assert streinu
    assert tao
    assert atlas
    assert (str(streinu.identifiers[0]), str(streinu.date)) == ("arxiv:0704.0002", "2007-03-31")
    assert streinu.primary_class == "math.CO"
    assert streinu.abstract == "We describe a new algorithm, the $(k,\\ell)$-pebble game with colors, and use it."
    assert [str(name) for name in tao.authors] == ["Terence Tao", "Van H. Vu"]
    assert tao.title == "On Erdős sums"
    assert tao.date is None
    assert "withdrawn" in tao.note
    assert [str(related) for _, related in tao.related] == ["doi:10.1000/one"]
    assert atlas.authors[0] == Person(literal="The ATLAS Collaboration")
    assert atlas.authors[1] == Person(family="Erdős", given="Pál", suffix="Jr.")
    assert atlas.authors[2] == Person(family="Aad", given="G.")


@pytest.mark.parametrize(
    ("versions", "day"),
    [
        ([{"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}], "2007-04-02"),
        ([{"version": "v1", "created": "2 April 2007 19:18:42"}], "2007-04-02"),
        ([{"version": "v1", "created": "yesterday"}], None),
        ([{"version": "v1", "created": None}], None),
        (["v1"], None),
        ({}, None),
        (None, None),
    ],
)
def test_arxiv_dates(versions: object, day: str | None, tmp_path: Path) -> None:
    row = {**ARXIV_ROWS[0], "versions": versions}
    assert only_row("arxiv", tmp_path, row).get("published") == day  # never the day of the last change


# -- OpenAlex ------------------------------------------------------------------------------------------------


def test_openalex(tmp_path: Path) -> None:
    state, preprint = records("openalex", tmp_path)
    assert state
    assert preprint
    assert [str(identifier) for identifier in state.identifiers] == [
        "doi:10.7717/peerj.4375", "arxiv:1706.03762", "pmid:29456894", "pmcid:PMC5815332",
    ]  # fmt: skip
    assert (state.medium, state.venue, str(state.date), state.pages) == (Medium.JOURNAL, "PeerJ", "2018-02", "e4375")
    assert [str(name) for name in state.authors] == ["Heather Piwowar", "Jason Priem"]
    assert state.abstract == "Despite growing interest in OA in"
    assert state.note == "retracted"
    # The first of January may be just the year, and a repository is no venue.
    assert (preprint.medium, preprint.venue, str(preprint.date)) == (Medium.PREPRINT, "", "2020")
    assert preprint.title == "A preprint"


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        ("article", "journal", "journal-article"),
        ("review", "journal", "journal-article"),
        ("article", "conference", "proceedings-article"),
        ("article", "book series", "book-chapter"),
        ("article", "repository", None),
        ("article", None, None),
        ("preprint", "repository", "preprint"),
        ("dissertation", "repository", "dissertation"),
        ("dataset", None, "dataset"),
    ],
)
def test_openalex_types(kind: str, source: str | None, expected: str | None, tmp_path: Path) -> None:
    row = {**OPENALEX_ROWS[0], "type": kind, "primary_location": {"source": {"type": source, "display_name": "X"}}}
    assert only_row("openalex", tmp_path, row).get("type") == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("https://doi.org/10.7717/peerj.4375", None),
        ("https://pdfs.example.org/10.1000/another-version", None),  # would be read as another DOI
        ("https://aclanthology.org/P19-1285", "https://aclanthology.org/P19-1285"),
    ],
)
def test_openalex_pages(page: str, expected: str | None, tmp_path: Path) -> None:
    row = {**OPENALEX_ROWS[0], "primary_location": {"landing_page_url": page}}
    assert only_row("openalex", tmp_path, row).get("url") == expected


@pytest.mark.parametrize("changed", [{"is_paratext": True}, {"type": "peer-review"}, {"type": "grant"}])
def test_anything_but_a_work_is_left_out(changed: Row, tmp_path: Path) -> None:
    assert read("openalex", write(tmp_path, "part_0000", json.dumps({**OPENALEX_ROWS[0], **changed}))) == []


def test_other_entities_of_openalex_are_not_taken_for_works() -> None:
    author = {"id": "https://openalex.org/A1", "display_name": "Ada", "works_count": 3, "x_concepts": [{"id": "W"}]}
    assert detect_format(FileSample("part_000", json.dumps(author).encode())) is None


# -- Crossref ------------------------------------------------------------------------------------------------


def test_crossref(tmp_path: Path) -> None:
    coco, transformer, nameless = records("crossref", tmp_path)
    assert coco
    assert transformer
    assert nameless is None  # it has no title
    assert coco.authors[1:4] == (
        Person(family="King", given="Martin Luther", suffix="Jr."),
        Person(literal="The COCO & Team"),
        Person(family="Roe", given="Jane"),
    )
    assert coco.truncated
    assert (coco.venue, coco.series) == ("Computer Vision – ECCV 2014", "Lecture Notes in Computer Science")
    assert coco.abstract == "We present a dataset < 3."
    assert [str(identifier) for identifier in transformer.identifiers] == ["doi:10.18653/v1/p19-1285", "acl:P19-1285"]
    assert [(relation, str(identifier)) for relation, identifier in transformer.related] == [
        (Relation.PREPRINT, "arxiv:1901.02860")
    ]
    assert (str(transformer.date), transformer.note) == ("2019-07", "retracted")


def test_a_dump_and_a_reply_of_the_service_say_the_same(tmp_path: Path) -> None:
    reply = {"status": "ok", "message-type": "work-list", "message": {"items": CROSSREF_ROWS}}
    from_service = {str(record.identifiers[0]): record for record in parse_crossref_works(reply)}
    from_dump = {str(record.identifiers[0]): record for record in records("crossref", tmp_path) if record}
    assert from_dump.keys() == from_service.keys() - {"doi:10.1000/journal"}  # a journal is no work
    same = "title kind medium identifiers related truncated editors date venue series pages publisher abstract"
    for identifier, record in from_dump.items():
        for name in same.split():
            assert getattr(record, name) == getattr(from_service[identifier], name), (identifier, name)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda items: json.dumps({"items": items}),
        lambda items: json.dumps({"items": items}, indent=2),
        lambda items: json.dumps({"items": items}, indent=1, separators=(" ,", " : ")),
        lambda items: json.dumps(items),
        lambda items: json.dumps(
            {"status": "ok", "message-type": "work-list", "message": {"total": 3, "items": items}}
        ),
        lambda items: "".join(json.dumps(item) + "\n" for item in items),
    ],
)
@pytest.mark.parametrize("chunk", [50, 1 << 18])
def test_crossref_in_every_wrapping(wrap: Any, chunk: int, tmp_path: Path) -> None:
    file = write(tmp_path, "0.json", wrap(CROSSREF_ROWS), ReadSizes(chunk=chunk))
    detected = detect_format(read_sample(file.path))
    assert detected is not None
    assert detected.name == "crossref"
    every = rows("crossref", file)
    assert len(every) == 3
    assert problems("crossref", file) == []
    for number, row in enumerate(every, 1):
        assert (
            [after.fields for after in read("crossref", file, row.position)]
            == [  # type: ignore[union-attr]
                after.fields for after in every[number:]
            ]
        )


@pytest.mark.parametrize("chunk", [50, 1 << 18])
@pytest.mark.parametrize("damage", ['"title": [', '"DOI" 1', "\\", '"'])
def test_one_damaged_object_of_a_document_costs_that_one(damage: str, chunk: int, tmp_path: Path) -> None:
    items = [
        json.dumps({"indexed": {}, "DOI": f"10.1000/{n}", "title": [f"Work {n}"], "prefix": "10.1000"})
        for n in range(6)
    ]
    items[3] = items[3].replace('"title": ["Work 3"]', damage)
    file = write(tmp_path, "0.json", '{"items": [' + ", \n".join(items) + "]}", ReadSizes(chunk=chunk))
    assert [row.fields["title"] for row in rows("crossref", file)] == ["Work 0", "Work 1", "Work 2", "Work 4", "Work 5"]
    (problem,) = problems("crossref", file)
    assert problem.line == 4


def test_a_document_without_objects_is_a_problem(tmp_path: Path) -> None:
    for text in ('{"items": ', '{"message": {}}', '{"items": [1, 2]}'):
        assert len(problems("crossref", write(tmp_path, "0.json", text))) == 1
        assert rows("crossref", write(tmp_path, "0.json", text)) == []
    assert read("crossref", write(tmp_path, "0.json", '{"items": []}')) == []


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"issued": {"date-parts": [[2020, 5, 17]]}}, (2020, 5)),
        ({"issued": {"date-parts": [[2020]]}, "published-print": {"date-parts": [[2021, 1]]}}, (2021, 1)),
        ({"issued": {"date-parts": [[None]]}, "posted": {"date-parts": [["2020"]]}}, (2020, 0)),
        ({"issued": {"date-parts": [[2020, 13]]}}, (2020, 0)),
        ({"issued": {"date-parts": None}}, (0, 0)),
        ({"issued": None}, (0, 0)),
        ({}, (0, 0)),
    ],
)
def test_crossref_dates(dates: Row, expected: tuple[int, int], tmp_path: Path) -> None:
    fields = only_row("crossref", tmp_path, {"DOI": "10.1000/x", "title": ["T"], **dates})
    assert (fields.get("year", 0), fields.get("month", 0)) == expected


# -- all -----------------------------------------------------------------------------------------------------

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 30_000) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["date-parts", "family", "given", "name", "source", "type", "created", "author", "id", "id-type", "primary", "a"]
    ), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row"), [("arxiv", ARXIV_ROWS[0]), ("openalex", OPENALEX_ROWS[0]), ("crossref", CROSSREF_ROWS[0])]
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_in_any_place_is_read_or_left_out(name: str, row: Row, data: st.DataObject, tmp_path: Path) -> None:
    changed = {
        **row,
        **{key: data.draw(VALUES) for key in data.draw(st.sets(st.sampled_from(sorted(row)), max_size=4))},
    }
    for item in read(name, write(tmp_path, "one.jsonl", json.dumps(changed))):
        assert not isinstance(item, Problem)
        record_from_row(item.fields)
