"""From the address of a paper's file to that of its page."""

from __future__ import annotations

import pytest

from biblio.extract.page_addresses import page_address


@pytest.mark.parametrize(
    ("file", "page"),
    [
        ("https://arxiv.org/pdf/1706.03762v5", "https://arxiv.org/abs/1706.03762"),
        ("https://arxiv.org/pdf/1706.03762.pdf", "https://arxiv.org/abs/1706.03762"),
        ("https://openreview.net/pdf?id=5cAI0qXxyv", "https://openreview.net/forum?id=5cAI0qXxyv"),
        ("https://aclanthology.org/P19-1285.pdf", "https://aclanthology.org/P19-1285/"),
        ("http://proceedings.mlr.press/v70/mohajer17a/mohajer17a.pdf", "https://proceedings.mlr.press/v70/mohajer17a.html"),
        ("https://proceedings.neurips.cc/paper/2009/file/dc58e3a306451c9d670adcd37004f48f-Paper.pdf",
         "https://proceedings.neurips.cc/paper/2009/hash/dc58e3a306451c9d670adcd37004f48f-Abstract.html"),
        ("https://proceedings.neurips.cc/paper_files/paper/2022/file/0a0b-Paper-Conference.pdf",
         "https://proceedings.neurips.cc/paper_files/paper/2022/hash/0a0b-Abstract-Conference.html"),
        ("https://openaccess.thecvf.com/content/CVPR2021/papers/Roe_A_Thing_CVPR_2021_paper.pdf",
         "https://openaccess.thecvf.com/content/CVPR2021/html/Roe_A_Thing_CVPR_2021_paper.html"),
        ("https://www.jmlr.org/papers/volume3/blei03a/blei03a.pdf", "https://www.jmlr.org/papers/v3/blei03a.html"),
    ],
)  # fmt: skip
def test_the_page_of_a_file(file: str, page: str) -> None:
    assert page_address(file) == page
    assert page_address(page) == page


@pytest.mark.parametrize(
    "url",
    ["", "https://example.org/a.pdf", "https://icml.cc/Conferences/2010/papers/100.pdf", "https://arxiv.org/abs/1706.03762v5",
     "https://www.jmlr.org/papers/volume3/blei03a/other.pdf"],
)  # fmt: skip
def test_other_addresses_stay(url: str) -> None:
    assert page_address(url) == url
