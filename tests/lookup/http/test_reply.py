from __future__ import annotations

import pytest

from biblio.lookup.http.exchange import redact_url
from biblio.lookup.http.policy import ServicePolicy
from biblio.lookup.http.reply import Reply, content_problem

ATOM = "application/atom+xml"
JSON = "application/json"


@pytest.mark.parametrize(
    ("body", "accept", "words"),
    [
        (b'{"a": 1}', JSON, ""),
        (b"[]", "application/vnd.citationstyles.csl+json", ""),
        (b'{"a": ', JSON, "broken JSON"),
        (b"", JSON, "nothing"),
        (b"\xff\xfe\x00", JSON, "broken JSON"),
        (b"[" * 100_000, JSON, "broken JSON"),
        (b" \n<!doctype HTML><html>", JSON, "a web page instead of JSON"),
        (b"<html lang=en>", ATOM, "a web page instead of XML"),
        (b"<!-- x --><!DOCTYPE html>", ATOM, "a web page instead of XML"),
        (b"<feed><entry/></feed>", ATOM, ""),
        (b"<feed><entry>", ATOM, "broken XML"),
        (b"<?xml version='1.0' encoding='klingon'?><feed/>", ATOM, "broken XML"),
        (b"<a:feed/>", ATOM, "broken XML"),
        (b"<?xml version='1.0'?><!DOCTYPE feed [<!ENTITY a 'b'>]><feed>&a;</feed>", ATOM, "document type"),
        (b"anything", "text/plain", ""),
    ],
)
def test_content_problems(body: bytes, accept: str, words: str) -> None:
    problem = content_problem(Reply(200, {}, body, ""), accept)
    assert words in problem
    assert bool(problem) == bool(words)


def test_a_body_is_parsed_once() -> None:
    reply = Reply(200, {}, b'{"a": [1]}', "")
    assert content_problem(reply, JSON) == ""
    assert reply.json is reply.json
    feed = Reply(200, {}, b"<feed><entry/></feed>", "")
    assert content_problem(feed, ATOM) == ""
    assert feed.xml is feed.xml
    assert [child.tag for child in feed.xml] == ["entry"]


@pytest.mark.parametrize(
    ("url", "redacted"),
    [
        (
            "https://api.example.org/works?rows=5&mailto=ada%40example.org",
            "https://api.example.org/works?rows=5&mailto=…",
        ),
        ("https://user:word@example.org/a?api_key=s3cret&q=x", "https://example.org/a?api_key=…&q=x"),
        ("https://example.org/a?TOKEN=s3cret#part", "https://example.org/a?TOKEN=…"),
        ("https://example.org/a?monkey=1", "https://example.org/a?monkey=1"),
    ],
)
def test_redacted_addresses(url: str, redacted: str) -> None:
    assert redact_url(url) == redacted


def test_a_policy_joins_base_path_and_query() -> None:
    policy = ServicePolicy("x", "https://example.org/base/")
    assert policy.url("/works", {"q": "a b", "r": "1,2"}) == "https://example.org/base/works?q=a+b&r=1%2C2"
    assert policy.url("/works?a=1", [("b", "2")]) == "https://example.org/base/works?a=1&b=2"


def test_a_policy_does_not_show_its_headers() -> None:
    assert "s3cret" not in repr(ServicePolicy("x", "https://example.org", headers=(("X-Key", "s3cret"),)))
