from __future__ import annotations

from pathlib import Path

import pytest

from biblio.errors import UsageError
from biblio.lookup.http.client import HttpClient
from biblio.lookup.http.rate_limit import RateLimiter
from biblio.lookup.services.service_registry import SERVICE_DEFAULTS, SERVICES, service_policy
from biblio.model.decision import OFFLINE
from biblio.project.project import open_in_memory
from biblio.settings import DEFAULT_SERVICES, Config, ServicesConfig
from tests.servers.farm import ServerFarm
from tests.servers.world import World


@pytest.mark.parametrize("name", list(SERVICES))
def test_every_service_loads_under_its_name(name: str) -> None:
    with HttpClient(RateLimiter()) as http:
        service = SERVICES.load(name)(service_policy(name), http)
    assert service.name == name


def test_what_is_asked_by_default_is_registered() -> None:
    assert tuple(SERVICES) == DEFAULT_SERVICES


def test_an_unknown_name_suggests_a_similar_one() -> None:
    with pytest.raises(UsageError, match="unknown service 'arxive'") as raised:
        SERVICES.load("arxive")
    assert "arxiv" in raised.value.hint


@pytest.mark.parametrize("name", SERVICE_DEFAULTS)
def test_the_services_own_hosts_are_https_and_paced(name: str) -> None:
    policy = service_policy(name)
    assert policy.base_url.startswith("https://")
    assert policy.interval >= 0.3
    assert policy.max_tries >= 3


def test_arxiv_gets_three_seconds() -> None:
    assert service_policy("arxiv").interval >= 3.0
    assert service_policy("arxiv", email="ada@example.org").interval >= 3.0


def test_addresses() -> None:
    assert service_policy("crossref").url("/works") == "https://api.crossref.org/works"
    shared = service_policy("crossref", shared_url="http://127.0.0.1:8900/")
    assert shared.url("/works") == "http://127.0.0.1:8900/crossref/works"
    policy = service_policy("openreview", shared_url="http://127.0.0.1:8900", own_url="https://or.example.org")
    assert (policy.base_url, policy.older_url) == ("https://or.example.org", "")
    assert service_policy("openreview").older_url == "https://api.openreview.net"


def test_the_configuration_overrides_the_defaults() -> None:
    policy = service_policy("dblp", interval=0.0, timeout=5.0, tries=2)
    assert (policy.interval, policy.timeout, policy.max_tries) == (0.0, 5.0, 2)


def test_an_unknown_service_has_no_policy() -> None:
    with pytest.raises(UsageError, match="unknown service"):
        service_policy("scholar")


def test_the_farm_serves_every_service(world: World, tmp_path: Path) -> None:
    assert set(SERVICE_DEFAULTS) <= set(world.farm.services)
    assert isinstance(world.farm, ServerFarm)


@pytest.mark.parametrize("name", DEFAULT_SERVICES)
def test_what_a_service_may_be_asked_is_known_without_loading_it(name: str) -> None:
    with HttpClient(RateLimiter()) as http:
        service = SERVICES.load(name)(service_policy(name), http)
    assert service.searches is SERVICE_DEFAULTS[name].searches


def test_a_run_without_the_network_loads_no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SERVICES, "load", pytest.fail)
    config = Config(Path(), services=ServicesConfig(offline=True))
    with open_in_memory(config) as project:
        dispatcher = project.resolver().dispatcher
        assert dispatcher.down == dict.fromkeys(DEFAULT_SERVICES, OFFLINE)
        assert dispatcher.searchable == {name for name in DEFAULT_SERVICES if SERVICE_DEFAULTS[name].searches}
