"""One note a file: its title, key and id, its kind and date, and whether it is a note about a work at all."""

from __future__ import annotations

import pytest

from biblio.model.dates import PartialDate
from biblio.model.note import Note
from biblio.readers.skipped import SkipReason
from tests.readers.markdown_samples import ATTENTION, BERT, VIT, items, notes, only, own, skipped

# --- titles, keys and ids -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title", "other_titles", "citekey"),
    [
        ("Attention Is All You Need.md", "Attention Is All You Need", (), ""),
        ("202405011230 Attention Is All You Need.md", "Attention Is All You Need", (), ""),
        ("Attention Is All You Need 0123456789abcdef0123456789abcdef.md", "Attention Is All You Need", (), ""),
        ("@vaswani2017attention.md", None, (), "vaswani2017attention"),
        ("vaswani2017attention.md", None, (), "vaswani2017attention"),
        ("devlin-etal-2019-bert.md", None, (), "devlin-etal-2019-bert"),
        ("vaswaniAttentionAllYou2017.md", None, (), "vaswaniAttentionAllYou2017"),
        ("2024-05-01-attention-is-all-you-need.md", None, ("attention is all you need",), ""),
        ("Attention_Is_All_You_Need.md", None, ("Attention Is All You Need",), ""),
        ("2024-05-01.md", None, (), ""),
        ("README.md", None, (), ""),
        ("Untitled 3.md", None, (), ""),
        ("GPT-4.md", "GPT-4", (), ""),
        # No claim beside an identifier: anything may be called so.
        ("icml2023.md", None, (), ""),
        ("week 12.md", None, (), ""),
        ("n10.md", None, (), ""),
        ("foo-bar.md", None, (), ""),
    ],
)
def test_what_a_file_name_says(name: str, title: str | None, other_titles: tuple[str, ...], citekey: str) -> None:
    note = only("---\ndoi: 10.1000/xyz\n---\ntext\n", name=name)
    assert (note.title, note.other_titles, note.citekey) == (title, other_titles, citekey)


def test_without_an_identifier_a_name_is_all_that_a_file_says() -> None:
    assert only("---\ntags: [paper]\n---\ntext\n", name="Diffusion.md").title == "Diffusion"


def test_zotfile_names_and_arxiv_ids_as_names() -> None:
    note = only("text only\n", name="Vaswani et al. - 2017 - Attention Is All You Need.md")
    assert (note.title, note.authors, note.et_al, note.year) == ("Attention Is All You Need", ("Vaswani",), True, 2017)
    note = only("text only\n", name="1706.03762v5.md")
    assert (note.title, own(note)) == (None, [ATTENTION])


@pytest.mark.parametrize(
    ("name", "title", "authors"),
    [
        ("Afanasev 2023 - Lists of words in raw texts", "Lists of words in raw texts", ("Afanasev",)),
        ("Sun 2020 – Networks for long videos", "Networks for long videos", ("Sun",)),
        ("van den Oord and Roe (2016) - A model of sound", "A model of sound", ("van den Oord", "Roe")),
    ],
)
def test_surnames_and_a_year_before_a_dash_are_the_authors(name: str, title: str, authors: tuple[str, ...]) -> None:
    note = only("text only\n", name=f"Papers/{name}.md")
    assert (note.title, note.authors) == (title, authors)
    assert note.year in (2023, 2020, 2016)


@pytest.mark.parametrize(
    "name", ["Python 2023 - A tour of it", "NeurIPS 2022 - Notes from talks", "Lecture 2020 - Graphs and trees"]
)
def test_other_words_before_a_year_are_no_authors(name: str) -> None:
    note = only("---\ndoi: 10.1000/xyz\n---\ntext\n", name=f"Papers/{name}.md")
    assert (note.title, note.authors, note.year) == (name, (), None)


def test_outside_of_a_folder_of_works_a_year_before_a_dash_says_nothing() -> None:
    note = only("---\ndoi: 10.1000/xyz\n---\ntext\n", name="Urlaub 2022 - Planung der Reise.md")
    assert (note.title, note.authors, note.year) == ("Urlaub 2022 - Planung der Reise", (), None)


@pytest.mark.parametrize(
    ("line", "authors", "venue"),
    [
        ("Jane B. Roe, Ada Poe. Journal of Lamps 2019.", ("Jane B. Roe", "Ada Poe"), "Journal of Lamps"),
        ("Ada Poe, Jane B. Roe, Max T. Moe. NeurIPS 2019.", ("Ada Poe", "Jane B. Roe", "Max T. Moe"), "NeurIPS"),
        ("Ada Poe, Jane B. Roe and Max Moe, NeurIPS 2019", ("Ada Poe", "Jane B. Roe", "Max Moe"), "NeurIPS"),
    ],
)
def test_an_initial_below_the_title_does_not_end_the_authors(line: str, authors: tuple[str, ...], venue: str) -> None:
    note = only(f"# Lanterns in the fog\n{line}\n\n- read it\n", name="Papers/x.md")
    assert (note.title, note.authors, note.venue, note.year) == ("Lanterns in the fog", authors, venue, 2019)


@pytest.mark.parametrize(
    ("front", "heading", "title"),
    [
        ("title: From the front", "# From the heading", "From the front"),
        ("doi: 10.1000/xyz", "# From the heading", "From the heading"),
        ("doi: 10.1000/xyz", "From the heading\n===", "From the heading"),
        ("doi: 10.1000/xyz", "# [[From the heading]] #tag", "From the heading"),
        ("doi: 10.1000/xyz", "# 📝 **From the heading**", "From the heading"),
        ("doi: 10.1000/xyz", "# Summary", "Lanterns in the Fog"),
        ("doi: 10.1000/xyz", "# 2024-05-01", "Lanterns in the Fog"),
        ("doi: 10.1000/xyz", "## Not the title\n# The title", "The title"),
        ("doi: 10.1000/xyz", "```\n# code\n```", "Lanterns in the Fog"),
        ("title: '[Paper Review] BERT'", "", "BERT"),
        ('title: "[Paper Note] BERT, Devlin+, NAACL\'19"', "", "BERT"),
    ],
)
def test_where_the_title_comes_from(front: str, heading: str, title: str) -> None:
    is_named = title == "Lanterns in the Fog"  # a name that may be a title
    assert (
        only(f"---\ntype: paper\n{front}\n---\n{heading}\n", name=f"{title if is_named else 'name'}.md").title == title
    )


def test_a_title_line_gives_its_authors_and_venue() -> None:
    note = only("---\ntags: paper\n---\n# BERT: Pre-training of Deep Bidirectional Transformers, Devlin+, NAACL'19\n")
    assert note.title == "BERT: Pre-training of Deep Bidirectional Transformers"
    assert (note.authors, note.et_al, note.venue, note.year) == (("Devlin",), True, "NAACL", 2019)


def test_ids_survive_a_move_and_follow_the_key() -> None:
    text = "---\ndoi: 10.1000/xyz\n---\n"
    moved = only(text, name="a/BERT.md", path="old/place/a/BERT.md")
    moved = only(text, name="a/BERT.md", path="elsewhere/a/BERT.md")
    assert moved.id == moved.id
    assert only(text, name="b/BERT.md").id != moved.id
    keyed = text.replace("doi", "citekey: devlin2019\ndoi")
    assert only(keyed, name="x.md").id == only(keyed, name="y.md").id


# --- what is a note at all ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2024-05-01.md", "# 2024-05-01\n- [ ] buy milk\n- [x] call [Bob](https://example.com/bob)\n- read [[BERT]]\n"),
        (
            "recipe.md",
            "---\ntags: [dinner]\nsource: https://cooking.example.com/p\n---\n# Pasta\n- **Salt**: a pinch\n",
        ),
        ("MOC.md", "---\ntype: moc\n---\n# Map\n- [[Attention]]\n- [BERT](bert.md)\n- [Section](#section)\n"),
        (
            "blog/2024-03-02-trip.md",
            "---\nlayout: post\ntitle: My trip\nauthor: Jane Doe\ndate: 2024-03-02\n---\nHi.\n",
        ),
        ("draft.md", "---\ntitle: My paper\nauthor: Jane Doe\nbibliography: refs.bib\n---\nAs @vaswani2017 says.\n"),
        ("papers/README.md", "# Papers\nAll of them.\n"),
        ("templates/paper.md", "---\ntitle: {{title}}\ndoi: {{doi}}\n---\n"),
        ("Templates/paper.md", "---\ntitle: X\nauthors:\ndoi:\n---\n## Summary\n"),
        ("テンプレート/論文.md", "# タイトル\n- 著者:\n- DOI:\n"),
        ("new-paper.md", "---\ntitle: <% tp.file.title %>\ndoi: 10.1000/xyz\n---\n"),
        ("budget2024.md", "Numbers.\n"),
        ("features.md", "# Tool\n## Features\n- **Fast and small**: very\n- [Docs](https://docs.example.com)\n"),
        ("A drawing 2024-05-01.excalidraw.md", "---\nexcalidraw-plugin: parsed\ndoi: 10.1000/xyz\n---\n"),
        ("SUMMARY.md", "# Summary\n- [SIGMOD'18 - P-Store](a/taft2018.md)\n- [ICRA 2025 papers](./papers/index.md)\n"),
        (
            "README.md",
            "# paper-notes\n## Features\n- **Literature library view**: browse\n- [Node.js](https://nodejs.org)\n",
        ),
        ("talk.md", '# Fairness\n- Problems\n  - Zemel et al., "A Fair and Rich Z", 2013\n- More\n- And more\n'),
        ("empty.md", ""),
        ("rule.md", "---\n\nNot front matter\n\n---\n"),
    ],
)
def test_files_that_are_not_notes_about_a_work(name: str, text: str) -> None:
    assert items(text, name) == []


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("templates/paper.md", "---\ntitle: {{title}}\ndoi: {{doi}}\n---\n", SkipReason.TEMPLATE),
        (
            "archetypes/default.md",
            '+++\ntitle = \'{{ replace .Name "-" " " | title }}\'\ndate = {{ .Date }}\n+++\n',
            SkipReason.TEMPLATE,
        ),
        ("paper template.md", "# Paper\n\n**Authors**:\n**Year**:\n", SkipReason.TEMPLATE),
        ("Prompt templates/note.md", "# <% tp.title %>\n", SkipReason.TEMPLATE),
        (
            "pages/templates___citation.md",
            "tags:: Reference\n\n- # {title}\n\t- author: {author}\n\t  year: {date}\n",
            SkipReason.TEMPLATE,
        ),
        ("board.md", "---\nkanban-plugin: basic\n---\n## To read\n", SkipReason.DRAWING),
        ("2024-05-01.md", "Slept badly.\n", SkipReason.DIARY),
        ("journals/thoughts.md", "Slept badly.\n", SkipReason.DIARY),
        ("日記/五月.md", "よく眠れない。\n", SkipReason.DIARY),
        ("README.md", "# My vault\n", SkipReason.INDEX),
        ("thought.md", "Slept badly.\n", SkipReason.TITLE_ONLY),
        ("Papers.md", "Slept badly.\n", SkipReason.INDEX),
    ],
)
def test_why_a_file_is_no_note(name: str, text: str, reason: SkipReason) -> None:
    assert items(text, name) == []
    assert skipped(text, name) == [reason]


@pytest.mark.parametrize(
    "name",
    [
        "@roe2017template.md",
        "Contemplate lanterns.md",
        "Template matching with lanterns.md",
        "Prompt templates/roe2017.md",
        "templates/roe2017.md",
        "backup strategies.md",
    ],
)
def test_a_word_in_a_name_makes_no_template(name: str) -> None:
    note = only("---\ntitle: The Wick and the Flame\nauthors: Ada Roe\nyear: 2017\n---\nWrites `{{x}}`.\n", name)
    assert note.title == "The Wick and the Flame"


def test_the_source_may_be_called_templates() -> None:
    text = "---\ntitle: The Wick and the Flame\nauthors: Ada Roe\nyear:\ndoi:\nvenue:\n---\n"
    assert only(text + "doi: 10.1000/xyz\n", "wick.md", path="templates/wick.md").title == "The Wick and the Flame"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("n.md", "---\ntitle: X\nisbn: 0-306-40615-2\n---\n"),
        ("n.md", "---\ntitle: X\nauthor: Jane Doe\n---\n"),
        ("n.md", "---\ntitle: X\ntype: book\n---\n"),
        ("n.md", "---\ntitle: X\ntags: [lit-note]\n---\n"),
        ("n.md", "---\ntitle: X\ntags: [type/paper]\n---\n"),
        ("n.md", "---\ntitle: X\nurl: https://example.org/post\n---\n"),
        ("n.md", "---\ntitle: X\nsource: https://example.org/post\ntags: clippings\n---\n"),
        ("Literature/X.md", "A thought.\n"),
        ("01 - Papers/X.md", "A thought.\n"),
        ("文献/X.md", "感想。\n"),
        ("@key.md", "A thought.\n"),
    ],
)
def test_signs_that_make_a_file_a_note(name: str, text: str) -> None:
    assert len(notes(text, name)) == 1


def test_two_bibliographic_keys_make_a_note_of_a_file_that_lists_works() -> None:
    works = f"\n- [Attention Is All You Need]({ATTENTION})\n- [BERT]({BERT})\n- [ViT]({VIT})\n"
    one_key = "---\ntitle: X\nyear: 2019\n---\n"
    two_keys = "---\ntitle: X\nyear: 2019\nauthor: Jane Doe\n---\n"
    assert len(notes(one_key + works)) == 3
    assert [note.title for note in notes(two_keys + works)] == ["X"]


def test_the_source_folder_itself_may_be_the_sign() -> None:
    assert len(notes("A thought.\n", name="X.md", path="vault/papers/X.md")) == 1
    assert notes("A thought.\n", name="X.md", path="vault/X.md") == []


def test_a_web_clipping() -> None:
    note = only(
        """
        ---
        title: "The Illustrated Transformer"
        source: "https://jalammar.github.io/illustrated-transformer/"
        author:
          - "[[Jay Alammar]]"
        published: 2018-06-27
        created: 2024-08-01
        tags:
          - "clippings"
        ---
        Text.
        """
    )
    assert own(note) == ["https://jalammar.github.io/illustrated-transformer/"]
    assert (note.authors, note.year, note.date) == (("Jay Alammar",), 2018, PartialDate(2024, 8, 1))


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("book", "book"),
        ("PhD thesis", "thesis"),
        ("phdthesis", "thesis"),
        ("[[blogPost]]", "blogpost"),
        ("videoRecording", "video"),
        ("slides", "presentation"),
        ("computerProgram", "software"),
        ("dataset", "dataset"),
        ("webpage", "webpage"),
        ("article-journal", "paper"),
        ("literature-note", ""),
        ("whatever", ""),
    ],
)
def test_kinds(kind: str, hint: str) -> None:
    assert only(f"---\ntitle: X\ntype: '{kind}'\ndoi: 10.1000/xyz\n---\n").kind_hint == hint


# --- dates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "year", "date"),
    [
        ("year: 2017", 2017, None),
        ("year: '2017 (arXiv)'", 2017, None),
        ("date: 2017", 2017, None),
        ("date: 2017-06", 2017, None),
        ("published: June 12, 2017", 2017, None),
        ("date: 2024-05-01", None, "2024-05-01"),
        ("date: 2024-05-01T09:30:00+09:00", None, "2024-05-01"),
        ("year: 2017\ndate: 2024-05-01", 2017, "2024-05-01"),
        ("date: 2017-06-12\ncreated: 2024-05-01", 2017, "2024-05-01"),
        ("date: 2017-06-12\njournal: Nature", 2017, None),
        ("date: 2017-06-12\narxiv: '1706.03762'", 2017, None),
        ("date: 2024-05-01\narxiv: '1706.03762'\njournal: Nature", None, "2024-05-01"),
    ],
)
def test_a_date_is_the_notes_unless_its_neighbours_say_otherwise(
    lines: str, year: int | None, date: str | None
) -> None:
    note = only(f"---\ntitle: X\ntype: paper\n{lines}\n---\n")
    assert (note.year, str(note.date) if note.date else None) == (year, date)


def test_a_day_that_does_not_exist_is_a_problem_with_its_line() -> None:
    problem, note = items("---\ntitle: X\ndoi: 10.1000/xyz\ncreated: 2024-02-31\n---\n")
    assert str(problem) == "vault/note.md:4: created: 2024-02 has no day 31 (correct the date)"
    assert isinstance(note, Note)


@pytest.mark.parametrize(
    ("name", "title", "authors", "year"),
    [
        ("2019_Roe_Lanterns in the dark", "Lanterns in the dark", ("Roe",), 2019),
        ("2018_Kim_Lee_A theory of fog", "A theory of fog", ("Kim", "Lee"), 2018),
        ("2020_Poe_et_al_Beacons_of_the_north", "Beacons of the north", ("Poe",), 2020),
        ("García-Pérez_2021_Fog_ its measures", "Fog: its measures", ("García-Pérez",), 2021),
        ("2019_van der Berg_Fog at sea", "Fog at sea", ("van der Berg",), 2019),
    ],
)
def test_year_and_authors_in_a_name_with_underscores(
    name: str, title: str, authors: tuple[str, ...], year: int
) -> None:
    note = only(f"![[{name}.pdf]]\n\nThoughts.\n", f"{name}.md")
    assert (note.title, note.authors, note.year) == (title, authors, year)


@pytest.mark.parametrize("name", ["2021_Workshop_Notes on things", "2023_CVPR_Fog in the sea"])
def test_words_in_a_name_with_underscores_are_no_authors(name: str) -> None:
    assert all(not note.authors for note in notes("Thoughts.\n", f"{name}.md"))


def test_a_page_that_shows_the_pdf_of_its_name_is_a_note() -> None:
    assert only("![[papers/The fog of dawn.pdf#page=2]]\n", "The fog of dawn.md").title == "The fog of dawn"
    assert notes("![[papers/Other fog.pdf]]\n", "The fog of dawn.md") == []


@pytest.mark.parametrize(
    "url", ["https://www.example.edu/~roe/fog.pdf", "https://ieeexplore.ieee.org/document/1234567"]
)
def test_the_address_quoted_below_a_title_that_leads_to_its_own_pdf(url: str) -> None:
    note = only(f"# [The theory of fog](./fog.pdf)\n\n> {url}\n\nText\n")
    assert (note.title, own(note)) == ("The theory of fog", [url])


def test_a_reference_without_a_title_below_the_heading() -> None:
    note = only("# Beacons of strings\n\nJ. Roe, M. Poe, Phys. Rev. D 76 (2007) 1234, 0712.1234 [hep-th]\n\nText.\n")
    assert (note.title, note.authors, note.year) == ("Beacons of strings", ("J. Roe", "M. Poe"), 2007)
    assert own(note) == ["https://arxiv.org/abs/0712.1234"]


def test_a_logseq_page_that_opens_with_the_properties_of_a_work_is_one_note_whatever_its_highlights_are() -> None:
    properties = "title:: Lamps in the Fog (highlights)\nauthor:: [[Ada Poe]]\nfull-title:: Lamps in the Fog\ncategory:: #books\n"
    highlights = "\n- Highlights\n" + "".join(
        f"\t- [A Paper on Oil {number}](https://doi.org/10.1000/oil.{number})\n\t  location:: {number}\n"
        for number in range(4)
    )
    note = only(properties + highlights, name="Lamps in the Fog (highlights).md")
    assert (note.title, note.authors, note.line) == ("Lamps in the Fog", ("Ada Poe",), 1)


def test_a_lesson_on_the_paper_that_a_line_names_has_its_title() -> None:
    text = "# 등불에 대해 알아보자\n\n논문: [Lanterns That Never Go Out](https://arxiv.org/abs/1706.03762)\n\n기름부터 봅시다.\n"
    note = only(text, "2021-03-04-lantern.md")
    assert note.title == "Lanterns That Never Go Out"
    assert "등불에 대해 알아보자" in note.other_titles


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("Lanterns of the North.md", "# 1 Oil\n\nA.\n\n# 2 Wicks\n\nB.\n", "Lanterns of the North"),
        ("Lanterns of the North.md", "#notes\n\n# Chap 1: the oil\n\nA.\n\n# Chap 2: wicks\n", "Lanterns of the North"),
        ("Lanterns of the North.md", "# Premise\n\nA.\n\n# Chapters\n\nB.\n", "Lanterns of the North"),
        ("Lanterns of the North.md", "# Introduction\n\nA.\n\n# Wicks\n\nB.\n", "Lanterns of the North"),
        ("Lanterns of the North.md", "# Abstract & Conclusion\n\nA.\n\n# Wicks\n\nB.\n", "Lanterns of the North"),
        ("lamps.md", "# Lanterns of the North\n\nA.\n\n# Abstract\n\nB.\n", "Lanterns of the North"),
        (
            "North lamps.md",
            "# Lanterns of the North: A Survey of Oil\n\nA.\n\n# Wicks\n",
            "Lanterns of the North: A Survey of Oil",
        ),
        ("LampNet--A Network of the North.md", "Oil.\n", "LampNet: A Network of the North"),
        ("lamps.md", "#[Lanterns of the North](https://example.org/lamps.pdf)\n\n## Ideas\n", "Lanterns of the North"),
    ],
)
def test_the_title_of_a_page_with_parts(name: str, text: str, title: str) -> None:
    assert only(text, f"papers/{name}").title == title


def test_several_first_headings_with_an_author_below_each_are_several_works() -> None:
    text = "# Old Lanterns\nauthor:: Mina Kim\nyear:: 2019\n\nGood.\n\n# Fog\nauthor:: Jo Berg\nyear:: 2001\n"
    assert [(note.title, note.authors, note.year) for note in notes(text)] == [
        ("Old Lanterns", ("Mina Kim",), 2019),
        ("Fog", ("Jo Berg",), 2001),
    ]


def test_a_heading_of_level_2_that_the_name_of_the_file_is_short_for() -> None:
    text = f"## LampNet: A Model of Light in Fog\n\nPaper: {ATTENTION}\n\n## Oil ?\n\nGood.\n"
    assert only(text, "lampnet.md").title == "LampNet: A Model of Light in Fog"
    assert only(text, "Lamps and Oil.md").title == "Lamps and Oil"


def test_a_title_on_the_first_line_above_an_address() -> None:
    text = f"The Implicit Light of Lamps in Deep Fog\n\n{ATTENTION}\n\nGood lamps.\n"
    assert only(text, "ImplicitLight_of_Lamps_in_Fog.md").title == "The Implicit Light of Lamps in Deep Fog"


def test_a_paper_in_a_numbered_folder_with_parts_in_its_readme() -> None:
    text = f"# 1. Reading Context(사전 맥락)\n\nPaper: {ATTENTION}\n\n# 2. Problem\n\nFog.\n\n# 3. Method\n\nOil.\n"
    assert only(text, "04. A Fast Lamp for Deep Fog/README.md").title == "A Fast Lamp for Deep Fog"


FOLDER = "papers/LampNet-Deep-Light-in-Thick-Fog/README.md"
IN_WORDS = "LampNet Deep Light in Thick Fog"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# LampNet", "LampNet: Deep Light in Thick Fog"),
        ("# LampNet Deep Light", IN_WORDS),
        ("# LDLF", IN_WORDS),
        ("# Notes", IN_WORDS),
        ("", IN_WORDS),
        ("## Learn more about the following:\n\n* Oil\n* Wicks\n\n## The lamps", IN_WORDS),
        ("# メモ", IN_WORDS),
    ],
)
def test_a_readme_without_the_title_in_a_folder_that_has_it(heading: str, title: str) -> None:
    text = f"{heading}\n\n* Light is lost in fog.\n* They burn less oil.\n"
    assert only(text, FOLDER).title == title
    assert only(text, FOLDER.replace("-", "_").replace("LampNet", "03_LampNet")).title == title
    assert only(text, "文献/LampNet Deep Light in Thick Fog/index.md").title == title


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("papers/Deep-Light/README.md", "# Notes"),  # may be a topic
        ("src/LampNet-Deep-Light-in-Thick-Fog/README.md", "# LampNet"),  # its program
        ("papers/2019/LampNet-Deep-Light-in-Thick-Fog/code/README.md", "# LampNet"),
        ("papers/Light-and-Fog-of-2019/README.md", "# Where the lamps were bought"),
        ("papers/LampNet-Deep-Light-in-Thick-Fog/README.md", "# Papers on light"),
        ("README.md", "# LampNet"),
    ],
)
def test_a_readme_in_a_folder_that_has_no_title_of_a_work(path: str, heading: str) -> None:
    assert not notes(f"{heading}\n\n* Light is lost in fog.\n* They burn less oil.\n", path)


def test_a_readme_that_lists_works_in_a_folder_of_several_words() -> None:
    text = (
        f"# Papers\n\n- [A Primer on Lamps in Fog]({ATTENTION})\n- [A Model of Oil](https://arxiv.org/abs/2005.14165)\n"
    )
    found = notes(text, "papers/Light-and-Lamps-in-the-Fog/README.md")
    assert [note.title for note in found] == ["A Primer on Lamps in Fog", "A Model of Oil"]


@pytest.mark.parametrize("heading", ["実装", "実験結果", "方法", "실험 결과", "Related work"])
def test_parts_of_papers_are_no_titles(heading: str) -> None:
    text = f"{ATTENTION}\n\n# {heading}\n\nFog.\n"
    assert only(text, "Lamps in Deep Fog.md").title == "Lamps in Deep Fog"


@pytest.mark.parametrize(
    ("line", "authors", "year"),
    [
        ("Ada Roe", ("Ada Roe",), 1998),
        ("Ada Roe 1998, [zotero](zotero://select/items/@roe1998)", ("Ada Roe",), 1998),
        ("Ada Roe, [zotero](zotero://select/items/@roe1998)", ("Ada Roe",), 1998),
        ("Ada Roe 1998 en [[@poe1998]] pp. 7-9, [zotero](zotero://select/items/@roe1998)", ("Ada Roe",), 1998),
        ("Ada Roe,Max Poe,Ann Doe", ("Ada Roe", "Max Poe", "Ann Doe"), 1998),
        ("Ada B Roe (1998)", ("Ada B Roe",), 1998),
        (
            "\nAda Roe, Max Poe 1998, [zotero](zotero://select/items/@roe1998), [archivo](file:///home/a/roe.pdf)",
            ("Ada Roe", "Max Poe"),
            1998,
        ),
        ("Max Poe", (), 1998),  # whoever wrote the page
    ],
)
def test_names_alone_below_a_title_that_begin_like_the_key(
    line: str, authors: tuple[str, ...], year: int | None
) -> None:
    note = only(f"# Cómo arden las lámparas\n{line}\n\nUn texto sobre lámparas.\n", "@roe1998.md")
    assert (note.title, note.authors, note.year) == ("Cómo arden las lámparas", authors, year)


def test_a_reference_in_italics_below_a_title() -> None:
    reference = '*Roe, Ada, and Max Poe. "Lamps at sea." Light Reports 2 (2009).*'
    text = f"# Lamps at Sea [[pdf]](https://a.example/p.pdf)\n\n{reference}\n\nText.\n"
    note = only(text, "papers/001_Lamps_at_Sea.md")
    assert (note.title, note.authors, note.year) == ("Lamps at Sea", ("Roe, Ada", "Max Poe"), 2009)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("OilAndWickManagementInHarbours", "Oil and Wick Management of Northern Harbours (2013)"),
        ("HowToLightAHarbour", "How to Light a Harbour (2016)"),
        ("LampsDreamOfFog", "Make Your Lamps Dream of Electric Fog (2021)"),
        ("TheArtOfWicks-JaneRoe", "The Art of Wicks"),
    ],
)
def test_a_name_without_blanks_is_short_for_its_heading(name: str, heading: str) -> None:
    text = f"## {heading}\n\nJane Roe, Max Moe\n\n### Big Idea\n\nMore light.\n"
    assert only(text, f"papers/{name}.md").title == heading.partition(" (2")[0]


@pytest.mark.parametrize(("name", "heading"), [("AlexNet", "Architecture and results"), ("LightHouse", "What it does")])
def test_a_name_that_the_heading_does_not_have_is_the_title(name: str, heading: str) -> None:
    assert only(f"## {heading}\n\nIt is deep.\n", f"papers/{name}.md").title == name


@pytest.mark.parametrize(
    ("name", "first", "title"),
    [
        ("Faster-wicks-with-oil", "[Faster Wicks](https://lamps.example/blog/faster-wicks)", "Faster Wicks"),
        (
            "WickMechanismForLampControl",
            "[Light Regained:\nWick Mechanisms for Lamp Control](https://lamps.example/regained)",
            "Light Regained: Wick Mechanisms for Lamp Control",
        ),
        ("Lamp-Registry", "[Layered Lamp Registry](https://lamps.example/x)\n------", "Layered Lamp Registry"),
        ("Lamps-MaxMoe", "Lamps for everybody and their wicks\n--------", "Lamps for everybody and their wicks"),
    ],
)
def test_a_first_line_that_is_the_title(name: str, first: str, title: str) -> None:
    assert only(f"{first}\n\nThey burn longer.\n", f"papers/{name}.md").title == title


def test_a_first_link_that_the_file_is_not_named_by_is_no_title() -> None:
    text = "[The whole catalogue of harbours](https://lamps.example)\n\nThey burn longer.\n"
    assert only(text, "papers/Wicks at Sea.md").title == "Wicks at Sea"


@pytest.mark.parametrize("label", ["[[amazon]](https://www.amazon.com/x)", "[[website]](https://lamps.example/)"])
def test_a_label_in_brackets_behind_the_heading_of_a_readme(label: str) -> None:
    text = f"# Lamps at Sea: How Light Helps Ships {label}\n\nThey burn.\n"
    assert only(text, "books/06_Lamps_at_Sea/README.md").title == "Lamps at Sea: How Light Helps Ships"


def test_what_numbers_a_source_is_no_part_of_its_title() -> None:
    text = "# Source 02: A Survey of Lamps in Northern Harbours\n\nIt counts them.\n"
    assert only(text, "papers/survey.md").title == "A Survey of Lamps in Northern Harbours"


def test_by_and_a_name_below_the_title_is_its_author() -> None:
    note = only("## Lamps: Oil Not Required\n\nby Jane Roe\n\n### Chapter 1: Wicks\n\n* They burn.\n", "lamps.md")
    assert (note.title, note.authors) == ("Lamps: Oil Not Required", ("Jane Roe",))
    assert notes("## Lamps: Oil Not Required\n\nby the sea\n\n### Wicks\n\n* They burn.\n", "lamps.md") == []


def test_a_linked_title_that_goes_on_behind_the_heading_is_the_title() -> None:
    text = (
        "# No Dark Lamp\n\n* [No Dark Lamp — Essence and Accidents of Wicks](https://lamps.example/no-dark-lamp.pdf)\n"
    )
    assert only(text, name="no_dark_lamp/README.md").title == "No Dark Lamp — Essence and Accidents of Wicks"


@pytest.mark.parametrize(
    "text",
    [
        f"## Paper Information\n#### Paper Title: [Lamps in Fog and Rain]({BERT})\n\n#### Conference: ICLR 2020\n\n## Summary\nIt glows.\n",
        "# Notes\n\n### **Title:** Lamps in Fog and Rain\n\n### **Authors:** Jane Roe, Max Poe\n\n## Summary\nIt glows.\n",
        "## Title: Lamps in Fog and Rain\n\n## Authors: Jane Roe\n\n## Summary\nIt glows.\n",
        "# 题目：Lamps in Fog and Rain\n\n## 作者：Jane Roe\n\n## 摘要\n灯。\n",
    ],
)
def test_fields_may_be_headings(text: str) -> None:
    assert only(text).title == "Lamps in Fog and Rain"


def test_fields_that_come_again_are_those_of_several_works() -> None:
    text = f"# Reading\n\n## Title: Lamps in Fog\n\n{ATTENTION}\n\n## Title: Lamps in Rain\n\n{BERT}\n"
    assert [note.title for note in notes(text)] == ["Lamps in Fog", "Lamps in Rain"]


def test_comments_of_a_script_are_no_fields() -> None:
    note = only(f"# Lamps in Fog\n\n{ATTENTION}\n\n```python\n# Title: count\n# Author: Jane Roe\n```\n")
    assert (note.title, note.authors) == ("Lamps in Fog", ())
    assert "# Title: count" in note.comment


def test_numbered_sections_below_an_abstract_are_no_title() -> None:
    page = "# Abstract\n\n본 연구는 새로운 모델 LampNet을 제안한다.\n\n# 1. Introduction\n\nWe propose lamps. 본 논문에서는 등불을 제안한다.\n\n# 2. Wicks\n\n심지.\n\n# 3. Results\n\n밝다.\n"
    assert only(page, "LampNet.md").title == "LampNet"


def test_bold_points_in_the_folder_of_a_paper_are_no_works() -> None:
    text = (
        "## Notes\n\n* Figures tell it all.\n\n## Advantages of lamps\n\n"
        "* **Wick Triggered**: Starts burning by itself.\n\n* **Reduce Oil Overhead**: Does not require helpers.\n\n"
        "* **Relaxed Synchronization**: The lamp can be lit before the fog has come.\n"
    )
    assert [(note.title, note.line) for note in notes(text, FOLDER, FOLDER)] == [("LampNet Deep Light in Thick Fog", 1)]
