"""Lists and headings in HTML within Markdown."""

from __future__ import annotations

import pytest

from biblio.readers.markdown.html_lists import with_markdown_lists


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2 id='a'>Öl &amp; <i>Docht</i></h2>", "## Öl & Docht"),
        ("<ul>\n<li>A lamp</li>\n</ul>", "\n- A lamp\n"),
        ("<ol>\n  <li>\n    A lamp,\n    Roe\n  </li>\n</ol>\nText", "\n- A lamp, Roe\n\n\n\n\nText"),
        (
            '<ul>\n<li><a href="https://x.org/a b">A</a> <em> and </em></li>\n</ul>',
            "\n- [A](https://x.org/a b) *and*\n",
        ),
        ("<ul>\n<li>Oil\n<ul>\n<li>Lamp<br>\n1962</li>\n</ul>\n</li>\n</ul>", "\n- Oil\n\n  - Lamp\n    1962\n\n\n"),
        # No list of its own lines, or without an end: as it is.
        ("<ul><li>A</li><li>B</li></ul>", "<ul><li>A</li><li>B</li></ul>"),
        ("<ul>\n<li>A lamp", "<ul>\n<li>A lamp"),
        ("Write <li> in HTML", "Write <li> in HTML"),
    ],
)
def test_lists_and_headings_are_written_as_in_markdown(html: str, markdown: str) -> None:
    assert with_markdown_lists(html) == markdown


def test_code_stays_as_it_is() -> None:
    code = "```html\n<ul>\n<li>A lamp</li>\n</ul>\n```\n"
    assert with_markdown_lists(code) == code
