"""The scanner: nothing lost, entries found as BibTeX finds them, in linear time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.bibtex.scanner import BlockKind, FieldSpan, blocks_with_strings, scan, scan_fields
from biblio.errors import BibtexError

PIECES = st.sampled_from(
    [
        "@article{key,\n  title = {A {B} c},\n}\n", "@misc(k, t = \"a ) b\")", "@string{x = \"y\"}", "@preamble{\"p\"}",
        "@comment{ {x} }", "@comment{", "@article{broken,\n title = {x\n", "@", "@a", "@a{", "@a(", "{", "}", "(", ")",
        '"', ",", "=", "#", "%", "% @a{b,}\n", "\n", "\r\n", "\r", " ", "x", "title = {y},", "\\{", "é", "\ufeff", "@é{",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=60))


@given(TEXTS)
def test_every_macro_stands_before_the_last_head_of_one(text: str) -> None:
    before = list(blocks_with_strings(text))
    assert before == list(scan(text))[: len(before)]
    assert [block for block in before if block.kind is BlockKind.STRING] == [
        block for block in scan(text) if block.kind is BlockKind.STRING
    ]


def blocks(text: str) -> list[tuple[str, str, str]]:
    """Kind, type and key of every block but white space."""
    return [
        (block.kind.value, block.type, block.key)
        for block in scan(text)
        if block.kind is not BlockKind.TEXT or text[block.start : block.end].strip()
    ]


@given(TEXTS)
def test_blocks_joined_are_the_text(text: str) -> None:
    found = list(scan(text))
    assert "".join(text[block.start : block.end] for block in found) == text
    assert all(block.end > block.start for block in found)


@given(TEXTS)
def test_fields_lie_in_their_entry_in_order(text: str) -> None:
    for block in scan(text):
        try:
            spans = scan_fields(text, block)
        except BibtexError:
            continue
        place = block.start
        for span in spans:
            assert place < span.start < span.value_start < span.value_end <= span.end < block.end
            assert text[span.start :].lower().startswith(span.name)
            place = span.end - 1


@given(st.lists(PIECES, max_size=10).map("".join), st.lists(PIECES, max_size=10).map("".join))
def test_line_numbers_count_line_feeds(before: str, after: str) -> None:
    text = f"\n{before}\n{after}\n"
    for block in scan(text):
        assert block.line == text.count("\n", 0, block.start) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Article{Key, title={x}}", [("entry", "article", "Key")]),
        ("@article(key, title={x) y})", [("entry", "article", "key")]),
        ('@article(key, title="x) {"} y")', [("entry", "article", "key")]),
        ("@ article { key , title={x}}", [("entry", "article", "key")]),
        ("@misc{key}", [("entry", "misc", "key")]),
        ("@misc{key,}", [("entry", "misc", "key")]),
        ("@misc{,title={x}}", [("entry", "misc", "")]),
        ("@misc{title={x}}", [("entry", "misc", "")]),
        ("@misc{k, t={\\{}}", [("broken", "misc", "k")]),  # BibTeX counts escaped braces too
        ("@STRING{jml = {J}}", [("string", "string", "jml")]),
        ('@preamble{"\\foo"}', [("preamble", "preamble", "")]),
        ("@comment{jabref-meta: {x}}", [("comment", "comment", "")]),
        ("@comment{@article{a, t={x}}}", [("comment", "comment", "")]),
        ("@comment no braces\n@a{k}", [("text", "", ""), ("entry", "a", "k")]),
        ("@comment{ not closed\n@a{k}", [("comment", "comment", ""), ("entry", "a", "k")]),
        ("% @article{a, t={x}}\n", [("text", "", "")]),
        ("100% free @article{a, t={x}}\n", [("text", "", "")]),
        ("me@home.org wrote\n@a{k}", [("text", "", ""), ("entry", "a", "k")]),
        ("@a{k} @b{l}", [("entry", "a", "k"), ("entry", "b", "l")]),
        ("\ufeff@a{k}", [("text", "", ""), ("entry", "a", "k")]),
        ("@a{one, t={x}\n@b{two, t={y}}\n", [("broken", "a", "one"), ("entry", "b", "two")]),
        ("@a{one, t={x\n@b{two, t={y}}\n", [("broken", "a", "one"), ("entry", "b", "two")]),
        ("@a{one, t={x},\n\n@b{two, t={y}}\n}\n", [("broken", "a", "one"), ("entry", "b", "two"), ("text", "", "")]),
        ("@a{one, t={quoted:\n@b{two, t={y}}\nend}}", [("entry", "a", "one")]),  # BibTeX inside a value
        ('@a{one, t="quoted:\n@b{two, t={y}}\nend"}', [("entry", "a", "one")]),
        ("@a{one, t={\n@b{two,}\n}\n@c{three}\n}", [("broken", "a", "one"), ("entry", "c", "three"), ("text", "", "")]),
        ("@a(one, t={x}\n  @b(two, t={y})", [("broken", "a", "one"), ("entry", "b", "two")]),
        ("@a{k, t = " + "{" * 9 + "x" + "}" * 9 + "}", [("entry", "a", "k")]),
        ("@a{k,\r\n t={x}}\r\n@b{l}", [("entry", "a", "k"), ("entry", "b", "l")]),
    ],
)
def test_blocks_are_found_as_bibtex_finds_them(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert blocks(text) == expected


def values(text: str) -> dict[str, str]:
    (block,) = [block for block in scan(text) if block.kind is BlockKind.ENTRY]
    return {span.name: text[span.value_start : span.value_end] for span in scan_fields(text, block)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@a{k}", {}),
        ("@a{k, }", {}),
        ("@a{k, Title = {x}, YEAR=2020}", {"title": "{x}", "year": "2020"}),
        ('@a{k, t = "a, {"} b = c" , u={y}}', {"t": '"a, {"} b = c"', "u": "{y}"}),
        ("@a{k, t = {x} # jan # \" z\",}", {"t": '{x} # jan # " z"'}),
        ("@a{k\n , t = {x}\n , u = {y}\n}", {"t": "{x}", "u": "{y}"}),
        ("@a{k, bdsk-url-1 = {x}, a:b+c = {y}}", {"bdsk-url-1": "{x}", "a:b+c": "{y}"}),
        ("@a(k, t = {x)})", {"t": "{x)}"}),
        ("@a{k, t = " + "{" * 9 + "x" + "}" * 9 + ', u = "' + "{" * 9 + "}" * 9 + '" # jan}',
         {"t": "{" * 9 + "x" + "}" * 9, "u": '"' + "{" * 9 + "}" * 9 + '" # jan'}),
    ],
)  # fmt: skip
def test_values_of_fields(text: str, expected: dict[str, str]) -> None:
    assert values(text) == expected


def test_a_field_span_ends_behind_its_comma() -> None:
    text = "@a{k, t = {x} , u = 1\n}"
    (block,) = list(scan(text))
    assert scan_fields(text, block) == (FieldSpan("t", 6, 15, 10, 13), FieldSpan("u", 16, 21, 20, 21))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@a{k,\n t = {x}\n u = {y}}", "line 3: a comma is missing before 'u = {y}'"),
        ("@a{k, t = }", "line 1: the value of 't' is missing or is not closed"),
        ("@a{k, t = , u={x}}", "line 1: the value of 't' is missing or is not closed"),
        ('@a{k,\n\n t = "x}', "line 3: the value of 't' is missing or is not closed"),
        ("@a{k, t = {x} # }", "line 1: the value of 't' is missing or is not closed"),
        ("@a{k, t}", "line 1: 't' is not a field"),
        ("@a{k, {x}}", "line 1: '{x}' is not a field"),
        ("@a{k t = {x}}", "line 1: the entry has no key"),
        ("@a{t = {x}}", "line 1: the entry has no key"),
        ("@a{{x}}", "line 1: the entry's key cannot be read"),
        ("@a{k", "line 1: this is not a complete entry"),
        ("@string{k = {x}}", "line 1: this is not a complete entry"),
    ],
)
def test_an_entry_that_is_not_bibtex_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(BibtexError) as caught:
        scan_fields(text, next(iter(scan(text))))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "unit",
    [
        "@a{",
        "@a(",
        "@a(\n",
        "@a{\n",
        "@a(x) ",
        '@a("\n',
        '@a("{',
        "@comment{",
        "@a{k, t={",
        "% @a{\n",
        "@ ",
        "@a{b,c={x}",
    ],
)
def test_damaged_text_takes_linear_time(unit: str) -> None:
    text = unit * 40_000  # at quadratic cost this would take minutes
    assert sum(block.end - block.start for block in scan(text)) == len(text)
