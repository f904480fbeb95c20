"""Make texts that a regular expression is slow for, if anything is: from its own parts.

For every part that may be repeated without end there is what stands before it, then the part again and again, then a
character that nothing wants. So a run of blanks comes behind ``\\def`` for one pattern and behind ``Volume`` for another.
"""

from __future__ import annotations

import re
import re._compiler as compiler
import re._constants as op
import re._parser as parser
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import Any

__all__ = ["BEHIND", "inputs"]

BEHIND = "\x01!"  # what no pattern wants, so that all ways to match are tried
_TRIED = " aA1.,-\n\t:;*_/[({)]}\"'|~é深\\@#&=<>$%^`!?+"
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_SINGLE = (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY)
_UNBOUNDED = 300  # repeats up to this often count as bounded
_SEVERAL = 4  # characters of a class, of different kinds
_LITERALS = 8  # characters of the pattern that a class takes too
Node = tuple[Any, Any]


def inputs(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Yield what to begin with and what to repeat, each pair once."""
    tree = list(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))
    singles = list(_singles(tree))
    literals = {chr(value) for kind, value in singles if kind is op.LITERAL}
    classes = [frozenset(_characters(node, pattern.flags)) for node in singles if node[0] is not op.LITERAL]
    yield from dict.fromkeys(_repeated(tree, pattern.flags, "", (literals, *dict.fromkeys(classes))))


def _singles(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield all nodes that take one character."""
    for kind, value in nodes:
        if kind in _SINGLE:
            yield kind, value
        elif kind in _REPEATS:
            yield from _singles(value[2])
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _singles(branch)
        elif (inner := _inner(kind, value)) is not None:
            yield from _singles(inner)


def _repeated(nodes: Iterable[Node], flags: int, before: str, others: Sequence[Set[str]]) -> Iterator[tuple[str, str]]:
    for kind, value in nodes:
        if kind in _REPEATS:
            if value[1] >= _UNBOUNDED:
                yield from ((before, unit) for unit in _units(list(value[2]), flags, others) if unit)
            yield from _repeated(value[2], flags, before, others)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _repeated(branch, flags, before, others)
        elif (inner := _inner(kind, value)) is not None:
            yield from _repeated(inner, flags, before, others)
        before += _sample([(kind, value)], flags)


def _units(nodes: list[Node], flags: int, others: Sequence[Set[str]]) -> Iterator[str]:
    """Yield what a part that is repeated may be: characters of a class, each of several branches.

    Of a class, some that are of different kinds, and some that `others`, the classes of the whole pattern, take too.
    """
    if len(nodes) == 1 and nodes[0][0] in _SINGLE:
        taken = _characters(nodes[0], flags)
        yield from (*taken[:_SEVERAL], taken[-1])
        yield from filter(None, ("".join([one for one in taken if one in other][:1]) for other in others[1:]))
        yield from sorted(one for one in others[0] if _takes(nodes[0], flags, one))[:_LITERALS]
        return
    yield _sample(nodes, flags)
    for kind, value in nodes:
        for part_kind, part in value[3] if kind is op.SUBPATTERN else [(kind, value)]:
            if part_kind is op.BRANCH:
                yield from (_sample(branch, flags) for branch in part[1])


def _inner(kind: Any, value: Any) -> Iterable[Node] | None:
    if kind is op.SUBPATTERN:
        return value[3]  # type: ignore[no-any-return]
    if kind is op.ATOMIC_GROUP:
        return value  # type: ignore[no-any-return]
    if kind in (op.ASSERT, op.ASSERT_NOT) and value[0] > 0:  # what follows
        return value[1]  # type: ignore[no-any-return]
    return None


def _sample(nodes: Iterable[Node], flags: int) -> str:
    """Return a short text that the nodes match, as far as that is easily told."""
    text = ""
    for kind, value in nodes:
        if kind in _SINGLE:
            taken = _characters((kind, value), flags)
            text += next((character for character in taken if not character.isspace()), taken[0])
        elif kind is op.BRANCH:
            text += _sample(value[1][0], flags)
        elif kind in (op.SUBPATTERN, op.ATOMIC_GROUP):
            text += _sample(_inner(kind, value) or (), flags)
        elif kind in _REPEATS:
            text += _sample(value[2], flags) * value[0]
    return text


def _characters(node: Node, flags: int) -> tuple[str, ...]:
    return _taken_by(repr(node), flags) or _named_in(node) or ("a",)


def _takes(node: Node, flags: int, character: str) -> bool:
    return _one(repr(node), flags).fullmatch(character) is not None


@lru_cache(maxsize=4096)
def _taken_by(node: str, flags: int) -> tuple[str, ...]:
    return tuple(filter(_one(node, flags).fullmatch, _TRIED))


@lru_cache(maxsize=4096)
def _one(node: str, flags: int) -> re.Pattern[str]:
    part = parser.SubPattern(parser.State())  # type: ignore[no-untyped-call]
    part.state.flags = flags
    part.append(eval(node, vars(op)))  # type: ignore[no-untyped-call]
    return compiler.compile(part, flags)


def _named_in(node: Node) -> tuple[str, ...]:
    kind, value = node
    if kind is op.LITERAL:
        return (chr(value),)
    if kind is not op.IN:
        return ()
    return tuple(chr(part if name is op.LITERAL else part[0]) for name, part in value if name in (op.LITERAL, op.RANGE))
