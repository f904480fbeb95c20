"""Links and their roles: a link in the running text never decides what a note is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.extract.links import find_links, find_references, host_role, label_role
from biblio.model.note import LinkRole

OWN = "https://openreview.net/forum?id=OvoCm1gGhN"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"openreview: {OWN}", LinkRole.OWN),
        (f"OpenReview:{OWN}", LinkRole.OWN),
        (f"ICLR 2023 OpenReview: {OWN}", LinkRole.OWN),
        (f"論文: {OWN}", LinkRole.OWN),
        (f"論文リンク: {OWN}", LinkRole.OWN),
        (f"- Paper: {OWN}", LinkRole.OWN),
        (f"[arXiv]({OWN})", LinkRole.OWN),
        (f"論文: [Title of it]({OWN})", LinkRole.OWN),
        (f"as shown in {OWN} before", LinkRole.MENTION),
        (f"as they say in the paper: {OWN}", LinkRole.MENTION),
        (f"this [paper]({OWN}) says otherwise", LinkRole.MENTION),
        ("[RE-Bench Technical Report](https://metr.org/report.pdf)", LinkRole.MENTION),
        (f"関連: {OWN}", LinkRole.RELATED),
        (f"先行研究: {OWN}", LinkRole.RELATED),
        ("元ポスト:https://x.com/a/status/1", LinkRole.POST),
        ("論文: https://x.com/a/status/1", LinkRole.POST),
        ("https://github.com/a/b", LinkRole.CODE),
        ("実装: https://example.org/code", LinkRole.CODE),
        ("解説スライド: https://example.org/s", LinkRole.SLIDES),
        ("https://speakerdeck.com/a/b", LinkRole.SLIDES),
        ("HF: https://huggingface.co/a/b", LinkRole.MODEL),
        ("https://huggingface.co/datasets/a/b", LinkRole.DATA),
        ("pj page: https://example.org", LinkRole.PROJECT),
        ("https://youtu.be/abc", LinkRole.VIDEO),
        ("日本語解説: https://example.org/x", LinkRole.EXPLAINER),
        ("https://example.org/x", LinkRole.MENTION),
    ],
)
def test_roles(text: str, role: LinkRole) -> None:
    (link,) = find_links(text)
    assert link.role is role


def test_a_link_under_related_work_is_never_the_notes_own() -> None:
    text = f"読んだ\n\n関連:\n- openreview: {OWN}\n- {OWN}\n\n次の段落 openreview:\nopenreview: {OWN}"
    roles = [link.role for link in find_links(text)]
    assert roles == [LinkRole.RELATED, LinkRole.RELATED, LinkRole.OWN]


def test_code_blocks_are_passed_over_and_lines_are_counted() -> None:
    text = f"a\n```\nopenreview: {OWN}\n```\nopenreview: {OWN}"
    assert [(link.line, link.role) for link in find_links(text, line=10)] == [(14, LinkRole.OWN)]


def test_addresses_glued_together_are_two() -> None:
    text = f"https://example.github.ioOpenReview:{OWN}を読む"
    urls = [link.url for link in find_links(text)]
    assert urls[1] == OWN
    assert urls[0].startswith("https://example.github.io")


def test_japanese_text_behind_an_address_is_not_part_of_it() -> None:
    (link,) = find_links("https://arxiv.org/abs/2401.01234を読む")
    assert link.url == "https://arxiv.org/abs/2401.01234"


def test_references() -> None:
    text = "関連:\n・2456\n- [Paper Note] Hyper-Connections, Defa Zhu+, ICLR'25\n```\n・99\n```"
    assert [(mention.kind, mention.target, mention.line) for mention in find_references(text)] == [
        ("note", "2456", 2),
        ("work", "[Paper Note] Hyper-Connections, Defa Zhu+, ICLR'25", 3),
    ]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("yes", None),
        ("(link to the paper)", LinkRole.OWN),
        ("link to presentation", LinkRole.SLIDES),
        ("no", None),
    ],
)
def test_words_that_are_no_title(label: str, role: LinkRole | None) -> None:
    assert label_role(label) is role


@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    lines = text.count("\n") + 1
    for link in find_links(text):
        assert 1 <= link.line <= lines
    list(find_references(text))
    label_role(text)
    host_role(text)
