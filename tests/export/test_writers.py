"""The formats besides BibTeX: golden files, what no text may do to a file, and what our own readers read back."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from biblio.bibtex.entry_text import parse_entry
from biblio.bibtex.latex_to_text import decode_latex
from biblio.export.export_formats import BIB, EXPORTERS, KeyedWork, file_name, render_file
from biblio.export.writers.item import Item, PublicationType, read_item
from biblio.export.writers.item_date import DatePart, ItemDate, read_item_date
from biblio.export.writers.language_codes import language_code
from biblio.export.writers.rich_text import Style, TextRun, plain_title, rich_text
from biblio.formats.csl_json import read_csl
from biblio.formats.hayagriva import read_hayagriva
from biblio.formats.library_entry import LibraryEntry
from biblio.formats.ris import read_ris
from biblio.text import normalise_space
from tests.bibtex.readers.facts import plain
from tests.bibtex.works import work
from tests.export.format_samples import HOSTILE_TITLES, keyed, own_work, sample_works

GOLDEN = Path(__file__).parents[1] / "golden" / "formats"
FORMATS = ("csl-json", "hayagriva", "ris", "markdown", "html", "csv")
each_format = pytest.mark.parametrize("name", FORMATS)
hostile = pytest.mark.parametrize("title", HOSTILE_TITLES)
lines = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\\{}$<>&*_`[]()#|~^=-+@\"'!%:"), max_size=40
)


def render(name: str, *works: KeyedWork) -> str:
    return render_file(EXPORTERS.load(name), works, "Works")


def titled(title: str, **fields: object) -> KeyedWork:
    item = Item("key2020", PublicationType.BOOK, (TextRun(normalise_space(title)),), **fields)  # type: ignore[arg-type]
    return KeyedWork("key2020", work("Any", ids="doi:10.1000/1"), item)


def markdown_titles(text: str) -> list[str]:
    """Return the text of every element of the list, up to its key."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    assert not [token for token in tokens if token.type in ("html_block", "hr", "fence", "code_block", "table_open")]
    inline = [token for token in tokens if token.type == "inline"][1:]
    assert len([token for token in tokens if token.type == "list_item_open"]) == len(inline)
    kinds = {child.type for token in inline for child in token.children or ()}
    assert kinds <= {"text", "em_open", "em_close", "link_open", "link_close", "code_inline", "text_special"}
    return [
        "".join(child.content for child in token.children or () if child.type.startswith("text")) for token in inline
    ]


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.titles: list[str] = []
        self._in_title = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if ("class", "title") in attrs:
            self._in_title = 1
            self.titles.append("")
        elif self._in_title:
            self._in_title += 1

    def handle_endtag(self, tag: str) -> None:
        self._in_title = max(0, self._in_title - 1)

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.titles[-1] += data


# -- whole files ---------------------------------------------------------------------------------------------------
@each_format
def test_the_samples_are_written_as_before(name: str) -> None:
    text = render(name, *keyed())
    golden = GOLDEN / file_name(EXPORTERS.load(name), "samples")
    if "UPDATE_GOLDEN" in os.environ:
        golden.write_bytes(text.encode())
    assert text == golden.read_bytes().decode(), "look at the difference, then run with UPDATE_GOLDEN=1"


@each_format
def test_the_order_of_the_works_does_not_matter(name: str) -> None:
    assert render(name, *reversed(keyed())) == render(name, *keyed())


@each_format
def test_a_file_without_works_can_be_read(name: str) -> None:
    text = render(name)
    if name == "csl-json":
        assert json.loads(text) == []
    elif name == "hayagriva":
        assert yaml.safe_load(text) == {}
    elif name == "csv":
        assert text.startswith("\ufeffkey,type,title,")
    else:
        assert "key2020" not in text


def test_every_built_in_format_is_tested() -> None:
    assert EXPORTERS.built_in == FORMATS
    assert BIB not in EXPORTERS


# -- nothing in a text is taken for something else -----------------------------------------------------------------
@hostile
def test_a_title_is_text_in_csl_json(title: str) -> None:
    (item,) = json.loads(render("csl-json", titled(title)))
    assert not re.search(r"<(?!/?span class=\"nocase\")/?(?:i|b|sup|sub|sc|span)\b", item["title"])
    assert item["title"].replace("\u2060", "") == normalise_space(title)


@hostile
def test_a_title_is_text_in_yaml(title: str) -> None:
    read = yaml.safe_load(render("hayagriva", titled(title, genre=normalise_space(title), note=normalise_space(title))))
    assert read["key2020"]["note"] == normalise_space(title)
    assert re.sub(r"\\([{}$\\])", r"\1", read["key2020"]["title"]) == normalise_space(title)
    assert set(re.sub(r"\\[{}$\\]", "", read["key2020"]["title"])).isdisjoint("{}$\\")


@hostile
def test_a_title_is_text_in_ris(title: str) -> None:
    text = render("ris", titled(title, abstract=title, note=title))
    assert text.count("\r\nER  - ") == 1
    assert [line[:6] for line in text.split("\r\n") if line.startswith(("TY", "ER"))] == ["TY  - ", "ER  - "]
    assert [line for line in text.split("\r\n") if line and not re.match(r"[A-Z][A-Z0-9]  - ", line)] == []


@hostile
def test_a_title_is_text_in_a_spreadsheet(title: str) -> None:
    header, row = csv.reader(io.StringIO(render("csv", titled(title, note=title)).removeprefix("\ufeff")))
    values = dict(zip(header, row, strict=True))
    for name in ("title", "note"):
        assert values[name][:1] not in "=+-@\t\r"
        assert "\r" not in values[name]
    assert values["title"].removeprefix("'") == re.sub(r"[\x00-\x1f]", " ", normalise_space(title)).removeprefix("'")


@hostile
def test_a_title_is_text_in_markdown(title: str) -> None:
    for url in ("", "https://example.org/a_(b)>?x=<y>&z", "javascript:alert(1)"):
        (text,) = markdown_titles(render("markdown", titled(title, url=url)))
        assert text.startswith(normalise_space(title))
        assert "javascript:alert" not in render("markdown", titled("T", url=url))


@hostile
def test_a_title_is_text_in_html(title: str) -> None:
    usual = Elements()
    usual.feed(render("html", titled("Title")))
    page = Elements()
    page.feed(render("html", titled(title, container=title, language='"><script>', publisher=title)))
    assert set(page.tags) <= {*usual.tags, "cite"}
    assert page.titles == [normalise_space(title)]
    assert "javascript:" not in render("html", titled("T", url="javascript:alert(1)"))


@given(lines)
@example("\\")
@example("a`b``")
def test_any_title_survives_markdown_html_and_yaml(title: str) -> None:
    title = normalise_space(title)
    if not title or not title.isprintable():
        return
    (text,) = markdown_titles(render("markdown", titled(title)))
    assert text.startswith(title)
    page = Elements()
    page.feed(render("html", titled(title)))
    assert page.titles == [title]
    read = yaml.safe_load(render("hayagriva", titled(title)))["key2020"]["title"]
    assert re.sub(r"\\([{}$\\])", r"\1", read) == title


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12))
def test_any_key_is_the_same_key_in_every_format(key: str) -> None:
    key = re.sub(r"[\s,{}#%\\\"'()=~@\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", "", key)
    if not key or not key.isprintable():
        return
    keyed_work = replace(titled("T"), key=key, item=replace(titled("T").item, key=key))
    assert json.loads(render("csl-json", keyed_work))[0]["id"] == key
    assert list(yaml.safe_load(render("hayagriva", keyed_work))) == [key]
    assert f"ID  - {normalise_space(key)}\r\n" in render("ris", keyed_work)


def test_a_cell_is_no_longer_than_excel_reads() -> None:
    _, row = csv.reader(io.StringIO(render("csv", titled("x" * 40_000))))
    assert len(row[2]) == 32_767


@pytest.mark.parametrize(
    ("url", "is_kept"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://exämple.org:8080/ü", True),
        ("http://127.0.0.1/x", True),
        ("http://1.2.3.4.5/x", False),
        ("www.example.org", False),
        ("http://exa mple.org", False),
        ("http://[broken", False),
        ("https://", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_address_that_typst_does_not_take_is_in_the_note(url: str, is_kept: bool) -> None:
    entry = yaml.safe_load(render("hayagriva", titled("T", url=url, note="Read it")))["key2020"]
    assert entry.get("url") == (url if is_kept else None)
    assert entry["note"] == ("Read it" if is_kept else f"Read it; {url}")


# -- what an entry says --------------------------------------------------------------------------------------------
def test_the_styles_of_a_title_are_those_of_the_format() -> None:
    markup = next(each for each in keyed() if each.key == "markup")
    (item,) = json.loads(render("csl-json", markup))
    assert item["title"] == (
        '<i>E. coli</i> in H<sub>2</sub>O: the 19<sup>th</sup> <span class="nocase">Report</span> of'
        ' <span class="nocase"><i>O</i>(<i>n</i> log <i>n</i>)</span> and <span class="nocase">$\\frac{a}{b}$</span>'
    )
    assert markup.item.plain_title == "E. coli in H₂O: the 19th Report of O(n log n) and $\\frac{a}{b}$"
    assert "<i>E. coli</i> in H<sub>2</sub>O" in render("html", markup)
    assert "*E. coli* in H₂O: the 19th Report of *O*(*n* log *n*)" in render("markdown", markup)
    assert 'title: "E. coli in H₂O: the 19th {Report} of {O(n log n)} and {\\\\$\\\\\\\\frac' in render(
        "hayagriva", markup
    )


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"{\"U}ber {\'E}cole {\LaTeX}", "Über École LaTeX"),
        (r"``{BERT}'' -- a~b", "“BERT” – a b"),
        (r"$L^p_{loc}$ and $\mathbb{R}^{n \times d}$", "L^p_loc and ℝ^(n × d)"),
        (r"\$5 {unclosed", "$5 unclosed"),
        (r"z$\sim$7, $x^{2^n}$", "z∼7, $x^{2^n}$"),
        (r"{\em An {X}} and \textsc{Abc}", "An X and Abc"),
        (r"\textbf{}\emph{ a }  b", "a b"),
        (r"\enquote{Quoted}", "“Quoted”"),
        (r"\' {e}tude \v {c}", "étude č"),
    ],
)
def test_a_title_in_tex_as_plain_text(tex: str, plain: str) -> None:
    assert plain_title(rich_text(tex)) == plain


@given(lines)
@example("\uf900")
def test_text_without_styles_is_what_the_decoder_reads(tex: str) -> None:
    read = plain_title(rich_text(tex))
    if set(tex).isdisjoint("\\{}$"):
        assert read == normalise_space(decode_latex(tex))


def test_braces_keep_the_case_and_special_characters_do_not() -> None:
    assert rich_text(r"The {DNA} of {\"U}ber") == (
        TextRun("The "),
        TextRun("DNA", frozenset({Style.KEEP_CASE})),
        TextRun(" of Über"),
    )


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019-05-03", ItemDate("2019-05-03", DatePart(2019, 5, 3))),
        ("2019-21", ItemDate("2019-21", DatePart(2019, season=1))),
        ("2015/", ItemDate("2015/", DatePart(2015), None, is_range=True)),
        ("/2015", ItemDate("/2015", None, DatePart(2015), is_range=True)),
        ("1850~/1860", ItemDate("1850~/1860", DatePart(1850), DatePart(1860), is_range=True, is_circa=True)),
        ("-0043", ItemDate("-0043", DatePart(-43))),
        ("199X", ItemDate("199X", DatePart(1990), DatePart(1999), is_range=True)),
        ("12XX~", ItemDate("12XX~", DatePart(1200), DatePart(1299), is_range=True, is_circa=True)),
        ("2004-06-XX", ItemDate("2004-06-XX", DatePart(2004, 6))),
        ("2004-XX-XX", ItemDate("2004-XX-XX", DatePart(2004))),
        ("forthcoming", ItemDate("forthcoming")),
        ("2019-02-31", ItemDate("2019-02-31")),
        (r"[2021] \copyright 2021", ItemDate("[2021] ©2021", DatePart(2021))),
        ("22.08.2000", ItemDate("22.08.2000", DatePart(2000, 8, 22))),
        ("2020-6-9", ItemDate("2020-6-9", DatePart(2020, 6, 9))),
        ("May 2020", ItemDate("May 2020", DatePart(2020, 5))),
        ("03/05/2020", ItemDate("03/05/2020")),
        ("", None),
    ],
)
def test_dates(text: str, date: ItemDate | None) -> None:
    assert read_item_date(text) == date


@pytest.mark.parametrize(
    ("text", "year"),
    [("2019-21", "2019"), ("-0043", "-0043"), ("in press, 2020", "2020"), ("22.08.2000", "2000"), ("1998 [1850]", "")],
)
def test_the_year_of_a_date(text: str, year: str) -> None:
    date = read_item_date(text)
    assert date is not None
    assert date.year == year


def test_dates_in_csl_json() -> None:
    dates = {item["id"]: item.get("issued") for item in json.loads(render("csl-json", *keyed()))}
    assert dates["own-extended-names"] == {"date-parts": [[1998], [2001]]}
    assert dates["open-end"] == {"date-parts": [[2015], [0]]}
    assert dates["circa"] == {"date-parts": [[1850]], "circa": True}
    assert dates["antique"] == {"date-parts": [[-44]]}
    assert dates["own-season"] == {"date-parts": [[2019]], "season": 1}
    assert dates["forthcoming"] == {"literal": "forthcoming"}


@pytest.mark.parametrize(
    ("fields", "publisher"),
    [
        (r"howpublished={\url{https://a.example/x}}", ""),
        (r"howpublished={Available at \url{https://a.example/x}}", ""),
        ("howpublished={A leaflet}", "A leaflet"),
    ],
)
def test_an_address_is_no_publisher(fields: str, publisher: str) -> None:
    assert read_item(parse_entry(f"@misc{{a, title={{One}}, author={{Roe, Ann}}, {fields}}}")).publisher == publisher


def csl_of(entry: str) -> dict[str, str]:
    item = read_item(parse_entry(entry))
    (written,) = json.loads(render("csl-json", KeyedWork("a", work("Any", ids="doi:10.1000/1"), item)))
    assert isinstance(written, dict)
    return written


@pytest.mark.parametrize(
    ("entry_type", "csl"), [("jurisdiction", "legal_case"), ("legislation", "legislation"), ("standard", "standard")]
)
def test_what_biblatex_knows_of_law_and_standards(entry_type: str, csl: str) -> None:
    written = csl_of(f"@{entry_type}{{a, title={{One}}, number={{12}}, date={{1999}}}}")
    assert (written["type"], written["number"]) == (csl, "12")


_PATENT = "@patent{a, author={Roe, Ann}, title={A Lamp}, number={US1}, type={patentus}, holder={{Fern Inc.}}, date={2001-09-04}}"
_ISSUE = "@periodical{a, title={Lamps}, issuetitle={Candles}, volume={6}, number={7}, date={2021}, issn={1234-5679}}"
_VOLUME = "@book{a, author={Roe, Ann}, title={Candles}, maintitle={Lamps}, series={Fern Books}, number={9}, volume={3}, date={1940}}"
_CASE = "@jurisdiction{a, title={Roe v. Poe}, journaltitle={Lamp Rep.}, volume={34}, pages={48--49}, institution={Lamp Court}}"


@pytest.mark.parametrize(
    ("entry", "name", "said"),
    [
        (_PATENT, "csl-json", '"genre": "U.S. patent"'),
        (_PATENT, "csl-json", '"author": [{"family": "Roe", "given": "Ann"}],'),
        (_PATENT.replace("author", "editor"), "csl-json", '"author": [{"literal": "Fern Inc."}],'),
        (_PATENT, "ris", "PB  - Fern Inc.\r\n"),
        (_PATENT.replace("patentus", "patreqde"), "markdown", "Roe. German patent request, US1, 2001."),
        (_PATENT.replace("patentus", "patent"), "markdown", "Roe. Patent, US1, 2001."),
        (_ISSUE, "csl-json", '"title": "Candles"'),
        (_ISSUE, "csl-json", '"container-title": "Lamps"'),
        (_ISSUE, "hayagriva", '  volume: "6"\n  issue: "7"\n  parent:\n    type: "periodical"\n    title: "Lamps"\n'),
        (_ISSUE, "ris", "T2  - Lamps\r\n"),
        (_VOLUME, "hayagriva", '    - type: "book"\n      title: "Lamps"\n'),
        (_VOLUME, "ris", "T2  - Fern Books\r\nN1  - In: Lamps\r\n"),
        (_VOLUME.replace("series", "x"), "ris", "T2  - Lamps\r\n"),
        (_CASE, "ris", "A2  - Lamp Rep.\r\n"),
        (_CASE, "hayagriva", '  parent:\n    type: "reference"\n    title: "Lamp Rep."\n'),
        ("@inreference{a, title={Lamp}, booktitle={Things}}", "hayagriva", 'type: "chapter"'),
        ("@review{a, title={On Lamps}, journaltitle={Candles}}", "hayagriva", '  parent:\n    type: "periodical"\n'),
        ("@report{a, title={Lamps}, number={R1}, isbn={9780000000002}}", "ris", "N1  - ISBN 9780000000002\r\n"),
        ("@book{a, title={Lamps}, date={-0049}}", "ris", "PY  - 50 BC\r\n"),
        ("@book{a, title={Lamps}, date={-0049}}", "csv", ",-49,-0049,"),
        ("@book{a, title={Lamps}, date={-0049/-0039}}", "ris", "DA  - ///50 BC–40 BC\r\n"),
        ("@book{a, title={Lamps}, date={-0049/-0039}}", "markdown", "Lamps. 50 BC–40 BC."),
        ("@book{a, title={Lamps}, date={0000}}", "markdown", "Lamps. 1 BC."),
        ("@book{a, title={Lamps}, date={12XX}}", "csl-json", '"date-parts": [[1200], [1299]]'),
        ("@article{a, title={Lamps}, pubstate={inpress}}", "csl-json", '"status": "in press"'),
        ("@article{a, title={Lamps}, pubstate={inpress}}", "ris", "DA  - ///in press\r\n"),
        ("@article{a, title={Lamps}, pubstate={inpress}}", "csv", ",,in press,"),
        ("@article{a, title={Lamps}, pubstate={inpress}}", "hayagriva", 'note: "in press"'),
        ("@article{a, title={Lamps}, pubstate={inpress}, date={2021}}", "html", ">In press, 2021<"),
        ("@misc{lamps, author={Roe, Ann}, date={1929}}", "markdown", "- lamps. Ann Roe. 1929. `lamps`"),
    ],
)
def test_what_odd_entries_say_arrives(entry: str, name: str, said: str) -> None:
    assert said in render(name, own_work(entry))


@pytest.mark.parametrize(
    ("tex", "csl"),
    [
        ("<i>Tilia</i> in H<sub>2</sub>O &amp; more", "<i>Tilia</i> in H<sub>2</sub>O & more"),
        ("<jats:italic>Tilia</jats:italic> at 5 &lt; 6", "<i>Tilia</i> at 5 < 6"),
        ("a < b and <b> c", "a < b and <\u2060b> c"),
    ],
)
def test_tags_of_html_in_titles_are_styles(tex: str, csl: str) -> None:
    assert csl_of(f"@misc{{a, title={{{tex}}}}}")["title"] == csl


@pytest.mark.parametrize("entry_type", ["bachelorsthesis", "masterthesis", "thesis"])
def test_every_type_of_thesis_is_one(entry_type: str) -> None:
    item = read_item(parse_entry(f"@{entry_type}{{a, title={{One}}, author={{Roe, Ann}}, school={{U}}}}"))
    assert (item.type, item.publisher) == (PublicationType.THESIS, "U")


@pytest.mark.parametrize(
    ("month", "number"),
    [("{Juillet}", 7), ("{Dezember}", 12), ("{mai}", 5), ("{{MAY-JUN}}", 5), ("jan", 1), ("{Lamps}", 0), ("{13}", 0)],
)
def test_months_in_other_languages_and_in_more_braces(month: str, number: int) -> None:
    item = read_item(parse_entry(f"@misc{{a, title={{One}}, year={{{{2019}}}}, month={month}}}"))
    assert item.date is not None
    assert item.date.start == DatePart(2019, number)


def test_names_in_csl_json() -> None:
    items = {item["id"]: item for item in json.loads(render("csl-json", *keyed()))}
    assert items["article"]["author"] == [
        {"family": "Doe", "given": "Jane"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
        {"literal": "Example Consortium"},
        {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
        {"family": "Sartre", "given": "Jean-Paul"},
        {"literal": "others"},
    ]
    assert items["dropping"]["author"] == [{"family": "Beispiel", "given": "Max", "dropping-particle": "von"}]
    assert items["roles"]["compiler"][0] == {"family": "Itor", "given": "Ed"}
    assert items["part"]["container-author"] == [{"family": "Boe", "given": "Bo"}]


def test_a_preprint_is_kept_under_its_number_and_a_published_paper_is_not() -> None:
    items = {item["id"]: item for item in json.loads(render("csl-json", *keyed()))}
    preprint, published = items["preprint"], items["paper-with-preprint"]
    assert (preprint["type"], preprint["number"], preprint["publisher"]) == ("article", "arXiv:2201.00001", "arXiv")
    assert published["note"] == "arXiv: 2201.00002 [cs.CL]"
    assert {"number", "archive", "publisher"}.isdisjoint(published)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ngerman", "de"), ("de-AT", "de-AT"), ("EN_us", "en-US"), ("zh-Hans", "zh-Hans"), ("brazilian", "pt-BR"),
        ("klingon and more", ""), ("", ""),
    ],
)  # fmt: skip
def test_languages(name: str, code: str) -> None:
    assert language_code(name) == code


# -- what our own readers read back --------------------------------------------------------------------------------
def _read_back(name: str) -> dict[str, LibraryEntry]:
    readers = {"csl-json": read_csl, "hayagriva": read_hayagriva, "ris": read_ris}
    parts = readers[name](render(name, *sample_works()), "samples")  # type: ignore[operator]
    return {part.export_id or part.record.key: part for part in parts if isinstance(part, LibraryEntry)}


@pytest.mark.parametrize("name", ["csl-json", "hayagriva", "ris"])
def test_our_readers_read_back_what_a_work_says(name: str) -> None:
    read = _read_back(name)
    for keyed_work in sample_works():
        item, entry = keyed_work.item, read[keyed_work.key]
        record = entry.record
        assert plain(record.title) == plain(item.plain_title)
        written = {("doi", item.doi.lower()), ("arxiv", item.arxiv), ("pmid", item.pmid)}
        kept = {identifier for identifier in written if identifier[1] and "10.48550" not in identifier[1]}
        assert {(known.scheme, known.value) for known in record.identifiers} >= kept
        assert list(map(str, record.authors)) == list(map(str, item.names("author")))  # readers tell groups by words
        assert record.truncated == ("author" in item.open_lists)
        first = item.date.first if item.date else None
        assert (record.date.year if record.date else None) == (first.year if first else None)
        if item.type in (PublicationType.ARTICLE, PublicationType.CONFERENCE_PAPER, PublicationType.CHAPTER):
            assert (record.venue, record.volume, record.pages) == (item.container, item.volume, item.pages), item.key
            assert record.kind == keyed_work.work.best.kind


def test_the_reporter_of_a_case_is_no_editor() -> None:
    (entry,) = read_ris(render("ris", own_work(_CASE)), "samples")
    assert isinstance(entry, LibraryEntry)
    assert (entry.record.venue, entry.record.editors, entry.record.volume) == ("Lamp Rep.", (), "34")


def test_a_work_that_only_its_entry_knows_is_whole_in_every_format() -> None:
    own = own_work(
        "@book{k, author = {Roe, Jane}, title = {T}, publisher = {Fern}, address = {Bonn}, edition = {2}, year = 2001}"
    )
    for name in FORMATS:
        text = render(name, own)
        for value in ("Roe", "Fern", "2001", "k"):
            assert value in text, name


def test_groups_within_more_groups_than_a_title_has_are_read_without_styles() -> None:
    assert plain_title(rich_text("{" * 2_000 + "Lamps" + "}" * 2_000 + " at Sea")) == "Lamps at Sea"
    assert rich_text("{" * 40 + "\\emph{Lamps}" + "}" * 40)[0].styles >= {Style.ITALIC}
