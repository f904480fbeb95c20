"""Rules that pandoc reads otherwise than CSL means them are written so that both agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.cite.pandoc_program import find_pandoc
from biblio.cite.reference_text import TextFormat, format_references
from biblio.cite.style_rules import rules_for_pandoc
from biblio.cite.styles import find_style
from tests.cite.place import cite, head, item, pandoc, person

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


_LONE = """
<citation disambiguate-add-year-suffix="true" disambiguate-add-names="true"><layout><names variable="author"/>
<date variable="issued"><date-part name="year"/></date></layout></citation>
<bibliography second-field-align="flush" subsequent-author-substitute="———"><layout>
<group delimiter=", "><names variable="author"/><date variable="issued"><date-part name="year"/></date>
<text variable="title"/></group><text variable="citation-number" prefix=" [" suffix="]"/></layout></bibliography></style>
"""


def test_each_reference_alone(tmp_path: Path) -> None:
    """What is copied alone has no number, no letter behind its year, and its names."""
    (tmp_path / "lone.csl").write_text(head("lone") + _LONE, encoding="utf-8")
    year = {"date-parts": [[2020]]}
    works = [item(key, title, person("Roe", "Ann"), issued=year) for key, title in (("a", "One"), ("b", "Two"))]
    style = find_style("lone", [tmp_path])
    together = format_references(works, style, pandoc(), form=TextFormat.TEXT)
    alone = format_references(works, style, pandoc(), form=TextFormat.TEXT, each_alone=True)
    assert [reference.text for reference in alone.references] == ["Ann Roe, 2020, One", "Ann Roe, 2020, Two"]
    assert "[2]" in together.text
    assert "2020b" in together.text
    assert "———" in together.text
