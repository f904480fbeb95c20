"""Keep the notes from a GitHub repository's issues (``github:owner/repo``) up to date, fetching only what changed.

The caller passes a function that asks GitHub. The note store keeps the notes, and where the last fetch ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from biblio.errors import Problem, ServiceError
from biblio.model.decision import OFFLINE
from biblio.model.note import Note
from biblio.readers.note_store import KnownFile, NoteStore
from biblio.readers.unseen_characters import without_unseen_characters
from biblio.settings import GITHUB_PREFIX

if TYPE_CHECKING:
    from biblio.readers.github.issues_api import IssuePage

__all__ = ["FetchIssues", "IssueReading", "read_issues"]


class FetchIssues(Protocol):
    """Fetches the pages of a repository's issues; `issues_api.fetch_issues` documents them and what it raises."""

    def __call__(self, repo: str, *, since: str, etag: str) -> Iterator[IssuePage]:
        """Yield the pages of the issues of `repo` ("owner/name") that changed since the time `since`."""
        ...


@dataclass(frozen=True, slots=True)
class IssueReading:
    """The notes from a repository's issues, problems with some, and why GitHub could not be asked (may be empty)."""

    notes: tuple[Note, ...]
    problems: tuple[Problem, ...]
    unasked: str = ""


@dataclass(frozen=True, slots=True)
class _Bookmark:
    """Where the last fetch ended: the time of the latest change seen, and the ETag of the address that begins there."""

    since: str = ""
    etag: str = ""


def read_issues(source: str, store: NoteStore, *, fetch: FetchIssues | None, offline: bool = False) -> IssueReading:
    """Return the notes of the repository `source` ("github:owner/repo").

    If `fetch` is None, or GitHub cannot be asked, the notes are those of earlier runs. With `offline`, `fetch` is None
    because the user is offline, and a repository that was never fetched is reported as not asked.

    Raises `SourceError` if the repository does not exist.
    """
    # By number, which is the line of such a note: if an issue's title was edited, its new note replaces the old one.
    known = {note.line: note for note in store.notes([source])}
    if fetch is None:
        stored = store.files().get(source)
        unasked = OFFLINE if offline and stored is None else ""
        return IssueReading(tuple(known.values()), stored.problems if stored else (), unasked)
    body = store.bookmark(source)
    bookmark = msgspec.json.decode(body, type=_Bookmark) if body else _Bookmark()
    problems: list[Problem] = []
    unasked = ""
    try:
        for page in fetch(source.removeprefix(GITHUB_PREFIX), since=bookmark.since, etag=bookmark.etag):
            for issue in page.issues:
                note = _to_note(issue, source)
                if isinstance(note, Problem):
                    problems.append(note)
                elif note is not None:
                    known[note.line] = without_unseen_characters(note)
                changed = str(issue.get("updated_at") or "")
                if changed >= bookmark.since:
                    # The ETag belongs to the address that it came from, but the next fetch begins at a new address.
                    bookmark = _Bookmark(changed, page.etag if changed == bookmark.since else "")
    except ServiceError as error:
        unasked = error.reason
    store.put(source, KnownFile(0, 0, 0, "github-issues", tuple(problems)), known.values())
    store.put_bookmark(source, msgspec.json.encode(bookmark))
    return IssueReading(tuple(known.values()), tuple(problems), unasked)


def _to_note(issue: Mapping[str, Any], source: str) -> Note | Problem | None:
    number = issue.get("number")
    line = number if isinstance(number, int) else 1
    # Imported here because it loads all that reads Markdown, which a run without repositories does not need.
    from biblio.readers.github.issue_reader import issue_to_note

    return issue_to_note(issue, source=source, line=line, end_line=line)
