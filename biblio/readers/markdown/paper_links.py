"""Find the link to the work of a note anywhere in its text, by the words of the link or before it.

In posts and notes with a title of their own, the address of the paper is often in a bullet or in the last section:
"* [Link to the paper](https://…)", "논문: https://…", "### 論文情報・リンク". A link whose words are the title, or a
reference with the title, is the work's too. Sections about other works do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from biblio import patterns as re
from biblio.extract.identifiers_in_text import find_identifiers
from biblio.extract.links import host_role
from biblio.model.note import Link, LinkRole
from biblio.readers.markdown.inline import InlineLink, find_inline_links, identifier_of, role_of_label
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.property_values import plain_value
from biblio.readers.markdown.section_names import is_of_other_works
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.text import fold, without_signs_around

__all__ = ["PaperLink", "PaperLinkSign", "calls_paper", "find_paper_links", "leads_readers_to_paper", "names_paper"]

_LABEL = re.compile(
    r"(?:(?:a\s)?(?:link|go|pointer)\s(?:to|for)\s(?:the\s)?|the\s|original\s|full\s|read\s(?:the\s)?|official\s"
    r"|this\s(?:(?:workshop|conference|journal|short|long|recent|new|great|interesting|survey|review|position)\s)?)*"
    r"(?:paper|article|publication|preprint|manuscript|pdf|arxiv|doi|open\s?review|thesis|study|ads|pubmed|acm"
    r"|ieee(?:\s?xplore)?|springer|science\s?direct|jstor|biorxiv|medrxiv|ssrn|hal|inspire(?:-?hep)?"
    r"|acl(?:\santhology)?|nature|pnas|semantic scholar|original text|full text|origin(?:al)?)"
    r"(?:\s(?:link|pdf|url|page|version|here|abstract|paper))*"
    r"|(?:元の?|原|本|対象|紹介)?論文(?:情報)?(?:の|への|は|公開)?[・･/\s]*(?:リンク|url|pdf|ページ|公開ページ|は?こちら|本体|情報)*"
    r"|(?:元の)?論文の?公開ページ|原著(?:論文)?|書誌情報"
    r"|(?:论文|文章|原文)(?:的)?(?:信息|链接|地址|下载|原文|网址|pdf|出处)*|原文|(?:論文|文章)(?:連結|網址)"
    r"|(?:원|본|해당)?\s?논문(?:\s?(?:의|을|은))?\s?(?:링크|주소|원문|보러\s?가기|보기|바로\s?가기|pdf|정보|출처)*"
    r"|(?:원문|원본)\s?(?:링크|보러\s?가기|보기|바로\s?가기|주소)?"
    r"|(?:(?:link\s)?zum\s)?(?:artikel|aufsatz|volltext)|(?:lien vers\s)?(?:l['’]article|le papier)"
    r"|(?:enlace (?:al|del)\s)?art[ií]culo(?:\soriginal)?|(?:link (?:do|para o)\s)?artigo(?:\soriginal)?"
    r"|(?:link all['’])?articolo(?:\soriginale)?|(?:ссылка на\s)?(?:стать[яю]|публикаци[яю])",
    re.IGNORECASE,
)
# Headings under which the only link is the work's.
_SECTION = re.compile(
    r"links?|urls?|source|reference(?: paper)?|paper (?:info|information|details)|リンク|出典|書誌|文献情報|链接"
    r"|来源|링크|출처|liens?|enlaces?|quelle|ссылк[аи]|источник",
    re.IGNORECASE,
)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>.*)$")
_SUB_ITEM = re.compile(r"(?:  |[ ]?\t)[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")  # it is about the item above it
_MARKER = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+)?")
_OPEN_LINK = re.compile(r"[^\[\]]{0,200}\[[^\[\]]+$")
# "The paper is available [here](…)", "논문은 [이곳](…)에서", "論文は[こちら](…)"
_HERE = re.compile(
    r"(?:here|this|this link|link|(?:다음|이|여기|해당)?\s?(?:링크|주소)|여기|이곳|이\s?곳|다음"
    r"|こちら|ここ|リンク|这里|此处|這裡|链接|戳这里|点这里|hier|ici|aquí)",
    re.IGNORECASE,
)
# "Available [here](…)", "It is freely available at …", below the title
_AVAILABLE = re.compile(
    r"(?:(?:it|this|full text|pdf)(?:\sis)?\s)?(?:(?:freely|openly|also|publicly)\s)?(?:available|accessible)"
    r"(?:\sonline)?(?:\s(?:at|from|via|as (?:a )?pdf))?",
    re.IGNORECASE,
)
# "Read [the paper](…)", as reading groups announce it
_READ = re.compile(
    r"(?:please\s|(?:you can|we)\s)?(?:read|reading|get|download|see|find)(?:\s(?:the|this))?"
    r"|lire|leer|lesen|読む|阅读|읽기",
    re.IGNORECASE,
)
_READ_THE_PAPER = re.compile(
    r"\W*(?:please\s)?read\s(?:(?:the|this)\s(?:paper:?\s)?)?\[(?:(?:the|this)\s)?(?:original\s|full\s)?(?:paper|pdf)(?:\sversion)?\]"
    r"\(http",
    re.IGNORECASE,
)
_PAPER_AT = re.compile(
    r"(?:\b(?:the|this|original|full|read|find|paper'?s)\s(?:paper|article|preprint|manuscript|pdf|text)(?:\sitself)?"
    r"|\bpaper|논문(?:\s?(?:원문|링크|전문))?|원문|원본|論文|原論文|论文|原文)"
    r"(?:\s?(?:은|는|의|을|를|이|가|は|の|を|が|在|见))?(?:\s(?:is|can be|could be|may be))?"
    r"(?:\s(?:available|accessible|found|read|accessed|downloaded|viewed))?(?:\s(?:at|from|via))?\W*$",
    re.IGNORECASE,
)
_PAPER_WORD = re.compile(
    r"[\s\W]{0,3}(?:\{:[^{}]*\}\s?)?(?:the\s)?(?:paper|article|논문|원문|論文|论文|原文)", re.IGNORECASE
)
# "[이곳](…)에서 논문을 확인할 수 있다", "[こちら](…)で論文を読めます"
_PAPER_THERE = re.compile(r"(?:에서|에|で|から)\s?(?:이\s?|본\s?|해당\s?|원\s?|この|元の?|原)?(?:논문|論文)")
_INTRODUCTIONS = re.compile(
    r"introduction|intro|overview|들어가며|들어가기|서론|소개|개요|시작하며|はじめに|導入|概要|引言|简介|前言",
    re.IGNORECASE,
)
# A notebook with code is no paper, whatever it is called.
_NOTEBOOK = re.compile(r"\.ipynb(?:$|[?#])", re.IGNORECASE)
# "논문 [A primer](…)의 일부를 참고했습니다": the page is about something else.
_ONLY_USED = re.compile(r"[^\n.。]{0,40}(?:참고|참조|을\s?인용|를\s?인용|を参考|を参照)")
_INTRODUCTION = 30  # lines
_LONGEST_LABEL = 60
_FEWEST_WORDS = 2
_MOST_LINES = 6
_LONGEST = 2_000  # characters of a line that may be a reference with its link
_SHORTEST_TITLE = 10


class PaperLinkSign(IntEnum):
    """What shows that a link leads to the work of the page, the stronger the higher."""

    INTRODUCTION = 0
    SECTION = 1
    LABEL = 2
    TITLE = 3


class PaperLink(NamedTuple):
    """A link to the work of a page; `row` is its line in the body, from 0, `section` the heading above it."""

    link: Link
    sign: PaperLinkSign
    row: int
    section: str


def find_paper_links(page: MarkdownPage, titles: Sequence[str], *, is_review: bool = False) -> tuple[PaperLink, ...]:
    """Return the links that lead to the work called by one of `titles`; none if they lead to several works.

    If the links of different signs contradict each other, those with the strongest sign count. On a page that is known
    to be about a work (`is_review`), the only paper that the first paragraphs lead to is it.
    """
    if "http" not in page.masked:
        return ()
    folded = [fold(title) for title in titles if len(title) >= _SHORTEST_TITLE]
    links = list(_candidates(page, folded))
    for sign in (None, *sorted(PaperLinkSign, reverse=True)):
        chosen = [link for link in links if sign in (None, link.sign)]
        if chosen and _is_one_work(chosen):
            return tuple(chosen)
    introduced = list(_introduced(page, folded)) if is_review and not links else []
    introduced = [link for link in introduced if link.sign is PaperLinkSign.LABEL] or introduced
    return tuple(introduced) if _is_one_work(introduced) else ()


def leads_readers_to_paper(page: MarkdownPage) -> bool:
    """Return whether a line of a page says to read the paper that it leads to ("Read [the paper](…)")."""
    return any(_READ_THE_PAPER.match(line) for line in page.masked_lines)


def _introduced(page: MarkdownPage, titles: Sequence[str]) -> Iterator[PaperLink]:
    """Yield the links to papers in the text before the second heading, or before the first with text above it.

    An address that is all there is on a line of a section called "Introduction" counts too.
    """
    rows = [heading.row for heading in page.headings]
    end = next((row for row in rows if any(_is_text(line) for line in page.lines[:row])), len(page.lines))
    section = ""
    for row in range(min(len(page.lines), _INTRODUCTION)):
        line = page.masked_lines[row]
        if match := _HEADING.match(line):
            section = _clean(match["text"])
        is_bare = _INTRODUCTIONS.fullmatch(section) and line.strip().startswith(("http", "<http"))
        if row >= end and not is_bare:
            continue
        for link in find_inline_links(line, page.definitions) if "http" in line else ():
            words = _clean(line[link.label]) if link.label.stop else ""
            behind = line[link.end :]
            is_near = _PAPER_WORD.search(line[: link.start]) or _PAPER_WORD.match(behind)
            is_there = _HERE.fullmatch(words) and _PAPER_THERE.match(behind)
            is_alone = len(line.strip()) == link.end - link.start and not _is_title_of_another(words, titles)
            is_named = is_there or is_near or is_alone or _is_label(words)
            if identifier_of(link.url) is not None and is_named and not _other(words):
                sign = PaperLinkSign.LABEL if is_there else PaperLinkSign.INTRODUCTION
                yield PaperLink(Link(link.url, LinkRole.OWN, words, page.first_line + row), sign, row, "")


def _is_title_of_another(words: str, titles: Sequence[str]) -> bool:
    """Return whether the words of a link are the title of a work, and none of `titles` (folded) or a part of one."""
    folded = fold(words)
    is_own = not titles or any(title in folded or folded in title for title in titles)
    return not is_own and title_shape(words) is TitleShape.WORK


def _is_text(line: str) -> bool:
    return bool(line.strip()) and _HEADING.match(line) is None


@lru_cache(maxsize=4096)  # headings recur
def names_paper(heading: str) -> bool:
    """Return whether a heading says that the address of the paper is below it ("論文情報・リンク", "Paper link")."""
    return calls_paper(heading) or _SECTION.fullmatch(_clean(heading)) is not None


def calls_paper(label: str) -> bool:
    """Return whether words are what a paper is called before or in its link ("Link zum Artikel", "Full text")."""
    return _LABEL.fullmatch(_clean(label)) is not None


def _is_one_work(links: Sequence[PaperLink]) -> bool:
    """Return whether links can lead to one work: no two identifiers of a kind, no two addresses without one."""
    identifiers = {identifier for item in links if (identifier := identifier_of(item.link.url))}
    unknown = {item.link.url for item in links if identifier_of(item.link.url) is None}
    return len({identifier.scheme for identifier in identifiers}) == len(identifiers) and len(unknown) <= 1


def _candidates(page: MarkdownPage, titles: Sequence[str]) -> Iterator[PaperLink]:
    section, is_other = "", False
    section_level = 0
    for row, line in enumerate(page.masked_lines):
        if match := _HEADING.match(line) if "#" in line[:4] else None:
            level = len(line.lstrip()) - len(line.lstrip().lstrip("#"))
            words = _clean(match["text"].rstrip(" \t#"))
            if is_of_other_works(words):
                is_other, section_level = True, level
            elif not is_other or level <= section_level or _LABEL.fullmatch(words):
                # "### 論文情報" may be below "## 次に読むべき論文".
                is_other = False
            section = words
            if "](" not in line:
                continue
        if "[" in line and _OPEN_LINK.match(line):
            # A reference that is the words of a link may be on several lines.
            line = _joined(page.masked_lines, row)
        if "http" not in line or _SUB_ITEM.match(line):
            continue
        text = line[marker.end() :] if (marker := _MARKER.match(line)) else line
        if len(_addressless(text)) > _LONGEST:
            continue
        links = _links_in(text, page, row, section, titles)
        # Among the works that a note refers to may be its own, by its title.
        yield from (link for link in links if not is_other or _has_title(link, titles))


def _has_title(item: PaperLink, titles: Sequence[str]) -> bool:
    """Return whether a link to a paper has all words of a title that is no short one, and no more."""
    is_long = any(len(title.split()) > _FEWEST_WORDS and fold(item.link.label) == title for title in titles)
    return is_long and identifier_of(item.link.url) is not None


def _joined(lines: Sequence[str], row: int) -> str:
    """Return the line `row` with those after it, up to the end of the link that it opens."""
    for end in range(row + 1, min(row + _MOST_LINES, len(lines))):
        if not lines[end].strip():
            break
        if "](" in lines[end]:
            return " ".join(lines[row : end + 1])
    return lines[row]


def _links_in(text: str, page: MarkdownPage, row: int, section: str, titles: Sequence[str]) -> Iterator[PaperLink]:
    """Yield the links of a line that lead to the work: the first by its label or section, any by its words."""
    for number, link in enumerate(find_inline_links(text, page.definitions)):
        words = _clean(text[link.label]) if link.label.stop else ""
        sign = _sign(text, link, number, words, section, titles)
        is_page = host_role(link.url) in (LinkRole.POST, LinkRole.VIDEO) or _NOTEBOOK.search(link.url)
        if sign and not is_page:
            yield PaperLink(Link(link.url, LinkRole.OWN, words, page.first_line + row), sign, row, section)
            # "[Roe, J., A primer, Journal 12, DOI: 10.1000/x](https://…)": the words of the link have the DOI.
            named = {item.identifier for item in find_identifiers(text[link.label])} if link.label.stop else set()
            if identifier_of(link.url) is None and len(named) == 1 and (address := named.pop().address):
                yield PaperLink(Link(address, LinkRole.OWN, words, page.first_line + row), sign, row, section)


def _sign(
    text: str, link: InlineLink, number: int, words: str, section: str, titles: Sequence[str]
) -> PaperLinkSign | None:
    folded = fold(words)
    if folded and any(_is_called(folded, title) for title in titles):
        return PaperLinkSign.TITLE
    if number or _ONLY_USED.match(text, link.end):
        return None
    before = _clean(text[: link.start])
    if _HERE.fullmatch(words) and len(before) < _LONGEST_LABEL and _PAPER_AT.search(before):
        return PaperLinkSign.LABEL
    if _AVAILABLE.fullmatch(before) and (_HERE.fullmatch(words) or not words):
        return PaperLinkSign.LABEL
    is_label = _is_label(words) or (not words and identifier_of(link.url) is not None)
    if (_is_label(words) and (not before or _READ.fullmatch(before))) or (
        before and _is_label(before) and not _other(words)
    ):
        return PaperLinkSign.LABEL
    if names_paper(section) and (is_label or identifier_of(link.url)) and len(before) < _SHORTEST_TITLE:
        return PaperLinkSign.SECTION
    return None


def _is_called(words: str, title: str) -> bool:
    """Return whether the folded words of a link are the title, or a reference with it.

    A title of two words ("Data Augmentation") may be the topic of many papers.
    """
    if len(words) <= len(title) or title not in words:
        return words == title
    return len(title.split()) > _FEWEST_WORDS or words.startswith(title)


def _is_label(words: str) -> bool:
    return bool(words) and _LABEL.fullmatch(words) is not None


def _other(words: str) -> bool:
    """Return whether the words of a link say that it leads to something else: "Paper: [code](…)"."""
    role = role_of_label(words)
    return role is not None and role is not LinkRole.OWN


def _clean(text: str) -> str:
    return without_signs_around(plain_value(text))


def _addressless(text: str) -> str:
    return re.sub(r"https?://\S+", "", text)
