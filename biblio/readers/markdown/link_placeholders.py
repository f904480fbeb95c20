"""A paragraph of Markdown in which each link is one placeholder character, so that patterns see it as a unit.

Images and comments are left out, and runs of blanks are one space. The text after an offset can still be returned as it
was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from biblio import patterns as re
from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.inline import InlineLink, find_inline_links, identifier_of
from biblio.readers.markdown.outline import mask
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.title_links import leads_to_pdf

__all__ = ["LINK_GROUP", "PLACEHOLDER", "PLACEHOLDER_RANGE", "PlaceholderText", "placeholders_in"]

# Placeholders are characters of Unicode's private use area.
_FIRST, _LAST = "\ue000", "\uf8ff"
PLACEHOLDER = f"[{_FIRST}-{_LAST}]"
PLACEHOLDER_RANGE = f"{_FIRST}-{_LAST}"
# Links with the brackets and separators around them: "[[paper](…)] [[code](…)]", "([pdf](…) / [code](…))".
LINK_GROUP = re.compile(
    rf"[\s,;/|·&]{{0,4}}[\[(【]?\s?{PLACEHOLDER}(?:[\s,;/|·&\])】\[(【]{{0,8}}{PLACEHOLDER})*\s?[\])】]?"
)
_PLACEHOLDER = re.compile(PLACEHOLDER)
_IMAGE_OR_EMPTY_LINK = (
    r"!\[[^\[\]\n]*\]\((?:[^()\n]|\([^()\n]*\))*\)|(?<!\[)\[++(?!(?:[^\[\]\s]+\s){3})[^\[\]\n]{0,30}\]+\(\s*\)\]?"
)
_LEFT_OUT = re.compile(rf"{_IMAGE_OR_EMPTY_LINK}|<!--.*?-->", re.DOTALL)
_LEFT_OUT_AFTER_COMMENTS = re.compile(_IMAGE_OR_EMPTY_LINK)
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_BLANK_AND_LEFT_OUT = re.compile(rf"\s*(?:{_LEFT_OUT.pattern})", re.DOTALL)
_BADGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_WORD = re.compile(r"\w")  # placeholders are none
_IN_NAMES = re.compile(r"(?:[,*_;]|\b(?:and|by)|&)\s*$")
_NAMES_END = re.compile(r"\bet\.?\sal\.?,\s$")
# "[Jane Roe](https://…) - *[A primer](https://…)*"
_BEFORE_TITLE = re.compile(r"\s*(?:[-–—:,]\s+)(?:[*_]{1,2}|[\"“„«]\s?)\[")


def placeholders_in(part: str) -> list[str]:
    """Return the placeholders in `part`."""
    return _PLACEHOLDER.findall(part)


class PlaceholderText:
    """One paragraph: `text` has the placeholders, `links` are the links by placeholder.

    `author_links` are links on the names of authors, which remain in `text` as names.
    """

    def __init__(self, source: str, definitions: Mapping[str, str]) -> None:
        self._source = source
        self.links: dict[str, InlineLink] = {}
        self.author_links: list[InlineLink] = []
        # Where each text between links begins, as offsets in `text` and in the source.
        self._parts: list[tuple[int, int]] = []
        parts: list[str] = []
        size = source_end = 0
        for number, link in enumerate(find_inline_links(mask(source), definitions, with_files=True)):
            before = self._between(source_end, link.start)
            written = chr(min(ord(_FIRST) + number, ord(_LAST)))
            name = source[link.label]
            is_among_names = _IN_NAMES.search(before) and number + len(before) > 2
            is_before_title = not (number or _WORD.search(before)) and _BEFORE_TITLE.match(source, link.end)
            # A page of a person is no paper's, and names end with "et al.".
            may_be_of_person = not (identifier_of(link.url) or leads_to_pdf(link.url) or _NAMES_END.search(before))
            if (is_among_names or is_before_title) and may_be_of_person and is_person_name(name):
                # The name of an author that links to a home page.
                self.author_links.append(link)
                written = name
            else:
                self.links.setdefault(written, link)
            self._parts.append((size, source_end))
            parts += [before, written]
            size += len(before) + len(written)
            source_end = link.end
        self._parts.append((size, source_end))
        self.text = "".join([*parts, self._between(source_end, len(source))])

    def _between(self, start: int, end: int) -> str:
        """Return the text between two links; code is kept, because it may be part of a title."""
        part = self._source[start:end]
        if not part.isascii():
            part = _PLACEHOLDER.sub("\ufffd", part)
        if "](" in part or "<!--" in part:
            # Behind the last end of a comment each beginning of one would be searched to the end of the text.
            end = part.rfind("-->") + 3 if "<!--" in part and "-->" in part else 0
            part = _LEFT_OUT.sub(" ", part[:end]) + _LEFT_OUT_AFTER_COMMENTS.sub(" ", part[end:])
        return _BLANKS.sub(" ", part) if "  " in part or "\t" in part else part

    @property
    def has_links(self) -> bool:
        """Whether there are any links, those of authors included."""
        return bool(self.links or self.author_links)

    def label(self, placeholder: str) -> str:
        """Return the words of a link as written."""
        return self._source[self.links[placeholder].label]

    def line(self, link: InlineLink) -> int:
        """Return the line of a link within the paragraph, from 0."""
        return self._source.count("\n", 0, link.start)

    def words(self, link: InlineLink) -> str:
        """Return the words of a link without markup; for a badge, its alternative text."""
        words = self._source[link.label]
        return plain_value(_BADGE.sub(r"\1", words) if "![" in words else words).strip("[] ")

    def clean(self, part: str) -> str:
        """Return a part of the text as a title: links as their words, without markup and punctuation at the ends."""
        words = _PLACEHOLDER.sub(lambda match: self.label(match[0]), part) if self.links else part
        title = plain_value(words).strip(" .,:;|–—-·")
        if title.count("[") != title.count("]") or title[:1] + title[-1:] == "[]":
            title = title.strip(" .,:;|–—-·[]")
        is_quoted = len(title) > 2 and title[0] in '"“”' and title[-1] in '"“”'
        return title[1:-1].rstrip(" ,;") if is_quoted else title  # "“A primer,”"

    def blanked(self, start: int) -> str:
        """Return the text from `start` on, with links and the brackets around them blanked."""
        rest = self.text[start:]
        return LINK_GROUP.sub(lambda match: " " * len(match[0]), rest) if self.links else rest

    def placed_links(self) -> Iterator[tuple[int, str, InlineLink]]:
        """Yield the links in order, with their offsets and placeholders."""
        for match in _PLACEHOLDER.finditer(self.text) if self.links else ():
            yield match.start(), match[0], self.links[match[0]]

    def has_words(self, start: int, end: int | None = None) -> bool:
        """Return whether there are words, and not just links, between two offsets."""
        return _WORD.search(self.text, start, len(self.text) if end is None else end) is not None

    def written(self, start: int) -> str:
        """Return the text from an offset as it was written, without leading separators; empty if it has only links."""
        if not _WORD.search(self.text, start):
            return ""
        if self.text == self._source:
            return self.text[start:].strip().lstrip(".,:;–—-| ").strip()
        return self._source[self._origin(start) :].strip().lstrip(".,:;–—-| ").strip()

    def _origin(self, offset: int) -> int:
        """Return the offset in the source of an offset in `text`; blanks and omitted parts do not count."""
        begin, origin = max(part for part in self._parts if part[0] <= offset)
        to_pass = sum(not char.isspace() for char in self.text[begin:offset])
        while to_pass and origin < len(self._source):
            if match := _LEFT_OUT.match(self._source, origin):
                origin = match.end()
                continue
            to_pass -= not self._source[origin].isspace()
            origin += 1
        while match := _BLANK_AND_LEFT_OUT.match(self._source, origin):
            origin = match.end()
        return origin
