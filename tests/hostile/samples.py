"""Further well-formed samples to break, with the fields that `tests/growth/targets.py` has no place for, by layout."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["SAMPLES"]

SAMPLES: Mapping[str, tuple[str, ...]] = {
    "bibfile": (
        """@string{jol = "Journal of " # {Lamps}}
@xdata{shared, publisher = {Lantern House}, location = {Oslo}}
@article{roe2019, title = {Lanterns of the {North}}, author = {Roe, Jane and van der Poe, Max and others}, journal = jol # {, B}, month = mar # "~7",
  year = 2019, day = 7, volume = 12, number = {3}, pages = {12--19}, doi = {10.1000/lanterns}, keywords = {snow; ice}, eprint = {2401.00001v2},
  archiveprefix = {arXiv}, primaryclass = {cs.CL}, issn = {1234-5679}, language = {english}, url = {https://a.org/x_y}, urldate = {2020-02-30}, file = {:a.pdf:PDF}}
@inbook{part, crossref = {whole}, title = {Of \\"{U}ber and $x^2$}, date = {2019-03/2020~}, xdata = {shared}, author = {{The Group} and Roe, Jr, J.}, edition = {2nd}}
@book{whole, title = {Slow Rivers}, editor = {Poe, Max}, year = {2020}, isbn = {978-3-16-148410-0}, publisher = {xdata=shared-publisher-1}, month = {10~March}}
% mine
@comment{jabref-meta: grouping:0 AllEntriesGroup:;}
""",
    ),
    "markdown": (
        """---
title: "Lanterns of the North: A Study"
authors: [Jane Roe, "Poe, Max"]
year: 2019
date: 2019-03-07
published: 2019-03
doi: 10.1000/lanterns
arxiv: 2401.00001v2
isbn: 978-3-16-148410-0
url: https://a.org/x
tags: [snow, "ice age"]
aliases:
  - The Lanterns
citekey: roe2019
status: read
rating: 5
---
> [!info] Abstract
> Words on snow.

Claim:: light carries far [[Slow Rivers]] ^block-1

| Paper | Year | Link |
|---|---|---|
| Slow Rivers in Deep Time | 2020 | [pdf](https://arxiv.org/abs/2401.00002) |

## References
1. Roe, J., & Poe, M. (2019). Lanterns of the North. *Journal of Lamps*, 12(3), 12-19. https://doi.org/10.1000/lanterns
- [ ] **Counting Small Stones** (Roe et al., NAACL 2021) #todo [[@roe2021]] <!-- hidden -->
""",
        "# Week 10\n\n## 2024-03-07\n\n### [Lanterns of the North](https://arxiv.org/abs/2401.00001) (ICLR'24)\n*Jane Roe, Max Poe*\n\n- TL;DR: light[^1]\n\n[^1]: Roe, J. 2019. Lanterns.\n",
        "title:: Slow Rivers\ntype:: #paper\n\n- ## Metadata\n\t- author:: [[Jane Roe]]\n\t- year:: 2019\n- highlights\n  collapsed:: true\n\t- {{renderer :x}} ((5f-1))\n",
    ),
    "org": (
        "#+title: Notes\n#+filetags: :snow:\n* TODO [#A] Lanterns of the North :ice:\nSCHEDULED: <2024-03-07 Thu>\n:PROPERTIES:\n:CUSTOM_ID: roe2019\n:AUTHOR: Roe, Jane\n:YEAR: 2019\n"
        ":DOI: 10.1000/lanterns\n:ROAM_REFS: @roe2019 https://a.org\n:END:\n[cite/t:@roe2019 p. 3] and [[doi:10.1000/x][words]] <<target>>\n- item :: text [1/2]\n#+begin_quote\nx\n#+end_quote\n| a | b |\n|---+---|\n| 1 | 2 |\n",
    ),
    "ris": (
        "TY  - JOUR\nID  - roe2019\nA1  - Roe,Jane,Jr.\nAU  - Poe, Max\nT1  - Lanterns of the North\nJO  - Journal of Lamps\nT2  - J. Lamps\nPY  - 2019/03/07/spring\nDA  - 2019/03/07\nVL  - 12\nIS  - 3\n"
        "SP  - 12\nEP  - 19\nDO  - 10.1000/lanterns\nSN  - 1234-5679\nUR  - https://a.org; https://b.org\nL1  - file:///a.pdf\nKW  - snow\nAB  - Words\non two lines.\nN1  - mine\nM3  - Article\nER  - \nTY  - BOOK\nTI  - Slow Rivers\nER  - \n",
    ),
    "nbib": (
        "PMID- 12345678\nOWN - NLM\nDP  - 2019 Mar-Apr\nTI  - Lanterns of the\n      North.\nPG  - 12-9\nLID - 10.1000/lanterns [doi]\nFAU - Roe, Jane\nAU  - Roe J\nJT  - Journal of lamps\nVI  - 12\nIP  - 3\nMH  - Snow/*physiology\nPMC - PMC123\nIS  - 1234-5679 (Print)\n\nPMID- 9\nTI  - Slow rivers.\n",
    ),
    "endnote-tagged": ("%0 Journal Article\n%T Lanterns of the North\n%A Roe, Jane\n%J Journal of Lamps\n%D 2019\n%8 March 7\n%V 12\n%N 3\n%P 12-19\n%R 10.1000/lanterns\n%U https://a.org\n%K snow\nice\n%X Words.\n%@ 1234-5679\n\n%0 Book\n%T Slow Rivers\n",),
    "endnote-xml": (
        '<xml><records><record><database name="a" path="b">c</database><rec-number>1</rec-number><foreign-keys><key app="EN" db-id="x" timestamp="1552000000">1</key></foreign-keys>'
        '<ref-type name="Journal Article">17</ref-type><contributors><authors><author><style face="normal">Roe, Jane</style></author></authors></contributors><titles><title><style face="italic">Lanterns</style>'
        " of the North</title><secondary-title>J. Lamps</secondary-title></titles><periodical><full-title>Journal of Lamps</full-title></periodical><pages>12-19</pages><volume>12</volume><number>3</number><dates><year>2019</year>"
        "<pub-dates><date>March 7</date></pub-dates></dates><isbn>1234-5679</isbn><electronic-resource-num>10.1000/lanterns</electronic-resource-num><urls><related-urls><url>https://a.org</url></related-urls></urls>"
        "<notes>mine&#xA;two</notes><label>roe2019</label></record></records></xml>",
        "<XML><RECORDS><RECORD><REFERENCE_TYPE>0</REFERENCE_TYPE><REFNUM>1</REFNUM><AUTHORS><AUTHOR>Roe, J.</AUTHOR></AUTHORS><YEAR>2019</YEAR><TITLE>Lanterns</TITLE></RECORD></RECORDS></XML>",
    ),
    "csl-json": (
        '[{"id": "roe2019", "type": "article-journal", "title": "Lanterns of the North", "author": [{"family": "Roe", "given": "Jane", "non-dropping-particle": "van", "suffix": "Jr."}, {"literal": "The Group"}],'
        '"issued": {"date-parts": [[2019, 3, 7]], "season": 1, "circa": true}, "accessed": {"raw": "2020"}, "container-title": "Journal of Lamps", "volume": 12, "issue": "3", "page": "12-19", "DOI": "10.1000/lanterns",'
        '"URL": "https://a.org", "ISSN": ["1234-5679"], "keyword": "snow, ice", "note": "PMID: 1\\nmine", "custom": {"a": [1]}, "language": "en-GB", "edition": 2}]',
    ),
    "zotero-json": (
        '[{"key": "ABCD2345", "version": 7, "library": {"id": 1}, "data": {"key": "ABCD2345", "itemType": "journalArticle", "title": "Lanterns of the <i>North</i>", "creators": [{"creatorType": "author", "firstName": "Jane",'
        '"lastName": "Roe"}, {"creatorType": "editor", "name": "The Group"}], "date": "2019-03-07", "publicationTitle": "Journal of Lamps", "volume": "12", "DOI": "10.1000/lanterns", "extra": "Citation Key: roe2019\\nPMID: 1",'
        '"tags": [{"tag": "snow", "type": 1}], "collections": ["C"], "relations": {}, "dateAdded": "2019-03-07T00:00:00Z"}}, {"key": "N", "itemType": "note", "parentItem": "ABCD2345", "note": "<p>mine</p>"}]',
    ),
    "zotero-csv": (
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","ISSN","DOI","Url","Date","Pages","Issue","Volume","Extra","Notes","Manual Tags","Automatic Tags"\n'
        '"ABCD2345","journalArticle","2019","Roe, Jane; Poe, Max","Lanterns of the North","Journal of Lamps","","1234-5679","10.1000/lanterns","https://a.org","2019-03-07","12-19","3","12","Citation Key: roe2019","<p>mine</p>","snow; ice",""\n',
    ),
    "notebook": (
        '{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# Lanterns of the North\\n", "\\n", "https://arxiv.org/abs/2401.00001\\n"]}, {"cell_type": "code", "execution_count": 1, "outputs": [{"text": ["1"]}], "source": "print(1)"},'
        '{"cell_type": "raw", "source": "x", "attachments": {"a.png": {"image/png": "aGk="}}}], "metadata": {"title": "Notes", "kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}',
    ),
    "bookmarks": (
        '<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">\n<TITLE>Bookmarks</TITLE>\n<H1>Menu</H1>\n<DL><p>\n<DT><H3 ADD_DATE="1552000000" PERSONAL_TOOLBAR_FOLDER="true">Bar</H3>\n<DL><p>\n<DT><A HREF="https://arxiv.org/abs/2401.00001" ADD_DATE="1552000000" TAGS="snow,ice">Lanterns &amp; North</A>\n<DD>mine\n</DL><p>\n</DL>',
        '{"checksum": "x", "roots": {"bookmark_bar": {"children": [{"date_added": "13196473600000000", "name": "Lanterns", "type": "url", "url": "https://arxiv.org/abs/2401.00001"}], "name": "Bar", "type": "folder"}}, "version": 1}',
    ),
    "rst": (
        "Lanterns of the North\n=====================\n\n:Author: Jane Roe\n:Date: 2019-03-07\n:URL: https://arxiv.org/abs/2401.00001\n\n.. contents::\n   :depth: 2\n\n.. |x| replace:: y\n\nText `a <https://b.org>`_ and :cite:`roe2019` [Roe19]_ |x|.\n\n.. [Roe19] Roe, J. *Lanterns*. 2019.\n\n===== =====\nA     B\n===== =====\n1     2\n===== =====\n\n::\n\n   code\n",
    ),
    "typst": (
        '#import "x.typ": *\n#set text(lang: "en", size: 11pt)\n#show heading: it => [#it.body]\n= Lanterns of the North <sec>\n#let f(x, ..y) = { x + 1 }\n/ Term: words #link("https://arxiv.org/abs/2401.00001")[paper] @roe2019[p. 3]\n+ one\n- two $x^2 / "a"$ `raw` ```py x``` // comment\n/* block */\n#table(columns: 2, [a], [b])\n#bibliography("refs.bib", style: "apa")\n',
    ),
    "table": (
        'Title,Authors,Year,Venue,DOI,URL,Tags,Notes,Date added\n"Lanterns, of the ""North""","Roe, Jane; Poe, Max",2019,Journal of Lamps,10.1000/lanterns,https://a.org,"snow, ice","two\nlines",07/03/2019\nSlow Rivers,Poe,2020.0,,,,,,\n',
        "id;title;year\n1;Lanterns of the North;2019\n2;Slow Rivers in Deep Time;2020\n",
    ),
    "readwise-csv": ("Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\nwords,Lanterns of the North,Jane Roe,B0,mine,,x,page,3,2019-03-07 10:00:00+00:00,\"snow, ice\"\n",),
    "kindle": ("\ufeffLanterns of the North (Roe, Jane)\n- Your Highlight on page 3 | Location 40-41 | Added on Thursday, March 7, 2019 10:00:00 AM\n\nwords\n==========\nSlow Rivers (Poe, Max)\n- La subrayado en la página 9 | Añadido el jueves, 7 de marzo de 2019 10:00:00\n\n\n==========\n",),
    "pubmed-xml": (
        '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "https://a.dtd">\n<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">1</PMID><Article><Journal><ISSN>1234-5679</ISSN><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2019</Year><Month>Mar</Month><Day>7</Day></PubDate></JournalIssue><Title>Journal of Lamps</Title></Journal><ArticleTitle>Lanterns of the <i>North</i>.</ArticleTitle><Pagination><MedlinePgn>12-9</MedlinePgn></Pagination><AuthorList><Author><LastName>Roe</LastName><ForeName>Jane</ForeName><Initials>J</Initials><Suffix>Jr</Suffix></Author><Author><CollectiveName>The Group</CollectiveName></Author></AuthorList><ELocationID EIdType="doi">10.1000/lanterns</ELocationID></Article><MeshHeadingList><MeshHeading><DescriptorName MajorTopicYN="Y">Snow</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC1</ArticleId></ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>',
    ),
    "hayagriva": ("roe2019:\n  type: article\n  title:\n    value: Lanterns of the North\n    verbatim: true\n  author: [\"Roe, Jane\", {name: Poe, given-name: Max, prefix: van}]\n  date: 2019-03-07\n  page-range: 12-19\n  serial-number: {doi: 10.1000/lanterns, isbn: 978-3-16-148410-0}\n  url: {value: https://a.org, date: 2020-01-01}\n  parent:\n  - type: periodical\n    title: Journal of Lamps\n    volume: 12\n    issue: 3\n",),
    "csl-yaml": ("---\nreferences:\n- id: roe2019\n  type: article-journal\n  title: Lanterns of the North\n  author:\n  - {family: Roe, given: Jane}\n  issued: {date-parts: [[2019, 3, 7]]}\n  accessed: 2020-01\n  volume: 12\n  DOI: 10.1000/lanterns\n  keyword: snow, ice\n...\n",),
    "web-of-science": ("FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Roe, J\n   Poe, M\nAF Roe, Jane\n   Poe, Max\nTI Lanterns of the\n   North\nSO JOURNAL OF LAMPS\nDE snow; ice\nPD MAR 7\nPY 2019\nVL 12\nIS 3\nBP 12\nEP 19\nDI 10.1000/lanterns\nSN 1234-5679\nUT WOS:0001\nER\n\nEF\n",),
    "citation-cff": ("cff-version: 1.2.0\nmessage: cite\ntitle: Lamp\nauthors:\n- family-names: Roe\n  given-names: Jane\n  orcid: https://orcid.org/0000-0000-0000-0000\ndate-released: 2019-03-07\nversion: 1.0\ndoi: 10.1000/lamp\npreferred-citation:\n  type: article\n  title: Lanterns of the North\n  authors: [{name: The Group}]\n  year: 2019\n  month: 3\n  volume: 12\n  start: 12\n  end: 19\n  journal: Journal of Lamps\n",),
    "github-issues": ('[{"number": 7, "title": "Lanterns of the North, Jane Roe+, ACL\'20", "body": "https://arxiv.org/abs/2401.00001\\n\\n## Comment\\nwords #8", "html_url": "https://github.com/a/b/issues/7", "created_at": "2019-03-07T00:00:00Z", "state": "open", "labels": [{"name": "snow"}], "user": {"login": "roe"}, "comments": [{"body": "more"}]}]',),
    "roam-json": ('[{"title": "Lanterns of the North", "edit-time": 1552000000000, "children": [{"string": "Author:: [[Jane Roe]]", "uid": "u1", "children": [{"string": "Year:: 2019", "uid": "u2", "heading": 2}]}, {"string": "URL:: https://arxiv.org/abs/2401.00001", "uid": "u3"}]}, {"title": "March 7th, 2019", "children": []}]',),
    "hypothesis": ('[{"id": "a", "created": "2019-03-07T10:00:00.000000+00:00", "updated": "2019-03-08", "user": "acct:roe@hypothes.is", "uri": "https://arxiv.org/abs/2401.00001", "text": "words", "tags": ["snow"], "target": [{"source": "x", "selector": [{"type": "TextQuoteSelector", "exact": "light"}]}], "document": {"title": ["Lanterns of the North"]}}]',),
    "mail": ("From roe@a.org Thu Mar  7 10:00:00 2019\nFrom: Jane Roe <roe@a.org>\nTo: poe@a.org\nSubject: =?utf-8?q?Lanterns_=C3=BC?=\nDate: Thu, 7 Mar 2019 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nLanterns of the North =3D\nhttps://arxiv.org/abs/2401.00001\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGEgaHJlZj0iaHR0cHM6Ly9hLm9yZyI+eDwvYT4=\n--b--\n",),
}  # fmt: skip
