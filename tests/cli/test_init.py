"""`biblio init` looks around, says what it found, asks on a terminal, and writes what a new project needs."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from biblio.project.new_project import ProjectPlan, add_lines, config_text, workflow_tags
from biblio.schemas import read_schema
from tests.program import Finished, run_program
from tests.servers.base import Farm
from tests.servers.zotero_app import ZoteroApp
from tests.terminal import run_in_terminal

NOTE = "---\ntitle: {title}\nauthor: Jane Roe\nyear: 2017\ntags: [{tags}]\n---\nA remark.\n"
BIB = "@book{roe2017, title = {Lanterns}, author = {Roe, Jane}, year = 2017}\n"
ISSUE = {
    "number": 7, "title": "[Paper Note] Lanterns of the North, Jane Roe+, Light'17", "body": "An abstract.",
    "html_url": "https://github.com/a/b/issues/7", "labels": [{"name": "light"}], "created_at": "2024-01-02T03:04:05Z",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_at_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder without any program's data, and no app of Zotero."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("BIBLIO_SERVICES_ZOTERO-LOCAL_BASE_URL", "http://127.0.0.1:9")
    return home


@pytest.fixture
def app() -> Iterator[ZoteroApp]:
    app = ZoteroApp()
    with Farm([app]) as farm, pytest.MonkeyPatch.context() as patch:
        patch.setenv("BIBLIO_SERVICES_ZOTERO-LOCAL_BASE_URL", f"{farm.url}/zotero-local")
        yield app


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def notes(folder: Path, count: int, tags: str = "light") -> None:
    for number in range(count):
        put(folder / f"lantern {number}.md", NOTE.format(title=f"Lanterns of the North {number}", tags=tags))


def init(folder: Path, *arguments: str) -> Finished:
    folder.mkdir(exist_ok=True)
    return run_program(folder, "init", *arguments)


def sources(folder: Path) -> list[str]:
    return list(tomllib.loads((folder / "config.toml").read_text(encoding="utf-8"))["notes"]["sources"])


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (".obsidian/app.json", "Obsidian vault"),
        ("logseq/config.edn", "Logseq graph"),
        (".ztr-directory", "Zettlr folder"),
        (".foam/x", "Foam workspace"),
    ],
)
def test_a_vault_below_the_folder(tmp_path: Path, mark: str, name: str) -> None:
    put(tmp_path / "mine" / "vault" / mark, "{}")
    notes(tmp_path / "mine" / "vault" / "Papers", 2)
    put(tmp_path / "mine" / "vault" / "Daily" / "2024-01-02.md", "Rain.\n")
    done = init(tmp_path)
    assert done.returncode == 0, done.stderr
    assert sources(tmp_path) == ["mine/vault"]
    (line,) = done.stdout.splitlines()[1:]
    assert line.split() == ["mine/vault", *name.split(), "2", "notes", "in", "3", "files"]
    assert "2 notes" in run_program(tmp_path, "sync", "--offline", "--exit-zero").stdout


def test_the_folder_is_the_vault(tmp_path: Path) -> None:
    put(tmp_path / ".obsidian" / "app.json", "{}")
    notes(tmp_path / "Papers", 1)
    put(tmp_path / "refs.bib", BIB)
    assert "this folder  Obsidian vault" in init(tmp_path).stdout
    assert sources(tmp_path) == ["."]


def test_notes_that_lie_in_the_folder_are_read_from_it(tmp_path: Path) -> None:
    notes(tmp_path, 1)
    notes(tmp_path / "more", 2)
    assert "this folder  notes  3 notes" in init(tmp_path).stdout
    assert sources(tmp_path) == ["."]
    done = run_program(tmp_path, "sync", "--offline", "--exit-zero")
    assert "3 notes in 3 files" in done.stdout, "nothing that was written is a note"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "read 1 note, look up its work,"), (2, "read 2 notes, look up their works,")]
)
def test_one_note_has_one_work(tmp_path: Path, count: int, said: str) -> None:
    notes(tmp_path / "vault", count)
    assert said in init(tmp_path, "--yes").stderr


def test_org_roam(tmp_path: Path) -> None:
    head = ":PROPERTIES:\n:ID: 1b2c\n:END:\n#+title: Lanterns of the North\n"
    put(tmp_path / "roam" / "lanterns.org", f"{head}#+author: Jane Roe\n#+date: 2017\n:DOI: 10.1000/lanterns\n")
    put(
        tmp_path / "roam" / "x.org",
        ":PROPERTIES:\n:ID: 9\n:ROAM_REFS: https://arxiv.org/abs/1706.03762\n:END:\n#+title: A\n",
    )
    assert "org-roam folder" in init(tmp_path).stdout


def test_issues_bibliographies_and_manuscripts(tmp_path: Path) -> None:
    put(tmp_path / "issues.json", json.dumps([ISSUE]))
    put(tmp_path / "refs.bib", BIB)
    put(tmp_path / "paper.tex", "\\cite{roe2017}\\bibliography{refs}\n")
    put(tmp_path / "src" / "main.py", "print()\n")
    done = init(tmp_path)
    assert [line.split() for line in done.stdout.splitlines()[1:]] == [
        ["issues.json", "GitHub", "issues", "1", "note"],
        ["refs.bib", "bibliography", "1", "entry"],
        ["paper.tex", "manuscript"],
    ]
    assert sources(tmp_path) == ["issues.json", "refs.bib"]
    assert "biblio check " in done.stderr
    assert done.stderr.index("biblio check ") < done.stderr.index("biblio sync ")


def test_an_entry_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    put(
        tmp_path / "refs.bib",
        BIB + "@book{poe2001, = {Lamps},\n}\n@book{moe2001,\n  title = {Owls}\n  year = {2001},\n}\n",
    )
    done = init(tmp_path)
    assert "2 entries" in done.stdout
    (problem,) = [line for line in done.stderr.splitlines() if line.startswith("not read: ")]
    assert "refs.bib:" in problem
    assert "poe2001" in problem
    (warning,) = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    assert "moe2001" in warning
    assert "a comma is missing" in warning


def test_of_many_problems_the_first_are_named(tmp_path: Path) -> None:
    broken = "".join(f"@book{{poe{number}, = {{Lamps}},\n}}\n" for number in range(9))
    put(tmp_path / "refs.bib", BIB + broken)
    done = init(tmp_path)
    assert done.stderr.count("not read: ") == 5
    assert "4 more problems" in done.stderr


@pytest.mark.parametrize(
    ("paper", "is_classic"),
    [
        ("\\cite{roe2017}\\bibliographystyle{plain}\\bibliography{refs}\n", True),
        ("\\usepackage{biblatex}\\addbibresource{refs.bib}\\cite{roe2017}\n", False),
        ("% \\bibliographystyle{plain}\n\\cite{roe2017}\n", False),
    ],
)
def test_the_dialect_is_what_the_manuscript_needs(tmp_path: Path, paper: str, is_classic: bool) -> None:
    put(tmp_path / "refs.bib", BIB)
    put(tmp_path / "paper.tex", paper)
    init(tmp_path)
    config = tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))
    assert config["exports"].get("dialect") == ("bibtex" if is_classic else None)


def test_nothing_there(tmp_path: Path) -> None:
    put(tmp_path / "src" / "main.py", "print()\n")
    done = init(tmp_path)
    assert (done.returncode, sources(tmp_path)) == (0, ["notes"])
    assert (tmp_path / "notes").is_dir()
    assert f"no notes found in {tmp_path}" in done.stdout


def test_vaults_that_obsidian_knows_are_named_if_there_is_nothing_here(tmp_path: Path, nobody_at_home: Path) -> None:
    vault = nobody_at_home / "vault"
    notes(vault, 3)
    put(vault / ".obsidian" / "app.json", "{}")
    known = {"vaults": {"a1": {"path": str(vault), "ts": 1}, "b2": {"path": str(vault / "gone"), "ts": 2}}}
    put(nobody_at_home / ".config" / "obsidian" / "obsidian.json", json.dumps(known))
    done = init(tmp_path / "empty")
    assert f"{vault}  Obsidian vault, elsewhere  3 notes in 3 files" in done.stdout
    assert sources(tmp_path / "empty") == ["notes"], "what lies elsewhere is not taken unasked"
    put(nobody_at_home / ".config" / "obsidian" / "obsidian.json", "[not json")
    assert init(tmp_path / "other").returncode == 0


def test_zotero_that_is_running(tmp_path: Path, app: ZoteroApp) -> None:
    for title in ("One", "Two"):
        app.libraries["users/1"].write("item", {"itemType": "book", "title": title})
    notes(tmp_path, 1)
    done = init(tmp_path)
    assert "Zotero       the app on this machine  2 items" in done.stdout
    assert tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))["zotero"] == {"api": "local"}
    assert "biblio zotero plan" in done.stderr
    assert "biblio zotero adopt --local" in init(tmp_path / "empty").stderr
    app.enabled = False
    assert "Zotero" not in init(tmp_path / "other").stdout


@pytest.mark.parametrize("is_set", [True, False])
def test_zotero_that_is_not_running(tmp_path: Path, nobody_at_home: Path, is_set: bool) -> None:
    folder = nobody_at_home / ("data" if is_set else "Zotero")
    folder.mkdir()
    if is_set:
        preferences = f'user_pref("extensions.zotero.dataDir", {json.dumps(str(folder))});\n'
        preferences += 'user_pref("extensions.zotero.useDataDir", true);\n'
        put(nobody_at_home / ".zotero" / "zotero" / "x1.default" / "prefs.js", preferences)
    with contextlib.closing(sqlite3.connect(folder / "zotero.sqlite")) as database, database:
        database.executescript(
            "CREATE TABLE itemTypes (itemTypeID INTEGER, typeName TEXT);"
            "CREATE TABLE items (itemID INTEGER, itemTypeID INTEGER); CREATE TABLE deletedItems (itemID INTEGER);"
            "INSERT INTO itemTypes VALUES (1, 'book'), (2, 'note'), (3, 'attachment');"
            "INSERT INTO items VALUES (1, 1), (2, 1), (3, 1), (4, 2), (5, 3); INSERT INTO deletedItems VALUES (3);"
        )
    done = init(tmp_path)
    assert f"Zotero  {folder}, the app is not running  2 items" in done.stdout
    assert "zotero" in done.stderr
    assert "api" not in tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))["zotero"]


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    notes(tmp_path / "papers", 1)
    put(tmp_path / ".gitignore", "*.pdf\n.biblio\n")
    put(tmp_path / ".gitattributes", "*.md text")
    assert init(tmp_path).returncode == 0
    assert (tmp_path / ".gitignore").read_text().splitlines() == [
        "*.pdf",
        ".biblio",
        "",
        "# What biblio remembers on this machine; everything else of a project can be committed.",
        "zotero-memory.sqlite*",
    ]
    assert (tmp_path / ".gitattributes").read_text().startswith("*.md text\n\n# Lines that two people add")
    before = (tmp_path / "config.toml").read_text()
    again = init(tmp_path)
    assert again.returncode == 2
    assert "already exists" in again.stderr
    assert (tmp_path / "config.toml").read_text() == before
    put(tmp_path / "config.toml", 'baseURL = "https://example.org"\n')
    assert "another program's" in init(tmp_path).stderr


def test_sources_that_are_named(tmp_path: Path) -> None:
    notes(tmp_path / "a", 2)
    notes(tmp_path / "b", 1)
    done = init(tmp_path, "--notes", "a", "--notes", "github:owner/repo", "--email", "ada@example.org")
    assert "2 notes" in done.stdout
    assert sources(tmp_path) == ["a", "github:owner/repo"]
    settings = tomllib.loads((tmp_path / "config.toml").read_text(encoding="utf-8"))
    assert settings["services"]["email"] == "ada@example.org"
    gone = run_program(tmp_path, "init", "new", "--notes", "nowhere")
    assert (gone.returncode, "nowhere does not exist" in gone.stderr) == (2, True)
    assert not (tmp_path / "new").exists()


def test_a_new_project_folder_leads_to_notes_beside_it(tmp_path: Path) -> None:
    """The folder need not exist yet: ``..`` leads out of it by name."""
    (tmp_path / "roam").mkdir()
    (tmp_path / "roam" / "a.md").write_text("https://arxiv.org/abs/1412.6980\n", encoding="utf-8")
    made = run_program(tmp_path, "init", "bib", "--notes", "../roam")
    assert made.returncode == 0, made.stderr
    assert 'sources = ["../roam"]' in (tmp_path / "bib" / "config.toml").read_text(encoding="utf-8")


def test_json(tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    notes(tmp_path / "papers", 1)
    done = init(tmp_path, "--json")
    value = json.loads(done.stdout)
    Draft202012Validator(read_schema("init")).validate(value)
    assert value["found"] == [{"path": "papers", "name": "notes", "notes": 1, "files": 1, "problems": []}]
    assert value["sources"] == ["papers"]
    assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
def test_a_terminal_is_asked(tmp_path: Path) -> None:
    notes(tmp_path / "papers", 2)
    put(tmp_path / "old.bib", BIB)
    done = run_in_terminal(tmp_path, "init", typed="n\ny\nada@example.org\n")
    assert done.code == 0, done.text
    assert sources(tmp_path) == ["papers"]
    assert "Read old.bib (1 entry)? [Y/n]" in done.text
    assert 'email = "ada@example.org"' in (tmp_path / "config.toml").read_text()
    (tmp_path / "config.toml").unlink()
    done = run_in_terminal(tmp_path, "init", typed="n\nn\nnowhere\npapers\n-\n")
    assert "nowhere does not exist" in done.text
    assert sources(tmp_path) == ["papers"]
    (tmp_path / "config.toml").unlink()
    done = run_in_terminal(tmp_path, "init", "--yes")
    assert sources(tmp_path) == ["old.bib", "papers"]


# -- the texts -------------------------------------------------------------------------------------------------
def test_tags_that_are_no_topics() -> None:
    tags = Counter({"paper": 3, "status/to-read": 2, "NLP": 11, "vault": 20, "Reading": 1})
    assert workflow_tags(tags, 20) == ("Reading", "paper", "status/to-read", "vault")
    assert "vault" not in workflow_tags(Counter(vault=9), 9), "few notes may be about one thing"


def test_how_many_works_a_tag_file_has() -> None:
    few = ProjectPlan(["a"], 30, {f"tag {number}": 1 for number in range(20)})
    many = ProjectPlan(["a"], 30, {f"tag {number}": 1 for number in range(21)} | {"paper": 1})
    assert tomllib.loads(config_text(few))["exports"] == {"minimum": 1}
    assert tomllib.loads(config_text(many))["exports"] == {"minimum": 2}
    assert "Of 21 tags found here, 21 are on one note only." in config_text(many)


def test_every_line_of_the_configuration_can_be_used(tmp_path: Path) -> None:
    text = config_text(ProjectPlan(['a "b"', "c\\d"], 1, {}, "", "works.jsonl", ""))
    examples = [line.removeprefix("# ") if " = " in line and line[:2] == "# " else line for line in text.splitlines()]
    put(tmp_path / "config.toml", "\n".join(examples))
    put(tmp_path / "works.jsonl", "")
    settings = tomllib.loads("\n".join(examples))
    assert settings["notes"]["sources"] == ['a "b"', "c\\d"]
    assert settings["exports"]["dialect"] == "bibtex"
    assert settings["tags"]["rename"] == {"nlp": "NLP"}
    assert run_program(tmp_path, "plugins").returncode == 0


def test_lines_are_added_once() -> None:
    lines = ("# why", "a/", "*.b merge=union")
    once = add_lines("", lines)
    assert once == "# why\na/\n*.b merge=union\n"
    assert add_lines(once, lines) == once
    assert add_lines("a\n*.b text\n", lines) == "a\n*.b text\n"
