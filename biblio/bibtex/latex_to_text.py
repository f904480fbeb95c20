"""Decode LaTeX to Unicode: accents, letters and symbols become characters; markup is dropped, but its text stays.

The reverse of `text_to_latex`; both use `latex_table`, and `pylatexenc` is the dictionary for the rarer commands.
Mathematics between dollar signs stays as it is. It is a stack machine rather than a recursive parser, because nothing
here may raise, however unbalanced the braces are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from biblio.bibtex import latex_table as table
from biblio.bibtex.journal_commands import JOURNAL_COMMANDS
from biblio.bibtex.tex_math import map_outside_math, split_math
from biblio.text import normalise_space, normalised, strip_tags

__all__ = ["VERBATIM", "abstract_text", "decode_latex", "has_latex", "plain_address", "plain_text", "title_text"]

VERBATIM = r"\\(?:verb\*?|lstinline(?:\[[^\]\n]*\])?)(?P<fence>[^\w\s*{}\\])(?P<verbatim>[^\n]*?)(?P=fence)"
"""A pattern for what TeX sets as it is written, between two equal signs: ``\\verb|a_b|``."""
_HAS_TEX = re.compile(r"[\\{}~`]|--|''")
_TOKEN = re.compile(
    r"\\(?:url|path|nolinkurl)[ \t]*\{(?P<address>[^{}]*)\}"
    rf"|{VERBATIM}"
    r"|\\(?P<word>[A-Za-z]+)\*?[ \t]*+\n?[ \t]*+|\\(?P<symbol>.)|(?P<open>\{)|(?P<close>\})"
    r"|(?P<ligature>---?|``|''|[~`])|(?P<text>[^\\{}~`'-]+|.)",
    re.DOTALL,
)
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "`": "‘"}
_SYMBOLS = {
    **{char: char for char in "&%$#_{}"},
    **dict.fromkeys([" ", ",", ";", ":", "\\", "\n", "\t"], " "),
    **dict.fromkeys(["-", "/", "!", "@", "(", ")", "[", "]"], ""),
}
# What exports of MathSciNet define in their @preamble: the signs of transliterated Cyrillic, and a crossed d.
_OF_MATHSCINET = {"cprime": "′", "cdprime": "″", "dbar": "đ", "Dbar": "Đ"}
_WORDS = {**JOURNAL_COMMANDS, **_OF_MATHSCINET, **table.MATH_SYMBOLS, **table.TEXT_SYMBOLS}
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|[\"'`^~=.&%#_${}])")
# TeX sets the argument of \\url as it is, except that many escape in it what they escape elsewhere.
_ESCAPED_IN_ADDRESS = re.compile(r"\{\\?(?P<braced>[&%#_$~^])\}|\\(?P<escaped>[&%#_$~^])(?:\{\})?")
_TILDE_IN_ADDRESS = re.compile(
    r"\$\\sim\$|\\ensuremath\{\\sim\}|\{\\textasciitilde(?:\{\})?\}|\\textasciitilde(?:\{\}|(?![A-Za-z])[ ]?)|\\string~"
)
_BRACED_WORD = re.compile(r"\{\{[^\W\d_]{2}[\w-]*\}\}|\{[^\W\d_]{2}[\w-]*\}|\{[A-Z]\}(?=\w)")
_DOUBLE_QUOTES = re.compile(r"``(?=\S)([^`\n]*?\S)''")
_SINGLE_QUOTES = re.compile(r"(?<![\w`'])`(?=[^\s`])([^`\n]*?[^\s`])'(?![\w'])")
_BLOCK_END = re.compile(r"</(?:jats:)?(?:p|title|sec|list-item)>", re.IGNORECASE)
_HEADING = re.compile(r"^\s*+<(jats:)?title>\s*+(?:abstract|summary)\s*+[.:]?\s*+</(?:jats:)?title>", re.IGNORECASE)
_Change = Callable[[str], str]


def plain_address(tex: str) -> str:
    r"""Return an address or a code without what people write for TeX in it: ``\_``, ``{\%}``, ``$\sim$`` (a tilde)."""
    if "\\" not in tex and "{" not in tex:
        return tex
    without_tildes = _TILDE_IN_ADDRESS.sub("~", tex)
    return _ESCAPED_IN_ADDRESS.sub(lambda match: match["braced"] or match["escaped"], without_tildes)


def decode_latex(tex: str) -> str:
    r"""Return TeX source as a reader sees it, in NFC: ``{Heged{\H u}s}`` → "Hegedűs", ``\emph{x}`` → "x".

    Mathematics stays as it is between its dollar signs. ``~`` becomes a plain space. Never raises: text that is not
    LaTeX comes back almost unchanged.
    """
    if not _HAS_TEX.search(tex):
        return tex
    return normalised(_decode(tex))


def plain_text(text: str) -> str:
    r"""Return `text` from a source that gives plain text or LaTeX (arXiv: ``Schr\"odinger``) as plain text.

    Without a LaTeX command outside its mathematics, only the braces around words and capitals are removed ("{BERT}",
    "{B}ayes"), and the quotes of TeX that come in pairs become such (``so''): in such a text, a lone "~" or the braces
    of "{0, 1}" are meant literally.
    """
    if has_latex(text):
        return decode_latex(text)
    if "`" in text:
        text = map_outside_math(text, lambda piece: _SINGLE_QUOTES.sub(r"‘\1’", _DOUBLE_QUOTES.sub(r"“\1”", piece)))
    if "{" not in text:
        return text
    return map_outside_math(text, lambda piece: _BRACED_WORD.sub(lambda match: match[0].strip("{}"), piece))


def has_latex(text: str) -> bool:
    """Return whether a text has a LaTeX command outside its mathematics."""
    return "\\" in text and any(not is_math and _COMMAND.search(piece) for piece, is_math in split_math(text))


def title_text(text: str) -> str:
    """Return a service's title (tags, entities, LaTeX) as plain text on one line, mathematics still in dollars."""
    return normalise_space(plain_text(strip_tags(text)))


def abstract_text(text: object) -> str:
    """Return an abstract as `title_text` does a title, without the heading "Abstract" that JATS puts above it.

    Anything but a string gives an empty string.
    """
    return title_text(_BLOCK_END.sub(" ", _HEADING.sub("", text))) if isinstance(text, str) else ""


@lru_cache(maxsize=8192)
def _decode(tex: str) -> str:
    machine = _Machine()
    for piece, is_math in split_math(tex):
        if is_math:
            machine.add(piece)
        else:
            for token in _TOKEN.finditer(piece):
                machine.read(token)
    return machine.result()


class _Machine:
    """Collects text; a group or an accent waits on a stack until its argument is complete."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pending: list[_Change] = []
        self._outer: list[tuple[list[str], list[_Change]]] = []

    def add(self, atom: str) -> None:
        """Add one complete piece, after applying the pending changes to it, innermost first."""
        while self._pending:
            atom = self._pending.pop()(atom)
        self._parts.append(atom)

    def read(self, token: re.Match[str]) -> None:
        if token["open"]:
            self._outer.append((self._parts, self._pending))
            self._parts, self._pending = [], []
        elif token["close"]:
            self._close_group()
        elif (address := token["address"]) is not None:
            self.add(plain_address(address))
        elif (verbatim := token["verbatim"]) is not None:
            self.add(verbatim)
        elif word := token["word"]:
            self._read_command(word, token)
        elif (symbol := token["symbol"]) is not None:
            if symbol in table.ACCENTS:
                self._pending.append(_accent(table.ACCENTS[symbol], symbol))
            else:
                self.add(_SYMBOLS.get(symbol, symbol))
        elif token["ligature"]:
            self.add(_LIGATURES[token["ligature"]])
        elif self._pending and not token[0].isspace():
            text = token[0].lstrip()  # an accent takes the next character only
            self.add(text[0])
            self._parts.append(text[1:])
        elif not self._pending:  # blanks before an argument say nothing: "J\\' {a}n"
            self._parts.append(token[0])

    def _close_group(self) -> None:
        if not self._outer:
            return  # a brace that closes nothing
        content = self._finish_group()
        self._parts, self._pending = self._outer.pop()
        self.add(content)

    def _finish_group(self) -> str:
        if self._pending:
            self.add("")
        return "".join(self._parts)

    def _read_command(self, word: str, token: re.Match[str]) -> None:
        has_group = token.string.startswith("{", token.end())
        if word in table.ACCENTS:
            self._pending.append(_accent(table.ACCENTS[word], ""))
        elif word in ("textsuperscript", "textsubscript"):
            signs = table.SUPERSCRIPTS if word == "textsuperscript" else table.SUBSCRIPTS
            self._pending.append(lambda text: "".join(signs[c] for c in text) if set(text) <= signs.keys() else text)
        elif word in table.QUOTED:
            self._pending.append(lambda text: f"“{text}”")
        elif word in table.SPACES:
            self.add(" ")
        elif word in table.FIRST_ARGUMENT_DROPPED and (has_group or word in ("kern", "noopsort")):
            self._pending.append(lambda text: "")
        elif word in table.DROPPED:
            return
        elif word in _WORDS:
            self.add(_WORDS[word])
        elif not has_group:
            # A word that LaTeX does not know and that has no argument is not a command ("C:\\users").
            self.add(_rare_symbol(word) or ("" if _is_latex_command(word) else token[0]))

    def result(self) -> str:
        while self._outer:  # braces that were never closed
            content = self._finish_group()
            self._parts, self._pending = self._outer.pop()
            self.add(content)
        return self._finish_group()


_MOST_MARKS = 30
"""On one letter, as in https://unicode.org/reports/tr15/#Stream_Safe_Text_Format; further ones are left out."""


def _accent(mark: str, symbol: str) -> _Change:
    def add_mark(text: str) -> str:
        # A bar also stands above digits: "(11\\=20)" is a plane of crystals.
        if not text or not (text[0].isalpha() or (symbol == "=" and text[0].isdigit())):
            return symbol + text  # "\'" at the end of a text, "\~" before a space
        if len(text) > _MOST_MARKS and all(map(unicodedata.combining, text[1 : _MOST_MARKS + 1])):
            return text
        base = {"ı": "i", "ȷ": "j"}.get(text[0], text[0])
        # Marks above and below both follow the letter; further marks on it come later.
        return normalised(base + mark + text[1:])

    return add_mark


@lru_cache(maxsize=1024)
def _rare_symbol(word: str) -> str:
    """Return the symbol that a command produces; empty if it produces none or needs arguments (it has none here)."""
    from pylatexenc.latex2text import LatexNodes2Text
    from pylatexenc.latexwalker import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(word)
    if spec is not None and spec.args_parser.argspec:
        return ""
    try:
        return str(LatexNodes2Text(math_mode="text").latex_to_text(f"\\{word}")).strip()
    except IndexError:  # \href: pylatexenc 2 takes its arguments for granted
        return ""


@lru_cache(maxsize=1024)
def _is_latex_command(word: str) -> bool:
    """Whether LaTeX has a command `word`, so that it is markup."""
    from pylatexenc.latexwalker import get_default_latex_context_db

    return get_default_latex_context_db().get_macro_spec(word) is not None
