"""Citations by roles, as sphinxcontrib-bibtex has them: ``:cite:p:`key```, in MyST's Markdown ``{cite:p}`key```.

https://sphinxcontrib-bibtex.readthedocs.io (usage: several keys between commas, text before and behind a key in braces)
and https://mystmd.org/guide/citations. reStructuredText itself: comments, literal blocks and code cite nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.citations import AliasSupport, Citation, Manuscript, NamedFile
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.source_text import SourceText

__all__ = ["cites_all", "read_rst", "role_keys"]

_NAME = r"(?:foot)?cite(?:[pt]|:[a-z]+)?"
_ROLE = re.compile(rf"(?:(?<![\w`:]):{_NAME}:|(?<![\w`])\{{{_NAME}\}})`(?P<keys>[^`]+)`")
_KEY = re.compile(r"(?:\{[^{}]*\}|\s)*(?P<key>[^\s,{}]+)[^,]*")
_KEY_IN_MYST = re.compile(r"(?:\{[^{}]*\}|\s)*(?P<key>[^\s,;{}]+)[^,;]*")  # MyST parts keys by semicolons, too
_ALL = re.compile(
    r"^[ \t]*(?:\.\.[ \t]+bibliography::|(?:`{3,}|:{3,})\{bibliography\})[^\n]*(?:\n[ \t]*:[^\n]*)*?\n[ \t]*:all:", re.M
)
# Directives of code, comments, literal blocks ("::" at the end of a line), with the lines below that stand further in.
_BELOW = r"(?:\n(?P=indent)[ \t]+[^\n]*|\n[ \t]*(?=\n))*"
_NO_TEXT = (
    re.compile(
        r"^(?P<indent>[ \t]*)\.\.[ \t]+(?:code(?:-block|-cell)?|sourcecode|parsed-literal|raw|math|highlight"
        rf"|literalinclude|doctest|testcode|ipython3?|jupyter-execute|productionlist|graphviz|mermaid|plot)::[^\n]*{_BELOW}",
        re.MULTILINE,
    ),
    re.compile(rf"^(?P<indent>[ \t]*)\.\.(?![ \t]+(?:\[|_|\||[\w:.+-]+::))(?:[ \t][^\n]*)?{_BELOW}", re.MULTILINE),
    re.compile(rf"^(?P<indent>[ \t]*)(?!\.\.[ \t])[^\n]*::[ \t]*{_BELOW}", re.MULTILINE),
    re.compile(r"``[^\n]+?``"),
)
_LISTED = re.compile(r"^[ \t]*\.\.[ \t]+(?:foot)?bibliography::[ \t]*(?P<names>[^\n]+)", re.MULTILINE)
_INCLUDE = re.compile(r"^[ \t]*\.\.[ \t]+include::[ \t]*([^\s<>][^\n]*?)[ \t]*$", re.MULTILINE)


def role_keys(text: str) -> Iterator[tuple[str, int]]:
    """Yield the keys that roles in a text cite, with their offsets."""
    if "cite" not in text:
        return
    for role in _ROLE.finditer(text):
        pattern = _KEY if role[0].startswith(":") else _KEY_IN_MYST
        for match in pattern.finditer(text, *role.span("keys")):
            yield match["key"], match.start("key")


def cites_all(text: str) -> bool:
    """Return whether a directive ``bibliography`` in a text lists every entry."""
    return "bibliography" in text and _ALL.search(text) is not None


def read_rst(source: SourceText) -> Manuscript:
    """Return what a file of reStructuredText cites and names; its project (``conf.py``) may name more."""
    if "cite" not in source.text and "bibliography" not in source.text:
        return Manuscript(source.path)
    text = source.text
    for pattern in _NO_TEXT:
        text = mask_matches(text, pattern)
    citations = tuple(Citation(key, source.span(start, start + len(key))) for key, start in role_keys(text))
    listed = tuple(
        NamedFile(name[0], source.span(*name.span()), is_optional=True)
        for match in _LISTED.finditer(text)
        for name in re.compile(r"\S+").finditer(text, *match.span("names"))
    )
    included = tuple(NamedFile(match[1], source.span(*match.span(1))) for match in _INCLUDE.finditer(text))
    return Manuscript(source.path, citations, listed, included, cites_all=cites_all(text), aliases=AliasSupport.NONE)
