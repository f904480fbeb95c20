"""Markdown as Pandoc, Quarto and bookdown cite in it: ``[@key; -@other, p. 3]``, ``@key [p. 3]``, ``@{odd key}``.

MyST's roles (``{cite:p}`key```) and Jekyll's tags (``{% cite key %}``) are read too.

https://pandoc.org/MANUAL.html#citation-syntax: a key begins with a letter, a digit or "_", may have single marks inside
and ends before a mark that nothing follows; "@" behind a letter or a dot cites nothing, and neither does a label of an
example list. https://quarto.org/docs/authoring/cross-references.html: a key that begins with "fig-", "tbl-" and the
like, or with a prefix of the project's own, refers to a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from biblio.check.manuscripts.citations import AliasSupport, Citation, Manuscript, NamedFile, is_label
from biblio.check.manuscripts.markdown_masks import (
    CODE_WITH_BACKTICKS,
    FENCED,
    mask_what_is_no_text,
    raw_citations,
    without_directive_fences,
)
from biblio.check.manuscripts.masking import mask_matches
from biblio.check.manuscripts.sphinx_roles import listed_entries, role_keys
from biblio.check.manuscripts.yaml_header import header_values, top_level_keys, yaml_block
from biblio.check.source_text import SourceText
from biblio.text import blanked

__all__ = ["custom_cross_references", "nocite_keys", "read_pandoc"]

_HEADER = re.compile(
    r"(?:\A\ufeff?|\n[ \t]*\r?\n)---[ \t]*\r?\n(?!\s*\n)(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)
_KEY = r"\w(?:\w|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*"
_SIGN = rf"@(?:\{{(?P<braced>(?:[^{{}}\s]|\{{[^{{}}\s]*\}})+)\}}|(?P<key>{_KEY}))"
_CITED = re.compile(rf"(?<![^\W_])(?<!(?<!\.)\.)(?<!(?<!\\)\\){_SIGN}")
_CITED_NEXT = re.compile(_SIGN)  # right behind another citation
_BRACKETED = re.compile(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]")
_CROSS_REFERENCE = re.compile(
    r"(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau|suppfig|supptbl|apx"
    r"|chp|part|app|vid)-\S+|(?:fig|tbl|tab|sec|eq|eqn|lst|thm|chap|ref):\S+",
    re.IGNORECASE,
)
# Manubot (https://manubot.org/docs/citekeys.html) and MyST (https://mystmd.org/guide/citations) look these up.
_LOOKED_UP = re.compile(
    r"(?:doi|pmid|pubmed|pmc|pmcid|arxiv|isbn|url|https?|wikidata|raw|tag|shortdoi|biorxiv|clinicaltrials|zotero):\S"
    r"|(?:(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:\(@(?P<both>[\w-]+)\)|@(?P<one>[\w-]+)[.)])(?=[ \t]|$)")
# What may stand in front of a block: a quote's ">", the sign or number of a list's item, the colon of a footnote, whose
# label is masked.
_BEFORE_BLOCK = re.compile(r"[ >]*(?P<item>(?:[-+*:]|\(?(?:#|\w{1,3})[.)])(?:[ \t]+|$))?[ >]*")
_IDENTIFIER = re.compile(
    r"\{(?=[^{}\n]*+\})[^{}\n]*#([\w:.-]++)[^{}\n]*+\}"
    r"|^[ \t]*+(?:#|//|%%|--|%)\|[ \t]*+label:[ \t]*+['\"]?([\w:.-]++)"
    # MyST's: of a directive, of what follows, of an equation
    r"|^[ \t]*+:?(?:label|name):[ \t]*+['\"]?([\w:.-]++)"
    r"|^[ \t]*+\(([\w:.-]++)\)=[ \t]*$|\$\$[ \t]*+\(([\w:.-]++)\)[ \t]*$",
    re.MULTILINE,
)
_INCLUDE = re.compile(r"\{\{<\s*include\s+(\S+)\s*>\}\}|^```\{r[^}\n]*child\s*=\s*['\"]([^'\"]+)['\"]", re.MULTILINE)
_DEFINED = re.compile(r"^[ \t]*+-?[ \t]*+id:[ \t]*+['\"]?([^\s'\"]+)", re.MULTILINE)
_CELL_OPTION = re.compile(
    r"^[ \t]*(?:#|//|%%|--|%)\|[ \t]*(?:(?P<name>[\w.-]+)[ \t]*:)?(?P<value>[^\n]*)", re.MULTILINE
)
_CAPTION_ARGUMENT = re.compile(
    r"\b[\w.]*cap(?:tion)?\s*+=\s*+(?:c\(|paste0?\()?\s*+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
)
_CUSTOM_KEY = re.compile(r"^[ \t-]*\bkey[ \t]*:[ \t]*['\"]?([\w-]+)", re.MULTILINE)
_PRINTED_KEYS = frozenset({"title", "subtitle", "abstract", "description", "thanks", "nocite"})
# https://github.com/inukshuk/jekyll-scholar: keys, then options ("-l 3 --prefix see").
_JEKYLL = re.compile(r"\{%-?\s*+(?:cite|nocite|quote|fullcite|cite_details)\s++(?P<keys>[^%{}\n]*?)\s*+-?%\}")
_EXECUTED = (".qmd", ".rmd", ".rmarkdown")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A key where it is mentioned; `is_bare` says that it stands in no brackets."""

    key: str
    start: int
    is_bare: bool = False
    is_doubtful: bool = False


def read_pandoc(source: SourceText) -> Manuscript:
    """Return what a Markdown file cites and names. Bare "@name"s are doubtful if it names no bibliography."""
    text = source.text
    headers = [(match["yaml"], match.start("yaml")) for match in _HEADER.finditer(text)]
    bibliographies = tuple(
        NamedFile(value, source.span(start + offset, start + offset + len(value)))
        for header, start in headers
        for value, offset in header_values(header, "bibliography")
    )
    defined_keys = frozenset(
        match[1] for header, _ in headers for match in _DEFINED.finditer(yaml_block(header, "references")[0])
    )
    prefixes = frozenset(prefix for header, _ in headers for prefix in custom_cross_references(header))
    body = _HEADER.sub(lambda match: blanked(match[0]), text)
    labels = frozenset(match[match.lastindex or 0] for match in _IDENTIFIER.finditer(body))
    mentions = [mention for header, start in headers for mention in _in_header(header, start)]
    if source.path.lower().endswith(_EXECUTED):
        mentions += _in_cells(body)
    else:
        body = without_directive_fences(body)
        mentions += _in_markup(body)
    mentions += [_Mention(key, start, is_doubtful=True) for key, start in raw_citations(body)]
    entries = listed_entries(body)
    mentions += [_Mention(key, start, is_doubtful=True) for key, start in entries.keys]  # maybe in an example
    shown = mask_what_is_no_text(body)
    example_labels = list(_example_labels(shown))
    mentions += _in_text(shown, {label.key for label in example_labels})
    mentions.sort(key=lambda mention: mention.start)
    has_bibliography = bool(bibliographies or defined_keys)
    citations = []
    for mention in mentions:
        key = mention.key
        if _CROSS_REFERENCE.fullmatch(key) or key.partition("-")[0] in prefixes:
            continue
        is_elsewhere = is_label(key, labels) or bool(_LOOKED_UP.match(key)) or mention.is_doubtful
        span = source.span(mention.start, mention.start + len(key))
        is_unsure = mention.is_bare and not has_bibliography
        citations.append(
            Citation(
                key, span, is_doubtful=is_elsewhere or is_unsure, needs_bibliography=is_unsure and not is_elsewhere
            )
        )
    return Manuscript(
        source.path,
        tuple(citations),
        bibliographies,
        tuple(_included_files(source)),
        defined_keys,
        possible_labels=labels,
        cites_all=any("*" in nocite_keys(header) for header, _ in headers) or entries.has_all,
        aliases=AliasSupport.BESIDE_KEY,
        key_prefixes=entries.prefixes,
        example_labels=tuple(
            Citation(label.key, source.span(label.start, label.start + len(label.key)))
            for label in example_labels
            if label.is_bare
        ),
    )


def nocite_keys(header: str) -> frozenset[str]:
    """Return the keys that the ``nocite`` of a YAML text cites; "*" stands for all."""
    block = yaml_block(header, "nocite")[0]
    keys = frozenset(mention.key for mention in _mentions(block))
    return keys | {"*"} if "@*" in block else keys


def custom_cross_references(header: str) -> Iterator[str]:
    """Yield the prefixes of a YAML text's own cross-references (``crossref: custom: - key: vid``)."""
    for match in _CUSTOM_KEY.finditer(yaml_block(header, "crossref")[0]):
        yield match[1]


def _mentions(text: str, start: int = 0, end: int | None = None) -> Iterator[_Mention]:
    for first in _CITED.finditer(text, start, len(text) if end is None else end):
        match: re.Match[str] | None = first
        while match is not None:
            group = "braced" if match["braced"] else "key"
            yield _Mention(match[group], match.start(group))
            match = _CITED_NEXT.match(text, match.end())


def _in_text(text: str, labels: AbstractSet[str]) -> Iterator[_Mention]:
    brackets = [match.span() for match in _BRACKETED.finditer(text) if "@" in match[0]]
    next_bracket = 0
    for mention in _mentions(text):
        while next_bracket < len(brackets) and brackets[next_bracket][1] <= mention.start:
            next_bracket += 1
        is_bare = next_bracket == len(brackets) or mention.start < brackets[next_bracket][0]
        if not (is_bare and mention.key in labels):
            yield _Mention(mention.key, mention.start, is_bare)


def _in_markup(body: str) -> Iterator[_Mention]:
    """Yield what MyST's roles and Jekyll's tags cite; a tag may name another bibliography ("--file other")."""
    if "cite" not in body:
        return
    text = mask_matches(mask_matches(body, FENCED), CODE_WITH_BACKTICKS)
    for key, start in role_keys(text):
        yield _Mention(key, start)
    for tag in _JEKYLL.finditer(text):
        keys, _, options = tag["keys"].partition(" -")
        for match in re.finditer(r"[^\s,]+", keys):
            is_elsewhere = "-file" in f"-{options}" or options.startswith("f ")
            yield _Mention(match[0], tag.start("keys") + match.start(), is_doubtful=is_elsewhere)


def _example_labels(text: str) -> Iterator[_Mention]:
    """Yield the labels of example lists: ``(@label)`` or ``@label.`` where a block begins, or below another item.

    So does a footnote or an item that begins with a citation and a full stop: Pandoc (2.17 to 3.9) makes a list of it.
    """
    begins_block = True
    start = 0
    for line in text.splitlines(keepends=True):
        before = _BEFORE_BLOCK.match(line)
        assert before  # it can be empty
        match = _EXAMPLE.match(line, before.end())
        if match and (begins_block or before["item"]):
            group = "both" if match["both"] else "one"
            yield _Mention(match[group], start + match.start(group), is_bare=group == "one")
        start += len(line)
        begins_block = before.end() == len(line.rstrip()) or not line.strip() or bool(match)


def _in_header(header: str, start: int) -> Iterator[_Mention]:
    """Yield what the texts of a header mention: Pandoc reads all of them, but many are names of accounts."""
    for name in dict.fromkeys(top_level_keys(header)):
        if name in ("bibliography", "references", "csl"):
            continue
        block, offset = yaml_block(header, re.escape(name))
        for mention in _mentions(block):
            yield _Mention(mention.key, start + offset + mention.start, is_doubtful=name not in _PRINTED_KEYS)


def _in_string(text: str, start: int, end: int) -> Iterator[_Mention]:
    r"""Yield what a string of a code cell mentions; in it one backslash is written as two: ``"\\@ref(fig:a)"``."""
    for mention in _mentions(text, start, end):
        if text[text.rfind("@", 0, mention.start) - 1] != "\\":
            yield mention


def _in_cells(body: str) -> Iterator[_Mention]:
    """Yield what the captions of code cells mention; captions that the code makes are doubtful."""
    for cell in FENCED.finditer(body):
        if not cell["info"].lstrip().startswith("{") or cell["info"].lstrip().startswith("{="):
            continue
        for argument in _CAPTION_ARGUMENT.finditer(body, cell.start("info"), cell.end("info")):
            yield from _in_string(body, *argument.span(1))
        is_caption = False
        for option in _CELL_OPTION.finditer(body, cell.start("code"), cell.end("code")):
            if option["name"]:
                is_caption = option["name"].endswith("cap")
            if is_caption:
                yield from _in_string(body, *option.span("value"))
        for argument in _CAPTION_ARGUMENT.finditer(body, cell.start("code"), cell.end("code")):
            for mention in _in_string(body, *argument.span(1)):
                yield _Mention(mention.key, mention.start, is_doubtful=True)


def _included_files(source: SourceText) -> Iterator[NamedFile]:
    for match in _INCLUDE.finditer(source.text):
        group = 1 if match[1] else 2
        yield NamedFile(match[group].strip("'\""), source.span(*match.span(group)))
