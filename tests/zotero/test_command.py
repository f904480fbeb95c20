"""The real command against a server: what it prints, what it writes, how it ends, and what a kill leaves."""

from __future__ import annotations

import contextlib
import copy
import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend

from tests.servers.base import LOST, Farm, status
from tests.servers.zotero import FULL, READER, ZoteroServer
from tests.zotero.place import Place, shown


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    server = ZoteroServer()
    with Farm([server]) as farm:
        yield Place(tmp_path / "project", farm, server)


def test_from_the_first_plan_to_nothing_to_do(place: Place) -> None:
    for number in range(3):
        place.note(number, "NLP, ML" if number else "NLP", "some words")
    place.ok("sync", "-q")
    done = place.ok("zotero", "plan")
    assert "users/1: 0 items from notes" in done.stdout
    assert "3 collections, 3 items, 3 notes to create" in done.stdout
    digest = json.loads(place.ok("zotero", "plan", "--json").stdout)["digest"]
    assert f"biblio zotero apply --plan {digest}" in done.stderr
    other = place.run("zotero", "apply", "--plan", "0" * 12)
    assert other.returncode == 2
    assert "the plan has changed" in other.stderr
    assert not place.server.library.items
    place.requests()
    done = place.ok("zotero", "apply", "--plan", digest)
    assert done.stdout == "run 1: 9 created\n"
    assert place.requests() == ["GET /items", "GET /keys/current", "POST /collections", "POST /items"]
    titles = {number: f"A Study of Subject Number {number}" for number in range(3)}
    assert place.tree() == {"biblio": set(), "NLP": set(titles.values()), "ML": {titles[1], titles[2]}}
    assert place.item(0)["itemType"] == "preprint"
    assert place.item(0)["citationKey"].startswith("doe2024study")
    done = place.ok("zotero", "apply")
    assert done.stdout == "Both sides are in step.\n"
    assert place.requests() == ["GET /items"]
    place.note(1, "NLP, CV", "some words")
    place.ok("sync", "-q")
    place.ok("zotero", "apply")
    assert len(place.requests()) <= 5
    assert place.tree()["CV"] == {titles[1]}
    place.requests()
    done = place.ok("sync", "--zotero", "--yes")
    assert done.stdout.endswith("Both sides are in step.\n")


def test_a_correction_shows_in_the_exports(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    key = place.item(0)["key"]
    place.server.library.write(
        "item", {"key": key, "version": 99, "title": "A Corrected Title", "tags": [{"tag": "Mine"}]}
    )
    done = place.ok("sync", "--zotero")
    assert "3 changes to pull from Zotero (zotero.txt)" in done.stdout
    place.ok("zotero", "apply", "-q")
    assert (place.folder / "zotero.txt").read_text(encoding="utf-8").splitlines()[1:] == [
        "add arxiv:2401.00000 Mine",
        'claim arxiv:2401.00000 title "A Corrected Title"',
        "remove arxiv:2401.00000 NLP",
    ]
    place.ok("sync", "-q")
    every = (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert "Corrected Title" in every
    assert (place.folder / "exports" / "tags" / "mine.bib").exists()
    assert not (place.folder / "exports" / "tags" / "nlp.bib").exists()
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    for path in place.folder.glob("zotero-memory*"):
        path.unlink()
    (place.folder / ".biblio" / "state.sqlite").unlink()
    place.ok("sync", "-q")  # what the person did survives both memories
    assert (place.folder / "exports" / "all.bib").read_text(encoding="utf-8") == every


def test_apply_then_undo_gives_the_library_as_it_was(place: Place) -> None:
    library = place.server.library
    library.write("collection", {"key": "MMMM2222", "version": 0, "name": "Mine"})
    library.write("item", {
        "itemType": "preprint", "key": "AAAA2222", "version": 0, "title": "a study of subject number 0", "archiveID": "arXiv:2401.00000",
        "extra": "tex.ids: x", "tags": [{"tag": "own"}], "collections": ["MMMM2222"],
    })  # fmt: skip
    before = shown(library)
    for number in range(4):
        place.note(number, "NLP, ML" if number else "NLP", "some words [[n1]]" if not number else "words")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    middle = shown(library)
    assert len(middle) > len(before)
    assert "would be undone" in place.ok("zotero", "undo", "--dry-run").stdout
    assert shown(library) == middle
    done = place.ok("zotero", "undo")
    assert done.stdout.startswith("run 1 was undone by run 2: ")
    assert done.stderr == ""
    assert shown(library) == before
    place.ok("zotero", "apply", "-q")  # and once more: out of the trash, not made anew
    assert shown(library) == middle
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    place.ok("zotero", "undo")
    assert shown(library) == before
    log = place.ok("zotero", "log").stdout.splitlines()
    assert len(log) == 4
    assert "undo 1" in log[2]
    written = place.ok("zotero", "log", "1").stdout
    assert "done     create   'A Study of Subject Number 1'  " in written
    assert "done     create   'A Study of Subject Number 1'  note " in written


def test_undo_reads_the_library_once(place: Place) -> None:
    place.note(0, "NLP", "some words")
    place.ok("sync", "--zotero", "--yes", "-q")
    place.requests()
    place.ok("zotero", "undo")
    assert place.requests() == ["GET /items", "GET /keys/current", "POST /collections", "POST /items"]


@pytest.mark.parametrize("command", [["login"], ["login", "--no-keep"], ["plan"], ["apply"], ["undo"], ["verify"]])
def test_offline_nothing_is_asked(place: Place, command: list[str]) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    place.requests()
    done = place.run("zotero", *command, "--offline", stdin=f"{FULL}\n")
    assert done.returncode not in (0, 3)
    assert "offline" in done.stderr
    assert place.requests() == []


def test_undo_says_what_it_cannot(place: Place) -> None:
    place.note(0, "NLP")
    place.note(1, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    key = place.item(0)["key"]
    place.server.library.write("item", {"key": key, "version": 99, "title": "Mine now"})
    done = place.run("zotero", "undo")
    assert done.returncode == 3
    assert "it has been changed since (title); it stays" in done.stderr
    assert place.item(0)["title"] == "Mine now"
    assert not any(
        data.get("archiveID") == "arXiv:2401.00001" and not data.get("deleted")
        for data in place.server.library.items.values()
    )


def test_undo_takes_back_what_came_back(place: Place) -> None:
    place.configure("write_back = true")
    path = place.note(0, "NLP, ML", "Körper")
    before = path.read_bytes()
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    key = place.item(0)["key"]
    tags = [{"tag": "NLP"}, {"tag": "New one"}]
    place.server.library.write("item", {"key": key, "version": 99, "tags": tags})
    done = place.ok("zotero", "plan")
    assert "tags to change in " in done.stdout
    place.ok("zotero", "apply", "-q")
    assert path.read_bytes() == before.replace(b"[NLP, ML]", b"[NLP, New one]")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")  # the lines of zotero.txt are not needed any more
    assert not [
        line for line in (place.folder / "zotero.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert "2 pulled" in place.ok("zotero", "log").stdout
    shown_before = place.ok("zotero", "undo", "2", "--dry-run").stdout
    assert "zotero.txt" not in shown_before  # they were only there for the note to take over
    assert f"  the tags of {path}" in shown_before
    place.ok("zotero", "undo", "2")
    assert path.read_bytes() == before


def test_what_needs_a_person(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    place.server.library.write("item", {"itemType": "preprint", "key": "AAAA2222", "version": 0, "archiveID": "arXiv:2401.00000",
                                        "title": "Quite another title", "citationKey": "old"})  # fmt: skip
    done = place.run("zotero", "plan")
    assert done.returncode == 3
    names = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("conflict")]
    assert [name.partition(":")[2] for name in names] == ["title"]
    assert "citationKey of 'A Study of Subject Number 0': old" in done.stdout
    assert "zotero: Quite another title" in done.stdout
    done = place.run("zotero", "plan", "--trash", "--prefer", "notes", "--settle", f"{names[0]}=notes")
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("next: biblio ")]
    assert line.endswith(f" --settle {names[0]}=notes --prefer notes --trash")
    place.ok("zotero", "apply", "--settle", f"{names[0]}=notes")
    assert place.item(0)["title"] == "A Study of Subject Number 0"
    place.ok("sync", "-q")
    assert "@misc{old," in (place.folder / "exports" / "all.bib").read_text(encoding="utf-8")
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    wrong = place.run("zotero", "apply", "--settle", "nonsense")
    assert wrong.returncode == 2
    assert "--settle doe" in wrong.stderr or "--settle vaswani" in wrong.stderr


def test_keys_and_rights(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    done = place.run("zotero", "plan", ZOTERO_API_KEY="")
    assert done.returncode == 4
    assert "there is no key" in done.stderr
    assert "biblio zotero login" in done.stderr
    done = place.ok("zotero", "plan", ZOTERO_API_KEY=READER)
    assert "note: this plan cannot be applied: the key may not write to users/1; create one that may" in done.stderr
    done = place.run("zotero", "apply", ZOTERO_API_KEY=READER)
    assert done.returncode == 4
    assert "the key may not write to users/1" in done.stderr
    assert not [request for request in place.farm.log if request.method == "POST"]
    place.configure('library = "groups/8"')
    assert "this plan cannot be applied: only admins may write to group 8" in place.ok("zotero", "plan").stderr
    done = place.run("zotero", "apply")
    assert done.returncode == 4
    assert "only admins may write to group 8" in done.stderr
    assert not [request for request in place.farm.log if request.method == "POST"]
    done = place.ok("zotero", "login", "--no-keep")
    assert "groups/8         read only" in done.stdout
    assert "cannot be written" in done.stderr
    for path in place.folder.rglob("*"):
        if path.is_file():
            assert FULL.encode() not in path.read_bytes()


class MemoryKeyring(KeyringBackend):
    """A keyring of its own for one test."""

    priority = -1  # keyring knows every class of backends, and must not choose this one by itself

    def __init__(self) -> None:
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.passwords[service, username]


@contextlib.contextmanager
def using_keyring(backend: KeyringBackend) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield
    finally:
        keyring.set_keyring(before)


def test_login_keeps_the_key_in_the_keyring(place: Place) -> None:
    backend = MemoryKeyring()
    with using_keyring(backend):
        out = place.ok("zotero", "login", stdin=f"{FULL}\n", ZOTERO_API_KEY="").stdout
        assert out.splitlines()[1].split() == ["users/1", "read", "and", "write", "your", "own", "library"]
        assert backend.passwords == {("biblio", "zotero"): FULL}
        place.note(0, "NLP")
        place.ok("sync", "-q")
        place.ok("zotero", "apply", "-q", ZOTERO_API_KEY="")  # with the key from there
    assert place.item(0)
    assert not [path for path in place.folder.rglob("*") if path.is_file() and FULL.encode() in path.read_bytes()]


def test_a_system_without_a_keyring_keeps_no_key(place: Place) -> None:
    with using_keyring(keyring.backends.null.Keyring()):  # it takes everything and keeps nothing
        done = place.run("zotero", "login", stdin=FULL, ZOTERO_API_KEY="")
    assert done.returncode == 1
    assert "this system has no keyring" in done.stderr
    assert "ZOTERO_API_KEY" in done.stderr


def test_a_server_that_is_down_is_told_and_the_next_run_goes_on(place: Place) -> None:
    for number in range(60):
        place.note(number, "NLP", "words")
    place.ok("sync", "-q")
    place.farm.script("zotero", None, None, None, None, status(500), *[status(500)] * 9)
    done = place.run("zotero", "apply", BIBLIO_SERVICES_ZOTERO_TRIES="1")
    assert done.returncode == 4
    assert "500 Internal Server Error" in done.stderr
    assert "without an answer" in place.run("zotero", "status").stdout
    place.farm.script("zotero")
    place.ok("zotero", "apply", "-q")
    assert len(place.server.library.items) == 120
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
    assert place.ok("zotero", "verify").stdout == "122 objects compared: no differences\n"


def test_verify_compares_contents(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    place.ok("zotero", "apply", "-q")
    place.item(0)["title"] = "Changed without a version"
    done = place.run("zotero", "verify")
    assert done.returncode == 3
    assert "title: remembered 'A Study of Subject Number 0', now 'Changed without a version'" in done.stdout
    assert "to pull from Zotero" in place.ok("zotero", "plan").stdout


def test_counts_of_a_first_push(place: Place) -> None:
    """N objects into C collections: at most N/50 + 5 writes of items and C/50 + 5 of collections."""
    for number in range(120):
        place.note(number, f"t{number % 70}", "words")
    place.ok("sync", "-q")
    place.requests()
    place.ok("zotero", "apply", "-q")
    sent = place.requests()
    assert sent.count("POST /items") == 5
    assert sent.count("POST /collections") == 2
    assert len(sent) == 10


def killed_after(place: Place, stop: int) -> None:
    """Run `apply` and kill it when the server has been asked `stop` times."""
    place.farm.log.clear()
    with place.start("zotero", "apply", "-q") as process:
        place.farm.wait_for(lambda: len(place.farm.log) >= stop, process)
        process.send_signal(signal.SIGKILL)


@pytest.mark.slow
def test_killed_between_any_two_requests(place: Place) -> None:
    """`kill -9` at every position of a run of some twenty requests: the next run goes on, as if nothing had been."""
    strangers = type(place.server.library)("http://zotero.org/users/1")
    for number in range(620):  # they take pages to read
        strangers.write("item", {"itemType": "book", "title": f"Book {number}"})
    for number in range(115):
        place.note(number, f"t{number}, u{number}", "words [[n0]]" if number % 2 else "words")
    place.ok("sync", "-q")
    expected: Any = None
    total, stop = 0, -1
    while stop <= total:  # first without a kill, then before the first request, after it, …
        place.server.libraries["/users/1"] = copy.deepcopy(strangers)
        for path in place.folder.glob("zotero*"):
            path.unlink()
        if stop < 0:
            place.requests()
            place.ok("zotero", "apply", "-q")
            total, expected = len(place.requests()), shown(place.server.library)
            assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"
        else:
            killed_after(place, stop)
            place.ok("zotero", "apply", "-q")
            assert shown(place.server.library) == expected, stop
            assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n", stop
            assert not (place.folder / "zotero.txt").exists()
        stop += 1
    assert total >= 19


def test_a_lost_answer_in_the_real_command(place: Place) -> None:
    place.note(0, "NLP", "words")
    place.ok("sync", "-q")
    place.farm.script("zotero", *[None] * 4, LOST)
    done = place.run("zotero", "apply")
    assert done.returncode == 0, done.stderr
    assert "may have been carried out" in done.stderr
    assert len(place.server.library.items) == 2
    assert place.ok("zotero", "apply").stdout == "Both sides are in step.\n"


def test_every_command_has_help(place: Place) -> None:
    from biblio.cli.commands.zotero.group import COMMANDS

    for name in COMMANDS:
        done = place.ok("zotero", name, "--help")
        assert "Examples:" in done.stdout


def test_a_plan_on_notes_that_nobody_looked_up_says_so(place: Place) -> None:
    place.note(0, "NLP")
    plan = place.ok("zotero", "plan")
    assert "1 note has not been looked up yet" in plan.stderr
    assert "run biblio sync first" in plan.stderr
    assert plan.stdout == "users/1: 0 items from notes\nNothing to do yet.\n"
    place.ok("sync", "-q")
    assert "looked up" not in place.ok("zotero", "plan").stderr


def test_a_conflict_that_does_not_exist_is_said(place: Place) -> None:
    place.note(0, "NLP")
    place.ok("sync", "-q")
    plan = place.ok("zotero", "plan", "--settle", "nobody:title=notes", "--settle", "*:title=notes")
    assert "no conflict is called 'nobody:title', so it settles nothing" in plan.stderr


def test_a_key_is_shown_even_if_it_cannot_be_stored(place: Place) -> None:
    done = place.run("zotero", "login", stdin=f"{FULL}\n", ZOTERO_API_KEY="")
    assert done.returncode == 1
    assert "gives access to" in done.stdout
    assert "no keyring to store it in" in done.stderr
    assert "export ZOTERO_API_KEY=" in done.stderr
    wrong = place.run("zotero", "login", stdin="wrong\n", ZOTERO_API_KEY="")
    assert "check it, or create another one: https://www.zotero.org/settings/keys" in wrong.stderr
