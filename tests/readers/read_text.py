"""What the tests of readers need: the items and notes in a text, by the reader that recognises it."""

from __future__ import annotations

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.layouts import reader_for


def read(text: str, name: str) -> list[ReadItem]:
    """What the reader of a file called `name` yields."""
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader is not None
    return list(reader.read(document))


def notes(text: str, name: str) -> list[Note]:
    """The notes in a file."""
    return [item for item in read(text, name) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    """The addresses of a note's work."""
    return [link.url for link in note.links if link.role is LinkRole.OWN]
