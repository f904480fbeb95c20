"""What goes into pandoc, and what is taken from what it gives."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from biblio.cite.documents import boundary, numbered, reference_nodes, request, split_pieces, without_marks
from tests.cite.place import item, person


def text_node(text: str) -> dict[str, Any]:
    return {"t": "Str", "c": text}


def test_no_key_reaches_pandocs_syntax() -> None:
    items = [item("a]; [@b", "One"), item("w0", "Two")]
    assert [one["id"] for one in numbered(items, in_text=False)] == ["w0", "w1"]
    assert "[@w0; @w1]" in request(2, in_text=True, locale="")


def test_a_locale_is_a_language_tag_or_nothing() -> None:
    assert "lang: pt-BR\n" in request(1, in_text=False, locale="pt-BR")
    assert "lang" not in request(1, in_text=False, locale="de\nnocite: x")


def test_names_in_chinese_characters_are_whole_in_a_bibliography_only() -> None:
    one = item("a", "甲", person("山田", "太郎"), person("Li", "Wei"), person("山田", "Taro"))
    (in_list,), (in_text,) = numbered([one], in_text=False), numbered([one], in_text=True)
    assert in_list["author"] == [{"literal": "山田太郎"}, person("Li", "Wei"), person("山田", "Taro")]
    assert in_text["author"] == one["author"]
    assert one["author"][0] == person("山田", "太郎"), "what was given is not changed"


def test_a_preprint_without_address_gets_that_of_its_number() -> None:
    preprint = item("a", "One", number="arXiv:2303.08774")
    assert numbered([preprint], in_text=False)[0]["URL"] == "https://arxiv.org/abs/2303.08774"
    for known in ({"URL": "https://x.org"}, {"DOI": "10.1/x"}):
        assert numbered([{**preprint, **known}], in_text=False)[0].get("URL") == known.get("URL")


def test_a_state_in_place_of_a_date_is_said_once() -> None:
    waiting = item("a", "One", issued={"literal": "in press"}, status="in press")
    assert "status" not in numbered([waiting], in_text=False)[0]
    dated = {**waiting, "issued": {"date-parts": [[2020]]}}
    assert numbered([dated], in_text=True)[0]["status"] == "in press"


def test_parts_of_an_entry_become_one_line() -> None:
    number = {"t": "Span", "c": [["", ["csl-left-margin"], []], [text_node("[1]")]]}
    rest = {"t": "Span", "c": [["", ["csl-right-inline"], []], [text_node("<\u2060b>")]]}
    block = {"t": "Span", "c": [["", ["csl-block"], []], [text_node("Note")]]}
    entry = {"t": "Div", "c": [["ref-w7", [], []], [{"t": "Para", "c": [number, rest, block]}]]}
    tree = {"blocks": [{"t": "Div", "c": [["refs", [], []], [entry]]}]}
    inline = [text_node("[1]"), {"t": "Space"}, text_node("<b>"), {"t": "LineBreak"}, text_node("Note")]
    assert reference_nodes(tree) == [(7, inline)]


def test_text_has_no_marks_but_what_unicode_has() -> None:
    nodes = [
        {"t": "Emph", "c": [text_node("One")]},
        {"t": "Superscript", "c": [text_node("th")]},
        {"t": "Superscript", "c": [text_node("12–14")]},
        {"t": "Subscript", "c": [text_node("2")]},
    ]
    assert without_marks(nodes) == [text_node("One"), text_node("th"), text_node("¹²–¹⁴"), text_node("₂")]


@given(st.lists(st.text(alphabet="ab {}<p>/\\x", max_size=12), min_size=1, max_size=4))
def test_pieces_come_back_as_they_were(pieces: list[str]) -> None:
    mark = boundary("".join(pieces))
    paragraph = {"html": f"<p>{mark}</p>", "rtf": f"{{\\pard \\ql {mark}\\par}}", "plain": mark}
    for between in paragraph.values():
        whole = "head\n" + between + "".join(f"\n{piece}\n{between}" for piece in pieces) + "\ntail"
        assert split_pieces(whole, mark) == ("head\n", [piece.strip() for piece in pieces], "tail")
