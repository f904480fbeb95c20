"""`biblio add`: what is looked up becomes a note in the user's own way, which is read back as that work."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from biblio.errors import StoreError, UsageError
from biblio.files import write_new
from biblio.model.dates import PartialDate
from biblio.model.identifiers import arxiv, doi
from biblio.model.people import Person
from biblio.model.record import Record, Work
from biblio.new_notes.file_name import safe_file_name
from biblio.new_notes.note_fields import FIELD_MEANINGS, NoteFields, note_fields
from biblio.new_notes.note_templates import (
    TEMPLATE_FILES,
    built_in_template,
    own_template,
    render,
)
from biblio.new_notes.reading_list import with_item
from biblio.project.standalone import read_notes
from biblio.settings import NOTE_TEMPLATES
from biblio.text import fold_key
from tests.program import run_program
from tests.project.place import Place

TODAY = datetime.date(2026, 11, 30)
ATTENTION, BERT = "1706.03762", "1810.04805"


def work(title: str, *, authors: tuple[Person, ...] = (Person("Moss", "Ann"),), **more: object) -> Work:
    identifiers = tuple(filter(None, (arxiv("2101.00001"), doi("10.1000/moss.1"))))
    values = {"identifiers": identifiers, "date": PartialDate(2021), "venue": "Journal of Moss", **more}
    record = Record("arxiv", title, authors=authors, **values)  # type: ignore[arg-type]
    return Work(str(next(iter(record.identifiers), "moss")), record, (record,))


def fields_of(
    title: str, *, comment: str = "", tags: tuple[str, ...] = ("moss", "C++", "wet places"), **more: object
) -> NoteFields:
    return note_fields(work(title, **more), "moss2021growth", tags=tags, comment=comment, today=TODAY)  # type: ignore[arg-type]


TITLES = [
    "Growth of Moss on Roofs",
    'A "Quoted" Title: With a Colon, and C*-Algebras in C++ #1',
    "Growth [of Moss] on snake_case Roofs",
    "苔の成長について",
    "Ünder all \\ signs {x} | y -- z",
    "yes",
]


@pytest.mark.parametrize("name", TEMPLATE_FILES)
@pytest.mark.parametrize("title", TITLES)
def test_every_template_is_read_back_with_all_that_it_says(name: str, title: str, tmp_path: Path) -> None:
    template = built_in_template(name)
    fields = fields_of(title, comment="Dries out in June.\nSee the second part.")
    text = render(template, fields)
    if template.is_item:
        text = with_item("", text, heading="To read", suffix=template.suffix)
    path = tmp_path / f"moss2021growth{template.suffix}"
    path.write_text(text, encoding="utf-8")
    reading = read_notes(path)
    assert not reading.problems
    assert not reading.warnings
    (note,) = reading.notes
    assert note.title is not None
    assert fold_key(note.title) == fold_key(str(fields["title"]))
    assert [author.split()[-1] for author in note.authors] == ["Moss"]
    assert note.year == 2021
    assert {"moss", "wet"} <= {tag.replace("_", "-").split("-")[0].split(" ")[0] for tag in note.tags}
    assert not {"C", "c"} & set(note.tags)
    assert any("2101.00001" in link.url or "10.1000/moss.1" in link.url for link in note.links)
    assert "Dries out in June." in note.comment + note.summary


@pytest.mark.parametrize(
    ("name", "before"), [("list", ""), ("list", "# Queue\n"), ("list", "# Reading\n\n- [x] Calls\n"), ("org-list", "")]
)
def test_a_list_is_one_also_where_every_other_file_is_about_one_work(name: str, before: str, tmp_path: Path) -> None:
    template = built_in_template(name)
    item = render(template, fields_of("Growth and Moss"))
    path = tmp_path / "papers" / f"queue{template.suffix}"
    path.parent.mkdir()
    path.write_text(with_item(before, item, heading="To read", suffix=template.suffix), encoding="utf-8")
    (note,) = read_notes(path.parent).notes
    assert note.title == "Growth and Moss"
    text = f"# Residual moss\n\nIt grows.\n\n{path.read_text(encoding='utf-8')}"
    if not before and template.suffix == ".md":
        path.write_text(text, encoding="utf-8")
        (note,) = read_notes(path.parent).notes
        assert note.title == "Residual moss"  # which is somebody's text, and what they want to read after it


HARMFUL = (
    "Moss\n---\ntags: [evil]\n---\nx", "Moss :END: :ID: 7", "#+begin_src sh :results x", "Moss\n* evil", "TODO Moss :evil:",
    "{{ 7 * 7 }} {% raw %} Moss", "<%* app.vault.delete() %> Moss", "tags:: evil", "](javascript:alert(1)) [x", "!!python/object Moss",
    "&a *a", "- [ ] Moss", "Moss\x1b[2J\u202e", "<script>alert(1)</script> Moss", "%%Moss", "'a': \"b\" # c",
)  # fmt: skip
ADDRESSES = (
    "javascript:alert(1)",
    "https://a.org/\n:END:\n* evil",
    "https://a.org/x [y](javascript:z)",
    "file:///etc/passwd",
)


@pytest.mark.parametrize("name", TEMPLATE_FILES)
@pytest.mark.parametrize("text", [*HARMFUL, *ADDRESSES])
def test_what_a_service_says_is_text_in_every_template(name: str, text: str, tmp_path: Path) -> None:
    person = Person(text, "Ann")
    is_address = text in ADDRESSES
    said = {"url": text, "identifiers": ()} if is_address else {"venue": text, "authors": (person,), "abstract": text}
    title = "Growth" if is_address else f"Growth and {text}"
    template = built_in_template(name)
    plain, hostile = (fields_of(title, tags=("moss",), **values) for values in ({}, said))  # type: ignore[arg-type]
    written = render(template, hostile)
    assert len(written.splitlines()) <= len(render(template, plain).splitlines())
    assert "<%" not in written
    assert not is_address or not hostile["url"]
    path = tmp_path / f"moss{template.suffix}"
    path.write_text(with_item("", written, heading="To read", suffix=template.suffix) if template.is_item else written)
    notes = read_notes(path).notes
    assert "evil" not in {tag for note in notes for tag in note.tags}
    assert {"javascript", "file"}.isdisjoint(link.url.partition(":")[0] for note in notes for link in note.links)


@pytest.mark.parametrize("name", ["list", "obsidian", "zettlr"])
@pytest.mark.parametrize("title", ["The #MeToo Movement and Moss", "#MeToo and Moss"])
def test_a_hashtag_of_a_title_is_no_tag(name: str, title: str, tmp_path: Path) -> None:
    template = built_in_template(name)
    written = render(template, fields_of(title, tags=("moss",)))
    path = tmp_path / "moss.md"
    path.write_text(with_item("", written, heading="To read", suffix=".md") if template.is_item else written)
    (note,) = read_notes(path).notes
    assert (note.title, note.tags) == (title, ("moss",))


def test_templates_and_fields_are_all_known() -> None:
    assert tuple(TEMPLATE_FILES) == NOTE_TEMPLATES
    assert set(fields_of("Growth")) - {"arxiv", "acl", "openreview", "isbn", "pmid"} == set(FIELD_MEANINGS)


def test_many_authors_are_cut_and_said() -> None:
    fields = fields_of("Growth", authors=tuple(Person(f"Name{number}") for number in range(40)))
    assert len(list(fields["authors"])) == 25  # type: ignore[call-overload]
    assert fields["more_authors"]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ titel }}", "titel"),
        ("a\n{% if %}", "own.md:2"),
        ("{{ title | nothing }}", "nothing"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ title.nothing.more }}", "nothing"),
    ],
)
def test_a_template_with_a_fault_says_where(template: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        render(own_template("own.md", template), fields_of("Growth"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Growth: of Moss / Roofs?", "Growth of Moss Roofs"),
        ("../../etc", "etc"),
        ("con", "con_"),
        ("..", ""),
        ("苔 " * 100, ("苔 " * 37).strip()),
        ("a\u202eb\x1b[2J", "ab 2J"),
    ],
)
def test_file_names_are_legal_everywhere(text: str, name: str) -> None:
    assert safe_file_name(text) == name
    assert safe_file_name(name) == name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "## To read\n\n- new\n"),
        ("# Papers\n\n- old\n", "# Papers\n\n- old\n\n## To read\n\n- new\n"),
        ("## To read\n- old\n\n## Done\n- x\n", "## To read\n- old\n- new\n\n## Done\n- x\n"),
        (
            "## to read ##\n\n* [x] old\n  with a line\n\n\n",
            "## to read ##\n\n* [x] old\n  with a line\n* [ ] new\n\n\n",
        ),
        ("## To read\n\nwords\n## Done\n", "## To read\n\nwords\n\n- new\n\n## Done\n"),
        ("```\n## To read\n```\n", "```\n## To read\n```\n\n## To read\n\n- new\n"),
        ("# A\r\n## To read\r\n+ old\r\n", "# A\r\n## To read\r\n+ old\r\n+ new\r\n"),
        ("## To read\n- old", "## To read\n- old\n- new\n"),
        ("## To read\n### Soon\n- soon\n", "## To read\n\n- new\n\n### Soon\n- soon\n"),
    ],
)
def test_an_item_goes_under_its_heading_and_looks_like_its_neighbours(before: str, after: str) -> None:
    assert with_item(before, "new", heading="To read", suffix=".md") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "* To read\n** new\n:END:\n"),
        ("* To read\n** TODO old\ntext\n* Done\n", "* To read\n** TODO old\ntext\n** TODO new\n:END:\n* Done\n"),
        ("* Papers\n** To read  :tag:\n** Done\n", "* Papers\n** To read  :tag:\n*** new\n:END:\n** Done\n"),
    ],
)
def test_an_item_of_an_org_list_is_a_heading(before: str, after: str) -> None:
    assert with_item(before, "new\n:END:\n", heading="To read", suffix=".org") == after


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "below" / "note.md"
    write_new(path, "mine")
    with pytest.raises(StoreError, match="there is a file already"):
        write_new(path, "other")
    assert path.read_text() == "mine"
    assert [found.name for found in path.parent.iterdir()] == ["note.md"]


def add(place: Place, *arguments: str, stdin: str = "", code: int = 0) -> str:
    result = run_program(place.folder, "add", *arguments, stdin=stdin)
    assert result.returncode == code, result.stderr
    return result.stdout + result.stderr


@pytest.mark.parametrize("to", ["vault", "reading.md"])
def test_a_place_that_is_no_source_gets_no_second_note_of_a_work(place: Place, to: str) -> None:
    (place.folder / "notes" / "page.txt").unlink()
    add(place, ATTENTION, "--to", to)
    before = place.files()
    said = add(place, ATTENTION, "--to", to)
    assert f"has a note: {to}" in said
    assert place.files() == before


def test_a_work_becomes_a_note_that_sync_finds(place: Place) -> None:
    (place.folder / "notes" / "page.txt").unlink()
    assert "is not among the sources" in add(place, f"arXiv:{ATTENTION}", "--tag", "translation", "--to", "vault")
    place.configure('[add]\nname = "{{ year }} {{ title }}"\ntags = ["to read"]', sources='"notes", "vault"')
    add(place, BERT, "--to", "vault", "--comment", "reads both ways")
    names = sorted(path.name for path in (place.folder / "vault").iterdir())
    assert [name[:24] for name in names] == ["2018 BERT Pre-training o", "vaswani2017attention.md"]
    place.sync()
    notes = place.library().decided
    assert [one.decision.status for one in notes] == ["accepted", "accepted"]
    assert sorted(one.note.tags for one in notes) == [("to-read",), ("translation",)]
    assert "@misc{vaswani2017attention," in place.read("all.bib")


def test_a_work_with_a_note_gets_no_other(place: Place) -> None:
    place.sync()
    said = add(place, f"https://arxiv.org/abs/{ATTENTION}v5")
    assert "has a note: notes/page.txt:1" in said
    assert [path.name for path in (place.folder / "notes").iterdir()] == ["page.txt"]
    new = add(place, "2304.02643", "--json")
    first = json.loads(new.splitlines()[0])
    assert first["outcome"] in ("known", "written")


def test_a_note_that_was_not_looked_up_yet_counts_too(place: Place) -> None:
    (place.folder / "notes" / "page.txt").unlink()
    add(place, ATTENTION)
    assert "has a note: notes/vaswani2017attention.md:1" in add(place, ATTENTION)


def test_what_is_not_certain_is_shown_and_not_written(place: Place) -> None:
    said = add(place, "a title that nobody has written", code=3)
    assert "a title that nobody has written: " in said
    assert not list((place.folder / "notes").glob("*.md"))
    assert "error: https://example.org/x: this address" in add(place, "https://example.org/x", code=2)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("10.1000/nobody", 3, "no service knows doi:10.1000/nobody"),
        (
            "https://proceedings.mlr.press/v37/nobody15.html",
            3,
            "no service can be asked for pmlr:v37/nobody15: name the work by its title in quotes, or its DOI",
        ),
        ("978-0-262-03384-8", 2, "hint: no service is asked for ISBNs: name the work by its DOI"),
        ("https://example.org/x", 2, "hint: name the work by its DOI, its arXiv id, or its title in quotes"),
    ],
)
def test_what_cannot_be_found_says_why_and_what_to_type(place: Place, name: str, code: int, said: str) -> None:
    assert said in add(place, name, code=code)


def test_entries_of_standard_input_become_notes(place: Place) -> None:
    entries = (
        f"@misc{{a, title={{Attention Is All You Need}}, eprint={{{ATTENTION}}}, archiveprefix={{arXiv}}}}\n"
        "@book{moss, title={Moss of Our Roofs}, author={Moss, Ann}, year=1998}\n"
    )
    (place.folder / "notes" / "page.txt").unlink()
    add(place, "-", "--yes", stdin=entries)
    names = sorted(path.name for path in (place.folder / "notes").iterdir())
    assert names == ["moss1998moss.md", "vaswani2017attention.md"]
    place.sync()
    assert "vaswani2017attention" in place.read("all.bib")


def test_a_template_of_ones_own(place: Place) -> None:
    template = place.folder / "paper.md.j2"
    template.write_text(
        "# {{ title }}\n\n{{ url }}\n\nby {{ authors | join(', ') }} #{{ tags | hashtags | join(' #') }}\n"
    )
    (place.folder / "notes" / "page.txt").unlink()
    place.configure('[add]\ntemplate = "paper.md.j2"\nname = "@{{ key }}"\ntags = ["inbox"]')
    add(place, ATTENTION)
    text = (place.folder / "notes" / "@vaswani2017attention.md").read_text(encoding="utf-8")
    assert text.startswith("# Attention Is All You Need\n\nhttps://arxiv.org/abs/1706.03762\n\nby Ashish Vaswani, ")
    template.write_text("just words\n")
    assert "would not read this note back" in add(place, BERT, code=2)
    assert len(list((place.folder / "notes").iterdir())) == 1


def test_a_dry_run_shows_the_text_and_writes_nothing(place: Place) -> None:
    (place.folder / "notes" / "page.txt").unlink()
    said = add(place, ATTENTION, "--dry-run", "--comment", "for Monday")
    assert "│ # Attention Is All You Need" in said
    assert "│ for Monday" in said
    assert not list((place.folder / "notes").iterdir())


def test_places_and_templates_that_do_not_fit(place: Place) -> None:
    assert "is a folder" in add(place, ATTENTION, "--template", "list", code=2)
    (place.folder / "reading.md").write_text("- a\n")
    assert "--to FOLDER" in add(place, ATTENTION, "--to", "reading.md", "--template", "zettlr", code=2)
    assert "there is no template" in add(place, ATTENTION, "--template", "nothing", code=2)


def test_a_note_that_was_added_can_be_cited_at_once(place: Place) -> None:
    (place.folder / "notes" / "page.txt").unlink()
    assert "next: `biblio sync` adds new notes to the exports" in add(place, ATTENTION)
    assert [one.decision.status for one in place.library().decided] == ["accepted"]


def test_a_note_goes_where_most_notes_are(place: Place) -> None:
    (place.folder / "notes" / "page.txt").unlink()
    add(place, ATTENTION, "--to", "notes/papers")
    add(place, BERT, "--to", "notes/papers")
    assert "note: notes/papers/kirillov2023segment.md" in add(place, "2304.02643", "--dry-run")
    for name in ("moss", "oil"):
        (place.folder / "notes" / f"{name}.md").write_text(f"---\ndoi: 10.1000/{name}\n---\n", encoding="utf-8")
    assert "note: notes/kirillov2023segment.md" in add(place, "2304.02643", "--dry-run")  # half of them is no habit
