"""A catalogue on OpenSearch: many questions travel in one request, and get the answers of the local catalogue.

The cluster finds candidates; `work_ranking` compares, rates and orders them, as it does for the local catalogue. Titles
are asked for in three steps, each for all titles that the step before left open: the exact title, titles with the same
words, titles whose words are misspelt.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from biblio.bibtex.latex_to_text import title_text
from biblio.lookup.catalogue.cluster.cluster_builds import last_built
from biblio.lookup.catalogue.cluster.cluster_connection import ClusterConnection
from biblio.lookup.catalogue.cluster.cluster_documents import cluster_title_key, identifier_keyword
from biblio.lookup.catalogue.cluster.cluster_queries import (
    Search,
    clues_search,
    count_search,
    identifiers_search,
    same_titles_search,
    similar_titles_search,
    words_search,
)
from biblio.lookup.catalogue.row_format import record_from_row, row_identifiers, row_text
from biblio.lookup.catalogue.work_catalogue import CATALOGUE_SCHEMES, search_in_catalogue
from biblio.lookup.catalogue.work_ranking import (
    MAX_CLUE_HITS,
    MAX_COMPARED,
    MAX_RECORDS,
    MAX_SAME_TITLE,
    CatalogueRowFields,
    ComparedWork,
    SoughtTitle,
    best_records,
    chosen_clues,
    clue_records,
    compare_works,
    is_found,
    is_near,
    rate_works,
    sought_title,
)
from biblio.lookup.service import Answer, Question, QuestionBatch
from biblio.matching.titles.prepared_title import title_keys
from biblio.model.clues import Clue, Rarity, Words
from biblio.model.decision import Query
from biblio.model.identifiers import Identifier
from biblio.model.people import Person
from biblio.model.record import CATALOGUE, Record
from biblio.text import search_words

__all__ = ["ClusterCatalogue"]

_BATCH = 200  # questions that are answered together
_REQUEST = 400  # searches in one request
_TOGETHER = 25  # identifiers or titles in one search …
_EACH = 8  # … and works expected for each at most; if there are more, each is searched for by itself
_COMMON_PHRASE = 0.03  # share of all works: a phrase of more common words says little, even if counted exactly

Work = tuple[int, CatalogueRowFields]
T = TypeVar("T")


@dataclass(slots=True)
class _OpenTitle:
    """A title that is looked for, the works found so far, and how similar these are."""

    title: SoughtTitle
    names: tuple[str, ...]
    works: dict[int, CatalogueRowFields] = field(default_factory=dict)
    compared: list[ComparedWork] = field(default_factory=list)

    def add(self, works: Iterable[Work]) -> None:
        self.works.update(works)
        self.compared = compare_works(self.title, self.works.items())

    @property
    def unknown_words(self) -> list[str]:
        """The words that no work found so far has in its title."""
        known = {word for row in self.works.values() for word in search_words(title_text(row_text(row, "title")))}
        return [word for word in self.title.words if word not in known]


class ClusterCatalogue:
    """An open catalogue on a cluster; its index is the one that its name stands for when it is asked."""

    name = CATALOGUE
    schemes = CATALOGUE_SCHEMES
    searches = True

    def __init__(self, connection: ClusterConnection) -> None:
        self._connection = connection
        self._index = connection.server.index
        self._counts: dict[Words, int] = {}

    @property
    def count(self) -> int:
        """The number of works."""
        return self._count_all([()])[()]

    @property
    def built_at(self) -> float:
        """When works were last added (seconds since 1970), 0 if never."""
        return last_built(self._connection)

    def cost(self, questions: Sequence[Question]) -> int:
        """Return 0: the cluster is the user's own, and is asked without an interval."""
        return 0

    def batches(self, questions: Sequence[Question]) -> list[QuestionBatch]:
        """Return `questions` as they are answered together."""
        return [QuestionBatch(tuple(group), len(group) < _BATCH) for group in _groups(questions, _BATCH)]

    def ask(self, questions: Sequence[Question]) -> Iterator[Answer]:
        """Answer every question. Raises `ServiceError` if the cluster could not be asked, or only in part."""
        for batch in self.batches(questions):
            yield from self._answer(batch.questions)

    def _answer(self, questions: Sequence[Question]) -> Iterator[Answer]:
        identified = {q.identifier: q for q in questions if q.identifier is not None}
        queries = [(q, q.query) for q in questions if q.identifier is None and q.query is not None]
        about_clues = [(q, query) for q, query in queries if query.clues and not query.titles]
        titled = [(q, query) for q, query in queries if not (query.clues and not query.titles)]
        records_by_identifier = self._with_identifiers(identified)
        for question in questions:
            if question.identifier is not None:
                yield Answer(question, records_by_identifier[question.identifier])
            elif question.query is None:
                yield Answer(question, self.by_words(question.words, MAX_RECORDS))
        answers = self._with_titles([(query.titles, query.authors) for _, query in titled])
        for (question, _), records in zip(titled, answers, strict=True):
            yield Answer(question, records)
        rarities = self._rarities([query.clues for _, query in about_clues])
        answers = self._with_clues([query for _, query in about_clues], rarities)
        for (question, _), records, rarity in zip(about_clues, answers, rarities, strict=True):
            yield Answer(question, records, rarity)

    def by_identifier(self, identifier: Identifier) -> tuple[Record, ...]:
        """Return the records that have an identifier."""
        return self._with_identifiers([identifier])[identifier]

    def by_titles(self, titles: Iterable[str], authors: Sequence[Person] = ()) -> tuple[Record, ...]:
        """Return the records with exactly one of `titles`, or else those with the most similar titles.

        `authors` choose among works that the title does not distinguish.
        """
        return self._with_titles([(tuple(titles), tuple(authors))])[0]

    def by_clues(self, query: Query) -> tuple[Record, ...]:
        """Return the records that have most of the note's clues in their titles and abstracts, best first.

        Works that appeared after the note was written are left out.
        """
        return self._with_clues([query], self._rarities([query.clues]))[0]

    def by_words(self, words: Sequence[str], limit: int) -> tuple[Record, ...]:
        """Return the records that have folded `words` in their titles, names or abstracts, best first."""
        if not words:
            return ()
        (works,) = self._works([words_search(words, limit)])
        return tuple(record for _, row in works if (record := record_from_row(row)) is not None)

    def rarity(self, clues: Iterable[Clue]) -> Rarity:
        """Return, for each reading of `clues`, the share of works that contain it (0 if none does)."""
        return self._rarities([tuple(clues)])[0]

    def search(self, text: str, limit: int) -> tuple[Record, ...]:
        """Return the records that best fit what a user searches for; see `search_in_catalogue`."""
        return search_in_catalogue(self, text, limit)

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    # -- identifiers -----------------------------------------------------------------------------------------

    def _with_identifiers(self, identifiers: Collection[Identifier]) -> dict[Identifier, tuple[Record, ...]]:
        by_keyword = {identifier_keyword(identifier): identifier for identifier in identifiers}
        works, alone = self._search_together(
            list(by_keyword), identifiers_search, lambda row: map(identifier_keyword, row_identifiers(row))
        )
        searches = [identifiers_search([keyword], MAX_RECORDS) for keyword in alone]
        works.update(zip(alone, self._works(searches), strict=True))
        return {
            identifier: tuple(record for _, row in works[keyword] if (record := record_from_row(row)) is not None)
            for keyword, identifier in by_keyword.items()
        }

    def _search_together(
        self,
        keywords: Sequence[str],
        search: Callable[[Sequence[str], int], Search],
        keywords_of: Callable[[CatalogueRowFields], Iterable[str]],
    ) -> tuple[dict[str, Sequence[Work]], list[str]]:
        """Return the works with each of `keywords`, and the keywords that are to be searched for alone.

        A search for several may not find all works if many have one of them.
        """
        works: dict[str, list[Work]] = {keyword: [] for keyword in keywords}
        groups = _groups(keywords, _TOGETHER)
        alone: list[str] = []
        for group, hits in zip(groups, self._works([search(g, _EACH * len(g)) for g in groups]), strict=True):
            if len(hits) >= _EACH * len(group):
                alone += group
                continue
            for work in hits:
                for keyword in keywords_of(work[1]):
                    if keyword in works:
                        works[keyword].append(work)
        return {**works}, alone

    # -- titles ----------------------------------------------------------------------------------------------

    def _with_titles(self, queries: Sequence[tuple[Sequence[str], Sequence[Person]]]) -> list[tuple[Record, ...]]:
        titles_by_query = []
        for titles, authors in queries:
            names = tuple(word for author in authors for word in search_words(author.last))
            titles_by_query.append([_OpenTitle(title, names) for title in map(sought_title, titles) if title])
        every = [title for titles in titles_by_query for title in titles]
        self._find_same(every)
        left = [title for title in every if not is_found(title.title, title.compared)]
        self._find_similar(left, {})
        left = [title for title in left if not is_near(title.compared)]
        misspelt = {id(title): title.unknown_words for title in left}
        self._find_similar([title for title in left if misspelt[id(title)]], misspelt)
        return [
            best_records(work for title in titles for work in rate_works(title.compared, authors))
            for titles, (_, authors) in zip(titles_by_query, queries, strict=True)
        ]

    def _find_same(self, titles: Sequence[_OpenTitle]) -> None:
        by_keyword: dict[str, list[_OpenTitle]] = {}
        for title in titles:
            by_keyword.setdefault(cluster_title_key(title.title.keys[0]), []).append(title)
        works, searched_alone = self._search_together(
            list(by_keyword),
            same_titles_search,
            lambda row: map(cluster_title_key, title_keys(title_text(row_text(row, "title")))),
        )
        for keyword, hits in works.items():
            for title in by_keyword[keyword]:
                title.works.update(hits)
        alone = [title for keyword in searched_alone for title in by_keyword[keyword]]
        searches = [same_titles_search(title.title.keys[:1], MAX_SAME_TITLE, names=title.names) for title in alone]
        for title, hits in zip(alone, self._works(searches), strict=True):
            title.works.update(hits)
        for title in titles:
            title.add(())

    def _find_similar(self, titles: Sequence[_OpenTitle], misspelt: Mapping[int, Sequence[str]]) -> None:
        searches = [
            similar_titles_search(
                title.title.words,
                MAX_COMPARED + (MAX_RECORDS if title.title.keys[1:] else 0),
                keys=title.title.keys[1:],
                misspelt=misspelt.get(id(title), ()),
            )
            for title in titles
        ]
        for title, hits in zip(titles, self._works(searches), strict=True):
            title.add(hits)

    # -- clues -----------------------------------------------------------------------------------------------

    def _with_clues(self, queries: Sequence[Query], rarities: Sequence[Rarity]) -> list[tuple[Record, ...]]:
        searches: list[Search | None] = []
        for query, rarity in zip(queries, rarities, strict=True):
            chosen = chosen_clues(query, rarity)
            names = [word for author in query.authors[:1] for word in search_words(author.last)]
            searches.append(clues_search(chosen, MAX_CLUE_HITS, names=names) if chosen or names else None)
        works = iter(self._works([search for search in searches if search is not None]))
        return [
            clue_records(query, (row for _, row in next(works))) if search is not None else ()
            for query, search in zip(queries, searches, strict=True)
        ]

    def _rarities(self, clues_by_query: Sequence[Iterable[Clue]]) -> list[Rarity]:
        readings = [tuple(dict.fromkeys(w for clue in clues for w in clue.readings)) for clues in clues_by_query]
        every = list(dict.fromkeys(words for several in readings for words in several))
        if not every:
            return [{} for _ in readings]
        single = dict.fromkeys((word,) for words in every for word in words)
        counts = self._count_all([(), *single])
        total = max(1, counts[()])
        rarest = {words: min(counts[word,] for word in words) for words in every}
        # A phrase of common words is not counted: its rarest word is what it tells, and cheap to count.
        phrases = [words for words in every if len(words) > 1 and 0 < rarest[words] <= total * _COMMON_PHRASE]
        exact = rarest | self._count_all(phrases)
        return [{words: exact[words] / total for words in several} for several in readings]

    def _count_all(self, readings: Iterable[Words]) -> dict[Words, int]:
        """Return how many works have all words of each reading; counts are kept as long as the catalogue is open."""
        readings = list(readings)
        missing = [words for words in readings if words not in self._counts]
        answers = self._search([count_search(words) for words in missing])
        self._counts.update(
            (words, int(answer["hits"]["total"]["value"])) for words, answer in zip(missing, answers, strict=True)
        )
        return {words: self._counts[words] for words in readings}

    # -- requests --------------------------------------------------------------------------------------------

    def _works(self, searches: Sequence[Search]) -> list[list[Work]]:
        """Return the works (number, row) that each search finds, in the cluster's order."""
        return [
            [(int(hit["sort"][-1]), hit["_source"]["row"]) for hit in answer["hits"]["hits"]]
            for answer in self._search(searches)
        ]

    def _search(self, searches: Sequence[Search]) -> list[Mapping[str, Any]]:
        return [
            answer
            for start in range(0, len(searches), _REQUEST)
            for answer in self._connection.search_many(self._index, searches[start : start + _REQUEST])
        ]


def _groups(values: Sequence[T], size: int) -> list[Sequence[T]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
