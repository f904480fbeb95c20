"""The header of a Markdown file: everything that can say which work the whole file is about.

The header is the file's name, the front matter, the text up to the second heading, and sections named "Metadata",
"Links" and the like. A link or a line such as "Paper: …" anywhere else does not identify the work.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from biblio import patterns as re
from biblio.cached_property import cached_property
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.identifiers import Identifier
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.address_lines import is_list_of_addresses
from biblio.readers.markdown.author_in_name import credits_by_name
from biblio.readers.markdown.bulleted_byline import byline_of_bullets, first_bullets
from biblio.readers.markdown.byline import Byline, VenueDate, read_byline, read_venue
from biblio.readers.markdown.citation import CitationLine, is_own_label, read_citation
from biblio.readers.markdown.citation_forms import read_reference
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.identifier_lines import own_links_by_line
from biblio.readers.markdown.inline import find_inline_links, identifier_of, is_address, is_local_file, role_of_label
from biblio.readers.markdown.item_properties import item_properties
from biblio.readers.markdown.kind_names import read_kind_name
from biblio.readers.markdown.law_texts import is_called_like_law, is_case_brief, is_key_of_cases
from biblio.readers.markdown.names_below_title import names_of_key, without_app_links
from biblio.readers.markdown.not_notes import is_diary, speaks_of_itself
from biblio.readers.markdown.note_file_names import HIGHLIGHTS
from biblio.readers.markdown.opening_section import work_of_opening_section
from biblio.readers.markdown.outline_blocks import Heading
from biblio.readers.markdown.outline_title import outline_work
from biblio.readers.markdown.page import HeadingLine, MarkdownPage
from biblio.readers.markdown.paper_links import (
    PaperLink,
    PaperLinkSign,
    find_paper_links,
    leads_readers_to_paper,
    names_paper,
)
from biblio.readers.markdown.properties import NoteMetadata, interpret_properties
from biblio.readers.markdown.property_names import canonical_key, field_of_line
from biblio.readers.markdown.property_values import has_day, plain_value, text_values
from biblio.readers.markdown.quoted_work import QuotedEntry, quoted_entry, quoted_reference
from biblio.readers.markdown.review_titles import is_review_title, may_review, reviews, without_review_label
from biblio.readers.markdown.section_names import begins_text, is_aside, is_generic, is_list_title, is_venue_alone
from biblio.readers.markdown.shelf_lines import ShelfLine, names_in_line, without_links_at_end
from biblio.readers.markdown.shelf_names import ShelfKind, shelf_kind
from biblio.readers.markdown.tag_lines import tag_lines
from biblio.readers.markdown.text_properties import find_section_properties, is_metadata_heading
from biblio.readers.markdown.title_credits import TitleCredits, read_key, without_arxiv_label
from biblio.readers.markdown.title_links import leads_to_item, leads_to_pdf, may_lead_to_work
from biblio.readers.markdown.title_parts import split_title
from biblio.readers.markdown.title_shape import TitleShape, is_long_in_east_asian, title_shape
from biblio.readers.markdown.titles_above_names import people_in_line, titles_above_names
from biblio.readers.markdown.work_headings import fields_below_titles
from biblio.readers.reference_authors import authors_at_start
from biblio.text import fold

__all__ = ["NoteHeader", "is_deposit", "names_several"]

# What people call a page that leads to other notes: "MOC Rivers", "Rivers (MOC)", "00 Rivers Hub", "Map of Content".
_MAP = re.compile(r"(?:^|[\W_])(?:MOCs?|HUB)(?:[\W_]|$)|\b[Mm]aps? of [Cc]ontents?\b|(?:^|\s)[Hh]ub$")
_BULLET = re.compile(r"(?:[-*+]|\d+[.)])\s")
# "[A primer on lamps](https://…), Jane Roe"
_TITLE_ON_LINE = re.compile(
    r"[\s>*_-]{0,9}\[(?P<words>[^\[\]\s]+(?:\s[^\[\]\s]+){2,40})\]\((?P<url>https?://[^()\s]+)\)"
)
_LINKED = re.compile(r"\[([^\[\]\n]+)\]\(")
_FIELD = re.compile(r"[\s>*_+-]*(?P<key>[^\W\d_][\w ]{1,20}?)[*_]{0,2}\s?::?[*_]{0,2}\s+\S")
# Keys of blog engines and typesetters: an author next to them is the author of the page.
_SITE_KEYS = frozenset(
    "layout draft permalink slug weight toc pin comments math mermaid excerpt format output bibliography csl"
    " documentclass link-citations biblio-style link_citations biblio_style nocite header-includes sitemap"
    " sidebar generator".split()
)
# DOIs of Zenodo, figshare, Dryad, OSF
_ARCHIVES = ("10.5281/", "10.6084/", "10.5061/", "10.17605/")
_LINKED_TITLE = re.compile(r"\W*\[[^\[\]]+\]\((?:https?:|[^()\s#:]+\.pdf\))", re.IGNORECASE)
_OPENING_LINK = re.compile(r"\[(?P<label>(?:[^\[\]]|\[[^\[\]]{1,20}\]){3,300})\]\([^()\s]+\)")
# "A primer on lamps", "**A primer on lamps**", "Title: A primer on lamps"
_OPENING_TITLE = re.compile(
    r"(?:(?:\*\*|__)?title(?:\*\*|__)?\s?:(?:\*\*|__)?\s*)?(?:\*\*|__)?(?P<title>[^\s\-*_#>|\[\]][^\n*\[\]|]{8,300}?)(?:\*\*|__)?",
    re.IGNORECASE,
)
_LINES_BELOW_TITLE = 5
_LONGEST_PARAGRAPH = 3  # lines of a title that a link has
_CITATION = re.compile(
    r"\W*(?:(?:full|apa|mla|source|paper)\s)?(?:citation|reference|bibliographic\s\w+)\W*", re.IGNORECASE
)
_EMBEDDED_PDF = re.compile(
    r"!?\[\[(?:[^\[\]|#\n]*/)?(?P<name>[^\[\]|#/\n]+)\.pdf(?:[|#][^\[\]\n]*)?\]\]", re.IGNORECASE
)
# A page may begin with its PDF, whose name has more than its own: "- ![2019_Roe_Fog.pdf](../assets/2019_Roe_Fog.pdf)".
_OPENING_PDF = re.compile(
    r"(?:[-*+][ \t]+)?!\[(?:\[)?(?P<name>[^\[\]|#\n]+)\.pdf(?:[|#][^\[\]\n]*)?\](?:\]|\([^()\n]*\))[ \t]*$",
    re.IGNORECASE,
)
_ATTACHED_PDF = re.compile(r"\.pdf\W*$", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"<?(?P<url>https?://[^\s<>]+)>?")
_QUOTED_ADDRESS = re.compile(r">\s*<?(?P<url>https?://[^\s<>]+)>?")
# A page in a folder of its own: "bert/README.md", "posts/bert/index.qmd"
_OF_FOLDER = re.compile(r".+/(?:readme|index)\.\w+", re.IGNORECASE)
# What a line has that says where a work appeared: a volume, pages, a year in brackets, a label.
_PLACED = re.compile(
    r"\b(?:pp?\.|pages|vol(?:ume)?\b|article no|issue|proceedings|proc\.|doi)\s?|[(（](?:19|20)\d\d[)）]|['’]\d\d\b",
    re.IGNORECASE,
)
_OF_PAGES = frozenset({"year", "published"})
# Some of the questions that many notes on papers in Japan answer, one a section.
_QUESTION = re.compile(
    r"[\W\d]*(?:(?P<what>どんなもの|ひとことでいうと|一言でいうと)|(?P<new>先行研究と(?:比べ|くらべ))|(?P<how>技術や手法の)"
    r"|(?P<proof>どうやって有効)|(?P<talk>議論は?(?:ある)?)|(?P<next>次に読むべき論文))"
)
_SEVERAL_QUESTIONS, _SEVERAL_LINKS = 3, 2
_NUMBER_BEFORE = re.compile(r"^\d{1,3}[\s_.-]+(?=\S)")
_NUMBER_OF_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?\s+[^\W\d_]")
_CODE_BEHIND = re.compile(r"(?:(?<!\s)\s+)?`[^`\n]{1,30}`\s*$")  # "# A primer `2021.02`"
_TAG_BEHIND = re.compile(r"(?:^|\s)#[^\s#]+$")
_LETTER = re.compile(r"[^\W\d_]")
_BETWEEN_TWO = re.compile(r"(?<!\s)\s+(?:and|und|et|y|e|&|vs\.?|versus|×|[↔⇔→←–—/-])\s+")
_PAIR = 2
_BESIDE_PLACE = re.compile(r"(?<!\s)\s+[/|·•]\s+")
_WORDS_BESIDE_PLACE = 5
_LINKED_PAGE = re.compile(r"\[\[(?:[^\[\]|#\n]*/)?(?P<name>[^\[\]|#/\n]+)(?:[|#][^\[\]\n]*)?\]\]")
_YEAR_BEHIND = re.compile(r"(?:(?<!\s)\s+)?[(\[](?:19|20)\d\d[)\]]\s*$")
_JOINED_WORDS = re.compile(r"[A-Z]+(?:[a-z]+|(?![a-z]))")  # of "LightAtSea"
_FEWEST_SECTIONS, _MOST, _NAME = 3, 0.6, 2  # sections with addresses, their share, and words of a name
_SEVERAL_WORDS, _LONG_NAME, _HALF = 3, 8, 0.5
_LABELS_BEFORE = re.compile(r"^\s*(?:[\[【(（][^\[\]【】()（）]{1,30}[\]】)）]\s*)+")
_NICKNAME_BEHIND = re.compile(r"(?:(?<!\s)\s+)?[(（][^()（）]{1,30}[)）]\s*$")
_FEWEST_WORDS = 2  # of a title that begins like the folder of its page
_NEAR_THE_TITLE = 8  # lines
_FIRST_BLOCK = 8  # lines
_NEAR_THE_TOP = 25  # lines
_QUOTES = " \"'“”‘’「」『』《》<>"
_FAR_DOWN = 5  # lines with text
_MOST_SECTIONS = 30  # of a note on one work; pages with more are mostly entries below each other
_BIBLIOGRAPHIC = frozenset("authors year published venue doi arxiv pmid pmcid isbn acl openreview s2 dblp".split())


@dataclass(frozen=True)
class NoteHeader:
    """What the name, the front matter and the first text of a file say about its work."""

    page: MarkdownPage
    # In some markups every file has a title in its head, so that it does not show that the page is a post.
    is_any_file_titled: bool = False

    @cached_property
    def title(self) -> HeadingLine | None:
        """The heading that may name the work: one with a link that opens the body, or else the first of level 1.

        If there is neither, it is any heading that opens the body, provided that neither front matter nor the file's
        name gives the page a title.
        """
        headings = self.page.headings
        if opening := self._opening_link or self._opening_title:
            return opening
        if not headings:
            return None
        is_first = not any(line.strip() for line in self.page.lines[: headings[0].row])
        opens = is_first and not is_aside(headings[0].text)
        if opens and _LINKED_TITLE.match(headings[0].text):
            return headings[0]
        tops = [heading for heading in headings if heading.level == 1]
        first = next((heading for heading in tops if not is_generic(heading.text)), next(iter(tops), None))
        if first and first is not tops[0] and self._is_section(first.text, below=tops[0].text):
            first = tops[0]  # "# Introduction" and "# Wicks" are sections of the page that is named as the work
        if first and first is not tops[0] and _NUMBER_OF_SECTION.match(plain_value(first.text)):
            first = tops[0]  # and so are "# Abstract" and "# 1. Wicks"
        if first and self._is_within_text(first):
            return None
        if first or not opens or self.is_post:
            return first
        name = self.page.file_name.title
        is_named = name and not (_is_short_for(name, headings[0].text) or _is_nickname(name, headings[0].text))
        return None if is_named else headings[0]

    def _is_within_text(self, heading: HeadingLine) -> bool:
        """Return whether a heading stands far down a text whose file is named as the work, and is not that name."""
        if heading.row < _FAR_DOWN or sum(bool(line.strip()) for line in self.page.lines[: heading.row]) < _FAR_DOWN:
            return False  # as nearly all do: only the others are compared
        title = without_review_label(self.page.file_name.title, is_review=False)
        name, words = fold(title), fold(plain_value(heading.text))
        return title_shape(title) is TitleShape.WORK and words not in name and name not in words

    def _is_section(self, heading: str, *, below: str) -> bool:
        """Return whether a heading is a section of a page whose file is named as the work; `below` is the one above it.

        What comes behind "Introduction" is a part of the text, unless it is the name of the file in full.
        """
        name, words = fold(self.page.file_name.title), fold(heading)
        is_title = len(name.split()) > _FEWEST_WORDS or is_long_in_east_asian(name)
        if not is_title or words in name or name in words:
            return False
        return begins_text(below) or not set(name.split()) & set(words.split())

    @property
    def _opening_link(self) -> HeadingLine | None:
        """The first line of a page without a heading above it, if it is a link with words of the file's name."""
        lines = self.page.masked_lines
        row = next((row for row, line in enumerate(lines) if line.strip()), 0)
        if not (lines and lines[row].startswith("[")) or self.is_post:
            return None
        paragraph = list(itertools.takewhile(str.strip, lines[row : row + _LONGEST_PARAGRAPH]))
        # Text may follow on the next line, or the link go on there.
        matches = (_OPENING_LINK.fullmatch(text) for text in (lines[row].strip(), " ".join(map(str.strip, paragraph))))
        match = next(filter(None, matches), None)
        stem = self.page.relative_path.rpartition("/")[2].rpartition(".")[0]
        if not match or not _is_named_by(stem, split_title(plain_value(match["label"])).title):
            return None
        return HeadingLine(row, 1, match[0])

    @property
    def _opening_title(self) -> HeadingLine | None:
        """The first line of a page without a heading above it, if it is a title above who wrote it, or a link."""
        page = self.page
        lines = page.masked_lines
        row = next((row for row, line in enumerate(lines) if line.strip()), 0)
        if page.front_matter.properties or not lines or any(heading.row == row for heading in page.headings):
            return None
        match = _OPENING_TITLE.fullmatch(lines[row].strip())
        if not match or title_shape(plain_value(match["title"])) is not TitleShape.WORK:
            return None
        below = [line for line in lines[row + 1 : row + _LINES_BELOW_TITLE] if line.strip()]
        end = next((heading.row for heading in page.headings), len(lines))
        links = own_links_by_line(page, row + 1, min(end, row + _LINES_BELOW_TITLE))
        has_people = bool(below) and (people := people_in_line(below[0].strip(" -*_>"))) and len(people.authors) > 1
        return HeadingLine(row, 1, match["title"]) if links or has_people else None

    @cached_property
    def citation(self) -> CitationLine:
        """The title heading, read as a citation: "[Title](https://…)", "[Paper Note] Title, Author+, ICLR'25"."""
        if self.title is None:
            return CitationLine()
        text = _TAG_BEHIND.sub("", self.title.text)
        return read_citation(text, self.page.definitions, line=self.page.first_line + self.title.row)

    @cached_property
    def credits_by_name(self) -> TitleCredits | None:
        """The title and the author in the heading, if the name of the file has both ("Roe – Lamps at Sea")."""
        if self.title is None or self.metadata.title:
            return None
        stem = self.page.relative_path.rpartition("/")[2].rpartition(".")[0]
        return credits_by_name(plain_value(self.title.text), stem)

    @cached_property
    def _names_of_key(self) -> ShelfLine | None:
        """The authors alone on the line below the title, if the citation key begins like one of them."""
        if self.title is None or not self.citekey:
            return None
        lines = self.page.masked_lines[self.title.row + 1 : self.title.row + 4]
        first = next((bare for line in lines if (bare := line.strip(" \t>"))), "")
        return names_of_key(without_app_links(first), self.citekey)

    @cached_property
    def byline(self) -> Byline:
        """The authors, venue and year on the line below the title, if that line has nothing else."""
        if self.title is None or is_generic(self.title.text) or self._is_called_otherwise(self.citation.title):
            return Byline()
        lines = self.page.masked_lines[self.title.row + 1 : self.title.row + 4]
        first = without_app_links(next((bare for line in lines if (bare := line.strip(" \t>#="))), ""))
        name, value = field_of_line(first)
        first = value if name == "authors" else first  # "Authors: Jane Roe, Max Poe"
        if is_address(first.lstrip("<")):
            return Byline()
        if "://" in first:
            before, first = first, without_links_at_end(first)
            if any(
                len(label.split()) > 2 and fold(label) != fold(self.title.text)
                for label in _LINKED.findall(before, len(first))
            ):
                return Byline()  # "Jane Roe. 2020. [A primer on lamps](https://…)": a reference to some work
        if named := self._names_of_key:
            return Byline(authors=named.authors, et_al=named.et_al, year=named.year, end=len(first))
        if first[:3].casefold() == "by " and not self.is_post and (named := names_in_line(first.rstrip(" ."))):
            return Byline(named.authors, named.et_al, year=named.year, end=len(first))
        byline = read_byline(first)
        is_whole = byline.end >= len(first)
        names_authors = is_whole and len(byline.authors) > 1  # "Jane B. Roe, Ada Poe. Journal of Lamps 2019"
        if not names_authors and (place := _place_below_title(first)):
            return Byline(venue=place.venue, year=place.year, month=place.month, end=len(first))
        if _BULLET.match(first):
            return Byline()  # a list begins
        is_byline = byline.et_al or len(byline.authors) > 1 or (byline.authors and byline.year)
        if not (is_byline and is_whole):
            # "Roe, J. and Poe, A. (2018)", as references begin
            cited = authors_at_start(first)
            if cited is None or cited.year is None or cited.end < len(first.rstrip(" .")):
                return Byline()
            return Byline(cited.authors, cited.et_al, year=cited.year, end=len(first))
        for heading in self._details:
            if not byline.venue and (place := read_venue(plain_value(heading.text))):
                byline = byline._replace(venue=place.venue, year=place.year or byline.year)
        return byline

    @cached_property
    def _details(self) -> list[HeadingLine]:
        """The headings right below the title, without text between them: "### by Ada Roe", "#### arXiv:1712.04440"."""
        if self.title is None:
            return []
        headings: list[HeadingLine] = []
        row = self.title.row + 1
        for heading in self.page.headings:
            if heading.row < row:
                continue
            if heading.level <= self.title.level or any(map(str.strip, self.page.lines[row : heading.row])):
                break
            headings.append(heading)
            row = heading.row + 1
        is_text_below = any(map(str.strip, self.page.lines[row : row + 2]))
        return headings if is_text_below or len(headings) > 1 else []

    @cached_property
    def bulleted_byline(self) -> Byline:
        """The authors, venue and year in bullets without labels that open the text below the title."""
        if self.is_index or self.is_called_a_list:
            return Byline()
        start = self.title.row + 1 if self.title else 0
        after = next((heading.row for heading in self.page.headings if heading.row >= start), len(self.page.lines))
        return byline_of_bullets(first_bullets(self.page.masked_lines[start:after]))

    @cached_property
    def citekey(self) -> str:
        """The citation key of the work, from the properties or the file's name; may be empty."""
        return self.metadata.citekey or self.page.file_name.citekey

    @cached_property
    def entry(self) -> QuotedEntry | None:
        """The BibTeX entry of the work, if the page quotes one and nothing above it identifies another work."""
        if self.is_index or self.is_called_a_list:
            return None
        heading = self.title.text if self.title else ""
        name = self.page.relative_path.rpartition("/")[2].rpartition(".")[0]
        entry = quoted_entry(self.page, (self.citekey, name.lstrip("@"), self.metadata.title, heading))
        if entry is None:
            return None
        quoted = [identifier for link in entry.note.links if (identifier := identifier_of(link.url))]
        schemes = {identifier.scheme for identifier in quoted}
        is_other = any(own.scheme in schemes and own not in quoted for own in self.identifiers)
        return None if is_other else entry

    @cached_property
    def reference(self) -> CitationLine | None:
        """The reference in full that is the first paragraph below the title, or of its first section, "Citation".

        It may also be what the front matter has as the title.
        """
        if self.metadata.authors or self._names_of_key or (self.title and is_list_title(self.title.text)):
            return None
        if reference := quoted_reference(self.page, self.title.row + 1 if self.title else 0) or self.reference_as_title:
            return reference
        below = next((heading for heading in self.page.headings if self.title and heading.row > self.title.row), None)
        is_citation = below is not None and _CITATION.fullmatch(plain_value(below.text)) is not None
        return quoted_reference(self.page, below.row + 1) if below and is_citation else None

    @cached_property
    def reference_as_title(self) -> CitationLine | None:
        """The reference in full that the front matter has as the title: "title: Roe J. Lamps. The Lancet. 2016."."""
        written = self.metadata.title
        reference = read_reference(written) if written else None
        if reference is None or reference.end < len(written.rstrip(" .")):
            return None
        byline = reference.byline
        if not (byline.authors and byline.year and byline.venue):
            return None
        return CitationLine(reference.title, (), byline._replace(end=reference.end), is_marked=True, is_reference=True)

    @cached_property
    def regions(self) -> list[tuple[int, int]]:
        """The line ranges of the body that belong to the header."""
        headings = self.page.headings
        ends = [heading.row for heading in headings[1:]] + [len(self.page.lines)]
        regions = [(0, headings[0].row if headings else len(self.page.lines))]
        for heading, end in zip(headings, ends, strict=False):
            # A later heading that front matter calls otherwise is a part of the page.
            is_part = heading is not headings[0] and self._is_called_otherwise(heading.text)
            is_about_work = is_metadata_heading(plain_value(heading.text)) or is_venue_alone(heading.text)
            if (heading is self.title and not is_part) or is_about_work:
                regions.append((heading.row + 1, end))
        return regions

    @cached_property
    def text_properties(self) -> list[Property]:
        """The properties in the text of the header."""
        if self.title and is_list_title(self.title.text) and not self.page.front_matter.properties:
            return []  # the fields of the first item
        is_about_a_work = self.citation.has_identifier or self.page.file_name.is_notion_page
        properties = []
        for start, end in self.regions:
            properties += self.page.properties(start, end, is_about_a_work=is_about_a_work)
        if not self.title and (of_item := item_properties(self.page.masked_lines, first=self.page.first_line)):
            properties = [*(prop for prop in properties if prop.key not in {of.key for of in of_item}), *of_item]
        return properties

    @cached_property
    def section_properties(self) -> list[Property]:
        """The properties that are sections of their own, wherever they are."""
        headings = self.page.headings
        ends = [heading.row for heading in headings[1:]] + [len(self.page.lines)]
        sections = [
            (plain_value(heading.text), heading.row + 1, end) for heading, end in zip(headings, ends, strict=False)
        ]
        if self._has_fields_of_several:
            return []
        return find_section_properties(self.page.masked_lines, sections, first=self.page.first_line)

    @cached_property
    def metadata(self) -> NoteMetadata:
        """What front matter and text properties say; the front matter takes precedence."""
        properties = self.page.front_matter.properties
        if self.is_site_page:
            properties = tuple(prop for prop in properties if prop.key.casefold() != "author")
        beside = [*self.citation.byline.identifiers]
        beside += filter(None, (identifier_of(link.url) for link in self.citation.links))
        written = [*properties, *self.text_properties, *self.section_properties, *tag_lines(self.page)]
        if not properties:
            written += work_of_opening_section(self.page.masked_lines, first=self.page.first_line)
        written += self._outline
        return interpret_properties(written, self.page.document.path, identifiers_beside=beside, of_page=True)

    @cached_property
    def _outline(self) -> list[Property]:
        """The title and the address of the work that the first items of the page name; see `outline_work`."""
        page = self.page
        properties = page.front_matter.properties or self.text_properties
        needs_key = bool(page.headings or self.is_any_file_titled)
        if needs_key and not properties:
            return []
        known = interpret_properties(properties, page.document.path)
        if needs_key and not known.citekey:
            return []
        name = "" if page.headings else known.title or page.file_name.title
        is_of_work = bool(known.citekey or known.is_literature)
        return outline_work(
            page.masked_lines, first=page.first_line, name=name, citekey=known.citekey, is_of_work=is_of_work
        )

    @cached_property
    def is_site_page(self) -> bool:
        """Whether the file is a page of a site or a manuscript, whose ``author`` is its own and not that of a work."""
        return any(prop.key.casefold() in _SITE_KEYS for prop in self.page.front_matter.properties)

    @cached_property
    def own_title(self) -> str:
        """The title of the page in its front matter, its heading or its name, as written; may be empty."""
        heading = self.title.text if self.title else ""
        named = self.metadata.title or ("" if is_generic(heading) or is_aside(heading) else self.citation.title)
        return named or self.page.file_name.title or next(iter(self.page.file_name.other_titles), "")

    @cached_property
    def is_index(self) -> bool:
        """Whether the page is called like an index, and is not the note that a folder of its own holds.

        "bert/README.md" with the title of a work as its heading is a note, and so is a post that is called
        "bert/index.md".
        """
        path = self.page.relative_path
        if not self.page.file_name.is_index or not _OF_FOLDER.fullmatch(path):
            return self.page.file_name.is_index
        if self.is_post and any(
            canonical_key(prop.key) in ("date", "tags") for prop in self.page.front_matter.properties
        ):
            return False
        heading = _CODE_BEHIND.sub("", self.title.text) if self.title else ""
        is_linked = "](" in heading  # "# A primer [[amazon]](https://…)"
        named = read_citation(heading, self.page.definitions, line=1).title if is_linked else plain_value(heading)
        title = self.metadata.title or named
        *above, folder, _ = path.split("/")
        folder = fold(_NUMBER_BEFORE.sub("", folder).replace("_", " "))
        is_like_folder = fold(title).startswith(folder) or fold(title) in folder
        is_of_books = bool(above) and shelf_kind(above[-1]) is ShelfKind.BOOKS
        is_named_by_folder = is_like_folder and (is_of_books or len(title.split()) > _FEWEST_WORDS)
        if (heading and leads_readers_to_paper(self.page)) or self.title_of_folder:
            return False
        return not is_named_by_folder and title_shape(_bare_title(title)) is not TitleShape.WORK

    @cached_property
    def title_of_folder(self) -> str:
        """The title of the work that the folder of a README has, if the page has only its nickname or none; or empty.

        "papers/LampNet-Deep-Light-in-Fog/README.md" may begin with "# LampNet", or with its first part ("## Method").
        """
        title = self.page.file_name.folder_title
        if not title or self.metadata.title or self.is_called_a_list:
            return ""
        heading = plain_value(self.title.text).strip(" :") if self.title else ""
        if self.title is None or is_generic(heading):
            return title
        if sum(other.level == self.title.level for other in self.page.headings) > 1:
            return title
        words, all_words = fold(heading).split(), fold(title).split()
        if words == all_words[: len(words)] and len(words) < len(all_words):
            rest = title.split()[len(words) :]
            return f"{heading}: {' '.join(rest)}" if len(words) == 1 else title
        is_nickname = len(words) == 1 and sum(map(str.isupper, heading)) > 1
        return title if is_nickname else ""

    @property
    def is_in_own_folder(self) -> bool:
        """Whether the folder of the page is called like the work that its heading names: "A primer/summary.md"."""
        folder = self.page.relative_path.rpartition("/")[0].rpartition("/")[2]
        words = fold(self.citation.title)
        if not folder or len(words.split()) <= _SEVERAL_WORDS or self.is_called_a_list:
            return False
        return fold(folder).endswith(words) and title_shape(_bare_title(self.own_title)) is TitleShape.WORK

    @cached_property
    def has_title(self) -> bool:
        """Whether the page has a title that may be a work's: it is no diary page, index, list or part of a note."""
        title = self.own_title
        is_index = self.is_index or self.is_called_a_list or is_diary(self.page)
        is_index = is_index or bool(shelf_kind(title) and not self.metadata.authors)  # "Books", "To read"
        return bool(title) and not is_index and not is_generic(title) and _LETTER.search(title) is not None

    @property
    def has_title_of_a_work(self) -> bool:
        """Whether the page is called like a work: by the form of its title, or by a tag such as "Paper review"."""
        is_work = title_shape(_bare_title(self.own_title)) is TitleShape.WORK
        return is_work or self.metadata.is_literature or self.is_called_a_review

    @property
    def has_title_of_no_work(self) -> bool:
        """Whether the page is called like instructions or a part of a course, and not like a review."""
        is_none = title_shape(_bare_title(self.own_title)) is TitleShape.NONE
        return is_none and not (self.metadata.is_literature or self.is_called_a_review)

    @cached_property
    def is_called_a_review(self) -> bool:
        """Whether the title says that the page is about a paper: "[Paper Review] BERT", "BERT 논문 정리"."""
        heading = self.title.text if self.title else ""
        titles = (self.metadata.title, heading, self.page.file_name.title)
        return self.has_title and (any(map(is_review_title, titles)) or bool(self.reviewed_title))

    @cached_property
    def reviewed_title(self) -> str:
        """The title of the work that the page is called a review of, as a link near the top has it; may be empty."""
        heading = self.title.text if self.title else ""
        named = self.metadata.title or heading or self.page.file_name.title
        for line in self.page.masked_lines[:_NEAR_THE_TOP] if may_review(named) else ():
            for link in find_inline_links(line, self.page.definitions) if "http" in line else ():
                words = plain_value(line[link.label]).strip(_QUOTES)
                if may_lead_to_work(link.url) and reviews(named, words):
                    return words
        return ""

    def _is_called_otherwise(self, heading: str) -> bool:
        """Return whether the front matter has a title with which a heading has nothing in common."""
        if not self._titles:
            return False
        words = fold(heading)
        return not any(title in words or words in title for title in self._titles)

    @cached_property
    def _titles(self) -> list[str]:
        """The titles in the front matter, folded."""
        properties = self.page.front_matter.properties
        titles = (prop.value for prop in properties if canonical_key(prop.key) == "title")
        return [fold(text) for value in titles for text in text_values(value)]

    @cached_property
    def is_post(self) -> bool:
        """Whether the page has a title in its front matter, as posts have."""
        return any(canonical_key(prop.key) == "title" for prop in self.page.front_matter.properties)

    @cached_property
    def is_called_a_list(self) -> bool:
        """Whether front matter, heading or file name say that the page is a list of works."""
        heading = self.title.text if self.title else ""
        return is_list_title(self.metadata.title or heading or self.page.file_name.title)

    @cached_property
    def own_links(self) -> tuple[Link, ...]:
        """The own links of the header: the title's, and those on lines that have only a link or identifier."""
        links = [link for link in self.citation.links if link.role is LinkRole.OWN]
        if not links and self.page.file_name.identifier and (address := self.page.file_name.identifier.address):
            links.append(Link(address, LinkRole.OWN))
        written = f"{self.metadata.title} {self.title.text if self.title else ''}"
        if not links and without_arxiv_label(written) != written:
            # "… (arXiv:1706.03762v5 [cs.CL])"
            named = (item.identifier for item in find_identifiers(written))
            links += [Link(identifier.address, LinkRole.OWN) for identifier in named if identifier.address][:1]
        if self._details and len(self.byline.authors) > 1:
            stated = (item.identifier for heading in self._details for item in find_identifiers(heading.text))
            links += [Link(identifier.address, LinkRole.OWN) for identifier in stated if identifier.address]
        links += self._quoted_addresses or self._address_below_title
        if self.title is None or not is_list_title(self.title.text):
            for start, end in self.regions:
                for links_of_line in own_links_by_line(self.page, start, end).values():
                    links += (link for link in links_of_line if link.url not in self._linked_titles_of_others)
        if self.is_index:
            links = [link for link in links if not is_deposit(identifier_of(link.url))]
        return tuple({link.url: link for link in reversed(links)}.values())[::-1]

    @cached_property
    def _linked_titles_of_others(self) -> frozenset[str]:
        """The addresses of works whose linked titles begin several lines, if none of these is the title of the page."""
        if self.page.masked.count("](http") < _SEVERAL_LINKS:
            return frozenset()
        matches = filter(None, map(_TITLE_ON_LINE.match, self.page.masked_lines))
        titles = {
            match["words"]: match["url"]
            for match in matches
            if not (role_of_label(match["words"]) or is_own_label(match["words"]))
        }
        named = {url: identifier for url in titles.values() if (identifier := identifier_of(url))}
        title = fold(self.metadata.title or (self.title.text if self.title else ""))
        is_of_others = len(set(named.values())) > 1 and not any(fold(words) in title for words in titles)
        return frozenset(named) if is_of_others else frozenset()

    @cached_property
    def paper_links(self) -> tuple[Link, ...]:
        """The links to the work anywhere in the text, if the page has a title of its own that is no list's."""
        return tuple(item.link for item in self.paper_link_signs)

    @property
    def is_linked_by_title(self) -> bool:
        """Whether a link to the work has the title of the page."""
        return any(item.sign is PaperLinkSign.TITLE for item in self.paper_link_signs)

    @cached_property
    def paper_link_signs(self) -> tuple[PaperLink, ...]:
        """The links to the work, with what shows that they are."""
        if "http" not in self.page.masked:
            return ()
        title = self.metadata.title or self.citation.title or self.page.file_name.title
        if not title or self.is_index or self.is_called_a_list or is_generic(title):
            return ()
        titles = (self.reviewed_title, self.metadata.title, self.citation.title, self.page.file_name.title)
        is_review = self.metadata.is_literature or self.is_called_a_review
        bare = (_bare_title(without_review_label(title, is_review=is_review)) for title in titles if title)
        links = find_paper_links(self.page, list(dict.fromkeys(bare)), is_review=is_review)
        if not self.metadata.title or self.is_any_file_titled:
            # Without front matter, a link called "paper" in the middle of a page may be to any paper.
            is_only_one = self.has_title_of_a_work and len({item.link.url for item in links}) == 1
            is_only_one = is_only_one and not (self.is_any_file_titled and self._has_many_sections)
            links = tuple(
                item
                for item in links
                if item.sign is PaperLinkSign.TITLE
                or (self._is_in_the_head(item) if self.metadata.title else self._is_near_the_top(item))
                or (is_only_one and item.sign is PaperLinkSign.LABEL and may_lead_to_work(item.link.url))
            )
        named = {identifier for item in links if (identifier := identifier_of(item.link.url))}
        if len({identifier.scheme for identifier in named}) < len(named):
            return ()  # several works, each with its link
        return links

    def _is_near_the_top(self, item: PaperLink) -> bool:
        """Return whether a link is in the first lines, and not in a section that may be about something else."""
        rows = [heading.row for heading in self.page.headings[1:]]
        return item.row < _NEAR_THE_TOP and (_is_in_part(item) or not rows or item.row < rows[0])

    def _is_in_the_head(self, item: PaperLink) -> bool:
        """Return whether a link is below the title, in the first section of a few, or in one such as "Links".

        The title is the first heading. Of many sections, the first may be an entry like all others.
        """
        after = self.page.headings[1 if self._has_many_sections else 2 :]
        return _is_in_part(item) or not after or item.row < after[0].row

    @property
    def _has_many_sections(self) -> bool:
        return len(self.page.headings) > _MOST_SECTIONS

    @property
    def reference_links(self) -> tuple[Link, ...]:
        """The own links of the reference below the title."""
        if self.reference is None:
            return ()
        identifiers = self.reference.byline.identifiers
        links = [link for link in self.reference.links if link.role is LinkRole.OWN]
        return (*links, *(Link(identifier.address, LinkRole.OWN) for identifier in identifiers if identifier.address))

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """The identifiers of the work: those under keys come before those in the header's links."""
        linked = (identifier_of(link.url) for link in self.own_links)
        return tuple(dict.fromkeys([*self.metadata.identifiers, *filter(None, linked)]))

    @property
    def has_questions(self) -> bool:
        """Whether the sections of a page with a title answer what many notes on a paper do ("どんなもの？")."""
        matches = (_QUESTION.match(plain_value(heading.text)) for heading in self.page.headings)
        asked = {match.lastgroup for match in matches if match}
        return len(asked) >= _SEVERAL_QUESTIONS and self.has_title

    @property
    def _has_bullets(self) -> bool:
        bullets = (line for line in self.page.masked_lines if _BULLET.match(line))
        return next(bullets, None) is not None and next(bullets, None) is not None

    @cached_property
    def contradicts_itself(self) -> bool:
        """Whether the header's text names several works and the front matter identifies none: such a page is a list."""
        is_list = self.title is not None and is_list_title(self.title.text) and self._has_bullets
        is_untitled = not self.metadata.title and (self.title is None or is_generic(self.title.text))
        is_list = is_list or ((is_untitled or self.is_called_a_list) and is_list_of_addresses(self.page))
        is_list = is_list or self._has_sections_with_authors or self._has_sections_with_addresses
        is_list = is_list or self._has_linked_titles
        is_list = is_list or self._has_fields_of_several or bool(titles_above_names(self.page))
        if not is_list and not names_several(self.text_properties, self.identifiers):
            return False
        return not interpret_properties(self.page.front_matter.properties, self.page.document.path).identifiers

    @cached_property
    def _has_fields_of_several(self) -> bool:
        """Whether several headings have sections below them that are the fields of a work ("### Link")."""
        headings = [Heading(line.row, line.row + 1, line.level, line.text) for line in self.page.headings]
        return len(headings) > 1 and len(fields_below_titles(self.page, headings, None)) > 1

    @property
    def _has_sections_with_authors(self) -> bool:
        """Whether several headings of the first heading's level have an author as the property right below them."""
        if ("::" not in self.page.body and "uthor" not in self.page.body) or self.title is None:
            return False
        rows = [heading.row for heading in self.page.headings if heading.level == self.title.level]
        below = (next(filter(str.strip, self.page.masked_lines[row + 1 : row + 4]), "") for row in rows)
        keys = (match["key"] for line in below if (match := _FIELD.match(line)))
        return len(rows) > 1 and sum(canonical_key(key) == "authors" for key in keys) > 1

    @property
    def _has_linked_titles(self) -> bool:
        """Whether the first heading and most others of its level are titles that lead to works, each to another."""
        if self.title is None or not _LINKED_TITLE.match(self.title.text):
            return False
        sections = [heading for heading in self.page.headings if heading.level == self.title.level]
        works: dict[Identifier, str] = {}
        for heading in sections:
            link = next(find_inline_links(heading.text, self.page.definitions), None)
            title = plain_value(heading.text[link.label]) if link else ""
            if link and (identifier := identifier_of(link.url)) and len(title.split()) > _NAME:
                works.setdefault(identifier, title)
        titled = sum(title_shape(title) is TitleShape.WORK for title in works.values())
        return len(works) > 1 and len(works) >= _MOST * len(sections) and titled >= _HALF * len(works)

    @property
    def _has_sections_with_addresses(self) -> bool:
        """Whether most headings of the first one's level are titles with the address of their work right below them."""
        if self.title is None or "http" not in self.page.masked:
            return False
        sections = [heading for heading in self.page.headings if heading.level == self.title.level]
        linked = titled = 0
        ends = [*(heading.row for heading in sections[1:]), len(self.page.lines)] if len(sections) > 1 else []
        for heading, end in zip(sections, ends, strict=False):
            end = min(end, heading.row + 1 + _LINES_BELOW_TITLE)
            if not is_generic(heading.text) and own_links_by_line(self.page, heading.row + 1, end):
                words = plain_value(heading.text)
                shape = title_shape(words)
                linked += 1
                titled += shape is TitleShape.WORK or (shape is not TitleShape.NONE and len(words.split()) > _NAME)
        are_enough = linked >= max(_FEWEST_SECTIONS, _MOST * len(sections)) or 1 < linked == len(sections) == titled
        return are_enough and titled >= _MOST * linked

    @cached_property
    def is_of_other_things(self) -> bool:
        """Whether the page says that it is about something else, or a map of other notes, and identifies no work."""
        if self.identifiers or self.metadata.citekey:
            return False
        is_map = _MAP.search(self.page.relative_path.rpartition("/")[2].partition(".")[0]) is not None
        is_map = is_map and not self.metadata.is_literature
        is_other = self.metadata.is_of_other_things or is_map or self._is_of_a_pair
        return is_other or self._speaks_of_itself or self._is_law

    @property
    def _is_of_a_pair(self) -> bool:
        """Whether the page is about how two others are related: its title is what two properties name, one as a link.

        "Jane Roe ↔ Max Moe" or "Jane Roe and Max Moe", with `author_a: "[[Jane Roe]]"` and `author_b: Max Moe`. The
        topics of a paper are a list, and count for nothing.
        """
        parts = [fold(part) for part in _BETWEEN_TWO.split(self.own_title, maxsplit=1)]
        if len(parts) != _PAIR:
            return False
        values = [prop.value.strip() for prop in self.page.front_matter.properties if isinstance(prop.value, str)]
        matches = [_LINKED_PAGE.fullmatch(value) for value in values]
        named = {fold(match["name"] if match else value) for match, value in zip(matches, values, strict=True)}
        return any(matches) and all(any(name and part.startswith(name) for name in named) for part in parts)

    @property
    def _is_law(self) -> bool:
        """Whether the page is on a case or a statute, and not on an article about it, which has a journal or authors.

        Who forces the layout wants these too.
        """
        if self.page.document.is_forced or self.metadata.venue or self.byline.authors or self.metadata.is_literature:
            return False
        heading = plain_value(self.title.text) if self.title else ""
        is_of_case = any(is_key_of_cases(prop.key) for prop in self.page.front_matter.properties)
        if self.metadata.authors and self.metadata.year and not is_of_case:
            return False  # somebody keeps it among the works
        named = any(map(is_called_like_law, filter(None, (self.own_title, heading))))
        return named or is_of_case or is_case_brief(plain_value(heading.text) for heading in self.page.headings)

    @property
    def _speaks_of_itself(self) -> bool:
        """Whether the page says that it is a tutorial or describes a folder, and shows no sign of a paper."""
        if not speaks_of_itself(self.page, self.own_title) or self.metadata.is_literature or self.is_called_a_review:
            return False
        return not any(identifier_of(link.url) for link in self.paper_links)

    @property
    def names_no_work(self) -> bool:
        """Whether nothing in the header names a work but a title, authors and a date, which a text of one's own has."""
        is_marked = self.metadata.is_literature or self.is_called_a_review or self.page.file_name.is_marked_key
        venue = self.metadata.venue or self.byline.venue or self.citation.byline.venue
        links = self.identifiers or self.own_links or self.paper_links or self.metadata.links
        is_marked = is_marked or len(self.metadata.keys & _BIBLIOGRAPHIC) > 1
        return not (is_marked or venue or links or self.citekey or self.entry or self.has_questions)

    @property
    def is_decisive(self) -> bool:
        """Whether the header suffices to say that the file is about one work, whatever else is in it."""
        if self.contradicts_itself or self.is_of_other_things:
            return False
        keys = self.metadata.keys & _BIBLIOGRAPHIC
        return bool(
            self.identifiers
            or self.metadata.citekey
            or self.page.file_name.is_marked_key
            or "venue" in keys
            or len(keys) > 1
            or len(self.metadata.authors) > 1
            or self._is_cited_in_heading
            or self.byline.authors
            or self.credits_by_name
            or self.entry
            or self._outline
            or self._opens_with_properties
        )

    @property
    def _is_cited_in_heading(self) -> bool:
        """Whether the heading is a citation: "Topics — Lamps (Roe)" and "Class 2 — 2026-01-22 — Lamps" are none."""
        byline = self.citation.byline
        is_placed = byline.venue or byline.year or byline.identifiers or byline.et_al
        return bool(byline.is_citation and is_placed) and not (self.title and has_day(self.title.text))

    @property
    def _opens_with_properties(self) -> bool:
        """Whether the page begins with properties that name a work, its author and kind, as Readwise's in Logseq do."""
        if not self.metadata.is_literature or self.is_called_a_list:
            return False
        first = next((row for row, line in enumerate(self.page.masked_lines) if line.strip()), 0)
        properties = [(prop.line - self.page.first_line, canonical_key(prop.key)) for prop in self.text_properties]
        names = {name for row, name in properties if row < first + _FIRST_BLOCK}
        return (first, "title") in properties and "authors" in names

    @cached_property
    def _has_own_file(self) -> bool:
        """Whether the page has a PDF with its name, shows one as a property, or its title leads to one."""
        if not self.has_title:
            return False
        base = self.page.relative_path.rpartition("/")[2]
        name = fold(base.rpartition(".")[0])
        masked = self.page.masked
        matches = _EMBEDDED_PDF.finditer(masked) if "[[" in masked else ()
        embedded = (fold(unquote(match["name"])) for match in matches)
        if base.startswith(HIGHLIGHTS) or any(other == name for other in embedded):
            return True
        first = next((line.strip() for line in self.page.lines if line.strip()), "")
        if match := _OPENING_PDF.match(first):
            words = fold(self.own_title).split()
            return len(words) > _FEWEST_WORDS and set(words) <= set(fold(match["name"]).split())
        attached = (text for prop in self.text_properties for text in text_values(prop.value))
        if self.page.file_name.is_notion_page and any(map(_ATTACHED_PDF.search, attached)):
            return True
        return is_local_file(self.citation.title_url) and leads_to_pdf(self.citation.title_url)

    @property
    def _quoted_addresses(self) -> list[Link]:
        """The addresses in the quote below a title, if it says where the work appeared.

        "> VLDB 2004, pp. 137-150. https://doi.org/10.1000/x". Below a title that leads to the PDF beside the page, any
        address is the work's. Of several identifiers of a kind, the first counts.
        """
        if self.title is None:
            return []
        is_beside_pdf = is_local_file(self.citation.title_url)
        links: dict[str, Link] = {}
        is_inside = False
        start = self.title.row + 1
        for number, line in enumerate(self.page.lines[start : start + _NEAR_THE_TITLE], start):
            if not line.strip():
                continue
            is_quote = line.lstrip().startswith(">")
            if not is_quote and not (is_inside and self.page.lines[number - 1].strip()):
                break  # what is no quote, and continues none
            is_inside = True
            if match := _QUOTED_ADDRESS.fullmatch(line.strip()):
                named = [match["url"]] if is_beside_pdf else []
            elif is_beside_pdf or _PLACED.search(line):
                named = [item.identifier.address or "" for item in find_identifiers(line)]
            else:
                continue
            for url in filter(None, named):
                identifier = identifier_of(url)
                links.setdefault(
                    identifier.scheme if identifier else "", Link(url, LinkRole.OWN, "", self.page.first_line + number)
                )
        if any(links):
            links.pop("", None)
        return list(links.values())

    @property
    def _address_below_title(self) -> list[Link]:
        """The address of a PDF, or of a work at a publisher's, that is all there is on the line below the title."""
        if self.title is None or self.is_index:
            return []
        start = self.title.row + 1
        for number, line in enumerate(self.page.masked_lines[start : start + _NEAR_THE_TITLE], start):
            if match := _BARE_ADDRESS.fullmatch(line.strip()):
                url = match["url"]
                is_of_a_work = leads_to_pdf(url) or leads_to_item(url)
                return [Link(url, LinkRole.OWN, "", self.page.first_line + number)] if is_of_a_work else []
            if line.strip():
                break
        return []

    @property
    def is_said_to_be_of_a_work(self) -> bool:
        """Whether something other than a link says or suggests that the file is about one work."""
        name = self.page.file_name
        if self._is_marked or self.metadata.citekey or name.is_marked_key or name.identifier:
            return True
        is_cited = self.byline.authors or self.byline.venue or self.entry or self.reference or self._is_cited_in_heading
        return bool(is_cited) or self.has_questions or self._has_own_file or self.is_only_in_library

    @property
    def is_likely(self) -> bool:
        """Whether something suggests that the file is about one work; `markdown_reader` has the rule."""
        metadata = self.metadata
        has_text_link = any(may_lead_to_work(link.url) for link in metadata.links)
        if has_text_link and metadata.keys & {"url", "paper"}:
            return True
        if self._is_marked:
            return True
        if any(may_lead_to_work(link.url) for link in self.own_links) and not self.contradicts_itself:
            return True
        return self._has_own_file or self.is_only_in_library

    @cached_property
    def _is_marked(self) -> bool:
        """Whether a tag, a bibliographic key, or the name of the page or file suggests that it is about a work."""
        metadata, name = self.metadata, self.page.file_name
        keys = metadata.keys & _BIBLIOGRAPHIC
        if self.is_site_page:
            keys -= _OF_PAGES  # a post has its own
        if metadata.is_literature or self.is_called_a_review or keys or name.authors:
            return True
        if name.kind or read_kind_name(self.own_title) or self.credits_by_name:
            return True
        if name.venue or (name.year and self.page.relative_path.rpartition("/")[2].startswith(("[", "【"))):
            return True
        # "LAMPS 2023" in "LAMPS_2023.md"
        is_title = fold(name.citekey) in map(fold, (metadata.title, self.citation.title))
        is_titled = bool(self.title or metadata.title)
        return bool(name.citekey) and not is_title and is_titled and bool(read_key(name.citekey).family)

    @property
    def is_only_in_library(self) -> bool:
        """Whether the file is in a folder for notes about works, and called neither an index nor a chapter."""
        name = self.page.file_name
        return name.is_in_library and not (self.is_index or name.is_numbered)


def _place_below_title(line: str) -> VenueDate | None:
    """Return the venue and year that a line has alone, or beside a few words ("CVPR 2015 / Lamp Lab")."""
    parts = [line, *(_BESIDE_PLACE.split(line) if _BESIDE_PLACE.search(line) else ())]
    if any(len(part.split()) > _WORDS_BESIDE_PLACE for part in parts[1:]):
        return None
    places = (place for part in parts if (place := read_venue(part)))
    return next((place for place in places if place.venue and place.year), None)


def _is_in_part(item: PaperLink) -> bool:
    """Return whether a link is in a section that is a part of the note, whatever the page is about."""
    return is_generic(item.section) or is_metadata_heading(item.section) or names_paper(item.section)


def is_deposit(identifier: Identifier | None) -> bool:
    """Return whether an identifier is the DOI of a deposit in an archive; in a README it is the collection's own."""
    return identifier is not None and identifier.scheme == "doi" and identifier.value.startswith(_ARCHIVES)


def _bare_title(title: str) -> str:
    """Return a title without the labels before it and the nickname in brackets behind it."""
    if title.lstrip().startswith(("[", "【", "(", "（")):
        title = _LABELS_BEFORE.sub("", title)
    return _NICKNAME_BEHIND.sub("", title) if title.rstrip().endswith((")", "）")) else title


def names_several(properties: Iterable[Property], identifiers: Collection[Identifier]) -> bool:
    """Return whether properties and own identifiers belong to several works.

    That are two titles, authors and a year twice, or two arXiv ids.
    """
    keys = [(canonical_key(prop.key), prop.key.casefold(), prop) for prop in properties]
    # "title" and "full-title" are two readings of one title.
    titles = {(key, str(prop.value)) for known, key, prop in keys if known == "title"}
    if len(titles) > len({key for key, _ in titles}):
        return True
    counts = Counter((known, key) for known, key, _ in keys if known in ("authors", "year"))
    if {known for (known, _), count in counts.items() if count > 1} == {"authors", "year"}:
        return True
    return len({identifier.scheme for identifier in identifiers}) < len(identifiers)


def _is_nickname(name: str, heading: str) -> bool:
    """Return whether a file has a short name of one word, and its opening heading is the title of a work."""
    is_word = len(name) < _LONG_NAME and re.fullmatch(r"[a-z][a-z\d]*", name) is not None
    return is_word and len(heading.split()) > _SEVERAL_WORDS and title_shape(plain_value(heading)) is TitleShape.WORK


def _is_short_for(name: str, heading: str) -> bool:
    """Return whether a file is called by words of its heading without blanks ("TheLampAtSea-JaneRoe"), or by letters.

    Its first words, and its initials ("CAS.md", "## Composed and sung"), are those of a title.
    """
    squashed = sorted((_squashed(name), _squashed(heading)), key=len)
    if " " not in name and len(squashed[0]) >= _LONG_NAME and squashed[0] in squashed[1]:
        return True
    if fold(plain_value(heading).partition(":")[0]) == fold(re.sub(r"[-_]+", " ", name)):
        return True  # "lamps.md", "## Lamps: How they burn"
    words = _JOINED_WORDS.findall(name) if name.isalnum() else re.split(r"[-_]+", name) if " " not in name else []
    joined = [fold(word) for word in words]
    shared = set(joined) & set(fold(heading).split())
    if len(joined) >= _SEVERAL_WORDS and len(shared) >= _HALF * len(joined):
        return True  # "LightAtSea.md", "## How to light a sea"
    if title_shape(plain_value(heading)) is not TitleShape.WORK:
        return False
    if fold(heading).startswith(f"{fold(re.sub('[_-]', ' ', name))} "):
        return True  # "Lamp_Unrolling.md", "## Lamp Unrolling: A way to light"
    if name.isalnum() and len(joined) >= _SEVERAL_WORDS:
        return True
    if not name.isalnum() or not name.isascii():
        return False
    letters = iter(heading.casefold())
    return all(letter in letters for letter in name.casefold())


def _is_named_by(stem: str, words: str) -> bool:
    """Return whether the name of a file and the title of a work have most words in common."""
    named = {fold(word) for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|[^\W_a-zA-Z]+", stem)}
    title = fold(words).split()
    shared = named & set(title)
    return len(title) >= _FEWEST_WORDS and len(shared) >= max(_FEWEST_WORDS, _HALF * min(len(named), len(title)))


def _squashed(words: str) -> str:
    """Return the letters and digits of a name or a heading, without a year behind it."""
    return re.sub(r"\W", "", fold(_YEAR_BEHIND.sub("", plain_value(words))))
