"""Titles of works out of the titles that web pages have in a browser: "[1706.03762] Attention Is All You Need".

Browsers, bookmarks and tab savers write what the page calls itself: the title of the work with an identifier before it
and the names of the site and the journal behind it.
"""

from __future__ import annotations

import re

__all__ = ["title_of_page"]

_SITES = (
    r"arxiv(?:\.org)?(?: e-?print archive| vanity)?|ar5iv(?:\.org)?|alphaxiv|openreview(?:\.net)?|acl anthology"
    r"|science\s?direct(?:\.com)?|pnas|jstor|project muse|pubmed|pmc|ncbi|europe pmc|plos(?: \w+)?|peerj|elife|biorxiv"
    r"|medrxiv|chemrxiv|psyarxiv|ssrn|hal open science|zenodo|springer(?:link| nature link|nature)?"
    r"|wiley online library|taylor & francis(?: online)?|tandfonline|sage journals|oxford academic|cambridge core"
    r"|annual reviews|acm digital library|ieee xplore|ieee (?:journals & magazine|conference publication)"
    r"|semantic scholar"
    r"|google (?:scholar|books)|researchgate|academia\.edu|papers? with code|hugging ?face|paperswithcode|dblp|mdpi"
    r"|the lancet|nejm|jama(?: network)?|new england journal of medicine|the bmj|iopscience|aps journals"
    r"|acs publications|rsc publishing|royal society publishing|proceedings of machine learning research|pmlr|jmlr"
    r"|neurips proceedings|cvf open access|usenix|j-stage|cinii(?: research)?|cnki|中国知网|知网|goodreads"
    r"|amazon(?:\.\w+)+|request pdf|philpapers|scielo|érudit|persée|cairn(?:\.info)?|de gruyter(?: ?brill)?"
    r"|mit press(?: direct)?|nature (?:\w+ )?(?:communications|physics|methods|medicine|neuroscience|genetics"
    r"|biotechnology|chemistry|materials|intelligence|behaviour|energy|astronomy|electronics|geoscience"
    r"|reviews(?: \w+){1,3})"
)
# Names that are also words: only a bar separates them from a title for certain.
_WORDS = (
    r"nature|science(?: \w+)?|cell|brill|hal|distill|frontiers|bmc(?: \w+)?|ieee|acm|full text|pdf|abstract|html"
    r"|scientific reports|neurips"
)
_SUFFIX = re.compile(
    rf"(?<!\s)\s+[|\-–—•·]\s+(?:{_SITES})(?:\s*\(\w+\))?\s*$|(?:(?<!\s)\s+)?\|\s*(?:{_SITES}|{_WORDS})\s*$"
    r"|(?:(?<!\s)\s+)?\((?:[\w-]+\.)+[a-z]{2,}\)\s*$",
    re.IGNORECASE,
)
# "Title | Journal of Things | Publisher": once the site is recognised, the part before it is the journal.
_JOURNAL = re.compile(r"(?<!\s)\s+\|\s+[^|]{3,80}$|(?<!\s)\s+in\s+[^|]{3,80}$")
_NAMES_PARTS = re.compile(
    r"oxford academic|cambridge core|springer|acm|taylor|project muse|ieee|iopscience", re.IGNORECASE
)
_PREFIX = re.compile(
    r"(?i)^\s*(?:(?:\(\d+\)\s*)?[\[(](?:\d{4}\.\d{4,5}(?:v\d+)?"
    r"|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)[\])]\s*|\(pdf\)\s*|pdf\s*[:|]\s*"
    r"|\[(?:pdf|papers?|html)\]\s*|view of\s+)"
)
_NO_TITLE = re.compile(
    r"(?:https?://|www\.)\S*|\S+\.(?:pdf|html?)|\d{4}\.\d{4,5}(?:v\d+)?|[\W\d_]*|(?:pdf|untitled|home|abstract|document"
    r"|page|redirecting|just a moment|access denied|log ?in|sign in|403 forbidden|404 not found|error|loading)\W*",
    re.IGNORECASE,
)


def title_of_page(text: str) -> str:
    """Return the title of the work in the title of a web page, or an empty text if there is none ("1706.03762.pdf")."""
    title = " ".join(text.split())
    title = _PREFIX.sub("", title)
    while match := _SUFFIX.search(title):
        is_of_journals = _NAMES_PARTS.search(match[0]) is not None
        title = title[: match.start()].rstrip()
        if is_of_journals and (journal := _JOURNAL.search(title)) and "|" in journal[0]:
            title = title[: journal.start()].rstrip()
    return "" if _NO_TITLE.fullmatch(title) else title
