"""Read lines whose title stands in the quotation marks that East Asian scripts have for titles.

    山田太郎『灯台の光』岩波書店、1998年
    佐藤花子「港の灯りの歴史」『海事史研究』第12号、2004年、45–60頁
    《灯塔看守人》，李大伟著，人民文学出版社，2005
    『灯台守』（山田太郎、新潮社）        《夜航船》/張大山        『해도』, 최지우

《》 and 『』 enclose nothing but titles, so names beside them are authors, on whichever side they stand. 「」 and 〈〉
enclose speech too: there an author before them and a journal, or a year, behind them must say that it is a title.
"""

from __future__ import annotations

from typing import NamedTuple

from biblio import patterns as re
from biblio.readers.markdown.byline import Byline, is_person_name

__all__ = ["QuotedTitle", "is_in_marks_of_titles", "read_quoted_title"]

_CLOSING = {"《": "》", "『": "』", "〈": "〉", "「": "」"}
_OF_SPEECH = "「〈"
_QUOTED = re.compile(r"(?P<mark>[《『〈「])(?P<title>[^《》『』\n]{1,200}?)[》』〉」]")
_HOST = re.compile(
    r"[\s,，、。.:：]*+(?:载于?|載於?|收入|收于|收於|见|見|所収|[Ii]n)?[\s:：]*+[《『](?P<venue>[^《》『』〈〉\n]{2,80})[》』]"
)
# What somebody did with the book, behind the name.
_ROLE = re.compile(
    r"(?<=\S)\s*[（(]?(?:合著|编著|編著|主编|主編|总主编|共著|共編|編訳|编译|翻译|監修|原著|著|编|編|译|訳|譯|作|撰"
    r"|지음|저|엮음|편저|편|옮김|글)[）)]?$"
)
_MORE = re.compile(r"(?:(?<!\s)\s+)?(?:等(?:人|著|编)?|ほか|他|외)$")
_NATION = re.compile(r"^[\[［(（〔【][^\[\]［］()（）〔〕【】]{1,4}[\]］)）〕】]\s*")
_HAN = r"\u3400-\u9fff々"
_NAME = re.compile(
    rf"[{_HAN}]{{2,5}}|[{_HAN}]{{1,4}}[\s　][{_HAN}\u3040-\u30ff]{{1,4}}"
    r"|[\u30a1-\u30ffー]{2,12}(?:[・=＝][\u30a1-\u30ffー]{1,12}){1,3}"
    rf"|[{_HAN}]{{1,8}}(?:[·•・．][{_HAN}A-Z]{{1,8}}){{1,3}}"
    rf"|[\uac00-\ud7a3]{{2,5}}|[\uac00-\ud7a3]{{1,6}}(?:\s[\uac00-\ud7a3]{{1,7}}){{1,3}}"
)
_HAN_ONLY = re.compile(rf"[{_HAN}]+")
_WITH_KANA = re.compile(rf"[{_HAN}\u3040-\u30ff]{{2,8}}")
# Words before a title that say what it is, or what was done with it.
_NO_NAMES = frozenset(
    "小説 小说 電影 电影 映画 書籍 书籍 論文 论文 漫画 漫畫 雑誌 杂志 推荐 推薦 名著 教材 参考書 教科書 新刊 图书 圖書"
    " 原作 续作 續作 最近 昨天 今天 重读 重讀 读完 讀完 阅读 閱讀 读了 看完 在读 书名 書名 题目 標題 标题 专著 期刊"
    " 詩集 诗集 散文 歌曲 电视剧 動畫 动画 책 소설 영화 논문 도서".split()
)
_SEPARATORS = re.compile(r"\s*[,，、;；/／|｜。:：（()）［］]\s*|\s+[-–—]+\s*|[–—―]{1,2}|[\s　]+")
_BETWEEN_NAMES = re.compile(
    r"(?:(?<!\s)\s+)?[、，,；;／/&＆]\s*|(?<!\s)\s+(?:와|과|and)\s+|(?<=[\uac00-\ud7a3])[·・](?=[\uac00-\ud7a3])"
)
_KANJI_DOT = re.compile(rf"(?<=[{_HAN}]{{2}})・(?=[{_HAN}]{{2}})")
_YEAR = re.compile(
    r"(?P<year>(?:1[5-9]|20)\d\d)(?:[年년](?:度)?|版|[./-]\d{1,2})?(?:\d{1,2}[月월])?(?:\d{1,2}[日일])?(?:第?\d*版)?[）)]?\.?"
)
_DETAIL = re.compile(
    r"(?i:v(?:ol)?|no|pp?|n)\.?\s?\d[\d–\-~.()]*|第?\s?[\d一二三四五六七八九十–\-~]+\s?(?:卷|巻|号|號|期|輯|집|호|권|辑|冊|册|集|章|版|쪽|頁|页|面|회)(?:第?\d+\s?(?:号|期|호)|[（(]\d+[）)])*"
    r"|(?:頁|页|쪽|第)?\s?[\d–\-~.,:]+(?:頁|页|쪽)?"
)
_IMPRINT = re.compile(
    r".*(?:社|出版|出版会|出版部|书局|書局|书店|書店|書房|书馆|書館|印书馆|文庫|文库|新書|新书|選書|叢書|丛书|堂|館|閣|大学|大學"
    r"|출판사|출판부|출판|문고|북스|사|대학교|press|books|publishing)",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"[\u3041-\u3096]")  # a particle right behind a title: "『灯台』を読んだ"
_YEAR_BEHIND_NAMES = re.compile(r"(?:(?<!\s)\s+)?[（(]?(?P<year>(?:1[5-9]|20)\d\d)[a-z]?年?[）)]?$")
# A word that stands right behind a title, with nothing between, is seldom a name if it has one of these characters.
_OF_REMARKS = re.compile(r"[读讀読書书記记録录評评論论紹笔筆版巻卷简簡约約感想]")
_FEWEST_SIGNS = 2  # of author, journal and year


class QuotedTitle(NamedTuple):
    """A title in its marks, and what stands around it; `end` is the offset of the remark, or 0."""

    title: str
    byline: Byline
    end: int = 0


def is_in_marks_of_titles(title: str, text: str) -> bool:
    """Return whether `title` stands in `text` within marks that enclose nothing but titles."""
    return f"《{title}" in text or f"『{title}" in text


def read_quoted_title(line: str) -> QuotedTitle | None:
    """Return the title that a line has in East Asian marks with what stands beside it, or None.

    None if the words around it are not understood: a title may be mentioned in a sentence.
    """
    match = _QUOTED.search(line) if any(mark in line for mark in _CLOSING) else None
    if match is None or line[match.end() - 1] != _CLOSING[match["mark"]]:
        return None
    before, title = line[: match.start()].strip(" 　*_:：,，、-–—·.．"), match["title"].strip()
    dated = _YEAR_BEHIND_NAMES.search(before)
    before, year = (before[: dated.start()], int(dated["year"])) if dated else (before, None)
    authors, et_al = _people(before) if before else ((), False)
    if (before and not authors) or not title:
        return None
    is_speech = match["mark"] in _OF_SPEECH
    end, venue = match.end(), ""
    if (host := _HOST.match(line, end)) and (is_speech or match["mark"] == "《"):
        if not is_speech and not authors:
            return None  # two books
        end, venue = host.end(), host["venue"].strip()
    byline = _pieces(line, end, Byline(authors, et_al, venue, year))
    if is_speech and sum(map(bool, (byline.authors, byline.venue, byline.year))) < _FEWEST_SIGNS:
        return None
    if byline.authors and not authors and _OF_REMARKS.search(_unparted(line, match.end())):
        byline = Byline(end=match.end())
    is_broken_off = _BROKEN_OFF.match(line, end) is not None or "。" in line[end:-1]
    rest = line[byline.end :].strip(" 　*_.,，、。")
    if not byline.authors and rest:
        return None  # "《史记》中的礼制" is a title of its own
    if authors and is_broken_off and not byline.year and not byline.publisher:
        return None
    return QuotedTitle(title, byline, byline.end if rest else 0)


def _pieces(line: str, start: int, byline: Byline) -> Byline:
    """Return a byline with what the pieces of a line say from `start` on, up to the first that says nothing of it."""
    end = position = start
    while position < len(line):
        if separator := _SEPARATORS.match(line, position):
            position = separator.end()
        borders = (match for match in _SEPARATORS.finditer(line, position) if not _is_within_name(line, match))
        stop = next((match.start() for match in borders), len(line))
        piece = line[position:stop].strip(" 　*_.。")
        is_placed = line[stop : stop + 1] in (":", "：")  # "北京：商务印书馆"
        is_last = line[stop : stop + 1] in (")", "）") or _is_dated(line, stop)
        read = byline if not piece or (byline.authors and is_placed) else _with_piece(byline, piece, is_last=is_last)
        if read is None:
            break
        byline, end = read, stop
        position = max(stop, position + 1)
    return byline._replace(end=end)


def _with_piece(byline: Byline, piece: str, *, is_last: bool) -> Byline | None:
    """Return a byline with what one piece says: names, a year, pages or a publisher; None if it is none of them.

    `is_last` says that a bracket ends behind it, or a year follows: after the names, only a publisher stands there.
    """
    if (year := _YEAR.match(piece)) and (year.end() == len(piece) or _DETAIL.fullmatch(piece, year.end())):
        return byline._replace(year=byline.year or int(year["year"]))
    if _DETAIL.fullmatch(piece) or _ROLE.fullmatch(f"x{piece}", 1) or _NATION.fullmatch(f"{piece} "):
        return byline
    is_imprint = _IMPRINT.fullmatch(piece) is not None
    people, et_al = _people(piece)
    if people and not (is_imprint or byline.venue or byline.publisher):
        role = _ROLE.search(piece)
        if byline.authors and (role is None or role[0].strip(" （()）") in _OF_OTHERS):
            return byline if role else byline._replace(publisher=piece) if is_last else None
        return byline._replace(authors=(*byline.authors, *people), et_al=byline.et_al or et_al)
    if (byline.authors or byline.venue) and (is_imprint or is_last):
        return byline._replace(publisher=byline.publisher or piece)
    return None


_OF_OTHERS = frozenset(("译", "訳", "譯", "翻译", "编译", "옮김", "監修"))


def _unparted(line: str, start: int) -> str:
    """Return the word that follows a title without anything between them."""
    match = _SEPARATORS.search(line, start)
    return line[start : match.start() if match else len(line)]


def _is_within_name(line: str, border: re.Match[str]) -> bool:
    """Return whether a blank stands between family and given name: "山田 太郎", "알베르 카뮈"."""
    if border[0].strip():
        return False
    before = re.split(r"[\s　,，、/／（(《『」』》]", line[: border.start()])[-1]
    after = re.split(r"[\s　,，、/／）)]", line[border.end() :])[0]
    is_whole = len(before) > 2 and _HAN_ONLY.fullmatch(before) is not None  # "鈴木一郎 著"
    is_other = is_whole or _IMPRINT.fullmatch(after) or _ROLE.fullmatch(f"x{after}", 1)
    return not is_other and _NAME.fullmatch(f"{before} {_ROLE.sub('', after)}") is not None


def _is_dated(line: str, end: int) -> bool:
    """Return whether a year follows: what stands between an author and a year is the publisher."""
    separator = _SEPARATORS.match(line, end)
    return separator is not None and _YEAR.match(line, separator.end()) is not None


def _people(text: str) -> tuple[tuple[str, ...], bool]:
    """Return the names that words consist of, and whether there are more; nothing if one of them is no name."""
    bare, more = _MORE.subn("", text.strip(" 　*_:：,，、"))
    names, others = list[str](), list[str]()
    is_of_all = _ROLE.search(bare) is not None
    for written in (name for part in _BETWEEN_NAMES.split(bare) for name in _KANJI_DOT.split(part)):
        name = _NATION.sub("", written.strip())
        role = _ROLE.search(name)
        name = _ROLE.sub("", name)
        if not name:
            continue
        is_name = _NAME.fullmatch(name) or is_person_name(name) or (is_of_all and _WITH_KANA.fullmatch(name))
        if not is_name or name in _NO_NAMES:
            return (), False
        (others if role and role[0].strip(" （()）") in _OF_OTHERS else names).append(name)
    return tuple(names or others), bool(more)
