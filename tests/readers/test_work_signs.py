"""Pages without any sign of a work are not searched for works; every sign of one is enough to be searched."""

from __future__ import annotations

import pytest

from biblio.readers.base import Document
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.markdown.work_signs import may_list_works

_PROSE = """# How lamps fade

Lamps fade for several reasons, and **heat** is only one of them. See [[Heat]] and ![](assets/lamp%20(2).png).

- **Heat**: the filament becomes thin; "burnt out" is what people call it
- The power is 60 W, in 3 of 10 rooms
    - [ ] ask Jane
"""


def _page(text: str, name: str = "fading.md") -> MarkdownPage:
    return MarkdownPage(Document(name, text, name))


def test_prose_with_bold_words_images_and_links_to_notes_has_no_sign() -> None:
    assert not may_list_works(_page(_PROSE))


@pytest.mark.parametrize(
    "sign",
    [
        "- [A primer on lamps](https://example.org/lamps)",
        "- [A primer on lamps](papers/lamps.pdf)",
        "- A primer on lamps <https://example.org/lamps>",
        "- A primer on lamps, arXiv:1706.03762",
        "- A primer on lamps, doi:10.1000/lamps",
        "- Roe, J. and Poe, M. A primer on lamps",
        "- A primer on lamps (Roe et al.)",
        "- A primer on lamps, Jane Roe and Max Poe, NeurIPS",
        "- A primer on lamps, Jane Roe,\n  _Nature_",
        "- Jane Roe, A primer on lamps (Lantern Press)",
        "- 한강, 소년의 길 (창비)",
        "- [Paper Note] A primer on lamps",
        "- A primer on lamps, Jane Roe, 2017",
        "Jane Roe. A primer on lamps. Journal of Light (2017).",
        "| Title | Authors |\n|---|---|\n| A primer on lamps | Jane Roe |",
        "```bibtex\n@article{roe,\n  title = {A primer on lamps}\n}\n```",
        "Title: A primer on lamps\nAuthors: Jane Roe",
        "title:: A primer on lamps",
        "## Books\n\n- A primer on lamps",
        "Books\n---\n\n- A primer on lamps",
        "## A primer on lamps\n\n### Chapter 1\n\n### Chapter 2\n\n## Lanterns\n\n### Chapter 1\n\n### Chapter 2",
        '## Week 1\n\n- Roe, "A primer on lamps"\n\n## Week 2\n\n- Max Poe, from *On lanterns*',
        "## A primer\n\n### p. 8\n\n### p. 133\n\n## Lanterns\n\n### p. 12\n\n### p. 207",
        "## Reading list\n\n- **A primer on lamps**",
        "## Lamp reading group\n\n- **A primer on lamps**",
        "- Papers:\n    - **A primer on lamps**\n    - **On lanterns at sea**",
    ],
)
def test_one_sign_of_a_work_suffices(sign: str) -> None:
    assert may_list_works(_page(f"{_PROSE}\n{sign}\n"))


def test_the_name_of_a_page_is_a_sign() -> None:
    assert may_list_works(_page(_PROSE, "Books.md"))
    assert may_list_works(_page(f"---\ntitle: Papers to read\n---\n{_PROSE}"))
    assert may_list_works(_page("- **A primer on lamps**\n", "reading list/lamps.md"))
