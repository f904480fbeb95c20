"""No regular expression of ours takes a time that doubles with every repetition of something in a text, or its square."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest

import biblio
from tests.growth.measuring import TooSlowError, limited
from tests.growth.pattern_inputs import BEHIND, inputs

_SIZES = (10, 14, *range(16, 42, 2))
_LONG = 0.3  # seconds for some hundred characters, which what only grows with the square never takes
_BEFORE = ("", "Roe J ", "[", "10.1000/")
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
            text = before + unit * size + BEHIND
            if _took(pattern, text) > _LONG and min(_took(pattern, text) for _ in range(3)) > _LONG:
                return f"{before!r} + {unit!r} * {size}"
    return ""


def _took(pattern: re.Pattern[str], text: str) -> float:
    began = time.perf_counter()
    pattern.search(text)
    return time.perf_counter() - began


_MENDED = ("bibtex", "check", "cite", "cli", "decisions", "export")
"""The folders whose patterns follow the length of texts, however many blanks follow one another; not all others do yet."""
_LEFT = {
    "biblio.check.manuscripts.markdown_masks._COMMENT": "is not asked behind the end of the last comment",
    "biblio.check.manuscripts.org._NO_TEXT": "formulas and environments that never end",
    "biblio.check.manuscripts.latex_source._DEFINED_KEY": "brackets of many \\bibitem that never close",
    "biblio.check.rules.bibliography.entry_names._MARK": "marks of a single name",
    "biblio.bibtex.scanner._KEY": "matches at one place",
    "biblio.bibtex.venue_forms._DESCRIPTION": "150 characters in brackets",
    "biblio.bibtex.venue_forms._COUNT": "what is left of a venue, once for each number in it",
}
"""Patterns of these folders that do grow with the square of something."""
_LENGTH = 1_000
_SOON = 0.0008  # seconds for such a text, in which nothing shows that grows with its square
_PATIENCE = 0.5
_SEARCHING = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})


@lru_cache(maxsize=1)
def _uses() -> Mapping[tuple[str, str], set[str]]:
    """Return which methods are called of the names of each module."""
    used = defaultdict[tuple[str, str], set[str]](set)
    for path in Path(biblio.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used[path.stem, node.value.id].add(node.attr)
    return used


def _methods(name: str) -> list[str]:
    """Return the ways in which a pattern is used; searching, where that is not seen (a pattern in a table)."""
    module, variable = name.split(".")[-2:]
    used = _uses().get((module, variable), set())
    exact = [method for method in ("match", "fullmatch") if method in used]
    return ["search", *exact] if used & _SEARCHING or not exact else exact


def growing(name: str, pattern: re.Pattern[str]) -> str:
    """Return a description of a text whose cost grows faster than its length, or an empty string."""
    for method in _methods(name):
        run = getattr(pattern, method)
        for before, unit in inputs(pattern):
            for text in (
                lambda size, before=before, unit=unit: before + unit * (size // len(unit)) + BEHIND,
                lambda size, before=before, unit=unit: (before + unit) * (size // len(before + unit)) + BEHIND,
            ):
                if _seconds(run, text(_LENGTH)) < _SOON or _seconds(run, text(_LENGTH)) < _SOON:
                    continue
                half, whole = (min(_seconds(run, text(size)) for _ in range(4)) for size in (_LENGTH, 2 * _LENGTH))
                if whole > 3 * _SOON and whole > 3 * half:
                    return f"{method}: {before!r} + {unit!r} * {_LENGTH}: {half:.4f}, {whole:.4f} s"
    return ""


def _seconds(run: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    try:
        with limited(_PATIENCE):
            run(text)
    except TooSlowError:
        return 100.0 * len(text)  # so that it grows
    return time.perf_counter() - began


def growing_patterns(folders: Iterable[str], *, each: int = 1) -> dict[str, str]:
    """Try the patterns of some folders, one in `each`; return what grows, with the text that shows it."""
    begun = tuple(f"biblio.{folder}" for folder in folders)
    every = [pair for pair in every_pattern() if pair[0].startswith(begun)][::each]
    return {name: what for name, pattern in every if (what := growing(name, pattern))}


def exploding(units: Iterable[str]) -> dict[str, str]:
    return {name: what for name, pattern in every_pattern() for unit in units if (what := explodes(pattern, unit))}


@pytest.mark.slow
def test_no_pattern_explodes() -> None:
    assert exploding(_UNITS) == {}


@pytest.mark.slow
def test_the_cost_of_patterns_follows_the_length_of_texts() -> None:
    assert {name: what for name, what in growing_patterns(_MENDED, each=3).items() if name not in _LEFT} == {}


def test_the_measure_finds_what_grows_with_the_square() -> None:
    assert "'\\\\def' + ' '" in growing("a.b", re.compile(r"\\def\s*\{?\s*x"))
    assert not growing("a.b", re.compile(r"\\def\s*+\{?\s*+x"))
    assert growing("a.b", re.compile(r"\s*,"))
    assert not growing("a.b", re.compile(r"(?:(?<!\s)\s+)?,"))


def test_the_measure_finds_what_explodes() -> None:
    assert explodes(re.compile(r"(?:[A-Z]{2,6}[,;]?\s*)+$"), "A")
    assert not explodes(re.compile(r"(?:[A-Z]{2,6}+(?:[,;]\s*|\s+|$))+$"), "A")
