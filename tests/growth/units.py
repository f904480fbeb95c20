"""What is repeated: characters and constructs that the readers and their patterns look for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

__all__ = ["NESTED", "UNITS", "Nested", "pairs"]


class Nested(NamedTuple):
    """What may stand within itself, to any depth."""

    opening: str
    closing: str = ""


UNITS: tuple[str, ...] = (
    # TeX and BibTeX
    "$a$", "$", "$$", "\\(", "\\)", "{", "}", "{}", "{a}", "\\cmd", "\\cmd ", "\\cmd{a}", "\\cmd{", "\\", "\\\\", "\\'", "\\'e",
    "\\url{", "\\href{a}{", "\\{", "~", "``", "''", "--", " # ", "# a ", "a # ", "\"a\" # ", "\"", "=", "@", "@a{", "@a{b,", "%", "&",
    "\\begin{a}", "\\end{a}", "\\cite{a}", "\\textbf{", "^", "_{", "a = {b},", "@string{a={b}}", " and ", "and ", "a, b and ", ",",
    # Markdown, Org, reStructuredText, Typst, wikis
    "[", "]", "[]", "](", "[a](", "[a](b)", "![", "(", ")", "()", "*", "**", "***", "*a", "*a*", "_", "__", "_a_", "`", "``a", "~~~\n",
    "```\n", "|", "| a ", "|-", "|-|\n", "> ", ">", "- ", "-", "- a\n", "+ ", "1. ", "1. a\n", "#", "# ", "# a\n", "#tag ", "#a",
    "[[", "]]", "[[a]]", "[[a][", "{{", "}}", "{{a}} ", "((", "))", ":: ", "a:: b\n", "a: b\n", "---\n", "===\n", "***\n", "***\n\n",
    ":a: ", ":a:b:\n", ".. ", ".. a::\n", "|a|", "`a <b>`_ ", "<<a>>", "#a(", "#link(\"a\")[", "[cite:@a]", "[@a]", "@a ", "[^a]", "[^a]: ",
    "==", "^^", "~~", "%%", "/*", "*/", "//", "// ", "\\\n", "\t", "    a\n", "\n", "\n\n", "\r", " ", "  ", "\u3000", "\xa0", " \n",
    # HTML, XML, entities
    "<", ">", "<a ", "<a>", "</a>", "<a href=\"", "<!--", "-->", "<br>", "<p>", "<DT>", "<DL><p>", "<i>", "<mml:math>", "<tex-math>", "<!",
    "<![CDATA[", "&amp;", "&", "&#", "&lt;", "%28", "%2", "%",
    # Addresses, identifiers, numbers, names, dates
    "http://", "https://a.b/", "https://doi.org/10.1/a", "10.1000/", "10.1000/a ", "arXiv:", "2101.00001 ", "doi:", "/", "./", "a.b", ".",
    "a@b.c ", "www.", "1", "1 ", "1,", "1.", "1-", "1/", "12:", "2020", "2020 ", "(2020)", "(2020). ", "2020-", "pp. 1-2 ", "Vol. 1 ", "no. ", "v1 ",
    "a", "A", "A ", "Aa ", "Aa, ", "A. ", "A. B", "a b ", "a-", "A-", "a:", ": ", ":", ";", "; ", "!", "?", "? ", "-- ", "—", " — ", "–", " - ",
    "'", "’", "“", "”", "\"a ", "et al. ", "et ", "by ", "in ", "In: ", "the ", "of ", "van der ", "Jr. ", "von", "…", "...", "•", "· ",
    # other scripts, marks, what is not seen
    "é", "e\u0301", "\u0301", "\u0301\u0323", "ß", "深", "、", "。", "「", "」", "《", "》", "論文", "（", "）", "：", "ア", "한국 ", "ש", "\u200d", "\u202e", "\x1b[", "\x00",
    "\ufeff", "😀", "\U0001f468\u200d",
    # JSON, YAML, tables
    "{\"a\":", "[{", "\"a\",", "\\u0041", "- a: ", "a: [", "? ", "&a ", "*a ", "!a ", "|\n", ">\n", "a,b\n", "\"\",", "a\tb\n", "TY  - ", "AU  - a\n", "ER  - \n",
)  # fmt: skip

NESTED: tuple[Nested, ...] = (
    Nested("{", "}"), Nested("\\textbf{", "}"), Nested("${", "}$"), Nested("\\begin{a}", "\\end{a}"), Nested("[", "]"), Nested("(", ")"),
    Nested("*a ", " a*"), Nested("“", "”"), Nested("> "), Nested("- "), Nested("* "), Nested("{{a|", "}}"), Nested("https://doi.org/"),
    Nested("<div>", "</div>"), Nested("<ul><li>", "</li></ul>"), Nested("<b>", "</b>"), Nested("<table><tr><td>", "</td></tr></table>"),
    Nested("<dl><dd>", "</dd></dl>"), Nested("<blockquote>", "</blockquote>"), Nested("<a>", "</a>"), Nested('{"a":', "}"), Nested("{a: ", "}"),
    Nested('{"string":"a","children":[', "]}"), Nested("#strong[", "]"), Nested("#table(", ")"), Nested("#a(b: (", "))"), Nested("#context "),
    Nested("context "), Nested("<DL><p><DT><H3>a</H3>", "</DL>"),
)  # fmt: skip


def pairs(count: int, seed: str) -> Iterator[str]:
    """Yield `count` pairs of units, joined: always the same ones for one `seed`."""
    every = list(permutations(UNITS, 2))
    yield from map("".join, random.Random(seed).sample(every, count))
