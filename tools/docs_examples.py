"""The examples in the documentation: run them, and write what they print into the pages.

In a page, a block ``text title="PATH"`` is a file that is written, and a block ``console`` has commands behind "$ " and what
they print. The blocks of a page are run in order, in one folder, with the example's catalogue as the only source of
works. In the output, "…" stands for anything, and a line with nothing else for any lines.

    python -m tools.docs_examples            # run all pages, show what differs
    python -m tools.docs_examples --write    # write what they print now
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["DOCS", "matches", "pages", "run_page"]

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r'^```(?P<kind>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```$', re.MULTILINE | re.DOTALL)
_SAFE = {"biblio", "cat", "git", "ls", "cd", "mkdir"}


def pages() -> Iterator[Path]:
    """Yield the pages that have commands to run."""
    for path in sorted(DOCS.rglob("*.md")):
        if "\n```console\n" in path.read_text(encoding="utf-8"):
            yield path


def run_page(text: str, folder: Path) -> str:
    """Run the blocks of a page in `folder`; return the page with what the commands print, where that differs."""
    here = folder

    def run_block(block: re.Match[str]) -> str:
        nonlocal here
        if block["kind"] != "console":
            if block["title"] and not block["title"].startswith("~"):
                path = here / block["title"]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block["body"], encoding="utf-8")
                _make_older(path)
            return block[0]
        lines: list[str] = []
        for command, shown in _commands(block["body"]):
            if command.startswith("cd "):
                here = (here / command.removeprefix("cd ")).resolve()
                printed: list[str] = []
            else:
                printed = _run(command, here, folder)
                if command.startswith("biblio init"):
                    for path in filter(Path.is_file, folder.rglob("*")):
                        _make_older(path)
            lines += [f"$ {command}", *(shown if matches(shown, printed) else printed)]
        return "```console\n" + "".join(f"{line}\n" for line in lines) + "```"

    return _BLOCK.sub(run_block, text)


def _make_older(path: Path) -> None:
    """Let a file be some seconds old, as a person's are: what was written a moment ago is read again by the next run."""
    written = time.time() - 10
    os.utime(path, (written, written))


def _commands(body: str) -> Iterator[tuple[str, list[str]]]:
    command, shown = "", []
    for line in body.splitlines():
        if line.startswith("$ "):
            if command:
                yield command, shown
            command, shown = line[2:], []
        else:
            shown.append(line)
    if command:
        yield command, shown


def _run(command: str, here: Path, top: Path) -> list[str]:
    words = shlex.split(command, comments=True)
    if words[0] not in _SAFE:
        raise ValueError(f"{command}: only {', '.join(sorted(_SAFE))} are run in an example")
    program = [sys.executable, "-m", "biblio"] if words[0] == "biblio" else [words[0]]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("BIBLIO_", "ZOTERO_", "XDG_"))},
        "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "COLUMNS": "80", "HOME": str(top), "NO_COLOR": "1",
        "XDG_DATA_HOME": str(top / ".data"), "XDG_CACHE_HOME": str(top / ".cache"), "LC_ALL": "C.UTF-8",
        "BIBLIO_CATALOGUE_PATH": str(ROOT / "biblio" / "example" / "catalogue.jsonl"), "BIBLIO_SERVICES_USE": "doi",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
    }  # fmt: skip
    done = subprocess.run(
        [*program, *words[1:]], cwd=here, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    printed = (done.stdout + done.stderr).replace(str(top), "~").splitlines()
    if done.returncode not in (0, 3) or "Traceback" in done.stderr:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n" + "\n".join(printed))
    return [line.rstrip() for line in printed]


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether `shown` is what was printed, where "…" is anything and a line of it any lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.split("…"))) + r"\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def main() -> int:
    """Run the examples of all pages, or those named; return 1 if one prints something else."""
    is_writing = "--write" in sys.argv
    named = [Path(name).resolve() for name in sys.argv[1:] if not name.startswith("--")]
    differing = 0
    for path in named or pages():
        text = path.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            now = run_page(text, Path(folder).resolve())
        if now != text:
            differing += 1
            sys.stdout.write(f"{path.relative_to(ROOT)} differs\n")
            if is_writing:
                path.write_text(now, encoding="utf-8")
    return 1 if differing and not is_writing else 0


if __name__ == "__main__":
    sys.exit(main())
