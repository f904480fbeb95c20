"""How a project asks its services: addresses, keys, what may be searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.progress import SilentProgress
from biblio.project.project import open_project, project_config
from biblio.project.secrets import secret
from biblio.settings import DEFAULT_SERVICES


def described(folder: Path, text: str) -> tuple[tuple[str, ...], ServicePolicy, tuple[str, ...]]:
    """Return the services of a project, how Semantic Scholar is asked, and the context of its decisions."""
    (folder / "config.toml").write_text(text, encoding="utf-8")
    with open_project(project_config(folder, environment={}), progress=SilentProgress()) as project:
        return project.services, project.policy("semanticscholar"), project.context


def test_a_shared_host_has_no_site_of_files(tmp_path: Path) -> None:
    assert described(tmp_path, "")[0] == DEFAULT_SERVICES
    shared = '[services]\nbase_url = "http://127.0.0.1:1"\n'
    services, policy, _ = described(tmp_path, shared)
    assert set(DEFAULT_SERVICES) - set(services) == {"anthology"}
    assert policy.base_url == "http://127.0.0.1:1/s2"
    own = '[services.anthology]\nbase_url = "https://aclanthology.example.org"\n'
    assert described(tmp_path, shared + own)[0] == DEFAULT_SERVICES


def test_a_key_in_the_environment_is_sent_in_the_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEMANTIC_SCHOLAR_API_KEY", raising=False)
    monkeypatch.delenv("S2_API_KEY", raising=False)
    _, policy, _ = described(tmp_path, "")
    assert (policy.headers, policy.interval) == ((), 3.0)
    monkeypatch.setenv("SEMANTIC_SCHOLAR_API_KEY", "abc")
    _, policy, context = described(tmp_path, "")
    assert (policy.headers, policy.interval) == ((("x-api-key", "abc"),), 1.0)
    assert "abc" not in "\n".join(context)


def test_what_may_be_searched_is_part_of_what_a_decision_was_made_with(tmp_path: Path) -> None:
    assert not [mark for mark in described(tmp_path, "")[2] if "searches" in mark]
    allowed = described(
        tmp_path, "[services.openalex]\nsearches = true\n[services.semanticscholar]\nsearches = false\n"
    )
    assert not allowed[1].searches
    assert "openalex: searches" in allowed[2]


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


def test_where_doi_org_leads_to_the_users_limits_are_kept(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[services]\nemail = "ada@example.org"\n[services.crossref]\ninterval = 7\n')
    with open_project(project_config(tmp_path, environment={}), progress=SilentProgress()) as project:
        policy = project.policy("doi")
    asked = [
        policy.asked_at(f"https://{host}/10.1000/x") for host in ("api.crossref.org", "api.datacite.org", "doi.org")
    ]
    assert [(at.name, at.interval) for at in asked] == [("crossref", 7), ("datacite", 0.5), ("doi", 0.5)]
    assert policy.asked_at("https://api.crossref.org.example/x") is policy
