"""Format works in a style with what is on this machine: ``biblio cite``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from biblio.cite.pandoc_program import find_pandoc
from biblio.cite.reference_text import Formatted, TextFormat, format_citation, format_references
from biblio.cite.styles import CitationStyle, UnknownStyle, find_style, package_folder, zotero_folder
from biblio.extras import Extra, MissingExtra, install_command
from biblio.project.cited_works import Citable
from biblio.settings import CiteConfig

__all__ = ["format_works", "style_folders", "style_named"]


def style_folders(config: CiteConfig) -> list[Path]:
    """Return the folders that have styles: the user's, Zotero's, and that of the extra."""
    return [folder for folder in (config.styles, zotero_folder(), package_folder()) if folder is not None]


def style_named(name: str, config: CiteConfig) -> CitationStyle:
    """Return the style called `name` (empty: the configured one).

    Raises `UsageError` if there is none, `MissingExtra` if the extra might have it.
    """
    name = name or config.style
    try:
        return find_style(name, style_folders(config))
    except UnknownStyle as error:
        if package_folder() is not None or error.is_path:
            raise
        raise MissingExtra(
            f"{error.message}: styles come with the extra '{Extra.CITE}'", hint=install_command(Extra.CITE)
        ) from error


def format_works(
    works: Sequence[Citable], style: CitationStyle, *, locale: str, form: TextFormat, in_text: bool,
    each_alone: bool = False,
) -> Formatted:  # fmt: skip
    """Return the references of `works`, or with `in_text` one citation of them all; see `format_references`.

    Raises `MissingExtra` if there is no pandoc, and what `format_references` raises.
    """
    pandoc = find_pandoc()
    if pandoc is None:
        hint = f"{install_command(Extra.CITE)}, or install pandoc"
        raise MissingExtra(f"biblio cite needs pandoc, or the extra '{Extra.CITE}' that has it", hint=hint)
    items = [{**work.item, "id": work.key} for work in works]
    if in_text:
        return format_citation(items, style, pandoc, locale=locale, form=form)
    return format_references(items, style, pandoc, locale=locale, form=form, each_alone=each_alone)
