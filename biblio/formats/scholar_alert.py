"""Alerts of Google Scholar: the HTML of a message with new articles, each a title, a line about it, a few sentences.

The line has authors, venue and year as search results have them: "J Roe, M Poe - Journal of Moss, 2016". Google
documents none of this; the names of the classes have been the same for years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from biblio.extract.identifiers_in_text import forwarded_url
from biblio.formats.export_values import arxiv_in, parse_written_date, read_name
from biblio.formats.library_entry import EntryDraft, ExportPart, PassedOver
from biblio.formats.xml_tree import all_text, parse_page
from biblio.text import normalise_space

__all__ = ["is_scholar_alert", "read_scholar_alert"]

_TITLE, _SNIPPET = "gse_alrt_title", "gse_alrt_sni"  # a program that forwards a message may write something before them
_ELLIPSIS = re.compile(r"…|\.\.\.")
_YEAR = re.compile(r"(?:^|,? )((?:19|20)\d\d)$")


def is_scholar_alert(page: str) -> bool:
    """Whether the HTML of a message is an alert of Google Scholar."""
    return _TITLE in page


def read_scholar_alert(page: str, line: int) -> Iterator[ExportPart]:
    """Yield the articles of an alert, each on `line`, because the lines of its HTML mean nothing."""
    root = parse_page(page)
    articles: list[_Article] = []
    for element in root.iter("a", "div") if root is not None else ():
        name = element.get("class") or ""
        text = normalise_space(all_text(element))
        if element.tag == "a" and _TITLE in name:
            articles.append(_Article(element.get("href") or "", text))
        elif articles and element.tag == "div" and text:
            if _SNIPPET in name:
                articles[-1].sentences = text
            elif not articles[-1].about and not articles[-1].sentences:
                articles[-1].about = text
    yield from (_entry(article, line) for article in articles)


@dataclass(slots=True)
class _Article:
    address: str
    title: str
    about: str = ""
    sentences: str = ""


def _entry(article: _Article, line: int) -> ExportPart:
    draft = EntryDraft("scholar-alert", line, line)
    draft.title, draft.abstract = article.title, article.sentences
    draft.urls = [forwarded_url(article.address)]
    names, _, rest = article.about.partition(" - ")
    draft.authors = [person for name in _ELLIPSIS.sub("", names).split(",") if (person := read_name(name))]
    draft.is_truncated = _ELLIPSIS.search(names) is not None
    if year := _YEAR.search(rest):
        draft.date = parse_written_date(year[1])
        rest = rest[: year.start()]
    draft.identifiers += arxiv_in([rest])
    if _ELLIPSIS.search(rest):
        draft.add_field("venue-as-shown", rest)  # a part of its name is no name
    else:
        draft.venue = rest
    return draft.finish() or PassedOver(line)
