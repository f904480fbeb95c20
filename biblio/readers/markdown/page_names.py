"""What a page is called, and which of its headings are topics: tags for the works below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.kind_labels import kinds_listed
from biblio.readers.markdown.kind_words import NAMED_BY_FOLDER
from biblio.readers.markdown.list_headings import is_calendar_heading, is_section_name
from biblio.readers.markdown.outline_blocks import Heading
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_names import canonical_key
from biblio.readers.markdown.property_values import plain_value, text_values
from biblio.readers.markdown.section_names import is_contents, is_generic
from biblio.readers.markdown.shelf_names import shelf_kind
from biblio.text import unique_words

__all__ = ["is_classed_as_list", "names_of_page", "names_one_work", "page_title", "places_of_page", "topics"]

# Words of an H1 that names the page rather than a topic.
_PAGE_TITLE = re.compile(
    r"\b(?:awesome|lists?|papers?|reading|readings|bibliography|references|literature|notes?|resources|survey|library|readme"
    r"|bookmarks|links|articles|publications|index)\b|一覧|リスト|まとめ|論文|文献|ノート|メモ|清单|笔记|목록",
    re.IGNORECASE,
)
_AROUND_HEADING = re.compile(r"^[^\w(（「【#]+|(?<![^\w)）」】+#?!])[^\w)）」】+#?!]+$")
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)+\.?|\d+[.)]|[IVX]+\.)\s+")
_CLASSES = frozenset({"category", "categories", "type"})  # keys of front matter
_LIST = re.compile(
    r"(?:(?:annotated|selected)\s)?bibliograph(?:y|ies)|(?:reading|book)[\s_-]?lists?|syllab(?:us|i)|bibliografías?|leseliste",
    re.IGNORECASE,
)
_OF_ONE_WORK = frozenset("authors year venue citekey doi arxiv isbn url pdf".split())
_MOST_WORDS = 10  # of a heading that is a tag
_OWN_TEXTS = frozenset({"paper", "book", "article", "manuscript", "thesis"})


def names_of_page(page: MarkdownPage, headings: Sequence[Heading]) -> Iterator[str]:
    """Yield what a page is called: by its file, its front matter, a heading above all others, labels of its items."""
    folder, _, name = page.relative_path.rpartition("/")
    stem = name.rpartition(".")[0]
    # "Lamps at sea/paper.md" is no list of papers, and "paper.md" is one's own.
    if not (folder and stem.casefold() in NAMED_BY_FOLDER) and stem.casefold() not in _OWN_TEXTS:
        yield stem if " " in stem else stem.replace("_", " ")
    for prop in page.front_matter.properties:
        if canonical_key(prop.key) == "title":
            yield from text_values(prop.value)
    top = [heading for heading in headings if heading.level == 1]
    if len(top) == 1 and top[0] is headings[0]:
        yield top[0].text
    yield from kinds_listed(page.body)


def places_of_page(page: MarkdownPage) -> Iterator[str]:
    """Yield where a page belongs: the folders it is in, and the tags and categories of its front matter."""
    yield from page.relative_path.split("/")[:-1]
    for prop in page.front_matter.properties:
        if canonical_key(prop.key) == "tags" or prop.key.casefold() in _CLASSES:
            yield from text_values(prop.value)


def is_classed_as_list(page: MarkdownPage) -> bool:
    """Return whether the front matter says that the page is a list of works, and nothing of a single one."""
    properties = page.front_matter.properties
    classes = (value for prop in properties if prop.key.casefold() in _CLASSES for value in text_values(prop.value))
    return any(_LIST.fullmatch(value.strip()) for value in classes) and not names_one_work(page)


def names_one_work(page: MarkdownPage) -> bool:
    """Return whether the front matter has more of a work than a title and a date, which pages have as well."""
    return any(canonical_key(prop.key) in _OF_ONE_WORK for prop in page.front_matter.properties)


def page_title(page: MarkdownPage, headings: Sequence[Heading]) -> Heading | None:
    """Return the heading that names the page and not a topic: a single H1 that says so, or is a phrase."""
    top = [heading for heading in headings if heading.level == 1]
    if len(top) != 1 or top[0] is not headings[0]:
        return None
    words = _heading_words(top[0].text)
    if is_generic(words) or shelf_kind(words):
        return top[0]
    is_phrase = len(words.split()) > 5 or words.casefold() == page.file_name.title.casefold()
    return top[0] if is_phrase or _PAGE_TITLE.search(words) else None


@lru_cache(maxsize=4096)  # headings and labels recur
def _heading_words(heading: str) -> str:
    """Return the words of a heading as a tag: without numbering, emoji and the punctuation at its ends."""
    words = _NUMBERING.sub("", plain_value(re.sub(r"!\[[^\[\]]*\]\([^()]*\)", "", heading)))
    return _AROUND_HEADING.sub("", words).lstrip("#").strip()


@lru_cache(maxsize=4096)  # headings and labels recur
def _is_topic(words: str) -> bool:
    """Return whether the words of a heading can be a tag: they name something, no year or day, and are no sentence."""
    is_sentence = len(words.split()) > _MOST_WORDS or words.endswith((".", "。", "!"))
    is_when = not any(map(str.isalpha, words)) or is_calendar_heading(words)
    return not (is_when or is_sentence or is_contents(words) or is_section_name(words))


def topics(headings: Iterable[Heading]) -> tuple[str, ...]:
    """Return the words of headings that can be tags."""
    return unique_words(word for word in (_heading_words(heading.text) for heading in headings) if _is_topic(word))
