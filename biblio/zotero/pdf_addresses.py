"""Where the PDF of a work can be had openly, and what its file is called. Pure.

arXiv: https://info.arxiv.org/help/robots.html (programs use export.arxiv.org); ACL Anthology: its records' addresses
with ".pdf"; PMLR and the CVF name the PDF after the page of the paper; OpenReview: ``/pdf?id=…``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from biblio.addresses import split_address
from biblio.model.record import Kind, Record, Work
from biblio.text import normalise_space
from biblio.unseen import without_unseen

__all__ = ["pdf_addresses", "pdf_file_name", "service_of"]

_PMLR = re.compile(r"https?://proceedings\.mlr\.press/(v\d+|r\d+)/([\w-]+)\.html")
_CVF = re.compile(r"(https?://openaccess\.thecvf\.com/.*)/html/(.+)\.html")
_ANTHOLOGY = re.compile(r"https?://(?:www\.)?aclanthology\.org/([\w.-]+?)/?(?:\.pdf)?$")
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
# Hosts of services that are asked for works too: their files are fetched with the service's address, pace and limits.
_SERVICES = {"arxiv.org": "arxiv", "aclanthology.org": "anthology"}
_LONGEST_TITLE = 100  # as Zotero names its files


def pdf_addresses(work: Work, services: Collection[str] | None = None) -> tuple[str, ...]:
    """Return the addresses of the work's PDF at places that give it to everybody, the best first.

    The published version comes before the preprint. If `services` are given, only their files count.
    """
    if work.best.kind is not Kind.PAPER:
        return ()
    return tuple(dict.fromkeys(url for url in _addresses(work) if services is None or service_of(url) in services))


def service_of(address: str) -> str:
    """Return the name of the service that gives the file at an address; empty for any other host."""
    return _SERVICES.get((split_address(address).hostname or "").removeprefix("www."), "")


def _addresses(work: Work) -> Iterator[str]:
    acl, openreview, arxiv = (work.best.identifier(scheme) for scheme in ("acl", "openreview", "arxiv"))
    if acl:
        yield f"https://aclanthology.org/{acl.value}.pdf"
    for record in (work.best, *work.records):
        yield from _from_page(record)
    if arxiv:
        yield f"https://arxiv.org/pdf/{arxiv.value}"
    if openreview:
        yield f"https://openreview.net/pdf?id={openreview.value}"


def _from_page(record: Record) -> Iterator[str]:
    url = record.url.strip()
    if match := _PMLR.fullmatch(url):
        yield f"https://proceedings.mlr.press/{match[1]}/{match[2]}/{match[2]}.pdf"
    elif match := _CVF.fullmatch(url):
        yield f"{match[1]}/papers/{match[2]}.pdf"
    elif match := _ANTHOLOGY.fullmatch(url):
        yield f"https://aclanthology.org/{match[1]}.pdf"
    elif url.startswith(("http://", "https://")) and split_address(url).path.lower().endswith(".pdf"):
        yield url


def pdf_file_name(work: Work) -> str:
    """Return a name for the work's PDF: "Doe et al. - 2024 - The title.pdf", as Zotero names its files."""
    record = work.best
    people = record.authors or record.editors
    names = [normalise_space(person.literal or f"{person.particle} {person.family}") for person in people[:2]]
    if len(people) > 2 or (people and record.truncated):
        names = [f"{names[0]} et al."]
    parts = (" and ".join(names), str(record.date.year) if record.date else "", record.title[:_LONGEST_TITLE].strip())
    stem = _FORBIDDEN.sub(" ", without_unseen(" - ".join(filter(None, parts))))
    return f"{normalise_space(stem).strip(' .') or 'paper'}.pdf"
