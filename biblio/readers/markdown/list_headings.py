"""Headings that order a list without naming a topic: a day of a schedule, "Papers", "Selected publications"."""

from __future__ import annotations

from functools import lru_cache

from biblio import patterns as re
from biblio.readers.markdown.property_values import plain_value

__all__ = ["begins_with_unit", "is_calendar_heading", "is_section_name"]

_MONTH = (
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,9}|märz|mai|oktober|dezember"
    r"|février|avril|août|octobre|décembre|enero|abril|agosto|diciembre|fevereiro|março|maio|setembro|outubro|dezembro"
    r"|gennaio|maggio|giugno|luglio|ottobre|dicembre"
    r"|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)"
)
_UNIT = re.compile(
    r"(?:week|day|session|meeting|class|lecture|unit|module|woche|sitzung|semaine|séance|semana|sesión|aula|settimana|lezione"
    r"|неделя|занятие|лекция)s?\s*#?\d+[a-z]?"
    r"|第\s*[\d一二三四五六七八九十]+\s*[回週周次讲講期]|(?<!\d)\d+\s*(?:주차|주|회차)",
    re.IGNORECASE,
)
_UNIT_FIRST = re.compile(rf"(?:{_UNIT.pattern})[\s:.–—-]", re.IGNORECASE)
_DATE = re.compile(
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,9}}\.?,?\s)?(?:{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|[.º])?\s(?:de\s)?{_MONTH}(?=\s|$)(?:\sde(?=\s\d{{4}}))?"
    r"|(?:\d{4}年\s?)?\d{1,2}月(?:\s?\d{1,2}日)?|(?:\d{4}년\s?)?\d{1,2}월(?:\s?\d{1,2}일)?"
    r"|\d{1,2}[./]\d{1,2}\.?|\d{4}-\d\d-\d\d|\d{4}[./]\d\d?[./]\d\d?)(?:,?\s\d{4})?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|[月火水木金土日]曜日?|星期[一二三四五六日天]|周[一二三四五六日]|[월화수목금토일]요일",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:(?:the|my|our|selected|some|other|others|more|recent|all|list of|further|key|main|important|must[- ]read)\s)*"
    r"(?:papers?|publications?|articles?|readings?|reading list|paper list|papers? (?:to read|i read|read)|references?"
    r"|bibliography|books|literature|introduction|intro|overview|contents?|resources|links?|misc(?:ellaneous)?|others?"
    r"|to[- ]?read|read|done|todo|list|lists|notes?|works?|bücher|literatur|aufsätze|artikel|livres|lectures|libros"
    r"|artículos|lecturas|bibliograf[ií]as?|bibliographies?|literaturverzeichnis|literaturliste|leseliste"
    r"|論文|論文リスト|文献|書籍|本|その他|読んだ論文|论文|论文列表|书籍|其他|논문|논문 목록|기타)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_PUNCTUATION = re.compile(r"[\s()（）\[\]:：,.;–—-]+")


@lru_cache(maxsize=4096)  # headings recur
def is_calendar_heading(heading: str) -> bool:
    """Return whether a heading only says when: "Week 4 (Sep 15)", "2026-06-02 Ann", "FRI", "第3回"."""
    words = plain_value(heading).strip()
    if _WEEKDAY.fullmatch(words.rstrip(":")):
        return True
    if words.isascii() and not _DIGIT.search(words):
        return False  # nearly all headings
    rest, units = _UNIT.subn(" ", words)
    rest, dates = _DATE.subn(" ", rest)
    left_over = [word for word in _PUNCTUATION.split(rest) if word]
    return bool(units or dates) and len(left_over) <= (1 if dates else 0)


def begins_with_unit(heading: str) -> bool:
    """Return whether a heading is that of a meeting of a course, whatever it is on: "Meeting 1-2 - Theory"."""
    return _UNIT_FIRST.match(plain_value(heading).strip()) is not None


def is_section_name(words: str) -> bool:
    """Return whether the words of a heading only say that works are listed, or when, and are no topic."""
    return _SECTION.fullmatch(words) is not None or (_UNIT.search(words) is not None and is_calendar_heading(words))
