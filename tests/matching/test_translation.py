"""A title in another language is a reading of its work's, which author and year must confirm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from biblio.extract.query import extract_query
from biblio.matching.compare import rank_candidates
from biblio.matching.decide import decide
from biblio.matching.titles.title_match import TitleLevel
from biblio.matching.titles.translation import compare_translation
from biblio.matching.untitled.clue_match import NO_HINTS, Hints
from biblio.model.decision import Decision, Query, Status
from biblio.model.note import Note
from tests.matching.test_decide_untitled import OWN as STREAMING
from tests.matching.test_decide_untitled import RARITY, query, works


@pytest.mark.parametrize(
    ("note_title", "work_title", "is_translated"),
    [
        ("深い残差学習による画像認識", "Deep Residual Learning for Image Recognition", True),
        ("プロキシ変数を用いた因果発見", "Causal Discovery Using Proxy Variables", True),
        ("知识图谱嵌入", "Knowledge Graph Embeddings with Uncertainty of Language Understanding", False),
        ("強化学習による制御", "Deep Residual Learning for Image Recognition", False),
        # The same people, a year, and most of the words: another work.
        (
            "幾何学的文脈と遮蔽境界を用いた動画からの深度抽出",
            "Finding Temporally Consistent Occlusion Boundaries in Videos using Geometric Context",
            False,
        ),
        ("GPT-2による要約生成の評価", "Evaluation of Summary Generation with GPT-3", False),
        ("GPT-3による要約生成の評価", "Evaluation of Summary Generation with GPT-3", True),
        ("GANによる画像生成の評価", "Evaluation of Image Generation with GANs", True),
        ("GANsによる画像生成の評価", "Evaluation of Image Generation with a GAN", True),
        ("エンドツーエンド音声認識の評価", "Evaluation of End-to-End Speech Recognition", True),
        ("深い残差学習による画像認識", "Deep Residual Nets that Learn to Recognize Images", True),
        ("注意機構", "Attention", False),  # many titles have it
        ("Deep Learning", "Deep Learning", False),
        ("深層学習", "深層学習", False),
        ("", "Deep Learning", False),
        ("深い残差学習による画像認識", "", False),
        ("・・・", "…", False),
    ],
)
def test_translations(note_title: str, work_title: str, is_translated: bool) -> None:
    level = compare_translation(note_title, work_title).level
    assert level is (TitleLevel.TRANSLATED if is_translated else TitleLevel.UNKNOWN)


OWN = {
    "title": "Causal Discovery Using Proxy Variables",
    "authors": ["Mateo Rojas-Carulla", "Marco Baroni"],
    "id": "1702.07306",
    "published": "2017-02-23",
    "abstract": "A method discovers causal relations between static entities.",
}


NOTE = Note("n", "list.md", 1, 1, "markdown", title="プロキシ変数を用いた因果発見")


def decide_among(query: Query, *rows: Mapping[str, object], hints: Hints = NO_HINTS) -> Decision:
    return decide(query, rank_candidates(query, works(*rows), hints))


def decide_own(**fields: object) -> Decision:
    return decide_among(extract_query(NOTE.replace(**fields)), OWN)


def test_author_and_year_confirm_a_translation() -> None:
    decision = decide_own(authors=("Mateo Rojas-Carulla",), year=2017)
    assert decision.status is Status.ACCEPTED
    assert decision.reason == "title translated, authors full name, year same"


def test_a_title_of_ones_own_language_is_no_translation() -> None:
    same = {**OWN, "title": "プロキシ変数を用いた因果発見", "id": "1702.99999"}
    note = NOTE.replace(authors=("Mateo Rojas-Carulla",), year=2017)
    decision = decide_among(extract_query(note), same, OWN)
    assert decision.status is Status.ACCEPTED
    assert decision.work is not None
    assert decision.work.best.title == same["title"]
    assert (
        len(rank_candidates(extract_query(note), works(same, OWN, {**OWN, "id": "1702.88888", "title": "Cats"}))) == 3
    )


@pytest.mark.parametrize(
    ("fields", "is_believed"),
    [({"authors": ("Mateo Rojas-Carulla",), "year": 2017}, True), ({"authors": ("Mateo Rojas-Carulla",)}, False), ({"year": 2017}, False)],
)  # fmt: skip
def test_the_summary_judges_where_a_translation_is_not_confirmed(fields: dict[str, Any], is_believed: bool) -> None:
    with_summary = NOTE.replace(summary="静的な実体の間の因果関係を発見する手法。", **fields)
    (candidate,) = rank_candidates(extract_query(with_summary), works(OWN))
    assert ("clues" in {evidence.comparison for evidence in candidate.evidence}) is not is_believed
    (candidate,) = rank_candidates(extract_query(NOTE.replace(**fields)), works(OWN))
    assert "clues" not in {evidence.comparison for evidence in candidate.evidence}


def test_a_summary_alone_does_not_speak_for_a_work_of_another_title() -> None:
    title = "注意シンクの再検討に関する一考察"
    decision = decide_among(query(title=title), STREAMING, hints=Hints(RARITY))
    assert decision.status is Status.AMBIGUOUS
    assert "nothing confirms that the note's title" in decision.reason
    decision = decide_among(query(title=title, authors=("Guangxuan Xiao",)), STREAMING, hints=Hints(RARITY))
    assert decision.status is Status.ACCEPTED


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({}, "in another language, and no author confirms it"),
        ({"year": 2017}, "no author confirms it"),
        ({"authors": ("Mateo Rojas-Carulla",)}, "neither year nor venue confirms it"),
        ({"authors": ("Mateo Rojas-Carulla",), "year": 2018}, "neither year nor venue"),
    ],
)
def test_a_translation_alone_is_shown_and_not_believed(fields: dict[str, object], why: str) -> None:
    decision = decide_own(**fields)
    assert decision.status is Status.AMBIGUOUS
    assert why in decision.reason


def test_a_translation_by_somebody_else_is_another_work() -> None:
    decision = decide_own(authors=("Jane Doe",), year=2017)
    assert decision.status is Status.AMBIGUOUS
    assert "no author in common" in decision.reason
