"""How surely a part of a line names people, and what else it says of their work."""

from __future__ import annotations

from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.author_lists import split_authors
from biblio.readers.markdown.byline import BY, are_ordinary_words, is_person_name, read_venue
from biblio.readers.markdown.line_slots import Slot, trimmed
from biblio.readers.markdown.shelf_lines import name_score

__all__ = ["EXTENT_AT_END", "FULL_NAMES", "YEAR", "YEAR_AT_END", "names_before_place", "people_in", "score_of"]

_BEFORE_NAME = re.compile(rf"^{BY}(?![^\W\d_]\S*,)")  # not "von Roe, Jane"
_TAIL_OF_NAMES = re.compile(
    r"(?:,?\s+|\s*[(\[])(?:eds?|hrsg|hg|dir|editors?|coords?|orgs?|trans|transl)\.?[)\]]?\.?$", re.IGNORECASE
)
YEAR = re.compile(r"(?<![\d/.-])(?:1[5-9]|20)\d\d(?![\d/-])")
YEAR_AT_END = re.compile(r"(?:(?<![,.\s])[,.\s]+)?[(\[（]?(?P<year>(?:1[5-9]|20)\d\d)[a-z]?[)\]）]?[.,:\s]*$")
_DATE_AT_END = re.compile(r"(?:(?<![,.\s])[,.\s]+)?[(\[（][^()]{0,20}\d[^()]{0,20}[)\]）][.,:\s]*$")  # "(c. 380 BCE)"
_RATING_AT_END = re.compile(r"\s\d(?:[.,]\d)?(?:\s?/\s?\d{1,2})?$")
EXTENT_AT_END = re.compile(  # "Jane Roe; 312pp", "Jane Roe, 06:12"
    r"[;,|·]\s*(?:\d{1,4}\s?(?:p|pp|pgs|pages?|págs?|páginas|seiten|s|h|min|頁|ページ|页)\b\.?|\d{1,2}:\d\d(?::\d\d)?)$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<who>[^,()\d]{2,60}?),\s(?P<where>[^,]{1,60}?\b(?:19|20)\d\d)")
_PUBLISHER = re.compile(r"(?:[EÉ]d\.|Editora?|Éditions?|éditions?|Verlag)\s")
_CAPITAL = r"[^\W\d_a-z]"
_UNNAMED = re.compile(r"[a-zß-ÿ][\w-]{3,}\s|.*\d")  # "éditions du Phare", beside a name
_INITIAL_AT_END = re.compile(rf"\b{_CAPITAL}\.$")
_WITH_INITIALS = re.compile(
    rf"{_CAPITAL}[\w'’-]+(?:\s{_CAPITAL}[\w'’-]+)?,?\s(?:{_CAPITAL}\.?[\s-]?){{1,3}}|(?:{_CAPITAL}\.\s?){{1,3}}{_CAPITAL}[\w'’-]+"
)
_WORD = re.compile(r"[^\W\d_]")


_LONGEST_NAMES, _LONGEST_BODY = 200, 90
_LONGEST_LABEL = 300  # characters of names with where their work appeared
FULL_NAMES = 2  # the score of full names

# Words over sections of manuals, which have as many signs as names: "使用方法", "常见问题", "使い方".
_SECTION = re.compile(
    r"配置|方法|问题|問題|说明|説明|示例|安装|功能|目录|目次|更新|使用|使い|需求|总结|背景|模型|实验|実験|設定|概要|概览|環境|环境"
    r"|结构|构造|流程|步骤|手順|사용|설치|설정|개요|방법|환경"
)


@lru_cache(maxsize=8192)  # the same part is judged for several arrangements
def people_in(text: str) -> tuple[int, tuple[str, ...], bool, int | None, str]:
    """Return how surely a text is names of people (0 not, 1 family names, 2 full names), and what it says.

    That are the names, whether there are more, the year and the venue behind them.
    """
    if len(text) > _LONGEST_LABEL:
        return 0, (), False, None, ""
    bare = EXTENT_AT_END.sub("", trimmed(text))
    bare = _TAIL_OF_NAMES.sub("", _BEFORE_NAME.sub("", _RATING_AT_END.sub("", bare), count=1))
    year, venue = None, ""
    if match := YEAR_AT_END.search(bare):
        bare, year = bare[: match.start()], int(match["year"])
    elif label := _LABEL.fullmatch(bare):
        bare, year = label["who"], None
    bare = _DATE_AT_END.sub("", bare)
    if label := _LABEL.fullmatch(trimmed(text)):
        read = read_venue(label["where"])
        match = YEAR.search(label["where"])
        bare, year = label["who"], read.year if read else int(match[0]) if match else None
        venue = read.venue if read else trimmed(YEAR.sub("", label["where"]))
    bare = _TAIL_OF_NAMES.sub("", bare.strip(" ,;:"))
    bare = bare if _INITIAL_AT_END.search(bare) else bare.rstrip(".")
    if not bare or len(bare) > _LONGEST_NAMES or not _WORD.search(bare) or _PUBLISHER.match(bare):
        return 0, (), False, None, ""
    names, et_al = split_authors(bare)
    score = min(name_score(bare), FULL_NAMES)
    if score and venue:
        score = FULL_NAMES  # "Roe, Lamps 2013"
    if names and all(is_person_name(name.replace(",", "")) or _WITH_INITIALS.fullmatch(name) for name in names):
        score = FULL_NAMES
    if _SECTION.search(bare) or are_ordinary_words(names or (bare,)) or any(_UNNAMED.match(name) for name in names[1:]):
        score = 0
    return (score, names, et_al, year, venue) if names else (0, (), False, None, "")


def score_of(slot: Slot) -> int:
    """Return how surely a slot names people, perhaps with where their work appeared behind them."""
    score = people_in(slot.words)[0]
    names, place = names_before_place(slot.words) if not score and slot.kind in ("plain", "behind") else ((), "")
    return FULL_NAMES if names and place else score


def names_before_place(words: str) -> tuple[tuple[str, ...], str]:
    """Return the names at the start of words, and what follows them: "Jane Roe, éditions du Phare".

    Where there are none, they are a body, or names in a form that is not known.
    """
    if _PUBLISHER.match(words):
        return (), words
    parts = words.split(", ")
    for end in range(len(parts) - 1, 0, -1):
        score, names, *_ = people_in(", ".join(parts[:end]))
        if score >= FULL_NAMES:
            return names, ", ".join(parts[end:])
    is_body = (
        len(words) <= _LONGEST_BODY and not any(map(str.isdigit, words)) and (" " in words or not words[:1].islower())
    )
    return ((words,) if is_body else ()), ""
