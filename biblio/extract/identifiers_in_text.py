"""Find identifiers in URLs and in running text, in the forms that people use.

Every pattern needs context that says what the digits are (a host, "arXiv:", "doi", "ISBN"): a bare ``2401.01234`` in a
text may be a price or part of a DOI.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from biblio import patterns as re
from biblio.addresses import split_address
from biblio.extract.publisher_addresses import is_article_address, publisher_identifier
from biblio.model.identifiers import Identifier, arxiv, doi, isbn, make

__all__ = [
    "SICI_PAGE",
    "URL",
    "URL_PATTERN",
    "FoundIdentifier",
    "find_identifiers",
    "forwarded_url",
    "identifier_in_url",
    "joined_doi",
    "leads_to_work",
    "may_have_identifier",
    "trim_url",
]

_ARXIV_ID = r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]{1,20}(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?"
_ARXIV_PATH = re.compile(
    rf"/(?:abs|pdf|html|format|e-print|ps|src|papers?(?:/\d{{4}})?|overview|arxiv)/({_ARXIV_ID})(?!\d)"
)
_ARXIV_HOSTS = (
    "arxiv.org", "ar5iv.org", "alphaxiv.org", "huggingface.co", "hf.co", "arxiv-vanity.com", "scirate.com",
    "papers.cool", "emergentmind.com",
)  # fmt: skip
# The characters of a DOI in a decoded path (old ones have angle brackets); its end is trimmed afterwards.
_DOI_IN_PATH = re.compile(r"10\.\d{4,9}(?:\.\d++){0,9}/[^\s\"']+")
_DOI_TAIL = re.compile(
    r"(?:/(?:full(?:text)?|pdf|epdf|abstract|meta|html|summary|references|download|asset/.*)){1,9}$"
    r"|(?:v\d+)?(?:\.(?:full|abstract|full-text|supplementary-material|article-\w+))?"
    r"(?:\.pdf(?:\+html)?|\.html?|\.epub|\.full|\.full-text|\.abstract|\.supplementary-material|\.article-\w+)$",
    re.IGNORECASE,
)
# A SICI (ANSI/NISO Z39.56), of which Wiley and others made DOIs, has a page and a code in angle brackets, with a format
# and a version behind them: "(SICI)1097-4571(199505)46:4<299::AID-ASI6>3.0.CO;2-0".
SICI_PAGE = r"<[\w.+/-]*:[\w.:+/-]*>(?=\d\.\w)"
_BRACKET = re.compile(r"[()\[\]{}]")
_ENTITY_AT_END = re.compile(
    r"(?:&#x?[\da-f]{2,4};|&nbsp;){1,20}$", re.IGNORECASE
)  # GitBook's blank at the end of a line
_DIGIT = re.compile(r"\d")
_OPENREVIEW_ID = re.compile(r"[\w-]{8,}", re.ASCII)


# Addresses that lead on to the one in their query.
_FORWARDER = re.compile(
    r"https?://(?:(?:www\.|scholar\.)?google(?:\.\w{2,3}){1,2}/(?:url|scholar_url)|lm?\.facebook\.com/l\.php|link\.zhihu\.com/"
    r"|link\.csdn\.net/|links?\.jianshu\.com/go|(?:www\.)?youtube\.com/redirect|(?:\w+\.)?safelinks\.protection\.outlook\.com/"
    r"|slack-redir\.net/link|t\.umblr\.com/redirect|vk\.com/away\.php)\?[^\s<>]+",
    re.IGNORECASE,
)
_FORWARDED = ("url", "q", "u", "target", "to", "z")


@dataclass(frozen=True, slots=True)
class FoundIdentifier:
    """An identifier in a text, and where it is (`start` and `end` are offsets)."""

    identifier: Identifier
    start: int
    end: int


def trim_url(url: str) -> str:
    """Return `url` without the punctuation of the sentence or Markdown link around it.

    A closing bracket stays if the URL has the opening one ("…/Foo_(bar)"); any other ends the URL, whatever follows it
    ("[WaveNet](https://…/1609.03499)-like").
    """
    opened: list[str] = []
    for match in _BRACKET.finditer(url):
        if match[0] in "([{":
            opened.append(match[0])
        elif not opened or opened.pop() + match[0] not in ("()", "[]", "{}"):
            url = url[: match.start()]
            break
    if url.endswith(";"):
        url = _ENTITY_AT_END.sub("", url)
    return url.rstrip(".,:;!?'\"*_([{")


def identifier_in_url(url: str) -> Identifier | None:
    """Return the identifier of the work that a URL leads to, or None if the URL has none.

    Knows the hosts of arXiv and its mirrors, doi.org and publishers whose URLs contain the DOI or the number from which
    it is made (see `publisher_addresses`), the ACL Anthology, OpenReview, PMLR, NeurIPS, CVF, JMLR, Semantic Scholar,
    DBLP and PubMed.
    """
    if (parts := _parts(forwarded_url(url))) is None:
        return None
    host, path, query = parts
    for suffix, read in _HOSTS:
        is_here = host == suffix or host.endswith("." + suffix)
        if is_here and (identifier := read(path, query)):
            return identifier
    return publisher_identifier(host, path, query) or _publisher_doi(path, query)


def leads_to_work(url: str) -> bool:
    """Whether a URL leads to a paper: it has an identifier, or it is an article's address at a publisher or archive."""
    parts = _parts(forwarded_url(url))
    return parts is not None and (is_article_address(*parts) or identifier_in_url(url) is not None)


def forwarded_url(url: str) -> str:
    """Return the address to which a search engine, a mail program or a site forwards ("google.com/url?…&url=…")."""
    if "adsabs.harvard.edu/#abs/" in url:
        return url.replace("/#abs/", "/abs/", 1)  # as the archive's pages were addressed until 2018
    if "http" not in url[8:] or not (match := _FORWARDER.match(_unescaped(url.strip()))):
        return url
    values = parse_qs(split_address(match[0]).query)
    targets = (value for name in _FORWARDED for value in values.get(name, ()))
    return next((target for target in targets if target.startswith(("http://", "https://"))), url)


def _parts(url: str) -> tuple[str, str, str] | None:
    """Return a URL's host without "www.", its decoded path, and its query; None if it is malformed."""
    try:
        parts = urlsplit(trim_url(_unescaped(url.strip())))
        host = parts.hostname or ""
    except ValueError:
        return None
    return host.removeprefix("www."), unquote(parts.path), parts.query


def _unescaped(text: str) -> str:
    r"""Return an address or DOI without the escapes of HTML (``&lt;``) and BibTeX (``\%3C``)."""
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"\\(?=[%_<>&#])", "", text) if "\\" in text else text


def _arxiv(path: str, query: str) -> Identifier | None:
    match = _ARXIV_PATH.search(path)
    return arxiv(match[1]) if match else None


def _doi_org(path: str, query: str) -> Identifier | None:
    match = _DOI_IN_PATH.search(path)
    return doi(_trim_doi(match[0])) if match else None


def _publisher_doi(path: str, query: str) -> Identifier | None:
    # Parameters are looked at one by one, so that what follows "&" is no part of the DOI.
    places = (path, *map(unquote, query.split("&")))
    match = next(filter(None, map(_DOI_IN_PATH.search, places)), None)
    if not match:
        return None
    text, before = _trim_doi(match[0]), None
    while text != before:
        before, text = text, _DOI_TAIL.sub("", text)
    return doi(text)


def _acl(path: str, query: str) -> Identifier | None:
    stem = path.rstrip("/").rpartition("/")[2]
    stem = re.sub(r"\.(?:pdf|bib|xml|endf)$", "", stem)
    return make("acl", re.sub(r"\.?v\d+$", "", stem))


def _openreview(path: str, query: str) -> Identifier | None:
    if path.rstrip("/") not in ("/forum", "/pdf", "/attachment"):
        return None
    match = _OPENREVIEW_ID.match(parse_qs(query).get("id", [""])[0])
    if not match:
        return None
    # Ids have 10 or 11 characters, those of 2013 and 2014 have 13. A longer run is an id with text joined to it
    # ("?id=OvoCm1gGhNGroupNormalization"), as in pages that lost their line breaks.
    value = match[0] if len(match[0]) <= 13 else match[0][:10]
    return make("openreview", value)


def _pmlr(path: str, query: str) -> Identifier | None:
    match = re.match(r"/(v\d+|r\d+)/(?:[\w.-]+/)?([\w-]+?)(?:-supp)?(?:\.html|\.pdf)?$", path)
    return make("pmlr", f"{match[1]}/{match[2]}") if match else None


def _neurips(path: str, query: str) -> Identifier | None:
    match = re.search(r"/(\d{4})/(?:hash|file)/([0-9a-f]{32})", path)
    if match:
        return make("neurips", f"{match[1]}/{match[2]}")
    match = re.match(r"/paper/(\d{1,5})-", path)
    return make("neurips", match[1]) if match else None


def _cvf(path: str, query: str) -> Identifier | None:
    match = re.search(r"/([\w-]+_paper)(?:\.html|\.pdf)$", path)
    return make("cvf", match[1]) if match else None


def _jmlr(path: str, query: str) -> Identifier | None:
    if match := re.match(r"/proceedings/papers/(v\d+)/([\w-]+)\.", path):
        return make("pmlr", f"{match[1]}/{match[2]}")
    match = re.match(r"(?:/beta)?/papers/(?:v|volume)(\d+)/([\w-]+)", path)
    return make("jmlr", f"v{match[1]}/{match[2]}") if match else None


def _s2(path: str, query: str) -> Identifier | None:
    if match := re.search(r"/([0-9a-f]{40})(?:/|$)", path):
        return make("s2", match[1])
    match = re.search(r"CorpusI[dD]:(\d+)", path)
    return make("s2", f"CorpusID{match[1]}") if match else None


def _dblp(path: str, query: str) -> Identifier | None:
    match = re.match(r"/rec/(?:html/|bibtex\d?/|xml/)?([\w-]+/[\w.-]+/[\w-]+)", path)
    return make("dblp", match[1]) if match else None


def _pubmed(path: str, query: str) -> Identifier | None:
    if match := re.search(r"/(?:PMC|pmc/articles/|article/PMC/)(\d+)", path):
        return make("pmcid", f"PMC{match[1]}")
    if path.rstrip("/") in ("", "/pubmed"):  # a search for nothing but the number
        term = parse_qs(query).get("term", [""])[0].strip()
        return make("pmid", term) if term.isdecimal() else None
    match = re.match(r"/(?:pubmed/|m/pubmed/|(?:article|abstract)/MED/)?(\d+)/?$", path, re.IGNORECASE)
    return make("pmid", match[1]) if match else None


def _zenodo(path: str, query: str) -> Identifier | None:
    match = re.match(r"/records?/(\d+)", path)
    return doi(f"10.5281/zenodo.{match[1]}") if match else None


_Read = Callable[[str, str], Identifier | None]
_HOSTS: tuple[tuple[str, _Read], ...] = (
    *((host, _arxiv) for host in _ARXIV_HOSTS),
    ("doi.org", _doi_org),
    ("aclanthology.org", _acl),
    ("aclweb.org", _acl),
    ("aclanthology.info", _acl),
    ("aclanthology.coli.uni-saarland.de", _acl),
    ("openreview.net", _openreview),
    ("proceedings.mlr.press", _pmlr),
    ("papers.nips.cc", _neurips),
    ("proceedings.neurips.cc", _neurips),
    ("papers.neurips.cc", _neurips),
    ("openaccess.thecvf.com", _cvf),
    ("cv-foundation.org", _cvf),
    ("jmlr.org", _jmlr),
    ("jmlr.csail.mit.edu", _jmlr),
    ("semanticscholar.org", _s2),
    ("dblp.org", _dblp),
    ("dblp.uni-trier.de", _dblp),
    ("ncbi.nlm.nih.gov", _pubmed),
    ("europepmc.org", _pubmed),
    ("zenodo.org", _zenodo),
)
# In running text. Their order does not matter: they never overlap, because of their prefixes. The words before the
# patterns, in lower case, are in every text in which they match.
_TEXT: tuple[tuple[str, re.Pattern[str], Callable[[str], Identifier | None]], ...] = (
    (
        "arxiv",
        re.compile(
            r"(?<![\w/])arxiv\s*+(?:(?:e-?prints?|preprint|no\.?|number)\s++)?[:：-]?\s*+(?:preprint\s++)?(?:arxiv:)?"
            rf"({_ARXIV_ID})(?!\d)",
            re.IGNORECASE,
        ),
        arxiv,
    ),
    ("arxiv", re.compile(rf"(?<![\w/])arxiv\.org/(?:abs|pdf)/({_ARXIV_ID})(?!\d)", re.IGNORECASE), arxiv),
    # As physicists cite: "Phys. Rev. D 76 (2007) 12, 0712.1234 [hep-th]", "JHEP 05 (2014) 123, [1402.1234]".
    ("[", re.compile(r"(?<![\w./:-])(\d{4}\.\d{4,5}(?:v\d+)?)\s*\[[a-z-]{2,8}(?:\.[A-Z]{2})?\]"), arxiv),
    ("[", re.compile(r"\[(\d{4}\.\d{4,5}(?:v\d+)?)\](?!\()"), arxiv),
    (
        "10.",
        re.compile(
            r"(?<![\w./])(?:(?:(?:www\.|dx\.)?doi\.org/|doi)\s*+[:：=]?\s*+)?"
            rf"(10\.\d{{4,9}}(?:\.\d+)*/(?:[^\s\"'<>　-〿＂-｠]|{SICI_PAGE})*)",
            re.IGNORECASE,
        ),
        lambda text: doi(_trim_doi(text)),
    ),
    ("pmid", re.compile(r"\bPMID\s*+[:：]?\s*+(\d{1,9})\b"), lambda text: make("pmid", text)),
    ("pmc", re.compile(r"\b(PMC\d{1,9})\b"), lambda text: make("pmcid", text)),
    ("isbn", re.compile(r"\bISBN(?:-1[03])?\s*+[:：]?\s*+([\dXx][\dXx \-]{8,16}[\dXx])"), isbn),
    ("corpus", re.compile(r"\bCorpus\s?ID\s*[:：]\s*(\d+)"), lambda text: make("s2", f"CorpusID{text}")),
)
# Only ASCII: other characters in a URL are percent-encoded (RFC 3986), and in pages that lost their spaces, Japanese
# text follows a URL directly. A second "https://" inside is the next URL, joined to the first.
URL_PATTERN = rf"https?://(?:(?!https?://)[!#-;=?-\[\]_a-z~]|{SICI_PAGE})+"
"""The pattern of `URL`, for larger patterns with the flags `re.IGNORECASE | re.ASCII`."""
URL = re.compile(URL_PATTERN, re.IGNORECASE | re.ASCII)


# What may follow a blank inside a DOI: "10.1016/j.tics. 2019.01.001", "10.1016/ j.tics.2019.01.001".
_AFTER_BLANK = re.compile(r"[ \t]+(?P<rest>[\w(][\w.()/;:-]*)")
_NUMBER_OF_ARTICLE = re.compile(r"\d{5,}|\d+(?:[.-]\d+)+")


def joined_doi(text: str, start: int, end: int) -> tuple[str, int]:
    """Return the DOI at `start` in a text with the part behind a blank in it, and its end.

    `end` is that of the part before the blank, which is returned if it can be whole.
    """
    doi_text = text[start:end]
    match = _AFTER_BLANK.match(text, end)
    if not match or not re.search(r"\d", match["rest"]):
        return doi_text, end
    suffix = doi_text.partition("/")[2]
    has_digit = re.search(r"\d", suffix) is not None
    rest = match["rest"]
    if not suffix or suffix[-1] in "-_(" or (suffix[-1] in "./" and not has_digit):
        is_cut = True
    else:  # "10.1371/journal.pone 0123456"
        is_cut = not has_digit and "." in suffix and _NUMBER_OF_ARTICLE.match(rest) is not None
    return (doi_text + rest, match.end()) if is_cut else (doi_text, end)


def _trim_doi(text: str) -> str:
    text = trim_url(_unescaped(text))
    # DOIs are almost always ASCII; text in another script that directly follows a DOI is not part of it.
    match = re.match(r"[!-~]+", text)
    return trim_url(match[0]) if match else text


def may_have_identifier(text: str) -> bool:
    """Return whether a text may have an identifier; looking is much quicker than `find_identifiers`."""
    if "://" in text:
        return True
    if not _DIGIT.search(text):
        return False  # all but addresses have a number
    lowered = text.lower()
    return any(word in lowered and pattern.search(text) for word, pattern, _ in _TEXT)


def find_identifiers(text: str) -> Iterator[FoundIdentifier]:
    """Yield every identifier in `text`, in order, including those in URLs; each place gives at most one."""
    identifiers: list[FoundIdentifier] = []
    spans = []
    for match in URL.finditer(text) if "://" in text else ():
        url = trim_url(match[0])
        if identifier := identifier_in_url(url):
            identifiers.append(FoundIdentifier(identifier, match.start(), match.start() + len(url)))
        spans.append(match.span())
    lowered = text.lower()
    for word, pattern, read in _TEXT:
        if word not in lowered:
            continue
        for match in pattern.finditer(text):
            if any(start <= match.start() < end for start, end in spans):
                continue
            value, end = (
                joined_doi(text, match.start(1), match.end()) if match[1].startswith("10.") else (match[1], match.end())
            )
            if identifier := read(value):
                identifiers.append(FoundIdentifier(identifier, match.start(), end))
    yield from sorted(identifiers, key=lambda item: item.start)
