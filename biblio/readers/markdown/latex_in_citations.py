r"""Read the LaTeX that citations bring along from the bibliography of a paper: ties, braces around capitals, `\href`.

"H.~Roe, M.~Poe, et~al. \href {https://…} {{L}amps at {S}ea}. 2018." What is in mathematics stays as it is.
"""

from __future__ import annotations

from biblio import patterns as re

__all__ = ["without_latex"]

_TIE = re.compile(r"(?<=[\w.}])~(?=[^\W\d_]|\{)")
_WORD_WITH_TIE = re.compile(r"[^\s~]+(?:~[^\s~]+)+")
_ADDRESS = re.compile(r"\\?href\s?\{(?P<url>https?://[^{}\s]{1,500})\}\s?(?=\{)")
_EMPHASIS = re.compile(r"(?:\\|\b)(?:emph|textit|textbf|mbox)\{(?P<words>[^{}]{1,300})\}")
_CAPITALS = re.compile(r"(?<![\\$^_])\{(?P<words>[^\W\d_]{1,20}|-)\}")
_NOTHING = re.compile(r"(?<=[\w}])\{\}")
_LINKED = re.compile(r"\x00(?P<url>[^\x00]+)\x00\{(?P<words>[^{}]{1,400})\}")
_NEWBLOCK = re.compile(r"(?:\\|\b)(?:newblock|bibinfo\{\w+\}|bibnamefont|bibfnamefont)\s?")


def _without_ties(word: re.Match[str]) -> str:
    return word[0] if "/" in word[0] else _TIE.sub(" ", word[0])  # an address keeps its own


def without_latex(text: str) -> str:
    """Return a citation without the LaTeX in it that shows nothing; other texts are returned as they are."""
    if "~" in text:
        text = _WORD_WITH_TIE.sub(_without_ties, text)
    if "{" not in text or "$" in text or "\x00" in text:
        return text
    text = _NEWBLOCK.sub("", text)
    text = _ADDRESS.sub("\x00\\g<url>\x00", text)
    text = _NOTHING.sub("", text)
    text = _CAPITALS.sub(r"\g<words>", _EMPHASIS.sub(r"\g<words>", text))
    text = _LINKED.sub(r"[\g<words>](\g<url>)", text)
    return text.replace("\x00", " ")
