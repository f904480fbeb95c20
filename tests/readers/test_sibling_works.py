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
