"""LaTeX read as Unicode: accents, letters and symbols become characters, markup goes, its text stays.

A stack machine rather than a recursive parser: a bibliography's fields are short, but nothing here may raise,
whatever the braces do. `pylatexenc` is the dictionary for the rarer commands.

Text to TeX: make plain text safe, and spell it in ASCII for classic BibTeX. `decode` goes the other way.

Plain text here may hold mathematics between dollar signs; it is left as it is on the way out and on the way in.
``decode(encode(escape(x)))`` is `x` in NFC for everything but the characters of `latex_table.LOSSY` (’ becomes ') and
the ligatures that TeX makes of ``--``, two backticks and two apostrophes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from biblio.bibtex import latex_table as table
from biblio.bibtex.mathematics import map_text, segments
from biblio.text import normalise_space, strip_tags

__all__ = [
    "VERBATIM_FIELDS",
    "Dialect",
    "abstract_text",
    "decode_latex",
    "encode",
    "escape",
    "plain_text",
    "title_text",
    "to_tex",
    "unencoded",
]

_HAS_TEX = re.compile(r"[\\{}~`]|--|''")
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)\*?[ \t]*+\n?[ \t]*+|\\(?P<symbol>.)|(?P<open>\{)|(?P<close>\})"
    r"|(?P<ligature>---?|``|''|[~`])|(?P<text>[^\\{}~`'-]+|.)",
    re.DOTALL,
)
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "`": "‘"}
_SYMBOLS = {
    **{char: char for char in "&%$#_{}"},
    **dict.fromkeys([" ", ",", ";", ":", "\\", "\n", "\t"], " "),
    **dict.fromkeys(["-", "/", "!", "@", "(", ")", "[", "]"], ""),
}
_WORDS = {**table.MATH_SYMBOLS, **table.TEXT_SYMBOLS}
_Change = Callable[[str], str]


def decode_latex(tex: str) -> str:
    r"""Return TeX source as a reader sees it, in NFC: ``{Heged{\H u}s}`` → "Hegedűs", ``\emph{x}`` → "x".

    Mathematics stays as it is between its dollar signs. ``~`` becomes a plain space. Never raises: what is not
    LaTeX comes back much as it was.
    """
    if not _HAS_TEX.search(tex):
        return tex
    return unicodedata.normalize("NFC", _decode(tex))


@lru_cache(maxsize=8192)
def _decode(tex: str) -> str:
    machine = _Machine()
    for piece, is_math in segments(tex):
        if is_math:
            machine.put(piece)
        else:
            for token in _TOKEN.finditer(piece):
                machine.take(token)
    return machine.result()


class _Machine:
    """Collects text; a group or an accent waits on a stack until what it applies to is complete."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._waiting: list[_Change] = []
        self._outer: list[tuple[list[str], list[_Change]]] = []

    def put(self, atom: str) -> None:
        """Add one complete piece: the changes that wait take place, innermost first."""
        while self._waiting:
            atom = self._waiting.pop()(atom)
        self._parts.append(atom)

    def take(self, token: re.Match[str]) -> None:
        if token["open"]:
            self._outer.append((self._parts, self._waiting))
            self._parts, self._waiting = [], []
        elif token["close"]:
            self._close()
        elif word := token["word"]:
            self._command(word, token)
        elif (symbol := token["symbol"]) is not None:
            if symbol in table.ACCENTS:
                self._waiting.append(_accent(table.ACCENTS[symbol], symbol))
            else:
                self.put(_SYMBOLS.get(symbol, symbol))
        elif token["ligature"]:
            self.put(_LIGATURES[token["ligature"]])
        elif self._waiting and not token[0].isspace():
            text = token[0].lstrip()  # an accent takes the next character alone
            self.put(text[0])
            self._parts.append(text[1:])
        else:
            self._parts.append(token[0])

    def _close(self) -> None:
        if not self._outer:
            return  # a brace that closes nothing
        inside = self._finish()
        self._parts, self._waiting = self._outer.pop()
        self.put(inside)

    def _finish(self) -> str:
        if self._waiting:
            self.put("")
        return "".join(self._parts)

    def _command(self, word: str, token: re.Match[str]) -> None:
        if word in table.ACCENTS:
            self._waiting.append(_accent(table.ACCENTS[word], ""))
        elif word in ("textsuperscript", "textsubscript"):
            signs = table.SUPERSCRIPTS if word == "textsuperscript" else table.SUBSCRIPTS
            self._waiting.append(lambda text: "".join(signs[c] for c in text) if set(text) <= signs.keys() else text)
        elif word in table.FIRST_ARGUMENT_DROPPED:
            self._waiting.append(lambda text: "")
        elif word in table.DROPPED:
            return
        elif word in _WORDS:
            self.put(_WORDS[word])
        elif not token.string.startswith("{", token.end()):
            # A command that LaTeX lacks and that is put on nothing is no command ("C:\\users").
            self.put(_rare(word) or ("" if _is_known(word) else token[0]))

    def result(self) -> str:
        while self._outer:  # braces that were never closed
            inside = self._finish()
            self._parts, self._waiting = self._outer.pop()
            self.put(inside)
        return self._finish()


def _accent(mark: str, symbol: str) -> _Change:
    def add(letter: str) -> str:
        if not letter or not letter[0].isalpha():
            return symbol + letter  # "\'" at the end of a text, "\~" before a space
        base = {"ı": "i", "ȷ": "j"}.get(letter[0], letter[0])
        # Below-marks and above-marks both go behind the letter; more marks on it come later.
        return unicodedata.normalize("NFC", base + mark + letter[1:])

    return add


@lru_cache(maxsize=1024)
def _rare(word: str) -> str:
    """Return the symbol that a command stands for; empty where it is none, or takes arguments (which are not there)."""
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(word)
    if spec is not None and spec.args_parser.argspec:
        return ""
    return str(LatexNodes2Text(math_mode="text").latex_to_text(f"\\{word}")).strip()


@lru_cache(maxsize=1024)
def _is_known(word: str) -> bool:
    """Tell whether LaTeX has a command `word`: then it is markup."""
    from pylatexenc.latexwalker import get_default_latex_context_db

    return get_default_latex_context_db().get_macro_spec(word) is not None


# "biblatex": Unicode, for biber. "bibtex": ASCII as far as LaTeX goes, for the classic program and its styles.
Dialect = Literal["biblatex", "bibtex"]
# biblatex's verbatim and uri fields, and those that hold codes: TeX never sets them as text, an escape would become
# a part of the value. Classic styles hand `url` and `doi` to \url and \doi, which read them verbatim as well.
VERBATIM_FIELDS = frozenset(
    """
    archiveprefix crossref date doi entryset eprint eprintclass eprinttype eventdate file ids isbn issn langid origdate
    pdf pmid primaryclass related sortkey url urldate urlraw verba verbb verbc xref
    """.split()
)
_SPECIAL = {
    **{char: "\\" + char for char in "&%#_$"},
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "`": r"{\textasciigrave}",
}
_SPECIALS = re.compile(r"[&%#_$~^\\{}`]")
# Characters that nobody sees and that only do harm: controls, byte-order mark, zero-width space, soft hyphen.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\ufeff]")
_SEPARATOR = re.compile(r"[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_LETTER = re.compile(r"[A-Za-z][\u0300-\u036f]+|[^\x00-\x7f][\u0300-\u036f]*|[<>|]")
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|[\"'`^~=.&%#_${}])")
_BLOCK_END = re.compile(r"</(?:jats:)?(?:p|title|sec|list-item)>", re.IGNORECASE)
_HEADING = re.compile(r"^\s*<(jats:)?title>\s*(?:abstract|summary)\s*[.:]?\s*</(?:jats:)?title>", re.IGNORECASE)
_BRACED_WORD = re.compile(r"\{[^\W\d_]{2}[\w-]*\}|\{[A-Z]\}(?=\w)")


def escape(text: str) -> str:
    """Return plain `text` as TeX source that TeX shows as that text.

    The characters that TeX gives a meaning to are escaped, mathematics between dollar signs stays as it is.
    The braces of the result balance whatever the text has. Characters that nobody sees are dropped.
    """
    text = _INVISIBLE.sub("", _SEPARATOR.sub(" ", text))
    return map_text(text, _escape_text) if _SPECIALS.search(text) else text


def _escape_text(text: str) -> str:
    return _SPECIALS.sub(lambda match: _SPECIAL[match[0]], text)


def encode(tex: str) -> str:
    r"""Return TeX source `tex` in ASCII as far as LaTeX has names for its characters without a package.

    A letter with an accent becomes one of BibTeX's "special characters" (``{\"u}``), which sort and change case
    right in names and titles. Others (CJK, Cyrillic, emoji …) stay as they are: see `unencoded`.
    """
    if not _LETTER.search(tex):
        return tex
    pieces = segments(unicodedata.normalize("NFC", tex))
    return "".join(
        _LETTER.sub(lambda match: _MATH_COMMANDS.get(match[0], match[0]), piece)
        if is_math
        else _LETTER.sub(lambda match: _encode_letter(match[0]), piece)
        for piece, is_math in pieces
    )


def unencoded(tex: str) -> tuple[str, ...]:
    """Return the characters of `tex` that `encode` leaves outside ASCII, in order, each once."""
    return tuple(dict.fromkeys(char for char in encode(tex) if not char.isascii()))


def to_tex(text: str, *, dialect: Dialect) -> str:
    """Return plain `text` as TeX source for a dialect."""
    tex = escape(text)
    return encode(tex) if dialect == "bibtex" else tex


def plain_text(text: str) -> str:
    r"""Return `text` from a source that gives plain text or LaTeX (arXiv: ``Schr\"odinger``) as plain text.

    Without a LaTeX command outside its mathematics only braces around words and capitals go ("{BERT}", "{B}ayes"):
    a lone "~" or the braces of "{0, 1}" are then meant.
    """
    if "\\" in text and any(not is_math and _COMMAND.search(piece) for piece, is_math in segments(text)):
        return decode_latex(text)
    if "{" not in text:
        return text
    return map_text(text, lambda piece: _BRACED_WORD.sub(lambda match: match[0].strip("{}"), piece))


def title_text(text: str) -> str:
    """Return a title as a service gives it (tags, entities, LaTeX) on one line, its mathematics still in dollars."""
    return normalise_space(plain_text(strip_tags(text)))


def abstract_text(text: object) -> str:
    """Return an abstract as `title_text` does a title, without the heading "Abstract" that JATS puts over it.

    What is no text gives an empty one.
    """
    return title_text(_BLOCK_END.sub(" ", _HEADING.sub("", text))) if isinstance(text, str) else ""


@lru_cache(maxsize=4096)
def _encode_letter(letter: str) -> str:
    if letter in _COMMANDS:
        return _COMMANDS[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if not marks or not base.isascii() or any(mark not in _ACCENTS for mark in marks):
        return "".join(_COMMANDS.get(char, char) for char in letter)
    inner = rf"{{\{base}}}" if base in "ij" else base  # the accent replaces the dot
    for mark in marks:
        command = _ACCENTS[mark]
        is_closed = len(inner) == 1 or inner.startswith("{")
        inner = rf"\{command}{inner}" if is_closed and not command.isalpha() else rf"\{command}{{{inner}}}"
    return f"{{{inner}}}"


_ACCENTS = {mark: command for command, mark in table.ACCENTS.items()}
# Where a character has several commands the first of the table is written.
_MATH_COMMANDS = {char: f"\\{command} " for command, char in reversed(table.MATH_SYMBOLS.items())}
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
