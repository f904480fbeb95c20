"""The version of the program, which services see in the User-Agent and stored states are compared with."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
