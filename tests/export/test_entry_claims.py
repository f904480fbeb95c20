"""Where the fields of an exported entry come from: a service, or the user's own entry of the same work."""

from __future__ import annotations

import json
from pathlib import Path

from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.record_to_entry import to_entry
from biblio.export.entry_claims import OWN_ENTRY, EntryClaim, entry_claims
from biblio.export.own_entries import complete_entry
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.record import Medium
from tests.bibtex.works import record
from tests.program import run_program

WORK = merge_into_work(
    [
        record(
            "A Thing: Drawn Again", "Ann Roe; Bo Berg", "2019-06", "doi:10.1000/thing",
            medium=Medium.PROCEEDINGS, venue="3rd Conference on Things", pages="1-2",
        )
    ]
)  # fmt: skip


def claims_of(own: str) -> dict[str, EntryClaim]:
    known, entry = to_entry(WORK, key="k"), parse_entry(own)
    final = complete_entry(known, [entry], dialect="biblatex")
    claims = entry_claims(WORK, known, [entry], final)
    assert [claim.field for claim in claims if claim.value] == [name for name, _ in final.fields]
    return {claim.field: claim for claim in claims}


def test_a_field_comes_from_a_service_or_from_the_users_entry() -> None:
    claims = claims_of(
        "@inproceedings{mine, title={A thing: Drawn again}, author={A. Roe}, booktitle={Conference on Things},"
        " year={2018}, month=may, note={Read twice}, url={https://doi.org/10.1000/thing}}"
    )
    assert claims["note"] == EntryClaim("note", "Read twice", OWN_ENTRY, "no service gives it")
    assert claims["pages"] == EntryClaim("pages", "1--2", "test", "only source")
    assert (claims["author"].value, claims["author"].yours) == ("Roe, Ann and Berg, Bo", "A. Roe")
    assert (claims["year"].source, claims["year"].yours, claims["month"].yours) == ("test", "2018-05", "")
    # what only differs in its spelling is no difference
    assert (claims["title"].yours, claims["booktitle"].yours) == ("", "")
    assert (claims["url"].value, claims["url"].source, claims["url"].yours) == (
        "",
        OWN_ENTRY,
        "https://doi.org/10.1000/thing",
    )


def test_a_day_that_only_the_user_knows_says_more() -> None:
    claims = claims_of("@inproceedings{mine, date={2019-06-03}}")
    assert claims["date"] == EntryClaim("date", "2019-06-03", OWN_ENTRY, "it says more")


def test_show_tells_them(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text(
        "@misc{mykey, title={A Preprint}, author={Aoe, Ann}, year={2021}, eprint={2201.00001}, archiveprefix={arXiv},"
        " note={Read twice}}\n@misc{alone, title={Something Else}, author={Boe, Bo}, year={2001}}\n",
        encoding="utf-8",
    )
    row = {
        "id": "2201.00001",
        "title": "A Preprint",
        "authors": ["Ann Aoe"],
        "categories": ["cs.CL"],
        "published": "2022-01-03",
    }
    (tmp_path / "works.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "config.toml").write_text(
        '[notes]\nsources = ["own.bib"]\n[services]\noffline = true\n[catalogue]\npath = "works.jsonl"\n',
        encoding="utf-8",
    )
    run_program(tmp_path, "sync")
    shown = run_program(tmp_path, "show", "mykey").stdout
    (text,) = (part for part in shown.split("\n\n") if part.startswith("Its entry in your .bib"))
    assert text.splitlines()[1:] == [
        "  year        2022  catalogue: only source",
        "              yours: 2021",
        "  note        Read twice  your entry: no service gives it",
    ]
    entry = json.loads(run_program(tmp_path, "show", "mykey", "--json").stdout)["entry"]
    assert {row["field"]: row["source"] for row in entry if row["field"] in ("note", "doi")} == {
        "note": OWN_ENTRY,
        "doi": "catalogue",
    }
    assert json.loads(run_program(tmp_path, "show", "alone", "--json").stdout)["entry"] == []
    assert "Its entry" not in run_program(tmp_path, "show", "alone").stdout
