"""Every regular expression that the program has written down, and how each is used, as its source says.

Patterns that are made at run time of what a text says (``re.compile(re.escape(word))``) have no value here; they are left out.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import biblio

__all__ = ["WrittenPattern", "written_patterns"]

_ROOT = Path(biblio.__file__).parent
_EVERYWHERE = frozenset({"sub", "subn", "split", "findall", "finditer"})
_METHODS = frozenset({"search", "match", "fullmatch", *_EVERYWHERE})


@dataclass(frozen=True, slots=True)
class WrittenPattern:
    """A pattern, where it is written, and how it is used.

    `use`: "match" and "fullmatch" look at one place, "search" ends with the first, "sub" looks everywhere, also where the source does
    not show how a pattern is used.
    """

    name: str
    pattern: re.Pattern[str]
    use: str


def written_patterns(begun: str = "") -> list[WrittenPattern]:
    """Return the patterns of all modules whose names begin so, each once; modules of extras that are not installed are left out."""
    modules = {path: _module(path) for path in sorted(_ROOT.rglob("*.py")) if path.stem != "__main__"}
    trees = {
        path: list(ast.walk(ast.parse(path.read_text(encoding="utf-8")))) for path, module in modules.items() if module
    }
    uses = _uses_of_names(trees)
    found: dict[tuple[str, int, str], WrittenPattern] = {}
    for path, tree in trees.items():
        module = modules[path]
        if module is None or not module.__name__.startswith(begun):
            continue
        for name, pattern, methods in _written(module, tree):
            name, _, field = name.partition(" as ")
            used = methods or uses.get((module.__name__, name.rpartition(".")[2]), set())
            used = uses.get(("", field), used) if field else used
            for one in _kinds(used):
                found.setdefault((pattern.pattern, pattern.flags, one), WrittenPattern(name, pattern, one))
    return list(found.values())


def _kinds(methods: set[str]) -> list[str]:
    exact = sorted(methods & {"match", "fullmatch"})
    if methods & _EVERYWHERE or not methods & _METHODS:
        return ["sub", *exact]
    return ["search", *exact] if "search" in methods else exact


def _module(path: Path) -> ModuleType | None:
    parts = path.relative_to(_ROOT.parent).with_suffix("").parts
    try:
        return importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    except ImportError:  # an extra that is not installed
        return None


def _uses_of_names(trees: Mapping[Path, list[ast.AST]]) -> Mapping[tuple[str, str], set[str]]:
    """Return module and name of a value → the methods that are called of it, in its own module and where it is imported."""
    uses = defaultdict[tuple[str, str], set[str]](set)
    for path, tree in trees.items():
        parts = path.relative_to(_ROOT.parent).with_suffix("").parts
        own = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        imported = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in tree
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        holders = dict(_holders(tree))
        seen = set()
        for node in tree:
            if not isinstance(node, ast.Attribute):
                continue
            base = node.value.value if isinstance(node.value, ast.Subscript) else node.value
            if isinstance(base, ast.Attribute):
                uses["", base.attr].add(node.attr)  # of a field, whatever has it
            if isinstance(base, ast.Name):
                seen.add(base)
                uses[imported.get(base.id, (own, base.id))].add(node.attr)
                for holder in holders.get(base.id, ()):
                    seen.add(holder)
                    uses[imported.get(holder.id, (own, holder.id))].add(node.attr)
        for node in tree:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in seen:
                uses[imported.get(node.id, (own, node.id))].add("sub")  # handed on: to whom is not seen
    return uses


def _holders(tree: list[ast.AST]) -> Iterator[tuple[str, list[ast.Name]]]:
    """Yield each name that goes through values in a loop, with the names that may hold them: ``for pattern in _PATTERNS``."""
    found = defaultdict[str, list[ast.Name]](list)
    for node in tree:
        if isinstance(node, ast.For | ast.comprehension):
            held = [name for name in ast.walk(node.iter) if isinstance(name, ast.Name)]
            for target in ast.walk(node.target):
                if isinstance(target, ast.Name):
                    found[target.id] += held
    yield from found.items()


def _written(module: ModuleType, tree: list[ast.AST]) -> Iterator[tuple[str, re.Pattern[str], set[str]]]:
    """Yield the name of each pattern of a module, the pattern, and the methods that are called of it at this place."""
    makers = {
        name
        for name, value in vars(module).items()
        if value is re or getattr(value, "__name__", "") == "biblio.patterns"
    }
    above = {child: node for node in tree for child in ast.iter_child_nodes(node)}
    for node in tree:
        if not isinstance(node, ast.Call) or not node.args:
            continue
        method = _maker(node.func, makers)
        pattern = _compiled(module, node) if method else None
        if pattern is None:
            continue
        user = above.get(node)
        if method == "compile" and isinstance(user, ast.Attribute):
            method = user.attr
        target = _assigned(node, above)
        name = f"{module.__name__}.{target}" if target else f"{module.__name__} line {node.lineno}"
        name += f" as {user.arg}" if isinstance(user, ast.keyword) and user.arg else ""
        yield name, pattern, {method} & _METHODS


def _maker(function: ast.expr, makers: set[str]) -> str:
    if isinstance(function, ast.Name):
        return "compile" if function.id == "compiled" else ""
    if (
        not isinstance(function, ast.Attribute)
        or not isinstance(function.value, ast.Name)
        or function.value.id not in makers
    ):
        return ""
    return (
        "compile" if function.attr == "compiled" else function.attr if function.attr in {"compile", *_METHODS} else ""
    )


def _compiled(module: ModuleType, call: ast.Call) -> re.Pattern[str] | None:
    method = ast.unparse(call.func).rpartition(".")[2]
    place = {"compile": 1, **dict.fromkeys(("search", "match", "fullmatch", "findall", "finditer"), 2)}.get(method)
    flags = call.args[place : place + 1] if place else []
    flags += [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    try:
        source, *given = (eval(ast.unparse(node), {**vars(module)}) for node in (call.args[0], *flags))
    except NameError:  # it is made of what a function is called with
        return None
    if isinstance(source, bytes):
        return re.compile(source.decode("latin-1"), sum(given) | re.ASCII)
    return re.compile(getattr(source, "pattern", source), sum(given))


def _assigned(node: ast.AST, above: Mapping[ast.AST, ast.AST]) -> str:
    """Return the name of the value that `node` is in, empty in functions."""
    while not isinstance(node, ast.stmt) and node in above:
        node = above[node]
    if not isinstance(above.get(node), ast.Module | ast.ClassDef):
        return ""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if targets and isinstance(targets[0], ast.Name) else ""
