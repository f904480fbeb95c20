"""The messages that the command line shows in the user's language, collected from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

import click

from biblio.cli.help_text import WORDS_OF_CLICK, comments_of_examples
from biblio.cli.main import COMMANDS, cli
from biblio.decisions.confidence import certainty_words
from tests.program import ROOT

__all__ = ["shown_messages"]

_FUNCTIONS = ("_", "translate", "translate_count")
# The commands whose help is translated.
_HELP = ("init", "sync", "notes", "show", "review", "status", "check")


def shown_messages() -> list[tuple[str, ...]]:
    """Return every message once: alone, or its singular and plural."""
    messages = [
        *_in_code(),
        *((word,) for word in certainty_words()),
        *((line,) for _, line in COMMANDS.values()),
        *((text,) for text in WORDS_OF_CLICK),
        *((text,) for text in _in_help(cli)),
        *((text,) for name in _HELP for text in _in_help(import_module(COMMANDS[name][0]).command)),
    ]
    return list(dict.fromkeys(messages))


def _in_code() -> Iterator[tuple[str, ...]]:
    for path in sorted((ROOT / "biblio" / "cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS:
                texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
                if texts and all(isinstance(text, str) for text in texts):
                    yield tuple(map(str, texts))


def _in_help(command: click.Command) -> Iterator[str]:
    for paragraph in (command.help or "").split("\n\n"):
        yield " ".join(paragraph.split())
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield parameter.help
    yield from comments_of_examples(command.epilog or "")
