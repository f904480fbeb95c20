"""Characters that a reader does not see but a terminal, an editor or a program obeys, and how to deal with them.

They are control characters (an escape sequence moves the cursor, sets the title of the window, or writes into the
clipboard: ECMA-48), signs that reverse the order in which letters are shown ("Trojan Source",
https://trojansource.codes, Unicode Standard Annex #9), and characters without width, which make two names that look
the same differ. What scripts need is left alone: joiners after letters that are not Latin, Greek or Cyrillic (Persian
has many) and in emoji, and marks of direction beside a letter that is written from right to left.
"""

from __future__ import annotations

from biblio.patterns import compiled

__all__ = ["json_escaped", "shown", "without_unseen"]

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


def _name(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)  # the pictures of control characters
    return "␡" if code == 0x7F else f"‹U+{code:04X}›"


def _json_name(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))
