"""An export brought up to date: what the user did to the file survives, what they left alone follows our data."""

from __future__ import annotations

import pytest

from biblio.export.merge_entry import EntryConflict, merge_entry
from biblio.export.merge_file import MergeResult, WrittenEntry, merge_file

HEAD = "% My bibliography\n@string{jml = {Journal}}\n@preamble{ {\\newcommand{\\x}{y}} }\n@comment{ mine }\n\n"
OWN = "@misc{own, title = {My own}, note={kept}}\n"


def entry(key: str, title: str = "Title", **fields: str) -> str:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in {"title": title, "year": "2020", **fields}.items())
    return f"@misc{{{key},\n{lines}}}\n"


def written(*entries: str) -> dict[str, WrittenEntry]:
    return {text[6 : text.index(",")]: WrittenEntry.of(text) for text in entries}


def desired_entries(*entries: str) -> dict[str, str]:
    return {text[6 : text.index(",")]: text for text in entries}


def forgotten(base: dict[str, WrittenEntry]) -> dict[str, WrittenEntry]:
    """The base as it is when the state was lost and only the digests are left."""
    return {key: WrittenEntry(entry.digest) for key, entry in base.items()}


A, B, C = entry("a"), entry("b"), entry("c")


def check(result: MergeResult, **expected: object) -> None:
    """Only the named lists have something in them."""
    names = ("added", "changed", "removed", "edited", "kept", "deleted", "unreadable", "conflicts")
    assert {name: getattr(result, name) for name in names if getattr(result, name)} == expected


def test_a_new_file_has_the_entries_in_order_with_blank_lines_between() -> None:
    for empty in ("", "\n", " \n\n"):
        result = merge_file(empty, desired_entries(B, A, C), {})
        assert result.text == f"{A}\n{B}\n{C}"
        assert result.base == written(A, B, C)
        check(result, added=("a", "b", "c"))


def test_nothing_changed_changes_nothing() -> None:
    text = HEAD + A + "\n\n\n" + OWN + B
    result = merge_file(text, desired_entries(A, B), written(A, B))
    assert result.text == text
    check(result)


def test_an_untouched_entry_is_replaced_in_its_place() -> None:
    newer = entry("a", "Better", doi="10.1/x")
    result = merge_file(f"{HEAD}{B}% on a\n{A}% end", desired_entries(newer, B), written(A, B))
    assert result.text == f"{HEAD}{B}% on a\n{newer}% end"
    check(result, changed=("a",))


def test_an_untouched_entry_is_replaced_by_its_digest_alone() -> None:
    newer = entry("a", "Better")
    assert merge_file(A, desired_entries(newer), forgotten(written(A))).text == newer


def test_an_edited_entry_stays_as_it_is_while_our_data_does() -> None:
    theirs = '@ARTICLE{a, title="Mine",\n\tyear=2020}\n'
    for base in (written(A), forgotten(written(A))):
        result = merge_file(theirs, desired_entries(A), base)
        assert result.text == theirs
        check(result, edited=("a",))


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        # our change goes into the edited entry, and nothing else moves
        (
            "@misc{a,\n  note = {mine},\n  title   =   {Title} ,\n  year = {2020}\n}",
            entry("a", "New"),
            "@misc{a,\n  note = {mine},\n  title   =   {New} ,\n  year = {2020}\n}",
        ),
        # a field we add goes after the one before it, in the entry's own layout
        (
            "@misc{a,\n\ttitle = {Mine},\n\tyear = 2020\n}",
            entry("a", doi="10.1/x"),
            "@misc{a,\n\ttitle = {Mine},\n\tyear = 2020,\n\tdoi = {10.1/x}\n}",
        ),
        ("@misc{a, title = {Mine}}", entry("a", doi="10.1/x"), "@misc{a, title = {Mine}, doi = {10.1/x}}"),
        (
            "@misc{a\n , title = {Mine}\n , year = {2020}\n}",
            entry("a", "Title", doi="10.1/x"),
            "@misc{a\n , title = {Mine}\n , year = {2020}, doi = {10.1/x}\n}",
        ),
        ("@misc{a,\n  note = {x},\n}", "@misc{a,\n  pre = {p},\n  title = {Title},\n  year = {2020},\n}\n",
         "@misc{a,\n  pre = {p},\n  note = {x},\n}"),
        ("@misc{a}", entry("a", doi="10.1/x"), "@misc{a, doi = {10.1/x} }"),
        # a field we no longer have goes, wherever it stands
        ("@misc{a,\n  title = {Mine},\n  year = {2020},\n}", "@misc{a,\n  title = {Title},\n}\n",
         "@misc{a,\n  title = {Mine},\n}"),
        ("@misc{a, year = {2020}, title = {Mine}}", "@misc{a,\n  title = {Title},\n}\n", "@misc{a, title = {Mine}}"),
        # the same change on both sides is none
        ("@misc{a, title = {New}, year = 2020}", entry("a", "New"), "@misc{a, title = {New}, year = 2020}"),
        # another type, unless the user chose one
        ("@MISC{a, title = {Mine}, year = 2020}", entry("a").replace("@misc", "@article"),
         "@article{a, title = {Mine}, year = 2020}"),
    ],
)  # fmt: skip
def test_an_edited_entry_takes_our_changes_field_by_field(theirs: str, ours: str, expected: str) -> None:
    result = merge_file(theirs, {"a": ours}, written(A))
    assert result.text == expected
    assert result.conflicts == ()
    assert merge_file(result.text, {"a": ours}, result.base).text == expected


@pytest.mark.parametrize(
    ("theirs", "ours", "conflict"),
    [
        ("@misc{a, title = {Mine}, year = 2020}", entry("a", "Ours"), EntryConflict("a", "title", "{Mine}", "{Ours}")),
        ("@misc{a, year = 2020}", entry("a", "Ours"), EntryConflict("a", "title", "", "{Ours}")),
        (
            "@misc{a, title = {Mine}, year = 2020}",
            "@misc{a,\n  year = {2020},\n}\n",
            EntryConflict("a", "title", "{Mine}", ""),
        ),
        (
            "@misc{a, title = {Title}, year = 2020, doi = {1}}",
            entry("a", doi="2"),
            EntryConflict("a", "doi", "{1}", "{2}"),
        ),
        (
            "@book{a, title = {Title}, year = 2020}",
            A.replace("@misc", "@report"),
            EntryConflict("a", "entry type", "book", "report"),
        ),
    ],
)
def test_where_both_changed_the_users_value_stays_and_is_reported_once(
    theirs: str, ours: str, conflict: EntryConflict
) -> None:
    result = merge_file(theirs, {"a": ours}, written(A))
    assert result.text == theirs
    check(result, edited=("a",), conflicts=(conflict,))
    check(merge_file(theirs, {"a": ours}, result.base), edited=("a",))


def test_without_the_bases_text_only_missing_fields_are_added() -> None:
    theirs = "@misc{a,\n  title = {Mine},\n  note = {n},\n}\n"
    ours = entry("a", "Ours", doi="10.1/x")
    merged = "@misc{a,\n  title = {Mine},\n  year = {2020},\n  doi = {10.1/x},\n  note = {n},\n}\n"
    for base in ({}, forgotten(written(A))):
        result = merge_file(theirs, {"a": ours}, base)
        assert result.text == merged
        check(result, changed=("a",), edited=("a",))


def test_a_field_the_user_removed_stays_away_while_our_data_does_not_change() -> None:
    theirs = "@misc{a,\n  title = {Title},\n}\n"
    for base in (written(A), forgotten(written(A))):
        result = merge_file(theirs, desired_entries(A), base)
        assert result.text == theirs
        check(result, edited=("a",))


def test_of_a_field_that_stands_twice_the_first_counts() -> None:
    theirs = "@misc{a, title = {Title}, year = 2020, title = {x}}"
    result = merge_file(theirs, desired_entries(entry("a", "New")), written(A))
    assert result.text == "@misc{a, title = {New}, year = 2020, title = {x}}"


def test_an_entry_whose_work_left_goes_unless_it_was_edited() -> None:
    result = merge_file(f"{A}\n{B}\n{C}", desired_entries(A, C), written(A, B, C))
    assert result.text == f"{A}\n{C}"
    assert result.base == written(A, C)
    check(result, removed=("b",))
    theirs = B.replace("Title", "Mine")
    result = merge_file(f"{A}\n{theirs}\n{C}", desired_entries(A, C), written(A, B, C))
    assert result.text == f"{A}\n{theirs}\n{C}"
    assert result.base == written(A, B, C)
    check(result, kept=("b",))


def test_an_entry_the_user_deleted_stays_deleted_for_ever() -> None:
    base = dict(written(A, B, C))
    result = merge_file(f"{A}\n{C}", desired_entries(A, B, C), base)
    assert result.text == f"{A}\n{C}"
    check(result, deleted=("b",))
    later = merge_file(result.text, desired_entries(A, C), result.base)
    back = merge_file(later.text, desired_entries(A, B, C), later.base)
    assert back.text == f"{A}\n{C}"
    check(back, deleted=("b",))


def test_an_entry_that_we_took_out_may_come_back() -> None:
    later = merge_file(f"{A}\n{B}", desired_entries(A), written(A, B))
    assert later.text == A
    assert merge_file(later.text, desired_entries(A, B), later.base).text == f"{A}\n{B}"


def test_a_file_without_a_base_is_written_afresh_and_with_one_it_was_emptied_by_hand() -> None:
    assert merge_file("\n", desired_entries(A, B), {}).text == f"{A}\n{B}"
    result = merge_file("\n", desired_entries(A, B), written(A, B))
    assert result.text == "\n"
    check(result, deleted=("a", "b"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A}\n{C}", f"{A}\n{B}\n{C}"),
        (f"{C}\n{A}", f"{C}\n{A}\n{B}"),  # the user's order stays
        (f"{HEAD}{A}\n% on c\n{C}", f"{HEAD}{A}\n{B}\n% on c\n{C}"),
        (A.strip() + " % remark\n\n" + C, A.strip() + f" % remark\n\n{B}\n{C}"),
        (A.strip() + C, A.strip() + "\n\n" + B.strip() + C),
        (f"{C}", f"{B}\n{C}"),
        (f"% header\n\n% on c\n{C}", f"% header\n\n{B}\n% on c\n{C}"),
        (f"% header\n{C}", f"% header\n{B}\n{C}"),
        (OWN, f"{OWN}\n{B}"),
        (OWN.strip(), f"{OWN}\n{B}"),
        ("% only a comment", f"% only a comment\n\n{B}"),
    ],
)
def test_a_new_entry_goes_in_by_key_and_moves_nothing(text: str, expected: str) -> None:
    others = {key: one for key, one in {"a": A, "c": C}.items() if f"{{{key}," in text}
    result = merge_file(text, {**others, "b": B}, {key: WrittenEntry.of(one) for key, one in others.items()})
    assert result.text == expected
    check(result, added=("b",))


def test_several_new_entries_keep_their_order() -> None:
    new = [entry(key) for key in ("a1", "a2", "b1", "0")]
    result = merge_file(f"{A}\n{C}", desired_entries(A, C, *new), written(A, C))
    assert result.text == "\n".join(entry(key) for key in ("0", "a", "a1", "a2", "b1", "c"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{A}\n{B}", A),
        (f"{B}\n{A}", A),
        (f"{B}", "\n"),
        (f"{HEAD}{B}\n{OWN}", f"{HEAD}{OWN}"),
        (f"{A}\n% on b\n{B}", f"{A}\n% on b\n"),
        (f"{A}\n{B}% last words\n", f"{A}\n% last words\n"),
        (f"{A}\n{B.strip()}", A.strip()),
        (A.strip() + B.strip() + "\n" + OWN, A.strip() + "\n" + OWN),
    ],
)
def test_what_goes_leaves_no_gap(text: str, expected: str) -> None:
    desired = desired_entries(A) if "{a," in text else {}
    result = merge_file(text, desired, written(A, B) if desired else written(B))
    assert result.text == expected


def test_several_at_the_end_go_together() -> None:
    result = merge_file(f"{A}\n{B}\n{C}", desired_entries(A), written(A, B, C))
    assert result.text == A


def test_crlf_files_keep_their_line_ends() -> None:
    text = f"{HEAD}{A}\n{C}".replace("\n", "\r\n")
    newer = entry("a", "New")
    result = merge_file(text, desired_entries(newer, B, C), written(A, C))
    assert result.text == f"{HEAD}{newer}\n{B}\n{C}".replace("\n", "\r\n")
    check(result, added=("b",), changed=("a",))
    edited = text.replace("Title", "Mine", 1)
    assert merge_file(edited, desired_entries(entry("a", doi="1"), C), written(A, C)).text == edited.replace(
        "2020},\r\n", "2020},\r\n  doi = {1},\r\n", 1
    )


def test_a_renamed_key_is_recognised_by_the_work_and_kept() -> None:
    works = {"a": "doi:1", "b": "doi:2"}

    def identify(text: str) -> str | None:
        return "doi:1" if "mine:2020" in text else None

    text = f"{A.replace('{a,', '{mine:2020,')}\n{B}"
    result = merge_file(text, desired_entries(A, B), written(A, B), works=works, identify=identify)
    assert result.text == text
    check(result, edited=("a",))
    assert result.renamed == {"a": "mine:2020"}
    newer = entry("a", "New")
    result = merge_file(text, desired_entries(newer, B), written(A, B), works=works, identify=identify)
    assert result.text == f"{newer.replace('{a,', '{mine:2020,')}\n{B}"
    later = merge_file(result.text, desired_entries(B), result.base, works=works, identify=identify)
    assert later.text == result.text
    check(later, kept=("a",))


def test_a_renamed_key_that_nobody_recognises_is_not_written_again() -> None:
    text = A.replace("{a,", "{mine:2020,")
    result = merge_file(text, desired_entries(A), written(A))
    assert result.text == text
    check(result, deleted=("a",))


def test_a_key_in_other_capitals_is_the_same_key() -> None:
    result = merge_file(A.replace("{a,", "{A,"), desired_entries(entry("a", "New")), written(A))
    assert result.text == entry("A", "New")
    assert result.renamed == {"a": "A"}


def test_an_own_entry_on_a_work_of_ours_is_completed_not_doubled() -> None:
    theirs = "@misc{mine, title = {Mine}}\n"
    result = merge_file(theirs, desired_entries(A), {}, works={"a": "w"}, identify=lambda text: "w")
    assert result.text == "@misc{mine, title = {Mine}, year = {2020}}\n"
    check(result, changed=("a",), edited=("a",))


def test_the_second_entry_with_a_key_is_the_users_own() -> None:
    text = f"{A}\n@misc{{a, title = {{other}}}}\n"
    newer = entry("a", "New")
    assert merge_file(text, desired_entries(newer), written(A)).text == text.replace(A, newer)


@pytest.mark.parametrize(
    "theirs",
    ["@misc{a,\n  title = {Mine,\n  year = {2020},\n}\n", "@misc{a,\n  title = {Mine}\n  year = {2020},\n}\n"],
)
def test_an_entry_that_was_broken_is_left_alone_and_not_doubled(theirs: str) -> None:
    text = f"{theirs}\n{B}"
    result = merge_file(text, desired_entries(entry("a", "New"), B), written(A, B))
    assert result.text == text
    assert result.base == written(A, B)
    check(result, unreadable=("a",))
    later = merge_file(text, desired_entries(B), written(A, B))
    assert later.text == text
    assert "a" in later.base


def test_a_broken_entry_is_told_of_even_while_our_data_does_not_change() -> None:
    check(merge_file("@misc{a,\n  title = {x,\n}\n", desired_entries(A), written(A)), unreadable=("a",))


@pytest.mark.parametrize(
    ("theirs", "base", "is_edited"),
    [
        ('"Nature"', "{Nature}", False),
        ("{Nature  of\n things}", "{Nature of things}", False),
        ("2001", "{2001}", False),
        ("NATURE", "nature", False),
        ("nature", "{nature}", True),
        ("{nature}", "nature", True),
        ('"a" # "b"', '"a"', True),
        ("{a} # {b}", "{a}", True),
        ('"a" # b', "{a}", True),
        ("b # {a}", "{a}", True),
        ("{Nature}", "{nature}", True),
        ("{Xature}", '"Yature"', True),
    ],
)
def test_a_value_counts_as_edited_if_bibtex_reads_another(theirs: str, base: str, is_edited: bool) -> None:
    def with_journal(value: str) -> str:
        return f"@article{{a,\n  title = {{Title}},\n  journal = {value},\n}}"

    text, conflicts = merge_entry(with_journal(theirs), with_journal(base), with_journal("{Science}"), key="a")
    assert text == with_journal(theirs if is_edited else "{Science}")
    assert [(conflict.theirs, conflict.ours) for conflict in conflicts] == (
        [(theirs, "{Science}")] if is_edited else []
    )


def test_a_broken_entry_whose_work_left_is_told_of_and_stays() -> None:
    ours = entry("a")
    broken = ours[:-2]
    result = merge_file(broken, {}, written(ours))
    assert result.text == broken
    check(result, unreadable=("a",))
    edited = ours.replace("Title", "Mine")
    check(merge_file(edited, {}, written(ours)), kept=("a",))


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("{b}", "c", "{b}\n\n{c}"),
        ("{b}", "a", "{a}\n\n{b}"),
        ("mine\n\n% about b\n{b}", "a", "mine\n\n{a}\n\n% about b\n{b}"),
        ("mine\n{b}", "a", "mine\n{a}\n\n{b}"),
        ("{z}\n\n% about b\n{b}", "a", "{z}\n\n{a}\n\n% about b\n{b}"),
        ("{b} % a remark\nmine", "c", "{b} % a remark\n\n{c}\nmine"),
        ("{b} % a remark", "c", None),
    ],
)
def test_a_new_entry_goes_into_a_file_that_ends_without_a_line_end(text: str, key: str, expected: str | None) -> None:
    def filled(pattern: str) -> str:
        for name in "abcz":
            pattern = pattern.replace(f"{{{name}}}", entry(name).strip())
        return pattern

    desired = {"b": entry("b"), key: entry(key)}
    result = merge_file(filled(text), desired, written(entry("b")))
    check(result, added=(key,))
    if expected is not None:
        assert result.text == filled(expected)
    assert not merge_file(result.text, desired, result.base).added


@pytest.mark.parametrize("keep_text", [True, False])
def test_an_entry_under_the_users_key_is_replaced_in_its_place(keep_text: bool) -> None:
    base = written(entry("a", "Old", url="u"))
    existing = entry("mine", "Old", url="u")
    result = merge_file(
        existing, desired_entries(entry("a", "New")), base if keep_text else forgotten(base),
        works={"a": "work"}, identify=lambda text: "work",
    )  # fmt: skip
    assert result.text == entry("mine", "New")
    assert dict(result.renamed) == {"a": "mine"}
    again = merge_file(
        result.text, desired_entries(entry("a", "New")), result.base, works={"a": "work"}, identify=lambda text: "work"
    )
    assert again.text == result.text
    assert not again.changed


@pytest.mark.parametrize(
    ("before", "rest"),
    [("mine\n\n", "mine\n"), ("mine  \r\n\r\n", "mine  \r\n"), ("mine ", "mine "), ("mine\n", "mine\n"), ("\n\n", "")],
)
def test_the_users_text_keeps_its_line_end_when_the_last_entry_goes(before: str, rest: str) -> None:
    ours = entry("b").strip()
    assert merge_file(before + ours, {}, written(ours)).text == rest
