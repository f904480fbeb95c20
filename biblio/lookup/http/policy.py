"""How one service is asked: where it is, how fast, how patiently. What services allow stands in `services/defaults`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

__all__ = ["Params", "ServicePolicy"]

Params = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ServicePolicy:
    """One service's address and the manners kept towards it.

    `base_url` stands before every path; `older_url` is the base of the service's previous API where that still holds
    what the new one lacks, else empty. `interval` is the least number of seconds between the starts of two requests,
    over all threads and processes; there is never more than one connection at a time. `connect_timeout` and `timeout`
    are seconds to wait for a connection and for the next bytes. `max_tries` counts the first try; `max_wait` is the
    longest wait (seconds) that a service may ask for before we stop asking; `max_bytes` caps a body. `headers` go
    with every request and are the only place for keys; they are never shown. `searches` tells whether it may be
    searched where that is not for everybody (it costs, or needs a key).
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
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    searches: bool = True

    def url(self, path: str, params: Params = ()) -> str:
        """Return the address of `path` below the base, with `params` as its query (after one that `path` has)."""
        url = self.base_url.rstrip("/") + path
        if params:
            url += ("&" if "?" in path else "?") + urlencode(params)
        return url
