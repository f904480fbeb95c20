"""How one service is asked: at which address, how often, how patiently.

What each service allows is in `services/service_registry.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

__all__ = ["Params", "ServicePolicy"]

Params = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """One service's address and the limits kept when asking it.

    `base_url` comes before every path; `older_url` is the base of the service's previous API if that still has what the
    new one lacks, else empty. `interval` is the minimum number of seconds between the starts of two requests, over all
    threads and processes; there is never more than one connection at a time. `connect_timeout` and `timeout` are the
    seconds to wait for a connection and for an answer to begin. `max_tries` counts the first attempt; `max_wait` is the
    longest wait (seconds) that a service may ask for before we stop asking it; `max_bytes` limits the size of a body.
    `domains` are those of other hosts to which it may redirect, besides its own host: a redirect to anywhere else is
    not followed. `neighbours` are services of their own among these hosts. `headers` go with every request and are the
    only place for keys; they are never shown. `searches` says whether the service may be searched, if searches cost
    something or need a key.
    """

    name: str
    base_url: str
    interval: float = 1.0
    timeout: float = 30.0
    connect_timeout: float = 10.0
    max_tries: int = 4
    max_wait: float = 120.0
    max_bytes: int = 32 * 2**20
    older_url: str = ""
    domains: tuple[str, ...] = ()
    neighbours: tuple[ServicePolicy, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    searches: bool = True

    def url(self, path: str, params: Params = ()) -> str:
        """Return the address of `path` below the base, with `params` added to its query."""
        url = self.base_url.rstrip("/") + path
        if params:
            url += ("&" if "?" in path else "?") + urlencode(params)
        return url

    def asked_at(self, url: str) -> ServicePolicy:
        """Return whose limits are kept when `url` is asked: a neighbour's if it is that one's address, else ours."""
        address = _without_scheme(url)
        for neighbour in self.neighbours:
            if address.startswith(f"{_without_scheme(neighbour.base_url).rstrip('/')}/"):
                return neighbour
        return self


def _without_scheme(url: str) -> str:
    return url.lower().partition("://")[2]
