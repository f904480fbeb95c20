"""Bytes to text: every encoding read right, or refused in words; never mojibake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.decoding import decode_bytes
from biblio.errors import SourceError

JAPANESE = "# 論文メモ①\n\n再帰も畳み込みも使わず、注意だけで翻訳する。BERTより前の話。\n- 著者: Vaswani et al.\n"
GERMAN = "Größere Sprachmodelle übertreffen die Übersetzung von früher – laut Müller „deutlich“.\n"
FRENCH = "L’apprentissage profond a été évalué à l’École normale : « très bien », où l’on s’y attendait.\n"
RUSSIAN = "Обучение без учителя: заметки о статье BERT\n"

UNICODE = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be-mark", "utf-32"]
JAPANESE_CODECS = {"cp932": "cp932", "euc-jp": "euc_jis_2004", "iso-2022-jp": "iso2022_jp_3"}


def encoded(text: str, encoding: str) -> bytes:
    if encoding == "utf-16-be-mark":
        return b"\xfe\xff" + text.encode("utf-16-be")
    return text.encode(JAPANESE_CODECS.get(encoding, encoding))


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("text", [JAPANESE, GERMAN, FRENCH, RUSSIAN, "plain\n", "é", "あ", ""])
def test_unicode_with_and_without_marks(text: str, encoding: str) -> None:
    decoded = decode_bytes(encoded(text, encoding), "n.md")
    assert (decoded.text, decoded.problem) == (text, None)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [JAPANESE, GERMAN, RUSSIAN, "- [Attention Is All You Need](https://arxiv.org)\n"])
def test_utf_16_without_a_mark_where_it_is_obvious(text: str, encoding: str) -> None:
    assert decode_bytes(text.encode(encoding), "n.md").text == text


@pytest.mark.parametrize("encoding", list(JAPANESE_CODECS))
@pytest.mark.parametrize(
    "text",
    [
        JAPANESE,
        "メモ\n",
        "論文メモ",
        "あ",
        "BERTの論文。pre-trainingが大事\n",
        "Attention Is All You Need を読む",
        "日本語のノート。" * 200,
    ],
)
def test_japanese_encodings_long_and_short(text: str, encoding: str) -> None:
    decoded = decode_bytes(encoded(text, encoding), "n.md")
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        FRENCH,
        "Müller",
        "für",
        "Straße\n",
        "café",
        "été",
        "élève",
        "à lire",
        "¿Qué es la atención? Año 2017.\n",
        "It’s a “good” paper – really…\n",
        "latency 10 µs ± 2 °C, ½ of it\n",
        "José García, Jörg Müller, Søren Kierkegaard and François Chollet wrote a note in English about attention.\n",
        ("The paper by Erdős’s friend Müller. " * 30).replace("ő", "o"),
    ],
)
def test_western_texts_in_cp1252(text: str) -> None:
    assert decode_bytes(text.encode("cp1252"), "n.md").text == text


def test_latin_1_is_called_by_its_name() -> None:
    assert decode_bytes("Müller".encode("latin-1"), "n.md").encoding == "latin-1"
    assert decode_bytes("it’s".encode("cp1252"), "n.md").encoding == "cp1252"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Обучение без учителя\n", "cp1251"),
        ("Обучение без учителя\n", "koi8_r"),
        ("Příklad článku, který je pěkný\n", "cp1250"),
        ("by Antonín Dvořák in an English text\n", "cp1250"),
        ("Zażółć gęślą jaźń, proszę bardzo\n", "cp1250"),
        ("Az erdő mélyén gyűrűk és könyvek hevernek, öt vár áll a víz fölött\n", "cp1250"),
        ("Türkçe doğal dil işleme çalışması\n", "cp1254"),
        ("한국어 논문 요약\n", "euc_kr"),
        ("论文笔记:注意力机制\n", "gb2312"),
        ("Größere Übersetzung\n", "cp850"),
        ("Größere Übersetzung\n", "mac_roman"),
        ("論文", "euc_jp"),  # the bytes of three languages' everyday words
        ("ﾒﾓ\n", "cp932"),
    ],
)
def test_an_ambiguous_encoding_is_an_error_with_a_hint(text: str, encoding: str) -> None:
    with pytest.raises(SourceError, match="encoding cannot be determined") as caught:
        decode_bytes(text.encode(encoding), "notes/n.md")
    assert str(caught.value).startswith("notes/n.md: ")
    assert "UTF-8" in caught.value.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
        (b"PK\x03\x04\x14\x00\x06\x00", "a zip archive"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
        (b"SQLite format 3\x00", "a SQLite database"),
        (b"abc\x00def", "binary data"),
        (b"\x00\x01\x02\x03" * 20, "binary data"),
        (bytes(range(1, 32)) * 20, "binary data"),
        (b"\xff\xfea\x00\x00\x00", "binary data"),
    ],
)
def test_binary_files_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        decode_bytes(data, "n.md")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (("注意機構\n" * 10).encode() + b"caf\xe9 \x80\n" + "終わり\n".encode(), "caf� �"),
        (b"A plain line of text.\n" * 10 + b"caf\xe9 \x8f\n" + b"A plain line of text.\n" * 200, "caf� �"),
    ],
)
def test_a_few_bytes_of_another_encoding_are_located_and_not_guessed(data: bytes, text: str) -> None:
    decoded = decode_bytes(data, "n.md")
    assert decoded.text.split("\n")[10] == text
    assert decoded.problem is not None
    assert (decoded.problem.line, decoded.problem.is_warning) == (11, True)
    assert "0x" in decoded.problem.what


def test_all_lines_with_bytes_of_another_encoding_are_named() -> None:
    decoded = decode_bytes(("注意機構\n" * 40).encode() + b"caf\xe9\r\n\x80\rok\n\x81\n", "n.md")
    assert decoded.problem is not None
    assert (decoded.problem.line, "also in lines 42, 44" in decoded.problem.what) == (41, True)


@pytest.mark.parametrize("cut", [1, 2])
def test_a_truncated_utf_8_file_is_read_up_to_the_cut(cut: int) -> None:
    decoded = decode_bytes("一行目\n二行目を読む".encode()[:-cut], "n.md")
    assert decoded.text == "一行目\n二行目を読"
    assert decoded.problem is not None
    assert (decoded.problem.path, decoded.problem.line) == ("n.md", 2)


@pytest.mark.parametrize("encoding", ["utf-16", "cp932", "euc-jp"])
def test_other_encodings_may_be_cut_too(encoding: str) -> None:
    decoded = decode_bytes(encoded("論文を読む", encoding)[:-1], "n.md")
    assert decoded.text == "論文を読"
    assert decoded.problem is not None


def test_an_accent_at_the_very_end_is_not_a_cut() -> None:
    assert decode_bytes("café".encode("latin-1"), "n.md").problem is None


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_become_line_feeds(ends: str) -> None:
    assert decode_bytes(f"a{ends}b{ends}{ends}c".encode(), "n.md").text == "a\nb\n\nc"


def test_mixed_line_ends_and_normalisation_are_kept_apart() -> None:
    decomposed = "cafe\u0301 か\u3099"
    assert decode_bytes(f"{decomposed}\r\nx\ry\n".encode(), "n.md").text == f"{decomposed}\nx\ny\n"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")))
def test_utf_8_round_trip(text: str) -> None:
    assert decode_bytes(text.encode(), "n.md").text == text


KANA = st.text(st.characters(min_codepoint=0x3042, max_codepoint=0x3093), min_size=2)


@given(KANA, st.sampled_from(list(JAPANESE_CODECS)))
def test_kana_round_trip_in_every_japanese_encoding(text: str, encoding: str) -> None:
    assert decode_bytes(encoded(text, encoding), "n.md").text == text


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoded = decode_bytes(data, "n.md")
    except SourceError:
        return
    assert "\r" not in decoded.text
    assert not decoded.text.startswith("\ufeff")
