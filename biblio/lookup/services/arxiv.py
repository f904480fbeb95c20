"""arXiv's API, through the package `arxiv`: it writes queries and reads feeds, and our client sends the requests.

Many identifiers go into one request, and so do many titles and the words of many summaries. How the API behaves, and
how this module reacts:

- https://info.arxiv.org/help/api/user-manual.html: at most 2,000 entries per request; a search is one boolean query.
- One malformed id makes it refuse the whole list with 400: that id is removed and remembered as malformed.
- Unknown ids are silently missing, and sometimes still counted in the totals (autobib/autobib#183). At other times the
  totals are right and entries are missing (lukasschwab/arxiv.py, "UnexpectedEmptyPageError"). So entries that are
  counted but not on the page are requested once more, together with an id that exists: only a page that has this one
  and still lacks the others says that they do not exist.
- Entries come in any order, and may be repeated (lukasschwab/arxiv.py#82): they are recognised by their ids.
- It refuses addresses of more than some 4,000 characters with 414 (lukasschwab/arxiv.py#15).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from urllib.parse import unquote

import arxiv

from biblio.errors import BadReply
from biblio.lookup.http.client import HttpClient, ReplyCheck
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.lookup.service import Answer, Question
from biblio.lookup.services.arxiv_feed import FeedPage, fetch_feed_page, missing_entries_problem, records_by_id
from biblio.lookup.services.record_fields import unique_identifiers
from biblio.lookup.services.service_base import (
    RequestStep,
    StepwiseService,
    ask_in_halves,
    batch_steps,
    group_by_kind,
    make_batches,
    refusal_error,
    single_steps,
)
from biblio.lookup.services.title_search import filter_related, latin_titles, plain_words, search_surname
from biblio.lookup.services.word_search import (
    MAX_HITS,
    Terms,
    folded_words,
    mentions_all,
    rank_by_mentions,
    search_terms,
)
from biblio.matching.word_rarity import guessed_share
from biblio.model.clues import ClueForm
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.record import Record

__all__ = ["ArXiv", "title_query", "words_query"]

logging.getLogger("arxiv").addHandler(logging.NullHandler())  # we check ourselves for what it would warn about
_PATH = "/api/query"
_ACCEPT = "application/atom+xml"
_IDS = 200  # a request
# Entries a page, the most relevant first: of a search for several titles or the words of several summaries, …
_TITLES_PAGE = 1000
_WORDS_PAGE = 50  # … for the words of one summary, …
_SETS_PAGE = 300  # … for any of several sets of words.
_BROAD = 1e-3  # share of works that have a question's words: above it, the request has no room for other questions
_CHARACTERS = 3600  # of a query in the address
_WORDS = 30  # of a title; enough to distinguish it from any other
_OR = " OR "
# The manual's own example of an entry, https://info.arxiv.org/help/api/user-manual.html: an id that exists.
_WITNESS = Identifier("arxiv", "hep-ex/0307015")
_MALFORMED = re.compile(r"incorrect[ _]id[ _]format[ _]for[ _](\S+)")


class ArXiv(StepwiseService):
    """arXiv as a service; see `biblio.lookup.service.Service`."""

    name = "arxiv"
    schemes = frozenset({"arxiv"})
    searches = True

    def __init__(self, policy: ServicePolicy, http: HttpClient) -> None:
        super().__init__(policy, http)
        self._malformed: set[Identifier] = set()

    def _is_askable(self, question: Question) -> bool:
        if question.words:
            return bool(words_query(question))
        return question.identifier is not None or bool(_question_title_query(question))

    def _steps(self, questions: Sequence[Question]) -> list[RequestStep]:
        by_identifier, by_title, for_words = group_by_kind(self.name, questions)
        askable = [question for question in for_words if words_query(question)]
        # Words that hundreds of papers have would leave no room for the results of the others.
        broad = [question for question in askable if question.sets or _is_broad(question)]
        narrow = [question for question in askable if question not in broad]
        return [
            *batch_steps(self._ask_ids, _id_batches(by_identifier)),
            *batch_steps(self._ask_titles, _title_batches(filter(self._is_askable, by_title))),
            *batch_steps(self._ask_words, _word_batches(narrow)),
            *single_steps(lambda question: self._ask_words([question]), broad),
        ]

    def _ask_ids(self, questions: Sequence[Question]) -> Iterator[Answer]:
        ids = unique_identifiers(question.identifier for question in questions)
        records = self._look_up([identifier for identifier in ids if identifier not in self._malformed])
        for question in questions:
            record = records.get(question.identifier) if question.identifier else None
            yield Answer(question, (record,) if record else ())

    def _look_up(self, ids: Sequence[Identifier]) -> dict[Identifier, Record]:
        if not ids:
            return {}
        page = self._fetch(arxiv.Search(id_list=[identifier.value for identifier in ids]), len(ids))
        if page.error:
            return self._look_up_well_formed(ids, page)
        records = records_by_id(page.records)
        missing = [identifier for identifier in ids if identifier not in records]
        if missing and page.total > page.entries:
            records |= self._look_up_again(missing, witness=next(iter(records), _WITNESS))
        return {identifier: records[identifier] for identifier in ids if identifier in records}

    def _look_up_again(self, missing: Sequence[Identifier], witness: Identifier) -> dict[Identifier, Record]:
        ids = [witness, *missing]
        search = arxiv.Search(id_list=[identifier.value for identifier in ids])
        page = self._fetch(search, len(ids), check=missing_entries_problem)
        records = records_by_id(page.records)
        is_whole = page.total <= page.entries or witness in records
        if not is_whole and any(identifier not in records for identifier in missing):
            raise BadReply(self.name, "returned a page from which entries are missing")
        return records

    def _look_up_well_formed(self, ids: Sequence[Identifier], page: FeedPage) -> dict[Identifier, Record]:
        """Look up `ids` without the one that the service cannot read, which it names or halving finds."""
        named = _MALFORMED.search(unquote(page.error))
        culprit = next((identifier for identifier in ids if named and identifier.value == named[1]), None)
        if culprit is None and len(ids) > 1:
            middle = len(ids) // 2
            return self._look_up(ids[:middle]) | self._look_up(ids[middle:])
        if not named:
            raise refusal_error(self.name, page.reply, f"did not understand the request: {page.error}")
        self._malformed.add(culprit or ids[0])
        return self._look_up([identifier for identifier in ids if identifier not in self._malformed])

    def _ask_titles(self, questions: Sequence[Question]) -> Iterator[Answer]:
        def select(question: Question, page: FeedPage) -> tuple[Record, ...]:
            records = filter_related(latin_titles(question.query) if question.query else (), page.records)
            if page.total > page.entries and not records:
                raise BadReply(self.name, "returned an incomplete answer")
            return records

        return self._ask_together(questions, _question_title_query, _TITLES_PAGE, select)

    def _ask_words(self, questions: Sequence[Question]) -> Iterator[Answer]:
        words_of: dict[int, list[str]] = {}  # by the identity of a record, each of which answers many questions at most

        def is_answer(record: Record, question: Question) -> bool:
            words = words_of.get(id(record))
            if words is None:
                words = words_of[id(record)] = folded_words(record)
            return _is_old_enough(record, question) and mentions_all(search_terms(question.words), words)

        def select(question: Question, page: FeedPage) -> tuple[Record, ...]:
            answering = [record for record in page.records if len(questions) == 1 or is_answer(record, question)]
            records = rank_by_mentions(search_terms(question.words), answering) if question.sets else answering
            return tuple(records[:MAX_HITS])

        page_of_one = _SETS_PAGE if questions[0].sets else _WORDS_PAGE
        size = _TITLES_PAGE if len(questions) > 1 else page_of_one
        return self._ask_together(questions, words_query, size, select)

    def _ask_together(
        self,
        questions: Sequence[Question],
        written: Callable[[Question], str],
        size: int,
        select: Callable[[Question, FeedPage], tuple[Record, ...]],
    ) -> Iterator[Answer]:
        """Ask several questions in one search if all results fit on one page; otherwise in halves.

        Results beyond the page would look as if they did not exist. `written` returns a question's part of the query,
        `select` its records on the page.
        """
        query = _OR.join(filter(None, map(written, questions)))
        page = self._fetch(arxiv.Search(query=query), size, check=missing_entries_problem)
        if (page.total > page.entries or page.error) and len(questions) > 1:
            yield from ask_in_halves(self._ask_words if questions[0].words else self._ask_titles, questions)
            return
        if page.error:
            raise refusal_error(self.name, page.reply, f"did not understand the query: {page.error}")
        for question in questions:
            yield Answer(question, select(question, page))

    def _fetch(self, search: arxiv.Search, size: int, *, check: ReplyCheck | None = None) -> FeedPage:
        """Return one page of at most `size` entries."""

        def get(query: str) -> Reply:
            return self._http.get(self._policy, f"{_PATH}?{query}", accept=_ACCEPT, check=check)

        page = fetch_feed_page(get, search, size)
        if page.reply.status != 200 and not page.error:
            raise refusal_error(self.name, page.reply)
        return page


# -- questions ---------------------------------------------------------------------------------------------
def _question_title_query(question: Question) -> str:
    return title_query(question.query) if question.query else ""


def title_query(query: Query) -> str:
    """Return the part of a search that finds the query's titles, as phrases, and the first author if one is known.

    Empty if no title has a word in Latin letters, because arXiv has no other titles.
    """
    clauses = dict.fromkeys(_title_clause(title) for title in latin_titles(query))
    text = _OR.join(clauses)
    if len(clauses) > 1:
        text = f"({text})"
    author = search_surname(query.authors)
    return f"({text} AND au:{author})" if text and author else text


def _title_clause(title: str) -> str:
    # arXiv's title may have "and" in place of "&", which would break a phrase.
    parts = [words for part in title.split("&") if (words := " ".join(plain_words(part)[:_WORDS]))]
    clause = " AND ".join(f'ti:"{words}"' for words in parts)
    return f"({clause})" if len(parts) > 1 else clause


def words_query(question: Question) -> str:
    """Return the part of a search that finds a question's words (all, or a set) in papers not newer than the note.

    Empty if no word is in Latin letters or digits.
    """
    clauses = _word_clauses(question)
    while len(_OR.join(clauses)) > _CHARACTERS // 2 and len(clauses) > 1:
        clauses.pop()  # the least likely set
    if not clauses:
        return ""
    text = _OR.join(f"({clause})" for clause in clauses) if len(clauses) > 1 else clauses[0]
    if last_day := _last_day(question):
        text = f"({text})" if len(clauses) > 1 else text
        text += f" AND submittedDate:[199107010000 TO {last_day:%Y%m%d}2359]"
    return f"({text})"


def _word_clauses(question: Question) -> list[str]:
    all_words = tuple((term,) for term in search_terms(question.words))
    sets = [tuple(map(search_terms, words)) for words in question.sets] or [all_words]
    return [" AND ".join(map(_any_of, terms)) for terms in sets if terms and all(terms)]


def _any_of(terms: Terms) -> str:
    clauses = [f'all:"{term}"' if " " in term else f"all:{term}" for term in terms]
    return f"({_OR.join(clauses)})" if len(clauses) > 1 else clauses[0]


def _last_day(question: Question) -> date | None:
    """Return the day after the note's: the API uses GMT, and the note's day depends on where its writer was."""
    if question.query is None or question.query.before is None:
        return None
    day = question.query.before.latest
    return date(day.year, day.month, day.day) + timedelta(days=1)


def _is_old_enough(record: Record, question: Question) -> bool:
    """Whether a record was there when the note was written."""
    last_day, published = _last_day(question), record.date
    return not (last_day and published and date(published.year, published.month, published.day) > last_day)


# -- batches -----------------------------------------------------------------------------------------------
def _word_batches(questions: Sequence[Question]) -> list[list[Question]]:
    return make_batches(questions, _TITLES_PAGE, _CHARACTERS, lambda question: words_query(question) + _OR)


def _is_broad(question: Question) -> bool:
    words = tuple(" ".join(search_terms(question.words)).split())
    return guessed_share(ClueForm.NAME, words) > _BROAD


def _id_batches(questions: Sequence[Question]) -> list[list[Question]]:
    def written(question: Question) -> str:
        return f"{question.identifier.value if question.identifier else ''},"

    return make_batches(questions, _IDS, _CHARACTERS, written)


def _title_batches(questions: Iterable[Question]) -> list[list[Question]]:
    return make_batches(
        list(questions), _TITLES_PAGE, _CHARACTERS, lambda question: _question_title_query(question) + _OR
    )
