"""The version of the program, which services and stored states are told, and the address of its documentation."""

from __future__ import annotations

__all__ = ["DOCUMENTATION", "__version__"]

__version__ = "0.1.0"

DOCUMENTATION = "https://biblio-notes.readthedocs.io/en/latest"
"""The address of the documentation as a site, without a slash at the end; `pyproject.toml` names it too."""
