"""The catalogue's full text, in tantivy (https://github.com/quickwit-oss/tantivy): which works contain which words.

The only module that uses `tantivy`. It stores only numbers; `record_store` has the works. Word positions are not kept:
they would double the size, and no question needs them. tantivy writes new segments next to the old ones and replaces
one small file at each commit, so a killed process loses only what was added since the last commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biblio.disk_errors import DISK_HINT, disk_problem
from biblio.errors import CatalogueDamaged, StoreError
from biblio.extras import Extra, require
from biblio.files import explain_os_error
from biblio.lookup.catalogue.word_index import NAME_WEIGHT, FullTextHit, rarest_words
from biblio.model.clues import Words

if TYPE_CHECKING:
    import tantivy
__all__ = ["FullText", "open_fulltext"]

_REBUILD = "delete the folder and build the catalogue again"
_HEAP = 50_000_000  # bytes of new words that are kept in memory before they are written
_COMMON_PHRASE = 0.03  # share of all works: a phrase of more common words says little, even if counted exactly
_NUMBERS = ("number", "month")
_TEXTS = {"title": "freq", "text": "basic", "names": "basic"}
# Before, the abstract had a field of its own, and a clue was searched for in two: it took twice as long.
_EARLIER_TEXTS = {"title": "freq", "abstract": "basic", "names": "basic"}


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Say what is wrong where tantivy fails or panics (PyO3 has no name for that which could be imported).

    Raises `CatalogueDamaged`, or `StoreError` if the disk refuses.
    """
    try:
        yield
    except BaseException as error:
        if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
            raise
        if problem := disk_problem(str(error)):
            raise StoreError(f"{folder}: {problem}", hint=DISK_HINT) from error
        what = f"{folder}: the catalogue is damaged (its full text cannot be read: {error})"
        raise CatalogueDamaged(what, hint=_REBUILD) from error


class FullText:
    """An open index in `folder`. Reads see the last commit; what writes raises `StoreError` if the disk refuses.

    `is_earlier` says that an earlier version made it, whose clues are in the title or in the field ``abstract``.
    """

    def __init__(self, index: tantivy.Index, folder: Path, *, is_earlier: bool = False) -> None:
        self._index = index
        self._folder = folder
        self._fields = ("title", "abstract") if is_earlier else ("text",)
        self._writer: tantivy.IndexWriter | None = None
        self._searcher = index.searcher()
        self._schema = index.schema

    # Writing

    def add(self, number: int, month: int, texts: Mapping[str, str]) -> None:
        """Add a work; `texts` are those of `searched_texts`."""
        import tantivy

        document = tantivy.Document()
        document.add_unsigned("number", number)
        document.add_unsigned("month", month)
        for name, text in texts.items():
            document.add_text(self._fields[-1] if name == "text" else name, text)
        with self._writing() as writer:
            writer.add_document(document)

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove works."""
        import tantivy

        for number in numbers:
            # tantivy 0.27 treats an int as signed in `delete_documents_by_term`, and finds nothing.
            query = tantivy.Query.term_query(self._schema, "number", number)
            with self._writing() as writer:
                writer.delete_documents_by_query(query)

    def remove_after(self, number: int) -> None:
        """Remove every work with a greater number, that is, works added by a run that was killed."""
        import tantivy

        kind = tantivy.FieldType.Unsigned
        rest = tantivy.Query.range_query(self._schema, "number", kind, number, None, include_lower=False)
        if self._searcher.search(rest, 1).hits:
            with self._writing() as writer:
                writer.delete_documents_by_query(rest)
            self.commit()

    def commit(self) -> None:
        """Make everything that was added so far permanent and visible."""
        if self._writer is not None:
            with self._writing() as writer:
                writer.commit()
            self._index.reload()
            self._searcher = self._index.searcher()

    def close(self) -> None:
        """Wait until segments are merged, and release the files."""
        if self._writer is not None:
            with self._writing() as writer:
                writer.wait_merging_threads()
            self._writer = None

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """Open the writer if it is not; tantivy raises `ValueError` for all that goes wrong on the disk."""
        try:
            if self._writer is None:
                self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
            yield self._writer
        except ValueError as error:
            self._writer = None  # its threads have ended
            reason = disk_problem(str(error)) or f"the disk cannot be written to; it may be full ({error})"
            raise StoreError(f"{self._folder}: {reason}", hint=DISK_HINT) from error

    # Reading

    @property
    def count(self) -> int:
        """The number of works."""
        with _reading(self._folder):
            return int(self._searcher.num_docs)

    def frequency(self, word: str, field: str) -> int:
        """Return how many works have `word` in `field`."""
        with _reading(self._folder):
            return int(self._searcher.doc_freq(field, word))

    def count_with_all(self, words: Words) -> int:
        """Return how many works have all `words`, each in title or abstract.

        For common words, return how many have the rarest of them, which is cheap to count.
        """
        rarest = min(max(self.frequency(word, field) for field in self._fields) for word in words)
        if len(words) == 1 or not rarest or rarest > self.count * _COMMON_PHRASE:
            return rarest
        with _reading(self._folder):
            result: Any = self._searcher.search(self._with_all(words), 1)  # its stub lacks `count`
        return int(result.count or 0)

    def by_title(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works whose titles have most of `words`, best first by BM25; the rarest words decide."""
        rare, _ = self._rarest_words(words)
        return self._search(self._in_title(rare), limit)

    def by_misspelt_title(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works whose titles have most of `words`, or words that are one edit away from those in no title.

        None, if no word is assumed to be misspelt (`rarest_words`). Much slower than `by_title`: words that are an edit
        away have no scores by which tantivy could skip works.
        """
        import tantivy

        rare, misspelt = self._rarest_words(words)
        if not misspelt:
            return []
        clauses = self._in_title(rare)
        for word in misspelt:
            query = tantivy.Query.fuzzy_term_query(self._schema, "title", word, distance=1, transposition_cost_one=True)
            clauses.append((tantivy.Occur.Should, query))
        return self._search(clauses, limit)

    def _rarest_words(self, words: Iterable[str]) -> tuple[list[str], list[str]]:
        return rarest_words({word: self.frequency(word, "title") for word in words}, self.count)

    def _in_title(self, words: Iterable[str]) -> list[tuple[Any, Any]]:
        import tantivy

        return [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "title", word, "freq")) for word in words]

    def by_clues(
        self, clues: Iterable[tuple[Sequence[Words], float]], limit: int, *, names: Iterable[str] = ()
    ) -> list[FullTextHit]:
        """Return the works with the greatest sums of weights, best first.

        A clue is (its readings, its weight): the words of one reading must all be in a work, each in its title or its
        abstract; weights are greater than 0. `names` are words of authors' names.
        """
        import tantivy

        clauses = []
        for readings, weight in clues:
            queries = [self._with_all(words) for words in readings]
            query = queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)
            clauses.append((tantivy.Occur.Should, tantivy.Query.const_score_query(query, weight)))
        for name in names:
            query = tantivy.Query.term_query(self._schema, "names", name, "basic")
            clauses.append((tantivy.Occur.Should, tantivy.Query.const_score_query(query, NAME_WEIGHT)))
        return self._search(clauses, limit)

    def by_words(self, words: Sequence[str], limit: int) -> list[FullTextHit]:
        """Return the works that have `words` in their titles, names or abstracts, best first; for a user's search."""
        import tantivy

        weights = {self._fields[-1]: 1.0, "title": 3.0, "names": 3.0}
        clauses = []
        for word in dict.fromkeys(words):
            terms = [
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, name, word, "basic"), weight)
                for name, weight in weights.items()
            ]
            clauses.append((tantivy.Occur.Should, tantivy.Query.disjunction_max_query(terms)))
        return self._search(clauses, limit)

    def _with_all(self, words: Words) -> Any:
        import tantivy

        per_word = []
        for word in words:
            terms = [tantivy.Query.term_query(self._schema, name, word, "basic") for name in self._fields]
            per_word.append(terms[0] if len(terms) == 1 else tantivy.Query.disjunction_max_query(terms))
        if len(per_word) == 1:
            return per_word[0]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in per_word])

    def _search(self, clauses: list[tuple[Any, Any]], limit: int) -> list[FullTextHit]:
        import tantivy

        if not clauses:
            return []
        with _reading(self._folder):
            hits = self._searcher.search(tantivy.Query.boolean_query(clauses), limit, count=False).hits
            numbers = self._searcher.fast_field_values("number", [address for _, address in hits])
        return [(int(number or 0), float(score)) for number, (score, _) in zip(numbers, hits, strict=True)]


def open_fulltext(folder: Path) -> FullText:
    """Open the index in `folder`, or make one if there is none.

    Raises `StoreError` if it cannot be read, `MissingExtra` without the extra `catalogue`.
    """
    require(Extra.CATALOGUE, "a catalogue of many works")
    import tantivy

    tokenizer = tantivy.Tokenizer.simple()
    analyzer = tantivy.TextAnalyzerBuilder(tokenizer).filter(tantivy.Filter.lowercase()).build()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _reading(folder):
            try:
                index, is_earlier = tantivy.Index(_schema(_TEXTS), path=str(folder)), False
            except ValueError as error:
                if "schema does not match" not in str(error):
                    raise
                index, is_earlier = tantivy.Index(_schema(_EARLIER_TEXTS), path=str(folder)), True
            index.register_tokenizer("words", analyzer)
            return FullText(index, folder, is_earlier=is_earlier)
    except OSError as error:
        problem, hint = explain_os_error(error)
        raise StoreError(f"{folder}: the catalogue's full text cannot be opened: {problem}", hint=hint) from error


def _schema(texts: Mapping[str, str]) -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in _NUMBERS:
        builder.add_unsigned_field(name, indexed=name == "number", fast=True)
    for name, option in texts.items():
        builder.add_text_field(name, index_option=option, tokenizer_name="words")
    return builder.build()
