"""Field terms and abbreviations: the tables as shipped, and how terms are found in a text."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import biblio
from biblio.extract.terms import Term, TermTable, english_terms, expansions, fold_spelling
from biblio.text import fold

TABLES = ("terms.tsv", "terms_zh.tsv", "terms_ko.tsv")
ALL = (*TABLES, "abbreviations.tsv")


def rows(table: str) -> list[tuple[list[str], list[str]]]:
    """Return (spellings, readings) of each row as the file has them."""
    lines = (files("biblio.extract") / "data" / table).read_text(encoding="utf-8").splitlines()
    columns = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(spellings.split("|"), readings.split("|")) for spellings, readings in columns]


ROWS = {table: rows(table) for table in ALL}
SPELLINGS = [spelling for table in TABLES for written, _ in ROWS[table] for spelling in written]


def pairs(terms: Iterable[Term]) -> list[tuple[str, str]]:
    return [(term.written, term.readings[0]) for term in terms]


# The tables


@pytest.mark.parametrize("table", ALL)
def test_readings_are_folded_words(table: str) -> None:
    for spellings, readings in ROWS[table]:
        assert all(spellings), readings
        for reading in readings:
            assert reading.isascii(), spellings
            assert reading, spellings
            assert reading == fold(reading), spellings
        assert len(set(readings)) == len(readings), spellings


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_found_as_itself(table: str) -> None:
    for spellings, readings in ROWS[table]:
        for spelling in spellings:
            assert english_terms(spelling) == (Term(spelling, tuple(readings), 0),)


def test_every_spelling_is_in_one_row() -> None:
    """Of two rows with one spelling one would hide the other; so if they differ only in what folding drops."""
    folded = Counter(fold_spelling(spelling).text for spelling in SPELLINGS)
    assert [spelling for spelling, count in folded.items() if count > 1] == []


def test_spellings_are_written_as_the_loader_reads_them() -> None:
    """The loader neither normalises nor drops gaps: that would take most of its time."""
    for spelling in SPELLINGS:
        assert spelling == unicodedata.normalize("NFKC", spelling)
        assert not fold_spelling(spelling).gaps
        assert not spelling.isascii(), "English texts are not searched"


def test_every_abbreviation_is_found_as_itself() -> None:
    counts = Counter(word.upper() for words, _ in ROWS["abbreviations.tsv"] for word in words)
    assert [word for word, count in counts.items() if count > 1] == []
    for words, readings in ROWS["abbreviations.tsv"]:
        for word in words:
            assert expansions(word) == tuple(readings)


def test_the_tables_are_broad() -> None:
    """Not a goal but a guard: otherwise a table cut short by a bad merge would go unnoticed."""
    assert all(len(ROWS[table]) >= size for table, size in zip(ALL, (5000, 350, 300, 400), strict=True))


def test_the_wheel_carries_the_tables(tmp_path: Path) -> None:
    wheels = pytest.importorskip("hatchling.builders.wheel", reason="builds the wheel with hatchling")
    wheel = next(wheels.WheelBuilder(str(Path(biblio.__file__).parents[1])).build(directory=str(tmp_path)))
    assert {f"biblio/extract/data/{table}" for table in ALL} <= set(ZipFile(wheel).namelist())


# How terms are found


@pytest.mark.parametrize(
    "written",
    [
        "ファインチューニング",
        "ファイン・チューニング",
        "ファイン チューニング",
        "ファイン\nチューニング",
        "ﾌｧｲﾝﾁｭｰﾆﾝｸﾞ",
        "ﾌｧｲﾝ･ﾁｭｰﾆﾝｸﾞ",
    ],
)
def test_one_term_in_several_spellings(written: str) -> None:
    text = f"本稿では{written}を行う"
    (term,) = (term for term in english_terms(text) if term.start == 4)
    assert term.written == written
    assert "fine tuning" in term.readings


@pytest.mark.parametrize(
    ("spelling", "other"),
    [
        ("トークナイザ", "トークナイザー"),
        ("ユーザインタフェース", "ユーザーインターフェース"),
        ("サーバ", "サーバー"),
        ("メモリ", "メモリー"),
        ("ベクトル", "ヴェクトル"),
        ("バリエーション", "ヴァリエーション"),
        ("ソフトウェア", "ソフトウエア"),
        ("ブレークスルー", "ブレイクスルー"),
        ("ガイダンス", unicodedata.normalize("NFD", "ガイダンス")),
        ("언어모델", unicodedata.normalize("NFD", "언어 모델")),
        ("3次元", "３次元"),
        ("k近傍", "K-近傍"),
        ("Q学習", "Ｑ 学習"),
    ],
)
def test_spellings_agree(spelling: str, other: str) -> None:
    (first,), (second,) = english_terms(spelling), english_terms(other)
    assert first.readings == second.readings
    assert (first.written, second.written) == (spelling, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the longest, not its parts
        ("強化学習", [("強化学習", "reinforcement learning")]),
        ("次トークン予測", [("次トークン予測", "next token prediction")]),
        ("マルチモーダルモデル", [("マルチモーダルモデル", "multimodal model")]),
        # parts of an unlisted compound, a long vowel mark between them
        ("メモリーネットワークモデル", [("メモリー", "memory"), ("ネットワーク", "network"), ("モデル", "model")]),
        # short terms inside other words
        ("トラベル", []),
        ("リンクス", []),
        ("ホゲ・ラベル・ホゲ", [("ラベル", "label")]),
        ("가나모델은", []),
        ("가나 모델은", [("모델", "model")]),
        ("本研究では", [("研究", "research")]),
        ("隠れ層と層", [("隠れ層", "hidden layer"), ("層", "layer")]),
        ("断層", []),
        ("FAQ学習", [("学習", "learning")]),
        ("23次元", [("次元", "dimension")]),
        # an unknown name before a known word
        ("ホゲホゲアテンション", [("アテンション", "attention")]),
        # Chinese and Korean
        ("基于强化学习的大语言模型", [("强化学习", "reinforcement learning"), ("大语言模型", "large language model")]),
        ("대규모 언어 모델을 제안한다", [("대규모 언어 모델", "large language model"), ("제안", "propose")]),
        # one character that stands for a word
        ("㌻", [("㌻", "page")]),
        ("a plain English text", []),
        ("", []),
    ],
)
def test_terms_in_a_text(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(english_terms(text)) == expected


def test_one_character_is_never_two_terms() -> None:
    table = TermTable([(["株式"], ("stock",)), (["会社"], ("company",))])
    assert pairs(table.find("株式会社")) == [("株式", "stock"), ("会社", "company")]
    assert pairs(table.find("㍿")) == [("㍿", "stock")]


def check(text: str) -> None:
    reached = 0
    for term in english_terms(text):
        assert term.start >= reached
        assert term.written
        assert text[term.start : term.start + len(term.written)] == term.written
        reached = term.start + len(term.written)


@given(st.text())
@example("ー")
@example("㍿ヴ")
@example("ウィ")
@example("İモデル")
def test_any_text(text: str) -> None:
    check(text)


@given(
    st.lists(
        st.one_of(st.sampled_from(SPELLINGS), st.sampled_from("ーァヴイ ・-の、（㌻ﾞﾟ\u3099aQ1\n한ᅡᆨ")), max_size=12
    ).map("".join)
)
def test_texts_of_terms(text: str) -> None:
    check(text)
    check(unicodedata.normalize("NFD", text))


@given(st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=6))
def test_every_term_of_a_list_is_found(listed: list[str]) -> None:
    text = "、".join(listed)
    assert [term.written for term in english_terms(text)] == listed


# Abbreviations


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("LLM", "large language model"),
        ("LLMs", "large language model"),
        ("ＬＬＭ", "large language model"),
        ("llm", "large language model"),
        ("CoT", "chain of thought"),
        ("COT", "chain of thought"),
        ("GANs", "generative adversarial network"),
        ("SNS", "social media"),
        ("t2i", "text to image"),
    ],
)
def test_abbreviations(word: str, first: str) -> None:
    assert expansions(word)[0] == first


@pytest.mark.parametrize("word", ["cot", "Cot", "rag", "Sam", "kg", "db", "s", "", "モデル", "XYZZY"])
def test_no_abbreviations(word: str) -> None:
    assert expansions(word) == ()


@given(st.text())
def test_any_word(word: str) -> None:
    assert all(reading == fold(reading) for reading in expansions(word))
