"""Decided notes to the works that are exported: each once, with what all of its notes say."""

from __future__ import annotations

from typing import Any

import pytest

from biblio.export.exported_works import export_tags, gather_works, work_from_note, work_of
from biblio.extract.kinds import site_name
from biblio.model.dates import PartialDate
from biblio.model.decision import DecidedBy, DecidedNote, Decision, NoteQueries, Query, Status
from biblio.model.identifiers import make
from biblio.model.note import Note
from biblio.model.people import Person
from biblio.model.record import Kind, Medium, Work
from biblio.settings import TagsConfig
from tests.bibtex.works import work

PAPER = work("A Paper", "Ada Lovelace", "2020", "arxiv:2001.00001")
PUBLISHED = work("A Paper", "Ada Lovelace", "2021", "doi:10.1000/1 arxiv:2001.00001")


def decided(
    name: str,
    about: Work | None = PAPER,
    *,
    status: Status = Status.ACCEPTED,
    kind: Kind = Kind.PAPER,
    **fields: object,
) -> DecidedNote:
    note = Note(name, f"{name}.md", 1, 1, "markdown", title="Some Thoughts", **fields)  # type: ignore[arg-type]
    query = Query(name, titles=("Some Thoughts",), url="https://example.org/thoughts")
    return DecidedNote(
        note, NoteQueries(query, query, query), Decision(name, status, DecidedBy.RULE, "because", work=about, kind=kind)
    )


def test_a_work_comes_once_with_what_all_its_notes_say() -> None:
    notes = [
        decided("b", tags=("y", "x"), citekey="key2020", date=PartialDate(2024, 5)),
        decided("a", PUBLISHED, tags=("x", "z"), citekey="key2020", date=PartialDate(2023, 1)),
        decided("c", tags=(), citekey="other2020"),
    ]
    (export,) = gather_works(notes, TagsConfig(), unresolved=False)
    assert {str(identifier) for identifier in export.work.identifiers} == {"doi:10.1000/1", "arxiv:2001.00001"}
    assert export.notes == tuple(notes)
    assert export.tags == ("y", "x", "z")
    assert export.citekeys == ("key2020", "other2020")
    assert export.sources == ("b.md", "a.md", "c.md")
    assert export.accessed == PartialDate(2023, 1)
    assert export.names[0] == export.work.id


def test_works_are_ordered_by_their_ids_whatever_the_order_of_notes() -> None:
    second = work("Another", "Bo Smith", "2020", "arxiv:1901.00001")
    exports = gather_works([decided("a"), decided("b", second)], TagsConfig(), unresolved=False)
    assert [export.work.id for export in exports] == ["arxiv:1901.00001", "arxiv:2001.00001"]


@pytest.mark.parametrize(
    ("status", "unresolved", "is_exported"),
    [
        (Status.ACCEPTED, False, True),
        (Status.NOT_A_PAPER, False, True),
        (Status.UNRESOLVED, False, False),
        (Status.UNRESOLVED, True, True),
        (Status.AMBIGUOUS, True, False),
        (Status.PENDING, True, False),
    ],
)
def test_which_notes_have_a_work_to_export(status: Status, unresolved: bool, is_exported: bool) -> None:
    note = decided("a", PAPER if status is Status.ACCEPTED else None, status=status, kind=Kind.BLOGPOST)
    assert (work_of(note, unresolved=unresolved) is not None) is is_exported


def test_tags_are_renamed_merged_and_left_out_without_regard_to_case() -> None:
    rules = TagsConfig(rename={"nlp": "Language", "lang": "Language", "gone": " "}, ignore=("To-Read",))
    assert export_tags(["NLP", "Lang", "vision", "to-read", "gone"], rules) == ("Language", "vision")


@pytest.mark.parametrize(
    ("kind", "note", "query", "expected"),
    [
        (Kind.BLOGPOST, {"organisation": "OpenAI"}, {"url": "https://openai.com/x"},
         {"authors": (Person(literal="OpenAI"),), "medium": Medium.UNKNOWN, "identifiers": (make("url", "https://openai.com/x"),),
          "publisher": site_name("https://openai.com/x"), "url": "https://openai.com/x", "venue": ""}),
        (Kind.BLOGPOST, {"organisation": "OpenAI", "venue": "ACL"}, {"authors": (Person(family="Doe"),)},
         {"authors": (Person(family="Doe"),), "venue": "", "identifiers": (), "publisher": "", "date": None, "truncated": False}),
        (Kind.BLOGPOST, {"fields": (("publisher", "Mine"),)}, {"url": "https://openai.com/x"}, {"publisher": "Mine"}),
        (Kind.BLOGPOST, {}, {"url": "https://openai.com/x", "identifiers": (make("doi", "10.1000/x"),)},
         {"identifiers": (make("doi", "10.1000/x"),)}),
        (Kind.PAPER, {"venue": "Workshop on Cats", "year": 2024, "month": 5, "et_al": True}, {"url": "https://example.org/x"},
         {"venue": "Workshop on Cats", "medium": Medium.PROCEEDINGS, "date": PartialDate(2024, 5), "truncated": True, "identifiers": (),
          "publisher": ""}),
        (Kind.PAPER, {"year": 2024}, {}, {"medium": Medium.UNKNOWN, "date": PartialDate(2024)}),
        (Kind.PAPER, {"venue": "Preprint"}, {}, {"medium": Medium.UNKNOWN}),
        (Kind.PAPER, {"venue": "arXiv"}, {"identifiers": (make("arxiv", "2001.00001"),)}, {"medium": Medium.PREPRINT}),
        (Kind.PAPER, {}, {"identifiers": (make("arxiv", "2001.00001"),)}, {"medium": Medium.PREPRINT}),
        (Kind.PAPER, {}, {"identifiers": (make("doi", "10.1000/x"),)}, {"medium": Medium.UNKNOWN}),
        (Kind.BOOK, {"venue": "ACL"}, {"identifiers": (make("arxiv", "2001.00001"),)}, {"medium": Medium.UNKNOWN}),
        (Kind.PAPER, {"venue": "Cats", "fields": (("volume", "7"), ("number", "2"), ("pages", "12"))}, {},
         {"medium": Medium.JOURNAL, "volume": "7", "number": "2", "pages": "12"}),
        (Kind.PAPER, {"venue": "Proceedings of Cats", "fields": (("volume", "7"), ("pages", "12-14"))}, {},
         {"medium": Medium.PROCEEDINGS, "volume": "7", "pages": "12-14"}),
        (Kind.BOOK, {"fields": (("pages", "342"), ("number", "3"))}, {}, {"pages": "", "number": ""}),
    ],
)  # fmt: skip
def test_what_a_note_says_itself_becomes_a_work(
    kind: Kind, note: dict[str, Any], query: dict[str, Any], expected: dict[str, Any]
) -> None:
    described = work_from_note(
        Note("n", "n.md", 1, 1, "markdown", **note), Query("n", titles=("Title", "Other"), **query), kind
    )
    assert described is not None
    best = described.best
    assert {name: getattr(best, name) for name in expected} == expected
    assert (best.title, best.kind, best.source) == ("Title", kind, "note")
    assert work_from_note(Note("n", "n.md", 1, 1, "markdown", **note), Query("n", **query), kind) is None
