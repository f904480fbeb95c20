"""Notices in services' answers about what happened to a work: retracted, withdrawn, under concern, corrected.

- Crossref: ``updated-by`` of a work lists its notices, including those of Retraction Watch
  (https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/). Publishers also put "RETRACTED
  ARTICLE:" before the title. ``update-to`` is in the notice itself.
- arXiv: a withdrawn paper stays listed, and only its comment says so, in the author's own words
  (https://info.arxiv.org/help/withdraw.html). Of the comments on 247,000 papers, 383 mention withdrawing or
  retracting. The patterns below accept the 350 or so that mean this paper, and ignore those that mean a conference,
  another paper or an earlier version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from biblio import patterns as re
from biblio.lookup.json_values import clean_text, mapping, one_or_many
from biblio.lookup.services.record_fields import date_from_parts, identifier_from
from biblio.model.record import Notice, NoticeKind
from biblio.text import shorten

__all__ = ["notice_from_title", "notices_from_updates", "withdrawal_sentence"]

# Crossref's types of updates; "new_version", "addendum" and others do not speak against a work.
_KINDS: Mapping[str, NoticeKind] = {
    "retraction": NoticeKind.RETRACTED,
    "partial_retraction": NoticeKind.RETRACTED,
    "removal": NoticeKind.WITHDRAWN,
    "withdrawal": NoticeKind.WITHDRAWN,
    "expression_of_concern": NoticeKind.CONCERN,
    "correction": NoticeKind.CORRECTED,
    "corrigendum": NoticeKind.CORRECTED,
    "erratum": NoticeKind.CORRECTED,
}
_GRAVITY = {kind: rank for rank, kind in enumerate(NoticeKind)}
# In capitals, it marks the work itself; "Retracted: …" and "Retraction Note: …" are titles of notices.
_MARK = re.compile(
    r"^\s*(?:(RETRACTED|WITHDRAWN|REMOVED)(?: (?:ARTICLE|CHAPTER|PAPER))?\s*:|\[(Retracted|Withdrawn)\])\s*"
)
_MAX_REASON = 90  # characters of an author's reason
_THING = (
    r"(?:paper|article|manuscript|submission|pre-?print|work|copy|draft|version|note|study|report|thesis|survey"
    r"|document|it|this)"
)
_DONE = r"(?:withdr[ae]w\w*|with-drawn|retracted)\b"
# A paper withdrawn from a conference is still on arXiv.
_HERE = r"(?!\s+(?:from\s+(?!(?:the\s+)?(?:arxiv|archive|publication|site)\b|this\b)|before\b))"
_WITHDRAWN = re.compile(
    "|".join(
        (
            rf"^(?:(?:this|the|our)\s+)?(?:{_THING}\s+)?(?:(?:has|have|is|was)\s+(?:been\s+)?)?(?:{_DONE}|withdrawal){_HERE}",
            rf"\b(?:this|the|our|my|current)\s+(?:\w+\s+)?{_THING}\b(?:\s+\w+){{0,4}}?\s+(?:is|was|has|been|be|being)\b"
            rf"(?:\s+\w+){{0,3}}?\s+{_DONE}{_HERE}",
            rf"\bit\s+(?:has been|is)\s+{_DONE}{_HERE}",
            rf"\b(?:withdraw(?:ing|n)?|retract(?:ing)?)\s+(?:\w+\s+)?(?:this|the|our|my)\s+(?:\w+\s+){{0,2}}?{_THING}\b"
            rf"{_HERE}",
            rf"\b(?:withdraw(?:ing)?|retract(?:ing)?)\s+(?:it|this)\b{_HERE}",
            r"\brequest\w*\s+(?:\w+\s+){0,3}withdrawal\b|\b(?:removed|withdrawn) by (?:the )?(?:arxiv|authors?)\b",
        )
    ),
    re.IGNORECASE,
)
_MENTIONED = re.compile(r"withdr|with-dr|retract|removed", re.IGNORECASE)
_EARLIER = re.compile(r"\bv(?:ersions?)?\s*\d", re.IGNORECASE)
_ADMIN = re.compile(r"^arxiv admin (?:note|comment):\s*", re.IGNORECASE)


def withdrawal_sentence(comment: str) -> str:
    """Return the (shortened) sentence of an arXiv comment which says that the paper was withdrawn, or ""."""
    if not _MENTIONED.search(comment):
        return ""
    for sentence in re.split(r"(?<=[.!?])\s+|\s(?=arXiv admin )", comment):
        words = _ADMIN.sub("", sentence).strip(" .;()")
        if _WITHDRAWN.search(words) and not _EARLIER.search(words):
            return shorten(words, _MAX_REASON)
    return ""


def notices_from_updates(source: str, rows: object) -> tuple[Notice, ...]:
    """Return the notices in Crossref's ``updated-by``, the gravest first."""
    notices = []
    for row in one_or_many(rows):
        if kind := _KINDS.get(clean_text(row.get("type")).replace(" ", "_").replace("-", "_")):
            notices.append(_notice(source, kind, row))
    return tuple(sorted(dict.fromkeys(notices), key=lambda notice: _GRAVITY[notice.kind]))


def _notice(source: str, kind: NoticeKind, row: Mapping[str, Any]) -> Notice:
    date = date_from_parts(mapping(row.get("updated")).get("date-parts"))
    return Notice(kind, source, date, identifier_from("doi", row.get("DOI")))


def notice_from_title(source: str, title: str) -> tuple[str, tuple[Notice, ...]]:
    """Return a title without a mark such as "RETRACTED ARTICLE:", and the notice that the mark gives."""
    match = _MARK.match(title)
    rest = title[match.end() :] if match else title
    if not match or not rest:
        return title, ()
    kind = NoticeKind.RETRACTED if (match[1] or match[2]).upper() == "RETRACTED" else NoticeKind.WITHDRAWN
    return rest, (Notice(kind, source),)
