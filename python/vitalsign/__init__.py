"""The vital signs of a Python service: import latency, creation time and memory growth, with a verdict.

    import vitalsign
    vitalsign.measure_import("shop.app").assert_under("2s")

Each function runs the program `vitals`, which is installed with this package, and returns its document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._binary import find_binary as find_binary
    from ._errors import BinaryNotFound as BinaryNotFound
    from ._errors import UsageError as UsageError
    from ._errors import VitalsError as VitalsError
    from ._measure import compare as compare
    from ._measure import measure_creation as measure_creation
    from ._measure import measure_growth as measure_growth
    from ._measure import measure_import as measure_import
    from ._measure import triage as triage
    from ._results import ComparisonResult as ComparisonResult
    from ._results import CreationResult as CreationResult
    from ._results import GrowthResult as GrowthResult
    from ._results import ImportResult as ImportResult
    from ._results import TriageResult as TriageResult

# Loaded when they are asked for: pytest imports this package in every run.
_PLACES = {
    "find_binary": "_binary",
    "BinaryNotFound": "_errors",
    "UsageError": "_errors",
    "VitalsError": "_errors",
    "compare": "_measure",
    "measure_creation": "_measure",
    "measure_growth": "_measure",
    "measure_import": "_measure",
    "triage": "_measure",
    "ComparisonResult": "_results",
    "CreationResult": "_results",
    "GrowthResult": "_results",
    "ImportResult": "_results",
    "TriageResult": "_results",
}

__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_PLACES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
