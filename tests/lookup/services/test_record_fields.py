from __future__ import annotations

from typing import Any

import pytest

from biblio.lookup.services.record_fields import date_from_parts, identifier_from
from biblio.model.identifiers import Identifier


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([[2020, 5, 17]], "2020-05-17"),
        ([["2020", " 5 "]], "2020-05"),
        ([[2020, 0]], "2020"),
        ([[2020, 2, 30]], "2020-02"),
        ([[2020, 5, 1, 9]], "2020-05-01"),
        ([[0]], "None"),
        ([[None]], "None"),
        ([[True]], "None"),
        ([["²"]], "None"),
        ([], "None"),
        (None, "None"),
        ([2020], "None"),
    ],
)
def test_date_from_parts(parts: Any, expected: str) -> None:
    assert str(date_from_parts(parts)) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("DOI", "https://dx.doi.org/10.1000/ABC", Identifier("doi", "10.1000/abc")),
        ("doi", "doi:10.48550/arXiv.2401.01234v2", Identifier("arxiv", "2401.01234")),
        ("arXiv", "arXiv:2401.01234", Identifier("arxiv", "2401.01234")),
        ("URL", "https://doi.org/10.1000/abc", Identifier("doi", "10.1000/abc")),
        ("url", "http://arxiv.org/pdf/2401.01234v3.pdf", Identifier("arxiv", "2401.01234")),
        ("PMID", "123", Identifier("pmid", "123")),
        ("url", "https://example.org", None),
        ("issn", "1234-5678", None),
        ("doi", None, None),
    ],
)
def test_identifier_from(kind: str, value: Any, expected: Identifier | None) -> None:
    assert identifier_from(kind, value) == expected
