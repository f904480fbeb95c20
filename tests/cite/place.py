"""Small styles and items for the tests: ours, so that no package of styles is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from biblio.cite.pandoc_program import Pandoc, find_pandoc
from biblio.cite.reference_text import Formatted, TextFormat, format_citation, format_references
from biblio.cite.styles import find_style

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="{kind}"{more}>
<info><title>{title}</title><id>http://www.zotero.org/styles/{name}</id>{link}<updated>2026-01-01T00:00:00+00:00</updated>
</info>"""
_AUTHOR_DATE = """
<macro name="names"><names variable="author">
<name and="text" initialize-with=". " name-as-sort-order="all" sort-separator=", "/></names></macro>
<macro name="short"><names variable="author"><name form="short" and="symbol"/></names></macro>
<macro name="date"><date variable="issued" form="text" date-parts="year-month"/></macro>
<citation><sort><key macro="short"/></sort><layout prefix="(" suffix=")" delimiter="; ">
<group delimiter=", "><text macro="short"/><date variable="issued"><date-part name="year"/></date></group></layout></citation>
<bibliography><sort><key macro="names"/></sort><layout suffix="."><group delimiter=". ">
<text macro="names"/><text variable="title" font-style="italic"/><text macro="date"/><text variable="URL"/></group>
</layout></bibliography></style>
"""
_NUMERIC = """
<citation><layout prefix="[" suffix="]" delimiter=","><text variable="citation-number"/></layout></citation>
<bibliography second-field-align="flush"><layout><text variable="citation-number" prefix="[" suffix="]"/>
<text variable="title"/></layout></bibliography></style>
"""
_NOTE = """
<citation><layout delimiter="; " suffix="."><text variable="title" font-style="italic"/></layout></citation></style>
"""


def head(name: str, *, kind: str = "in-text", more: str = "", parent: str = "") -> str:
    link = f'<link href="http://www.zotero.org/styles/{parent}" rel="independent-parent"/>' if parent else ""
    return _HEAD.format(kind=kind, more=f" {more}" if more else "", title=name.title(), name=name, link=link)


def write_styles(folder: Path) -> Path:
    """Write styles into a folder: plain (author and date), numbers, notes, and a dependent one in German."""
    (folder / "dependent").mkdir(parents=True)
    (folder / "plain.csl").write_text(head("plain") + _AUTHOR_DATE, encoding="utf-8")
    (folder / "numbers.csl").write_text(head("numbers") + _NUMERIC, encoding="utf-8")
    (folder / "notes.csl").write_text(head("notes", kind="note") + _NOTE, encoding="utf-8")
    german = head("plain-german", more='default-locale="de-DE"', parent="plain") + "</style>"
    (folder / "dependent" / "plain-german.csl").write_text(german, encoding="utf-8")
    return folder


def item(key: str, title: str, *authors: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"id": key, "type": "book", "title": title, "author": list(authors), **more}


def person(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given}


def pandoc() -> Pandoc:
    found = find_pandoc()
    assert found
    return found


def cite(
    folder: Path, style: str, *items: dict[str, Any], in_text: bool = False, locale: str = "", form: str = "text"
) -> Formatted:
    function = format_citation if in_text else format_references
    return function(items, find_style(style, [folder]), pandoc(), locale=locale, form=TextFormat(form))
