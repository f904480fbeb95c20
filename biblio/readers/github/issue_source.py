"""Notes that are issues of a GitHub repository (``github:owner/repo``): fetched once, then only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from biblio.errors import Problem, ServiceError
from biblio.model.decision import OFFLINE
from biblio.model.note import Note
from biblio.project.project import Project
from biblio.project.secrets import secret
from biblio.readers.note_store import KnownFile

__all__ = ["PREFIX", "read_issues"]

PREFIX = "github:"


@dataclass(frozen=True, slots=True)
class _Bookmark:
    """Where the last fetch ended: the latest change seen, and the ETag of the address that begins there."""

    since: str = ""
    etag: str = ""


def read_issues(project: Project, source: str, *, ask: bool) -> tuple[list[Note], list[Problem], str]:
    """Return the notes of a repository's issues, what is wrong with some, and why it could not be asked (or "").

    With `ask` False, or where GitHub cannot be asked, the notes are those of earlier runs. Raises `SourceError` for
    a repository that does not exist.
    """
    store, name = project.notes, f"bookmark {source}"
    known = {note.id: note for note in store.notes([source])}
    if not ask or project.config.services.offline:
        stored = store.files().get(source)
        missing = OFFLINE if ask and stored is None else ""
        return list(known.values()), list(stored.problems) if stored else [], missing
    body = project.state.recall(name)
    bookmark = msgspec.json.decode(body, type=_Bookmark) if body else _Bookmark()
    problems: list[Problem] = []
    reason = ""
    try:
        for issue, etag in _fetch(project, source.removeprefix(PREFIX), bookmark):
            found = _to_note(issue, source)
            if isinstance(found, Problem):
                problems.append(found)
            elif found is not None:
                known[found.id] = found
            changed = str(issue.get("updated_at") or "")
            if changed >= bookmark.since:
                # The ETag belongs to the address it came from: the next fetch begins at a new one.
                bookmark = _Bookmark(changed, etag if changed == bookmark.since else "")
    except ServiceError as error:
        reason = error.reason
    store.put(source, KnownFile(0, 0, 0, "github-issues", tuple(problems)), known.values())
    project.state.remember(name, msgspec.json.encode(bookmark))
    return list(known.values()), problems, reason


def _fetch(project: Project, repo: str, bookmark: _Bookmark) -> Iterator[tuple[dict[str, object], str]]:
    from biblio.readers.github.issues_api import fetch_issues

    pages = fetch_issues(
        project.http(),
        project.policy("github"),
        repo,
        since=bookmark.since,
        etag=bookmark.etag,
        token=secret("github"),
    )
    for page in pages:
        for issue in page.issues:
            yield dict(issue), page.etag


def _to_note(issue: dict[str, object], source: str) -> Note | Problem | None:
    from biblio.readers.github.issue_reader import issue_to_note

    number = issue.get("number")
    line = number if isinstance(number, int) else 1
    return issue_to_note(issue, source=source, line=line, end_line=line)
