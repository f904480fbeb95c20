"""Titles keep the capitals that matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.latex_to_text import decode_latex
from biblio.bibtex.tex_math import is_balanced
from biblio.bibtex.text_to_latex import to_tex
from biblio.bibtex.title_case import protect_capitals
from tests.bibtex.works import nasty_text


@pytest.mark.parametrize(
    ("title", "protected"),
    [
        # Words that abstracts always write with a capital are names.
        ("Deep Bayesian Models after Shannon", "Deep {Bayesian} Models after {Shannon}"),
        ("Shannon and Bayes: Gaussian Noise", "Shannon and {Bayes}: {Gaussian} Noise"),
        ("Non-Gaussian Noise, Gauss-Newton Steps", "Non-{Gaussian} Noise, {Gauss-Newton} Steps"),
        ("Proofs of Markov's Bound", "Proofs of {Markov's} Bound"),
        ('Bridges of Schr{\\"o}dinger', 'Bridges of {Schr{\\"o}dinger}'),
        # Other words are if the title is in sentence case.
        ("Faster attention in Transformers of Apple phones", "Faster attention in {Transformers} of {Apple} phones"),
        ("Faster Attention in Transformers of Apple Phones", "Faster Attention in Transformers of Apple Phones"),
        ("Restoring Vogonic tablets with transfer learning", "Restoring {Vogonic} tablets with transfer learning"),
        ("Tablets with text: Vogonic is read by machines", "Tablets with text: Vogonic is read by machines"),
        # … and never if they are often written small.
        ("Faster attention in deep Learning for wide models", "Faster attention in deep Learning for wide models"),
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("BERT: Pre-training of Deep Bidirectional Models", "{BERT}: Pre-training of Deep Bidirectional Models"),
        ("LoRA: Low-Rank Adaptation of PyTorch", "{LoRA}: Low-Rank Adaptation of {PyTorch}"),
        ("Few-Shot State-of-the-Art Vision-Language", "Few-Shot State-of-the-Art Vision-Language"),
        ("GPT-2 and T5 for NLP", "{GPT-2} and {T5} for {NLP}"),
        ("Transformer-XL, Sentence-BERT, x-BERT", "{Transformer-XL}, {Sentence-BERT}, x-{BERT}"),
        ("Llama-2, COVID-19, ImageNet-1K, Qwen2.5-VL", "{Llama-2}, {COVID-19}, {ImageNet-1K}, {Qwen2.5-VL}"),
        ("Top-5 of 2-Layer and 1-bit Models", "Top-5 of 2-Layer and 1-bit Models"),
        ("Non-IID, LLM-Based, 3D-Aware", "Non-{IID}, {LLM}-Based, {3D}-Aware"),
        ("Q-Learning, A* Search and N-gram", "{Q}-Learning, {A*} Search and {N}-gram"),
        ("A New Method: A Survey", "A New Method: A Survey"),
        ("Vaccines against Hepatitis A", "Vaccines against Hepatitis {A}"),
        ("Vitamin C and C++ and C\\#", "Vitamin {C} and {C++} and {C\\#}"),
        ("Why Should I Trust You?", "Why Should {I} Trust You?"),
        ("Llama 2: Open Foundation", "Llama 2: Open Foundation"),
        ("R\\&D with Q\\&A", "{R\\&D} with {Q\\&A}"),
        ("iPhones, LLMs' (RAG) and O'Brien's", "{iPhones}, {LLMs}' ({RAG}) and {O'Brien's}"),
        ("MEG SOURCE LOCALIZATION USING AN MLP", "MEG SOURCE LOCALIZATION USING AN MLP"),
        ("BERT", "{BERT}"),
        ("深層学習によるBERTの解析", "深層学習による{BERT}の解析"),
        ("ニューラルネットワーク", "ニューラルネットワーク"),
        ("$O(n)$ time and $x$ and $\\Delta$", "{$O(n)$} time and $x$ and {$\\Delta$}"),
        ("{BERT}s and {A Whole Title}", "{BERT}s and {A Whole Title}"),
        ('M{\\"u}ller-Lyer {\\"U}ber {\\\'E}COLE', 'M{\\"u}ller-Lyer {\\"U}ber {{\\\'E}COLE}'),
        ("Is \\emph{Foo} BAR?", "Is \\emph{Foo} {BAR}?"),
        ("all small", "all small"),
        ("", ""),
    ],
)
def test_words_with_capitals_of_their_own_are_braced(title: str, protected: str) -> None:
    assert protect_capitals(title) == protected


def test_the_abstract_of_the_work_shows_its_names() -> None:
    title = "Reading Vogonic Tablets with Transformers and Deep Learning"
    abstract = "We read Vogonic tablets, and then compare Transformers with Deep Learning and with deep learning."
    assert protect_capitals(title) == title
    assert protect_capitals(title, abstract=abstract) == (
        "Reading {Vogonic} Tablets with {Transformers} and Deep Learning"
    )
    term = "The Reading Vogonic challenge is hard."
    assert protect_capitals("On Reading Vogonic Today", abstract=term) == "On Reading Vogonic Today", (
        "it is all one name"
    )
    spelt_out = "LORT stands for Layered Offline Reading by Transformers."
    assert protect_capitals("Reading with Transformers", abstract=spelt_out) == "Reading with Transformers"
    small = abstract + " A tablet that is vogonic is read by transformers."
    assert protect_capitals(title, abstract=small) == title


words = st.sampled_from(
    ["Bayesian", "small", "Gauss-Seidel","BERT", "Deep", "of", "A", "A*", "$O(n)$", "$x$", "{GPT}", "GPT-4o", "iPhone", "深層BERT", '{\\"U}ber', "T5:", "(RAG)",
     "\\&", "R\\&D", "--", "{\\textbackslash}", "U.S.", "C++", "I", "{\\'E}T"]
)  # fmt: skip


@given(
    st.one_of(st.lists(words, max_size=8).map(" ".join), nasty_text.map(lambda text: to_tex(text, dialect="bibtex")))
)
def test_bracing_says_nothing_new_and_settles(title: str) -> None:
    protected = protect_capitals(title)
    assert is_balanced(protected)
    assert decode_latex(protected) == decode_latex(title)
    assert protect_capitals(protected) == protected
    told = protect_capitals(title, abstract="We use the Deep and small words of Gauss and Bayesian, or deep ones.")
    assert (
        protect_capitals(told, abstract="We use the Deep and small words of Gauss and Bayesian, or deep ones.") == told
    )
