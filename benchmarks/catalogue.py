"""The catalogue with real metadata: speed of building and queries, size, growth, and a comparison with other engines.

    python benchmarks/catalogue.py SOURCE... [--sizes 10000 50000] [--engines] [--times 10]

SOURCE is anything that `biblio catalogue build` reads; the raw size is that of its rows as JSON lines.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sqlite3
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from biblio.errors import Problem
from biblio.files import folder_size
from biblio.lookup.catalogue.build import build_index
from biblio.lookup.catalogue.catalogue_service import Catalogue, open_catalogue
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, CatalogueRow, SourceFile, encode_row
from biblio.lookup.catalogue.formats.source_files import find_sources
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.model.clues import Clue, ClueForm, CluePlace
from biblio.model.decision import Query
from biblio.model.record import Record
from biblio.text import search_text, search_words

ASKED = 2000  # questions of each kind
Found = tuple[CatalogueFormat, SourceFile]
A = TypeVar("A")


class Part:
    """A source that stops after a number of rows, or skips all but every n-th; it counts the bytes of its rows."""

    def __init__(self, source: CatalogueFormat, every: int = 1) -> None:
        self.source, self.every, self.name = source, every, source.name
        self.bytes = 0
        self.altering = 0.0  # seconds of the processor that a build from files would not take

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        for row in islice(self.source.rows(file, position), 0, None, self.every):
            if isinstance(row, CatalogueRow):
                self.bytes += len(row.raw) + 1
            yield row


class Copies(Part):
    """A source with altered copies behind it: another work each, of the same length and much the same words.

    A third of the title's words and eight words of the abstract are exchanged for words of other works; authors are
    taken from other works, identifiers are made up.
    """

    def __init__(self, source: CatalogueFormat, times: int) -> None:
        super().__init__(source)
        self.times = times

    def rows(self, file: SourceFile, position: bytes) -> Iterator[CatalogueRow | Problem]:
        yield from super().rows(file, position)
        for copy in range(1, self.times):
            draw = random.Random(copy)
            words: list[str] = ["model"]
            people: list[object] = [[]]
            for row in self.source.rows(file, b""):
                if not isinstance(row, CatalogueRow):
                    continue
                start = time.thread_time()
                fields = altered(dict(row.fields), draw, copy, words, people)
                words += str(row.fields.get("title", "")).split()
                people.append(row.fields.get("authors", []))
                del words[: -5000 if len(words) > 10_000 else 0], people[: -500 if len(people) > 1000 else 0]
                raw = encode_row(fields)
                self.bytes += len(raw) + 1
                self.altering += time.thread_time() - start
                yield CatalogueRow(b"", fields, raw)


def altered(
    fields: dict[str, object], draw: random.Random, copy: int, words: Sequence[str], people: Sequence[object]
) -> dict[str, object]:
    """Return the row of another work that resembles one."""
    for name, count in (("title", 3), ("abstract", 0)):
        parts = str(fields.get(name) or "").split()
        changes = min(len(parts), 8) if not count else len(parts) // count
        for at in draw.sample(range(len(parts)), changes):
            parts[at] = draw.choice(words)
        if parts:
            fields[name] = " ".join(parts)
    fields["authors"] = draw.choice(people)
    if fields.get("id"):
        fields["id"] = f"{draw.randrange(1000, 9999)}.{draw.randrange(90000, 99999)}"
    for name in ("doi", "anthology_id", "openreview", "url", "dblp"):
        if fields.get(name):
            fields[name] = f"{fields[name]}.{copy}"
    return fields


class SilentBuild:
    def stage(self, name: str, total: int) -> None: ...

    def step(self, count: int = 1) -> None: ...


def row(name: str, *cells: object) -> None:
    print(f"{name:42}" + "".join(f"{cell!s:>14}" for cell in cells), flush=True)


def timed(ask: Callable[..., A], questions: Sequence[tuple[object, ...]]) -> tuple[list[A], float]:
    """Return the answers to `questions` (arguments of `ask`) and how many were answered per second."""
    start = time.perf_counter()
    answers = [ask(*question) for question in questions]
    return answers, len(questions) / (time.perf_counter() - start)


# -- questions -----------------------------------------------------------------------------------------------


def two_edits(source: random.Random, title: str) -> str:
    letters = list(title)
    for _ in range(2):
        at = source.randrange(len(letters))
        kind = source.randrange(3)
        if kind == 0:
            letters[at] = source.choice(string.ascii_lowercase)
        elif kind == 1:
            letters.insert(at, source.choice(string.ascii_lowercase))
        elif len(letters) > 1:
            del letters[at]
    return "".join(letters)


def word_dropped(source: random.Random, title: str) -> str:
    words = title.split()
    if len(words) > 2:
        del words[source.randrange(len(words))]
    return " ".join(words)


def no_subtitle(source: random.Random, title: str) -> str:
    return re.split(r"(?<=\w)[:?—–]\s", title, maxsplit=1)[0]


DAMAGES = {"two edits": two_edits, "a word dropped": word_dropped, "subtitle gone": no_subtitle}


def damaged(records: Sequence[Record], damage: Callable[[random.Random, str], str]) -> list[tuple[str, Record]]:
    """Return damaged titles with their records, without titles that the damage does not change."""
    source = random.Random(11)
    pairs = ((damage(source, record.title), record) for record in records if len(record.title) >= 12)
    return [(title, record) for title, record in pairs if title != record.title and len(title) >= 8]


def same(left: Record, right: Record) -> bool:
    """The preprint of a publication counts as found: both have the title."""
    return search_words(left.title) == search_words(right.title)


def as_clues(record: Record) -> Query:
    """Return the query of a note whose summary kept a third of the abstract's rarer words."""
    source = random.Random(record.title)
    words = [word for word in dict.fromkeys(search_words(record.abstract)) if len(word) > 3]
    kept = source.sample(words, len(words) // 3)
    clues = tuple(Clue(word, ((word,),), ClueForm.TERM, CluePlace.SUMMARY) for word in kept)
    return Query("note", clues=clues)


def ask_everything(catalogue: Catalogue, records: Sequence[Record]) -> dict[str, tuple[float, float]]:
    """Return questions per second and the share that was found first, by kind of question."""
    known = [record for record in records if record.identifiers]
    summarised = [record for record in records if len(record.abstract) > 300][: ASKED // 4]
    kinds: dict[str, tuple[Callable[..., tuple[Record, ...]], list[tuple[object, ...]], Sequence[Record]]] = {
        "identifier": (catalogue.by_identifier, [(record.identifiers[0],) for record in known], known),
        "exact title": (catalogue.by_titles, [((record.title,),) for record in records], records),
    }
    for name, damage in DAMAGES.items():
        pairs = damaged(records, damage)
        asked = [((title,), record.authors[:1]) for title, record in pairs]
        kinds[name] = catalogue.by_titles, list(asked), [record for _, record in pairs]
    kinds["clues"] = catalogue.by_clues, [(as_clues(record),) for record in summarised], summarised
    rates = {}
    for name, (ask, questions, own) in kinds.items():
        found, rate = timed(ask, questions)
        first = sum(bool(some) and same(some[0], mine) for some, mine in zip(found, own, strict=True))
        rates[name] = rate, first / max(1, len(questions))
    return rates


# -- the table -----------------------------------------------------------------------------------------------


def built(folder: Path, files: Sequence[Found], every: int, times: int = 1) -> tuple[int, float, int]:
    """Build a catalogue; return works, seconds (without those that altering copies takes), bytes of the rows."""
    parts = [Copies(source, times) if times > 1 else Part(source, every) for source, _ in files]
    start = time.perf_counter()
    report = build_index(
        folder, [(part, file) for part, (_, file) in zip(parts, files, strict=True)], progress=SilentBuild()
    )  # type: ignore[arg-type]
    seconds = time.perf_counter() - start - sum(part.altering for part in parts)
    return report.added, seconds, sum(part.bytes for part in parts)


def sample(catalogue: Catalogue, count: int) -> list[Record]:
    numbers = random.Random(3).sample(range(1, catalogue.count + 1), min(count, catalogue.count))
    return list(catalogue.records(numbers))


def measured(files: Sequence[Found], every: int, times: int = 1) -> tuple[int, dict[str, tuple[float, float]]]:
    """Build and query in a separate process, so that memory is measured for this size only; print; return works and
    rates.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "catalogue"
        works, seconds, raw = built(folder, files, every, times)
        size = folder_size(folder)
        after_build = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        row(f"{works:,} works", "", "", "target")
        if every == 1:  # otherwise most of the time goes into skipped rows
            row("  built, works/s", f"{works / seconds:,.0f}", "", ">= 10,000")
        row("  on the disk, of the raw JSON", f"{size / raw:.2f}", f"{size / 1e6:,.0f} MB", "<= 1.1")
        row("  memory while building, MB", f"{after_build:,.0f}", "", "< 400")
        asked = subprocess.run(
            [sys.executable, __file__, "--ask", str(folder)], capture_output=True, text=True, check=True
        )
        rates: dict[str, tuple[float, float]] = msgspec.json.decode(asked.stdout.splitlines()[-1])
        memory = rates.pop("memory")[0]
        row("  memory while asked, MB", f"{memory:,.0f}", "", "< 400")
        targets = {"identifier": ">= 10,000", "exact title": ">= 10,000", "clues": ">= 30"}
        row("  questions", "a second", "found first", "target")
        for kind, (rate, first) in rates.items():
            row(f"    {kind}", f"{rate:,.0f}", f"{first:.1%}", targets.get(kind, ">= 300, 99 %"))
        return works, rates


def ask_only(folder: Path) -> None:
    """Ask an existing catalogue; print the rates as JSON."""
    catalogue = open_catalogue(folder)
    rates = ask_everything(catalogue, sample(catalogue, ASKED))
    rates["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0.0
    print(msgspec.json.encode(rates).decode())


# -- other engines -------------------------------------------------------------------------------------------


def engines(files: Sequence[Found], every: int) -> None:
    """Compare our index with SQLite's FTS5 and with rapidfuzz without an index, on the same titles; the queries are
    damaged.
    """
    rows = [
        row
        for source, file in files
        for row in islice(source.rows(file, b""), 0, None, every)
        if isinstance(row, CatalogueRow)
    ]
    records = [record for one in rows if (record := record_from_row(one.fields)) is not None]
    titles = [" ".join(search_words(record.title)) for record in records]
    pairs = damaged(random.Random(3).sample(records, min(400, len(records))), two_edits)
    row(f"engines, {len(records):,} works, two edits", "built, works/s", "asked/s", "found first")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        db = sqlite3.connect(folder / "fts.sqlite", isolation_level=None)
        # BM25 needs positions if no text is stored; for abstracts they would take twice the space.
        for table, detail in (("titles", "full"), ("abstracts", "none")):
            options = f"text, content='', detail={detail}, tokenize='unicode61'"
            db.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({options})")
        db.execute("BEGIN")
        db.executemany("INSERT INTO titles (rowid, text) VALUES (?, ?)", enumerate(titles))
        texts = ((number, search_text(record.abstract)) for number, record in enumerate(records))
        db.executemany("INSERT INTO abstracts (rowid, text) VALUES (?, ?)", texts)
        db.execute("COMMIT")
        seconds = time.perf_counter() - start

        def in_fts(title: str) -> int:
            words = " OR ".join(f'"{word}"' for word in dict.fromkeys(search_words(title)))
            query = "SELECT rowid FROM titles WHERE titles MATCH ? ORDER BY rank LIMIT 24"
            asked = " ".join(search_words(title))
            return max((n for (n,) in db.execute(query, (words,))), key=lambda n: ratio(asked, titles[n]), default=-1)

        compare("SQLite FTS5, BM25 and ratio", len(records) / seconds, in_fts, pairs[:60], records)
        size = (folder / "fts.sqlite").stat().st_size
        works, ours, _ = built(folder / "ours", files, every)
        catalogue = open_catalogue(folder / "ours")
        hits, rate = timed(catalogue.by_titles, [((title,),) for title, _ in pairs])
        first = sum(bool(some) and same(some[0], own) for some, (_, own) in zip(hits, pairs, strict=True)) / len(pairs)
        row("  ours (tantivy, with records and keys)", f"{works / ours:,.0f}", f"{rate:,.0f}", f"{first:.1%}")
        row(
            "  full text on the disk, MB",
            f"{folder_size(folder / 'ours' / 'text') / 1e6:,.0f}",
            f"FTS5 {size / 1e6:,.0f}",
        )
        catalogue.close()

    def brute(title: str) -> int:
        best = process.extractOne(" ".join(search_words(title)), titles, scorer=ratio)
        return best[2] if best else -1

    compare("rapidfuzz, every title compared", 0.0, brute, pairs[:60], records)


def compare(
    name: str,
    built_at: float,
    ask: Callable[[str], int],
    pairs: Sequence[tuple[str, Record]],
    records: Sequence[Record],
) -> None:
    found, rate = timed(ask, [(title,) for title, _ in pairs])
    first = sum(n >= 0 and same(records[n], own) for n, (_, own) in zip(found, pairs, strict=True)) / len(pairs)
    row(f"  {name}", f"{built_at:,.0f}" if built_at else "-", f"{rate:,.0f}", f"{first:.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", type=Path)
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000], help="further sizes to build")
    parser.add_argument("--engines", action="store_true", help="compare engines on a tenth of the works")
    parser.add_argument("--times", type=int, default=1, help="also build so many times the works, from altered copies")
    parser.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        ask_only(options.ask)
        return
    files = [found for path in options.sources for found in find_sources(path) if not isinstance(found, Problem)]
    total, rates = measured(files, 1)
    table = {total: rates}
    for size in options.sizes:
        if size < total:
            works, some = measured(files, max(2, round(total / size)))
            table[works] = some
    if options.times > 1:
        works, some = measured(files, 1, options.times)
        table[works] = some
    sizes = sorted(table)
    print("\nseconds a thousand questions, by works in the catalogue")
    row("", *[f"{size:,}" for size in sizes], "growth", "works")
    for kind in rates:
        cost = [1000 / table[size][kind][0] for size in sizes]
        row(
            f"  {kind}", *[f"{one:.2f}" for one in cost], f"x {cost[-1] / cost[0]:.1f}", f"x {sizes[-1] / sizes[0]:.0f}"
        )
    if options.engines:
        print()
        engines(files, 10)


if __name__ == "__main__":
    main()
