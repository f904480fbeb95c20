"""Macros that need no definition: months, those of BibTeX's standard styles, and those of lists that TeX brings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from biblio.model.dates import MONTHS

__all__ = ["STANDARD_MACROS", "is_known_macro"]

STANDARD_MACROS: Mapping[str, str] = {
    "acmcs": "ACM Computing Surveys",
    "acta": "Acta Informatica",
    "cacm": "Communications of the ACM",
    "ibmjrd": "IBM Journal of Research and Development",
    "ibmsj": "IBM Systems Journal",
    "ieeese": "IEEE Transactions on Software Engineering",
    "ieeetc": "IEEE Transactions on Computers",
    "ieeetcad": "IEEE Transactions on Computer-Aided Design of Integrated Circuits",
    "ipl": "Information Processing Letters",
    "jacm": "Journal of the ACM",
    "jcss": "Journal of Computer and System Sciences",
    "scp": "Science of Computer Programming",
    "sicomp": "SIAM Journal on Computing",
    "tcs": "Theoretical Computer Science",
    "tocs": "ACM Transactions on Computer Systems",
    "tods": "ACM Transactions on Database Systems",
    "tog": "ACM Transactions on Graphics",
    "toms": "ACM Transactions on Mathematical Software",
    "toois": "ACM Transactions on Office Information Systems",
    "toplas": "ACM Transactions on Programming Languages and Systems",
}
"""The macros of BibTeX's standard styles besides the months, https://ctan.org/pkg/bibtex (btxbst.doc)."""
# The lists that IEEEtran and AMS bring; documents name them before their own `.bib`.
_LISTED = re.compile(r"(?:ieee_|acm_|amc_)\w+", re.IGNORECASE)


def is_known_macro(name: str) -> bool:
    """Return whether a macro is one of the months, of BibTeX's standard styles or of the lists of IEEEtran and AMS."""
    return name.lower() in MONTHS or name.lower() in STANDARD_MACROS or _LISTED.fullmatch(name) is not None
