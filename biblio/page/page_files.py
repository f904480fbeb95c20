"""The files of the page, made of what its cards say. Pure: values in, texts out.

A browser that opens a file may not fetch another, but it may load scripts: the data are scripts that hold JSON. The
list is in `works.js`, the notes in `notes.js`, and what only an open card shows in `details-….js`, loaded when it is
needed. No text of a work or a note is ever HTML or code: in a script it is inside of JSON inside of one literal, and
the page's own script only makes text nodes of it. The page's policy (https://www.w3.org/TR/CSP3/) allows the files
beside it and nothing else, and no text to become code (https://w3c.github.io/trusted-types/).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from string import Template
from typing import Any

from biblio.data_files import read_data
from biblio.page.note_nodes import note_nodes
from biblio.page.page_entry import PageEntry, PageNote
from biblio.unseen import json_escaped

__all__ = ["EMBEDDED", "INDEX", "PageTexts", "page_files"]

INDEX = "index.html"
"""The file to open."""
EMBEDDED = "embed.html"
"""The part of a page of another site, instead of `INDEX`."""

_START = '"use strict";\nglobalThis.biblioPage ??= { details: [] };\n'
_CARDS = 200  # at most so many in a file of details, so that one is there as soon as a card opens
_SCRIPTS = ("works.js", "search.js", "plots.js", "page.js")
_COPIED = ("page.css", "search.js", "plots.js", "page.js", "d3.min.js", "d3-licence.txt")


@dataclass(frozen=True, slots=True)
class PageTexts:
    """What the page says of itself.

    `title` is its heading, `style` the title of the citation style (empty: it has no formatted references). `address`
    is None for a page of its own; for a part of another site's page, where that site has the folder ("/papers/"; empty:
    beside the page).
    """

    title: str
    style: str = ""
    address: str | None = None


def page_files(entries: Sequence[PageEntry], texts: PageTexts) -> dict[str, str]:
    """Return the text of every file of the page, by its name. The same values give the same bytes."""
    ordered = sorted(entries, key=lambda entry: entry.id)
    count = _file_count(len(ordered))
    files = {name: read_data("biblio.page", f"assets/{name}") for name in _COPIED}
    files["works.js"] = _works(ordered, texts, count)
    notes = [(entry.id, [_note(note) for note in entry.notes]) for entry in ordered if entry.notes]
    files["notes.js"] = _script("notes", _object(notes))
    members: list[list[tuple[str, object]]] = [[] for _ in range(count)]
    for entry in ordered:
        if details := _details(entry):
            members[_file_number(entry.id, count)].append((entry.id, details))
    for number, group in enumerate(members):
        files[f"details-{number:02x}.js"] = _script(f"details[{number}]", _object(group))
    if texts.address is None:
        files[INDEX] = _html(texts)
    else:
        files[EMBEDDED] = _fragment(texts, texts.address, "h2")
    return files


def _works(entries: Sequence[PageEntry], texts: PageTexts, count: int) -> str:
    lines = ",\n".join(_json({**_listed(entry), "file": _file_number(entry.id, count)}) for entry in entries)
    head = _json({"title": texts.title, "style": texts.style, "files": count})
    return _script("data", f'{head[:-1]}, "works": [\n{lines}\n]}}')


def _listed(entry: PageEntry) -> dict[str, Any]:
    values = _present(entry)
    for name in ("notes", "abstract", "bibtex", "citation"):
        values.pop(name, None)
    return values | {"links": [[link.text, link.url] for link in entry.links]}


def _note(note: PageNote) -> dict[str, Any]:
    values = _present(note)
    values.pop("text", None)
    return values | ({"nodes": nodes} if (nodes := note_nodes(note.text)) else {})


def _details(entry: PageEntry) -> dict[str, str]:
    values = {"abstract": entry.abstract, "bibtex": entry.bibtex, "citation": entry.citation}
    return {name: text for name, text in values.items() if text}


def _present(value: Any) -> dict[str, Any]:
    """Return the fields of a value that say something."""
    fields = ((name, getattr(value, name)) for name in value.__match_args__)
    return {name: content for name, content in fields if content not in ("", (), None, 0)}


def _file_count(count: int) -> int:
    """Return a power of two, so that most cards stay in their file when some are added."""
    files = 1
    while files * _CARDS < count:
        files *= 2
    return files


def _file_number(name: str, count: int) -> int:
    return int.from_bytes(blake2b(name.encode(errors="replace"), digest_size=4).digest()) % count


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _object(members: Iterable[tuple[str, object]]) -> str:
    """Return a JSON object with one member a line, which git can compare."""
    return "{\n" + ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in members) + "\n}"


def _script(name: str, text: str) -> str:
    r"""Return a script that parses JSON and puts it at a place of the page.

    The JSON stands raw between backticks (https://tc39.es/ecma262/#sec-string.raw); what could end the literal or
    begin a substitution can only be inside of strings, where ``\u0060`` means the same.
    """
    safe = json_escaped(text).replace("`", r"\u0060").replace("${", r"$\u007b").replace("<", r"\u003c")
    safe = safe.encode(errors="replace").decode()
    return f"{_START}biblioPage.{name} = JSON.parse(String.raw`{safe}`);\n"


def _html(texts: PageTexts) -> str:
    return _template("index.html", title=_attribute(texts.title), content=_fragment(texts, "", "h1"))


def _fragment(texts: PageTexts, address: str, heading: str) -> str:
    folder = address if not address or address.endswith("/") else f"{address}/"
    # A site may have another encoding, or name none: its browser would read the part and its scripts in that.
    scripts = "\n".join(
        f'<script src="{_attribute(folder + name)}" charset="utf-8" defer></script>' for name in _SCRIPTS
    )
    part = _template(
        "embed.html",
        title=_attribute(texts.title),
        folder=_attribute(folder),
        heading=heading,
        scripts=scripts,
    )
    return part.encode("ascii", "xmlcharrefreplace").decode()


def _attribute(text: str) -> str:
    """Return text that HTML, Liquid (Jekyll), Hugo and Quarto all leave alone."""
    return escape(text).replace("{", "&#123;").replace("}", "&#125;").replace("%", "&#37;")


def _template(name: str, **values: str) -> str:
    return Template(read_data("biblio.page", f"assets/{name}")).substitute(values)
