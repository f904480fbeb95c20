"""Tables of works as people write them: columns in any order and language, links in cells, in Markdown, HTML, org, CSV."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.readers.read_text import notes, own_urls
from tests.readers.test_lists_written_alike import WORKS

HEADERS = {
    "en": {"T": "Title", "A": "Authors", "V": "Venue", "Y": "Year", "L": "PDF", "C": "Code", "N": "Notes"},
    "paper": {
        "T": "Paper",
        "A": "First author",
        "V": "Conf",
        "Y": "Pub. Date",
        "L": "Link",
        "C": "GitHub",
        "N": "TL;DR",
    },
    "twice": {
        "T": "Title",
        "A": "Author(s)",
        "V": "Source",
        "Y": "Published",
        "L": "Paper",
        "C": "Repo",
        "N": "Key Idea",
    },
    "name": {"T": "Publication", "A": "Authors", "V": "Journal", "Y": "Date", "L": "arXiv", "C": "Code", "N": "Status"},
    "zh": {"T": "论文名称", "A": "第一作者", "V": "会议/期刊", "Y": "时间", "L": "下载", "C": "代码", "N": "笔记"},
    "ja": {"T": "論文", "A": "著者", "V": "掲載誌", "Y": "発表年", "L": "リンク", "C": "実装", "N": "メモ"},
    "ko": {"T": "제목", "A": "저자", "V": "학회/저널", "Y": "발행년도", "L": "논문 링크", "C": "코드", "N": "비고"},
    "ru": {"T": "Название статьи", "A": "Авторы", "V": "Журнал", "Y": "Год", "L": "Ссылки", "C": "Код", "N": "Заметки"},
    "de": {"T": "Artikel", "A": "Autoren", "V": "Konferenz", "Y": "Jahr", "L": "Verweis", "C": "Code", "N": "Notizen"},
    "fr": {"T": "Titre", "A": "Auteurs", "V": "Revue", "Y": "Année", "L": "Liens", "C": "Code", "N": "Remarques"},
    "es": {"T": "Artículo", "A": "Autores", "V": "Revista", "Y": "Año", "L": "Enlace", "C": "Código", "N": "Notas"},
    "pt": {"T": "Artigo", "A": "Autores", "V": "Conferência", "Y": "Data", "L": "Ligação", "C": "Código", "N": "Notas"},
}
COLUMNS = ("T A V Y L", "Y V T L C", "L T A Y", "A Y T L N", "V T L", "C T L", "T A Y", "# A T V L")
CELLS = {
    "T": ("{t}", "**{t}**", '"{t}"', "{t} ({v} {y})", "*{t}*"),
    "A": ("{a}", "{f} et al.", "{f} et al. (Google)", "{a0}", "{a0}, ..."),
    "V": ("{v} {y}", "{v}", "{v}'{yy}", "**{v} {y}**"),
    "Y": ("{y}", "{y}-06", "June {y}", "{y}.06", "{y}-06-14"),
    "L": ("[pdf]({u})", "{u}", "[🔗]({u})", "[Paper]({u}), [Code]({c})", "[[pdf]({u})]"),
    "C": ("[code]({c})", "[![Star](https://img.shields.io/x.svg)]({c})", ""),
    "N": ("nice idea", "Good baseline; see Section 3", ""),
    "#": ("{n}",),
}
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")


def table(language: str, columns: str, turn: int) -> list[list[str]]:
    """Return the header and the rows; `turn` says which way of writing each cell has."""
    names = columns.split()
    rows = [["#" if name == "#" else HEADERS[language][name] for name in names]]
    for number, (title, people, venue, year, url) in enumerate(WORKS, 1):
        words = {"t": title, "a": ", ".join(people), "a0": people[0], "f": people[0].split()[-1], "v": venue, "y": year}
        words |= {"yy": str(year)[2:], "u": url, "c": "https://github.com/roe/lamps", "n": number}
        rows.append([CELLS[name][turn % len(CELLS[name])].format(**words) for name in names])
    return rows


def markdown(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["# Papers", "", lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]) + "\n"


def html(rows: list[list[str]]) -> str:
    def cell(text: str) -> str:
        text = re.sub(r"\[!\[([^\]]*)\]\(([^)]*)\)\]\(([^)]*)\)", r'<a href="\3"><img src="\2" alt="\1"></a>', text)
        text = _LINK.sub(r'<a href="\2">\1</a>', text)
        return re.sub(r"\*(.*?)\*", r"<i>\1</i>", re.sub(r"\*\*(.*?)\*\*", r"<b>\1</b>", text))

    marks = ["th", *["td"] * len(rows)]
    body = ("".join(f"<{mark}>{cell(text)}</{mark}>" for text in row) for mark, row in zip(marks, rows, strict=False))
    return "# Papers\n\n<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in body) + "\n</table>\n"


def org(rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    text = "\n".join([lines[0], "|" + "+".join("---" for _ in rows[0]) + "|", *lines[1:]]) + "\n"
    text = re.sub(r"\[!\[[^\]]*\]\([^)]*\)\]\(([^)]*)\)", r"[[\1]]", text)
    text = re.sub(r"(?<!\*)\*([^*\n]+)\*(?!\*)", r"/\1/", text).replace("**", "*")
    return _LINK.sub(r"[[\2][\1]]", text)


def comma_separated(rows: list[list[str]]) -> str:
    """Return the rows as a spreadsheet has them, with addresses and without marks."""
    file = io.StringIO()
    plain = [[_LINK.sub(r"\2", text).strip("[]*").partition(", http")[0] for text in row] for row in rows]
    csv.writer(file).writerows(plain)
    return file.getvalue()


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("language", HEADERS)
@pytest.mark.parametrize(
    ("write", "name"),
    [(markdown, "README.md"), (html, "README.md"), (org, "papers.org"), (comma_separated, "papers.csv")],
)
def test_tables(write, name: str, language: str, columns: str) -> None:  # type: ignore[no-untyped-def]
    turn = 3 * list(HEADERS).index(language) + COLUMNS.index(columns)
    rows = table(language, columns, turn)
    found = notes(write(rows), name)
    assert [(note.title or "").rstrip("?") for note in found] == [title.rstrip("?") for title, *_ in WORKS]
    if "L" in columns:
        assert all(url in own_urls(note) for note, (*_, url) in zip(found, WORKS, strict=True))
    if "A" in columns:
        assert all(
            note.authors[0].split()[-1] == people[0].split()[-1]
            for note, (_, people, *_) in zip(found, WORKS, strict=True)
        )
    if "Y" in columns:
        years = [note.year or (note.date and note.date.year) for note in found]
        assert years == [year for *_, year, _ in WORKS]


BADGE = "[![Star](https://img.shields.io/stars.svg?style=social)](https://github.com/roe/lamps)"


@pytest.mark.parametrize(
    "cell",
    [
        f"{BADGE}<br>[{{t}}]({{u}})",
        f"{BADGE} <br> **[{{t}}]({{u}})** <br> Jane Roe, Max Poe",
        "[**{t}**]({u})<br>Jane Roe, Max Poe",
        "[{t}]({u}) [[code](https://github.com/roe/lamps)]",
    ],
)
def test_what_stands_around_a_title_in_its_cell(cell: str) -> None:
    rows = [["Title", "Date"], *([cell.format(t=title, u=url), "2021"] for title, *_, url in WORKS)]
    found = notes(markdown(rows), "README.md")
    assert [(note.title or "").rstrip("?") for note in found] == [title.rstrip("?") for title, *_ in WORKS]
    assert all(url in own_urls(note) for note, (*_, url) in zip(found, WORKS, strict=True))


def test_rows_that_are_headings() -> None:
    rows = [["Title", "Link"], ["**Light**", ""], *([title, f"[pdf]({url})"] for title, *_, url in WORKS[:2])]
    rows += [["**No class (Easter)**", ""], [WORKS[2][0], f"[pdf]({WORKS[2][4]})"]]
    assert [(note.title, note.tags) for note in notes(markdown(rows), "README.md")] == [
        (WORKS[0][0], ("Light",)),
        (WORKS[1][0], ("Light",)),
        (WORKS[2][0], ()),
    ]


def test_cells_over_several_rows_and_columns() -> None:
    rows = "".join(
        f"<tr>{topic}<td><a href='{url}'>{title}</a></td></tr>"
        for topic, (title, *_, url) in zip(["<td rowspan='2'>Light</td>", "", "<td>Sea</td>"], WORKS, strict=False)
    )
    heading = "<tr><td colspan='2'>Part one</td></tr>"
    text = f"# Papers\n\n<table><tr><th>Topic</th><th>Paper</th></tr>{heading}{rows}</table>\n"
    assert [(note.title, note.tags) for note in notes(text, "README.md")] == [
        (WORKS[0][0], ("Light", "Part one")),
        (WORKS[1][0], ("Light", "Part one")),
        (WORKS[2][0], ("Sea", "Part one")),
    ]


def test_a_column_of_rooms_has_no_venues() -> None:
    rows = [["Date", "Presenter", "Paper", "Venue (hybrid)"]]
    rows += [["13/12/2024", "Ann", f"[{title}]({url})", "Room 2.R034"] for title, *_, url in WORKS]
    assert {note.venue for note in notes(markdown(rows), "README.md")} == {""}
