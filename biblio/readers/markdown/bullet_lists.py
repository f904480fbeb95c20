"""Read lists with one work per bullet: find the items that are works, and separate the citation from the comment.

An item is a work if it has an own link or the form of a citation; its sub-items are its comment. Among such items,
those with a marked title are works too (a blog post, a code repository). The words of an item that only groups others
are their tag. Paragraphs and blocks of properties that describe works in the way lists do are read here as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from biblio import patterns as re
from biblio.extract.identifiers_in_text import URL, may_have_identifier
from biblio.extract.word_tables import is_known_word
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.assigned_readings import AssignedReading
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.broken_lines import ENDS_IN_BREAK, linked_parts
from biblio.readers.markdown.bulleted_byline import byline_of_bullets
from biblio.readers.markdown.byline import Byline, names_more_authors
from biblio.readers.markdown.cell_works import LINKED_TITLE, linked_titles
from biblio.readers.markdown.citation import CitationLine, citation_on_page, is_own_label
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.inline import identifier_of, is_local_file, role_of_host, role_of_label
from biblio.readers.markdown.kind_labels import is_labelled_otherwise
from biblio.readers.markdown.listed_works import Certainty, ListedWork, dedented, own_links_below
from biblio.readers.markdown.outline_blocks import ListBlock, ListItem, Paragraph
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.paper_links import names_paper
from biblio.readers.markdown.properties import NoteMetadata, interpret_properties
from biblio.readers.markdown.property_names import canonical_key, field_of_line
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.quoted_titles import is_in_marks_of_titles
from biblio.readers.markdown.shelf_lines import ShelfLine, ShelfStyle, is_title_line
from biblio.readers.markdown.text_properties import find_properties, is_metadata_heading
from biblio.readers.markdown.title_links import leads_to_item, leads_to_pdf, leads_to_text
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.readers.markdown.work_signs import has_year_or_pages, may_be_authored
from biblio.readers.reference_authors import PARTICLE
from biblio.text import fold

__all__ = [
    "is_topic_over_addresses",
    "work_in_paragraph",
    "work_of_title",
    "works_among_titles",
    "works_assigned",
    "works_in_broken_lines",
    "works_in_lines",
    "works_in_linked_titles",
    "works_in_list",
    "works_in_numbered_lines",
    "works_in_properties",
]

_ADDRESS_FIRST = re.compile(r"<?(?P<url>https?://[^\s<>]+)>?(?:\s\([^()\n]{1,40}\))?$")
_SEVERAL_ADDRESSES = 2
_PAGES_OR_CHAPTER = re.compile(r"\d{1,4}\s?[-–—:]|chs?\.|chapters?\b", re.IGNORECASE)
_LINKS_ONLY = re.compile(r"(?:[^\n]{0,120}\n){1,2}\s*(?:[^\s\[\]:]{0,20}:\s*)?<?https?://\S+>?\s*")
_MAY_BE_REFERENCE = re.compile(
    rf"^(?:[dl]['’]|(?:{PARTICLE}\s){{1,3}})?[^a-z\n].*(?:[(\s>*](?:1[5-9]|20)\d\d\b|\[J\])", re.DOTALL
)
# "**Title** [[code](…)][[site](…)]": among others of its kind, it is a work like them.
# A name in bold type on a line of its own, and links in brackets on the next one
_BOLD_ABOVE_LINKS = re.compile(
    r"\*\*[^*\n]{2,200}\*\*[ \t]*\n(?:[ \t]*\[{1,2}[^\[\]\n]{1,40}\]\([^()\s]{1,500}\)\]?)+[ \t]*\n"
)
_BOLD_AND_LINKS = re.compile(r"\*\*[^*\n]{4,300}\*\*\s*(?:\[+[^\[\]\n]{1,60}\]\([^()\s]+\)\]?[\s,|/]*)+")
# A title in bold type or quotation marks, perhaps behind an emoji.
_OPENS_WITH_TITLE = re.compile(r"\s*(?:(?::\w{1,40}:|[^\w\s*\[\]()`|\"“「『:])[ \t]*){0,9}(?:\*\*|__|[\"“「『])")
_NUMBERED_LINE = re.compile(r"\[\d{1,3}\]\s+\S")
_LINKED_TITLE = re.compile(r"\[[^\[\]\n]{8,300}\]\([^()\s]+\)")
_LABEL_AND_TITLES = re.compile(
    r"(?:\*\*|__)?(?:(?:[\w'’]+\s){0,3}(?:papers?|articles?|readings?)(?:\s(?:presented|discussed|read|covered))?|論文|论文|논문)"
    rf"\s?[:：]?(?:\*\*|__)?[:：]?\s*(?P<titles>{_LINKED_TITLE.pattern}"
    rf"(?:\s*+(?:,|;|&|\||/|·|<br\s*/?>|and\b|und\b|et\b|y\b)*\s*+{_LINKED_TITLE.pattern})+)\s*+\.?",
    re.IGNORECASE,
)
# "Week 1: [A primer](…), [More](…)"
_ANY_LABEL = re.compile(r"(?:\*\*|__)?[^\[\]()\n:：*_]{1,40}(?:(?:[:：]|\*\*|__|\s[-–—]){1,3}\s*|\n)(?=\[)")
# "[A primer](a.pdf) (1981) and [More](b.pdf) (1990): a remark": with its year, none is mentioned in passing.
_YEAR_BEHIND = r"\s*[(（](?:1[6-9]|20)\d\d[)）]"
_DATED_TITLES = re.compile(
    rf"(?P<titles>{_LINKED_TITLE.pattern}{_YEAR_BEHIND}"
    rf"(?:\s*(?:,|;|&|/|and\b|und\b|et\b|y\b|と|和|및)+\s*(?:The\s)?{_LINKED_TITLE.pattern}{_YEAR_BEHIND})+)"
    r"\s*(?:[:：.。–—-]\s*(?P<remark>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_DATED_TITLE = re.compile(rf"{_LINKED_TITLE.pattern}{_YEAR_BEHIND}")
_DATED = re.compile(r"\W{0,6}[\[(【](?:19|20)\d\d(?:[./-]\d{1,2})?[\])】]\s*(?=\S)")  # "[2018] A primer"
_MOSTLY = 0.6
_BREAK = re.compile(r"(?:(?<!\s)\s+)?<(?:br\s*/?|/br)>\s*(?:\n|$)", re.IGNORECASE)
# What marks a title, or stands before one: a link, quotes, brackets.
_SIGN = re.compile(r"\]\(|\]\[|[<\"“”„«「『《]|^\s*[*_][^\s*_]|^\s*[\[【](?!\[|[ xX]\])")
_ADDRESS_BEHIND = re.compile(r"[^\n:]:\s<?https?://[^\s<>]+>?(?:\s\([^()\n]{1,30}\))?\s*$")
_IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^()\s]*\)")
_COLON = re.compile("[:：]")
_BELOW = (":", "：", "|", "](", "][", "<")
_QUOTED_BY = re.compile(r"[\"“][^\"“”\n]{8,200}[\"”] by [^\W\d_a-z]")
_PLAIN_LABELS = frozenset({"link", "here", "online", "web", "url", "html"})
_SEVERAL = 2
_SHORT = 4  # characters of words that titles may have in small letters
# What Logseq writes below a bullet about the bullet itself, not about its work.
_OF_THE_BLOCK = re.compile(
    r"^[ \t]*(?:id:: [\da-f-]{36}|(?:collapsed|card-[a-z-]+|heading|background-color):: .*)$", re.MULTILINE
)
_TITLE_MARKS = ("*", "_", '"', "“", "„", "«", "「", "『", "《")
_BOLD_LABEL = re.compile(r"\s*(?:\*\*[^*\n]{2,40}\*\*\s?[:：]|\*\*[^*\n]{2,40}[:：]\*\*)\s*")
_NOTHING = NoteMetadata()
_FIELDS_BELOW = frozenset({"authors", "venue", "year", "published", "url", "paper"})


_LONGEST_HEAD = 40  # "## Zotero Metadata"
# What ends a sentence in Korean, Japanese and Chinese, but no title.
_SENTENCE = re.compile(
    r"[가-힣]다[.。]?$|(?:니다|[가-힣]요)[.。]?$|(?:です|ます|した|する|ている|である|できる|れる)。?$|。$"
)


def works_in_list(page: MarkdownPage, block: ListBlock, tags: tuple[str, ...], group: int) -> Iterator[ListedWork]:
    """Yield the works in a list and in the lists within it; `tags` are the headings above it."""
    for item in block.items:
        yield from _works_in_item(page, item, tags, group)


_AUTHOR_BEFORE_LINK = re.compile(r"(?P<who>[^\W\d_][^\[\]():\n]{1,60}?),?\s[-–—]\s(?=\[[^\[\]\n]+\]\()")


_TO_TAG = re.compile(r"\s*\[[^\[\]]+\]\([^()\s]*/(?:tags?|categor(?:y|ies)|topics?|series)/[^()\s]*\)\s*")


def works_among_titles(page: MarkdownPage, block: ListBlock, style: ShelfStyle) -> Iterator[ListedWork]:
    """Yield the works in a list whose items are titles, whatever they look like; below them are remarks.

    `style` is how the titles of the page are written.
    """
    tags: tuple[str, ...] = ()
    group = 0
    for item in block.items:
        text = item.paragraphs[0].text if item.paragraphs else ""
        if is_labelled_otherwise(text):
            continue
        works = list(_works_in_item(page, item, tags, group))
        if not any(work.title for work in works) and (named := _AUTHOR_BEFORE_LINK.match(text)):
            # "Roe - [Lamps at sea](https://…)": nothing but an author stands there on a shelf.
            title = replace(item, paragraphs=[replace(item.paragraphs[0], text=text[named.end() :])])
            work = _work_of_item(page, title, tags, group, is_title=True)
            byline = work.citation.byline._replace(authors=(plain_value(named["who"]).strip(),))
            works = [replace(work, citation=work.citation._replace(byline=byline))]
        elif (parts := linked_parts(text)) and _is_by_first(parts, style):
            # "[Jane Roe](https://…) - [Lamps at sea](https://…)", where the style of the shelf has authors first.
            title = replace(item, paragraphs=[replace(item.paragraphs[0], text=text[parts.start("second") :])])
            work = _work_of_item(page, title, tags, group, is_title=True)
            authors, et_al = split_authors(plain_value(parts["first"]))
            byline = work.citation.byline._replace(authors=authors, et_al=et_al)
            works = [replace(work, citation=work.citation._replace(byline=byline))]
        elif len(works) == 1 and (turned := _turned(works[0], style.read(plain_value(text)))):
            works = [turned]
        elif _TO_TAG.fullmatch(text):
            works = []  # "[Novels](/tags/novels/)"
        elif not works and "[[" not in text and (is_title_line(text) or style.read(plain_value(text)).authors):
            works = [_work_of_item(page, item, tags, group, is_title=True)]
        yield from (work for work in works if work.title)


def _turned(work: ListedWork, line: ShelfLine) -> ListedWork | None:
    """Return a work whose title names its authors where the style of its shelf reads its line, with `line`'s title."""
    if not line.authors or work.citation.links or fold(work.title) != fold(", ".join(line.authors)):
        return None
    byline = work.citation.byline._replace(authors=line.authors, et_al=line.et_al, year=line.year)
    return replace(work, citation=work.citation._replace(title=line.title, other_titles=(), byline=byline))


def _is_by_first(parts: re.Match[str], style: ShelfStyle) -> bool:
    """Return whether the first of two parts of a line is the author, by the style of its shelf."""
    split, _ = split_authors(plain_value(parts["first"]))
    return bool(split) and style.read(plain_value(parts["parts"])).authors == split


def works_assigned(
    page: MarkdownPage, block: ListBlock, group: int, assigned: Mapping[int, tuple[AssignedReading, ...]]
) -> Iterator[ListedWork]:
    """Yield the works in a list, with those in the rows of `assigned`: by nothing but author and title, or a title.

    A row without readings is the title as its line has it.
    """
    for item in block.items:
        has_more = any(item.start < row < item.end for row in assigned)
        works = list(_works_in_item(page, item, (), group)) if item.start in assigned or not has_more else []
        only_corrects = any(reading.only_corrects for reading in assigned.get(item.start, ()))
        is_uncertain = not only_corrects and all(work.certainty <= Certainty.MARKED for work in works)
        is_better = _say_more(assigned.get(item.start, ()), works)
        if item.start in assigned and item.paragraphs and (is_uncertain or is_better):
            head = item
            if has_more and item.items:
                head = replace(item, items=[], end=item.items[0].start)
            work = _work_of_item(page, head, (), group, is_title=True)
            work = replace(work, certainty=works[0].certainty if only_corrects else Certainty.LINKED)
            if not assigned[item.start]:
                yield work
            for reading in assigned[item.start]:
                year = reading.year or (work.citation.byline.year if reading.is_sure else None)
                byline = work.citation.byline._replace(authors=reading.authors, et_al=False, year=year)
                if reading.is_sure and byline.venue and _PAGES_OR_CHAPTER.match(byline.venue):
                    byline = byline._replace(venue="")
                citation = work.citation._replace(title=reading.title, other_titles=(), byline=byline)
                yield replace(work, citation=citation)
            if has_more:
                yield from works_assigned(page, replace(block, items=item.items), group, assigned)
        elif works or not has_more:
            # "**Key papers**: …" is what the item is about, and no title.
            is_labelled = item.paragraphs and _BOLD_LABEL.match(item.paragraphs[0].text)
            yield from (work for work in works if work.certainty > Certainty.MARKED or not is_labelled)
        else:
            yield from works_assigned(page, replace(block, items=item.items), group, assigned)


def _say_more(readings: Sequence[AssignedReading], works: Sequence[ListedWork]) -> bool:
    """Return whether readings that are sure tell a title, authors or a year that a line was not found to have."""
    if len(works) > 1 or not any(reading.is_sure for reading in readings):
        return False
    if len(readings) > 1 or not works:
        return bool(works) or not readings[0].only_corrects
    (reading,), byline = readings, works[0].citation.byline
    is_same = works[0].title.strip(" ,.") == reading.title and byline.authors and reading.title not in byline.authors
    if byline.venue and _PAGES_OR_CHAPTER.match(byline.venue):
        return True
    return not is_same or works[0].title != reading.title or (byline.year is None and reading.year is not None)


def works_authored(
    page: MarkdownPage, block: Paragraph, group: int, readings: Sequence[AssignedReading]
) -> list[ListedWork]:
    """Return the works of a paragraph whose first line names them by author and title; the rest of it is a remark."""
    remark = block.text.partition("\n")[2]
    return [
        ListedWork(
            CitationLine(reading.title, (), Byline(authors=reading.authors, year=reading.year), is_marked=True),
            block.start,
            _end_of_text(page, block.start, block.end),
            Certainty.LINKED,
            comment=remark,
            group=group,
        )
        for reading in readings
    ]


def works_in_lines(
    page: MarkdownPage, block: Paragraph, group: int, lines: Mapping[int, tuple[AssignedReading, ...]]
) -> Iterator[ListedWork]:
    """Yield the works on those lines of a paragraph that are rows of `lines`."""
    for row in sorted(lines.keys() & range(block.start, block.end)):
        line = citation_on_page(page, page.lines[row], row)
        for reading in lines[row]:
            byline = line.byline._replace(authors=reading.authors, et_al=False, year=reading.year)
            citation = line._replace(title=reading.title, other_titles=(), byline=byline)
            yield ListedWork(citation, row, row + 1, Certainty.LINKED, group=group)


def _works_in_item(page: MarkdownPage, item: ListItem, tags: tuple[str, ...], group: int) -> Iterator[ListedWork]:
    may_be_work = any(_may_be_work(paragraph.text, page.definitions) for paragraph in item.paragraphs[:2])
    if not may_be_work and not (item.items and _may_be_described(page, item)):
        label = _group_label(item) if item.items else ()
        for child in item.items:
            yield from _works_in_item(page, child, (*tags, *label), group)
        return
    if item.paragraphs and is_topic_over_addresses(item.paragraphs[0].text, item.items):
        for child in item.items:
            work = _work_of_item(page, child, (*tags, *_group_label(item)), group)
            citation = work.citation._replace(title="", other_titles=())  # "https://… (more)"
            yield replace(work, citation=citation, certainty=Certainty.LINKED)
        return
    is_line = not item.items and len(item.paragraphs) == 1
    if is_line and (several := list(works_in_linked_titles(page, item.paragraphs[0], tags, group))):
        yield from several
        return
    work = _work_of_item(page, item, tags, group)
    is_work = work.certainty > Certainty.MARKED or bool(work.certainty and work.citation.links)
    if is_work and (further := _further_works(page, item, tags, group)):
        head = replace(item, items=[], end=item.items[0].start)
        yield _work_of_item(page, head, tags, group)
        yield from further
        return
    if work.certainty is Certainty.LINKED or not item.items:
        if work.certainty:
            yield work
        return
    label = () if work.citation.links else _group_label(item)
    works_below = [
        below_work for child in item.items for below_work in _works_in_item(page, child, (*tags, *label), group)
    ]
    # Under a bold title, plain sentences with links are remarks; works of their own have marked titles or labels.
    is_head = any(_is_independent(below_work, work.citation) for below_work in works_below)
    is_head = is_head or _is_above_works(work.citation, item, works_below)
    if work.certainty and not is_head:
        yield work
    else:
        yield from works_below


def _may_be_work(text: str, definitions: Mapping[str, str]) -> bool:
    """Return whether an item has any sign of a work; most items of most notes have none, and reading them is slow.

    It has a link or a marked title, or it cites: with a year, an identifier or "et al."; or with a name, and beside it
    a venue, a publisher or the initials of references. `definitions` are the link targets of the page.
    """
    if "**" in text or "__" in text or "http" in text or ("]" in text and definitions) or _SIGN.search(text):
        return True
    return has_year_or_pages(text) or names_more_authors(text) or may_have_identifier(text) or may_be_authored(text)


def _may_be_described(page: MarkdownPage, item: ListItem) -> bool:
    """Return whether there may be properties or links below an item; see `_certainty`."""
    below = "\n".join(page.masked_lines[item.start + 1 : item.end])
    return any(sign in below for sign in _BELOW)


def _further_works(page: MarkdownPage, item: ListItem, tags: tuple[str, ...], group: int) -> list[ListedWork]:
    """Return the works below a work, if everything below it is one: "* A title. [Roe (1970)](…)" without a remark."""
    if len(item.items) < _SEVERAL or any(not child.paragraphs for child in item.items):
        return []
    if any("http" not in child.paragraphs[0].text for child in item.items):
        return []
    works = [_work_of_item(page, child, tags, group) for child in item.items]
    are_all = all(
        work.citation.title and not work.citation.remark and work.citation.byline.authors and work.citation.byline.year
        for work in works
    )
    return works if are_all else []


def _is_above_works(citation: CitationLine, item: ListItem, below: Sequence[ListedWork]) -> bool:
    """Return whether an item that nothing but bold type marks is the topic of those below it, which all are works."""
    is_bare = not (citation.links or citation.byline.authors or citation.byline.year)
    starts = {work.start for work in below if work.title}
    are_all = len(item.items) >= _SEVERAL and all(child.start in starts for child in item.items)
    return is_bare and are_all and any(work.certainty is Certainty.LINKED for work in below)


def _is_independent(work: ListedWork, above: CitationLine) -> bool:
    citation = work.citation
    if work.certainty is not Certainty.LINKED or not above.is_marked:
        return work.certainty > Certainty.MARKED
    has_own_label = any(is_own_label(link.label) for link in citation.links)
    return citation.is_marked or citation.byline.is_citation or has_own_label


def _work_of_item(
    page: MarkdownPage, item: ListItem, tags: tuple[str, ...], group: int, *, is_title: bool = False
) -> ListedWork:
    """Return an item as a work, with how certain it is that it is one.

    What is below an item that is none is left out, unless it is known to be a title.
    """
    end = _end_of_text(page, item.start, item.end)
    citing = _citing_paragraphs(item)
    citation = citation_on_page(page, _joined(citing), citing[0].start) if citing else CitationLine()
    fields = _row_of_fields(citing[0]) if citing else 0
    if fields:
        head = "\n".join(citing[0].text.split("\n")[: fields - citing[0].start])
        citation = citation_on_page(page, head, citing[0].start)
    if is_title and citing and (match := _BREAK.search(citing[0].text)):
        citation = citation_on_page(page, citing[0].text[: match.start()], citing[0].start)
        rest = citing[0].text[match.end() :].strip()
        citation = citation._replace(remark="\n".join(filter(None, (citation.remark, rest))))
    if citing and not citation.title and (text := _words_above_address(page, item)):
        citation = citation_on_page(page, text, citing[0].start)
    citation = _with_fuller(citation, item, page)
    below = fields or (citing[-1].end if citing else item.start + 1)
    metadata = _NOTHING
    # Logseq's pages have "Zotero Metadata" below the title, and the properties below that.
    described = next(filter(_is_called_metadata, item.items), None)
    # "- Title: Lamps at sea"
    label = _COLON.split(citing[0].text[:_LONGEST_HEAD], maxsplit=1) if citing else ()
    is_labelled = len(label) > 1 and canonical_key(label[0].strip(" *_")) == "title"
    first, last = (
        (described.start + 1, described.end) if described else (item.start + (not is_labelled or bool(item.items)), end)
    )
    if citation.title and (item.items or page.may_have_properties(first, last)):
        lines = dedented(page.masked_lines[first:last], strip=False).split("\n")
        metadata = interpret_properties(find_properties(lines, first=page.first_line + first), page.document.path)
        if _is_called_metadata(item):
            citation = citation._replace(title="")
    certainty = _certainty(citation, metadata, item, page)
    if is_labelled and not certainty and (metadata.authors or metadata.links):
        certainty = Certainty.CITED
    if certainty and item.items and not (citation.byline.authors or metadata.authors):
        citation = _with_byline_below(citation, item)
    if not (certainty or is_title):
        return ListedWork(citation, item.start, end, certainty, tags, metadata=metadata, group=group)
    masked = "\n".join(page.masked_lines[below:end])
    links = own_links_below(citation, masked, line=page.first_line + below)
    if not (item.items and citation.title) and any(child.items for child in item.items):
        links = ()
    if not any(link.role is LinkRole.OWN for link in (*citation.links, *links)):
        bare_link_lines = {
            child.paragraphs[0].start + page.first_line for child in item.items if _is_bare_link(page, child)
        }
        links = tuple(replace(link, role=LinkRole.OWN) if link.line in bare_link_lines else link for link in links)
    comment = "\n".join(filter(None, (citation.remark, dedented(page.lines[below:end]))))
    return ListedWork(citation, item.start, end, certainty, tags, comment, links, metadata, group)


def _row_of_fields(paragraph: Paragraph) -> int:
    """Return the row of the first line below a title that is a field of its work ("Authors: Jane Roe"), or 0."""
    if "\n" not in paragraph.text or ":" not in paragraph.text:
        return 0
    for number, line in enumerate(paragraph.text.split("\n")):
        if number and field_of_line(line)[0] in _FIELDS_BELOW:
            return paragraph.start + number
    return 0


def _with_byline_below(citation: CitationLine, item: ListItem) -> CitationLine:
    """Return a citation with the authors, venue and year that its first sub-items are."""
    below = byline_of_bullets(child.paragraphs[0].text for child in item.items if child.paragraphs)
    byline = citation.byline
    if not below.authors:
        return citation
    named = byline._replace(authors=below.authors, et_al=below.et_al, venue=byline.venue or below.venue)
    return citation._replace(byline=named if byline.year else named._replace(year=below.year, month=below.month))


def _is_called_metadata(item: ListItem) -> bool:
    """Return whether an item has only words such as "Metadata" above what describes a work."""
    text = item.paragraphs[0].text if item.paragraphs and item.items else ""
    return 0 < len(text) < _LONGEST_HEAD and is_metadata_heading(plain_value(text.lstrip("# ")))


def _words_above_address(page: MarkdownPage, item: ListItem) -> str:
    """Return the words of an item that ends in a colon above the address of one work, without the colon, or nothing."""
    text = item.paragraphs[0].text.strip()
    words = text.rstrip(" :：")
    if words == text or len(item.items) != 1 or len(words.split()) < _SEVERAL or names_paper(words) or "http" in text:
        return ""
    if role_of_label(words) or not _is_bare_link(page, item.items[0]):
        return ""
    urls = URL.findall(item.items[0].paragraphs[0].text)
    return words if len(urls) == 1 and (identifier_of(urls[0]) or leads_to_item(urls[0])) else ""


def _citing_paragraphs(item: ListItem) -> list[Paragraph]:
    """Return the paragraphs of an item that make up its citation: the first, and a second one that has its links."""
    paragraphs = item.paragraphs
    if len(paragraphs) < _SEVERAL:
        return paragraphs
    has_link = "http" in _IMAGE.sub("", paragraphs[0].text)
    has_links_below = "](" in paragraphs[1].text or "http" in paragraphs[1].text
    return paragraphs[:2] if has_links_below and not has_link else paragraphs[:1]


def _joined(paragraphs: Sequence[Paragraph]) -> str:
    """Return the texts of paragraphs as far as they are about a work, with as many line feeds as in the file."""
    text = paragraphs[0].text
    for before, after in pairwise(paragraphs):
        text += "\n" * (after.start - before.end + 1) + after.text
    return _OF_THE_BLOCK.sub("", text) if ":: " in text else text


# "**A claim.** …", "**A question?** …"
_LEAD = re.compile(r"\W{0,4}\*\*[^*]+[.?!:]\*\*\s")
# "he was inspired by what Roe says in his [paper](…)": a sentence, whose end is the link
_LEADS_TO_LINK = re.compile(r"\b(?:in|of|by|from|see|read) (?:the|his|her|their|this|a|that|its)$", re.IGNORECASE)


def _tells_who_found_it(citation: CitationLine, text: str) -> bool:
    """Return whether the names behind bold words begin a sentence: "**Oil helps.** Roe et al. (2011) find that …"."""
    if citation.links or not citation.remark[:1].islower():
        return False
    is_subject = f"({citation.byline.year}) {citation.remark[:12]}" in text
    return is_subject and _LEAD.match(text) is not None


def _certainty(citation: CitationLine, metadata: NoteMetadata, item: ListItem, page: MarkdownPage) -> Certainty:
    # The words of a linked title are no label, even if one of them is "paper".
    beside = [link for link in citation.links if link.url != citation.title_url or link.label != citation.title]
    labelled_links = [link for link in beside if link.role is LinkRole.OWN and is_own_label(link.label)]
    if citation.has_identifier:
        return Certainty.LINKED
    if labelled_links:
        return Certainty.NONE if _LEADS_TO_LINK.search(citation.title) else Certainty.LINKED
    if not citation.title:
        if metadata.identifiers:
            return Certainty.LINKED
        is_address = len(citation.links) == 1 and citation.links[0].role is LinkRole.OWN
        return Certainty.CITED if is_address and leads_to_item(citation.links[0].url) else Certainty.NONE
    if metadata.identifiers or any(_is_bare_link(page, child) for child in item.items):
        return Certainty.LINKED
    if _SENTENCE.search(citation.title):
        return Certainty.NONE  # prose of a review, with a citation or the name of a method
    if _tells_who_found_it(citation, item.paragraphs[0].text):
        return Certainty.NONE
    is_described = bool(metadata.authors and (metadata.year or metadata.venue))
    if citation.byline.is_citation or citation.is_reference or is_described:
        return Certainty.CITED
    if citation.byline.authors and is_in_marks_of_titles(citation.title, item.paragraphs[0].text):
        return Certainty.CITED
    if len(citation.byline.authors) > 1 and any(leads_to_pdf(link.url) for link in citation.links):
        return Certainty.CITED
    if (
        citation.byline.year
        and _DATED.match(item.paragraphs[0].text)
        and title_shape(citation.title) is TitleShape.WORK
    ):
        return Certainty.CITED
    if any(link.role is not LinkRole.MENTION or link.label == citation.title for link in citation.links):
        # A link to a page beside this one, without anything else about a work, is an entry of an index.
        is_entry = is_local_file(citation.title_url) and not citation.has_pdf and len(citation.links) == 1
        return Certainty.NONE if is_entry else Certainty.MARKED
    if citation.byline.authors and item.paragraphs[0].text.startswith(_TITLE_MARKS):
        return Certainty.MARKED
    is_bold_title = citation.is_marked and len(citation.title.split()) > 2
    return Certainty.MARKED if is_bold_title else Certainty.NONE


def work_of_title(page: MarkdownPage, item: ListItem) -> ListedWork:
    """Return an item that is known to be a work as one, whatever it looks like."""
    return replace(_work_of_item(page, item, (), 0, is_title=True), certainty=Certainty.LINKED)


def _is_bare_link(page: MarkdownPage, child: ListItem) -> bool:
    """Return whether a sub-item is just an own link ("[paper](https://…)"), which belongs to its parent."""
    if not child.paragraphs or child.items:
        return False
    first = child.paragraphs[0]
    if "http" not in first.text and "](" not in first.text and "][" not in first.text and "<" not in first.text:
        return False
    citation = citation_on_page(page, first.text, first.start)
    if citation.title or citation.remark or not citation.links:
        return False
    is_address = len(citation.links) == 1 and not citation.links[0].label and not role_of_host(citation.links[0].url)
    return is_address or any(link.role is LinkRole.OWN for link in citation.links)


def is_topic_over_addresses(label: str, items: Sequence[ListItem]) -> bool:
    """Return whether items are nothing but addresses of several works, and what is above them is no title of one.

    "lamp autoencoders" over two papers is a topic; "LampNet" over arXiv and the conference is a work.
    """
    texts = [item.paragraphs[0].text.strip() if len(item.paragraphs) == 1 and not item.items else "" for item in items]
    found = [match["url"] for match in map(_ADDRESS_FIRST.match, texts) if match and leads_to_text(match["url"])]
    if len(found) < _SEVERAL_ADDRESSES or len(found) < len(items) or "](" in label or "http" in label:
        return False
    schemes = [identifier.scheme for identifier in set(filter(None, map(identifier_of, found)))]
    if len(set(schemes)) < len(schemes):
        return True
    words = plain_value(label).split()
    return all(word.islower() and is_known_word(word.strip("-–,")) for word in words if word.strip("-–,"))


def _group_label(item: ListItem) -> tuple[str, ...]:
    """Return the words of an item without links that groups others, as a tag: a few words, and no sentence."""
    words = plain_value(item.paragraphs[0].text).strip(" :：") if item.paragraphs else ""
    is_label = len(item.items) > 1 and 0 < len(words.split()) <= 6 and not words.endswith((".", "。", "!", "?"))
    return (words,) if is_label else ()


def _with_fuller(citation: CitationLine, item: ListItem, page: MarkdownPage) -> CitationLine:
    """Return a citation completed by a single sub-item that cites in full what the item names only briefly.

    Example: "* VGG-Net [[Paper]](https://…)", and below it "* Karen Simonyan and Andrew Zisserman, Very Deep …, ICLR,
    2015".
    """
    if citation.byline.authors or len(item.items) != 1 or not item.items[0].paragraphs or not citation.has_identifier:
        return citation
    paragraph = item.items[0].paragraphs[0]
    full_citation = citation_on_page(page, paragraph.text, paragraph.start)
    if (
        len(full_citation.byline.authors) < 2
        or not full_citation.title
        or any(link.role is LinkRole.OWN for link in full_citation.links)
    ):
        return citation
    byline = full_citation.byline._replace(identifiers=())
    return citation._replace(other_titles=(*citation.other_titles, full_citation.title), byline=byline)


def _end_of_text(page: MarkdownPage, start: int, end: int) -> int:
    while end > start + 1 and not page.lines[end - 1].strip():
        end -= 1
    return end


def work_in_paragraph(page: MarkdownPage, block: Paragraph, tags: tuple[str, ...], group: int) -> ListedWork | None:
    """Return the work that a paragraph cites in the form of a list: "**Title.** *Authors.* Venue 2020. [[pdf](…)]".

    Its title must be marked, or on a line of its own above the address, or the whole must be a reference; running text
    does not count.
    """
    masked = "\n".join(page.masked_lines[block.start : block.end])
    if "http" not in masked and not (_MAY_BE_REFERENCE.search(masked) or _QUOTED_BY.match(masked)):
        return None
    citation = citation_on_page(page, block.text, block.start)
    is_bold = _OPENS_WITH_TITLE.match(block.text) is not None
    is_only_link = citation.is_marked and not citation.remark and len(citation.links) == 1 and "](" in block.text
    certainty = Certainty.NONE
    if citation.has_identifier or any(is_own_label(link.label) for link in citation.links):
        begins_with_title = citation.title_url and (citation.is_labelled or _begins_citation(citation))
        is_cited = citation.is_reference or (
            citation.byline.authors and (citation.byline.is_citation or citation.is_marked)
        )
        # "A primer on lamps [[pdf](…)]" alone
        is_set_off = any(is_own_label(link.label) for link in citation.links) or _ADDRESS_BEHIND.search(block.text)
        is_alone = is_set_off and not re.search(r"\w", citation.remark) and _is_called_like_work(citation)
        is_title = is_bold or is_only_link or begins_with_title or citation.is_line or is_alone
        if citation.title and (is_title or is_cited or _LINKS_ONLY.fullmatch(block.text)):
            certainty = Certainty.LINKED
    elif citation.title_url and (citation.is_labelled or (is_only_link and leads_to_item(citation.title_url))):
        certainty = Certainty.LINKED
    elif (
        _BOLD_AND_LINKS.fullmatch(block.text)
        or _BOLD_ABOVE_LINKS.match(block.text)
        or (block.text.startswith("[") and citation.has_pdf)
    ):
        certainty = Certainty.MARKED if len(citation.title) > 1 else Certainty.NONE
    elif citation.is_marked and citation.byline.authors and any(map(_is_plain_label, citation.links)):
        certainty = Certainty.MARKED  # 'Wordsworth, "Ode to a lamp" [link](https://…)'
    if certainty <= Certainty.MARKED and (label := _BOLD_LABEL.match(block.text)):
        # "**In English:** [**Roe, Jane**. 2007. _A primer_.](https://…)"
        behind = citation_on_page(page, block.text[label.end() :], block.start)
        citation, certainty = (behind, Certainty.NONE) if behind.is_reference else (citation, certainty)
    is_by = citation.is_marked and citation.byline.authors and _QUOTED_BY.match(masked)
    is_credited = citation.is_line and citation.byline.is_citation and bool(citation.byline.authors)
    is_work = citation.is_reference or _is_authored_title(citation) or bool(is_by) or is_credited
    if not certainty and citation.title and is_work:
        certainty = Certainty.CITED
    if not certainty:
        return None
    start = block.start
    if citation.is_labelled and page.lines[start].rstrip().endswith((":", "：")):
        start += 1  # "Presented paper:" above the citation
    end = _end_of_text(page, start, block.end)
    return ListedWork(citation, start, end, certainty, tags, citation.remark, group=group)


def _is_called_like_work(citation: CitationLine) -> bool:
    """Return whether words in title case, or a question, look like a work, or have its identifier beside them."""
    words = citation.title.split()
    is_title_case = all(word[0].isupper() or not word[0].isalpha() for word in words if len(word) > _SHORT)
    if not (is_title_case or citation.title.endswith("?")) or len(words) <= _SEVERAL:
        return False
    return citation.has_identifier or title_shape(citation.title) is TitleShape.WORK


def _is_plain_label(link: Link) -> bool:
    """Return whether the words of a link say nothing but that it is one."""
    return link.label.strip().casefold() in _PLAIN_LABELS


def _is_authored_title(citation: CitationLine) -> bool:
    """Return whether a paragraph is nothing but authors and a linked title: "Jane Roe, [A primer](https://…)."."""
    is_alone = len(citation.links) == 1 and not re.search(r"\w", citation.remark)
    return bool(citation.title_url and citation.byline.authors) and is_alone and len(citation.title.split()) > 1


def works_in_numbered_lines(
    page: MarkdownPage, block: Paragraph, tags: tuple[str, ...], group: int
) -> Iterator[ListedWork]:
    """Yield the works of a paragraph whose lines are references with numbers: "[1] J. Roe, …", "[2] M. Poe, …"."""
    if not _NUMBERED_LINE.match(block.text):
        return
    lines = block.text.split("\n")
    starts = [number for number, line in enumerate(lines) if _NUMBERED_LINE.match(line)]
    if len(starts) < _SEVERAL:
        return
    for start, end in pairwise([*starts, len(lines)]):
        part = Paragraph(block.start + start, block.start + end, "\n".join(lines[start:end]))
        if work := work_in_paragraph(page, part, tags, group):
            yield work


def works_in_broken_lines(
    page: MarkdownPage, block: Paragraph, tags: tuple[str, ...], group: int
) -> Iterator[ListedWork]:
    """Yield the works of a paragraph whose lines breaks end, if most of them are references."""
    lines = block.text.split("\n")
    if len(lines) < _SEVERAL or not all(map(ENDS_IN_BREAK.search, lines[:-1])):
        return
    bare = [ENDS_IN_BREAK.sub("", line) for line in lines]
    citations = [citation_on_page(page, line, block.start + row) for row, line in enumerate(bare)]
    if sum(citation.is_reference for citation in citations) < max(_SEVERAL, _MOSTLY * len(lines)):
        return
    for row, line in enumerate(bare):
        part = Paragraph(block.start + row, block.start + row + 1, line)
        if work := work_in_paragraph(page, part, tags, group):
            yield work


def works_in_linked_titles(
    page: MarkdownPage, block: Paragraph, tags: tuple[str, ...], group: int
) -> Iterator[ListedWork]:
    """Yield the works of a paragraph that is a label and several linked titles: "Papers: [A primer](…), [More](…)".

    Several titles with a year each need no label: "[A primer](a.pdf) (1981) and [More](b.pdf) (1990): a remark". Nor do
    those that all lead to works for sure: "Week 1: [A primer](https://arxiv.org/…), [More](b.pdf) [[code](…)]".
    """
    text = block.text
    if text.count("](") < _SEVERAL:
        return
    if dated := _DATED_TITLES.fullmatch(text):
        yield from _dated_titles(page, block, dated, tags, group)
        return
    match = _LABEL_AND_TITLES.fullmatch(text)
    if not match:
        yield from _sure_titles(page, block, tags, group)
        return
    for link in _LINKED_TITLE.finditer(text, match.start("titles")):
        row = block.start + text.count("\n", 0, link.start())
        citation = citation_on_page(page, link[0], row)
        if citation.title:
            yield ListedWork(citation, row, row + 1, Certainty.LINKED, tags, group=group)


def _sure_titles(page: MarkdownPage, block: Paragraph, tags: tuple[str, ...], group: int) -> Iterator[ListedWork]:
    """Yield the works of linked titles that all lead to works, with their other links, behind a label or none."""
    text = block.text
    label = _ANY_LABEL.match(text)
    at = label.end() if label else 0
    parts = linked_titles(text[at:])
    urls = [match["url"] for part in parts if (match := LINKED_TITLE.match(part))]
    if not all(map(leads_to_text, urls)):
        return
    for part in parts:
        at = text.index(part, at)
        row = block.start + text.count("\n", 0, at)
        citation = citation_on_page(page, part, row)
        if citation.title:
            yield ListedWork(citation, row, row + 1, Certainty.LINKED, tags, group=group)


def _dated_titles(
    page: MarkdownPage, block: Paragraph, match: re.Match[str], tags: tuple[str, ...], group: int
) -> Iterator[ListedWork]:
    """Yield the works of several linked titles with their years; what is said about all of them is said of each."""
    remark = (match["remark"] or "").strip()
    for title in _DATED_TITLE.finditer(block.text, match.start("titles"), match.end("titles")):
        row = block.start + block.text.count("\n", 0, title.start())
        citation = citation_on_page(page, title[0], row)
        if citation.title:
            certainty = Certainty.LINKED if citation.has_identifier else Certainty.CITED
            links = own_links_below(citation, remark, line=page.first_line + row)
            links = tuple(replace(link, role=LinkRole.MENTION) if link.role is LinkRole.OWN else link for link in links)
            yield ListedWork(citation, row, block.end, certainty, tags, remark, links, group=group)


def _begins_citation(citation: CitationLine) -> bool:
    """Return whether a linked title opens a citation and not a sentence: a byline or brackets follow it, or nothing."""
    return len(citation.title.split()) > 2 and (
        citation.byline.is_citation or not citation.remark or citation.remark.startswith(("(", "（"))
    )


def works_in_properties(
    page: MarkdownPage, start: int, end: int, tags: tuple[str, ...], group: int
) -> list[ListedWork]:
    """Return the works of a block that consists mainly of properties: "* **Title**: …", "* **Authors**: …".

    Each title begins a work, but not "full-title" beside "title". A block that is mainly other text has none.
    """
    properties = page.properties(start, end)
    if len(properties) < 2:
        return []
    titles = [number for number, prop in enumerate(properties) if canonical_key(prop.key) == "title"]
    titles = [number for number in titles if properties[number].key.casefold() == properties[titles[0]].key.casefold()]
    written = sum(bool(line.strip()) for line in page.lines[start:end])
    if not titles or len(properties) < _MOSTLY * written:
        return []
    works = []
    for start_index, next_index in zip(titles, [*titles[1:], None], strict=True):
        part: list[Property] = properties[start_index:next_index]
        first = part[0].line - page.first_line
        stop = properties[next_index].line - page.first_line if next_index else end
        works.append(
            ListedWork(
                CitationLine(),
                first,
                _end_of_text(page, first, stop),
                Certainty.LINKED,
                tags,
                metadata=interpret_properties(part, page.document.path),
                group=group,
            )
        )
    return works
