"""Measures what marks ask for, in the place of a test's body or before it."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence

import pytest

from .._errors import VitalsError
from .._measure import compared
from .._results import CreationResult, GrowthResult, ImportResult, ProbeResult, Question, Result
from .asked import Asked, asked_by
from .body import factory_of, making, where
from .kept import keep
from .turn import alone

RESULTS = {"import": ImportResult, "create": CreationResult, "growth": GrowthResult}


class Measuring:
    """Registered where a test has a mark, and not otherwise."""

    def __init__(self, config: pytest.Config, items: Sequence[pytest.Item]) -> None:
        self.baseline: Optional[str] = config.getoption("vitals_baseline")
        self.asked: Dict[str, List[Asked]] = {}
        self.wrong: Dict[str, str] = {}
        for item in items:
            try:
                self.asked[item.nodeid] = asked_by(item)
            except pytest.UsageError as error:
                self.wrong[item.nodeid] = str(error)
        # A worker of pytest-xdist that ends here ends the controller by an internal error: there the test fails instead.
        if self.wrong and not hasattr(config, "workerinput"):
            raise pytest.UsageError("\n".join(self.wrong.values()))

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Optional[bool]:
        if pyfuncitem.nodeid in self.wrong:
            pytest.fail(self.wrong[pyfuncitem.nodeid], pytrace=False)
        asked = self.asked.get(pyfuncitem.nodeid, [])
        failures = [text for one in asked for text in self.judged(pyfuncitem, one)]
        if failures:
            pytest.fail("\n\n".join(failures), pytrace=False)
        # An import is measured beside what the test does; a body that is measured has run.
        return True if any(one.module is None for one in asked) else None

    def judged(self, item: pytest.Function, one: Asked) -> List[str]:
        """What is wrong, as texts."""
        try:
            with alone():
                result = measured(item, one)
                keep(item, result)
                found = [as_failure(result)] if result.verdict != "pass" else []
                if self.baseline and one.module is not None:
                    against = self.against_baseline(item, one.module)
                    keep(item, against)
                    found += [as_failure(against)] if against.verdict != "pass" else []
                return found
        except VitalsError as error:
            return [f"vitals: {error}"]

    def against_baseline(self, item: pytest.Function, module: str) -> Result:
        words = ("compare", "--no-report", f"--import={module}", *where(item))
        return compared(words, f"baseline:{self.baseline}", ".", str(item.config.rootpath))


def measured(item: pytest.Function, one: Asked) -> ProbeResult:
    """Asks the program."""
    words = ("probe", one.probe, *one.option_words(), *where(item))
    subject = one.module
    if subject is None:
        words, subject = (*words, *making(item)), factory_of(item)
    return RESULTS[one.probe].asked(Question(words, subject, one.limit, str(item.config.rootpath)))


def as_failure(result: Result) -> str:
    """Why it did not pass. The first line stands in pytest's short summary."""
    return f"{result.why}\n\n{result.text}"
