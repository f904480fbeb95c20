"""A note on the page: Markdown as few elements, everything else as text."""

from __future__ import annotations

import json

import pytest

from biblio.page.note_nodes import Node, note_nodes
from tests.page.cards import HOSTILE


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("", []),
        ("plain words", ["plain words"]),
        ("one\ntwo", ["one\ntwo"]),
        ("one\n\ntwo", [["p", "one"], ["p", "two"]]),
        ("*a* **b** ~~c~~ `d`", [["p", ["em", "a"], " ", ["strong", "b"], " ", ["del", "c"], " ", ["code", "d"]]]),
        ("# Head\n> quote", [["h", "Head"], ["blockquote", ["p", "quote"]]]),
        ("- a\n- b\n  1. c", [["ul", ["li", "a"], ["li", "b", ["ol", ["li", "c"]]]]]),
        ("```py\nx = 1\n```", [["pre", "x = 1\n"]]),
        ("[a](https://x.org/?q=1&r)", [["p", ["a", "https://x.org/?q=1&r", "a"]]]),
        ("see https://x.org/a.", [["p", "see ", ["a", "https://x.org/a", "https://x.org/a"], "."]]),
        ("<https://x.org>", [["p", ["a", "https://x.org", "https://x.org"]]]),
        ("[a](javascript:alert(1)) [b](data:x) [c](/etc)", ["a b c"]),
        ("![tree](https://x.org/t.png)", [["p", ["a", "https://x.org/t.png", "tree"]]]),
        ("a <b onclick=x>bold</b><br>c", ["a <b onclick=x>bold</b>\nc"]),
        ("[[Owls]] and $x_1$", ["[[Owls]] and $x_1$"]),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |",
            [["table", ["tr", ["td", "a"], ["td", "b"]], ["tr", ["td", "1"], ["td", "2"]]]],
        ),
    ],
)
def test_nodes(text: str, nodes: list[Node]) -> None:
    assert note_nodes(text) == nodes


def names(nodes: list[Node]) -> set[str]:
    return {name for node in nodes if isinstance(node, list) for name in ({node[0]} | names(node[1:]))}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_notes_make_no_other_element(text: str) -> None:
    for around in ("{}", "- {}", "# {}", "[{}](x)", "![x]({})", "> {}", "`{}`", "\n\n{}\n\n", "|a|\n|-|\n|{}|"):
        assert names(note_nodes(around.format(text))) <= set(
            "p h ul ol li code a pre blockquote em strong table tr td".split()
        )


def test_no_depth_is_too_deep() -> None:
    for text in ("> " * 5000 + "x", "- " * 5000 + "x", "*" * 5000 + "x" + "*" * 5000, "[" * 5000 + "x" + "](y)" * 5000):
        assert "x" in json.dumps(note_nodes(text))
