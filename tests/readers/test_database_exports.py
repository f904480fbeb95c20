"""Tables that databases and search engines export: each value of a row in its place."""

from __future__ import annotations

import pytest

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


def place(note: Note) -> tuple[str, ...]:
    fields = dict(note.fields)
    return tuple(fields.get(name, "") for name in ("volume", "number", "pages"))


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Volume,Issue,Page start,Page end,Publisher", "12,3,101,117,House", ("12", "3", "101-117")),
        ("Volume,Issue,Start Page,End Page,Publisher", "7,JAN,?,,House", ("7", "JAN", "")),
        ("Journal Volume,Journal Issue,Pages", "12.0,3-4,e17", ("12", "3-4", "e17")),
        ("volume,number,start_page", "9,3,e0815", ("9", "3", "e0815")),
        ("VL,IS,BP,EP", "9,3,iv,xi", ("9", "3", "iv-xi")),
        ("Pagination,No", "101-117,5", ("", "", "101-117")),
        ("Pages,Rating", "342,5", ("", "", "")),  # how many a book has
    ],
)
def test_where_a_work_stands_in_a_volume(header: str, cells: str, expected: tuple[str, ...]) -> None:
    (note,) = notes(f"Title,Authors,Year,{header}\nHow moss holds water,Rita Vega,2016,{cells}\n", "export.csv")
    assert place(note) == expected


def test_embase_and_pubmed_have_the_place_in_one_line() -> None:
    text = (
        "Title,Author Names,Source,Abstract,keywords\n"
        '"How moss holds water","Vega R., Onyango P.",Journal of Moss (2016) 12:3 (101-117). Date of Publication: 25 Aug 2016,'
        '"Moss is wet.","moss (wet, dry), water"\n'
    )
    (note,) = notes(text, "records.csv")
    assert (note.venue, note.year, note.month, place(note)) == ("Journal of Moss", 2016, 8, ("12", "3", "101-117"))
    assert note.tags == ("moss (wet, dry)", "water")
    text = (
        "PMID,Title,Authors,Citation,Journal/Book,Publication Year\n"
        '31000001,How moss holds water,"Vega R, Onyango P.",J Moss. 2016 Aug;12(3):101-117. doi: 10.5555/moss.16.,J Moss,2016\n'
    )
    (note,) = notes(text, "csv-moss-set.csv")
    assert (note.venue, note.year, place(note)) == ("J Moss", 2016, ("12", "3", "101-117"))


def test_springer_writes_nothing_between_names_and_item_before_doi() -> None:
    text = (
        "Item Title,Publication Title,Item DOI,Authors,Publication Year,URL\n"
        "Moss at night,Moss Letters,10.5555/x1,Rita M. VegaPaul van MoosYi McLeanA. B. DeVries Jr,2016,https://moss.org/1\n"
        "Moss by day,Moss Letters,10.5555/x2,Ada LeCun,2017,https://moss.org/2\n"
    )
    several, one = notes(text, "SearchResults.csv")
    assert several.authors == ("Rita M. Vega", "Paul van Moos", "Yi McLean", "A. B. DeVries Jr")
    assert one.authors == ("Ada LeCun",)
    assert own_urls(one)[0] == "https://doi.org/10.5555/x2"
    parted = 'Title,Authors,Year\nMoss at night,Rita VegaPaul Moos,2016\nMoss by day,"Ada Poe, Max Roe",2017\n'
    assert notes(parted, "list.csv")[0].authors == ("Rita VegaPaul Moos",)  # others have separators


def test_the_doi_of_the_work_beside_that_of_a_notice() -> None:
    text = "Title,Author,RetractionDOI,OriginalPaperDOI\nMoss at night,Rita Vega,10.5555/retracted,10.5555/moss\n"
    assert own_urls(notes(text, "retractions.csv")[0]) == ["https://doi.org/10.5555/moss"]


def test_lists_as_programs_for_data_write_them() -> None:
    text = "title,authors,year,keywords\nMoss at night,\"['Vega, Rita', 'O\\'Moos, Paul']\",2016,\"['moss', 'night, dark']\"\n"
    (note,) = notes(text, "records.csv")
    assert (note.authors, note.tags) == (("Vega, Rita", "O'Moos, Paul"), ("moss", "night", "dark"))


def test_quotes_within_cells_that_are_not_written_twice() -> None:
    text = (
        '"Document Title","Authors","Publication Title","Publication Year"\n'
        '"Moss at night","R. Vega; P. Moos","Conference on "Moss as a Tool"","2016"\n'
        '"Moss by day","A. Poe","Moss Letters","2017"\n'
    )
    first, second = notes(text, "export.csv")
    assert (first.venue, first.line, second.venue) == ('Conference on "Moss as a Tool"', 2, "Moss Letters")


def test_initials_that_are_words_elsewhere_are_names() -> None:
    text = 'Title,Authors,Year\nMoss at night,"R Vega, Y Moos, ET Poe",2016\nMoss by day,"R Vega y P Moos",2017\n'
    first, second = notes(text, "citations.csv")
    assert (first.authors, second.authors) == (("R Vega", "Y Moos", "ET Poe"), ("R Vega", "P Moos"))


def test_a_row_without_a_title_is_told_whatever_it_has() -> None:
    text = "title,abstract\nHow moss holds water,Moss is wet.\n,Only an abstract.\n,\n"
    document = Document("records.csv", text, "records.csv")
    reader = reader_for(document)
    assert reader is not None
    assert [str(item) for item in reader.read(document) if not isinstance(item, Note)] == [
        "records.csv:3: no sign of a work: Only an abstract."
    ]


def test_dimensions_has_authors_with_and_without_where_they_work() -> None:
    text = (
        '"About the data: Exported on Dec 01, 2025. Criteria: moss."\n'
        "Rank,Publication ID,DOI,Title,Source title,Anthology title,PubYear,Volume,Issue,Pagination,Authors,"
        "Authors (Raw Affiliation),Corresponding Authors\n"
        '500,pub.1,10.5555/moss.16,How moss holds water,Journal of Moss,,2016,12,3,101-117,"Vega, Rita; Moos, Paul",'
        '"Vega, Rita (University of Moss, Town); Moos, Paul (Lab)","Vega, Rita (University of Moss)"\n'
        '500,pub.2,10.5555/moss.17,Wet ground,,Ways of moss,2017,,,11-31,"Ito, Mari","Ito, Mari (Lab)",\n'
    )
    article, chapter = notes(text, "Dimensions.csv")
    assert (article.authors, article.venue, place(article)) == (
        ("Vega, Rita", "Moos, Paul"),
        "Journal of Moss",
        ("12", "3", "101-117"),
    )
    assert dict(article.fields)["affiliation"].endswith("Moos, Paul (Lab)")
    assert (chapter.authors, chapter.venue) == (("Ito, Mari",), "Ways of moss")


RAYYAN = 'Old. | RAYYAN-INCLUSION: {"Ada"=>"Included"} | RAYYAN-LABELS: wet,moss | USER-NOTES: {"Ada"=>["Read \\"it\\".", "Twice."]}'


def test_labels_notes_and_decisions_of_rayyan() -> None:
    table = f'title,authors,year,notes\nMoss,Rita Vega,2016,"{RAYYAN.replace(chr(34), chr(34) * 2)}"\n'
    for text, name in ((table, "articles.csv"), (f"TY  - JOUR\nTI  - Moss\nN1  - {RAYYAN}\nER  - \n", "articles.ris")):
        (note,) = notes(text, name)
        assert [part for part in note.comment.split("\n") if part] == ["Old.", 'Read "it".', "Twice."]
        assert (note.tags, dict(note.fields)["rayyan-inclusion"]) == (("wet", "moss"), '{"Ada"=>"Included"}')
