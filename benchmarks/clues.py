"""Notes whose titles are hidden: how often their works are found by clues alone, and how often a wrong one is accepted.

    python benchmarks/clues.py NOTES... --catalogue FOLDER [--comments] [--services URL]

NOTES are files that have titles and summaries. The title says what a note is about, according to the catalogue; then
the title is removed. Each note is decided twice: with its own work among the candidates, and without it, as for users
whose catalogue lacks the work. The second table counts how often a clue occurs in the note's own work, by form and
place: the shares in `biblio.matching.untitled.clue_match` are rounded from it. With --services, both decisions are made
from the answers of the services under one host, without the catalogue.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from biblio.extract.query import extract_query
from biblio.lookup.catalogue.catalogue_service import Catalogue, open_catalogue
from biblio.lookup.dispatcher import Dispatcher
from biblio.lookup.progress import SilentProgress
from biblio.lookup.questions import clues_question, title_question
from biblio.lookup.services.service_registry import SERVICE_DEFAULTS
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.untitled.clue_match import Hints, rank_by_clues
from biblio.matching.untitled.encoder import installed_encoder
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Decision, Query, Status
from biblio.model.note import Note
from biblio.model.record import Record, Work
from biblio.project.project import open_project, project_config
from biblio.readers.discovery import FoundFile, read_document, walk
from biblio.readers.layouts import reader_for
from biblio.text import fold_key, search_words

LEAST = 60  # characters of a comment


def notes_of(paths: Iterable[str]) -> Iterator[Note]:
    for path in paths:
        for found in walk(path, base=Path.cwd()):
            if isinstance(found, FoundFile):
                document, _ = read_document(found)
                if (reader := reader_for(document)) is not None:
                    yield from (note for note in reader.read(document) if isinstance(note, Note))


def own_work(note: Note, catalogue: Catalogue) -> Work | None:
    """Return the work that the note's title names, if the catalogue has it with its abstract."""
    query = extract_query(note)
    if not query.titles:
        return None
    (answer,) = catalogue.ask([title_question("catalogue", query)])
    decision = decide(query, rank_candidates(query, merge_records(answer.records)))
    work = decision.work if decision.status is Status.ACCEPTED else None
    return work if work is not None and work.best.abstract else None


def is_same(left: Work, right: Work) -> bool:
    return bool(set(left.identifiers) & set(right.identifiers)) or (
        search_words(left.best.title) == search_words(right.best.title)
    )


def outcome(decision: Decision, own: Work) -> str:
    if decision.status is Status.ACCEPTED and decision.work is not None:
        return "right" if is_same(decision.work, own) else "WRONG"
    ranked = [candidate.work for candidate in decision.candidates[:3]]
    return "shown among the first three" if any(is_same(work, own) for work in ranked) else "left open"


def by_services(hidden: Sequence[tuple[Query, Work]], url: str, interval: str, *, without_own: bool) -> Iterator[str]:
    """Yield the outcome for every note if only the services under `url` are asked."""
    config = f'[services]\nbase_url = "{url}"\n'
    if interval:
        config += "".join(f"[services.{name}]\ninterval = {interval}\n" for name in SERVICE_DEFAULTS)
    own_titles = {fold_key(record.title) for _, own in hidden for record in own.records}
    ask = Dispatcher.ask

    def ask_without(self: Dispatcher, *given: Any) -> dict[str, tuple[Record, ...]]:
        answers = ask(self, *given)
        return {
            key: tuple(one for one in found if fold_key(one.title) not in own_titles) for key, found in answers.items()
        }

    with TemporaryDirectory() as folder, patch.object(Dispatcher, "ask", ask_without if without_own else ask):
        Path(folder, "config.toml").write_text(config, encoding="utf-8")
        with open_project(project_config(Path(folder)), progress=SilentProgress()) as project:
            decisions = project.resolver().resolve([query for query, _ in hidden], project.progress)
    for (_, own), decision in zip(hidden, decisions, strict=True):
        yield outcome(decision, own)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", nargs="+")
    parser.add_argument("--catalogue", type=Path, required=True)
    parser.add_argument(
        "--comments", action="store_true", help="hide summaries and venues too, so that only comments are left"
    )
    parser.add_argument("--services", metavar="URL", help="ask the services under this host too, twice")
    parser.add_argument("--interval", default="", help="seconds between two requests, if the host is your own")
    options = parser.parse_args()
    catalogue = open_catalogue(options.catalogue)
    encoder = installed_encoder()
    table: dict[str, Counter[str]] = defaultdict(Counter)
    hits: dict[tuple[str, str], Counter[bool]] = defaultdict(Counter)
    hidden_notes: list[tuple[Query, Work]] = []
    seconds, count = 0.0, 0
    for note in notes_of(options.notes):
        told = len(note.comment) >= LEAST if options.comments else bool(note.summary)
        own = own_work(note, catalogue) if told else None
        if own is None:
            continue
        hidden = note.replace(title=None, other_titles=(), authors=(), links=())
        query = extract_query(hidden.replace(summary="", venue="", year=None) if options.comments else hidden)
        if not query.clues:
            continue
        hidden_notes.append((query, own))
        start = time.perf_counter()
        (answer,) = catalogue.ask([clues_question(query)])
        seconds, count = seconds + time.perf_counter() - start, count + 1
        works = merge_records(answer.records)
        others = tuple(work for work in works if not is_same(work, own))
        hints = [("words alone", Hints(answer.rarity))]
        if encoder is not None:
            best = [work for _, work in rank_by_clues(works, query, answer.rarity)][:8]
            near = encoder.nearness(query.text, [f"{work.best.title}. {work.best.abstract}" for work in best])
            meaning = dict(zip((work.id for work in best), near, strict=True))
            hints.append(("words and meaning", Hints(answer.rarity, meaning)))
        for name, hint in hints:
            table[f"{name}, own work there"][outcome(decide(query, rank_candidates(query, works, hint)), own)] += 1
            table[f"{name}, own work taken out"][outcome(decide(query, rank_candidates(query, others, hint)), own)] += 1
        words = set(search_words(f"{own.best.title} {own.best.abstract}"))
        for clue in query.clues:
            hits[clue.form, clue.place][any(words.issuperset(reading) for reading in clue.readings)] += 1
    if options.services:
        for without, row in ((False, "services, own work there"), (True, "services, own works taken out")):
            table[row].update(by_services(hidden_notes, options.services, options.interval, without_own=without))
    columns = ("right", "WRONG", "shown among the first three", "left open")
    print(f"{count} notes, {count / max(seconds, 1e-9):,.0f} a second without the encoder")
    print(f"{'':42}" + "".join(f"{column:>30}" for column in columns))
    for name, row in table.items():
        print(f"{name:42}" + "".join(f"{row[column]:>30}" for column in columns))
    print(f"\n{'clue':20}{'place':12}{'seen':>8}{'share in the own work':>24}")
    for (form, place), row in sorted(hits.items()):
        print(f"{form:20}{place:12}{row.total():>8}{row[True] / row.total():>24.2f}")


if __name__ == "__main__":
    main()
