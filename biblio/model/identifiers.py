"""Identifiers of works: normalised when they are made, compared without their version, printed as ``scheme:value``.

The schemes and their forms:

- ``arxiv``: ``2401.01234`` (since 2007-04) or ``math/0309136``, https://info.arxiv.org/help/arxiv_identifier.html
- ``doi``: lower-cased, DOIs being case-insensitive, https://www.doi.org/doi-handbook/ (2.4). The DOIs that arXiv
  mints (``10.48550/arXiv.…``) become ``arxiv`` identifiers; bioRxiv's and medRxiv's are without the version that their
  addresses have behind them, because all versions have one DOI, https://www.biorxiv.org/about/FAQ
- ``acl``: ``2023.emnlp-main.298`` or ``P19-1285``, https://aclanthology.org/info/ids/
- ``openreview``: a forum id, case-sensitive. ``pmlr``: ``v119/katharopoulos20a``. ``jmlr``: ``v21/20-074``.
- ``neurips``: ``2017/3f5ee243…`` or the old running number.
- ``cvf``: ``Peebles_Scalable_Diffusion_…_ICCV_2023_paper``.
- ``s2``: 40 hex digits, or ``CorpusID…``. ``dblp``: a record key. ``pmid``, ``pmcid``: digits, ``PMC`` and digits.
- ``isbn``: 13 digits, check digit tested.
- ``url``: a normalised address, for things without a better identifier (blog posts, software, slides).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from biblio.patterns import compiled

__all__ = ["SCHEMES", "Identifier", "arxiv", "doi", "isbn", "make", "same_identifier"]

SCHEMES = (
    "arxiv", "doi", "acl", "openreview", "pmlr", "neurips", "cvf", "jmlr", "s2", "dblp", "pmid", "pmcid", "isbn", "url",
)  # fmt: skip
# Archives of the old scheme, https://arxiv.org/archive. An id such as "cs/0112017" begins with one of them.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|econ|eess|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics"
    "|plasm-ph|q-alg|q-bio|q-fin|quant-ph|solv-int|stat|supr-con"
)
_ARXIV_NEW = r"(?a)(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v([1-9]\d{0,2}))?"
_ARXIV_OLD = rf"(?ai)((?:{_ARCHIVES})(?:\.[a-z]{{2}})?)/(\d{{2}}(?:0[1-9]|1[0-2])\d{{3}})(?:v([1-9]\d?))?"
_ARXIV_CLASS = r"\s\[[a-z-]{2,10}(?:\.[A-Za-z-]{2,10})?\]$"
_ARXIV_DOI = r"(?i)10\.48550/arxiv\.(.+)"
# "10.1093/oso/9780198726074.001.0001/oso-9780198726074-chapter-2": what addresses of Oxford's books have.
_PAGE_OF_BOOK = r"(?P<book>10\.\d+/\w+/97[89]\d{10}\.\d{3}\.\d{4})/\w+-97[89]\d{10}(?P<part>-\S*)?"
_VERSION_OF_PREPRINT = r"(10\.(?:1101|64898)/(?:\d{4}\.\d\d\.\d\d\.)?\d{6,8})v\d+(?:\.\S*)?"
_DOI = r"10\.\d{4,9}(?:\.\d+)*/\S+"
# Registrants all of whose DOIs have a digit behind the slash: "10.1016/j.tics" is the beginning of one.
_CUT_OFF_DOI = r"10\.(?:1016|1371|1103|1038|1109|1007|1111|1002|1080|1145|1093|1177|1126|3390)/\D*"
_ACL_NEW = r"(?i)(\d{4})\.([a-z0-9_]+)-([a-z0-9]+)\.(\d+)"
_ACL_OLD = r"(?i)([A-Z])(\d{2})-(\d{4,5})"


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One identifier. Create it with `make` or a function of its scheme; these check and normalise the value.

    `version` is arXiv's (None: not given) and does not take part in comparisons.
    """

    scheme: str
    value: str
    version: int | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"

    @property
    def doi(self) -> str | None:
        """The DOI of the same thing, if it follows from the identifier itself."""
        if self.scheme == "doi":
            return self.value
        if self.scheme == "arxiv":
            return f"10.48550/arXiv.{self.value}"  # https://info.arxiv.org/help/doi.html
        return None

    @property
    def address(self) -> str | None:
        """The address of the work's page, if the scheme has a stable one."""
        pattern = _ADDRESSES.get(self.scheme)
        return pattern.format(self.value) if pattern else None


_ADDRESSES = {
    "arxiv": "https://arxiv.org/abs/{}",
    "doi": "https://doi.org/{}",
    "acl": "https://aclanthology.org/{}/",
    "openreview": "https://openreview.net/forum?id={}",
    "pmlr": "https://proceedings.mlr.press/{}.html",
    "dblp": "https://dblp.org/rec/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/{}/",
    "s2": "https://www.semanticscholar.org/paper/{}",
    "url": "{}",
}


def arxiv(text: str) -> Identifier | None:
    """Return the arXiv identifier that the whole of `text` is ("2401.01234v2", "math.GT/0309136"), or None.

    Months must exist, numbers have five digits from 2015-01 on and four before (the archive's own rule). The class may
    stand behind it, as in arXiv's own references: "2401.01234v2 [cs.CL]".
    """
    text = compiled(_ARXIV_CLASS).sub("", text.strip())
    if match := compiled(_ARXIV_NEW).fullmatch(text):
        year, month, number, version = match.groups()
        digits = 5 if year >= "15" else 4
        # The new scheme began in 2007-04. Old exports have unpadded numbers, which are kept as given.
        if len(number) != digits and not (digits == 5 and len(number) == 4):
            return None
        if f"{year}{month}" < "0704":
            return None
        return Identifier("arxiv", f"{year}{month}.{number}", int(version) if version else None)
    if match := compiled(_ARXIV_OLD).fullmatch(text):
        archive, number, version = match.groups()
        archive = archive.lower().partition(".")[0]  # "math.GT/0309136" is listed as "math/0309136"
        return Identifier("arxiv", f"{archive}/{number}", int(version) if version else None)
    return None


@lru_cache(maxsize=64)  # several rules ask about the same one, one after the other
def doi(text: str) -> Identifier | None:
    """Return the DOI that the whole of `text` is, as an `arxiv` identifier if arXiv minted it, or None.

    The beginning of a DOI, as it is left of one with a blank in it, is none where that can be seen.
    """
    text = text.strip()
    if match := compiled(_ARXIV_DOI).fullmatch(text):
        return arxiv(match[1])
    if match := compiled(_VERSION_OF_PREPRINT).fullmatch(text):
        text = match[1]
    if match := compiled(_PAGE_OF_BOOK).fullmatch(text):
        if match["part"]:
            return None  # a chapter has a DOI of its own, which its address does not tell
        text = match["book"]
    if compiled(_DOI).fullmatch(text) and not compiled(_CUT_OFF_DOI).fullmatch(text):
        return Identifier("doi", text.lower())
    return None


def isbn(text: str) -> Identifier | None:
    """Return the ISBN that the whole of `text` is, as 13 digits, or None if its check digit is wrong.

    ISO 2108; a ten-digit ISBN is turned into its 978 form.
    """
    digits = re.sub(r"[\s\u2010-\u2015-]", "", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        if total % 11:
            return None
        body = "978" + digits[:9]
        return Identifier("isbn", body + str(-_weighted(body) % 10))
    if re.fullmatch(r"97[89]\d{10}", digits) and _weighted(digits) % 10 == 0:
        return Identifier("isbn", digits)
    return None


def _weighted(digits: str) -> int:
    return sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(digits))


def _acl(text: str) -> Identifier | None:
    if match := compiled(_ACL_NEW).fullmatch(text):
        year, venue, volume, number = match.groups()
        return Identifier("acl", f"{year}.{venue.lower()}-{volume.lower()}.{number}")
    if match := compiled(_ACL_OLD).fullmatch(text):
        return Identifier("acl", f"{match[1].upper()}{match[2]}-{match[3]}")
    return None


_PATTERNS = {
    "openreview": r"[\w-]{5,20}",
    "pmlr": r"(?:v\d+|r\d+)/[\w.-]+",
    "neurips": r"\d{4}/[0-9a-f]{32}|\d{1,5}",
    "cvf": r"[\w-]+_paper",
    "jmlr": r"v\d+/[\w-]+",
    "s2": r"[0-9a-f]{40}|CorpusID\d+",
    "dblp": r"[\w-]+/[\w.-]+/[\w.-]+",
    "pmid": r"[1-9]\d{0,8}",
    "pmcid": r"PMC\d{1,9}",
    "url": r"https?://\S+",
}


def make(scheme: str, value: str) -> Identifier | None:
    """Return the identifier of `scheme` that the whole of `value` is, normalised; None if it is not one.

    Raises `KeyError` for a scheme that is not in `SCHEMES`.
    """
    value = value.strip()
    if scheme == "arxiv":
        return arxiv(re.sub(r"(?i)^arxiv:\s*", "", value))
    if scheme == "doi":
        return doi(value)
    if scheme == "isbn":
        return isbn(value)
    if scheme == "acl":
        return _acl(value)
    return Identifier(scheme, value) if compiled(_PATTERNS[scheme]).fullmatch(value) else None


def same_identifier(identifier: Identifier, other: Identifier) -> bool:
    """Whether two identifiers name the same thing (an ACL id and its DOI do)."""
    if identifier.scheme == other.scheme:
        if identifier.value == other.value:
            return True
        if identifier.scheme != "openreview":
            return False
        # One is an id of ten characters, the other is the same with text joined to it ("YicbFdNTTy" + "ViT").
        short, long = sorted((identifier.value, other.value), key=len)
        return len(short) == 10 and long.startswith(short)
    has_acl = "acl" in (identifier.scheme, other.scheme)
    return has_acl and _anthology_id(identifier) == _anthology_id(other) is not None


def _anthology_id(identifier: Identifier) -> str | None:
    # The DOIs of the ACL Anthology end in its ids, in lower case: 10.18653/v1/P19-1285, https://aclanthology.org/info/ids/
    if identifier.scheme == "acl":
        return identifier.value.casefold()
    if identifier.scheme == "doi" and identifier.value.startswith(("10.18653/v1/", "10.3115/v1/")):
        return identifier.value.partition("/v1/")[2]
    return None
