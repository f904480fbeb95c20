"""Names: one meaning a name, one name a meaning, and local variables that say what they are."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import biblio

ROOT = Path(biblio.__file__).parent
MODULES = [path for path in sorted(ROOT.rglob("*.py")) if "example" not in path.parts]
COMMANDS = ROOT / "cli" / "commands"  # modules named like the commands, each with a function `command`

# Words that say nothing about what a variable holds. In httpx, beets, vdirsyncer and octoDNS they are 0.3 to 0.7 % of all
# bound names. Names of fields that are stored (`Summary.asked`) or belong to the trade (`Person.given`) are not meant.
VAGUE = frozenset(
    "one ones found said told theirs meant held taken kept shown asked wanted some seen sought heard noted spoken gone each"
    " thing things mine yours".split()
)
# In a three-way merge, "theirs" is what git, Mercurial and Zotero call the other side.
MERGES = frozenset({"theirs"})


def definitions() -> Iterator[tuple[str, Path]]:
    for path in MODULES:
        if COMMANDS in path.parents:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, path.relative_to(ROOT)


def test_no_public_name_has_two_meanings() -> None:
    places = defaultdict(list)
    for name, path in definitions():
        places[name].append(str(path))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_no_module_name_stands_twice() -> None:
    places = defaultdict(list)
    for path in MODULES:
        if path.stem not in ("__init__", "__main__") and COMMANDS not in path.parents:
            places[path.stem].append(str(path.relative_to(ROOT)))
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_no_module_gives_a_name_twice() -> None:
    """The later value would count everywhere in the module, also where the earlier one was meant."""
    twice = defaultdict(list)
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            for target in targets:
                if isinstance(target, ast.Name):
                    twice[str(path.relative_to(ROOT)), target.id].append(node.lineno)
    assert {name: lines for name, lines in twice.items() if len(lines) > 1} == {}


def bound_names(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the names that a module binds to values inside functions: variables, loop variables, parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.MatchAs) and node.name:
            yield node.name, node.lineno


def test_variables_say_what_they_are() -> None:
    count, vague = 0, []
    for path in MODULES:
        allowed = MERGES if path.parts[-2:] == ("zotero", "merge.py") else frozenset()
        for name, line in bound_names(ast.parse(path.read_text(encoding="utf-8"))):
            count += 1
            if name in VAGUE - allowed:
                vague.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert len(vague) <= 0.007 * count, "\n".join(vague)
