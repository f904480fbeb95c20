"""Layout "org": files of Emacs org, as one note (org-roam, org-noter, citar) or as a list of works.

orgparse reads the outline: headings with their states, tags and properties. The page is then read like Markdown (see
`markdown_translation`): properties of the file (``:ROAM_REFS:``, ``#+title:``) are front matter, those of a heading
describe the work of its section. Tags are inherited from the headings above and from ``#+filetags``. The state of a
heading (TODO, DONE) is kept as the field ``todo``, from which a source can take tags.

Capture templates with placeholders (``%^{title}``, ``${title}``) are skipped. A list item that begins with a citation
(``cite:key``, ``[cite:@key]``) is a note on the work with this key, unless the file is itself a note on one work.

https://orgmode.org/worg/org-syntax.html, https://www.orgroam.com/manual.html
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from biblio.errors import Problem
from biblio.model.note import Note
from biblio.readers.base import Document, ReadItem
from biblio.readers.markdown.properties import CITEKEY
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.section_names import is_aside
from biblio.readers.note_ids import note_id, unique_id
from biblio.readers.other_markup.markdown_translation import (
    UNTITLED,
    MarkdownTranslation,
    TranslatedProperty,
    is_about_work,
    read_translation,
)
from biblio.readers.other_markup.org_markup import citation_keys, org_to_markdown, without_citations
from biblio.readers.skipped import Skipped, SkipReason

if TYPE_CHECKING:
    from orgparse.node import OrgNode
from biblio.text import unique_words

__all__ = ["READER", "OrgReader"]

_MARK = re.compile(
    r"^\*+ |^[-+] +\S|^[ \t]*\|-[-+|]*$|^#\+\w+:|^[ \t]*:PROPERTIES:[ \t]*$|\[\[[^\[\]\n]+\]\[",
    re.MULTILINE | re.IGNORECASE,
)
# Not in a formula: "${n}$", "x_{{i}}". Nor a share in a question: "is it 50%?"
_PLACEHOLDER = re.compile(
    r"%\^\{|(?<![\w%])%\?|\$\{[A-Za-z][\w=:-]+\}(?![\^_$])|(?<!\w)%\^[gGtTuU]\b|%:(?:link|description)\b"
)
# What a template consists of; a longer file may speak of templates.
_OF_A_FORM = re.compile(r"\*+ |#\+\w+:|[ \t]*:[\w-]+:|[ \t]*[-+] ", re.IGNORECASE)
_LONGEST_TEMPLATE = 40
_KEYWORD = re.compile(r"[ \t]*#\+(?P<key>[\w-]+(?:\[\])?):[ \t]*(?P<value>.*)")
_PROPERTY = re.compile(r"[ \t]*:(?P<key>[^\s:]+?)\+?:(?:[ \t]+(?P<value>.*))?$")
_DRAWER = re.compile(r"[ \t]*:(?P<name>[\w-]+):[ \t]*$")
_PLANNING = re.compile(r"[ \t]*(?:(?:CLOSED|SCHEDULED|DEADLINE|CLOCK):.*)$")
# What org writes by itself when the state of a heading changes, or a note on it is taken.
_LOG = re.compile(
    r'[ \t]*- (?:State "[^"\n]*"\s+(?:from\b.*|\d{4}-.*)|CLOSING NOTE \d{4}-.*'
    r"|(?:Note taken|Refiled|Rescheduled|Not scheduled|New deadline|Removed deadline)\b.*\d{4}-\d\d-\d\d.*)$"
)
_LABEL = re.compile(r"\W*(?:refs?|reference|cite|citation|source|key)?\W*", re.IGNORECASE)
_BLOCK = re.compile(r"[ \t]*#\+(?P<edge>begin|end)_(?P<kind>\w+)[ \t]*(?P<language>[\w-]*).*", re.IGNORECASE)
_TIMESTAMP = re.compile(r"[<\[](\d{4}-\d{1,2}-\d{1,2}[^<>\[\]\n]*)[>\]]")
_EFFORT = re.compile(r"^[ \t]*:Effort(?:_ALL)?\+?:.*", re.IGNORECASE)
_STARS = re.compile(r"\*+\s")
_LONG_BLANK = re.compile(r"((?<!\s)\s{200})\s++")  # orgparse looks for items at every blank
_LONGEST_HEADING = 500  # characters; orgparse looks for tags in time that grows with their third power
_TAGS = re.compile(r"(?<![ \t])[ \t]+:([^\s:]+(?::[^\s:]+)*):[ \t]*$")
_RULE = re.compile(r"[ \t]*\|(?:-+[+|])*-*\|?[ \t]*$")
_ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<bullet>[-+]|\d+[.)]|(?<=[ \t])\*)[ \t]+(?:\[@\d+\][ \t]*)?(?P<text>.*)")
_TERM = re.compile(r"(?<![^\n])(?P<term>.+?)(?<![ \t])[ \t]+::(?:[ \t]+(?P<words>.*))?$")
_CITED_ITEM = re.compile(r"(?:\[[ X-]\][ \t]+)?(?=\[cite|\[\[cite|(?:no)?cite\w{0,60}:|@[^\W\d])", re.IGNORECASE)
# A link to the work's file behind a title.
# "A primer ([[papers:roe-2017.pdf][roe-2017]])"
_FILE_BEHIND = re.compile(r"(?:(?<!\s)\s+)?\(?\[\[(?P<path>[^\[\]\n]+)\]\[(?P<label>[^\[\]\n]+)\]\]\)?\s*$")
_LOCAL_FILE = re.compile(
    r"(?:(?<!\s)\s+)?\[\[(?!https?:)[^\[\]]+\]\[\W*(?:pdf|file|local|notes?)\W*\]\]", re.IGNORECASE
)
# Tags that tell org how to treat a heading.
_OF_ORG = frozenset("noexport export archive attach ignore crypt refile ol_link".split())
# Keywords of a file that are about the file, or settings of org.
_OF_THE_FILE = frozenset(
    "author email language options category tags link description subtitle startup setupfile macro latex_class"
    " latex_header html_head bibliography cite_export print_bibliography property columns todo seq_todo typ_todo"
    " export_file_name date roam_key roam_tags roam_alias filetags source id".split()
)
_DESCRIBING = frozenset({"authors", "year", "venue", "doi", "url", "arxiv"})
# The states of headings that Emacs, Doom and the users of org have where a file does not name its own (``#+TODO:``).
_OPEN_STATES = (
    "TODO NEXT STRT STARTED DOING WAIT WAITING HOLD PROJ LOOP IDEA SOMEDAY MAYBE TOREAD READING INPROGRESS IN-PROGRESS"
).split()
_CLOSED_STATES = "DONE KILL CANCELLED CANCELED CNCL READ FINISHED DROPPED ABANDONED SKIPPED".split()
_DOCUMENT = "NOTER_DOCUMENT"
_REFS = ("ROAM_REFS", "ROAM_KEY")
_ALIASES = ("ROAM_ALIASES", "ROAM_ALIAS")
_KEYS = ("CUSTOM_ID", "CITEKEY", "CITE_KEY", "BIBTEX_KEY", "=KEY=")


@dataclass(frozen=True, slots=True)
class OrgReader:
    """Reads org files as the module describes."""

    layout: str = "org"

    def recognises(self, document: Document) -> bool:
        """Return whether the file is named as org and has some of its markup, or is empty."""
        return document.suffix == ".org" and (document.is_forced or _MARK.search(document.text) is not None)

    def read(self, document: Document) -> Iterator[ReadItem]:
        """Yield the notes of a file, and a `Problem` if its outline cannot be read."""
        from orgparse import loadi
        from orgparse.node import OrgEnv

        if _is_template(document.text):
            yield Skipped(document.path, SkipReason.TEMPLATE)
            return
        # orgparse refuses dates and durations that do not exist; nothing here needs to know which words are dates.
        rows = [_TIMESTAMP.sub(r"\1", _LONG_BLANK.sub(r"\1", row)) for row in document.text.split("\n")]
        try:
            states = OrgEnv(todos=list(_OPEN_STATES), dones=list(_CLOSED_STATES), filename=document.path)
            root = loadi([_EFFORT.sub("", _short_heading(row)) for row in rows], filename=document.path, env=states)
        except (ValueError, RecursionError) as error:
            yield Problem(document.path, 1, f"the outline cannot be read: {error}", "correct it in Emacs (org-lint)")
            return
        for number, row in enumerate(rows, 1):
            if len(row) > _LONGEST_HEADING and _STARS.match(row):
                what = f"the heading has {len(row):,} characters; only the first {_LONGEST_HEADING} are read"
                yield Problem(document.path, number, what, "make a text of it, below a heading", is_warning=True)
        nodes: list[OrgNode] = list(root[1:])
        page = _Page(rows, nodes, document.name or document.path)
        used_ids: set[str] = set()
        covered: list[tuple[int, int]] = []
        translation = page.translation()
        # The name of its folder says nothing about a page on a topic.
        page_name = (document.name or document.path).rpartition("/")[2] if page.is_topic else ""
        is_topic = page.is_topic or page.is_collection(translation)
        for item in read_translation(
            document, translation, self.layout, page_name=page_name, is_topic=is_topic, is_any_file_titled=True
        ):
            if isinstance(item, Note):
                if item.line == 1 and page.is_topic and not (is_about_work(item) or document.is_forced):
                    yield Skipped(document.path, SkipReason.NO_WORK, detail="a node of org-roam without ROAM_REFS")
                    return
                nodes = page.nodes_above(item.line)
                item = _with_outline(item, nodes) if nodes else page.with_names(item)
                used_ids.add(item.id)
                covered.append((item.line, item.end_line))
            yield item
        if not any(first == 1 for first, _ in covered):
            file_tags = [tag for prop in translation.properties if prop.key == "tags" for tag in prop.value]
            yield from _cited_items(document, page, covered, used_ids, file_tags)


READER = OrgReader()


class _Page:
    """The rows of a file with its outline."""

    def __init__(self, rows: list[str], nodes: list[OrgNode], path: str) -> None:
        self.rows = rows
        self.nodes = nodes
        self._stem = path.rpartition("/")[2].rpartition(".")[0]
        self._starts = [node.linenumber for node in nodes]
        # orgparse would look for the parent of a heading among all headings before it.
        self._paths: list[list[OrgNode]] = []
        above: list[OrgNode] = []
        for node in nodes:
            above = [*(other for other in above if other.level < node.level), node]
            self._paths.append(above)

    def nodes_above(self, line: int) -> list[OrgNode]:
        """Return the headings that `line` (from 1) is under, outermost first."""
        number = bisect_right(self._starts, line)
        return self._paths[number - 1] if number else []

    @property
    def _top(self) -> list[str]:
        return self.rows[: self._starts[0] - 1 if self._starts else None]

    @property
    def is_topic(self) -> bool:
        """Whether the file is a node of org-roam that refers to no work, as nodes about works do."""
        keys = {key.upper() for key, _, _ in _drawer(self._top)}
        return "ID" in keys and not keys.intersection(_REFS)

    def is_collection(self, translation: MarkdownTranslation) -> bool:
        """Whether the file is a heap of entries: several headings of the first level, below no title."""
        has_title = any(prop.key in ("title", "citekey") for prop in translation.properties)
        return not has_title and sum(node.level == 1 for node in self.nodes) > 1

    def with_names(self, note: Note) -> Note:
        """Return the note of the whole file with the id of its node, and without a key that is only the file's name."""
        if _letters(note.citekey) == _letters(note.title or "") and note.citekey == self._stem:
            note = note.replace(citekey="")
        node_id = next((value for key, value, _ in _drawer(self._top) if key.upper() == "ID" and value), "")
        return note.replace(id=note_id("org", node_id, title=self._stem)) if node_id and not note.citekey else note

    def translation(self) -> MarkdownTranslation:
        """Return the page as Markdown. The file's title, if it has one, is above all headings."""
        translation = MarkdownTranslation()
        ends = [*(start - 1 for start in self._starts), len(self.rows)]
        translation.properties += _file_properties(self.rows[: ends[0]], self._stem)
        title = next((str(prop.value) for prop in translation.properties if prop.key == "title"), "")
        has_key = any(prop.key == "citekey" for prop in translation.properties)
        if title or self.is_collection(translation):
            translation.add_heading(title or UNTITLED, 1)
        # Several headings of the first level are sections, as those below a title are.
        depth = int(bool(title) or sum(node.level == 1 for node in self.nodes) > 1)
        self._add_body(translation, 0, ends[0])
        for node, end in zip(self.nodes, ends[1:], strict=True):
            start = node.linenumber
            rows = self.rows[start - 1 : end]
            # On a page about a topic, a citation in a heading is a source of that section.
            heading, properties = _heading(node, rows, is_title=not self.is_topic or bool(node.todo))
            # org-noter and org-roam-bibtex repeat the title in a heading, which has the work's properties.
            is_title = node is self.nodes[0] and (has_key or _letters(heading) == _letters(title)) and _describes(rows)
            if title and is_title:
                translation.properties += (prop for prop in properties if prop.key != "citekey" or not has_key)
                properties = []
            translation.add("", start)
            translation.add(f"{'#' * min(node.level + depth, 6)} {heading or '…'}", start)
            translation.add("", start)
            translation.add_properties(properties)
            translation.add("", start)
            if not node.heading.startswith("COMMENT"):
                self._add_body(translation, start, end)
        return translation

    def body(self, start: int, end: int) -> str:
        """Return the rows from `start` to `end` (excluded) as Markdown, without drawers and the like."""
        translation = MarkdownTranslation()
        self._add_body(translation, start, end)
        return translation.text.strip("\n")

    def _add_body(self, translation: MarkdownTranslation, start: int, end: int) -> None:
        body = _Body(translation)
        rows = self.rows[start:end]
        depth = min((len(row) - len(row.lstrip(" ")) for row in rows if row.strip()), default=0)
        for number, row in enumerate(rows, start + 1):
            body.add(row.expandtabs(8)[depth:], number)
        body.finish()


class _Body:
    """Adds the rows between two headings to a translation, without drawers, planning and keywords."""

    def __init__(self, translation: MarkdownTranslation) -> None:
        self._translation = translation
        self._in_drawer = False
        self._block = ""
        self._in_table = False
        self._term, self._term_line = "", 0

    def add(self, row: str, line: int) -> None:
        if self._block_edge(row, line):
            return
        if self._block in ("src", "example", "export", "comment"):
            if self._block != "comment":
                self._translation.add(re.sub(r"^([ \t]*),(?=\*|#\+|,)", r"\1", row), line)
            return
        if self._in_drawer:
            self._in_drawer = row.strip().upper() != ":END:"
            return
        if (drawer := _DRAWER.match(row)) and drawer["name"].upper() != "END":
            self._in_drawer = True
            return
        if _LOG.match(row):
            return
        if _KEYWORD.match(row) or _PLANNING.match(row) or re.match(r"[ \t]*#(?: |$)", row) or drawer:
            return
        self._add_text(row, line)

    def finish(self) -> None:
        """Add what was held back for the next row."""
        if self._term:
            self._translation.add(self._term, self._term_line)

    def _block_edge(self, row: str, line: int) -> bool:
        match = _BLOCK.match(row)
        if not match:
            return False
        kind = match["kind"].lower()
        begins = match["edge"].lower() == "begin"
        if self._block in ("src", "example", "export", "comment") and (begins or kind != self._block):
            return False
        if kind in ("src", "example", "export"):
            self._translation.add(f"```{match['language'] if begins and kind == 'src' else ''}", line)
        elif kind != "comment":
            self._translation.add("", line)
        self._block = kind if begins else ""
        return True

    def _add_text(self, row: str, line: int) -> None:
        if self._term and re.match(r"[ \t]+\S", row) and not _ITEM.match(row):
            row, line = f"{self._term} {row.strip()}", self._term_line  # the value is below its term
        elif self._term:
            self._translation.add(self._term, self._term_line)
        self._term = ""
        if (item := _ITEM.match(row)) and re.fullmatch(r"\S+(?: \S+)?[ \t]+::", item["text"].rstrip()):
            self._term, self._term_line = row.rstrip(), line
            return
        self._add_row(row, line)

    def _add_row(self, row: str, line: int) -> None:
        is_table = row.lstrip().startswith("|")
        if is_table and _RULE.match(row):
            return
        if item := _ITEM.match(row):
            text = item["text"]
            # "- author :: A. Bee" is read as a property; any other term is a title or a topic.
            term = _TERM.match(text)
            if term and not canonical_key(term["term"]):
                text = f"{term['term']}: {term['words'] or ''}"
            elif term and (keys := citation_keys(term["words"] or "")) and not without_citations(term["words"]):
                text = f"citekey :: {keys[0]}"
            bullet = "-" if item["bullet"] in "+*" else item["bullet"]
            row = f"{item['indent']}{bullet} {text}"
        if match := re.match(r"[ \t]*: (.*)", row):
            row = f"`{match[1]}`"
        text = org_to_markdown(row)
        if self._block == "quote":
            text = f"> {text}"
        elif text.startswith("#"):
            text = f"\\{text}"
        if is_table and not self._in_table:
            self._translation.add("", line)
            self._translation.add(text.strip(), line)
            self._translation.add("|" + "---|" * max(1, text.strip().strip("|").count("|") + 1), line)
        else:
            self._translation.add(text.strip() if is_table else text, line)
        self._in_table = is_table


def _short_heading(row: str) -> str:
    return row[:_LONGEST_HEADING] if len(row) > _LONGEST_HEADING and _STARS.match(row) else row


def _is_template(text: str) -> bool:
    """Return whether a file is a form to fill in: its title, or any line of a short file, has a placeholder."""
    if not _PLACEHOLDER.search(text):
        return False
    rows = [row for row in text.split("\n") if row.strip()]
    form = [row for row in rows if _OF_A_FORM.match(row)]
    titles = [row for row in form if re.match(r"#\+title:|\*+ ", row, re.IGNORECASE)]
    return any(map(_PLACEHOLDER.search, titles[:1] if len(rows) > _LONGEST_TEMPLATE else rows))


def _heading(node: OrgNode, rows: Sequence[str], *, is_title: bool = True) -> tuple[str, list[TranslatedProperty]]:
    """Return the words of a heading as Markdown, and what its drawer says about a work; `rows` begin with the heading.

    A citation in the heading is not part of its title; it is the key of the section's work if the heading `is_title`.
    """
    heading = node.get_heading(format="raw")
    properties = _work_properties(_drawer(rows), node.linenumber)
    keys = citation_keys(heading)
    if not keys and is_title and len(heading.split()) > 1 and (key := _cited_below(rows)):
        properties.append(TranslatedProperty("citekey", key, node.linenumber))
    if keys:
        heading = without_citations(heading)
        has_key = any(prop.key == "citekey" for prop in properties)
        # "Definitions [cite:@key]" is a section of a text rather than a title.
        if len(keys) == 1 and not has_key and (properties or (is_title and len(heading.split()) > 1)):
            properties.append(TranslatedProperty("citekey", keys[0], node.linenumber))
    year = next((prop.value for prop in properties if canonical_key(prop.key) == "year"), "")
    if year and isinstance(year, str):
        heading = re.sub(rf"^{re.escape(year)}\s*[-–:]\s+", "", heading)  # the form of org-ref: "2017 - Title"
    heading = _LOCAL_FILE.sub("", _without_file_of_work(heading, properties))
    # the number of entries below, of org-bib-mode
    heading = re.sub(r"(?:(?<!\s)\s+)?/?\((?!(?:19|20)\d\d\))\d+\)/?$", "", heading)
    return org_to_markdown(heading).strip(), properties


def _without_file_of_work(heading: str, properties: Sequence[TranslatedProperty]) -> str:
    """Return a heading without the file that follows the title and is called by the key of the work."""
    match = _FILE_BEHIND.search(heading)
    if not match:
        return heading
    stem = match["path"].rpartition(":")[2].rpartition("/")[2].rpartition(".")[0]
    keys = [prop.value for prop in properties if prop.key == "citekey"]
    return heading[: match.start()] if match["label"] == stem or match["label"] in keys else heading


def _cited_below(rows: Sequence[str]) -> str:
    """Return the key of the citation that is all of the first line below a heading, or an empty text.

    That is how org-ref and org-cite file a paper: "* TODO A title", and below it "[[cite:roe2017][Roe 2017]]".
    """
    in_drawer = False
    for row in rows[1:]:
        if in_drawer or _DRAWER.match(row):
            in_drawer = row.strip().upper() != ":END:"
            continue
        if (
            not row.strip()
            or _PLANNING.match(row)
            or _KEYWORD.match(row)
            or re.fullmatch(r"[\s<\[\]>\d:-]*+\w{0,4}[\s\d:>\]]*", row)
        ):
            continue  # a date on a line of its own
        keys = citation_keys(row)
        return keys[0] if len(keys) == 1 and _LABEL.fullmatch(without_citations(row)) else ""
    return ""


def _drawer(rows: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return key, value and row (from 0) of each property in the first property drawer of `rows`."""
    properties: list[tuple[str, str, int]] = []
    is_open = False
    for number, row in enumerate(rows):
        if not is_open:
            is_open = row.strip().upper() == ":PROPERTIES:"
        elif match := _PROPERTY.match(row):
            if match["key"].upper() == "END":
                break
            properties.append((match["key"], (match["value"] or "").strip(), number))
        else:
            break  # a drawer that was never closed
    return properties


def _describes(rows: Sequence[str]) -> bool:
    return _describes_a_work(_drawer(rows))


def _describes_a_work(drawer: Sequence[tuple[str, str, int]]) -> bool:
    return any(value and (canonical_key(key) in _DESCRIBING or key.upper() == _DOCUMENT) for key, value, _ in drawer)


def _work_properties(drawer: Sequence[tuple[str, str, int]], first_line: int) -> list[TranslatedProperty]:
    """Return what the properties in a drawer say about a work; `first_line` is the file's line of row 0."""
    properties: list[TranslatedProperty] = []
    describes = _describes_a_work(drawer)
    for key, value, row in drawer:
        name, line = key.upper(), first_line + row
        if not value:
            continue
        if name in _REFS:
            properties += _references(value, line)
        elif name in _ALIASES:
            properties.append(TranslatedProperty("aliases", re.findall(r'"([^"]+)"', value) or [value], line))
        elif name in _KEYS:
            # Other programs use CUSTOM_ID as the target of links to any heading.
            if name != "CUSTOM_ID" or CITEKEY.fullmatch(value) or (describes and " " not in value):
                properties.append(TranslatedProperty("citekey", value.lstrip("@"), line))
        elif canonical_key(key) not in ("", "id", "aliases", "created", "date") or name in ("DATE", "CREATED", "ADDED"):
            properties.append(TranslatedProperty(key.lower(), org_to_markdown(value), line))
    return properties


def _references(value: str, line: int) -> Iterator[TranslatedProperty]:
    """Yield what ``ROAM_REFS`` refers to: a citation key, and addresses or identifiers."""
    keys = citation_keys(value)
    if keys:
        yield TranslatedProperty("citekey", keys[0], line)
    for part in re.findall(r'"[^"]+"|\S+', without_citations(value)):
        address = re.sub(r"^//", "https://", part.strip('"'))
        if address.startswith("http"):
            yield TranslatedProperty("url", address, line)
        elif address.lower().startswith("doi:"):
            yield TranslatedProperty("doi", address[4:], line)


def _file_properties(rows: Sequence[str], file_stem: str) -> list[TranslatedProperty]:
    """Return what the top of a file, above its first heading, says about its note."""
    properties = _work_properties(_drawer(rows), 1)
    tags: list[str] = []
    titles: list[tuple[str, int]] = []
    for number, row in enumerate(rows, 1):
        match = _KEYWORD.match(row)
        if not match or not match["value"].strip():
            continue
        key, value = match["key"].removesuffix("[]").lower(), match["value"].strip()
        if key == "title":
            titles.append((value, number))
        elif key in ("filetags", "roam_tags", "hugo_tags", "keywords"):
            parts = re.split("[,;]", value) if "," in value or ";" in value else re.findall(r'"[^"]+"|[^\s:]+', value)
            tags += (part.strip(' "') for part in parts)
        elif key == "roam_key":
            properties += _references(value, number)
        elif key == "reference":  # of citar-denote: the keys alone
            properties.append(TranslatedProperty("citekey", re.split(r"[\s;,]+", value)[0].lstrip("@"), number))
        elif key == "roam_alias":
            properties.append(TranslatedProperty("aliases", re.findall(r'"([^"]+)"', value) or [value], number))
        elif key == "date":
            properties.append(TranslatedProperty("created", org_to_markdown(value), number))
        elif key not in _OF_THE_FILE and canonical_key(key):
            properties.append(TranslatedProperty(key, org_to_markdown(value), number))
    for value, number in titles[:1]:
        citekeys = {str(prop.value) for prop in properties if prop.key == "citekey"}
        properties += _title_properties(value, citekeys, file_stem, number)
    if tags := [tag for tag in tags if tag and tag.casefold() not in _OF_ORG]:
        properties.append(TranslatedProperty("tags", list(unique_words(tags)), 1))
    return properties


def _title_properties(text: str, citekeys: set[str], file_stem: str, line: int) -> Iterator[TranslatedProperty]:
    """Yield the title of a file, and authors before it, in the forms of org-roam-bibtex.

    These are "key: Title", where the key is also a reference or the file's name, and "Author, Author :: Title".
    """
    before, colon, title = text.partition(": ")
    keys = {file_stem, *citekeys} if re.search(r"\d", file_stem) else citekeys
    text = title if colon and _letters(before) in map(_letters, keys) else text
    if match := re.match(r"(?P<kind>Book|Paper|Article)\s*:\s+(?=\S+\s+\S)", text):
        yield TranslatedProperty("type", match["kind"].lower(), line)
        text = text[match.end() :]
    names, marks, title = text.partition(" :: ")
    authors = [name.strip() for name in names.split(",")]
    if marks and all(re.fullmatch(r"[^\W\d_][^\d,]{1,40}", name) for name in authors):
        yield TranslatedProperty("authors", authors, line)
        text = title
    yield TranslatedProperty("title", org_to_markdown(text), line)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _with_outline(note: Note, nodes: Sequence[OrgNode]) -> Note:
    """Return a note with the tags of the headings above it, and the state of its own heading as a field."""
    tags = [tag for node in nodes for tag in _own_tags(node)]
    fields = list(note.fields)
    if nodes and nodes[-1].linenumber == note.line and nodes[-1].todo:
        fields.append(("todo", nodes[-1].todo))
    return note.replace(tags=unique_words([*note.tags, *tags]), fields=tuple(fields))


def _own_tags(node: OrgNode) -> list[str]:
    """Return the tags on a heading, in their order (orgparse has them as a set)."""
    match = _TAGS.search(str(node).split("\n", 1)[0])
    return [tag for tag in match[1].split(":") if tag.casefold() not in _OF_ORG] if match else []


def _cited_items(
    document: Document, page: _Page, covered: Sequence[tuple[int, int]], used_ids: set[str], tags: Sequence[str]
) -> Iterator[Note]:
    """Yield a note for every heading that is a citation, and every list item that begins with one.

    `covered` are the lines of other notes, `tags` are those of the file.
    """
    starts = {node.linenumber: number for number, node in enumerate(page.nodes)}
    end = 0
    covered_lines = {line for first, last in covered for line in range(first, last + 1)}
    for line, row in enumerate(page.rows, 1):
        if line <= end or line in covered_lines:
            continue
        nodes = page.nodes_above(line)
        last, comment, text = line, "", ""
        if line in starts:
            text = nodes[-1].get_heading(format="raw")
            if without_citations(text):
                continue
            following = page.nodes[starts[line] + 1 :]
            last = next((node.linenumber for node in following), len(page.rows) + 1) - 1
            comment = page.body(line, last)
        elif (item := _ITEM.match(row)) and _CITED_ITEM.match(item["text"]):
            text = _TERM.sub(lambda match: f"{match['term']} {match['words'] or ''}", item["text"])
            text = _CITED_ITEM.sub("", text)
            comment = org_to_markdown(without_citations(re.sub(r"^@\S+", "", text)))
        keys = citation_keys(text)
        headings = [_heading(node, ())[0] for node in nodes if node.linenumber != line]
        if len(keys) != 1 or any(map(is_aside, headings)):
            continue
        end = last
        while last > line and not page.rows[last - 1].strip():
            last -= 1
        note = Note(
            id=unique_id(note_id("markdown", keys[0], title=keys[0]), used_ids),
            source=document.path,
            line=line,
            end_line=last,
            layout="org",
            tags=unique_words([*tags, *headings]),
            comment=comment,
            citekey=keys[0],
        )
        used_ids.add(note.id)
        yield _with_outline(note, nodes)
