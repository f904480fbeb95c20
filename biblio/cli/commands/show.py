"""``biblio show NOTE``: everything about one note."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.session import session
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "show",
    short_help="Tell everything about one note, and why.",
    epilog="\b\nExamples:\n  biblio show segment-anything      the note whose id begins so\n"
    "  biblio show 'page.txt:313'        the note on that line",
)
@click.argument("note")
@click.option("--json", "as_json", is_flag=True, help="Print it as one JSON object.")
@common_options
def command(note: str, as_json: bool, common: Common) -> int:
    """Tell what was read in a note, what was asked and answered, the candidates with their evidence, and the decision.

    NOTE is a note's id (or its beginning), its work's citation key, a file and line, or words of its title.
    """
    from biblio.cli.explain_view import story, story_object
    from biblio.cli.rendering import print_json
    from biblio.decisions.explain import explain_note
    from biblio.decisions.selection import find_note
    from biblio.export.export_index import known_keys
    from biblio.project.sync import read_library

    with session(common, (), alone=False) as opened:
        library = read_library(opened.project, opened.sources, base=opened.base)
        keys = known_keys(opened.project.config.exports.path)
        found = find_note(library.decided, note, keys)
        stories = [explain_note(opened.project, library, one, keys) for one in found]
    for number, told in enumerate(stories):
        if as_json:
            print_json(story_object(told))
        else:
            click.echo("\n".join([""] * bool(number) + list(story(told))))
    return ExitCode.DONE
