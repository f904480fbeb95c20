"""``biblio page``: the bibliography as a page for a browser."""

from __future__ import annotations

from pathlib import Path

import click

from biblio.cli.common_options import Common, common_options, paths_argument, tags_option
from biblio.cli.open_session import session
from biblio.errors import ExitCode, UsageError

__all__ = ["command"]


@click.command(
    "page",
    short_help="Make a page of your works to search and look at.",
    epilog="\b\nExamples:\n  biblio page                    write page/index.html; open it in a browser\n"
    "  biblio page --tag NLP          only the works with a tag, in page/tags/nlp\n"
    "  biblio page -o ~/site/papers   in another folder\n"
    "  biblio page --embed --address /papers/ -o site/papers   a part of a page of your site",
)
@paths_argument
@tags_option("Only the works with this tag; several tags: with any of them.")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to write it.  [default: page.path, or page]",
)
@click.option("--embed", is_flag=True, help="Write embed.html, a part of a page for Jekyll, Hugo, Quarto …")
@click.option("--address", metavar="ADDRESS", default="", help="With --embed: where the site has the folder.")
@click.option("--dry-run", is_flag=True, help="Say what would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print what is written as JSON.")
@common_options
def command(
    paths: tuple[str, ...],
    tags: tuple[str, ...],
    output: Path | None,
    embed: bool,
    address: str,
    dry_run: bool,
    as_json: bool,
    common: Common,
) -> int:
    """Write a folder with a page of your works that any browser opens, without a server or the network.

    The page searches as you type, filters, sorts, copies keys, BibTeX and references, shows abstracts and your notes,
    and draws plots. A file of it that you changed stays as it is.
    """
    from biblio.cli.add_view import relative
    from biblio.cli.messages import plural, print_problems, show_warning
    from biblio.cli.rendering import print_json
    from biblio.cli.terminal import echo
    from biblio.page.page_files import EMBEDDED, INDEX
    from biblio.page.page_folder import write_page
    from biblio.project.bibliography_page import plan_bibliography_page

    if address and not embed:
        raise UsageError("--address is only for --embed")
    at = address if embed else None
    with session(common, paths) as opened:
        page = plan_bibliography_page(
            opened.project, opened.sources, base=opened.base, folder=output, tags=tags, address=at
        )
        if not dry_run:
            write_page(page.plan)
    print_problems(page.problems)
    edited = [file.name for file in page.plan.files if file.outcome == "edited"]
    for name in edited:
        hint = "delete it to have it written again"
        show_warning(f"{relative(page.plan.folder / name, Path.cwd())}: you changed it, and it stays as it is ({hint})")
    if as_json:
        print_json(
            {
                "folder": str(page.plan.folder),
                "open": EMBEDDED if embed else INDEX,
                "works": page.works,
                "undecided": page.undecided,
                "style": page.style or None,
                "files": [{"file": file.name, "outcome": file.outcome, "bytes": file.size} for file in page.plan.files],
            }
        )
    elif not common.quiet:
        changed = sum(file.outcome == "written" for file in page.plan.files)
        there = relative(page.plan.folder / (EMBEDDED if embed else INDEX), Path.cwd())
        undecided = f" and {plural(page.undecided, 'note')} without a work" if page.undecided else ""
        files = f"{plural(changed, 'file')} {'to write' if dry_run else 'written'}"
        echo(f"{there}: {plural(page.works, 'work')}{undecided}; {files}")
        if page.no_style:
            echo(f"no formatted references: {page.no_style}", err=True)
    return ExitCode.FAILED if page.problems else ExitCode.DONE
