"""The real command, as a person runs it: what it prints where, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.cli.main import COMMANDS
from tests.program import Finished, run_program, start_program
from tests.project.place import NOTES, Place, opened_place
from tests.servers.base import status


def biblio(folder: Path, *arguments: str, **environment: str) -> Finished:
    return run_program(folder, *arguments, environment=environment)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened_place(tmp_path, page=NOTES) as found:
        yield found


def test_the_main_job(place: Place) -> None:
    done = biblio(place.folder, "sync")
    assert done.returncode == 0, done.stderr
    asking = (
        "Asking arxiv, dblp, crossref, semanticscholar: likely 2 requests, a few seconds; at most 13, a few seconds"
    )
    assert done.stderr.splitlines()[0] == asking
    assert all(line.startswith("next: ") for line in done.stderr.splitlines()[1:])
    assert done.stdout.splitlines()[0] == "5 notes in 1 file"
    assert "       3  accepted" in done.stdout
    assert "4 works in exports: all.bib and 6 tags; 7 files written" in done.stdout
    assert (place.folder / "exports" / "tags" / "nlp.bib").exists()
    again = biblio(place.folder, "sync", "-q")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_nothing_found_yet_is_no_file_written(place: Place) -> None:
    place.note("page.txt", NOTES.splitlines()[0])
    done = biblio(place.folder, "sync", "--offline")
    assert done.returncode == 4
    assert done.stdout.splitlines()[-1] == "no works to export yet"
    assert not (place.folder / "exports" / "all.bib").exists()


def test_the_plan_of_requests_asks_nothing(place: Place) -> None:
    done = biblio(place.folder, "resolve", "--plan")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split()[:5] for line in done.stdout.splitlines()[2:-3]]
    later = [[name, "0", "0", "4", "4"] for name in ("crossref", "semanticscholar")]
    assert rows == [["arxiv", "4", "1", "5", "2"], ["dblp", "0", "0", "5", "3"], *later]
    plan = json.loads(biblio(place.folder, "resolve", "--plan", "--json").stdout)
    assert plan["rounds"][0] == [{"service": "arxiv", "questions": 4, "requests": 1, "seconds": 0.6}]
    assert plan["requests"] == 13
    assert place.requests() == 0
    biblio(place.folder, "sync", "-q")
    assert 0 < place.requests() <= plan["requests"]
    assert biblio(place.folder, "resolve", "--plan").stdout == "nothing to ask\n"


def test_notes_as_json_is_the_contract(place: Place) -> None:
    biblio(place.folder, "sync", "-q")
    done = biblio(place.folder, "notes", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 5
    bert = next(row for row in rows if "BERT" in row["title"])
    assert bert["source"] == "notes/page.txt"
    assert (bert["line"], bert["end_line"], bert["layout"]) == (2, 2, "keypoint-text")
    assert bert["authors"] == ["Jacob Devlin"]
    assert (bert["venue"], bert["year"], bert["date"]) == ("NAACL", 2019, "2024-02-12")
    assert bert["tags"] == ["NLP", "Pretraining"]
    assert (bert["status"], bert["kind"], bert["citekey"]) == ("accepted", "paper", "devlin2019bert")
    assert 0.99 < bert["confidence"] <= 1
    assert bert["candidates"] == []
    assert bert["work"]["identifiers"][:3] == ["doi:10.18653/v1/n19-1423", "acl:N19-1423", "arxiv:1810.04805"]
    assert bert["work"]["year"] == 2019
    blog = next(row for row in rows if "Thoughts" in row["title"])
    assert (blog["status"], blog["kind"]) == ("not-a-paper", "blogpost")
    nothing = next(row for row in rows if "Nobody" in row["title"])
    assert (nothing["status"], nothing["work"], nothing["confidence"]) == ("unresolved", None, None)


def test_notes_can_be_narrowed(place: Place) -> None:
    biblio(place.folder, "sync", "-q")
    assert len(biblio(place.folder, "notes", "--status", "unresolved").stdout.splitlines()) == 1
    assert len(biblio(place.folder, "notes", "--tag", "nlp").stdout.splitlines()) == 3


def test_show_tells_the_whole_story(place: Place) -> None:
    biblio(place.folder, "sync", "-q")
    for word in ("devlin2019bert", "bert-pre", "page.txt:2", "deep bidirectional"):
        done = biblio(place.folder, "show", word)
        assert done.returncode == 0, done.stderr
        for part in (
            "What was read",
            "accepted by rule",
            "title       exact",
            "doi:10.18653/v1/n19-1423",
            "published version",
        ):
            assert part in done.stdout
    data = json.loads(biblio(place.folder, "show", "devlin2019bert", "--json").stdout)
    assert data["candidates"][0]["evidence"]
    missing = biblio(place.folder, "show", "no-such-note")
    assert missing.returncode == 2
    assert missing.stderr.startswith("error: there is no note 'no-such-note'\n\nhint: ")


def test_exit_codes(place: Place) -> None:
    place.farm.always("dblp", status(403))
    assert biblio(place.folder, "sync").returncode == 4
    place.farm.recover("dblp")
    place.note("two.txt", "#NLP Issue Date: 2024-02-15 Deep Learning, 2015 Comment どの?\n")
    assert biblio(place.folder, "sync").returncode == 3
    assert biblio(place.folder, "sync", "nowhere").returncode == 1
    assert biblio(place.folder, "syncc").returncode == 2
    (place.folder / "config.toml").write_text("[note]\n")
    done = biblio(place.folder, "sync")
    assert done.returncode == 2
    assert done.stderr == "error: config.toml:1: unknown table [note] (did you mean 'notes'?)\n"


def test_a_folder_of_a_project_belongs_to_it(place: Place) -> None:
    below = place.folder / "thesis" / "chapters"
    below.mkdir(parents=True)
    done = biblio(below, "sync", "-q")
    assert (done.returncode, done.stderr) == (0, "")
    assert (place.folder / "exports" / "all.bib").exists()
    assert list(below.iterdir()) == []
    (below / "paper.tex").write_text("\\cite{ghost}\\bibliography{../../exports/all}", encoding="utf-8")
    done = biblio(below, "check", "--offline", "--quick")
    assert "ghost" in done.stdout
    (below / "config.toml").write_text('[notes]\nsources = ["x.md"]\n', encoding="utf-8")
    assert "x.md" in biblio(below, "sync").stderr, "a project below another one is a project of its own"


def test_the_configuration_of_another_program_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('title = "A blog"\n[services.instagram]\ndisableInlineCSS = true\n')
    below = tmp_path / "content"
    below.mkdir()
    done = biblio(below, "sync")
    assert done.returncode == 2
    assert "this folder (which has no config.toml) lists no sources" in done.stderr


def test_no_network_is_said_once(tmp_path: Path) -> None:
    # No name below "invalid" exists: RFC 2606.
    names = ("arxiv", "dblp", "crossref", "openreview", "datacite", "doi", "semanticscholar")
    services = "".join(f'[services.{name}]\nbase_url = "https://{name}.invalid"\n' for name in names)
    (tmp_path / "config.toml").write_text(f'[notes]\nsources = ["page.txt"]\n{services}')
    (tmp_path / "page.txt").write_text(NOTES, encoding="utf-8")
    entries = (
        f"@article{{a{year}, title={{Moss of Wall {year}}}, author={{Jane Roe}}, year={year}}}\n"
        for year in (2019, 2020)
    )
    (tmp_path / "refs.bib").write_text("".join(entries))
    done = biblio(tmp_path, "sync")
    assert done.returncode == 4
    (warning,) = (line for line in done.stderr.splitlines() if line.startswith("warning"))
    assert warning.endswith(": no network")
    done = biblio(tmp_path, "check", "refs.bib")
    assert done.returncode == 4
    assert done.stdout == ""
    assert "2 not looked up: no network" in done.stderr.splitlines()[-1]


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_can_be_stopped_and_the_next_one_does_not_ask_again(
    place: Place, number: signal.Signals, code: int
) -> None:
    place.farm.always("dblp", status(503, Retry_After="50"))
    process = start_program(place.folder, "sync", environment={"XDG_CACHE_HOME": str(place.folder / "cache")})
    place.farm.wait_for(lambda: bool(place.farm.requests("dblp") and place.farm.requests("arxiv")), process)
    time.sleep(0.3)  # for arXiv's answer to arrive
    process.send_signal(number)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == code
    assert errors.splitlines()[-1].endswith(" answers of services are kept; the same command goes on from there")
    assert "Traceback" not in errors
    place.farm.recover("dblp")
    asked = len(place.farm.requests("arxiv"))
    assert biblio(place.folder, "sync", "-q").returncode == 0
    first, *later = place.farm.requests("arxiv")
    assert asked == 1
    assert first.target not in [request.target for request in later]


def test_status_and_export_check(place: Place) -> None:
    biblio(place.folder, "sync", "-q")
    assert "up to date" not in biblio(place.folder, "status").stdout
    assert biblio(place.folder, "export", "--check").returncode == 0
    place.note("page.txt", NOTES.replace("#CV", "#Vision"))
    done = biblio(place.folder, "export", "--check")
    assert done.returncode == 1
    assert "tags/vision.bib: would be written" in done.stdout
    assert "out of date: all.bib, tags/cv.bib, tags/vision.bib" in biblio(place.folder, "status").stdout
    assert not (place.folder / "exports" / "tags" / "vision.bib").exists()
    assert biblio(place.folder, "export").returncode == 0
    assert (place.folder / "exports" / "tags" / "vision.bib").exists()


def test_paths_stand_in_for_the_sources(place: Place) -> None:
    (place.folder / "other").mkdir()
    place.note("../other/one.txt", NOTES.splitlines(keepends=True)[0])
    done = biblio(place.folder, "notes", "other", "--json")
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == ["other/one.txt"]
    done = biblio(place.folder / "other", "notes", "one.txt", "--json", "--project", "..")
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == ["one.txt"]


def test_the_numbers_as_json(place: Place) -> None:
    data = json.loads(biblio(place.folder, "sync", "--json").stdout)
    assert data["statuses"]["accepted"] == 3
    assert data["exit_code"] == 0
    assert {one["outcome"] for one in data["exports"]} == {"written"}


def test_init_and_the_example(tmp_path: Path) -> None:
    done = biblio(tmp_path, "init", "demo", "--example")
    assert done.returncode == 0, done.stderr
    assert "biblio sync --project demo" in done.stderr
    done = biblio(tmp_path, "sync", "--project", "demo", BIBLIO_SERVICES_BASE_URL="http://127.0.0.1:9")
    assert done.returncode == 0, done.stderr + done.stdout
    assert biblio(tmp_path, "init", "demo").returncode == 2
    assert "sync my-notes/" in biblio(tmp_path, "sync").stderr


@pytest.mark.parametrize("command", [(), ("zotero",), ("catalogue",)])
def test_without_a_command_the_help_is_no_error(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = biblio(tmp_path, *command)
    assert "Commands:" in done.stdout + done.stderr
    assert "error" not in done.stderr.replace("configuration error", "")
    assert "hint" not in done.stderr


def test_help_has_examples_and_colours_only_a_terminal(tmp_path: Path) -> None:
    for name in COMMANDS:
        done = biblio(tmp_path, name, "--help")
        assert done.returncode == 0
        assert "Examples:" in done.stdout
        assert "\x1b[" not in done.stdout
    overview = biblio(tmp_path, "--help").stdout
    assert all(name in overview for name in COMMANDS)
    assert "3 something needs" in overview


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion(tmp_path: Path, shell: str) -> None:
    assert "_BIBLIO_COMPLETE" in biblio(tmp_path, "completion", shell).stdout


def test_a_reader_that_goes_away_is_no_error(place: Place) -> None:
    biblio(place.folder, "sync", "-q")
    command = f"{sys.executable} -m biblio notes --json | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=place.folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_a_state_that_is_damaged_inside_is_built_anew(place: Place) -> None:
    assert biblio(place.folder, "sync").returncode == 0
    files = place.files()
    state = place.folder / ".biblio" / "state.sqlite"
    data = state.read_bytes()
    state.write_bytes(data[:8192] + b"\xff" * (len(data) - 8192))
    done = biblio(place.folder, "sync")
    assert done.returncode == 0
    assert "the state is damaged" in done.stderr
    others = [line for line in done.stderr.splitlines()[1:] if not line.startswith("next: ")]
    assert len(others) == 1, "it says what is asked"
    assert place.files() == files
    assert (place.folder / ".biblio" / "state.sqlite.old-1").exists()


@pytest.mark.slow
def test_killed_at_any_request_and_run_again(place: Place) -> None:
    """`kill -9` when the services have answered n requests: the next run goes on, and ends as if nothing had been."""
    undisturbed = biblio(place.folder, "sync")
    assert undisturbed.returncode == 0
    files = place.files()
    total = place.requests()
    for stop in range(total + 1):
        for path in sorted(place.folder.glob(".biblio/*")) + sorted(place.folder.rglob("exports/**/*.*")):
            path.unlink()
        before = place.requests()
        process = subprocess.Popen(
            [sys.executable, "-m", "biblio", "sync", "-q"],
            cwd=place.folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        place.farm.wait_for(lambda stop=stop, before=before: place.requests() - before >= stop, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = biblio(place.folder, "sync")
        assert done.returncode == 0, done.stderr
        assert place.files() == files
