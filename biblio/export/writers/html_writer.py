"""A list in HTML for people to read: one page, without scripts, that loads nothing.

All text is escaped, links lead to the web only, and the page's own policy forbids scripts and anything from elsewhere
(https://www.w3.org/TR/CSP3/). Parts have classes, so that a site can take the list and set it as it likes.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from biblio.export.export_formats import KeyedWork, PiecewiseExporter
from biblio.export.writers.item import Item
from biblio.export.writers.reference_parts import authors_text, details_text, ended, links, main_address
from biblio.export.writers.rich_text import RichText, Style, TextRun

__all__ = ["EXPORTER"]

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{heading}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }}
li {{ margin-bottom: .8rem; overflow-wrap: anywhere; }}
.title {{ font-weight: 600; }}
.key {{ opacity: .75; }}
</style>
</head>
<body>
<h1>{heading}</h1>
<ul class="bibliography">
{items}</ul>
</body>
</html>
"""
_TAGS = {
    Style.ITALIC: ("<i>", "</i>"),
    Style.BOLD: ("<b>", "</b>"),
    Style.SMALL_CAPS: ('<span style="font-variant:small-caps">', "</span>"),
    Style.RAISED: ("<sup>", "</sup>"),
    Style.LOWERED: ("<sub>", "</sub>"),
}


class HtmlList(PiecewiseExporter):
    """The exporter of the page: an element of a list for each work."""

    name = "html"
    suffix = ".html"

    def piece(self, work: KeyedWork) -> str:
        """Return a work as an element of the list."""
        return f"{_element(work.item)}\n"

    def assemble(self, pieces: Sequence[str], heading: str) -> str:
        """Return the whole file."""
        return _PAGE.format(heading=escape(heading), items="".join(pieces))


EXPORTER = HtmlList()


def _element(item: Item) -> str:
    language = f' lang="{escape(item.language)}"' if item.language else ""
    title = f'<span class="title"{language}>{_styled(item.title) or escape(item.key)}</span>'
    if address := main_address(item):
        title = _link(title, address)
    container = f'<cite class="venue">{escape(item.container)}</cite>' if item.container else ""
    details = f'<span class="details">{escape(details)}</span>' if (details := details_text(item)) else ""
    place = ", ".join(filter(None, (container, details)))
    authors = authors_text(item)
    stop = "." if ended(authors) != authors else ""
    authors = f'<span class="authors">{escape(authors)}</span>{stop}' if authors else ""
    parts = (
        f"{title}{'.' if ended(item.plain_title) != item.plain_title else ''}",
        authors,
        f"{place}." if place else "",
        *(_link(escape(link.text), link.url) for link in links(item)),
        f'<code class="key">{escape(item.key)}</code>',
    )
    return f'<li id="{escape(item.key)}">{" ".join(filter(None, parts))}</li>'


def _link(inner: str, url: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{inner}</a>'


def _styled(text: RichText) -> str:
    return "".join(map(_styled_span, text))


def _styled_span(span: TextRun) -> str:
    tags = [_TAGS[style] for style in Style if style in span.styles and style in _TAGS]
    return "".join((*(tag for tag, _ in tags), escape(span.text), *(tag for _, tag in reversed(tags))))
