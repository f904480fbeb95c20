"""An open project: its configuration, state, decisions and services, and how they are wired together."""

from __future__ import annotations

import contextlib
import functools
import logging
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from biblio.decisions.decision_file import DecisionFile, is_emptied, read_decisions
from biblio.decisions.decisions import FILE_NAME, Decisions
from biblio.decisions.local_resolver import LocalResolver
from biblio.errors import ServiceError, StateDamaged, StoreError
from biblio.files import name_that_is_no_text
from biblio.lookup.catalogue.catalogue_folders import open_project_catalogue
from biblio.lookup.progress import Progress, SilentProgress
from biblio.matching.untitled.encoder import Encoder, installed_encoder
from biblio.model.decision import OFFLINE
from biblio.model.record import CATALOGUE, Kind, Record
from biblio.project.clients import catalogue_server, client_for, policy_of
from biblio.project.config_file import FILE_NAME as CONFIG_NAME
from biblio.project.configuration import project_config
from biblio.settings import DEFAULT_SERVICES, Config
from biblio.state import State, open_memory_state, open_state
from biblio.version import __version__
from biblio.zotero.overrides import OVERRIDES_NAME, Overrides
from biblio.zotero.overrides_file import read_overrides

if TYPE_CHECKING:
    from biblio.decisions.query_store import QueryStore
    from biblio.export.export_store import ExportStore
    from biblio.lookup.catalogue.work_catalogue import WorkCatalogue
    from biblio.lookup.dispatcher import Dispatcher, StoreAnswers
    from biblio.lookup.http.client import HttpClient
    from biblio.lookup.http.policy import ServicePolicy
    from biblio.lookup.http.rate_limit import RateLimiter
    from biblio.lookup.resolver import Resolver
    from biblio.lookup.service import Service
    from biblio.lookup.stored_decisions import StoredDecisions
    from biblio.readers.note_store import NoteStore

__all__ = ["Project", "open_in_memory", "open_project", "project_config"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Project:
    """An open project. `open_project` opens and closes it."""

    config: Config
    state: State
    decisions: Decisions
    progress: Progress
    stack: ExitStack
    rate_limiter: RateLimiter | None = None
    overrides: Overrides = field(default_factory=Overrides)
    encoder: Encoder | None = field(default_factory=installed_encoder)
    sent: Counter[str] = field(default_factory=Counter)
    """Service → number of requests sent in this run."""
    _clients: list[HttpClient] = field(default_factory=list)
    _catalogues: list[WorkCatalogue] = field(default_factory=list)
    _context: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def catalogue_built_at(self) -> float | None:
        """The time when the catalogue in use was last updated (seconds since 1970).

        None without a catalogue, or if its server cannot be asked, which is reported with the questions to it.
        """
        if not self._catalogues or CATALOGUE in self._closed:
            return None
        try:
            return self._catalogues[-1].built_at
        except ServiceError:
            return None

    @property
    def base(self) -> Path:
        """The absolute folder that the paths of the configured sources are relative to."""
        return self.config.folder.absolute()

    @property
    def own_paths(self) -> tuple[Path, ...]:
        """The absolute paths of files and folders that are biblio's, not notes, wherever they are."""
        return _own_paths(self.config)

    @property
    def notes(self) -> NoteStore:
        """The stored notes, by file."""
        from biblio.readers.note_store import NoteStore

        return NoteStore(self.state)

    def query_store(self, *, of_some: bool = False) -> QueryStore:
        """Return what earlier runs read about the works of notes; see `QueryStore` for `of_some`."""
        from biblio.decisions.query_store import QueryStore

        return QueryStore(self.state, self.kind_tags, of_some=of_some)

    @property
    def export_store(self) -> ExportStore:
        """What is remembered about the exports between runs."""
        from biblio.export.export_store import ExportStore

        return ExportStore(self.state)

    @property
    def decision_file(self) -> DecisionFile:
        """Where the user's decisions are written and undone."""
        return DecisionFile(self.config.folder / FILE_NAME, self.config.state.path.parent)

    @property
    def kind_tags(self) -> Mapping[str, Kind]:
        """The tags that say what kind of thing a note is about; the user's take precedence over ours."""
        from biblio.extract.kinds import DEFAULT_KIND_TAGS

        return {**DEFAULT_KIND_TAGS, **self.config.notes.kinds}

    @property
    def services(self) -> tuple[str, ...]:
        """The names of the services that are asked for works."""
        from biblio.lookup.services.service_registry import service_defaults

        services = self.config.services

        def has_address(name: str) -> bool:
            settings = services.each.get(name)
            return (
                not services.base_url
                or service_defaults(name).prefix is not None
                or bool(settings and settings.base_url)
            )

        return tuple(filter(has_address, services.use))

    @property
    def format_files(self) -> tuple[str, ...]:
        """The files with all works that are written in other formats than BibTeX."""
        from biblio.export.export_formats import BIB, EXPORTERS, file_name

        names = [name for name in self.config.exports.formats if name != BIB]
        return (
            tuple(
                file_name(exporter)
                for name, exporter in EXPORTERS.usable([name for name in EXPORTERS.built_in if name in names])
                if name in names
            )
            if names
            else ()
        )

    @property
    def context(self) -> tuple[str, ...]:
        """The names of everything that may be asked. A decision that was made with less is made again.

        It is the same offline: a decision names the services that it would have needed, and a decision that needed none
        stays. It stays what it was when it was first asked for: what appears later, the next run looks at.
        """
        if not self._context:
            self._context.append(tuple(self._everything_to_ask()))
        return self._context[0]

    def _everything_to_ask(self) -> list[str]:
        from biblio.lookup.services.service_registry import service_defaults

        names = list(self.services)
        names += [
            f"{name}: searches" for name in names if not service_defaults(name).searches and self.policy(name).searches
        ]
        names += self.catalogue_fingerprints
        if self.encoder is not None:
            names.append("encoder")
        return names

    @property
    def catalogue_fingerprints(self) -> list[str]:
        """The texts that change when the catalogue changes; nobody is asked."""
        from biblio.lookup.catalogue.catalogue_folders import catalogue_fingerprints

        catalogue = self.config.catalogue
        period = max(1.0, self.config.services.missing_days) * 86400.0
        return catalogue_fingerprints(
            catalogue.path, catalogue.folder, catalogue_server(self.config, with_login=False), period=period
        )

    def local_resolver(self) -> LocalResolver:
        """Return the resolver that asks no service. It opens the catalogue at most once, when it is needed."""
        return LocalResolver(self._stored_decisions(), functools.cache(self.stored_resolver), self.progress)

    def resolver(self) -> Resolver:
        """Return a resolver with the catalogue and the configured services."""
        services = self._catalogue()
        if self.services:
            services.update(self._remote_services())
        return self._resolver(services)

    def update_dispatcher(self, store: StoreAnswers) -> Dispatcher:
        """Return a dispatcher for the configured services without the catalogue; `store` stores the answers."""
        return self._dispatcher(self._remote_services() if self.services else {}, store)

    def stored_resolver(self) -> Resolver:
        """Return a resolver that asks only the catalogue, and accepts stored answers of any age."""
        closed = dict.fromkeys(self.services, "not asked yet")
        resolver = self._resolver(self._catalogue(), closed)
        stored = replace(resolver.stored, missing_days=math.inf)
        return replace(resolver, stored=stored, found_days=math.inf, missing_days=math.inf)

    def _stored_decisions(self) -> StoredDecisions:
        from biblio.lookup.cache import DecisionCache
        from biblio.lookup.stored_decisions import StoredDecisions

        return StoredDecisions(DecisionCache(self.state), self.context, self.config.services.missing_days)

    def _dispatcher(
        self, services: Mapping[str, Service], store: StoreAnswers, closed: Mapping[str, str] = MappingProxyType({})
    ) -> Dispatcher:
        from biblio.lookup.dispatcher import Dispatcher

        closed = {**closed, **self._closed}
        intervals = {name: self.policy(name).interval for name in services if name != CATALOGUE}
        return Dispatcher(
            services,
            intervals=intervals,
            offline=self.config.services.offline,
            store=store,
            closed=closed,
            plugins=set(services) - {CATALOGUE, *DEFAULT_SERVICES},
            client=self._clients[0] if self._clients else None,
        )

    def _resolver(
        self, services_by_name: Mapping[str, Service], closed: Mapping[str, str] = MappingProxyType({})
    ) -> Resolver:
        from biblio.lookup.cache import AnswerCache
        from biblio.lookup.resolver import Resolver

        services = self.config.services
        answers = AnswerCache(self.state)

        def keep(new_answers: Mapping[str, tuple[str, tuple[Record, ...]]]) -> None:
            # The catalogue is asked again sooner than what it said is read.
            of_services = {key: answer for key, answer in new_answers.items() if answer[0] != CATALOGUE}
            if of_services:
                answers.put(of_services, now=time.time())

        return Resolver(
            dispatcher=self._dispatcher(services_by_name, keep, closed),
            answers=answers,
            stored=self._stored_decisions(),
            found_days=services.found_days,
            missing_days=services.missing_days,
            encoder=self.encoder,
            before_replacing=self._forget_last_run,
        )

    def _forget_last_run(self) -> None:
        from biblio.project.last_run import forget_last_run

        forget_last_run(self.state)

    @property
    def _closed(self) -> Mapping[str, str]:
        """The catalogue, if it may not be asked because it is on a server, with the reason."""
        is_closed = self.config.services.offline and catalogue_server(self.config, with_login=False) is not None
        return {CATALOGUE: OFFLINE} if is_closed else {}

    def _catalogue(self) -> dict[str, Service]:
        services: dict[str, Service] = {}
        catalogue = open_project_catalogue(
            self.config.catalogue.path,
            self.config.catalogue.folder,
            catalogue_server(self.config),
            index_folder=self.config.state.path.parent / "catalogue",
            progress=self.progress,
        )
        if catalogue is not None:
            self.stack.callback(catalogue.close)
            self._catalogues.append(catalogue)
            services[CATALOGUE] = catalogue
        return services

    def http(self) -> HttpClient:
        """Return the HTTP client of this project; it is opened when it is first needed."""
        if not self._clients:
            self._clients.append(self.stack.enter_context(self._client()))
        return self._clients[0]

    def _client(self) -> HttpClient:
        return client_for(self.config, self.progress, self.rate_limiter, sent=self.sent)

    def policy(self, name: str) -> ServicePolicy:
        """Return the policy for a service: its defaults, overridden by the configuration."""
        return policy_of(self.config, name)

    def _remote_services(self) -> dict[str, Service]:
        from biblio.lookup.service import ClosedService
        from biblio.lookup.services.service_registry import SERVICE_DEFAULTS, SERVICES

        def is_closed(name: str) -> bool:
            services = self.config.services
            settings = services.each.get(name)
            return services.offline and name in DEFAULT_SERVICES and (settings is None or settings.searches is None)

        return {
            name: ClosedService(name, SERVICE_DEFAULTS[name].searches)
            if is_closed(name)
            else SERVICES.load(name)(self.policy(name), self.http())
            for name in self.services
        }


def _own_paths(config: Config) -> tuple[Path, ...]:
    paths = (
        *(config.folder / name for name in (CONFIG_NAME, FILE_NAME, OVERRIDES_NAME)),
        config.exports.path,
        config.page.path,
        config.state.path,
        config.catalogue.path,
        config.catalogue.folder,
        config.zotero.memory,
        config.check.baseline,
    )
    return tuple(path.absolute() for path in paths if path is not None)


@contextlib.contextmanager
def open_project(
    folder: Path | str | Config = ".",
    *,
    offline: bool | None = None,
    progress: Progress | None = None,
    exclusive: bool = True,
    rate_limiter: RateLimiter | None = None,
    encoder: Encoder | None = None,
) -> Iterator[Project]:
    """Open the project in `folder` (with ``config.toml``), or the one that a configuration describes.

    `offline` overrides the configuration of a folder. `exclusive` keeps other runs that write out of the project while
    it is open. `progress` is notified of progress and warnings. `rate_limiter` replaces the one that all projects of
    the user share, `encoder` the installed one. Raises `ConfigError`, `DecisionsError`, and `StoreError` if another run
    is using the project, the state cannot be used, or a folder has a name that is not UTF-8.
    """
    config = folder if isinstance(folder, Config) else project_config(Path(folder), offline=offline)
    progress = progress or SilentProgress()
    if name := next(filter(None, map(name_that_is_no_text, (config.folder.absolute(), *_own_paths(config)))), ""):
        hint = "rename that folder, or choose another one in config.toml"
        raise StoreError(f"{name}: has a name that is not UTF-8", hint=hint)
    decisions = read_decisions(config.folder / FILE_NAME)
    overrides = read_overrides(config.folder / OVERRIDES_NAME)
    if is_emptied(config.folder / FILE_NAME, config.state.path.parent):
        what = f"{FILE_NAME} is empty or cut off, but the journal beside the state has decisions"
        progress.warn(f"{what}: bring it back from git or a backup, or remove it")
    with ExitStack() as stack:
        state = open_state(config.state.path, progress.warn)
        stack.callback(state.close)
        if exclusive:
            stack.enter_context(_lock(config.state.path))
        logger.info("biblio %s opens the project in %s", __version__, config.folder.absolute())
        try:
            _renew(state)
            yield Project(
                config, state, decisions, progress, stack, rate_limiter, overrides, encoder or installed_encoder()
            )
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            # What the state has was written by this program, and whoever reads other JSON says what is wrong with it.
            raise StateDamaged(str(config.state.path), str(error), state.identity) from error
        except (TypeError, ValueError, LookupError, AttributeError) as error:
            # Zeros in the file are NULL where no NULL can be: only then is this no fault of the program.
            if damage := state.find_damage():
                raise StateDamaged(str(config.state.path), damage, state.identity) from error
            raise


@contextlib.contextmanager
def open_in_memory(config: Config, *, progress: Progress | None = None) -> Iterator[Project]:
    """Open a project that writes nothing anywhere: its state is in memory, and it has no user decisions."""
    with ExitStack() as stack:
        state = open_memory_state()
        stack.callback(state.close)
        yield Project(config, state, Decisions(), progress or SilentProgress(), stack)


def _renew(state: State) -> None:
    """If the program has a new version, make it read all notes again, because its readers may recognise more."""
    if state.recall("version") != __version__.encode():
        with state.transaction() as db:
            db.execute("DELETE FROM files")
            db.execute("DELETE FROM queries")
            state.remember("version", __version__.encode())


@contextlib.contextmanager
def _lock(state: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(state.with_name(f"{state.name}.lock"), timeout=0.2)
    try:
        lock.acquire()
    except Timeout as error:
        raise StoreError(
            f"{state.parent}: another biblio process is using this project", hint="wait until it has finished"
        ) from error
    try:
        yield
    finally:
        lock.release()
