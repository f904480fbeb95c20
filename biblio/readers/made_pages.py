"""Tell which pages in HTML a program made from the texts of a source: those texts are the notes."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["pages_made_from_texts"]

_PAGES = (".html", ".htm", ".xhtml")
_TEXTS = (".md", ".markdown", ".mdx", ".qmd", ".rmd", ".ipynb", ".org", ".rst", ".adoc", ".asciidoc")
# Where programs put what they make.
_OUTPUT = frozenset("docs site _site public _book html build dist output".split())
_SEVERAL = 3
_OF_FOLDERS = frozenset({"readme", "index", "license", "contributing", "changelog"})


def pages_made_from_texts(names: Iterable[str]) -> dict[str, str]:
    """Return the pages among `names` (paths below a source) that a program made, each with the text it is made from.

    A text of the same name is beside such a page, or where the folder of output begins ("docs/a/b.html" from
    "a/b.md"). A page in a folder of output is also made by a program if the source has several texts elsewhere; then
    the name of the text is empty.
    """
    names = list(names)
    pages = [name for name in names if name.lower().endswith(_PAGES)]
    if not pages:
        return {}
    texts = {name.rpartition(".")[0]: name for name in names if name.lower().endswith(_TEXTS)}
    written = [stem for stem in texts if stem.rpartition("/")[2].casefold() not in _OF_FOLDERS]
    made: dict[str, str] = {}
    for page in pages:
        stem = page.rpartition(".")[0]
        folder, _, below = stem.partition("/")
        is_output = bool(below) and folder.casefold() in _OUTPUT
        if text := texts.get(stem) or (texts.get(below) if is_output else None):
            made[page] = text
        elif is_output and sum(not other.startswith(f"{folder}/") for other in written) >= _SEVERAL:
            made[page] = ""
    return made
