"""Title lines, taken apart from their right end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biblio.extract.title_line import TitleLine, parse_title_line


@pytest.mark.parametrize(
    ("line", "parsed"),
    [
        (
            "[Paper Note] Segment Anything, Alexander Kirillov+, arXiv'23",
            TitleLine("Segment Anything", (), ("Alexander Kirillov",), True, "", "arXiv", 2023, None, "[Paper Note]"),
        ),
        (
            "Differential Transformer, Tianzhu Ye+, N_A, ICLR'25",
            TitleLine("Differential Transformer", (), ("Tianzhu Ye",), True, "", "ICLR", 2025),
        ),
        (
            "Few-Shot NLG, Chen+, University of California, ACL'20",
            TitleLine("Few-Shot NLG", (), ("Chen",), True, "University of California", "ACL", 2020),
        ),
        (
            "Why do trees win?, Grinsztajn+, Soda, Inria Saclay , arXiv'22",
            TitleLine("Why do trees win?", (), ("Grinsztajn",), True, "Soda, Inria Saclay", "arXiv", 2022),
        ),
        (
            "Knowledge Neurons in Pretrained Transformers, Damai Dai+, N_A, ACL'22, 2022.05",
            TitleLine("Knowledge Neurons in Pretrained Transformers", (), ("Damai Dai",), True, "", "ACL", 2022, 5),
        ),
        ("Randomized Encodings Boost Transformers, ACL'23", TitleLine("Randomized Encodings Boost Transformers", venue="ACL", year=2023)),
        ("FastSeq: Faster, Yan+, ACL’21", TitleLine("FastSeq: Faster", (), ("Yan",), True, "", "ACL", 2021)),
        (
            "RoFormer: Enhanced, Jianlin Su+, N_A, Neurocomputing, 2024",
            TitleLine("RoFormer: Enhanced", (), ("Jianlin Su",), True, "", "Neurocomputing", 2024),
        ),
        (
            "Segment Anything in Medical Images, Jun Ma+, N_A, Nature Communications'24",
            TitleLine("Segment Anything in Medical Images", (), ("Jun Ma",), True, "", "Nature Communications", 2024),
        ),
        (
            "DeepNet: Scaling Transformers to 1,000 Layers, Hongyu Wang+, arXiv'22",
            TitleLine("DeepNet: Scaling Transformers to 1,000 Layers", (), ("Hongyu Wang",), True, "", "arXiv", 2022),
        ),
        (
            "Unified-IO 2: Vision, Language, Audio, and Action, Jiasen Lu+, CVPR'24",
            TitleLine("Unified-IO 2: Vision, Language, Audio, and Action", (), ("Jiasen Lu",), True, "", "CVPR", 2024),
        ),
        (
            "Unified-IO 2: Vision, Language, Audio, and Action, CVPR'24",
            TitleLine("Unified-IO 2: Vision, Language, Audio, and Action", venue="CVPR", year=2024),
        ),
        (
            "RynnVLA-001: Using Demonstrations, Jiang+, Alibaba, 2025.08",
            TitleLine("RynnVLA-001: Using Demonstrations", (), ("Jiang",), True, "Alibaba", "", 2025, 8),
        ),
        (
            "Wan-S2V: Video Generation, Alibaba, 2025.08",
            TitleLine("Wan-S2V: Video Generation", ("Wan-S2V: Video Generation, Alibaba",), (), False, "Alibaba", "", 2025, 8),
        ),
        ("Transformers.js, 2023", TitleLine("Transformers.js", year=2023)),
        ("BetterTransformer, Out of the Box Performance", TitleLine("BetterTransformer, Out of the Box Performance")),
        ("30分で完全理解するTransformerの世界", TitleLine("30分で完全理解するTransformerの世界")),
        ("Old Work, Lee+, COLING'94", TitleLine("Old Work", (), ("Lee",), True, "", "COLING", 1994)),
        ("Foo, John Smith et al., EMNLP 2020", TitleLine("Foo", (), ("John Smith",), True, "", "EMNLP", 2020)),
    ],
)  # fmt: skip
def test_parse(line: str, parsed: TitleLine) -> None:
    assert parse_title_line(line) == parsed


def test_a_lone_author_leaves_the_other_reading_open() -> None:
    parsed = parse_title_line("Scalable-Softmax Is Superior for Attention, Ken M. Nakanishi, arXiv'25")
    assert parsed.authors == ("Ken M. Nakanishi",)
    assert parsed.title == "Scalable-Softmax Is Superior for Attention"
    assert parsed.other_titles == ("Scalable-Softmax Is Superior for Attention, Ken M. Nakanishi",)


def test_a_year_glued_to_a_known_venue() -> None:
    assert parse_title_line("Foo Bar, Lee+, arXiv23").year == 2023
    assert parse_title_line("Foo Bar, Lee+, ICLR24").venue == "ICLR"
    assert parse_title_line("Foo Bar, Qwen25").title == "Foo Bar, Qwen25"


def test_a_lone_capitalised_word_may_be_a_name() -> None:
    parsed = parse_title_line("Template Design for Extraction, Onyshkevych, WS'93")
    assert parsed.title == "Template Design for Extraction, Onyshkevych"
    assert parsed.other_titles == ("Template Design for Extraction",)


@given(st.text())
def test_any_line_is_read_without_error(line: str) -> None:
    parse_title_line(line)


@given(st.from_regex(r"[A-Z][a-z]{3,9}( [a-z]{3,9}){2,6}", fullmatch=True), st.integers(min_value=0, max_value=50))
def test_a_plain_title_comes_out_whole(title: str, year: int) -> None:
    parsed = parse_title_line(f"[Paper Note] {title}, Ada Lovelace+, ICLR'{year:02}")
    assert (parsed.title, parsed.authors, parsed.venue, parsed.year) == (title, ("Ada Lovelace",), "ICLR", 2000 + year)
