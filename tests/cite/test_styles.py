"""Styles are found by name in folders, and their parents are followed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from biblio.cite.styles import UnknownStyle, find_style, list_styles
from biblio.errors import UsageError
from tests.cite.place import head, write_styles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_styles(tmp_path / "styles")


@pytest.mark.parametrize("name", ["plain-german", "Plain German", "PLAIN_german", " plain-german "])
def test_case_and_blanks_of_a_name_do_not_count(folder: Path, name: str) -> None:
    assert find_style(name, [folder]).name == "plain-german"


def test_a_dependent_style_has_its_parents_rules_and_its_own_language(folder: Path) -> None:
    style = find_style("plain-german", [folder])
    assert (style.path, style.locale, style.title) == (folder / "plain.csl", "de-DE", "Plain-German")


def test_the_parent_may_be_hidden_as_in_zotero(folder: Path, tmp_path: Path) -> None:
    zotero = tmp_path / "Zotero" / "styles"
    (zotero / "hidden").mkdir(parents=True)
    (folder / "plain.csl").rename(zotero / "hidden" / "plain.csl")
    (folder / "dependent" / "plain-german.csl").rename(zotero / "plain-german.csl")
    assert find_style("plain-german", [zotero]).path == zotero / "hidden" / "plain.csl"


def test_a_parent_that_is_not_there_is_said_and_never_fetched(folder: Path) -> None:
    (folder / "plain.csl").unlink()
    with pytest.raises(UsageError, match="plain-german is a kind of plain, which is not here"):
        find_style("plain-german", [folder])


def test_a_chain_of_dependent_styles_is_none(folder: Path) -> None:
    loop = head("loop", parent="plain-german") + "</style>"
    (folder / "loop.csl").write_text(loop, encoding="utf-8")
    with pytest.raises(UsageError, match="no style of CSL with rules of its own"):
        find_style("loop", [folder])


def test_a_style_that_was_renamed_is_found_by_its_old_name(folder: Path) -> None:
    (folder / "renamed-styles.json").write_text(json.dumps({"old-plain": "plain"}), encoding="utf-8")
    assert find_style("old-plain", [folder]).name == "plain"


def test_a_short_name_means_the_common_style(folder: Path) -> None:
    (folder / "plain.csl").rename(folder / "chicago-author-date.csl")
    assert find_style("chicago", [folder]).name == "chicago-author-date"
    (folder / "numbers.csl").rename(folder / "chicago.csl")
    assert find_style("chicago", [folder]).name == "chicago", "a style of that name counts first"


def test_the_first_folder_counts(folder: Path, tmp_path: Path) -> None:
    own = write_styles(tmp_path / "own")
    assert find_style("plain", [own, folder]).path.parent == own


def test_a_path_names_a_file(folder: Path) -> None:
    style = find_style(str(folder / "notes.csl"), [])
    assert (style.name, style.has_bibliography) == ("notes", False)
    german = find_style(str(folder / "dependent" / "plain-german.csl"), [folder])
    assert german.path == folder / "plain.csl"
    with pytest.raises(UnknownStyle, match=r"there is no style .*nothing\.csl") as caught:
        find_style(str(folder / "nothing.csl"), [folder])
    assert caught.value.is_path


@pytest.mark.parametrize(
    ("name", "near"), [("plan", "plain"), ("nombers", "numbers"), ("plain-germn", "plain-german"), ("numb", "numbers")]
)
def test_an_unknown_name_gives_similar_ones(folder: Path, name: str, near: str) -> None:
    with pytest.raises(UnknownStyle) as caught:
        find_style(name, [folder])
    assert caught.value.hint.startswith(f"similar: {near}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        "<html/>",
        "<style/>",
        head("empty") + "</style>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "/etc/hostname">]><style>&e;</style>',
    ],
)
def test_what_is_no_style_is_said(folder: Path, text: str) -> None:
    (folder / "broken.csl").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="no style of CSL"):
        find_style("broken", [folder])


@pytest.mark.parametrize("name", ["../plain", "http://www.zotero.org/styles/plain", "", ".", "plain\0"])
def test_a_name_leads_nowhere_else(folder: Path, name: str) -> None:
    with pytest.raises(UsageError):
        find_style(name, [folder / "dependent", folder])


def test_all_names_are_listed_once(folder: Path, tmp_path: Path) -> None:
    own = write_styles(tmp_path / "own")
    assert list_styles([own, folder, tmp_path / "missing"]) == ["notes", "numbers", "plain", "plain-german"]
