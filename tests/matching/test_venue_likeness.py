"""Names of venues that can mean the same one, and those that surely do not."""

from __future__ import annotations

import pytest

from biblio.matching.venue_likeness import (
    distinctive_words,
    may_be_same_venue,
    names_series_or_publisher,
    resembles_venue,
)

SAME = [
    (
        "NAACL",
        "Proceedings of the 2019 Conference of the North American Chapter of the Association for Computational Linguistics",
    ),
    ("TACL", "ACL"),
    ("ICSME", "International Conference on Software Maintenance and Evolution"),
    ("J. Mach. Learn. Res.", "Journal of Machine Learning Research"),
    ("Proc. Natl. Acad. Sci.", "Proceedings of the National Academy of Sciences"),
    ("Natl. Gaz.", "National Gazette"),
    ("GTC", "Grids Conference, Trees, Cats"),
    ("Robots Trees Grids Cats Dogs", "Robots, Trees and Grids Weekly Gazette"),  # three words in five
    *(("ICGT", f"International Conference {word} Grids {word} Trees") for word in "of on the and for in".split()),
    ("International Conference", "Journal of Something Else"),  # nothing to tell them apart by
]
DIFFERENT = [
    ("NeurIPS", "ICML"),
    ("Journal of Machine Learning Research", "Physical Review Letters"),
    ("Symposium on Neural Scaling Laws", "Annals of Mathematics"),
    ("Robots Trees Grids Cats", "Robots Trees Weekly Gazette"),
    ("Robotics Letters Today", "Robotics of Trees and Dogs"),
    ("Cats Grids Trees", "Trees Grids Cats"),
    ("ABCD", "Grids"),
    ("AAAI", "Transactions on Gradients and Adaptation"),  # an acronym is no contraction
    ("ECAI", "Journal of Moss Education"),
]


@pytest.mark.parametrize(("name", "other"), SAME)
def test_it_may_be_the_same(name: str, other: str) -> None:
    assert may_be_same_venue(name, other)
    assert may_be_same_venue(other, name)


@pytest.mark.parametrize(("name", "other"), DIFFERENT)
def test_it_is_another(name: str, other: str) -> None:
    assert not may_be_same_venue(name, other)
    assert not may_be_same_venue(other, name)


def test_series_and_publishers_say_nothing_about_the_venue() -> None:
    assert all(map(names_series_or_publisher, ("Springer", "LNCS 1234", "Lecture Notes in Computer Science", "CoRR")))
    assert not any(map(names_series_or_publisher, ("ICML", "Journal of Machine Learning Research")))


def test_a_registered_name_resembles_one_with_all_of_its_distinctive_words() -> None:
    assert distinctive_words("12th International Conference on Web Engineering") == ["web", "engineering"]
    assert resembles_venue("Conference on Web Engineering", "12th International Conference on Web Engineering")
    assert resembles_venue("Transactions on Web Eng.", "ACM Transactions on Web Engineering and Design")
    assert resembles_venue("NeurIPS", "Advances in Neural Information Processing Systems")
    assert resembles_venue("Web Engineering", "Web Engineering and Design of Social Systems")
    assert not resembles_venue("Web Engineering", "Web Engineering and Design of Big Social Systems")
    assert not resembles_venue("International Conference", "Web Engineering")
    assert not resembles_venue("Web Engineering", "International Conference")
    assert not resembles_venue("Journal of Adversarial Language Machines", "Journal of Language and Machines")
