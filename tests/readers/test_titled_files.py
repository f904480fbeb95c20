"""Notes with only a title: which of them are notes on works."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.lookup.progress import SilentProgress
from biblio.model.note import Note
from biblio.readers.discovery import list_files
from biblio.readers.markdown.title_shape import TitleShape, title_shape
from biblio.readers.note_store import NoteStore
from biblio.readers.read_files import Reading, read_listing
from biblio.readers.skipped import SkipReason
from biblio.readers.titled_files import titled_notes
from biblio.settings import NoteSource
from biblio.state import open_memory_state
from tests.readers.markdown_samples import ATTENTION, notes, only

MASK = "Mask R-CNN"


def read(folder: Path, files: dict[str, str], layout: str | None = None) -> Reading:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    listing = list_files([NoteSource(".", layout)], base=folder)
    state = open_memory_state()
    try:
        first = read_listing(listing, store=NoteStore(state), progress=SilentProgress())
        again = read_listing(listing, store=NoteStore(state), progress=SilentProgress())
    finally:
        state.close()
    assert again.notes == first.notes
    assert again.skipped == first.skipped
    return first


def titles(reading: Reading) -> set[str | None]:
    return {note.title for note in reading.notes}


@pytest.mark.parametrize("layout", ["markdown", None])
def test_a_folder_of_notes_that_have_only_titles(tmp_path: Path, layout: str | None) -> None:
    files = {
        "Mask R-CNN.md": "#vision\n\nread it\n",
        "front-matter-title.md": f"---\ntitle: {MASK}\n---\n\nread it\n",
        "heading.md": f"# {MASK}\n\nread it\n",
        "tags-and-heading.md": f"---\ntags: [vision]\n---\n# {MASK}\n\nread it\n",
        "2024-05-01.md": "Slept badly.\n",
        "journal/thoughts on a walk.md": "# Thoughts on a long walk in the rain\n",
    }
    reading = read(tmp_path, files, layout)
    assert [note.title for note in reading.notes] == [MASK] * 4
    assert {item.reason for item in reading.skipped} == {SkipReason.DIARY}


def test_the_rest_of_a_folder_of_notes_on_works(tmp_path: Path) -> None:
    files = {
        f"papers of mine/{number}.md": f"# The Wick and the Flame, Part {number}\n\ndoi: 10.1000/xyz{number}\n"
        for number in range(1, 7)
    }
    files |= {
        "papers of mine/oil.md": "# On the Burning of Oil in Small Lamps\n\nGood.\n",
        "papers of mine/LampNet.md": "Good.\n",
        "papers of mine/how.md": "# How to light a lamp\n\n1. Take oil.\n",
        "ideas/lamps.md": "# On the Burning of Oil in My Head\n\nMine.\n",
    }
    reading = read(tmp_path, files)
    assert {"On the Burning of Oil in Small Lamps", "LampNet"} <= titles(reading)
    assert len(reading.notes) == 8
    left = {item.path: item for item in reading.skipped}
    assert {path.rpartition("/")[2] for path in left} == {"how.md", "lamps.md"}
    assert {(item.reason, item.note) for item in left.values()} == {(SkipReason.TITLE_ONLY, None)}


GARDEN = {
    "Evergreen notes should be atomic.md": "Mine. See [[Zettelkasten]].\n",
    "Zettelkasten.md": "A box.\n",
    "Ada Roe.md": "She writes on lamps.\n",
    "Docker.md": "```bash\ndocker run\n```\n",
    "How to repot a plant.md": "Take soil.\n",
    "Garden of lamps.md": "A project.\n",
    "binary trees.md": "Trees.\n",
    "On the Burning of Oil in Small Lamps.md": "A thought.\n",
}


def test_a_garden_of_ideas_people_and_projects_has_no_notes(tmp_path: Path) -> None:
    reading = read(tmp_path, GARDEN)
    assert reading.notes == ()
    assert [problem.what for problem in reading.problems] == ["no notes in 8 files: only a title"]


@pytest.mark.parametrize(
    "other",
    ["요리/김치찌개", "수업/베이즈 정리: 확률", "映画/羅生門", "料理/鍋", "Rezepte/Linseneintopf", "Filme/Die Welle"],
)
def test_folders_of_other_things_in_other_languages(tmp_path: Path, other: str) -> None:
    works = {f"papers/{n}.md": f"# Lamps of Fog {n}\n\nhttps://doi.org/10.1000/xyz{n}\n" for n in range(30)}
    assert len(read(tmp_path, works | {f"{other}.md": "Good.\n"}).notes) == len(works)


def test_who_writes_their_name_into_every_file_is_no_author(tmp_path: Path) -> None:
    front = "---\ntitle: {}\nauthor: Kim Doe\ndate: 2024-05-01\n---\n"
    files = {name: front.format(name.removesuffix(".md")) + text for name, text in GARDEN.items()}
    files["lamps.md"] = "---\ntitle: A History of Lamps\nauthor: Ada Roe\n---\nGood.\n"
    files["wick.md"] = "---\ntitle: The Wick and the Flame\nauthor: Kim Doe\ndoi: 10.1000/xyz7\n---\nGood.\n"
    reading = read(tmp_path, files)
    assert {(note.title, note.authors) for note in reading.notes} == {
        ("A History of Lamps", ("Ada Roe",)),
        ("The Wick and the Flame", ("Kim Doe",)),
    }


def test_a_file_that_is_the_source_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "Lamps.md").write_text("Good.\n", encoding="utf-8")
    state = open_memory_state()
    listing = list_files([NoteSource("Lamps.md")], base=tmp_path)
    reading = read_listing(listing, store=NoteStore(state), progress=SilentProgress())
    state.close()
    assert titles(reading) == {"Lamps"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "2020 Lamps Recurrent Fields of Light.md",
            "# 2020 Lamps: Recurrent Fields of Light\n\n## 0 Abstract\n\n灯的场。\n",
        ),
        (
            "lamps.md",
            "# Lamps: Recurrent Fields of Light\n\n## 1. どんなもの？\n\n灯り。\n\n## 5. 議論はある？\n\nない。\n",
        ),
        ("lamps.md", "# Recurrent Fields of Light in Lamps\n\n이 논문에서 제안한 방법은 좋다. 저자들은 등불을 쓴다.\n"),
        (
            "lamps.md",
            "# Recurrent Fields of Light in Lamps\n\n## Introduction\n\nThe authors light.\n\n## Experiments\n\nMany.\n",
        ),
    ],
)
def test_a_text_that_speaks_of_a_paper_is_a_note(name: str, text: str) -> None:
    assert "Fields of Light" in (only(text, name).title or "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lamps.md", "# How to light a lamp\n\n## Introduction\n\nThe authors of this article light lamps.\n"),
        ("chapter.md", "# Chapter 4 The Burning of Oil\n\n## 4.1 Introduction\n\nAs in the paper.\n\n## 4.2 Method\n"),
        ("hooks.md", "# Understanding Hooks in Depth\n\n```js\na\n```\n\n```js\nb\n```\n\n## Background\n"),
    ],
)
def test_a_text_about_something_else_is_none(name: str, text: str) -> None:
    assert notes(text, name) == []


def test_a_year_before_the_title_is_the_works() -> None:
    note = only(f"Good. {ATTENTION}\n", "papers/2017 Attention Is All You Need.md")
    assert (note.title, note.year) == ("Attention Is All You Need", 2017)


@pytest.mark.parametrize(
    ("title", "shape"),
    [
        ("Deep Residual Learning for Image Recognition", TitleShape.WORK),
        ("Deep residual learning for image recognition", TitleShape.WORK),
        ("2020 RAFT Recurrent All-Pairs Field Transforms for Optical Flow", TitleShape.WORK),
        ("DINOv2: Learning Robust Visual Features without Supervision", TitleShape.WORK),
        ("深層学習を用いた画像認識に関する研究", TitleShape.WORK),
        ("Mask R-CNN", TitleShape.SYSTEM),
        ("BERT", TitleShape.SYSTEM),
        ("Neural Turing Machines", TitleShape.CONCEPT),
        ("機械学習", TitleShape.CONCEPT),
        ("Docker", TitleShape.OTHER),
        ("Ada Roe", TitleShape.OTHER),
        ("collecter des données", TitleShape.OTHER),
        ("Chapter 4 The Propagation of Light", TitleShape.NONE),
        ("How to learn Angular", TitleShape.NONE),
        ("React入門", TitleShape.NONE),
        ("등불 데이터셋에 대해 알아보자", TitleShape.NONE),
        ("Oil in Lamps 문제에 대한 요약", TitleShape.NONE),
        ("Lamps-with-Oil: 개요", TitleShape.NONE),
        ("第3章 光", TitleShape.NONE),
        ("", TitleShape.NONE),
    ],
)
def test_what_titles_look_like(title: str, shape: TitleShape) -> None:
    if title:
        assert title_shape(title) is shape
    else:
        assert title_shape(title) in (TitleShape.NONE, TitleShape.OTHER)


def test_folders_are_judged_by_themselves() -> None:
    def titled(*names: str) -> dict[str, Note]:
        return {name: Note(name, name, 1, 1, "markdown", title=name.rpartition("/")[2]) for name in names}

    garden = titled("notes/Docker", "notes/Lamps", "notes/Ada Roe", "notes/plants")
    library = titled(
        "lib/On the Burning of Oil in Lamps", "lib/A Wick for Every Flame in Town", "lib/BERT", "lib/GPT-2"
    )
    assert titled_notes(set(), garden | library) == set(library)


def test_among_posts_only_works_speak_for_a_title() -> None:
    def titled(*names: str) -> dict[str, Note]:
        return {name: Note(name, name, 1, 1, "markdown", title=name.rpartition("/")[2]) for name in names}

    blog = titled(
        "_posts/The Great Winter Competition for Lamps 2018", "_posts/A Wick for Every Flame in Town", "_posts/Lamps"
    )
    assert titled_notes({"_posts/a", "_posts/b"}, blog) == set()
    assert len(titled_notes({f"_posts/{name}" for name in "abcd"}, blog)) == 2


def test_files_with_the_names_of_posts_are_posts() -> None:
    def titled(form: str) -> dict[str, Note]:
        names = [form.format(number) for number in range(3)]
        return {name: Note(name, name, 1, 1, "markdown", title="Lamps for Every Town in the Land") for name in names}

    works = {"texts/a.md", "texts/b.md"}
    assert titled_notes(works, titled("texts/2023-04-0{}-lamps-and-oil.md")) == set()
    assert len(titled_notes(works, titled("texts/lamps-and-oil-{}.md"))) == 3


@pytest.mark.parametrize(
    "opening",
    [
        "이번 튜토리얼은 등불을 다룹니다.\n\n```python\nlight()\n```",
        "In this tutorial we light lamps.\n\n```python\nlight()\n```",
        "* 본 폴더는 등불 연구를 정리한다.",
        "This folder contains what I know of lamps.",
    ],
)
def test_pages_that_speak_of_themselves_are_no_notes(tmp_path: Path, opening: str) -> None:
    works = {
        f"notes/{name}.md": f"# The {name} of Every Town\n\nhttps://doi.org/10.1000/{name}\n"
        for name in ("oil", "wax", "tar", "gas")
    }
    page = {"notes/overview.md": f"# Burning Oil in Lamps of the Town\n\n{opening}\n"}
    assert "Burning Oil in Lamps of the Town" not in titles(read(tmp_path, works | page))
    plain = {"notes/overview.md": "# Burning Oil in Lamps of the Town\n\nIt burns.\n"}
    assert "Burning Oil in Lamps of the Town" in titles(read(tmp_path, works | plain))


def test_a_note_on_a_work_that_is_a_tutorial() -> None:
    text = "# A Tutorial on the Burning of Oil\n\nThis tutorial is by the authors.\n\n```python\na\n```\n\n## Method\n"
    assert only(text, "papers/oil.md").title == "A Tutorial on the Burning of Oil"
    linked = f"---\ntitle: Burning Oil in Lamps\n---\nIn this tutorial paper, oil burns.\n\n```sh\na\n```\n\n## More\n\n[Paper]({ATTENTION})\n"
    assert only(linked, "_posts/2020-01-01-oil.md").title == "Burning Oil in Lamps"


def test_pages_of_other_things_speak_against_titles_of_their_folder(tmp_path: Path) -> None:
    ideas = {
        f"notes/{name}.md": f"---\ntype: permanent\n---\n# {name}\n\nIt burns.\n"
        for name in ("Oil", "Wax", "Tar", "Gas")
    }
    works = {
        f"notes/{name}.md": f"---\ntype: book\nauthor: Ada Roe\n---\n# The {name} of Every Town\n\nRead it.\n"
        for name in ("Lamp", "Candle")
    }
    files = {"notes/RULES.md": "# Rules of Every Lamp in Town\n\nOne idea a note.\n", **works}
    assert titles(read(tmp_path / "a", files)) == {
        "The Lamp of Every Town",
        "The Candle of Every Town",
        "Rules of Every Lamp in Town",
    }
    reading = read(tmp_path / "b", files | ideas)
    assert titles(reading) == {"The Lamp of Every Town", "The Candle of Every Town"}
    assert {item.reason for item in reading.skipped if "RULES" not in item.path} == {SkipReason.NO_WORK}


def test_the_page_that_introduces_the_notes_beside_it_is_none(tmp_path: Path) -> None:
    works = {
        f"lamps/roe{number}.md": f"# Lamps on river number {number}\n\n- Paper: {ATTENTION[:-5]}{10000 + number}\n"
        for number in range(12)
    }
    reading = read(tmp_path, {**works, "lamps/summary.md": "# Learning to Light with Lamps\n"})
    assert "Learning to Light with Lamps" not in titles(reading)
    alone = read(tmp_path, {"rivers/summary.md": "# Learning to Light with Rivers\n"})
    assert "Learning to Light with Rivers" in titles(alone)


def test_among_readings_with_citation_keys_a_page_of_the_course_is_no_reading(tmp_path: Path) -> None:
    keys = [f"{name}{year}" for name in ("poe", "roe") for year in range(2017, 2021)]
    readings = {
        f"Course/Readings/{key}.md": f"---\ncitekey: {key}\ntitle: Fog and Lamps of {key}\n---\nA thought.\n"
        for key in keys
    }
    course = {
        "Course/Readings/Seminar 3.md": "# Questions\n\nWhat is fog?\n",
        "Course/Readings/Fog.md": "It comes from the sea.\n",
        "Course/Readings/Lamp oil.md": "---\nauthor: Jane Roe\n---\nA reading without a key.\n",
        "Course/Readings/The Harbour and Its Lamps: A History.md": "A thought.\n",
    }
    reading = read(tmp_path, readings | course)
    assert {note.title for note in reading.notes if not note.citekey} == {
        "Lamp oil",
        "The Harbour and Its Lamps: A History",
    }
    left = {item.path: (item.reason, item.detail) for item in reading.skipped}
    assert left == {
        "Course/Readings/Fog.md": (SkipReason.TITLE_ONLY, "Fog"),
        "Course/Readings/Seminar 3.md": (SkipReason.TITLE_ONLY, "Questions"),
    }


def test_short_titles_stay_readings_where_the_others_have_no_citation_keys(tmp_path: Path) -> None:
    named = {f"Readings/{name}.md": f"Thoughts on {name}.\n" for name in ("Fog", "Lamps", "Oil", "Harbours", "Tides")}
    one_key = {"Readings/poe2019.md": "---\ncitekey: poe2019\ntitle: Ships\n---\nA thought.\n"}
    assert titles(read(tmp_path, named | one_key)) == {"Fog", "Lamps", "Oil", "Harbours", "Tides", "Ships"}


def test_titles_with_a_colon_in_a_vault_of_other_things(tmp_path: Path) -> None:
    files = {f"tools/{name}.md": f"# {name}\n\nText.\n" for name in ("Git", "Docker", "Make", "Bash", "Rust", "Go")}
    files |= {f"plans/Week {number}.md": "Oil.\n" for number in range(16)}
    kinds = ("Lamps", "Wicks", "Oils", "Harbours")
    files |= {f"net/{kind} for Distributed Systems of the North.md": "Text.\n" for kind in kinds}
    assert not read(tmp_path, files).notes
    alone = {name: text for name, text in files.items() if name.startswith("net/")}
    assert len(read(tmp_path / "other", alone).notes) == len(alone)


COURSE = {
    "sources/past_exams/2019/Exam 2019.md": "# Law of Lamps\n\nAnswer two of three questions.\n",
    "sources/lecture slides/04 Duty of Lighthouse Keepers to Ships.md": "## Slide 1\n\n## Slide 2\n",
    "sources/ta_slides/Session 2.md": "## Law of Lamps   Session 2\n",
    "03_TRANSCRIPTS/Duty of Keepers to Ships in Fog.md": "SPEAKER 0\nOkay, folks.\n",
    "cases/Roe v. Lampworks Inc of Maine.md": "# Roe v. Lampworks Inc of Maine\n\nThe work was dark. The author fell.\n",
    "sources/papers/lamps.md": "# A Primer on Lamps\n\nhttps://arxiv.org/abs/1706.03762\n",
}


def test_exams_slides_transcripts_and_cases_are_no_works(tmp_path: Path) -> None:
    assert titles(read(tmp_path, COURSE)) == {"A Primer on Lamps"}


def test_a_folder_called_after_exams_within_one_of_works_says_more() -> None:
    text = "# Three questions on lamps\n\nAnswer two of them.\n"
    assert notes(text, "sources/lamps.md")
    assert not notes(text, "sources/past exams/lamps.md")
    assert notes(text, "exams/sources/lamps.md")


@pytest.mark.parametrize("title", ["Roe v. Lampworks Inc", "Roe v The Keepers of the Light"])
def test_a_case_of_a_court_is_no_title_of_a_work(title: str) -> None:
    assert title_shape(title) is TitleShape.OTHER
    assert title_shape(title.replace(" v", " versus")) is not TitleShape.OTHER


def test_pages_that_cite_works_are_no_notes_beside_which_titles_are_works(tmp_path: Path) -> None:
    page = "# Minutes\n\n- [A primer on lamps](https://arxiv.org/abs/1706.0376{})\n"
    files = {f"notes/{number}.md": page.format(number) for number in range(1, 5)}
    files["notes/on seals.md"] = "# How Seals Sleep on Cold Rocks in Winter\n\nThey do not.\n"
    assert "How Seals Sleep on Cold Rocks in Winter" not in titles(read(tmp_path, files | _SEA))


_SEA = {f"notes/sea {number}.md": f"# Seal {number}\n\nSeen today.\n" for number in range(30)}


def test_files_in_a_folder_of_books_are_notes_and_their_titles_have_the_authors_behind_them(tmp_path: Path) -> None:
    books = {
        "01_Sis_Jane_Roe.md": "# Sis - Jane Roe\n## 160 Sayfa\n\nUzun.\n",
        "02_Deniz_Feneri_Max_Poe.md": "# Deniz Feneri - Max Poe\n\nKısa.\n",
        "03_16.50_Lambası_Ann_Doe.md": "# 16.50 Lambası - Ann Doe\n\nİyi.\n",
        "04_Yağ_Bo_Foe.md": "# Yağ - Bo Foe\n\nİyi.\n",
        "05_Fitiller_ve_Işık_Ida_Roe.md": "# Fitiller ve Işık - Ida Roe\n\nİyi.\n",
        "00_template.md": "# Başlık\n\nMetin.\n",
    }
    reading = read(tmp_path, {f"Kitap_Özetleri/{name}": text for name, text in books.items()})
    assert [(note.title, note.authors) for note in reading.notes] == [
        ("Sis", ("Jane Roe",)),
        ("Deniz Feneri", ("Max Poe",)),
        ("16.50 Lambası", ("Ann Doe",)),
        ("Yağ", ("Bo Foe",)),
        ("Fitiller ve Işık", ("Ida Roe",)),
    ]


def test_pages_with_names_behind_dashes_elsewhere_are_no_notes(tmp_path: Path) -> None:
    names = ("Ada Roe", "Max Poe", "Ann Doe", "Bo Foe", "Ida Roe", "Al Poe")
    files = {f"Standup {number}.md": f"# Standup {number} - {name}\n\nTalk.\n" for number, name in enumerate(names)}
    assert read(tmp_path, files).notes == ()


@pytest.mark.parametrize(
    ("name", "heading", "title", "authors"),
    [
        ("Roe – Das Licht.md", "Ada Roe: Das Licht", "Das Licht", ("Ada Roe",)),
        ("Roe - Fog.md", "Ada Roe - Fog: A primer", "Fog: A primer", ("Ada Roe",)),
        ("Das Licht_Roe.md", "Das Licht – Ada Roe", "Das Licht", ("Ada Roe",)),
        ("van den Berg – Öl.md", "Jo van den Berg: Öl", "Öl", ("Jo van den Berg",)),
        ("Murata – Licht.md", "村田 明 (Murata, Akira): Licht", "Licht", ("Murata, Akira",)),
    ],
)
def test_authors_that_the_file_s_name_has_too(name: str, heading: str, title: str, authors: tuple[str, ...]) -> None:
    note = only(f"# {heading}\n\n## Teil 1: Wie es begann\n\n* Ein Gedanke.\n\n## Teil 2: Wie es endet\n", name)
    assert (note.title, note.authors, note.line) == (title, authors, 1)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("16_Supplement_A_Primer_on_Light.md", "Supplement: A Primer on Light"),
        ("Oil – Fog.md", "Notes: Fog"),
        ("Standup - Ada Roe.md", "Standup - Ada Roe"),
        ("Licht.md", "Ada Roe: Das Licht"),
    ],
)
def test_headings_of_two_parts_whose_file_does_not_name_an_author(name: str, heading: str) -> None:
    assert not any(note.authors for note in notes(f"# {heading}\n\n* Ein Gedanke.\n", name))


def test_a_note_called_paper_in_a_folder_of_its_own_is_no_list_of_papers() -> None:
    text = """
        # Lampsplat: Lighting Loops by Registering Lamps

        - [paper](https://ieeexplore.ieee.org/abstract/document/11125565/) (3DV 2025)

        ## Introduction

        - **A way of lighting loops**
            - It is quick.
        - **A better track of lamps**
            - It is dark.
        """
    (note,) = notes(text, "lamps/2025/Lampsplat_Lighting Loops by Registering Lamps/paper.md")
    assert (note.title, note.line) == ("Lampsplat: Lighting Loops by Registering Lamps", 1)


def test_an_underscore_in_the_name_of_a_file_stands_for_a_colon() -> None:
    (note,) = notes(
        "## Abstract\n\nThe authors light it.\n\n## Method\n\nA lamp.\n", "Lamp-net_a network for light/paper.md"
    )
    assert note.title == "Lamp-net: a network for light"


def test_where_most_files_are_called_title_and_author_they_are_notes(tmp_path: Path) -> None:
    headings = {
        "lampa": "Lampa na moři (Jana Roe)",
        "ticho": "Ticho: Síla světla (Ida Poe)",
        "olej": "Olej, který svítí (Max Doe, Bo Foe)",
        "knot": "O knotu a jeho světle (Al Foe)",
        "sklo": "Sklo (Ann Moe)",
        "pojmy": "Pojmy",
    }
    reading = read(tmp_path, {f"{name}.md": f"# {title}\n\n* Slovo.\n" for name, title in headings.items()})
    assert {(note.title, note.authors) for note in reading.notes} == {
        ("Lampa na moři", ("Jana Roe",)),
        ("Ticho: Síla světla", ("Ida Poe",)),
        ("Olej, který svítí", ("Max Doe", "Bo Foe")),
        ("O knotu a jeho světle", ("Al Foe",)),
        ("Sklo", ("Ann Moe",)),
    }
    talks = {f"{name}.md": f"# Talk {name} (Jane Roe)\n" for name in range(6)}
    (tmp_path / "talks").mkdir()
    assert not read(tmp_path / "talks", talks).notes


def test_the_rest_of_a_numbered_series(tmp_path: Path) -> None:
    works = ("Attention for Speech in the Fog", "A Simple Way to Light Deep Lamps", "The Wick and the Fog of the North")
    works = (*works, "Learning to Dim: Lamps at Sea", "On the Colour of Oil in the Dark", "Counting Lamps from Above")
    files = {f"lecturas/Lectura{number}-1.md": f"# {title}\n\nBien.\n" for number, title in enumerate(works, 1)}
    reading = read(tmp_path, {**files, "lecturas/Lectura7-2.md": "# Lamp systems\n\nBien.\n"})
    assert "Lamp systems" in titles(reading)
    (tmp_path / "b").mkdir()
    reading = read(tmp_path / "b", {**files, "lecturas/otra.md": "# Lamp systems\n\nBien.\n"})
    assert titles(reading) >= set(works)


@pytest.mark.parametrize("folder", ["books/01_Lamps_at_Sea", "notes/Lamps at Sea"])
def test_numbered_files_are_the_chapters_of_the_book_that_their_folder_is_about(tmp_path: Path, folder: str) -> None:
    chapters = ["00_Preface", "01_Wicks_and_Oil", "02_The_Madness_of_Harbours", "03_What_Ships_Want", "05-06_Fog"]
    files = {f"{folder}/{name}.md": f"## {name[3:].replace('_', ' ')}\n\n- They burn.\n" for name in chapters}
    files[f"{folder}/README.md"] = "# Lamps at Sea: How Light Helps Ships\n\nBy Jane Roe and Max Moe, 2019.\n"
    files["papers/Light without Oil in Northern Harbours.md"] = f"{ATTENTION}\n"
    assert titles(read(tmp_path, files)) == {
        "Lamps at Sea: How Light Helps Ships",
        "Light without Oil in Northern Harbours",
    }


def test_numbered_files_without_a_book_are_what_they_are_called() -> None:
    names = [
        "Oil and Wick Management of Northern Harbours",
        "Light without Oil in Northern Harbours",
        "Ships and the Fog of the Sea",
    ]
    note = only(f"{ATTENTION}\n")
    titled = {f"seminar notes/0{number}_{name}.md": note.replace(title=name) for number, name in enumerate(names)}
    assert len(titled_notes([], titled)) == 3


def test_files_with_the_name_and_the_title_of_others_are_parts_of_the_notes_beside_them(tmp_path: Path) -> None:
    folders = [
        f"papers/{name}" for name in ("A Primer on Lamps at Sea", "Burning Oil Without Smoke", "Seeing Far in Fog")
    ]
    files = {f"{folder}/summary.md": f"# {folder[7:]}\n\n## Background\n\nThey read by light.\n" for folder in folders}
    parts = {
        f"{folder}/tables.md": "# Tables taken from the paper\n\n## Table 1\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
        for folder in folders
    }
    reading = read(tmp_path, {**files, **parts})
    assert {note.source for note in reading.notes} == files.keys()
    assert {item.path for item in reading.skipped} == parts.keys()


def test_a_page_in_a_folder_called_as_its_work_is_one_note_whatever_it_compares(tmp_path: Path) -> None:
    rows = "".join(
        f"| **Lamp-{year}:** Lamps that burn with less oil | {year} | 光の手法 |\n" for year in range(2001, 2013)
    )
    text = f"# A Primer on Lamps at Sea\n\n## 背景\n\n光の研究である。\n\n| 論文名 | 発表年 | 手法概要 |\n|---|---|---|\n{rows}\n"
    text += "".join(f"## 手法 {number}\n\n光を水に置いて見る。\n\n" for number in range(16))
    reading = read(tmp_path, {"topic/_wip_A Primer on Lamps at Sea/summary.md": text})
    assert titles(reading) == {"A Primer on Lamps at Sea"}
