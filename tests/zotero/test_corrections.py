"""What the user corrected in Zotero, in the work itself: the exports say it, and that the user said it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, make
from biblio.model.people import parse_person
from biblio.model.record import Claim, Kind, Medium, Record, Work
from biblio.zotero.corrections import correct_content, correct_work, corrected_item_type, correction_override
from biblio.zotero.object_content import Content, Creator


def identifier(scheme: str, value: str) -> Identifier:
    made = make(scheme, value)
    assert made is not None
    return made


DOI, DBLP = identifier("doi", "10.1000/a"), identifier("dblp", "conf/x/A20")
RECORD = Record(
    "crossref", "The Title", medium=Medium.JOURNAL, identifiers=(DOI, DBLP), venue="Journal of Tests", volume="1",
    authors=(parse_person("Ada Doe"),), date=PartialDate(2020), truncated=True, key="theirs",
)  # fmt: skip
WORK = Work(
    str(DOI), RECORD, (RECORD,), claims=(Claim("title", "Old", "you", "earlier"), Claim("pages", "1", "x", "y"))
)


@pytest.mark.parametrize(
    ("corrections", "changes", "claimed"),
    [
        ({"title": "A Better Title"}, {"title": "A Better Title"}, {"title": "A Better Title"}),
        ({"volume": "2", "date": "May 2021"}, {"volume": "2", "date": PartialDate(2021, 5)}, {"volume": "2", "date": "2021-05"}),
        ({"volume": ""}, {"volume": ""}, {"volume": ""}),
        ({"date": ""}, {"date": None}, {"date": ""}),
        ({"date": "Easter", "volume": "2"}, {"volume": "2"}, {"volume": "2"}),
        ({"title": "The Title"}, {}, {}),
        # The services' name of the record and the key are not what the work says.
        ({"citationKey": "mine2020"}, {}, {}),
        (
            {"DOI": "10.1000/b"},
            {"identifiers": (identifier("doi", "10.1000/b"), DBLP)}, {"identifiers": f"doi:10.1000/b; {DBLP}"},
        ),
        ({"DOI": ""}, {"identifiers": (DBLP,)}, {"identifiers": str(DBLP)}),
        (
            {"creators": [["author", "Roe", "Bo", ""], ["author", "", "", "OpenAI"]]},
            {"authors": (parse_person("Roe, Bo"), replace(parse_person("x"), family="", literal="OpenAI")), "truncated": False},
            {"authors": "Bo Roe; OpenAI"},
        ),
        (
            {"itemType": "book"},
            {"kind": Kind.BOOK, "medium": Medium.UNKNOWN}, None,
        ),
        ({"itemType": "no such type", "volume": "2"}, {"volume": "2"}, None),
    ],
)  # fmt: skip
def test_the_work_has_the_corrections_and_claims_for_them(
    corrections: dict[str, Any], changes: dict[str, Any], claimed: dict[str, str] | None
) -> None:
    corrected = correct_work(WORK, corrections)
    for name, value in changes.items():
        assert getattr(corrected.best, name) == value, name
    if claimed is None:
        return
    assert corrected.best == replace(RECORD, **changes)
    ours = {claim.field: claim.value for claim in corrected.claims if claim.why == "you changed it in Zotero"}
    assert ours == claimed
    assert {claim.source for claim in corrected.claims if claim.field in ours} <= {"you"}
    others = {claim.field for claim in corrected.claims if claim.why != "you changed it in Zotero"}
    assert others == {"title", "pages"} - ours.keys()
    assert corrected.records == WORK.records


def test_without_corrections_the_work_is_the_same() -> None:
    assert correct_work(WORK, {}) is WORK


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "A “Title”"),
        ("volume", ""),
        ("itemType", "book"),
        ("creators", [["author", "Doe", "Ada", ""], ["editor", "", "", "OpenAI"]]),
    ],
)
def test_what_is_written_down_of_a_correction_gives_it_back(name: str, value: Any) -> None:
    creators = (Creator("author", "Doe", "Ada"), Creator("editor", name="OpenAI"))
    content = Content("book", {"title": "A “Title”"}, creators)
    override = correction_override("doi:10.1000/a", name, content)
    assert (override.verb, override.subject, override.name) == ("claim", "doi:10.1000/a", name)
    assert json.loads(override.value) == value
    assert "\\u" not in override.value
    before = Content("book", {"title": "Old", "volume": "1"}, (Creator("author", "X"),), open_ended=True)
    after = correct_content(before, {name: value})
    if name == "creators":
        assert (after.creators, after.open_ended) == (creators, False)
    elif name == "itemType":
        assert after == before
        assert corrected_item_type({name: value}) == "book"
        assert corrected_item_type({name: "no such type"}) == corrected_item_type({}) == ""
    else:
        assert (after.get(name), after.creators, after.open_ended) == (value, before.creators, True)


@pytest.mark.parametrize(
    ("kind", "corrections", "fields"),
    [
        ("conferencePaper", {"publicationTitle": "Mine"}, {"proceedingsTitle": "Mine"}),
        ("journalArticle", {"proceedingsTitle": "Mine"}, {"publicationTitle": "Mine"}),
        ("bookSection", {"proceedingsTitle": "Mine"}, {"bookTitle": "Mine"}),
        ("conferencePaper", {"publicationTitle": "Old", "proceedingsTitle": "New"}, {"proceedingsTitle": "New"}),
        ("conferencePaper", {"proceedingsTitle": "New", "publicationTitle": "Old"}, {"proceedingsTitle": "New"}),
        ("conferencePaper", {"journalAbbreviation": "J.", "volume": "2"}, {"volume": "2"}),
        ("conferencePaper", {"repository": "arXiv.org", "archiveID": "arXiv:1"}, {}),
        ("dataset", {"repository": "Zenodo"}, {"repository": "Zenodo"}),
        ("report", {"university": "MIT"}, {"institution": "MIT"}),
        ("conferencePaper", {"extra:arXiv": "2401.00001"}, {"extra:arXiv": "2401.00001"}),
    ],
)
def test_a_correction_made_under_another_item_type(
    kind: str, corrections: dict[str, Any], fields: dict[str, str]
) -> None:
    assert dict(correct_content(Content(kind), corrections).fields) == fields


@pytest.mark.parametrize(
    ("kind", "role", "expected"),
    [
        ("computerProgram", "author", "programmer"),
        ("journalArticle", "programmer", "author"),
        ("journalArticle", "seriesEditor", "contributor"),
        ("book", "editor", "editor"),
        ("instantMessage", "contributor", "contributor"),
    ],
)
def test_people_that_were_corrected_under_another_item_type(kind: str, role: str, expected: str) -> None:
    corrected = correct_content(Content(kind), {"creators": [[role, "Doe", "Ada", ""]]})
    assert corrected.creators == (Creator(expected, "Doe", "Ada"),)
