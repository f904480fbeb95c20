r"""Protect the meaningful capitals of a title by braces around words, never around the whole title.

Styles that set titles in sentence case (BibTeX's ``change.case$``, biblatex's ``\MakeSentenceCase``) lowercase every
letter outside braces except the first. So words with capitals of their own are put in braces: acronyms (BERT), mixed
case (LoRA, iPhone), letters with digits (T5, GPT-2), single capitals (Q-learning, A*), and names (Bayesian, Shannon),
as `extract/title_names.py` knows them. Titles that are all in capitals are left to the style.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise

from biblio import patterns as re
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.tex_math import split_math
from biblio.extract.title_names import is_name_in_title, is_sentence_case

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
_BRACES = re.compile(r"[{}]")
_BEGINS = re.compile(r"(?:^|[:.?!;–—]|--|-$)[\s\"'`“‘(\[{]*$")  # a title, a subtitle, or a part of a compound
_NEAR = 100  # characters
# First parts of compounds that are not names: "Non-IID", "Multi-GPU", "Type-2".
_GENERIC = frozenset(
    """
    a all anti any auto bi class co cross de deep e en every few full half high human inter intra k large layer level
    long low macro many meta micro mid mini mono multi n near neo new non off on one open order out over part per phase
    post pre pro pseudo quasi rank re real self semi short single small stage sub super the top trans tri two type
    ultra un under up zero
    """.split()
)


def protect_capitals(title: str, *, abstract: str = "") -> str:
    """Return the title (TeX source) with braces around the words that need their capitals.

    `abstract` (plain text) is the work's own, if it is known: it shows which words are names. Existing groups and
    mathematics stay; mathematics with capitals is put in braces too, because BibTeX would lowercase the ``O`` of
    ``$O(n)$``. Idempotent.
    """
    if not any(char.isupper() for char in title) or _is_shouting(title):
        return title
    names = _Names(is_sentence_case(_BRACES.sub("", decode_latex(title))), abstract)
    pieces: list[str] = []
    done = depth = 0
    for piece, is_math in split_math(title):
        done += len(piece)
        if not is_math:
            is_last = done >= len(title.rstrip())
            pieces.append(_protect_text(piece, names, at_start=not pieces, at_end=is_last))
        elif any(char.isupper() for char in piece) and depth <= 0:
            pieces.append(f"{{{piece}}}")
        else:
            pieces.append(piece)
        depth += pieces[-1].count("{") - pieces[-1].count("}")
    return "".join(pieces)


def _is_shouting(title: str) -> bool:
    """Whether the whole title is in capitals, so that they carry no meaning."""
    words = _WORDS.findall(decode_latex(title))
    return (
        len(words) > 2
        and not any(char.islower() for word in words for char in word)
        and any(len(word) > 5 for word in words)
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What is known about the names of a title: whether its own capitals tell, and the abstract of its work."""

    in_sentence_case: bool
    abstract: str

    def has(self, word: str, before: str) -> bool:
        """Whether a word (plain text) with one capital is a name; `before` is what the title has in front of it."""
        begins = bool(_BEGINS.search(before))
        return is_name_in_title(word, follows_its_title=self.in_sentence_case and not begins, abstract=self.abstract)


def _protect_text(text: str, names: _Names, *, at_start: bool, at_end: bool) -> str:
    parts, done, depth = [], 0, 0
    first = len(text) - len(text.lstrip(" \"'`“‘([")) if at_start else -1
    last = len(text.rstrip(" \"'’”)].?!")) if at_end else len(text) + 1
    for piece in _PIECE.finditer(text):
        between = text[done : piece.start()]
        depth += between.count("{") - between.count("}")
        parts.append(between)
        done = piece.end()
        is_word = piece["word"] and not depth
        parts.append(
            _protect_word(
                piece[0], names, _near(text, piece.start()), is_first=piece.start() <= first, is_last=done >= last
            )
            if is_word
            else piece[0]
        )
    parts.append(text[done:])
    return "".join(parts)


def _near(text: str, stop: int) -> str:
    """Return what `text` has just before `stop`: all of it, again for every word, would cost too much."""
    return text[:stop] if stop <= _NEAR else f"x{text[stop - _NEAR : stop]}"


def _protect_word(word: str, names: _Names, text_before: str, *, is_first: bool, is_last: bool) -> str:
    if word.isascii() and word.isalpha() and word[1:].islower():  # the common case first: at most one capital
        is_name = word[0].isupper() and not is_first and names.has(word, text_before)
        return f"{{{word}}}" if is_name else word
    if not any(char.isupper() for char in word):
        return word
    if word == "A":
        return "{A}" if is_last and not is_first else word  # it is the article, unless nothing follows ("Hepatitis A")
    pieces = _JOINTS.split(word)
    parts = [decode_latex(part) if "\\" in part else part for part in pieces[::2]]
    protected = [_has_own_capitals(part, alone=len(parts) == 1) for part in parts]
    for place, plain in enumerate(parts):
        if not protected[place] and plain[:1].isupper() and plain[1:].islower() and not (is_first and place == 0):
            protected[place] = names.has(plain, text_before if place == 0 else "-")
    for index in range(1, len(parts)):
        before = parts[index - 1]
        # A number after a name belongs to it ("Llama-2", "GPT-4o"), and so do capitals ("Transformer-XL").
        has_name_before = before[:1].isupper() and before.casefold() not in _GENERIC
        if parts[index][:1].isdigit() and (protected[index - 1] or has_name_before):
            protected[index - 1] = protected[index] = True
        elif protected[index] and index == 1 and len(parts) == 2 and has_name_before:
            protected[0] = True
    if not any(protected):
        return word
    flags = [protected[0]]  # one for each of `pieces`: a joint is protected between protected parts
    for before, after in pairwise(protected):
        flags += [before and after, after]
    runs = (
        (is_protected, "".join(pieces[index] for index, _ in run))
        for is_protected, run in groupby(enumerate(flags), key=lambda item: item[1])
    )
    return "".join(f"{{{text}}}" if is_protected else text for is_protected, text in runs)


def _has_own_capitals(part: str, *, alone: bool) -> bool:
    """Whether a word or a part of a compound has capitals that a change of case must not remove."""
    if any(char.isupper() for char in part[1:]):
        return True
    if not part[:1].isupper():
        return False
    letters = [char for char in part if char.isalpha()]
    return (len(letters) == 1 and (len(part) > 1 or not alone or part != "A")) or any(char.isdigit() for char in part)
