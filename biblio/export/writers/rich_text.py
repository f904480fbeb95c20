r"""The TeX source of a title as text with styles: what is italic, raised, or keeps its capitals.

Formats other than BibTeX have marks of their own for these, or none. Braces around words mean that a style must not
change their case; a group that begins with a command (``{\"u}``) does not, as in BibTeX (btxdoc, 3). Mathematics
becomes text where that says the same: ``$O(n^2)$`` is *O*(*n*²). What does not (a fraction) stays between its dollars.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, groupby

from biblio.bibtex import latex_table as table
from biblio.bibtex.html_markup import without_html
from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.tex_math import split_math
from biblio.text import normalised

__all__ = ["RichText", "Style", "TextRun", "plain_title", "rich_text"]


class Style(StrEnum):
    """How a part of a text is set."""

    ITALIC = "italic"
    BOLD = "bold"
    SMALL_CAPS = "small-caps"
    RAISED = "raised"
    LOWERED = "lowered"
    KEEP_CASE = "keep-case"


_DEEPEST = 50  # groups within each other
_SCRIPTS = frozenset({Style.RAISED, Style.LOWERED})


@dataclass(frozen=True, slots=True)
class TextRun:
    """A part of a text with its styles. Mathematics that has no form as text is its TeX source between dollar signs."""

    text: str
    styles: frozenset[Style] = frozenset()
    is_tex: bool = False


RichText = tuple[TextRun, ...]
"""A text in parts; no two neighbours have the same styles."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_COMMAND = re.compile(r"\\(?:(?P<word>[A-Za-z]+)\*?[ \t]*|(?P<symbol>.))", re.DOTALL)
_COMMANDS = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic"), Style.ITALIC),
    **dict.fromkeys(("textbf", "mkbibbold"), Style.BOLD),
    "textsc": Style.SMALL_CAPS,
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript"), Style.RAISED),
    **dict.fromkeys(("textsubscript", "mkbibsubscript"), Style.LOWERED),
}
_SWITCHES = {
    **dict.fromkeys(("em", "it", "sl", "itshape", "slshape"), Style.ITALIC),
    **dict.fromkeys(("bf", "bfseries"), Style.BOLD),
    **dict.fromkeys(("sc", "scshape"), Style.SMALL_CAPS),
}
_IN_MATH = re.compile(
    r"\\(?P<word>[A-Za-z]+)(?P<gap>[ ]*)|\\(?P<symbol>.)|(?P<script>[\^_])\s*|(?P<open>\{)|(?P<close>\})"
    r"|(?P<letter>[^\W\d_])|(?P<other>.)",
    re.DOTALL,
)
_OPERATORS = frozenset(
    "arccos arcsin arctan arg argmax argmin cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup"
    " ln log max min mod poly Pr sec sin sinh sup tan tanh".split()
)
# Fonts of mathematics, and the style of their letters as text; None is upright.
_FONTS = {
    **dict.fromkeys(("mathrm", "text", "textrm", "textnormal", "mathsf", "mathtt", "operatorname", "mbox"), None),
    **dict.fromkeys(("mathcal", "mathscr", "mathfrak", "mathit", "textit", "mathnormal"), Style.ITALIC),
    **dict.fromkeys(("mathbf", "boldsymbol", "bm", "textbf"), Style.BOLD),
}
_MATH_SPACES = {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "-": ""}
_DROPPED = frozenset("left right big Big bigl bigr displaystyle textstyle limits nolimits".split())
_DOUBLE_STRUCK = {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"}


@lru_cache(maxsize=8192)
def rich_text(tex: str) -> RichText:
    """Return TeX source as text with styles, its white space normalised; tags of HTML are styles too. Never raises.

    Groups within more groups than any title has leave it without styles.
    """
    if "<" in tex or "&" in tex:
        tex = without_html(tex)
    if not set(tex) & set("\\{$") or _nests_deeper(tex, _DEEPEST):
        return _merged([TextRun(decode_latex(tex))])
    return _merged(_spans(tex, frozenset()))


def _nests_deeper(tex: str, most: int) -> bool:
    """Return whether more than `most` groups stand within each other."""
    if tex.count("{") <= most:
        return False
    depths = accumulate(1 if brace == "{" else -1 for brace in re.findall(r"[{}]", tex))
    return max(depths) > most


def plain_title(text: RichText) -> str:
    """Return a text without styles: indices and exponents as Unicode has them ("H₂O"), otherwise after "_" or "^"."""
    parts = []
    for script, group in groupby(text, key=lambda span: span.styles & _SCRIPTS):
        spans = list(group)
        joined = "".join(span.text for span in spans)
        is_word = not any(Style.KEEP_CASE in span.styles for span in spans)
        parts.append(_in_line(joined, script, is_word=is_word) if script else joined)
    return "".join(parts)


def _in_line(text: str, script: frozenset[Style], *, is_word: bool) -> str:
    is_raised = Style.RAISED in script
    small = [(table.SUPERSCRIPTS if is_raised else table.SUBSCRIPTS).get(char, "") for char in text]
    if all(small):
        return "".join(small)
    if is_word and len(text) > 1 and text.isalpha():
        return text  # "19th" with raised letters
    mark = "^" if is_raised else "_"
    return mark + text if len(text) == 1 or text.isalnum() else f"{mark}({text})"


def _merged(spans: Iterable[TextRun]) -> RichText:
    """Return spans with neighbours of one style as one, and every run of white space as one blank."""
    result: list[TextRun] = []
    for (styles, is_tex), group in groupby(spans, key=lambda span: (span.styles, span.is_tex)):
        text = "".join(span.text for span in group)
        if not is_tex:
            text = normalised(re.sub(r"\s+", " ", _CONTROL.sub("", text)))
        if not result or result[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            result.append(TextRun(text, styles, is_tex))
    while result and not (last := result[-1].text.rstrip(" ")):
        result.pop()
    if result:
        result[-1] = TextRun(last, result[-1].styles, result[-1].is_tex)
    return tuple(result)


def _spans(tex: str, styles: frozenset[Style]) -> Iterator[TextRun]:
    """Yield the spans of TeX source inside a group with `styles`."""
    start = position = 0
    while position < len(tex):
        char = tex[position]
        found: tuple[int, list[TextRun]] | None = None
        if char == "{":
            found = _group(tex, position, styles)
        elif char == "$" or tex.startswith("\\(", position):
            found = _mathematics(tex, position, styles)
        elif char == "\\" and (command := _COMMAND.match(tex, position)):
            style = _COMMANDS.get(command["word"] or "")
            if style and (end := _group_end(tex, command.end())):
                found = end, list(_spans(tex[command.end() + 1 : end - 1], styles | {style}))
            else:  # the decoder reads it, with its argument
                position = _group_end(tex, _argument_start(tex, command)) or command.end()
                continue
        if found:
            yield TextRun(decode_latex(tex[start:position]), styles)
            yield from found[1]
            start = position = found[0]
        else:
            position += 1
    yield TextRun(decode_latex(tex[start:]), styles)


def _argument_start(tex: str, command: re.Match[str]) -> int:
    r"""Return where the argument of a command begins: an accent may have blanks before it (``\' {e}``)."""
    start = command.end()
    if command[0][1:] in table.ACCENTS:
        while tex.startswith(" ", start):
            start += 1
    return start


def _group(tex: str, start: int, styles: frozenset[Style]) -> tuple[int, list[TextRun]] | None:
    """Return the end and the spans of the group at `start`; None for what only the decoder reads."""
    end = _group_end(tex, start)
    if not end:
        return None
    content = tex[start + 1 : end - 1]
    if content.startswith("\\"):
        command = _COMMAND.match(content)
        if command and (style := _SWITCHES.get(command["word"] or "")):
            return end, list(_spans(content[command.end() :], styles | {style}))
        if not (command and command["word"] in _COMMANDS):
            return end, [TextRun(decode_latex(tex[start:end]), styles)]
    return end, list(_spans(content, styles | {Style.KEEP_CASE}))


def _group_end(tex: str, start: int) -> int:
    """Return the place behind the group that begins at `start`; 0 if none does, or if it is not closed."""
    if not tex.startswith("{", start):
        return 0
    depth, position = 0, start
    while position < len(tex):
        char = tex[position]
        if char == "\\":
            position += 1
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if not depth:
                return position + 1
        position += 1
    return 0


def _mathematics(tex: str, start: int, styles: frozenset[Style]) -> tuple[int, list[TextRun]] | None:
    piece, is_math = next(split_math(tex[start:]))
    if not is_math:
        return None
    inner = piece[1:-1]
    fences = 4 if tex.startswith(("$$", "\\("), start) else 2
    spans = _math_spans(inner, styles | {Style.KEEP_CASE})
    if spans is None:
        spans = [TextRun(piece, styles | {Style.KEEP_CASE}, is_tex=True)]
    return start + len(inner) + fences, spans


def _math_spans(tex: str, styles: frozenset[Style], font: Style | None = Style.ITALIC) -> list[TextRun] | None:
    """Return mathematics as text, None if text cannot say it."""
    spans: list[TextRun] = []
    position = 0
    while position < len(tex):
        token = _IN_MATH.match(tex, position)
        assert token  # the last alternative takes any character
        position = token.end()
        if token["script"] or token["word"] in _FONTS or token["word"] == "mathbb":
            argument, position = _argument(tex, position)
            inner = _argument_spans(token, argument, styles, font)
            if inner is None:
                return None
            spans += inner
        elif token["open"] and (end := _group_end(tex, token.start())):
            inner = _math_spans(tex[position : end - 1], styles, font)
            if inner is None:
                return None
            spans += inner
            position = end
        elif token["word"]:
            text = _command_text(token["word"])
            if text is None:
                return None
            is_letter = len(text) == 1 and text.isalpha()
            spans.append(TextRun(text if is_letter or not token["gap"] else f"{text} ", styles))
        elif token["symbol"]:
            spans.append(TextRun(_MATH_SPACES.get(token["symbol"], token["symbol"]), styles))
        elif token["letter"] and token["letter"].isascii() and font:
            spans.append(TextRun(token["letter"], styles | {font}))
        elif token["open"] or token["close"]:
            return None  # braces that do not balance
        else:
            spans.append(TextRun(token[0].replace("~", " "), styles))
    return spans


def _argument(tex: str, position: int) -> tuple[str, int]:
    """Return the argument at `position` (a group, a command or a character), and the place behind it."""
    if end := _group_end(tex, position):
        return tex[position + 1 : end - 1], end
    token = _IN_MATH.match(tex, position)
    return (token[0], token.end()) if token else ("", position)


def _argument_spans(
    token: re.Match[str], argument: str, styles: frozenset[Style], font: Style | None
) -> list[TextRun] | None:
    if token["script"]:
        style = Style.RAISED if token["script"] == "^" else Style.LOWERED
        if argument.strip() in ("", "\\"):
            return None
        if styles & {Style.RAISED, Style.LOWERED}:
            return None  # an index of an index
        return _math_spans(argument, styles | {style}, font)
    if token["word"] == "mathbb":
        return [TextRun("".join(_DOUBLE_STRUCK.get(char, char) for char in argument), styles)]
    return _math_spans(argument, styles, _FONTS[token["word"]])


def _command_text(word: str) -> str | None:
    if word in _OPERATORS:
        return word
    if word in _DROPPED:
        return ""
    if word in table.SPACES:
        return " "
    return table.MATH_SYMBOLS.get(word) or table.TEXT_SYMBOLS.get(word)
