"""``biblio zotero adopt``: make a project of a library that is already full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.open_session import session
from biblio.cli.terminal import echo

if TYPE_CHECKING:
    from biblio.settings import Config
__all__ = ["command"]

_CONFIG = """\
# biblio: the items of a Zotero library are the notes. The documentation explains every key.

[notes]
sources = [{source}]

[services]
# Crossref answers faster if it knows whom to contact about problems.
# email = "you@example.org"

[exports]
# Items whose work is not found are exported as they describe themselves.
unresolved = true

[zotero]
library = "{library}"
api = "{api}"
# The library keeps its own collections. Without these two lines, every tag gets one, below "biblio".
root = ""
collections = ["!*"]
"""


@click.command(
    "adopt",
    short_help="Make a project of a library that is already full.",
    epilog="\b\nExamples:\n  biblio zotero adopt                       your whole library\n"
    "  biblio zotero adopt collection/Thesis     one collection, with those below it\n"
    "  biblio zotero adopt groups/123            the library of a group\n"
    "  biblio zotero adopt --collections         the names of collections are tags too",
)
@click.argument("source", default="")
@click.option("--collections", is_flag=True, help="The names of an item's collections are tags, too.")
@click.option("--automatic-tags", is_flag=True, help="So are the tags that Zotero added by itself.")
@click.option("--local", is_flag=True, help="Read from the Zotero app on this machine; needs no key.")
@click.option("--json", "as_json", is_flag=True, help="Print what was read and remembered as JSON.")
@common_options
def command(
    source: str, collections: bool, automatic_tags: bool, local: bool, as_json: bool, common: Common
) -> int:  # fmt: skip
    """Read a Zotero library, find the works of its items, and write BibTeX files by tag. Writes nothing to Zotero.

    SOURCE is a part of the library (collection/NAME or tag/NAME) or another one (groups/123). The items keep their
    citation keys and tags. A config.toml is written if there is none; one that is there is used as it is. Later, biblio
    zotero plan knows all these items, and shows only what has changed since.
    """
    from biblio.cli.rendering import print_json, print_summary, summary_object
    from biblio.cli.zotero_adoption_view import adoption_object, print_adoption
    from biblio.files import write_atomic
    from biblio.project.project import project_config
    from biblio.project.zotero_adoption import adopt_library, check_library, check_sources

    config, path = project_config(common.project, offline=common.offline), common.project / "config.toml"
    is_new = not path.exists()
    if is_new:
        config = _adopting(config, source, collections=collections, automatic=automatic_tags, local=local)
    elif source or collections or automatic_tags or local:
        from biblio.errors import UsageError

        message = f"{path} exists already and stays as it is, so SOURCE and options cannot be used"
        raise UsageError(message, hint="leave them out to use that project, or choose another folder with --project")
    check_sources(config)
    with session(common, (), config=config) as opened:
        if is_new:
            check_library(opened.project)  # a wrong key, library or name shows before anything is written
            write_atomic(path, _config_text(config))
            echo(f"{path} written", err=True)
        adopted = adopt_library(opened.project)
    if as_json:
        print_json({**adoption_object(adopted), "summary": summary_object(adopted.summary)})
    else:
        print_summary(adopted.summary, quiet=common.quiet)
        if not common.quiet:
            print_adoption(adopted)
    return adopted.summary.exit_code


def _adopting(config: Config, source: str, *, collections: bool, automatic: bool, local: bool) -> Config:
    """Return the configuration of a project whose notes are the items that `source` selects."""
    from biblio.settings import ZOTERO_PREFIX, NotesConfig, NoteSource
    from biblio.zotero.library_entries import parse_selection

    selection = parse_selection(source)
    library = selection.library or config.zotero.library
    part = source.strip().removeprefix(ZOTERO_PREFIX).strip().removeprefix(selection.library).strip("/")
    tags_from = ("collections",) * collections + ("automatic-tag",) * automatic
    return replace(
        config,
        notes=NotesConfig((NoteSource(f"{ZOTERO_PREFIX}{part}", tags_from=tags_from),), config.notes.kinds),
        exports=replace(config.exports, unresolved=True),
        zotero=replace(
            config.zotero, library=library, api="local" if local else config.zotero.api, root="", collections=("!*",)
        ),
    )


def _config_text(config: Config) -> str:
    from biblio.project.new_project import toml_string

    (source,) = config.notes.sources
    text = toml_string(source.path)
    if source.tags_from:
        names = ", ".join(map(toml_string, source.tags_from))
        text = f"{{path = {text}, tags_from = [{names}]}}"
    return _CONFIG.format(source=text, library=config.zotero.library, api=config.zotero.api)
