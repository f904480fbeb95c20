"""LaTeX read as Unicode: accents, letters and symbols become characters, markup goes, its text stays.

A stack machine rather than a recursive parser: a bibliography's fields are short, but nothing here may raise,
whatever the braces do. `pylatexenc` is the dictionary for the rarer commands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from biblio.bibtex import latex_table as table
from biblio.bibtex.mathematics import segments

__all__ = ["decode"]

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


def decode(tex: str) -> str:
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
