"""The pictures of the review screen in the documentation can be made anew, and show what they are for."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from docs.pictures import make


@pytest.mark.slow
def test_the_pictures_show_the_review(tmp_path: Path) -> None:
    make.main(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {path.name for path in make.FOLDER.glob("review-*.svg")}
    for path in tmp_path.iterdir():
        picture = path.read_text(encoding="utf-8")
        text = html.unescape(re.sub(r"<[^>]*>", " ", picture)).replace("\N{NO-BREAK SPACE}", " ")
        expected = (
            "4 notes whose title agrees" if "alike" in path.name else "the note's title is the beginning of the work's"
        )
        assert expected in text, path.name
        assert "http" not in picture.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
