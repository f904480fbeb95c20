"""Lists with one work a bullet: which items are notes, and what of them is the citation and what the comment.

An item is a note when a link in it is a work's own, or when it has the form of a citation; its sub-items are its
comment. Where such items stand, their neighbours with a marked title are notes too (a blog post, a code
repository). An item that only groups others gives them its words as a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from biblio.model.note import LinkRole
from biblio.readers.markdown.citation import CitationLine, is_own_label, read_citation
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.inline import role_of_host
from biblio.readers.markdown.list_items import Sign, Unit, dedented, own_links_below
from biblio.readers.markdown.outline import ListBlock, ListItem, Paragraph
from biblio.readers.markdown.page import Page
from biblio.readers.markdown.properties import Claims, claims_of
from biblio.readers.markdown.property_names import known_key
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.text_properties import read_metadata

__all__ = ["cited_paragraph", "list_units", "metadata_units"]

_LINKS_ONLY = re.compile(r"(?:[^\n]{0,120}\n){1,2}\s*(?:[^\s\[\]:]{0,20}:\s*)?<?https?://\S+>?\s*")
_MOSTLY = 0.6
_NOTHING = Claims()


def list_units(page: Page, block: ListBlock, tags: tuple[str, ...], group: int) -> Iterator[Unit]:
    """Yield the works of a list and of the lists within it; `tags` are the headings above it."""
    for item in block.items:
        yield from _item_units(page, item, tags, group)


def _item_units(page: Page, item: ListItem, tags: tuple[str, ...], group: int) -> Iterator[Unit]:
    unit = _unit(page, item, tags, group)
    if unit.sign is Sign.LINKED or not item.items:
        if unit.sign:
            yield unit
        return
    label = _group_label(unit.citation, item)
    below = [one for child in item.items for one in _item_units(page, child, (*tags, *label), group)]
    # Under a bold title, plain sentences with links are remarks; works of their own have marked titles or labels.
    if unit.sign and not any(_is_independent(one, unit.citation) for one in below):
        yield unit
    else:
        yield from below


def _is_independent(unit: Unit, above: CitationLine) -> bool:
    citation = unit.citation
    if unit.sign is not Sign.LINKED or not above.marked:
        return unit.sign > Sign.MARKED
    labelled = any(is_own_label(link.label) for link in citation.links)
    return citation.marked or citation.credit.is_citation or labelled


def _unit(page: Page, item: ListItem, tags: tuple[str, ...], group: int) -> Unit:
    """Return an item as a unit, whether it is one or not (its sign tells)."""
    end = _end(page, item.start, item.end)
    used = _citing(item)
    citation = (
        read_citation(_joined(used), page.definitions, line=page.first + used[0].start) if used else CitationLine()
    )
    citation = _with_fuller(citation, item, page)
    below = used[-1].end if used else item.start + 1
    masked = "\n".join(page.masked_lines[below:end])
    links = own_links_below(citation, masked, line=page.first + below)
    claims = _NOTHING
    if item.items and citation.title:
        lines = dedented(page.masked_lines[below:end], strip=False).split("\n")
        claims = claims_of(read_metadata(lines, first=page.first + below), page.document.path)
    elif any(child.items for child in item.items):
        links = ()
    if not any(link.role is LinkRole.OWN for link in (*citation.links, *links)):
        lines_of_addresses = {child.paragraphs[0].start + page.first for child in item.items if _is_bare(page, child)}
        links = tuple(replace(one, role=LinkRole.OWN) if one.line in lines_of_addresses else one for one in links)
    comment = "\n".join(filter(None, (citation.remark, dedented(page.lines[below:end]))))
    sign = _sign(citation, claims, item, page)
    return Unit(citation, item.start, end, sign, tags, comment, links, claims, group)


def _citing(item: ListItem) -> list[Paragraph]:
    """Return the paragraphs of an item that make up its citation: the first, and a second one with its links."""
    paragraphs = item.paragraphs
    if len(paragraphs) > 1 and "](" in paragraphs[1].text and "](http" not in paragraphs[0].text.replace("![](", ""):
        return paragraphs[:2]
    return paragraphs[:1]


def _joined(paragraphs: Sequence[Paragraph]) -> str:
    """Return the texts with as many line feeds between them as the file has."""
    text = paragraphs[0].text
    for before, after in pairwise(paragraphs):
        text += "\n" * (after.start - before.end + 1) + after.text
    return text


def _sign(citation: CitationLine, claims: Claims, item: ListItem, page: Page) -> Sign:
    labelled = [link for link in citation.links if link.role is LinkRole.OWN and is_own_label(link.label)]
    if citation.has_identifier or labelled:
        return Sign.LINKED
    if not citation.title:
        return Sign.LINKED if claims.identifiers else Sign.NONE
    if claims.identifiers or any(_is_bare(page, child) for child in item.items):
        return Sign.LINKED
    if citation.credit.is_citation:
        return Sign.CITED
    if any(link.role is not LinkRole.MENTION or link.label == citation.title for link in citation.links):
        return Sign.MARKED
    bold = citation.marked and len(citation.title.split()) > 2
    return Sign.MARKED if bold else Sign.NONE


def _is_bare(page: Page, child: ListItem) -> bool:
    """Tell whether a sub-item holds nothing but an own link ("[paper](https://…)"), which is then its parent's."""
    if not child.paragraphs or child.items:
        return False
    first = child.paragraphs[0]
    citation = read_citation(first.text, page.definitions, line=page.first + first.start)
    if citation.title or citation.remark or not citation.links:
        return False
    is_address = len(citation.links) == 1 and not citation.links[0].label and not role_of_host(citation.links[0].url)
    return is_address or any(link.role is LinkRole.OWN for link in citation.links)


def _group_label(citation: CitationLine, item: ListItem) -> tuple[str, ...]:
    """Return the words of an item that groups others, as a tag: a few, without link or sentence."""
    words = plain_value(item.paragraphs[0].text).strip(" :：") if item.paragraphs else ""
    is_label = (
        len(item.items) > 1
        and 0 < len(words.split()) <= 6
        and not citation.links
        and not words.endswith((".", "。", "!", "?"))
    )
    return (words,) if is_label else ()


def _with_fuller(citation: CitationLine, item: ListItem, page: Page) -> CitationLine:
    """Return a citation completed by an only sub-item that cites in full what the item calls by a short name.

    "* VGG-Net [[Paper]](https://…)" and below it "* Karen Simonyan and Andrew Zisserman, Very Deep …, ICLR, 2015".
    """
    if citation.credit.authors or len(item.items) != 1 or not item.items[0].paragraphs or not citation.has_identifier:
        return citation
    below = item.items[0].paragraphs[0]
    fuller = read_citation(below.text, page.definitions, line=page.first + below.start)
    if len(fuller.credit.authors) < 2 or not fuller.title or any(link.role is LinkRole.OWN for link in fuller.links):
        return citation
    credit = replace(fuller.credit, identifiers=())
    return replace(citation, other_titles=(*citation.other_titles, fuller.title), credit=credit)


def _end(page: Page, start: int, end: int) -> int:
    while end > start + 1 and not page.lines[end - 1].strip():
        end -= 1
    return end


def cited_paragraph(page: Page, block: Paragraph, tags: tuple[str, ...], group: int) -> Unit | None:
    """Return the work that a paragraph cites as a list would: "**Title.** *Authors.* Venue 2020. [[pdf](…)]".

    Its title must be marked, or stand on a line of its own above the address; running text never is one.
    """
    masked = "\n".join(page.masked_lines[block.start : block.end])
    if "http" not in masked:
        return None
    citation = read_citation(block.text, page.definitions, line=page.first + block.start)
    bold = block.text.lstrip().startswith(("**", "__"))
    only = citation.marked and not citation.remark and len(citation.links) == 1 and "](" in block.text
    if not citation.has_identifier and not any(is_own_label(link.label) for link in citation.links):
        return None
    if not (citation.title and (bold or only or _LINKS_ONLY.fullmatch(block.text))):
        return None
    end = _end(page, block.start, block.end)
    return Unit(citation, block.start, end, Sign.LINKED, tags, citation.remark, group=group)


def metadata_units(page: Page, start: int, end: int, tags: tuple[str, ...], group: int) -> list[Unit]:
    """Return the works of a block that is metadata for the most part: "* **Title**: …", "* **Authors**: …".

    Each title begins one. Nothing comes out of a block that has other text for the most part.
    """
    found = read_metadata(page.masked_lines[start:end], first=page.first + start)
    titles = [number for number, item in enumerate(found) if known_key(item.key) == "title"]
    written = sum(bool(line.strip()) for line in page.lines[start:end])
    if not titles or len(found) < 2 or len(found) < _MOSTLY * written:
        return []
    units = []
    for begin, following in zip(titles, [*titles[1:], None], strict=True):
        part: list[Property] = found[begin:following]
        first = part[0].line - page.first
        behind = found[following].line - page.first if following else end
        units.append(
            Unit(
                CitationLine(),
                first,
                _end(page, first, behind),
                Sign.LINKED,
                tags,
                claims=claims_of(part, page.document.path),
                group=group,
            )
        )
    return units
