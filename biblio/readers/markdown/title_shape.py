"""Judge whether words look like the title of a work, the name of a system, a concept, or none of these.

Notes may have nothing but a title. "Deep Residual Learning for Image Recognition" is hardly anything else; "Mask R-CNN"
is a name that a paper or a note on a topic may have; "Binary Neutron Star" is a concept, which papers are rarely called
by, and "Angular" a word; "How to learn Angular" and "Chapter 4" are no works at all. What the other files of a folder
are decides between them (`readers/titled_files.py`).
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.byline import is_person_name
from biblio.readers.markdown.law_texts import is_called_like_law
from biblio.text import in_small_letters, is_han_or_kana

__all__ = ["TitleShape", "is_long_in_east_asian", "title_shape"]


class TitleShape(StrEnum):
    """What a title looks like."""

    WORK = "work"
    SYSTEM = "system"
    CONCEPT = "concept"
    OTHER = "other"
    NONE = "none"


_YEAR = re.compile(r"^\W*(?:19|20)\d{2}(?:[-_./]\d{1,2}){0,2}[\s_.,:)\]-]+(?=\S)")
_WORD = re.compile(r"[^\W_][\w'’+.#&/-]*")
# Parts of books and courses, instructions, lists of things to do, and notes on one's own affairs; in small letters, as
# the next ones are: comparing without regard to case takes Python four times as long.
_OTHER_START = re.compile(
    r"(?:(?:sample|test|dummy|hoge|foo)\W*\d*$|chapter|lecture|lec|seminar|week|day|part|lesson|module|unit|section|session|step|appendix"
    r"|exercise|problem set|worksheet|homework|hw|lab|quiz|exam"
    r"|assignment|meeting|minutes|todo|to-do|project|about|archi?e?ves?|tags?|categor(?:y|ies)|search|404|claude"
    r"|agents?|contact|resume|cv|index|glossary|faq|roadmap|cheat ?sheet"
    r"|setup|moc|map of content"
    r"|install(?:ing|ation)?|how to|howto|guide|tutorial|introduction (?:to|of)|intro to|getting started|welcome|my"
    r"|learning log|what(?:['’]s| is| are)(?: [\w-]+){1,4} ?[?？]$"
    r"|things|list of|notes? (?:on|about|for)|ideas? (?:on|about|for)|questions?|issues?|bug|release|version|changelog"
    r"|capítulo|kapitel|chapitre|leçon|cours|vorlesung|übung(?:sblatt)?|woche)\b[\s:#.\d-]*|第[\d一二三四五六七八九十]+[章回节課课讲]|제?\s?\d+\s?(?:장|주차|강)",
)
_OTHER_END = re.compile(
    r"(?:\b(?:tutorial|cheat ?sheet|guide|bootcamp|notes?|glossary|faq|roadmap|checklist|recipe|template|basics"
    r"|setup|meeting|exam|midterm|quiz|syllabus|outline|slides|transcript|worksheet|handout|prep(?: sheet)?|recipes"
    r"|to-?do|ideas?|log|diary|journal|course|quickstart|examples?|workflow|moc|hub|map of contents?|index)"
    r"|部屋|まとめ|入門|手順|設定|メモ|一覧|教程|入门|笔记|정리|하기|사용법|회고|설치|기초|입문)\W*$",
)
# "파이썬 Miniconda를 이용한 Package 설치 방법", "GIL 간단 개념", "RNN이란?"
_INSTRUCTIONS = re.compile(
    r"(?:(?:설치|사용|설정|적용|구축|만드는|하는|쓰는|푸는|연결|접속|실행|작성|해결|배포|생성)\s?(?:방법|법|과정)"
    r"|(?:간단\s?)?개념|(?:이란|란)\s?\??|풀이|용어|후기|모음|에러|오류|예제|튜토리얼|명령어|입출력|(?:환경\s?)?(?:구축|세팅|설정)"
    r"|(?:알아|살펴|배워)\s?(?:보(?:자|기|겠습니다)|봅시다|봐요)|에\s?대한\s(?:요약|개요|설명|소개)|[:：]\s?개요"
    r"|차이(?:점)?|(?:사용|활용|작성)법|とは|のやり方|の使い方|する方法|环境(?:配置|搭建)|使用方法|安装(?:方法|指南)?|详解|速查"
    r")\s*[?？!]?$"
)
# "CS231n Lecture 2-1: Image Classification"
_PART = re.compile(
    r"(?:[\w.&'’-]+\s){0,4}(?:lecture|lec|chapter|week|lesson|homework|hw|assignment|class|session|exam|quiz)s?\s?#?\d",
)
# "Roe v. Lampworks Inc.": courts decide cases, which are no publications.
_CASE = re.compile(r"[^\W\d_].* v\.? [^\W\d_]")
_OWN_WORDS = re.compile(r"\b(?:my|mine|i|i'm|me|todo|your|let's|don't)\b")
_FINITE = re.compile(r"\b(?:is|are|was|were|should|must|can|could|will|would|has|have|do|does|make|makes|needs?)\b")
_PREPOSITION = re.compile(
    r"\b(?:of|for|in|with|by|from|via|using|on|towards?|through|between|under|over|to|and|as)\b", re.IGNORECASE
)
# Words of titles in Japanese, Chinese and Korean that concepts are not called by.
_OF_RESEARCH = re.compile(
    r"に関する|における|を用いた|に基づ|のための|の提案|の検討|の研究|の開発|の評価|による|への応用|基于|面向|研究|综述|方法|分析|应用"
    r"|위한|기반|활용한|이용한|대한|연구|분석|방법"
)
# "R-CNN", "YOLOv4", "LoRA", "H2ONet", "GPT-4": two capitals, or a capital and a digit, in one word.
_SYSTEM = re.compile(r"(?=[^A-Z]*+[A-Z])(?=(?:[^A-Z\d]*+[A-Z\d]){2})[\w'+.-]+")
_LONGEST = 300
_FEWEST_SIGNS = 5  # of a title in Chinese, Japanese or Korean


@lru_cache(maxsize=4096)  # the title of a page is looked at several times
def title_shape(title: str) -> TitleShape:
    """Return what `title` looks like; a year before it does not count."""
    text = _YEAR.sub("", title.strip())
    words = _WORD.findall(text)
    lowered = in_small_letters(text)
    if (
        not words
        or len(text) > _LONGEST
        or _OTHER_START.match(lowered)
        or _OTHER_END.search(lowered)
        or _PART.match(lowered)
        or (not text.isascii() and _INSTRUCTIONS.search(text))
    ):
        return TitleShape.NONE
    if (" v" in text and _CASE.match(text)) or is_called_like_law(text):
        return TitleShape.OTHER
    if _is_cjk(text):
        return TitleShape.WORK if len(text) >= 12 and _OF_RESEARCH.search(text) else TitleShape.CONCEPT
    is_named = any(_SYSTEM.fullmatch(word) for word in words if not (word[1:].isalpha() and word[1:].islower()))
    if len(words) < 4:
        if is_named:
            return TitleShape.SYSTEM
        is_capitalised = all(word[0].isupper() or word[0].isdigit() for word in words if len(word) > 3)
        return (
            TitleShape.CONCEPT if len(words) > 1 and is_capitalised and not is_person_name(text) else TitleShape.OTHER
        )
    if _OWN_WORDS.search(lowered):
        return TitleShape.NONE
    long_words = [word for word in words if len(word) > 3]
    capitals = sum(word[0].isupper() for word in long_words)
    _, colon, subtitle = text.partition(":")
    if long_words and capitals >= 0.7 * len(long_words):
        return TitleShape.WORK if len(words) > 4 or _PREPOSITION.search(text) or is_named else TitleShape.CONCEPT
    if colon and len(_WORD.findall(subtitle)) > 2:
        return TitleShape.WORK
    is_phrase = len(words) > 5 and _PREPOSITION.search(text) is not None and not _FINITE.search(text)
    return TitleShape.WORK if is_phrase and text[0].isupper() and text.isascii() else TitleShape.CONCEPT


def is_long_in_east_asian(name: str) -> bool:
    """Return whether a name in Chinese, Japanese or Korean is long enough for a title, which may be without blanks."""
    return is_han_or_kana(name) and len(name) >= _FEWEST_SIGNS


def _is_cjk(text: str) -> bool:
    if text.isascii():
        return False
    letters = [char for char in text if char.isalpha()]
    wide = sum(is_han_or_kana(char) or "\uac00" <= char <= "\ud7a3" for char in letters)
    return wide * 2 > len(letters)
