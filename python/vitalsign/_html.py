"""What a notebook shows. What comes from the target is text: everything is escaped."""

from __future__ import annotations

from html import escape
from typing import Any, Mapping, Sequence

from .documents import ComparisonReport, HealthDocument, ProbeReport, Reason, Verdict

COLOURS = {"pass": "#1a7f37", "fail": "#cf222e", "error": "#cf222e", "inconclusive": "#9a6700", "vacuous": "#9a6700"}


def probe(report: ProbeReport, rows: Sequence[Mapping[str, Any]]) -> str:
    """One probe, its reasons, and rows below."""
    return _verdict(report.probe, report.verdict) + _table(rows)


def comparison(reports: Sequence[ComparisonReport], rows: Sequence[Mapping[str, Any]]) -> str:
    """A verdict a probe, and the modules that differ."""
    return "".join(_verdict(f"compare {report.name}", report.verdict) for report in reports) + _table(rows)


def triage(document: HealthDocument) -> str:
    """The score, and a verdict a check."""
    head = f"<p><strong>{escape(document.score.health)}</strong>: {document.score.part:.0%} of the weight passed</p>"
    return head + "".join(_verdict(check.name, check.verdict) for check in document.checks)


def _verdict(name: str, verdict: Verdict) -> str:
    colour = COLOURS[verdict.status]
    reasons = "".join(f"<li>{escape(reason.text)}</li>" for reason in _shown(verdict.reasons))
    return f'<p><strong style="color:{colour}">{escape(verdict.status)}</strong> {escape(name)}</p><ul>{reasons}</ul>'


def _shown(reasons: Sequence[Reason]) -> Sequence[Reason]:
    return reasons[:8]


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(str(name))}</th>" for name in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    return "" if value is None else escape(str(value))
