"""Whatever stands within itself, however deep: no reader ends with a RecursionError, and the cost follows the depth.

``python -m tests.growth`` gives all that may stand within itself (`units.NESTED`) to all that reads text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from biblio.bibtex.doi_field import read_doi_field
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS
from biblio.check.manuscripts.reference_sections import with_sections
from biblio.check.rules.bibliography.rule_families import check_bibliography
from biblio.check.source_text import SourceText
from biblio.model.note import Note
from biblio.readers.base import Document
from biblio.readers.layouts import READERS
from tests.growth.measuring import grows, limited
from tests.growth.recursion import recursive_functions, recursive_in
from tests.growth.targets import TARGETS
from tests.growth.units import NESTED

_ITEMS = "items within items: fifty at most (markdown/block_events.py)"
_HTML = "elements within elements: two hundred at most (html_translation.py)"
_STEP = "takes off a mark, and is called for what is left, which has none"
_HALVES = "halves of some hundred questions or objects"
_DATA = "values within values: thirty at most (data_values.py)"
_FRONT_MATTER = "values within values: eight at most (front_matter.py), and as many as TOML's parser allows"
_PANDOC = "what Pandoc says of one reference, read as JSON"

BOUNDS = {
    "bibtex/doi_field: _read": "nine addresses in front of one another",
    "bibtex/inheritance: _with_inherited": "twenty levels of parents, each made once",
    "check/manuscripts/latex_source: _held_keys": "four commands in a key",
    "cite/documents: _inlines": _PANDOC,
    "cite/documents: _flat": _PANDOC,
    "cite/documents: without_marks": _PANDOC,
    "cite/style_rules: _always_prints": "elements of a style, which lxml has parsed: 255 levels",
    "cli/error_boundary: run": "once more",
    "cli/languages: translated_command": "our commands",
    "export/writers/hayagriva_writer: _lines": "the parents of an entry that we made",
    "export/writers/item_date: read_item_date": "once more, for the date in the standard's form",
    "export/writers/rich_text: _spans": "fifty groups within each other",
    "export/writers/rich_text: _math_spans": "fifty groups within each other",
    "formats/hayagriva: _parents": "six levels of parents",
    "language_server/editor_session: EditorSession.view_of": "tasks that start each other, not calls within calls",
    "language_server/editor_session: EditorSession.findings_in": "the check of each open text, another's method",
    "lookup/services/arxiv: ArXiv._look_up": _HALVES,
    "lookup/services/arxiv: ArXiv._ask_titles": _HALVES,
    "lookup/services/dblp: Dblp._ask_titles": _HALVES,
    "lookup/services/semanticscholar: SemanticScholar._ask_word_groups": _HALVES,
    "matching/authors: compare_names": "once more, for the Latin name",
    "matching/titles/title_match: _compare_notice": "the notice is taken off a title",
    "mcp_server/tool_results: _visible": "values that we made",
    "project/clients: policy_of": "a neighbour has none",
    "project/config_schema: has_type": "lists of strings in a source",
    "project/project_setup: copy_example.copy": "the folders of our example",
    "project/surroundings: _vaults_below": "counts down",
    "readers/markdown/arranged_works: _items": _ITEMS,
    "readers/markdown/sibling_works: _items_of_list": _ITEMS,
    "readers/markdown/assigned_readings: _items": _ITEMS,
    "readers/markdown/author_lists: split_authors": _FRONT_MATTER,
    "readers/markdown/authored_titles: _lines": _ITEMS,
    "readers/markdown/bullet_lists: works_assigned": _ITEMS,
    "readers/markdown/short_references: _lines": _ITEMS,
    "readers/markdown/bullet_lists: _works_in_item": _ITEMS,
    "readers/markdown/citation: read_citation": _STEP,
    "readers/markdown/cited_lines: _before": _ITEMS,
    "readers/markdown/cited_references: _has_orcid": _FRONT_MATTER,
    "readers/markdown/dated_titles: _dated_items": _ITEMS,
    "readers/markdown/front_matter: _plain": _FRONT_MATTER,
    "readers/markdown/front_matter: _from_toml": _FRONT_MATTER,
    "readers/markdown/grouped_titles: _items": _ITEMS,
    "readers/markdown/line_slots: slots_of": _STEP,
    "readers/markdown/page_scan: PageScan._works_between": "six levels of headings",
    "readers/markdown/property_values: text_values": _FRONT_MATTER,
    "readers/markdown/shelves: _ShelfScan.scan": "six levels of headings",
    "readers/markdown/shelves: _ShelfScan._is_reference": _ITEMS,
    "readers/markdown/unread_parts: _lines_of_item": _ITEMS,
    "readers/other_markup/html_translation: HtmlElement._texts": _HTML,
    "readers/other_markup/html_translation: _Writer.blocks": _HTML,
    "readers/other_markup/html_translation: _Writer._list": _HTML,
    "readers/other_markup/html_translation: _lines_of_item": _HTML,
    "readers/other_markup/html_translation: _written": _HTML,
    "readers/other_markup/roam_reader: _texts_by_uid": "thirty blocks within each other",
    "readers/other_markup/roam_reader: _add_blocks": "thirty blocks within each other",
    "readers/other_markup/rst_reader: _Page._blocks": "as many as docutils reads, which says so of more",
    "readers/other_markup/rst_reader: _Page._inline": "markup does not nest",
    "readers/other_markup/typst_markup: _Scanner.content": "forty calls within each other",
    "readers/other_markup/typst_markup: _named_values": "forty lists within each other",
    "readers/other_markup/typst_markup: _texts": "forty lists within each other",
    "readers/plain_reference: _publication": "goes on behind the book in italics, which is one",
    "readers/reference_authors: author_lists": "the names in one pair of brackets",
    "readers/tables/data_list_reader: _lists": _DATA,
    "readers/tables/data_list_reader: _is_group": _DATA,
    "readers/tables/data_values: _Places.placed": _DATA,
    "readers/tables/data_values: _from_node": _DATA,
    "readers/tables/service_replies: flat_works": _DATA,
    "readers/tables/service_replies: with_names_only": _DATA,
    "unseen: without_halves": "what a parser of JSON or YAML has read",
    "zotero/api: ZoteroLibrary.write": _HALVES,
    "zotero/planning/undone_records: _undone": "the parts of what we remember of an item",
}
"""What bounds the depth of each circle of functions that call each other."""


def test_all_that_calls_itself_has_a_bound() -> None:
    found = set(recursive_functions())
    assert found - set(BOUNDS) == set(), "say in BOUNDS what ends it, and add an input to NESTED or below"
    assert set(BOUNDS) - found == set(), "no longer there"


def test_how_functions_that_call_themselves_are_found() -> None:
    assert recursive_in("def a():\n  b()\ndef b():\n  return map(a, x)\ndef c():\n  a()\n") == [("a", "b")]
    assert recursive_in("class T:\n  def f(self):\n    for x in self.y: x.f()\n") == [("T.f",)]
    assert recursive_in("class T:\n  def f(self):\n    self.g()\n  def g(self):\n    self.f()\n") == [("T.f", "T.g")]
    assert recursive_in("def a():\n  def b():\n    b()\n") == [("a.b",)]
    assert (
        recursive_in("def a(a):\n  a()\ndef b():\n  b = 1\n  b()\nclass T:\n  def f(self):\n    f()\n    x.f()\n") == []
    )


@pytest.mark.parametrize(
    ("name", "opening"), [("markdown: 1", "*a "), ("bibfile: 1", "https://doi.org/"), ("roam-json: 1", "> "), ("markdown: 6", "["), ("typst: 1", "[")]
)  # fmt: skip
def test_what_was_found(name: str, opening: str) -> None:
    nested = next(unit for unit in NESTED if unit.opening.startswith(opening))
    assert grows(TARGETS[name], nested) is None


# -- what is deep by names, not by marks


def _read(layout: str, text: str) -> list[object]:
    name = {"bibfile": "x.bib", "zotero-rdf": "x.rdf", "data": "x.yaml", "typst": "x.typ"}[layout]
    return list(READERS.load(layout).read(Document(name, text, name, is_forced=True)))


def _check(text: str) -> None:
    list(check_bibliography(SourceText("x.bib", text), today=date(2026, 1, 1)))


def _parents(count: int) -> str:
    rows = (
        f"@book{{k{number}, crossref = {{k{number + 1}}}, title = {{Lamps}}, year = 2020}}" for number in range(count)
    )
    return "\n".join(rows)


def _shared(count: int) -> str:
    """Entries with two ways to each of the entries that they share fields with."""
    keys = [f"@xdata{{{side}{number}, xdata = {{a{number + 1}, b{number + 1}}}, title = {{Lamps}}}}"
            for number in range(count) for side in "ab"]  # fmt: skip
    return "\n".join([*keys, "@article{k, xdata = {a0, b0}}"])


def _containers(count: int) -> str:
    parts = [
        f'<bib:Journal rdf:about="#{side}{number}"><dc:title>Lamps</dc:title>'
        + "".join(f'<dcterms:isPartOf rdf:resource="#{other}{number + 1}"/>' for other in "ab")
        + "</bib:Journal>"
        for number in range(count)
        for side in "ab"
    ]
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:bib="http://purl.org/net/biblio#"'
        ' xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><bib:Article><z:itemType>journalArticle</z:itemType>'
        f'<dc:title>Lanterns</dc:title><dcterms:isPartOf rdf:resource="#a0"/></bib:Article>{"".join(parts)}</rdf:RDF>'
    )


def _anchors(count: int) -> str:
    rows = (f"k{number}: &p{number + 1} [*p{number}, *p{number}]" for number in range(count))
    return "\n".join(["a: &p0 {title: Lamps}", *rows])


def _arguments(count: int) -> str:
    lists = "(" * count + '"Jane Roe",' + ")" * count
    return (
        f'#show: paper.with(title: [Lamps], authors: {lists})\n= Lamps\n#link("https://arxiv.org/abs/2101.00001")[x]\n'
    )


@pytest.mark.parametrize(
    ("run", "made", "most"),
    [
        (lambda text: _read("bibfile", text), _parents, 200), (_check, _parents, 800), (lambda text: _read("bibfile", text), _shared, 100),
        (lambda text: _read("zotero-rdf", text), _containers, 400),
        (lambda text: _read("typst", text), _arguments, 400),
    ],
)  # fmt: skip
def test_names_lead_from_one_to_the_next(run: Callable[[str], object], made: Callable[[int], str], most: int) -> None:
    run(made(1))  # loads what the first call loads
    assert grows(lambda text: run(made(len(text))), "a", size=most) is None


def test_anchors_that_double_with_each_row_end() -> None:
    with limited(30.0):
        _read("data", _anchors(60))


def test_the_nearest_parents_still_count() -> None:
    (note, *_) = (item for item in _read("bibfile", _shared(3)) if isinstance(item, Note) and item.title)
    assert note.title == "Lamps"


def test_files_that_include_each_other_in_a_row() -> None:
    read = MANUSCRIPT_READERS.load("tex")
    manuscripts = {
        f"{number}.tex": read(SourceText(f"{number}.tex", f"\\newrefsection[a]\\cite{{k{number}}}"))
        for number in range(1200)
    }
    includes = {f"{number}.tex": {0: f"{number + 1}.tex"} for number in range(1199)}
    after = with_sections(manuscripts, includes, lambda name, level: ())
    assert [one.citations[0].key for one in after.values()] == [f"k{number}" for number in range(1200)]


def test_addresses_in_front_of_a_doi() -> None:
    doi = read_doi_field("https://doi.org/" * 3 + "10.1000/x")
    assert doi is not None
    assert doi.bare == "10.1000/x"
    assert read_doi_field("https://doi.org/" * 3000 + "10.1000/x") is None
