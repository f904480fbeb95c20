"""Venues under their several names."""

from __future__ import annotations

import pytest

from biblio.extract.venue_names import full_name, is_workshop, venue_keys


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("ICLR", {"ICLR"}),
        ("NIPS", {"NeurIPS"}),
        ("Advances in Neural Information Processing Systems 30", {"NeurIPS"}),
        ("The Twelfth International Conference on Learning Representations, ICLR 2024, Vienna, Austria", {"ICLR"}),
        ("Proceedings of the 57th Annual Meeting of the Association for Computational Linguistics", {"ACL"}),
        ("2018 Conference of the North American Chapter of the Association for Computational Linguistics", {"NAACL"}),
        ("Findings of the Association for Computational Linguistics: EMNLP 2023", {"EMNLP", "Findings"}),
        ("MM '20: The 28th ACM International Conference on Multimedia", {"ACMMM"}),
        ("Nature", {"Nature"}),
        ("Nature Communications", {"nature communications"}),
        ("Journal of Computational Linguistics Letters", {"journal of computational linguistics letters"}),
        ("Computational Linguistics", {"CL"}),
        ("Neurocomputing", {"neurocomputing"}),
        ("言語処理学会 第28回年次大会", {"言語処理学会 第28回年次大会"}),
        ("", set()),
    ],
)
def test_keys(name: str, keys: set[str]) -> None:
    assert venue_keys(name) == keys


def test_full_names_are_for_acronyms_alone() -> None:
    assert full_name("ICLR 2024") == "International Conference on Learning Representations"
    assert full_name("First Conference on Language Modeling") == ""


@pytest.mark.parametrize(("name", "expected"), [("ICLR 2024 Workshop on X", True), ("CVPRW", True), ("ICLR", False)])
def test_workshops(name: str, expected: bool) -> None:
    assert is_workshop(name) is expected


def test_names_of_one_venue() -> None:
    assert venue_keys("NIPS") == venue_keys("Advances in Neural Information Processing Systems 30")
    assert venue_keys("Neurocomputing 2020") == venue_keys("NEUROCOMPUTING")
    assert not venue_keys("ACL") & venue_keys("NAACL")
    assert venue_keys("") == frozenset()
    assert any(map(full_name, venue_keys("Proceedings of NIPS")))
    assert not any(map(full_name, venue_keys("Neurocomputing")))
