"""Remove the tags and entities that services leave in titles and abstracts: HTML, JATS, MathML. Pure."""

from __future__ import annotations

import html
import re

from biblio.html_parts import without_elements

__all__ = ["without_tags"]

# Tags that publishers leave in titles and abstracts (JATS, MathML, HTML inline markup); anything else between
# angle brackets is kept, because "a<b" and "<pause-token>" are text.
_TAG = re.compile(
    r"</?(?:jats:[\w-]+|mml:[\w-]+|i|b|u|em|strong|sub|sup|inf|span|scp|sc|tt|small|inline-formula|tex-math|math|mi|mo|mn"
    r"|mrow|msub|msup|msubsup|mfrac|msqrt|mover|munder|mtext|mstyle|mspace|semantics|alternatives|italic|bold|underline"
    r"|monospace|a|font)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK_TAG = re.compile(r"</?(?:p|br|title|sec|div)(?:\s[^<>]*)?/?>", re.IGNORECASE)
# The same formula again: TeX in addition to MathML.
_DUPLICATE_FORMULA = re.compile(
    r"<(?P<tag>(?:jats:|mml:)?(?:annotation(?:-xml)?|tex-math))(?:\s[^<>]*)?>", re.IGNORECASE
)


def without_tags(text: str) -> str:
    """Return `text` without known tags, and with entities resolved; see `biblio.text.strip_tags`."""
    if "<" in text:
        if "<mml:" in text or "<math" in text:
            text = without_elements(text, _DUPLICATE_FORMULA)
        text = _TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if "&" in text:
        text = html.unescape(html.unescape(text))  # publishers double-escape: "&amp;amp;"
    return text
