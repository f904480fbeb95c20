"""A registry of implementations by name, each loaded when it is first used.

There is one registry for each role (readers, services, …). Loading late keeps `biblio --help` quick: a reader or a
service, and the library behind it, is imported only when a run needs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Generic, TypeVar, cast

from biblio.errors import UsageError

__all__ = ["Registry"]

T = TypeVar("T")


class Registry(Generic[T]):
    """The names of one role, and where the implementation of each is (``"package.module:attribute"``)."""

    def __init__(self, role: str, places: Mapping[str, str]) -> None:
        self.role = role
        self._places = dict(places)
        self._loaded: dict[str, T] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def load(self, name: str) -> T:
        """Return the implementation called `name`. Raises `UsageError` if the name is not registered."""
        if name not in self._loaded:
            if name not in self._places:
                near = get_close_matches(name, self._places, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(self._places)}"
                raise UsageError(f"there is no {self.role} called {name!r}", hint=hint)
            module, _, attribute = self._places[name].partition(":")
            self._loaded[name] = cast(T, getattr(import_module(module), attribute))
        return self._loaded[name]
