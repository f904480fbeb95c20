"""Find lines that consist only of a link to a work or its identifier: "[arXiv](https://…)", "DOI: 10.1000/x"."""

from __future__ import annotations

from collections.abc import Iterator

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.byline import read_venue
from biblio.readers.markdown.citation import is_own_label
from biblio.readers.markdown.inline import find_inline_links, identifier_of, role_of_label
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.paper_links import calls_paper
from biblio.readers.markdown.property_names import field_of_line
from biblio.readers.markdown.tag_lines import without_tags_in_line
from biblio.readers.markdown.title_links import leads_to_item, leads_to_pdf, may_lead_to_work
from biblio.readers.markdown.titles_above_names import people_in_line

__all__ = ["own_links_by_line"]

# The mark of a quote or list item, but not of a sub-item, which is about the item above it.
_MARKERS = re.compile(r" ?(?:>[ \t]?)*(?:[-*+•][ \t]+(?:[*+•-][ \t]+)?|\d{1,3}[.)][ \t]+)?")
_NUMBERED = re.compile(r"\d[./]\d")
# {{< links code="https://…" paper="https://…" >}}: what a theme of Hugo shows as links.
_SHORTCODE = re.compile(r"\{\{[<%][^{}\n]*[>%]\}\}")
_PARAMETER = re.compile(r"\b([A-Za-z]{1,20})=\"(https?://[^\"\s]+)\"")
_TARGETS = re.compile(r"\]\([^()\s]*\)|https?://\S+")
# Labels and bare identifiers are shorter than this; a longer line is a sentence or a title.
_LONGEST_LABEL = 90
_LONGEST_VENUE = 2  # words of a venue with its year
# "PMID / DOI: PMID 123 / doi:10.1000/x"
_KINDS = frozenset({"doi", "pmid", "pmcid", "pmc", "arxiv", "isbn", "hal", "id", "ids", "url", "link"})
_ADDRESS_ALONE = re.compile(r"<?(?P<url>https?://[^\s<>]+)>?")
_ADDRESS = re.compile(r"https?://\S+")
_NO_WORDS = re.compile(r"[\W_]+")
_HTML = re.compile(r"</?(?:b|i|u|em|strong|span|code|font|small|img|br)\b[^<>]{0,200}>", re.IGNORECASE)
_ANY_FILE = re.compile(r"(?:pdf|file|url|link|full\s?text|html|document|download)", re.IGNORECASE)
_MANUAL = (
    r"data[\s_-]?sheets?"
    r"|(?:user|owners?|instruction|service|operating|installation|quick[\s_-]?start)[\s_-]?(?:manual|guide)"
)
_PRODUCT = re.compile(
    rf"(?:{_MANUAL}|manual|brochure|flyer|spec(?:ification)?(?:\s?sheet|s)?|product (?:page|sheet|brochure)"
    r"|catalog(?:ue)?|buy|order|shop|price list)(?:\s(?:pdf|here))?",
    re.IGNORECASE,
)
_PRODUCT_FILE = re.compile(rf"[/_-](?:{_MANUAL}|brochure)[^/]*\.pdf\b", re.IGNORECASE)
_BESIDE_TITLES = frozenset({"authors", "venue", "year", "published", "tags", "date", "created"})
_FIRST_LINES, _FEWEST_OF_TEXT = 4, 3
_CODE_INDENT = 4  # from here on, a line is code
_LONGEST_LINE_OF_PEOPLE = 600  # characters
_LINK_BEHIND = re.compile(r"[\s.,;:|([–—-]{0,40}(?:\[[^\[\]\n]{1,40}\]\(|https?://|<https?:)")
_ONLY_LINK = re.compile(r"\[(?P<label>[^\[\]\n]+)\](?:\(\S{1,1000}\)|\[[^\[\]\n]*\])")


def own_links_by_line(page: MarkdownPage, start: int, end: int) -> dict[int, list[Link]]:
    """Return the own links on the lines of the body from `start` (from 0) up to `end`, by line; see `_own_links`.

    Where the first of them open the part, an address further down, behind some text, needs a label ("arXiv: …"): it is
    one that the text speaks of. A part that opens with a manual or a data sheet is about a product, and has none.
    """
    links_by_line = {}
    for index, line in enumerate(page.masked_lines[start:end], start):
        if not _may_have_link(line) or not (links := list(_own_links(page, index))):
            continue
        is_known = links[0].label or identifier_of(links[0].url)
        # A PDF below anything but who wrote the work, and where it is, is what the text speaks of.
        above = (page.masked_lines[row] for row in range(start, index) if row not in links_by_line)
        if is_known or all(_is_byline(text) for text in above if text.strip()):
            links_by_line[index] = links
    if not links_by_line:
        return links_by_line
    if not any(_is_named(link) for links in links_by_line.values() for link in links) and _is_of_product(
        page, start, end
    ):
        return {}
    first = min(links_by_line)
    if any(_is_text(page, index) for index in range(start, first)):
        return links_by_line
    text = next((index for index in range(first, max(links_by_line)) if _is_text(page, index)), end)
    return {index: links for index, links in links_by_line.items() if index < text or any(link.label for link in links)}


def _is_behind_people(text: str, *, is_item: bool) -> bool:
    """Return whether a line has nothing but the authors of a work, perhaps its place, and links behind them.

    In an item of a list, they must be called authors: it may be a work by itself.
    """
    if text[:1] in "[<" or len(text) > _LONGEST_LINE_OF_PEOPLE or not (match := _LINK_BEHIND.search(text)):
        return False
    who = text[: match.start()]
    name, named = field_of_line(who)
    is_labelled = name == "authors"
    people = people_in_line(named if is_labelled else who) if is_labelled or not is_item else None
    return people is not None and (len(people.authors) > 1 or people.et_al or people.is_citation)


def _is_byline(line: str) -> bool:
    """Return whether a line below a title says who wrote the work, or where and when it appeared."""
    words = _MARKERS.sub("", line, count=1).strip()
    name, _ = field_of_line(words)
    return name in _BESIDE_TITLES or bool(people_in_line(words) or read_venue(words))


def _is_text(page: MarkdownPage, index: int) -> bool:
    """Return whether a line has words of its own, beside links and identifiers."""
    words = _TARGETS.sub("", _ONLY_LINK.sub("", page.masked_lines[index]))
    return len(re.findall(r"[^\W\d_]{2,}", words)) >= _FEWEST_OF_TEXT and not _may_have_link(page.masked_lines[index])


def _is_named(link: Link) -> bool:
    """Return whether the words of a link say that it leads to a paper, and not only to a PDF."""
    return is_own_label(link.label) and _ANY_FILE.fullmatch(link.label.strip()) is None


def _is_of_product(page: MarkdownPage, start: int, end: int) -> bool:
    """Return whether the first links of a part lead to a manual, a data sheet or the like."""
    lines = [line for line in page.masked_lines[start:end] if line.strip()][:_FIRST_LINES]
    links = (link for line in lines for link in find_inline_links(line, page.definitions))
    labels = (line[link.label] for line in lines for link in find_inline_links(line, page.definitions))
    return any(_PRODUCT_FILE.search(link.url) for link in links) or any(map(_PRODUCT.fullmatch, map(_words, labels)))


def _may_have_link(line: str) -> bool:
    """Return whether a line may have an address or an identifier; most lines of most notes have neither."""
    if "://" in line or "][" in line:
        return True
    return ("." in line or "/" in line) and _NUMBERED.search(line) is not None


def _own_links(page: MarkdownPage, index: int) -> Iterator[Link]:
    """Yield the own links on line `index` (from 0) of the body, if the line has nothing but links.

    Their words must say what they lead to ("Paper: …", "[arXiv](…) | [code](…)"), or the line must be a single link
    outside a list ("[Attention Is All You Need](https://…)") or the only text in the file. Tags do not count.
    """
    line = page.masked_lines[index]
    if index and page.lines[index - 1].rstrip().endswith("<br>"):
        return  # the preceding line continues on this one
    if "{{" in line and _SHORTCODE.fullmatch(line.strip()):
        for label, url in _PARAMETER.findall(line):
            if is_own_label(label) and may_lead_to_work(url):
                yield Link(url, LinkRole.OWN, label, page.first_line + index)
        return
    if _has_stray_spaces(page, index):
        line = line.lstrip(" ")
    marker = _MARKERS.match(line)
    indent = marker.end() if marker else 0
    is_outside = not indent
    text = without_tags_in_line(line[indent:]).strip()
    if (address := _ADDRESS_ALONE.fullmatch(text)) and not identifier_of(address["url"]):
        if leads_to_pdf(address["url"]) or leads_to_item(address["url"]):
            yield Link(address["url"], LinkRole.OWN, "", page.first_line + index)
        return
    only_link = _ONLY_LINK.fullmatch(text)
    is_title = is_outside and only_link is not None and bool(_words(only_link["label"]))
    is_short = is_title or len(_TARGETS.sub("", text)) <= _LONGEST_LABEL
    if line[indent:].startswith((" ", "\t")) or text.startswith("#"):
        return
    # "Jane Roe, Max Poe, CVPR 2020 [pdf](…)" below a title
    is_item = bool(line[:indent].strip(" \t>"))
    has_people = not is_title and _is_behind_people(text, is_item=is_item)
    if not (is_short or has_people):
        return
    links = list(find_inline_links(text, page.definitions))
    words = text
    labels = []
    for link in reversed(links):
        label = _words(text[link.label])
        labels.append(label)
        is_named = len(links) > 1 and (role_of_label(label) is not None or is_own_label(label) or calls_paper(label))
        words = words[: link.start] + ("" if is_named else _ADDRESS.sub(" ", text[link.label])) + words[link.end :]
    bare = [found_identifier for found_identifier in find_identifiers(words) if found_identifier.identifier.address]
    for found_identifier in reversed(bare):
        words = words[: found_identifier.start] + words[found_identifier.end :]
    words = "" if has_people else _words(words)
    # "https://openreview.net/forum?id=… 2022"
    is_label = role_of_label(words) is LinkRole.OWN or calls_paper(words) or all(map(_is_kind, words.split()))
    is_label = is_label or (len(words.split()) <= _LONGEST_VENUE and read_venue(words) is not None)
    is_all = is_title or (not words and page.body.strip() == line.strip())
    if not is_label and not (is_title and links and identifier_of(links[0].url)):
        return
    number = page.first_line + index
    for link, label in zip(links, reversed(labels), strict=True):
        role = role_of_label(label)
        is_called = all(map(_is_kind, (label or words).split())) or calls_paper(label or words)
        is_labelled = is_own_label(label or words) or ((label or words) and is_called and may_lead_to_work(link.url))
        if is_labelled or (role is None and identifier_of(link.url)) or (len(links) == 1 and is_all):
            yield Link(link.url, LinkRole.OWN, words or label, number)
    for found_identifier in bare:
        yield Link(found_identifier.identifier.address or "", LinkRole.OWN, words, number)


def _has_stray_spaces(page: MarkdownPage, index: int) -> bool:
    """Return whether a line right below a heading begins with a link behind spaces that mean nothing: no code."""
    line = page.masked_lines[index]
    text = line.lstrip(" ")
    if not 0 < len(line) - len(text) < _CODE_INDENT or not text.startswith("["):
        return False
    above = next((text for text in reversed(page.masked_lines[max(index - 2, 0) : index]) if text.strip()), "")
    return above.startswith("#")


def _is_kind(word: str) -> bool:
    return word.casefold() in _KINDS or role_of_label(word) is LinkRole.OWN or calls_paper(word)


def _words(text: str) -> str:
    if "<" in text:
        text = _HTML.sub(" ", text)
    return _NO_WORDS.sub(" ", _ADDRESS.sub(" ", text)).strip()
