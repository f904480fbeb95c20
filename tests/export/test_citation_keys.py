"""Citation keys: ASCII, unique whatever the order, never changed."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.entry_text import format_entry
from biblio.errors import BibtexError
from biblio.export.citation_keys import assign_keys, base_key, check_template
from biblio.model.entry import Entry
from biblio.model.people import Person
from biblio.model.record import Work
from tests.bibtex.works import nasty_text, record, work

YAMADA = Person("山田", "太郎", reading="Yamada Taro")


@pytest.mark.parametrize(
    ("title", "authors", "expected"),
    [
        ("Attention is All you Need", "Ashish Vaswani", "vaswani2017attention"),
        ("WaveNet: A Generative Model", "Aäron van den Oord", "oord2017wavenet"),
        ("On the Opportunities", "Conor O'Brien", "obrien2017opportunities"),
        ("A Method", "Jörg Müller-Lüdenscheidt", "mullerludenscheidt2017method"),
        ("The Łódź Corpus", "Łukasz Kaiser", "kaiser2017lodz"),
        ("GPT-4 Technical Report", "{OpenAI}", "openai2017gpt"),
        ("Gemini", "{The Google DeepMind Gemini Team}", "googledeepmind2017gemini"),
        ("Why Should I Trust You?", "Marco Ribeiro", "ribeiro2017trust"),
        ("Don't Stop", "Ada Lovelace", "lovelace2017dont"),
        ("2001: A Space Odyssey", "Ada Lovelace", "lovelace2017space"),
        ("K-means", "Ada Lovelace", "lovelace2017means"),
        ("Война и мир", "Лев Толстой", "tolstoy2017voyna"),
        ("Of the", "Ada Lovelace", "lovelace2017of"),
        ("", "Ada Lovelace", "lovelace2017"),
        ("Attention is All you Need", "", "attention2017need"),
        ("Attention", "", "attention2017"),
        # Never a reading that nobody gave: other authors, Latin words and katakana of the title stand in.
        ("Machine Translation", "山田 太郎; Jane Smith", "smith2017machine"),
        ("BERTを用いたニューラル機械翻訳", "山田 太郎", "bert2017nyuraru"),
        ("チャットボットの研究", "山田 太郎", "chattobotto2017"),
        ("シュミレーション入門", "", "shumireshon2017"),
        ("ジェンダーの研究", "", "jenda2017"),
        ("チョコレートの研究", "", "chokoreto2017"),
        ("ディープの研究", "", "dipu2017"),
        ("フォント", "", "fonto2017"),
        ("イェール大学", "", "ieru2017"),
    ],
)
def test_the_default_key(title: str, authors: str, expected: str) -> None:
    assert base_key(record(title, authors, "2017")) == expected


def test_a_reading_spells_a_name() -> None:
    assert base_key(replace(record("深層学習", "", "2017"), authors=(YAMADA,))) == "yamada2017"


def test_what_cannot_be_spelt_gets_a_digest_of_the_work() -> None:
    unspellable = record("深層学習による画像認識", "山田 太郎", "2017")
    key = base_key(unspellable, fallback="doi:10.1000/x")
    assert re.fullmatch(r"work2017[0-9a-f]{8}", key)
    assert key == base_key(unspellable, fallback="doi:10.1000/x") != base_key(unspellable, fallback="doi:10.1000/y")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{author}{year}{title}", "vaswani2017attention"),
        ("{author}:{year:2}", "vaswani:17"),
        ("{authors:2}_{title:2}", "vaswanishazeer_attentionneed"),
        ("{authors}", "vaswanishazeerparmar"),
        ("{author}-{venue}-{year}", "vaswani-neurips-2017"),
        ("{year}{author}", "2017vaswani"),
        ("Ref.{title:20}", "Ref.attentionneed"),
    ],
)
def test_templates(template: str, expected: str) -> None:
    paper = record(
        "Attention is All you Need",
        "Ashish Vaswani; Noam Shazeer; Niki Parmar; Jakob Uszkoreit",
        "2017",
        venue="NeurIPS 2017",
    )
    check_template(template)
    assert base_key(paper, template) == expected


@pytest.mark.parametrize(("venue", "expected"), [("ACL'19", "doeacl"), ("2019", "doe"), ("The", "doe"), ("", "doe")])
def test_a_venue_without_its_year_or_nothing(venue: str, expected: str) -> None:
    assert base_key(record("Title", "Ada Doe", "2017", venue=venue), "{author}{venue}") == expected


def test_a_title_is_not_spent_on_an_author_that_the_template_does_not_ask_for() -> None:
    assert base_key(record("Attention Everywhere", "", "2017"), "{title}{year}") == "attention2017"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{auther}{year}", "key template '{auther}{year}': there is no placeholder {auther}"),
        ("{author", "key template '{author': '{' is not allowed in a key"),
        ("{author} {year}", "key template '{author} {year}': ' ' is not allowed in a key"),
        ("{author}é", "key template '{author}é': 'é' is not allowed in a key"),
        ("{title:0}", "key template '{title:0}': {title} takes a number from 1 to 20"),
        ("{author:2}", "key template '{author:2}': {author} takes no number"),
        ("{year}", "key template '{year}' needs {author}, {authors:N} or {title}"),
        ("", "key template '' needs {author}, {authors:N} or {title}"),
    ],
)
def test_a_template_in_error_is_refused_in_words(template: str, message: str) -> None:
    with pytest.raises(BibtexError) as caught:
        check_template(template)
    assert str(caught.value) == message
    assert "{authors:2}" in caught.value.hint


def same(count: int, title: str = "Attention is All you Need") -> list[Work]:
    return [replace(work(title, "Ashish Vaswani", "2017"), id=f"doi:10.1000/{number}") for number in range(count)]


def test_namesakes_get_more_words_then_letters() -> None:
    keys = assign_keys([*same(3), replace(same(1, "Attention in Brains and Needles")[0], id="doi:10.1000/9")], {})
    assert keys == {
        "doi:10.1000/0": "vaswani2017attention",
        "doi:10.1000/1": "vaswani2017attentionneed",
        "doi:10.1000/2": "vaswani2017attentiona",
        "doi:10.1000/9": "vaswani2017attentionbrains",
    }
    assert list(assign_keys(same(3), {}, template="{author}{year}").values()) == [
        "vaswani2017",
        "vaswani2017a",
        "vaswani2017b",
    ]


def test_a_key_in_use_is_never_given_away_nor_changed() -> None:
    keys_in_use = {"Vaswani2017Attention": "", "my-key": "doi:10.1000/1", "another": "doi:10.1000/1"}
    assert assign_keys(same(2), keys_in_use) == {
        "doi:10.1000/0": "vaswani2017attentionneed",
        "doi:10.1000/1": "another",
    }


def test_keys_that_differ_in_their_case_alone_are_one_key() -> None:
    keys = assign_keys(same(2), {"REFvaswani": ""}, template="Ref{author}")
    assert list(keys.values()) == ["Refvaswania", "Refvaswanib"]


def test_there_is_no_end_of_letters() -> None:
    keys = assign_keys(same(60), {})
    assert len({key.casefold() for key in keys.values()}) == 60
    assert keys["doi:10.1000/9"] == "vaswani2017attentionbf"


works = st.lists(
    st.builds(
        lambda number, title, author, year: replace(work(title, author, year), id=f"doi:10.1000/{number}"),
        st.integers(0, 30),
        st.sampled_from(["Attention is All", "attention all", "Deep Nets", "深層学習", "", "ATTENTION"]),
        st.sampled_from(["Ashish Vaswani", "VASWANI, A", "山田 太郎", ""]),
        st.sampled_from(["2017", "2018", ""]),
    ),
    max_size=8,
    unique_by=lambda work: work.id,
)


@given(works, st.randoms())
def test_the_order_of_works_does_not_matter(works_in_order: list[Work], random: Random) -> None:
    shuffled = list(works_in_order)
    random.shuffle(shuffled)
    assert assign_keys(shuffled, {}) == assign_keys(works_in_order, {})


@given(works, works, st.dictionaries(st.sampled_from(["vaswani2017attention", "X", "deep2017nets"]), st.just("")))
def test_keys_are_unique_and_stay_when_works_come(
    first: list[Work], more: list[Work], own_keys: dict[str, str]
) -> None:
    before = assign_keys(first, own_keys)
    keys_in_use = {**own_keys, **{key: work_id for work_id, key in before.items()}}
    after = assign_keys([*more, *first], keys_in_use)
    assert {work_id: after[work_id] for work_id in before} == before
    every = [key.casefold() for key in (*own_keys, *after.values())]
    assert len(set(every)) == len(every)


@given(nasty_text, nasty_text, st.sampled_from(["", "2017"]))
def test_a_key_is_one_that_bibtex_takes(title: str, author: str, year: str) -> None:
    unnamed = record(title, "", year)
    key = base_key(replace(unnamed, authors=(Person(literal=author),)), fallback="w")
    assert re.fullmatch(r"[a-z0-9]+", key)
    assert format_entry(Entry("misc", key, ()))
