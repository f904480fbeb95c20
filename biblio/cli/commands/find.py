"""``biblio find WORDS``: search one's own notes and their works."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.cli.terminal import echo, style
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "find",
    short_help="Search your notes and their works.",
    epilog="\b\nExamples:\n  biblio find sparse attent        all words, also their beginnings\n"
    "  biblio find '\"chain of thought\"'  words that follow each other\n"
    "  biblio find 拡散モデル --tag vision\n"
    "  biblio find doe 2017 --json | jq -r .note.citekey",
)
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--tag", metavar="TAG", shell_complete=completing("tags"), help="Only notes with this tag.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000), help="How many notes to show.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@common_options
def command(words: tuple[str, ...], tag: str | None, limit: int, as_json: bool, common: Common) -> int:
    """Find the notes that have all WORDS in titles, names, tags, comments, venues, keys and abstracts; the best first.

    Case and accents do not count. Does not use the network.
    """
    from biblio.cli.print_notes import print_notes
    from biblio.cli.rendering import print_json
    from biblio.export.export_index import known_keys
    from biblio.project.json_views import found_note_object
    from biblio.project.searched_notes import search_project

    with session(common, (), exclusive=False) as opened:
        project = opened.project
        keys = known_keys(project.config.exports.path).with_decided(project.decisions.keys)
        hits = search_project(
            project, opened.sources, " ".join(words), base=opened.base, keys=keys, tag=tag, limit=limit
        )
    for hit in hits:
        if as_json:
            print_json(found_note_object(hit, keys))
        else:
            print_notes([hit.decided], keys, as_json=False)
            if hit.excerpt:
                echo(style(f"    {hit.excerpt}", dim=True))
    if not hits and not as_json:
        echo("no note has all these words", err=True)
    return ExitCode.DONE
