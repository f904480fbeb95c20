"""The words of titles: uniform numbers and Greek letters, stopwords, and when two words are one misspelt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from biblio.extract.word_tables import is_known_word
from biblio.text import is_han_or_kana, tokens

__all__ = [
    "correctly_spelt_words",
    "is_misspelt",
    "is_number",
    "is_numbered_part",
    "is_stopword",
    "normalise_words",
    "skeleton",
]

# Words without content: without one, or with another one, a title stays the same. "Not" and "without" have content.
_STOPWORDS = frozenset(
    "a all an and are as at based be by can do does for from how in into is it its of on or our the their there this to"
    " toward towards using via vs we what when where which who why with your you"
    " der die das und für von mit la le les des du de et en un une el los las y".split()
)
_SPELT = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}  # only where a number is expected: "Part I"
_COUNTED = frozenset("part parts chapter volume vol type phase stage version section level round".split())
_DIGIT = re.compile(r"\d")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK_LETTER = re.compile("|".join(_GREEK))
# Characters that scanners and readers mistake for one another.
_LOOKALIKE = str.maketrans({"1": "l", "i": "l", "0": "o", "5": "s", "8": "b"})
_LOOKALIKE_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# Prefixes that make a different word.
_PREFIXES = frozenset(
    "un non in im il ir dis de re co bi tri pre post sub super multi semi inter intra trans meta micro macro mini"
    " hyper over under out auto anti counter cross".split()
)
# British and American spelling, and other endings that can be spelt either way.
_VARIANTS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"our(?=s?$|ed$|ing$|al$|able$)", "or"),
        (r"is(?=(?:e|ed|es|er|ers|ing|ation|ations)$)", "iz"),
        (r"ys(?=(?:e|ed|ing)$)", "yz"),
        (r"ll(?=(?:ed|ing|er|ers)$)", "l"),
        (r"ogue(?=s?$)", "og"),
        (r"tre(?=s?$)", "ter"),
        (r"ae|oe", "e"),
    )
)


def normalise_words(words: Iterable[str], *, is_whole: bool = True) -> tuple[str, ...]:
    """Return the folded words of a title with Roman numerals as digits ("Part II", "Part 2") and Greek letters by name.

    `is_whole` says that the title does not go on after the last word: there "I" is a number. A repeated letter counts
    once ("λ λ"), because publishers give mathematics twice, as TeX and as MathML.
    """
    normal: list[str] = []
    for word in words:
        if not word.isascii() and len(_GREEK_LETTER.findall(word)) == 1:
            word = _GREEK_LETTER.sub(lambda match: _GREEK[match[0]], word)
        word = _ROMAN.get(word, word)
        if normal and normal[-1] in _COUNTED:
            word = _ROMAN_LETTERS.get(word, word)
        if normal and normal[-1] == word and (len(word) == 1 or word in _GREEK.values()):
            continue
        normal.append(word)
    if is_whole and len(normal) > 2:
        normal[-1] = _ROMAN_LETTERS.get(normal[-1], normal[-1])
    return tuple(normal)


def is_stopword(word: str) -> bool:
    """Whether a word has no content of its own."""
    return word in _STOPWORDS


def is_numbered_part(words: Sequence[str]) -> bool:
    """Whether `words` are a number, or begin with something that has a number ("Part 2", "Version II: …")."""
    if len(words) == 1:
        return is_number(words[0])
    return len(words) > 1 and words[0] in _COUNTED and is_number(words[1])


def correctly_spelt_words(title: str) -> tuple[str, ...]:
    """Return the correctly spelt content words of a title, if others may be misspelt; none if all are correct.

    Names and misspelt words cannot be distinguished: neither is a word of the language.
    """
    words = tokens(title)
    if not all(word.isascii() for word in words) or all(map(is_known_word, words)):
        return ()
    return tuple(
        dict.fromkeys(word for word in words if is_known_word(word) and not is_stopword(word) and len(word) > 1)
    )


def is_number(word: str) -> bool:
    """Whether a word has a digit: GPT-2 is not GPT-3 and part 2 is not part 1."""
    return _DIGIT.search(word) is not None


def skeleton(text: str) -> str:
    """Return `text` with letters that look alike made equal ("Co1lection", "Leaming")."""
    text = text.translate(_LOOKALIKE)
    for pair, single in _LOOKALIKE_PAIRS:
        if pair in text:
            text = text.replace(pair, single)
    return text


@lru_cache(maxsize=32768)
def is_misspelt(a: str, b: str) -> bool:
    """Whether two different words are one word in two spellings, or misspelt once or twice; symmetric.

    Two known words are two words, however similar they look ("encoder", "decoder"), unless one is the plural or a
    variant spelling of the other. A digit may only replace a letter that looks like it, or the spelt-out number. A
    prefix makes a different word ("supervised", "unsupervised").
    """
    if abs(len(a) - len(b)) > 3:
        return False
    digits_a, digits_b = is_number(a), is_number(b)
    if digits_a or digits_b:
        if digits_a and digits_b:
            return False
        word, number = (b, a) if digits_a else (a, b)
        if _SPELT.get(word) == number:
            return True
        return (len(word) > 2 or is_stopword(word)) and skeleton(a) == skeleton(b)
    if is_han_or_kana(a + b):
        return False  # a different Han character is another word
    if is_stopword(a) != is_stopword(b):  # "sand" for "and", "fr" for "for"
        return min(len(a), len(b)) > 1 and OSA.distance(a, b, score_cutoff=1) <= 1
    if min(len(a), len(b)) < 3:
        return False
    if _is_variant(a, b):
        return True
    if is_known_word(a) and is_known_word(b):
        return False
    short, long = sorted((a, b), key=len)
    head = long.removesuffix(short)
    if head != long and head in _PREFIXES and head != short[0]:  # a first letter that was typed twice is not a prefix
        return False
    if skeleton(a) == skeleton(b):
        return True
    allowed = 1 if len(long) < 6 else 2 if len(long) < 10 else 3
    if not is_known_word(a) and not is_known_word(b):
        allowed -= 1  # two names: "Qwen" and "Gwen" may be two systems
    return allowed > 0 and OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _is_variant(a: str, b: str) -> bool:
    """Whether one word is the plural or a variant spelling of the other."""
    return a[:1] == b[:1] and bool(_stems(a) & _stems(b))


@lru_cache(maxsize=32768)
def _stems(word: str) -> frozenset[str]:
    for pattern, to in _VARIANTS:
        word = pattern.sub(to, word)
    stems = {word}
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        stems.add(word[:-1])
        if word.endswith("ies"):
            stems.add(word[:-3] + "y")
        elif word.endswith(("xes", "ches", "shes", "sses")):
            stems.add(word[:-2])
        elif word.endswith(("yses", "eses")):
            stems.add(word[:-2] + "is")
    return frozenset(stems)
