"""Rules that pandoc reads otherwise than CSL means them are written so that both agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.cite.pandoc_program import find_pandoc
from biblio.cite.style_rules import rules_for_pandoc
from tests.cite.place import cite, head, item, person

pytestmark = pytest.mark.skipif(find_pandoc() is None, reason="there is no pandoc")
LABEL = '<names variable="editor"><label prefix=", "/></names>'
ONLINE = (
    '<group prefix="[" suffix="]"><choose><if variable="medium"><text variable="medium"/></if>'
    '<else><text term="online" text-case="capitalize-first"/></else></choose></group>'
)
ACCESS = f'<group delimiter=". "><date variable="accessed"><date-part name="year"/></date>{ONLINE}<text variable="note"/></group>'
EMPTY = '<group prefix="(" suffix=")"><text term="page"/><text variable="volume"/></group>'


@pytest.mark.parametrize(
    ("rule", "more", "expected"),
    [
        (LABEL, {}, "Cy Poe, editor"),
        (ONLINE, {}, "[Online]"),
        (ONLINE, {"medium": "CD"}, "[CD]"),
        (ACCESS, {}, "[Online]"),
        (ACCESS, {"note": "N"}, "[Online]. N"),
        (ACCESS, {"medium": "CD", "accessed": {"date-parts": [[2020]]}}, "2020. [CD]"),
        (EMPTY + '<text value="x"/>', {}, "x"),
        (EMPTY, {"volume": "3"}, "(page3)"),
    ],
)
def test_a_rule_is_kept(tmp_path: Path, rule: str, more: dict[str, str], expected: str) -> None:
    layout = f"<citation><layout>{rule}</layout></citation><bibliography><layout>{rule}</layout></bibliography></style>"
    (tmp_path / "rule.csl").write_text(head("rule") + layout, encoding="utf-8")
    work = item("a", "One", person("Roe", "A"), editor=[person("Poe", "Cy")], **more)
    assert cite(tmp_path, "rule", work).text == f"{expected}\n"


def test_other_rules_stay_as_they_are() -> None:
    rule = '<style xmlns="http://purl.org/net/xbiblio/csl"><group><text value="a"/><choose/></group></style>'
    assert rule in rules_for_pandoc(rule.encode()).decode()
