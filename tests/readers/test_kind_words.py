"""The words of other programs for kinds of works mean the same in a person's notes as in these programs' exports."""

from __future__ import annotations

import pytest

from biblio.bibtex.entry_table import ENTRY_MEANINGS
from biblio.formats.item_types import ZOTERO_TYPES, csl_meaning
from biblio.model.record import Kind
from biblio.readers.markdown.kind_words import kind_of_word

# In an export their journal, volume and pages are known, which a page in the notes hardly ever has.
WITH_PLACE = {"newspaperArticle", "dictionaryEntry"}


def test_item_types_of_zotero() -> None:
    other = {name for name, (kind, _) in ZOTERO_TYPES.items() if kind_of_word(name) is not kind}
    assert other == WITH_PLACE
    assert {kind_of_word(name) for name in WITH_PLACE} == {Kind.WEBPAGE}


@pytest.mark.parametrize(
    "name",
    "article-journal article-magazine paper-conference chapter book thesis report software dataset webpage post-weblog speech"
    " motion_picture entry-encyclopedia standard".split(),
)
def test_types_of_csl(name: str) -> None:
    meaning = csl_meaning(name)
    assert meaning is not None
    assert kind_of_word(name) is meaning[0]


def test_entry_types_of_bibtex() -> None:
    known = {name: kind_of_word(name) for name in ENTRY_MEANINGS}
    other = {name for name, kind in known.items() if kind not in (None, ENTRY_MEANINGS[name].kind)}
    assert other == {"proceedings", "reference"}  # in notes, of what is in them
