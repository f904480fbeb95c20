"""What other distributions can extend: the registries of all roles, each with its entry point group.

| group | what an entry point refers to |
|---|---|
| ``biblio.readers`` | a `biblio.readers.base.Reader` |
| ``biblio.services`` | a `biblio.lookup.services.service_registry.ServicePlugin` |
| ``biblio.catalogue_formats`` | a `biblio.lookup.catalogue.formats.format_base.CatalogueFormat` |
| ``biblio.exporters`` | a `biblio.export.export_formats.Exporter` |
| ``biblio.check_rules`` | a `biblio.check.rules.bibliography.rule_family.RuleFamily` |
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from biblio.check.rules.bibliography.rule_families import RULE_FAMILIES
from biblio.export.export_formats import EXPORTERS
from biblio.lookup.catalogue.formats.format_registry import CATALOGUE_FORMATS
from biblio.lookup.services.service_registry import SERVICES
from biblio.readers.layouts import READERS
from biblio.registry import Plugin, Registry

__all__ = ["list_plugins"]

_REGISTRIES: tuple[Registry[Any], ...] = (READERS, SERVICES, CATALOGUE_FORMATS, EXPORTERS, RULE_FAMILIES)


def list_plugins() -> Iterator[Plugin]:
    """Yield every implementation of every role, built in or not; one that cannot be used says why."""
    for registry in _REGISTRIES:
        yield from registry.plugins()
