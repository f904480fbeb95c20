"""Add a tag to the YAML front matter of a Markdown note, or take one out, changing nothing but that one line.

Handles the forms people write: ``tags: [a, b]``, ``tags: a, b``, ``tags: a`` and a list below ``tags:``. All else –
anchors, comments on the line, several lines in brackets – is left alone.
"""

from __future__ import annotations

import re

from biblio.text import fold

__all__ = ["with_tags"]

_HEAD = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"^(tags|keywords|Tags|Keywords)[ \t]*:[ \t]*(.*?)[ \t]*(\r?)$", re.MULTILINE)
_ITEM = re.compile(r"([ \t]*-[ \t]+)([^\r\n]*?)[ \t]*(\r?\n)")
_PLAIN = re.compile(r"[\w#/][^:#,\[\]{}\"'\\&*!|>%@`\r\n]*")


def with_tags(text: str, *, add: str = "", remove: str = "") -> str | None:
    """Return the note with the tag `add` in its front matter and `remove` not in it; None where that cannot be done."""
    head = _HEAD.match(text)
    key = _KEY.search(text, 0, head.end(1)) if head else None
    if key is None or not all(_is_plain(one) for one in (add, remove) if one):
        return None
    value = key[2]
    if not value:
        return _in_list(text, key.end() + 1, add, remove)
    brackets = re.fullmatch(r"\[([^\[\]{}\"']*)\]", value)
    if brackets is None and not re.fullmatch(r"[^\[\]{}\"'#&*!|>]+", value):
        return None
    inner = brackets[1] if brackets else value
    parts = [part.strip() for part in inner.split(",") if part.strip()]
    kept = _changed(parts, add, remove)
    if kept is None:
        return None
    line = ", ".join(kept)
    new = f"[{line}]" if brackets else line
    return text[: key.start(2)] + (new or "[]") + text[key.end(2) :]


def _is_plain(tag: str) -> bool:
    return bool(_PLAIN.fullmatch(tag)) and tag == tag.strip() and not tag.startswith("#")


def _changed(parts: list[str], add: str, remove: str) -> list[str] | None:
    """Return the tags with the change; None where the tag to take out stands nowhere."""
    if remove:
        kept = [part for part in parts if fold(part) != fold(remove)]
        return kept if len(kept) < len(parts) else None
    return parts if fold(add) in map(fold, parts) else [*parts, add]


def _in_list(text: str, start: int, add: str, remove: str) -> str | None:
    items = []
    at = start
    while (item := _ITEM.match(text, at)) is not None:
        items.append(item)
        at = item.end()
    if not items or any(re.search(r"[:\[\]{}\"'&*!|>]", item[2]) for item in items):
        return None
    if add:
        if fold(add) in (fold(item[2]) for item in items):
            return text
        last = items[-1]
        return text[: last.end()] + f"{last[1]}{add}{last[3]}" + text[last.end() :]
    for item in items:
        if fold(item[2]) == fold(remove) and len(items) > 1:
            return text[: item.start()] + text[item.end() :]
    return None
