r"""What of a Markdown page Pandoc does not read as text: code, addresses, mathematics, raw TeX and HTML.

https://pandoc.org/MANUAL.html: ``raw_tex`` (an environment with all it contains, and a command with its arguments),
``raw_html`` (script, style, pre and textarea with all they contain, other tags alone), indented code (four spaces more
than the paragraphs of its list item).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from biblio.check.manuscripts.masking import mask_matches
from biblio.html_parts import without_comments, without_elements
from biblio.text import blanked

__all__ = ["CODE_WITH_BACKTICKS", "FENCED", "mask_what_is_no_text", "raw_citations", "without_directive_fences"]

FENCED = re.compile(
    r"^[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?(?P<fence>`{3,}+|~{3,}+)(?P<info>[^\n]*+)\n"
    r"(?P<code>.*?)(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""A fenced block of code: its fence, what follows the fence, its code."""
# Directives of MyST whose content is text, https://mystmd.org/guide/directives.
_DIRECTIVE = re.compile(
    r"[ \t]*\{(?:[a-z]+:)?(?:note|warning|tip|hint|important|attention|caution|danger|error|seealso|admonition|dropdown"
    r"|figure|image|table|list-table|margin|sidebar|aside|topic|epigraph|blockquote|pull-quote|highlights|div|card|grid"
    r"|grid-item|grid-item-card|tab-set|tab-item|details|proof|theorem|lemma|definition|corollary|proposition|remark"
    r"|conjecture|axiom|criterion|algorithm|example|exercise|solution|exercise-start|solution-start|property|observation"
    r"|assumption|glossary|subfigure|compound|container|versionadded|versionchanged|deprecated)\}"
)
_MOST_NESTED = 4
_RAW_CITATION = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z]*[cC]ite[A-Za-z]*\*?(?:\[[^\[\]\n]*\])*\{(?P<keys>[^{}\n]*)\}")
_CODE = re.compile(r"(?:(?<![\\`])|(?<=\\`))(`++).+?(?<!`)\1(?!`)", re.DOTALL)
CODE_WITH_BACKTICKS = re.compile(r"(?<!`)(`{2,})(?!`)(?:[^\n]|\n(?![ \t]*\n))+?(?<!`)\1(?!`)")
"""Code between two backticks or more, within a paragraph: it may show a role."""
_SHORTCODE = re.compile(r"\{\{<(?:(?!\{\{<)[^\n])*?>\}\}")  # of Quarto, which puts something else in its place
_VERBATIM_HTML = re.compile(r"<(?P<tag>script|style|pre|textarea)\b[^<>]*>", re.IGNORECASE)
# No group is repeated for each letter: that takes 130 bytes a letter, and a picture may stand in a tag or target.
_TAG = re.compile(r"<[^<>\s@]*@[^<>\s]*>|</?[a-zA-Z][^<>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^<>\"']*)*>")
_TARGET = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)(?:\{[^{}\n]*\})?")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?![@^])[^\[\]\n]+\]:[ \t]*+\n?[ \t]*+(?P<target><[^>\n]*>|\S+)(?=[ \t]*+\n?[ \t]*+(?:[\"'(][^\n]*)?$)",
    re.MULTILINE,
)
# The address ends where a text in a script without spaces goes on.
_ADDRESS = re.compile(r"(?<![@{:\w])(?:https?|ftp)://[^\s<>\"\[\]\u3000-\u9fff\uff00-\uffef]+|(?<![@{\w])doi:10\.\S+")
_MATH = re.compile(r"(?<!\\)\$\$.+?\$\$|(?<![\\$\w])\$(?!\s)[^$\n]+?(?<!\s)\$(?!\d)", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}")
_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*(\\[A-Za-z]+\*?(?:\[[^\[\]\n]*\]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})+)")
_ITEM = re.compile(r"(?:[-*+]|\(?(?:\d{1,9}|[a-zA-Z]|[ivxIVX]+|#|@[\w-]*)[.)]|[:~]|\[\^[^\]\s]+\]:)(?=[ \t]|$)")
# Of a span or a link, or at the end of a heading; the label of a note.
_ATTRIBUTES = re.compile(
    r"(?<=\])\{[^{}\n]*\}|(?<=[ \t])\{[ \t]*[#.][^{}\n]*\}(?=[ \t]*$)|\[\^[^\[\]\s]+\]", re.MULTILINE
)
_DIV = re.compile(r"^[ \t]*:{3,}[^\n]*", re.MULTILINE)
_QUOTE = re.compile(r"(?: {0,3}> ?)+")


def without_directive_fences(text: str) -> str:
    """Return a page of MyST with spaces in place of the fences of directives whose content is text."""
    for _ in range(_MOST_NESTED if "```{" in text else 0):
        fences = [
            span
            for block in FENCED.finditer(text)
            if _DIRECTIVE.match(block["info"])
            for span in ((block.start(), block.start("code")), (block.end("code"), block.end()))
        ]
        if not fences:
            break
        parts: list[str] = []
        offset = 0
        for start, end in fences:
            parts += (text[offset:start], blanked(text[start:end]))
            offset = end
        text = "".join((*parts, text[offset:]))
    return text


def raw_citations(text: str) -> Iterator[tuple[str, int]]:
    r"""Yield the keys, with their offsets, of LaTeX's commands (``\citep{key}``) in a page, which PDFs alone have."""
    if "\\" in text and "ite" in text:
        text = mask_matches(mask_matches(text, FENCED), _CODE)
        for command in _RAW_CITATION.finditer(text):
            for match in re.finditer(r"[^\s,]+", command["keys"]):
                yield match[0], command.start("keys") + match.start()


def mask_what_is_no_text(text: str) -> str:
    """Return a page with spaces in place of everything that Pandoc does not read as text."""
    text = mask_matches(text, FENCED)
    text = _mask_indented_code(text)
    if "{{<" in text:
        text = mask_matches(text, _SHORTCODE)
    if "<" in text:
        text = without_comments(text, lambda match: blanked(match[0]))
        text = without_elements(text, _VERBATIM_HTML, blanked)
    if "`" in text:
        text = mask_matches(text, _CODE)
    if "\\" in text:
        text = _mask_tex(text)
    for pattern in (_TAG, _TARGET, _ADDRESS, _DIV, _ATTRIBUTES):
        text = mask_matches(text, pattern)
    text = mask_matches(text, _DEFINITION, "target")
    return mask_matches(text, _MATH) if "$" in text else text


def _mask_tex(text: str) -> str:
    parts: list[str] = []
    offset = 0
    for start, end in _environments(text):
        parts += (text[offset:start], blanked(text[start:end]))
        offset = end
    parts.append(text[offset:])
    return mask_matches("".join(parts), _COMMAND, 1)


def _environments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the outermost environments that are closed."""
    open_starts: dict[str, list[int]] = {}
    closed: list[tuple[int, int]] = []
    for sign in _ENVIRONMENT.finditer(text):
        starts = open_starts.setdefault(sign[2], [])
        if sign[1] == "begin":
            starts.append(sign.start())
        elif starts:
            closed.append((starts.pop(), sign.end()))
    done = 0
    for start, end in sorted(closed):
        if start >= done:
            yield start, end
            done = end


def _mask_indented_code(text: str) -> str:
    """Mask indented code: four spaces more than the text of the list items that it stands in, after an empty line."""
    if "    " not in text and "\t" not in text:
        return text
    lines = []
    columns: list[int] = []  # where the text of the open list items begins
    follows_blank, in_code = True, False
    for line in text.splitlines(keepends=True):
        quote = _QUOTE.match(line)
        content = line[quote.end() :] if quote else line
        bare = content.expandtabs(4).lstrip(" ")
        if not bare.strip():
            follows_blank = True
            lines.append(line)
            continue
        indent = len(content.expandtabs(4)) - len(bare)
        if follows_blank:
            while columns and indent < columns[-1]:
                columns.pop()
                in_code = False
        base = columns[-1] if columns else 0
        in_code = (in_code or follows_blank) and indent >= base + 4
        if in_code:
            lines.append(blanked(line))
        else:
            lines.append(line)
            if item := _ITEM.match(bare):
                while columns and columns[-1] > indent:
                    columns.pop()
                space = len(bare[item.end() :]) - len(bare[item.end() :].lstrip(" "))
                is_note = bare.startswith("[^")
                columns.append(indent + (4 if is_note else item.end() + (space if 0 < space < 5 else 1)))
        follows_blank = False
    return "".join(lines)
