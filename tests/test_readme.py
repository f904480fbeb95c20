"""The README: its two commands, and the output it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_is_short_and_leads_on() -> None:
    assert len(README.splitlines()) < 80
    for target in re.findall(r"\]\(([^)#]+)", README):
        assert (ROOT / target).exists(), target


def test_the_two_commands_do_all_the_set_up() -> None:
    section = README[README.index("## Set up") : README.index("## Your own notes")]
    commands = re.findall(r"^    (\S.*)$", section, re.MULTILINE)[:2]
    assert commands == [
        "python -m pip install . && biblio sync",
        'python -m pip install ".[test]" && python -m pytest -n auto',
    ]


def test_the_example_gives_what_the_readme_and_the_exports_folder_show(tmp_path: Path) -> None:
    """The repository's own exports are what the example gives: nothing to write, nothing to ask."""
    import shutil

    for name in ("config.toml", "biblio/example", "exports"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name)
        else:
            shutil.copy(source, tmp_path / name)
    shown = README[README.index("The first command prints") :].split("\n\n")[1]
    done = subprocess.run(
        [sys.executable, "-m", "biblio", "sync", "--project", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    expected = [line[4:] for line in shown.splitlines()]
    printed = done.stdout.replace(str(tmp_path / "exports"), "exports").splitlines()
    assert done.returncode == 0
    assert all(line.startswith("next: ") for line in done.stderr.splitlines()), done.stderr
    assert printed == expected
    shutil.rmtree(tmp_path / "exports")
    shutil.rmtree(tmp_path / ".biblio")
    subprocess.run([sys.executable, "-m", "biblio", "sync", "-q", "--project", str(tmp_path)], cwd=ROOT, check=True)
    fresh = {path.relative_to(tmp_path): path.read_bytes() for path in (tmp_path / "exports").rglob("*.*")}
    assert fresh == {path.relative_to(ROOT): path.read_bytes() for path in (ROOT / "exports").rglob("*.*")}
