"""Schedules of courses and reading groups: the readings of a session in a cell, below a heading or below a date."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.citation import read_citation
from tests.readers.read_text import notes, own_urls
from tests.readers.test_lists_written_alike import WORKS

READINGS = (
    "[{t}]({u})",
    "[{t}]({u}), {a}, {y}",
    "[{t}]({u}) ({v} {y})",
    "[{t}]({u}). {a}. {v} {y}",
    "{t} [[pdf]({u})]",
    '"{t}" by {a} [pdf]({u})',
    "{ai} ({y}). [{t}]({u}). {v}.",
    "[{t}, {f} {y}]({u})",
    "[{t} ({f} et al. {y})]({u})",
    "{f} et al., [{t}]({u}), {v} {y}",
    "{a}, *{t}*, {v} {y} [[link]({u})]",
    "(optional) [{t}]({u})",
    "[{t}]({u}) (required)",
    "Read: [{t}]({u})",
)
BETWEEN = ("{}<br>{}", "{} <br><br> {}", "- {}<br>- {}", "1. {}<br>2. {}", "<ul><li>{}</li><li>{}</li></ul>")
BESIDE = ("{} · {}", "{}; {}")
LABELLED = ("Required: {}<br>Optional: {}", "**Required:**<br>{}<br>**Optional:**<br>{}")
HEADERS = (
    "Date | Topic | Readings | Slides",
    "Lecture | Title | Reading | Homework",
    "Week | Subject | Papers | Notes",
    "日期 | 主题 | 阅读材料 | 课件",
    "Datum | Thema | Literatur | Folien",
    "Дата | Тема | Литература | Слайды",
)
FIRST, SECOND, THIRD, FOURTH, FIFTH = WORKS


def written(form: str, work: tuple[str, tuple[str, ...], str, int, str]) -> str:
    title, people, venue, year, url = work
    families = " & ".join(f"{name.split()[-1]}, {name[0]}." for name in people)
    return form.format(
        t=title, a=", ".join(people), ai=families, f=people[0].split()[-1], v=venue, y=year, u=url
    )  # fmt: skip


def table(header: str, form: str, between: str) -> str:
    cells = [
        ("1/4", "Introduction", ""),
        ("1/11", "Foundations", between.format(written(form, FIRST), written(form, SECOND))),
        ("1/18", "No class", ""),
        ("1/25", "Storage", written(form, THIRD)),
        ("2/1", "Surveys", between.format(written(form, FOURTH), written(form, FIFTH))),
    ]
    rows = "".join(f"| {' | '.join(row)} | [slides](slides/{number}.pdf) |\n" for number, row in enumerate(cells))
    return f"# Lamps and fog\n\nWe meet on Fridays.\n\n## Schedule\n\n| {header} |\n|---|---|---|---|\n{rows}"


def assert_all_found(text: str) -> None:
    found = notes(text, "schedule.md")
    assert [(note.title or "").rstrip("?") for note in found] == [title.rstrip("?") for title, *_ in WORKS]
    assert all(url in own_urls(note) for note, (*_, url) in zip(found, WORKS, strict=True))


@pytest.mark.parametrize("form", READINGS)
@pytest.mark.parametrize("between", BETWEEN + LABELLED)
def test_readings_in_a_cell(between: str, form: str) -> None:
    if between in LABELLED and form.startswith(("Read", "(opt")):
        form = "[{t}]({u})"  # labelled once
    assert_all_found(table(HEADERS[READINGS.index(form) % len(HEADERS)], form, between))


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("form", ["[{t}]({u})", "{t} [[pdf]({u})]", "[{t} ({f} et al. {y})]({u})"])
@pytest.mark.parametrize("between", BESIDE)
def test_readings_beside_each_other(between: str, form: str, header: str) -> None:
    assert_all_found(table(header, form, between))


@pytest.mark.parametrize("form", READINGS)
@pytest.mark.parametrize(
    "heading", ["## Week {}: Fog", "### Fog (Week {})", "**Week {} - Fog**", "## 第{}周：Fog", "## 1/{}"]
)
@pytest.mark.parametrize("label", ["", "- Slides: [pdf](https://cs.example.edu/slides/1.pdf)\n", "- [HW1](hw/1.pdf)\n"])
def test_readings_below_headings(label: str, heading: str, form: str) -> None:
    text = "# Schedule\n"
    for number, work in enumerate(WORKS, 1):
        text += f"\n{heading.format(number)}\n\n{label}- {written(form, work)}\n"
    assert_all_found(text)


@pytest.mark.parametrize("form", READINGS)
@pytest.mark.parametrize("date", ["- 1/{}: Fog", "- **Jan {} (Th)** Fog", "* Jan {}, 2021 - Fog"])
def test_readings_below_dates(date: str, form: str) -> None:
    lines = (f"{date.format(number)}\n    - {written(form, work)}\n" for number, work in enumerate(WORKS, 1))
    assert_all_found("# Schedule\n\n" + "".join(lines))


@pytest.mark.parametrize("form", READINGS)
@pytest.mark.parametrize("header", ["Date | Presenter | Paper", "日付 | 発表者 | 論文", "Дата | Докладчик | Статья"])
def test_one_paper_a_meeting(header: str, form: str) -> None:
    rows = "".join(f"| 3/{number} | Ann Lee | {written(form, work)} |\n" for number, work in enumerate(WORKS, 1))
    assert_all_found(f"# Reading group\n\n| {header} |\n|---|---|---|\n{rows}")


def test_optional_readings_on_a_page_with_a_title_of_its_own() -> None:
    text = "---\nlayout: page\ntitle: Syllabus\n---\n"
    for number, (title, *_, url) in enumerate(WORKS, 1):
        text += f"\n#### Week {number}\n\n**Optional reading**\n\n- [{title}]({url})\n"
    assert_all_found(text)


@pytest.mark.parametrize(
    "line",
    [
        "Stone et al., [Light Fields Revisited](https://a.example/page), SIGGRAPH 2012",
        "Eva Stone and Omar Haddad, [Light Fields Revisited](https://a.example/l.pdf), SIGGRAPH 2012",
        "Eva Stone, Omar Haddad, *Light Fields Revisited*, SIGGRAPH 2012 [[link](https://a.example/l.pdf)]",
        "[Light Fields Revisited (Stone et al. 2012)](https://a.example/l.pdf)",
    ],
)
def test_titles_that_look_like_names(line: str) -> None:
    citation = read_citation(line, {}, line=1)
    assert (citation.title, citation.byline.year) == ("Light Fields Revisited", 2012)
    assert citation.byline.authors[0].endswith("Stone")


def test_days_of_the_week_below_topics_are_no_titles() -> None:
    topics = ("Balanced & Measured Lamps", "Nationality of Oil", "Culinary Wicks", "Science & Light")
    days = "\n\n".join(
        f"### {topic}\n\n"
        f'#### MON\nHillel Roe, "The Wick of {topic}," *Journal of Lamps* {number} (2003): 3-19.\n\n'
        f'#### WED\n*Never Dark*, "The Oil," 113-145.\n\n#### FRI\n*Never Dark*, "The Lamp," 147-187.'
        for number, topic in enumerate(topics, 11)
    )
    found = notes(f"# Schedule of readings\n\n{days}\n", "schedule.md")
    assert [(note.title, note.authors) for note in found] == [
        (f"The Wick of {topic}", ("Hillel Roe",)) for topic in topics
    ]
    assert not {"MON", "WED", "FRI"} & {tag for note in found for tag in note.tags}
