"""Tables that databases and search engines export: each value of a row in its place."""

from __future__ import annotations

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.layouts import reader_for


def notes(text: str, name: str) -> list[Note]:
    document = Document(name, text, name)
    reader = reader_for(document)
    assert reader is not None
    return [item for item in reader.read(document) if isinstance(item, Note)]


def own_urls(note: Note) -> list[str]:
    return [link.url for link in note.links if link.role is LinkRole.OWN]


def test_scopus_has_names_in_full_beside_initials_and_numbers_of_authors() -> None:
    text = (
        '"Authors","Author full names","Author(s) ID","Title","Year","Source title","DOI","Abstract","Source"\n'
        '"Vega R.; Onyango P.","Vega, Rita (57000000001); Onyango, Paul (57000000002)","57000000001; 57000000002",'
        '"How moss holds water","2016","Journal of Moss","10.5555/moss.16","[No abstract available]","Scopus"\n'
        '"Vega R., Onyango P.","","57000000001, 57000000002","Moss in the shade","2018","Moss Letters","","","Scopus"\n'
    )
    full, short = notes(text, "scopus.csv")
    assert (full.authors, full.venue, full.year) == (("Vega, Rita", "Onyango, Paul"), "Journal of Moss", 2016)
    assert full.summary == ""
    assert (short.authors, short.venue) == (("Vega R.", "Onyango P."), "Moss Letters")


def test_the_first_author_beside_all_authors_is_not_one_more() -> None:
    text = "First Author,Title,Authors,DOI\nRita Vega,How moss holds water,Rita Vega; Paul Onyango,10.5555/moss.16\n"
    (note,) = notes(text, "map.csv")
    assert note.authors == ("Rita Vega", "Paul Onyango")
    text = "First Author,Title,Authors,DOI\nRita Vega,How moss holds water,,10.5555/moss.16\n"
    assert notes(text, "map.csv")[0].authors == ("Rita Vega",)


def test_the_full_stop_behind_pubmeds_authors_is_no_part_of_a_name() -> None:
    text = (
        "PMID,Title,Authors,First Author,Journal/Book,Publication Year,DOI\n"
        '"31000001","How moss holds water","Vega R, Onyango P.","Vega R","J Moss","2016","10.5555/moss.16"\n'
    )
    (note,) = notes(text, "csv-moss-set.csv")
    assert note.authors == ("Vega R", "Onyango P")
    assert own_urls(note) == ["https://doi.org/10.5555/moss.16", "https://pubmed.ncbi.nlm.nih.gov/31000001/"]


def test_the_web_of_science_writes_tables_too() -> None:
    text = (
        "PT\tAU\tAF\tTI\tSO\tDE\tPY\tDI\n"
        'J\tVega, R; Onyango, P\tVega, Rita; Onyango, Paul\tHow "moss" holds water\tJOURNAL OF MOSS\tmoss; water\t2016'
        "\t10.5555/moss.16\n"
    )
    (note,) = notes(text, "savedrecs.txt")
    assert (note.title, note.authors) == ('How "moss" holds water', ("Rita Vega", "Paul Onyango"))
    assert (note.venue, note.year, note.tags, note.line) == ("Journal of Moss", 2016, ("moss", "water"), 2)


def test_words_for_progress_are_tags_where_the_person_wrote_them() -> None:
    text = "title,authors,doi,tags\nHow moss holds water,Rita Vega,10.5555/moss.16,to-read;moss\n"
    assert notes(text, "library.csv")[0].tags == ("to-read", "moss")


DBLP = """\
<article key="journals/jm/VegaO16" mdate="2020-05-01">
<author pid="1/2">Rita Vega</author>
<author>Paul On&yacute;ango 0002</author>
<title>How <i>moss</i> holds water.</title>
<year>2016</year><volume>12</volume><journal>J. Moss</journal>
<ee>https://doi.org/10.5555/moss.16</ee>
</article>
"""
HIT = (
    '<hit score="3" id="7"><info><authors><author pid="1/2">Rita Vega</author></authors><title>How moss holds water.'
    "</title><venue>CoRR</venue><volume>abs/1601.00011</volume><year>2016</year><type>Informal and Other Publications"
    "</type><key>journals/corr/abs-1601-00011</key><url>https://dblp.org/rec/x</url></info></hit>"
)


def test_records_of_dblp() -> None:
    (note,) = notes(f'<?xml version="1.0"?>\n<dblp>\n{DBLP}<www key="homepages/1/2"/>\n</dblp>', "a.xml")
    assert (note.title, note.authors, note.venue, note.year) == (
        "How moss holds water",
        ("Rita Vega", "Paul Onýango"),
        "J. Moss",
        2016,
    )
    assert own_urls(note)[0] == "https://doi.org/10.5555/moss.16"
    assert note.line == 3
    (note,) = notes(
        f'<dblpperson name="Rita Vega" pid="1/2"><person key="homepages/1/2"/><r>{DBLP}</r></dblpperson>', "b.xml"
    )
    assert note.title == "How moss holds water"
    (note,) = notes(f"<result><query>moss</query><!-- dblp --><hits>{HIT}</hits></result>", "c.xml")
    assert (own_urls(note)[0], note.venue) == ("https://arxiv.org/abs/1601.00011", "")
