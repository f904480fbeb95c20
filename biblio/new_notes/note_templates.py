"""Templates of notes: those that come with biblio, and the user's own. Jinja fills them in, in its sandbox.

Source of the syntax: https://jinja.palletsprojects.com/templates. A block alone on its line leaves no line behind. A
variable or filter that does not exist is an error, so that no note is written with holes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from biblio.data_files import read_data
from biblio.errors import UsageError
from biblio.new_notes.note_fields import FIELD_MEANINGS, NoteFields

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

__all__ = ["TEMPLATE_FILES", "NoteTemplate", "built_in_template", "own_template", "render", "render_name"]

TEMPLATE_FILES: Mapping[str, str] = {
    "obsidian": "obsidian.md",
    "logseq": "logseq.md",
    "org-roam": "org-roam.org",
    "zettlr": "zettlr.md",
    "list": "list.md",
    "org-list": "org-list.org",
}
"""The built-in templates by name; those of lists give one item of a file that has many."""
_SIGNS = {"+": "plus", "#": "sharp"}
_LISTS = frozenset({"list", "org-list"})
# What YAML takes for a text without quotes: letters first, and no word that means something else (YAML 1.1, 1.2).
_PLAIN = re.compile(r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[^\W\d_][\w-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """A template: its name, for messages; its text; the suffix of its files; whether it gives an item of a list."""

    name: str
    text: str
    suffix: str
    is_item: bool = False


def built_in_template(name: str) -> NoteTemplate:
    """Return the built-in template called `name`. Raises `UsageError` if there is none."""
    if name not in TEMPLATE_FILES:
        raise UsageError(f"there is no template {name!r}", hint=f"{', '.join(TEMPLATE_FILES)}, or a file of your own")
    file = TEMPLATE_FILES[name]
    text = read_data("biblio.new_notes", f"templates/{file}")
    return NoteTemplate(name, text, PurePath(file).suffix, name in _LISTS)


def own_template(name: str, text: str) -> NoteTemplate:
    """Return the user's template of the file `name` with `text`; its notes have its suffix (``paper.md.j2``: .md)."""
    path = PurePath(name)
    if path.suffix in (".j2", ".jinja", ".jinja2"):
        path = path.with_suffix("")
    return NoteTemplate(name, text, path.suffix or ".md", path.stem in _LISTS)


def render(template: NoteTemplate, fields: NoteFields) -> str:
    """Return the text that a template gives. Raises `UsageError` with the line if it cannot be filled in."""
    return _render(template.text, fields, template.name)


def render_name(pattern: str, fields: NoteFields) -> str:
    """Return the name that a pattern such as ``{{ year }} {{ title }}`` gives. Raises `UsageError` likewise."""
    return _render(pattern, fields, "add.name")


def _render(text: str, fields: NoteFields, name: str) -> str:
    from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

    try:
        return _environment().from_string(text).render(fields)
    except TemplateSyntaxError as error:
        raise UsageError(f"{name}:{error.lineno}: {error.message}", hint="this is Jinja's syntax") from error
    except UndefinedError as error:
        known = ", ".join(FIELD_MEANINGS)
        raise UsageError(f"{name}: {error.message}", hint=f"there are {known}") from error
    except TemplateError as error:
        raise UsageError(f"{name}: {error.message}") from error
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:  # from a filter's argument
        raise UsageError(f"{name}: {error}") from error


@cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=False
    )
    environment.filters.update(_FILTERS)
    return environment


def _yaml(text: object) -> str:
    """Return a text as YAML in one line; JSON's quotes are YAML's, https://yaml.org/spec/1.2.2/#731-double-quoted-style."""
    return str(text) if _PLAIN.fullmatch(str(text)) else json.dumps(str(text), ensure_ascii=False)


def _yaml_list(texts: Sequence[object]) -> str:
    return f"[{', '.join(map(_yaml, texts))}]"


def _spelt(tag: object) -> str:
    """Return a tag whose signs that are part of a name are spelt: "C++" must not become "C"."""
    return re.sub(r"(?<=\w)[+#]+", lambda signs: "".join(_SIGNS[sign] for sign in signs[0]), str(tag))


def _hashtags(tags: Sequence[object]) -> list[str]:
    """Return tags as the words that may follow "#": no blanks, and no signs but "-", "_" and "/"."""
    words = (re.sub(r"[^\w/-]+", "-", _spelt(tag)).strip("-/") for tag in tags)
    return list(dict.fromkeys(filter(None, words)))


def _org_tags(tags: Sequence[object]) -> str:
    """Return tags as Org writes them: letters, digits and ``_@#%``, https://orgmode.org/manual/Tags.html."""
    words = (re.sub(r"[^\w@#%]+", "_", _spelt(tag)).strip("_") for tag in tags)
    joined = ":".join(dict.fromkeys(filter(None, words)))
    return f":{joined}:" if joined else ""


def _page_links(names: Sequence[object]) -> str:
    """Return names separated by commas as Logseq reads them; one that has a comma itself is a link to its page."""
    return ", ".join(f"[[{name}]]" if "," in str(name) else str(name) for name in names)


def _markdown(text: object) -> str:
    r"""Return a text that means itself in Markdown: signs that may begin something have a backslash before them."""
    return re.sub(r"([\\`*_\[\]<>]|(?<!\S)#(?=\w))", r"\\\1", str(text))


_FILTERS: Mapping[str, Any] = {
    "yaml": _yaml,
    "yaml_list": _yaml_list,
    "hashtags": _hashtags,
    "org_tags": _org_tags,
    "page_links": _page_links,
    "markdown": _markdown,
}
