"""Recognise pages on cases and statutes, which notes of lawyers are full of: law, and no publications.

A page on a case is called by its parties ("Roe v. Lampworks"), or by its place in the law reports ("[1932] AC 562"),
one on a statute by its number ("§ 823 BGB", "18 U.S.C. § 1030"). It names a court, or has the sections of a brief
(facts, issue, holding). Articles about cases have titles that say more, authors and a journal.
"""

from __future__ import annotations

from collections.abc import Iterable

from biblio import patterns as re

__all__ = ["is_called_like_law", "is_case_brief", "is_key_of_cases"]

_PARTY_WORD = r"(?:[^\W\d_a-z][\w.'’&/-]*|&|of|and|the|de|von|van|ex|rel\.?|et|al\.?|in|re|No\.?|\d+|for)"
_SIDE = rf"{_PARTY_WORD}(?:,?\s{_PARTY_WORD}){{0,9}}"
_PARTIES = re.compile(rf"{_SIDE}\s(?:v\.?|gegen|c\.)\s{_SIDE}\.?")
# What may follow the parties: a year, the place in the reports
_BEHIND_PARTIES = re.compile(
    r"[\s,]*(?:[(\[]\s?(?:[A-Z][\w. ]{0,20}\s)?(?:1[6-9]|20)\d\d[a-z]?\s?[)\]].*|,?\s\d{1,4}\s[A-Z].*)$"
)
_REPORTS = re.compile(
    r"\b\d{1,4}\s(?:U\.?\s?S\.?|S\.\s?Ct\.|F\.(?:\s?(?:2d|3d|4th|Supp\.?))?|L\.\s?Ed\.)\s(?:2d\s|3d\s)?\d{1,4}\b"
    r"|[\[(](?:1[6-9]|20)\d\d[\])]\s(?:\d{1,3}\s)?(?:AC|QBD?|KB|WLR|All\sER|Ch|EWCA|EWHC|UKSC|UKHL|UKPC|SCR|SCC|CLR|HCA"
    r"|NZLR|ECR|Exch)\b"
    r"|\bECLI:[A-Z]{2}:"
    r"|\b(?:Urteil|Beschluss|Beschl\.|Urt\.)\s(?:vom|v\.)\s\d|\b[IVX]+\sZ[RB]\s\d+/\d\d\b|\b\d\sBv[A-Z]{1,2}\s\d+/\d\d\b"
    r"|\b(?:arrêt|sentencia|sentenza|auto)\s(?:n[.°º]|du\s\d|de\s\d|\d)",
    re.IGNORECASE,
)
_STATUTE = re.compile(
    r"(?:§{1,2}|art(?:icle|ikel|ículo|icolo|\.)?|section|sec\.)\s?\d+[a-z]?\b.{0,60}$|第[\d一二三四五六七八九十百]+条"
    r"|.{0,20}\b\d{1,2}\sU\.?S\.?C\.?\b|.{0,20}\b\d{1,2}\sC\.?F\.?R\.?\b"
    r"|(?:(?:Council|Commission|Delegated|Implementing)\s){0,2}(?:Regulation|Directive|Decision|Richtlinie|Verordnung"
    r"|Directiva|Règlement|Reglamento|Regolamento)\s(?:\((?:EU|EC|EEC|EG|UE|CE)\)|\d{2,4}/\d+)"
    r"|[\w'’()& -]{3,80}\bAct,?\s(?:of\s)?(?:1[2-9]|20)\d\d$"
    r"|(?:loi|décret|ley|decreto|legge|lei)\s(?:n[.°º]|\d)",
    re.IGNORECASE,
)
_SIGN_OF_PLACE = re.compile(r"[\d:.°º(条]")  # every place in reports and codes has one
_KEYS = re.compile(
    r"(?:court|judges?|justices?|docket(?:[ _-]?(?:no|number))?|plaintiffs?|defendants?|appellants?|respondents?"
    r"|holding|case[ _-]?(?:no|number|citation)|gericht|aktenzeichen|az|leitsatz|juridiction|tribunal|juzgado"
    r"|裁判所|事件番号|法院|案号|법원|사건번호)",
    re.IGNORECASE,
)
_OF_BRIEFS = (
    r"(?:key |relevant |material )?facts|sachverhalt|tatbestand|faits|hechos",
    r"(?:legal )?(?:issues?|questions?(?: presented)?)|rechtsfrage",
    r"(?:holding|held|ruling|disposition|decision|judgment|ratio(?: decidendi)?|leitsatz|leitsätze|tenor)s?",
    r"(?:rule(?: of law)?|rules|legal principles?|black[- ]letter law)",
    r"procedural (?:history|posture)|prozessgeschichte|verfahrensgang",
    r"(?:reasoning|rationale|analysis|entscheidungsgründe)",
    r"(?:dissent(?:ing opinion)?|concurrence|concurring opinion|dissents)",
)
_OF_BRIEF = tuple(re.compile(words, re.IGNORECASE) for words in _OF_BRIEFS)
_CERTAIN = (2, 4, 6)  # sections that only briefs have
_FEWEST = 3


def is_called_like_law(title: str) -> bool:
    """Return whether a title is that of a case or a statute: parties, a place in reports, a number in a code."""
    words = " ".join(title.split())
    if not words:
        return False
    if " v" in words or " gegen " in words or " c. " in words:
        match = _PARTIES.match(words)
        rest = words[match.end() :] if match else " "
        if match and (not rest or _BEHIND_PARTIES.fullmatch(rest)):
            return True
    if not _SIGN_OF_PLACE.search(words):
        return False
    return _REPORTS.search(words) is not None or _STATUTE.match(words) is not None


def is_key_of_cases(key: str) -> bool:
    """Return whether a key of front matter is one that pages on cases have ("court", "docket", "Aktenzeichen")."""
    return _KEYS.fullmatch(key.strip()) is not None


def is_case_brief(headings: Iterable[str]) -> bool:
    """Return whether sections are those of the brief of a case: facts, issue, holding …"""
    words = [heading.strip(" :.#*_0123456789") for heading in headings]
    sections = {number for number, pattern in enumerate(_OF_BRIEF) if any(map(pattern.fullmatch, words))}
    return len(sections) >= _FEWEST and not sections.isdisjoint(_CERTAIN)
