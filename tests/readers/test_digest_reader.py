from __future__ import annotations

import json
from pathlib import Path

import pytest

from biblio.errors import Problem
from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.digest_reader import READER
from tests.readers.keypoint_samples import DIGEST


def read(text: str) -> list[Note]:
    return [item for item in READER.read(Document("digest.txt", text)) if isinstance(item, Note)]


def problems(text: str) -> list[Problem]:
    return [item for item in READER.read(Document("digest.txt", text)) if isinstance(item, Problem)]


def test_a_work_with_all_its_parts() -> None:
    first, second = read(DIGEST)
    assert first.title == "Longformer: The Long-Document Transformer"
    assert first.other_titles == ("長い文脈のための変換器",)
    assert first.summary == "長い文書を扱う。\nWe present the Longformer."
    assert first.comment == "- 窓の中だけを見る。\nAttends within windows only."
    assert first.date == PartialDate(2024, 1, 7)
    assert (first.line, first.end_line) == (3, 14)
    assert (second.title, second.other_titles, second.summary) == ("Mistral 7B", (), "")
    assert (second.line, second.end_line) == (16, 21)
    assert not problems(DIGEST)


def test_links_have_roles_and_lines() -> None:
    first, second = read(DIGEST)
    assert [(link.role, link.line) for link in first.links] == [
        (LinkRole.OWN, 11),
        (LinkRole.CODE, 12),
        (LinkRole.POST, 14),
    ]
    # The first address was cut by the page: the next one is the work's.
    assert [(link.role, link.line) for link in second.links] == [(LinkRole.MENTION, 20), (LinkRole.OWN, 21)]


def test_the_forum_below_belongs_to_no_note() -> None:
    assert all("1706.03762" not in link.url for note in read(DIGEST) for link in note.links)
    without_source = DIGEST.replace("原文\nhttps://example.org/weekly\n", "")
    assert [note.end_line for note in read(without_source)] == [14, 21]


@pytest.mark.parametrize(
    "words",
    [
        ("논문 소개", "논문 초록(Abstract)", "논문 링크", "더 읽어보기", "원문"),
        ("## Paper introduction", "## Abstract", "## Paper link:", "## Read more", "## Original"),
        ("📄 論文紹介", "【論文要旨（Abstract）】", "■ 論文リンク", "**さらに読む**", "原文:"),
    ],
)
def test_labels_in_other_words(words: tuple[str, ...]) -> None:
    text = DIGEST
    for label, word in zip(("論文紹介", "論文要旨(Abstract)", "論文リンク", "さらに読む", "原文"), words, strict=True):
        text = text.replace(f"{label}\n", f"{word}\n")
    assert READER.recognises(Document("x.txt", text))
    assert read(text) == read(DIGEST)


@pytest.mark.parametrize(
    ("heading", "title", "other_titles"),
    [
        ("SIMA / SIMA", "SIMA", ()),
        ("見出し / A Title", "A Title", ("見出し",)),
        ("A Title / 見出し", "A Title", ("見出し",)),
        ("入出力 / 学習 / I/O Learning", "I/O Learning", ("入出力 / 学習",)),
        ("見出し / Reading / Writing", "Reading / Writing", ("見出し",)),
        ("Un titre / A Title", "A Title", ("Un titre", "Un titre / A Title")),
        ("### 見出し / A Title", "A Title", ("見出し",)),
        ("TCP/IP", "TCP/IP", ()),
        ("見出しだけ", "見出しだけ", ()),
    ],
)
def test_titles_in_two_languages(heading: str, title: str, other_titles: tuple[str, ...]) -> None:
    first, _ = read(DIGEST.replace("長い文脈のための変換器 / Longformer: The Long-Document Transformer", heading))
    assert (first.title, first.other_titles) == (title, other_titles)


@pytest.mark.parametrize(
    ("week", "day"),
    [
        ("[2024/03/11 ~ 03/17]", "2024-03-17"),
        ("2024/03/11 ~ 17", "2024-03-17"),
        ("2024.03.25 – 2024.04.01", "2024-04-01"),
        ("2024年3月11日〜3月17日", "2024-03-17"),
        ("2023/12/25 - 01/01", "2024-01-01"),
        ("no week", "None"),
    ],
)
def test_the_last_day_of_the_week_is_the_date(week: str, day: str) -> None:
    assert {str(note.date) for note in read(DIGEST.replace("[2023/12/25 ~ 01/07]", week))} == {day}


def test_a_week_that_does_not_exist_is_reported_and_the_notes_kept() -> None:
    text = DIGEST.replace("[2023/12/25 ~ 01/07]", "[2024/02/25 ~ 02/31]")
    assert [note.date for note in read(text)] == [None, None]
    assert [problem.line for problem in problems(text)] == [1]


def test_a_label_without_a_title_above_begins_no_work() -> None:
    text = DIGEST.replace(
        "https://github.com/allenai/longformer\n", "論文リンク\nhttps://github.com/allenai/longformer\n"
    )
    assert [note.title for note in read(text)] == [note.title for note in read(DIGEST)]


def test_two_digests_in_a_file_keep_their_weeks() -> None:
    other = DIGEST.replace("2023/12/25 ~ 01/07", "2024/01/08 ~ 01/14").replace("Longformer:", "Reformer:")
    first, second, third = read(DIGEST + other)
    assert [str(note.date) for note in (first, second, third)] == ["2024-01-07", "2024-01-07", "2024-01-14"]
    assert len(second.copies) == 1


@pytest.mark.parametrize("cut", range(0, len(DIGEST), 7))
def test_a_truncated_digest_gives_the_works_before_the_cut(cut: int) -> None:
    whole = read(DIGEST)
    titles = {note.title for note in read(DIGEST[:cut])}
    rows = DIGEST[:cut].count("\n")
    assert titles >= {note.title for note in whole if note.end_line <= rows}


def test_the_real_digest(shared: Path) -> None:
    (path,) = (shared / "seeds").glob("004_*.txt")
    document = Document(path.name, path.read_text(encoding="utf-8"))
    notes = [note for note in READER.read(document) if isinstance(note, Note)]
    assert READER.recognises(document)
    assert len(notes) == 10
    assert {str(note.date) for note in notes} == {"2024-03-17"}
    assert sum(bool(note.summary) for note in notes) == 9
    assert all("pytorch.kr" not in note.comment for note in notes)
    by_line = {note.line: note.title for note in notes}
    for row in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(row)
        if label["source"] == path.name:
            assert by_line[label["line"]] == label["note_title"]
