"""The configuration of the project in a folder: read without opening the project, which takes more to import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from biblio.project.config_file import load_config
from biblio.readers.layouts import READERS
from biblio.settings import INDEX_NAME, Config

__all__ = ["own_exports", "project_config"]


def project_config(
    folder: Path, *, offline: bool | None = None, environment: Mapping[str, str] | None = None
) -> Config:
    """Return the configuration of the project in `folder`; `offline` overrides it if given.

    Raises `ConfigError`.
    """
    config = load_config(folder, os.environ if environment is None else environment, layouts=READERS)
    return config if offline is None else replace(config, services=replace(config.services, offline=offline))


def own_exports(config: Config) -> Path | None:
    """Return the folder of the exports if biblio wrote there; outside of projects it may be anything."""
    exports = config.exports.path
    return exports if (exports / INDEX_NAME).is_file() else None
