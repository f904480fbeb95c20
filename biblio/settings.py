"""The configuration as one frozen value. Every setting has a default that suits most users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from biblio.model.record import Kind

__all__ = [
    "GITHUB_PREFIX",
    "INDEX_NAME",
    "NOTE_TEMPLATES",
    "ZOTERO_PREFIX",
    "AddConfig",
    "CatalogueConfig",
    "CheckConfig",
    "CiteConfig",
    "Config",
    "ExportsConfig",
    "NoteSource",
    "NotesConfig",
    "PageConfig",
    "ServiceConfig",
    "ServicesConfig",
    "StateConfig",
    "TagsConfig",
    "ZoteroConfig",
    "baseline_path",
]

DEFAULT_SERVICES = (
    "arxiv", "crossref", "datacite", "doi", "dblp", "openreview", "anthology", "semanticscholar", "openalex",
)  # fmt: skip


# Precedes the name of a GitHub repository whose issues are notes, in the configuration and as the source of such notes.
GITHUB_PREFIX = "github:"
# Precedes the selection of a Zotero library whose items are notes.
ZOTERO_PREFIX = "zotero:"


@dataclass(frozen=True, slots=True)
class NoteSource:
    """A place with notes: a file, folder or pattern, ``github:owner/repo`` or ``zotero:…``; `layout` forces a reader.

    Of a folder, `include` and `exclude` choose files by patterns as in ``.gitignore``. The values of the fields named
    in `tags_from` are tags too: the ``todo`` state of an org heading, the ``Status`` of a row.
    """

    path: str
    layout: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tags_from: tuple[str, ...] = ()

    @property
    def is_repository(self) -> bool:
        """Whether the notes are the issues of a GitHub repository rather than files."""
        return self.path.startswith(GITHUB_PREFIX)

    @property
    def is_zotero(self) -> bool:
        """Whether the notes are the items of a Zotero library rather than files."""
        return self.path.startswith(ZOTERO_PREFIX)

    @property
    def is_remote(self) -> bool:
        """Whether the notes are not in files, so that only a service knows whether they have changed."""
        return self.is_repository or self.is_zotero


@dataclass(frozen=True, slots=True)
class NotesConfig:
    """Which notes are read. `kinds` maps a tag to the kind of thing that notes with this tag are about."""

    sources: tuple[NoteSource, ...] = ()
    kinds: Mapping[str, Kind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServiceConfig:
    """One service: its address, seconds between two requests, seconds to wait for an answer, number of tries.

    `searches` allows or forbids searches for titles and words (None: the service's default).
    """

    base_url: str = ""
    interval: float | None = None
    timeout: float | None = None
    tries: int | None = None
    searches: bool | None = None


@dataclass(frozen=True, slots=True)
class ServicesConfig:
    """Which services are asked, and how.

    `base_url` puts every service under one host, as a mirror or an institution's proxy does. `email` is sent to the
    services that ask for one (Crossref's polite pool). `found_days` and `missing_days` say how long a positive and a
    negative result are cached.
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
    """The catalogue of works. `categories` are the arXiv categories it follows.

    `path` is a source (a file or folder) of this project, indexed next to the state; `folder` is a catalogue built by
    `biblio catalogue build`; `url` has the addresses of an OpenSearch cluster with the catalogue called `index`. If
    none of them is set, the catalogue shared by all projects of the user is used, if there is one.
    """

    path: Path | None = None
    folder: Path | None = None
    url: str = ""
    index: str = "biblio"
    categories: tuple[str, ...] = DEFAULT_CATEGORIES


INDEX_NAME = "index.json"
"""The file in the folder of the exports that says what biblio wrote there."""


@dataclass(frozen=True, slots=True)
class ExportsConfig:
    """What is written, and how. `dialect` is "biblatex" (Unicode, for biber) or "bibtex" (LaTeX escapes).

    `venues` says how conferences are named: as people cite them ("cited"), with ordinal and year ("full"), by their
    acronyms where these are known ("short"), or as their source names them ("source").
    `formats` are "bib", which is always written, and the other export formats, those of plugins among them. `readings`
    maps names in other scripts to their readings ("山田" → "Yamada"), for the citation keys.
    """

    path: Path = Path("exports")
    dialect: Literal["biblatex", "bibtex"] = "biblatex"
    venues: Literal["cited", "full", "short", "source"] = "cited"
    abstracts: bool = False
    keys: str = "{author}{year}{title}"
    unresolved: bool = False
    minimum: int = 1
    formats: tuple[str, ...] = ("bib",)
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TagsConfig:
    """Rules for tags, compared without case: tags to rename or merge (several into one), and tags to leave out."""

    rename: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoteroConfig:
    """Which Zotero library is synced with the notes, and how.

    `library` is "user", "users/123" or "groups/123"; `api` is "web" or "local" (the desktop app). `root` names the
    collection that contains all others, empty for the top of the library. `tags`, `collections` and `only` are tag
    patterns ("nlp*", "!to-read"): which tags become tags of items, which become collections, and which works are synced
    at all. `minimum` is how many works a new collection needs; `separator` and `parents` nest collections. `comments`
    turns the user's comments into notes, `pages` links the note's page; `pdf` says whether the open PDF of a work is
    linked or attached, as a file in Zotero's storage or, with `pdf_folder`, in a folder of this machine. `limit` is
    the share of items (0..1) that a plan may change or remove without `--force`; `write_back` writes tags changed in
    Zotero into the front matter of Markdown notes. `memory` is the file that remembers both sides; it cannot be
    rebuilt.
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
    pdf: Literal["off", "link", "attach"] = "off"
    pdf_folder: Path | None = None
    limit: float = 0.3
    write_back: bool = False
    memory: Path = Path("zotero-memory.sqlite")


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """Settings of `biblio check`: severity by rule ("error", "warning", "info", "off"), and the baseline file."""

    rules: Mapping[str, str] = field(default_factory=dict)
    baseline: Path | None = None


NOTE_TEMPLATES = ("obsidian", "logseq", "org-roam", "zettlr", "list", "org-list")
"""The templates of notes that come with biblio; any other name is a file."""


@dataclass(frozen=True, slots=True)
class AddConfig:
    """How `biblio add` writes notes.

    `to` is the folder for notes, or the file of a list (None: the first folder among the sources). `template` is the
    name of a built-in template or a file of the user's (empty: whatever fits the place). `name` gives the name of a
    note's file, without suffix; `heading` is the heading of a list under which works are put; `tags` are given to all.
    """

    to: Path | None = None
    template: str = ""
    name: str = "{{ key }}"
    heading: str = "To read"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CiteConfig:
    """How references are formatted: the style and the language that count without options, and a folder of styles.

    `locale` is a language tag ("de-DE"); empty: that of the style.
    """

    style: str = "apa"
    locale: str = ""
    styles: Path | None = None


@dataclass(frozen=True, slots=True)
class PageConfig:
    """The page that `biblio page` writes.

    `path` is its folder, `title` its heading (empty: "Bibliography"). `notes` says whether it has what the user wrote;
    `notes_at` is the address at which a site shows the project's folder (empty: the notes are beside the page).
    """

    path: Path = Path("page")
    title: str = ""
    notes: bool = True
    notes_at: str = ""


@dataclass(frozen=True, slots=True)
class StateConfig:
    """The file in which biblio caches what it read, asked and decided; it may be deleted."""

    path: Path = Path(".biblio/state.sqlite")


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. `folder` is the project folder, with ``config.toml`` and the decisions."""

    folder: Path
    notes: NotesConfig = NotesConfig()
    services: ServicesConfig = ServicesConfig()
    catalogue: CatalogueConfig = CatalogueConfig()
    exports: ExportsConfig = ExportsConfig()
    tags: TagsConfig = TagsConfig()
    state: StateConfig = StateConfig()
    zotero: ZoteroConfig = ZoteroConfig()
    check: CheckConfig = CheckConfig()
    add: AddConfig = AddConfig()
    cite: CiteConfig = CiteConfig()
    page: PageConfig = PageConfig()


def baseline_path(config: Config) -> Path:
    """Return the file of the findings of `biblio check` that a project accepts, whether it exists or not."""
    return config.check.baseline or config.folder / "check-baseline.txt"
