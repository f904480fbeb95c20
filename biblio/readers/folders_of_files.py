"""The folders around a file, which tell what kind of file it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["FEW", "folders_of", "is_folder_of_a_course"]

FEW = 4
"""A folder with fewer files is judged together with those beside it."""

# What teachers and students keep beside what is to be read, and what programs and teams work with: "past_exams",
# "2024 lecture slides", "03_TRANSCRIPTS".
_OF_A_COURSE = re.compile(
    r"(?:[\d._-]++[\s._-]*+)?(?:(?:past|old|final|midterm|mock|lecture|ta|class|course|practice|student|weekly|my)[\s_-]*)?"
    r"(?:exams?|exam[\s_-]?prep|quizz?(?:es)?|tests|slides?|slide[\s_-]?decks?|lectures?|outlines?|syllab(?:us|i)"
    r"|transcripts?|recordings?|homeworks?|assignments?|handouts?|exercises?|worksheets?|problem[\s_-]?sets?|problems"
    r"|tutorials?|labs?|seminars?|discussions?|administration|admin|templates?|workflows?|scripts?|prompts?|logs?"
    r"|drafts?|prep|試験|講義|課題|演習|考试|课件|作业|讲义|시험|강의|과제|exámenes|diapositivas|examens|klausuren|folien"
    r"|экзамены?|лекции|слайды|конспекты лекций)",
    re.IGNORECASE,
)


def is_folder_of_a_course(name: str) -> bool:
    """Return whether a folder is called like one of exams, slides, drafts or scripts, which are no notes on works."""
    return _OF_A_COURSE.fullmatch(name) is not None


def folders_of(path: str) -> Iterator[str]:
    """Yield the folder of a file and those above it, up to that of the whole source, which is empty."""
    while path:
        path = path.rpartition("/")[0]
        yield path
