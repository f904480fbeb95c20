"""What one word of a title tells: how common it is, whether it is a number, whether it is another one misspelt.

How common a word is stands in `words.txt` (made by benchmarks/words.py from some 570,000 titles). A word that is not
in it is a name, a rare term or a misspelling; two words that both are in it are two words, however alike they look
("encoder", "decoder"), unless one is the other's plural or other spelling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from biblio.matching.word_rarity import is_known
from biblio.text import is_han_or_kana, tokens

__all__ = [
    "is_misspelt",
    "is_number",
    "is_part",
    "is_soft",
    "normalise",
    "skeleton",
    "spelt_words",
]

# Words without content: leaving one out or taking another leaves the title what it was. "Not" and "without" are none.
_SOFT = frozenset(
    "a all an and are as at based be by can do does for from how in into is it its of on or our the their there this to"
    " toward towards using via vs we what when where which who why with your you"
    " der die das und für von mit la le les des du de et en un une el los las y".split()
)
_SPELT = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
}
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_ROMAN_LETTERS = {"i": "1", "v": "5", "x": "10"}  # numbers only where a number is expected: "Part I"
_COUNTED = frozenset("part parts chapter volume vol type phase stage version section level round".split())
_DIGIT = re.compile(r"\d")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_GREEK_LETTER = re.compile("|".join(_GREEK))
# Pairs of letters that scanners and their readers take for one another.
_LOOKALIKE = str.maketrans({"1": "l", "i": "l", "0": "o", "5": "s", "8": "b"})
_LOOKALIKE_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# What is put before a word to make another one.
_PREFIXES = frozenset(
    "un non in im il ir dis de re co bi tri pre post sub super multi semi inter intra trans meta micro macro mini"
    " hyper over under out auto anti counter cross".split()
)
# British and American spelling, and endings that are spelt either way.
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


def normalise(words: Iterable[str], *, ends: bool = True) -> tuple[str, ...]:
    """Return the folded words of a title with roman numbers and Greek letters in one spelling each.

    `ends` tells that the last word is the title's last: there "I" is a number. "Part II" and "Part 2" agree; "λ λ" is
    one (publishers print mathematics twice, as TeX and as MathML).
    """
    found: list[str] = []
    for word in words:
        if not word.isascii() and len(_GREEK_LETTER.findall(word)) == 1:
            word = _GREEK_LETTER.sub(lambda match: _GREEK[match[0]], word)
        word = _ROMAN.get(word, word)
        if found and found[-1] in _COUNTED:
            word = _ROMAN_LETTERS.get(word, word)
        if found and found[-1] == word and (len(word) == 1 or word in _GREEK.values()):
            continue
        found.append(word)
    if ends and len(found) > 2:
        found[-1] = _ROMAN_LETTERS.get(found[-1], found[-1])
    return tuple(found)


def is_soft(word: str) -> bool:
    """Tell whether a word has no content of its own."""
    return word in _SOFT


def is_part(words: Sequence[str]) -> bool:
    """Tell whether `words` are a number, or begin with what is counted by one ("Part 2", "Version II: …")."""
    if len(words) == 1:
        return is_number(words[0])
    return len(words) > 1 and words[0] in _COUNTED and is_number(words[1])


def spelt_words(title: str) -> tuple[str, ...]:
    """Return the words of content of a title that are spelt right, where others may not be; none where all are.

    A name and a misspelt word look alike: neither is one of the language's.
    """
    words = tokens(title)
    if not all(word.isascii() for word in words) or all(map(is_known, words)):
        return ()
    return tuple(dict.fromkeys(word for word in words if is_known(word) and not is_soft(word) and len(word) > 1))


def is_number(word: str) -> bool:
    """Tell whether a word holds a digit: GPT-2 is not GPT-3 and part 2 is not part 1."""
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
    """Tell whether two different words are one word in two spellings, or once or twice misspelt; symmetric.

    A digit may only stand for a letter that looks like it, or for the number spelt out. A prefix makes another word
    ("supervised", "unsupervised").
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
        return (len(word) > 2 or is_soft(word)) and skeleton(a) == skeleton(b)
    if is_han_or_kana(a + b):
        return False  # one other Han character is another word
    if is_soft(a) != is_soft(b):  # "sand" for "and", "fr" for "for"
        return min(len(a), len(b)) > 1 and OSA.distance(a, b, score_cutoff=1) <= 1
    if min(len(a), len(b)) < 3:
        return False
    if _is_variant(a, b):
        return True
    if is_known(a) and is_known(b):
        return False
    short, long = sorted((a, b), key=len)
    head = long.removesuffix(short)
    if head != long and head in _PREFIXES and head != short[0]:  # a first letter struck twice is no prefix
        return False
    if skeleton(a) == skeleton(b):
        return True
    allowed = 1 if len(long) < 6 else 2 if len(long) < 10 else 3
    if not is_known(a) and not is_known(b):
        allowed -= 1  # two names: "Qwen" and "Gwen" may be two systems
    return allowed > 0 and OSA.distance(a, b, score_cutoff=allowed) <= allowed


def _is_variant(a: str, b: str) -> bool:
    """Tell whether one word is the other's plural or other spelling."""
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
