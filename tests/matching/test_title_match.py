"""Levels of likeness between titles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.matching.titles.prepared_title import prepare_title, title_keys
from biblio.matching.titles.title_match import (
    TitleLevel,
    compare_titles,
    differ_only_in_spelling,
    is_nickname,
    is_same_title,
)
from biblio.matching.word_rarity import information


@pytest.mark.parametrize(
    ("note", "work", "level"),
    [
        ("Attention is all you need", "Attention Is All You Need", TitleLevel.EXACT),
        ("Pre-training of Things", "Pretraining of Things", TitleLevel.EXACT),
        (r"{BERT}: $k$-fold \emph{thing}", "BERT: k-fold thing", TitleLevel.EXACT),
        ("LLMs trained on “A is B”", 'LLMs trained on "A is B"', TitleLevel.EXACT),
        ("Some Long Story (extended abstract)", "Some Long Story", TitleLevel.EXACT),
        ("Some Long Story [v2]", "Some Long Story", TitleLevel.EXACT),
        ("A Theory, Part II", "A Theory, Part 2", TitleLevel.EXACT),
        ("The k k -means Problem", "The k-means Problem", TitleLevel.EXACT),
        ("Don’t Worry about β", "Dont worry about beta", TitleLevel.EXACT),
        ("猫の認識 / Recognising Cats at Night", "Recognising Cats at Night", TitleLevel.EXACT),
        ("Mesquitei MoCap: Demtocratizing Motion Capture", "Mesquite MoCap: Democratizing Motion Capture", TitleLevel.CLOSE),
        ("Diffusion Models Beat GANs on Images", "Diffusion Models Beat GANs in Images", TitleLevel.CLOSE),
        ("Models of Language & Thought", "Models of Language and Thought", TitleLevel.CLOSE),
        ("Co1lecting Mode1s", "Collecting Models", TitleLevel.CLOSE),
        ("Two-Stage Object Detectors", "2-Stage Object Detectors", TitleLevel.CLOSE),
        ("Learning from data bases fast", "Learning from databases quickly and fast", TitleLevel.WORD),
        ("A Tensor Framework: With Applications to Radar", "A Tensor Framework", TitleLevel.SUBTITLE),
        ("A Tensor Framework: 12 Applications", "A Tensor Framework", TitleLevel.SUBTITLE),
        ("Deep Residual Learning", "ResNet: Deep Residual Learning", TitleLevel.SUBTITLE),
        ("Tweet Can Be Fit: Integrating Wearable …", "Tweet Can Be Fit: Integrating Wearable Sensors Data", TitleLevel.CUT),
        ("Tweet Can Be Fit: Integrating Wear", "Tweet Can Be Fit: Integrating Wearable Sensors Data", TitleLevel.CUT),
        ("Segment Anything", "Segment Anything in Medical Images", TitleLevel.NEAR),
        ("Segment Anything in Medical Images", "Segment Anything", TitleLevel.WITHIN),
        ("Attention Is All You Need pdf NeurIPS 2017", "Attention Is All You Need", TitleLevel.WITHIN),
        ("Probing GPT-2 for Syntax", "Probing GPT-3 for Syntax", TitleLevel.NUMBER),
        ("Theory of Types, Part I", "Theory of Types, Part II", TitleLevel.NUMBER),
        ("Llama", "Llama 2: Open Foundation Models", TitleLevel.NUMBER),
        ("Erratum: Parsing of Turkish", "Parsing of Turkish", TitleLevel.NOTICE),
        ("Parsing of Turkish", "Parsing of Turkish: Reply", TitleLevel.NOTICE),
        ("Erratum: Parsing of Turkish", "Erratum: Parsing of Turkish", TitleLevel.EXACT),
        ("RETRACTED: Parsing of Turkish", "Parsing of Turkish", TitleLevel.EXACT),
        ("Learning with supervised data at scale", "Learning with unsupervised data at scale", TitleLevel.NEAR),
        ("An Encoder for Long Texts", "A Decoder for Long Texts", TitleLevel.NEAR),
        ("Text to Image Generation", "Image to Text Generation", TitleLevel.NEAR),
        ("Models with Noise Removal", "Models without Noise Removal", TitleLevel.NEAR),
        ("深層学習による画像認識", "深層学習による音声認識", TitleLevel.NEAR),
        ("深層学習による画像認識", "強化学習の理論", TitleLevel.DIFFERENT),
        ("深層学習による画像認識", "Image Recognition by Deep Learning", TitleLevel.UNKNOWN),
        ("Глубокое обучение", "Deep Learning", TitleLevel.UNKNOWN),
        ("猫の認識 / Recognising Cats at Night", "Распознавание кошек ночью", TitleLevel.UNKNOWN),
        ("猫の認識 / Recognising Cats at Night", "夜の猫の認識 / Recognising Cats at Night", TitleLevel.EXACT),
        ("WITHDRAWN: Parsing of Turkish", "Parsing of Turkish", TitleLevel.EXACT),
        ("[Retracted]: Parsing of Turkish", "Parsing of Turkish", TitleLevel.EXACT),
        ("Some Long Story - extended version", "Some Long Story", TitleLevel.EXACT),
        ("Some Long Story (extended abstract).", "Some Long Story", TitleLevel.EXACT),
        ("Some Long Story（extended abstract）", "Some Long Story", TitleLevel.EXACT),
        ("Some Long Story【extended abstract】", "Some Long Story", TitleLevel.EXACT),
        ("A Theory of Types I", "A Theory of Types 1", TitleLevel.EXACT),
        ("Parsing C# Programs", "Parsing C Programs", TitleLevel.NEAR),
        # Cut short: with a mark less is enough, and what stands before the mark may be any word.
        ("Zyzzyva …", "Zyzzyva with Trees", TitleLevel.CUT),
        ("Zyzzyva […]", "Zyzzyva with Trees", TitleLevel.CUT),
        ("Zyzzyva", "Zyzzyva with Trees", TitleLevel.NEAR),
        ("Theory of Turkish Minds and I …", "Theory of Turkish Minds and I Robot", TitleLevel.CUT),
        ("Segment Anything Promp", "Segment Anything Promptable Models", TitleLevel.CUT),
        ("Zyzzyva Parsimo", "Zyzzyva Parsimonious Learning of Trees", TitleLevel.DIFFERENT),
        # Words left out: one, or two neighbours that tell little.
        ("Large Language Models are Reasoners about Turkish Grammar", "Large Language Models are Zero-Shot Reasoners about Turkish Grammar", TitleLevel.WORD),
        ("Neural Reasoners about Turkish Grammar in Large Grids", "Neural Deep Reasoners about Turkish Grammar in Deep Large Grids", TitleLevel.NEAR),
        ("Neural Reasoners about Turkish Grammar in Grids", "Neural Reasoners about Low Cost Fast Turkish Grammar in Grids", TitleLevel.NEAR),
        ("Models of Turkish Grids and Cats", "Models of Turkish Zyzzyva Quokka Grids and Cats", TitleLevel.NEAR),
        # Another work with most of the words.
        ("SemEval 2016 Task 4: Sentiment Analysis of Turkish Grammar in Twitter Conversations", "SemEval 2017 Task 5: Sentiment Analysis of Turkish Grammar in Twitter Conversations", TitleLevel.NUMBER),
        ("Deep Residual Learning for Image Recognition", "Deep Learning for Speech Recognition", TitleLevel.DIFFERENT),
        ("New Deep Residual Learning", "Deep Residual Learning", TitleLevel.NEAR),
        ("Transformers", "Transformer", TitleLevel.NEAR),
        ("Learning Graphs Cats", "Learning the Graphs of the Cats", TitleLevel.CLOSE),
        ("Learning Graphs Cats Turkish", "Learning the Graphs of the Cats in Turkish", TitleLevel.NEAR),
        ("Learning of Graphs by Cats", "The Learning in Graphs and the Cats", TitleLevel.NEAR),
        ("", "Anything", TitleLevel.UNKNOWN),
        ("!!!", "???", TitleLevel.UNKNOWN),
    ],
)  # fmt: skip
def test_levels(note: str, work: str, level: TitleLevel) -> None:
    match = compare_titles(note, work)
    assert match.level is level
    assert is_same_title(note, work) is (level is TitleLevel.EXACT)
    assert match.information <= max(information(prepare_title(title).words) for title in (note, work))


BOTH_WAYS = (TitleLevel.EXACT, TitleLevel.NOTICE, TitleLevel.UNKNOWN)


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_same_and_the_unknown_are_so_both_ways(text: str, other: str) -> None:
    level, reverse = compare_titles(text, other).level, compare_titles(other, text).level
    assert (level in BOTH_WAYS or reverse in BOTH_WAYS) <= (level is reverse)
    assert is_same_title(text, other) is (level is TitleLevel.EXACT)


@given(st.text(max_size=80))
def test_a_title_equals_itself_or_is_unknown(title: str) -> None:
    assert compare_titles(title, title).level in (TitleLevel.EXACT, TitleLevel.UNKNOWN)


WORDS = st.lists(
    st.sampled_from("segment anything deep mamba parsing of turkish graphs 3 part ii".split()), min_size=3, max_size=8
)


@given(WORDS, st.integers(0, 7))
def test_a_number_more_is_never_the_same_work(words: list[str], place: int) -> None:
    longer = [*words[:place], "7", *words[place:]]
    level = compare_titles(" ".join(words), " ".join(longer)).level
    assert level in (TitleLevel.NUMBER, TitleLevel.NEAR, TitleLevel.CUT, TitleLevel.WITHIN, TitleLevel.DIFFERENT)
    assert level is not TitleLevel.CUT or longer[len(words)] != "7"


def test_keys_hold_the_main_title_too() -> None:
    assert title_keys("LoRA: Low-Rank Adaptation") == ("loralowrankadaptation", "lora")
    assert title_keys("Adam") == ("adam",)


def test_what_a_title_is_a_notice_of() -> None:
    assert prepare_title("Correction to: Deep Things").notice == ("correction", "Deep Things")
    assert prepare_title("Deep Things (Demo)").notice == ("demo", "Deep Things")
    assert prepare_title("Correcting Errors in Treebanks").notice == ("", "")


@pytest.mark.parametrize(
    ("title", "of", "abstract", "expected"),
    [
        ("the ResNet paper", "Deep Residual Learning for Image Recognition", "", True),
        ("LDA", "Latent Dirichlet Allocation", "", True),
        ("Adam optimizer", "A Method for Stochastic Optimization", "We introduce Adam, an optimizer.", True),
        ("Reformer", "Linformer: Self-Attention with Linear Complexity", "", False),
        ("Learning Maps of Distant Cities", "Deep Residual Learning for Image Recognition", "", False),
        ("the paper", "Deep Residual Learning for Image Recognition", "", False),
        ("the LDA model", "Latent Dirichlet Allocation", "We describe a model.", True),
        ("an LD model", "Latent Dirichlet Allocation", "We describe a model.", False),
        ("Stochastic Adam Optimizer Method", "A Method", "Adam, an optimizer, is a stochastic method.", False),
        ("残差学習", "Deep Residual Learning for Image Recognition", "", False),
    ],
)
def test_nicknames(title: str, of: str, abstract: str, expected: bool) -> None:
    assert is_nickname(title, of, abstract) is expected


def test_a_plural_is_more_than_spelling() -> None:
    assert differ_only_in_spelling(
        "Recognizing links: an information prespective", "Recognizing Links: An Information Perspective"
    )
    assert not differ_only_in_spelling("Deep Temporal Models of Activity", "A Deep Temporal Model of Activity")
