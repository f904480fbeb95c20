"""Damage what biblio keeps: ``python -m tests.hostile.damaged [COUNT] [--seed N] [--only FILE]``.

A project in step with a Zotero library has one of its files damaged (bits flipped, cut, emptied, replaced by another file, marks of
git in it, the version of a database changed), now and then two. One command runs over it, and then what a person would do next.
Whatever the damage: no traceback, one message at most; notes, bibliography and decisions stay as they are; what is derived is as
before in the end; the library has the same items, none twice, none lost, with what a person changed in them.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import re
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.forked import Fault, Outcome
from tests.faults.histories import Workplace, workplace
from tests.faults.scenarios import in_step_with_zotero
from tests.hostile.breaking import break_bytes
from tests.servers.zotero_library import Library
from tests.zotero.place import shown

__all__ = ["COMMANDS", "Damaged", "Tried"]

COMMANDS = (
    ("sync",), ("sync", "--zotero", "--yes"), ("notes",), ("notes", "--json"), ("status",), ("show", "lanterns"), ("find", "snow"), ("export",), ("page",),
    ("accept", "rivers", "arxiv:2401.00001"), ("reject", "stones", "all"), ("undo",), ("undo", "--list"), ("review", "--export", "review.txt"),
    ("check", "--quick", "refs.bib"), ("zotero", "plan"), ("zotero", "apply", "--yes"), ("zotero", "status"), ("zotero", "log"), ("zotero", "verify"),
    ("catalogue", "search", "lanterns"), ("catalogue", "info"), ("cite", "lanterns"), ("resolve", "--plan"), ("update", "--older", "0", "--yes"),
)  # fmt: skip
_DECIDING = ("accept", "reject", "undo", "sync")  # `sync` takes what the user corrected in Zotero
_MARKS = (b"<<<<<<< HEAD\n", b"=======\n", b">>>>>>> other\n")
_PATIENCE = 60_000.0  # milliseconds
_OF_PERSONS = ("notes/", "refs.bib", "works.jsonl", "config.toml")


@dataclass(frozen=True)
class Tried:
    """One history: what was damaged and how, which command ran, and what is `wrong` after it."""

    number: int
    file: str
    how: str
    command: str
    wrong: tuple[str, ...] = ()
    seconds: float = 0.0
    megabytes: float = field(default=0.0, compare=False)


def _conflict(data: bytes, chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    start = chance.randrange(len(lines) + 1)
    end = min(len(lines), start + chance.randrange(1, 4))
    ours = b"".join(lines[start:end])
    theirs = ours.replace(b"a", b"e") if chance.random() < 0.5 else b""
    return b"".join([*lines[:start], _MARKS[0], ours, _MARKS[1], theirs, _MARKS[2], *lines[end:]])


def _other_version(data: bytes, chance: random.Random) -> bytes:
    """Change the version of a database, https://sqlite.org/fileformat.html#user_version_number, or of a text."""
    if not data.startswith(b"SQLite"):
        return data.replace(b'"version"', b'"version": 999, "v"') if b'"version"' in data else b"# version 999\n" + data
    return data[:60] + chance.choice((0, 1, 2, 999, 2**31)).to_bytes(4, "big") + data[64:]


def _odd_row(data: bytes, chance: random.Random) -> bytes:
    """Change a value in a row of a database; other files are cut."""
    if not data.startswith(b"SQLite"):
        return data[: chance.randrange(len(data) + 1)]
    with closing(sqlite3.connect(":memory:")) as database:
        rollback = data[:18] + b"\1\1" + data[20:]  # no database in memory has a log of writes beside it
        database.deserialize(rollback)
        tables = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
            )
        ]
        table = chance.choice(tables)
        column = chance.choice([row[1] for row in database.execute(f"PRAGMA table_info([{table}])")])
        value = chance.choice((None, "", b"", b"\xff", "x", -1, 2**62, 1.5, "{}", b"[]", "null", "[[]]"))
        try:
            if chance.random() < 0.3:
                database.execute(f"DELETE FROM [{table}] WHERE rowid % 2")
            else:
                database.execute(f"UPDATE OR IGNORE [{table}] SET [{column}] = ?", (value,))
            database.commit()
        except sqlite3.Error:
            pass
        return database.serialize()


_WAYS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "broken": break_bytes, "broken again": break_bytes, "cut": lambda data, chance: data[: chance.randrange(len(data) + 1)],
    "emptied": lambda data, chance: b"", "zeros": lambda data, chance: bytes(len(data)), "conflict": _conflict, "another version": _other_version,
    "odd rows": _odd_row, "carriage returns": lambda data, chance: data.replace(b"\n", b"\r\n"), "other code": lambda data, chance: data.decode("latin-1").encode("utf-16"),
}  # fmt: skip


class Damaged:
    """A project in `place` that is damaged again and again from the same start."""

    def __init__(self, place: Workplace) -> None:
        self.runner, self.server = place.runner, place.server
        self.folder, self._start = place.base / "damaged", place.base / "damaged-start"
        self._use(Library("http://zotero.org/users/1"))
        in_step_with_zotero(self.folder, self.runner.run, self.server.library)
        self._library = copy.deepcopy(self.server.library)
        shutil.copytree(self.folder, self._start)
        self._notes, self._export = self._printed(), self._exported()
        self._items = self._shown()

    def files(self) -> list[str]:
        """Return the files that can be damaged."""
        paths = (str(path.relative_to(self._start)) for path in sorted(self._start.rglob("*")) if path.is_file())
        return [path for path in paths if not path.startswith("notes/") and not path.endswith((".lock", "works.jsonl"))]

    def try_number(self, number: int, only: str = "") -> Tried:
        """Play the history that `number` makes."""
        chance = random.Random(number)
        shutil.rmtree(self.folder)
        shutil.copytree(self._start, self.folder)
        self._use(self._library)
        file, how = (
            chance.choice([path for path in self.files() if only in path]),
            chance.choice([*_WAYS, "gone", "of another"]),
        )
        self._damage(file, how, chance)
        only_lines_gone = self._lines(self.folder / file) <= self._lines(self._start / file)
        command = chance.choice(COMMANDS)
        before = self._persons()
        outcome = self._run(*command)
        wrong = _faults(outcome)
        wrong += self._lost(before, command[0] in _DECIDING or command[:2] == ("zotero", "apply"))
        seconds, megabytes = outcome.seconds, outcome.megabytes
        if file not in ("decisions.txt", "zotero.txt", "config.toml", "refs.bib") and command[0] not in (
            "accept",
            "reject",
            "undo",
        ):
            for following in (("sync",), ("sync", "--zotero", "--yes")):
                outcome = self._run(*following)
                wrong += _faults(outcome)
                if _asks_for_removal(outcome.text, file):  # which is what a person then does
                    if file.startswith("index/"):
                        shutil.rmtree(self.folder / "index")
                        self._run("catalogue", "build", "works.jsonl", "--into", "index")
                    else:
                        (self.folder / file).unlink()
                    wrong += _faults(self._run(*following))
            if (printed := self._printed()) != self._notes:
                wrong.append(f"afterwards the notes are {printed}")
            if not file.startswith("exports/") and (exported := self._exported()) != self._export:
                wrong.append(f"afterwards the exports are {exported}")
        if not (file == "zotero.txt" and only_lines_gone):  # who takes them out wants back what they keep away
            wrong += self._items_lost()
        return Tried(number, file, how, " ".join(command), tuple(wrong), seconds, megabytes)

    @staticmethod
    def _lines(path: Path) -> set[bytes]:
        return set(path.read_bytes().splitlines()) if path.exists() else set()

    def _damage(self, file: str, how: str, chance: random.Random) -> None:
        path = self.folder / file
        if how == "gone":
            path.unlink()
        elif how == "of another":
            path.write_bytes((self.folder / chance.choice(self.files())).read_bytes())
        else:
            path.write_bytes(_WAYS[how](path.read_bytes(), chance))

    def _run(self, *command: str) -> Outcome:
        return self.runner.run(self.folder, *command, fault=Fault("late", _PATIENCE))

    def _use(self, library: Library) -> None:
        self.server.libraries["/users/1"] = copy.deepcopy(library)

    def _printed(self) -> list[str]:
        lines = self._run("notes", "--json").text.splitlines()
        objects = [json.loads(line) for line in lines if line.startswith("{")]
        return sorted(f"{one['id']} {one['status']}" for one in objects)

    def _exported(self) -> dict[str, str]:
        return {
            path.name: path.read_text(encoding="utf-8", errors="replace")
            for path in sorted(self.folder.glob("exports/**/*.bib"))
        }

    def _persons(self) -> dict[str, bytes]:
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        found = {str(path.relative_to(self.folder)): path.read_bytes() for path in paths}
        return {
            name: data
            for name, data in found.items()
            if name.startswith(_OF_PERSONS) or name in ("decisions.txt", "zotero.txt")
        }

    def _lost(self, before: dict[str, bytes], decides: bool) -> list[str]:
        now, wrong = self._persons(), []
        for name, data in before.items():
            may_grow = name in ("decisions.txt", "zotero.txt") and decides
            lines = Counter(now.get(name, b"").splitlines())
            if (
                now.get(name) != data
                and not (may_grow and not Counter(data.splitlines()) - lines)
                and not (may_grow and name == "decisions.txt" and data)
            ):
                wrong.append(f"{name} was {data!r:.200} and is {now.get(name)!r:.200}")
        return wrong

    def _shown(self) -> Counter[str]:
        """Return what a person knows the items of the library by."""
        every = shown(self.server.library).values()
        return Counter(
            f"{data.get('itemType')}: {data.get('title')}"
            for data in every
            if data.get("itemType") not in (None, "note")
        )

    def _items_lost(self) -> list[str]:
        now = self._shown()
        return [f"the library lacks {one!r}" for one in self._items - now] + [
            f"the library has {one!r} again" for one in now - self._items
        ]


def _asks_for_removal(text: str, file: str) -> bool:
    return f"error: {file.partition('/')[0]}" in text and re.search(r"\b(?:move|remov|delet)", text) is not None


def _faults(outcome: Outcome) -> list[str]:
    found = [
        word
        for word in ("Traceback", "Exception ignored", "Errno", "sqlite3.", "internal error")
        if word in outcome.text
    ]
    if outcome.code == -9:
        found.append("does not end")
    elif outcome.code not in (0, 1, 2, 3, 4):
        found.append(f"ends with {outcome.code}")
    if len(set(re.findall("^error: ([^:\n]*)", outcome.text, re.MULTILINE))) > 1:  # all bad lines of a file are said
        found.append("more than one error")
    return [f"{one}: {outcome.text[-1500:]}" for one in found]


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.damaged", description=(__doc__ or "").partition("\n\n")[2]
    )
    parser.add_argument("count", nargs="?", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="the number of the first history")
    parser.add_argument("--only", default="", help="a part of the names of the files to damage")
    arguments = parser.parse_args()
    every: list[Tried] = []
    with tempfile.TemporaryDirectory() as folder, workplace(Path(folder)) as place:
        damaged = Damaged(place)
        for number in range(arguments.seed, arguments.seed + arguments.count):
            every.append(damaged.try_number(number, arguments.only))
            for line in every[-1].wrong:
                sys.stdout.write(f"{number}: {every[-1].file} {every[-1].how}, {every[-1].command}: {line}\n")
                sys.stdout.flush()
    wrong = sum(bool(tried.wrong) for tried in every)
    longest, largest = max(tried.seconds for tried in every), max(tried.megabytes for tried in every)
    sys.stdout.write(
        f"histories {len(every)} of {len({tried.file for tried in every})} files: {wrong} wrong; longest {longest:.1f} s, at most {largest:.0f} MB\n"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
