"""The version of the program: sent to services in the User-Agent, and compared with that of stored states."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
