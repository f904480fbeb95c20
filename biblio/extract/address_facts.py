"""What the address of a paper says about it: the words of its title, an author, the venue and the year.

Publishers put these into the names of their pages ("7181-attention-is-all-you-need", "He_Mask_R-CNN_ICCV_2017_paper",
"katharopoulos20a"). They are evidence about the work that a note's own link leads to, never fields of the note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from biblio.addresses import split_address

__all__ = ["NO_FACTS", "AddressFacts", "facts_in_address"]


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """What an address says; empty strings and None where it does not say.

    `author` is a word that may be the first author's family name; `title` may lack punctuation, case and its end.
    """

    title: str = ""
    author: str = ""
    venue: str = ""
    year: int | None = None


NO_FACTS = AddressFacts()
_LEAST_WORDS = 3  # a shorter slug is a name, not a title
_OLD_ACL = {"P": "ACL", "D": "EMNLP", "N": "NAACL", "E": "EACL", "C": "COLING", "Q": "TACL", "J": "CL", "K": "CoNLL"}
_ACL = {"acl", "emnlp", "naacl", "eacl", "coling", "tacl", "aacl", "conll", "lrec", "findings", "cl"}
_ACL_NAMES = {"conll": "CoNLL", "findings": ""}


def facts_in_address(url: str) -> AddressFacts:
    """Return what a URL says about the paper that it leads to; nothing if it is no known publisher's or index's."""
    parts = split_address(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path)
    for suffix, pattern, read in _PLACES:
        if (host == suffix or host.endswith(f".{suffix}")) and (match := pattern.search(path)):
            return read(match)
    return NO_FACTS


def _words(slug: str) -> str:
    """Return a slug as words, or an empty string if it is too short to be a title."""
    words = re.sub(r"\.(?:pdf|html?)$", "", slug).replace("_", " ").replace("-", " ").split()
    return " ".join(words) if len(words) >= _LEAST_WORDS else ""


def _century(digits: str) -> int:
    return int(digits) + (1900 if digits > "50" else 2000)


def _slug(match: re.Match[str]) -> AddressFacts:
    return AddressFacts(title=_words(match[1]))


def _semantic_scholar(match: re.Match[str]) -> AddressFacts:
    # The words of the title, then the family names of two authors.
    words = match[1].split("-")
    return AddressFacts(_words("-".join(words[:-2])), words[-2] if len(words) > 2 + _LEAST_WORDS else "")


def _cvf(match: re.Match[str]) -> AddressFacts:
    author, title, venue, year = match.groups()
    return AddressFacts(title.replace("_", " "), author, re.sub(r"W$", " Workshop", venue), int(year))


def _acl(match: re.Match[str]) -> AddressFacts:
    year, collection, old, old_year = match.groups()
    if old:
        return AddressFacts(venue=_OLD_ACL.get(old, ""), year=_century(old_year))
    # Other collections ("2023.bionlp-1.2") are workshops; the table of venues need not know them.
    venue = _ACL_NAMES.get(collection, collection.upper()) if collection in _ACL else ""
    return AddressFacts(venue=venue, year=int(year))


# Host (with its subdomains) | pattern of the path | what it says.
_PLACES: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], AddressFacts]], ...] = tuple(
    (host, re.compile(pattern), read)
    for hosts, pattern, read in (
        ("papers.nips.cc papers.neurips.cc proceedings.neurips.cc", r"/(\d{4})/(?:hash|file)/[0-9a-f]{32}",
         lambda match: AddressFacts(venue="NeurIPS", year=int(match[1]))),
        ("papers.nips.cc papers.neurips.cc proceedings.neurips.cc", r"/paper/\d{1,5}-([\w-]+)",
         lambda match: AddressFacts(_words(match[1]), venue="NeurIPS")),
        ("openaccess.thecvf.com cv-foundation.org", r"/([^_/]+)_([^/]+)_([A-Z]+[A-Za-z]*)_(\d{4})_paper\.", _cvf),
        ("proceedings.mlr.press", r"/v\d+/([a-z-]+?)(\d\d)[a-z]?(?:[./]|$)",
         lambda match: AddressFacts(author=match[1], year=_century(match[2]))),
        ("jmlr.org jmlr.csail.mit.edu", r"/papers/(?:v|volume)(\d+)/(?:([a-z]+?)\d\d[a-z]?[./])?",
         lambda match: AddressFacts(author=match[2] or "", venue="JMLR", year=1999 + int(match[1]))),
        ("aclanthology.org aclweb.org aclanthology.info",
         r"/(?:(\d{4})\.([a-z0-9_]+)-[a-z0-9]+\.\d+|([A-Z])(\d\d)-\d{4})(?!\d)", _acl),
        ("ijcai.org", r"/[Pp]roceedings/(20\d\d)/0*\d", lambda match: AddressFacts(venue="IJCAI", year=int(match[1]))),
        ("aaai.org", r"/AAAI/AAAI(\d\d)/paper/", lambda match: AddressFacts(venue="AAAI", year=_century(match[1]))),
        ("aaai.org", r"/papers/\d+-([\w-]{12,})/?$", _slug),
        ("usenix.org", r"/conference/([a-z]+?)(\d\d)/(?:[\w-]+/)?presentation/([a-z]+)",
         lambda match: AddressFacts(author=match[3], venue=match[1].upper(), year=_century(match[2]))),
        ("isca-speech.org isca-archive.org", r"/interspeech_(20\d\d)/([a-z]+)\d\d",
         lambda match: AddressFacts(author=match[2], venue="Interspeech", year=int(match[1]))),
        ("semanticscholar.org", r"/paper/([^/]+)/[0-9a-f]{40}", _semantic_scholar),
        ("paperswithcode.com", r"/paper/([\w-]+)", _slug),
        ("deepai.org", r"/publication/([\w-]+)", _slug),
        ("researchgate.net", r"/publication/\d+_([\w-]+)", _slug),
        ("academia.edu", r"/\d+/([\w-]+)", _slug),
        ("direct.mit.edu", r"/article(?:-\w+)?/(?:\d+/)+([A-Z][\w-]+)$", _slug),
        ("microsoft.com", r"/research/publication/([\w-]+)", _slug),
        ("research.google", r"/pubs/([a-z][\w-]+)", _slug),
    )
    for host in hosts.split()
)  # fmt: skip
