"""Texts that cite the references at their end, and lists of references that are reading lists."""

from __future__ import annotations

import pytest

from biblio.readers.base import Document
from biblio.readers.markdown.cited_references import has_sections_of_a_paper, rows_of_cited_references
from biblio.readers.markdown.page import MarkdownPage
from biblio.readers.skipped import SkipReason
from tests.readers.markdown_samples import notes, only, skipped

REFERENCES = """\
1. Vega R, Onyango P. How moss holds water. J Moss. 2016;12(3):101-119. doi:10.5555/moss.16
2. Silva A. Ferns at night. Fern Letters. 2019;4:9. https://arxiv.org/abs/1901.00012
"""
PROSE = "Moss drinks the rain of a whole night and gives it back in the days after it, as has been known for long"


def page(text: str) -> MarkdownPage:
    return MarkdownPage(Document("a.md", text, "a.md"))


@pytest.mark.parametrize(
    "text",
    [
        f"# Wet woods\n\n{PROSE} [1]. Ferns do not [2].\n\n## Sources\n\n{REFERENCES}",
        f"# Wet woods\n\n{PROSE} [1, 2].\n\n{REFERENCES}",
        f"# Wet woods\n\n{PROSE} [[1]](#r1), [[2]](#r2).\n\n## Literatur\n\n{REFERENCES}",
        f"# Wet woods\n\n{PROSE}<sup>1-2</sup>.\n\n{REFERENCES}",
        f"# Wet woods\n\n{PROSE} (Vega and Onyango, 2016; Silva 2019).\n\n## Quellen\n\n"
        "- Vega, R., & Onyango, P. (2016). How moss holds water. *Journal of Moss*, 12, 101–119.\n"
        "- Silva, A. (2019). Ferns at night. *Fern Letters*, 4, 9.\n",
    ],
)
def test_what_a_text_cites_at_its_end_is_no_note(text: str) -> None:
    assert rows_of_cited_references(page(text))
    assert notes(text) == []
    assert skipped(text) == [SkipReason.OWN_TEXT]


def test_lists_that_no_text_cites_are_read() -> None:
    assert len(notes(f"# References\n\n{REFERENCES}")) == 2
    introduced = f"# Papers on moss\n\n{PROSE}. These papers are a beginning.\n\n## Papers\n\n{REFERENCES}"
    assert len(notes(introduced)) == 2
    many = REFERENCES + "".join(
        f"{n}. Poe M. Moss, part {n}. J Moss. 2017;{n}:1-9. doi:10.5555/moss.{n}\n" for n in range(3, 9)
    )
    assert len(notes(f"# Papers on moss\n\n{PROSE} [1], [2].\n\n## Papers\n\n{many}")) == 8


def test_a_note_on_a_work_that_cites_others_stays_a_note() -> None:
    text = f"# How moss holds water\n\nhttps://arxiv.org/abs/1601.00011\n\n{PROSE} [1], [2].\n\n## References\n\n{REFERENCES}"
    assert only(text).title == "How moss holds water"
    described = (
        f"---\ntitle: How moss holds water\nauthors: [Rita Vega]\nyear: 2016\n---\n\n{PROSE} [1], [2].\n\n{REFERENCES}"
    )
    assert only(described).authors == ("Rita Vega",)


@pytest.mark.parametrize("words", ["The authors weigh it at dawn.", "The paper targets ferns."])
def test_who_writes_about_the_authors_is_not_one_of_them(words: str) -> None:
    text = f"# How Moss Holds Water: Weighing It at Dawn\n\n{words} {PROSE} [1], [2].\n\n{REFERENCES}"
    assert SkipReason.OWN_TEXT not in skipped(text)
    assert skipped(f"{text}\n".replace(words, f"{words} We propose a scale.")) == [SkipReason.OWN_TEXT]


def test_the_numbered_sections_of_a_paper_are_no_notes() -> None:
    text = (
        "# 1. Introduction\n\nMoss is wet.\n\n# 2. How moss holds water\n\nPaper: https://arxiv.org/abs/1601.00011\n\n"
        "# 3. Ferns at night\n\nPaper: https://arxiv.org/abs/1901.00012\n\n# 4. Conclusions\n\nYes.\n"
    )
    assert has_sections_of_a_paper(page(text))
    assert notes(text, "paper.md") == []
    listed = text.replace("1. Introduction", "1. Moss in the woods").replace("4. Conclusions", "4. Moss in towns")
    assert len(notes(listed, "list.md")) == 2


def test_the_paper_of_a_program_is_a_text_of_its_own() -> None:
    text = (
        "---\ntitle: 'moss: a package for wet woods'\nauthors:\n  - name: Rita Vega\n    orcid: 0000-0000-0000-0001\n"
        "    affiliation: 1\naffiliations:\n  - name: University of Moss\n    index: 1\ndate: 1 May 2024\n"
        "bibliography: paper.bib\n---\n\n# Summary\n\nIt holds water [@vega2016].\n\n# Statement of need\n\nNone.\n"
    )
    assert skipped(text, "paper.md") == [SkipReason.OWN_TEXT]
