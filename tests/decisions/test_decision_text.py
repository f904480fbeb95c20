"""Changing the text of the decisions file: one line changes, everything else stays byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.decisions.decision_text import HEADER, Statement, add_statements
from biblio.decisions.decisions import parse_decisions
from biblio.decisions.fingerprint import parse_fingerprint
from biblio.errors import DecisionsError
from biblio.model.identifiers import Identifier

FILE = """\
# mine
accept  alpha-1  arxiv:2304.02643   # the first one

# b group
  reject beta-2 doi:10.1000/x\t# no: an other one
kind    delta-4  blogpost
key     doi:10.1038/nature14539  lecun2015deep
"""


def added(text: str, *words: str, remark: str = "", new_ids: dict[str, str] | None = None) -> str:
    return add_statements(text, [Statement(words[0], words[1], words[2], remark)], new_ids=new_ids)


def test_a_new_line_is_inserted_in_sorted_order() -> None:
    text = added(FILE, "accept", "gamma-3", "arxiv:2401.00001", remark='"Gamma" ~')
    assert text == FILE.replace("lecun2015deep\n", 'lecun2015deep\naccept  gamma-3  arxiv:2401.00001  # "Gamma" ~\n')
    text = added(FILE, "accept", "aaa-0", "arxiv:2401.00001")
    assert text == FILE.replace("# mine\n", "# mine\naccept  aaa-0  arxiv:2401.00001\n")
    assert added("", "kind", "a", "video") == HEADER + "kind    a  video\n"
    assert added("# only words", "kind", "a", "video") == "# only words\nkind    a  video\n"


def test_a_file_with_another_header_keeps_it() -> None:
    """Files written by earlier versions have another text there."""
    old = "# What you decided about your notes.\n#\n#   accept  NOTE ID      the note is about this work\n\n"
    text = added(old, "kind", "b", "video")
    assert text == f"{old}kind    b  video\n"
    assert added(text, "kind", "a", "video") == f"{old}kind    a  video\nkind    b  video\n"
    assert added(text, "kind", "c", "video") == f"{text}kind    c  video\n"


def test_a_contradicting_line_is_replaced_in_place_and_keeps_the_users_comment() -> None:
    text = added(FILE, "accept", "alpha-1", "arxiv:1706.03762", remark='"Attention" ~')
    line = 'accept  alpha-1  arxiv:1706.03762  # "Attention" ~ # the first one\n'
    assert text == FILE.replace("accept  alpha-1  arxiv:2304.02643   # the first one\n", line)
    again = added(text, "accept", "alpha-1", "arxiv:2304.02643", remark='2024-01-01 "Attention" ~')
    assert 'arxiv:2304.02643  # 2024-01-01 "Attention" ~ # the first one\n' in again
    text = added(FILE, "accept", "beta-2", "doi:10.1000/x")
    assert text == FILE.replace("reject beta-2 doi:10.1000/x\t#", "accept  beta-2  doi:10.1000/x  #")
    assert added("kind n video # see #12 # and 13\n", "kind", "n", "book") == "kind    n  book  # see #12 # and 13\n"


def test_a_comment_above_the_first_decision_stays_with_it() -> None:
    text = "# mine\n\n# about beta\n# and more\nkind beta video\n"
    assert added(text, "kind", "alpha", "video") == text.replace("# about", "kind    alpha  video\n# about")
    assert added(text[8:], "kind", "alpha", "video") == text[8:].replace("kind beta", "kind    alpha  video\nkind beta")


def test_what_a_line_says() -> None:
    remark = '2024-02-13 "Segment Anything" ~'
    named = Statement("key", "doi:10.1038/nature14539", "lecun2015deep", remark)
    assert (named.identifier, named.fingerprint) == (Identifier("doi", "10.1038/nature14539"), None)
    accepted = Statement("accept", "n", "arxiv:2304.02643", remark)
    assert (accepted.identifier, accepted.fingerprint) == (Identifier("arxiv", "2304.02643"), parse_fingerprint(remark))
    assert Statement("kind", "n", "video").identifier is None
    assert Statement("reject", "n", "*").identifier is None


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
def test_lines_that_are_replaced(before: str, new: str, after: str) -> None:
    assert added(f"{before}\n", *new.split()) == f"{after}\n"


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
def test_lines_that_stay(before: str, new: str) -> None:
    text = added(f"{before}\n", *new.split())
    assert before in text.splitlines()
    assert len(text.splitlines()) == 2


def test_line_endings_and_a_byte_order_mark_stay() -> None:
    text = "\ufeffaccept a arxiv:1706.03762\r\n# end"
    assert added(text, "accept", "b", "arxiv:2304.02643") == (
        "\ufeffaccept a arxiv:1706.03762\r\naccept  b  arxiv:2304.02643\r\n# end"
    )
    assert added(text, "reject", "a", "*") == "\ufeffreject  a  *\r\n# end"


def test_lines_about_a_reworded_note_get_its_present_id() -> None:
    old = 'reject  was-1  arxiv:1706.03762  # 2024-01-01 "Was" ~ # sure\nreject was-1 *\nkind other-1 video\n'
    text = added(old, "reject", "is-2", "arxiv:2304.02643", remark='2024-01-01 "Is" ~', new_ids={"was-1": "is-2"})
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
def test_nothing_else_changes_in_any_file(lines: list[Statement], gaps: list[list[str]], new: Statement) -> None:
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
    assert any(
        (statement.verb, statement.subject, statement.value) == (new.verb, new.subject, new.value)
        for statement in decisions.statements
    )
    assert add_statements(after, [new]) == after
    unrelated = [row for row in rows if row.split("#")[0].split()[1:2] != [new.subject] and not row.startswith("key")]
    unchanged = [row for row in after.splitlines() if row in unrelated]
    if text:
        assert unchanged == unrelated
    for statement in before.statements:
        assert statement.remark in after


def test_lines_of_two_users_are_far_enough_apart_for_git_to_merge() -> None:
    """Lines about different notes are inserted at different places, so that they rarely collide."""
    base = "".join(f"kind    note-{number:02}  video\n" for number in range(20))
    ours = added(base, "kind", "note-03-x", "video").splitlines()
    theirs = added(base, "kind", "note-15-x", "video").splitlines()
    assert ours.index("kind    note-03-x  video") == 4
    assert theirs.index("kind    note-15-x  video") == 16
