"""What was measured, kept with the test's report: that is what pytest-xdist sends from a worker to the controller."""

from __future__ import annotations

import json
from typing import Any, Dict, List

import pytest

from .._results import ComparisonResult, ProbeResult, Result

KEY: "pytest.StashKey[List[Dict[str, Any]]]" = pytest.StashKey()
ATTRIBUTE = "vitals_measured"


def keep(item: pytest.Item, result: Result) -> None:
    """Keeps it for the summary, and whole where a report is written."""
    lines = _lines(result)
    whole = json.dumps(result.answer.json) if item.config.getoption("vitals_report") else None
    item.stash.setdefault(KEY, []).append({"lines": lines, "document": whole})


def _lines(result: Result) -> List[List[str]]:
    if isinstance(result, ProbeResult):
        reasons = result.reasons
        return [[result.verdict, f"{result.report.probe} {result.question.of}", reasons[0].text if reasons else ""]]
    if isinstance(result, ComparisonResult):
        return [
            [report.verdict.status, f"compare {report.name}", report.verdict.reasons[0].text if report.verdict.reasons else ""]
            for report in result.probes
        ]
    return [[result.verdict, "triage", repr(result)]]
