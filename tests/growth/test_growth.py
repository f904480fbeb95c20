"""Nothing that reads text takes more than three times as long for twice as much of the same; nothing raises."""

from __future__ import annotations

import random
import tracemalloc
from pathlib import Path

import pytest

from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS
from biblio.export.export_formats import EXPORTERS
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS
from biblio.lookup.services.service_registry import SERVICE_DEFAULTS
from biblio.page.note_nodes import note_nodes
from biblio.readers.base import Document
from biblio.readers.layouts import READERS
from tests.growth import measuring
from tests.growth.measuring import Growth, grows, repeated
from tests.growth.targets import TARGETS, Target, catalogue_targets, size_of
from tests.growth.units import UNITS, Nested, pairs
from tests.lookup.catalogue.format_samples import SAMPLES

_FEW, _FEW_PAIRS = 2, 1


def failures(name: str, target: Target, units: tuple[str | Nested, ...]) -> list[Growth]:
    target(repeated("a", 100))  # loads what the first call loads
    return [growth for unit in units if (growth := grows(target, unit, size=size_of(name)))]


def some_units(name: str) -> tuple[str, ...]:
    """Other units for every target, the same ones in every run."""
    return (*random.Random(name).sample(UNITS, _FEW), *pairs(_FEW_PAIRS, name))


@pytest.mark.parametrize("name", TARGETS)
def test_cost_follows_length(name: str) -> None:
    assert failures(name, TARGETS[name], some_units(name)) == []


def test_cost_of_catalogues_follows_their_length(tmp_path: Path) -> None:
    for name, target in catalogue_targets(tmp_path).items():
        assert failures(name, target, some_units(name)) == [], name


# What was found once stays in the quick part.
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("tex: decode", "\\("), ("tex: capitals", "Aa "), ("names: list", "~"), ("title: compare", "："), ("title: compare", "; "), ("title: compare", "ア- a: "), ("markdown: 8", "A2020"), ("bibfile: 2", ","), ("bibfile: 7", ", a=1,,"), ("bibfile: 7", "% a\n"), ("typst: 1", "---\n\\cmd{"), ("hayagriva: 1", "[{"),
        ("title: prepare", "\\textbf{"), ("tex: strip", "\\begin{a}"), ("bibtex: field", "$a$"), ("bibtex: field", "\\cmd{a}"),
        ("bibtex: joined", "a # "), ("bibfile: 3", "a # "), ("bibfile: 5", "\"a\" # "), ("markdown: 7", "#tag "), ("markdown: 7", "  "),
        ("markdown: 2", "\u3000"), ("markdown: 6", "; "), ("markdown: 4", "- "), ("org: 0", "\t"), ("org: 1", "a:"), ("org: 2", "- "),
        ("rst: 1", "//"), ("rst: 1", "(("), ("typst: 1", "「"), ("table: 1", ">\n"), ("table: 2", "~~~\n"), ("bookmarks: 0", "<a "),
        ("reply", "<!---->"), ("names: list", "A and "), ("markdown: 1", "<!--"), ("markdown: 1", "#tag "), ("markdown: 3", "..."), ("markdown: 5", "<!--"),
        ("roam-json: 1", ":"), ("query: summary", "\u3000"), ("html: 3", "--"), ("html: 2", "1"), ("data: 1", " "), ("markdown: 0", "Some words of lamps.\n"),
        ("markdown: 8", " "), ("rst: 2", "\n"), ("typst: 1", "[a](b)"), ("org: 1", "\xa0"), ("dblp: 1", "<mml:math>_a_"), ("ovid: 2", "\\="),
        ("export", "Vol. 1 "), ("manuscript typst: 2", "@a{"), ("manuscript org: 1", "\\begin{a}"), ("manuscript org: 1", "~a # "), ("manuscript org: 1", "A-~"),
        ("asciidoc: 1", "\u0301\u0323"), ("html: 2", "\u0301\u0323"), ("bibfile: 1", "\u0301\u0323"), ("text: words", "\u0301\u0323"),
        ("bibfile: 1", Nested("${", "}$")), ("dblp: 1", Nested("<b>", "</b>")), ("manuscript org: 0", "#+begin_src\n"),
    ],
)  # fmt: skip
def test_what_was_found(name: str, unit: str | Nested) -> None:
    assert failures(name, TARGETS[name], (unit,)) == []


def test_all_that_reads_text_of_others_is_tried() -> None:
    readers = {name.partition(": ")[0] for name in TARGETS}
    assert readers >= {*READERS.built_in}
    assert readers >= {f"manuscript {name}" for name in MANUSCRIPT_READERS.built_in}
    assert readers >= {f"export {name}" for name in EXPORTERS.built_in}
    assert readers >= {f"reply of {name}" for name, service in SERVICE_DEFAULTS.items() if service.implementation}
    assert {*SAMPLES} == {*CATALOGUE_FORMATS.built_in}


def test_the_lines_of_a_paragraph_are_joined_once() -> None:
    # Copying what is there already is quick, and shows only where there is much of it.
    assert grows(note_nodes, "Some words.\n", size=400_000) is None


def test_a_long_line_is_not_kept_as_words() -> None:
    text = "# A Title\n\nhttps://arxiv.org/abs/2101.00001\n\n" + "word " * 100_000
    reader = READERS.load("markdown")
    list(reader.read(Document("x.md", "# A Title\n", "x.md")))  # loads what the first call loads
    tracemalloc.start()
    try:
        list(reader.read(Document("x.md", text, "x.md")))
        assert tracemalloc.get_traced_memory()[1] < 12 * len(text)
    finally:
        tracemalloc.stop()


def test_the_measure_finds_what_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "PATIENCE", 0.4)

    def cubic(text: str) -> None:  # eight times as much for a doubling, which no noise hides
        for first in range(0, len(text), 160):
            for second in range(0, len(text), 160):
                sum(map(ord, text[max(first, second) :]))

    def does_not_end(text: str) -> None:
        while text:
            pass

    assert grows(lambda text: text.count("a") + sum(map(ord, text)), "ab") is None
    assert grows(cubic, "ab") is not None
    assert grows(does_not_end, "ab") is not None
