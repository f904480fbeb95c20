"""What of a note becomes part of the query, and what never does."""

from __future__ import annotations

import pytest

from biblio.extract.query import extract_query
from biblio.model.note import Link, LinkRole, Note, NoteReference
from biblio.model.people import Person
from biblio.model.record import Kind


def note(**fields: object) -> Note:
    return Note(id="n", source="a.md", line=1, end_line=2, layout="markdown").replace(**fields)


def test_only_own_links_give_identifiers() -> None:
    query = extract_query(
        note(
            links=(
                Link("https://arxiv.org/abs/2401.00001", LinkRole.RELATED),
                Link("https://arxiv.org/abs/2401.00002", LinkRole.MENTION),
                Link("https://arxiv.org/abs/2401.00003", LinkRole.OWN),
            ),
            references=(NoteReference("work", "[Paper Note] Other, Lee+, ACL'20"),),
            comment="arXiv:2401.00004 is related",
        )
    )
    assert [str(identifier) for identifier in query.identifiers] == ["arxiv:2401.00003"]


def test_a_lone_name_before_plus_is_a_family_name() -> None:
    query = extract_query(note(title="T", authors=("Vaswani",), et_al=True))
    assert query.authors == (Person(family="Vaswani"),)
    assert not query.complete_authors


def test_an_archive_is_no_venue() -> None:
    assert extract_query(note(title="T", venue="arXiv")).venue == ""
    assert extract_query(note(title="T", venue="ICLR")).venue == "ICLR"


def test_a_cvf_file_name_is_a_title() -> None:
    url = "https://openaccess.thecvf.com/content/ICCV2023/html/Peebles_Scalable_Diffusion_Models_ICCV_2023_paper.html"
    assert extract_query(note(links=(Link(url, LinkRole.OWN),))).titles == ("Scalable Diffusion Models",)


@pytest.mark.parametrize(
    ("fields", "kind", "sure"),
    [
        ({"tags": ("NLP", "Blog")}, Kind.BLOGPOST, True),
        ({"tags": ("Slides",)}, Kind.PRESENTATION, True),
        ({"tags": ("Blog",), "venue": "ACL", "year": 2021}, Kind.BLOGPOST, False),
        ({"tags": ("Blog",), "summary": "an abstract"}, Kind.BLOGPOST, False),
        ({"tags": ("Article",)}, Kind.WEBPAGE, False),
        ({"links": (Link("https://github.com/a/b", LinkRole.OWN),)}, Kind.SOFTWARE, True),
        ({"links": (Link("https://github.com/a/b", LinkRole.CODE),)}, None, False),
        ({"links": (Link("https://openai.com/blog/x", LinkRole.OWN),)}, Kind.BLOGPOST, True),
        ({"kind_hint": "software"}, Kind.SOFTWARE, True),
        ({"kind_hint": "paper"}, Kind.PAPER, False),
        ({"organisation": "Alibaba", "year": 2025, "month": 8}, Kind.WEBPAGE, False),
        ({"tags": ("NLP",)}, None, False),
    ],
)
def test_kinds(fields: dict[str, object], kind: Kind | None, sure: bool) -> None:
    query = extract_query(note(title="Some title", **fields))
    assert (query.kind, query.sure_kind) == (kind, sure)


def test_an_arxiv_id_tells_the_year() -> None:
    query = extract_query(note(links=(Link("https://arxiv.org/abs/2403.09629", LinkRole.OWN),)))
    assert query.year == 2024
    assert extract_query(note(links=(Link("https://arxiv.org/abs/cs/9905014", LinkRole.OWN),))).year == 1999
    assert extract_query(note(year=2025, links=(Link("https://arxiv.org/abs/2403.09629", LinkRole.OWN),))).year == 2025


def test_a_venue_among_the_tags_counts_where_the_note_names_none() -> None:
    assert extract_query(note(title="T", tags=("NLP", "EMNLP"))).venue == "EMNLP"
    assert extract_query(note(title="T", tags=("EMNLP",), venue="ACL")).venue == "ACL"
    assert extract_query(note(title="T", tags=("ACL", "COLING"))).venue == ""
    assert extract_query(note(title="T", tags=("CL", "MM"))).venue == ""


def test_a_link_in_the_running_text_is_mentioned_and_identifies_nothing() -> None:
    link = Link("https://arxiv.org/abs/1706.03762", LinkRole.MENTION)
    query = extract_query(note(title="Rotary lamps in fog", links=(link,)))
    assert (query.identifiers, list(map(str, query.mentioned))) == ((), ["arxiv:1706.03762"])
    assert extract_query(note(links=(link,))).mentioned == ()


@pytest.mark.parametrize("command", ["texttt", "textsf", "textmd", "textup", "mbox", "textbf", "textsc"])
def test_words_in_any_type_belong_to_the_title(command: str) -> None:
    query = extract_query(note(title=f"\\{command}{{word2vec}} explained with $x$"))
    assert query.titles[-1] == "word2vec explained with x"
