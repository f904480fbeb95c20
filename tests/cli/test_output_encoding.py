"""The encodings of the output: what Windows gives pipes is emulated by streams with its code pages."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from biblio.cli.output_encoding import set_encodings
from tests.program import ROOT

CODE_PAGES = ("cp1252", "cp850", "cp932", "ascii")
TITLE = "深層学習による画像認識 – une étude"
# A Windows process with its streams in a pipe or a file: Python opens these with the code page. It runs one command after
# the other, because starting takes longest.
CODE = """
import io, json, sys
from biblio.cli.main import main
page, *commands = sys.argv[1:]
for command in commands:
    for name in ("stdin", "stdout", "stderr"):
        setattr(sys, name, io.TextIOWrapper(getattr(sys, name).detach(), encoding=page, line_buffering=True))
    sys.argv[1:] = json.loads(command)
    try:
        main()
    except SystemExit as exit:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            stream.buffer.write(b"\\0%d\\0" % exit.code)
"""


class Run(NamedTuple):
    code: int
    out: bytes
    err: bytes


def run_on(page: str, folder: Path, *commands: tuple[str, ...], stdin: bytes = b"", **environment: str) -> list[Run]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONIOENCODING", "PYTHONUTF8")}
    done = subprocess.run(
        [sys.executable, "-c", CODE, page, *map(json.dumps, commands)],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **environment},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode("utf-8", "replace")
    out, err = (stream.split(b"\0")[:-1] for stream in (done.stdout, done.stderr))
    assert len(out) == len(err) == 2 * len(commands)
    return [Run(int(code), text, error) for code, text, error in zip(out[1::2], out[::2], err[::2], strict=True)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text('[notes]\nsources = ["notes"]\n[services]\noffline = true\n')
    (tmp_path / "notes").mkdir()
    note = f"---\ntitle: {TITLE}\nauthors: [山田 太郎]\nyear: 2020\ntags: [画像, paper]\n---\n良い。\n"
    (tmp_path / "notes" / "山田2020.md").write_text(note, encoding="utf-8")
    entry = f"@article{{yamada, title = {{{TITLE}}}, author = {{山田, 太郎}}, year = {{2020}}, doi = {{https://doi.org/10.1000/182}}}}\n"
    (tmp_path / "文献.bib").write_text(entry * 2, encoding="utf-8")
    return tmp_path


TEXTS = [
    ("notes",),
    ("show", "深層学習による画像認識"),
    ("check", "--quick", "文献.bib"),
    ("check", "--quick", "--fix", "--diff", "文献.bib"),
    ("review", "--pending", "--export", "-"),
    ("pin", "無い"),
    ("show", "無い"),
]
FOR_PROGRAMS = [
    ("notes", "--json"),
    ("status", "--json"),
    ("show", "--json", "深層学習による画像認識"),
    ("check", "--quick", "--format", "json", "文献.bib"),
    ("check", "--quick", "--format", "sarif", "文献.bib"),
    ("check", "--quick", "--format", "junit", "文献.bib"),
    ("check", "--quick", "--format", "github", "文献.bib"),
    ("schema", "note"),
]


@pytest.mark.parametrize("page", CODE_PAGES)
def test_texts_are_utf_8_in_a_pipe(page: str, project: Path) -> None:
    for command, run in zip(TEXTS, run_on(page, project, *TEXTS), strict=True):
        assert run.code in (0, 1, 2, 3, 4), run.err.decode()
        shown = run.out.decode() + run.err.decode()
        assert any(word in shown for word in ("深層学習", "文献", "画像", "山田", "無い")), (command, shown)


@pytest.mark.parametrize(
    ("page", "chosen"), [*((page, "") for page in CODE_PAGES), ("cp850", "cp1252"), ("cp850", "cp932")]
)
def test_machine_formats_are_utf_8_even_if_the_user_chose_another(page: str, chosen: str, project: Path) -> None:
    environment = {"PYTHONIOENCODING": chosen} if chosen else {}
    for command, run in zip(FOR_PROGRAMS, run_on(page, project, *FOR_PROGRAMS, **environment), strict=True):
        assert run.code in (0, 1, 3, 4), run.err
        text = run.out.decode()
        assert "\r" not in text
        if not {"junit", "github"} & {*command}:
            json.loads(text)
        if not {"schema", "status"} & {*command}:
            assert any(name in text for name in ("文献.bib", "%E6%96%87%E7%8C%AE.bib", TITLE)), command


def test_an_encoding_that_the_user_chose_stays_and_lacks_nothing(project: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUTF8"}
    command = [sys.executable, "-m", "biblio", "notes"]
    for chosen, expected in (("cp932", TITLE[:6].encode("cp932")), ("latin-1", rb"\u6df1\u5c64")):
        done = subprocess.run(
            command,
            cwd=project,
            env={**environment, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": chosen},
            capture_output=True,
            check=False,
        )
        assert expected in done.stdout
        assert done.stderr == b""


def test_an_edited_review_is_read_from_a_pipe_in_utf_8(project: Path) -> None:
    (exported,) = run_on("cp932", project, ("review", "--pending", "--export", "-"))
    assert TITLE in exported.out.decode()
    (imported,) = run_on("cp850", project, ("review", "--import", "-"), stdin=exported.out)
    assert imported.code == 0, imported.err.decode()


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def stream(kind: type[io.TextIOWrapper] = io.TextIOWrapper, errors: str = "strict") -> io.TextIOWrapper:
    return kind(io.BytesIO(), encoding="cp850", errors=errors)


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        (stream(), {}, ("utf-8", "backslashreplace")),
        (stream(Terminal), {}, ("cp850", "backslashreplace")),
        (stream(), {"PYTHONIOENCODING": "cp850"}, ("cp850", "backslashreplace")),
        (stream(), {"PYTHONIOENCODING": ":strict"}, ("utf-8", "strict")),
        (stream(errors="replace"), {"PYTHONIOENCODING": "cp850:replace"}, ("cp850", "replace")),
        (stream(), {"PYTHONUTF8": "0"}, ("cp850", "backslashreplace")),
        (stream(errors="surrogateescape"), {}, ("utf-8", "surrogateescape")),
    ],
)
def test_which_encoding_a_stream_gets(
    given: io.TextIOWrapper, environment: dict[str, str], expected: tuple[str, str]
) -> None:
    set_encodings(given, None, environment=environment)
    assert (given.encoding, given.errors) == expected
