"""The texts that biblio writes for people: zotero.txt and notes in HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from biblio.errors import DecisionsError, StoreError
from biblio.zotero import note_html as note_html_module
from biblio.zotero.note_html import note_html, note_id_in
from biblio.zotero.object_keys import choose_key
from biblio.zotero.overrides import HEADER, Override, Overrides, parse_overrides, rewrite_overrides
from biblio.zotero.overrides_file import change_overrides, read_overrides

words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=0, max_size=12)
subjects = st.one_of(words.filter(bool), st.from_regex(r"(doi|arxiv|)[:/.\w]{1,4}", fullmatch=True))
facts = st.one_of(
    st.builds(Override, st.sampled_from(["add", "remove", "place", "same"]), subjects, words),
    st.builds(Override, st.sampled_from(["drop", "without"]), words),
    st.builds(
        Override,
        st.just("claim"),
        subjects,
        subjects,
        st.sampled_from(['"A Title"', '[["author", "Doe", "J", ""]]', '""']),
    ),
)


@given(st.lists(facts))
def test_facts_survive_the_file(some: list[Override]) -> None:
    overrides = Overrides.of(some)
    text = rewrite_overrides("", Overrides(), overrides)
    assert parse_overrides(text).lines == overrides.lines
    assert text.startswith(HEADER)


@given(st.lists(facts, max_size=5), st.lists(facts, max_size=3))
def test_only_the_lines_that_came_or_went_change(some: list[Override], new: list[Override]) -> None:
    before = Overrides.of(some)
    text = "# mine\n\n" + "".join(f"{fact}\n" for fact in sorted(before.lines)) + "  # last\n"
    after = before.changed(new)
    lines = rewrite_overrides(text, before, after).split("\n")
    assert parse_overrides("\n".join(lines)).lines == after.lines
    kept = [str(fact) for fact in sorted(before.lines & after.lines)]
    assert [line for line in lines if line in kept or "mine" in line][: len(kept) + 1][0] == "# mine"
    assert "  # last" in lines


def test_a_last_line_without_an_end_is_not_glued_to_the_next() -> None:
    text = "add doi:10.1/x NLP\ndrop doi:10.1/y"
    before = parse_overrides(text)
    after = before.changed([Override("drop", "doi:10.1/z"), Override("claim", "doi:10.1/x", "title", '"é"')])
    new = rewrite_overrides(text, before, after)
    assert new == text + '\nclaim doi:10.1/x title "é"\ndrop doi:10.1/z\n'
    assert rewrite_overrides(new, after, after) == new
    quoted = Override("add", "doi:10.1/x", "深層 学習")
    assert rewrite_overrides("", Overrides(), Overrides.of([quoted])) == f'{HEADER}add doi:10.1/x "深層 学習"\n'


@pytest.mark.parametrize("name", ["doi:10.1/x:", "doi:10.1/x:y:", ":", "doi:"])
def test_a_name_may_end_in_a_colon(name: str) -> None:
    facts = Overrides.of([Override("add", name, "NLP"), Override("drop", name)])
    assert parse_overrides(rewrite_overrides("", Overrides(), facts)).lines == facts.lines


@pytest.mark.parametrize(
    ("line", "what"),
    [("forget doi:10.1/x", "unknown word 'forget'"), ("add doi:10.1/x", "followed by 2 words"), ("drop a b c", "has more"),
     ("drop arxiv:", "lost its end"),
     ("claim doi:10.1/x title Bare", "is not a JSON value")],
)  # fmt: skip
def test_a_line_that_cannot_be_read_stops_everything(line: str, what: str) -> None:
    with pytest.raises(DecisionsError, match=what) as caught:
        parse_overrides(f"# fine\n{line}\n", "zotero.txt")
    assert str(caught.value).startswith("zotero.txt:2: ")


def test_a_line_with_another_value_or_name_stays_in_its_place() -> None:
    text = 'add doi:10.1/x NLP\nclaim doi:10.1/x title "One"\n# mine\ndrop doi:10.1/y\n'
    before = parse_overrides(text)
    after = parse_overrides('add arxiv:1 NLP\nclaim doi:10.1/x title "Two"\ndrop doi:10.1/y\nadd doi:10.1/y ML\n')
    assert rewrite_overrides(text, before, after) == (
        'add arxiv:1 NLP\nclaim doi:10.1/x title "Two"\n# mine\ndrop doi:10.1/y\nadd doi:10.1/y ML\n'
    )


def test_two_values_for_one_field_stop_everything(tmp_path: Path) -> None:
    """Git leaves both lines if two people changed one field and both lines were kept: none is silently the true one."""
    path = tmp_path / "zotero.txt"
    path.write_text('claim a title "One"\nclaim b title "Two"\nclaim a date "2020"\nclaim a title "Two"\n')
    with pytest.raises(DecisionsError, match="line 1 gives another value") as caught:
        read_overrides(path)
    assert f"{path}:4: " in str(caught.value)
    path.write_text('claim a title "One"\nclaim a title  "One"\nadd a NLP\nadd a ML\n')
    assert len(read_overrides(path).lines) == 3


def test_what_a_person_writes_while_the_file_is_changed_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "zotero.txt"
    path.write_text("add a NLP\n", encoding="utf-8")
    seen: list[Overrides] = []

    def change(before: Overrides) -> Overrides:
        seen.append(before)
        if len(seen) == 1:
            path.write_text("add a NLP\nadd b Mine\n", encoding="utf-8")
        return before.changed([Override("drop", "c")])

    change_overrides(path, change)
    assert path.read_text(encoding="utf-8") == "add a NLP\nadd b Mine\ndrop c\n"
    assert len(seen) == 2


def test_a_file_that_keeps_changing_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "zotero.txt"

    def change(before: Overrides) -> Overrides:
        path.write_text("".join(f"add {number} Mine\n" for number in range(len(before.lines) + 1)), encoding="utf-8")
        return before.changed([Override("drop", "c")])

    with pytest.raises(StoreError, match=r"zotero\.txt: the file keeps changing"):
        change_overrides(path, change)
    assert not read_overrides(path).about("drop", ["c"])


@given(st.text(max_size=80), st.text(alphabet="abc-12", min_size=1, max_size=12))
def test_a_note_says_where_it_comes_from(comment: str, name: str) -> None:
    text = note_html(comment, note=name, source="a <b>.txt", address="https://example.org/?a=1&b=2")
    assert note_id_in(text) == name
    assert note_id_in(f"<div>{text}</div>") == name
    assert "<script" not in note_html(f"<script>{comment}</script>", note=name, source="x")


in_markdown = st.text(
    alphabet=st.one_of(st.sampled_from("ab灯.,:;-+=#|>]'\"(1) \n\t\u3000_*`[<&~"), st.characters(codec="utf-8")),
    max_size=20,
)


@given(
    st.lists(
        st.one_of(
            in_markdown,
            st.sampled_from(
                ["\n\n", "  \n", "a b\n", "| a |\n", "---", "# a", "## a\n", "1. a", "a ", "https://roe.example.org/a "]
            ),
        ),
        max_size=8,
    )
)
@example(["a\n", "---"])
@example(["https://a"])
@example(["http://roe.example.org/a_b/-1.pdf"])
@example(["http://roe.example.org/a_.\n"])
@example(["a | b\n", "a\n\n", 'b\'s "c" > d'])
def test_paragraphs_and_headings_are_rendered_as_in_the_whole(parts: list[str]) -> None:
    comment = "".join(parts)
    quick = note_html_module._by_blocks(comment)
    slow = note_html_module._rendered(comment)
    assert quick in ("", slow)


def test_words_in_paragraphs_need_no_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_html_module, "_markdown", pytest.fail)
    text = note_html(
        "# Lamps\n\nIt burns well, it's said.\nAnd long.\n\nTrim it: at dusk.\n\nhttps://roe.example.org/a",
        note="n",
        source="n.md",
    )
    assert text.startswith(
        "<h1>Lamps</h1>\n<p>It burns well, it's said.<br />\nAnd long.</p>\n<p>Trim it: at dusk.</p>\n<p><a href="
    )


def test_notes_keep_links_lists_and_lines() -> None:
    text = note_html(
        "読んだ。\nhttps://example.org/a。\n\n- [x](https://x.org)\n- `https://code.org`", note="n", source="s"
    )
    assert "読んだ。<br" in text
    assert '<a href="https://example.org/a">https://example.org/a</a>。' in text
    assert '<li><a href="https://x.org">x</a></li>' in text
    assert "<code>https://code.org</code>" in text
    assert note_id_in("<p>somebody else's</p>") == ""


def test_keys_are_the_servers_and_follow_from_what_they_are_for() -> None:
    keys = {choose_key("users/1", f"doi:10.1/{n}", ()) for n in range(1000)}
    assert len(keys) == 1000
    assert all(len(key) == 8 and set(key) <= set("23456789ABCDEFGHIJKLMNPQRSTUVWXYZ") for key in keys)
    first = choose_key("users/1", "x", ())
    assert choose_key("users/1", "x", ()) == first
    assert choose_key("users/1", "x", {first}) != first
    assert choose_key("users/2", "x", ()) != first
