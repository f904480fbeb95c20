from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from biblio.errors import Unavailable
from biblio.readers.github.issue_source import IssueReading, read_issues
from biblio.readers.github.issues_api import IssuePage
from biblio.readers.note_store import NoteStore
from biblio.state import open_state

SOURCE = "github:reader/notes"


class GitHub:
    """Pages of issues by script: what is given in `pages`, then an error where there is one."""

    def __init__(self) -> None:
        self.pages: list[IssuePage] = []
        self.error: Unavailable | None = None
        self.asked: list[tuple[str, str, str]] = []

    def __call__(self, repo: str, *, since: str, etag: str) -> Iterator[IssuePage]:
        self.asked.append((repo, since, etag))
        yield from self.pages
        if self.error:
            raise self.error


def issue(number: int, title: str, updated: str) -> dict[str, Any]:
    page = f"https://github.com/reader/notes/issues/{number}"
    return {"number": number, "title": title, "updated_at": updated, "html_url": page}


def titles(reading: IssueReading) -> list[str | None]:
    return [note.title for note in reading.notes]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[NoteStore]:
    state = open_state(tmp_path / "state.sqlite", lambda message: None)
    yield NoteStore(state)
    state.close()


def test_the_next_fetch_begins_where_the_last_one_ended(store: NoteStore) -> None:
    github = GitHub()
    github.pages = [IssuePage((issue(1, "A Title", "2025-01-01"), issue(2, "Another", "2025-01-02")), "etag-1")]
    assert titles(read_issues(SOURCE, store, fetch=github)) == ["A Title", "Another"]
    github.pages = [IssuePage((issue(3, "A Third", "2025-01-02"),), "etag-2")]
    reading = read_issues(SOURCE, store, fetch=github)
    assert titles(reading) == ["A Title", "Another", "A Third"]
    github.pages = []
    assert read_issues(SOURCE, store, fetch=github) == reading
    # The ETag of a page counts only for the address that begins at its latest change.
    assert github.asked == [
        ("reader/notes", "", ""),
        ("reader/notes", "2025-01-02", ""),
        ("reader/notes", "2025-01-02", "etag-2"),
    ]


def test_an_issue_with_a_new_title_replaces_what_it_was(store: NoteStore) -> None:
    github = GitHub()
    github.pages = [IssuePage((issue(1, "A Titel", "2025-01-01"), issue(2, "Another", "2025-01-02")), "")]
    read_issues(SOURCE, store, fetch=github)
    github.pages = [IssuePage((issue(1, "A Title", "2025-01-03"),), "")]
    assert titles(read_issues(SOURCE, store, fetch=github)) == ["A Title", "Another"]


def test_what_came_before_an_error_is_kept(store: NoteStore) -> None:
    github = GitHub()
    github.pages = [IssuePage((issue(1, "A Title", "2025-01-01"),), "")]
    github.error = Unavailable("github", "no answer")
    reading = read_issues(SOURCE, store, fetch=github)
    assert (titles(reading), reading.unasked) == (["A Title"], "no answer")
    assert titles(read_issues(SOURCE, store, fetch=None)) == ["A Title"]


def test_an_issue_without_a_title_is_reported_as_long_as_nothing_new_is_fetched(store: NoteStore) -> None:
    github = GitHub()
    github.pages = [IssuePage((issue(1, "", "2025-01-01"),), "")]
    reading = read_issues(SOURCE, store, fetch=github)
    assert [problem.path for problem in reading.problems] == [SOURCE]
    assert read_issues(SOURCE, store, fetch=None) == reading


def test_offline_only_a_repository_never_fetched_is_missed(store: NoteStore) -> None:
    assert read_issues(SOURCE, store, fetch=None) == IssueReading((), ())
    assert read_issues(SOURCE, store, fetch=None, offline=True).unasked == "offline"
    read_issues(SOURCE, store, fetch=GitHub())
    assert read_issues(SOURCE, store, fetch=None, offline=True).unasked == ""
