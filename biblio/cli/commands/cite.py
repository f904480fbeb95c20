"""``biblio cite``: references in the style of a journal, a publisher or a handbook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from biblio.cli.common_options import Common, common_options, tags_option
from biblio.cli.lazy_completion import completing
from biblio.cli.open_session import session
from biblio.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from biblio.project.cited_works import Citable, Selection

__all__ = ["command"]

BIBTEX = "bibtex"
FORMATS = ("text", "html", "markdown", "rtf", BIBTEX)


@click.command(
    "cite",
    short_help="Format references in any citation style.",
    epilog="\b\nExamples:\n  biblio cite vaswani2017attention               the reference in APA\n"
    "  biblio cite vaswani2017attention -s ieee --copy    in IEEE's style, on the clipboard\n"
    "  biblio cite --tag NLP -s nature -f html        the works with a tag, for a web page\n"
    "  biblio cite --cited-in paper.tex --locale de   what a manuscript cites\n"
    "  biblio cite --in-text bert gpt3                (Devlin et al., 2019; Brown et al., 2020)",
)
@click.argument("names", metavar="[KEY]...", nargs=-1, shell_complete=completing("notes"))
@click.option(
    "-s",
    "--style",
    metavar="STYLE",
    default="",
    shell_complete=completing("styles"),
    help="A style by its name (apa, ieee, nature, chicago …), or a .csl file.  [default: cite.style, or apa]",
)
@click.option(
    "--locale",
    metavar="LANGUAGE",
    default="",
    help="The language of words and dates: de, fr, ja, pt-BR …  [default: cite.locale, or the style's]",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What to write: plain text, mark-up, or the entries of the .bib.",
)
@tags_option("Also the works with this tag; several tags: with any of them.", short="-t")
@click.option(
    "--cited-in",
    "manuscripts",
    metavar="FILE",
    multiple=True,
    shell_complete=completing("files"),
    help="Also what a manuscript cites (.tex, .md, .qmd, .typ, .org …), by its own bibliography or yours.",
)
@click.option("--in-text", is_flag=True, help="The citation as it stands in a text, instead of the references.")
@click.option("--copy", is_flag=True, help="Put the result on the clipboard instead of printing it.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@common_options
def command(
    names: tuple[str, ...],
    style: str,
    locale: str,
    form: str,
    tags: tuple[str, ...],
    manuscripts: tuple[str, ...],
    in_text: bool,
    copy: bool,
    as_json: bool,
    common: Common,
) -> int:
    """Format the references of works in a citation style. Does not use the network.

    KEY is a citation key or the id of a note (its beginning is enough), a file and line, or words of its title. The
    style decides the order; where it numbers, it counts in the order given.
    """
    from biblio.cite.clipboard import copy_text
    from biblio.cli.messages import plural, print_problems
    from biblio.cli.output_encoding import write_exactly
    from biblio.cli.rendering import print_json
    from biblio.cli.terminal import echo
    from biblio.project.project import project_config

    if not names and not tags and not manuscripts:
        raise UsageError("no work is named", hint="name citation keys, --tag TAG, or --cited-in FILE")
    if in_text and form == BIBTEX:
        raise UsageError("--in-text cannot be combined with --format bibtex")
    config = project_config(common.project, offline=True).cite
    selection = _select(names, tags, manuscripts, common)
    print_problems(selection.problems)
    code = ExitCode.FAILED if selection.problems else ExitCode.DONE
    if not selection.works:
        if selection.problems:
            return code
        raise UsageError(f"{', '.join(manuscripts)}: nothing is cited there")
    if form == BIBTEX:
        from biblio.project.cited_works import entries_as_they_stand

        result = entries_as_they_stand(selection.works)
    else:
        from biblio.cite.reference_text import TextFormat
        from biblio.project.citing import cite_works

        result = cite_works(selection.works, config, style=style, locale=locale, form=TextFormat(form), in_text=in_text)
    text = result["text"]
    if copy:
        copy_text(text if form == "rtf" else text.rstrip("\n"), is_rtf=form == "rtf")
    if as_json:
        print_json(result)
    elif copy:
        if not common.quiet:
            echo(f"{'1 citation' if in_text else plural(len(selection.works), 'reference')} copied", err=True)
    else:
        write_exactly(text)
    return code


def _select(names: Sequence[str], tags: Sequence[str], manuscripts: Sequence[str], common: Common) -> Selection:
    """Return the works in the order given, each once. A manuscript needs no project with notes."""
    from pathlib import Path

    from biblio.project.cited_works import Selection, read_citable_works, read_manuscripts
    from biblio.project.project import project_config

    known = None
    if names or tags or project_config(common.project, offline=common.offline).notes.sources:
        with session(common, (), exclusive=False) as opened:
            known = read_citable_works(opened.project, opened.sources, base=opened.base)
    works = [known.named(name) for name in names] if known else []
    works += known.tagged(tags) if known and tags else []
    problems = [*(known.problems if known else ())]
    if manuscripts:
        cited = read_manuscripts(manuscripts, known, base=Path.cwd())
        works, problems = [*works, *cited.works], [*problems, *cited.problems]
    first: dict[str, Citable] = {}
    for work in works:
        first.setdefault(work.key, work)
    return Selection(tuple(first.values()), tuple(problems))
