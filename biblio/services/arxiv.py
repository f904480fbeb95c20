"""arXiv's API, through the `arxiv` package: it writes the queries and reads the feeds, our client does the asking.

Many identifiers go into one request, and so do many titles and the words of many summaries. What the API is known to
do, and what is done about it:

- https://info.arxiv.org/help/api/user-manual.html: at most 2,000 entries a request; a search is one boolean query.
- One malformed id makes it refuse the whole list with 400: that id is taken out, and known as malformed from then on.
- Unknown ids are silently missing, and at times counted in the totals all the same (autobib/autobib#183); at other
  times the totals are right and the entries are missing (lukasschwab/arxiv.py, "UnexpectedEmptyPageError"). What the
  totals promise and the page lacks is asked for once more beside an id that exists: only a page that has that one and
  still lacks the others says that they are not there.
- Entries come in any order and repeated (lukasschwab/arxiv.py#82): they are told by their ids.
- More than some 4,000 characters of address are refused with 414 (lukasschwab/arxiv.py#15).
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import arxiv
import requests
from requests.adapters import BaseAdapter

from biblio.bibtex.latex import title_text
from biblio.errors import BadReply
from biblio.http.client import Check, Http
from biblio.http.policy import ServicePolicy
from biblio.http.reply import Reply
from biblio.model.dates import PartialDate
from biblio.model.identifiers import Identifier, doi
from biblio.model.identifiers import arxiv as arxiv_identifier
from biblio.model.match import Query
from biblio.model.people import parse_person
from biblio.model.record import Medium, Notice, NoticeKind, Record, Relation
from biblio.ports import Answer, Question
from biblio.services.asking import Step, ask_each, by_kind, in_batches, refused
from biblio.services.fields import unique
from biblio.services.notices import withdrawal
from biblio.services.titles import latin_titles, plain_words, related, surname
from biblio.services.words import MOST, mentions_all, search_terms
from biblio.text import squeeze, unwrap

__all__ = ["ArXiv", "parse_feed", "search_query", "words_query"]

logging.getLogger("arxiv").addHandler(logging.NullHandler())  # what it would warn of is looked at here

_PATH = "/api/query"
_ACCEPT = "application/atom+xml"
_IDS = 200  # a request
_TITLES_PAGE = 1000  # entries a page of a search for several titles, or the words of several summaries
_WORDS_PAGE = 50  # of a search for one summary's words, the most relevant first
_CHARACTERS = 3600  # of a query as it stands in the address
_WORDS = 30  # of a title; enough to tell it from any other
_OR = " OR "
# The manual's own example of an entry, https://info.arxiv.org/help/api/user-manual.html: an id that is there.
_WITNESS = Identifier("arxiv", "hep-ex/0307015")
_ATOM = {"a": "http://www.w3.org/2005/Atom", "o": "http://a9.com/-/spec/opensearch/1.1/"}
_NEEDED = ("id", "published", "updated")  # the package leaves out entries without these
_ERROR_ID = re.compile(r"https?://arxiv\.org/api/errors#?(.*)")
_MALFORMED = re.compile(r"incorrect[ _]id[ _]format[ _]for[ _](\S+)")


class ArXiv:
    """arXiv as a service; see `biblio.ports.Service`."""

    name = "arxiv"
    schemes = frozenset({"arxiv"})
    searches = True

    def __init__(self, policy: ServicePolicy, http: Http) -> None:
        self._policy = policy
        self._http = http
        self._malformed: set[Identifier] = set()

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it will take to ask `questions` when nothing has to be repeated."""
        by_identifier, by_title, for_words = by_kind(self.name, questions)
        return len(_id_batches(by_identifier)) + len(_title_batches(by_title)) + len(_word_batches(for_words))

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask by identifiers, for titles, then for words; see `biblio.ports.Service.ask`."""
        by_identifier, by_title, for_words = by_kind(self.name, questions)
        yield from (Answer(question, ()) for question in by_title if not _is_askable(question))
        yield from (Answer(question, ()) for question in for_words if not words_query(question))
        steps: list[Step] = [partial(self._ask_ids, batch) for batch in _id_batches(by_identifier)]
        steps += [partial(self._ask_titles, batch) for batch in _title_batches(by_title)]
        steps += [partial(self._ask_words, batch) for batch in _word_batches(for_words)]
        yield from ask_each(steps)

    def _ask_ids(self, questions: Sequence[Question]) -> Iterator[Answer]:
        wanted = unique(question.identifier for question in questions)
        found = self._look_up([one for one in wanted if one not in self._malformed])
        for question in questions:
            record = found.get(question.identifier) if question.identifier else None
            yield Answer(question, (record,) if record else ())

    def _look_up(self, ids: Sequence[Identifier]) -> dict[Identifier, Record]:
        if not ids:
            return {}
        page = self._fetch(arxiv.Search(id_list=[one.value for one in ids]), len(ids))
        if page.error:
            return self._without_malformed(ids, page)
        found = _by_id(page.records)
        missing = [one for one in ids if one not in found]
        if missing and page.total > page.entries:
            found |= self._look_again(missing, witness=next(iter(found), _WITNESS))
        return {one: found[one] for one in ids if one in found}

    def _look_again(self, missing: Sequence[Identifier], witness: Identifier) -> dict[Identifier, Record]:
        ids = [witness, *missing]
        page = self._fetch(arxiv.Search(id_list=[one.value for one in ids]), len(ids), check=_lacks_entries)
        found = _by_id(page.records)
        is_whole = page.total <= page.entries or witness in found
        if not is_whole and any(one not in found for one in missing):
            raise BadReply(self.name, "left entries out of its page")
        return found

    def _without_malformed(self, ids: Sequence[Identifier], page: _Page) -> dict[Identifier, Record]:
        """Look up `ids` without the one that the service cannot read: the one it names, else found by halving."""
        named = _MALFORMED.search(unquote(page.error))
        culprit = next((one for one in ids if named and one.value == named[1]), None)
        if culprit is None and len(ids) > 1:
            half = len(ids) // 2
            return self._look_up(ids[:half]) | self._look_up(ids[half:])
        if not named:
            raise refused(self.name, page.reply, f"did not understand the request: {page.error}")
        self._malformed.add(culprit or ids[0])
        return self._look_up([one for one in ids if one not in self._malformed])

    def _ask_titles(self, questions: Sequence[Question]) -> Iterator[Answer]:
        query = _OR.join(search_query(question.query) for question in questions if question.query)
        page = self._fetch(arxiv.Search(query=query), _TITLES_PAGE, check=_lacks_entries)
        is_cut = page.total > page.entries
        if (is_cut or page.error) and len(questions) > 1:
            # A title in the part that was cut off would look as if it were not there.
            half = len(questions) // 2
            yield from ask_each([partial(self._ask_titles, part) for part in (questions[:half], questions[half:])])
            return
        if page.error:
            raise refused(self.name, page.reply, f"did not understand the query: {page.error}")
        for question in questions:
            records = related(latin_titles(question.query) if question.query else (), page.records)
            if is_cut and not records:
                raise BadReply(self.name, "cut its answer short")
            yield Answer(question, records)

    def _ask_words(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask for the words of several summaries at once, as long as all that is found fits on one page."""
        search = arxiv.Search(query=_OR.join(map(words_query, questions)))
        size = _TITLES_PAGE if len(questions) > 1 else _WORDS_PAGE
        page = self._fetch(search, size, check=_lacks_entries)
        if (page.total > page.entries or page.error) and len(questions) > 1:
            half = len(questions) // 2
            yield from ask_each([partial(self._ask_words, part) for part in (questions[:half], questions[half:])])
            return
        if page.error:
            raise refused(self.name, page.reply, f"did not understand the query: {page.error}")
        for question in questions:
            mine = [one for one in page.records if len(questions) == 1 or _answers(one, question)]
            yield Answer(question, tuple(mine[:MOST]))

    def _fetch(self, search: arxiv.Search, size: int, *, check: Check | None = None) -> _Page:
        """Return one page of at most `size` entries."""

        def get(query: str) -> Reply:
            return self._http.get(self._policy, f"{_PATH}?{query}", accept=_ACCEPT, check=check)

        page = _read_page(get, search, size)
        if page.reply.status != 200 and not page.error:
            raise refused(self.name, page.reply)
        return page


def _lacks_entries(reply: Reply) -> str | None:
    frame = _frame(reply.body)
    return "left all entries out of its page" if frame.total and not frame.entries else None


# -- questions ---------------------------------------------------------------------------------------------


def _is_askable(question: Question) -> bool:
    return question.query is not None and bool(search_query(question.query))


def search_query(query: Query) -> str:
    """Return the part of a search that finds the query's titles, as phrases, by the first author where one is known.

    Empty where no title has a word in Latin letters: arXiv's titles have no others.
    """
    clauses = dict.fromkeys(_title_clause(title) for title in latin_titles(query))
    text = _OR.join(clauses)
    if len(clauses) > 1:
        text = f"({text})"
    author = surname(query.authors)
    return f"({text} AND au:{author})" if text and author else text


def _title_clause(title: str) -> str:
    # "&" may be "and" on the other side, where it parts a phrase.
    parts = [words for part in title.split("&") if (words := " ".join(plain_words(part)[:_WORDS]))]
    clause = " AND ".join(f'ti:"{words}"' for words in parts)
    return f"({clause})" if len(parts) > 1 else clause


def words_query(question: Question) -> str:
    """Return the part of a search that finds a question's words, all of them, in papers no younger than its note.

    Empty where no word is in Latin letters or digits.
    """
    clauses = [f'all:"{term}"' if " " in term else f"all:{term}" for term in search_terms(question.words)]
    if clauses and (last := _last_day(question)):
        clauses.append(f"submittedDate:[199107010000 TO {last:%Y%m%d}2359]")
    return f"({' AND '.join(clauses)})" if clauses else ""


def _last_day(question: Question) -> date | None:
    """Return the day after the note's: the API counts in GMT, the note's day is wherever its writer is."""
    if question.query is None or question.query.before is None:
        return None
    day = question.query.before.latest
    return date(day.year, day.month, day.day) + timedelta(days=1)


def _answers(record: Record, question: Question) -> bool:
    """Tell which of the questions asked together a record answers."""
    last, first = _last_day(question), record.date
    if last and first and date(first.year, first.month, first.day) > last:
        return False
    return mentions_all(search_terms(question.words), record)


def _word_batches(questions: Iterable[Question]) -> list[list[Question]]:
    askable = [one for one in questions if words_query(one)]
    # A word alone finds thousands of papers, which would leave no room for what the others find.
    broad = [one for one in askable if len(" ".join(search_terms(one.words)).split()) == 1]
    narrow = [one for one in askable if one not in broad]
    batches = in_batches(narrow, _TITLES_PAGE, _CHARACTERS, lambda one: words_query(one) + _OR)
    return batches + [[one] for one in broad]


def _id_batches(questions: Sequence[Question]) -> list[list[Question]]:
    def written(question: Question) -> str:
        return f"{question.identifier.value if question.identifier else ''},"

    return in_batches(questions, _IDS, _CHARACTERS, written)


def _title_batches(questions: Iterable[Question]) -> list[list[Question]]:
    def written(question: Question) -> str:
        return (search_query(question.query) if question.query else "") + _OR

    return in_batches([one for one in questions if _is_askable(one)], _TITLES_PAGE, _CHARACTERS, written)


# -- replies -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a feed says about itself: the total, how many whole entries it has, and what it complains about."""

    total: int = 0
    entries: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Page:
    """One page: its records, its frame, and the reply it came in."""

    records: tuple[Record, ...]
    total: int
    entries: int
    error: str
    reply: Reply


def _frame(body: bytes) -> _Frame:
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  the client refuses document types, hence entities
    except ElementTree.ParseError:
        return _Frame()
    entries = 0
    for entry in root.iterfind("a:entry", _ATOM):
        entry_id, published, updated = ((entry.findtext(f"a:{name}", "", _ATOM)).strip() for name in _NEEDED)
        if match := _ERROR_ID.match(entry_id):
            return _Frame(error=squeeze(entry.findtext("a:summary", "", _ATOM)) or match[1] or "no reason given")
        entries += bool(entry_id and published and updated)
    total = root.findtext("o:totalResults", "", _ATOM).strip()
    return _Frame(int(total) if total.isdecimal() else 0, entries)


class _Wire(BaseAdapter):
    """Carries the package's requests to our client, which alone decides when and how to ask."""

    def __init__(self, get: Callable[[str], Reply]) -> None:
        super().__init__()
        self._get = get
        self.reply = Reply(0, {}, b"", "")
        self.frame = _Frame()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Answer `request` with what our client gets for its query."""
        self.reply = self._get(urlsplit(request.url or "").query)
        self.frame = _frame(self.reply.body)
        response = requests.Response()
        # An error in a feed is an error, whatever the status: older servers sent 200 with it.
        response.status_code = 400 if self.frame.error else self.reply.status
        response.url = request.url or ""
        response.request = request
        response.raw = io.BytesIO(self.reply.body)
        return response

    def close(self) -> None:
        """Nothing is held open here."""


def _read_page(get: Callable[[str], Reply], search: arxiv.Search, size: int) -> _Page:
    """Let the package ask for the first page of `search` and read it."""
    wire = _Wire(get)
    client = arxiv.Client(page_size=size, delay_seconds=0, num_retries=0)
    session: requests.Session = client._session  # the package has no public way in
    session.mount("https://", wire)
    search.max_results = None  # it would stop after 100
    records: list[Record] = []
    try:
        for result in client.results(search):
            records.append(_record(result))
            if len(records) >= wire.frame.entries:
                break  # further pages are ours to ask for
    except arxiv.HTTPError:
        pass  # the frame says what was wrong, or the status does
    except (arxiv.ArxivError, ValueError) as error:
        raise BadReply("arxiv", "answered with entries that cannot be read") from error
    finally:
        session.close()
    return _Page(tuple(records), wire.frame.total, wire.frame.entries, wire.frame.error, wire.reply)


def parse_feed(body: bytes) -> tuple[Record, ...]:
    """Return the records of an Atom feed as the API sends it."""
    page = _read_page(lambda query: Reply(200, {}, body, ""), arxiv.Search(query="all"), _TITLES_PAGE)
    return page.records


def _by_id(records: Iterable[Record]) -> dict[Identifier, Record]:
    return {record.identifiers[0]: record for record in records if record.identifiers}


def _record(result: arxiv.Result) -> Record:
    # The version is the one the entry shows; "published" is the first one's day, by which a paper is known.
    identifier = arxiv_identifier(result.get_short_id())
    published = result.published
    remarks = [unwrap(result.comment or "")]
    if result.journal_ref:
        remarks.append(f"journal reference: {unwrap(result.journal_ref)}")
    said = withdrawal(remarks[0])
    updated = PartialDate(result.updated.year, result.updated.month, result.updated.day)
    journal = [found for one in (result.doi or "").split() if (found := doi(one)) and found.scheme == "doi"]
    return Record(
        source="arxiv",
        title=title_text(result.title),
        medium=Medium.PREPRINT,
        identifiers=unique([identifier]),
        related=tuple((Relation.PUBLISHED_AS, one) for one in journal),
        authors=tuple(parse_person(author.name) for author in result.authors if squeeze(author.name)),
        date=PartialDate(published.year, published.month, published.day),
        url=(identifier.address if identifier else "") or "",
        abstract=title_text(result.summary),
        primary_class=result.primary_category or "",
        note="; ".join(filter(None, remarks)),
        # The version that says so is the last one.
        notices=(Notice(NoticeKind.WITHDRAWN, "arxiv", updated, words=said),) if said else (),
    )
