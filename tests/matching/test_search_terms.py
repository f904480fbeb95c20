"""Which words of a summary are searched for: names first, then sets that replace each other, then the topic."""

from __future__ import annotations

from biblio.extract.query import extract_query
from biblio.matching.untitled.search_terms import rare_sets, topic_words, word_sets
from biblio.model.decision import Query
from biblio.model.note import Note
from tests.matching.test_decide_untitled import query

# ロジスティック回帰 is a mistranslation of "log-linear": no work has all of these words.
MISTAKEN = (
    "無監督手法による文の分散表現の学習を比較する。浅いロジスティック回帰モデルは空間の距離に、"
    "深いモデルは監視システムに適し、フレーズではアプリケーションに依存する。"
)


def summary_query(summary: str, **fields: object) -> Query:
    return extract_query(Note("n", "notes.txt", 1, 9, "keypoint-text", summary=summary).replace(**fields))


def test_word_sets_are_names_together_and_the_rarest_alone() -> None:
    assert word_sets(query()) == (("StreamingLLM", "Llama-2"), ("StreamingLLM",))
    assert word_sets(query(summary="")) == ()


def test_rare_sets_are_small_where_that_is_rare() -> None:
    sets = rare_sets(query())
    assert sets[0] == (("streamingllm",),)
    assert all(1 <= len(words) <= 4 for words in sets)
    assert len(sets) <= 16
    assert not any(set(small) < set(large) for small in sets for large in sets)
    assert rare_sets(query(summary="")) == ()


def test_a_word_that_many_works_have_is_in_no_set_alone() -> None:
    sets = rare_sets(query(summary="報酬モデルは注意機構と拡散モデルの平坦な損失地形を説明する。"))
    assert sets
    assert all(len(words) > 1 for words in sets)


def test_one_mistaken_word_does_not_spoil_every_set() -> None:
    sets = rare_sets(summary_query(MISTAKEN))
    assert any("logistic regression" in word for words in sets for word in words)
    for mistaken in ("logistic regression", "monitoring", "phrase"):
        assert any(not any(mistaken in word for word in words) for words in sets)


def test_of_many_words_the_rarest_are_searched_for() -> None:
    many = "拡散モデル、注意機構、強化学習、転移学習、機械翻訳、画像認識、音声認識、要約、質問応答、対話、推薦、検索、分類、"
    sets = rare_sets(summary_query(f"{many}ZyzzyvaNetで比べる。"))
    assert sets[0] == (("zyzzyvanet",),)
    assert len(sets) <= 16


def test_the_second_set_does_without_most_of_the_first() -> None:
    first, second, *further = (frozenset(words) for words in rare_sets(summary_query(MISTAKEN)))
    assert len(first & second) <= 1
    assert len({first, second, *further}) == 2 + len(further) > 3


def test_the_author_of_a_translated_title_is_searched_for_with_its_terms() -> None:
    titled = summary_query("", title="プロキシ変数を用いた因果発見", authors=("Mateo Rojas-Carulla",))
    assert topic_words(titled)[0] == "carulla"
    assert any(("carulla",) in words for words in rare_sets(titled))
    assert {"causal", "discovery"} <= set(topic_words(titled))


def test_topic_words_are_english_and_in_the_order_of_the_note() -> None:
    words = topic_words(
        summary_query("CTR予測の埋め込み学習「AutoDis」を数値特徴に用い、AutoDisは10倍速い。", tags=("CTRPrediction",))
    )
    assert words[0] == "ctr"
    assert {"autodis", "prediction", "embedding", "numerical"} <= set(words)
    assert "10" not in words
    assert len(words) == len(set(words))
    assert topic_words(summary_query("")) == ()


def test_a_long_summary_gives_no_more_words_than_an_engine_takes() -> None:
    assert (
        len(
            topic_words(
                summary_query(
                    MISTAKEN * 2, comment="自己教師あり学習と転移学習、強化学習、拡散モデル、注意機構、翻訳。" * 3
                )
            )
        )
        == 24
    )
