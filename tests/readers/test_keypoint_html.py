from __future__ import annotations

from itertools import pairwise

import pytest

from biblio.errors import Problem
from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.keypoint.html_reader import READER
from biblio.readers.note_ids import note_id
from tests.readers.keypoint_samples import HTML


def read(text: str) -> list[Note]:
    return [item for item in READER.read(Document("page.html", text)) if isinstance(item, Note)]


def problems(text: str) -> list[Problem]:
    return [item for item in READER.read(Document("page.html", text)) if isinstance(item, Problem)]


def line_of(part: str) -> int:
    return HTML.count("\n", 0, HTML.index(part)) + 1


def test_every_note_of_every_form_is_read() -> None:
    notes = read(HTML)
    assert [note.title for note in notes] == [
        "Attention Is All You Need",
        "LoRA: Low-Rank Adaptation",
        "Adapters",
        "Deep Residual Learning",
    ]
    assert [str(note.date) for note in notes] == ["2025-03-02", "2025-02-28", "2025-02-27", "2023-02-01"]
    assert not problems(HTML)


def test_the_issues_number_is_the_notes_key() -> None:
    assert read(HTML)[0].id == note_id("keypoint", "3270", title="Attention Is All You Need")


def test_tags_are_the_buttons_and_the_headings_of_the_page() -> None:
    first, second, *_ = read(HTML)
    assert first.tags == ("NLP", "Selected Papers/Blogs", "Attention")
    assert second.tags == ("PEFT(Adaptor/LoRA)", "Attention")


def test_what_looks_like_markup_in_a_text_is_text() -> None:
    assert read(HTML)[0].summary == "Q & A, a < b, r_<k個, <pause-token> を扱う。"


def test_a_comment_reads_as_on_the_page_with_its_addresses() -> None:
    assert read(HTML)[0].comment == (
        "openreview: https://openreview.net/forum?id=abcdEFGH12\n\n"
        "元ポスト:\n\nhttps://twitter.com/someone/status/1?s=46&t=Y6\n\n"
        "関連:\n- [Paper Note] Longformer, Iz Beltagy+, arXiv'20\n- [Reformer](https://arxiv.org/abs/2001.04451)"
    )


def test_links_have_roles_and_lines() -> None:
    first, second, third, _ = read(HTML)
    assert [(link.role, link.line) for link in first.links] == [
        (LinkRole.PAGE, line_of("issues/3270")),
        (LinkRole.OWN, line_of('href="https://openreview')),
        (LinkRole.POST, line_of('<div class="tweet-embed"')),
        (LinkRole.RELATED, line_of("abs/2001.04451")),
    ]
    assert [(link.role, link.url) for link in second.links] == [
        (LinkRole.OWN, "https://arxiv.org/abs/2106.09685"),
        (LinkRole.PAGE, "https://github.com/someone/paper_notes/issues/7"),
    ]
    assert [link.role for link in third.links] == [LinkRole.PAGE]


def test_links_to_other_issues_are_references() -> None:
    first, *_, last = read(HTML)
    assert [(reference.kind, reference.target) for reference in first.references] == [
        ("work", "[Paper Note] Longformer, Iz Beltagy+, arXiv'20"),
        ("note", "2068"),
    ]
    assert [(reference.kind, reference.target) for reference in last.references] == [("note", "9")]


def test_lines_are_those_of_the_file() -> None:
    notes = read(HTML)
    assert notes[0].line == line_of('<a class="button"\n')
    assert notes[0].end_line == line_of("abs/2001.04451")
    assert notes[1].line == line_of('<h3 id="lora-7"')
    assert [first.end_line < second.line for first, second in pairwise(notes)] == [True] * 3


def test_an_address_is_not_read_as_entities_and_the_note_itself_is_not_a_reference() -> None:
    page = (
        '<a class="button">#A</a><span class="issue_date">Issue Date: 2025-01-01</span>'
        '<a class="title-link" href="https://github.com/o/n/issues/5">T of X</a><span class="snippet"><span>Comment</span>'
        'https://x.org/?a=1&copy=2&lt=3 <a href="https://github.com/o/n/issues/5">#5</a> &amp; &lt;b&gt;</span>'
    )
    (note,) = read(page)
    assert note.comment == "https://x.org/?a=1&copy=2&lt=3 #5 & <b>"
    assert note.references == ()


def test_a_note_under_two_headings_is_one_with_both_tags() -> None:
    entry = (
        '<a class="button">#{}</a><span class="issue_date">Issue Date: 2025-01-01</span>'
        '<a class="title-link" href="https://github.com/o/n/issues/5">BERT, Jacob Devlin+, NAACL\'19</a>'
        '<span class="snippet"><span>Comment</span>{}</span>\n'
    )
    page = (
        "<h2>NLP (2)</h2>\n"
        + entry.format("Pocket", "短い")
        + "<h2>Encoder (1)</h2>\n"
        + entry.format("MLM", "短い、ではない")
    )
    (note,) = read(page)
    assert note.tags == ("Pocket", "NLP", "MLM", "Encoder")
    assert note.comment == "短い、ではない"
    assert note.copies == ((4, 4),)


def test_latest_posts_is_not_a_tag() -> None:
    page = (
        '<h2>Latest Posts (100)</h2><a class="button">#A</a><span class="issue_date">Issue Date: 2025-01-01</span>'
        '<a class="title-link" href="https://github.com/o/n/issues/5">T of X</a>'
    )
    assert read(page)[0].tags == ("A",)


@pytest.mark.parametrize(
    "entry",
    [
        '<A HREF="https://github.com/o/n/issues/5" CLASS="x title-link"><b>T of X</b></A>',
        "<h4 class=title-link><a href=https://github.com/o/n/issues/5>T of\n X</a></h4>",
        '<a href="https://github.com/o/n/issues/5">T of X</a>',
    ],
)
def test_markup_is_read_liberally(entry: str) -> None:
    page = f"<div><p><span><a\nclass='a button'>\n #A b </a></span><p class='issue_date'> Issue  Date:\n2025-01-01</p>{entry}</div>"
    (note,) = read(page)
    assert (note.title, note.tags, note.date) == ("T of X", ("A b",), PartialDate(2025, 1, 1))
    assert note.links[0].role is LinkRole.PAGE


def test_badges_make_the_own_link_and_the_page() -> None:
    page = (
        '<a class="button" href="https://arxiv.org/abs/1810.04805">Paper/Blog Link</a>'
        '<a class="button" href="https://github.com/o/n/issues/5">My Issue</a>'
        '<a class="button" href="a">#A</a><span class="issue_date">Issue Date: 2025-01-01</span>'
        '<span class="snippet"><span>GPT Summary</span>- 要約</span>'
    )
    first, second = read(page + page.replace("/5", "/6"))
    assert [link.role for link in first.links] == [LinkRole.OWN, LinkRole.PAGE]
    assert (first.title, first.summary) == (None, "要約")
    assert first.id != second.id


def test_preformatted_text_keeps_its_lines() -> None:
    page = (
        '<a class="button">#A</a><span class="issue_date">Issue Date: 2025-01-01</span><a class="title-link">T of X</a>'
        '<span class="snippet"><span>Comment</span>前<pre>a\n  b</pre>後<br><br>終<img alt="image" src="x.png"></span>'
    )
    assert read(page)[0].comment == "前\n\na\n  b\n\n後\n\n終image"


def test_a_date_that_does_not_exist_is_reported_and_the_note_kept() -> None:
    page = HTML.replace("2025-02-28", "2025-02-31")
    assert [note.date is None for note in read(page)] == [False, True, False, False]
    (problem,) = problems(page)
    assert problem.line == line_of("2025-02-28")


def test_a_truncated_page_gives_the_notes_before_the_cut() -> None:
    cut = HTML[: HTML.index("関連:")]
    (note,) = read(cut)
    assert note.comment.endswith("t=Y6")
    no_date = '<article class="paper-entry"><h3 class="title-link">T of X</h3><a href="https://github.com/o/n/issues/5">My Issue</a>'
    assert [note.title for note in read(no_date)] == ["T of X"]
    assert len(problems(no_date)) == 1


def test_a_cloud_of_tags_belongs_to_no_note() -> None:
    page = '<a class="button">#Cloud</a><h2>NLP (1)</h2>' + HTML[HTML.index('<a class="button"') :]
    assert "Cloud" not in read(page)[0].tags
