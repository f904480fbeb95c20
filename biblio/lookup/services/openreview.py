"""OpenReview: submissions by forum id, by title, and by words.

https://docs.openreview.net/getting-started/using-the-api: API 2 (``content`` values in objects) and API 1 (plain
values) hold different years and know nothing of each other. A submission is not a publication: what was accepted says
so in its venue ("ICLR 2024 oral"), what was not has "Submitted to …" or "… Withdrawn Submission" there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply, Unauthorised
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.content import Reply
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.record_fields import (
    clean_text,
    clean_texts,
    load_json,
    mapping,
    one_or_many,
    unique_identifiers,
)
from biblio.lookup.services.service_base import RequestStep, group_by_kind, refusal_error, run_steps
from biblio.lookup.services.title_search import filter_related
from biblio.lookup.services.word_search import rank_by_mentions, search_terms
from biblio.model.dates import PartialDate
from biblio.model.identifiers import make
from biblio.model.people import parse_person
from biblio.model.record import Medium, Record

__all__ = ["OpenReview", "parse_openreview_notes"]

_PATH = "/notes"
_HITS = 20
_NOT_PUBLISHED = re.compile(
    r"\b(?:submitted|submission|withdrawn|withdraw|reject(?:ed)?|under review)\b", re.IGNORECASE
)
_CLOSED_GROUP = re.compile(r"/(?:[\w-]*Submission|Under_Review|Desk_Rejected|Rejected|Withdrawn)\b")
_PREPRINTS = re.compile(r"\b(?:corr|arxiv)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
# "ICLR 2024 notable top 5%", "NeurIPS 2023 poster": how it was presented is no part of the venue.
_PRESENTATION = re.compile(
    r"(?:[\s:,(-]+(?:accept(?:ed)?|oral|poster|spotlight(?:poster)?|notable|top[ -]\d+%|talk|regular|main)\)?)+$",
    re.IGNORECASE,
)
_SHORT = 4  # words; a longer name is no short one
_JOURNALS = {"tmlr": "Transactions on Machine Learning Research"}
_ACCEPTED_BY = re.compile(r"^accepted by\s+", re.IGNORECASE)
_BIBTEX_TYPE = re.compile(r"\s*@(\w+)\s*\{")
_BIBTEX_FIELD = re.compile(r"^\s*(booktitle|journal|year)\s*=\s*[{\"](.*)[}\"],?\s*$", re.MULTILINE)


class OpenReview:
    """OpenReview as a service; see `biblio.lookup.service.Service`."""

    name = "openreview"
    schemes = frozenset({"openreview"})
    searches = True

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        self._http = http
        older = [replace(policy, base_url=policy.older_url)] if policy.older_url else []
        self._apis = (policy, *older)

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it will take to ask `questions` when nothing has to be repeated, at most."""
        return sum(question.identifier is not None or bool(_term(question)) for question in questions) * len(self._apis)

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask for one id, title or set of words after the other; see `biblio.lookup.service.Service.ask`."""
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        steps: list[RequestStep] = [partial(self._ask_id, question) for question in by_identifier]
        steps += [partial(self._ask_title, question) for question in by_title]
        steps += [partial(self._ask_words, question) for question in for_words]
        yield from run_steps(steps)

    def _ask_id(self, question: Question) -> Iterator[Answer]:
        assert question.identifier is not None
        for api in self._apis:
            reply = self._http.get(api, _PATH, params={"id": question.identifier.value}, accepted_statuses={403})
            records = parse_openreview_notes(reply.body) if self._has_notes(reply) else ()
            if records:
                yield Answer(question, records[:1])
                return
        yield Answer(question, ())

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        term = _term(question)
        titles = question.query.titles if question.query else ()
        for api in self._apis if term else ():
            if records := filter_related(titles, self._search(api, term, "title")):
                yield Answer(question, records)
                return
        yield Answer(question, ())

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        term = _term(question)
        found = [record for api in self._apis if term for record in self._search(api, term, "all")]
        yield Answer(question, rank_by_mentions(search_terms(question.words), found))

    def _search(self, api: ServicePolicy, term: str, content: str) -> tuple[Record, ...]:
        params = {"term": term, "content": content, "source": "forum", "limit": str(_HITS)}
        reply = self._http.get(api, f"{_PATH}/search", params=params)
        if reply.status != 200:
            raise refusal_error(self.name, reply)
        return parse_openreview_notes(reply.body)

    def _has_notes(self, reply: Reply) -> bool:
        """Tell whether a reply has notes in it; False where the service says that there are none for us."""
        if reply.status == 200:
            return True
        name = clean_text(mapping(load_json(self.name, reply.body)).get("name")) if reply.status in (403, 404) else ""
        if name in ("NotFoundError", "ForbiddenError"):
            return False  # unknown, or there and not public
        if reply.status == 403:
            reason = (
                "wants a browser's answer to a challenge" if name == "ChallengeRequiredError" else "refused us (403)"
            )
            raise Unauthorised(self.name, reason, url=reply.url, status=403)
        raise refusal_error(self.name, reply)


def _term(question: Question) -> str:
    if question.words:
        return " ".join(search_terms(question.words))
    return question.query.titles[0] if question.query and question.query.titles else ""


# -- replies -----------------------------------------------------------------------------------------------
def parse_openreview_notes(body: bytes) -> tuple[Record, ...]:
    """Return the records of the submissions among the notes of a reply. Raises `BadReply` where it has no notes."""
    notes = mapping(load_json("openreview", body)).get("notes")
    if not isinstance(notes, list):
        raise BadReply("openreview", "answered with something that has no notes")
    return tuple(record for note in one_or_many(notes) if (record := _record(note)))


def _record(note: Mapping[str, Any]) -> Record | None:
    content = {name: _plain(value) for name, value in mapping(note.get("content")).items()}
    own = make("openreview", clean_text(note.get("forum")) or clean_text(note.get("id")))
    title = clean_text(content.get("title"))
    if own is None or not title or clean_text(note.get("replyto")):  # a review or a comment replies to its submission
        return None
    bibtex = content.get("_bibtex")
    kind_of_entry, fields = _bibtex(bibtex if isinstance(bibtex, str) else "")
    venue, group = clean_text(content.get("venue")), clean_text(content.get("venueid"))
    short, medium = _venue(venue, group, kind_of_entry, fields)
    named = fields.get("booktitle") or fields.get("journal") or ""
    if short.casefold() in _JOURNALS:
        named = named or _JOURNALS[short.casefold()]
    published = medium is not Medium.PREPRINT
    return Record(
        source="openreview",
        title=title,
        medium=medium,
        identifiers=unique_identifiers([own]),
        authors=tuple(parse_person(name) for name in clean_texts(content.get("authors"))),
        date=_date(note, (fields.get("year", ""), venue, group) if published else ()),
        venue=(named or short) if published else "",
        venue_short=short if published and len(short.split()) <= _SHORT else "",
        url=own.address or "",
        abstract=abstract_text(content.get("abstract")),
        note="" if published else venue,
    )


def _plain(value: object) -> object:
    """Return a content value: API 2 wraps it as {"value": …}, API 1 does not."""
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def _bibtex(written: str) -> tuple[str, dict[str, str]]:
    """Return the entry type and the fields that say where it appeared, from the entry that OpenReview writes."""
    match = _BIBTEX_TYPE.match(written)
    fields = {name: clean_text(value) for name, value in _BIBTEX_FIELD.findall(written)}
    return (match[1].lower() if match else ""), fields


def _venue(venue: str, group: str, entry: str, fields: Mapping[str, str]) -> tuple[str, Medium]:
    """Return (the venue's short name without year, medium); PREPRINT for what was not, or not yet, accepted."""
    named = venue or fields.get("booktitle", "") or fields.get("journal", "")
    if (
        not named
        or _NOT_PUBLISHED.search(venue)
        or _CLOSED_GROUP.search(group)
        or _PREPRINTS.search(f"{venue} {group.replace('/', ' ')}")
        or (entry == "misc" and not venue)
    ):
        return "", Medium.PREPRINT
    short = _PRESENTATION.sub("", _ACCEPTED_BY.sub("", venue))
    short = " ".join(_YEAR.sub(" ", short).split())
    journal = entry == "article" or short.casefold() in _JOURNALS or group.casefold().startswith("tmlr")
    return short, Medium.JOURNAL if journal else Medium.PROCEEDINGS


def _date(note: Mapping[str, Any], said: Sequence[str]) -> PartialDate | None:
    """Return the year of publication where it was published, else the day of submission."""
    for words in said:
        if match := _YEAR.search(words):
            return PartialDate(int(match[0]))
    for name in ("pdate", "cdate", "tcdate"):
        stamp = note.get(name)
        if isinstance(stamp, int) and not isinstance(stamp, bool) and 0 < stamp < 4e12:  # milliseconds since 1970
            day = datetime.fromtimestamp(stamp / 1000, UTC)
            return PartialDate(day.year) if said else PartialDate(day.year, day.month, day.day)
    return None
