"""What Rayyan adds to the notes of an entry: "RAYYAN-INCLUSION: {…} | RAYYAN-LABELS: moss,water | USER-NOTES: {…}".

https://help.rayyan.ai: exports in CSV and RIS have the reviewers' decisions, labels and notes in one field, behind what
the entry said before.
"""

from __future__ import annotations

import re

__all__ = ["split_rayyan_notes"]

_PART = re.compile(r"(?:^|(?:(?<!\s)\s+)?\|\s*)(?P<name>RAYYAN-[A-Z-]+|USER-NOTES):\s*")
_NOTE = re.compile(r'=>\s*\[(?P<notes>(?:\s*+"(?:[^"\\]++|\\.)*"\s*+,?)*)\]')
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


def split_rayyan_notes(text: str) -> tuple[str, list[str], list[tuple[str, str]]]:
    """Return the notes of an entry and of its reviewers, their labels, and their decisions as fields."""
    if "RAYYAN-" not in text and "USER-NOTES" not in text:
        return text, [], []
    first, *parts = _PART.split(text)
    notes, labels, fields = [first.strip()], [], []
    for name, value in zip(parts[::2], parts[1::2], strict=True):
        if name == "RAYYAN-LABELS":
            labels += [label.strip() for label in value.split(",") if label.strip()]
        elif name == "USER-NOTES":
            written = [note for match in _NOTE.finditer(value) for note in _TEXT.findall(match["notes"])]
            notes += [re.sub(r"\\(.)", r"\1", note) for note in written] or [value.strip()]
        else:
            fields.append((name.lower(), value.strip()))
    return "\n\n".join(filter(None, notes)), labels, fields
