"""Two members of a lab share a project in git: what `biblio init` writes is enough for pulls without conflicts."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.program import Finished, run_program
from tests.project.place import NOTES
from tests.servers.farm import ServerFarm

LINES = NOTES.splitlines(keepends=True)
MARKS = ("<<<<", "====", ">>>>")


@dataclass
class Member:
    """One member's clone of the lab's repository."""

    folder: Path
    environment: dict[str, str]

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, env={**os.environ, **self.environment}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def biblio(self, *arguments: str) -> Finished:
        done = run_program(self.folder, *arguments, environment=self.environment)
        assert done.returncode in (0, 3), done.stderr
        return done

    def note(self, name: str, text: str) -> None:
        path = self.folder / "papers" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def share(self, message: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message)
        self.git("pull", "-q", "--no-rebase", "origin", "main")
        self.git("push", "-q", "origin", "HEAD:main")


@pytest.fixture
def members(tmp_path: Path) -> Iterator[tuple[Member, Member]]:
    with ServerFarm() as farm:
        common = {
            "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
            "BIBLIO_SERVICES_BASE_URL": farm.url,
        }  # fmt: skip
        for name in ("ARXIV", "DBLP", "CROSSREF", "SEMANTICSCHOLAR", "DATACITE", "OPENREVIEW", "DOI", "OPENALEX"):
            common[f"BIBLIO_SERVICES_{name}_INTERVAL"] = "0"
        hub = tmp_path / "hub.git"
        found = []
        for name in ("ann", "bob"):
            person = dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), name)
            person |= dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), f"{name}@example.org")
            found.append(Member(tmp_path / name, common | person))
        ann, bob = found
        ann.folder.mkdir()
        ann.git("init", "-q", "--bare", "-b", "main", str(hub))
        ann.git("init", "-q", "-b", "main")
        ann.git("remote", "add", "origin", str(hub))
        ann.note("page.txt", "".join(LINES[:2]))
        ann.biblio("init", "--yes")
        ann.biblio("sync")
        ann.git("add", "-A")
        ann.git("commit", "-qm", "start")
        ann.git("push", "-q", "origin", "HEAD:main")
        ann.git("clone", "-q", str(hub), str(bob.folder))
        yield ann, bob


def tracked(member: Member) -> set[str]:
    return set(member.git("ls-files").splitlines())


def test_what_is_committed_is_text(members: tuple[Member, Member]) -> None:
    ann, bob = members
    assert tracked(ann) == {
        ".gitattributes", ".gitignore", "config.toml", "papers/page.txt", "exports/all.bib", "exports/index.json",
        *(f"exports/tags/{tag}.bib" for tag in ("attention", "nlp", "pretraining")),
    }  # fmt: skip
    (ann.folder / "zotero-memory.sqlite").write_bytes(b"SQLite format 3\0")
    (ann.folder / "zotero-memory.sqlite-wal").write_bytes(b"\0")
    assert ann.git("status", "--porcelain") == "", "what belongs to one machine is not offered"
    bob.biblio("sync")
    assert bob.git("status", "--porcelain") == "", "the same notes give the same files on both machines"


def test_two_members_add_notes_and_decide(members: tuple[Member, Member]) -> None:
    ann, bob = members
    ann.note("ann.txt", LINES[2])
    ann.biblio("sync")
    ann.biblio("accept", "page.txt:1", "arxiv:1706.03762")
    bob.note("bob.txt", LINES[2].replace("Segment Anything", "Deep Learning").replace("Alexander Kirillov", "Yann LeCun")
             .replace("arXiv'23", "Nature'15"))  # fmt: skip
    bob.biblio("sync")
    bob.biblio("accept", "page.txt:2", "arxiv:1810.04805")
    ann.share("ann's")
    bob.git("add", "-A")
    bob.git("commit", "-qm", "bob's")
    merge = subprocess.run(
        ["git", "pull", "-q", "--no-rebase", "origin", "main"], cwd=bob.folder, env={**os.environ, **bob.environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    in_conflict = bob.git("diff", "--name-only", "--diff-filter=U").splitlines()
    assert in_conflict, "both added a work at the same place"
    assert all(name.startswith("exports/") for name in in_conflict), merge.stdout + merge.stderr
    decisions = (bob.folder / "decisions.txt").read_text(encoding="utf-8")
    assert "arxiv:1706.03762" in decisions
    assert "arxiv:1810.04805" in decisions
    assert "<<<<" not in decisions
    bob.biblio("sync")
    text = (bob.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert text.count("\n@") == 4
    bob.git("add", "-A")
    bob.git("commit", "-qm", "merged", "--allow-empty")
    bob.git("push", "-q", "origin", "HEAD:main")
    ann.git("pull", "-q", "origin", "main")
    ann.biblio("sync")
    assert ann.git("status", "--porcelain") == ""


def test_a_conflict_in_the_notes_themselves_is_settled_by_the_members(members: tuple[Member, Member]) -> None:
    """Both wrote at the end of one list. Until they chose, its works stay as they are, and nobody is asked."""
    ann, bob = members
    for member, line in ((ann, LINES[2]), (bob, LINES[3])):
        path = member.folder / "papers" / "page.txt"
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    ann.share("ann's")
    bob.biblio("sync")
    before = (bob.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    bob.git("commit", "-qam", "bob's")
    environment = {**os.environ, **bob.environment}
    subprocess.run(
        ["git", "pull", "-q", "--no-rebase", "origin", "main"], cwd=bob.folder, env=environment, capture_output=True,
        check=False,
    )  # fmt: skip
    assert "papers/page.txt" in bob.git("diff", "--name-only", "--diff-filter=U")
    done = run_program(bob.folder, "sync", environment=bob.environment)
    assert done.returncode == 1
    assert "papers/page.txt:3: git left a conflict here" in done.stderr
    assert (bob.folder / "exports" / "all.bib").read_text(encoding="utf-8") == before
    path = bob.folder / "papers" / "page.txt"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line[:4] not in MARKS]
    path.write_text("".join(kept), encoding="utf-8")
    bob.biblio("sync")
    assert len(bob.biblio("notes").stdout.splitlines()) == 4
