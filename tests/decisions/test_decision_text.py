"""Changing the decisions file: the line that is meant changes, everything else stays byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.decisions.decision_text import HEADER, Statement, add_statements
from biblio.decisions.decisions import parse_decisions
from biblio.errors import DecisionsError

FILE = """\
# mine
accept  alpha-1  arxiv:2304.02643   # the first one

# b group
  reject beta-2 doi:10.1000/x\t# no: an other one
kind    delta-4  blogpost
key     doi:10.1038/nature14539  lecun2015deep
"""


def said(text: str, *words: str, remark: str = "", new_ids: dict[str, str] | None = None) -> str:
    return add_statements(text, [Statement(words[0], words[1], words[2], remark)], new_ids=new_ids)


def test_a_new_line_stands_where_its_note_sorts_to() -> None:
    text = said(FILE, "accept", "gamma-3", "arxiv:2401.00001", remark='"Gamma" ~')
    assert text == FILE.replace("lecun2015deep\n", 'lecun2015deep\naccept  gamma-3  arxiv:2401.00001  # "Gamma" ~\n')
    text = said(FILE, "accept", "aaa-0", "arxiv:2401.00001")
    assert text == FILE.replace("# mine\n", "# mine\naccept  aaa-0  arxiv:2401.00001\n")
    assert said("", "kind", "a", "video") == HEADER + "kind    a  video\n"
    assert said("# only words", "kind", "a", "video") == "# only words\nkind    a  video\n"


def test_what_it_contradicts_gives_way_in_place_and_a_persons_words_stay() -> None:
    text = said(FILE, "accept", "alpha-1", "arxiv:1706.03762", remark='"Attention" ~')
    line = 'accept  alpha-1  arxiv:1706.03762  # "Attention" ~ # the first one\n'
    assert text == FILE.replace("accept  alpha-1  arxiv:2304.02643   # the first one\n", line)
    again = said(text, "accept", "alpha-1", "arxiv:2304.02643", remark='2024-01-01 "Attention" ~')
    assert 'arxiv:2304.02643  # 2024-01-01 "Attention" ~ # the first one\n' in again
    text = said(FILE, "accept", "beta-2", "doi:10.1000/x")
    assert text == FILE.replace("reject beta-2 doi:10.1000/x\t#", "accept  beta-2  doi:10.1000/x  #")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("accept n arxiv:1706.03762", "reject n arxiv:1706.03762", "reject  n  arxiv:1706.03762"),
        ("accept n acl:P19-1285", "reject n doi:10.18653/v1/p19-1285", "reject  n  doi:10.18653/v1/p19-1285"),
        ("accept n arxiv:1706.03762", "reject n *", "reject  n  *"),
        ("pin n arxiv:1706.03762", "kind n video", "kind    n  video"),
        ("kind n video", "accept n arxiv:1706.03762", "accept  n  arxiv:1706.03762"),
        ("reject n *", "accept n arxiv:1706.03762", "accept  n  arxiv:1706.03762"),
        ("accept n arxiv:1706.03762", "pin n arxiv:1706.03762", "pin     n  arxiv:1706.03762"),
        ("key arxiv:1706.03762 a", "key arxiv:1706.03762 b", "key     arxiv:1706.03762  b"),
        ("reject n *\nreject n arxiv:1706.03762", "accept n arxiv:1706.03762", "accept  n  arxiv:1706.03762"),
    ],
)
def test_what_gives_way(before: str, new: str, after: str) -> None:
    assert said(f"{before}\n", *new.split()) == f"{after}\n"


@pytest.mark.parametrize(
    ("before", "new"),
    [
        ("accept n arxiv:1706.03762", "reject n arxiv:2304.02643"),
        ("accept m arxiv:1706.03762", "reject n *"),
        ("reject n arxiv:1706.03762", "reject n *"),
        ("reject n arxiv:1706.03762", "reject n arxiv:2304.02643"),
        ("key arxiv:1706.03762 a", "accept n arxiv:1706.03762"),
        ("kind n video", "reject n arxiv:1706.03762"),
    ],
)
def test_what_stands_beside(before: str, new: str) -> None:
    text = said(f"{before}\n", *new.split())
    assert before in text.splitlines()
    assert len(text.splitlines()) == 2


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeffaccept a arxiv:1706.03762\r\n# end"
    assert said(text, "accept", "b", "arxiv:2304.02643") == (
        "\ufeffaccept a arxiv:1706.03762\r\naccept  b  arxiv:2304.02643\r\n# end"
    )
    assert said(text, "reject", "a", "*") == "\ufeffreject  a  *\r\n# end"


def test_a_note_that_was_reworded_is_called_by_its_present_id() -> None:
    old = 'reject  was-1  arxiv:1706.03762  # 2024-01-01 "Was" ~ # sure\nreject was-1 *\nkind other-1 video\n'
    text = said(old, "reject", "is-2", "arxiv:2304.02643", remark='2024-01-01 "Is" ~', new_ids={"was-1": "is-2"})
    assert text.splitlines() == [
        'reject  is-2  arxiv:1706.03762  # 2024-01-01 "Is" ~ # sure',
        "reject is-2 *",
        'reject  is-2  arxiv:2304.02643  # 2024-01-01 "Is" ~',
        "kind other-1 video",
    ]


notes = st.sampled_from(["alpha-1", "beta-2", "gamma-3", "a", "accept"])
works = st.sampled_from(["arxiv:1706.03762", "doi:10.1000/x", "acl:P19-1285", "doi:10.18653/v1/p19-1285"])
statements = st.one_of(
    st.builds(Statement, st.sampled_from(["accept", "pin", "reject"]), notes, works, st.sampled_from(["", '"T" ~'])),
    st.builds(Statement, st.just("reject"), notes, st.just("*")),
    st.builds(Statement, st.just("kind"), notes, st.sampled_from(["video", "blogpost"])),
    st.builds(Statement, st.just("key"), works, st.sampled_from(["k1", "k2"])),
)
loose = st.lists(st.sampled_from(["", "# a remark", "   # accept x y", "\t"]), max_size=3)


@given(st.lists(statements, max_size=8), st.lists(loose, min_size=9, max_size=9), statements)
def test_nothing_else_changes_whatever_the_file(lines: list[Statement], gaps: list[list[str]], new: Statement) -> None:
    rows = list(gaps[0])
    for line, gap in zip(lines, gaps[1:], strict=False):
        rows += [f"{line.verb}  {line.subject}\t{line.value} # mine {len(rows)}", *gap]
    text = "".join(f"{row}\n" for row in rows)
    try:
        before = parse_decisions(text)
    except DecisionsError:
        return
    after = add_statements(text, [new])
    decisions = parse_decisions(after)
    assert any((one.verb, one.subject, one.value) == (new.verb, new.subject, new.value) for one in decisions.statements)
    assert add_statements(after, [new]) == after
    others = [row for row in rows if row.split("#")[0].split()[1:2] != [new.subject] and not row.startswith("key")]
    kept = [row for row in after.splitlines() if row in others]
    if text:
        assert kept == others
    for one in before.statements:
        assert one.remark in after


def test_two_people_decide_and_git_merges_their_lines() -> None:
    """Lines of different notes stand at different places, so that a merge by lines seldom finds both in one."""
    base = "".join(f"kind    note-{number:02}  video\n" for number in range(20))
    ours = said(base, "kind", "note-03-x", "video").splitlines()
    theirs = said(base, "kind", "note-15-x", "video").splitlines()
    assert ours.index("kind    note-03-x  video") == 4
    assert theirs.index("kind    note-15-x  video") == 16
