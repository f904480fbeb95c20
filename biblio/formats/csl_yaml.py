"""CSL YAML: the items of CSL JSON as YAML, as pandoc and Better BibTeX write them.

A text is a list of items, alone or under "references" (https://pandoc.org/MANUAL.html#specifying-bibliographic-data).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.errors import Problem
from biblio.formats.csl_json import CSL_TYPE_NAMES, csl_entry
from biblio.formats.library_entry import ExportPart, PassedOver
from biblio.formats.yaml_text import BrokenYaml, load_yaml

__all__ = ["is_csl_yaml", "read_csl_yaml"]

_HEAD = re.compile(r"\A\ufeff?(?:[ \t]*(?:#[^\n]*|---[ \t]*)?\n)*(?:references:[ \t]*\n)?(?=[ \t]*- )")
_TYPE = re.compile(rf"^[ \t]*+(?:- )?[ \t]*+type:[ \t]*+[\"']?(?:{CSL_TYPE_NAMES})[\"']?[ \t]*+$", re.MULTILINE)
_ITEM = re.compile(r"(?P<indent>[ \t]*)- ")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*$")


def is_csl_yaml(text: str) -> bool:
    """Whether a text is CSL YAML: a list whose items have types of CSL, and nothing behind it."""
    head = _HEAD.match(text[:20_000])
    if not head or not _TYPE.search(text[:20_000]):
        return False
    # A page of Markdown may have references in its front matter.
    end = re.search(r"^(?:---|\.\.\.)[ \t]*$", text[head.end() :], re.MULTILINE)
    return end is None or not text[head.end() + end.end() :].strip()


def read_csl_yaml(text: str, path: str) -> Iterator[ExportPart]:
    """Yield the entries of a text, and a `Problem` for each that cannot be read; the others are read."""
    for block, line, end_line in _blocks(text):
        item = _load(block, path, line)
        if isinstance(item, Problem):
            yield item
            continue
        for name in ("title", "container-title", "collection-title"):
            if isinstance(value := item.get(name), str):
                item[name] = _without_markup(value)
        entry = csl_entry(item, str(item.get("id", "")), line, end_line)
        yield entry or PassedOver(line)


def _without_markup(text: str) -> str:
    """Return a text without the Markdown that pandoc reads in these variables (emphasis, scripts, spans)."""
    text = re.sub(r"\[([^\[\]]*)\]\{\.[^{}]*\}", r"\1", text)
    text = re.sub(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+)(?<=\S)\1(?![\w*])", r"\2", text)
    return re.sub(r"(?<=\S)([~^])([\w+-]{1,10})\1", r"\2", text)


def _blocks(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield every item's text and its lines, the first and the last: it begins with "- " at the indent of the first."""
    head = _HEAD.match(text)
    if not head:
        return
    rows = text.split("\n")
    first = text.count("\n", 0, head.end())
    match = _ITEM.match(rows[first])
    indent = match["indent"] if match else ""
    stop = next((number for number in range(first, len(rows)) if _END.match(rows[number])), len(rows))
    starts = [number for number in range(first, stop) if rows[number].startswith(f"{indent}- ")]
    for start, end in zip(starts, [*starts[1:], stop], strict=True):
        last = end
        while last > start + 1 and not rows[last - 1].strip():
            last -= 1
        yield "\n".join(rows[start:last]), start + 1, last


def _load(block: str, path: str, line: int) -> dict[str, object] | Problem:
    """Return the item in a block, all its values as texts, or what is wrong with it."""
    value = load_yaml(block)
    if isinstance(value, BrokenYaml):
        return Problem(path, line + value.row, f"invalid YAML: {value.what}", "put the value in quotes")
    item = value[0] if isinstance(value, list) and value else None
    return item if isinstance(item, dict) else Problem(path, line, "this item has no variables", "indent them")
