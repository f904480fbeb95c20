"""Which words of an export are tags, in every format: those of the authors and the person, not those of an index."""

from __future__ import annotations

import pytest

from biblio.model.note import Note
from tests.readers.read_text import notes

TAGS = ("slow water", "rivers")
# Each has the two keywords, and where the format has a place for it, a word of an index.
EXPORTS = {
    "ris": ("a.ris", "TY  - JOUR\nTI  - Quiet rivers\nAU  - Berg, Anna\nPY  - 2019\nKW  - slow water\nKW  - rivers\nER  - \n"),
    "nbib": ("a.nbib", "PMID- 12345678\nOWN - NLM\nTI  - Quiet rivers\nFAU - Berg, Anna\nDP  - 2019\nOT  - slow water\nOT  - rivers\nMH  - Hydrology\nMH  - *Rivers\n"),
    "endnote-tagged": ("a.enw", "%0 Journal Article\n%T Quiet rivers\n%A Berg, Anna\n%D 2019\n%K slow water\nrivers\n"),
    "endnote-xml": ("a.xml", '<?xml version="1.0"?><xml><records><record><ref-type name="Journal Article">17</ref-type><contributors><authors><author>Berg, Anna</author></authors></contributors><titles><title>Quiet rivers</title></titles><dates><year>2019</year></dates><keywords><keyword>slow water</keyword><keyword>rivers</keyword></keywords></record></records></xml>'),
    "web-of-science": ("a.txt", "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Berg, A\nTI Quiet rivers\nPY 2019\nDE slow water; rivers\nID HYDROLOGY\nER\n\nEF\n"),
    "refworks": ("a.txt", "RT Journal Article\nSR Electronic(1)\nID 1\nA1 Berg,Anna\nT1 Quiet rivers\nYR 2019\nK1 slow water\nK1 rivers\n"),
    "csl-json": ("a.json", '[{"id": "b", "type": "article-journal", "title": "Quiet rivers", "author": [{"family": "Berg", "given": "Anna"}], "issued": {"date-parts": [[2019]]}, "keyword": "slow water; rivers"}]'),
    "bibfile": ("a.bib", "@article{b,\n title = {Quiet rivers},\n author = {Berg, Anna},\n year = 2019,\n keywords = {slow water, rivers}\n}\n"),
    "Scopus, BibTeX": ("a.bib", "@article{b,\n title = {Quiet rivers},\n author = {Berg, Anna},\n year = 2019,\n author_keywords = {slow water; rivers},\n keywords = {Hydrology}\n}\n"),
    "Scopus, CSV": ("a.csv", "Authors,Title,Year,Source title,DOI,Author Keywords,Index Keywords\nBerg A.,Quiet rivers,2019,Slow Things,10.1000/b,slow water; rivers,Hydrology\n"),
    "IEEE Xplore": ("a.csv", "Document Title,Authors,Publication Title,Publication Year,DOI,Author Keywords,IEEE Terms\nQuiet rivers,A. Berg,Slow Things,2019,10.1000/b,slow water;rivers,Hydrology\n"),
    "Embase": ("a.csv", "Title,Author Names,Source title,Publication Year,DOI,Author Keywords,Emtree Medical Index Terms\nQuiet rivers,Berg A.,Slow Things,2019,10.1000/b,slow water; rivers,Hydrology\n"),
    "Lens": ("a.csv", "Lens ID,Title,Publication Year,Source Title,Author/s,Fields of Study,Keywords,MeSH Terms,DOI\n1-2,Quiet rivers,2019,Slow Things,Anna Berg,Hydrology,slow water; rivers,Hydrology,10.1000/b\n"),
    "OpenAlex, CSV": ("a.csv", "id,doi,title,publication_year,authorships.author.display_name,keywords.display_name,concepts.display_name\nhttps://openalex.org/W1,https://doi.org/10.1000/b,Quiet rivers,2019,Anna Berg|Max Poe,slow water|rivers,Hydrology\n"),
    "Zotero, CSV": ("a.csv", '"Key","Item Type","Publication Year","Author","Title","DOI","Manual Tags"\n"K","journalArticle","2019","Berg, Anna","Quiet rivers","10.1000/b","slow water; rivers"\n'),
    "Covidence": ("a.csv", "Title,Authors,Published Year,Journal,DOI,Covidence #,Tags\nQuiet rivers,\"Berg, Anna\",2019,Slow Things,10.1000/b,#1,slow water; rivers\n"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), EXPORTS.values(), ids=EXPORTS.keys())
def test_the_keywords_of_the_authors_are_tags_and_those_of_an_index_are_not(name: str, text: str) -> None:
    (note,) = notes(text, name)
    assert note.title == "Quiet rivers"
    assert sorted(note.tags) == sorted(TAGS)
    if "hydrology" in text.casefold():
        assert "hydrology" in _fields(note)


def test_many_keywords_of_an_export_are_tags_too() -> None:
    words = [f"word {letter}" for letter in "abcdefghijklmnopq"]
    ris = "TY  - JOUR\nTI  - Quiet rivers\nAU  - Berg, Anna\n" + "".join(f"KW  - {word}\n" for word in words)
    table = f'Title,Authors,Year,DOI,Author Keywords\nQuiet rivers,Anna Berg,2019,10.1000/b,"{"; ".join(words)}"\n'
    assert [notes(f"{ris}ER  - \n", "a.ris")[0].tags, notes(table, "a.csv")[0].tags] == [tuple(words)] * 2


def _fields(note: Note) -> str:
    return " ".join(value for _, value in note.fields).casefold()
