from __future__ import annotations

import pytest

from biblio.readers.keypoint.page_parts import find_note_starts, is_tag, page_tag, split_parts, tags_before

PARTS = [
    ("T of X, A. Bee+, ICLR'25 Summaryあ。 Commentい", "T of X, A. Bee+, ICLR'25", "あ。", "い"),
    ("\nT of X, A. Bee+, ACL'23\nSummaryあ\nCommentい\nう", "T of X, A. Bee+, ACL'23", "あ", "い\nう"),
    ("T, Bee+, N_A, ACL'22, 2022.05\nSummaryDAGを使う", "T, Bee+, N_A, ACL'22, 2022.05", "DAGを使う", ""),
    ("T, Bee+, N_A, Neurocomputing, 2024 SummaryX Commentい", "T, Bee+, N_A, Neurocomputing, 2024", "X", "い"),
    ("T, Inria Saclay , arXiv'22 Commenttree based", "T, Inria Saclay , arXiv'22", "", "tree based"),
    ("T, Acme, 2025.08 Comment>quoted", "T, Acme, 2025.08", "", ">quoted"),
    ("T, Bee+, ACL’21 CommentBART", "T, Bee+, ACL’21", "", "BART"),
    ("T, Bee+, ICML'23 Workshop SummaryX", "T, Bee+, ICML'23 Workshop", "X", ""),
    ("Some Demo CommentPDFの表", "Some Demo", "", "PDFの表"),
    ("Some Demo Comment1行で済む", "Some Demo", "", "1行で済む"),
    ("Some Demo Comment(あとで)", "Some Demo", "", "(あとで)"),
    ("Some Demo Comment", "Some Demo", "", ""),
    ("Some Library, 2022 Commenttransformersの", "Some Library, 2022", "", "transformersの"),
    ("30分でわかる変換器\nComment詳しい", "30分でわかる変換器", "", "詳しい"),
    ("【輪講資料】Moshi, Somebody, 2025.07", "【輪講資料】Moshi, Somebody, 2025.07", "", ""),
    ("題だけ\n置き忘れた行", "題だけ", "", "置き忘れた行"),
    ("Commentあとで", "", "", "あとで"),
    ("", "", "", ""),
    # titles with these words in them
    ("Code Comment Generation, Bee+, ACL'20 Summaryあ", "Code Comment Generation, Bee+, ACL'20", "あ", ""),
    ("A Summary of Findings, Bee+, ACL'20\nCommentい", "A Summary of Findings, Bee+, ACL'20", "", "い"),
    ("Commentary on X, Bee+, ACL'20 Commentい", "Commentary on X, Bee+, ACL'20", "", "い"),
    ("Reading Commentary Well Commentい", "Reading Commentary Well", "", "い"),
    ("Rating Comments, Bee+, ACL'20 CommentX", "Rating Comments, Bee+, ACL'20", "", "X"),
    ("Comment-aware Ranking Commentい", "Comment-aware Ranking", "", "い"),
    ("SummaryMixing: Linear, Bee+, Interspeech'24 Summaryあ", "SummaryMixing: Linear, Bee+, Interspeech'24", "あ", ""),
    ("On SummaryMixing, Bee+, SLT'24 CommentX", "On SummaryMixing, Bee+, SLT'24", "", "X"),
    ("On SummaryMixing\nSummaryあ\nCommentい", "On SummaryMixing", "あ", "い"),
    ("CommentFinder, Bee+, FSE'22 Comment", "CommentFinder, Bee+, FSE'22", "", ""),
    ("Meeting Summary Task\nCommentい", "Meeting Summary Task", "", "い"),
    ("SummaryMixing Explained", "SummaryMixing Explained", "", ""),
    ("OpenX CommentXだ。次は, ACL'23 Summary要約", "OpenX", "", "Xだ。次は, ACL'23 Summary要約"),
    ("何が起きたか。変換器の話 Comment良い", "何が起きたか。変換器の話", "", "良い"),
    ("Summary: A Survey Commentい", "Summary: A Survey", "", "い"),
    # summaries with the word in them
    (
        "T, Bee+, ACL'23 Summaryユーザの Comment data を使う。 Commentい",
        "T, Bee+, ACL'23",
        "ユーザの Comment data を使う。",
        "い",
    ),
    ("T, Bee+, ACL'23 Summary前 Comment後。 CommentX", "T, Bee+, ACL'23", "前 Comment後。", "X"),
]


@pytest.mark.parametrize(("text", "title", "summary", "comment"), PARTS)
def test_a_note_is_taken_apart(text: str, title: str, summary: str, comment: str) -> None:
    parts = split_parts(text)
    assert (parts.title, parts.summary.text, parts.comment.text) == (title, summary, comment)


@pytest.mark.parametrize("text", [case[0] for case in PARTS])
def test_pieces_have_their_offsets(text: str) -> None:
    parts = split_parts(text)
    for piece in (parts.summary, parts.comment):
        assert text[piece.at : piece.at + len(piece.text)] == piece.text


def test_summary_and_comment_stay_as_written() -> None:
    parts = split_parts("T, Bee+, ACL'23 Summarya  b\n\n c。 Comment  x\n\n\n  y\t z \n")
    assert parts.summary.text == "a  b\n\n c。"
    assert parts.comment.text == "x\n\n\n  y\t z"


@pytest.mark.parametrize(
    ("text", "rest", "tags"),
    [
        ("#A\n#B b\n", "", ("A", "B b")),
        ("#A #B/C #D (e) #F'sG\n", "", ("A", "B/C", "D (e)", "F'sG")),
        ("前の話 #A #B ", "前の話 ", ("A", "B")),
        ("前の話 #A #B\n#C\n", "前の話 ", ("A", "B", "C")),
        ("前の話らしい#A #B ", "前の話らしい", ("A", "B")),
        ("・187 #A ", "・187 ", ("A",)),
        ("``` #A ", "``` ", ("A",)),
        ("see #12 #A ", "see #12 ", ("A",)),
        ("https://example.org/x#part #A ", "https://example.org/x#part ", ("A",)),
        ("## 概要\n#A\n", "## 概要\n", ("A",)),
        ("# install it\n#A\n", "# install it\n", ("A",)),
        ("#so this is a sentence, not a tag。\n#A\n", "#so this is a sentence, not a tag。\n", ("A",)),
        ("#gone\n\n#A\n", "#gone\n\n", ("A",)),
        ("C# and F# are languages ", "C# and F# are languages ", ()),
        ("no tags ", "no tags ", ()),
    ],
)
def test_tags_are_found_by_walking_back(text: str, rest: str, tags: tuple[str, ...]) -> None:
    start, tags_found = tags_before(text + "Issue Date: 2025-01-01", len(text))
    assert tags_found == tags
    assert text[:start] == rest


def test_nothing_before_the_floor_is_read_as_a_tag() -> None:
    text = "#A #B Issue Date"
    assert tags_before(text, 6, floor=3) == (3, ("B",))


@pytest.mark.parametrize(
    "text", ["NLP", "Scaling Laws", "4D(Scene + Time)", "3D (Scene)", "Test Time Training (TTT)", "推薦"]
)
def test_what_can_be_a_tag(text: str) -> None:
    assert is_tag(text)


@pytest.mark.parametrize(
    "text", ["", "1234", "a: b", "これは文です。", "https://x.org", "one two three four five six", "x" * 51, "a\nb"]
)
def test_what_cannot_be_a_tag(text: str) -> None:
    assert not is_tag(text)


@pytest.mark.parametrize(
    "text",
    [
        "the words Issue Date: 2025-01-01 in a sentence",
        "#A\n```\nIssue Date: 2025-01-01\n```\n",
        "Issue Date: soon",
    ],
)
def test_dates_that_begin_no_note(text: str) -> None:
    assert find_note_starts(text) == []


@pytest.mark.parametrize(
    ("heading", "tag"),
    [
        ("Transformer\n", "Transformer"),
        ("Scaling Laws\n\n", "Scaling Laws"),
        ("", ""),
        ("A first line.\nA second line.\n", ""),
        ("This page lists what I have read; there is more of it.\n", ""),
    ],
)
def test_the_line_above_the_first_note_is_the_pages_tag(heading: str, tag: str) -> None:
    text = heading + "#A\nIssue Date: 2025-01-01 T\n"
    assert page_tag(text, find_note_starts(text)) == tag


def test_a_page_without_notes_has_no_tag() -> None:
    assert page_tag("Transformer\n", []) == ""
