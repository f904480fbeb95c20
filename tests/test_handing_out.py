"""What biblio is handed out with: the GitHub Action, the commit hooks, the container, releases, how to cite it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from biblio.version import __version__
from tests.program import ROOT
from tools.release import ReleaseError, build, changes_of, prepare, problems_of

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
GOOD = "@article{leaves2001,\n  title = {Leaves in the wind},\n  year  = {2001},\n}\n"
BAD = "@article{leaves2001,\n  title = {Leaves & wind},\n}\n"


class Runner:
    """A runner of GitHub Actions, as far as the steps of a composite action notice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.files = {name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for path in self.files.values():
            path.touch()

    def run(self, step: dict[str, Any], **inputs: str) -> subprocess.CompletedProcess[str]:
        values = {name: str(given.get("default", "")) for name, given in ACTION["inputs"].items()} | {
            name.replace("_", "-"): value for name, value in inputs.items()
        }
        variables = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: values[match[1]], text)
            for name, text in step["env"].items()
        }
        path = os.pathsep.join([*self.files["GITHUB_PATH"].read_text().split(), os.environ["PATH"]])
        environment = {
            **os.environ, **variables, "PATH": path, "RUNNER_TEMP": str(self.temp), "GITHUB_ACTION_PATH": str(ROOT),
            **{name: str(file) for name, file in self.files.items()},
        }  # fmt: skip
        assert step["shell"] == "bash"
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-c", step["run"]],
            cwd=self.folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    def put_biblio(self) -> None:
        """Install this tree's command without installing anything."""
        program = self.temp / "bin" / "biblio"
        program.parent.mkdir()
        program.write_text(
            f'#!/bin/sh\nPYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m biblio "$@"\n'
        )
        program.chmod(0o755)
        self.files["GITHUB_PATH"].write_text(str(program.parent))


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


INSTALL, CHECK = ACTION["runs"]["steps"]
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="the steps are run by bash")


@needs_bash
def test_the_action_annotates_writes_its_report_and_fails(runner: Runner) -> None:
    runner.put_biblio()
    (runner.folder / "refs.bib").write_text(BAD, encoding="utf-8")
    done = runner.run(CHECK, files="refs.bib", arguments="--quick", sarif="out.sarif")
    assert done.returncode == 3, done.stderr
    assert done.stdout.startswith("::error file=refs.bib,line=2,")
    assert '"tex-character"' in (runner.folder / "out.sarif").read_text(encoding="utf-8")
    assert runner.files["GITHUB_OUTPUT"].read_text() == "exit-code=3\n"
    assert runner.files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8").startswith("### biblio check\n")


@needs_bash
def test_the_action_passes_where_nothing_is_wrong_or_nothing_may_fail(runner: Runner) -> None:
    runner.put_biblio()
    (runner.folder / "refs.bib").write_text(GOOD, encoding="utf-8")
    assert runner.run(CHECK, files="refs.bib", arguments="--quick").returncode == 0
    assert runner.run(CHECK, arguments="--quick").returncode == 0
    (runner.folder / "refs.bib").write_text(BAD, encoding="utf-8")
    done = runner.run(CHECK, files="refs.bib", arguments="--quick", fail_on="never")
    assert (done.returncode, done.stdout.count("::error")) == (0, 1)
    odd = runner.run(CHECK, files="refs.bib", arguments="--quick; touch injected")
    assert odd.returncode == 2
    assert not (runner.folder / "injected").exists()


@needs_bash
@pytest.mark.slow
def test_the_action_installs_biblio(runner: Runner) -> None:
    """Asks the package index for the dependencies."""
    done = runner.run(INSTALL, python=sys.executable)
    assert done.returncode == 0, done.stderr
    (runner.folder / "refs.bib").write_text(BAD, encoding="utf-8")
    assert runner.run(CHECK, files="refs.bib", arguments="--quick").returncode == 3


def test_the_action_is_described_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guides" / "ci.md").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert f"| `{name}` |" in guide


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_commit_hook_finds_what_is_wrong_in_the_files_it_takes(hook: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(BAD, encoding="utf-8")
    assert re.search(hook["files"], "refs.bib")
    assert not re.search(hook["files"], "photo.png")
    program, *arguments = shlex.split(hook["entry"])
    assert program == "biblio"
    offline = [] if "--quick" in arguments else ["--offline"]
    done = subprocess.run(
        [sys.executable, "-m", "biblio", *arguments, *offline, "refs.bib"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert f"id: {hook['id']}" in (ROOT / "docs" / "guides" / "ci.md").read_text(encoding="utf-8")


def docker_steps() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def test_what_the_container_copies_is_there() -> None:
    for word, rest in docker_steps():
        for name in rest.split()[:-1] if word == "COPY" else ():
            assert (ROOT / name).exists(), name
    assert dict(docker_steps())["ENTRYPOINT"] == '["biblio"]'


@pytest.mark.slow
def test_the_steps_of_the_container_make_a_biblio_that_runs(tmp_path: Path) -> None:
    """An engine is not needed: the steps are run in a folder and an environment of their own."""
    source, environment = tmp_path / "src", tmp_path / "environment"
    source.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    variables = {**os.environ, "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    for word, rest in docker_steps():
        if word == "ARG":
            name, _, value = rest.partition("=")
            variables[name] = value
        elif word == "COPY":
            *names, target = rest.split()
            for name in names:
                if (ROOT / name).is_dir():
                    shutil.copytree(ROOT / name, source / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / name, source / target)
        elif word == "RUN":
            subprocess.run(["sh", "-ec", rest], cwd=source, env=variables, check=True, capture_output=True)
    (tmp_path / "refs.bib").write_text(BAD, encoding="utf-8")
    done = subprocess.run(
        ["biblio", "check", "--quick", "refs.bib"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "tex-character" in done.stdout) == (3, True)


# -- releases ------------------------------------------------------------------------------------------------
@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small tree with what a release touches, committed."""
    root = tmp_path / "tree"
    (root / "biblio").mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CITATION.cff", "biblio/version.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "biblio" / "__init__.py").write_text("", encoding="utf-8")
    (root / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n### Added\n- Leaves.\n\n## 0.0.9 - 2026-01-01\n\n- Roots.\n", encoding="utf-8"
    )
    git(root, "init", "-q")
    commit(root)
    return root


def git(root: Path, *arguments: str) -> None:
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")


def test_a_release_is_prepared_and_built_the_same_each_time(tree: Path, tmp_path: Path) -> None:
    prepare(tree, "1.2.0", date(2026, 12, 1))
    assert problems_of(tree) == []
    assert changes_of(tree, "1.2.0") == "### Added\n- Leaves.\n"
    assert changes_of(tree, "Unreleased") == ""
    with pytest.raises(ReleaseError, match="not committed"):
        build(tree, tmp_path / "dist")
    commit(tree)
    (tree / "untracked.py").write_text("", encoding="utf-8")
    made = build(tree, tmp_path / "dist")
    assert [path.name for path in made] == [
        "biblio_notes-1.2.0.tar.gz", "biblio_notes-1.2.0-py3-none-any.whl", "CHANGES.md", "SHA256SUMS",
    ]  # fmt: skip
    assert made[2].read_text(encoding="utf-8") == "### Added\n- Leaves.\n"
    again = build(tree, tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in made]
    with pytest.raises(ReleaseError, match="not empty"):
        build(tree, tmp_path / "dist")


def test_what_is_not_ready_is_not_released(tree: Path, tmp_path: Path) -> None:
    assert "CHANGELOG.md has no section" in problems_of(tree)[0]
    with pytest.raises(ReleaseError, match="no section"):
        build(tree, tmp_path / "dist")
    for version in ("1.2", "v1.2.0", "1.2.0-rc1", "0.0.9"):
        with pytest.raises(ReleaseError):
            prepare(tree, version, date(2026, 12, 1))
    prepare(tree, "1.2.0rc1", date(2026, 12, 1))
    with pytest.raises(ReleaseError, match="nothing under Unreleased"):
        prepare(tree, "1.2.0", date(2026, 12, 1))
    cited = (tree / "CITATION.cff").read_text(encoding="utf-8").replace("1.2.0rc1", "9.9.9")
    (tree / "CITATION.cff").write_text(cited, encoding="utf-8")
    assert problems_of(tree) == ["CITATION.cff has another version than 1.2.0rc1"]


def test_how_to_cite_it() -> None:
    """The keys that the schema of CFF 1.2.0 requires, and the version of this tree; cffconvert validates the whole."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert cited["version"] == __version__
    assert cited["license"] == "MIT"
