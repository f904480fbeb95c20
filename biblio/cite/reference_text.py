"""Format items of CSL JSON in a style: a bibliography, or a citation in the text."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from biblio.cite.documents import (
    boundary,
    citation_nodes,
    document,
    numbered,
    reference_nodes,
    request,
    split_pieces,
    without_marks,
)
from biblio.cite.pandoc_program import Pandoc
from biblio.cite.style_rules import rules_for_pandoc
from biblio.cite.styles import CitationStyle
from biblio.errors import FormattingError, UsageError

__all__ = ["Formatted", "FormattedReference", "TextFormat", "format_citation", "format_references"]


class TextFormat(StrEnum):
    """What a reference is written in."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    RTF = "rtf"


# pandoc's writers. GitHub's Markdown is what most programs read.
_WRITERS = {TextFormat.TEXT: "plain", TextFormat.HTML: "html", TextFormat.MARKDOWN: "gfm", TextFormat.RTF: "rtf"}
_BETWEEN = {TextFormat.TEXT: "\n", TextFormat.HTML: "\n", TextFormat.MARKDOWN: "\n\n", TextFormat.RTF: "\n"}


@dataclass(frozen=True, slots=True)
class FormattedReference:
    """One reference: the id of its item, and the text without what a whole file has around it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """A formatted text, and the references in it, in the order of the style; a citation in a text has none."""

    text: str
    references: tuple[FormattedReference, ...] = ()


def format_references(
    items: Sequence[Mapping[str, Any]], style: CitationStyle, pandoc: Pandoc, *, locale: str = "", form: TextFormat,
    each_alone: bool = False,
) -> Formatted:  # fmt: skip
    """Return the bibliography of `items`, in the order that the style wants; numbers count in the order given.

    `locale` is a language tag; without one, the style's own counts. With `each_alone`, every reference is as if it were
    the only one. Raises `UsageError` if the style has no
    bibliography, and `FormattingError` if pandoc cannot format it.
    """
    if not style.has_bibliography:
        raise UsageError(f"the style {style.name} has no references, only citations", hint="use --in-text")
    tree = _citeproc(items, style, pandoc, locale, in_text=False, each_alone=each_alone)
    entries = reference_nodes(tree)
    if len(entries) != len(items):
        raise FormattingError(f"pandoc gave {len(entries)} references for {len(items)} works")
    before, pieces, behind = _written([nodes for _, nodes in entries], tree, pandoc, form)
    references = tuple(
        FormattedReference(str(items[number]["id"]), piece) for (number, _), piece in zip(entries, pieces, strict=True)
    )
    return Formatted(_whole(before, pieces, behind, form, is_list=True), references)


def format_citation(
    items: Sequence[Mapping[str, Any]], style: CitationStyle, pandoc: Pandoc, *, locale: str = "", form: TextFormat
) -> Formatted:
    """Return one citation of all `items` as it stands in a text, or in a note if the style has notes.

    Raises `FormattingError` if pandoc cannot format it.
    """
    tree = _citeproc(items, style, pandoc, locale, in_text=True)
    before, pieces, behind = _written([citation_nodes(tree)], tree, pandoc, form)
    return Formatted(_whole(before, pieces, behind, form, is_list=False))


def _citeproc(
    items: Sequence[Mapping[str, Any]], style: CitationStyle, pandoc: Pandoc, locale: str, *, in_text: bool,
    each_alone: bool = False,
) -> dict[str, Any]:  # fmt: skip
    page = request(len(items), in_text=in_text, locale=locale or style.locale)
    with tempfile.TemporaryDirectory(prefix="biblio-cite-") as folder:
        path = Path(folder) / "items.json"
        path.write_text(json.dumps(numbered(items, in_text=in_text)), encoding="utf-8")
        rules = Path(folder) / "style.csl"
        rules.write_bytes(rules_for_pandoc(style.path.read_bytes(), each_alone=each_alone))
        style_options = (f"--csl={rules}", f"--bibliography={path}")
        answer = pandoc.run("--citeproc", "--from=markdown", "--to=json", *style_options, text=page)
    tree: dict[str, Any] = json.loads(answer)
    return tree


def _written(
    pieces: Sequence[Sequence[Any]], tree: Mapping[str, Any], pandoc: Pandoc, form: TextFormat
) -> tuple[str, list[str], str]:
    """Return pieces as pandoc writes them, with what stands before and behind them in a file."""
    if form is TextFormat.TEXT:
        pieces = [without_marks(piece) for piece in pieces]
    mark = boundary(json.dumps(pieces))
    standalone = ("--standalone",) if form is TextFormat.RTF else ()
    given = json.dumps(document(pieces, tree, mark))
    text = pandoc.run("--from=json", f"--to={_WRITERS[form]}", "--wrap=none", *standalone, text=given)
    before, written, behind = split_pieces(text, mark)
    if len(written) != len(pieces):
        raise FormattingError(f"pandoc wrote {len(written)} references of {len(pieces)}")
    if form is TextFormat.HTML:
        written = [piece.removeprefix("<p>").removesuffix("</p>") for piece in written]
    return before, written, behind


def _whole(before: str, pieces: Sequence[str], behind: str, form: TextFormat, *, is_list: bool) -> str:
    if form is TextFormat.RTF:
        return f"{before}{_BETWEEN[form].join(pieces)}\n{behind}\n"
    lines = [f"<p>{piece}</p>" for piece in pieces] if form is TextFormat.HTML and is_list else pieces
    return _BETWEEN[form].join(lines) + "\n"
