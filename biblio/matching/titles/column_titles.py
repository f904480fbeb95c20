"""Titles that many works have: they say what place a work has, not what it is about ("Editorial", "Session 7")."""

from __future__ import annotations

from biblio import patterns as re
from biblio.matching.titles.prepared_title import prepare_title
from biblio.matching.titles.title_words import is_number, is_stopword
from biblio.text import normalise_space, strip_markup

__all__ = ["is_column_title"]

# What begins or ends a volume, a session or an issue, and what comes in every one of them.
_PLACES = (
    "preface|foreword|front ?matter|back ?matter|editorials?|guest editorial|introduction|conclusions?"
    "|(?:opening|closing|concluding|introductory|welcoming) (?:remarks|address|session|words)|welcome|afterword"
    "|epilogue|prologue|summation|summary|overview|presentation|discussions?|panel(?: discussion)?|session|keynote"
    "|invited talk"
    "|newsletter|letters?|obituary|in memoriam|errata|erratum|corrigend(?:um|a)|announcements?|book reviews?|reviews?"
    "|commentary|comments?|(?:reply|response|rejoinder)|in this issue|(?:(?:special|this) )?issue|calendar|index"
    "|table of contents|contents|acknowledge?ments?|author index|list of (?:authors|reviewers|contributors)|message"
    "|vorwort|einleitung|einführung|nachwort|editorische notiz|préface|prefacio|avant-propos|éditorial|présentation"
    "|introducción|presentación|序文?|はじめに|まえがき|あとがき|巻頭言|編集後記|目次|前言|卷首语|编者按|머리말|서문|권두언"
)
_WHOLE = re.compile(
    rf"(?:an? |the )?(?:{_PLACES})"
    r"(?: (?:from|by|of|to) (?:the )?(?:(?:guest )?editors?|chair(?:man|person|s)?|president))?"
)
_FROM = re.compile(
    r"(?:from|message from|letter from|note from) the (?:guest )?(?:editors?|chair\w*|president)\b.*"
    r"|(?:editor|chair\w{0,30}|president)s?(?: in chief)?'?s? (?:note|message|letter|corner|column|introduction)s?"
    r"|letters? to the editor\b.*"
)
_BEFORE = re.compile(
    r"(?:panel|session|track|part|day|chapter|workshop) (?:\d+|[ivx]+)\b"
    r"|(?:a )?(?:commentary|comments?|discussion|reply|response|rejoinder)(?::| on\b| to\b| of [\"“‘'])"
    r"|book review|reviews? of [\"“‘']|summation by\b|(?:an? )?(?:replication|reproducibility) (?:study|report)\b"
)
_AFTER = re.compile(
    rf"(?:[:.]|\s[-–—])\s*(?:{_PLACES}|an? (?:panel|discussion)|guest editors'? introduction)\s*$"
    r"|\bnewsletter$|\bspecial issue\b"
)


def is_column_title(title: str) -> bool:
    """Whether other works, by other people, have this title too: it names a column, a session, a notice.

    "Editorial", "Session 7: Demonstrations", "Commentary on Kaplan and Kay", "A Conference: Preface".
    """
    text = normalise_space(strip_markup(title)).casefold().replace("’", "'").strip(" .:!?[]()\"“”'")
    if any(pattern.fullmatch(text) for pattern in (_WHOLE, _FROM)) or _BEFORE.match(text) or _AFTER.search(text):
        return True
    return not any(not is_stopword(word) and not is_number(word) for word in prepare_title(title).words)
