"""A catalogue in a folder and one on OpenSearch, side by side: loading, disk, questions a second, and the decisions.

    python benchmarks/cluster.py --url URL --load SOURCE... [--works 50000]   # both built from the same rows
    python benchmarks/cluster.py --url URL --index NAME --folder FOLDER [--notes NOTES...]

The first form makes an index of its own on the cluster and deletes it. The second asks two catalogues of the same works: the
kinds of questions of `benchmarks/catalogue.py`, turn about, so that both meet the same load of the machine; then it decides
every note in NOTES by each, and by its clues alone with its title hidden, and counts where the decisions differ.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from catalogue import DAMAGES, SilentBuild, as_clues, damaged, row, same

from biblio.extract.query import extract_query
from biblio.files import folder_size
from biblio.lookup.catalogue.build import build_index
from biblio.lookup.catalogue.catalogue_service import Catalogue, open_catalogue
from biblio.lookup.catalogue.cluster.cluster_build import LoadOptions, load_cluster
from biblio.lookup.catalogue.cluster.cluster_catalogue import ClusterCatalogue
from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer, connect_cluster
from biblio.lookup.catalogue.formats.format_base import CatalogueFormat, CatalogueRow, SourceFile
from biblio.lookup.catalogue.formats.source_files import find_sources
from biblio.lookup.catalogue.work_catalogue import WorkCatalogue
from biblio.lookup.questions import clues_question, identifier_question, title_question
from biblio.lookup.service import Question
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.untitled.clue_match import Hints
from biblio.matching.works.merge_records import merge_records
from biblio.model.decision import Decision, Query, Status
from biblio.model.note import Note
from biblio.model.record import CATALOGUE, Record
from biblio.readers.discovery import FoundFile, read_document, walk
from biblio.readers.layouts import reader_for

SETTLED = 45.0  # seconds until a merge may drop what OpenSearch keeps of each document to make copies of a shard from
ROUND = 100  # questions that one catalogue is asked before it is the other's turn


class Beginning:
    """A source that ends after a number of rows."""

    def __init__(self, source: CatalogueFormat, works: int) -> None:
        self.source, self.works, self.name = source, works, source.name

    def rows(self, file: SourceFile, position: bytes) -> Iterator[object]:
        return islice((one for one in self.source.rows(file, position) if isinstance(one, CatalogueRow)), self.works)


def load(url: str, sources: Sequence[Path], works: int) -> None:
    """Build both catalogues from each source apart; print works a second and bytes a work."""
    row("loading", "works", "folder, /s", "cluster, /s", "client CPU, /s", "folder, B", "cluster, B")
    for path in sources:
        files = [(Beginning(source, works), file) for source, file in find_sources(path)]  # type: ignore[misc]
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            count = build_index(Path(folder), files, progress=SilentBuild()).added  # type: ignore[arg-type]
            local, size = time.perf_counter() - start, folder_size(Path(folder))
        name = f"benchmark-{uuid.uuid4().hex[:8]}"
        connection = connect_cluster(CatalogueServer(url, name))
        start, cpu = time.perf_counter(), time.process_time()
        load_cluster(connection, files, LoadOptions(replicas=0, shards=1), progress=SilentBuild())  # type: ignore[arg-type]
        remote, busy = time.perf_counter() - start, time.process_time() - cpu
        time.sleep(SETTLED)
        connection.request("POST", f"/{name}-0001/_flush")
        connection.request("POST", f"/{name}-0001/_forcemerge?max_num_segments=1")
        connection.request("POST", f"/{name}-0001/_refresh")
        store = connection.request("GET", f"/{name}-0001/_stats/store")["_all"]["primaries"]["store"]["size_in_bytes"]
        for index in (f"{name}-0001", f"{name}-files"):
            connection.request("DELETE", f"/{index}")
        rates = (count / local, count / remote, count / busy, size / count, store / count)
        row(f"  {path.name}", f"{count:,}", *(f"{rate:,.0f}" for rate in rates))


def kinds_of_questions(records: Sequence[Record]) -> dict[str, list[tuple[Question, Record]]]:
    """Return the questions of each kind, with the work that each means."""
    identified = [record for record in records if record.identifiers]
    kinds = {
        "identifier": [(identifier_question(CATALOGUE, record.identifiers[0]), record) for record in identified],
        "exact title": [(titled(record.title, record), record) for record in records],
    }
    for name, damage in DAMAGES.items():
        kinds[name] = [(titled(title, record), record) for title, record in damaged(records, damage)]
    summarised = [record for record in records if len(record.abstract) > 300][: len(records) // 4]
    kinds["clues"] = [(clues_question(as_clues(record)), record) for record in summarised]
    return kinds


def titled(title: str, record: Record) -> Question:
    return title_question(CATALOGUE, Query("note", titles=(title,), authors=record.authors[:1]))


def ask(catalogues: Sequence[WorkCatalogue], records: Sequence[Record]) -> None:
    """Ask both catalogues in turns; print questions a second and how often the right work came first."""
    row("questions", "number", "folder, /s", "cluster, /s", "ratio", "folder, first", "cluster, first")
    kinds = kinds_of_questions(records)
    for catalogue in catalogues:  # what is read and compiled first is not measured
        list(catalogue.ask([question for pairs in kinds.values() for question, _ in pairs[:20]]))
    for kind, pairs in kinds.items():
        seconds, first = [0.0, 0.0], [0, 0]
        for begin in range(0, len(pairs), ROUND):
            part = pairs[begin : begin + ROUND]
            for place, catalogue in enumerate(catalogues):
                start = time.perf_counter()
                answers = {answer.question.key: answer.records for answer in catalogue.ask([one for one, _ in part])}
                seconds[place] += time.perf_counter() - start
                first[place] += sum(bool(found := answers[one.key]) and same(found[0], own) for one, own in part)
        rates = [len(pairs) / spent for spent in seconds]
        shares = [f"{count / len(pairs):.1%}" for count in first]
        row(f"  {kind}", len(pairs), *(f"{rate:,.0f}" for rate in rates), f"{rates[1] / rates[0]:.2f}", *shares)


def notes_of(paths: Sequence[str]) -> Iterator[Note]:
    for path in paths:
        for place in walk(path, base=Path.cwd()):
            if isinstance(place, FoundFile):
                document, _ = read_document(place)
                if (reader := reader_for(document)) is not None:
                    yield from (note for note in reader.read(document) if isinstance(note, Note))


def decided(catalogue: WorkCatalogue, query: Query) -> Decision:
    """Return what a catalogue alone decides about a note."""
    question = clues_question(query) if query.clues and not query.titles else title_question(CATALOGUE, query)
    (answer,) = catalogue.ask([question])
    hints = Hints(answer.rarity) if answer.rarity else Hints()
    return decide(query, rank_candidates(query, merge_records(answer.records), hints))


def compare(catalogues: Sequence[WorkCatalogue], paths: Sequence[str]) -> None:
    """Decide all notes by both catalogues, with their titles and by clues alone; print where the decisions differ."""
    row("decisions, folder against cluster", "notes", "both the same", "only folder", "only cluster", "another work")
    hide: dict[str, Callable[[Note], Note]] = {
        "as they are": lambda note: note,
        "titles hidden": lambda note: note.replace(title=None, other_titles=(), authors=(), links=()),
    }
    notes = list(notes_of(paths))
    for name, change in hide.items():
        counts: Counter[str] = Counter()
        for note in notes:
            query = extract_query(change(note))
            if query.titles or query.clues:
                counts[difference(*(decided(catalogue, query) for catalogue in catalogues))] += 1
        columns = ("same", "only folder", "only cluster", "another")
        row(f"  {name}", counts.total(), *(counts[column] for column in columns))


def difference(local: Decision, remote: Decision) -> str:
    works = [one.work.id if one.status is Status.ACCEPTED and one.work is not None else "" for one in (local, remote)]
    if works[0] == works[1]:
        return "same"
    return "another" if all(works) else "only folder" if works[0] else "only cluster"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--index", default="biblio")
    parser.add_argument("--load", nargs="*", type=Path, default=[], metavar="SOURCE")
    parser.add_argument("--works", type=int, default=50_000, help="rows of each source")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--ask", type=int, default=1000, help="works that are asked for in each way")
    parser.add_argument("--notes", nargs="*", default=[])
    options = parser.parse_args()
    if options.load:
        load(options.url, options.load, options.works)
    if options.folder:
        local: Catalogue = open_catalogue(options.folder)
        remote = ClusterCatalogue(connect_cluster(CatalogueServer(options.url, options.index)))
        print(f"{local.count:,} works in the folder, {remote.count:,} on the cluster")
        numbers = random.Random(3).sample(range(1, local.count + 1), min(options.ask, local.count))
        ask((local, remote), local.records(numbers))
        if options.notes:
            compare((local, remote), options.notes)


if __name__ == "__main__":
    main()
