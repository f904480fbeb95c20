"""A note and the entry of the `.bib` beside it are one note."""

from __future__ import annotations

from biblio.model.note import Link, LinkRole, Note
from biblio.readers.companions import join_entries

DOI = Link("https://doi.org/10.1000/xyz7", LinkRole.OWN, "doi", 3)
ENTRY = Note(
    "entry", "refs.bib", 1, 8, "bibfile", title="Montage of Lanterns", authors=("Jane Roe",), year=2008,
    venue="Journal of Lights", tags=("film",), links=(DOI,), citekey="roe2008montage", kind_hint="paper",
    fields=(("entrytype", "article"), ("doi", "10.1000/xyz7")),
)  # fmt: skip
NOTE = Note(
    "note", "notes/roe2008montage.md", 1, 9, "markdown", title="Montage des lanternes", authors=("J. Roe",),
    tags=("lumière",), comment="* une philosophe", citekey="Roe2008Montage", fields=(("rating", "5"),),
)  # fmt: skip
OTHER = ENTRY.replace(id="other", title="Oil", citekey="poe2019oil", links=())


def test_a_note_takes_the_work_from_its_entry() -> None:
    note, other = join_entries([NOTE, ENTRY, OTHER])
    assert (note.id, note.source, note.title, note.other_titles) == (
        "note",
        "notes/roe2008montage.md",
        "Montage of Lanterns",
        ("Montage des lanternes",),
    )
    assert (note.authors, note.year, note.venue) == (("Jane Roe",), 2008, "Journal of Lights")
    assert (note.tags, note.comment) == (("lumière", "film"), "* une philosophe")
    assert (note.citekey, note.kind_hint) == ("roe2008montage", "paper")
    assert [link.url for link in note.links] == ["https://doi.org/10.1000/xyz7"]
    assert note.fields == (("rating", "5"), ("entrytype", "article"), ("doi", "10.1000/xyz7"))
    assert other == OTHER


def test_two_notes_on_one_entry_both_have_its_work() -> None:
    again = NOTE.replace(id="again", source="notes/again.md")
    assert [note.title for note in join_entries([NOTE, again, ENTRY])] == ["Montage of Lanterns"] * 2


def test_nothing_is_joined_without_certainty() -> None:
    elsewhere = ENTRY.replace(id="elsewhere", source="old.bib", title="Another Montage")
    assert join_entries([NOTE, ENTRY, elsewhere]) == (NOTE, ENTRY, elsewhere)
    contrary = NOTE.replace(links=(Link("https://doi.org/10.1000/other", LinkRole.OWN),))
    assert join_entries([contrary, ENTRY]) == (contrary, ENTRY)
    part_of_a_list = NOTE.replace(line=4)
    assert join_entries([part_of_a_list, ENTRY]) == (part_of_a_list, ENTRY)
    keyless = NOTE.replace(citekey="")
    assert join_entries([keyless, ENTRY]) == (keyless, ENTRY)


def test_copies_of_a_library_are_one() -> None:
    copy = ENTRY.replace(id="copy", source="copy.bib")
    (note,) = join_entries([NOTE, ENTRY, copy])
    assert note.title == "Montage of Lanterns"


def test_citations_in_lists_of_org_are_notes_on_the_entries_of_their_keys() -> None:
    entry = Note(
        "e", "refs.bib", 4, 9, "bibfile", title="Lanterns in the Dark", authors=("Mina Kim",), citekey="kim2021"
    )
    cited = Note("c", "list.org", 7, 7, "org", citekey="kim2021", comment="read", tags=("thesis",))
    (note,) = join_entries([entry, cited])
    assert (note.title, note.authors, note.comment, note.tags) == (
        "Lanterns in the Dark",
        ("Mina Kim",),
        "read",
        ("thesis",),
    )
    (note,) = join_entries([entry.replace(layout="hayagriva"), cited])
    assert note.title == "Lanterns in the Dark"
    item = cited.replace(layout="markdown", title="A list's item")
    assert len(join_entries([entry, item])) == 2
