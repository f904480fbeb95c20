"""Format works in a style with what is on this machine: ``biblio cite``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from biblio.cite.pandoc_program import find_pandoc
from biblio.cite.reference_text import Formatted, TextFormat, format_citation, format_references
from biblio.cite.styles import CitationStyle, UnknownStyle, find_style, package_folder, zotero_folder
from biblio.errors import UsageError
from biblio.extras import Extra, MissingExtra, install_command
from biblio.project.cited_works import Citable
from biblio.settings import CiteConfig
from biblio.text import is_language_tag

__all__ = ["cite_works", "format_works", "style_folders", "style_named"]


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


def cite_works(
    works: Sequence[Citable],
    config: CiteConfig,
    *,
    style: str = "",
    locale: str = "",
    form: TextFormat = TextFormat.TEXT,
    in_text: bool = False,
) -> dict[str, Any]:
    """Return what `biblio cite --json` prints; the schema is ``citation``.

    `style` and `locale`, if given, come before those of the configuration. Raises `UsageError` for a style or a
    language that does not exist, and what `format_works` raises.
    """
    if locale and not is_language_tag(locale):
        raise UsageError(f"locale {locale}: this is no language tag", hint="for example de, fr, ja, pt-BR")
    chosen, language = style_named(style, config), locale or config.locale
    formatted = format_works(works, chosen, locale=language, form=form, in_text=in_text)
    return {
        "format": form.value,
        "style": chosen.name,
        "title": chosen.title,
        "locale": language or chosen.locale or None,
        "cited": [work.key for work in works],
        "references": [{"key": reference.key, "text": reference.text} for reference in formatted.references],
        "text": formatted.text,
    }
