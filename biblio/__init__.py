"""From reading notes to BibTeX by tag; the public entry point is the ``biblio`` command."""

__version__ = "0.1.0"

__all__ = ["__version__"]
