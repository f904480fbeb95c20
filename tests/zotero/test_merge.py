"""Three-way merge as properties: it settles, mirrors nothing away, keeps one-sided edits and every added member."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.zotero.merge import Base, MergedObject, merge_object, values_agree
from biblio.zotero.object_content import Content, Creator

FIELDS = ("title", "date", "volume")
CORRECTABLE = frozenset({*FIELDS, "creators"})
values = st.sampled_from(["", "one", "two", "three"])
sets = st.frozensets(st.sampled_from("ABCD"), max_size=3)
people = st.sampled_from(
    [(), (Creator("author", "Doe", "J"),), (Creator("author", "Roe", "R"), Creator("author", name="X"))]
)
contents = st.builds(
    Content,
    kind=st.just("journalArticle"),
    fields=st.fixed_dictionaries(dict.fromkeys(FIELDS, values)).map(lambda d: {k: v for k, v in d.items() if v}),
    creators=people,
    tags=sets,
    collections=sets,
    related=sets,
)  # fmt: skip
bases = st.builds(Base, contents, contents)


def run(base: Base | None, ours: Content, theirs: Content, side: str | None = None) -> MergedObject:
    return merge_object(base, ours, theirs, correctable=CORRECTABLE, managed="ABCD", settle=lambda name: side)  # type: ignore[arg-type,return-value]


def claimed(ours: Content, merged: MergedObject) -> Content:
    texts = {name: text for name, text in merged.corrections.items() if name != "creators"}
    people = merged.target.creators if "creators" in merged.corrections else ours.creators
    return replace(ours.with_fields(texts), creators=people)


@given(st.one_of(st.none(), bases), contents, contents, st.sampled_from([None, "notes", "zotero"]))
def test_it_settles(base: Base | None, ours: Content, theirs: Content, side: str | None) -> None:
    """What is merged again with what is remembered gives nothing to do; conflicts stay until somebody settles them."""
    merged = run(base, ours, theirs, side)
    again = run(merged.base, claimed(ours, merged), merged.target, side)
    assert again.target == merged.target
    assert not again.corrections
    assert {conflict.field for conflict in again.conflicts} == {conflict.field for conflict in merged.conflicts}
    if side:
        assert not merged.conflicts
    assert run(again.base, claimed(ours, merged), again.target, side).base == again.base


@given(bases, contents)
def test_a_one_sided_edit_of_the_notes_arrives(base: Base, ours: Content) -> None:
    merged = run(base, ours, base.theirs)
    assert not merged.conflicts
    assert not merged.corrections
    for name in FIELDS:
        if ours.get(name) != base.ours.get(name):
            assert merged.target.get(name) == ours.get(name)
        else:
            assert merged.target.get(name) == base.theirs.get(name)
    if ours.creators != base.ours.creators:
        assert merged.target.creators[: len(ours.creators)] == ours.creators
    for new, old, there in (
        (ours.tags, base.ours.tags, merged.target.tags),
        (ours.collections, base.ours.collections, merged.target.collections),
        (ours.related, base.ours.related, merged.target.related),
    ):
        assert new - old <= there
        assert not (old - new) & there


@given(bases, contents)
def test_a_one_sided_edit_in_zotero_comes_back_and_stays(base: Base, theirs: Content) -> None:
    merged = run(base, base.ours, theirs)
    assert merged.target == theirs
    assert not merged.conflicts
    for name in FIELDS:
        changed = theirs.get(name) != base.theirs.get(name)
        assert (name in merged.corrections) == changed
        if changed:
            assert merged.corrections[name] == theirs.get(name)
    assert ("creators" in merged.corrections) == (theirs.creators != base.theirs.creators)


@given(st.one_of(st.none(), bases), contents, contents)
def test_no_added_member_is_lost(base: Base | None, ours: Content, theirs: Content) -> None:
    merged = run(base, ours, theirs)
    old = base.ours if base else Content("journalArticle")
    before = base.theirs if base else Content("journalArticle")
    for name in ("tags", "collections", "related"):
        added_here = getattr(ours, name) - getattr(old, name)
        added_there = getattr(theirs, name) - getattr(before, name) - (getattr(old, name) - getattr(ours, name))
        assert added_here | added_there <= getattr(merged.target, name)


@given(st.one_of(st.none(), bases), contents, contents)
def test_conflicts_touch_neither_side(base: Base | None, ours: Content, theirs: Content) -> None:
    merged = run(base, ours, theirs)
    for conflict in merged.conflicts:
        if conflict.field != "creators":
            assert (conflict.ours, conflict.theirs) == (ours.get(conflict.field), theirs.get(conflict.field))
            assert merged.target.get(conflict.field) == theirs.get(conflict.field)
        assert conflict.field not in merged.corrections


@given(st.one_of(st.none(), bases), contents, contents)
def test_a_conflict_is_settled_as_the_user_says(base: Base | None, ours: Content, theirs: Content) -> None:
    fields = {conflict.field for conflict in run(base, ours, theirs).conflicts}
    for_notes, for_zotero = run(base, ours, theirs, "notes"), run(base, ours, theirs, "zotero")
    assert fields <= set(for_zotero.corrections)
    assert not fields & set(for_notes.corrections)
    for name in fields - {"creators"}:
        assert for_zotero.corrections[name] == for_zotero.target.get(name) == theirs.get(name)
        assert for_notes.target.get(name) == ours.get(name)
    if "creators" in fields:
        assert for_zotero.target.creators == theirs.creators
        assert for_notes.target.creators[: len(ours.creators)] == ours.creators


@pytest.mark.parametrize(
    ("name", "ours", "theirs", "result"),
    [
        ("volume", "", "7", "7"),
        ("volume", "7", "", "7"),
        ("volume", "8", "7", "8"),
        ("title", "A Title", "a title.", "a title."),
        ("url", "https://example.org/ours", "https://example.org/theirs", "https://example.org/theirs"),
        ("abstractNote", "ours", "theirs", "theirs"),
        ("abstractNote", "ours", "", "ours"),
        ("url", "https://example.org/ours", "", "https://example.org/ours"),
        ("accessDate", "2024-01-01", "", ""),
    ],
)
def test_an_adopted_item_loses_nothing_even_if_the_notes_are_preferred(
    name: str, ours: str, theirs: str, result: str
) -> None:
    def content(text: str) -> Content:
        return Content("book").with_fields({name: text})

    merged = merge_object(None, content(ours), content(theirs), correctable={name}, settle=lambda field: "notes")
    assert merged.target.get(name) == result
    assert not merged.corrections


def test_members_of_other_collections_are_none_of_ours() -> None:
    base = Base(Content("book", collections=frozenset("AX")), Content("book", collections=frozenset("AX")))
    merged = merge_object(base, Content("book"), base.theirs, managed="A")
    assert merged.target.collections == {"X"}


def test_an_edit_in_zotero_that_does_not_come_back_is_not_overwritten_by_a_later_edit_of_the_notes() -> None:
    base = Base(Content("note", {"note": "a"}), Content("note", {"note": "a"}))
    theirs, ours = Content("note", {"note": "theirs"}), Content("note", {"note": "ours"})
    pulled = merge_object(base, base.ours, theirs)
    assert (pulled.target, pulled.conflicts, pulled.corrections) == (theirs, (), {})
    (conflict,) = merge_object(pulled.base, ours, theirs).conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("a", "ours", "theirs")
    settled = merge_object(pulled.base, ours, theirs, settle=lambda name: "zotero")
    assert (settled.target, settled.conflicts) == (theirs, ())
    again = merge_object(settled.base, ours, theirs)
    assert (again.target, again.conflicts, again.base) == (theirs, (), settled.base)
    assert merge_object(settled.base, Content("note", {"note": "newer"}), theirs).conflicts
    assert merge_object(pulled.base, ours, theirs, settle=lambda name: "notes").target == ours
    assert merge_object(pulled.base, ours, base.theirs).target == ours, "the edit in Zotero was taken back"


def test_a_field_that_the_notes_no_longer_give_goes_even_if_it_cannot_be_corrected() -> None:
    base = Base(Content("webpage", {"accessDate": "2024-05-01"}), Content("webpage", {"accessDate": "2024-05-01"}))
    assert merge_object(base, Content("webpage"), base.theirs).target == Content("webpage")


def test_creators_in_other_roles_stay() -> None:
    doe, roe = Creator("author", "Doe", "J"), Creator("translator", "Roe", "R")
    base = Base(Content("book", creators=(doe,)), Content("book", creators=(doe, roe)))
    new = Creator("author", "Doe", "Jane")
    merged = merge_object(base, Content("book", creators=(new,)), base.theirs, correctable={"creators"})
    assert merged.target.creators == (new, roe)


def test_a_list_that_goes_on_is_no_contradiction() -> None:
    doe, roe = Creator("author", "Doe", "J"), Creator("author", "Roe", "R")
    ours = Content("book", creators=(doe,), open_ended=True)
    assert not merge_object(None, ours, Content("book", creators=(doe, roe)), correctable={"creators"}).conflicts
    closed = replace(ours, open_ended=False)
    assert merge_object(None, closed, Content("book", creators=(doe, roe)), correctable={"creators"}).conflicts


@pytest.mark.parametrize(
    ("name", "left", "right", "same"),
    [
        ("title", "BERT: Pre-training", "Bert – pre-training", True),
        ("title", "GPT-2", "GPT-3", False),
        ("date", "2017", "2017-06-12", True),
        ("date", "2017-06", "June 2017", True),
        ("date", "2017", "2018", False),
        ("pages", "1–10", "1-10", True),
        ("DOI", "https://doi.org/10.1000/X", "10.1000/x", True),
        ("extra:arXiv", "2401.01234", "arXiv:2401.01234v2 [cs.LG]", True),
        ("date", "Easter", "2017", False),
        ("date", "2017-06", "2017-07", False),
        ("date", "2017-06-01", "2017-06-02", False),
        ("ISBN", "9780262035613", "0-262-03561-8", True),
        ("ISBN", "978-1-4919-5029-6, 9780262035613", "0-262-03561-8", True),
        ("ISBN", "9780262035613", "9781491950296", False),
        ("ISBN", "none", "unknown", False),
        ("volume", "1", "2", False),
        ("volume", "1", "", False),
    ],
)
def test_what_says_the_same(name: str, left: str, right: str, same: bool) -> None:
    assert values_agree(name, left, right) is same
    assert values_agree(name, right, left) is same


def test_a_name_that_is_split_elsewhere_is_the_same_person() -> None:
    def item(*names: tuple[str, str]) -> Content:
        people = tuple(Creator("author", last, first) for last, first in names)
        return Content("preprint", {"title": "T"}, people)

    for theirs in (item(("Moor", "Bart De")), item(("De Moor", "Bart"))):
        assert not merge_object(None, item(("De Moor", "Bart")), theirs, correctable={"creators"}).conflicts
    assert merge_object(None, item(("De Moor", "Bart")), item(("Moore", "Bart De")), correctable={"creators"}).conflicts
