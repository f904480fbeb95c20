"""Recognise notes on works by how they begin, where the notes beside them begin so.

Somebody who begins each note with the linked title of its work, or with a label of his own before the title ("Critique:
Lamps at sea"), does so also where the link leads to a site that nobody knows, and where the text below cites others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from biblio.model.note import Note
from biblio.readers.folders_of_files import FEW
from biblio.readers.markdown.property_values import plain_value
from biblio.text import fold

__all__ = ["counts_of_beginnings", "pages_beginning_like"]

_LINKED_TITLE = re.compile(r"(?:#{1,6}\s+)?\[(?P<title>[^\[\]]{2,300})\]\(https?://[^\s()]+\)")
_LABEL = re.compile(
    r"#{1,6}\s++(?P<label>[^\w\s]{0,3}\s*(?:[^\W\d_][\w ]{2,24}[:：]|[\[【(（][^\[\]【】()（）]{2,24}[\])】）]))\s*\S"
)
_BEGINNING = re.compile(r"\s*(?P<lines>\S[^\n]*(?:\n[^\S\n]*[^\s#-][^\n]*){0,2})")
_MOSTLY = 0.6


def pages_beginning_like(works: Mapping[str, Note], others: Mapping[str, Note]) -> dict[str, Note]:
    """Return those of `others` that begin as most pages of their folder do that are notes on works.

    Both have whole pages by their paths, with slashes; a page whose form no other has tells nothing.
    """
    forms = {path: _form(path, note) for path, note in others.items()}
    if not any(forms.values()):
        return {}
    counts = Counter(form for path, note in works.items() if (form := _form(path, note)))
    undecided = Counter(filter(None, forms.values()))
    return {
        path: _titled(others[path])
        for path, form in forms.items()
        if form and counts[form] >= max(FEW, _MOSTLY * (counts[form] + undecided[form]))
    }


def counts_of_beginnings(works: Mapping[str, Note], others: Mapping[str, Note]) -> Counter[tuple[str, str]]:
    """Return how many of `works` begin in each of the forms of `others`; both as for `pages_beginning_like`."""
    forms = {_form(path, note) for path, note in others.items()}
    return Counter(form for path, note in works.items() if (form := _form(path, note)) in forms and form)


def _form(path: str, note: Note) -> tuple[str, str] | None:
    """Return the folder of a page and how it begins: with a linked title alone, or a label; None for anything else."""
    folder = path.rpartition("/")[0]
    if _linked_title(note):
        return folder, "["
    label = _LABEL.match(_beginning(note))
    return (folder, label["label"].casefold()) if label else None


def _linked_title(note: Note) -> str:
    """Return the words of the link that a page begins with, if there is nothing beside it on its line; or nothing.

    Where they are the title, the line may be no part of the comment.
    """
    lines = _beginning(note)
    link = _LINKED_TITLE.fullmatch(" ".join(lines.split())) or _LINKED_TITLE.fullmatch(lines.partition("\n")[0].strip())
    if link is not None:
        return plain_value(link["title"])
    return note.title if note.links and note.title and fold(note.links[0].label) == fold(note.title) else ""


def _beginning(note: Note) -> str:
    match = _BEGINNING.match(note.comment)
    return match["lines"] if match else ""


def _titled(note: Note) -> Note:
    """Return a note that is called by the link that it begins with, if it begins with one."""
    return note.replace(title=_linked_title(note) or note.title)
