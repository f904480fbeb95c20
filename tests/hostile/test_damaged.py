"""Whatever is damaged of what biblio keeps, nothing of a person's is lost; ``python -m tests.hostile.damaged`` tries more."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from biblio.cli.main import COMMANDS as EVERY
from tests.faults.histories import workplace
from tests.hostile.damaged import COMMANDS, Damaged

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks, and reads /proc"),
]
UNTRIED = {
    "add",
    "completion",
    "init",
    "lsp",
    "mcp",
    "pin",
    "plugins",
    "schema",
}  # they read none of these files, or as others do


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Damaged]:
    with workplace(tmp_path_factory.mktemp("damaged")) as place:
        yield Damaged(place)


@pytest.mark.parametrize("number", range(4))
def test_damage_loses_nothing(damaged: Damaged, number: int) -> None:
    assert damaged.try_number(number).wrong == ()


def test_every_file_is_damaged(damaged: Damaged) -> None:
    names = {name.partition("/")[0] for name in damaged.files()}
    assert names >= {
        ".biblio",
        "config.toml",
        "decisions.txt",
        "exports",
        "index",
        "refs.bib",
        "zotero-memory.sqlite",
        "zotero.txt",
    }


def test_every_command_is_tried() -> None:
    assert {arguments[0] for arguments in COMMANDS} | UNTRIED == set(EVERY)
