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

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from urllib.parse import unquote

import arxiv

from biblio.errors import BadReply
from biblio.lookup.http.client import HttpClient, ReplyCheck
from biblio.lookup.http.content import Reply
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.arxiv_feed import FeedPage, fetch_feed_page, missing_entries_problem, records_by_id
from biblio.lookup.services.record_fields import unique_identifiers
from biblio.lookup.services.service_base import RequestStep, group_by_kind, make_batches, refusal_error, run_steps
from biblio.lookup.services.title_search import filter_related, latin_titles, plain_words, search_surname
from biblio.lookup.services.word_search import MAX_HITS, Terms, mentions_all, rank_by_mentions, search_terms
from biblio.matching.word_rarity import guessed_share
from biblio.model.clues import ClueForm
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.record import Record

__all__ = ["ArXiv", "title_query", "words_query"]

logging.getLogger("arxiv").addHandler(logging.NullHandler())  # what it would warn of is looked at here
_PATH = "/api/query"
_ACCEPT = "application/atom+xml"
_IDS = 200  # a request
_TITLES_PAGE = 1000  # entries a page of a search for several titles, or the words of several summaries
_WORDS_PAGE, _SETS_PAGE = (
    50,
    300,
)  # of a search for one summary's words, or for any set of them; the most relevant first
_BROAD = 1e-3  # share of works that have a question's words: more leave no room for others in the same request
_CHARACTERS = 3600  # of a query as it stands in the address
_WORDS = 30  # of a title; enough to tell it from any other
_OR = " OR "
# The manual's own example of an entry, https://info.arxiv.org/help/api/user-manual.html: an id that is there.
_WITNESS = Identifier("arxiv", "hep-ex/0307015")
_MALFORMED = re.compile(r"incorrect[ _]id[ _]format[ _]for[ _](\S+)")


class ArXiv:
    """arXiv as a service; see `biblio.lookup.service.Service`."""

    name = "arxiv"
    schemes = frozenset({"arxiv"})
    searches = True

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        self._policy = policy
        self._http = http
        self._malformed: set[Identifier] = set()

    def cost(self, questions: Sequence[Question]) -> int:
        """Return how many requests it will take to ask `questions` when nothing has to be repeated."""
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        return len(_id_batches(by_identifier)) + len(_title_batches(by_title)) + len(_word_batches(for_words))

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Ask by identifiers, for titles, then for words; see `biblio.lookup.service.Service.ask`."""
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        yield from (Answer(question, ()) for question in by_title if not _is_askable(question))
        yield from (Answer(question, ()) for question in for_words if not words_query(question))
        steps: list[RequestStep] = [partial(self._ask_ids, batch) for batch in _id_batches(by_identifier)]
        steps += [partial(self._ask_titles, batch) for batch in _title_batches(by_title)]
        steps += [partial(self._ask_words, batch) for batch in _word_batches(for_words)]
        yield from run_steps(steps)

    def _ask_ids(self, questions: Sequence[Question]) -> Iterator[Answer]:
        wanted = unique_identifiers(question.identifier for question in questions)
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
        found = records_by_id(page.records)
        missing = [one for one in ids if one not in found]
        if missing and page.total > page.entries:
            found |= self._look_again(missing, witness=next(iter(found), _WITNESS))
        return {one: found[one] for one in ids if one in found}

    def _look_again(self, missing: Sequence[Identifier], witness: Identifier) -> dict[Identifier, Record]:
        ids = [witness, *missing]
        page = self._fetch(arxiv.Search(id_list=[one.value for one in ids]), len(ids), check=missing_entries_problem)
        found = records_by_id(page.records)
        is_whole = page.total <= page.entries or witness in found
        if not is_whole and any(one not in found for one in missing):
            raise BadReply(self.name, "left entries out of its page")
        return found

    def _without_malformed(self, ids: Sequence[Identifier], page: FeedPage) -> dict[Identifier, Record]:
        """Look up `ids` without the one that the service cannot read: the one it names, else found by halving."""
        named = _MALFORMED.search(unquote(page.error))
        culprit = next((one for one in ids if named and one.value == named[1]), None)
        if culprit is None and len(ids) > 1:
            half = len(ids) // 2
            return self._look_up(ids[:half]) | self._look_up(ids[half:])
        if not named:
            raise refusal_error(self.name, page.reply, f"did not understand the request: {page.error}")
        self._malformed.add(culprit or ids[0])
        return self._look_up([one for one in ids if one not in self._malformed])

    def _ask_titles(self, questions: Sequence[Question]) -> Iterator[Answer]:
        def written(question: Question) -> str:
            return title_query(question.query) if question.query else ""

        def read(question: Question, page: FeedPage) -> tuple[Record, ...]:
            records = filter_related(latin_titles(question.query) if question.query else (), page.records)
            if page.total > page.entries and not records:
                raise BadReply(self.name, "cut its answer short")
            return records

        return self._ask_together(questions, written, _TITLES_PAGE, read)

    def _ask_words(self, questions: Sequence[Question]) -> Iterator[Answer]:
        def read(question: Question, page: FeedPage) -> tuple[Record, ...]:
            mine = [one for one in page.records if len(questions) == 1 or _answers(one, question)]
            found = rank_by_mentions(search_terms(question.words), mine) if question.sets else mine
            return tuple(found[:MAX_HITS])

        alone = _SETS_PAGE if questions[0].sets else _WORDS_PAGE
        return self._ask_together(questions, words_query, _TITLES_PAGE if len(questions) > 1 else alone, read)

    def _ask_together(
        self,
        questions: Sequence[Question],
        written: Callable[[Question], str],
        size: int,
        read: Callable[[Question, FeedPage], tuple[Record, ...]],
    ) -> Iterator[Answer]:
        """Ask several questions in one search, as long as all that is found fits on one page; else by halves.

        What is in the part that was cut off would look as if it were not there.
        """
        query = _OR.join(filter(None, map(written, questions)))
        page = self._fetch(arxiv.Search(query=query), size, check=missing_entries_problem)
        if (page.total > page.entries or page.error) and len(questions) > 1:
            half = len(questions) // 2
            ask = self._ask_words if questions[0].words else self._ask_titles
            yield from run_steps([partial(ask, part) for part in (questions[:half], questions[half:])])
            return
        if page.error:
            raise refusal_error(self.name, page.reply, f"did not understand the query: {page.error}")
        for question in questions:
            yield Answer(question, read(question, page))

    def _fetch(self, search: arxiv.Search, size: int, *, check: ReplyCheck | None = None) -> FeedPage:
        """Return one page of at most `size` entries."""

        def get(query: str) -> Reply:
            return self._http.get(self._policy, f"{_PATH}?{query}", accept=_ACCEPT, check=check)

        page = fetch_feed_page(get, search, size)
        if page.reply.status != 200 and not page.error:
            raise refusal_error(self.name, page.reply)
        return page


# -- questions ---------------------------------------------------------------------------------------------
def _is_askable(question: Question) -> bool:
    return question.query is not None and bool(title_query(question.query))


def title_query(query: Query) -> str:
    """Return the part of a search that finds the query's titles, as phrases, by the first author where one is known.

    Empty where no title has a word in Latin letters: arXiv's titles have no others.
    """
    clauses = dict.fromkeys(_title_clause(title) for title in latin_titles(query))
    text = _OR.join(clauses)
    if len(clauses) > 1:
        text = f"({text})"
    author = search_surname(query.authors)
    return f"({text} AND au:{author})" if text and author else text


def _title_clause(title: str) -> str:
    # "&" may be "and" on the other side, where it parts a phrase.
    parts = [words for part in title.split("&") if (words := " ".join(plain_words(part)[:_WORDS]))]
    clause = " AND ".join(f'ti:"{words}"' for words in parts)
    return f"({clause})" if len(parts) > 1 else clause


def words_query(question: Question) -> str:
    """Return the part of a search that finds a question's words, all or a set, in papers no younger than its note.

    Empty where no word is in Latin letters or digits.
    """
    clauses = _clauses(question)
    while len(_OR.join(clauses)) > _CHARACTERS // 2 and len(clauses) > 1:
        clauses.pop()  # the least likely
    if not clauses:
        return ""
    text = _OR.join(f"({clause})" for clause in clauses) if len(clauses) > 1 else clauses[0]
    if last := _last_day(question):
        text = f"({text})" if len(clauses) > 1 else text
        text += f" AND submittedDate:[199107010000 TO {last:%Y%m%d}2359]"
    return f"({text})"


def _clauses(question: Question) -> list[str]:
    sets = [tuple(map(search_terms, one)) for one in question.sets] or [_each(search_terms(question.words))]
    return [" AND ".join(map(_any_of, one)) for one in sets if one and all(one)]


def _each(terms: Terms) -> tuple[Terms, ...]:
    return tuple((term,) for term in terms)


def _any_of(terms: Terms) -> str:
    found = [f'all:"{term}"' if " " in term else f"all:{term}" for term in terms]
    return f"({_OR.join(found)})" if len(found) > 1 else found[0]


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
    # What finds hundreds of papers would leave no room for what the others find.
    broad = [one for one in askable if one.sets or _is_broad(one)]
    narrow = [one for one in askable if one not in broad]
    batches = make_batches(narrow, _TITLES_PAGE, _CHARACTERS, lambda one: words_query(one) + _OR)
    return batches + [[one] for one in broad]


def _is_broad(question: Question) -> bool:
    return guessed_share(ClueForm.NAME, tuple(" ".join(search_terms(question.words)).split())) > _BROAD


def _id_batches(questions: Sequence[Question]) -> list[list[Question]]:
    def written(question: Question) -> str:
        return f"{question.identifier.value if question.identifier else ''},"

    return make_batches(questions, _IDS, _CHARACTERS, written)


def _title_batches(questions: Iterable[Question]) -> list[list[Question]]:
    def written(question: Question) -> str:
        return (title_query(question.query) if question.query else "") + _OR

    return make_batches([one for one in questions if _is_askable(one)], _TITLES_PAGE, _CHARACTERS, written)
