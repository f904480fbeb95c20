"""No regular expression of ours takes a time that doubles with every repetition of something in a text."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator, Mapping

import pytest

import biblio

_SIZES = (10, 14, *range(16, 42, 2))
_LONG = 0.3  # seconds for some hundred characters, which what only grows with the square never takes
_BEFORE = ("", "Roe J ", "[", "10.1000/")
_BEHIND = "\x01!"  # what no pattern wants, so that all ways to match are tried
_UNITS = (
    "A", "A. ", "Ab", "Aa, ", "MD", "M.D.", "a", "a ", "a-b ", "a, ", "1", "1,", "1-", "2020 ", ".", ", ", "- ", "[", "(a)", "{a}", "*a*",
    "\"a\" ", "深、", "https://a.b/",
)  # fmt: skip


def every_pattern() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield every compiled pattern that a module holds, with the names of the module and the value."""
    seen: set[re.Pattern[str]] = set()
    for module in pkgutil.walk_packages(biblio.__path__, "biblio."):
        try:
            values = vars(importlib.import_module(module.name)) if not module.name.endswith("__main__") else {}
        except ImportError:  # an extra that is not installed
            continue
        for name, value in list(values.items()):
            for pattern in _patterns_in(value):
                if pattern not in seen:
                    seen.add(pattern)
                    yield f"{module.name}.{name}", pattern


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    several: Iterable[object] = (value,)
    if isinstance(value, Mapping):
        several = value.values()
    elif isinstance(value, tuple | list):
        several = value
    for item in several:
        source, flags = getattr(item, "pattern", None), getattr(item, "flags", None)
        if isinstance(source, str) and isinstance(flags, int):
            yield re.compile(source, flags)


def explodes(pattern: re.Pattern[str], unit: str) -> str:
    """Return a description of a short text for which `pattern` takes far too long, or an empty string."""
    for before in _BEFORE:
        for size in _SIZES:
            text = before + unit * size + _BEHIND
            if _took(pattern, text) > _LONG and min(_took(pattern, text) for _ in range(3)) > _LONG:
                return f"{before!r} + {unit!r} * {size}"
    return ""


def _took(pattern: re.Pattern[str], text: str) -> float:
    began = time.perf_counter()
    pattern.search(text)
    return time.perf_counter() - began


def exploding(units: Iterable[str]) -> dict[str, str]:
    return {name: what for name, pattern in every_pattern() for unit in units if (what := explodes(pattern, unit))}


@pytest.mark.slow
def test_no_pattern_explodes() -> None:
    assert exploding(_UNITS) == {}


def test_the_measure_finds_what_explodes() -> None:
    assert explodes(re.compile(r"(?:[A-Z]{2,6}[,;]?\s*)+$"), "A")
    assert not explodes(re.compile(r"(?:[A-Z]{2,6}+(?:[,;]\s*|\s+|$))+$"), "A")
