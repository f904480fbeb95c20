"""Which functions of the program can call themselves, directly or by others of their module."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import biblio

__all__ = ["recursive_functions", "recursive_in"]

_ROOT = Path(biblio.__file__).parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


def recursive_functions() -> dict[str, tuple[str, ...]]:
    """Return module and first function of each circle of functions → all functions in it."""
    found = {}
    for path in sorted(_ROOT.rglob("*.py")):
        module = path.relative_to(_ROOT).with_suffix("").as_posix()
        for circle in recursive_in(path.read_text(encoding="utf-8")):
            found[f"{module}: {circle[0]}"] = circle
    return found


def recursive_in(source: str) -> list[tuple[str, ...]]:
    """Return the circles of functions in the text of a module, each in the order in which they stand there.

    A function that another one only hands on (``map(f, …)``, ``key=f``) counts as called, and so does a method of its own
    name that a method calls of each of several things, as of the children in a tree. What is reached through other modules
    does not count.
    """
    functions = dict(_functions(ast.parse(source), "", ""))
    used = {name: set(_used(name, node, owner, functions)) for name, (node, owner) in functions.items()}
    reached = {name: _reached(name, used) for name in functions}
    circles: dict[str, tuple[str, ...]] = {}
    for name in functions:
        if name in reached[name]:
            circle = tuple(other for other in functions if other in reached[name] and name in reached[other])
            circles[circle[0]] = circle
    return list(circles.values())


def _functions(node: ast.AST, prefix: str, owner: str) -> Iterator[tuple[str, tuple[Function, str]]]:
    """Yield the name of each function, with it and the class that it is a method of (or within one)."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield f"{prefix}{child.name}", (child, owner)
            yield from _functions(child, f"{prefix}{child.name}.", owner)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.", f"{prefix}{child.name}")
        else:
            yield from _functions(child, prefix, owner)


def _used(name: str, node: Function, owner: str, functions: Mapping[str, object]) -> Iterator[str]:
    parts = list(ast.walk(node))
    arguments = {part.arg for part in parts if isinstance(part, ast.arg)}
    own = arguments | {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    one_by_one = {
        target.id
        for part in parts
        if isinstance(part, ast.For | ast.comprehension)
        for target in ast.walk(part.target)
        if isinstance(target, ast.Name)
    }
    called = {part.func for part in parts if isinstance(part, ast.Call)}
    for part in (part for statement in node.body for part in ast.walk(statement)):
        if isinstance(part, ast.Name) and part.id not in own:
            yield from _named(part.id, name, owner, functions)
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            method = f"{owner}.{part.attr}"
            is_of_child = part.value.id in one_by_one and method == name and part in called  # as in a tree
            if method in functions and (part.value.id in ("self", "cls") or is_of_child):
                yield method


def _named(called: str, name: str, owner: str, functions: Mapping[str, object]) -> Iterator[str]:
    """Yield the function that `called` is within the function `name`; methods are none, without their object."""
    parts = name.split(".")
    for count in range(len(parts), -1, -1):
        scope = ".".join(parts[:count])
        full = f"{scope}.{called}" if scope else called
        if full in functions and scope != (owner or None):
            yield full
            return


def _reached(name: str, used: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    left = [name]
    while left:
        new = used[left.pop()] - seen
        seen |= new
        left += new
    return seen
