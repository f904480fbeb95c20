"""The pictures of the guides to what stands beside a project: ``python -m tools.service_pictures`` writes docs/pictures/*.svg.

A catalogue, a cluster, a Zotero library and a group's repository, all on this machine: the cluster and the library are the
servers of the tests, shown under the names that the guides give them. Needs what `tools.pictures` needs, git, the extras
`catalogue`, `opensearch` and `zotero`, and a package index for the picture of a plain install.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers.base import Farm
from tests.servers.opensearch import OpenSearch
from tests.servers.zotero import FULL, ZoteroServer
from tools.docs_examples import DOCS, ROOT
from tools.pictures import example_project, show_run

__all__ = ["main"]

_WORKS = ROOT / "biblio" / "example" / "catalogue.jsonl"
_SEGMENT_ANYTHING = "---\ntags: [vision]\n---\n# Segment Anything\n\nhttps://arxiv.org/abs/2304.02643\n"
_SCRIPT = """import json
import biblio

for note in biblio.read_notes("notes/vault").notes[:3]:
    print(note.title, note.tags)
with biblio.open_project(".") as project:
    print(biblio.sync(project).summary.works, "works")
    text = biblio.render_works(project, format_name="csl-json", tags=["optimisation"]).text
    print(json.loads(text)[0]["title"])
"""


def main() -> None:
    """Make the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder).resolve()
        demo = example_project(top)
        _of_catalogues(top)
        (demo / "works.py").write_text(_SCRIPT, encoding="utf-8")
        show_run(demo, ("cat works.py", "python works.py"), "python", columns=100)
        _of_zotero(demo)
        _of_a_lab(top, demo)
        _of_an_install(top)


def _of_catalogues(top: Path) -> None:
    here = top / "catalogue"
    here.mkdir()
    (here / "works.jsonl").write_bytes(_WORKS.read_bytes())
    (here / "config.toml").write_text('[catalogue]\nfolder = "index"\n', encoding="utf-8")
    show_run(
        here,
        (
            "biblio catalogue build works.jsonl",
            "biblio catalogue info",
            "biblio catalogue search --limit 4 'attention is all you need'",
        ),
        "catalogue",
        columns=100,
    )
    with Farm([OpenSearch()]) as farm:
        url = f"{farm.url}/opensearch"
        (here / "config.toml").write_text(f'[catalogue]\nurl = "{url}"\n', encoding="utf-8")
        show_run(
            here,
            (
                f"biblio catalogue build --to {url} works.jsonl",
                "biblio catalogue info",
                "biblio catalogue search --limit 2 dropout",
            ),
            "catalogue-server",
            columns=100,
            shown_as={url: "https://search.example.org:9200"},
        )


def _of_zotero(demo: Path) -> None:
    server = ZoteroServer()
    with Farm([server]) as farm:  # type: ignore[list-item]
        config = (demo / "config.toml").read_text(encoding="utf-8")
        more = f'[services.zotero]\nbase_url = "{farm.url}/zotero"\ninterval = 0\n'
        (demo / "config.toml").write_text(f"{config}\n{more}", encoding="utf-8")
        key = {"ZOTERO_API_KEY": FULL, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        show_run(demo, "biblio zotero plan", "zotero", columns=100, variables=key)
        show_run(demo, "biblio zotero apply --yes", "", variables=key)
        (item,) = (data for data in server.library.items.values() if data.get("title", "").startswith("Adam"))
        server.library.write("item", {**item, "title": "Adam: a method for stochastic optimisation"})
        (demo / "notes" / "vault" / "Papers" / "sam.md").write_text(_SEGMENT_ANYTHING, encoding="utf-8")
        show_run(demo, ("biblio zotero plan", "biblio sync --zotero --yes"), "zotero-sync", columns=100, variables=key)
        (demo / "config.toml").write_text(config, encoding="utf-8")


def _of_a_lab(top: Path, demo: Path) -> None:
    """Two members add a note each; the second pulls a conflict in the exports, which a run solves."""
    names = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(top)}
    for role in ("AUTHOR", "COMMITTER"):
        names |= {f"GIT_{role}_NAME": "Bo", f"GIT_{role}_EMAIL": "bo@example.org"}

    def git(folder: Path, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=folder, env={**os.environ, **names}, check=True, capture_output=True)

    hub, other = top / "hub.git", top / "bo" / "lab"
    papers = Path("notes", "vault", "Papers")
    adam = (demo / papers / "adam.md").read_text(encoding="utf-8")
    (demo / papers / "adam.md").unlink()
    (demo / papers / "sam.md").unlink(missing_ok=True)
    show_run(demo, "biblio sync", "")
    git(top, "init", "-q", "--bare", "-b", "main", str(hub))
    git(demo, "init", "-q", "-b", "main")
    git(demo, "add", "-A")
    git(demo, "commit", "-qm", "A bibliography of our notes")
    git(demo, "push", "-q", str(hub), "main")
    other.parent.mkdir()
    git(top, "clone", "-q", str(hub), str(other))
    for folder, name, text in ((demo, "adam.md", adam), (other, "sam.md", _SEGMENT_ANYTHING)):
        (folder / papers / name).write_text(text, encoding="utf-8")
        show_run(folder, "biblio sync", "")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", name)
    git(demo, "push", "-q", str(hub), "main")
    commands = ("git pull -q --no-rebase", "biblio sync", "git push -q", "git status -sb")
    shown_as = {str(hub): "lab.example.org:notes.git"}
    show_run(other, commands, "lab", columns=100, variables=names, shown_as=shown_as)


def _of_an_install(top: Path) -> None:
    """A plain install in an environment of its own, and what a command says whose extra is missing."""
    environment = top / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    clone = top / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    show_run(
        clone,
        ("python -m pip install -q .", "biblio sync", "biblio cite kingma2015adam"),
        "install",
        columns=100,
        variables={
            "PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": "", "PIP_NO_CACHE_DIR": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        },
    )  # fmt: skip


if __name__ == "__main__":
    assert DOCS.is_dir()
    main()
