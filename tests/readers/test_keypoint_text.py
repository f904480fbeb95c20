from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.keypoint.text_reader import READER
from biblio.text import fold
from tests.readers.keypoint_samples import PAGE_2025, PAGE_2026


def read(text: str) -> list[Note]:
    return [item for item in READER.read(Document("page.txt", text)) if isinstance(item, Note)]


def problems(text: str) -> list[Problem]:
    return [item for item in READER.read(Document("page.txt", text)) if isinstance(item, Problem)]


class TestPagesOf2025:
    def test_every_note_with_all_its_parts(self) -> None:
        first, second, third, fourth = read(PAGE_2025)
        assert first.title == "Attention Is All You Need"
        assert first.authors == ("Ashish Vaswani",)
        assert first.et_al
        assert (first.venue, first.year) == ("NeurIPS", 2017)
        assert first.date == PartialDate(2025, 3, 2)
        assert first.tags == ("NLP", "Selected Papers/Blogs", "Admin'sPick", "Attention")
        assert first.summary == "再帰も畳み込みも使わない系列変換モデルを示した。"
        assert (first.line, first.end_line) == (2, 13)
        assert second.tags == ("Scaling Laws", "PEFT(Adaptor/LoRA)", "3D (Scene)", "Attention")
        assert (second.line, second.end_line) == (13, 14)
        assert third.title == "Annotated Transformer Demo"
        assert third.comment == "実装を一行ずつ追える。"
        assert (fourth.title, fourth.year) == ("Deep Residual Learning for Image Recognition", 2016)
        assert (fourth.line, fourth.end_line) == (16, 16)
        assert not problems(PAGE_2025)

    def test_a_code_block_belongs_to_its_comment(self) -> None:
        comment = read(PAGE_2025)[0].comment
        assert comment.startswith("openreview:https://")
        assert "#fake Issue Date: 2020-01-01 Not A Note" in comment
        assert comment.endswith("手で計算して納得した")

    def test_links_and_references_have_their_lines(self) -> None:
        first, second, *_ = read(PAGE_2025)
        (link,) = first.links
        assert (link.url, link.role, link.line) == ("https://openreview.net/forum?id=abcdEFGH12", LinkRole.OWN, 8)
        (post,) = second.links
        assert (post.role, post.line) == (LinkRole.POST, 13)
        assert [(reference.kind, reference.target, reference.line) for reference in second.references] == [
            ("note", "1234", 14)
        ]

    def test_copies_are_one_note_with_all_tags_and_the_fuller_text(self) -> None:
        text = (
            "#A\n#B\nIssue Date: 2025-01-02 Title One, Bee+, ACL'20 SummaryS Comment短い\n"
            "#X Issue Date: 2025-01-01 Title Two, Cee+, ACL'21\n"
            "Issue Date: 2025-01-02\nTitle One, Bee+, ACL'20\nSummaryS\nComment短いが\n長い https://github.com/a/b\n"
            "#B #C Issue Date: 2025-01-02 Title One, Bee+, ACL'20 SummaryS Comment短い\n"
        )
        first, second = read(text)
        assert first.tags == ("A", "B", "C")
        assert first.comment == "短いが\n長い https://github.com/a/b"
        assert (first.line, first.end_line) == (1, 3)
        assert first.copies == ((5, 9), (10, 10))
        assert [link.line for link in first.links] == [9]
        assert second.copies == ()

    def test_line_breaks_do_not_make_a_copy_fuller(self) -> None:
        text = "#A Issue Date: 2025-01-02 T CommentXあ\nい\n#A Issue Date: 2025-01-02 T CommentXあ\n\n\n\nい\n"
        assert read(text)[0].comment == "Xあ\nい"

    def test_rows_of_a_lost_note_are_removed_from_the_note_before(self) -> None:
        # The second run lost note two but for the end of its comment.
        text = (
            "#A Issue Date: 2025-01-03 Title One CommentX一\n"
            "#A\nIssue Date: 2025-01-02\nTitle Two\nCommentX二\n・2146\nhttps://github.com/a/two\n"
            "#A Issue Date: 2025-01-01 Title Three CommentX三\nおわり\n"
            "#A Issue Date: 2025-01-03 Title One CommentX一\n・2146\nhttps://github.com/a/two\n"
            "#A Issue Date: 2025-01-01 Title Three CommentX三\n"
        )
        first, second, third = read(text)
        assert (first.comment, first.links, first.references) == ("X一", (), ())
        assert second.comment == "X二\n・2146\nhttps://github.com/a/two"
        assert third.comment == "X三\nおわり"

    def test_one_title_on_two_days_is_two_notes(self) -> None:
        text = "#A Issue Date: 2025-01-01 T of X CommentX\n#A Issue Date: 2025-01-02 T of X CommentX\n"
        assert len({note.id for note in read(text)}) == 2

    def test_the_id_comes_from_date_and_title(self) -> None:
        alone = "#B Issue Date: 2025-02-28 LoRA: Low-Rank Adaptation of Large Language Models, Edward J. Hu+, ICLR'22"
        assert read(alone)[0].id == read(PAGE_2025)[1].id

    def test_a_date_that_does_not_exist_is_reported_and_the_note_kept(self) -> None:
        text = "#A\nIssue Date: 2025-02-31\nTitle One\nCommentX\n#A Issue Date: 2025-01-01 Title Two\n"
        first, second = read(text)
        assert (first.title, first.date) == ("Title One", None)
        assert second.date == PartialDate(2025, 1, 1)
        (problem,) = problems(text)
        assert (problem.path, problem.line) == ("page.txt", 2)
        assert "2025-02-31" in problem.what

    def test_a_missing_date_is_reported_and_the_note_kept(self) -> None:
        text = "#A Issue Date: Title One CommentX\n#B Issue Date: 2025-01-01 Title Two\n"
        assert [note.title for note in read(text)] == ["Title One", "Title Two"]
        assert len(problems(text)) == 1

    def test_an_unclosed_code_block_hides_no_note(self) -> None:
        notes = "".join(f"#A #B Issue Date: 2025-01-0{day} Title {day} Commentい\n" for day in (2, 3, 4))
        text = "#A Issue Date: 2025-01-01 Title 1 Commentあ\n```\ncode\n" + notes + "```\ncode\n```\n"
        assert len(read(text)) == 4

    def test_every_line_of_a_page_without_breaks_is_a_note(self) -> None:
        text = "#A #B Issue Date: 2025-01-02 [Paper Note] {Deep} Nets &amp; …, Bee+, ACL'20\n" * 1
        text += "#C Issue Date: 1991-08-01 [Paper Note] Lexicon, Ontology Text, Onyshkevych+, WS'91\n"
        first, second = read(text)
        assert first.title == "{Deep} Nets &amp; …"
        assert (second.year, second.line, second.end_line) == (1991, 2, 2)


class TestPagesOf2026:
    def test_every_note_with_all_its_parts(self) -> None:
        first, second, third = read(PAGE_2026)
        assert first.title is None
        assert first.tags == ("NLP", "Selected Papers/Blogs", "Supervised-FineTuning (SFT)")
        assert first.date == PartialDate(2026, 1, 14)
        assert first.summary == "小さな教師で大きな生徒を育てる。"
        assert (first.line, first.end_line) == (4, 25)
        assert second.summary == ""
        assert second.comment == "HF: https://huggingface.co/collections/someone/something"
        assert (second.line, second.end_line) == (29, 32)
        assert (third.summary, third.comment) == ("要約だけの項目。", "")
        assert not problems(PAGE_2026)

    def test_the_comment_is_as_written(self) -> None:
        comment = read(PAGE_2026)[0].comment
        assert comment.startswith(
            "openreview: https://openreview.net/forum?id=abcdEFGH12#discussion\n\n元ポスト:\n\nLoading…"
        )
        assert "# 概要\n\n本文で #Rewritten Prompt# と書かれる。" in comment
        assert "Paper/Blog Link My Issue\n#fake Issue Date: 2020-01-01 Comment" in comment
        assert comment.endswith("```\n\nimage")

    def test_links_and_references_have_their_lines(self) -> None:
        first, second, _ = read(PAGE_2026)
        assert [(link.role, link.line) for link in first.links] == [(LinkRole.OWN, 7)]
        assert [(reference.kind, reference.line) for reference in first.references] == [("work", 14)]
        assert [(link.role, link.line) for link in second.links] == [(LinkRole.MODEL, 32)]

    @pytest.mark.parametrize(
        ("entry", "summary", "comment"),
        [
            ("#A Issue Date: 2026-01-01 Comment\n\nあ", "", "あ"),
            ("#A\n#B c\nIssue Date: 2026-01-01\nGPT Summary- 一。\n二。\nComment\nあ", "一。\n二。", "あ"),
            ("#A Issue Date: 2026-01-01 GPT Summary- 一 Comment 元ポスト: x", "一", "元ポスト: x"),
            (
                "#A Issue Date: 2026-01-01 GPT Summary- Comment Generation を扱う。 Comment\nあ",
                "Comment Generation を扱う。",
                "あ",
            ),
            ("#Comments Issue Date: 2026-01-01 Comment\nThe last Comment\nい", "", "The last Comment\nい"),
            ("#A Issue Date: 2026-01-01 本文だけ", "", "本文だけ"),
        ],
    )
    def test_an_entry_is_taken_apart(self, entry: str, summary: str, comment: str) -> None:
        (note,) = read(f"Paper/Blog Link My Issue\n{entry}\n")
        assert (note.summary, note.comment) == (summary, comment)

    def test_a_title_that_was_kept_is_read(self) -> None:
        (note,) = read("Paper/Blog Link My Issue\n#A Issue Date: 2026-01-01 LoRA, Edward Hu+, ICLR'22 Comment\nあ\n")
        assert (note.title, note.venue) == ("LoRA", "ICLR")

    def test_a_repeated_page_gives_every_note_once(self) -> None:
        first, *following = read(PAGE_2026 + PAGE_2026.partition("\n\n\n")[2])
        assert len(following) == 2
        assert first.copies == ((39, 60),)

    def test_words_added_to_a_comment_do_not_change_the_id(self) -> None:
        text = "Paper/Blog Link My Issue\n#A Issue Date: 2026-01-01 Comment\n\n元ポスト:\n\nLoading…\n\n一つ目の話。\n"
        assert read(text)[0].id == read(text + "\nあとで足した話。\n")[0].id
        assert read(text)[0].id == read(text.replace("元ポスト:", "所見:"))[0].id

    def test_notes_of_one_day_that_begin_alike_have_ids_of_their_own_in_any_order(self) -> None:
        entry = "Paper/Blog Link My Issue\n#A Issue Date: 2026-01-01 Comment\n\n同じ始まり。\n\n{}\n\n"
        first, second = entry.format("一つ目。"), entry.format("二つ目。")
        assert [note.id for note in read(first + second)] == [note.id for note in reversed(read(second + first))]

    def test_bare_notes_of_one_day_stay_apart(self) -> None:
        text = "Paper/Blog Link My Issue\n#A Issue Date: 2026-01-01 Comment\n\nimage\n\n" * 2
        first, second = read(text)
        assert first.id != second.id

    def test_a_date_that_does_not_exist_is_reported_and_the_note_kept(self) -> None:
        text = "Paper/Blog Link My Issue\n#A Issue Date: 2026-02-31 Comment\n\nあ\n"
        assert (read(text)[0].date, read(text)[0].comment) == (None, "あ")
        assert [problem.line for problem in problems(text)] == [2]

    def test_a_truncated_page_gives_the_notes_before_the_cut(self) -> None:
        text = "Paper/Blog Link My Issue\n#A Issue Date: 2026-01-01 Comment\n\nあ\n\nPaper/Blog Link My Issue\n#B #Hal"
        whole, cut = read(text)
        assert whole.comment == "あ"
        assert (cut.tags, cut.date) == (("B", "Hal"), None)
        assert [problem.line for problem in problems(text)] == [6]


WORDS = st.lists(
    st.sampled_from("Deep Graph Summary Comment Nets 言語 モデル for with".split()), min_size=1, max_size=5
)
TAGS = st.lists(
    st.sampled_from(["NLP", "3D (Scene)", "Admin'sPick", "PEFT(Adaptor/LoRA)", "Scaling Laws", "推薦"]),
    min_size=1,
    max_size=4,
    unique=True,
)
TEXT = st.lists(st.sampled_from(["一文。", "C# と F#", "https://x.org/a#b", "## 見出し", "・1234", "終"]), max_size=4)
ENTRY = st.tuples(TAGS, st.dates(), WORDS, st.booleans(), TEXT, st.booleans())


@given(st.lists(ENTRY, min_size=1, max_size=6, unique_by=lambda entry: (entry[1], " ".join(entry[2]))))
def test_a_generated_page_of_2025_is_read_back(
    entries: list[tuple[list[str], object, list[str], bool, list[str], bool]],
) -> None:
    text, expected = "", []
    for tags, date, words, has_summary, comment, glued in entries:
        title = "X " + " ".join(words)
        summary, body = ("要約だ。" if has_summary else ""), "\n".join(comment)
        tag_rows, gap = (
            (" ".join(f"#{tag}" for tag in tags) + " ", " ") if glued else ("".join(f"#{tag}\n" for tag in tags), "\n")
        )
        text += f"{tag_rows}Issue Date: {date}{gap}{title}, A. Bee+, ACL'20{gap}"
        text += (
            (f"Summary{summary}{gap}" if summary else "")
            + (f"Comment「{body}" if body else "")
            + (" " if glued else "\n")
        )
        expected.append((str(date), title, tuple(tags), summary, f"「{body}" if body else ""))
    read_parts = [(str(note.date), note.title, note.tags, note.summary, note.comment) for note in read(text)]
    assert read_parts == expected


@given(st.lists(ENTRY, min_size=1, max_size=6))
def test_a_generated_page_of_2026_is_read_back(
    entries: list[tuple[list[str], object, list[str], bool, list[str], bool]],
) -> None:
    text, expected = "A Heading\n\n\n", []
    for number, (tags, date, _, has_summary, comment, wide) in enumerate(entries):
        body = "\n\n".join([f"第{number}", *comment])
        summary = "Comment Nets の要約。" if has_summary else ""
        text += "Paper/Blog Link My Issue\n" + " ".join(f"#{tag}" for tag in tags) + f" Issue Date: {date} "
        text += (f"GPT Summary- {summary} " if summary else "") + f"Comment\n\n{body}\n" + "\n\n\n" * wide
        expected.append((str(date), tuple(tags), summary, body))
    read_parts = [(str(note.date), note.tags, note.summary, note.comment) for note in read(text)]
    assert read_parts == expected


@given(st.sampled_from([PAGE_2025, PAGE_2026]), st.data())
def test_a_cut_page_keeps_every_note_before_the_cut(page: str, data: st.DataObject) -> None:
    whole = read(page)
    cut = data.draw(st.integers(0, len(page)))
    expected = [note for note in whole if len("".join(page.splitlines(keepends=True)[: note.end_line + 1])) <= cut]
    ids = {note.id for note in read(page[:cut])}
    assert ids >= {note.id for note in expected}


def seed(shared: Path, number: str) -> Document:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    return Document(path.name, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("number", "count"), [("000", 182), ("001", 113), ("002", 10)])
def test_the_real_pages_give_every_note_once(shared: Path, number: str, count: int) -> None:
    document = seed(shared, number)
    items = list(READER.read(document))
    assert READER.recognises(document)
    assert len(items) == count
    assert all(isinstance(item, Note) for item in items)
    assert len({item.id for item in items if isinstance(item, Note)}) == count


def test_damaged_titles_are_one_a_line(shared: Path) -> None:
    notes = read((shared / "gold" / "damaged-dev.txt").read_text(encoding="utf-8"))
    assert [note.line for note in notes] == list(range(1, 301))
    assert all(note.title and note.tags and note.date for note in notes)


def test_a_note_on_two_pages_is_one_with_both_pages_tags(shared: Path) -> None:
    notes = [
        note
        for number in ("001", "002")
        for note in READER.read(seed(shared, number))
        if isinstance(note, Note) and (note.title or "").startswith("UniTRec")
    ]
    assert len({note.id for note in notes}) == 1
    assert [set(note.tags) for note in notes] == [
        {"RecommenderSystems", "NLP", "Contents-based", "pretrained-LM", "ContrastiveLearning", "Transformer"}
    ] * 2
    assert [note.tags[-1] for note in notes] == ["Transformer", "pretrained-LM"]


def test_repeated_runs_of_a_real_page_mix_no_comments(shared: Path) -> None:
    notes = {note.title: note for note in READER.read(seed(shared, "001")) if isinstance(note, Note)}
    attention = next(note for title, note in notes.items() if title and title.startswith("Efficient Attention:"))
    assert attention.copies
    assert not attention.links
    value = notes["Value Residual Learning"]
    assert value.comment.endswith("Y6UuIHB0Lv0IpmFAjlc2-Q")


def gold(shared: Path, *names: str) -> Iterable[dict[str, object]]:
    for row in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(row)
        if label["source"][:3] in names:
            yield label


def test_every_labelled_note_is_found(shared: Path) -> None:
    notes = {
        number: [n for n in READER.read(seed(shared, number)) if isinstance(n, Note)]
        for number in ("000", "001", "002")
    }
    for label in gold(shared, *notes):
        title = fold(str(label["note_title"] or "").removeprefix("[Paper Note] "))
        lines = label.get("lines") or [label["line"]]
        assert isinstance(lines, list)
        titles = [
            note
            for note in notes[str(label["source"])[:3]]
            if any(
                first <= line <= last for first, last in [(note.line, note.end_line), *note.copies] for line in lines
            )
            and title.startswith(fold(note.title or ""))
            and (not label["date"] or str(note.date) == label["date"])
        ]
        assert len(titles) == 1, label
