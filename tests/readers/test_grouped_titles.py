"""Lists of papers by topic that have nothing but titles."""

from __future__ import annotations

from tests.readers.markdown_samples import notes

LIST = """
    ### 灯塔论文阅读目录

    #### **论文介绍**

    * Oil
        * Lamps on Rivers: A Survey of Small Boats<br>
    作者是老船长，文章写得清楚。
        * Burning Without Smoke: Clean Oil for Lamps <br>
            * More Burning Without Smoke (FAST 2020)<br>
    上篇文章的作者改进的。
    * Fog
        * Horns That Carry Far Over Calm Water</br>
        * Seeing Through Fog: A Field Study
        * 雾里看灯
"""


def test_titles_below_topics_of_a_list_of_papers_are_works() -> None:
    found = notes(LIST, "README.md")
    assert [note.title for note in found] == [
        "Lamps on Rivers: A Survey of Small Boats",
        "Burning Without Smoke: Clean Oil for Lamps",
        "More Burning Without Smoke",
        "Horns That Carry Far Over Calm Water",
        "Seeing Through Fog: A Field Study",
    ]
    assert found[0].comment == "作者是老船长，文章写得清楚。"
    assert (found[2].venue, found[2].year) == ("FAST", 2020)


def test_the_same_list_on_a_page_of_another_name_has_no_works() -> None:
    assert notes(LIST.replace("论文阅读目录", "的历史").replace("论文介绍", "内容"), "README.md") == []


def test_notes_below_topics_are_no_titles() -> None:
    text = """
        # Papers

        - Method
          - uses a larger lamp
          - trained for ten days
          - the loss is simple
          - results look good
    """
    assert notes(text, "papers.md") == []
