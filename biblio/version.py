"""The version of the program, which services are told in the User-Agent and stored states are compared with; its pages."""

from __future__ import annotations

__all__ = ["DOCUMENTATION", "__version__"]

__version__ = "0.1.0"

DOCUMENTATION = "https://biblio-notes.readthedocs.io/en/latest"
"""The address of the documentation as a site, without a slash at the end; `pyproject.toml` names it too."""
