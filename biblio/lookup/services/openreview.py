"""OpenReview: submissions by forum id, by title, and by words.

https://docs.openreview.net/getting-started/using-the-api: API 2 (``content`` values in objects) and API 1 (plain
values) cover different years and do not know each other's notes. A submission is not a publication: an accepted one
says so in its venue ("ICLR 2024 oral"); others have "Submitted to …" or "… Withdrawn Submission" there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from biblio.bibtex.latex_to_text import abstract_text
from biblio.errors import BadReply, Unauthorised
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.json_values import clean_text, mapping, one_or_many, texts
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.service_base import (
    RequestStep,
    StepwiseService,
    group_by_kind,
    read_json,
    refusal_error,
    single_steps,
)
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
# "ICLR 2024 notable top 5%", "NeurIPS 2023 poster": the form of presentation is not part of the venue.
_PRESENTATION = re.compile(
    r"(?:[\s:,(-]+(?:accept(?:ed)?|oral|poster|spotlight(?:poster)?|notable|top[ -]\d+%|talk|regular|main)\)?){1,9}$",
    re.IGNORECASE,
)
_SHORT_NAME = 4  # words; a longer name is not a short one
_JOURNALS = {"tmlr": "Transactions on Machine Learning Research"}
_ACCEPTED_BY = re.compile(r"^accepted by\s+", re.IGNORECASE)
_BIBTEX_TYPE = re.compile(r"\s*@(\w+)\s*\{")
_BIBTEX_FIELD = re.compile(r"^[^\S\n]*(booktitle|journal|year)\s*=\s*[{\"](.*)[}\"],?\s*$", re.MULTILINE)


class OpenReview(StepwiseService):
    """OpenReview as a service; see `biblio.lookup.service.Service`."""

    name = "openreview"
    schemes = frozenset({"openreview"})
    searches = True

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        super().__init__(policy, http)
        older = [replace(policy, base_url=policy.older_url)] if policy.older_url else []
        self._apis = (policy, *older)

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it takes at most to ask `questions` if none has to be repeated."""
        return super().cost(questions) * len(self._apis)

    def _is_askable(self, question: Question) -> bool:
        return question.identifier is not None or bool(_term(question))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        return [
            *single_steps(self._ask_id, by_identifier),
            *single_steps(self._ask_title, filter(self._is_askable, by_title)),
            *single_steps(self._ask_words, filter(self._is_askable, for_words)),
        ]

    def _ask_id(self, question: Question) -> Iterator[Answer]:
        assert question.identifier is not None
        for api in self._apis:
            reply = self._http.get(api, _PATH, params={"id": question.identifier.value}, accepted_statuses={403})
            records = parse_openreview_notes(read_json(self.name, reply)) if self._has_notes(reply) else ()
            if records:
                yield Answer(question, records[:1])
                return
        yield Answer(question, ())

    def _ask_title(self, question: Question) -> Iterator[Answer]:
        term = _term(question)
        titles = question.query.titles if question.query else ()
        for api in self._apis:
            if records := filter_related(titles, self._search(api, term, "title")):
                yield Answer(question, records)
                return
        yield Answer(question, ())

    def _ask_words(self, question: Question) -> Iterator[Answer]:
        term = _term(question)
        records = [record for api in self._apis for record in self._search(api, term, "all")]
        yield Answer(question, rank_by_mentions(search_terms(question.words), records))

    def _search(self, api: ServicePolicy, term: str, content: str) -> tuple[Record, ...]:
        params = {"term": term, "content": content, "source": "forum", "limit": str(_HITS)}
        reply = self._http.get(api, f"{_PATH}/search", params=params)
        if reply.status != 200:
            raise refusal_error(self.name, reply)
        return parse_openreview_notes(read_json(self.name, reply))

    def _has_notes(self, reply: Reply) -> bool:
        """Whether a reply has notes; False if the service says that it has none for us."""
        if reply.status == 200:
            return True
        error = clean_text(mapping(read_json(self.name, reply)).get("name")) if reply.status in (403, 404) else ""
        if error in ("NotFoundError", "ForbiddenError"):
            return False  # unknown, or not public
        if reply.status == 403:
            is_challenge = error == "ChallengeRequiredError"
            reason = "requires a browser to solve a challenge" if is_challenge else "refused the request (403)"
            raise Unauthorised(self.name, reason, url=reply.url, status=403)
        raise refusal_error(self.name, reply)


def _term(question: Question) -> str:
    if question.words:
        return " ".join(search_terms(question.words))
    return question.query.titles[0] if question.query and question.query.titles else ""


# -- replies -----------------------------------------------------------------------------------------------
def parse_openreview_notes(reply: object) -> tuple[Record, ...]:
    """Return the records of the submissions in the JSON of a list of notes. Raises `BadReply` if it has no notes."""
    notes = mapping(reply).get("notes")
    if not isinstance(notes, list):
        raise BadReply("openreview", "answered with something without notes")
    return tuple(record for note in one_or_many(notes) if (record := _record(note)))


def _record(note: Mapping[str, Any]) -> Record | None:
    content = {name: _unwrapped(value) for name, value in mapping(note.get("content")).items()}
    identifier = make("openreview", clean_text(note.get("forum")) or clean_text(note.get("id")))
    title = clean_text(content.get("title"))
    is_reply = bool(clean_text(note.get("replyto")))  # reviews and comments reply to a submission
    if identifier is None or not title or is_reply:
        return None
    bibtex = content.get("_bibtex")
    entry_type, fields = _read_bibtex(bibtex if isinstance(bibtex, str) else "")
    venue, group = clean_text(content.get("venue")), clean_text(content.get("venueid"))
    short_name, medium = _venue(venue, group, entry_type, fields)
    full_name = fields.get("booktitle") or fields.get("journal") or ""
    if short_name.casefold() in _JOURNALS:
        full_name = full_name or _JOURNALS[short_name.casefold()]
    is_published = medium is not Medium.PREPRINT
    return Record(
        source="openreview",
        title=title,
        medium=medium,
        identifiers=(identifier,),
        authors=tuple(parse_person(name) for name in texts(content.get("authors"), clean_text)),
        date=_date(note, (fields.get("year", ""), venue, group) if is_published else ()),
        venue=(full_name or short_name) if is_published else "",
        venue_short=short_name if is_published and len(short_name.split()) <= _SHORT_NAME else "",
        url=identifier.address or "",
        abstract=abstract_text(content.get("abstract")),
        note="" if is_published else venue,
    )


def _unwrapped(value: object) -> object:
    """Return a content value; API 2 wraps it as ``{"value": …}``, API 1 does not."""
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def _read_bibtex(entry: str) -> tuple[str, dict[str, str]]:
    """Return the type of OpenReview's own BibTeX entry, and its fields that say where the paper appeared."""
    match = _BIBTEX_TYPE.match(entry)
    fields = {name: clean_text(value) for name, value in _BIBTEX_FIELD.findall(entry)}
    return (match[1].lower() if match else ""), fields


def _venue(venue: str, group: str, entry_type: str, fields: Mapping[str, str]) -> tuple[str, Medium]:
    """Return (the venue's short name without the year, medium); PREPRINT for a submission not (yet) accepted."""
    any_name = venue or fields.get("booktitle", "") or fields.get("journal", "")
    if (
        not any_name
        or _NOT_PUBLISHED.search(venue)
        or _CLOSED_GROUP.search(group)
        or _PREPRINTS.search(f"{venue} {group.replace('/', ' ')}")
        or (entry_type == "misc" and not venue)
    ):
        return "", Medium.PREPRINT
    short_name = _PRESENTATION.sub("", _ACCEPTED_BY.sub("", venue))
    short_name = " ".join(_YEAR.sub(" ", short_name).split())
    is_journal = entry_type == "article" or short_name.casefold() in _JOURNALS or group.casefold().startswith("tmlr")
    return short_name, Medium.JOURNAL if is_journal else Medium.PROCEEDINGS


def _date(note: Mapping[str, Any], published_in: Sequence[str]) -> PartialDate | None:
    """Return the year of publication, or the day of submission if nothing is in `published_in`.

    `published_in` are the texts that may name the year, the most reliable first.
    """
    for text in published_in:
        if match := _YEAR.search(text):
            return PartialDate(int(match[0]))
    for name in ("pdate", "cdate", "tcdate"):
        stamp = note.get(name)
        if isinstance(stamp, int) and not isinstance(stamp, bool) and 0 < stamp < 4e12:  # milliseconds since 1970
            day = datetime.fromtimestamp(stamp / 1000, UTC)
            return PartialDate(day.year) if published_in else PartialDate(day.year, day.month, day.day)
    return None
