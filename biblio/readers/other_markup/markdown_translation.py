"""Read a page in another markup (org, reStructuredText, Typst, …) by translating it to Markdown.

A reader of such a markup writes the page as Markdown, line by line, with the line of the file that each one came from;
the Markdown reader does the rest. So a list, a table or a heading means the same in every markup. What the translation
adds (front matter, properties below a heading) is taken out of the comments again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from biblio.errors import Problem
from biblio.model.note import Link, LinkRole, Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.kind_words import is_literature_word
from biblio.readers.markdown.markdown_reader import READER as MARKDOWN_READER
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.skipped import Skipped, SkipReason

__all__ = ["UNTITLED", "MarkdownTranslation", "TranslatedProperty", "is_about_work", "read_translation"]


# The heading of a page that has none above its sections: the Markdown reader takes it for no title and no topic.
UNTITLED = "Notes"


@dataclass(frozen=True, slots=True)
class TranslatedProperty:
    """A key with one or several values, and the line of the file (from 1)."""

    key: str
    value: str | Sequence[str]
    line: int


@dataclass(slots=True)
class MarkdownTranslation:
    """A page as Markdown under construction: front matter, then lines, each with its line (from 1) in the file.

    The page is on the lines from `first_line` to `last_line` of the file; 0 is the file's last line.
    """

    first_line: int = 1
    last_line: int = 0
    properties: list[TranslatedProperty] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _origins: list[int] = field(default_factory=list)
    _added: set[str] = field(default_factory=set)

    def add(self, text: str, line: int) -> None:
        """Add `text`, which may have several lines of Markdown, all from `line` of the file.

        Only the first of several blank lines is added.
        """
        for row in text.split("\n"):
            if not row.strip() and not (self._lines and self._lines[-1].strip()):
                continue
            self.add_line(row, line)

    def add_line(self, row: str, line: int) -> None:
        """Add one row of text that already is Markdown, blank or not, from `line` of the file."""
        self._lines.append(row)
        self._origins.append(line)

    def add_heading(self, title: str, line: int) -> None:
        """Add the title of the whole page as its heading; it is not part of any comment."""
        self._added.add(f"# {title}")
        self.add(f"# {title}\n", line)

    def add_properties(self, properties: Iterable[TranslatedProperty]) -> None:
        """Add properties of the section under the last heading; unknown keys are left out."""
        for prop in properties:
            values = [prop.value] if isinstance(prop.value, str) else prop.value
            value = ", ".join(" ".join(text.split()) for text in values)
            if value and canonical_key(prop.key):
                row = f"{prop.key}:: {value}"
                self._added.add(row)
                self.add(row, prop.line)

    @property
    def rows(self) -> tuple[str, ...]:
        """The lines so far, without front matter."""
        return tuple(self._lines)

    @property
    def text(self) -> str:
        """The page as Markdown."""
        return "\n".join([*(row for row, _ in self._front_matter()), *self._lines])

    @property
    def origins(self) -> tuple[int, ...]:
        """The line of the file that each line of `text` came from."""
        return (*(origin for _, origin in self._front_matter()), *self._origins)

    def without_added(self, comment: str) -> str:
        """Return a comment without the property lines that the translation added."""
        rows = comment.split("\n")
        kept = [row for row in rows if row not in self._added]
        return comment if len(kept) == len(rows) else "\n".join(kept).strip("\n")

    def _front_matter(self) -> Iterator[tuple[str, int]]:
        if self.properties:
            yield "---", self.first_line
            for prop in self.properties:
                value = prop.value if isinstance(prop.value, str) else list(prop.value)
                # JSON is YAML, and needs no thought about quotes.
                yield f"{json.dumps(prop.key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}", prop.line
            yield "---", self.first_line


def read_translation(
    document: Document,
    translation: MarkdownTranslation,
    layout: str,
    *,
    page_name: str = "",
    needs_sign: bool = False,
    is_topic: bool = False,
    is_any_file_titled: bool = False,
) -> Iterator[ReadItem]:
    """Yield what the Markdown reader finds in a translated page, with the lines of the file and the name of `layout`.

    Ids and titles may come from the name of the page: that of the file, or `page_name`. With `needs_sign`, a page about
    which nothing is known but its title is no note: most pages in such markup are texts of their own. If a page
    `is_topic`, the works that it lists are the notes. With `is_any_file_titled`, the link to "the paper" of a page is
    looked for in its head only, as on a page without front matter.
    """
    path, name = (page_name, page_name) if page_name else (document.path, document.name)
    page = replace(document, text=translation.text, path=_as_markdown(path), name=_as_markdown(name))
    origins = translation.origins

    def line_in_file(line: int) -> int:
        return origins[min(max(line, 1), len(origins)) - 1] if origins else translation.first_line

    last_line = translation.last_line or document.text.rstrip().count("\n") + 1
    page_end = page.text.rstrip().count("\n") + 1
    for item in MARKDOWN_READER.read_page(page, is_topic=is_topic, is_any_file_titled=is_any_file_titled):
        if isinstance(item, Note):
            is_whole = item.line == 1 and item.end_line >= page_end
            if is_whole and needs_sign and not is_about_work(item):
                yield Skipped(document.path, SkipReason.NO_WORK)
                continue
            first = translation.first_line if is_whole else line_in_file(item.line)
            last = last_line if is_whole else line_in_file(item.end_line)
            yield item.replace(
                source=document.path,
                layout=layout,
                line=first,
                end_line=max(first, last),
                comment=translation.without_added(item.comment),
                links=tuple(replace(link, line=link.line and line_in_file(link.line)) for link in _distinct(item)),
                references=tuple(replace(other, line=line_in_file(other.line)) for other in item.references),
            )
        elif isinstance(item, Skipped) and item.note:
            # Pages in such markup are mostly texts and topics: their title alone is no sign of a work.
            yield Skipped(document.path, SkipReason.NO_WORK)
        elif isinstance(item, Problem | Skipped):
            yield replace(item, path=document.path, line=item.line and line_in_file(item.line))


def is_about_work(note: Note) -> bool:
    """Return whether a note of a whole page says anything about a work, and not only its title."""
    is_tagged = any(map(is_literature_word, note.tags))
    return bool(
        note.has_own_link or is_tagged or note.citekey or note.authors or note.venue or note.year or note.kind_hint
    )


def _distinct(note: Note) -> Iterator[Link]:
    """Yield a note's links, an own one only once: a property is also a line of its section."""
    own_urls = {link.url for link in note.links if link.role is LinkRole.OWN}
    yield from (link for link in note.links if link.role is LinkRole.OWN or link.url not in own_urls)


def _as_markdown(path: str) -> str:
    """Return a path with the suffix of Markdown: the Markdown reader then knows which part of a name is the title."""
    folder, slash, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    return f"{folder}{slash}{stem or name}.md" if path else ""
