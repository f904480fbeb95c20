"""Tags of HTML and JATS that publishers' exports and Zotero leave in titles ("<i>Tilia</i>", "H<sub>2</sub>O")."""

from __future__ import annotations

import html
import re

__all__ = ["TAGGED", "tagged_to_tex", "without_html"]

_COMMANDS = {
    **dict.fromkeys(("i", "em", "italic"), "\\textit"),
    **dict.fromkeys(("b", "strong", "bold"), "\\textbf"),
    **dict.fromkeys(("scp", "sc"), "\\textsc"),
    "sub": "\\textsubscript",
    "sup": "\\textsuperscript",
    "u": "\\underline",
    "tt": "\\texttt",
}
TAGGED = re.compile(
    rf"<(?P<name>(?:jats:)?(?P<tag>{'|'.join(_COMMANDS)}))>(?P<text>[^<>{{}}]*)</(?P=name)>", re.IGNORECASE
)
"""A pair of tags with nothing but text between them."""
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_ESCAPED = {**{sign: f"\\{sign}" for sign in "&%#_${}"}, "\\": "\\textbackslash{}"}


def tagged_to_tex(match: re.Match[str]) -> str:
    """Return what `TAGGED` found as a command of TeX."""
    return f"{_COMMANDS[match['tag'].lower()]}{{{match['text']}}}"


def without_html(tex: str) -> str:
    """Return TeX source with commands in place of the tags and signs in place of the entities of HTML."""
    if "</" in tex:
        tex = TAGGED.sub(tagged_to_tex, tex)
    if "&" in tex and ";" in tex:
        tex = _ENTITY.sub(lambda match: _ESCAPED.get(sign := html.unescape(match[0]), sign), tex)
    return tex
