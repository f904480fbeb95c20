from __future__ import annotations

from biblio.errors import Problem
from biblio.model.dates import PartialDate
from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.keypoint.xml_reader import READER
from biblio.readers.note_ids import note_id
from tests.readers.keypoint_samples import XML


def read(text: str) -> list[Note]:
    return [item for item in READER.read(Document("list.xml", text)) if isinstance(item, Note)]


def problems(text: str) -> list[Problem]:
    return [item for item in READER.read(Document("list.xml", text)) if isinstance(item, Problem)]


def line_of(part: str) -> int:
    return XML.count("\n", 0, XML.index(part)) + 1


def test_an_entry_with_all_its_elements() -> None:
    note, blog = read(XML)
    assert note.title == "Q&A with a<b & Friends"
    assert note.authors == ("Jane Doe", "Aäron van den Oord")
    assert not note.et_al
    assert (note.venue, note.year, note.date) == ("COLT", 2025, PartialDate(2025, 6, 1))
    assert note.tags == ("Analysis", "Selected Papers/Blogs", "3D (Scene)")
    assert note.summary == "比較を k<n で示す。"
    assert note.fields == (("abstract", "We show that a < b & c."),)
    assert note.id == note_id("keypoint", "2007", title="Q&A with a<b & Friends")
    assert (note.line, note.end_line) == (line_of("<paper-entry>"), line_of("</paper-entry>"))
    assert (blog.title, blog.comment, blog.tags) == ("A blog post", "", ("Article",))
    assert not problems(XML)


def test_comments_are_one_text_without_the_sites_markup() -> None:
    assert read(XML)[0].comment == (
        "元ポスト:\n\nhttps://twitter.com/someone/status/1?s=46&t=Y6\n\n"
        "先行研究:\n- [Paper Note] Longformer, Iz Beltagy+, arXiv'20\n\n"
        "あとで k<n & m を読む https://github.com/someone/code"
    )


def test_links_have_roles_and_lines_and_none_is_not_a_link() -> None:
    note, blog = read(XML)
    assert [(link.role, link.line) for link in note.links] == [
        (LinkRole.OWN, line_of("<original")),
        (LinkRole.PAGE, line_of("<repo-issue-link")),
        (LinkRole.POST, line_of('<div class="tweet-embed"')),
        (LinkRole.CODE, line_of("https://github.com/someone/code")),
    ]
    assert [link.role for link in blog.links] == [LinkRole.PAGE]


def test_other_notes_are_references() -> None:
    references = [(reference.kind, reference.target, reference.line) for reference in read(XML)[0].references]
    line = line_of("issues/2068")
    assert references == [
        ("work", "[Paper Note] Longformer, Iz Beltagy+, arXiv'20", line),
        ("note", "2068", line),
    ]


def test_entities_and_cdata_are_read_where_a_tool_wrote_them() -> None:
    text = XML.replace("Q&A with a<b & Friends", "Q&amp;A with a&lt;b &amp; Friends")
    assert read(text)[0].title == "Q&A with a<b & Friends"
    text = XML.replace("<title>A blog post</title>", "<title><![CDATA[A blog post]]></title>")
    assert read(text)[1].title == "A blog post"


def test_several_lists_and_text_around_them() -> None:
    text = (
        "Here are my lists:\n"
        + XML
        + "\nand another\n"
        + XML.replace("/2007", "/2009").replace("<tags>Article", "<tags>Blog")
    )
    notes = read(text)
    assert len(notes) == 3
    assert [note.tags for note in notes][1] == ("Article", "Blog")
    assert len(notes[1].copies) == 1


def test_a_cut_entry_is_read_as_far_as_it_goes_and_reported() -> None:
    cut = XML[: XML.index("</issue-body>")]
    (note,) = read(cut)
    assert note.summary == "比較を k<n で示す。"
    (problem,) = problems(cut)
    assert problem.line == 3
    assert [note.title for note in read(XML[: XML.index(" blog post")])] == ["Q&A with a<b & Friends", "A"]


def test_an_entry_cut_before_its_title_is_reported() -> None:
    text = XML[: XML.index("<title>")]
    assert (read(text), len(problems(text))) == ([], 1)


def test_a_missing_end_tag_costs_its_own_text_only() -> None:
    text = XML.replace("</tags>\n<repo-issue-date>2025-06", "\n<repo-issue-date>2025-06")
    note, _ = read(text)
    assert note.tags == ("Analysis", "Selected Papers/Blogs", "3D (Scene)")
    assert note.date == PartialDate(2025, 6, 1)


def test_a_date_that_does_not_exist_is_reported_and_the_note_kept() -> None:
    text = XML.replace("2025-05-01", "2025-02-31")
    assert read(text)[1].date is None
    assert [problem.line for problem in problems(text)] == [line_of("2025-05-01")]


def test_an_empty_entry_is_reported() -> None:
    assert len(problems("<paper-list>\n<paper-entry>\n</paper-entry></paper-list>")) == 1
