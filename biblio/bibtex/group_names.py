"""Names of groups in a list of authors that BibTeX would split as if they were people.

Only what cannot be a person's name is a group: "World Health Organization", "the Moth Study Group".
"""

from __future__ import annotations

from biblio import patterns as re

__all__ = ["is_group_name", "name_and_group"]

_ON_BEHALF = re.compile(
    r"(?:(?P<name>[^{}]*?\S)\s)?\(?on behalf of (?:the )?(?P<group>(?:[^(){}]|\{[^{}]*\})+)\)?", re.IGNORECASE
)
# The last word of a group's name, which is no family name.
_LAST_WORDS = frozenset(
    """
    administration agency alliance association authority bank bureau collaboration collaborators commission committee
    commonwealth consortium corporation council court department federation forum foundation fund gmbh group inc
    initiative institute investigators laboratories laboratory library llc ltd ministry museum nations network
    organisation organization parliament partnership society taskforce team trialists union university
    """.split()
)
# Of these there are families (in 570,000 works four people), so that the other words must say that it is a group.
_ALSO_FAMILIES = frozenset(
    "bank bureau council court forum fund library museum nations parliament society union".split()
)
_NO_GIVEN_NAMES = frozenset(
    """
    african american asian british european federal international national royal security supreme the united world
    """.split()
)
_HINTS = re.compile(rf"\b(?:{'|'.join(sorted(_LAST_WORDS))})\b|\b(?:of|for|on)\s", re.IGNORECASE)
# A word for groups only, followed by "of".
_GROUP_OF = re.compile(
    r"\b(?:organi[sz]ation|ministry|department|institute|university|society|association|bureau|council|committee"
    r"|office|academy|board|government|republic|bank|college|faculty|cent(?:er|re))\s+(?:of|for|on)\b",
    re.IGNORECASE,
)


def is_group_name(name: str) -> bool:
    """Return whether a name without commas is that of a group."""
    if not _HINTS.search(name):
        return False
    words = [word.strip("{}").casefold() for word in name.split()]
    if len(words) < 2:
        return False
    if (last := words[-1].rstrip(".")) in _ALSO_FAMILIES:
        return words[0] in _NO_GIVEN_NAMES
    return last in _LAST_WORDS or bool(_GROUP_OF.search(name))


def name_and_group(tex: str) -> tuple[str, str] | None:
    """Return the person, if any, and the group of "Ann Roe on behalf of the Moth Group", to BibTeX one name."""
    found = _ON_BEHALF.fullmatch(tex.strip())
    return (
        ((found["name"] or "").rstrip(" ,"), found["group"].strip().replace("{", "").replace("}", ""))
        if found
        else None
    )
