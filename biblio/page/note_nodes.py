"""A note as the elements of a page: Markdown becomes values that name few elements, never HTML.

A node is a text, or a list of the name of an element and its nodes: ``["p", "see ", ["em", "this"]]``; of a link, the
address comes before them. HTML in a note is text. A picture is a link to it: the page loads nothing from elsewhere.
pulldown-cmark (the package pyromark) reads: https://docs.rs/pulldown-cmark/latest/pulldown_cmark/enum.Event.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

__all__ = ["Node", "note_nodes"]

Node = Any
_ELEMENTS = {
    "Paragraph": "p", "Heading": "h", "BlockQuote": "blockquote", "CodeBlock": "pre", "Item": "li", "Emphasis": "em",
    "Strong": "strong", "Strikethrough": "del", "Table": "table", "TableHead": "tr", "TableRow": "tr",
    "TableCell": "td",
}  # fmt: skip
_WEB = re.compile(r"https?://", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w/=])(https?://[^\s<>\"'()\[\]{}「」、。]*[^\s<>\"'()\[\]{}「」、。.,;:!?])")
_DEEPEST = 20  # elements within elements; what is deeper stands beside its surroundings


def note_nodes(text: str) -> list[Node]:
    """Return the nodes of a note; one that is a single line of plain words is one text."""
    if not text:
        return []
    open_nodes: list[list[Node]] = [["note"]]
    depth = 0
    for event in _events(text):
        kind, value = next(iter(event.items())) if isinstance(event, Mapping) else (event, None)
        if kind == "Start":
            depth += 1
            node = _begun(value)
            if depth <= _DEEPEST:
                if node:
                    open_nodes[-1].append(node)
                open_nodes.append(node or open_nodes[-1])
        elif kind == "End":
            if depth <= _DEEPEST:
                ended = open_nodes.pop()
                if ended is not open_nodes[-1]:
                    _join_texts(ended)
            depth -= 1
        else:
            in_link = any(node[0] == "a" for node in open_nodes)
            open_nodes[-1] += _inside(kind, value, is_linked=in_link or open_nodes[-1][0] == "pre")
    _join_texts(open_nodes[0])
    nodes = open_nodes[0][1:]
    if len(nodes) == 1 and nodes[0][0] == "p" and all(isinstance(part, str) for part in nodes[0]):
        return ["".join(nodes[0][1:])]
    return nodes


def _events(text: str) -> Iterable[Any]:
    pyromark, options = _parser()
    return pyromark.events(text, options=options)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _parser() -> tuple[Any, Any]:
    import pyromark

    return pyromark, pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH


def _begun(value: Any) -> list[Node]:
    """Return the node of an element that begins; empty if its contents belong to what is around it."""
    name: str = next(iter(value)) if isinstance(value, Mapping) else value
    more: Any = value[name] if isinstance(value, Mapping) else None
    if name == "List":
        return ["ol" if more is not None else "ul"]
    if name in ("Link", "Image"):
        address = str(more["dest_url"])
        return ["a", address] if _WEB.match(address) else []
    return [_ELEMENTS[name]] if name in _ELEMENTS else []


def _inside(kind: str, value: Any, *, is_linked: bool) -> Iterator[Node]:
    if kind == "Text":
        yield from [value] if is_linked else _with_links(value)
    elif kind == "Code":
        yield ["code", value]
    elif kind in ("Html", "InlineHtml"):
        yield "\n" if re.fullmatch(r"(?i)<br\s*/?>", value) else value
    elif kind in ("SoftBreak", "HardBreak"):
        yield "\n"
    elif kind == "Rule":
        yield ["hr"]


def _with_links(text: str) -> Iterator[Node]:
    for number, part in enumerate(_BARE.split(text)):
        if part:
            yield ["a", part, part] if number % 2 else part


def _join_texts(node: list[Node]) -> None:
    """Make one of the texts of a node that meet."""
    first = 2 if node[0] == "a" else 1
    parts: list[Node] = []
    for are_texts, group in groupby(node[first:], lambda part: isinstance(part, str)):
        run = list(group)
        parts += ["".join(run)] if are_texts else run
    node[first:] = parts
