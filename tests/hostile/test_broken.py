"""What was well-formed and is broken at random is read without a fault of ours; ``python -m tests.hostile.broken`` tries more."""

from __future__ import annotations

import random
from pathlib import Path

from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS
from biblio.readers.layouts import READERS
from tests.hostile.breaking import break_bytes, break_text, break_value
from tests.hostile.broken import Subject, WrongError, faults, subjects

_EACH = 12


def test_broken_inputs_are_read(tmp_path: Path) -> None:
    every = subjects(tmp_path)
    assert every.keys() >= {*READERS.built_in}
    assert {f"catalogue {name}" for name in CATALOGUE_FORMATS.built_in} <= every.keys()
    found = [fault for name, subject in every.items() for fault in faults(name, subject, range(_EACH))]
    assert found == []


def test_faults_are_found() -> None:
    def read(text: str) -> None:
        if "\\" in text:
            raise KeyError(text)
        if len(text) > 90:
            raise WrongError("too long")

    found = list(faults("x", Subject(lambda chance: break_text("a\nb c" * 9, chance), read), range(300)))
    assert {fault.what[:5] for fault in found} == {"Trace", "too l"}


def test_the_same_number_makes_the_same_input() -> None:
    made = [[break_text("a: [b]\n", random.Random(7)), break_bytes(b"abc" * 9, random.Random(7))] for _ in range(2)]
    assert made[0] == made[1]
    assert break_value({"a": [1, {"b": "c"}]}, random.Random(1)) == break_value(
        {"a": [1, {"b": "c"}]}, random.Random(1)
    )
