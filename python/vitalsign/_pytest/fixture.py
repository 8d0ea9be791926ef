"""The fixture `vitals`: the functions of the package, one measurement at a time, and kept for the summary."""

from __future__ import annotations

from typing import Any, Callable, Dict, Optional, TypeVar

import pytest

from .. import _measure
from .._errors import VitalsError
from .._results import ComparisonResult, CreationResult, GrowthResult, ImportResult, Result, TriageResult
from .body import python_path
from .kept import keep
from .turn import alone

R = TypeVar("R", bound=Result)


class Vitals:
    """What a test asks when its marks do not say it. Arguments are those of `vitalsign.measure_import` and so on."""

    def __init__(self, item: pytest.Item) -> None:
        self._item = item

    def measure_import(self, module: str, **options: Any) -> ImportResult:
        """How long a module takes to import."""
        __tracebackhide__ = True
        return self._alone(lambda: _measure.measure_import(module, **self._here(options)))

    def measure_creation(self, factory: str, **options: Any) -> CreationResult:
        """How long an object takes to create."""
        __tracebackhide__ = True
        return self._alone(lambda: _measure.measure_creation(factory, **self._here(options)))

    def measure_growth(self, factory: str, **options: Any) -> GrowthResult:
        """What stays in memory when objects are made and dropped."""
        __tracebackhide__ = True
        return self._alone(lambda: _measure.measure_growth(factory, **self._here(options)))

    def compare(self, base: str, candidate: str = ".", **options: Any) -> ComparisonResult:
        """Two variants, interleaved."""
        __tracebackhide__ = True
        return self._alone(lambda: _measure.compare(base, candidate, **options))

    def triage(self, **options: Any) -> TriageResult:
        """What is wrong, why, and what next."""
        __tracebackhide__ = True
        return self._alone(lambda: _measure.triage(**options))

    def _here(self, options: Dict[str, Any]) -> Dict[str, Any]:
        """What a mark has: pytest's `rootdir`, and what it has put on sys.path; what the test gives wins."""
        variable = python_path()
        env = {**({"PYTHONPATH": variable} if variable else {}), **(options.get("env") or {})}
        return {"root": self._item.config.rootpath, **options, "env": env}

    def _alone(self, question: Callable[[], R]) -> R:
        __tracebackhide__ = True
        refused: Optional[VitalsError] = None
        try:
            with alone():
                result = question()
        except VitalsError as error:
            # Anew: the frames of this package say nothing to whoever wrote the test.
            refused = type(error)(str(error), error.exit_code)
        if refused is not None:
            raise refused
        keep(self._item, result)
        return result
