"""Citations by roles, as sphinxcontrib-bibtex has them: ``:cite:p:`key```, in MyST's Markdown ``{cite:p}`key```.

https://sphinxcontrib-bibtex.readthedocs.io (usage: several keys between commas, text before and behind a key in braces)
and https://mystmd.org/guide/citations. reStructuredText itself: comments, literal blocks and code cite nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from biblio.check.manuscripts.citations import AliasSupport, Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.source_text import SourceText

__all__ = ["ListedEntries", "listed_entries", "read_rst", "role_keys"]

_NAME = r"(?:foot)?cite(?:[pt]|:[a-z]+)?"
_ROLE = re.compile(rf"(?:(?<![\w`:]):{_NAME}:|(?<![\w`])\{{{_NAME}\}})`(?P<keys>[^`]+)`")
_KEY = re.compile(r"(?:\{[^{}]*\}|\s)*(?P<key>[^\s,{}]+)[^,]*")
_KEY_IN_MYST = re.compile(r"(?:\{[^{}]*\}|\s)*(?P<key>[^\s,;{}]+)[^,;]*")  # MyST parts keys by semicolons, too
_DIRECTIVE = re.compile(
    r"^(?P<indent>[ \t]*+)(?:\.\.[ \t]+bibliography::|(?P<fence>`{3,}|:{3,})\{bibliography\})[^\n]*"
    r"(?P<options>\n[ \t]*---[ \t]*(?:\n(?![ \t]*---)[^\n]*)*\n[ \t]*---[ \t]*|(?:\n[ \t]*:[^\n]*)*)",
    re.MULTILINE,
)
_ALL = re.compile(r"^[ \t]*:?(?:all:|notcited:|filter:(?![^\n]*\b(?:cited|docname)))", re.MULTILINE)
_LINE_OF_KEY = re.compile(r"^[ \t]*([^\s,]+)[ \t]*$")
_PREFIX = re.compile(r"^[ \t]*:?keyprefix:[ \t]*['\"]?([^\s'\"]+)", re.MULTILINE)
# Directives of code, comments, literal blocks ("::" at the end of a line), with the lines below that stand further in.
_BELOW = r"(?:\n(?P=indent)[ \t]+[^\n]*|\n[ \t]*(?=\n))*"
_NO_TEXT = (
    re.compile(
        r"^(?P<indent>[ \t]*+)\.\.[ \t]+(?:code(?:-block|-cell)?|sourcecode|parsed-literal|raw|math|highlight"
        rf"|literalinclude|doctest|testcode|ipython3?|jupyter-execute|productionlist|graphviz|mermaid|plot)::[^\n]*{_BELOW}",
        re.MULTILINE,
    ),
    re.compile(rf"^(?P<indent>[ \t]*+)\.\.(?![ \t]+(?:\[|_|\||[\w:.+-]+::))(?:[ \t][^\n]*)?{_BELOW}", re.MULTILINE),
    re.compile(rf"^(?P<indent>[ \t]*+)(?!\.\.[ \t])[^\n]*::[ \t]*{_BELOW}", re.MULTILINE),
    re.compile(r"``[^\n]+?``"),
)
_LISTED = re.compile(r"^[ \t]*\.\.[ \t]+(?:foot)?bibliography::[ \t]*(?P<names>[^\n]+)", re.MULTILINE)
_INCLUDE = re.compile(r"^[ \t]*+\.\.[ \t]+include::[ \t]*+([^\s<>](?:[^\n]*[^ \t\n])?)[ \t]*$", re.MULTILINE)


def role_keys(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys that roles in a text cite, with their offsets."""
    if "cite" not in text:
        return
    for role in _ROLE.finditer(text):
        pattern = _KEY if role[0].startswith(":") else _KEY_IN_MYST
        for match in pattern.finditer(text, *role.span("keys")):
            yield match["key"], match.start("key")


@dataclass(frozen=True, slots=True)
class ListedEntries:
    """What the directives ``bibliography`` of a text say.

    `has_all` tells whether one lists entries that nothing cites, `keys` are those that one names, with their offsets,
    and `prefixes` stand before the keys where something that one lists is cited (``:keyprefix:``).
    """

    has_all: bool
    keys: tuple[tuple[str, int], ...]
    prefixes: frozenset[str]


def listed_entries(text: str) -> ListedEntries:
    """Return what the directives ``bibliography`` of a text list beside what is cited."""
    if "bibliography" not in text:
        return ListedEntries(has_all=False, keys=(), prefixes=frozenset())
    directives = list(_DIRECTIVE.finditer(text))
    return ListedEntries(
        has_all=any(_ALL.search(directive["options"]) for directive in directives),
        keys=tuple(key for directive in directives for key in _content_keys(text, directive)),
        prefixes=frozenset(prefix[1] for one in directives for prefix in _PREFIX.finditer(one["options"])),
    )


def _content_keys(text: str, directive: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield the keys in the content of a directive, one a line: further in than it, or before its fence ends."""
    start = directive.end() + 1
    while start < len(text):
        end = text.find("\n", start) % (len(text) + 1)
        line = text[start:end]
        is_inside = len(line) - len(line.lstrip()) > len(directive["indent"])
        if line.strip() and (line.lstrip().startswith(fence) if (fence := directive["fence"]) else not is_inside):
            return
        for key in _LINE_OF_KEY.finditer(line):
            yield key[1], start + key.start(1)
        start = end + 1


def read_rst(source: SourceText) -> Manuscript:
    """Return what a file of reStructuredText cites and names; its project (``conf.py``) may name more."""
    if "cite" not in source.text and "bibliography" not in source.text:
        return Manuscript(source.path)
    text = source.text
    for pattern in _NO_TEXT:
        text = mask_matches(text, pattern)
    entries = listed_entries(text)
    keys = sorted((*role_keys(text), *entries.keys), key=itemgetter(1))
    citations = tuple(Citation(key, source.span(start, start + len(key))) for key, start in keys)
    listed = tuple(
        NamedFile(name[0], source.span(*name.span()), is_optional=True)
        for match in _LISTED.finditer(text)
        for name in re.compile(r"\S+").finditer(text, *match.span("names"))
    )
    included = tuple(NamedFile(match[1], source.span(*match.span(1))) for match in _INCLUDE.finditer(text))
    return Manuscript(
        source.path, citations, listed, included,
        cites_all=entries.has_all, aliases=AliasSupport.NONE, key_prefixes=entries.prefixes,
    )  # fmt: skip
