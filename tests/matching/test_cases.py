"""The labelled matches of `tests/cases`: real cases, some of which fooled other tools."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from biblio.extract.query import extract_query
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_records
from biblio.model.dates import parse_date
from biblio.model.decision import Decision, Status
from biblio.model.note import Link, LinkRole, Note

FILES = sorted((Path(__file__).parents[1] / "cases").glob("*.toml"))
CASES = [case for path in FILES for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


def decide_case(case: dict[str, Any]) -> Decision:
    fields = dict(case["note"])
    links = (Link(fields.pop("own"), LinkRole.OWN),) if "own" in fields else ()
    for name in ("authors", "tags", "other_titles"):
        fields[name] = tuple(fields.get(name, ()))
    fields["fields"] = tuple((name, value) for name, value in fields.get("fields", ()))
    if "date" in fields:
        fields["date"] = parse_date(fields["date"])
    note = Note(id="n", source="a.md", line=1, end_line=1, layout="markdown", links=links, **fields)
    query = extract_query(note)
    records = [record for row in case["records"] if (record := record_from_row(row)) is not None]
    return decide(query, rank_candidates(query, merge_records(records, prefer_venue=query.venue)))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    decision = decide_case(case)
    if "accepted" in case:
        assert decision.status is Status.ACCEPTED, decision.reason
        assert decision.work is not None
        identifiers = [str(identifier) for identifier in decision.work.identifiers]
        assert case["accepted"] in identifiers
        assert case.get("also", case["accepted"]) in identifiers
    elif case["status"] == "unresolved-or-ambiguous":
        assert decision.status in (Status.UNRESOLVED, Status.AMBIGUOUS)
    else:
        assert decision.status == case["status"], decision.reason
    assert case.get("kind", decision.kind) == decision.kind


def test_every_case_says_where_it_is_from() -> None:
    assert all(case["from"] and case["note"] for case in CASES)
    assert len({case["name"] for case in CASES}) == len(CASES) > 150
