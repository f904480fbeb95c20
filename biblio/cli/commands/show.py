"""``biblio show NOTE``: explain the decision about one note."""

from __future__ import annotations

import click

from biblio.cli.common_options import Common, common_options
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.cli.terminal import echo
from biblio.errors import ExitCode

__all__ = ["command"]


@click.command(
    "show",
    short_help="Explain one note: what was read, asked and decided.",
    epilog="\b\nExamples:\n  biblio show segment-anything      the note whose id begins with this\n"
    "  biblio show 'page.txt:313'        the note on that line\n"
    "  biblio show segment-anything -v   with the evidence in numbers",
)
@click.argument("note", shell_complete=completing("notes"))
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as one JSON object.")
@common_options
def command(note: str, as_json: bool, common: Common) -> int:
    """Show what was read in a note, the questions and answers, the decision, and the candidates with their evidence.

    NOTE is a note's id or the citation key of its work (its beginning is enough), a file and line, or words of its
    title.
    """
    from biblio.cli.explain_view import explanation_lines
    from biblio.cli.rendering import print_json
    from biblio.decisions.explain import explain_note
    from biblio.decisions.find_note import one_note
    from biblio.export.export_index import known_keys
    from biblio.project.json_views import explanation_object
    from biblio.project.note_library import read_chosen_notes

    with session(common, (), exclusive=False) as opened:
        project = opened.project
        keys = known_keys(project.config.exports.path).with_decided(project.decisions.keys)
        library = read_chosen_notes(
            project, opened.sources, base=opened.base, choose=lambda notes: one_note(notes, note, keys)
        )
        local = project.local_resolver()
        explanations = [
            explain_note(
                decided,
                keys,
                rebound=library.rebound,
                conflict=library.conflicts.get(decided.note.id, ""),
                file=project.decision_file,
                local=local,
                exports=project.config.exports,
            )
            for decided in library.decided
        ]
    for number, explanation in enumerate(explanations):
        if as_json:
            print_json(explanation_object(explanation))
        else:
            lines = explanation_lines(explanation, detailed=bool(common.verbose))
            echo("\n".join([""] * bool(number) + list(lines)))
    return ExitCode.DONE
