"""Find the inline elements of Markdown: tags, links to other notes, links to addresses with their words.

All functions take text in which code and comments are already blanked (`outline.mask`).

https://help.obsidian.md/tags, https://help.obsidian.md/links, https://spec.commonmark.org/0.31.2/#links
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from biblio.extract.identifiers_in_text import SICI_PAGE, URL_PATTERN, identifier_in_url, trim_url
from biblio.extract.links import host_role, label_role
from biblio.model.note import NoteReference

__all__ = [
    "InlineLink",
    "find_definitions",
    "find_inline_links",
    "find_note_references",
    "find_tags",
    "identifier_of",
    "is_address",
    "is_local_file",
    "role_of_host",
    "role_of_label",
]

# The same link is examined several times on its way into a note.
identifier_of = lru_cache(maxsize=4096)(identifier_in_url)
role_of_host = host_role
role_of_label = label_role
_TAG = re.compile(
    r"(?:^|(?<=[\s（、。,])|(?<=^\()|(?<=[^\]]\())#"
    r"(?:\[\[([^\[\]\n]+)\]\]|([^\s#!-,.:-@\[-^`{-~、。，．！？；：「」『』（）【】《》…·]+))",
    re.MULTILINE,
)
# A number ("#12", "#1-2"), and a colour as Zotero's annotations have it ("#ffd400").
# https://bear.app/faq/how-to-use-tags-in-bear/
_SEVERAL_WORDS = re.compile(r"(?<![^\s])#([^\W\d_][^\s#,;()\[\]|]*(?: [^\s#,;()\[\]|]+){1,5})#(?=\s|$)")
_WITH_WORDS = re.compile(r"(?:#[^\s#,;()\[\]|]+(?:(?: [^\s#,;()\[\]|]+){1,5}#)?(?:\s+(?=#)|$)){1,30}")
_NO_TAG = re.compile(r"\d[\d./_-]*|(?=[a-f]*\d)(?:[\da-f]{3}|[\da-f]{6}|[\da-f]{8})", re.IGNORECASE)
_HEADING = re.compile(r"[ \t>]*#{1,6}(?:[ \t]|$)")
_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|#^\n]*)(?:[#^][^\[\]|\n]*)?(?:\\?\|[^\[\]\n]*)?\]\](?!\()")
_NOTE_LINK = re.compile(r"(?<!!)\[[^\[\]\n]*\]\(<?([^\s()<>:]+?\.(?:md|markdown|qmd))>?(?:#[^()\s]*)?\)")
_ATTACHMENT = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp[34]|mov|webm|wav|excalidraw|canvas|base|bib|csv|zip)$", re.IGNORECASE
)
_LINK = re.compile(
    r"\[(?P<label>(?:[^\[\]\n]|\n(?!\n)|\[[^\[\]\n]*\]){0,400})\]"
    rf"(?:\([ \t]*+<?(?P<url>(?:[^\s()<>]|\([^\s()<>]*\)|{SICI_PAGE})*)>?"
    r"(?:[ \t]++(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*+\)"
    r"|\[(?P<id>[^\[\]\n]{0,100})\])"
    r"|<a\s[^<>]{0,200}?href\s*=\s*[\"']?(?P<href>[^\"'<>\s]+)[\"']?[^<>]{0,200}>(?P<words>(?:(?!</a>)[^\n]){0,400})</a>"
    r"|<(?P<auto>https?://[^\s<>]+)>"
    rf"|(?P<bare>{URL_PATTERN})",
    re.IGNORECASE | re.ASCII,
)
# A relative path: no scheme, no place on the same page, no address without its "https://".
_LOCAL_FILE = re.compile(r"(?![a-z][a-z0-9+.-]*:|#|//|www\.)[^\s#]*[./][^\s]*$", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]{1,400})\]:[ \t]*<?(https?://[^\s<>]+)>?", re.MULTILINE)
_SHORTCUT = re.compile(r"(?<![\[!\\])\[(?P<label>[^\[\]\n]{1,400})\](?![\[(:])")


class InlineLink(NamedTuple):
    """A link to an address: its offsets in the text, and those of its words (none for a bare address)."""

    url: str
    start: int
    end: int
    label: slice


def find_tags(text: str) -> Iterator[str]:
    """Yield the inline tags of `text` without "#": letters of any script, digits and ``_ - /``, but not only digits.

    Headings have no tags. Logseq's ``#[[two words]]`` is one, and Bear's ``#two words#`` on a line of nothing but tags.
    """
    if "#" not in text:
        return
    for line in text.split("\n"):
        if "#" not in line or _HEADING.match(line):
            continue
        if "#" in line[1:] and _WITH_WORDS.fullmatch(line.strip()):
            yield from (match[1] for match in _SEVERAL_WORDS.finditer(line))
            line = _SEVERAL_WORDS.sub(" ", line)
        for match in _TAG.finditer(line):
            tag = match[1] or _tag_part(match[2])
            if tag.strip("/-_ ") and not _NO_TAG.fullmatch(tag):
                yield tag.strip("/ ")


def _tag_part(text: str) -> str:
    """Return the part of `text` that can be a tag: up to the first character that is not a letter, digit or emoji."""
    if text.isascii():
        return text
    for index, char in enumerate(text):
        if not (char.isalnum() or char in "_-/" or unicodedata.category(char) in ("Mn", "Mc", "So", "Cf", "Sk")):
            return text[:index]
    return text


def find_note_references(text: str, *, line: int = 1) -> Iterator[NoteReference]:
    """Yield the other notes that `text` links to: ``[[Name|label]]``, ``[label](name.md)``, but not attachments.

    `line` is the file's line of the first line of `text`.
    """
    has_names, has_files = "[[" in text, ".md" in text or ".qmd" in text or ".markdown" in text
    if not has_names and not (has_files and "](" in text):
        return
    for number, row in enumerate(text.split("\n"), line):
        for match in _WIKILINK.finditer(row) if "[[" in row else ():
            target = match[2].strip().rstrip("\\")
            if target and not _ATTACHMENT.search(target):
                yield NoteReference("note", target, number)
        for match in _NOTE_LINK.finditer(row) if ".md" in row or ".qmd" in row or ".markdown" in row else ():
            yield NoteReference("note", re.sub(r"\.\w+$", "", unquote(match[1])), number)


def find_definitions(text: str) -> dict[str, str]:
    """Return the link targets that `text` defines (``[id]: https://…``), by their names without case."""
    if "]:" not in text:
        return {}
    return {match[1].casefold(): match[2] for match in _DEFINITION.finditer(text)}


def _matches(text: str, definitions: Mapping[str, str]) -> Iterator[re.Match[str]]:
    """Yield what may be links, in order; of the labels alone, only those that are defined."""
    if not definitions:
        yield from _LINK.finditer(text)
        return
    links = list(_LINK.finditer(text))
    taken = [match.span() for match in links]
    alone = [
        match
        for match in _SHORTCUT.finditer(text)
        if match["label"].casefold() in definitions and not any(start <= match.start() < end for start, end in taken)
    ]
    yield from sorted([*links, *alone], key=lambda match: match.start())


def is_address(text: str) -> bool:
    """Return whether `text` is an address and nothing else, as below many titles."""
    return text.startswith(("http://", "https://")) and len(text.split()) == 1


def is_local_file(url: str) -> bool:
    """Return whether the target of a link is a file or page beside the page that links to it."""
    return _LOCAL_FILE.match(url) is not None


def find_inline_links(text: str, definitions: Mapping[str, str], *, with_files: bool = False) -> Iterator[InlineLink]:
    """Yield the links of `text` to addresses, in order; ``[label][id]`` and ``[label]`` are looked up in `definitions`.

    With `with_files`, links to files beside the page (``[label](papers/chord.pdf)``) are yielded too.
    """
    if "[" not in text and "<" not in text and "://" not in text:
        return
    for match in _matches(text, definitions):
        if match.re is _SHORTCUT:
            yield InlineLink(
                definitions[match["label"].casefold()], match.start(), match.end(), slice(*match.span("label"))
            )
            continue
        url = match["url"] or match["href"] or match["auto"] or match["bare"] or ""
        if match["id"] is not None:
            url = definitions.get((match["id"] or match["label"]).casefold(), "")
        if not url.lower().startswith(("http://", "https://")) and not (with_files and is_local_file(url)):
            continue
        end = match.end()
        if match["bare"]:
            url = trim_url(url)
            end = match.start() + len(url)
        words = "label" if match["label"] else "words" if match["words"] else ""
        yield InlineLink(url, match.start(), end, slice(*match.span(words)) if words else slice(0))
