"""A note is recognised after it was reworded a little, and never taken for another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.decisions.fingerprint import (
    NoteFingerprint,
    describe_note,
    fingerprint_note,
    is_same_note,
    may_match,
    parse_fingerprint,
    split_remark,
)
from biblio.model.dates import parse_date
from biblio.model.note import Link, LinkRole, Note

TEXT = (
    "The encoder reads the whole sentence at once, and attention alone decides which words belong together; training"
    " takes twelve hours on eight cards. I should compare it with the convolutional one."
)
OTHER = (
    "A promptable model cuts every object out of a picture, trained on a billion masks that an engine of people and"
    " models has drawn. Works without training on new domains, fails on thin structures."
)


def note(
    title: str | None = "Attention Is All You Need",
    *,
    date: str = "2024-02-11",
    text: str = TEXT,
    url: str = "",
    id: str = "n-1",  # noqa: A002
) -> Note:
    links = (Link(url, LinkRole.OWN),) if url else ()
    return Note(
        id, "a.md", 1, 9, "markdown", title=title, date=parse_date(date) if date else None, comment=text, links=links
    )


@pytest.mark.parametrize(
    "now",
    [
        note(id="n-2"),
        note("Attention is all you need!"),
        note("Attention Is All You Neeed"),
        note(text=TEXT.replace("twelve hours", "half a day")),
        note(text=TEXT + " And this was added later, at its end." * 5),
        note(text=""),
        note(text=OTHER),
        note(date=""),
        note(None),
        note(url="https://arxiv.org/abs/1706.03762"),
    ],
    ids=["moved", "case", "typo", "reworded", "grown", "bare", "rewritten", "undated", "untitled", "linked"],
)
def test_the_same_note_is_recognised(now: Note) -> None:
    before = fingerprint_note(note())
    assert is_same_note(before, fingerprint_note(now))
    assert is_same_note(fingerprint_note(now), before)
    assert may_match(before, now)
    assert may_match(fingerprint_note(now), note())


@pytest.mark.parametrize(
    "other",
    [
        note(date="2024-02-12"),
        note("Attention Is Not All You Need", text=OTHER),
        note("Attention Is All You Need 2"),
        note("Attention Is All You Need II"),
        note("Segment Anything"),
        note("Segment Anything", text=OTHER),
        note(None, text=OTHER),
        note(None, date="", text=TEXT),
        note(date="", text=OTHER),
        note(date="", text=""),
        note("Attention Is All You Neeed", text=OTHER),
        note("Attention Is All You Neeed", text=""),
    ],
    ids=[
        "another day", "one word", "number", "part", "same day", "other work", "untitled", "text alone", "title alone",
        "title and nothing", "typo on the same day", "typo and nothing",
    ],
)  # fmt: skip
def test_another_note_is_never_recognised_as_the_same(other: Note) -> None:
    assert not is_same_note(fingerprint_note(note()), fingerprint_note(other))
    assert not is_same_note(fingerprint_note(other), fingerprint_note(note()))


def test_the_notes_own_link_is_compared() -> None:
    fingerprint = fingerprint_note(note(date="", text="", url="https://arxiv.org/abs/1706.03762"))
    assert is_same_note(fingerprint, fingerprint_note(note(date="", text="", url="https://arxiv.org/pdf/1706.03762v5")))
    assert not is_same_note(
        fingerprint, fingerprint_note(note(date="", text="", url="https://arxiv.org/abs/1706.03763"))
    )
    assert not is_same_note(
        fingerprint, fingerprint_note(note(None, date="", text="", url="https://arxiv.org/abs/1706.03762"))
    )


PAGE = "https://example.org/attention"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (note("Attention Is All You Neeed", url=PAGE, text=""), True),
        (note("Attention Is All You Neeed", url=PAGE, date=""), True),
        (note(None, url=PAGE, text=""), True),
        (note(None, url=PAGE, date=""), True),
        (note(None, url=f"{PAGE}/", date=""), True),
        (note(None, url=f"{PAGE}s", date=""), False),
        (note("Attention Is All You Neeed", url=PAGE, date="", text=""), False),
        (note("Attention Is All You Neeed", url=PAGE, date="", text=OTHER), False),
    ],
)
def test_a_link_needs_the_day_or_the_text_beside_it(other: Note, expected: bool) -> None:
    assert is_same_note(fingerprint_note(note(url=PAGE)), fingerprint_note(other)) is expected
    if expected:
        assert may_match(fingerprint_note(note(url=PAGE)), other)


def test_fingerprints_of_earlier_versions_are_still_recognised() -> None:
    """They are in files of users: another hash or another trigram would lose every decision about a changed note."""
    remark = '2024-02-11 "Attention Is All You Need" ~cf64ba6117185710.207d8b'
    assert describe_note(note(url="https://arxiv.org/abs/1706.03762"), []) == remark


def test_the_first_words_of_a_note_without_a_title_have_no_signs_of_a_remark() -> None:
    untitled = note(None, text=f'See "~this" ~ and "that". {TEXT}')
    remark = describe_note(untitled, [])
    assert remark.startswith("2024-02-11 See '-this' - and 'that'. The encoder")
    assert parse_fingerprint(remark) == fingerprint_note(untitled)


def test_a_note_with_a_twin_has_no_fingerprint() -> None:
    twin = note(id="n-2", text=TEXT.replace("hours", "days"))
    assert parse_fingerprint(describe_note(note(), [note()])) == fingerprint_note(note())
    remark = describe_note(note(), [note(), twin])
    assert remark == '2024-02-11 "Attention Is All You Need"'
    assert parse_fingerprint(remark) is None


titles = st.text(alphabet='ab "~#.é深層学習。7', max_size=250).map(str.strip)


@given(titles, titles, st.sampled_from(["", "2024-02-11"]), st.sampled_from(["", "https://arxiv.org/abs/1706.03762"]))
def test_a_remark_reads_back(title: str, text: str, date: str, url: str) -> None:
    decided = note(title or None, date=date, text=text * 9, url=url)
    remark = describe_note(decided, [])
    assert "\n" not in remark
    fingerprint = parse_fingerprint(remark)
    assert fingerprint is not None
    if title or url or len(text) > 9:
        assert fingerprint == fingerprint_note(decided)
    comment = "# checked with Bo, ~ twice"
    assert split_remark(f"{remark} {comment}") == (remark, comment[2:])
    assert parse_fingerprint(f"{remark} {comment}") == fingerprint


@pytest.mark.parametrize("remark", ["", "the first one", "2024-02-11", "see ~/notes.md", "~4f0c", "about ~50 others"])
def test_a_users_remark_is_not_a_fingerprint(remark: str) -> None:
    assert parse_fingerprint(remark) is None
    assert split_remark(remark) == ("", remark)


def test_an_empty_fingerprint_matches_nothing() -> None:
    assert not is_same_note(NoteFingerprint(), NoteFingerprint())
