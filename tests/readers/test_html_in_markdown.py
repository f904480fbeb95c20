"""Blocks of HTML within Markdown that list works."""

from __future__ import annotations

from biblio.readers.other_markup.html_translation import parse_html_page, translate_html
from tests.readers.markdown_samples import listed

_NAMES = ("Roe, J.", "Poe, M. A.", "Doe, I.", "Moe, O.", "Loe, A.")


def test_paragraphs_that_begin_as_references_do_are_works_whatever_the_page_is_called() -> None:
    text = "<h1>An Annotated Bibliography for the Study of Lamps</h1>\n\n<h2>Piers</h2>\n"
    for number, who in enumerate(_NAMES):
        text += f"<p>{who}, & Noe, B. (201{number}). Lamps of pier {number}: a survey. Harbour Review 6(2), 2{number}-46.</p>\n"
        text += "<p>The authors count the lamps of one pier and say why there are so few of them.</p>\n"
    found = listed(text)
    assert [note.title for note in found] == [f"Lamps of pier {number}: a survey" for number in range(len(_NAMES))]
    assert found[1].authors == ("Poe, M. A.", "Noe, B.")
    assert found[0].comment.startswith("The authors count")
    assert found[0].tags == ("Piers",)


def test_lists_of_definitions_say_what_a_work_is() -> None:
    work = """<div class="work">
  <dl>
    <dt>Autora:</dt>
    <dd>{who}</dd>
    <dt>Título:</dt>
    <dd> {title} </dd>
    <dt>Ano:</dt>
    <dd>2015</dd>
  </dl>
  <p>Resumo: a luz dos faróis.</p>
  <a href="https://example.org/{number}.pdf">Acessar</a>
</div>
"""
    titles = ["A luz dos faróis na poesia", "O azeite e o cais"]
    text = "## Teses\n\n" + "\n".join(
        work.format(who=_NAMES[n], title=title, number=n) for n, title in enumerate(titles)
    )
    assert [(note.title, note.authors, note.year) for note in listed(text)] == [
        (title, (_NAMES[n],), 2015) for n, title in enumerate(titles)
    ]


def test_the_only_term_of_a_list_of_definitions_is_the_title() -> None:
    work = '<div class="work"><dl><dt>{title}</dt><dd>Roe, J., 2015</dd></dl><a href="https://x.org/{n}">»</a></div>\n'
    titles = ["The lamps of the pier", "The oil of the lamps"]
    page = parse_html_page("".join(work.format(title=title, n=n) for n, title in enumerate(titles)))
    rows = [row.strip() for row in translate_html(page).rows]
    assert [row for row in rows if row.startswith("- ")] == [f"- **{title}**" for title in titles]
