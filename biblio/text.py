"""Plain-text functions that all features share: strip markup, fold for comparison, spell in ASCII for file names.

Folding never erases a script. Tools that fold with ``[^a-z0-9]`` or NFKD-to-ASCII turn every Japanese title into the
empty string, which makes all Japanese titles equal. Here a mark is dropped only after a Latin, Greek or Cyrillic letter
(so バ and ハ stay different), and a text of which folding leaves nothing is *unknown*: it equals nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import Literal

__all__ = [
    "ascii_words",
    "blanked",
    "common_prefix_length",
    "digest_of_text",
    "fold",
    "fold_key",
    "in_small_letters",
    "is_han_or_kana",
    "is_language_tag",
    "name_search_word",
    "normalise_space",
    "normalised",
    "search_text",
    "search_words",
    "shorten",
    "strip_markup",
    "strip_tags",
    "tokens",
    "unique_words",
    "whole_number",
    "without_signs_around",
]

_LONG = 100  # characters
_WORD = re.compile(r"[^\W_]+")
# Lower-case letters and digits stay, capitals become small, all else is a border: four times as fast as a pattern.
_ASCII_WORDS = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
_COMMAND_OR_BRACE = re.compile(r"\\(?:[A-Za-z]+\*?|.)?|[{}$]", re.DOTALL)
_NO_ASCII_WORD = re.compile(r"[^a-z0-9]")
_SIGNS_AROUND = re.compile(r"^[\W_]+|(?<![\W_])[\W_]+$")
# Letters that differ from an ASCII letter by more than a combining mark: services spell names either way.
_SPECIAL_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
# The literal comes before the look-behind: that is four times as fast as the other way round.
_DECIMAL_POINT = re.compile(r"\.(?<=\d\.)(?=\d)")
_THOUSANDS_COMMA = re.compile(r",(?<=\d,)(?=\d{3}(?!\d))")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_MANY_MARKS = re.compile(r"(?<![^\w\s\x00-\x7f])[^\w\s\x00-\x7f]{32,}+")  # marks are no letters, whatever else is none
_WITHIN_LINE = re.compile(r"[^\r\n]+")
_CJK = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff66-\uff9f]"
_MARKED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


def normalised(text: str, form: Literal["NFC", "NFKC", "NFD", "NFKD"] = "NFC") -> str:
    """Return `text` in a normal form, as `unicodedata.normalize` does, in a time that follows its length.

    Python sorts the marks on one letter in a time that grows with their square, unless they are sorted already.
    """
    return unicodedata.normalize(form, text if text.isascii() else _MANY_MARKS.sub(_in_order, text))


def _in_order(match: re.Match[str]) -> str:
    signs = (sign for char in match[0] for sign in unicodedata.normalize("NFD", char))
    runs = groupby(signs, key=lambda sign: unicodedata.combining(sign) > 0)
    return "".join("".join(sorted(run, key=unicodedata.combining) if is_mark else run) for is_mark, run in runs)


def normalise_space(text: str) -> str:
    """Return `text` in NFC, with every run of white space as one space and none at the ends."""
    # Long texts are searched, because looking at each letter takes longer.
    is_plain = text.isascii() and (text.isprintable() if len(text) < _LONG else not _has_other_spaces(text))
    if is_plain and "  " not in text:
        return text.strip(" ")  # most texts are so
    return " ".join((text if text.isascii() else normalised(text)).split())


def _has_other_spaces(text: str) -> bool:
    """Return whether an ASCII text has other white space than the space."""
    return (
        "\n" in text or "\r" in text or "\t" in text or "\v" in text or "\f" in text
        or "\x1c" in text or "\x1d" in text or "\x1e" in text or "\x1f" in text
    )  # fmt: skip


def blanked(text: str) -> str:
    """Return `text` with a space in place of every character but the ends of lines, so that offsets and lines stay."""
    return _WITHIN_LINE.sub(lambda match: " " * len(match[0]), text)


def in_small_letters(text: str) -> str:
    """Return `text` in small letters, one for each letter (of "İ", Python makes two), as patterns compare them."""
    return text.replace("İ", "i").lower()


def without_signs_around(text: str) -> str:
    """Return `text` without what is neither a letter nor a digit at its ends."""
    if text[:1].isalnum() and text[-1:].isalnum():
        return text
    return _SIGNS_AROUND.sub("", text)


def strip_tags(text: str) -> str:
    """Return `text` without the tags that services leave in it (HTML, JATS, MathML), and with entities resolved.

    Only known tags are removed: "<pause-token>" is text.
    """
    if "<" not in text and "&" not in text:
        return text
    from biblio.publisher_tags import without_tags  # few texts need it, and every start would pay for it

    return without_tags(text)


def strip_markup(text: str) -> str:
    """Return `text` without markup: tags and entities as in `strip_tags`, LaTeX commands, braces, dollar signs.

    White space is normalised as in `normalise_space`.
    """
    text = strip_tags(text)
    if "\\" in text:
        text = _latex_to_text(text)
    elif "$" in text or "{" in text:
        text = re.sub(r"[{}]|(?<!\\)\$", "", text)
    return normalise_space(text)


@lru_cache(maxsize=4096)
def _latex_to_text(text: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    # pylatexenc 2.10 takes one argument of \href and then fails for the second; it puts \url in angle brackets.
    text = re.sub(r"\\href\s*\{[^{}]*\}\s*(?=\{)", "", text)
    # Of some commands it drops the words, too: "\texttt{word2vec} explained".
    text = re.sub(r"\\(?:text(?:tt|sf|md|up)|mbox)\s*(?=\{)", "", text)
    text = re.sub(r"\\(?:href|url)\b\s*(?:\{([^{}]*)\})?", r"\1", text)
    text = re.sub(r"(?<!\\)&", r"\\&", text)  # a bare "&" would end a column, and vanish
    try:
        return str(LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=True).latex_to_text(text))
    except RecursionError:  # hundreds of groups within groups are no title
        return _COMMAND_OR_BRACE.sub(" ", text)


def whole_number(text: str) -> int | None:
    """Return the number that `text` writes in digits; None for other texts, and for numbers that count nothing.

    Python reads no more than 4,300 digits, https://docs.python.org/3/library/stdtypes.html#int-max-str-digits.
    """
    return int(text) if len(text) <= 18 and text.isdecimal() else None


def fold(text: str) -> str:
    """Return the words of `text` as they are compared: NFKC, case folded, Latin/Greek/Cyrillic marks dropped.

    Words are joined by single spaces; punctuation is removed, every script and all digits are kept.
    """
    return " ".join(tokens(text))


def fold_key(text: str) -> str:
    """Return `fold(text)` without its spaces, so that "pre-training", "pre training" and "pretraining" agree."""
    return "".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Return the folded words of `text` in order (see `fold`). A run of CJK characters is one word."""
    if text.isascii():
        return text.translate(_ASCII_WORDS).split()
    text = normalised(text, "NFKC").casefold().translate(_SPECIAL_LETTERS)
    if not text.isascii():
        text = "".join(map(_drop_marks, normalised(text)))
    return _WORD.findall(text)


def search_text(text: str) -> str:
    """Return `text` ready for a full-text index, which splits it at everything but letters and digits.

    The resulting words are those of `tokens`, except that a decimal number stays in one piece ("66.18%" is one rare
    word, "66" and "18" are common ones): its point is spelt "d". A comma between thousands is dropped.
    """
    if "." in text or "," in text:
        text = _DECIMAL_POINT.sub("d", _THOUSANDS_COMMA.sub("", text))
    if text.isascii():
        return text
    return " ".join([word if word.isascii() else " ".join(tokens(word)) for word in text.split()])


def search_words(text: str) -> list[str]:
    """Return the words of `text` for a full-text search (see `search_text`), in order."""
    return tokens(search_text(text))


@lru_cache(maxsize=8192)
def _drop_marks(char: str) -> str:
    if char.isascii():
        return char
    if unicodedata.combining(char):
        # A mark that NFC could not join to its letter: after a Latin letter it is dropped, a kana voicing mark is kept.
        return char if char in "\u3099\u309a" else ""
    base = unicodedata.normalize("NFD", char)
    if len(base) > 1 and unicodedata.name(base[0], "").startswith(_MARKED_SCRIPTS):
        return "".join(letter for letter in base if not unicodedata.combining(letter))
    return char


def common_prefix_length(first: str, second: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(first), len(second)))


def name_search_word(name: str) -> str:
    """Return the best word of a name to search for: the longest one in ASCII, folded; empty if there is none."""
    words = [word for word in tokens(name) if word.isascii() and len(word) > 1]
    return max(words, key=len, default="")


@lru_cache(maxsize=1)
def _cjk() -> re.Pattern[str]:
    """Return the pattern, compiled where a text is not ASCII: large sets of characters take long."""
    return re.compile(_CJK)


def is_language_tag(text: str) -> bool:
    """Return whether `text` has the form of a language tag ("de", "pt-BR"), https://www.rfc-editor.org/info/bcp47."""
    return _LANGUAGE_TAG.fullmatch(text) is not None


def is_han_or_kana(text: str) -> bool:
    """Return whether `text` has a Han, kana or Hangul character."""
    return not text.isascii() and _cjk().search(text) is not None


def ascii_words(text: str) -> list[str]:
    """Return the words of `text` spelt in lower-case ASCII, without words that have Han characters.

    Han characters have no reading of their own: the same name is read differently in Japanese, Chinese and Korean, and
    a guessed reading is worse than none. Kana, Cyrillic, Greek and Hangul are spelt by a table.
    """
    from anyascii import anyascii

    words = []
    for word in _WORD.findall(normalised(text, "NFKC")):
        if any("\u3400" <= char <= "\u9fff" for char in word):
            continue
        spelling = word.lower() if word.isascii() else _NO_ASCII_WORD.sub("", anyascii(word).lower())
        if spelling:
            words.append(spelling)
    return words


def digest_of_text(text: str) -> str:
    """Return a digest of a whole file's text, such as that of `decisions.txt`."""
    from hashlib import blake2b  # which takes milliseconds to load

    return blake2b(text.encode(), digest_size=12).hexdigest()


def shorten(text: str, width: int) -> str:
    """Return `text` on one line of at most `width` characters, with "…" at the end if it had to be cut."""
    text = normalise_space(text)
    return text if len(text) <= width else text[: max(0, width - 1)].rstrip() + "…"


def unique_words(words: Iterable[str]) -> tuple[str, ...]:
    """Return `words` without duplicates, ignoring case; the first spelling of each is kept."""
    spellings: dict[str, str] = {}
    for word in words:
        spellings.setdefault(word.casefold(), word)
    return tuple(spellings.values())
