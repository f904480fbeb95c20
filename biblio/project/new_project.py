"""The files of a new project as texts: ``config.toml``, and what git must know. Pure: values in, texts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from biblio.text import fold

__all__ = ["GIT_ATTRIBUTES", "GIT_IGNORE", "ProjectPlan", "add_lines", "config_text", "toml_string", "workflow_tags"]

GIT_IGNORE = (
    "# What biblio remembers on this machine; everything else of a project can be committed.",
    ".biblio/",
    "zotero-memory.sqlite*",
)
GIT_ATTRIBUTES = (
    "# Lines that two people add to these files of biblio's are both kept.",
    "decisions.txt text eol=lf merge=union",
    "zotero.txt text eol=lf merge=union",
    "check-baseline.txt text eol=lf merge=union",
)
# Tags that say how far one has come with a note, or what the file is, in lower case; after a slash, too
# ("status/to-read"). "article" and "book" are not here: they say what kind of work the note is about.
_WORKFLOW = frozenset(map(fold, (
    "done", "draft", "evergreen", "fleeting", "import", "imported", "inbox", "literature", "literature note",
    "literature-note", "literature-notes", "literaturenote", "literature_note", "note", "notes", "paper", "paper note",
    "paper-note", "papernote", "papers", "pocket", "processed", "read", "read later", "read-later", "read_later",
    "readinglist", "reading-list", "reading", "readlater", "readwise", "reference", "seedling", "source", "to read",
    "to-do", "to-read", "to_read", "todo", "toread", "unread", "wip", "zotero", "未読", "既読", "読了", "积读", "待读",
    "已读", "lesen", "gelesen", "à lire", "lu",
)))  # fmt: skip
_SHARE_OF_ALL = 0.9  # of the notes: a tag that nearly all have tells none from the others
_ENOUGH_NOTES = 10  # fewer notes may well be about one topic
_MANY_SINGLE_TAGS = 20  # from here on, files with one work each hide those with more


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """What the configuration of a new project says. `notes` were read in the sources; `tags` counts them by tag.

    `zotero` is the API of the library on this machine ("local"), or empty. `catalogue` is a source of works.
    `dialect` is what the manuscripts need, or empty.
    """

    sources: Sequence[str]
    notes: int = 0
    tags: Mapping[str, int] = field(default_factory=dict)
    email: str = ""
    catalogue: str = ""
    zotero: str = ""
    dialect: str = ""


def workflow_tags(tags: Mapping[str, int], notes: int) -> tuple[str, ...]:
    """Return the tags (tag → number of its notes) that are no topics: those of a workflow, and those of all `notes`."""
    return tuple(
        sorted(
            tag
            for tag, count in tags.items()
            if fold(tag.rpartition("/")[2]) in _WORKFLOW or (notes >= _ENOUGH_NOTES and count > _SHARE_OF_ALL * notes)
        )
    )


def config_text(plan: ProjectPlan) -> str:
    """Return the text of a `config.toml`, with the settings that a new user may want to know as comments."""
    ignored = workflow_tags(plan.tags, plan.notes)
    topics = {tag: count for tag, count in plan.tags.items() if tag not in ignored}
    single = sum(count == 1 for count in topics.values())
    minimum = 2 if single > _MANY_SINGLE_TAGS else 1
    tags = "1 tag" if len(topics) == 1 else f"{len(topics)} tags"
    seen = f" Of {tags} found here, {single} {'is' if single == 1 else 'are'} on one note only." if topics else ""
    not_topics = ", ".join(map(toml_string, ignored or ("read-later", "toread")))
    email = f"email = {toml_string(plan.email)}" if plan.email else '# email = "you@example.org"'
    catalogue = f"\n[catalogue]\npath = {toml_string(plan.catalogue)}\n" if plan.catalogue else ""
    api = f'api = "{plan.zotero}"' if plan.zotero else '# api = "local"'
    dialect = f'dialect = "{plan.dialect}"' if plan.dialect else '# dialect = "bibtex"'
    return f"""\
# biblio: which notes to read, whom to ask, what to write. Lines after # are examples. All settings are in the
# documentation; whatever is left out has a default that suits most people.

[notes]
# Files, folders, patterns ("vault/**/*.md"), "github:owner/repo", "zotero:". Paths start from this folder.
sources = [{", ".join(map(toml_string, plan.sources))}]

[services]
# Crossref answers faster if it knows whom to contact about problems.
{email}
{catalogue}
[exports]
# Where the .bib files go; the default dialect suits biber, pandoc, Typst and Zotero, "bibtex" classic LaTeX styles.
# path = "exports"
# formats = ["bib", "csl-json", "hayagriva", "ris", "markdown", "html", "csv"]
{dialect}
# How many works a tag needs to get a file of its own.{seen}
minimum = {minimum}

[tags]
# Tags that are not topics: they get no file and no collection.
ignore = [{not_topics}]
# rename = {{nlp = "NLP"}}

[zotero]
# "local" is the Zotero app on this machine; without it, the Web API and a key: biblio zotero login
{api}
"""


def toml_string(text: str) -> str:
    """Return `text` as a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def add_lines(existing: str, lines: Iterable[str]) -> str:
    """Return the text of a `.gitignore` or `.gitattributes` with those of `lines` whose pattern it does not have yet.

    What is there stays as it is. Without anything to add the text is returned unchanged, without the comments.
    """
    known = {line.split()[0].rstrip("/") for line in existing.splitlines() if line.strip()}
    new = [line for line in lines if line.startswith("#") or line.split()[0].rstrip("/") not in known]
    if all(line.startswith("#") for line in new):
        return existing
    gap = "" if not existing else "\n" if existing.endswith("\n") else "\n\n"
    return existing + gap + "".join(f"{line}\n" for line in new)
