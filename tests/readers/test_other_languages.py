"""Logs, lists and schedules in other languages: labels, dates, marks around titles, full-width punctuation."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.readers.read_text import notes, own_urls
from tests.readers.test_lists_written_alike import WORKS


class Words(NamedTuple):
    """What people who write a language call the parts of an entry, and how they write dates, names and titles."""

    papers: str
    paper: str
    title: str
    authors: str
    link: str
    paper_link: str
    code: str
    summary: str
    required: str
    date: str
    week: str
    comma: str = ", "
    colon: str = ": "
    quoted: str = "«{}»"
    more: str = "et al."


LANGUAGES = {
    "zh": Words(
        *("论文列表", "论文", "标题", "作者", "链接", "论文链接", "代码", "摘要", "必读", "2021年3月{}日", "第{}周"),
        *("，", "：", "《{}》", "等"),
    ),
    "ja": Words(
        *("読んだ論文", "論文", "タイトル", "著者", "リンク", "論文リンク", "コード", "概要", "必読", "2021年3月{}日"),
        *("第{}回", "、", "：", "「{}」", "ら"),
    ),
    "ko": Words(
        *(
            "논문 목록",
            "논문",
            "제목",
            "저자",
            "링크",
            "논문 링크",
            "코드",
            "요약",
            "필수",
            "2021년 3월 {}일",
            "{}주차",
        ),
        quoted="『{}』",
    ),
    "ru": Words(
        *("Список статей", "Статья", "Название", "Авторы", "Ссылка", "Ссылка на статью", "Код", "Аннотация"),
        *("Обязательно", "{} марта 2021", "Неделя {}"),
    ),
    "de": Words(
        *("Leseliste", "Artikel", "Titel", "Autoren", "Link", "Link zum Artikel", "Code", "Zusammenfassung"),
        *("Pflicht", "{}. März 2021", "Woche {}"),
        quoted="„{}“",
    ),
    "fr": Words(
        *("Liste de lectures", "Article", "Titre", "Auteurs", "Lien", "Lien vers l'article", "Code", "Résumé"),
        *("Obligatoire", "{} mars 2021", "Semaine {}"),
        colon=" : ",
        quoted="« {} »",
    ),
    "es": Words(
        *("Lista de lecturas", "Artículo", "Título", "Autores", "Enlace", "Enlace al artículo", "Código", "Resumen"),
        *("Obligatorio", "{} de marzo de 2021", "Semana {}"),
    ),
    "pt": Words(
        *("Lista de leituras", "Artigo", "Título", "Autores", "Link", "Link do artigo", "Código", "Resumo"),
        *("Obrigatório", "{} de março de 2021", "Semana {}"),
        quoted="“{}”",
    ),
}
ENTRIES = (
    "## {t}\n- {w.authors}{w.colon}{a}\n- {w.paper_link}{w.colon}{u}\n- {w.code}{w.colon}https://github.com/roe/fog\n\n",
    "## {t}\n\n**{w.authors}**{w.colon}{a}\n\n**{w.link}**{w.colon}[pdf]({u})\n\n",
    "## {t}\n\n### {w.link}\n{u}\n\n### {w.summary}\nLamps.\n\n",
    "## {t}\n\n### {w.authors}\n{a}\n\n### {w.paper_link}\n[arXiv]({u})\n\n### {w.summary}\nLamps.\n\n",
    "## {t}\n\n[{w.paper}]({u}) | [{w.code}](https://github.com/roe/fog)\n\nLamps.\n\n",
    "## {t}\n{a} ({v} {y})\n[{w.paper_link}]({u})\n\nLamps.\n\n",
    "## [{v} {y}] {t}\n- {w.paper}{w.colon}[PDF]({u})\n- Lamps.\n\n",
    "## {n}. {t}\n\n> {w.paper_link}{w.colon}{u}\n\nLamps.\n\n",
    "## {date}\n\n{w.paper}{w.colon}[{t}]({u})\n\nLamps.\n\n",
    "## {week}\n\n- [{t}]({u}) - {a}\n- {w.code}{w.colon}https://github.com/roe/fog\n\n",
    "- [{t}]({u}){w.comma}{a}{w.comma}{v} {y}\n",
    "- {t} [[{w.paper}]({u})] [[{w.code}](https://github.com/roe/fog)]\n",
    "- {quoted} ({v} {y}) {u}\n",
    "- {quoted_link}\n",
    "- **{t}**{w.comma}{a}{w.comma}{v} {y}{w.comma}[{w.paper_link}]({u})\n",
    "- {w.title}{w.colon}{t}\n  - {w.authors}{w.colon}{a}\n  - {w.link}{w.colon}{u}\n",
    "- {t}\n  - {w.paper}{w.colon}{u}\n  - {w.code}{w.colon}https://github.com/roe/fog\n",
    "{n}. {w.paper}{w.colon}[{t}]({u})\n",
    "- {date}{w.colon}[{t}]({u})\n",
    "- {w.required}{w.colon}[{t}]({u})\n",
    "- {f} {w.more}{w.comma}{y}{w.comma}[{t}]({u})\n",
)


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_entries(language: str, entry: str) -> None:
    words = LANGUAGES[language]
    text = f"# {words.papers}\n\n"
    for number, (title, people, venue, year, url) in enumerate(WORKS, 1):
        text += entry.format(
            w=words, n=number, t=title, a=words.comma.join(people), f=people[0].split()[-1], v=venue, y=year, u=url,
            quoted=words.quoted.format(title), quoted_link=words.quoted.format(f"[{title}]({url})"),
            date=words.date.format(number), week=words.week.format(number),
        )  # fmt: skip
    found = notes(text, "papers.md")
    assert [(note.title or "").rstrip("?") for note in found] == [title.rstrip("?") for title, *_ in WORKS]
    assert all(url in own_urls(note) for note, (*_, url) in zip(found, WORKS, strict=True))
