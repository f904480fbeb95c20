"""A project: its configuration, state, decisions and services. The only place where things are put together."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from biblio import __version__
from biblio.app.asking import Asker, Keep
from biblio.app.progress import Progress
from biblio.app.resolving import Resolver
from biblio.app.secrets import secret
from biblio.config.load import load_config
from biblio.config.model import Config, ServiceConfig
from biblio.errors import StoreError
from biblio.evidence.kinds import DEFAULT_KIND_TAGS
from biblio.model.match import Decision, Query
from biblio.model.record import Kind
from biblio.notes.readers import READERS
from biblio.ports import Service
from biblio.store.decisions import FILE_NAME, Decisions, read_decisions
from biblio.store.library import AnswerStore, DecisionStore, NoteStore, TextStore
from biblio.store.state import State, open_state, set_aside

if TYPE_CHECKING:
    from biblio.http.client import Http
    from biblio.http.pace import Pacer
    from biblio.http.policy import ServicePolicy

__all__ = ["Project", "open_project", "project_config", "set_aside"]


@dataclass(frozen=True, slots=True)
class Project:
    """An open project; `close` is done by `open_project`."""

    config: Config
    state: State
    decisions: Decisions
    progress: Progress
    stack: ExitStack
    pacer: Pacer | None = None
    _clients: list[Http] = field(default_factory=list)

    @property
    def notes(self) -> NoteStore:
        """The notes that were read."""
        return NoteStore(self.state)

    @property
    def texts(self) -> TextStore:
        """The entries as they were last written."""
        return TextStore(self.state)

    @property
    def kind_tags(self) -> Mapping[str, Kind]:
        """Which tags tell what a note is about: the usual ones, under the person's."""
        return {**DEFAULT_KIND_TAGS, **self.config.notes.kinds}

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are asked for works, by name."""
        from biblio.services.defaults import DEFAULTS

        services = self.config.services

        def has_address(name: str) -> bool:
            own = services.each.get(name)
            return not services.base_url or DEFAULTS[name].prefix is not None or bool(own and own.base_url)

        return tuple(filter(has_address, services.use))

    @property
    def context(self) -> str:
        """What can be asked, one a line: decisions made with less are made again with more."""
        from biblio.services.defaults import DEFAULTS

        names = [] if self.config.services.offline else list(self.services)
        names += [f"{name}: searches" for name in names if not DEFAULTS[name].searches and self.policy(name).searches]
        catalogue = self.config.catalogue.path
        if catalogue is not None and catalogue.exists():
            parts = sorted(catalogue.iterdir()) if catalogue.is_dir() else [catalogue]
            names += [f"{part.name}:{part.stat().st_size}:{part.stat().st_mtime_ns}" for part in parts]
        return "\n".join(names)

    def known_decisions(self, queries: Sequence[Query]) -> dict[str, Decision]:
        """Return what earlier runs decided for `queries`, by digest, as far as it still holds; asks nothing."""
        return self._resolver({}).known(queries)

    def resolver(self) -> Resolver:
        """Build the resolver with the catalogue and the services of the configuration."""
        return self._resolver(self._services())

    def asker(self, keep: Keep) -> Asker:
        """Return what asks the services of the configuration, not the catalogue; `keep` stores the answers."""
        return self._asker(self._remote() if self.services else {}, keep)

    def _asker(self, found: Mapping[str, Service], keep: Keep) -> Asker:
        paces = {name: self.policy(name).interval for name in found if name != "catalogue"}
        return Asker(found, paces=paces, offline=self.config.services.offline, keep=keep)

    def _resolver(self, found: Mapping[str, Service]) -> Resolver:
        services = self.config.services
        answers = AnswerStore(self.state)
        return Resolver(
            asker=self._asker(found, lambda some: answers.put(some, now=time.time())),
            answers=answers,
            decisions=DecisionStore(self.state),
            context=self.context,
            found_days=services.found_days,
            missing_days=services.missing_days,
        )

    def _services(self) -> dict[str, Service]:
        found: dict[str, Service] = {}
        if self.config.catalogue.path is not None:
            from biblio.catalogue.index import open_catalogue

            index = self.config.state.path.parent / "catalogue.sqlite"
            self.progress.stage("catalogue", 0)
            catalogue = open_catalogue(self.config.catalogue.path, index, self.progress.step)
            self.stack.callback(catalogue.close)
            found["catalogue"] = catalogue
        if self.services:
            found.update(self._remote())
        return found

    def http(self) -> Http:
        """Return the one client of this project, opened when it is first needed."""
        if not self._clients:
            from biblio.http.client import Http
            from biblio.http.pace import Pacer
            from biblio.http.reply import Event

            def observe(event: Event) -> None:
                if event.waiting:
                    self.progress.waiting(event.service, event.waiting)
                else:
                    self.progress.asked(event.service, event.url, event.status, event.seconds)

            pacer = self.pacer or Pacer(_pace_folder())
            http = Http(pacer, email=self.config.services.email, observer=observe, clock=pacer.clock)
            self._clients.append(self.stack.enter_context(http))
        return self._clients[0]

    def policy(self, name: str) -> ServicePolicy:
        """Return how a service is asked: its defaults under the configuration."""
        from biblio.services.defaults import DEFAULTS, policy_for

        services = self.config.services
        own = services.each.get(name) or ServiceConfig()
        key = secret(name, keyring=own.searches is True) if DEFAULTS[name].header else ""
        return policy_for(
            name,
            shared_url=services.base_url,
            own_url=own.base_url,
            email=services.email,
            interval=own.interval,
            timeout=own.timeout,
            tries=own.tries,
            searches=own.searches,
            key=key,
        )

    def _remote(self) -> dict[str, Service]:
        from biblio.services.registry import SERVICES

        return {name: SERVICES.load(name)(self.policy(name), self.http()) for name in self.services}


def _pace_folder() -> Path:
    """Return where all projects of this person keep the services' pace: politeness is per person, not per project."""
    from platformdirs import user_cache_path

    return user_cache_path("biblio") / "pace"


def project_config(
    folder: Path, *, offline: bool | None = None, environment: Mapping[str, str] | None = None
) -> Config:
    """Return the configuration of the project in `folder`; `offline` goes over it where it is given.

    Raises `ConfigError`.
    """
    config = load_config(folder, os.environ if environment is None else environment, layouts=tuple(READERS))
    return config if offline is None else replace(config, services=replace(config.services, offline=offline))


@contextlib.contextmanager
def open_project(
    config: Config, *, progress: Progress, alone: bool = True, pacer: Pacer | None = None
) -> Iterator[Project]:
    """Open a project; `alone` keeps other runs that write out of it meanwhile.

    `pacer` stands in for the one that all projects of this person share. Raises `DecisionsError`, or `StoreError`
    where another run is at work or the state cannot be used.
    """
    decisions = read_decisions(config.folder / FILE_NAME)
    with ExitStack() as stack:
        state = open_state(config.state.path, progress.warn)
        stack.callback(state.close)
        if alone:
            stack.enter_context(_lock(config.state.path))
        _renew(state)
        yield Project(config, state, decisions, progress, stack, pacer)


def _renew(state: State) -> None:
    """Have all notes read again by a new version of the program: its readers may see more in them."""
    if state.recall("version") != __version__.encode():
        with state.transaction() as db:
            db.execute("DELETE FROM files")
            state.remember("version", __version__.encode())


@contextlib.contextmanager
def _lock(state: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(state.with_name(f"{state.name}.lock"), timeout=0.2)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(f"{state.parent}: another biblio is at work here", hint="wait until it is done") from error
    try:
        yield
    finally:
        lock.release()
