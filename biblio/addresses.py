"""Addresses that others wrote, some of which are none."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

__all__ = ["split_address"]


def split_address(url: str) -> SplitResult:
    """Return the parts of an address; all are empty where the brackets or the signs of its host make it none."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return SplitResult("", "", "", "", "")
