"""Find the work that the first items of an outline name, as pages of outliners on papers have it.

::

    - Lamps at sea #reading                  - Meta Data
        - Zotero Metadata                        - #title Lamps at sea, #reading
            - [http://arxiv.org/abs/…](…)        - #url: [http://arxiv.org/abs/…](…)

The page itself is called by a nickname then. An item is the title if it says so, if what Zotero knows about the work is
below it, or if its words are those of the citation key or begin with the name of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import URL, find_identifiers, trim_url
from biblio.readers.markdown.front_matter import Property
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.text_properties import is_metadata_heading
from biblio.text import fold

__all__ = ["outline_work"]

# Logseq's pages in org have headings for items.
_ITEM = re.compile(r"(?:(?P<indent>[ \t]*)[-*+]|(?P<signs>#{1,6}))[ \t]+(?P<text>\S.*)")
_SIGNS = re.compile(r"^#{1,6}[ \t]+")  # "- # Lamps at sea"
_CALLED_TITLE = re.compile(r"(?:#\[?\[?title\]?\]?|\*{0,2}title\*{0,2}\s?::?)\s+(?P<title>\S.*)", re.IGNORECASE)
_OF_ZOTERO = re.compile(r"(?:PDF attachments?|zotero items?:?)\b.*|\[[^\[\]\n]+\]\(zotero://[^()\s]*\)", re.IGNORECASE)
_TAGS = re.compile(r"(?:(?<![\s,])[\s,]++#(?:\[\[[^\[\]]+\]\](?=[\s,]|$)|[^\s#,]+))+(?P<end>[\s,]*+$)?")
# "评分 3.5💗️", "rating: 4/5", "4💗️"
_RATING = re.compile(
    r"\s(?:(?:评分|評価|평점|rating|score|rated|bewertung|note)\s?[:：]?\s?)?\d(?:\.\d)?\s?(?:/\s?\d{1,2}|[^\w\s.,;:!?)\]-]{1,3}\ufe0f?)$"
    r"|\s(?:评分|評価|평점|rating|score)\s?[:：]?\s?\d(?:\.\d)?$",
    re.IGNORECASE,
)
_YEAR_BEHIND = re.compile(r",\s(?P<year>(?:19|20)\d\d)\b.*$")
_ADDRESS_LINE = re.compile(
    r"(?:(?:#?url|#?link|#?paper|#?arxiv|#?doi)\b\s?::?\s*|#url\s+)?(?:\[(?P<label>[^\[\]\n]*)\]\((?P<url>[^()\s]+)\)|<?(?P<bare>https?://\S+?)>?)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_FARTHEST, _MOST_BELOW = 16, 12  # lines
_FEWEST_WORDS, _FEWEST_OF_KEY = 3, 2


class _Line(NamedTuple):
    number: int
    depth: int
    text: str


def outline_work(
    lines: Sequence[str], *, first: int, name: str, citekey: str, is_of_work: bool = True
) -> list[Property]:
    """Return the title and the address of the work that the first items of a page name; nothing if they name none.

    `first` is the file's line (from 1) of the first of `lines`, `name` the title of the page, `citekey` its key. If
    nothing else says that the page is about a work (`is_of_work`), one item must be tagged as the title.
    """
    items = [
        _Line(number, _depth(match), _SIGNS.sub("", match["text"]).strip())
        for number, line in enumerate(lines)
        if (match := _ITEM.fullmatch(line.rstrip()))
    ]
    tagged = [item for item in items if item.text.startswith("#") and _called_title(item.text)]
    if not is_of_work and len(tagged) != 1:
        return []
    for place, item in enumerate(items):
        if item.number > _FARTHEST:
            break
        if not is_of_work and item not in tagged:
            continue
        if not (title := _title(items, place, name, citekey)):
            continue
        bare = _without_tags(title)
        dated = _YEAR_BEHIND.search(bare)
        work = [Property("full-title", bare[: dated.start()] if dated else bare, first + item.number)]
        if dated:
            work.append(Property("year", dated["year"], first + item.number))
        return work + [Property("url", url, first + number) for number, url in _addresses(items, place)]
    return []


def _depth(item: re.Match[str]) -> int:
    return len(item["signs"] or item["indent"].expandtabs(4))


def _without_tags(text: str) -> str:
    """Return the words of an item without the tags at its end."""
    words = plain_value(_TAGS.sub(lambda tags: tags[0] if tags["end"] is None else "", text))
    return _RATING.sub("", words).strip(" ,")


def _called_title(text: str) -> str:
    called = _CALLED_TITLE.fullmatch(text)
    return called["title"] if called else ""


def _title(items: Sequence[_Line], place: int, name: str, citekey: str) -> str:
    item = items[place]
    if called := _called_title(item.text):
        return called
    bare = _without_tags(item.text)
    if len(bare.split()) < _FEWEST_WORDS or "http" in bare or ":: " in item.text or is_metadata_heading(bare):
        return ""
    below = [other for other in items[place + 1 : place + 1 + _MOST_BELOW] if other.depth >= item.depth]
    following = next(iter(below), None)
    if following and _describes(following.text):
        return bare
    known = {word for word in _WORDS.findall(fold(bare)) if word in citekey.casefold()}
    is_of_key = item.depth == items[0].depth and place == 0 and len(known) >= _FEWEST_OF_KEY
    words = f" {fold(bare)} "
    is_of_name = len(name) > 1 and (words.startswith(f" {fold(name)} ") or (place == 0 and f" {fold(name)} " in words))
    return bare if is_of_key or is_of_name else ""


def _describes(text: str) -> bool:
    """Return whether an item is what Zotero, or a person, writes above the data of a work."""
    bare = plain_value(text).strip(" :")
    return _OF_ZOTERO.fullmatch(text.strip()) is not None or is_metadata_heading(bare)


def _addresses(items: Sequence[_Line], place: int) -> Iterator[tuple[int, str]]:
    """Yield the line and the address of the first item below the title, or beside it, that is nothing but one."""
    depth = items[place].depth
    for item in items[place + 1 : place + 1 + _MOST_BELOW]:
        if item.depth < depth:
            return
        match = _ADDRESS_LINE.fullmatch(item.text)
        if not match:
            continue
        url = trim_url(match["url"] or match["bare"])
        is_address = not match["label"] or URL.match(match["label"]) or list(find_identifiers(match["label"]))
        if is_address and list(find_identifiers(url)):
            yield item.number, url
            return
