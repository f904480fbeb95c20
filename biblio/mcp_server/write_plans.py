"""Plans of what to write: one call shows a plan, another applies exactly what was shown, or nothing.

A plan is made anew when it is applied, while no other run may write in the project. If it is not the same to the last
byte (a note, a decision, a service or the clock has changed it meanwhile), nothing is written.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from biblio.errors import UsageError
from biblio.mcp_server.tool_results import visible
from biblio.mcp_server.workspace import OpenWorkspace

__all__ = ["PreparedWrite", "WritePlans"]

_MOST_PLANS = 50  # the oldest is forgotten


@dataclass(frozen=True, slots=True)
class PreparedWrite:
    """What would be written.

    `does` says it in one line, `details` in full; `exactly` are the lines or texts themselves. `write` writes them and
    returns what came of it; None if there is nothing to write, and `details` says why.
    """

    does: str
    details: Mapping[str, Any]
    exactly: tuple[str, ...] = ()
    write: Callable[[], Mapping[str, Any]] | None = None

    @property
    def fingerprint(self) -> str:
        """A digest of all of it."""
        everything = visible([self.does, self.details, self.exactly])
        return hashlib.sha256(msgspec.json.encode(everything)).hexdigest()


Prepare = Callable[[OpenWorkspace], PreparedWrite]


@dataclass(slots=True)
class WritePlans:
    """The plans that were shown and not applied yet, by the token that names them; for the life of the server."""

    _shown: dict[str, tuple[PreparedWrite, Prepare]] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def propose(self, opened: OpenWorkspace, prepare: Prepare) -> dict[str, Any]:
        """Return what would be written, with a token if there is anything; nothing is written."""
        prepared = prepare(opened)
        if prepared.write is None:
            return {"plan": None, "does": "", "details": prepared.details}
        token = secrets.token_hex(6)
        with self._guard:
            self._shown[token] = (prepared, prepare)
            while len(self._shown) > _MOST_PLANS:
                del self._shown[next(iter(self._shown))]
        return {"plan": token, "does": prepared.does, "details": prepared.details}

    def apply(self, opened: OpenWorkspace, token: str, does: str) -> dict[str, Any]:
        """Write what the plan `token` showed, once. The project must be open for no other run.

        `does` repeats the plan's line, so that whoever is asked to allow the call sees what it does. Raises
        `UsageError` if there is no such plan, if its line is another one, or if what would be written has changed.
        """
        with self._guard:
            shown_plan = self._shown.get(token)
        if shown_plan is None:
            raise UsageError(f"there is no plan {token!r}", hint="a plan is applied once; make a new one")
        before, prepare = shown_plan
        if " ".join(does.split()) != " ".join(visible(before.does).split()):
            raise UsageError("`does` is not the line of this plan", hint=f"repeat it exactly: {before.does}")
        now = prepare(opened)
        with self._guard:
            if self._shown.pop(token, None) is None:
                raise UsageError(f"the plan {token!r} has just been applied")
        if now.write is None or now.fingerprint != before.fingerprint:
            raise UsageError(
                "what the plan would write has changed since it was shown; nothing was written", hint="make a new plan"
            )
        return {"done": now.does, "details": now.write()}
