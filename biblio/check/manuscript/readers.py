"""Which reader reads which manuscript: by the file's suffix."""

from __future__ import annotations

from biblio.check.manuscript.model import Reader
from biblio.registry import Registry

__all__ = ["MANUSCRIPTS", "SUFFIXES"]

MANUSCRIPTS: Registry[Reader] = Registry(
    "kind of manuscript",
    {
        "tex": "biblio.check.manuscript.tex:read_tex",
        "aux": "biblio.check.manuscript.auxiliary:read_aux",
        "bcf": "biblio.check.manuscript.auxiliary:read_bcf",
        "markdown": "biblio.check.manuscript.pandoc:read_pandoc",
        "typst": "biblio.check.manuscript.typst:read_typst",
        "org": "biblio.check.manuscript.org:read_org",
    },
)
SUFFIXES = {
    ".tex": "tex", ".ltx": "tex", ".latex": "tex", ".rnw": "tex", ".aux": "aux", ".bcf": "bcf", ".md": "markdown",
    ".markdown": "markdown", ".qmd": "markdown", ".rmd": "markdown", ".typ": "typst", ".org": "org",
}  # fmt: skip
