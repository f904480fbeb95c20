"""The DOI that a publisher's address stands for, and whether an address is that of an article at all.

Many publishers number their articles in the address and repeat the number in the DOI. Only rules that a publisher
applies to every article are here: where the address has no more than a running number of the platform (IEEE Xplore,
ScienceDirect, AAAI), the address leads to an article, but which DOI it has is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from biblio.data_files import read_data
from biblio.model.identifiers import Identifier, arxiv, doi, make
from biblio.patterns import compiled

__all__ = ["is_article_address", "is_in_open_journal", "publisher_identifier"]

_Read = Callable[[re.Match[str]], Identifier | None]


def _doi(pattern: str) -> _Read:
    """Return a reader whose DOI is `pattern` with the groups of the address, in lower case."""
    return lambda match: doi(pattern.format(*match.groups()))


def _mdpi(match: re.Match[str]) -> Identifier | None:
    issn, volume, issue, article = match.groups()
    code, first_volume = _mdpi_journals().get(issn.upper(), ("", 0))
    if not code or int(volume) < first_volume:
        return None
    return doi(f"10.3390/{code}{int(volume)}{int(issue):02}{int(article):04}")


@lru_cache(maxsize=1)
def _mdpi_journals() -> Mapping[str, tuple[str, int]]:
    """Return, by the ISSN in a journal's addresses, the code in its DOIs and the first volume that has them."""
    journals = {}
    for row in read_data("biblio.extract", "data/mdpi_journals.tsv").splitlines():
        if not row.startswith("#"):
            issn, code, *first_volume = row.split("\t")
            journals[issn] = code, int(*first_volume)
    return journals


def _research_square(match: re.Match[str]) -> Identifier | None:
    number, version = int(match[1]), match[2] or "1"
    # The first few thousand preprints have DOIs with other numbers (10.21203/rs.2.…).
    return doi(f"10.21203/rs.3.rs-{number}/v{version}") if number >= _FIRST_OF_RS3 else None


_FIRST_OF_RS3 = 17_000
_SCIENCE = {"advances": "sciadv", "robotics": "scirobotics", "stm": "scitranslmed", "immunology": "sciimmunol",
            "stke": "scisignal"}  # fmt: skip


def _science_journal(match: re.Match[str]) -> Identifier | None:
    journal = _SCIENCE.get(match[1])
    return doi(f"10.1126/{journal}.{match[2]}") if journal else None


# The prefixes that the Center for Open Science registered for its communities, https://osf.io/preprints/.
_OSF_PREFIXES = {
    "osf": "10.31219", "metaarxiv": "10.31222", "eartharxiv": "10.31223", "engrxiv": "10.31224",
    "lawarxiv": "10.31228", "psyarxiv": "10.31234", "socarxiv": "10.31235", "thesiscommons": "10.31237",
    "edarxiv": "10.35542", "africarxiv": "10.31730", "mediarxiv": "10.33767",
}  # fmt: skip


def _osf(match: re.Match[str]) -> Identifier | None:
    prefix = _OSF_PREFIXES.get(match[1].lower())
    return doi(f"{prefix}/osf.io/{match[2]}") if prefix else None


def _bibcode(match: re.Match[str]) -> Identifier | None:
    digits = match[1]  # "170603762": the number of an arXiv preprint without its dot
    return arxiv(f"{digits[:4]}.{digits[4:]}")


# Host (with its subdomains) | pattern of "host/path?query" | how the identifier follows from it.
# Sources: the publishers' own rules, most of them on their pages about citing; the examples in the tests are real.
_ROWS: tuple[tuple[str, str, _Read], ...] = (
    # HighWire's addresses of articles "ahead of print" have the DOI's last part behind a date.
    ("sciencemag.org", r"/content/(?:[\w-]+/)?early/[\d/]*(sci[a-z]+\.[a-z]{3}\d{4,5})\b", _doi("10.1126/{}")),
    ("sciencemag.org", r"^(\w+)\.sciencemag\.org/content/\d+/\d+/e([a-z]{3}\d{4,5})\b", _science_journal),
    ("pnas.org", r"/content/(?:pnas/)?early/[\d/]*/(\d{10})\b", _doi("10.1073/pnas.{}")),
    ("biorxiv.org", r"/content/(?:biorxiv/)?early/[\d/]*/(\d{6}|\d{4}\.\d\d\.\d\d\.\d{6,8})\b", _doi("10.1101/{}")),
    ("medrxiv.org", r"/content/(?:medrxiv/)?early/[\d/]*/(\d{8}|\d{4}\.\d\d\.\d\d\.\d{6,8})\b", _doi("10.1101/{}")),
    ("elifesciences.org", r"/(?:articles|reviewed-preprints)/(\d{5,6})(?:v\d+)?\b", _doi("10.7554/eLife.{}")),
    ("elifesciences.org", r"/content/\d+/e(\d{5,6})(?:v\d+)?\b", _doi("10.7554/eLife.{}")),
    ("researchsquare.com", r"/(?:article|files)/rs-(\d+)(?:/v(\d+)(?!\d))?", _research_square),
    ("mdpi.com", r"/(\d{4}-\d{3}[\dX])/(\d+)/(\d+)/(\d+)(?:/|$)", _mdpi),
    ("nature.com", r"/articles/([a-z0-9.-]+?)(?:_\w+)?(?:\.pdf)?/?(?:\?.*)?$", _doi("10.1038/{}")),
    ("nature.com", r"/journal/v[^/]+/n[^/]+/(?:full|abs|pdf|extref)/([a-z0-9.]+?)(?:_\w+)?\.(?:html|pdf)",
     _doi("10.1038/{}")),
    ("acm.org", r"[?&]doid=(\d{4,8}\.\d{4,8})\b", _doi("10.1145/{}")),
    ("jstor.org", r"/stable/(?:pdf/|pdfplus/|full/)?(\d{5,7})(?:\.pdf)?/?(?:\?.*)?$", _doi("10.2307/{}")),
    ("ssrn.com", r"[?&/]abstract(?:_?id)?=(\d{3,8})\b", _doi("10.2139/ssrn.{}")),
    ("ssrn.com", r"/SSRN_ID(\d{3,8})_", _doi("10.2139/ssrn.{}")),
    ("osf.io", r"/preprints/(\w+)/([a-z0-9]{5})(?![a-z0-9])", _osf),
    ("psyarxiv.com", r"(psyarxiv)\.com/([a-z0-9]{5})(?![a-z0-9])", _osf),
    ("edarxiv.org", r"(edarxiv)\.org/([a-z0-9]{5})(?![a-z0-9])", _osf),
    ("nber.org", r"/(w\d{1,5})(?:\.pdf|/|\?|$)", _doi("10.3386/{}")),
    ("thelancet.com", r"/PII(S\d{4}-\d{3}[\dX]\(\d\d\)\d{5}-[\dX])", _doi("10.1016/{}")),
    ("bmj.com", r"/content/\d+/(bmj\.[a-z]\d{1,5})\b", _doi("10.1136/{}")),
    ("pubs.rsc.org", r"/content/article\w+/\d{4}/\w+/([a-z]\d[a-z]{2}\d{5}[a-z])\b", _doi("10.1039/{}")),
    ("projecteuclid.org", r"/euclid\.((?:aos|aop|aoap|aoas|aoms|ss|ejs|ba)/\d{9,10})\b", _doi("10.1214/{}")),
    ("peerj.com", r"/articles/(\d+)(?:/|\.pdf|$)", _doi("10.7717/peerj.{}")),
    ("peerj.com", r"/articles/cs-(\d+)(?:/|\.pdf|$)", _doi("10.7717/peerj-cs.{}")),
    ("peerj.com", r"/preprints/(\d+)(v\d+)\b", _doi("10.7287/peerj.preprints.{}{}")),
    ("copernicus.org", r"(\w+)\.copernicus\.org/articles/(\d+)/(\d+)/(\d{4})(?:/|$)", _doi("10.5194/{}-{}-{}-{}")),
    ("copernicus.org", r"/preprints/([a-z]+-\d{4}-\d+)(?:/|$)", _doi("10.5194/{}")),
    ("hindawi.com", r"/journals/\w+/(\d{4}/\d{6,8})(?:/|\.pdf|$)", _doi("10.1155/{}")),
    ("ijcai.org", r"/proceedings/(201[7-9]|20[2-9]\d)/0*(\d{1,4})(?:\.pdf|/|$)", _doi("10.24963/ijcai.{}/{}")),
    ("isca-speech.org", r"/Interspeech_(201[6-9]|2020)/(?:abstracts|pdfs)/(\d{4})\.",
     _doi("10.21437/Interspeech.{}-{}")),
    ("drops.dagstuhl.de", r"/((?:LIPIcs|OASIcs)\.[A-Za-z-]+\.\d{4}\.\d+)(?:/|\.pdf|$)", _doi("10.4230/{}")),
    ("preprints.org", r"/manuscript/(\d{6}\.\d{4})(?:/(v\d+))?", lambda match: doi(
        f"10.20944/preprints{match[1]}.{match[2] or 'v1'}")),
    ("techrxiv.org", r"/articles/(?:preprint/)?[^/]+/(\d{7,9})(?:/|$)", _doi("10.36227/techrxiv.{}")),
    ("adsabs.harvard.edu", r"/abs/\d{4}arXiv(\d{8,9})[A-Z]\b", _bibcode),
    ("arxiv-sanity.com", r"[?&]pid=([\w./-]+)", lambda match: arxiv(match[1])),
    ("arxiv-sanity-lite.com", r"[?&]pid=([\w./-]+)", lambda match: arxiv(match[1])),
    ("semanticscholar.org", r"/arXiv:([\w./-]+)", lambda match: arxiv(match[1])),
    ("connectedpapers.com", r"/main/([0-9a-f]{40})\b", lambda match: make("s2", match[1])),
    ("githubusercontent.com", r"/mlresearch/(v\d+)/[^/]+/assets/([\w-]+)/", lambda match: make(
        "pmlr", f"{match[1]}/{match[2]}")),
)  # fmt: skip
# Where an article has no DOI, or one that does not follow from the address. A host without a pattern has only articles.
_ARTICLES: tuple[tuple[str, str], ...] = (
    ("sciencemag.org", r"/content/\d+/|/content/early/"),
    ("pnas.org", r"/content/\d+/|/content/early/"),
    ("biorxiv.org", r"/content/"),
    ("medrxiv.org", r"/content/"),
    ("researchsquare.com", r"/article/rs-"),
    ("mdpi.com", r"/\d{4}-\d{3}[\dX]/\d+/\d+/\d+"),
    ("dl.acm.org", r"/citation\.cfm\?|/ft_gateway\.cfm\?|/doi/"),
    ("portal.acm.org", r"/citation\.cfm\?"),
    ("ieeexplore.ieee.org", r"/document/\d|/stamp/stamp\.jsp|arnumber=\d"),
    ("computer.org", r"/csdl/"),
    ("jstor.org", r"/stable/"),
    ("osf.io", r"/preprints/\w+/\w{5}|/preprints/\w{5}\b"),
    ("hal.science", r"/\w+-\d{6,}"),
    ("archives-ouvertes.fr", r"/\w+-\d{6,}"),
    ("hal.inria.fr", r"/\w+-\d{6,}"),
    ("ojs.aaai.org", r"/article/view/\d|/article/download/\d"),
    ("aaai.org", r"/paper/view(?:Paper)?/\d|/papers/\d|/Papers/.*\d"),
    ("usenix.org", r"/conference/\w+/(?:[\w-]+/)?presentation/|/system/files/"),
    ("sciencedirect.com", r"/science/article/"),
    ("cell.com", r"/(?:fulltext|abstract|pdf)/"),
    ("thelancet.com", r"/article/"),
    ("jamanetwork.com", r"/(?:full)?article(?:-abstract)?/\d"),
    ("bmj.com", r"/content/\d+/"),
    ("academic.oup.com", r"/(?:advance-)?article(?:-abstract|-pdf)?/"),
    ("direct.mit.edu", r"/article(?:-abstract|-pdf)?/"),
    ("cambridge.org", r"/core/.*/article/|/core/books/"),
    ("europepmc.org", r"/(?:article|articles|abstract)/"),
    ("projecteuclid.org", r"/euclid\.|/journals/.*/issue-"),
    ("f1000research.com", r"/articles/\d"),
    ("wellcomeopenresearch.org", r"/articles/\d"),
    ("drops.dagstuhl.de", r"/opus/volltexte/|/entities/document/"),
    ("eprint.iacr.org", r"/\d{4}/\d+"),
    ("chemrxiv.org", r"/article-details/"),
    ("isca-speech.org", r"/archive/.+\.html|/archive/.+\.pdf"),
    ("isca-archive.org", r"/\w+/\w+\.html|\.pdf"),
    ("ijcai.org", r"/proceedings/.+\d"),
    ("roboticsproceedings.org", r"/rss\d+/p\d+"),
    ("jstage.jst.go.jp", r"/article/"),
    ("ci.nii.ac.jp", r"/naid/\d"),
    ("cir.nii.ac.jp", r"/crid/\d"),
    ("ipsj.ixsq.nii.ac.jp", r"/records/\d|item_id=\d"),
    ("dbpia.co.kr", r"articleDetail"),
    ("kci.go.kr", r"ciSereArtiView|artiId="),
    ("cnki.net", r"/detail|/kcms2?/article"),
    ("erudit.org", r"/revues/.+/\d+ar"),
    ("persee.fr", r"/doc/"),
    ("journals.openedition.org", r"/\w+/\d+"),
    ("muse.jhu.edu", r"/article/\d"),
    ("philpapers.org", r"/rec/"),
    ("adsabs.harvard.edu", r"/abs/"),
    ("inspirehep.net", r"/literature/\d"),
    ("papers.ssrn.com", r"abstract_?id="),
    ("paperswithcode.com", r"/paper/"),
    ("researchgate.net", r"/publication/\d"),
    ("core.ac.uk", r"/(?:download|display|reader|works|outputs)/"),
    ("citeseerx.ist.psu.edu", r"/viewdoc|/document|/pdf/"),
    ("nber.org", r"/(?:papers|chapters)/\w?\d"),
)


def publisher_identifier(host: str, path: str, query: str) -> Identifier | None:
    """Return the identifier that follows from a publisher's address, or None.

    `host` is without "www.", `path` decoded, `query` as it stands in the address.
    """
    address = f"{host}{path}?{query}" if query else f"{host}{path}"
    for suffix, pattern, read in _ROWS:
        if _is_at(host, suffix) and (match := _search(pattern, address)) and (identifier := read(match)):
            return identifier
    if match := _SILVERCHAIR.search(path):
        return doi(match[1])
    return None


# Silverchair's platform (Oxford, MIT Press …) puts its own number and the title behind the DOI.
_SILVERCHAIR = re.compile(r"/(?:advance-)?article(?:-abstract|-pdf)?/doi/(10\.\d{4,9}/\S{1,300}?)/\d{3,9}(?:/[^/]*)?$")


# Open Journal Systems, which journals everywhere run on hosts of their own.
# https://docs.pkp.sfu.ca/dev/documentation/en/architecture-routes
_OPEN_JOURNALS = re.compile(
    r"/index\.php/[\w.-]{1,60}/(?:[a-z]{2}(?:_[a-z]{2})?/)?article/(?:view|download)(?:File|Article)?/\d", re.IGNORECASE
)


def is_in_open_journal(address: str) -> bool:
    """Whether an address or its path is that of an article in Open Journal Systems."""
    return "/index.php/" in address and _OPEN_JOURNALS.search(address) is not None


def is_article_address(host: str, path: str, query: str) -> bool:
    """Whether a publisher, archive, index or journal has an article at this address, with or without an identifier."""
    address = f"{path}?{query}" if query else path
    if is_in_open_journal(path):
        return True
    return any(_is_at(host, suffix) and _search(pattern, address) is not None for suffix, pattern in _ARTICLES)


def _search(pattern: str, address: str) -> re.Match[str] | None:
    return compiled(f"(?i){pattern}").search(address)


def _is_at(host: str, suffix: str) -> bool:
    return host == suffix or host.endswith(f".{suffix}")
