"""The weights of the evidence, in bits: log2(m / u).

m is how often a level occurs if the work is the note's, u how often if it is another work that a search for the note
found (I. Fellegi and A. Sunter, "A Theory for Record Linkage", JASA 64, 1969). The numbers are in `weights.toml`, which
benchmarks/weights.py estimates from labelled pairs; the beginning of the file says from which.
"""

from __future__ import annotations

import math
import tomllib
from functools import lru_cache
from typing import Any

from biblio.data_files import read_data

__all__ = ["bits_of", "levels_of", "prior", "probability"]


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(read_data("biblio.matching", "weights.toml"))


def levels_of(comparison: str) -> dict[str, dict[str, float]]:
    """Return the rows of a comparison: level → m, u, bits and the underlying counts. Raises `KeyError`."""
    rows: dict[str, dict[str, float]] = _tables()[comparison]
    return rows


@lru_cache(maxsize=512)
def bits_of(comparison: str, level: str) -> float:
    """Return the weight of a level, in bits. Raises `KeyError` for a level that is not in the table."""
    return float(levels_of(comparison)[level]["bits"])


def prior() -> float:
    """Return the log-odds, in bits, that a work found by a search for a note is the note's."""
    return float(_tables()["prior"]["bits"])


def probability(bits: float) -> float:
    """Return the probability that a work with evidence of `bits` is the note's.

    The parts of the sum depend on one another, so it overstates the odds. The odds are calibrated on pairs that were
    not used to estimate the weights (J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
    """
    curve = _tables()["calibration"]
    odds = float(curve["slope"]) * bits + float(curve["offset"])
    return 1.0 / (1.0 + math.exp2(-max(-60.0, min(60.0, odds))))
