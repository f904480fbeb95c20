"""What a page of works does not give as notes, but may be works, is among what was passed over."""

from __future__ import annotations

from biblio.readers.base import Document
from biblio.readers.markdown.markdown_reader import READER
from biblio.readers.skipped import Skipped, SkipReason

PAGE = """# Papers

Some of these are old. They were read in 2019 at the pier.

- [Lamps at sea](https://arxiv.org/abs/1706.03762)
- [Wicks at sea](https://arxiv.org/abs/1810.04805)

## People

- Jane Roe, lamplighter since 1999
- nobody else

| Pier | Since |
|---|---|
| North | "A pier of its own" |

## License

[MIT](https://example.org/mit)
"""


def test_parts_that_may_name_works_are_told_with_their_first_line() -> None:
    document = Document("papers.md", PAGE, "papers.md")
    passed = [item for item in READER.read(document) if isinstance(item, Skipped)]
    assert [(item.line, item.reason, item.detail) for item in passed] == [
        (10, SkipReason.NO_WORK, "Jane Roe, lamplighter since 1999"),
        (15, SkipReason.NO_WORK, 'North | "A pier of its own"'),
    ]


def test_lines_of_one_list_are_one_part() -> None:
    page = PAGE.replace("- nobody else", "- *The lamps of the pier*\n- *A word on wicks*")
    passed = [item for item in READER.read(Document("papers.md", page, "papers.md")) if isinstance(item, Skipped)]
    assert passed[0].detail == "Jane Roe, lamplighter since 1999 (and 2 more)"
