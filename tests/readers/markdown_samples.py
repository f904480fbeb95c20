"""What the tests of the Markdown layout share: addresses of well-known works, and reading a text as a vault's file."""

from __future__ import annotations

from textwrap import dedent

from biblio.errors import Problem
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.markdown.markdown_reader import READER
from biblio.readers.skipped import Skipped, SkipReason

__all__ = ["ATTENTION", "BERT", "CODE", "VIT", "bullet", "items", "listed", "notes", "only", "own", "roles", "skipped"]

ATTENTION = "https://arxiv.org/abs/1706.03762"
BERT = "https://arxiv.org/abs/1810.04805"
VIT = "https://arxiv.org/abs/2010.11929"
CODE = "https://github.com/tensorflow/tensor2tensor"


def items(text: str, name: str = "note.md", path: str | None = None) -> list[Note | Problem]:
    text = dedent(text).lstrip("\n")
    read = READER.read(Document(path or f"vault/{name}", text, name))
    return [item for item in read if not isinstance(item, Skipped)]


def skipped(text: str, name: str = "note.md", path: str | None = None) -> list[SkipReason]:
    """Return why the file, or parts of it, gave no note."""
    read = READER.read(Document(path or f"vault/{name}", dedent(text).lstrip("\n"), name))
    return [item.reason for item in read if isinstance(item, Skipped)]


def notes(text: str, name: str = "note.md", path: str | None = None) -> list[Note]:
    return [item for item in items(text, name, path) if isinstance(item, Note)]


def only(text: str, name: str = "note.md", path: str | None = None) -> Note:
    (note,) = notes(text, name, path)
    return note


def own(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


def listed(text: str, name: str = "list.md") -> list[Note]:
    """Return the notes of a page that lists works, in which everything can be read."""
    assert not [item for item in items(text, name) if isinstance(item, Problem)]
    return notes(text, name)


def bullet(line: str) -> Note:
    (note,) = listed(f"# Reading list\n\n- {line}\n")
    return note


def roles(note: Note) -> list[tuple[str, str]]:
    return [(link.url, link.role.value) for link in note.links]
