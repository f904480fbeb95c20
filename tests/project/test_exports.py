"""The user's corrections in Zotero, laid over the works that are exported."""

from __future__ import annotations

import json

from biblio.export.exported_works import ExportWork
from biblio.project.exports import apply_corrections
from biblio.zotero.overrides import Override, Overrides
from tests.bibtex.works import work

EXPORT = ExportWork(
    work("A Paper", "Ada Lovelace", "2020", "doi:10.1000/1 arxiv:2001.00001"), tags=("nlp", "vision"), citekeys=("a",)
)


def claim(name: str, value: object) -> Override:
    return Override("claim", "doi:10.1000/1", name, json.dumps(value))


def test_without_corrections_works_stay_as_they_are() -> None:
    assert apply_corrections([EXPORT], Overrides()) == [EXPORT]


def test_fields_tags_and_the_citation_key_are_the_users() -> None:
    facts = [
        claim("title", "A Better Title"),
        claim("citationKey", "mine2020"),
        Override("add", "arxiv:2001.00001", "classics"),
        Override("remove", "doi:10.1000/1", "nlp"),
    ]
    (corrected,) = apply_corrections([EXPORT], Overrides.of(facts))
    assert corrected.work.best.title == "A Better Title"
    assert corrected.work.id == EXPORT.work.id
    assert corrected.tags == ("classics", "vision")
    assert corrected.claimed_key == "mine2020"
    assert corrected.citekeys == ("a",)
    assert EXPORT.work.best.title == "A Paper"


def test_lines_under_a_former_name_of_a_work_are_found_unless_another_work_has_it_now() -> None:
    lines = Overrides.of([
        Override("claim", "url:https://example.org/x", "title", '"A Better Title"'),
        Override("same", "url:https://example.org/x", "openreview:abc"),
        Override("same", "arxiv:2001.00001", "openreview:abc"),
    ])  # fmt: skip
    (corrected,) = apply_corrections([EXPORT], lines)
    assert corrected.work.best.title == "A Better Title"
    other = ExportWork(work("A Post", "Ada Lovelace", "2020", "url:https://example.org/x"))
    assert {export.work.best.title for export in apply_corrections([EXPORT, other], lines)} == {
        "A Paper",
        "A Better Title",
    }


def test_a_key_that_bibtex_cannot_have_is_not_taken() -> None:
    (corrected,) = apply_corrections([EXPORT], Overrides.of([claim("citationKey", "my key")]))
    assert corrected.claimed_key == ""
