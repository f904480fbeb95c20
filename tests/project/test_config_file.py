"""The configuration: every problem at once, with its line and a near-miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.errors import ConfigError, ExitCode
from biblio.model.record import Kind
from biblio.project.config_file import line_of, load_config
from biblio.settings import NoteSource


def load(folder: Path, text: str, **environment: str) -> object:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return load_config(folder, environment)


def problems(folder: Path, text: str, **environment: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text, **environment)
    assert caught.value.exit_code is ExitCode.USAGE
    return [f"{problem.line}: {problem.what} {problem.hint}" for problem in caught.value.problems]


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    config = load_config(tmp_path, {})
    assert config.exports.path == tmp_path / "exports"
    assert config.services.base_url == ""


def test_everything_is_read(tmp_path: Path) -> None:
    text = """
[notes]
sources = ["vault", {path = "page.txt", layout = "keypoint-text"}]
[notes.kinds]
Talk = "presentation"
[services]
email = "me@example.org"
use = ["arxiv"]
[services.arxiv]
interval = 5
[catalogue]
path = "works.jsonl"
[exports]
path = "bib"
dialect = "bibtex"
[tags]
ignore = ["Pocket"]
rename = { nlp = "NLP" }
[state]
path = "s.sqlite"
"""
    config = load(tmp_path, text)
    assert config.notes.sources == (NoteSource("vault"), NoteSource("page.txt", "keypoint-text"))
    assert config.notes.kinds == {"talk": Kind.PRESENTATION}
    assert config.services.each["arxiv"].interval == 5
    assert config.exports.path == tmp_path / "bib"
    assert config.catalogue.path == tmp_path / "works.jsonl"


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    text = """[note]
sources = ["x"]
[services]
base_ur = "http://x"
email = "nobody"
use = ["arxiv", "scholar"]
[services.arxiv]
intervall = 3
interval = -1
[exports]
dialect = "word"
path = 3
"""
    found = problems(tmp_path, text, BIBLIO_EXPORTS_DIALET="x", BIBLIO_SERVICES_ARXIV_TRIES="many")
    assert [one.partition(":")[0] for one in found] == ["1", "4", "5", "6", "8", "9", "11", "12", "0", "0"]
    assert "did you mean 'notes'?" in found[0]
    assert "did you mean 'base_url'?" in found[1]
    assert "did you mean 'interval'?" in found[4]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('sources = ["x"]\n', "1: 'sources' stands in no table it belongs below [notes]"),
        ('[exports]\nsources = ["x"]\n', "2: unknown key 'sources' in [exports] it belongs below [notes]"),
        ("dialetc = 1\n", "1: 'dialetc' stands in no table did you mean 'dialect'?"),
    ],
)
def test_a_key_at_a_wrong_place_is_told_where_it_belongs(tmp_path: Path, text: str, what: str) -> None:
    assert problems(tmp_path, text) == [what]


def test_what_is_no_address_is_said(tmp_path: Path) -> None:
    found = problems(tmp_path, '[services]\nbase_url = "http://[x"', BIBLIO_CATALOGUE_URL="ftp://reader:x@[bad")
    assert len(found) == 2
    assert all("is not an http or https URL" in what for what in found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[tags]\nignore = ["Pocket"]\nrename = { pocket = "NLP" }', "leaves out"),
        ('[tags]\nrename = { a = "b", b = "c" }', "which becomes"),
        ('[notes]\nsources = ["exports"]\n[exports]\npath = "exports"', "is a source of notes"),
        ('[state]\npath = "x"\n[catalogue]\npath = "x"', "the same file"),
    ],
)
def test_contradictions(tmp_path: Path, text: str, what: str) -> None:
    (found,) = problems(tmp_path, text)
    assert what in found
    assert not found.startswith("0:")


def test_a_key_template_and_a_layout_that_do_not_exist(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, '[exports]\nkeys = "{autor}{year}"')
    assert found.startswith("2: exports.keys is not a valid key template")
    (tmp_path / "config.toml").write_text('[notes]\nsources = [{path = "a", layout = "markdwon"}]', encoding="utf-8")
    with pytest.raises(ConfigError, match="did you mean 'markdown'"):
        load_config(tmp_path, {}, layouts=("markdown", "digest"))


def test_broken_toml_has_its_line(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "[notes]\nsources = [\n")
    assert found.startswith(("2:", "3:"))


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        '[services]\nbase_url = "http://one"',
        BIBLIO_SERVICES_BASE_URL="http://two",
        BIBLIO_SERVICES_OFFLINE="true",
        BIBLIO_TAGS_IGNORE="a, b",
        BIBLIO_OTHER="ignored",
    )
    assert config.services.base_url == "http://two"
    assert config.services.offline
    assert config.tags.ignore == ("a", "b")


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, '[services]\nbase_url = "https://me:hunter2@example.org"')
    assert "password" in found
    assert "hunter2" not in found


def test_lines_of_keys() -> None:
    text = 'top = 1\n[a]\nb = 2\n[a.c]\n"d" = 3\n[e]\nf.g = 4\n'
    assert line_of(text, "", "top") == 1
    assert line_of(text, "a", "b") == 3
    assert line_of(text, "a.c", "d") == 5
    assert line_of(text, "e", "f") == 7
    assert line_of(text, "a", "missing") == 2
    assert line_of(text, "nowhere", "x") == 0


def test_a_file_that_no_parser_ends_is_said(tmp_path: Path) -> None:
    (message,) = problems(tmp_path, f"x = {'[' * 100_000}\n")
    assert "brackets stand within each other" in message
    (message,) = problems(tmp_path, f"[exports]\nminimum = {'9' * 5_000}\n")
    assert "invalid TOML" in message
    (tmp_path / "config.toml").unlink()
    (tmp_path / "config.toml").symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match="a pipe or a device"):
        load_config(tmp_path, {})


@pytest.mark.parametrize(
    ("table", "line"),
    [("notes", 'sources = ["no\\u0000tes"]'), ("exports", 'path = "C:\\new"'), ("state", 'path = "a\\u0000"'), ("catalogue", 'folder = "\\b"')],
)  # fmt: skip
def test_control_characters_are_in_no_path(tmp_path: Path, table: str, line: str) -> None:
    (message,) = problems(tmp_path, f"[{table}]\n{line}\n")
    assert "is no path" in message
    assert "single quotes" in message
