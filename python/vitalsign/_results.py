"""What the functions of this package return: the program's document, with what is asked of it most."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple, Type, TypeVar

from . import _html
from ._decode import read
from ._run import Answer, ask
from .documents import (
    CheckReport,
    ComparisonReport,
    ComparisonRun,
    CreateProbeReport,
    CreationMeasurement,
    Finding,
    GrowthMeasurement,
    GrowthProbeReport,
    HealthDocument,
    ImportMeasurement,
    ImportProbeReport,
    ModuleRecord,
    ProbeReport,
    Reason,
    RunDocument,
    Share,
    Site,
    Status,
    Verdict,
)

Row = Dict[str, Any]
R = TypeVar("R", bound="ProbeResult")
# The worst last.
ORDER: Tuple[Status, ...] = ("pass", "inconclusive", "vacuous", "fail", "error")


@dataclass(frozen=True)
class Question:
    """How a probe was asked: asked again, it is the same but for the limit."""

    options: Tuple[str, ...]
    #: The module or the factory.
    of: str
    limit: Optional[str]
    cwd: Optional[str]

    def ask(self) -> Answer:
        limit = () if self.limit is None else (f"--limit={self.limit}",)
        return ask((*self.options, *limit), (self.of,), self.cwd)


@dataclass(frozen=True)
class Result:
    """What every result has."""

    #: What the program was asked and printed.
    answer: Answer = dataclasses.field(repr=False)

    @property
    def text(self) -> str:
        """The report as the program prints it."""
        return self.answer.text

    @property
    def verdict(self) -> Status:
        """pass, fail, inconclusive, vacuous or error."""
        raise NotImplementedError

    @property
    def why(self) -> str:
        """The first reason of the verdict, which stands before it unless it is a plain failure."""
        found = self._first_reasons()
        reason = found[0].text if found else "nothing was judged"
        return reason if self.verdict == "fail" else f"{self.verdict}: {reason}"

    def _first_reasons(self) -> Tuple[Reason, ...]:
        raise NotImplementedError

    def assert_passed(self) -> None:
        """Raises AssertionError, with the report, where the verdict is another than pass."""
        __tracebackhide__ = True
        if self.verdict != "pass":
            raise AssertionError(f"{self.why}\n\n{self.text}")


@dataclass(frozen=True)
class ProbeResult(Result):
    """One probe against its limit."""

    document: RunDocument = dataclasses.field(repr=False)
    question: Question = dataclasses.field(repr=False)

    @property
    def report(self) -> ProbeReport:
        """The probe, as the document has it."""
        return self.document.probes[0]

    @property
    def verdict(self) -> Status:
        return self.report.verdict.status

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Why, the most relevant first."""
        return self.report.verdict.reasons

    def _first_reasons(self) -> Tuple[Reason, ...]:
        return self.reasons

    @property
    def evidence(self) -> Tuple[Reason, ...]:
        """What the verdict rests on."""
        return self.report.verdict.evidence

    def assert_under(self, limit: str) -> None:
        """Raises AssertionError, with the report, where this limit is not certainly kept.

        A measurement ends as soon as its own limit is decided. So where this is another limit than the one that was
        measured against, the program measures again.
        """
        __tracebackhide__ = True
        if limit != self.question.limit:
            question = dataclasses.replace(self.question, limit=limit)
            type(self).asked(question).assert_passed()
        else:
            self.assert_passed()

    @classmethod
    def asked(cls: Type[R], question: Question) -> R:
        """Asks it now."""
        answer = question.ask()
        return cls(answer, read(RunDocument, answer.json), question)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.verdict}: {self.reasons[0].text if self.reasons else 'nothing was judged'}>"

    def _repr_html_(self) -> str:
        return _html.probe(self.report, self.rows)

    @property
    def rows(self) -> List[Row]:
        """What a notebook shows below the verdict."""
        return []


@dataclass(frozen=True, repr=False)
class ImportResult(ProbeResult):
    """How long a module takes to import."""

    @property
    def measurement(self) -> ImportMeasurement:
        """All samples, and the modules of the fastest."""
        assert isinstance(self.report, ImportProbeReport)
        return self.report.measurement

    @property
    def modules(self) -> List[Row]:
        """The modules of the fastest sample in the order in which they began; `pandas.DataFrame` takes them as they are."""
        trace = self.measurement.trace
        return [] if trace is None else [_module(record, trace.modules) for record in trace.modules]

    @property
    def rows(self) -> List[Row]:
        return sorted(self.modules, key=lambda row: -int(row["wall_ns"]))[:10]


@dataclass(frozen=True, repr=False)
class CreationResult(ProbeResult):
    """How long an object takes to create."""

    @property
    def measurement(self) -> CreationMeasurement:
        """First and repeated creations."""
        assert isinstance(self.report, CreateProbeReport)
        return self.report.measurement


@dataclass(frozen=True, repr=False)
class GrowthResult(ProbeResult):
    """How much memory stays."""

    @property
    def measurement(self) -> GrowthMeasurement:
        """Each round, and what stays after it."""
        assert isinstance(self.report, GrowthProbeReport)
        return self.report.measurement

    @property
    def types(self) -> List[Row]:
        """The types whose live objects became more, the largest first."""
        return [dataclasses.asdict(growth) for growth in self.measurement.types]

    @property
    def rows(self) -> List[Row]:
        return self.types[:10]


@dataclass(frozen=True, repr=False)
class ComparisonResult(Result):
    """Two variants, interleaved."""

    document: ComparisonRun = dataclasses.field(repr=False)

    @property
    def probes(self) -> Tuple[ComparisonReport, ...]:
        """One entry a probe, in order."""
        return self.document.probes

    @property
    def verdict(self) -> Status:
        """The worst of all."""
        found = [report.verdict.status for report in (*self.document.probes, *self.document.operations)]
        return _worst(found, self.document.planned)

    def _first_reasons(self) -> Tuple[Reason, ...]:
        return _worst_reasons([report.verdict for report in (*self.document.probes, *self.document.operations)])

    @property
    def modules(self) -> List[Row]:
        """What became of each module that differs: rows that `pandas.DataFrame` takes as they are."""
        return [
            _share(report.name, share)
            for report in self.document.probes
            if report.difference is not None
            for share in report.difference.shares
        ]

    def __repr__(self) -> str:
        return f"<ComparisonResult {self.verdict}: {', '.join(report.name for report in self.probes)}>"

    def _repr_html_(self) -> str:
        return _html.comparison(self.document.probes, self.modules[:10])


@dataclass(frozen=True, repr=False)
class TriageResult(Result):
    """What is wrong, why, and what next."""

    document: HealthDocument = dataclasses.field(repr=False)

    @property
    def checks(self) -> Tuple[CheckReport, ...]:
        """One entry a check."""
        return self.document.checks

    @property
    def findings(self) -> Tuple[Finding, ...]:
        """Scenarios of an emergency that are seen, the worst first."""
        return self.document.findings

    @property
    def verdict(self) -> Status:
        """The worst of all checks."""
        return _worst([check.verdict.status for check in self.document.checks], self.document.planned)

    def _first_reasons(self) -> Tuple[Reason, ...]:
        return _worst_reasons([check.verdict for check in self.document.checks])

    @property
    def health(self) -> str:
        """What the score means: healthy, degraded, impaired, critical or indeterminate."""
        return self.document.score.health

    def __repr__(self) -> str:
        return f"<TriageResult {self.verdict}: {self.health}>"

    def _repr_html_(self) -> str:
        return _html.triage(self.document)


def _worst(found: Sequence[Status], planned: int) -> Status:
    # What was not run has not passed.
    return max((*found, *(() if len(found) >= planned and found else ("vacuous",))), key=ORDER.index)


def _worst_reasons(verdicts: Sequence[Verdict]) -> Tuple[Reason, ...]:
    return max(verdicts, key=lambda verdict: ORDER.index(verdict.status)).reasons if verdicts else ()


def _module(record: ModuleRecord, modules: Sequence[ModuleRecord]) -> Row:
    return {
        "module": record.name,
        "wall_ns": record.span.wall,
        "cpu_ns": record.span.cpu,
        "run_delay_ns": record.span.run_delay,
        "start_ns": record.start,
        "rss_bytes": record.rss,
        "parent": None if record.parent is None else modules[record.parent].name,
        **_site("importer", record.importer),
        "origin": record.origin,
        "bytecode": record.bytecode,
        "failed": record.failed,
    }


def _share(probe: str, share: Share) -> Row:
    return {
        "probe": probe,
        "module": share.module,
        "change": share.change,
        "time_ns": share.part.time,
        "cpu_ns": share.part.cpu,
        "rss_bytes": share.part.rss,
        **_site("importer", share.importer),
    }


def _site(name: str, site: Optional[Site]) -> Row:
    return {f"{name}_file": site.file if site else None, f"{name}_line": site.line if site else None}
