"""The hook of MkDocs: adds to the site the pages made from the code (`reference_pages`), and the example's page."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

sys.path.insert(0, str(Path(__file__).parents[1]))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    from mkdocs.structure.files import File

    from tools.example_page import example_page
    from tools.reference_pages import reference_pages

    for path, text in reference_pages().items():
        files.append(File.generated(config, path, content=text))
    for name, text in example_page().items():
        files.append(File.generated(config, f"example/page/{name}", content=text))
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """Put the example's notes beside its page, as they are: MkDocs would make pages of them."""
    from tools.example_page import NOTES

    shutil.copytree(NOTES, Path(config.site_dir) / "example/notes", dirs_exist_ok=True)
