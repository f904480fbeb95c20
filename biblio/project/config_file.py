"""Read ``config.toml`` and the environment into a `Config`, reporting every problem at once.

Environment variables override the file: ``BIBLIO_SERVICES_BASE_URL`` sets ``base_url`` of ``[services]``,
``BIBLIO_SERVICES_ARXIV_INTERVAL`` sets ``interval`` of ``[services.arxiv]``. Lists are separated by commas.
`tomllib` returns values without positions, so `line_of` finds the line of a key for the messages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biblio.errors import ConfigError, Problem
from biblio.files import file_bytes
from biblio.project.config_schema import (
    BACKSLASH_HINT,
    SERVICE_KEYS,
    TABLES,
    SettingKey,
    has_type,
    is_service,
    no_path,
    service_names,
)
from biblio.settings import (
    NOTE_TEMPLATES,
    AddConfig,
    CatalogueConfig,
    CheckConfig,
    CiteConfig,
    Config,
    ExportsConfig,
    NotesConfig,
    NoteSource,
    PageConfig,
    ServiceConfig,
    ServicesConfig,
    StateConfig,
    TagsConfig,
    ZoteroConfig,
)
from biblio.text import fold

if TYPE_CHECKING:
    from biblio.model.record import Kind
    from biblio.registry import Registry

__all__ = ["FILE_NAME", "line_of", "load_config"]

# In double quotes, "C:\\notes" is "C:", a line break and "otes", and "C:\\Users" is no TOML at all.
_WINDOWS_PATH = re.compile(r'"[^"]*\\')
_HEADER = re.compile(r"\s*+\[++([^\]]++)\]++\s*+(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")


def line_of(text: str, table: str, key: str) -> int:
    """Return the line (from 1) that sets `key` in `table`, else the line of the table, else 0.

    An empty `key` means the table itself; an empty `table` means a top-level key. Dotted keys are recognised.
    """
    current, header = "", 0
    dotted_key = f"{table}.{key}" if table else key
    for number, row in enumerate(text.splitlines(), 1):
        if match := _HEADER.match(row):
            current = _plain(match[1])
            if current in (table, dotted_key):
                header = header or number
                if not key or current == dotted_key:
                    return number
        elif match := _KEY.match(row):
            name = _plain(match[1])
            full = f"{current}.{name}" if current else name
            if full == dotted_key or full.startswith(f"{dotted_key}."):
                return number
    return header


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


FILE_NAME = "config.toml"


def load_config(
    folder: Path, environment: Mapping[str, str], *, layouts: Collection[str] | Registry[Any] = ()
) -> Config:
    """Return the configuration of the project in `folder`; without a file, the defaults.

    `layouts` are the known layouts of notes; if empty, layout names are not checked. Raises `ConfigError` with every
    problem in the file and in the environment variables.
    """
    path = folder / FILE_NAME
    try:
        text = file_bytes(path).decode("utf-8-sig")
    except FileNotFoundError:
        text = ""
    except UnicodeDecodeError as error:
        raise ConfigError((Problem(str(path), 0, f"is not valid UTF-8 (byte {error.start})"),)) from error
    except OSError as error:
        raise ConfigError((Problem(str(path), 0, f"cannot be read: {error.strerror}"),)) from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((_syntax_problem(path, text, error),)) from error
    except RecursionError as error:
        raise ConfigError((Problem(str(path), 0, "brackets stand within each other too often"),)) from error
    except ValueError as error:  # a number of more digits than Python reads
        raise ConfigError((Problem(str(path), 0, f"invalid TOML: {error}"),)) from error
    reader = _Checker(str(path), text)
    values = reader.check(data)
    reader.check_environment(values, environment)
    config = _build(folder, values)
    reader.check_whole(config, layouts)
    if reader.problems:
        raise ConfigError(tuple(reader.problems))
    return config


def _syntax_problem(path: Path, text: str, error: tomllib.TOMLDecodeError) -> Problem:
    # "Expected '=' after a key in a key/value pair (at line 3, column 5)", or "(at end of document)".
    what, _, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    number = int(line[1]) if line else max(1, len(text.splitlines()))
    lines = text.splitlines()
    written = lines[number - 1] if number <= len(lines) else ""
    hint = BACKSLASH_HINT if _WINDOWS_PATH.search(written) else ""
    return Problem(str(path), number, f"invalid TOML: {what[:1].lower()}{what[1:]}", hint)


_Values = dict[str, dict[str, Any]]


class _Checker:
    """Collects the problems of one configuration."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.problems: list[Problem] = []

    def report(self, table: str, key: str, what: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line_of(self.text, table, key), what, hint))

    def check(self, data: Mapping[str, Any]) -> _Values:
        values: _Values = {table: {} for table in TABLES}
        for table, content in data.items():
            if table not in TABLES and not isinstance(content, dict):
                self.report("", table, f"{table!r} stands in no table", _home(table) or _near(table, _ALL_KEYS))
            elif table not in TABLES:
                self.report(table, "", f"unknown table [{table}]", _near(table, TABLES))
            elif not isinstance(content, dict):
                self.report("", table, f"{table} must be a table: [{table}]")
            else:
                for key, value in content.items():
                    is_table = isinstance(value, dict)
                    if table == "services" and (key in service_names() or (is_table and is_service(key))):
                        self._check_service(key, value, values)
                    else:
                        self._check_key(table, key, value, TABLES[table], values[table])
        return values

    def _check_service(self, name: str, content: object, values: _Values) -> None:
        if not isinstance(content, dict):
            self.report("services", name, f"services.{name} must be a table: [services.{name}]")
            return
        settings = values["services"].setdefault("each", {}).setdefault(name, {})
        for key, value in content.items():
            self._check_key(f"services.{name}", key, value, SERVICE_KEYS, settings)

    def _check_key(
        self, table: str, key: str, value: object, known: Mapping[str, SettingKey], values: dict[str, Any]
    ) -> None:
        if key not in known:
            choices = [*known, *service_names()] if table == "services" else list(known)
            self.report(table, key, f"unknown key {key!r} in [{table}]", _home(key) or _near(key, choices))
        elif not has_type(value, known[key].type_name):
            self.report(table, key, f"{table}.{key} must be {known[key].type_name}")
        elif what := known[key].check(value):
            self.report(table, key, f"{table}.{key} {what}")
        else:
            values[key] = value

    def check_environment(self, values: _Values, environment: Mapping[str, str]) -> None:
        for name, text in sorted(environment.items()):
            for table, known in TABLES.items():
                prefix = f"BIBLIO_{table.upper()}_"
                if name.startswith(prefix):
                    self._check_variable(name, name.removeprefix(prefix).lower(), text, table, known, values)

    def _check_variable(
        self, name: str, key: str, text: str, table: str, known: Mapping[str, SettingKey], values: _Values
    ) -> None:
        place: dict[str, Any] = values[table]
        service, _, rest = key.partition("_")
        if table == "services" and service in service_names():
            known, key = SERVICE_KEYS, rest
            place = place.setdefault("each", {}).setdefault(service, {})
        if key not in known:
            self.problems.append(Problem(f"environment: {name}", 0, "unknown setting", _near(key, known)))
            return
        value = _from_text(text, known[key].type_name)
        if value is None or not has_type(value, known[key].type_name):
            self.problems.append(Problem(f"environment: {name}", 0, f"must be {known[key].type_name}"))
        elif what := known[key].check(value):
            self.problems.append(Problem(f"environment: {name}", 0, what))
        else:
            place[key] = value

    def check_whole(self, config: Config, layouts: Collection[str] | Registry[Any]) -> None:
        """Report settings that are valid by themselves but contradict each other."""
        for source in config.notes.sources:
            if what := no_path(source.path):
                self.report("notes", "sources", f"{source.path!r} {what}")
            if source.layout is not None and layouts and source.layout not in layouts:
                what = f"unknown layout {source.layout!r}"
                self.report("notes", "sources", what, _near(source.layout, list(layouts)))
        ignored = {fold(tag) for tag in config.tags.ignore}
        renamed = {fold(tag): new for tag, new in config.tags.rename.items()}
        for tag, new in config.tags.rename.items():
            if fold(tag) in ignored:
                self.report(
                    "tags",
                    "rename",
                    f"tags.rename renames {tag!r}, which tags.ignore leaves out",
                    "remove one of the two",
                )
            if fold(new) in renamed and fold(new) != fold(tag):
                target = renamed[fold(new)]
                self.report(
                    "tags",
                    "rename",
                    f"{tag!r} becomes {new!r}, which becomes {target!r}",
                    "use the final name directly",
                )
        exports = config.exports.path.resolve()
        for source in config.notes.sources:
            if source.is_remote or no_path(source.path):
                continue
            if (config.folder / source.path).resolve() == exports:
                what = f"exports.path {str(config.exports.path)!r} is a source of notes"
                self.report(
                    "exports", "path", what, "choose another folder, or biblio would read its own files as notes"
                )
        if config.catalogue.path is not None and config.catalogue.path.resolve() == config.state.path.resolve():
            self.report("state", "path", "state.path and catalogue.path are the same file", "choose different names")
        if config.catalogue.url and config.catalogue.folder is not None:
            what = "catalogue.url and catalogue.folder are both set"
            self.report("catalogue", "url", what, "a project has one catalogue: take one of them out")


def _near(word: str, known: Mapping[str, object] | list[str] | tuple[str, ...]) -> str:
    near = get_close_matches(word, list(known), n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"


_ALL_KEYS = tuple(dict.fromkeys(key for keys in TABLES.values() for key in keys))


def _home(key: str) -> str:
    """Return where a key belongs that stands in a wrong table, or an empty string if no table has it."""
    tables = [f"[{table}]" for table, keys in TABLES.items() if key in keys]
    return f"it belongs below {' or '.join(tables)}" if tables else ""


def _from_text(text: str, type_name: str) -> object:
    if type_name == "true or false":
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text.lower())
    if type_name in ("a number", "a whole number"):
        try:
            return int(text) if type_name == "a whole number" else float(text)
        except ValueError:
            return None
    if type_name.startswith("a list"):
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _zotero(folder: Path, values: dict[str, Any]) -> ZoteroConfig:
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    memory = folder / values.get("memory", ZoteroConfig().memory)
    pdf = {True: "link", "true": "link", False: "off", "false": "off"}.get(values.get("pdf", "off"), values.get("pdf"))
    pdf_folder = folder / values["pdf_folder"] if values.get("pdf_folder") else None
    return ZoteroConfig(**{**values, **lists, "memory": memory, "pdf": pdf, "pdf_folder": pdf_folder})


def _add(folder: Path, values: dict[str, Any]) -> AddConfig:
    to = folder / values["to"] if values.get("to") else None
    template = values.get("template", "")
    if template and template not in NOTE_TEMPLATES:
        template = str(folder / template)
    return AddConfig(**{**values, "to": to, "template": template, "tags": tuple(values.get("tags", ()))})


def _cite(folder: Path, values: dict[str, Any]) -> CiteConfig:
    style, styles = values.get("style", CiteConfig().style), values.get("styles")
    if style.endswith(".csl"):
        style = str(folder / Path(style).expanduser())
    return CiteConfig(style, values.get("locale", ""), folder / Path(styles).expanduser() if styles else None)


def _kinds(table: Mapping[str, str]) -> dict[str, Kind]:
    from biblio.model.record import Kind

    return {fold(tag): Kind(kind) for tag, kind in table.items()}


def _build(folder: Path, values: _Values) -> Config:
    notes, services, exports = dict(values["notes"]), dict(values["services"]), dict(values["exports"])
    sources = tuple(
        NoteSource(source)
        if isinstance(source, str)
        else NoteSource(
            source["path"],
            source.get("layout"),
            *(tuple(source.get(name, ())) for name in ("include", "exclude", "tags_from")),
        )
        for source in notes.get("sources", ())
    )
    kinds = _kinds(notes["kinds"]) if notes.get("kinds") else {}
    settings_by_service = {name: ServiceConfig(**content) for name, content in services.pop("each", {}).items()}
    if "use" in services:
        services["use"] = tuple(services["use"])
    if "path" in exports:
        exports["path"] = folder / exports["path"]
    else:
        exports["path"] = folder / ExportsConfig().path
    if "formats" in exports:
        exports["formats"] = tuple(exports["formats"])
    catalogue = dict(values["catalogue"])
    for name in ("path", "folder"):
        if catalogue.get(name):
            catalogue[name] = folder / catalogue[name]
        else:
            catalogue.pop(name, None)
    if "categories" in catalogue:
        catalogue["categories"] = tuple(catalogue["categories"])
    check = values["check"]
    tags = values["tags"]
    return Config(
        folder=folder,
        notes=NotesConfig(sources, kinds),
        services=ServicesConfig(each=settings_by_service, **services),
        catalogue=CatalogueConfig(**catalogue),
        exports=ExportsConfig(**exports),
        tags=TagsConfig(rename=tags.get("rename", {}), ignore=tuple(tags.get("ignore", ()))),
        zotero=_zotero(folder, values["zotero"]),
        add=_add(folder, values["add"]),
        state=StateConfig(folder / values["state"].get("path", StateConfig().path)),
        cite=_cite(folder, values["cite"]),
        page=PageConfig(**{**values["page"], "path": folder / values["page"].get("path", PageConfig().path)}),
        check=CheckConfig(check.get("rules", {}), folder / check["baseline"] if "baseline" in check else None),
    )
