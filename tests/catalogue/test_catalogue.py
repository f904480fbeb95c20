"""The local catalogue answers by identifier and by title, and is built again when its files change."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from biblio.catalogue.index import open_catalogue
from biblio.catalogue.lines import record_of
from biblio.errors import StoreError
from biblio.match.plan import identifier_question, title_question
from biblio.model.identifiers import make
from biblio.model.match import Query
from biblio.model.record import Kind, Medium

ROWS = [
    {"id": "2106.09685", "title": "LoRA: Low-Rank Adaptation", "authors": ["Edward J. Hu"], "published": "2021-06-17"},
    {
        "doi": "10.1109/CVPR.2016.90",
        "title": "Deep Residual Learning",
        "authors": ["Kaiming He"],
        "year": 2016,
        "type": "inproceedings",
    },
    {"title": "", "year": 2000},
]


def write(path: Path, rows: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", ["works.jsonl", "works.jsonl.gz"])
def test_by_identifier_and_by_title(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, ROWS)
    catalogue = open_catalogue(tmp_path / name, tmp_path / "index.sqlite")
    assert catalogue.count == 2
    doi = make("doi", "10.1109/cvpr.2016.90")
    assert doi is not None
    questions = [
        identifier_question("catalogue", doi),
        title_question("catalogue", Query("n", titles=("lora low rank adaptation",))),
        title_question("catalogue", Query("n", titles=("LoRA",))),
        title_question("catalogue", Query("n", titles=("Nothing of the kind",))),
    ]
    answers = list(catalogue.ask(questions))
    assert [[record.title for record in answer.records] for answer in answers] == [
        ["Deep Residual Learning"],
        ["LoRA: Low-Rank Adaptation"],
        ["LoRA: Low-Rank Adaptation"],
        [],
    ]
    assert catalogue.cost(questions) == 0
    catalogue.close()


def test_the_index_follows_its_file(tmp_path: Path) -> None:
    source, index = tmp_path / "works.jsonl", tmp_path / "index.sqlite"
    write(source, ROWS[:1])
    open_catalogue(source, index).close()
    built = index.stat().st_mtime_ns
    open_catalogue(source, index).close()
    assert index.stat().st_mtime_ns == built
    write(source, ROWS)
    catalogue = open_catalogue(source, index)
    assert catalogue.count == 2
    catalogue.close()
    index.write_bytes(b"broken")
    catalogue = open_catalogue(source, index)
    assert catalogue.count == 2
    catalogue.close()


def test_bad_input_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such catalogue"):
        open_catalogue(tmp_path / "none.jsonl", tmp_path / "i")
    (tmp_path / "bad.jsonl").write_text('{"title": "x"}\n{"title": \n')
    with pytest.raises(StoreError, match=r"bad\.jsonl:2"):
        open_catalogue(tmp_path / "bad.jsonl", tmp_path / "i")


@pytest.mark.parametrize(
    ("row", "kind", "medium"),
    [
        ({"title": "T", "type": "journal-article"}, Kind.PAPER, Medium.JOURNAL),
        ({"title": "T", "type": "phdthesis"}, Kind.THESIS, Medium.UNKNOWN),
        ({"title": "T", "type": "something new"}, Kind.PAPER, Medium.UNKNOWN),
        ({"title": "T", "anthology_id": "P19-1285"}, Kind.PAPER, Medium.PROCEEDINGS),
        ({"title": "T", "id": "2106.09685"}, Kind.PAPER, Medium.PREPRINT),
    ],
)
def test_kinds_of_lines(row: dict[str, object], kind: Kind, medium: Medium) -> None:
    record = record_of(row)
    assert record is not None
    assert (record.kind, record.medium) == (kind, medium)


def test_odd_values_are_as_good_as_none() -> None:
    record = record_of({"title": "T", "year": "soon", "month": "17-20 June", "doi": "not a doi", "authors": None})
    assert record is not None
    assert record.date is None
    assert record.identifiers == ()
    june = record_of({"title": "T", "year": 1952, "month": "17-20 June"})
    assert june is not None
    assert str(june.date) == "1952-06"
