"""Disturb one run of a command, look at what a person has then, run it again, and compare with an undisturbed run."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults.forked import Fault, Outcome, Runner
from tests.faults.scenarios import NEWS, SERVICES, Scenario, persons_files, persons_items
from tests.servers.arxiv import ArXivServer
from tests.servers.base import Farm
from tests.servers.crossref import CrossrefServer
from tests.servers.openalex import OpenAlexServer
from tests.servers.zotero import FULL, ZoteroServer
from tests.servers.zotero_library import Library

__all__ = ["Disturbed", "Workplace", "problems", "workplace"]

_LIBRARY = "/users/1"
_READ_AGAIN = re.compile(
    r", \d+ read again"
)  # a file that was written just before is, for its time may not show a change


@dataclass(frozen=True)
class Workplace:
    """Where the command runs: below the folder `base`, in reach of a Zotero server, which no fault touches."""

    base: Path
    runner: Runner
    server: ZoteroServer


@contextmanager
def workplace(base: Path) -> Iterator[Workplace]:
    """Open a workplace in the folder `base`."""
    server, arxiv = ZoteroServer(), ArXivServer()
    arxiv.facts[NEWS.arxiv] = NEWS
    with Farm([server, arxiv, CrossrefServer(), OpenAlexServer()]) as farm:
        environment = {
            "ZOTERO_API_KEY": FULL,
            "PYTHON_KEYRING_BACKEND": "tests.servers.keyring_file.KeyringFile",
            "BIBLIO_SERVICES_USE": "",
            "BIBLIO_SERVICES_BASE_URL": farm.url,
            **{f"BIBLIO_SERVICES_{name.upper()}_INTERVAL": "0" for name in SERVICES},
            **{f"BIBLIO_SERVICES_{name.upper()}_TRIES": "1" for name in SERVICES},
            "BIBLIO_SERVICES_ZOTERO_BASE_URL": f"{farm.url}/zotero",
            "BIBLIO_SERVICES_ZOTERO_INTERVAL": "0",
            "BIBLIO_SERVICES_ZOTERO_TRIES": "1",
        }
        with Runner(base, environment) as runner:
            yield Workplace(base, runner, server)


class Disturbed:
    """A scenario that is run again and again from the same start."""

    def __init__(self, scenario: Scenario, place: Workplace) -> None:
        self.scenario = scenario
        self.runner, self.server = place.runner, place.server
        self.base = place.base
        self.folder = place.base / scenario.name
        self._start = place.base / f"{scenario.name}-start"
        self._library = Library("http://zotero.org/users/1")
        self._use_library(self._library)
        scenario.prepare(self.folder, self.runner.run, self.server.library)
        self._disturbed = partial(self.runner.run, stdin=scenario.stdin, environment=scenario.environment)
        self._library = copy.deepcopy(self.server.library)
        shutil.copytree(self.folder, self._start)
        self.before = self._persons()
        self._on_the_way: dict[str, set[bytes]] = {}  # what is there when an undisturbed run writes to Zotero
        self.server.before_write = self._remember
        self.undisturbed = self._disturbed(self.folder, *scenario.arguments)
        self._remember(self.server.library)
        self.server.before_write = lambda library: None
        self.after = self._persons()
        self._printed = self._compared()

    @property
    def steps(self) -> int:
        """How many steps an undisturbed run takes towards the disk and the network."""
        return len(self.undisturbed.steps)

    def run(self, fault: Fault) -> tuple[Outcome, list[str]]:
        """Run with `fault`, then without; return how the first ended, and all that is not as it should be."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._start, self.folder)
        self._use_library(self._library)
        if (
            fault.kind == "no-lock"
        ):  # where locks never were, there are no files of them, which would count as locks held
            for lock in self.base.rglob("*.lock"):
                lock.unlink()
        outcome = self._disturbed(self.folder, *self.scenario.arguments, fault=fault)
        is_killed = fault.kind in ("kill", "late")
        found = problems(outcome, killed=is_killed, expected=self.undisturbed.code)
        found += self._half_written(killed=is_killed)
        is_complete = self._persons() == self.after  # then the next run may find nothing left to do, and say so
        again = self._disturbed(self.folder, *self.scenario.arguments)
        now = self._persons()
        names = sorted(name for name in {*now, *self.after} if not name.endswith(".biblio-tmp"))  # of a kill
        found += [f"afterwards: {name} differs" for name in names if now.get(name) != self.after.get(name)]
        if again.code not in (self.undisturbed.code, 0) and not is_complete:
            found.append(f"the next run ends with {again.code}: {again.text}")
        if (printed := self._compared()) != self._printed:
            found.append(f"afterwards: {' '.join(self.scenario.compared)} prints {printed}")
        return outcome, found

    def _use_library(self, library: Library) -> None:
        self.server.libraries[_LIBRARY] = copy.deepcopy(library)

    def _remember(self, library: Library) -> None:
        for name, data in {**persons_files(self.folder), **persons_items(library)}.items():
            self._on_the_way.setdefault(name, set()).add(data)

    def _compared(self) -> list[str]:
        if not self.scenario.compared:
            return []
        text = self.runner.run(self.folder, *self.scenario.compared).text
        return sorted(_READ_AGAIN.sub("", text).splitlines())  # found works may tie

    def _persons(self) -> dict[str, bytes]:
        return persons_files(self.folder) | persons_items(self.server.library)

    def _half_written(self, *, killed: bool) -> list[str]:
        now = self._persons()
        found = [f"{name} is gone" for name in self.before if name in self.after and name not in now]
        for name, data in now.items():
            is_known = data in (self.before.get(name), self.after.get(name), *self._on_the_way.get(name, ()))
            if not is_known and not (killed and name.endswith(".biblio-tmp")):
                found.append(f"{name} is neither as before nor as after")
        return found


def problems(outcome: Outcome, *, killed: bool, expected: int) -> list[str]:
    """Return what is wrong with how a disturbed run ended."""
    if killed:
        return [] if outcome.code in (-9, expected) else [f"ended with {outcome.code}: {outcome.text}"]
    found = [word for word in ("Traceback", "Exception ignored", "Errno") if word in outcome.text]
    if outcome.code not in (expected, 1, 2, 4):
        found.append(f"ended with {outcome.code}")
    said = outcome.text.count("error: ") + (outcome.code == 4) * outcome.text.count("warning: could not ask ")
    if outcome.code and outcome.code != expected and said != 1:
        found.append(f"{said} errors")
    return [f"{one}: {outcome.text}" for one in found]
