"""What goes with what one types, what can be done about a finding, and what is remembered about entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.check.edits import apply_edits
from biblio.check.files_to_check import TextFile
from biblio.check.finding import Edit, Finding, FindingKind, Fix, Severity
from biblio.check.rules.manuscript import CITE_MISSING
from biblio.check.source_text import SourceText
from biblio.language_server.lookup_memory import LookupMemory
from biblio.language_server.quick_fixes import fix_all_safe, quick_fixes
from biblio.language_server.reference_index import SearchableReference, read_references, suggest

BIB = """\
@article{roe2020deep, title = {Deep {Things}, Looked At}, author = {Roe, Ann and M{\\"u}ller, Bo}, year = {2020}}
@article{mueller2021, title = {Other Things}, author = {van der Doe, Bo}, year = {2021}}
@article{sato2019, title = {拡散モデルの入門}, author = {佐藤, 花子}, year = {2019}}
@book{boe1999, title = {A Book}, editor = {Boe, Bo and others}, year = {1999}}
@proceedings{acm2020, title = {Proceedings of the Meeting}, year = {2020}, ids = {old2020}}
@inproceedings{poe2020, title = {A Talk}, author = {Poe, Ada}, crossref = {acm2020}}
@misc{broken2000,
  title = {Broken in the Middle},
  year = {2000},
"""


def references(text: str = BIB, name: str = "refs.bib") -> list[SearchableReference]:
    return list(read_references(TextFile(SourceText(name, text), Path(name))))


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("", "roe2020deep mueller2021 sato2019 boe1999 acm2020 poe2020 broken2000"),
        ("ROE", "roe2020deep"),
        ("mu", "mueller2021 roe2020deep"),  # the key first, then the name Müller
        ("things", "roe2020deep mueller2021"),
        ("deep-thi", "roe2020deep"),
        ("thi-deep", "roe2020deep"),
        ("doe", "mueller2021"),
        ("2019", "sato2019"),
        ("拡散", "sato2019"),
        ("入門", "sato2019"),
        ("佐", "sato2019"),
        ("0deep", "roe2020deep"),
        ("middle", "broken2000"),
        ("meeting", "acm2020"),
        ("zz", ""),
    ],
)
def test_what_is_typed_is_found_in_keys_names_and_titles(typed: str, keys: str) -> None:
    assert [one.found.key for one in suggest(references(), typed, limit=9)] == keys.split()


def test_a_further_key_leads_to_its_entry() -> None:
    assert [found.key for found in references() if found.is_called("old2020")] == ["acm2020"]


def test_only_so_many_are_given() -> None:
    assert len(suggest(references(), "", limit=2)) == 2


def test_a_reference_is_described_in_a_line() -> None:
    described = {found.key: found.description for found in references()}
    assert described["roe2020deep"] == "Deep Things, Looked At — Roe and Müller (2020)"
    assert described["mueller2021"] == "Other Things — van der Doe (2021)"
    assert described["boe1999"] == "A Book — Boe (1999)"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("refs.json", '[{"id": "doe2020", "type": "book", "title": "Trees", "author": [{"family": "Doe"}]}]'),
        ("refs.ris", "TY  - BOOK\nID  - doe2020\nTI  - Trees\nAU  - Doe, J.\nER  - \n"),
        ("refs.yml", "doe2020:\n  type: book\n  title: Trees\n"),
    ],
)
def test_other_bibliographies_have_keys_too(name: str, text: str) -> None:
    assert [found.key for found in references(text, name)] == ["doe2020"]


def finding(
    text: str, part: str, *, rule: str = "a-rule", edits: tuple[Edit, ...] = (), is_safe: bool = True
) -> Finding:
    start = text.index(part)
    span = SourceText("refs.bib", text).span(start, start + len(part))
    fix = Fix("write it better", edits, is_safe) if edits else None
    return Finding(rule, FindingKind.FILE, Severity.WARNING, span, "bad", key=part, fix=fix)


def test_fixes_are_offered_one_by_one_and_the_safe_ones_together() -> None:
    text = "@misc{a,\n  year = {20 20},\n  doi = {x y},\n}\n"
    first, second = text.index("20 20"), text.index("x y")
    safe = finding(text, "20 20", edits=(Edit(first, first + 5, "2020"),))
    unsafe = finding(text, "x y", edits=(Edit(second, second + 3, "xy"),), is_safe=False)
    destroying = finding(text, "@misc", edits=(Edit(0, 5, ""),))
    offered = quick_fixes("refs.bib", text, [safe, unsafe, destroying], [])
    assert [(fix.title, fix.is_safe) for fix in offered] == [("Write it better", True), ("Write it better", False)]
    whole = fix_all_safe("refs.bib", text, [safe, unsafe])
    assert whole is not None
    assert apply_edits(text, whole.edits) == text.replace("20 20", "2020")
    assert fix_all_safe("refs.bib", text, [unsafe]) is None
    assert fix_all_safe("refs.bib", text, [destroying]) is None


def test_an_unknown_key_can_become_one_that_is_like_it_or_has_its_words() -> None:
    text = "@roe2020deeep and @things"
    first = finding(text, "roe2020deeep", rule=CITE_MISSING.name)
    second = finding(text, "things", rule=CITE_MISSING.name)
    nearest, *_ = quick_fixes("a.md", text, [first], references())
    assert nearest.title == "Replace by roe2020deep (Deep Things, Looked At)"
    fixes = quick_fixes("a.md", text, [second], references())
    assert [apply_edits(text, fix.edits) for fix in fixes] == [
        "@roe2020deeep and @roe2020deep", "@roe2020deeep and @mueller2021"
    ]  # fmt: skip
    elsewhere = finding(text, "and", rule=CITE_MISSING.name)  # a macro made the key of what stands there
    assert not quick_fixes("a.md", text.replace("and", "und"), [elsewhere], references())


def test_what_services_said_holds_while_the_entry_stays_as_it_was() -> None:
    entry, other = "@misc{a,\n  title = {Wrong 🧪},\n}\n", "@misc{b,\n  title = {B},\n}\n"
    source = SourceText("refs.bib", entry + other)
    memory = LookupMemory()
    memory.know(source)
    assert memory.unknown_lines(source) == []
    start = entry.index("Wrong")
    found = finding(entry + other, "Wrong", edits=(Edit(start, start + 5, "Right"),))
    memory.remember(source, [found], lines=[(1, 6)])
    moved = SourceText("refs.bib", "% a comment\n\n" + other + entry)
    (recalled,) = memory.recall(moved)
    assert moved.text[recalled.span.start : recalled.span.end] == "Wrong"
    assert recalled.span.line == 7
    assert recalled.fix is not None
    assert "Right 🧪" in apply_edits(moved.text, recalled.fix.edits)
    changed = SourceText("refs.bib", other + entry.replace("Wrong", "Other"))
    assert list(memory.recall(changed)) == []
    assert memory.unknown_lines(changed) == [(4, 6)]
    memory.remember(changed, [], lines=[(4, 6)], unasked={"a"})
    assert memory.unknown_lines(changed) == [(4, 6)], "what could not be asked is asked again"
    memory.remember(changed, [], lines=[(4, 6)])
    assert memory.unknown_lines(changed) == []
