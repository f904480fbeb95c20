"""Partial dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.model.dates import PartialDate, parse_date


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025", "2025"),
        ("2025-08", "2025-08"),
        ("2025/8/17", "2025-08-17"),
        ("2025.08", "2025-08"),
        ("2025年8月17日", "2025-08-17"),
        ("2025-08-17T10:00:00Z", "2025-08-17"),
    ],
)
def test_parse(text: str, value: str) -> None:
    assert str(parse_date(text)) == value


@pytest.mark.parametrize("text", ["17.8.2025", "soon", "", "20250817"])
def test_other_forms_are_unknown(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["2025-02-31", "2025-13-01", "0000-01-01", "2025-00-10"])
def test_dates_that_do_not_exist_are_mistakes(text: str) -> None:
    with pytest.raises(ValueError, match="no"):
        parse_date(text)


@given(st.dates())
def test_round_trip_and_bounds(day: object) -> None:
    found = parse_date(str(day))
    assert found is not None
    assert str(found) == str(day)
    month = PartialDate(found.year, found.month)
    assert month.earliest <= found <= month.latest
    assert PartialDate(found.year).earliest <= month.earliest
