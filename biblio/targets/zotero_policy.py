"""Where Zotero is and how it is asked: the Web API, and the local API of the desktop app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from biblio.http.policy import ServicePolicy

__all__ = ["policy_for"]

_USUAL: Mapping[str, ServicePolicy] = {
    # Ten a second with a key (https://github.com/zotero/dataserver, ApiController.php); fifty objects can take long.
    "zotero": ServicePolicy("zotero", "https://api.zotero.org", interval=0.1, timeout=120.0),
    # On this machine; a dialog may be open that waits for its person.
    "zotero-local": ServicePolicy("zotero-local", "http://127.0.0.1:23119", interval=0.0, timeout=300.0),
}


def policy_for(
    name: str,
    *,
    shared_url: str = "",
    own_url: str = "",
    interval: float | None = None,
    timeout: float | None = None,
    tries: int | None = None,
) -> ServicePolicy:
    """Return how "zotero" or "zotero-local" is asked; what is None or empty keeps its default.

    `own_url` is its own base address; `shared_url` the host under which all services stand, each below its name.
    """
    usual = _USUAL[name]
    return replace(
        usual,
        base_url=own_url or (f"{shared_url.rstrip('/')}/{name}" if shared_url else usual.base_url),
        interval=usual.interval if interval is None else interval,
        timeout=usual.timeout if timeout is None else timeout,
        max_tries=usual.max_tries if tries is None else tries,
    )
