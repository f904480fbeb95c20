"""How a project asks its services: addresses, keys, what may be searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.app.progress import Silent
from biblio.app.project import open_project, project_config
from biblio.app.secrets import secret
from biblio.config.model import DEFAULT_SERVICES
from biblio.http.policy import ServicePolicy


def described(folder: Path, text: str) -> tuple[tuple[str, ...], ServicePolicy, str]:
    """Return the services of a project, how Semantic Scholar is asked, and the context of its decisions."""
    (folder / "config.toml").write_text(text, encoding="utf-8")
    with open_project(project_config(folder, environment={}), progress=Silent()) as project:
        return project.services, project.policy("semanticscholar"), project.context


def test_a_shared_host_has_no_site_of_files(tmp_path: Path) -> None:
    assert described(tmp_path, "")[0] == DEFAULT_SERVICES
    shared = '[services]\nbase_url = "http://127.0.0.1:1"\n'
    services, policy, _ = described(tmp_path, shared)
    assert set(DEFAULT_SERVICES) - set(services) == {"anthology"}
    assert policy.base_url == "http://127.0.0.1:1/s2"
    own = '[services.anthology]\nbase_url = "https://aclanthology.example.org"\n'
    assert described(tmp_path, shared + own)[0] == DEFAULT_SERVICES


def test_a_key_in_the_environment_opens_the_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEMANTIC_SCHOLAR_API_KEY", raising=False)
    monkeypatch.delenv("S2_API_KEY", raising=False)
    _, policy, context = described(tmp_path, "")
    assert (policy.headers, policy.searches) == ((), False)
    assert "searches" not in context
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_KEY", "abc")
    _, policy, context = described(tmp_path, "")
    assert (policy.headers, policy.searches, policy.interval) == ((("x-api-key", "abc"),), True, 1.0)
    assert "semanticscholar: searches" in context.splitlines()
    assert "abc" not in context
    closed = described(tmp_path, "[services.semanticscholar]\nsearches = false\n")
    assert (closed[1].searches, "semanticscholar: searches" in closed[2]) == (False, False)


def test_the_keyring_is_opened_only_by_who_asks_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEMANTIC_SCHOLAR_API_KEY", raising=False)
    monkeypatch.delenv("S2_API_KEY", raising=False)
    opened: list[str] = []
    monkeypatch.setattr("keyring.get_password", lambda service, name: opened.append(f"{service}/{name}") or "ring")
    assert described(tmp_path, "")[1].headers == ()
    assert opened == []
    wanted = described(tmp_path, "[services.semanticscholar]\nsearches = true\n")
    assert wanted[1].headers == (("x-api-key", "ring"),)
    assert set(opened) == {"biblio/semanticscholar"}
    assert secret("openalex") == ""
