"""`biblio find`: notes that have all words, in any script, best first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.decisions.decisions import Decisions
from biblio.decisions.note_queries import build_queries
from biblio.export.export_index import CitationKeys
from biblio.model.decision import DecidedBy, DecidedNote, Decision, Status
from biblio.model.note import Note
from biblio.project.note_search import search_notes
from tests.program import run_program
from tests.project.place import Place

NO_KEYS = CitationKeys({})
NOTES = [
    Note(
        "moss", "a.md", 1, 1, "markdown", title="Sparse Growth of Moss", authors=("Åsa Lindström",), tags=("bryology",)
    ),
    Note(
        "fern",
        "b.md",
        1,
        1,
        "markdown",
        title="Ferns",
        comment="Nothing about moss here.\nBut sparse attention to detail.",
    ),
    Note("ja", "c.md", 1, 1, "markdown", title="拡散モデルの学習", comment="画像の生成について"),
    Note("zh", "d.md", 1, 1, "markdown", title="扩散模型综述"),
]


def decided(notes: list[Note]) -> list[DecidedNote]:
    queries = build_queries(notes, Decisions(), {})
    return [
        DecidedNote(note, query, Decision(note.id, Status.PENDING, DecidedBy.NONE, ""))
        for note, query in zip(notes, queries, strict=True)
    ]


def test_the_title_again_is_no_excerpt() -> None:
    note = Note(
        "moss", "a.md", 1, 1, "markdown", title="Moss: Growth", comment="# Moss, Growth\nOn roofs, moss is slow."
    )
    (found,) = search_notes(decided([note]), NO_KEYS, "moss")
    assert found.excerpt == "On roofs, moss is slow."


def test_scores_tell_even_in_a_small_collection_which_note_is_better() -> None:
    first, second = search_notes(decided(NOTES), NO_KEYS, "moss")
    assert first.score > second.score > 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("moss", ["moss", "fern"]),
        ("MOSS spar", ["moss", "fern"]),
        ("lindstrom", ["moss"]),
        ("Åsa", ["moss"]),
        ("bryo", ["moss"]),
        ('"sparse growth"', ["moss"]),
        ('"growth sparse"', []),
        ("attention moss detail", ["fern"]),
        ("拡散モデル", ["ja"]),
        ("モデル", ["ja"]),
        ("生成", ["ja"]),
        ("画", ["ja"]),
        ("扩散", ["zh"]),
        ("模型", ["zh"]),
        ('"扩散模型"', ["zh"]),
        ("拡散 生成", ["ja"]),
        ("nothing-like-it", []),
        ("\" ' AND OR NOT * ( ) :", []),
        ("", []),
    ],
)
def test_notes_with_all_words_are_found_best_first(words: str, expected: list[str]) -> None:
    assert [found.decided.note.id for found in search_notes(decided(NOTES), NO_KEYS, words)] == expected


def test_what_was_found_is_shown() -> None:
    (first,) = search_notes(decided(NOTES), NO_KEYS, "attention")
    assert first.found_in == ("comment",)
    assert first.excerpt == "But sparse attention to detail."
    long = [Note("long", "e.md", 1, 1, "markdown", title="T", comment="word " * 200 + "needle " + "word " * 200)]
    (found,) = search_notes(decided(long), NO_KEYS, "needle")
    assert "needle" in found.excerpt
    assert len(found.excerpt) < 170
    assert found.excerpt.startswith("…")
    assert found.excerpt.endswith("…")


@given(words=st.text(max_size=30))
def test_no_words_are_a_query_of_another_kind(words: str) -> None:
    search_notes(decided(NOTES), NO_KEYS, words)


def test_the_command_searches_the_works_too(place: Place) -> None:
    place.sync()
    found = run_program(place.folder, "find", "parmar", "--json")
    (row,) = map(json.loads, found.stdout.splitlines())
    assert row["note"]["citekey"] == "vaswani2017attention"
    assert row["found_in"] == ["people"]
    assert "Attention Is All You Need" in run_program(place.folder, "find", "翻訳").stdout
    none = run_program(place.folder, "find", "翻訳", "--tag", "CV")
    assert (none.returncode, none.stdout) == (0, "")
    assert "no note has all these words" in none.stderr


def test_a_folder_without_notes(tmp_path: Path) -> None:
    assert run_program(tmp_path, "find", "moss").returncode == 2
