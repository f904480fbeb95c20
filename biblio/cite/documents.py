"""What pandoc is given to format, and what it gave: documents of pandoc as JSON values. Pure.

https://hackage.haskell.org/package/pandoc-types (the tree of a document), https://pandoc.org/MANUAL.html#citations
(references in metadata, `nocite`, `lang`, the ids of entries), and for the parts of an entry
https://docs.citationstyles.org/en/stable/specification.html#display.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from biblio.export.writers.csl_json_writer import WORD_JOINER
from biblio.text import is_han_or_kana, is_language_tag

__all__ = [
    "boundary",
    "citation_nodes",
    "document",
    "numbered",
    "reference_nodes",
    "request",
    "split_pieces",
    "without_marks",
]

Node = Any
_NAME_LISTS = frozenset(
    "author editor translator container-author director compiler organizer collection-editor".split()
)
# What Unicode has above and below the line, and what may stay on it between such digits.
_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_BETWEEN = frozenset(",–")
_BLOCKS = frozenset({"csl-block", "csl-indent"})


def request(count: int, *, in_text: bool, locale: str) -> str:
    """Return the page that asks for the bibliography of `count` items, or with `in_text` for one citation of all."""
    lang = f"lang: {locale}\n" if is_language_tag(locale) else ""
    if not in_text:
        return f'---\n{lang}nocite: "@*"\n---\n'
    cites = "; ".join(f"@w{number}" for number in range(count))
    return f"---\n{lang}---\n\nx [{cites}]\n"  # a citation that begins a sentence would get a capital


def numbered(items: Sequence[Mapping[str, Any]], *, in_text: bool) -> list[dict[str, Any]]:
    """Return the items of CSL JSON as pandoc gets them: with ids that are safe in its syntax, "w0", "w1" …

    In a bibliography, names in Chinese characters or kana are whole: styles with initials would print "太郎." of them
    (seen with pandoc 2.17 and 3.9). In a text, only the family name is cited. What is on arXiv has its address there.
    """
    return [_prepared(item, number, in_text=in_text) for number, item in enumerate(items)]


def _prepared(item: Mapping[str, Any], number: int, *, in_text: bool) -> dict[str, Any]:
    prepared = {**item, "id": f"w{number}"}
    arxiv = str(item.get("number", ""))
    if arxiv.startswith("arXiv:") and not item.get("URL") and not item.get("DOI"):
        prepared["URL"] = f"https://arxiv.org/abs/{arxiv.removeprefix('arXiv:')}"
    issued = item.get("issued")
    if isinstance(issued, Mapping) and issued.get("literal") and issued["literal"] == item.get("status"):
        del prepared["status"]  # styles would print "in press" twice
    if not in_text:
        for variable in _NAME_LISTS & item.keys():
            prepared[variable] = [_whole_name(name) for name in item[variable]]
    return prepared


def _whole_name(name: Mapping[str, str]) -> Mapping[str, str]:
    family, given = name.get("family", ""), name.get("given", "")
    if family and given and is_han_or_kana(family) and is_han_or_kana(given) and name.keys() <= {"family", "given"}:
        return {"literal": family + given}
    return name


def reference_nodes(tree: Mapping[str, Any]) -> list[tuple[int, list[Node]]]:
    """Return the entries of the bibliography in its order: the number of the item, and the inline nodes."""
    body: list[Node] = next((block["c"][1] for block in tree["blocks"] if _is_div(block, "refs")), [])
    entries = []
    for block in body:
        if block["t"] == "Div" and (match := re.fullmatch(r"ref-w(\d+)", block["c"][0][0])):
            entries.append((int(match[1]), _flat(_inlines(block["c"][1]))))
    return entries


def citation_nodes(tree: Mapping[str, Any]) -> list[Node]:
    """Return the inline nodes of the citation in the text; that of a style with notes is what its note says."""
    paragraph: list[Node] = next((block["c"] for block in tree["blocks"] if block["t"] in ("Para", "Plain")), [])
    for node in paragraph:
        if node["t"] == "Cite":
            inner = node["c"][1]
            notes = [part["c"] for part in inner if part["t"] == "Note"]
            return _flat(_inlines(notes[0]) if notes else inner)
    return []


def _is_div(block: Mapping[str, Any], identifier: str) -> bool:
    return bool(block["t"] == "Div" and block["c"][0][0] == identifier)


def _inlines(blocks: Iterable[Node]) -> list[Node]:
    nodes: list[Node] = []
    for block in blocks:
        inner = (
            _inlines(block["c"][1]) if block["t"] == "Div" else block["c"] if block["t"] in ("Para", "Plain") else []
        )
        if nodes and inner:
            nodes.append({"t": "LineBreak"})
        nodes += inner
    return nodes


def _flat(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes without the spans that need a style sheet; blocks within an entry get a line of their own."""
    flat: list[Node] = []
    for node in nodes:
        if node["t"] == "Span":
            (_, classes, _), inner = node["c"]
            if _BLOCKS.intersection(classes) and flat:
                flat.append({"t": "LineBreak"})
            if "csl-right-inline" in classes and flat and flat[-1]["t"] != "Space":
                flat.append({"t": "Space"})
            flat += _flat(inner)
        elif isinstance(node.get("c"), list) and node["t"] in (
            "Emph",
            "Strong",
            "SmallCaps",
            "Superscript",
            "Subscript",
        ):
            flat.append({**node, "c": _flat(node["c"])})
        elif node["t"] == "Str":
            flat.append({"t": "Str", "c": node["c"].replace(f"<{WORD_JOINER}", "<")})
        else:
            flat.append(node)
    return flat


def without_marks(nodes: Iterable[Node]) -> list[Node]:
    """Return nodes for a text without mark-up: what has no form in Unicode above or below the line stands on it."""
    plain: list[Node] = []
    for node in nodes:
        inner = without_marks(node["c"]) if node["t"] in _WRAPPERS else []
        table = {"Superscript": _RAISED, "Subscript": _LOWERED}.get(node["t"])
        if table and all(
            part["t"] == "Str" and all(ord(c) in table or c in _BETWEEN for c in part["c"]) for part in inner
        ):
            inner = [{"t": "Str", "c": part["c"].translate(table)} for part in inner]
        plain += inner or [node]
    return plain


_WRAPPERS = frozenset({"Emph", "Strong", "SmallCaps", "Superscript", "Subscript", "Underline", "Strikeout"})


def document(pieces: Iterable[Sequence[Node]], tree: Mapping[str, Any], mark: str) -> dict[str, Any]:
    """Return the document that has `pieces`, each between two paragraphs of `mark`, in the version of `tree`."""
    between = {"t": "Para", "c": [{"t": "Str", "c": mark}]}
    blocks: list[Node] = [between]
    for piece in pieces:
        blocks += [{"t": "Para", "c": list(piece)}, between]
    return {"pandoc-api-version": tree["pandoc-api-version"], "meta": {}, "blocks": blocks}


def boundary(written: str) -> str:
    """Return a word that is nowhere in `written`, made of it, so that no text can imitate it."""
    return "x" + hashlib.sha256(written.encode()).hexdigest()


def split_pieces(written: str, mark: str) -> tuple[str, list[str], str]:
    """Return what stands before the first piece, the pieces, and what stands behind the last."""
    around = rf"(?:<p>{mark}</p>|\{{\\pard[^{{}}]*{mark}\\par\}}|{mark})"
    before, *pieces, behind = re.split(around, written)
    return before, [piece.strip() for piece in pieces], behind.strip()
