"""Everything that reads text of others, as functions of one text, by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from biblio.bibtex.bib_text import parse_bibtex, string_definitions
from biblio.bibtex.entry_text import format_entry
from biblio.bibtex.entry_to_record import from_entry
from biblio.bibtex.latex_to_text import abstract_text, decode_latex, plain_text, title_text
from biblio.bibtex.names import format_name, parse_names
from biblio.bibtex.record_to_entry import to_entry
from biblio.bibtex.tex_math import is_balanced, split_math
from biblio.bibtex.text_to_latex import to_tex
from biblio.bibtex.title_case import protect_capitals
from biblio.bibtex.venue_forms import venue_form
from biblio.check.manuscripts.manuscript_formats import MANUSCRIPT_READERS
from biblio.check.rules.bibliography.rule_families import check_bibliography
from biblio.check.source_text import SourceText
from biblio.decisions.decisions import parse_decisions
from biblio.errors import BiblioError, Problem
from biblio.export.citation_keys import base_key
from biblio.export.export_formats import EXPORTERS, KeyedWork
from biblio.export.writers.item import read_item
from biblio.extract.identifiers_in_text import find_identifiers, identifier_in_url, trim_url
from biblio.extract.kinds import kind_from_url
from biblio.extract.links import find_links, find_references
from biblio.extract.query import extract_query
from biblio.extract.summary_clues import extract_clues
from biblio.extract.title_line import parse_title_line
from biblio.formats.pdf_page import PdfLine, PdfPage
from biblio.formats.pdf_work import read_pdf_work
from biblio.language_server.key_at_cursor import key_at, typed_key
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, SourceFile
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS
from biblio.lookup.catalogue.row_format import record_from_row
from biblio.lookup.http.reply import Reply, content_problem
from biblio.lookup.services.anthology import parse_anthology_entry
from biblio.lookup.services.arxiv_feed import parse_feed
from biblio.lookup.services.crossref import parse_crossref_works
from biblio.lookup.services.datacite import parse_datacite_doi
from biblio.lookup.services.dblp import parse_dblp_hits
from biblio.lookup.services.doi_org import parse_csl_item
from biblio.lookup.services.openalex import parse_openalex_work
from biblio.lookup.services.openreview import parse_openreview_notes
from biblio.lookup.services.semanticscholar import parse_s2_paper
from biblio.matching.authors import match_authors
from biblio.matching.titles.prepared_title import prepare_title, title_keys
from biblio.matching.titles.title_match import compare_titles, is_nickname
from biblio.matching.works.merge_records import merge_into_work
from biblio.model.note import Note
from biblio.model.people import parse_person
from biblio.model.record import Kind, Record
from biblio.page.note_nodes import note_nodes
from biblio.readers.base import Document
from biblio.readers.embedded_data import without_embedded_data
from biblio.readers.layouts import READERS, reader_for
from biblio.text import ascii_words, search_words, strip_markup, strip_tags, tokens
from biblio.unseen import shown, without_unseen
from biblio.zotero.note_html import comparable_note, note_html, plain_note
from tests.growth.measuring import SIZE

__all__ = [
    "MANUSCRIPTS",
    "NAMES",
    "PLACES",
    "REPLIES",
    "TARGETS",
    "catalogue_targets",
    "filled",
    "in_values",
    "size_of",
]

Target = Callable[[str], object]
_TITLE, _ARXIV = "A Title of a Paper", "https://arxiv.org/abs/2101.00001"


def _all(results: object) -> object:
    return list(results) if hasattr(results, "__iter__") else results  # type: ignore[call-overload]


# -- functions of one text

_TEXTS: dict[str, Target] = {
    "tex: decode": decode_latex,
    "tex: plain": plain_text,
    "tex: title": title_text,
    "tex: abstract": abstract_text,
    "tex: encode": lambda text: (to_tex(text, dialect="bibtex"), to_tex(text, dialect="biblatex")),
    "tex: math": lambda text: (list(split_math(text)), is_balanced(text)),
    "tex: capitals": protect_capitals,
    "tex: strip": strip_markup,
    "names: list": parse_names,
    "names: one": lambda text: format_name(parse_person(text), dialect="bibtex"),
    "names: compare": lambda text: match_authors([parse_person(text)], [parse_person(f"{text} Roe")]),
    "text: tags": strip_tags,
    "text: words": lambda text: (tokens(text), search_words(text), ascii_words(text)),
    "text: unseen": lambda text: (shown(text), without_unseen(text)),
    "text: pictures": lambda text: without_embedded_data(f"![](data:image/png;base64,{text})".encode()),
    "title: prepare": lambda text: (prepare_title(text).skeleton, title_keys(text)),
    "title: compare": lambda text: compare_titles(text, f"{text} x"),
    "title: nickname": lambda text: is_nickname(text, f"{text}: {_TITLE}", text),
    "title: line": parse_title_line,
    "venue: form": lambda text: [venue_form(text, style) for style in ("cited", "full")],  # type: ignore[arg-type]
    "links: find": lambda text: (list(find_links(text)), list(find_references(text))),
    "links: identifiers": lambda text: list(find_identifiers(text)),
    "links: address": lambda text: [read(f"https://a.org/{text}") for read in (trim_url, identifier_in_url, kind_from_url)],  # type: ignore[operator]
    "zotero: notes": lambda text: (note_html(text, note="n", source="s"), plain_note(text), comparable_note(f"<p>{text}</p>")),
    "page: notes": note_nodes,
    "decisions": lambda text: _decisions(text),
    "reply": lambda text: content_problem(Reply(200, {}, text.encode("utf-8", "replace"), "https://a.org"), "json"),
}  # fmt: skip


def _decisions(text: str) -> object:
    try:
        return parse_decisions(text)
    except BiblioError as error:
        return error


# -- notes

NAMES = {
    "csl-json": "x.json", "zotero-json": "x.json", "zotero-csv": "x.csv", "zotero-rdf": "x.rdf", "endnote-xml": "x.xml",
    "github-issues": "x.json", "bibfile": "x.bib", "ris": "x.ris", "nbib": "x.nbib", "endnote-tagged": "x.enw",
    "web-of-science": "x.ciw", "refworks": "x.txt", "mods": "x.xml", "marc-xml": "x.xml", "citation-cff": "x.cff", "word-sources": "x.xml", "citavi": "x.xml", "calibre": "x.opf", "redif": "x.txt", "ovid": "x.ovd", "pubmed-xml": "x.xml", "notebook": "x.ipynb", "rst": "x.rst", "typst": "x.typ", "roam-json": "x.json",
    "csl-yaml": "x.yaml", "hayagriva": "x.yml", "bookmarks": "x.html", "kindle": "x.txt", "readwise-csv": "x.csv", "table": "x.csv",
    "org": "x.org", "keypoint-xml": "x.xml", "keypoint-html": "x.html", "keypoint-text": "x.txt", "digest": "x.md",
    "reading-list": "x.md", "addresses": "x.txt", "markdown": "x.md", "data": "x.yaml",
    "asciidoc": "x.adoc", "mediawiki": "x.mediawiki", "dokuwiki": "x.txt", "tiddlywiki": "x.tid", "mail": "x.eml", "joplin": "x.md", "dblp": "x.xml", "hypothesis": "x.json", "arxiv-listing": "x.txt", "html": "x.html",
}  # fmt: skip
# Where the repeated text stands in a file of each layout: "@" is replaced by it; "@@" by it as a string of JSON.
PLACES: Mapping[str, tuple[str, ...]] = {
    "markdown": (
        "§", "# §\n\nSome text.\n", f"# {_TITLE}\n\n§\n\n{_ARXIV}\n", "---\ntitle: §\nauthors: §\ntags: §\n---\nText\n",
        f"---\ntitle: {_TITLE}\ntags: [§]\n---\n", f"- [§]({_ARXIV}) §\n", f"| Paper | Year |\n|---|---|\n| [§]({_ARXIV}) | § |\n",
        f"# {_TITLE}\nAuthors: §\nVenue: §\nTags: §\nURL: https://a.org/§\n", "title:: §\nauthor:: §\n",
        "# Papers\n\n- Roe, J. and Poe, M. (2020). §. *Journal of Lamps* §.\n", "> §\n", "**§** ", "## Papers\n\n1. **§**, §, 2020\n",
    ),
    "digest": ("§", "## §\n\n§\n"),
    "reading-list": ("# Reading list\n\n- §\n", "# Reading list\n\n- Roe, J. (2020). § [pdf](https://a.org/§)\n"),
    "addresses": ("§", f"{_ARXIV} §\n"),
    "keypoint-text": ("§",),
    "keypoint-html": ("§", "<html><body><h2>§</h2><p>§</p></body></html>"),
    "keypoint-xml": ("§", "<notes><note><title>§</title></note></notes>"),
    "bibfile": (
        "§", "@article{k, title = {§}, author = {§}, journal = {§}, year = {§}, note = {§}, keywords = {§}, url = {§}}", "@article{k, title = §}",
        "@article{k, title = \"§\"}", "@article{§, title = {a}}", "@string{a = §}\n@article{k, title = a # a}", "@article(k, title = {a}, §",
        "@article{k,\n title = {a},\n§\n year = 2020}",
    ),
    "org": ("§", f"* §\n:PROPERTIES:\n:URL: {_ARXIV}\n:AUTHOR: §\n:END:\n§\n", "#+title: §\n#+filetags: §\n\n§\n", "* A\n** §\n"),
    "rst": ("§", "§\n====\n\n§\n", f"{_TITLE}\n==================\n\n:Author: §\n:URL: {_ARXIV}\n\n§\n"),
    "typst": ("§", f"= §\n§ #link(\"{_ARXIV}\")[§]\n"),
    "roam-json": ("§", '[{"title": §§, "children": [{"string": §§, "uid": "u1"}]}]'),
    "notebook": ("§", '{"cells": [{"cell_type": "markdown", "source": [§§]}]}'),
    "github-issues": ("§", '[{"number": 1, "title": §§, "body": §§, "html_url": "https://github.com/a/b/issues/1", "labels": [{"name": §§}]}]'),
    "bookmarks": ("§", f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p><DT><H3>§</H3><DL><p><DT><A HREF="{_ARXIV}" TAGS="§">§</A><DD>§</DL></DL>'),
    "html": (
        "§", f'<ul><li><a href="{_ARXIV}">§</a> § 2017<li>§</ul>',
        f'<article class="a"><h3>§</h3><p>§</article><article class="a"><h3>§</h3><a href="{_ARXIV}">§</a></article>',
        "<table><tr><th>§<th>§<tr><td>§<td>§</table>",
    ),
    "kindle": ("§", "§ (§)\n- § on page 1 | Added on § 2016\n\n§\n==========\n"),
    "readwise-csv": ("§", "Highlight,Book Title,Book Author,Tags\n§,§,§,§\n"),
    "table": ("§", f"Title,Authors,DOI,URL,Tags\n§,§,10.1000/§,{_ARXIV},§\n", f"Title\tURL\n§\t{_ARXIV}\n"),
    "hayagriva": ("§", "k:\n  type: Article\n  title: §\n  author: §\n", "k:\n  type: article\n  title: §§\n  author: [§§]\n  date: 2020\n"),
    "asciidoc": ("§", f"= §\n:tags: §\n\n== §\n\n* {_ARXIV}[§] §\n\n|===\n|§ |§\n|===\n"),
    "mediawiki": ("§", f"== § ==\n* [{_ARXIV} §] §\n{{| §\n! §\n|-\n| §\n|}}\n{{{{cite journal|title=§|doi=10.1000/§}}}}\n"),
    "dokuwiki": ("§", f"====== § ======\n  * [[{_ARXIV}|§]] §\n^ § ^ § ^\n| § | § |\n"),
    "tiddlywiki": ("§", f"title: §\ntags: §\n\n! §\n* [[§|{_ARXIV}]]\n|!§|!§|\n"),
    "mail": ("§", f"From: a@b.c\nDate: Tue, 14 May 2024 00:44:51 GMT\nContent-Type: text/html\n\n<p>§<a href={_ARXIV}>§</a>§"),
    "arxiv-listing": ("§", "\\\\\narXiv:2405.06640\nDate: §\nTitle: §\nAuthors: §\n\\\\\n§\n\\\\ (x)\n"),
    "dblp": ("§", '<dblp><article key="a/b"><author>§</author><title>§</title><ee>§</ee></article></dblp>'),
    "hypothesis": ("§", f'[{{"id": "a", "uri": "{_ARXIV}", "user": "", "text": §§, "tags": [§§], "target": [{{"selector": [{{"exact": §§}}]}}], "document": {{"title": [§§]}}}}]'),
    "joplin": ("§", f"§\n\n§\n\nid: §\nsource_url: {_ARXIV}\ntype_: 1\n"),
    "data": ("§", "- title: §§\n  authors: [§§]\n  year: 2020\n  links: [{name: §§, url: §§}]\n"),
    "csl-yaml": ("§", "references:\n- id: a\n  title: §§\n  author:\n  - literal: §§\n"),
    "csl-json": ("§", '[{"id": "a", "type": "article-journal", "title": §§, "author": [{"literal": §§}], "note": §§, "keyword": §§}]'),
    "zotero-json": ("§", '[{"key": "A", "itemType": "journalArticle", "title": §§, "creators": [{"name": §§}], "extra": §§, "tags": [{"tag": §§}]}]'),
    "zotero-csv": ("§", '"Key","Item Type","Publication Year","Author","Title","Extra","Manual Tags"\n"A","journalArticle","2020","§","§","§","§"\n'),
    "zotero-rdf": ("§",),
    "endnote-xml": ("§", "<xml><records><record><titles><title>§</title></titles><keywords><keyword>§</keyword></keywords></record></records></xml>"),
    "ris": ("§", "TY  - JOUR\nTI  - §\nAU  - §\nKW  - §\nN1  - §\nER  - \n"),
    "nbib": ("§", "PMID- 1\nTI  - §\nFAU - §\nAB  - §\n"),
    "endnote-tagged": ("§", "%0 Journal Article\n%T §\n%A §\n%K §\n"),
    "refworks": ("§", "RT Journal Article\nSR Electronic\nA1 §\nT1 §\nK1 §\nAB §\nYR 2020\n"),
    "calibre": ("§", '<package><metadata><title>§</title><creator>§</creator><description>§</description><meta name="calibre:series" content="§"/></metadata></package>'),
    "citavi": ("§", "<CitaviExchangeData><References><Reference><Title>§</Title><PageRange>§</PageRange><Evaluation>§</Evaluation></Reference></References></CitaviExchangeData>"),
    "ovid": ("§", "<1. >\nVN  - Ovid Technologies\nAU  - §\nTI  - §\nSO  - §\nKW  - §\n", "Author\n  §\nTitle\n  §\nSource\n  §\n"),
    "citation-cff": ("§", "cff-version: 1.2.0\ntitle: §§\nreferences:\n- type: article\n  title: §§\n  notes: §§\n"),
    "redif": ("§", "Template-Type: ReDIF-Paper 1.0\nTitle: §\nAuthor-Name: §\nAbstract: §\nKeywords: §\n"),
    "marc-xml": ("§", '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><datafield tag="245"><subfield code="a">§</subfield></datafield><datafield tag="100"><subfield code="a">§</subfield></datafield></record></collection>'),
    "word-sources": ("§", '<b:Sources xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"><b:Source><b:Title>§</b:Title><b:Comments>§</b:Comments></b:Source></b:Sources>'),
    "mods": ("§", '<modsCollection xmlns="http://www.loc.gov/mods/v3"><mods><titleInfo><title>§</title></titleInfo><name><namePart>§</namePart></name><note>§</note></mods></modsCollection>'),
    "pubmed-xml": ("§", "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>§</ArticleTitle><Abstract><AbstractText>§</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"),
    "web-of-science": ("§", "FN Clarivate\nVR 1.0\nPT J\nAU §\nTI §\nDE §\nER\nEF\n"),
}  # fmt: skip


def size_of(name: str) -> int:
    """Return how many characters of repeated units show how the target `name` grows."""
    # docutils is slow for a long paragraph, so the reader has a bound, which the usual size does not reach. A unit with a
    # line end makes as many rows, each with a work, four times in the sample of a table.
    return 8 * SIZE if name.startswith("rst") else SIZE // 4 if name.startswith("table") else SIZE


def filled(place: str, text: str) -> str:
    return place.replace("§§", json.dumps(text)).replace("§", text)


def _read_notes(layout: str, place: str, text: str) -> None:
    name = NAMES[layout]
    document = Document(name, filled(place, text), name, is_forced=True)
    reader = READERS.load(layout)
    reader.recognises(document)
    for item in reader.read(document):
        if isinstance(item, Note):
            extract_query(item)


def _read_page(text: str) -> None:
    lines = tuple(PdfLine(line, 9.0 + number % 3) for number, line in enumerate(text.split("\n")))
    read_pdf_work(PdfPage(lines, {"Title": text, "Author": text, "Subject": text}, f"<dc:identifier>{text}"))


def _find_reader(name: str, text: str) -> None:
    reader_for(Document(name, text, name))


def _note_targets() -> dict[str, Target]:
    targets: dict[str, Target] = {}
    for layout, places in PLACES.items():
        for number, place in enumerate(places):
            targets[f"{layout}: {number}"] = partial(_read_notes, layout, place)
    targets["pdf: 0"] = _read_page
    for suffix in ("md", "txt", "json", "html", "yaml", "csv", "bib"):
        targets[f"layout of .{suffix}"] = partial(_find_reader, f"x.{suffix}")
    note = Note(id="n", source="s", line=1, end_line=1, layout="markdown", title="")
    targets["query: title"] = lambda text: extract_query(note.replace(title=text, authors=(text,)))
    targets["query: summary"] = lambda text: (
        extract_query(note.replace(summary=text)),
        extract_clues(note.replace(comment=text)),
    )
    return targets


# -- bibliographies, manuscripts, exports


def _check(place: str, text: str) -> None:
    source = SourceText("x.bib", filled(place, text))
    list(check_bibliography(source, today=date(2026, 1, 1)))


def _read_manuscript(name: str, place: str, text: str) -> None:
    manuscript = MANUSCRIPT_READERS.load(name)(SourceText(f"x.{name}", place.replace("§", text)))
    for part in vars(manuscript).values() if hasattr(manuscript, "__dict__") else ():
        _all(part)


def _find_key(name: str, text: str) -> None:
    source = SourceText(name, text)
    for offset in (len(text) // 2, len(text)):
        key_at(source, offset)
        typed_key(source, offset)


def _record(text: str) -> Record:
    return Record("crossref", text, authors=(parse_person(text),), venue=text, publisher=text, abstract=text, note=text, url=f"https://a.org/{text}", volume=text, pages=text)  # fmt: skip


def _export(text: str) -> None:
    record = _record(text)
    for kind in (Kind.PAPER, Kind.REPORT):
        work = merge_into_work([replace(record, kind=kind)])
        for dialect in ("bibtex", "biblatex"):
            entry = to_entry(work, key="k", tags=(text,), dialect=dialect, include_abstract=True)  # type: ignore[arg-type]
            try:
                format_entry(entry)
            except BiblioError:
                continue
    base_key(record)


def _write(name: str, text: str) -> None:
    work = merge_into_work([_record(text)])
    entry = to_entry(work, key="k", tags=(text,), dialect="biblatex", include_abstract=True)
    EXPORTERS.load(name).render([KeyedWork("k", work, read_item(entry, work), (text,))])


MANUSCRIPTS: Mapping[str, tuple[str, ...]] = {
    "tex": ("§", "\\documentclass{a}\\begin{document}§\\cite{§}\\end{document}", "\\newcommand{\\a}[1]{§}\\a{§}\\a", "\\bibliography{§}"),
    "aux": ("§", "\\citation{§}\n\\bibdata{§}\n"),
    "bcf": ("§", "<bcf:citekey>§</bcf:citekey>"),
    "markdown": ("§", "---\nbibliography: §\nnocite: §\n---\n§\n", "[@§; see @a, §]\n", "{cite:p}`§` {% cite § %} \\cite{§}\n```{note} §\n§\n```\n"),
    "typst": ("§", "#bibliography(\"§\")\n= A\n@§ #cite(<§>)\n", "#let a = [§]\n#figure(§)[§]"),
    "org": ("§", "#+bibliography: §\n* A\n[cite:@§] cite:§\n"),
    "rst": ("§", ":cite:`§`\n§\n\n.. bibliography:: §\n"),
    "asciidoc": ("§", "cite:[§] cite:§[a]\n:bibtex-file: §\n"),
    "lyx": ("§", '\\begin_inset CommandInset citation\nLatexCommand cite\nkey "§"\n\\end_inset\n\\backslash\ncite{§}\n§'),
    "notebook": ("§", '{"cells": [{"cell_type": "markdown", "source": ["§ {cite}`§`"]}, §]}'),
}  # fmt: skip


def _bibliography_targets() -> dict[str, Target]:
    targets: dict[str, Target] = {
        "bibtex: parse": lambda text: (parse_bibtex(text), string_definitions(text)),
        "bibtex: field": lambda text: _records(f"@article{{k, title = {{{text}}}, author = {{{text}}}, journal = {{{text}}}, year = {{{text}}}}}"),
        "bibtex: joined": lambda text: _records(f"@article{{k, title = a # {text}a }}"),
        "export": _export,
    }  # fmt: skip
    for name in EXPORTERS.built_in:
        targets[f"export {name}"] = partial(_write, name)
    for number, place in enumerate(PLACES["bibfile"]):
        targets[f"check: {number}"] = partial(_check, place)
    for name, forms in MANUSCRIPTS.items():
        for number, place in enumerate(forms):
            targets[f"manuscript {name}: {number}"] = partial(_read_manuscript, name, place)
    for suffix in ("tex", "md", "typ", "org", "rst", "adoc", "bib"):
        targets[f"key at cursor: {suffix}"] = partial(_find_key, f"x.{suffix}")
    return targets


def _records(text: str) -> None:
    for entry in parse_bibtex(text):
        if not isinstance(entry, Problem):
            from_entry(entry)


# -- services and catalogues

_ROW = {
    "title": "§",
    "authors": ["§"],
    "venue": "§",
    "doi": "10.1/§",
    "abstract": "§",
    "note": "§",
    "pages": "§",
    "year": 2020,
}
_ARXIV_FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2101.00001v1</id><title>§</title><summary>§</summary>'
    "<published>2021-01-01T00:00:00Z</published><updated>2021-01-01T00:00:00Z</updated><author><name>§</name></author>"
    '<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">§</arxiv:comment></entry></feed>'
)
_CROSSREF = {
    "DOI": "10.1/a", "type": "journal-article", "title": ["§"], "subtitle": ["§"], "container-title": ["§"], "abstract": "<jats:p>§</jats:p>",
    "author": [{"given": "§", "family": "§"}], "publisher": "§", "page": "§", "volume": "§", "event": {"name": "§"},
}  # fmt: skip
REPLIES: Mapping[str, tuple[Callable[[object], object], object]] = {
    "crossref": (parse_crossref_works, {"message-type": "work-list", "message": {"items": [_CROSSREF]}}),
    "datacite": (parse_datacite_doi, {"data": {"id": "10.1/a", "attributes": {"doi": "10.1/a", "titles": [{"title": "§"}], "creators": [{"name": "§"}],
                 "descriptions": [{"description": "§", "descriptionType": "Abstract"}], "publisher": "§"}}}),
    "dblp": (parse_dblp_hits, {"result": {"hits": {"hit": [{"info": {"title": "§", "authors": {"author": [{"text": "§"}]}, "venue": "§",
             "type": "Journal Articles", "key": "journals/a", "url": "https://dblp.org/rec/a", "ee": "§", "year": "2020"}}]}}}),
    "doi": (parse_csl_item, {**_CROSSREF, "title": "§", "container-title": "§"}),
    "openalex": (parse_openalex_work, {"id": "https://openalex.org/W1", "title": "§", "display_name": "§", "type": "article", "authorships": [
                 {"author": {"display_name": "§"}, "raw_author_name": "§"}], "primary_location": {"source": {"display_name": "§", "type": "journal"}}}),
    "openreview": (parse_openreview_notes, {"notes": [{"id": "abc", "forum": "abc", "content": {"title": {"value": "§"}, "authors": {"value": ["§"]},
                   "abstract": {"value": "§"}, "venue": {"value": "§"}, "_bibtex": {"value": "@misc{k, title={§}, author={§}}"}}}]}),
    "semanticscholar": (parse_s2_paper, {"paperId": "a", "title": "§", "authors": [{"name": "§"}], "venue": "§", "abstract": "§",
                        "journal": {"name": "§", "pages": "§"}, "externalIds": {"DOI": "10.1/§"}}),
}  # fmt: skip


def in_values(value: object, text: str) -> object:
    if isinstance(value, str):
        return value.replace("§", text)
    if isinstance(value, dict):
        return {name: in_values(one, text) for name, one in value.items()}
    return [in_values(one, text) for one in value] if isinstance(value, list) else value


def _service_targets() -> dict[str, Target]:
    def read(parse: Callable[[object], object], reply: object, text: str) -> object:
        return _all(parse(in_values(reply, text)))

    targets: dict[str, Target] = {f"reply of {name}": partial(read, *pair) for name, pair in REPLIES.items()}
    targets["reply of arxiv"] = lambda text: _quietly(
        parse_feed, _ARXIV_FEED.replace("§", _xml(text)).encode("utf-8", "replace")
    )
    from biblio.model.identifiers import make

    requested = make("acl", "2020.acl-main.1")
    assert requested is not None
    entry = "@inproceedings{a, title = {§}, author = {§}, booktitle = {§}, year = 2020}"
    targets["reply of anthology"] = lambda text: _quietly(
        parse_anthology_entry, entry.replace("§", text).encode("utf-8", "replace"), requested
    )
    targets["row of a catalogue"] = lambda text: record_from_row(in_values(_ROW, text))  # type: ignore[arg-type]
    return targets


def _quietly(read: Callable[..., object], *arguments: object) -> object:
    try:
        return _all(read(*arguments))
    except (BiblioError, ValueError) as error:
        return error


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def catalogue_targets(folder: Path) -> dict[str, Target]:
    """Return targets that read a file in each format of a catalogue's sources."""
    from tests.lookup.catalogue.format_samples import SAMPLES

    def read(name: str, text: str) -> None:
        path = folder / SAMPLES[name][0]
        path.write_bytes(text.encode("utf-8", "replace"))
        for row in CATALOGUE_FORMATS.load(name).rows(SourceFile(str(path), "", path.stat().st_size), b""):
            if isinstance(row, CatalogueRow):
                record_from_row(row.fields)

    targets: dict[str, Target] = {}
    for name, (_, sample, _rows) in SAMPLES.items():
        targets[f"catalogue {name}: raw"] = partial(read, name)
        title = {"dblp": "Deep", "anthology": "title"}.get(name, "Deep")
        place = sample.find(title)
        head, tail = sample[:place], sample[place:]
        escaped: Callable[[str], str] = (
            _xml
            if name == "dblp"
            else (lambda text: json.dumps(text)[1:-1])
            if name in ("jsonlines", "arxiv", "openalex", "crossref")
            else str
        )
        targets[f"catalogue {name}: title"] = lambda text, n=name, h=head, t=tail, e=escaped: read(n, h + e(text) + t)  # type: ignore[misc]
    return targets


TARGETS: Mapping[str, Target] = {**_TEXTS, **_note_targets(), **_bibliography_targets(), **_service_targets()}
