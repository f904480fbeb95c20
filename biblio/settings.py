"""The configuration as one frozen value. Every setting has a default that works for most people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from biblio.model.record import Kind

__all__ = [
    "GITHUB_PREFIX",
    "CatalogueConfig",
    "CheckConfig",
    "Config",
    "ExportsConfig",
    "NoteSource",
    "NotesConfig",
    "ServiceConfig",
    "ServicesConfig",
    "StateConfig",
    "TagsConfig",
    "ZoteroConfig",
]

DEFAULT_SERVICES = (
    "arxiv", "crossref", "datacite", "doi", "dblp", "openreview", "anthology", "semanticscholar", "openalex",
)  # fmt: skip


# Before the name of a GitHub repository whose issues are notes, in the configuration and as the source of such notes.
GITHUB_PREFIX = "github:"


@dataclass(frozen=True, slots=True)
class NoteSource:
    """Where notes are: a file, a folder, a pattern, or ``github:owner/repo``; `layout` forces a reader."""

    path: str
    layout: str | None = None

    @property
    def is_repository(self) -> bool:
        """Whether the notes are the issues of a GitHub repository rather than files."""
        return self.path.startswith(GITHUB_PREFIX)


@dataclass(frozen=True, slots=True)
class NotesConfig:
    """Which notes are read. `kinds` maps tags to what a note tagged so is about."""

    sources: tuple[NoteSource, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceConfig:
    """One service: its address, the seconds between two requests, seconds to wait for an answer, tries.

    `searches` tells whether it may be asked for titles and words where that is not for everybody.
    """

    base_url: str = ""
    interval: float | None = None
    timeout: float | None = None
    tries: int | None = None
    searches: bool | None = None


@dataclass(frozen=True, slots=True)
class ServicesConfig:
    """Which services are asked and how.

    `base_url` puts every service under one host, as a mirror or an institution's proxy has them. `email` is told to
    the services that ask for one (Crossref's polite pool). `found_days` and `missing_days` are how long an answer
    holds that found something or nothing.
    """

    use: tuple[str, ...] = DEFAULT_SERVICES
    base_url: str = ""
    email: str = ""
    offline: bool = False
    found_days: float = 180.0
    missing_days: float = 14.0
    each: Mapping[str, ServiceConfig] = field(default_factory=dict)


DEFAULT_CATEGORIES = ("cs.CL", "cs.CV", "cs.LG", "cs.AI", "cs.IR", "stat.ML")


@dataclass(frozen=True, slots=True)
class CatalogueConfig:
    """The local catalogue of works. `categories` are those of arXiv that it is kept up to date with.

    `path` is a source (a file or folder) of the project's own, whose index is kept beside the state; `folder` is a
    catalogue that `biblio catalogue build` made. Neither: the one that all projects of the person share, if there is.
    """

    path: Path | None = None
    folder: Path | None = None
    categories: tuple[str, ...] = DEFAULT_CATEGORIES


@dataclass(frozen=True, slots=True)
class ExportsConfig:
    """What is written, and how. `dialect` is "biblatex" (Unicode, for biber) or "bibtex" (LaTeX escapes).

    `readings` tells how names in other scripts are read ("山田" → "Yamada"), for the keys.
    """

    path: Path = Path("exports")
    dialect: str = "biblatex"
    abstracts: bool = False
    keys: str = "{author}{year}{title}"
    unresolved: bool = False
    minimum: int = 1
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TagsConfig:
    """Rules for tags, compared without case: renamed or merged (several to one), and left out of the exports."""

    rename: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoteroConfig:
    """Which Zotero library is kept in step with the notes, and how.

    `library` is "user", "users/123" or "groups/123"; `api` is "web" or "local" (the desktop app). `root` is the name of
    the collection in which all others stand, empty for the top of the library. `tags`, `collections` and `only` are
    patterns of tags ("nlp*", "!to-read"): which become tags of items, which collections, and which works are meant.
    `minimum` is how many works a new collection needs; `separator` and `parents` put collections into each other.
    `comments` makes the person's comments notes, `pages` and `pdf` link the note's page and the PDF. `limit` is the
    share of items that a plan may change or remove unasked; `write_back` lets tags changed in Zotero into the front
    matter of Markdown notes. `memory` is the file of what cannot be found out again.
    """

    library: str = "user"
    api: str = "web"
    root: str = "biblio"
    tags: tuple[str, ...] = ("*",)
    collections: tuple[str, ...] = ("*",)
    only: tuple[str, ...] = ("*",)
    minimum: int = 1
    separator: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)
    comments: bool = True
    pages: bool = True
    pdf: bool = False
    limit: float = 0.3
    write_back: bool = False
    memory: Path = Path("zotero-memory.sqlite")


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """How `biblio check` judges: severity by rule ("error", "warning", "info", "off"); findings known and accepted."""

    rules: Mapping[str, str] = field(default_factory=dict)
    baseline: Path | None = None


@dataclass(frozen=True, slots=True)
class StateConfig:
    """Where biblio remembers what it did; may be deleted."""

    path: Path = Path(".biblio/state.sqlite")


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. `folder` is the project's folder: where ``config.toml`` and the decisions stand."""

    folder: Path
    notes: NotesConfig = NotesConfig()
    services: ServicesConfig = ServicesConfig()
    catalogue: CatalogueConfig = CatalogueConfig()
    exports: ExportsConfig = ExportsConfig()
    tags: TagsConfig = TagsConfig()
    state: StateConfig = StateConfig()
    zotero: ZoteroConfig = ZoteroConfig()
    check: CheckConfig = CheckConfig()
