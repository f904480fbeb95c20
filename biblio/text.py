"""Plain-text tools that every layer shares: unwrapping markup, folding for comparison, ASCII for file names.

Folding never erases a script. Seven of the tools we looked at fold with ``[^a-z0-9]`` or NFKD-to-ASCII and
turn a Japanese title into the empty string, after which every Japanese title equals every other. Here a mark
is dropped only after a Latin, Greek or Cyrillic letter (so バ stays apart from ハ), and a text with nothing
left after folding is *unknown*, never equal to anything.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

__all__ = [
    "ascii_words",
    "fold",
    "fold_key",
    "is_han_or_kana",
    "normalise_space",
    "search_text",
    "search_words",
    "shorten",
    "strip_markup",
    "strip_tags",
    "tokens",
]

_WORD = re.compile(r"[^\W_]+")
# Tags that publishers leave in titles and abstracts (JATS, MathML, HTML inline markup); anything else between
# angle brackets is kept, because "a<b" and "<pause-token>" are text.
_TAG = re.compile(
    r"</?(?:jats:[\w-]+|mml:[\w-]+|i|b|u|em|strong|sub|sup|inf|span|scp|sc|tt|small|inline-formula|tex-math|math|mi|mo|mn"
    r"|mrow|msub|msup|msubsup|mfrac|msqrt|mover|munder|mtext|mstyle|mspace|semantics|alternatives|italic|bold|underline"
    r"|monospace|a|font)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(r"</?(?:p|br|title|sec|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# The same formula once more, as TeX beside its MathML.
_TWICE = re.compile(
    r"<(?P<tag>(?:jats:|mml:)?(?:annotation(?:-xml)?|tex-math))(?:\s[^<>]*)?>.*?</(?P=tag)>", re.IGNORECASE | re.DOTALL
)
# Letters that differ from an ASCII letter by more than a combining mark, as services spell names both ways.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
# The literal comes first and looks back then: four times as fast as the other way round.
_POINT = re.compile(r"\.(?<=\d\.)(?=\d)")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff66-\uff9f]")
_MARKED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def normalise_space(text: str) -> str:
    """Return `text` in NFC with every run of white space as one space and none at the ends."""
    return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())


def strip_tags(text: str) -> str:
    """Return `text` without the tags that services leave in it (HTML, JATS, MathML), entities resolved.

    Only known tags are removed: "<pause-token>" is text.
    """
    if "<" in text:
        if "<mml:" in text or "<math" in text:
            text = _TWICE.sub("", text)
        text = _TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if "&" in text:
        text = html.unescape(html.unescape(text))  # publishers double-escape: "&amp;amp;"
    return text


def strip_markup(text: str) -> str:
    """Return `text` without any markup: tags and entities as in `untag`, LaTeX commands, braces, dollar signs.

    Text without any comes back as it was (squeezed).
    """
    text = strip_tags(text)
    if "\\" in text:
        text = _from_latex(text)
    elif "$" in text or "{" in text:
        text = re.sub(r"[{}]|(?<!\\)\$", "", text)
    return normalise_space(text)


@lru_cache(maxsize=4096)
def _from_latex(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    # pylatexenc 2.10 reads one argument of \href, then asks for the second; it sets \url in angle brackets.
    text = re.sub(r"\\href\s*\{[^{}]*\}\s*(?=\{)", "", text)
    text = re.sub(r"\\(?:href|url)\b\s*(?:\{([^{}]*)\})?", r"\1", text)
    text = re.sub(r"(?<!\\)&", r"\\&", text)  # a bare one would be a column's end, and vanish
    return str(LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=True).latex_to_text(text))


def fold(text: str) -> str:
    """Return the words of `text` as compared: NFKC, case folded, Latin/Greek/Cyrillic marks dropped.

    Words are joined by single spaces; punctuation is gone, every script and all digits stay.
    """
    return " ".join(tokens(text))


def fold_key(text: str) -> str:
    """Return `fold(text)` without its spaces, so that "pre-training", "pre training" and "pretraining" agree."""
    return "".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Return the folded words of `text` in order (see `fold`). A run of CJK characters is one word."""
    if text.isascii():
        return _WORD.findall(text.lower())
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    if not text.isascii():
        text = "".join(map(_drop_marks, unicodedata.normalize("NFC", text)))
    return _WORD.findall(text)


def search_text(text: str) -> str:
    """Return `text` so that splitting it at all but letters and digits gives the words that full text is searched for.

    They are those of `tokens`, only that a decimal number stays in one piece ("66.18%" is one rare word, "66" and
    "18" are common ones): its point is spelt "d". A comma between thousands is dropped.
    """
    if "." in text or "," in text:
        text = _POINT.sub("d", _THOUSANDS.sub("", text))
    if text.isascii():
        return text
    return " ".join([word if word.isascii() else " ".join(tokens(word)) for word in text.split()])


def search_words(text: str) -> list[str]:
    """Return the words of `text` that full text is searched for (see `search_text`), in order."""
    return tokens(search_text(text))


@lru_cache(maxsize=8192)
def _drop_marks(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.combining(char):
        # A mark that NFC could not join to its letter: a Latin one is dropped, a kana voicing mark is not.
        return char if char in "\u3099\u309a" else ""
    base = unicodedata.normalize("NFD", char)
    if len(base) > 1 and unicodedata.name(base[0], "").startswith(_MARKED_SCRIPTS):
        return "".join(c for c in base if not unicodedata.combining(c))
    return char


def shared_beginning(left: str, right: str) -> int:
    """Return how many characters two texts have in common from their beginnings."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def searched_name(name: str) -> str:
    """Return the one word of a name that best finds it: the longest in ASCII, folded; empty where there is none."""
    words = [word for word in tokens(name) if word.isascii() and len(word) > 1]
    return max(words, key=len, default="")


def is_han_or_kana(text: str) -> bool:
    """Tell whether `text` has a Han, kana or Hangul character."""
    return not text.isascii() and _CJK.search(text) is not None


def ascii_words(text: str) -> list[str]:
    """Return the words of `text` spelt in lower-case ASCII; words in Han characters are left out.

    Han characters have no reading of their own: the same name is read differently in Japanese, Chinese and
    Korean, and a guessed reading is worse than none. Kana, Cyrillic, Greek and Hangul are spelt by table.
    """
    from anyascii import anyascii

    words = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text)):
        if any("\u3400" <= c <= "\u9fff" for c in word):
            continue
        plain = re.sub(r"[^a-z0-9]", "", anyascii(word).lower())
        if plain:
            words.append(plain)
    return words


def shorten(text: str, width: int) -> str:
    """Return `text` on one line of at most `width` characters, cut at the end with "…" where it is longer."""
    text = normalise_space(text)
    return text if len(text) <= width else text[: max(0, width - 1)].rstrip() + "…"
