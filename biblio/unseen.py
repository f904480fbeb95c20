"""Characters that a reader does not see but a terminal, an editor or a program obeys, and how to deal with them.

They are control characters (an escape sequence moves the cursor, sets the title of the window, or writes into the
clipboard: ECMA-48), signs that reverse the order in which letters are shown ("Trojan Source",
https://trojansource.codes, Unicode Standard Annex #9), and characters without width, which make two names that look
the same differ. What scripts need is left alone: joiners after letters that are not Latin, Greek or Cyrillic (Persian
has many) and in emoji, and marks of direction beside a letter that is written from right to left.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from biblio.patterns import compiled

__all__ = ["json_escaped", "may_have_halves", "shown", "without_halves", "without_unseen"]

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"  # all but the tab and the line feed
_OBEYED = (
    r"\u2028\u2029\u202a-\u202e\u2066-\u2069"  # ends of lines and paragraphs; embeddings, overrides, isolates
    r"\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # without width; tags
)
_RIGHT_TO_LEFT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_WANTED_BY_SCRIPTS = (
    r"(?<![\u0530-\u1fff\u2600-\u27bf\ua800-\ufaff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    rf"|(?<![{_RIGHT_TO_LEFT}])[\u061c\u200e\u200f](?![{_RIGHT_TO_LEFT}])"
)
_IN_TEXT = f"[{_CONTROLS}{_OBEYED}]|{_WANTED_BY_SCRIPTS}"
_IN_LINE = rf"[{_CONTROLS}{_OBEYED}\t\n]|{_WANTED_BY_SCRIPTS}"


def shown(text: str) -> str:
    """Return `text` with every character that is obeyed but not seen as what it is: "␛[2J", "‹U+202E›".

    Line feeds and tabs stay. Applied twice it is the same as once.
    """
    return text if text.isprintable() else compiled(_IN_TEXT).sub(lambda match: _name(match[0]), text)


def json_escaped(json: str) -> str:
    r"""Return JSON with such characters as ``\uXXXX``, which means the same."""
    return json if json.isprintable() else compiled(_IN_TEXT).sub(lambda match: _json_name(match[0]), json)


def without_unseen(text: str) -> str:
    """Return `text` without such characters, line feeds and tabs too: for names, keys and files."""
    return text if text.isprintable() else compiled(_IN_LINE).sub("", text)


def may_have_halves(json: str | bytes) -> bool:
    r"""Return whether JSON or YAML has half of a character beyond U+FFFF (``\ud83d``), perhaps alone.

    Bytes may have it without an escape, too: `json.loads` takes it from UTF-8, where it begins with ED, and UTF-16.
    """
    if isinstance(json, str):
        return "\\ud" in json or "\\uD" in json
    return any(sign in json for sign in (b"\\ud", b"\\uD", b"\xed", b"\0"))


def without_halves(value: Any) -> Any:
    """Return `value` with U+FFFD for each half of a character that stands alone: no file and no terminal takes one.

    Texts in lists, tuples, mappings and dataclasses are treated alike, whatever their depth.
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list | tuple):
        return type(value)(map(without_halves, value))
    if isinstance(value, dict):
        return {without_halves(key): without_halves(part) for key, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: without_halves(getattr(value, part.name)) for part in fields(value)})
    return value


def _name(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # the pictures of control characters
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"


def _json_name(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))
