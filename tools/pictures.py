"""The pictures of the documentation, made from real runs: ``python -m tools.pictures`` writes docs/pictures/*.svg.

They follow the tutorial: the example's notes, a small manuscript. Needs the extras `review` (rich draws them), `cite`, `watch`
and `mcp`, npx and jq, and a system with pseudo terminals. Those of the review are made by ``docs/pictures/make.py``.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from tools.docs_examples import DOCS, ROOT

__all__ = ["example_project", "main", "save_picture", "show_run"]

_PICTURES = DOCS / "pictures"
# What a client of the Model Context Protocol asks, without an agent around it.
_AGENT = """npx @modelcontextprotocol/inspector --cli biblio mcp --offline --method tools/call \\
    --tool-name format_citation --tool-arg names='["kingma2015adam"]' style=ieee |
    jq .structuredContent.references"""
_FILE = re.compile(r'^```text title="(?P<name>[^"]+)"\n(?P<body>.*?)^```$', re.MULTILINE | re.DOTALL)


def main() -> None:
    """Make all pictures."""
    _PICTURES.mkdir(exist_ok=True)
    tutorial = dict(_FILE.findall((DOCS / "tutorial.md").read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder).resolve()
        demo = example_project(top, picture="sync")
        show_run(demo, "biblio show kingma2015adam", "show", columns=100)
        for name, text in tutorial.items():
            path = demo / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        show_run(demo, "biblio check paper.tex --offline", "check", columns=110)
        show_run(demo, "biblio find attention", "find", columns=100)
        show_run(demo, "biblio export --format hayagriva --tag MachineTranslation", "formats", columns=100)
        show_run(demo, "biblio cite kingma2015adam vaswani2017attention --style ieee", "cite", columns=100)
        show_run(demo, _AGENT, "agent", columns=100)
        (demo / "notes" / "vault" / "Papers" / "adam.md").unlink()  # so that a note can be made
        show_run(demo, "biblio add arXiv:1412.6980 --to notes/vault/Papers --tag optimisation", "add", columns=100)
        _of_guides(top, demo)
        new = demo / "notes" / "vault" / "Papers" / "sam.md"
        saved = "---\ntags: [vision]\n---\n# Segment Anything\n\nhttps://arxiv.org/abs/2304.02643\n"
        show_run(
            demo, "biblio sync --watch", "watch",
            steps=(
                ("Ctrl-C stops", lambda _: new.write_text(saved, encoding="utf-8")),
                ("tags/vision.bib", lambda process: process.send_signal(signal.SIGINT)),
            ),
        )  # fmt: skip


def _of_guides(top: Path, demo: Path) -> None:
    """Make the pictures that only a guide has."""
    for name, text in dict(_FILE.findall((DOCS / "guides" / "org.md").read_text(encoding="utf-8"))).items():
        path = demo / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    show_run(demo, "biblio sync", "")
    show_run(demo, "biblio notes notes/roam", "org", columns=110)
    show_run(demo, "biblio notes notes/issues.json", "issues", columns=110)
    whole = demo / "exports" / "all.bib"
    text = whole.read_text(encoding="utf-8")
    whole.write_text(text.replace("Kingma, Diederik P.", "Kingma, Durk").replace("vaswani2017attention", "attention"))
    show_run(demo, "biblio sync", "exports", columns=100)
    show_run(demo, "biblio check --quick refs.bib paper.tex", "quick", columns=100)
    here = top / "thesis"
    (here / "vault" / ".obsidian").mkdir(parents=True)
    for path in (demo / "notes" / "vault").rglob("*.md"):
        new = here / "vault" / path.relative_to(demo / "notes" / "vault")
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("paper.tex", "refs.bib"):
        (here / name).write_text((demo / name).read_text(encoding="utf-8"), encoding="utf-8")
    show_run(here, "biblio init", "init", columns=100)


def example_project(top: Path, *, picture: str = "") -> Path:
    """Make the example's project below a folder, sync it, maybe as a picture, and return its folder."""
    show_run(top, "biblio init demo --example", "")
    demo = top / "demo"
    show_run(demo, "biblio sync", picture)
    return demo


def _environment(columns: int) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("BIBLIO_", "ZOTERO_", "XDG_"))}
    return {
        **ours, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "npm_config_yes": "true",
        "npm_config_loglevel": "error", "npm_config_update_notifier": "false",
        "npm_config_cache": str(Path(tempfile.gettempdir()) / "npm"),
        "PYTHONPATH": str(ROOT), "COLUMNS": str(columns), "LINES": "40", "TERM": "xterm-256color", "HOME": "/nowhere",
        "BIBLIO_SERVICES_USE": "doi",
    }  # fmt: skip


Step = tuple[str, Callable[["subprocess.Popen[bytes]"], object]]


def show_run(
    folder: Path,
    commands: str | Sequence[str],
    name: str,
    *,
    columns: int = 80,
    steps: Sequence[Step] = (),
    variables: Mapping[str, str] = MappingProxyType({}),
    shown_as: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Run commands on a pseudo terminal of `columns`, and save what they show as a picture, unless `name` is empty.

    Each of `steps` is done when its words are shown. `variables` are added to the environment; the words in `shown_as` are
    shown as others.
    """
    commands = [commands] if isinstance(commands, str) else commands
    lines = []
    for command in commands:
        text = _printed(folder, command, _environment(columns) | dict(variables), steps).rstrip("\n")
        for real, other in {str(folder): "~", **shown_as}.items():
            text, command = text.replace(real, other), command.replace(real, other)
        lines += [Text.assemble(("$ ", "bold green"), (command, "bold")), *([Text.from_ansi(text)] if text else ())]
    if not name:
        return
    console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text("\n").join(lines))
    save_picture(console, name, commands[0].partition(" -")[0])


def _printed(folder: Path, command: str, environment: Mapping[str, str], steps: Sequence[Step]) -> str:
    """Return what a command prints on a pseudo terminal."""
    to_do = list(steps)
    master, slave = pty.openpty()
    python = shutil.which("python", path=environment["PATH"]) or sys.executable
    arguments = [python, "-m", *shlex.split(command)] if command.startswith("biblio ") else ["sh", "-c", command]
    with subprocess.Popen(
        arguments, cwd=folder, env=environment, stdout=slave, stderr=slave, stdin=subprocess.DEVNULL
    ) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            shown += data
            while to_do and to_do[0][0].encode() in shown:
                to_do.pop(0)[1](process)
        process.wait()
    os.close(master)
    return shown.decode("utf-8").replace("\r\n", "\n")


def save_picture(console: Console, name: str, title: str) -> None:
    """Write what a console recorded, without what asks other sites for fonts: a page with the picture stays on its own."""
    text = console.export_svg(title=title, unique_id=f"biblio-{name}")
    text = re.sub(r"@font-face \{.*?\}\s*", "", text, flags=re.DOTALL)
    (_PICTURES / f"{name}.svg").write_text(re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE), encoding="utf-8")


if __name__ == "__main__":
    main()
