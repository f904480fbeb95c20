"""One registry per role: name → implementation, imported on first use; other distributions extend it by entry points.

Late imports keep `biblio --help` quick. Another distribution adds an implementation by an entry point in the role's
group (https://packaging.python.org/en/latest/specifications/entry-points/); entry points are only looked up when a name
is not built in or all implementations are needed. A plugin that cannot be used is logged once and skipped.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from biblio.errors import PluginError, UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["Plugin", "Registry", "failure_text"]

T = TypeVar("T")

logger = logging.getLogger(__name__)


def failure_text(error: BaseException) -> str:
    """Return the exception of a plugin as one line."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _accept(implementation: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One implementation of a role. `distribution` and `version` are empty if it is built in.

    `problem` says why it cannot be used; it is empty if it can.
    """

    role: str
    name: str
    distribution: str = ""
    version: str = ""
    problem: str = ""


class Registry(Generic[T]):
    """The implementations of one role.

    `places` maps the names of built-in implementations to their places (``"package.module:attribute"``), in the order
    in which they are tried. `group` is the entry point group of plugins; if it is empty, there are no plugins. `check`
    returns why an object cannot be an implementation, or an empty string. `shield` wraps a plugin so that its
    exceptions do not end a run.
    """

    def __init__(
        self,
        role: str,
        places: Mapping[str, str],
        *,
        group: str = "",
        check: Callable[[object], str] = _accept,
        shield: Callable[[str, T], T] = lambda name, implementation: implementation,
    ) -> None:
        self.role = role
        self.group = group
        self._places = dict(places)
        self._check = check
        self._shield = shield
        self._loaded: dict[str, T] = {}
        self._entry_points: dict[str, EntryPoint] | None = None
        self._problems: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        """Yield all names: the built-in ones in their order, then those of plugins."""
        yield from self._places
        yield from self._plugins()

    def __contains__(self, name: str) -> bool:
        return name in self._places or name in self._plugins()

    @property
    def built_in(self) -> tuple[str, ...]:
        """The built-in names, in the order in which they are tried."""
        return tuple(self._places)

    def is_plugin(self, name: str) -> bool:
        """Return whether `name` belongs to another distribution."""
        return name not in self._places

    def load(self, name: str) -> T:
        """Return the implementation called `name`.

        Raises `UsageError` for an unknown name, and `PluginError` for a plugin that cannot be used.
        """
        if name not in self._loaded:
            if name in self._places:
                module, _, attribute = self._places[name].partition(":")
                self._loaded[name] = cast(T, getattr(import_module(module), attribute))
            elif name in self._plugins():
                self._loaded[name] = self._load_plugin(name)
            else:
                near = get_close_matches(name, list(self), n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(self)}"
                raise UsageError(f"unknown {self.role} {name!r}", hint=hint)
        return self._loaded[name]

    def usable(self, wanted: Iterable[str] | None = None) -> Iterator[tuple[str, T]]:
        """Yield every implementation with its name, plugins first; one that cannot be used is logged once and skipped.

        Built-in ones that are not among those `wanted` are not even imported.

        Plugins come first because a built-in implementation may accept almost anything (a Markdown page, any lines of
        JSON).
        """
        for name in (*self._plugins(), *(self._places if wanted is None else wanted)):
            try:
                yield name, self.load(name)
            except PluginError:
                continue  # logged when it was first loaded

    def plugins(self) -> Iterator[Plugin]:
        """Yield every implementation for ``biblio plugins``; plugins are loaded to see whether they work."""
        for name in self._places:
            yield Plugin(self.role, name)
        for name, entry_point in self._plugins().items():
            with contextlib.suppress(PluginError):
                self.load(name)
            distribution = entry_point.dist
            yield Plugin(
                self.role,
                name,
                distribution.name if distribution else "",
                distribution.version if distribution else "",
                self._problems.get(name, ""),
            )

    def _plugins(self) -> Mapping[str, EntryPoint]:
        if self._entry_points is None:
            self._entry_points = {}
            for entry_point in _entry_points(self.group) if self.group and _may_have_entry_points(self.group) else ():
                if entry_point.name in self._places:
                    logger.warning("%s: %r is a built-in %s", _origin(entry_point), entry_point.name, self.role)
                else:
                    self._entry_points.setdefault(entry_point.name, entry_point)
        return self._entry_points

    def _load_plugin(self, name: str) -> T:
        entry_point = self._plugins()[name]
        if name not in self._problems:
            try:
                implementation = entry_point.load()
                problem = self._check(implementation)
            except Exception as error:  # noqa: BLE001 - whatever a stranger's module raises must not end the run
                problem = failure_text(error)
            if not problem:
                return self._shield(name, cast(T, implementation))
            self._problems[name] = problem
            logger.warning("%s: the %s %r cannot be used: %s", _origin(entry_point), self.role, name, problem)
        hint = "update or uninstall it; biblio plugins lists all plugins"
        raise PluginError(f"the {self.role} {name!r} cannot be used: {self._problems[name]}", hint=hint)


def _entry_points(group: str) -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points

    return entry_points(group=group)


def _may_have_entry_points(group: str) -> bool:
    """Return False if no installed distribution has entry points in `group`, and True if that is not certain.

    Importing `importlib.metadata` takes longer than a small check, so the files that it would read are searched for the
    group first: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True  # somebody else says what is installed
    header = f"[{group}]".encode()
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 - the names are all that is needed
        except FileNotFoundError:
            continue
        except OSError:
            return True  # an archive
        for name in names:
            if name.endswith(".egg"):
                return True
            if name.endswith((".dist-info", ".egg-info")):
                with contextlib.suppress(OSError), open(f"{folder or '.'}/{name}/entry_points.txt", "rb") as stream:  # noqa: PTH123
                    if header in stream.read():
                        return True
    return False


def _origin(entry_point: EntryPoint) -> str:
    distribution = entry_point.dist
    return f"plugin {distribution.name} {distribution.version}" if distribution else "plugin"
