from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    written: str
    readings: tuple[str, ...]
    start: int


def english_terms(text: str) -> tuple[Term, ...]:
    return ()


def expansions(word: str) -> tuple[str, ...]:
    return ()
