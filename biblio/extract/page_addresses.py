"""The page of a paper that the address of its file leads to: where its abstract is, and its other versions."""

from __future__ import annotations

import re

from biblio.extract.identifiers_in_text import identifier_in_url

__all__ = ["page_address"]

_FILE = re.compile(r"\.pdf\b|/e?pdf[/?]", re.IGNORECASE)
_WITH_PAGES = ("arxiv", "acl", "openreview", "pmlr")
# Sites whose files and pages have names of one form: pattern of a file's address → address of the page.
_SITES = (
    (
        re.compile(r"(https?://(?:proceedings\.neurips\.cc|papers\.nips\.cc)/paper(?:_files/paper)?/\d{4})/file/(\w+)-Paper(\S*)\.pdf"),
        r"\1/hash/\2-Abstract\3.html",
    ),
    (re.compile(r"(https?://openaccess\.thecvf\.com/\S+?)/papers/([^\s/]+)\.pdf"), r"\1/html/\2.html"),
    (re.compile(r"(https?://(?:www\.)?jmlr\.org/papers)/volume(\d+)/([\w-]+)/\3\.pdf"), r"\1/v\2/\3.html"),
)  # fmt: skip


def page_address(url: str) -> str:
    """Return the address of the page, if `url` is that of a paper's file and shows which page it belongs to."""
    if not _FILE.search(url):
        return url
    identifier = identifier_in_url(url)
    if identifier is not None and identifier.scheme in _WITH_PAGES:
        return identifier.address or url
    for pattern, page in _SITES:
        if match := pattern.fullmatch(url):
            return match.expand(page)
    return url
