"""The summary at the end of pytest's output, and the report that `--vitals-report` asks for."""

from __future__ import annotations

import json
from typing import Any, Dict, Generator, List, Optional, Tuple

import pytest

from .kept import ATTRIBUTE, KEY

COLOURS = {"pass": {"green": True}, "inconclusive": {"yellow": True}, "vacuous": {"yellow": True}}


class Summary:
    """Registered where something is measured, or may be by a worker of pytest-xdist."""

    def __init__(self, config: pytest.Config) -> None:
        self.path: Optional[str] = config.getoption("vitals_report")
        self.command = ["pytest", *map(str, config.invocation_params.args)]
        self.is_worker = hasattr(config, "workerinput")
        self.lines: List[Tuple[str, str, str, str]] = []
        self.documents: List[Dict[str, Any]] = []

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: Any) -> Generator[None, Any, None]:
        outcome = yield
        if call.when == "call" and KEY in item.stash:
            setattr(outcome.get_result(), ATTRIBUTE, item.stash[KEY])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for kept in getattr(report, ATTRIBUTE, ()):
            self.lines += [(verdict, what, why, report.nodeid) for verdict, what, why in kept["lines"]]
            if kept["document"] is not None:
                self.documents.append(json.loads(kept["document"]))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.is_worker or not (self.lines or self.path):
            return
        terminalreporter.section("vitals")
        width = max((len(what) for _, what, _, _ in self.lines), default=0)
        for verdict, what, why, test in self.lines:
            terminalreporter.write(f"{verdict:<12} ", **COLOURS.get(verdict, {"red": True}))
            terminalreporter.write(f"{what:<{width}}  {why}  {test}\n")
        if self.path:
            from .report import write

            terminalreporter.write_line(write(self.path, self.documents, self.command))
