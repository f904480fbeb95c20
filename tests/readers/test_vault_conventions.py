"""Vaults of other things: which pages without any sign of a work are notes on works, by how the others are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.readers.skipped import SkipReason
from biblio.readers.vault_conventions import VaultPage, pages_apart_from_works, vault_page
from tests.readers.test_titled_files import read, titles

_BLOG = "https://roe.example.org/posts/how-lamps-burn"
_LINKED = f"# [How lamps burn in the harbour at night]({_BLOG})\n\nI like this one a lot.\n"
_TITLE = "How lamps burn in the harbour at night"


def vault(*, works: int = 6, others: int = 30, folder: str = "sources/", tags: str = "") -> dict[str, str]:
    """A vault with notes that name their authors, and pages about what somebody cooks, mends and meets."""
    files = {
        f"{folder}lamp{number}.md": f"---\nauthors: [Jane Roe, Max Poe]\nyear: 2019\ntags: [{tags}]\n---\n# Lamps and fog {number}\n"
        for number in range(works)
    }
    return files | {f"kitchen/soup {number}.md": "Water and salt, for an hour.\n" for number in range(others)}


def test_a_page_that_only_leads_somewhere_is_none_away_from_the_notes_on_works(tmp_path: Path) -> None:
    reading = read(tmp_path, vault() | {"kitchen/lamp.md": _LINKED})
    assert _TITLE not in titles(reading)
    (item,) = (item for item in reading.skipped if item.path.endswith("lamp.md"))
    assert (item.reason, item.detail, item.line) == (SkipReason.APART, _TITLE, 0)
    assert "folder or tag" in item.reason.hint


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sources/lamp.md", _LINKED),  # in their folder
        ("kitchen/lamp.md", f"---\ntags: [lamps]\n---\n{_LINKED}"),  # with their tag
        ("kitchen/Books/lamp.md", _LINKED),  # on a shelf
        ("kitchen/lamp.md", f"---\ntags: [book]\n---\n{_LINKED}"),  # called one on a work
        ("kitchen/lamp.md", _LINKED.replace(_BLOG, "https://arxiv.org/abs/1706.03762")),  # leads to a work
        ("kitchen/lamp.md", f"---\nauthor: Ada Poe\n---\n{_LINKED}"),
        ("kitchen/lamp.md", f"{_LINKED}\nThis paper says more, and the authors agree: we propose lamps.\n"),
    ],
)
def test_a_page_that_is_kept_as_they_are_or_has_a_sign_of_its_own_is_one(tmp_path: Path, name: str, text: str) -> None:
    assert _TITLE in titles(read(tmp_path, vault(tags="lamps") | {name: text}))


@pytest.mark.parametrize(
    "files",
    [
        vault(works=4),  # too few notes on works to know how they are kept
        vault(others=4),  # most pages are notes on works
        vault(works=12, others=12),
        vault(works=5, others=10),  # a small vault
    ],
)
def test_without_a_convention_the_page_is_judged_by_itself(tmp_path: Path, files: dict[str, str]) -> None:
    assert _TITLE in titles(read(tmp_path, files | {"kitchen/lamp.md": _LINKED}))


def test_a_layout_that_is_set_makes_every_page_a_note(tmp_path: Path) -> None:
    assert _TITLE in titles(read(tmp_path, vault() | {"kitchen/lamp.md": _LINKED}, layout="markdown"))


@pytest.mark.parametrize(
    ("of_works", "doubtful"),
    [
        ("@roe{number}.md", "@lamps.md"),
        ("2019_Roe_Lamps {number}.md", "2020_Lamps.md"),
        ("hls__lamps{number}.md", "hls__oil.md"),
        ("Roe{number}_Lamps at sea.md", "Poe_Oil.md"),
        ("reading___lamps{number}.md", "reading___oil.md"),  # namespaces of Logseq
        ("papers.lamps.fog{number}.md", "papers.lamps.oil.md"),  # and Dendron
    ],
)
def test_names_that_begin_alike_are_a_convention(of_works: str, doubtful: str) -> None:
    pages = {f"soup {number}.md": vault_page(f"soup {number}.md", None) for number in range(40)}
    for number in range(6):
        name = of_works.format(number=number)
        pages[name] = VaultPage(vault_page(name, None).traits, is_evident=True)
    pages[doubtful] = VaultPage(vault_page(doubtful, None).traits, is_doubtful=True)
    pages["oil lamp.md"] = VaultPage(vault_page("oil lamp.md", None).traits, is_doubtful=True)
    assert pages_apart_from_works(pages) == {"oil lamp.md"}


def test_a_folder_of_doubtful_pages_among_notes_on_works_does_not_decide_against_itself() -> None:
    pages = {f"soup {number}.md": vault_page(f"soup {number}.md", None) for number in range(40)}
    for number in range(6):
        name = f"articles/lamps {number}.md"
        pages[name] = VaultPage(vault_page(name, None).traits, is_evident=True)
        name = f"articles/oil {number}.md"
        pages[name] = VaultPage(vault_page(name, None).traits, is_doubtful=True)
        pages[f"articles/x{number}.md"] = vault_page(f"articles/x{number}.md", None)
    assert pages_apart_from_works(pages) == set()
