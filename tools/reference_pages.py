"""The reference in the documentation, made from the code: commands, configuration, JSON schemas, rules of `biblio check`.

`reference_pages` gives the pages by their paths in the site; the hook of MkDocs (`docs_hook.py`) adds them to it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from biblio.check.finding import FindingKind
from biblio.check.rule import Rule
from biblio.check.rule_registry import all_rules
from biblio.cli.main import COMMANDS, cli
from biblio.project.config_schema import SERVICE_KEYS, TABLES
from biblio.project.setting_meanings import MEANINGS
from biblio.settings import Config
from tools.rule_example_run import run_rule_example

__all__ = ["OUTCOMES", "RuleExample", "finding_text", "reference_pages", "rule_examples"]

ROOT = Path(__file__).parents[1]
OUTCOMES: Mapping[FindingKind, str] = {
    FindingKind.WRONG_IDENTITY: "identifier, title and authors do not belong to one work",
    FindingKind.WRONG_FIELD: "it is the right work, but something about it differs from the record",
    FindingKind.NOT_FOUND: "no service that should know it does know it; the finding says which were asked",
    FindingKind.COULD_NOT_CHECK: "a service that should know it could not be asked; the finding says why",
    FindingKind.STATUS: "the work was published since, corrected, withdrawn, retracted, or is under an expression of concern",
    FindingKind.FILE: "TeX, BibTeX or biber would fail on it, misread it, or print it wrong",
    FindingKind.MANUSCRIPT: "manuscript and bibliography do not match",
}
"""What every outcome means, in the order of the reference."""
# Defaults that are no value of the configuration.
_DEFAULTS = {
    "services.use": "all", "services.NAME.base_url": "the service's", "services.NAME.interval": "the service's limit",
    "services.NAME.timeout": "30", "services.NAME.tries": "4", "services.NAME.searches": "the service's",
    "check.baseline": "`check-baseline.txt`",
}  # fmt: skip


def reference_pages() -> dict[str, str]:
    """Return the pages of the reference: path in the site → Markdown."""
    pages = {
        "reference/commands.md": _commands(),
        "reference/configuration.md": _configuration(),
        "reference/json.md": _schemas(),
        "reference/rules/index.md": _rule_index(),
    }
    for rule in all_rules().values():
        pages[f"reference/rules/{rule.name}.md"] = _rule(rule)
    return pages


# -- commands ------------------------------------------------------------------------------------------------
def _commands() -> str:
    parts = [(ROOT / "docs" / "reference" / "commands_intro.md").read_text(encoding="utf-8").strip()]
    context = click.Context(cli, info_name="biblio")
    for name, (_, line) in COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None
        parts += _command(command, click.Context(command, info_name=name, parent=context), line, level=2)
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context, line: str, level: int) -> Iterator[str]:
    yield f"{'#' * level} `{context.command_path}`"
    yield line
    if command.help and not isinstance(command, click.Group):
        yield _paragraphs(command.help)
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    yield f"```\n{usage}\n```"
    options = [parameter for parameter in command.get_params(context) if isinstance(parameter, click.Option)]
    rows = [record for option in options if (record := option.get_help_record(context)) and not option.hidden]
    rows = [(names, text) for names, text in rows if names not in ("-h, --help",)]
    if rows:
        cells = [
            "| option | |",
            "|---|---|",
            *(f"| `{names.replace('|', ' ')}` | {_cell(text)} |" for names, text in rows),
        ]
        yield "\n".join(cells)
    if command.epilog:
        yield _epilog(command.epilog)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            help_line = (below.help or "").split("\n\n")[0]
            yield from _command(
                below,
                click.Context(below, info_name=name, parent=context),
                below.short_help or _paragraphs(help_line),
                level + 1,
            )


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.replace("\f", "").split("\n\n"))


def _epilog(text: str) -> str:
    shown = []
    for part in text.split("\n\n"):
        lines = part.removeprefix("\b\n").splitlines()
        if part.startswith("\b") and len(lines) > 1 and any(line.startswith("  ") for line in lines):
            shown.append(f"{lines[0]}\n\n```\n" + "\n".join(line.strip() for line in lines[1:]) + "\n```")
        else:
            shown.append(" ".join(part.removeprefix("\b").split()))
    return "\n\n".join(shown)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


# -- configuration -------------------------------------------------------------------------------------------
def _configuration() -> str:
    parts = [
        "# Configuration",
        "The file is `config.toml`; every key is optional. A variable such as `BIBLIO_SERVICES_BASE_URL` or"
        " `BIBLIO_SERVICES_ARXIV_INTERVAL` overrides the file. All mistakes are reported at once.",
    ]
    defaults = Config(Path())
    for table, keys in TABLES.items():
        rows = [f"| `{key}` | {_default(defaults, table, key)} | {MEANINGS[f'{table}.{key}']} |" for key in keys]
        parts.append(f"## `[{table}]`\n\n| key | default | meaning |\n|---|---|---|\n" + "\n".join(rows))
        if table == "services":
            rows = [
                f"| `{key}` | {_DEFAULTS[f'services.NAME.{key}']} | {MEANINGS[f'services.NAME.{key}']} |"
                for key in SERVICE_KEYS
            ]
            parts.append(
                "## `[services.NAME]`\n\nOne service: `[services.arxiv]`.\n\n| key | default | meaning |\n|---|---|---|\n"
                + "\n".join(rows)
            )
    parts.append((ROOT / "docs" / "reference" / "secrets.md").read_text(encoding="utf-8").strip())
    return "\n\n".join(parts) + "\n"


def _default(defaults: Config, table: str, key: str) -> str:
    if named := _DEFAULTS.get(f"{table}.{key}"):
        return named
    value: Any = getattr(getattr(defaults, table), key)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple) and value:
        return f"`{json.dumps(value)}`"
    if value in (None, "", (), {}) or is_dataclass(value):
        return "–"
    return f"{value:g}" if isinstance(value, float) else f"`{value}`" if not isinstance(value, int) else str(value)


# -- JSON ----------------------------------------------------------------------------------------------------
def _schemas() -> str:
    parts = [
        (ROOT / "docs" / "reference" / "json_intro.md").read_text(encoding="utf-8").strip(),
    ]
    for path in sorted(files("biblio").joinpath("schemas").iterdir(), key=lambda entry: entry.name):
        if not path.name.endswith(".json"):
            continue
        schema = json.loads(path.read_text(encoding="utf-8"))
        name = path.name.rpartition("-")[0]
        parts.append(f"## `{name}`\n\n{schema.get('description', schema.get('title', ''))}")
        if rows := list(_properties(schema, schema, "")):
            parts.append("| field | type | |\n|---|---|---|\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _properties(schema: Mapping[str, Any], whole: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, given in schema.get("properties", {}).items():
        if not isinstance(given, dict):  # true: any value
            yield f"| `{prefix}{name}` | any | |"
            continue
        value = _resolved(given, whole)
        yield f"| `{prefix}{name}` | {_type(value, whole)} | {_cell(str(given.get('description', value.get('description', ''))))} |"
        items = value.get("items", {})
        inner = _resolved(items if isinstance(items, dict) else {}, whole) if value.get("type") == "array" else value
        if inner.get("properties") and prefix.count(".") < 1:
            yield from _properties(inner, whole, f"{prefix}{name}{'[]' if inner is not value else ''}.")


def _resolved(value: Mapping[str, Any], whole: Mapping[str, Any]) -> Mapping[str, Any]:
    if reference := value.get("$ref"):
        found: Any = whole
        for part in str(reference).removeprefix("#/").split("/"):
            found = found.get(part, {})
        return found if isinstance(found, dict) else {}
    return value


def _type(value: Mapping[str, Any], whole: Mapping[str, Any]) -> str:
    if "enum" in value:
        return ", ".join(f"`{choice}`" for choice in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    for several in ("anyOf", "oneOf"):
        if several in value:
            return " or ".join(dict.fromkeys(_type(_resolved(choice, whole), whole) for choice in value[several]))
    kinds = value.get("type", "any")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    words = []
    for kind in kinds:
        items = (
            f" of {_type(_resolved(value['items'], whole), whole)}" if kind == "array" and value.get("items") else ""
        )
        words.append(f"{kind}{items}")
    return " or ".join(words)


# -- rules ---------------------------------------------------------------------------------------------------
class RuleExample:
    """An example of a rule: `files` by their names, `options` of the check, further `works` of the catalogue.

    `finding` is given where a registry has to be asked; otherwise the check is run.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.files: Mapping[str, str] = row["files"]
        self.options: tuple[str, ...] = tuple(row.get("options", ()))
        self.works: str = row.get("works", "")
        self.finding: str = row.get("finding", "").strip()


@cache
def rule_examples() -> Mapping[str, RuleExample]:
    """Return the example of every rule, from ``rule_examples.toml``."""
    rows = tomllib.loads((ROOT / "tools" / "rule_examples.toml").read_text(encoding="utf-8"))
    return {name: RuleExample(row) for name, row in rows.items()}


def finding_text(name: str) -> str:
    """Return what `biblio check` says about the example of a rule: the findings of this rule, and nothing else."""
    example = rule_examples()[name]
    return example.finding or run_rule_example(name, example)


def _rule_index() -> str:
    parts = [
        "# Rules of `biblio check`",
        "Every rule has one outcome. Names are stable: write them in `config.toml`, in comments and in baselines.",
    ]
    for kind, meaning in OUTCOMES.items():
        rules = [rule for rule in all_rules().values() if rule.kind is kind]
        rows = "\n".join(
            f"| [`{rule.name}`]({rule.name}.md) | {rule.severity.value} | {_cell(rule.summary)} |" for rule in rules
        )
        parts.append(
            f"## {kind.value}\n\n{meaning[0].upper()}{meaning[1:]}.\n\n| rule | severity | |\n|---|---|---|\n{rows}"
        )
    return "\n\n".join(parts) + "\n"


def _rule(rule: Rule) -> str:
    parts = [
        f"# {rule.name}",
        f"**{rule.summary}** Severity: {rule.severity.value}. Outcome: [{rule.kind.value}](index.md#{rule.kind.value}).",
        "\n\n".join(part for part in rule.page.split("\n\n")),
    ]
    if example := rule_examples().get(rule.name):
        parts.append("## Example")
        for name, text in example.files.items():
            parts.append(f'```text title="{name}"\n{text.rstrip()}\n```')
        parts.append(f"```text\n{finding_text(rule.name)}\n```")
    comment = f"biblio: ignore {rule.name} because …"
    parts.append(
        "## Silence it\n\n"
        f'For good, or with another severity, in `config.toml`: `[check] rules = {{{rule.name} = "off"}}`. One finding, by a'
        f" comment above it: `% {comment}` (in Markdown `<!-- {comment} -->`). More in"
        " [checking citations](../../guides/check.md)."
    )
    return "\n\n".join(parts) + "\n"
