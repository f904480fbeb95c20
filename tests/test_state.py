"""The state can be lost, damaged or too new without anything else being lost."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from biblio.errors import Problem, StoreError
from biblio.export.bib_folder import Pending
from biblio.export.export_store import ExportStore
from biblio.lookup.cache import AnswerCache, DecisionCache
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.stored_shape import decode_decision, encode_decision
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.works.merge_records import merge_records
from biblio.model.dates import PartialDate
from biblio.model.decision import OFFLINE, Candidate, DecidedBy, Decision, Evidence, Query, Status, Unasked
from biblio.model.note import Link, LinkRole, Note, NoteReference
from biblio.model.people import parse_person
from biblio.model.record import Record, Work
from biblio.readers.note_store import KnownFile, NoteStore
from biblio.state import SCHEMA, open_state

NOTE = Note(
    id="n-1", source="a.md", line=3, end_line=9, layout="markdown", title="題名", authors=("A B",), date=PartialDate(2024, 2),
    tags=("x", "y"), links=(Link("https://a", LinkRole.OWN, "paper", 4),), references=(NoteReference("note", "12", 5),),
    fields=(("k", "v"),), copies=((10, 12),),
)  # fmt: skip
SECOND = 1_000_000_000


def quiet(message: str) -> None:
    raise AssertionError(message)


def test_what_is_stored_comes_back_equal(tmp_path: Path) -> None:
    state = open_state(tmp_path / "s.sqlite", quiet)
    notes = NoteStore(state)
    known = KnownFile(5, 10 * SECOND, 20 * SECOND, "markdown", (Problem("a.md", 3, "odd"),))
    notes.put("/a.md", known, [NOTE, NOTE.replace(id="n-2")])
    assert notes.files() == {"/a.md": known}
    assert [note.id for note in notes.notes(["/a.md"])] == ["n-1", "n-2"]
    assert next(notes.notes(["/a.md"])) == NOTE
    record = record_from_row({"title": "T", "authors": ["A B"], "doi": "10.1000/x", "year": 2020})
    assert record is not None
    answers = AnswerCache(state)
    assert answers.is_empty
    answers.put({"k": ("crossref", (record,)), "none": ("crossref", ())}, now=100.0)
    assert not answers.is_empty
    ages = {"found_for": 50.0, "missing_for": 10.0}
    assert answers.get(["k", "none", "other"], now=105.0, **ages) == {"k": (record,), "none": ()}
    assert answers.get(["k", "none"], now=120.0, **ages) == {"k": (record,)}
    assert answers.get(["k"], now=151.0, **ages) == {}
    query = Query("n", titles=("T",), authors=(parse_person("A B"),), year=2020)
    decision = decide(query, rank_candidates(query, merge_records([record])))
    decisions = DecisionCache(state)
    decisions.put({"d": decision}, context=("arxiv", "crossref"), now=1.0)
    assert decisions.get(["d"])["d"].decision == decision
    exports = ExportStore(state)
    exports.begin({"all.bib": Pending("d", {"k": "1"})}, {"1": "@misc{k,}"})
    exports.begin({"all.bib": Pending("e", {"l": "2"})}, {"2": "@misc{l,}"})
    assert exports.texts() == {"1": "@misc{k,}", "2": "@misc{l,}"}
    assert exports.journal() == {"all.bib": Pending("e", {"l": "2"})}
    exports.finish({"2": "@misc{l,}"}, {"l": ["/notes/a.md"]})
    assert exports.texts() == {"2": "@misc{l,}"}
    assert exports.origins() == {"l": ["/notes/a.md"]}
    assert exports.journal() == {}
    state.close()


def test_services_that_could_not_be_asked_are_stored_as_texts(tmp_path: Path) -> None:
    stored = (
        b'{"note":"n","status":"pending","by":"","reason":"could not ask: dblp (no answer (503)); doi (offline)",'
        b'"work":null,"kind":"paper","confidence":null,"margin":null,"candidates":[],'
        b'"unasked":["dblp (no answer (503))","doi (offline)"]}'
    )
    decision = decide(Query("n"), (), unasked=[Unasked("dblp", "no answer (503)"), Unasked("doi", OFFLINE)])
    state = open_state(tmp_path / "s.sqlite", quiet)
    decisions = DecisionCache(state)
    decisions.put({"new": decision}, context=("arxiv", "crossref"), now=1.0)
    now = stored.replace(b'"work":null,', b'"work":null,"accepted":null,')
    assert state.rows("SELECT body FROM decisions") == [(now,)]
    with state.transaction() as db:
        db.execute("INSERT INTO decisions VALUES ('old', 1.0, 'c', ?)", (stored,))
    known = decisions.get(["old", "new"])
    assert known["old"].decision == known["new"].decision == decision
    assert [unasked.is_offline for unasked in decision.unasked] == [False, True]
    state.close()


def test_a_stored_decision_says_nothing_twice() -> None:
    record = Record("arxiv", "Lanterns in the Fog", authors=(parse_person("Jane B. Roe"),))
    other = replace(record, source="crossref", title="Lanterns in the fog")
    alone, merged = Work("one", record, (record,)), Work("two", replace(other, volume="7"), (other, record))
    candidates = tuple(Candidate(work, (Evidence("title", "same", 3.5, "w"),)) for work in (alone, merged))
    base = Decision("n", Status.ACCEPTED, DecidedBy.RULE, "it agrees", candidates=candidates)
    for decision in (base, *(replace(base, work=work) for work in (alone, merged, Work("three", record, ())))):
        stored = encode_decision(decision)
        assert decode_decision(stored) == decision
        assert decode_decision(msgspec.json.encode(decision)) == decision, "as versions before stored it"
        assert stored.count(b'"Lanterns in the Fog"') == (3 if decision.work and decision.work.id == "three" else 2)
    assert decode_decision(stored.replace(b'"accepted":null', b'"accepted":7')) is None
    assert decode_decision(b"{}") is None


def test_a_file_that_may_have_changed_within_the_clock_is_read_again() -> None:
    known = KnownFile(5, 10 * SECOND, 11 * SECOND, "markdown", ())
    assert not known.is_same(5, 10 * SECOND)
    later = KnownFile(5, 10 * SECOND, 13 * SECOND, "markdown", ())
    assert later.is_same(5, 10 * SECOND)
    assert not later.is_same(6, 10 * SECOND)
    assert not later.is_same(5, 9 * SECOND)


def test_a_damaged_state_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"this is no database" * 100)
    warnings: list[str] = []
    state = open_state(path, warnings.append)
    state.remember("a", b"1")
    assert state.recall("a") == b"1"
    assert "damaged" in warnings[0]
    assert (tmp_path / "s.sqlite.old-1").exists()
    state.close()


def test_an_older_state_is_rebuilt_and_a_newer_one_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    for version, word in ((SCHEMA + 1, "newer"), (0, "older")):
        connection = sqlite3.connect(path)
        connection.executescript(f"CREATE TABLE IF NOT EXISTS x (y); PRAGMA user_version = {version};")
        connection.close()
        before = path.read_bytes()
        warnings: list[str] = []
        state = open_state(path, warnings.append)
        state.remember("a", b"1")
        state.close()
        assert word in warnings[0]
        if word == "newer":
            assert path.read_bytes() == before
        else:
            assert (tmp_path / "s.sqlite.old-1").read_bytes() == before


def test_where_notes_were_is_still_known_of_a_state_that_had_it_in_one_value(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    open_state(path, quiet).close()
    connection = sqlite3.connect(path)
    connection.executescript("DROP TABLE origins; PRAGMA user_version = 8;")
    places = {"roe2019": ["notes/a.md", "notes/灯.md"], 'p"oe': ["/b.md"]}
    connection.execute("INSERT INTO memory VALUES ('origins', ?)", (json.dumps(places).encode(),))
    connection.commit()
    connection.close()

    with closing(open_state(path, quiet)) as state:
        assert ExportStore(state).origins() == places
        assert ExportStore(state).origins_of(["roe2019", "none"]) == {"roe2019": places["roe2019"]}
        assert state.recall("origins") is None


def test_a_folder_that_cannot_be_used_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be created"):
        open_state(tmp_path / "file" / "s.sqlite", quiet)


def test_a_transaction_keeps_all_or_nothing(tmp_path: Path) -> None:
    state = open_state(tmp_path / "s.sqlite", quiet)

    def half() -> None:
        with state.transaction():
            state.remember("a", b"1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert state.recall("a") is None
    state.close()


def test_a_hidden_folder_of_a_state_is_ignored_by_git(tmp_path: Path) -> None:
    for folder in (tmp_path / ".biblio", tmp_path / "mine"):
        for _ in range(2):
            open_state(folder / "state.sqlite", quiet).close()
    assert (tmp_path / ".biblio" / ".gitignore").read_text().splitlines()[1:] == ["*"]
    assert not (tmp_path / "mine" / ".gitignore").exists(), "it may have files that the user wants to commit"
    (tmp_path / ".biblio" / ".gitignore").write_text("!keep\n")
    open_state(tmp_path / ".biblio" / "state.sqlite", quiet).close()
    assert (tmp_path / ".biblio" / ".gitignore").read_text() == "!keep\n"


def test_runs_that_begin_at_once_share_one_new_state(tmp_path: Path) -> None:
    for number in range(10):
        path = tmp_path / str(number) / "state.sqlite"
        begin = threading.Barrier(4)

        def start(path: Path = path, begin: threading.Barrier = begin) -> None:
            begin.wait()
            open_state(path, quiet).close()

        with ThreadPoolExecutor(4) as threads:
            for started in [threads.submit(start) for _ in range(4)]:
                started.result()


_MENDER = """
import sys, time
from pathlib import Path
from biblio.state import open_state
name, folder = sys.argv[1], Path(sys.argv[2])
print("ready", flush=True)
for number in map(int, sys.stdin):
    warnings = []
    print(flush=True)
    while not (folder / f"go {number}").exists():
        pass
    state = open_state(folder / f"{number}.sqlite", warnings.append)
    state.remember(name, b"1")
    state.close()
    print(len(warnings), flush=True)
"""


def test_processes_that_find_damage_at_once_move_it_aside_once(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _MENDER, name, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "abc"
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    for number in range(30):
        path = tmp_path / f"{number}.sqlite"
        path.write_bytes(b"this is no database" * 100)
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            assert process.stdout is not None
            process.stdout.readline()
        (tmp_path / f"go {number}").touch()
        assert sorted(process.stdout.readline() for process in processes if process.stdout) == ["0\n", "0\n", "1\n"]
        assert len(list(tmp_path.glob(f"{number}.sqlite.old-*"))) == 1
        state = open_state(path, quiet)
        assert [state.recall(name) for name in "abc"] == [b"1"] * 3
        state.close()
    for process in processes:
        process.communicate()
