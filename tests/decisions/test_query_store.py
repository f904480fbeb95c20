"""The queries of unchanged notes come from the state, and are those that reading the notes again would give."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.decisions import note_queries
from biblio.decisions.decisions import Decisions
from biblio.decisions.note_queries import build_queries
from biblio.decisions.query_store import QueryStore
from biblio.extract import query
from biblio.lookup.cache import digest_of
from biblio.matching.rules_version import RULES_VERSION
from biblio.model.dates import PartialDate
from biblio.model.note import Link, LinkRole, Note
from biblio.model.record import Kind
from biblio.state import State, open_memory_state, open_state

LINK = Link("https://arxiv.org/abs/2304.02643", LinkRole.OWN)
NOTE = Note("n-1", "a.md", 1, 9, "markdown", title="Segment Anything", links=(LINK,), tags=("deck",))
WORDS = st.sampled_from(
    [
        "",
        "Segment Anything",
        "霧の中の灯",
        "A $\\alpha$-primer",
        "Jane Roe",
        "Roe, J.",
        "NeurIPS",
        "slides",
        "ß😀",
        "line\nbreak",
    ]
)
NOTES = st.builds(
    Note,
    id=st.sampled_from(["n-1", "n-2"]),
    source=st.just("a.md"),
    line=st.integers(1, 3),
    end_line=st.just(9),
    layout=st.just("markdown"),
    title=st.none() | WORDS,
    authors=st.lists(WORDS.filter(bool), max_size=2).map(tuple),
    venue=WORDS,
    year=st.none() | st.integers(1900, 2030),
    date=st.none() | st.builds(PartialDate, st.integers(2000, 2030), st.integers(1, 12)),
    tags=st.lists(WORDS.filter(bool), max_size=2).map(tuple),
    summary=WORDS,
    links=st.lists(st.sampled_from([LINK, Link("https://doi.org/10.1000/x", LinkRole.OWN)]), max_size=2).map(tuple),
    fields=st.sampled_from([(), (("pages", "1-9"), ("isbn", "978-3-16-148410-0"))]),
)


@pytest.fixture
def count_read(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """A function that returns how many notes were read since it was last called."""
    read: list[str] = []
    extract = query.extract_query

    def extract_and_count(note: Note, *, kind_tags: dict[str, Kind]) -> object:
        read.append(note.id)
        return extract(note, kind_tags=kind_tags)

    monkeypatch.setattr(query, "extract_query", extract_and_count)

    def count() -> int:
        number = len(read)
        read.clear()
        return number

    return count


def queries(state: State, *notes: Note, kind_tags: dict[str, Kind] | None = None) -> list[note_queries.NoteQueries]:
    store = QueryStore(state, kind_tags or {})
    built = build_queries(notes, Decisions(), kind_tags or {}, store)
    store.save()
    return built


@given(st.lists(NOTES, max_size=4))
def test_stored_queries_are_those_of_a_first_run(notes: list[Note]) -> None:
    state = open_memory_state()
    first = build_queries(notes, Decisions(), {})
    assert queries(state, *notes) == first
    assert queries(state, *notes) == first
    state.close()


@given(NOTES, st.sampled_from(["n-1", "", 'n"é', "霧"]))
def test_the_digest_of_a_query_is_that_of_all_but_its_id(note: Note, note_id: str) -> None:
    (built,) = build_queries([note.replace(id=note_id)], Decisions(), {})
    query = built.without_user
    body = msgspec.json.encode((RULES_VERSION, replace(query, note="")))
    assert digest_of(query) == blake2b(body, digest_size=16).hexdigest()


def test_only_what_changed_is_read_again(count_read: Callable[[], int]) -> None:
    state = open_memory_state()
    other = NOTE.replace(id="n-2", title="A primer on fog")
    queries(state, NOTE, other)
    assert count_read() == 2
    queries(state, NOTE, other)
    assert count_read() == 0
    (_, changed) = queries(state, NOTE, other.replace(title="A primer on lamps"))
    assert count_read() == 1
    assert changed.without_user.titles == ("A primer on lamps",)
    (of_kind, _) = queries(state, NOTE, other, kind_tags={"deck": Kind.PRESENTATION})
    assert count_read() == 2
    assert of_kind.without_user.kind is Kind.PRESENTATION
    state.close()


def test_a_note_that_takes_the_title_of_a_copy_is_read_again_when_the_copy_changes(
    count_read: Callable[[], int],
) -> None:
    state = open_memory_state()
    summary = "What the lamps in the fog had to say about the ships that never came back to the harbour."
    titled = NOTE.replace(date=PartialDate(2024, 2, 1), summary=summary, links=())
    copy = titled.replace(id="n-2", title=None, line=20)
    (_, first) = queries(state, titled, copy)
    assert first.without_user.titles == ("Segment Anything",)
    count_read()
    (_, second) = queries(state, titled.replace(title="Lamps in the fog"), copy)
    assert count_read() == 2
    assert second.without_user.titles == ("Lamps in the fog",)
    state.close()


def test_queries_of_another_shape_and_unused_ones_are_replaced(count_read: Callable[[], int]) -> None:
    state = open_memory_state()
    queries(state, NOTE)
    state.rows("UPDATE queries SET body = ?", (b'{"note": 5}',))
    count_read()
    queries(state, NOTE)
    assert count_read() == 1
    state.connection.executemany("INSERT INTO queries VALUES (?, '{}')", ((f"old {n}",) for n in range(1_001)))
    queries(state, NOTE)
    assert state.rows("SELECT count(*) FROM queries") == [(1,)]
    assert count_read() == 0
    state.close()


def test_a_state_of_the_version_before_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    state = open_state(path, warn=pytest.fail)
    state.remember("kept", b"1")
    state.close()
    with sqlite3.connect(path) as connection:
        later = "; ".join(f"DROP TABLE {name}" for name in ("queries", "note_heads", "note_bodies", "note_names"))
        connection.executescript(f"{later}; PRAGMA user_version = 2;")
    connection.close()
    state = open_state(path, warn=pytest.fail)
    assert state.recall("kept") == b"1"
    queries(state, NOTE)
    assert state.rows("SELECT count(*) FROM queries") == [(1,)]
    state.close()
