"""BibTeX entries below the headings of a list of works: each is that of its section."""

from __future__ import annotations

import pytest

from biblio.model.note import LinkRole, Note
from biblio.readers.base import Document
from biblio.readers.markdown.byline import read_byline
from biblio.readers.markdown.citation import read_citation
from biblio.readers.markdown.markdown_reader import READER

ENTRY = """\
```bibtex
@article{kim2021,
  title = {Lanterns in the Dark},
  author = {Kim, Mina and Berg, Jo},
  doi = {10.1000/lantern},
  year = 2021
}
```
"""
OTHER = (
    ENTRY.replace("kim2021", "lee2020")
    .replace("Lanterns in the Dark", "Colours of Old Glass")
    .replace("lantern", "glass")
)


def notes(text: str) -> list[Note]:
    return [item for item in READER.read(Document("inbox.md", text, "inbox.md")) if isinstance(item, Note)]


@pytest.mark.parametrize(
    "text",
    [
        f"# Read\n\n## Lanterns in the Dark\n\n{ENTRY}\nBright.\n\n## Colours of Old Glass\n\n{OTHER}",
        f"# Lanterns in the Dark\n\n{ENTRY}\nBright.\n\n# Colours of Old Glass\n\n{OTHER}",
        f"# Read\n\n## Lanterns!\n\nBright.\n\n### Citation\n\n{ENTRY}\n\n## Glass\n\n{OTHER}",
    ],
)
def test_sections_with_an_entry_each_are_notes(text: str) -> None:
    lanterns, glass = notes(text)
    assert (lanterns.title, lanterns.authors, lanterns.year) == ("Lanterns in the Dark", ("Mina Kim", "Jo Berg"), 2021)
    assert [link.url for link in lanterns.links if link.role is LinkRole.OWN] == ["https://doi.org/10.1000/lantern"]
    assert "Bright." in lanterns.comment
    assert "@article" not in lanterns.comment
    assert (glass.title, glass.citekey) == ("Colours of Old Glass", "lee2020")


def test_an_entry_in_a_section_is_not_that_of_the_page() -> None:
    text = f"# Read\n\n## Lanterns in the Dark\n\n{ENTRY}\n## Ants\n\n- [Walks of an Ant](https://arxiv.org/abs/2102.00002)\n"
    assert [note.title for note in notes(text)] == ["Lanterns in the Dark", "Walks of an Ant"]


def test_a_bare_identifier_names_no_venue() -> None:
    assert read_byline("A. Lee, 2018. doi:10.1000/x").venue == ""
    assert read_byline("A. Lee, 2018. arXiv:2102.00002").venue == "arXiv"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Colours of Old Glass: https://arxiv.org/abs/2103.00003", "Colours of Old Glass"),
        ("See the paper here: https://arxiv.org/abs/2103.00003", ""),
        ("The original text is: https://arxiv.org/abs/2103.00003", ""),
        ("Notes of the week: https://example.org/notes", ""),
        ("as the authors say: https://arxiv.org/abs/2103.00003", ""),
    ],
)
def test_a_title_before_a_colon_and_an_address(line: str, title: str) -> None:
    assert read_citation(line, {}, line=1).title == title
