"""Fetch PDFs from the places that give them to everybody, through the one polite HTTP client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_address

from biblio.addresses import split_address
from biblio.errors import BadReply, BiblioError
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.zotero.pdf_addresses import service_of

__all__ = ["NoPdfError", "PdfSource"]

_MAX_BYTES = 100 * 2**20
_INTERVAL = 3.0  # between two files of one host; what arXiv asks for (https://info.arxiv.org/help/api/tou.html)


class NoPdfError(BiblioError):
    """There is no PDF at an address, and asking again will not change that."""


def _is_public(host: str) -> bool:
    """Return whether `host` is one that everybody can ask: what a record says must not lead into our own network."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal", ".home.arpa", ".lan"))


class PdfSource:
    """Fetches PDFs. `policy` returns how a service is asked that gives works too."""

    def __init__(self, http: HttpClient, policy: Callable[[str], ServicePolicy]) -> None:
        self._http, self._policy = http, policy

    def fetch(self, address: str) -> bytes:
        """Return the PDF at an address.

        Raises `NoPdfError` if there is none or it is too large, and `ServiceError` if the host cannot be asked now.
        """
        parts = split_address(address)
        host = (parts.hostname or "").removeprefix("www.")
        if not service_of(address) and not _is_public(host):
            raise NoPdfError(f"{host or address!r} is no host of the public network")
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        base = f"{parts.scheme}://{parts.netloc}"
        policy = ServicePolicy(f"pdf {host}", base, interval=_INTERVAL, timeout=60.0)
        if name := service_of(address):
            policy = self._policy(name)
        policy = replace(policy, max_bytes=_MAX_BYTES)
        try:
            reply = self._http.get(policy, path, accept="application/pdf")
        except BadReply as error:
            raise NoPdfError(error.reason) from error
        if not 200 <= reply.status < 300:
            raise NoPdfError(f"{host} answered {reply.status}")
        if not reply.body.lstrip()[:5] == b"%PDF-":
            raise NoPdfError(f"what {host} sent is no PDF")
        return reply.body
