r"""Keep the capitals of a title that carry meaning, by braces around words, never around the whole title.

Styles that set titles in sentence case (BibTeX's ``change.case$``, biblatex's ``\MakeSentenceCase``) lower every
letter outside braces but the first. So words that are written with capitals of their own are put in braces:
acronyms (BERT), mixed case (LoRA, iPhone), letters with digits (T5, GPT-2), single capitals (Q-learning, A*).

What cannot be known is left to the style: whether a word with one capital is a name ("Llama", "Bayes") or English
title case, and anything in a title wholly in capitals.
"""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.tex_math import split_math

__all__ = ["protect_capitals"]

# A letter or digit of a script that has words, or one of BibTeX's "special characters", {\"u}.
_LETTER = (
    r"(?:[^\W_\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff]"
    r"|[\u0300-\u036f]|\{\\(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})"
)
_JOINT = r"(?:[-–‐/.]|\\&)"
_WORD = rf"{_LETTER}+(?:(?:{_JOINT}|['’]){_LETTER}+)*(?:\*|\+\+?|\\#)?"
_PIECE = re.compile(
    rf"(?P<word>{_WORD})|(?P<group>\{{(?:[^{{}}]|\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}})*\}})|\\[A-Za-z]+|\\."
)
_JOINTS = re.compile(rf"({_JOINT})")
_WORDS = re.compile(r"[^\W\d_]+")
# First parts of compounds that are no names: "Non-IID", "Multi-GPU", "Type-2".
_GENERIC = frozenset(
    """
    a all anti any auto bi class co cross de deep e en every few full half high human inter intra k large layer level
    long low macro many meta micro mid mini mono multi n near neo new non off on one open order out over part per phase
    post pre pro pseudo quasi rank re real self semi short single small stage sub super the top trans tri two type
    ultra un under up zero
    """.split()
)


def protect_capitals(title: str) -> str:
    """Return the title (TeX source) with its words that need their capitals in braces.

    Groups that stand there already and mathematics survive; mathematics with capitals is put in braces too, because
    BibTeX would lower the ``O`` of ``$O(n)$``. Doing it twice changes nothing.
    """
    if not any(char.isupper() for char in title) or _is_shouting(title):
        return title
    pieces: list[str] = []
    done = 0
    for piece, is_math in split_math(title):
        done += len(piece)
        if not is_math:
            is_last = done >= len(title.rstrip())
            pieces.append(_protect_text(piece, at_start=not pieces, at_end=is_last))
        elif any(char.isupper() for char in piece) and not _is_in_group(pieces):
            pieces.append(f"{{{piece}}}")
        else:
            pieces.append(piece)
    return "".join(pieces)


def _is_shouting(title: str) -> bool:
    """Tell whether the whole title is in capitals: then they say nothing."""
    words = _WORDS.findall(decode_latex(title))
    return (
        len(words) > 2
        and not any(char.islower() for word in words for char in word)
        and any(len(word) > 5 for word in words)
    )


def _is_in_group(pieces: list[str]) -> bool:
    before = "".join(pieces)
    return before.count("{") > before.count("}")


def _protect_text(text: str, *, at_start: bool, at_end: bool) -> str:
    parts, done, depth = [], 0, 0
    first = len(text) - len(text.lstrip(" \"'`“‘([")) if at_start else -1
    last = len(text.rstrip(" \"'’”)].?!")) if at_end else len(text) + 1
    for found in _PIECE.finditer(text):
        between = text[done : found.start()]
        depth += between.count("{") - between.count("}")
        parts.append(between)
        done = found.end()
        is_word = found["word"] and not depth
        parts.append(
            _protect_word(found[0], is_first=found.start() <= first, is_last=done >= last) if is_word else found[0]
        )
    parts.append(text[done:])
    return "".join(parts)


def _protect_word(word: str, *, is_first: bool, is_last: bool) -> str:
    if word.isascii() and (word.islower() or (word.isalpha() and word[1:].islower())):
        return word  # the most, at once: no capitals, or one in front
    if not any(char.isupper() for char in word):
        return word
    if word == "A":
        return "{A}" if is_last and not is_first else word  # the article, unless nothing follows ("Hepatitis A")
    pieces = _JOINTS.split(word)
    parts = [decode_latex(part) if "\\" in part else part for part in pieces[::2]]
    keep = [_has_own_capitals(part, alone=len(parts) == 1) for part in parts]
    for index in range(1, len(parts)):
        before = parts[index - 1]
        # "Llama-2", "GPT-4o": a number behind a name belongs to it; "Transformer-XL": so does what has capitals.
        has_name_before = before[:1].isupper() and before.casefold() not in _GENERIC
        if parts[index][:1].isdigit() and (keep[index - 1] or has_name_before):
            keep[index - 1] = keep[index] = True
        elif keep[index] and index == 1 and len(parts) == 2 and has_name_before:
            keep[0] = True
    if not any(keep):
        return word
    flags = [keep[0]]
    for left, right in pairwise(keep):
        flags += [left and right, right]
    return "".join(
        f"{{{text}}}" if kept else text
        for kept, text in (
            (kept, "".join(pieces[index] for index, _ in run))
            for kept, run in groupby(enumerate(flags), key=lambda item: item[1])
        )
    )


def _has_own_capitals(part: str, *, alone: bool) -> bool:
    """Tell whether a word or a part of a compound has capitals that no change of case may take."""
    if any(char.isupper() for char in part[1:]):
        return True
    if not part[:1].isupper():
        return False
    letters = [char for char in part if char.isalpha()]
    return (len(letters) == 1 and (len(part) > 1 or not alone or part != "A")) or any(char.isdigit() for char in part)
