"""Write plain text as LaTeX: escape what TeX would interpret, and spell it in ASCII for classic BibTeX.

The reverse of `latex_to_text`. Plain text may contain mathematics between dollar signs, which stays as it is in both
directions. ``decode_latex(encode_ascii(escape_tex(x)))`` is `x` in NFC, except for the characters in
`latex_table.LOSSY` (’ becomes ') and the ligatures that TeX makes of ``--``, two backticks and two apostrophes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from biblio.bibtex import latex_table as table
from biblio.bibtex.tex_math import split_math
from biblio.patterns import compiled
from biblio.text import normalised

__all__ = ["Dialect", "encode_ascii", "escape_tex", "to_tex", "unencoded_characters"]

# "biblatex": Unicode, for biber. "bibtex": ASCII as far as LaTeX has commands, for the classic program and its styles.
Dialect = Literal["biblatex", "bibtex"]
_SPECIAL = {
    **{char: "\\" + char for char in "&%#_$"},
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "`": r"{\textasciigrave}",
}
_SPECIALS = r"[&%#_$~^\\{}`]"
# Invisible characters that only do harm: control characters, byte order mark, zero-width space, soft hyphen.
# Controls, and signs that turn the direction of what follows or have no width (`biblio.unseen`).
_INVISIBLE = r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\ufeff\u202a-\u202e\u2060-\u2069\U000e0000-\U000e007f]"
_SEPARATOR = r"[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]"
_LETTER = r"[A-Za-z][\u0300-\u036f]+|[0-9]\u0304|[^\x00-\x7f][\u0300-\u036f]*|[<>|]"


def to_tex(text: str, *, dialect: Dialect) -> str:
    """Return plain `text` as TeX source for a dialect."""
    tex = escape_tex(text)
    return encode_ascii(tex) if dialect == "bibtex" else tex


def escape_tex(text: str) -> str:
    """Return plain `text` as TeX source that TeX shows as that text.

    Characters with a meaning in TeX are escaped; mathematics between dollar signs stays as it is. The braces of the
    result balance whatever `text` contains. Invisible characters are dropped.
    """
    text = compiled(_INVISIBLE).sub("", compiled(_SEPARATOR).sub(" ", text))
    if not compiled(_SPECIALS).search(text):
        return text
    return "".join(_with_commands(piece) if is_math else _escape_specials(piece) for piece, is_math in split_math(text))


def _with_commands(mathematics: str) -> str:
    """Return mathematics with commands for its symbols: fonts for mathematics have no Greek letters as characters."""
    if mathematics.isascii():
        return mathematics
    symbols = compiled(_MATH_SYMBOL)
    return symbols.sub(lambda match: _MATH_COMMANDS[match[0]].rstrip() + (" " if match[1] else ""), mathematics)


def _escape_specials(text: str) -> str:
    return compiled(_SPECIALS).sub(lambda match: _SPECIAL[match[0]], text)


def encode_ascii(tex: str) -> str:
    r"""Return TeX source `tex` in ASCII as far as LaTeX names its characters without a package.

    A letter with an accent becomes one of BibTeX's "special characters" (``{\"u}``), which sort and change case
    correctly in names and titles. Others (CJK, Cyrillic, emoji …) stay as they are: see `unencoded_characters`.
    """
    if not compiled(_LETTER).search(tex):
        return tex
    pieces = split_math(normalised(tex))
    return "".join(
        compiled(_LETTER).sub(lambda match: _MATH_COMMANDS.get(match[0], match[0]), piece)
        if is_math
        else compiled(_LETTER).sub(lambda match: _encode_letter(match[0]), piece)
        for piece, is_math in pieces
    )


def unencoded_characters(tex: str) -> tuple[str, ...]:
    """Return the characters of `tex` that `encode_ascii` leaves outside ASCII, in order, each once."""
    return tuple(dict.fromkeys(char for char in encode_ascii(tex) if not char.isascii()))


@lru_cache(maxsize=4096)
def _encode_letter(letter: str) -> str:
    if letter in _COMMANDS:
        return _COMMANDS[letter]
    base, *marks = list(normalised(letter, "NFD"))
    if not marks or not base.isascii() or any(mark not in _ACCENTS for mark in marks):
        return "".join(_COMMANDS.get(char, char) for char in letter)
    inner = rf"{{\{base}}}" if base in "ij" else base  # the accent replaces the dot
    for mark in marks:
        command = _ACCENTS[mark]
        is_closed = len(inner) == 1 or inner.startswith("{")
        if command == "H" and len(inner) == 1:
            inner = rf"\H {inner}"  # Zotero's import reads "{\H u}", and leaves "{\H{u}}" as it is
        elif is_closed and not command.isalpha():
            inner = rf"\{command}{inner}"
        else:
            inner = rf"\{command}{{{inner}}}"
    return f"{{{inner}}}"


_ACCENTS = {mark: command for command, mark in table.ACCENTS.items()}
# For a character with several commands, the first one in the table is written.
_MATH_COMMANDS = {char: f"\\{command} " for command, char in reversed(table.MATH_SYMBOLS.items())}
_MATH_SYMBOL = rf"[{re.escape(''.join(_MATH_COMMANDS))}](?=([A-Za-z])?)"
_COMMANDS = {
    **{char: rf"{{\ensuremath{{{command.strip()}}}}}" for char, command in _MATH_COMMANDS.items()},
    **{char: rf"{{\textsuperscript{{{sign}}}}}" for sign, char in table.SUPERSCRIPTS.items()},
    **{char: rf"{{\textsubscript{{{sign}}}}}" for sign, char in table.SUBSCRIPTS.items()},
    **{
        char: rf"{{\{command}}}"
        for command, char in reversed(table.TEXT_SYMBOLS.items())
        if len(char) == 1 and (not char.isascii() or char in "<>|")
    },
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "‘": "`",
    **table.LOSSY,
}
