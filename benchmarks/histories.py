"""Histories of notes and a Zotero library in large numbers: what a person made is there, nothing twice, then all is quiet.

python benchmarks/histories.py                                # 2,000 histories of every kind
python benchmarks/histories.py --count 5000 TwoPeople         # 5,000 of one kind
python benchmarks/histories.py --first 900043 --count 1 AppHistories   # one of them again
python benchmarks/histories.py NamesOfTwoPeople               # nothing but new names, edits, runs and git

The steps of a history follow from its kind and its number alone, so that it is the same with any state of the program. One
that fails is made small and shown; the others go on.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.stateful import RULE_MARKER, Rule, RuleBasedStateMachine

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.zotero.histories import AppHistories, Histories, remove_folder
from tests.zotero.project_histories import ProjectHistories
from tests.zotero.shared_histories import NamesOfTwoPeople, TwoPeople, TwoProjects
from tests.zotero.test_source_histories import FiledSourceHistories, SourceHistories

KINDS: dict[str, type[RuleBasedStateMachine]] = {
    kind.__name__: kind
    for kind in (
        Histories, AppHistories, ProjectHistories, TwoProjects, TwoPeople, NamesOfTwoPeople, SourceHistories,
        FiledSourceHistories,
    )
}  # fmt: skip
_MOST_STEPS = 40
_WHAT = ("name", "topic", "one", "number")
"""The names of arguments that say which work or tag a step is about."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a history tries to take; it is left out where the machine does not allow it."""

    rule: Rule
    values: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.rule.function.__name__}({', '.join(f'{name}={value!r}' for name, value in self.values.items())})"


def draw_steps(kind: str, number: int) -> list[Step]:
    """Return the steps of the history `number` of a kind.

    Half of the histories have only some kinds of steps, and many speak of one work again and again, so that what needs
    several steps of one kind, or about one work, is seen more often.
    """
    choice = random.Random(f"{kind} {number}")
    members = (getattr(KINDS[kind], name) for name in sorted(dir(KINDS[kind])))
    rules: list[Rule] = [getattr(member, RULE_MARKER) for member in members if hasattr(member, RULE_MARKER)]
    if choice.random() < 0.5:
        rules = choice.sample(rules, choice.randint(2, len(rules)))
    habit, usual = choice.choice((0.0, 0.5, 0.8)), dict[str, Any]()
    steps = []
    for _ in range(choice.randint(2, _MOST_STEPS)):
        rule = choice.choice(rules)
        data = ConjectureData(random=choice)
        with BuildContext(data, wrapped_test=play):
            drawn = {name: data.draw(strategy) for name, strategy in sorted(rule.arguments.items())}
        values = {
            name: usual[name] if name in usual and choice.random() < habit else value for name, value in drawn.items()
        }
        usual.update((name, value) for name, value in values.items() if name in _WHAT)
        steps.append(Step(rule, values))
    return steps


def play(kind: str, steps: Sequence[Step]) -> str:
    """Take the steps, and then check that all is quiet; return what went wrong, with its place, or an empty string."""
    machine: Any = KINDS[kind]()
    try:
        for step in steps:
            if all(is_allowed(machine) for is_allowed in step.rule.preconditions):
                step.rule.function(machine, **step.values)
        machine.check_quiet()
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        return traceback.format_exc(limit=-4)
    finally:
        remove_folder(machine.folder)
    return ""


def make_small(kind: str, steps: list[Step]) -> list[Step]:
    """Return a history that also fails, and that fails no more without any one of its steps."""
    size = len(steps) // 2
    while size:
        start = 0
        while start < len(steps):
            fewer = [*steps[:start], *steps[start + size :]]
            if play(kind, fewer):
                steps = fewer
            else:
                start += size
        size //= 2
    return steps


def main() -> None:
    """Play histories of each kind in turn; the exit code says whether one has failed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; default: all")
    options.add_argument("--count", type=int, default=2000, help="how many histories of each kind")
    options.add_argument("--first", type=int, default=0, help="the number of the first one")
    options.add_argument("--every", type=int, default=1000, help="after how many numbers to say how far it is")
    asked = options.parse_args()
    kinds = asked.kinds or list(KINDS)
    start, failures, played = time.perf_counter(), Counter[str](), Counter[str]()
    for number in range(asked.first, asked.first + asked.count):
        for kind in kinds:
            steps = draw_steps(kind, number)
            played[kind] += 1
            if play(kind, steps):
                failures[kind] += 1
                steps = make_small(kind, steps)
                print(f"\n{kind} {number} fails after", *steps, play(kind, steps), sep="\n    ", flush=True)
        if number + 1 == asked.first + asked.count or (number + 1) % asked.every == 0:
            print(
                f"{sum(played.values()):>7,} histories, {sum(failures.values())} failures,"
                f" {time.perf_counter() - start:.0f} s:",
                ", ".join(f"{kind} {played[kind]:,} ({failures[kind]})" for kind in kinds), flush=True,
            )  # fmt: skip
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
