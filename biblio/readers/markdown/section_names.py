"""What the names of sections say: a part of a note, other works, the page itself, or a list of works."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.property_values import parse_property_date, plain_value
from biblio.text import fold, in_small_letters

__all__ = [
    "are_of_a_course",
    "begins_text",
    "is_aside",
    "is_chapter",
    "is_contents",
    "is_generic",
    "is_list_of_books",
    "is_list_title",
    "is_more_to_read",
    "is_of_other_works",
    "is_to_read",
    "is_venue_alone",
    "names_list",
]

_NO_TITLES = frozenset(
    "paper|papers|summary|plan|notes|note|abstract|metadata|info|information|overview|introduction|tldr|tl dr"
    "|title|links|reading notes|paper notes|book notes|literature note|my notes|annotations|highlights"
    "|untitled|todo|log|tasks"
    "|references|要約|概要|メモ|論文メモ|論文|まとめ|ノート|タイトル|一言でいうと|はじめに"
    "|実装|実験|実験結果|結果|考察|結論|手法|提案手法|関連研究|背景|その1|その2"
    "|摘要|笔记|引言|简介|前言|正文|绪论|实现|实验|实验结果|结果|结论|方法|相关工作"
    "|메모|노트|요약|들어가며|서론|소개|개요|실험|실험 결과|결과|결론|방법|배경|구현"
    "|methods|results|experiments|background|motivation|related work|conclusion|conclusions".split("|")
)
# Sections whose lists are about other works, in small letters, as the next ones are (`_words_of`).
_OTHER_WORKS = re.compile(
    r"(?:(?:key\s|selected\s|main\s)?references?|bibliography|literature cited|works cited|sources cited"
    r"|(?:related|relevant|connected|similar)(?:\s(?:works?|papers?|notes?|readings?|literature|posts?|links?|articles?))?"
    r"|see also|baselines|prior works?|previous works?|follow[\s-]?ups?(?:\s(?:works?|papers?))?|footnotes"
    r"|(?:further|future|additional|suggested|recommended|next|more|other|background)\s(?:readings?|reads?|papers?|literature)"
    r"|(?:papers?|works?|what)\sto\sread(?:\s(?:next|later|after))?|(?:what\s)?(?:to\s)?read\s(?:next|more)|next(?:\ssteps)?"
    r"|papers?\s(?:cited|citing)(?:\sin this paper)?"
    r"|(?:cited|citing|referenced|mentioned)\s(?:works?|papers?)(?:\s\([^()]*\)?)?"
    r"|参考文献|引用文献|引用|参考(?:資料|論文|リンク|にした論文)?|関連(?:研究|論文|記事|ノート|文献|リンク|する論文)?|先行研究|後続研究"
    r"|(?:次|つぎ)に(?:読|よ)(?:むべき|みたい|む)論文(?:は|はある|はあるか|はありますか|がある)?|次(?:の|に読む)論文"
    r"|(?:読|よ)むべき論文|今後読(?:む|みたい)論文"
    r"|相关(?:论文|工作|文献|阅读|研究|链接|笔记)?|參考文獻|参考(?:论文|资料|链接)|(?:延伸|扩展|拓展|推荐|进一步)阅读|推荐论文|后续(?:论文|工作)"
    r"|(?:下一篇|接下来(?:要读的|阅读的)?)论文"
    r"|(?:추가로|다음에|더|이어서|함께)\s?읽을?\s?(?:만한\s)?(?:논문|거리|자료|글)?(?:은|들)?|(?:읽어\s?볼|읽을|관련|참고|추천|후속|인용)\s?"
    r"(?:만한\s)?(?:논문|연구|자료|문헌|글|링크)(?:들|은)?|참고문헌|선행\s?연구"
    r"|weiterführende\sliteratur|literatur(?:verzeichnis|hinweise)|quellen|siehe auch|verwandte arbeiten"
    r"|bibliographie|références?|pour aller plus loin|à lire(?: aussi)?|voir aussi|lectures? complémentaires?"
    r"|bibliografía|referencias|lecturas? (?:adicionales|recomendadas|relacionadas)|véase también"
    r"|(?:bibliograf[ií]a|referencias|referências|références|bibliographie|fuentes)(?:\sbibliogr[aá]ficas)?"
    r"\s(?:revisad|consultad|citad|utilizad|usad|estudiad|consultat|utilizzat|citat|consultée|citée|utilisée)[ao]?s?"
    r"|trabajos? relacionados?"
    r"|bibliografia|riferimenti|referências|trabalhos relacionados)",
)
# On a list of readings, these are part of it.
_MORE_TO_READ = re.compile(
    r"(?:further|additional|suggested|recommended|more|other|background)\s(?:readings?|literature|books)"
    r"|weiterführende\sliteratur|pour aller plus loin|à lire(?: aussi)?|lectures? complémentaires?"
    r"|lecturas? (?:adicionales|recomendadas|complementarias?)|leituras? (?:adicionais|complementares|recomendadas)"
    r"|(?:延伸|扩展|拓展|推荐|进一步)阅读|参考図書|더 읽을거리",
)
_TO_READ = re.compile(r"(?:(?:papers?|works?|books?|articles?|what)\s)?to[\s-]read(?:\s(?:next|later|soon))?")
# What the sections of a course's page are called, on which "References" are what is to be read.
_OF_A_COURSE = re.compile(
    r"(?:course|class|weekly|tentative)?\s?(?:schedule|calendar|outline|objectives|description|policies|requirements)"
    r"|grad(?:es?|ing)(?:\s\w+)?|assignments?(?:\s\w+)?|textbooks?"
    r"|(?:required|recommended|optional) (?:texts?|textbooks?|readings?|books?)"
    r"|instructors?|office hours|prerequisites|syllabus|learning (?:objectives|outcomes|goals)|attendance"
    r"|academic (?:integrity|honesty)|disability.{0,40}|exams?|homework",
)
_FEWEST_OF_A_COURSE = 3
# Sections about the page itself, or about software.
_OF_THE_PAGE = re.compile(
    r"(?:license|contribut(?:ing|ions?|ors?)|acknowledge?ments?|contact(?: us)?"
    r"|star history|citations?|cit(?:e|ing)(?: us)?|how to cite|sponsors?|maintainers?|change\s?log|installation|usage"
    r"|getting started|community|shar(?:e|ing)|许可证|참고|참조|출처"
    r"|(?:special )?thanks|tech(?:nology)? stack|(?:built|made) with|致谢|致謝|鸣谢|謝辞|감사(?:의 (?:글|말))?"
    r"|danksagung|remerciements"
    r"|agradecimientos|ringraziamenti|技术栈|技術棧|技術スタック|기술 스택)",
)
# "2020 RAFT: Recurrent All-Pairs Field Transforms": a title behind a year is no date.
_YEAR_AND_WORDS = re.compile(
    r"(?:19|20)\d{2}\s+[^\W\d_]{2}|(?:19|20)\d{2}[年./-]\d{1,2}[月./-]\d{1,2}日?[:,]?\s+(?:[-–—|]\s+)?(?:\S+\s+){2}\S"
)
_CONTENTS = re.compile(
    r"(?:table of )?contents?|toc|index|outline|overview|目次|もくじ|目录|目錄|목차|차례"
    r"|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|indice|contenidos?|conteúdo|содержание|оглавление",
)
_PART = (
    r"(?:abstracts?|introductions?|intro|summary|conclusions?|motivations?|background|methods?|results?|discussions?"
    r"|experiments?|related works?|overview|problem|摘要|引言|结论|背景|方法)"
)
_FIRST_SECTION = re.compile(
    r"(?:\d{1,2}\.?|[IVX]{1,4}\.)?\s*(?:abstract|abs|introduction|intro|摘要|引言|绪论|前言|正文|はじめに|導入|序論|背景|초록|서론|들어가며)\s*[.:：]?",
    re.IGNORECASE,
)
_VENUE_AND_YEAR = re.compile(r"[A-Z]{3,}[\w&/-]{0,12}(?:\s?['’]\s?\d\d|\s(?:19|20)\d\d)")
_PARTS = re.compile(rf"{_PART}(?:\s?(?:&|/|,|\+|and|与|和)\s?{_PART})+", re.IGNORECASE)
_LIST_TITLE = re.compile(
    r"\b(?:awesome|(?<!non-)(?<!non )reading list"
    r"|papers|readings|bibliograph(?:y|ies?)|bibliograf[ií]as?|to[\s-]?read|list of|bookmarks"
    r"|leseliste|literaturliste|lista de lecturas?|liste de lectures?|lista di letture"
    r"|библиография|список литературы)\b"
    r"|一覧|リスト|(?<!を)読んだ|清单|列表|목록",
    re.IGNORECASE,
)
_WORDS_OF_LISTS = (
    *("list", "read", "papers", "awesome", "bookmarks", "bibliography", "club", "group", "lesekreis"),
    *("一覧", "リスト", "読んだ", "清单", "列表", "목록"),
)
_AROUND = re.compile(r"^[\W\d_]+|(?<![\W_])[\W_]+$")
_IN_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]{0,20}[)）\]】]")
# What the sections of notes on a book are called.
_CHAPTER = re.compile(
    r"\W*(?:chapter|chap\.?|ch\.?|kapitel|chapitre|cap[ií]tulo)\s*[\dIVX]"
    r"|\W*+(?:第\s*+)?[\d一二三四五六七八九十]+\s*(?:章|장)",
    re.IGNORECASE,
)
# "Light and Shade Reading Group (2017)", but not "A primer - Reading Group"
_GROUP = r"(?<!- )\b(?:reading (?:group|club)|journal[\s-]club|paper club|lesekreis)(?:\s?[(\[]?(?:19|20)\d\d[)\]]?)?"
_NAMES_A_GROUP = re.compile(_GROUP, re.IGNORECASE)
_OF_A_GROUP = re.compile(rf"[^:|–—\"“]*{_GROUP}", re.IGNORECASE)
_BOOKS = re.compile(
    r"\b(?:books?|book[\s-]?shelf|readings?|(?:to[\s-])?read|novels?|fiction|bücher|buch|romane?|gelesene?s?|lektüren?|livres?"
    r"|romans?|lectures?|lus?|lues|à lire"
    r"|libros?|novelas?|lecturas?|leídos?|libri|romanzi|letti|livros?|leituras?|lidos?"
    r"|boeken|gelezen|böcker|läst[ae]?|bøger|bøker|lest|książki|przeczytane|knihy|könyvek|kitaplar|книг[иа]?|прочитан\w*)\b"
    r"|書籍|読書|読んだ|本棚|の本|^本$|书单|書單|读书|读过|讀書|图书|책|도서|독서",
    re.IGNORECASE,
)


def is_list_of_books(heading: str) -> bool:
    """Return whether a heading or a name says that books, or what somebody reads, are listed."""
    return _BOOKS.search(heading.replace("_", " ").replace("-", " ")) is not None


def is_chapter(heading: str) -> bool:
    """Return whether a heading is that of a chapter; several headings with such sections are several books."""
    return _CHAPTER.match(plain_value(heading)) is not None


def names_list(text: str) -> bool:
    """Return whether there are words in `text` that lists of works are called by, however long it is."""
    lowered = text.lower()  # most texts have none of the words, and these are found quickest
    if not any(word in lowered for word in _WORDS_OF_LISTS):
        return False
    return _LIST_TITLE.search(text) is not None or _NAMES_A_GROUP.search(text) is not None


@lru_cache(maxsize=4096)  # headings and labels recur
def is_list_title(heading: str) -> bool:
    """Return whether a heading names a list of works ("Reading list", "Awesome papers") rather than a work."""
    words = plain_value(heading)
    is_short = len(words.split()) <= 5
    return (is_short and _LIST_TITLE.search(words) is not None) or _is_of_a_group(words.strip())


def _is_of_a_group(words: str) -> bool:
    lowered = words.lower()
    may_be = "club" in lowered or "group" in lowered or "lesekreis" in lowered
    return may_be and _OF_A_GROUP.fullmatch(words) is not None


@lru_cache(maxsize=4096)  # headings and labels recur
def is_aside(heading: str) -> bool:
    """Return whether a section is about other works ("Related work") or about the page itself ("License")."""
    words = _words_of(heading)
    return is_contents(heading) or any(pattern.fullmatch(words) for pattern in (_OTHER_WORKS, _OF_THE_PAGE))


@lru_cache(maxsize=4096)  # headings and labels recur
def is_of_other_works(heading: str) -> bool:
    """Return whether a section lists works that a note refers to ("Related work", "次に読むべき論文はあるか？")."""
    return _OTHER_WORKS.fullmatch(_words_of(heading)) is not None


@lru_cache(maxsize=4096)  # headings and labels recur
def is_more_to_read(heading: str) -> bool:
    """Return whether a section says that there is more to read, which belongs to a list of readings."""
    return _MORE_TO_READ.fullmatch(_words_of(heading)) is not None


def is_to_read(heading: str) -> bool:
    """Return whether a section of a list of readings says that somebody means to read what is in it."""
    return _TO_READ.fullmatch(_words_of(heading)) is not None


def are_of_a_course(headings: Iterable[str]) -> bool:
    """Return whether headings are those of the page of a course ("Schedule", "Grading", "Required Text")."""
    return len({_words_of(heading) for heading in headings if _OF_A_COURSE.fullmatch(_words_of(heading))}) >= (
        _FEWEST_OF_A_COURSE
    )


@lru_cache(maxsize=4096)  # headings and labels recur
def is_contents(heading: str) -> bool:
    """Return whether a heading is that of a table of contents; works may still be listed below it."""
    return _CONTENTS.fullmatch(_words_of(heading)) is not None


@lru_cache(maxsize=4096)  # headings and labels recur
def _words_of(heading: str) -> str:
    words = in_small_letters(plain_value(heading))
    return words if words[:1].isalpha() and words[-1:].isalnum() else _AROUND.sub("", words)


def begins_text(text: str) -> bool:
    """Return whether a heading is that of the first section of a paper: "Abstract", "1. Introduction", "引言"."""
    return _FIRST_SECTION.fullmatch(plain_value(text)) is not None


def is_venue_alone(text: str) -> bool:
    """Return whether a heading is nothing but the acronym of a venue and a year: "ICASSP 2023", "SPL'21"."""
    return _VENUE_AND_YEAR.fullmatch(plain_value(text).strip(" .:#!-")) is not None


@lru_cache(maxsize=4096)  # headings and labels recur
def is_generic(text: str) -> bool:
    """Return whether a heading names a part of a note ("Summary") or a day rather than a work."""
    words = plain_value(text).strip(" .:#!-")
    if _IN_BRACKETS.fullmatch(words):
        return True  # "(WIP)", "[미완]"
    if _PARTS.fullmatch(words) or begins_text(words):
        return True  # "Abstract & Conclusion", "0. 摘要"
    if is_venue_alone(words):
        return True
    if _YEAR_AND_WORDS.match(words):
        return False
    try:
        return fold(words) in _NO_TITLES or parse_property_date(words) is not None
    except ValueError:
        return True
