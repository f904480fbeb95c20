"""What registries are asked, what is remembered of it, and what an outage stops."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

import pytest

from biblio.check.existence_lookups import RegistryLookups
from biblio.errors import Unavailable
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply
from biblio.state import State, open_state

ALL = ("crossref", "datacite", "doi")
DAY = 86400.0


class Registry:
    """An HTTP client whose servers know what is in `known`; a service in `down` does not answer."""

    def __init__(self, *known: str) -> None:
        self.known = known
        self.down: set[str] = set()
        self.requests: list[str] = []
        self.email = ""

    def get(self, policy: str, path: str, *, params: dict[str, str] | None = None) -> Reply:
        self.requests.append(policy)
        if policy in self.down:
            raise Unavailable(policy, "does not answer")
        asked = f"{path} {params}"
        is_known = any(name in asked for name in self.known)
        if policy == "crossref":
            items = [{"container-title": [name]} for name in self.known]
            body = {"message": {"total-results": int(is_known), "items": items}}
            return reply(200, body)
        return reply(200 if is_known else 404, {"responseCode": 1 if is_known else 100})


def reply(status: int, body: object) -> Reply:
    return Reply(status, {"content-type": "application/json"}, json.dumps(body).encode(), "https://example.org/")


class Lookups:
    """The lookups under test, with a clock of their own."""

    def __init__(self, state: State, registry: Registry, services: tuple[str, ...] = ALL) -> None:
        self.now = 1000.0 * DAY
        self.lookups = RegistryLookups(
            state,
            services,
            lambda: cast(HttpClient, registry),
            lambda name: cast(ServicePolicy, name),
            lambda: self.now,
        )


@pytest.fixture
def state(tmp_path: Path) -> State:
    return open_state(tmp_path / "state.sqlite", pytest.fail)


def test_answers_are_remembered_for_a_season(state: State) -> None:
    registry = Registry("10.1000/known")
    made = Lookups(state, registry)
    assert made.lookups.knows_doi("10.1000/known") is True
    assert made.lookups.knows_doi("10.1000/unknown") is False
    assert registry.requests == ["doi", "doi"]
    made.now += 89 * DAY
    assert made.lookups.knows_doi("10.1000/known") is True
    assert made.lookups.knows_doi("10.1000/unknown") is False
    assert len(registry.requests) == 2
    made.now += 2 * DAY
    assert made.lookups.knows_doi("10.1000/known") is True
    assert len(registry.requests) == 3


def test_a_prefix_may_be_registered_at_either_agency(state: State) -> None:
    registry = Registry("10.1609")
    assert Lookups(state, registry).lookups.knows_prefix("10.1609") is True
    assert registry.requests == ["crossref"]
    assert Lookups(state, registry).lookups.knows_prefix("10.9999") is False
    assert registry.requests == ["crossref", "crossref", "datacite"]


def test_a_venue_is_known_by_a_name_that_resembles_it(state: State) -> None:
    lookups = Lookups(state, Registry("ACM Transactions on Web Engineering")).lookups
    assert lookups.knows_venue("Transactions on Web Eng.") is True
    assert lookups.knows_venue("Journal of Adversarial Language Machines") is False


def test_a_registry_that_is_down_is_asked_once_and_nothing_is_remembered(state: State) -> None:
    registry = Registry("10.1000/known")
    registry.down = {"doi"}
    made = Lookups(state, registry)
    assert made.lookups.knows_doi("10.1000/known") is None
    assert made.lookups.knows_doi("10.1000/other") is None
    assert (registry.requests, made.lookups.down) == (["doi"], {"doi": "does not answer"})
    registry.down = set()
    assert Lookups(state, registry).lookups.knows_doi("10.1000/known") is True


def test_only_allowed_services_are_asked_but_what_is_remembered_counts(state: State) -> None:
    registry = Registry("10.1000/known")
    offline = Lookups(state, registry, services=()).lookups
    assert offline.knows_doi("10.1000/known") is None
    assert registry.requests == []
    Lookups(state, registry).lookups.knows_doi("10.1000/known")
    assert offline.knows_doi("10.1000/known") is True
    assert registry.requests == ["doi"]
