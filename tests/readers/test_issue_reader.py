from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.errors import Problem
from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.github.issue_reader import READER, issue_to_note
from biblio.readers.note_ids import note_id
from tests.readers.keypoint_samples import ISSUES


def read(text: str) -> list[Note]:
    return [item for item in READER.read(Document("issues.json", text)) if isinstance(item, Note)]


def problems(text: str) -> list[Problem]:
    return [item for item in READER.read(Document("issues.json", text)) if isinstance(item, Problem)]


def test_an_issue_with_all_its_fields() -> None:
    note, post = read(ISSUES)
    assert note.title == "LoRA: Low-Rank Adaptation of Large Language Models"
    assert note.authors == ("Edward J. Hu", "Yelong Shen")
    assert not note.et_al
    assert (note.venue, note.year, note.date) == ("ICLR", 2022, PartialDate(2025, 2, 28))
    assert note.tags == ("PEFT(Adaptor/LoRA)", "NLP")
    assert note.summary == "重みを凍結する。"
    assert note.fields == (("abstract", "We freeze the weights."),)
    assert note.comment == "code: https://github.com/microsoft/LoRA\n\n・1234 も参照"
    assert [(link.role, link.url) for link in note.links] == [
        (LinkRole.OWN, "https://arxiv.org/abs/2106.09685"),
        (LinkRole.PAGE, "https://github.com/Someone/Paper_Notes/issues/12"),
        (LinkRole.CODE, "https://github.com/microsoft/LoRA"),
    ]
    assert [reference.target for reference in note.references] == ["1234"]
    assert (post.title, post.comment) == ("読み方の記事", "論文: https://arxiv.org/abs/1706.03762\n図から読む。")
    assert [link.role for link in post.links] == [LinkRole.PAGE, LinkRole.OWN]
    assert not problems(ISSUES)


def test_the_first_address_under_url_is_the_works_own() -> None:
    issue = {
        "title": "T",
        "body": "# URL\n- https://github.com/o/code\n- https://github.com/o/more\n- https://arxiv.org/abs/1706.03762",
    }
    note = issue_to_note(issue, source="x", line=3, end_line=4)
    assert isinstance(note, Note)
    assert [(link.role, link.line) for link in note.links] == [(LinkRole.OWN, 3), (LinkRole.CODE, 3), (LinkRole.OWN, 3)]


def test_the_id_is_repository_and_number_in_any_case() -> None:
    assert read(ISSUES)[0].id == note_id("someone/paper_notes", "12", title=read(ISSUES)[0].title or "")
    assert read(ISSUES.replace("Someone/Paper_Notes", "someone/paper_notes"))[0].id == read(ISSUES)[0].id


def test_a_pull_request_is_not_a_note() -> None:
    assert len(read(ISSUES)) == 2
    assert (
        issue_to_note(
            {"title": "x", "pull_request": {}, "html_url": "https://github.com/o/n/pull/1"},
            source="",
            line=1,
            end_line=1,
        )
        is None
    )


def test_lines_are_those_of_the_object() -> None:
    first, second = read(ISSUES)
    lines = ISSUES.split("\n")
    assert lines[first.line - 1] == " {"
    assert '"number": 12' in "\n".join(lines[first.line - 1 : first.end_line])
    assert '"number": 14' in "\n".join(lines[second.line - 1 : second.end_line])
    assert {link.line for link in first.links} == {first.line}


@pytest.mark.parametrize(
    "form",
    [
        lambda issues: json.dumps(issues),
        lambda issues: json.dumps(issues, indent=2, ensure_ascii=False),
        lambda issues: json.dumps({"total_count": 3, "incomplete_results": False, "items": issues}),
        lambda issues: json.dumps({"items": issues, "total_count": 3}, indent=1),
        lambda issues: json.dumps({"Someone/Paper_Notes": issues[:2], "other/notes": issues[2:]}),
        lambda issues: "\n".join(json.dumps(issue) for issue in issues) + "\n",
        lambda issues: json.dumps(issues[:1]) + "\n" + json.dumps(issues[1:]) + "[]",
    ],
)
def test_every_form_that_issues_are_saved_in(form: object) -> None:
    assert callable(form)
    text = form(json.loads(ISSUES))
    document = Document("issues.json", text)
    assert READER.recognises(document)
    assert [note.replace(line=0, end_line=0, links=(), references=()) for note in read(text)] == [
        note.replace(line=0, end_line=0, links=(), references=()) for note in read(ISSUES)
    ]
    assert not problems(text)


def test_one_issue_and_the_fields_of_the_command_line_tool() -> None:
    issue = {
        "number": 5,
        "title": "BERT, Jacob Devlin+, NAACL'19",
        "url": "https://github.com/o/n/issues/5",
        "createdAt": "2024-05-06T07:08:09Z",
        "labels": [{"name": "NLP"}],
        "body": "",
        "comments": [{"body": "よい"}, {"body": "# Summary (by gpt)\n- 要約"}],
    }
    assert READER.recognises(Document("issue.json", json.dumps(issue)))
    (note,) = read(json.dumps(issue))
    assert (note.comment, note.summary, note.date) == ("よい", "要約", PartialDate(2024, 5, 6))


def test_the_empty_last_page_has_no_notes_and_is_known() -> None:
    assert READER.recognises(Document("page.json", " [ ]\n"))
    assert list(READER.read(Document("page.json", " [ ]\n"))) == []


def test_an_issue_on_two_pages_is_one_note() -> None:
    first, second = read(ISSUES + ISSUES)
    assert len(first.copies) == len(second.copies) == 1


@pytest.mark.parametrize("at", ['"number": 14', '"labels": []', '"number": 13'])
def test_issues_before_a_cut_are_read(at: str) -> None:
    text = ISSUES[: ISSUES.index(at)]
    assert [note.title for note in read(text)] == ["LoRA: Low-Rank Adaptation of Large Language Models"]
    (problem,) = problems(text)
    assert problem.line == text.count("\n", 0, text.rindex("{")) + 1


def test_a_cut_between_two_issues_is_seen() -> None:
    assert len(problems(ISSUES[: ISSUES.rindex("}") + 1])) == 1


@pytest.mark.parametrize("text", ["[1, 2]", "[" * 100_000, '{"a":' * 100_000, '[{"number": ' + "9" * 5000 + "}]"])
def test_json_that_is_not_a_list_of_issues_is_one_problem(text: str) -> None:
    assert len(problems(text)) <= 1
    assert not read(text)


@pytest.mark.parametrize("broken", [{"title": None}, {"title": "   "}, {"title": 3}, {}])
def test_an_entry_without_a_title_is_reported(broken: dict[str, object]) -> None:
    assert isinstance(issue_to_note({"number": 4, **broken}, source="x", line=7, end_line=9), Problem)


def test_a_date_that_does_not_exist_is_reported_and_the_note_kept() -> None:
    text = ISSUES.replace("2025-01-05T", "2025-02-31T")
    assert read(text)[1].date is None
    assert [problem.line for problem in problems(text)] == [read(text)[1].line]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["title", "body", "labels", "number", "html_url", "url", "created_at", "comments", "comments_list", "pull_request"]
)


@given(st.dictionaries(FIELDS, JSON, max_size=8))
def test_no_value_of_any_field_breaks_the_reading(issue: dict[str, object]) -> None:
    note = issue_to_note(issue, source="x", line=1, end_line=1)
    assert note is None or isinstance(note, Note | Problem)
    list(READER.read(Document("x.json", json.dumps([issue]))))


def test_a_lone_surrogate_does_not_break_the_reading() -> None:
    assert read('[{"number": 1, "title": "a \\ud800 b"}]')[0].title == "a \ufffd b"


def test_issues_are_mentioned_as_github_links_them() -> None:
    comment = (
        "See #12, o/n#13, https://github.com/o/n/issues/14 and #7; not x/y#15, a#16, &#39; or c#17, nor #12 again."
    )
    issue = {
        "number": 7,
        "title": "A Title",
        "html_url": "https://github.com/o/n/issues/7",
        "comments_list": [{"body": comment}],
    }
    (note,) = read(json.dumps([issue]))
    assert [reference.target for reference in note.references] == ["12", "13", "14"]


def _issue(body: str, title: str = "A Lantern of One's Own", **fields: object) -> Note:
    note = issue_to_note({"number": 3, "title": title, "body": body, **fields}, source="x", line=1, end_line=1)
    assert isinstance(note, Note)
    return note


def _own(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


@pytest.mark.parametrize(
    "body",
    [
        "https://arxiv.org/abs/1706.03762\n\n灯りの話。",
        "<https://arxiv.org/abs/1706.03762>\n\n灯りの話。",
        "- [Attention](https://arxiv.org/abs/1706.03762)\n\n灯りの話。",
        "# 一言でいうと\n灯りの話。\n\n### 論文リンク\nhttps://arxiv.org/abs/1706.03762\n\n### 投稿日付(yyyy/MM/dd)\n2017/06/12",
        "### Link to the paper\n\nhttps://arxiv.org/abs/1706.03762\n\n### Why\n\n灯りの話。",
        "- タイトル: A Lantern of One's Own\n- リンク: https://arxiv.org/abs/1706.03762\n\n灯りの話。",
        "灯りの話。\n\n- 논문 링크: [arXiv](https://arxiv.org/abs/1706.03762)\n- 저자: 홍길동",
        "论文链接：https://arxiv.org/abs/1706.03762\n\n灯りの話。",
        "Link: https://arxiv.org/abs/1706.03762\n\n灯りの話。",
        "**Paper Link:** https://arxiv.org/abs/1706.03762\n\n灯りの話。",
        "### Metadata\n- Authors: Ada Roe\n- Link: https://arxiv.org/abs/1706.03762\n\n### Summary\n- 灯りの話。",
    ],
)
def test_the_address_that_an_issue_is_opened_with_is_the_works_own(body: str) -> None:
    note = _issue(body)
    assert _own(note) == ["https://arxiv.org/abs/1706.03762"]
    assert "灯りの話。" in note.comment + note.summary


@pytest.mark.parametrize(
    "body",
    [
        "https://x.com/ann/status/1\n\nA thread on lanterns.",
        "We saw https://arxiv.org/abs/1706.03762 somewhere.",
        "### Paper\n\nThe one of last week, see https://example.org/week, says that a lantern needs a wick, oil and much patience.",
    ],
)
def test_an_address_within_words_is_not_the_works_own(body: str) -> None:
    note = _issue(body)
    assert not _own(note)
    assert note.comment == body


def test_the_answers_of_an_issue_form() -> None:
    note = _issue(
        "### Title\n\nThe Wick and the Flame\n\n### Authors\n\nAda Roe, Tom Poe\n\n### Venue\n\nJournal of Lights\n\n"
        "### Published\n\n2019-03\n\n### Paper URL\n\nhttps://doi.org/10.1000/xyz7\n\n### Code\n\n_No response_\n",
        title="今週読む論文",
    )
    assert (note.title, note.authors, note.venue) == (
        "The Wick and the Flame",
        ("Ada Roe", "Tom Poe"),
        "Journal of Lights",
    )
    assert (note.year, note.month) == (2019, 3)
    assert _own(note) == ["https://doi.org/10.1000/xyz7"]


def test_empty_sections_of_a_template_say_nothing() -> None:
    note = _issue(
        "## 一言でいうと\n\n### 論文リンク\n\n### 著者/所属機関\n\n### 投稿日付(yyyy/MM/dd)\n\n## 概要\n", title="BERT"
    )
    assert (note.title, note.authors, note.year, _own(note)) == ("BERT", (), None, [])


def test_a_bullet_ends_where_the_next_begins() -> None:
    note = _issue("- Paper: https://arxiv.org/abs/1706.03762\n- Authors: Ada Roe, Tom Poe\n- a remark\n  - on it\n")
    assert note.authors == ("Ada Roe", "Tom Poe")
    assert note.comment == "- a remark\n  - on it"


@pytest.mark.parametrize(
    "body",
    [
        "## [A Lantern of One's Own](https://arxiv.org/abs/1706.03762)\n\n- Authors: Ada Roe\n\n## Summary\n",
        "元の論文の公開ページ : [arxiv](https://arxiv.org/abs/1706.03762)\n本レポジトリのページ : [here](https://ann.example.org/1)",
        "# A Lantern of One's Own #\n\n- Author: Ada Roe\n- Origin: https://arxiv.org/abs/1706.03762\n",
        "Roe, Ada, and Tom Poe. 2017. “A Lantern of One's Own.” arXiv. http://arxiv.org/abs/1706.03762.\n\n- Good.",
        'Read ["The Wick, the Flame and the Oil in Small Lamps"](https://arxiv.org/abs/1706.03762), which has it first.',
        "A Lantern of One's Own\nAda Roe, Tom Poe\nhttps://arxiv.org/abs/1706.03762\n\nGood.",
    ],
)
def test_the_work_of_an_issue_without_sections(body: str) -> None:
    assert [url.replace("http:", "https:") for url in _own(_issue(body))] == ["https://arxiv.org/abs/1706.03762"]


@pytest.mark.parametrize(
    "body",
    [
        "Compared with [The Wick, the Flame and the Oil](https://arxiv.org/abs/1706.03762) it burns longer.",
        "Good.\n\nSee https://arxiv.org/abs/1706.03762",
        "https://x.com/ann/1\nhttps://arxiv.org/abs/1706.03762\nhttps://arxiv.org/abs/1810.04805",
    ],
)
def test_a_work_that_an_issue_mentions_is_not_its_own(body: str) -> None:
    assert not _own(_issue(body))


def test_the_authors_of_an_issue_without_sections() -> None:
    note = _issue("Roe, Ada, and Tom Poe. 2017. “A Lantern of One's Own.” arXiv. http://arxiv.org/abs/1706.03762.")
    assert (note.authors, note.year) == (("Roe, Ada", "Tom Poe"), 2017)
    below = _issue(
        "## [A Lantern of One's Own](https://arxiv.org/abs/1706.03762)\n\n- Authors: Ada Roe, Tom Poe\n\n## Summary\nx"
    )
    assert below.authors == ("Ada Roe", "Tom Poe")


def test_what_people_put_before_the_title_of_an_issue() -> None:
    note = _issue("Good.", title="🚧 2015: A Lantern of One's Own")
    assert (note.title, note.year) == ("A Lantern of One's Own", 2015)


def test_tasks_on_software_are_no_notes_and_years_in_brackets_no_titles() -> None:
    def issue(number: int, title: str, labels: list[str], body: str = "Text.") -> dict[str, object]:
        page = f"https://github.com/roe/papers/issues/{number}"
        return {
            "number": number,
            "title": title,
            "body": body,
            "labels": [{"name": name} for name in labels],
            "url": page,
        }

    rows = [
        issue(1, "Fix the links", ["bug"]),
        issue(2, "[2019] Lamps in the Fog", []),
        issue(3, "Lamps", ["bug", "NLP"]),
        issue(4, "Oil and Wicks", ["enhancement"], "https://arxiv.org/abs/1706.03762"),
    ]
    found = [issue_to_note(row, source="issues.json", line=1, end_line=1) for row in rows]
    assert [(note.title, note.year) if isinstance(note, Note) else note for note in found] == [
        None,
        ("Lamps in the Fog", 2019),
        ("Lamps", None),
        ("Oil and Wicks", None),
    ]


@pytest.mark.parametrize(
    ("labels", "tags", "others"),
    [
        (["question", "reading", "paper"], ("reading", "paper"), ["question"]),
        ([{"name": "question", "default": False}, {"name": "bug", "default": True}], ("question",), ["bug"]),
        ([{"name": "good first issue"}, {"name": "done"}], ("done",), ["good first issue"]),
    ],
)
def test_labels_that_github_makes_are_no_tags(labels: list[object], tags: tuple[str, ...], others: list[str]) -> None:
    issue = {"title": "T", "body": "https://arxiv.org/abs/1706.03762", "labels": labels}
    (note,) = read(json.dumps([issue]))
    assert note.tags == tags
    assert [value for name, value in note.fields if name == "label"] == others


@pytest.mark.parametrize("address", ["https://＃://arxiv.org/abs/2401.00001", "https://"])
def test_what_only_looks_like_an_address_on_the_first_line_is_words(address: str) -> None:
    (note,) = read(
        json.dumps([{"number": 7, "title": "Lanterns of the North", "body": f"{address}\n\n## Comment\nGood."}])
    )
    assert address in note.comment
