"""Run `biblio check` on the example of a rule, in a folder of its own, with a small catalogue as the only source."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from biblio.cli.error_boundary import run
from biblio.cli.main import cli

if TYPE_CHECKING:
    from tools.reference_pages import RuleExample

__all__ = ["run_rule_example"]

ROOT = Path(__file__).parents[1]


def run_rule_example(name: str, example: RuleExample) -> str:
    """Return the findings of the rule `name` in its example, as `biblio check` prints them."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for file, text in example.files.items():
            (place / file).parent.mkdir(parents=True, exist_ok=True)
            (place / file).write_text(text, encoding="utf-8")
        works = (ROOT / "biblio" / "example" / "catalogue.jsonl").read_text(encoding="utf-8")
        (place / ".works.jsonl").write_text(works + example.works, encoding="utf-8")
        (place / "config.toml").write_text(
            '[catalogue]\npath = ".works.jsonl"\n[services]\nuse = ["doi"]\n[services.doi]\nbase_url = "http://127.0.0.1:9"\ntries = 1\n',
            encoding="utf-8",
        )
        before = Path.cwd()
        out = io.StringIO()
        try:
            os.chdir(place)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                options = example.options or ("--offline",)
                run(
                    lambda: cli.main(
                        args=["check", "-v", *options, *sorted(example.files)],
                        prog_name="biblio",
                        standalone_mode=False,
                    )
                )
        finally:
            os.chdir(before)
    return "\n".join(_blocks(out.getvalue().splitlines(), name))


def _blocks(lines: list[str], name: str) -> list[str]:
    """Return the lines of the findings of a rule: the one with its name, and the indented ones below."""
    kept, is_of_rule = [], False
    for line in lines:
        if not line.startswith("    "):
            is_of_rule = f" {name}: " in line
        if is_of_rule and line:
            kept.append(line)
    return kept
