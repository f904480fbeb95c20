"""Layout "markdown": a file that is one note, as in a vault, or a page that lists works.

A file is one note when its name or head (`_head.Head`) is about one work: an identifier, a citation key, a
venue, two or more bibliographic keys. With a weaker sign (a type or tag such as ``paper`` or ``literature``, one
such key, a link that a key names, a folder called "papers" or "literature") it is one note unless most of it is a
list of works. Any other file gives the works that it lists: bullets, table rows, sections and paragraphs with a title
and a link of their own. A daily note, an index page or a recipe has none of this and gives nothing; templates are
left out.

Headings above a listed work, and the bullets that group it, are its tags. Lists under "References" or "Related
work" are about other works; code, comments and quotes hold no notes.

https://spec.commonmark.org/0.31.2/, https://help.obsidian.md/, https://docs.logseq.com/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.markdown.list_items import note_from_unit
from biblio.readers.markdown.listing import is_list, page_units
from biblio.readers.markdown.note_header import Head
from biblio.readers.markdown.page import Page
from biblio.readers.markdown.properties import claims_of
from biblio.readers.markdown.whole_note import whole_note

__all__ = ["READER", "MarkdownReader"]

_SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".qmd", ".rmd"})
_TEXT_SUFFIXES = frozenset({"", ".txt", ".text"})
# A file called Markdown that begins like this is something else.
_FOREIGN = re.compile(r"\s*(?:<\?xml|<!doctype|<html|[{\[]\s*[\"{])", re.IGNORECASE)
_MARKS = re.compile(
    r"^(?:#{1,6}[ \t]+\S|(?:[-*+]|\d+\.)[ \t](?:.*\]\(https?://|[ \t]*\*\*)|\|?[ \t]*:?-{3,}:?[ \t]*\||```"
    r"|\w[\w -]*::[ \t])",
    re.MULTILINE,
)
_OF_A_WORK = frozenset({"title", "author", "authors", "doi", "arxiv", "url", "link", "citekey", "year"})
_MANY_MARKS = 2
_FAR = 20_000


class MarkdownReader:
    """Reads Markdown; the module says what of it is a note."""

    layout = "markdown"

    def recognises(self, document: Document) -> bool:
        """Tell whether the document is Markdown: by its name, or a plain text by marks that prose has not.

        A plain text must also give a note: a read-me has headings too.
        """
        suffix = PurePosixPath(document.name or document.path).suffix.lower()
        if not document.text.strip() or _FOREIGN.match(document.text):
            return False
        if suffix in _SUFFIXES:
            return True
        if suffix not in _TEXT_SUFFIXES:
            return False
        marked = len(_MARKS.findall(document.text, 0, _FAR)) >= _MANY_MARKS or Page(document).front.end > 0
        return marked and any(isinstance(item, Note) for item in self.read(document))

    def read(self, document: Document) -> Iterator[Note | Problem]:
        """Yield the notes of a file in order, and what is wrong with its front matter or dates.

        A file without notes gives nothing, and nothing is wrong with it: the caller counts it. Only where front
        matter that speaks of a work cannot be read as a whole, that is said.
        """
        page = Page(document)
        head = Head(page)
        if page.name.is_template or any(item.key.endswith("-plugin") for item in page.front.properties):
            return  # a template, or a drawing or board that a plugin keeps in Markdown
        problems: list[Note | Problem] = [page.front.problem] if page.front.problem else []
        if head.is_decisive:
            yield from [*problems, *head.claims.problems, whole_note(head)]
            return
        units = page_units(page)
        is_a_list = head.contradicts_itself or is_list(units, page) or (bool(units) and head.is_called_a_list)
        if head.is_likely and not is_a_list:
            yield from [*problems, *head.claims.problems, whole_note(head)]
            return
        if not units:
            if any(item.key.casefold() in _OF_A_WORK for item in page.front.properties):
                yield from problems  # it may have been a note
            return
        tags = claims_of(page.front.properties, document.path).tags
        yield from problems
        taken: set[str] = set()
        for unit in units:
            yield from unit.claims.problems
            note = note_from_unit(unit, page, tags, taken)
            taken.add(note.id)
            yield note


READER = MarkdownReader()
