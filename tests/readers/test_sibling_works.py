"""Items that are works because those around them are, in the same form."""

from __future__ import annotations

from tests.readers.markdown_samples import ATTENTION, BERT, VIT, listed


def test_a_title_that_nothing_marks_needs_a_link_as_the_others_have() -> None:
    lines = [
        f"- Lamps and the ordering of events at sea ([link]({ATTENTION}))",
        f"- Wicks in large clusters made simple ([link]({BERT}))",
        f"- A key to the value of oil ([link]({VIT}))",
        "- In search of an understandable lamp ([link](https://sea.example/files/lamp))",
        "- In search of a lamp without a link",
    ]
    titles = [note.title for note in listed("# Papers\n\n" + "\n".join(lines) + "\n")]
    assert titles[-1] == "In search of an understandable lamp"
    assert len(titles) == 4


def test_where_works_are_few_a_name_is_none() -> None:
    tools = "".join(f"- [Lamp kit {n}](https://sea.example/kits/{n})\n" for n in "abcdefghijkl")
    text = f"# Lamps\n\n{tools}- [A census of lamps]({ATTENTION})\n- [Fog]({BERT})\n- [Rain on lamps]({VIT})\n"
    assert len(listed(text, "lamps.md")) == 3


def test_a_publishers_page_of_one_work_speaks_for_its_list() -> None:
    pages = "".join(
        f"- [A census of harbour lamps, part {n}](https://www.sciencedirect.com/science/article/pii/S10538119{n})\n"
        for n in "1234"
    )
    assert len(listed(f"# Meetings\n\n{pages}", "meetings.md")) == 4


def test_paragraphs_that_stand_alike_are_works_and_end_the_one_above() -> None:
    entries = [
        (f"[Lamps and the ordering of events at sea]({ATTENTION}) SEA '15", "Jane Roe, Max Poe"),
        (f"[Wicks in large harbours made simple]({BERT}) SEA '16", "Ada Moe"),
        ("[In search of an understandable lamp](https://sea.example/files/lamp) '13", "Max Poe, Ada Moe"),
        (f"[A key to the value of oil]({VIT}) SEA '17", "Jane Roe"),
    ]
    text = "# Annotated bibliography\n\n" + "\n\n".join(
        f"{line}\n\n{who}\n\nWhat it says of lamps." for line, who in entries
    )
    found = listed(text + "\n")
    assert [note.title for note in found] == [
        "Lamps and the ordering of events at sea",
        "Wicks in large harbours made simple",
        "In search of an understandable lamp",
        "A key to the value of oil",
    ]
    assert found[0].authors == ("Jane Roe", "Max Poe")
    assert found[3].authors == ("Jane Roe",)
    assert "understandable" not in found[1].comment


def test_where_titles_stand_behind_names_a_line_without_names_is_a_remark() -> None:
    works = "".join(
        f"* {who}. {title}. ACL 200{n}. {url}\n"
        for n, (who, title, url) in enumerate(
            [
                ("Jane Roe and Max Poe", "Lamps as a service for sailors", ATTENTION),
                ("Ada Moe et al.", "Reading lamps in deep harbours with fog", BERT),
                ("Max Poe and Ada Moe", "A key to the value of oil", VIT),
            ]
        )
    )
    more = "* Jane Roe et al. Contextual lamps in unsupervised harbours. SEA-COLD 2006. https://sea.example/f.pdf\n"
    remark = "* Recommended: a reading list on the web. https://sea.example/~roe/list\n"
    titles = [note.title for note in listed(f"# Words\n\n{works}{more}{remark}")]
    assert titles[3:] == ["Contextual lamps in unsupervised harbours"]


def test_documentaries_beside_books_are_no_works() -> None:
    books = "".join(
        f"- **{title}** — {who}, 20{year}. About lamps and those who keep them.\n"
        for title, who, year in (
            ("The Alchemy of Oil", "Jane Roe", 23),
            ("The Weight of the Fog", "Max Poe", 21),
            ("Harbours Without Light", "Ada Moe", 19),
            ("A Year of Storms", "Ben Doe", 18),
        )
    )
    films = "- **Time to Kindle a Lamp** — The best film on lamps.\n- **Who Broke the Lamp?** — Find out.\n"
    found = listed(f"# Books\n\n## Science\n\n{books}\n## Documentaries\n\n{films}", "books.md")
    assert len(found) == 4
