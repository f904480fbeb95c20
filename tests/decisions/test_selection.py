"""The note that the user names, and the work whose identifier or number they type."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biblio.decisions.find_note import DecidedName, ListedNotes, find_notes, one_note
from biblio.decisions.typed_identifier import identifier_from_input
from biblio.errors import UsageError
from biblio.export.export_index import CitationKeys
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.decision import Candidate, DecidedBy, DecidedNote, Decision, NoteQueries, Query, Status
from biblio.model.identifiers import Identifier
from biblio.model.note import Note
from tests.matching.test_changes import ARXIV, DOI, PREPRINT, PUBLISHED


def decided(id: str, title: str | None, source: str, line: int, end: int, **more: object) -> DecidedNote:  # noqa: A002
    note = Note(id, source, line, end, "markdown", title=title).replace(**more)
    query = Query(id)
    return DecidedNote(
        note, NoteQueries(query, query, query), Decision(id, Status.PENDING, DecidedBy.NONE, "not asked")
    )


def find_note(notes: list[DecidedNote], name: str, keys: CitationKeys) -> list[DecidedNote]:
    return [found.decided for found in one_note(ListedNotes(map(DecidedName, notes)), name, keys)]


WORK = merge_into_work([PREPRINT, PUBLISHED])
ACCEPTED = replace(
    decided("segment-1a", "Segment Anything", "notes/cv.md", 1, 4),
    decision=Decision("segment-1a", Status.ACCEPTED, DecidedBy.RULE, "title exact", work=WORK),
)
SECOND = decided("segment-2b", "Segment Anything in Medical Images", "notes/cv.md", 5, 9, copies=((20, 24),))
UNTITLED = decided("page-3c", None, "notes/c:v.md", 1, 2)
KIRILLOV = decided("kirillov2023segment-4d", "Kirillov", "nlp.md", 7, 7)
NOTES = [ACCEPTED, SECOND, UNTITLED, KIRILLOV]
KEYS = CitationKeys({str(ARXIV): "kirillov2023segment"})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("segment-1a", [ACCEPTED]),
        ("kirillov2023segment", [ACCEPTED]),  # a citation key comes before the beginning of an id
        ("kirillov2023segment-", [KIRILLOV]),
        ("cv.md:4", [ACCEPTED]),
        ("notes/cv.md:5", [SECOND]),
        ("cv.md:9", [SECOND]),
        ("cv.md:22", [SECOND]),
        ("cv.md:10", []),
        ("v.md:4", []),
        ("c:v.md:1", [UNTITLED]),
        ("segment-", [ACCEPTED, SECOND]),
        ("page", [UNTITLED]),
        ("MEDICAL segment", [SECOND]),
        ("segment anything", [ACCEPTED, SECOND]),
        ("2b", [SECOND]),  # the digits at the end of an id
        ("nlp.md", [KIRILLOV]),
        ("notes/cv.md", [ACCEPTED, SECOND]),
        ("nothing", []),
        ("…", []),
    ],
)
def test_a_note_by_its_name(name: str, expected: list[DecidedNote]) -> None:
    assert find_notes(NOTES, name, KEYS) == expected


def test_the_whole_name_of_a_file_is_no_beginning_of_longer_ones() -> None:
    pages = [decided(f"{name}-{digits}", None, f"{name}.md", 1, 1) for name, digits in (("n20", "1a"), ("n2", "2b"))]
    assert find_note(pages, "n2", KEYS) == pages[1:]


def test_one_note_is_named_or_what_to_type_is_said() -> None:
    assert find_note(NOTES, "segment-2b", KEYS) == [SECOND]
    assert find_note([*NOTES, ACCEPTED], "segment-1a", KEYS) == [ACCEPTED, ACCEPTED]  # in two files
    with pytest.raises(UsageError, match="there is no note 'nothing'"):
        find_note(NOTES, "nothing", KEYS)
    with pytest.raises(UsageError, match=r"'segment-' matches several notes: segment-1a, segment-2b$"):
        find_note(NOTES, "segment-", KEYS)
    for count, more in ((8, ""), (10, " and 2 more")):
        many = [decided(f"n-{number}", None, "a.md", number, number) for number in range(count)]
        names = ", ".join(f"n-{number}" for number in range(8))
        with pytest.raises(UsageError, match=f"'n-' matches several notes: {names}{more}$"):
            find_note(many, "n-", KEYS)


CANDIDATES = (
    Candidate(WORK, ()),
    Candidate(merge_into_work([PUBLISHED]), ()),
    Candidate(merge_into_work([replace(PREPRINT, identifiers=())]), ()),
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1", ARXIV),
        (" 2 ", DOI),
        ("http://arxiv.org/abs/2304.02643", ARXIV),
        ("https://doi.org/10.1109/ICCV51070.2023.00371", DOI),
        ("doi:10.1109/iccv51070.2023.00371", DOI),
        ("see arXiv:2304.02643 [cs.CV]", ARXIV),
        ("acl:P19-1285", Identifier("acl", "P19-1285")),
    ],
)
def test_a_work_by_its_number_or_identifier(written: str, expected: Identifier) -> None:
    assert identifier_from_input(written, CANDIDATES) == expected


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("0", "there is no candidate 0: the note has candidates 1 to 3"),
        ("4", "there is no candidate 4: the note has candidates 1 to 3"),
        ("3", "candidate 3 has no identifier to write down"),
        ("123", "'123' is not an identifier that biblio knows"),
        ("http://example.org/a", "http://example.org/a: this address contains no identifier of a work"),
        ("hello", "'hello' is not an identifier that biblio knows"),
    ],
)
def test_what_names_no_work_is_refused_with_a_hint(written: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        identifier_from_input(written, CANDIDATES)
    assert str(caught.value) == message
    assert caught.value.hint
