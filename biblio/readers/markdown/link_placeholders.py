"""A line of Markdown with each of its links as one character, so that patterns see a link as one thing.

Images and comments are left out, runs of blanks are one. What stands behind a place in the skeleton can be had as
it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.inline import InlineLink, find_inline_links
from biblio.readers.markdown.outline import mask
from biblio.readers.markdown.property_values import plain_value

__all__ = ["LINK_GROUP", "PLACEHOLDER", "PLACEHOLDER_RANGE", "PlaceholderText", "placeholders_in"]

# Characters of Unicode's private area stand for the links.
_FIRST, _LAST = "\ue000", "\uf8ff"
PLACEHOLDER = f"[{_FIRST}-{_LAST}]"
PLACEHOLDER_RANGE = f"{_FIRST}-{_LAST}"
# Links with the brackets and separators around them: "[[paper](…)] [[code](…)]", "([pdf](…) / [code](…))".
LINK_GROUP = re.compile(
    rf"[\s,;/|·&]{{0,4}}[\[(【]?\s?{PLACEHOLDER}(?:[\s,;/|·&\])】\[(【]{{0,8}}{PLACEHOLDER})*\s?[\])】]?"
)
_PLACEHOLDER = re.compile(PLACEHOLDER)
_LEFT_OUT = re.compile(
    r"!\[[^\[\]\n]*\]\((?:[^()\n]|\([^()\n]*\))*\)|<!--.*?-->|\[+[^\[\]\n]{0,30}\]+\(\s*\)\]?", re.DOTALL
)
_BLANKS = re.compile(r"[ \t]{2,}|\t")
_IN_NAMES = re.compile(r"(?:[,*_;]|\b(?:and|by)|&)\s*$")


def placeholders_in(part: str) -> list[str]:
    """Return the characters of `part` that stand for links."""
    return _PLACEHOLDER.findall(part)


class PlaceholderText:
    """One paragraph: `text` is its skeleton, `links` are by their characters, `people` are links of authors' names."""

    def __init__(self, source: str, definitions: Mapping[str, str]) -> None:
        self._source = source
        self.links: dict[str, InlineLink] = {}
        self.author_links: list[InlineLink] = []
        # The places in the skeleton where text between links begins, and where it does in the source.
        self._parts: list[tuple[int, int]] = []
        parts: list[str] = []
        size = done = 0
        for number, link in enumerate(find_inline_links(mask(source), definitions)):
            before = self._between(done, link.start)
            atom = chr(min(ord(_FIRST) + number, ord(_LAST)))
            name = source[link.label]
            if _IN_NAMES.search(before) and number + len(before) > 2 and is_person_name(name):
                # An author's name that links to a home page is a name.
                self.author_links.append(link)
                atom = name
            else:
                self.links.setdefault(atom, link)
            self._parts.append((size, done))
            parts += [before, atom]
            size += len(before) + len(atom)
            done = link.end
        self._parts.append((size, done))
        self.text = "".join([*parts, self._between(done, len(source))])

    def _between(self, start: int, end: int) -> str:
        """Return the text between two links. Code keeps its letters, which may belong to a title."""
        part = _PLACEHOLDER.sub("\ufffd", self._source[start:end])
        if "](" in part or "<!--" in part:
            part = _LEFT_OUT.sub(" ", part)
        return _BLANKS.sub(" ", part)

    def label(self, atom: str) -> str:
        """Return the words of a link as they are written."""
        return self._source[self.links[atom].label]

    def line(self, link: InlineLink) -> int:
        """Return how many lines into the paragraph a link stands."""
        return self._source.count("\n", 0, link.start)

    def words(self, link: InlineLink) -> str:
        """Return the words of a link without markup; of a badge, what it shows."""
        return plain_value(re.sub(r"!\[([^\[\]]*)\]\([^()]*\)", r"\1", self._source[link.label])).strip("[] ")

    def clean(self, part: str) -> str:
        """Return a part of the skeleton as a title: links as their words, no markup, no punctuation at its end."""
        words = _PLACEHOLDER.sub(lambda match: self.label(match[0]), part)
        title = plain_value(words).strip(" .,:;|–—-·[]")
        return title[1:-1] if len(title) > 2 and title[0] in '"“”' and title[-1] in '"“”' else title

    def blanked(self, start: int) -> str:
        """Return the skeleton from `start` with links and their brackets blanked, so that only words count."""
        return LINK_GROUP.sub(lambda match: " " * len(match[0]), self.text[start:])

    def placed_links(self) -> Iterator[tuple[int, str, InlineLink]]:
        """Yield the links with their places in the skeleton and their characters."""
        for match in _PLACEHOLDER.finditer(self.text):
            yield match.start(), match[0], self.links[match[0]]

    def has_words(self, start: int, end: int | None = None) -> bool:
        """Tell whether words, not links alone, stand between two places."""
        return re.search(rf"(?![{PLACEHOLDER_RANGE}])\w", self.text[start:end]) is not None

    def written(self, start: int) -> str:
        """Return the text behind a place as it was written, without separators before it; links alone are none."""
        if not re.search(r"\w", LINK_GROUP.sub("", self.text[start:])):
            return ""
        return self._source[self._origin(start) :].strip().lstrip(".,:;–—-| ").strip()

    def _origin(self, place: int) -> int:
        """Return where in the source a place of the skeleton is; blanks and what is left out do not count."""
        begin, origin = max(part for part in self._parts if part[0] <= place)
        to_pass = sum(not char.isspace() for char in self.text[begin:place])
        while to_pass and origin < len(self._source):
            if match := _LEFT_OUT.match(self._source, origin):
                origin = match.end()
                continue
            to_pass -= not self._source[origin].isspace()
            origin += 1
        while match := re.compile(rf"\s*(?:{_LEFT_OUT.pattern})", re.DOTALL).match(self._source, origin):
            origin = match.end()
        return origin
