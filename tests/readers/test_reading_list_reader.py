from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.reading_list_reader import READER
from tests.readers.keypoint_samples import READING_LIST, READING_LIST_ASCII


def read(text: str) -> list[Note]:
    return [item for item in READER.read(Document("list.txt", text)) if isinstance(item, Note)]


def tags_of(text: str) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(note.title, note.tags) for note in read(text)]


class TestTheJapaneseList:
    def test_titles_with_headings_presentation_and_meanings_as_tags(self) -> None:
        assert tags_of(READING_LIST) == [
            ("Vision Transformers Need Registers", ("構造系", "全体について", "oral", "気になる")),
            ("The Hedgehog and the Porcupine", ("構造系", "部分について", "自分の研究に近い", "気になる")),
            ("LoRA: Low-Rank Adaptation of Large Language Models", ("学習系", "spotlight", "自分の研究に近い")),
        ]

    def test_the_venue_of_the_preamble_applies_to_all(self) -> None:
        assert {(note.venue, note.year) for note in read(READING_LIST)} == {("ICLR", 2024)}

    def test_the_comment_is_as_written_with_lines_that_lost_their_point(self) -> None:
        first, second, third = read(READING_LIST)
        assert first.comment == (
            "- 余分なトークンが地図を汚すという話。\n<reg>\nを足すだけで直る。- 「面白い」\n"
            "- Longformer: The Long-Document Transformer (Beltagy et al., arXiv 2020)"
        )
        assert (first.line, first.end_line) == (9, 13)
        assert second.comment == ""
        assert (second.line, second.end_line) == (15, 15)
        assert third.comment == "- 差分だけを学習する。"

    def test_a_work_cited_in_passing_is_a_reference(self) -> None:
        (reference,) = read(READING_LIST)[0].references
        assert reference.kind == "work"
        assert reference.target == "Longformer: The Long-Document Transformer (Beltagy et al., arXiv 2020)"
        assert reference.line == 13

    def test_what_the_last_heading_opens_belongs_to_no_note(self) -> None:
        assert read(READING_LIST)[-1].end_line == 18
        assert all("来年" not in note.comment for note in read(READING_LIST))


class TestTheMarkdownList:
    def test_marks_of_plain_characters_and_headings_by_level(self) -> None:
        assert tags_of(READING_LIST_ASCII) == [
            ("Mamba: Linear-Time Sequence Modeling", ("Models", "must read")),
            ("Hyena Hierarchy", ("Models", "poster")),
            ("Retentive Network", ("Models",)),
            ("Attention!", ("Data", "Text", "nice")),
            ("RedPajama", ("Data", "Text", "must read", "nice")),
        ]

    def test_indented_points_are_comments(self) -> None:
        notes = read(READING_LIST_ASCII)
        assert notes[0].comment == "  - selective state spaces"
        assert notes[2].comment == "  - as long as needed [sic]"

    def test_the_venue_of_the_first_heading_applies_to_all(self) -> None:
        assert {(note.venue, note.year) for note in read(READING_LIST_ASCII)} == {("NeurIPS", 2023)}


def test_a_first_heading_that_is_one_of_several_is_a_tag() -> None:
    text = "# Models\n- ★: good\n- A Work ★\n# Data\n- B Work ★\n"
    assert tags_of(text) == [("A Work", ("Models", "good")), ("B Work", ("Data", "good"))]


@pytest.mark.parametrize(
    ("legend", "title", "meaning"),
    [
        ("- ★: must read", "- A Work ★", "must read"),
        ("★: must read", "- ★ A Work", "must read"),
        ("* ★★ ： とても良い", "* A Work ★★", "とても良い"),
        ("- ⭐️: star", "- A Work ⭐", "star"),
        ("- ⭐: star", "- A Work ⭐️", "star"),
        ("- [!]: urgent", "- A Work [!]", "urgent"),
        ("- (*) = later", "- A Work (*)", "later"),
        ("- ◎: 最高。", "- A Work◎", "最高"),
    ],
)
def test_legends_of_other_lists(legend: str, title: str, meaning: str) -> None:
    text = f"{legend}\n- 🔴: other\nModels\n{title}\n- Another Work 🔴\n"
    assert READER.recognises(Document("x.txt", text))
    assert tags_of(text) == [("A Work", ("Models", meaning)), ("Another Work", ("Models", "other"))]


@pytest.mark.parametrize(
    "title", ["Attention!", "What Is It Good For?", "Segment Anything (SAM)", "Speech [sic]", "C*"]
)
def test_signs_that_belong_to_a_title_stay(title: str) -> None:
    text = f"- !: hot\n- *: cold\n- ?: open\nModels\n- {title} !\n- Another Work *\n"
    assert tags_of(text)[0] == (title, ("Models", "hot"))


@pytest.mark.parametrize(
    ("end", "tags"),
    [
        ("(oral)", ("oral",)),
        ("(Spotlight, Best Paper)", ("Spotlight", "Best Paper")),
        ("[poster] ★", ("poster", "good")),
        ("★ （口頭）", ("口頭", "good")),
        ("(notable-top-5%)", ("notable-top-5%",)),
    ],
)
def test_how_a_work_was_presented_is_a_tag(end: str, tags: tuple[str, ...]) -> None:
    assert tags_of(f"- ★: good\n- A Work {end}\n- Another Work ★\n")[0] == ("A Work", tags)


def test_a_title_without_a_mark_is_recognised_by_its_script() -> None:
    remarks = "".join(f"- これは{number}番目の感想です\n" for number in range(9))
    text = f"- ★: 良い\nモデル\n- A Long Title of a Work ★\n{remarks}- Another Long Title\n- 「good」\n- good one\n"
    assert [note.title for note in read(text)] == ["A Long Title of a Work", "Another Long Title"]


def test_a_heading_is_a_sub_heading_where_it_ends_as_those_do() -> None:
    text = (
        "- ★: good\nArchitectures\nOn attention\n- A Work ★\nOn convolution\n- B Work ★\nTraining\nOn scaling\n- C Work ★\n"
        "データ編\n- D Work ★\n"
    )
    assert [note.tags[:-1] for note in read(text)] == [
        ("Architectures", "On attention"),
        ("On convolution",),
        ("Training", "On scaling"),
        ("データ編",),
    ]
    text = text.replace("On attention", "Notes on attention").replace("On convolution", "More on attention")
    assert [note.tags[:-1] for note in read(text)][1] == ("Architectures", "More on attention")

    # An ending that main headings have too tells nothing.
    text = text.replace("Architectures", "Notes on attention and more attention")
    assert [note.tags[:-1] for note in read(text)][1] == ("More on attention",)


def test_of_several_lines_in_a_row_the_last_two_are_headings() -> None:
    text = "- ★: good\nBy me\nMostly vision\nArchitectures\nAttention\n- A Work ★\n- B Work ★\n"
    assert read(text)[0].tags == ("Architectures", "Attention", "good")


@pytest.mark.parametrize(
    "lines", ["LoRA\nを足すと直る。", "表 1\n- 数字", "see below.", "<reg>", "https://x.org", "  indented"]
)
def test_lines_that_continue_a_comment_are_not_headings(lines: str) -> None:
    text = f"- ★: good\nModels\n- A Work ★\n- 説明\n{lines}\n- B Work ★\n"
    first, second = read(text)
    assert first.comment == f"- 説明\n{lines}"
    assert second.tags == ("Models", "good")


def test_points_are_not_titles_if_all_are_in_the_titles_language() -> None:
    text = (
        "- ★: good\nModels\n- A Long Title of a Work ★\n- It does this and that\n- Very good work indeed\n- B Work ★\n"
    )
    assert [note.title for note in read(text)] == ["A Long Title of a Work", "B Work"]


def test_names_and_venue_after_a_title() -> None:
    text = (
        "ACL 2020 の論文\n- ★: good\n- A Work (Smith et al., EMNLP 2022) ★\n- B Work, Ada Bee+, ICLR'21 ★\n- C Work ★\n"
    )
    first, second, third = read(text)
    assert (first.title, first.authors, first.et_al, first.venue, first.year) == (
        "A Work",
        ("Smith",),
        True,
        "EMNLP",
        2022,
    )
    assert (second.title, second.authors, second.et_al, second.venue, second.year) == (
        "B Work",
        ("Ada Bee",),
        True,
        "ICLR",
        2021,
    )
    assert (third.venue, third.year) == ("ACL", 2020)


def test_several_venues_above_are_ignored() -> None:
    text = "ACL 2020 and EMNLP 2021\n- ★: good\n- A Work ★\n- B Work ★\n"
    assert [(note.venue, note.year) for note in read(text)] == [("", None)] * 2


def test_a_heading_that_names_a_venue_applies_below_it() -> None:
    text = "- ★: good\nACL 2020\n- A Work ★\nEMNLP'21\n- B Work ★\n"
    assert [(note.venue, note.year) for note in read(text)] == [("ACL", 2020), ("EMNLP", 2021)]


def test_addresses_with_a_title_are_links() -> None:
    text = "- ★: good\n- A Work https://arxiv.org/abs/1706.03762 ★\n- [B Work](https://arxiv.org/abs/1810.04805) ★\n- C Work ★\n"
    first, second, third = read(text)
    assert [(note.title, [(link.role, link.line) for link in note.links]) for note in (first, second)] == [
        ("A Work", [(LinkRole.OWN, 2)]),
        ("B Work", [(LinkRole.OWN, 3)]),
    ]
    assert third.links == ()


def test_a_bare_address_with_a_mark_is_a_note_without_a_title() -> None:
    first, _ = read("- ★: good\n- https://arxiv.org/abs/1706.03762 ★\n- B Work ★\n")
    assert first.title is None
    assert [link.role for link in first.links] == [LinkRole.OWN]


def test_a_work_under_two_headings_is_one_note() -> None:
    text = "- ★: good\nModels\n- A Work ★\n- 一つ目\nData\n- B Work ★\n- A Work ★\n- 二つ目\n"
    first, _ = read(text)
    assert first.tags == ("Models", "good", "Data")
    assert first.comment == "- 一つ目\n\n- 二つ目"
    assert first.copies == ((7, 8),)


LINES = st.sampled_from(
    [
        "- ★: good",
        "- A Work ★",
        "- B Work (oral)",
        "- remark",
        "  - deep",
        "Heading",
        "## Heading",
        "",
        "ただの文。",
        "を続ける",
    ]
)


@given(st.lists(LINES, max_size=25))
def test_notes_come_in_order_and_apart(lines: list[str]) -> None:
    spans = [span for note in read("\n".join(lines)) for span in [(note.line, note.end_line), *note.copies]]
    for first, last in spans:
        assert 1 <= first <= last <= len(lines)
    ordered = sorted(spans)
    assert all(before[1] < after[0] for before, after in pairwise(ordered))


def test_the_real_list(shared: Path) -> None:
    (path,) = (shared / "seeds").glob("003_*.txt")
    document = Document(path.name, path.read_text(encoding="utf-8"))
    notes = list(READER.read(document))
    assert READER.recognises(document)
    assert len(notes) == 39
    assert all(isinstance(note, Note) and note.venue == "ICLR" and note.year == 2024 for note in notes)
    by_line = {note.line: note for note in notes if isinstance(note, Note)}
    for row in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(row)
        if label["source"] == path.name:
            assert by_line[label["line"]].title == label["note_title"]
    assert sum(reference.kind == "work" for note in by_line.values() for reference in note.references) == 2
    assert by_line[91].tags == ("LLM 系?", "挙動について", "spotlight", "客観的興味")
    assert max(note.end_line for note in by_line.values()) == 174


def test_footnotes_are_no_marks() -> None:
    text = "Notes\n\n* A claim on fog. [^1]\n* Another claim. [^2]\n* A third one. [^1]\n\n[^1]: Roe 2019\n[^2]: Poe\n"
    assert not READER.recognises(Document("notes/fog.md", text))
