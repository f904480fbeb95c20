"""The readers of manuscripts by format, and the formats by suffix."""

from __future__ import annotations

from biblio.check.manuscripts.citations import ManuscriptReader
from biblio.registry import Registry

__all__ = ["MANUSCRIPT_READERS", "MANUSCRIPT_SUFFIXES"]

MANUSCRIPT_READERS: Registry[ManuscriptReader] = Registry(
    "manuscript format",
    {
        "tex": "biblio.check.manuscripts.latex_source:read_tex",
        "aux": "biblio.check.manuscripts.latex_aux:read_aux",
        "bcf": "biblio.check.manuscripts.latex_aux:read_bcf",
        "markdown": "biblio.check.manuscripts.pandoc:read_pandoc",
        "typst": "biblio.check.manuscripts.typst:read_typst",
        "org": "biblio.check.manuscripts.org:read_org",
        "rst": "biblio.check.manuscripts.sphinx_roles:read_rst",
        "asciidoc": "biblio.check.manuscripts.asciidoc:read_asciidoc",
        "lyx": "biblio.check.manuscripts.lyx:read_lyx",
        "notebook": "biblio.check.manuscripts.notebook:read_notebook",
    },
)
MANUSCRIPT_SUFFIXES = {
    ".tex": "tex", ".ltx": "tex", ".latex": "tex", ".rnw": "tex", ".aux": "aux", ".bcf": "bcf", ".md": "markdown",
    ".markdown": "markdown", ".qmd": "markdown", ".rmd": "markdown", ".typ": "typst", ".org": "org",
    ".rst": "rst", ".adoc": "asciidoc", ".asciidoc": "asciidoc", ".lyx": "lyx", ".ipynb": "notebook",
}  # fmt: skip
