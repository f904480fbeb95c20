"""Tags written into front matter: the line that changes, and everything else that must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.readers.markdown.front_matter import read_front_matter
from biblio.readers.markdown.front_matter_tags import edit_tags
from biblio.readers.markdown.property_values import split_tags
from biblio.text import fold


@pytest.mark.parametrize(
    ("before", "add", "remove", "after"),
    [
        ("tags: [a, b]", "c", "", "tags: [a, b, c]"),
        ("tags: [a, b]", "", "b", "tags: [a]"),
        ("tags: [a]", "", "A", "tags: []"),
        ("tags: a, b", "c d", "", "tags: a, b, c d"),
        ("tags: a", "b", "", "tags: a, b"),
        ("tags:\n  - a\n  - b", "c", "", "tags:\n  - a\n  - b\n  - c"),
        ("tags:\n- a\n- b", "", "a", "tags:\n- b"),
        ("tags: [a]", "A", "", "tags: [a]"),
        ('tags: ["a, b"]', "c", "", None),
        ("tags: [a] # mine", "c", "", None),
        ("tags: [a]", "", "z", None),
        ("title: x", "c", "", None),
        ("tags: [a]", "c: d", "", None),
        ("tags:a", "c", "", None),
        ("tags = a", "c", "", None),
        ("tags:\n  - a: 1", "c", "", None),
    ],
)
def test_front_matter(before: str, add: str, remove: str, after: str | None) -> None:
    rest = "\n---\nBody\n\ntags: [not these]\n"
    edited = edit_tags(f"---\ntitle: T\n{before}{rest}", add=add, remove=remove)
    assert edited == (None if after is None else f"---\ntitle: T\n{after}{rest}")


def test_line_ends_are_kept_and_front_matter_is_required() -> None:
    assert edit_tags("---\r\ntags: [a]\r\n---\r\nx\r\n", add="b") == "---\r\ntags: [a, b]\r\n---\r\nx\r\n"
    assert edit_tags("tags: [a]\n", add="b") is None
    assert edit_tags("", add="b") is None


@given(st.text(max_size=200), st.sampled_from(["", "new"]), st.sampled_from(["", "old"]))
def test_the_rest_of_the_text_is_unchanged(body: str, add: str, remove: str) -> None:
    text = f"---\ntitle: T\ntags: [old, x]\nafter: y\n---\n{body}"
    edited = edit_tags(text, add=add, remove=remove) if add or remove else text
    assert edited is not None
    assert edited.startswith("---\ntitle: T\ntags: [")
    assert edited.endswith(f"]\nafter: y\n---\n{body}")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tags: [NLP, ml, nlp]", "tags: [ml]"),
        ("tags: NLP, ml, Nlp", "tags: ml"),
        ("tags:\n  - NLP\n  - ml\n  - nlp", "tags:\n  - ml"),
        ("tags:\n- nlp\n- nlp\n- ml\n- nlp", "tags:\n- ml"),
        ("tags:\n- nlp\n- NLP", None),
    ],
)
def test_a_tag_that_stands_there_twice_goes_altogether(before: str, after: str | None) -> None:
    edited = edit_tags(f"---\n{before}\n---\nBody\n", remove="NLP")
    assert edited == (after and f"---\n{after}\n---\nBody\n")


tags = st.text(alphabet="aB é/-日_", min_size=1, max_size=8).filter(
    lambda tag: tag == tag.strip() and tag[0] not in " -" and fold(tag) != ""
)


@given(
    st.lists(tags, min_size=1, max_size=4, unique_by=fold),
    st.sampled_from(["[{}]", "{}", "\n  - {}", "\n- {}"]),
    tags,
    st.booleans(),
)
def test_the_reader_sees_what_was_edited(before: list[str], form: str, tag: str, adds: bool) -> None:
    separator = form.removesuffix("{}") if "-" in form else ", "
    text = f"---\ntags: {form.format(separator.join(before))}\nafter: y\n---\nBody\n".replace("tags: \n", "tags:\n")
    edited = edit_tags(text, **{"add" if adds else "remove": tag})
    if edited is None:
        assert not adds
        return
    (value, *_) = [item.value for item in read_front_matter(edited, "a.md").properties]
    tags_read = set(map(fold, split_tags(value, spaced=False)))
    rest = {fold(other) for other in before if fold(other) != fold(tag)}
    assert tags_read == (rest | {fold(tag)} if adds else rest)
