"""The JSON documents of vitals as frozen dataclasses.

Written by packaging/generate_documents.py from docs/schema/: do not edit it. What is `Any` here has several forms, and
is what `json` makes of it; the schema describes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Literal, Mapping, Optional, Tuple, Union

Nanoseconds = int
Bytes = int


@dataclass(frozen=True)
class Reason:
    """A reason, a piece of evidence or a note. Read `about`, `kind` and `fields`; sentences may change."""

    about: str
    kind: Optional[str]
    text: str
    #: The fields of that kind.
    fields: Mapping[str, Any]



AllocatorName = Literal["glibc", "jemalloc", "mimalloc", "tcmalloc", "other"]
Bytecode = Literal["own", "prepared", "never"]
Bytecode2 = Literal["cached", "compiled", "none"]
Cache = Literal["warm", "cold-bytecode", "cold-disk"]
Change = Literal["added", "removed", "newly_blocking", "slower", "faster", "heavier", "lighter"]
Disturbance = Literal["no_processor", "stolen", "paged", "throttled"]
FillOutcome = Literal["stood", "went_on", "not_filled"]
Health = Literal["healthy", "degraded", "impaired", "critical", "indeterminate"]
Life = Literal["first", "repeated"]
Mode = Literal["embedded", "hosted"]
Origin = Literal["argument", "configuration", "active_environment", "local_environment", "path"]
Owner = Literal["target", "library", "standard_library"]
ResourceKind = Literal[
    "file",
    "socket",
    "pipe",
    "eventfd",
    "other_descriptor",
    "thread",
    "child",
    "shared_memory_file",
    "temporary_file",
]
Scenario = Literal["isolation_breach", "import_cascade", "golden_path", "performance", "other"]
SearchOf = Literal["growing", "kept", "held"]
Shape = Literal["leak", "plateau", "steady"]
Statistic = Literal["median", "faster_third", "trimmed_mean"]
Status = Literal["pass", "fail", "inconclusive", "vacuous", "error"]
Timed = Literal["import", "first_creation", "repeated_creation"]
Unit = Literal["seconds", "bytes", "count"]
Waiting = Literal["asleep", "lock", "input", "client", "connection", "network", "child_process", "pipe", "disk"]


@dataclass(frozen=True)
class AgainstStored:
    """What was measured now, and how fast the machine is against then."""

    #: The probe's name.
    probe: str
    #: Module or factory.
    name: str
    #: The calibration's time now over then; None where nothing was timed.
    slowness: Optional[float]
    #: Samples then, and now.
    samples: Tuple[int, ...]
    #: All that was measured now; None where two stored ones are compared, or nothing.
    now: Any


@dataclass(frozen=True)
class AllocationSite:
    """A line that allocated what is still there."""

    #: The innermost frame outside the standard library; its function is empty where it is not known.
    site: Site
    #: Gained over the rounds.
    bytes: Bytes
    #: Blocks of memory gained over the rounds.
    blocks: int


@dataclass(frozen=True)
class Allocator:
    """The allocator after the last round."""

    #: Whose it is.
    name: AllocatorName
    #: Free memory that it had kept and gave back when it was asked to; None where it cannot be asked.
    kept_free: Optional[Bytes]
    #: What it has given out (`mallinfo2`); None where it does not count that.
    in_use: Optional[Bytes]
    #: What Python's own allocator keeps free beside its objects, more than before the first round: parts of arenas
    #: in which something is still alive cannot be given back. None where it is not used, or does not say.
    kept_by_python: Optional[Bytes]


@dataclass(frozen=True)
class BoundedHolder:
    """A cache or a queue that keeps so many entries and no more."""

    #: `lru_cache`, `deque`, or the `module.name` of its type.
    holder: str
    #: The steps to it, outermost first.
    chain: Tuple[str, ...]
    #: Whether the interpreter or its library keeps to the bound; else it is an attribute like `maxsize`.
    certain: bool
    #: The bound.
    most: int
    #: Entries at the end of the rounds.
    fill: int
    #: Entries that the counted rounds added.
    gained: int
    #: The function that a cache is of.
    site: Optional[Site]


@dataclass(frozen=True)
class CheckReport:
    """A check with what it came to."""

    #: As configured.
    name: str
    #: `pytest`, `command`, …
    kind: str
    #: Its part of the score.
    weight: float
    #: Whether its failure forces the worst code.
    critical: bool
    #: For choosing.
    tags: Tuple[str, ...]
    #: How long it took.
    took: Nanoseconds
    #: With reasons and evidence.
    verdict: Verdict
    #: A pass that rests on an exit code alone.
    unproven: bool
    #: Tests, where it ran any.
    counts: Optional[Counts]
    #: The end of what it printed, where it did not pass.
    output: Optional[LastOutput]
    #: What each user heard, where it spoke with a service.
    conversation: Optional[Outcome]
    #: What came of its request, where it asked a service.
    exchange: Optional[HttpOutcome]
    #: What it measured, where it is a probe.
    measured: Optional[ProbeReport]


@dataclass(frozen=True)
class Collected:
    """Garbage collections."""

    #: How many.
    count: int
    #: How many of them looked at all objects.
    full: int
    #: Wall time,
    wall: Nanoseconds
    #: and processor time.
    cpu: Nanoseconds


@dataclass(frozen=True)
class CollectionsShare:
    """What garbage collections take on both sides, on average."""

    #: In the base.
    base: Nanoseconds
    #: In the candidate.
    candidate: Nanoseconds
    #: Collections of all objects in the base,
    full_base: float
    #: and in the candidate.
    full_candidate: float
    #: Of the difference, in seconds, at 95 %.
    interval: Optional[Interval]


@dataclass(frozen=True)
class Commit:
    """A commit, and how people speak of it."""

    #: The whole hash.
    hash: str
    #: The first line of its message.
    subject: str


@dataclass(frozen=True)
class ComparisonDocument:
    """A comparison of two variants."""

    #: When it began: RFC 3339, UTC.
    started: str
    #: The command line, without what looks like a secret.
    command: Tuple[str, ...]
    #: The configuration that it came from.
    configuration: Optional[str]
    #: Probes or checks that were asked for.
    planned: int
    #: Ended by Ctrl-C.
    interrupted: bool
    #: What was not done or not asked, and how a baseline was used.
    notes: Tuple[Reason, ...]
    #: The command that asks the same of one probe or check alone, up to its name, without what looks like a secret;
    #: empty where there is none.
    again: Tuple[str, ...]
    #: Base and candidate.
    sides: Tuple[SideRecord, ...]
    #: One entry a probe, in order.
    probes: Tuple[ComparisonReport, ...]
    #: One entry a conversation, in order.
    operations: Tuple[OperationsReport, ...]
    #: What is known of the branch, where `vitals pr` compared one.
    pull_request: Optional[PullRequest]


@dataclass(frozen=True)
class ComparisonRule:
    """When to stop, and what the pairs say."""

    #: What is asked.
    question: Any
    #: Comparisons in the run: the error rate holds for all of them together.
    comparisons: int
    #: Exactly this many pairs, where the user said so.
    fixed: Optional[int]
    #: Seed of the bootstrap and of the order.
    seed: int
    #: A smaller difference than this is beyond the probe's resolution, and tolerated; in the pairs' unit.
    floor: float
    #: The same of repeated creations; 0 where an older version did not judge them.
    repeated_floor: float


@dataclass(frozen=True)
class ComparisonRun:
    """A comparison of two variants."""

    #: When it began: RFC 3339, UTC.
    started: str
    #: The command line, without what looks like a secret.
    command: Tuple[str, ...]
    #: The configuration that it came from.
    configuration: Optional[str]
    #: Probes or checks that were asked for.
    planned: int
    #: Ended by Ctrl-C.
    interrupted: bool
    #: What was not done or not asked, and how a baseline was used.
    notes: Tuple[Reason, ...]
    #: The command that asks the same of one probe or check alone, up to its name, without what looks like a secret;
    #: empty where there is none.
    again: Tuple[str, ...]
    #: Base and candidate.
    sides: Tuple[SideRecord, ...]
    #: One entry a probe, in order.
    probes: Tuple[ComparisonReport, ...]
    #: One entry a conversation, in order.
    operations: Tuple[OperationsReport, ...]
    #: What is known of the branch, where `vitals pr` compared one.
    pull_request: Optional[PullRequest]
    #: Kind and version.
    schema: Literal["vitals-comparison/2"]


@dataclass(frozen=True)
class Counts:
    """Tests by outcome, as a suite reports them."""

    #: Those that ran and passed.
    passed: int
    #: Those that ran and failed.
    failed: int
    #: Those that could not run: set-up, collection.
    errors: int
    #: Those that did not run.
    skipped: int


@dataclass(frozen=True)
class CreateComparisonReport:
    """Creations."""

    probe: Literal["create"]
    measurement: InterleavedCreations
    #: Module or factory.
    name: str
    #: With reasons and evidence.
    verdict: Verdict
    #: What was asked, with which error rate.
    rule: ComparisonRule
    #: Each quantity; the first is the one that the rule looks at.
    quantities: Tuple[Quantity, ...]
    #: Waits that both sides have: they are in no judged time.
    shared_waits: Tuple[SharedWait, ...]
    #: Parts of an import that are decisively slower by more than the whole may be.
    decisive: Tuple[DecisivePart, ...]
    #: Pairs that were disturbed, by reason.
    disturbed: Tuple[Tuple[Any, ...], ...]
    #: The modules that make the difference, where imports were traced.
    difference: Optional[Difference]


@dataclass(frozen=True)
class CreateProbeReport:
    """A creation."""

    probe: Literal["create"]
    measurement: CreationMeasurement
    #: With reasons and evidence.
    verdict: Verdict
    #: What it is held against.
    limit: Any
    #: The same in seconds or bytes; None where an older version did not write it.
    bound: Optional[float]
    #: In seconds; None where nothing was timed.
    interval: Optional[Interval]
    #: In seconds.
    summary: Optional[Summary]
    #: Each time of a creation against its limit: the first, of which the fields above are too, and the repeated.
    creations: Tuple[JudgedTime, ...]
    #: Where an import or a first creation was blocked, in its fastest sample.
    stalls: Tuple[StallGroup, ...]


@dataclass(frozen=True)
class Creation:
    """Times of a call of the factory."""

    #: The call, and the await where there is one.
    span: Span
    #: Change of the resident size; None where it was not read.
    rss: Optional[Bytes]
    #: `module.name` of the object's type.
    type_name: str
    #: Whether the factory's answer was awaited.
    awaited: bool
    #: Every stretch of 20 ms and more without progress.
    stalls: Tuple[Stall, ...]


@dataclass(frozen=True)
class CreationMeasurement:
    """All creations of one factory."""

    #: `package.module:callable`.
    factory: str
    #: Import and setup together, in the first worker.
    prepared_in: Optional[Nanoseconds]
    #: Where the factory's module came from.
    origin: Optional[str]
    #: How the samples were kept apart.
    isolation: Any
    #: A first creation that warmed the caches up and does not count.
    warm_up: Optional[Creation]
    #: First creations, each in its own process.
    first: Tuple[Creation, ...]
    #: Where the fastest of them stood still.
    stalls: Tuple[Stall, ...]
    #: Repeated creations in one process, after its first.
    repeated: Tuple[Creation, ...]
    #: All repeated creations: one observation a process.
    repeated_runs: Tuple[RepeatedRun, ...]
    #: Where a typical one of the fastest run stood still.
    repeated_stalls: Tuple[Stall, ...]
    #: Whether the second creation in a process gave the object of the first; None where that is not known.
    same_object: Optional[bool]
    #: The lines that they work in, looked for where they are slow by it.
    sampled: Tuple[SampledCreation, ...]
    #: Workers or children that gave no answer.
    failures: Tuple[Any, ...]
    #: Processes that the target left running; they were ended.
    left_behind: Tuple[str, ...]


@dataclass(frozen=True)
class DecisivePart:
    """A part of an import whose own difference is over what the whole may take more."""

    #: The module, or that at the head of a branch.
    module: str
    #: Modules that it stands for: 1, or those of its branch.
    modules: int
    #: How much more it takes, less what other modules take less.
    more: Nanoseconds
    #: With an error rate that is the run's, divided among all that is looked at: at least so much.
    least: Nanoseconds
    #: What the whole may take more.
    tolerated: Nanoseconds
    #: Where it waits, where most of it is a wait.
    site: Optional[Site]
    #: What it waits for, where that is known.
    waiting: Optional[Waiting]


@dataclass(frozen=True)
class Difference:
    """The whole difference and its parts: `whole` = the shares + `collections` + `others` + `outside`."""

    #: Mean of the candidate's samples less that of the base's.
    whole: Part
    #: Modules that are named, the largest part first.
    shares: Tuple[Share, ...]
    #: Where none is named for its time: the module that makes the most of it all the same, which is not certain.
    likely: Optional[Share]
    #: Garbage collections, which belong to no module.
    collections: Optional[CollectionsShare]
    #: The modules that are not named, together.
    others: Part
    #: How many those are.
    other_modules: int
    #: Outside of any module: the statement itself, the finders, what other threads did.
    outside: Part


@dataclass(frozen=True)
class Event:
    """A message that came."""

    #: Its name, made safe to show and short.
    name: str
    #: When, from the beginning of the check.
    at: Nanoseconds


@dataclass(frozen=True)
class ExpectedOutcome:
    """An expected event."""

    #: Its name.
    event: str
    #: From the sending until it came; None where it did not come in its place.
    latency: Optional[Nanoseconds]
    #: The longest that was allowed.
    limit: Optional[Nanoseconds]


@dataclass(frozen=True)
class Fill:
    """A run that goes on until the holders with a bound are full."""

    #: Objects that fill them.
    objects: int
    #: What became of it.
    outcome: FillOutcome
    #: All that grows does so in holders whose bound the interpreter or its library keeps.
    certain: bool
    #: What stays when they are full, by what an object added so far; None where that is not known.
    kept_when_full: Optional[Bytes]


@dataclass(frozen=True)
class Finding:
    """A scenario that is seen, with why and what to do."""

    #: Which.
    scenario: Scenario
    #: Known, or only not excluded.
    certain: bool
    #: The checks that say so, in the order of the configuration.
    evidence: Tuple[Any, ...]
    #: The next command.
    next: str
    #: The command that plans a rollback, where a good commit is known.
    rollback: Optional[str]
    #: The command that finds the commit at fault, where a good commit is known, and it was not searched for already.
    search: Optional[str]


@dataclass(frozen=True)
class Fingerprint:
    """Where and with what a measurement was made."""

    #: Version of this tool.
    vitals: str
    #: The interpreter.
    python: Interpreter
    #: The machine's name; None where it has none, and in what older versions wrote.
    host: Optional[str]
    #: The processor's name.
    cpu_model: str
    #: Processors that this process may use.
    cpus: int
    #: Frequency governor, where the kernel has one.
    governor: Optional[str]
    #: All memory of the machine.
    memory: Optional[Bytes]
    #: Kernel release.
    kernel: Optional[str]
    #: Memory limit of the control group, where there is one.
    container_memory: Optional[Bytes]
    #: Processors' worth of time that the control group allows, where it is limited.
    container_cpus: Optional[float]
    #: When the measurement began.
    load: Optional[Load]
    #: Commit of the target's checkout, where it is one.
    git_commit: Optional[str]
    #: Whether tracked files differ from that commit.
    git_dirty: Optional[bool]


@dataclass(frozen=True)
class GrowthComparisonReport:
    """Rounds of objects, one process a side."""

    probe: Literal["growth"]
    measurement: InterleavedGrowths
    #: Module or factory.
    name: str
    #: With reasons and evidence.
    verdict: Verdict
    #: What was asked, with which error rate.
    rule: ComparisonRule
    #: Each quantity; the first is the one that the rule looks at.
    quantities: Tuple[Quantity, ...]
    #: Waits that both sides have: they are in no judged time.
    shared_waits: Tuple[SharedWait, ...]
    #: Parts of an import that are decisively slower by more than the whole may be.
    decisive: Tuple[DecisivePart, ...]
    #: Pairs that were disturbed, by reason.
    disturbed: Tuple[Tuple[Any, ...], ...]
    #: The modules that make the difference, where imports were traced.
    difference: Optional[Difference]


@dataclass(frozen=True)
class GrowthMeasurement:
    """The rounds of one factory."""

    #: `package.module:callable`.
    factory: str
    #: Objects in each round.
    objects: int
    #: Import and setup together.
    prepared_in: Optional[Nanoseconds]
    #: Where the factory's module came from.
    origin: Optional[str]
    #: The state after each round; the first is that before any.
    rounds: Tuple[Round, ...]
    #: Types whose live objects became more after the warm-up, largest first.
    types: Tuple[TypeGrowth, ...]
    #: What the rounds come to; None where there are too few.
    summary: Optional[GrowthSummary]
    #: The shorter run that looked like a leak, where a longer one followed.
    first_look: Optional[GrowthSummary]
    #: It looks like a leak, and there was no time for the longer run that would decide.
    unconfirmed: bool
    #: Where what leaks was allocated, and what holds it; looked for after a leak alone.
    retention: Optional[Retention]
    #: Why that could not be looked for.
    retention_failure: Any
    #: What became of the holders with a bound that grow, where they do.
    fill: Optional[Fill]
    #: What many more objects showed, where no such holder explains the leak.
    stretch: Optional[Stretch]
    #: What the allocator keeps after the last round.
    allocator: Optional[Allocator]
    #: Where memory grew over the counted rounds.
    memory_growth: Optional[MemoryGrowth]
    #: What the target prints with each object, where it does.
    repeated_output: Optional[RepeatedOutput]
    #: Workers that gave no answer.
    failures: Tuple[Any, ...]
    #: Processes that the target left running; they were ended.
    left_behind: Tuple[str, ...]


@dataclass(frozen=True)
class GrowthProbeReport:
    """Rounds of objects in one process."""

    probe: Literal["growth"]
    measurement: GrowthMeasurement
    #: With reasons and evidence.
    verdict: Verdict
    #: What it is held against.
    limit: Any
    #: The same in seconds or bytes; None where an older version did not write it.
    bound: Optional[float]
    #: In seconds; None where nothing was timed.
    interval: Optional[Interval]
    #: In seconds.
    summary: Optional[Summary]
    #: Each time of a creation against its limit: the first, of which the fields above are too, and the repeated.
    creations: Tuple[JudgedTime, ...]
    #: Where an import or a first creation was blocked, in its fastest sample.
    stalls: Tuple[StallGroup, ...]


@dataclass(frozen=True)
class GrowthSummary:
    """What the rounds come to. What was not read in every round is None."""

    #: Rounds at the start that were not counted.
    warm_up_rounds: int
    #: Rounds that were.
    counted_rounds: int
    #: Resident size that this process alone has written: what another process maps does not change it.
    dirty: Optional[Series]
    #: Resident size.
    rss: Optional[Series]
    #: Objects that the collector tracks.
    live_objects: Series
    #: Blocks of Python's allocator.
    blocks: Series
    #: What the process keeps beside memory, of each kind that could be counted.
    resources: Tuple[ResourceSeries, ...]
    #: It rises in a straight line but for a few rounds in which it falls: only a longer run decides.
    broken_line: bool
    #: Leak, plateau or nothing; without any memory, by what else is counted alone.
    shape: Shape
    #: What rises, where it is a leak.
    rising: Tuple[Any, ...]
    #: Growth of the judged memory from before the first round to after the last.
    kept: Optional[Bytes]
    #: What the objects of one round hold while they live (median of the counted rounds): the absolute rule.
    held: Optional[Bytes]
    #: Growth of the judged memory per object, after the warm-up.
    per_object: Optional[float]
    #: Most that the judged memory grew during the warm-up.
    warm_up_growth: Optional[Bytes]


@dataclass(frozen=True)
class HealthDocument:
    """All checks."""

    #: When it began: RFC 3339, UTC.
    started: str
    #: The command line, without what looks like a secret.
    command: Tuple[str, ...]
    #: The configuration that it came from.
    configuration: Optional[str]
    #: Probes or checks that were asked for.
    planned: int
    #: Ended by Ctrl-C.
    interrupted: bool
    #: What was not done or not asked, and how a baseline was used.
    notes: Tuple[Reason, ...]
    #: The command that asks the same of one probe or check alone, up to its name, without what looks like a secret;
    #: empty where there is none.
    again: Tuple[str, ...]
    #: Machine, interpreter, commit.
    fingerprint: Fingerprint
    #: One entry a check, in the order of the configuration.
    checks: Tuple[CheckReport, ...]
    #: Of all together.
    score: Score
    #: Scenarios of an emergency that are seen, the worst first.
    findings: Tuple[Finding, ...]
    #: Kind and version.
    schema: Literal["vitals-health/2"]


@dataclass(frozen=True)
class HeldBy:
    """From something with a name to one object that stays."""

    #: `module.name` of the object's type.
    type_name: str
    #: The steps, outermost first: `shop.sockets._registry`, `dict['user-3']`, `list[4]`.
    chain: Tuple[str, ...]
    #: Whether the first step is a module's, a class's or a running function's; else what holds that is not known.
    complete: bool
    #: Whether the chain leads through a holder with a bound.
    bounded: bool
    #: Of a chain that is not complete: the search from the roots that found none.
    search: Optional[HolderSearch]


@dataclass(frozen=True)
class HolderSearch:
    """How far a search went from all that has a name: modules, classes, running threads, the event loop."""

    #: Objects that it came by.
    objects: int
    #: Steps from where it began.
    depth: int
    #: Whether nothing was left; else it was ended by its limit of objects or of time.
    exhausted: bool


@dataclass(frozen=True)
class HotLine:
    """One line, and the processor time of the samples in which it was seen."""

    #: The line; its function may be that of a comprehension where nothing else was seen.
    site: Site
    #: Whose it is.
    owner: Owner
    #: As the innermost line of Python: its own work, and that of native code which it calls.
    own: Nanoseconds
    #: As the innermost line of the target's code: what other packages do for it, too.
    innermost: Nanoseconds
    #: With all that it calls.
    inclusive: Nanoseconds
    #: Fewest calls between the factory's call and this line.
    depth: int
    #: Native libraries that it worked in, beside the interpreter and the C library; the most first.
    native: Tuple[NativeTime, ...]
    #: Its text; None where the file cannot be read.
    text: Optional[str]


@dataclass(frozen=True)
class HotLines:
    """Sampled creations, line by line."""

    #: Creations that were sampled.
    creations: int
    #: Samples that fell into them.
    samples: int
    #: Processor time that these stand for: what the times of the lines are parts of.
    sampled: Nanoseconds
    #: Each line that was seen.
    lines: Tuple[HotLine, ...]


@dataclass(frozen=True)
class HttpOutcome:
    """What became of a request, as data."""

    #: Where it was asked, without the query.
    url: str
    #: In capitals.
    method: str
    #: How long was waited at most.
    within: Nanoseconds
    #: The longest acceptable latency.
    limit: Optional[Nanoseconds]
    #: The server, where the check started it.
    server: Optional[ServerOutcome]
    #: How long the login took.
    login_in: Optional[Nanoseconds]
    #: From the connection to the whole answer.
    answered_in: Optional[Nanoseconds]
    #: HTTP's number.
    status: Optional[int]
    #: What is not as it should be, in the order in which it was looked at.
    failures: Tuple[Any, ...]
    #: Ended by Ctrl-C.
    interrupted: bool


@dataclass(frozen=True)
class ImportComparisonReport:
    """Imports in fresh processes, in pairs."""

    probe: Literal["import"]
    measurement: InterleavedImports
    #: Module or factory.
    name: str
    #: With reasons and evidence.
    verdict: Verdict
    #: What was asked, with which error rate.
    rule: ComparisonRule
    #: Each quantity; the first is the one that the rule looks at.
    quantities: Tuple[Quantity, ...]
    #: Waits that both sides have: they are in no judged time.
    shared_waits: Tuple[SharedWait, ...]
    #: Parts of an import that are decisively slower by more than the whole may be.
    decisive: Tuple[DecisivePart, ...]
    #: Pairs that were disturbed, by reason.
    disturbed: Tuple[Tuple[Any, ...], ...]
    #: The modules that make the difference, where imports were traced.
    difference: Optional[Difference]


@dataclass(frozen=True)
class ImportMeasurement:
    """All samples of one module."""

    #: Dotted name.
    module: str
    #: What was cached.
    cache: Cache
    #: Where bytecode came from.
    bytecode: Bytecode
    #: Imports that prepared the caches and do not count.
    warm_ups: Tuple[ImportRun, ...]
    #: Imports that count.
    samples: Tuple[ImportRun, ...]
    #: Modules and stalls of the fastest sample: the one least disturbed.
    trace: Optional[Trace]
    #: Samples that gave no answer.
    failures: Tuple[Any, ...]
    #: Files that were dropped from the page cache before each sample.
    files_evicted: Optional[int]


@dataclass(frozen=True)
class ImportProbeReport:
    """Imports in fresh processes."""

    probe: Literal["import"]
    measurement: ImportMeasurement
    #: With reasons and evidence.
    verdict: Verdict
    #: What it is held against.
    limit: Any
    #: The same in seconds or bytes; None where an older version did not write it.
    bound: Optional[float]
    #: In seconds; None where nothing was timed.
    interval: Optional[Interval]
    #: In seconds.
    summary: Optional[Summary]
    #: Each time of a creation against its limit: the first, of which the fields above are too, and the repeated.
    creations: Tuple[JudgedTime, ...]
    #: Where an import or a first creation was blocked, in its fastest sample.
    stalls: Tuple[StallGroup, ...]


@dataclass(frozen=True)
class ImportRun:
    """One measured import."""

    #: The import statement alone, without the interpreter's start.
    span: Span
    #: Before the import.
    before: Memory
    #: After the import.
    after: Memory
    #: Largest resident size in between (`VmHWM`, reset before).
    peak_rss: Optional[Bytes]
    #: Page faults without input.
    minor_faults: Optional[int]
    #: Page faults that waited for a disk.
    major_faults: Optional[int]
    #: Bytes that went through `read` and its like.
    bytes_read: Optional[Bytes]
    #: Bytes that came from a disk.
    disk_read: Optional[Bytes]
    #: Times the kernel took the processor away.
    involuntary_switches: Optional[int]
    #: Entries that `sys.modules` gained.
    modules: int
    #: Threads that the import left running, by name.
    threads_left: Optional[Tuple[str, ...]]
    #: Descriptors that the import left open, by what they are.
    descriptors_left: Optional[Tuple[str, ...]]
    #: Processes that the import left running, by name.
    children_left: Optional[Tuple[str, ...]]
    #: Files that the import opened, where asked for.
    files: Tuple[str, ...]
    #: Where the module came from: its file, or a namespace's folder.
    origin: Optional[str]
    #: A trace was asked for, and this Python's import system is another than the one that can be traced.
    untraced: Optional[bool]
    #: From the spawn to the probe's entry: the interpreter's start, which is not part of the import.
    start_up: Optional[Nanoseconds]
    #: The whole process, as the kernel counted it.
    process: ResourceUse
    #: Processes that the import left running; they were ended.
    left_behind: Tuple[str, ...]


@dataclass(frozen=True)
class InterleavedConversations:
    """Conversations with both."""

    #: Each operation; the whole is the first.
    operations: Tuple[Any, ...]
    #: The servers, base and candidate.
    servers: Tuple[Optional[ServerOutcome], ...]
    #: A conversation that did not go as it should, with the side: 0 is the base. Nothing is compared then.
    failed: Optional[Tuple[Any, ...]]


@dataclass(frozen=True)
class InterleavedCreations:
    """One factory, used by both. An observation is the mean of the faster third of one worker's first creations, and the mean of the middle of its repeated ones."""

    #: All creations of the base.
    base: CreationMeasurement
    #: All creations of the candidate.
    candidate: CreationMeasurement
    #: The observations of first creations by pairs, in order.
    pairs: Tuple[TimedPair, ...]
    #: Those of repeated creations, from the same workers; none where an older version did not take them.
    repeated_pairs: Tuple[TimedPair, ...]
    #: Why the two of a pair did not run at once; null where they did, and in older versions.
    in_turn: Any


@dataclass(frozen=True)
class InterleavedGrowths:
    """One factory's growth in both."""

    #: Runs of the base.
    base: Tuple[GrowthMeasurement, ...]
    #: Runs of the candidate.
    candidate: Tuple[GrowthMeasurement, ...]


@dataclass(frozen=True)
class InterleavedImports:
    """One module, imported by both."""

    #: All samples of the base.
    base: ImportMeasurement
    #: All samples of the candidate.
    candidate: ImportMeasurement
    #: The samples by pairs, in order.
    pairs: Tuple[TimedPair, ...]
    #: Why the two of a pair did not run at once; null where they did, and in older versions.
    in_turn: Any


@dataclass(frozen=True)
class Interpreter:
    """An interpreter that can be measured."""

    #: The program as the user would start it; an environment's own link or wrapper where there is one.
    executable: str
    #: Why this one.
    origin: Origin
    #: How the probes get in.
    mode: Mode
    #: Major, minor, patch.
    version: Tuple[int, ...]
    #: `sys.version`, with date and compiler.
    version_text: str
    #: `cpython`.
    implementation: str
    #: `sys.abiflags`.
    abiflags: str
    #: Built with assertions and reference counts.
    debug: bool
    #: The options that it was configured with, where known.
    build_flags: str
    #: `sys.prefix`.
    prefix: str
    #: `sys.base_prefix`: another one in an environment.
    base_prefix: str
    #: As `platform.platform()` gives it.
    platform: str
    #: The shared library, where the interpreter uses one.
    libpython: Optional[str]


@dataclass(frozen=True)
class Interval:
    """A number with its bounds, and how often bounds like these hold it."""

    #: The likeliest value.
    estimate: float
    #: Lower bound; null where there is none.
    low: Optional[float]
    #: Upper bound; null where there is none.
    high: Optional[float]
    #: Confidence level, 0.95 and the like; null where an older version or a series of the history did not keep it.
    level: Optional[float]


@dataclass(frozen=True)
class JudgedTime:
    """One time against its limit, where a probe has several: which of them is too slow stands here."""

    #: What was timed.
    of: Timed
    #: What it came to.
    status: Status
    #: What it is held against.
    limit: Nanoseconds
    #: Of the typical time, in seconds; None where nothing was timed.
    interval: Optional[Interval]
    #: In seconds.
    summary: Optional[Summary]


@dataclass(frozen=True)
class LastOutput:
    """The end of what a target printed, without what looks like a secret."""

    #: Of its standard output.
    stdout: str
    #: All bytes that it wrote there.
    stdout_bytes: int
    #: All lines that it wrote there.
    stdout_lines: int
    #: Of its standard error.
    stderr: str
    #: All bytes that it wrote there.
    stderr_bytes: int
    #: All lines that it wrote there.
    stderr_lines: int


@dataclass(frozen=True)
class Load:
    """How busy the machine is."""

    #: Mean length of the run queue over one minute.
    one_minute: float
    #: Over five minutes.
    five_minutes: float


@dataclass(frozen=True)
class LockChange:
    """Packages that differ in a lock file."""

    #: Relative to the repository.
    file: str
    #: By name.
    packages: Tuple[PackageChange, ...]


@dataclass(frozen=True)
class MappingGrowth:
    """A part that grew."""

    #: Which.
    mapping: Any
    #: What the process has written there since.
    bytes: Bytes


@dataclass(frozen=True)
class Memory:
    """Memory of a process, from `/proc/self/smaps_rollup`, or `smaps`, or `statm`, which has the resident size alone. What was not read is None."""

    #: Resident.
    rss: Optional[Bytes]
    #: Resident, shared pages divided among their users.
    pss: Optional[Bytes]
    #: Resident in this process alone.
    uss: Optional[Bytes]
    #: The part of `uss` that this process wrote. The rest, pages of files, becomes shared as soon as another process
    #: maps the same files.
    dirty: Optional[Bytes]


@dataclass(frozen=True)
class MemoryGrowth:
    """What became of the memory of a process from the first counted round to the last."""

    #: Rounds in between.
    rounds: int
    #: Parts that grew, largest first, at most five; None where they are not shown.
    mappings: Optional[Tuple[MappingGrowth, ...]]
    #: What the allocator has given out more than it got back; None where it does not count that.
    given_out: Optional[Bytes]


@dataclass(frozen=True)
class ModuleRecord:
    """One module's import, the modules that it imports included."""

    #: Dotted name.
    name: str
    #: The import in whose course this one began: an index into the trace.
    parent: Optional[int]
    #: The statement that asked for it.
    importer: Optional[Site]
    #: Start, since the start of the import.
    start: Nanoseconds
    #: Wall and processor time.
    span: Span
    #: Change of the resident size; None where it was not read.
    rss: Optional[Bytes]
    #: Page faults of both kinds; None where they were not read.
    faults: Optional[int]
    #: Garbage collections that began in its own code: they are in its times, and no work of its own.
    collected: Optional[Collected]
    #: The source, or the library.
    origin: Optional[str]
    #: The bytecode file that belongs to the source.
    cached: Optional[str]
    #: Whether the source had to be compiled.
    bytecode: Bytecode2
    #: The import raised.
    failed: bool
    #: Not the importing thread, but another one.
    other_thread: bool


@dataclass(frozen=True)
class NativeSearch:
    """The search for lines that have native memory given out."""

    #: Rounds of it.
    rounds: int
    #: What the allocator had given out more at their end than at their start.
    grown: Bytes
    #: Lines, the most likely first, at most three.
    sites: Tuple[NativeSite, ...]


@dataclass(frozen=True)
class NativeSite:
    """A line during which the allocator gave memory out that it did not get back in the same line."""

    #: The line.
    site: Site
    #: Over all rounds of the search.
    bytes: Bytes
    #: Whether all of it stays; else other lines, or the objects' end, give some of it back.
    stays: bool
    #: Native functions that are called there, each with its library where that is known; at most four.
    calls: Tuple[str, ...]


@dataclass(frozen=True)
class NativeTime:
    """Time in a native library."""

    #: The name of its file.
    library: str
    #: Processor time of the samples that fell into it.
    time: Nanoseconds


@dataclass(frozen=True)
class OpenedAt:
    """A line that opened or started what is still there."""

    #: The kind that was kept.
    what: ResourceKind
    #: The line; None where no line of Python in the factory's thread opened it.
    site: Optional[Site]
    #: How many of the counted rounds are still there.
    count: int


@dataclass(frozen=True)
class OperationsReport:
    """The conversations of one check with both."""

    #: The check's name.
    name: str
    #: With reasons and evidence.
    verdict: Verdict
    #: How many users spoke at once.
    users: int
    #: What was asked, with which error rate.
    rule: ComparisonRule
    #: Each operation; the first is the whole conversation.
    quantities: Tuple[Quantity, ...]
    #: All that was measured.
    measured: InterleavedConversations


@dataclass(frozen=True)
class Outcome:
    """All users of one check."""

    #: The socket, without its query.
    url: str
    #: The time that each user had.
    within: Nanoseconds
    #: The names of the expected events, in order.
    expected: Tuple[str, ...]
    #: Whether what was sent carried a secret for each user, so that one in the wrong place could be seen.
    secrets_sent: bool
    #: The server, where the check started it.
    server: Optional[ServerOutcome]
    #: One entry a user; none where the server did not start.
    users: Tuple[UserOutcome, ...]
    #: Ended by Ctrl-C.
    interrupted: bool


@dataclass(frozen=True)
class PackageChange:
    """A package whose version differs; None where it is not there."""

    #: Normalised: `foo-bar`.
    package: str
    #: Its version before, or several.
    before: Optional[str]
    #: Its version after.
    after: Optional[str]


@dataclass(frozen=True)
class Part:
    """A part of a difference, candidate less base. Parts add up."""

    #: Wall time in which the machine gave a processor where one was wanted.
    time: Nanoseconds
    #: Processor time.
    cpu: Nanoseconds
    #: Resident memory; None where a part of it was not read.
    rss: Optional[Bytes]


@dataclass(frozen=True)
class PullRequest:
    """A branch, what it touches, and what it changes of the environment."""

    #: The base as it was named.
    base: str
    #: The last commit that the branch has in common with it: what is compared with.
    merge_base: Commit
    #: What is compared.
    head: Commit
    #: Changed files, relative to the repository.
    files: Tuple[str, ...]
    #: The configuration, relative to the repository; absent where it lies outside.
    configuration: Optional[str]
    #: So many probes are configured.
    probes: int
    #: Those that were to be measured, with why.
    touched: Tuple[TouchedProbe, ...]
    #: Lock files that differ.
    locks: Tuple[LockChange, ...]


@dataclass(frozen=True)
class Quantity:
    """One quantity of both variants."""

    #: What it is.
    name: str
    #: What a time is of, where a probe has times of several things: which of them are too slow stands here.
    of: Optional[Timed]
    #: What both sides are counted in.
    unit: Unit
    #: What stands on both sides.
    statistic: Statistic
    #: Typical value of the base.
    base: float
    #: Typical value of the candidate.
    candidate: float
    #: Candidate over base; None where either side is next to nothing, and where there are fewer than three samples.
    ratio: Optional[Interval]
    #: What the rule finds; None for a quantity that is only shown.
    finding: Any


@dataclass(frozen=True)
class RepeatedOutput:
    """Lines that a target prints again and again while objects are made."""

    #: Lines on standard error, or on standard output where there are more.
    lines: int
    #: Whether they stand on standard error.
    on_stderr: bool
    #: The last one that says something, with those before it that come again and again together with it.
    last: str


@dataclass(frozen=True)
class RepeatedRun:
    """Repeated creations of one process."""

    #: A typical one: means of the middle three fifths by active time.
    span: Span
    #: How many were made.
    creations: int


@dataclass(frozen=True)
class ResourceSeries:
    """One kind of what a process keeps beside memory, over the rounds."""

    #: Which.
    what: ResourceKind
    #: How it changes.
    series: Series


@dataclass(frozen=True)
class ResourceUse:
    """What the kernel counted for one child and the children that it waited for."""

    #: Processor time in user mode.
    user: Nanoseconds
    #: Processor time in the kernel.
    system: Nanoseconds
    #: Largest resident size.
    peak_rss: Bytes


@dataclass(frozen=True)
class Resources:
    """How many of each kind there are; None of a kind that cannot be counted here."""

    #: Of [`ResourceKind::File`].
    files: Optional[int]
    #: Of [`ResourceKind::Socket`].
    sockets: Optional[int]
    #: Of [`ResourceKind::Pipe`].
    pipes: Optional[int]
    #: Of [`ResourceKind::Eventfd`].
    eventfds: Optional[int]
    #: Of [`ResourceKind::OtherDescriptor`].
    other_descriptors: Optional[int]
    #: Of [`ResourceKind::Thread`].
    threads: Optional[int]
    #: Of [`ResourceKind::Child`].
    children: Optional[int]
    #: Of [`ResourceKind::SharedMemoryFile`].
    shared_memory_files: Optional[int]
    #: Of [`ResourceKind::TemporaryFile`].
    temporary_files: Optional[int]


@dataclass(frozen=True)
class Retention:
    """What stays of the objects of some rounds, and why."""

    #: Rounds over which was counted.
    rounds: int
    #: Objects made in each.
    objects: int
    #: What was looked for.
    of: SearchOf
    #: Lines whose allocations grew with the rounds, or stay, or are held, largest first, at most ten.
    sites: Tuple[AllocationSite, ...]
    #: What holds one object of each type that became more.
    held: Tuple[HeldBy, ...]
    #: Holders with a bound of their own that fill with the objects, or that such a chain leads through.
    bounded: Tuple[BoundedHolder, ...]
    #: Lines that open what stays open.
    opened: Tuple[OpenedAt, ...]
    #: Lines that have native memory given out; None where that was not looked for, or the allocator does not count
    #: it.
    native: Optional[NativeSearch]


@dataclass(frozen=True)
class Round:
    """The state after one round of the growth probe."""

    #: From 1; 0 is the state before.
    round: int
    #: Objects made so far.
    made: int
    #: Memory while the objects of the round were held.
    held: Memory
    #: Memory after the cleanup and a full collection.
    memory: Memory
    #: Objects that the collector tracks.
    live_objects: int
    #: `sys.getallocatedblocks()`.
    blocks: int
    #: Wall time of the round.
    took: Nanoseconds
    #: Wall time of making and cleaning up its objects alone; None of the state before the first.
    making: Optional[Nanoseconds]
    #: Different objects that the round made; None of the state before the first.
    distinct: Optional[int]
    #: What the process keeps beside memory, after the cleanup and a full collection.
    resources: Resources
    #: The target has switched the collector off: nothing was collected before the state was read.
    collector_off: bool
    #: Objects in cycles that the collection found: before the state was read, or after the last where the collector
    #: is off.
    garbage: Optional[int]


@dataclass(frozen=True)
class RunDocument:
    """A run."""

    #: When it began: RFC 3339, UTC.
    started: str
    #: The command line, without what looks like a secret.
    command: Tuple[str, ...]
    #: The configuration that it came from.
    configuration: Optional[str]
    #: Probes or checks that were asked for.
    planned: int
    #: Ended by Ctrl-C.
    interrupted: bool
    #: What was not done or not asked, and how a baseline was used.
    notes: Tuple[Reason, ...]
    #: The command that asks the same of one probe or check alone, up to its name, without what looks like a secret;
    #: empty where there is none.
    again: Tuple[str, ...]
    #: Where the target ran.
    root: str
    #: Machine, interpreter, commit.
    fingerprint: Fingerprint
    #: One entry a probe, in order.
    probes: Tuple[ProbeReport, ...]
    #: The same probes against a baseline, where one was given.
    comparison: Optional[ComparisonDocument]
    #: Kind and version.
    schema: Literal["vitals/2"]


@dataclass(frozen=True)
class SampledCreation:
    """Creations that were sampled, in a run of which nothing is timed."""

    #: First creations, or those after them.
    life: Life
    #: Processor time of a typical one, as it was measured without sampling.
    cpu: Nanoseconds
    #: What the samples fell on; None where it could not be found.
    lines: Optional[HotLines]
    #: Why not.
    failure: Any


@dataclass(frozen=True)
class Score:
    """Of all checks together."""

    #: Passed weight over all weight, in millionths and rounded down; 0 where there is none.
    part: float
    #: What that means.
    health: Health


@dataclass(frozen=True)
class Series:
    """One quantity over the rounds."""

    #: Per round, over all rounds after the warm-up.
    slope: Interval
    #: Per round, over the second half of those.
    late: Interval


@dataclass(frozen=True)
class ServerOutcome:
    """A server that the check started."""

    #: As configured, the interpreter put in.
    program: str
    #: From its start until it answered.
    ready_in: Optional[Nanoseconds]
    #: Why there was nobody to speak with.
    trouble: Any
    #: How it ended, where it ended before it was asked to.
    ended_early: Any
    #: The last lines that it wrote.
    output: Tuple[str, ...]
    #: Processes that it left running; they were ended.
    left_behind: Tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """One module's share of the difference: its own code, and for an added or removed one all that it brought alone."""

    #: Dotted name.
    module: str
    #: What became of it.
    change: Change
    #: What of the module it is about.
    part: Part
    #: Of the time, in seconds, at 95 %.
    interval: Optional[Interval]
    #: Modules that came or went with it.
    along: int
    #: The statement that imports it.
    importer: Optional[Site]
    #: Where it newly waits.
    stall: Optional[Site]
    #: What it waits for.
    waiting: Optional[Waiting]


@dataclass(frozen=True)
class SharedWait:
    """A module that waits on both sides."""

    #: Dotted name.
    module: str
    #: What it waits at least, in runs of both sides.
    lasted: Nanoseconds
    #: How much more or less it waits from run to run: the middle half of the runs of the side where that is more.
    spread: Nanoseconds
    #: The line, where it was seen.
    site: Optional[Site]
    #: What it waits for, where that is known.
    waiting: Optional[Waiting]


@dataclass(frozen=True)
class SideRecord:
    """What a report keeps of a variant."""

    #: As written on the command line.
    label: str
    #: The first line of the commit's message, where it is a commit.
    subject: Optional[str]
    #: Machine, interpreter, commit.
    fingerprint: Fingerprint


@dataclass(frozen=True)
class Site:
    """A place in a source file."""

    #: Path as Python knows it.
    file: str
    #: From 1.
    line: int
    #: The function, or `<module>`.
    function: str


@dataclass(frozen=True)
class Span:
    """Wall and processor time of one stretch of work in one thread."""

    #: `CLOCK_MONOTONIC`.
    wall: Nanoseconds
    #: `CLOCK_THREAD_CPUTIME_ID`.
    cpu: Nanoseconds
    #: Time that the thread was ready but had no processor (`schedstat`): the machine's doing. None where it was not
    #: read.
    run_delay: Optional[Nanoseconds]
    #: Time that the thread neither ran nor was ready, and had not given the processor up: the hypervisor or an
    #: interrupt had it. None where that is not known.
    stolen: Optional[Nanoseconds]


@dataclass(frozen=True)
class Stall:
    """A stretch in which the watched thread made no progress."""

    #: The innermost module being imported: an index into the trace.
    module: Optional[int]
    #: Dotted; None where `module` is.
    module_name: Optional[str]
    #: Start, since the start of the import or of the creation.
    start: Nanoseconds
    #: How long it lasted, or has lasted so far.
    lasted: Nanoseconds
    #: Python frames, innermost first; empty where the interpreter could not be asked.
    stack: Tuple[Site, ...]
    #: The kernel function that the thread waits in.
    kernel_wait: Optional[str]
    #: The system call that it waits in, by number.
    syscall: Optional[int]
    #: Native code holds the interpreter's lock: it was asked, and did not answer. The frames are then those that
    #: Python's fault handler printed.
    holds_lock: bool


@dataclass(frozen=True)
class StallGroup:
    """Stretches of standing still at one place."""

    #: The module that was being imported.
    module: Optional[str]
    #: The innermost frame outside the standard library, or the innermost at all.
    site: Optional[Site]
    #: How often.
    count: int
    #: How long, together.
    lasted: Nanoseconds
    #: What the kernel says it waited for; None where that is not known.
    waiting: Optional[Waiting]


@dataclass(frozen=True)
class StoredComparisonReport:
    """Any of them now, against a stored one."""

    probe: Literal["stored"]
    measurement: AgainstStored
    #: Module or factory.
    name: str
    #: With reasons and evidence.
    verdict: Verdict
    #: What was asked, with which error rate.
    rule: ComparisonRule
    #: Each quantity; the first is the one that the rule looks at.
    quantities: Tuple[Quantity, ...]
    #: Waits that both sides have: they are in no judged time.
    shared_waits: Tuple[SharedWait, ...]
    #: Parts of an import that are decisively slower by more than the whole may be.
    decisive: Tuple[DecisivePart, ...]
    #: Pairs that were disturbed, by reason.
    disturbed: Tuple[Tuple[Any, ...], ...]
    #: The modules that make the difference, where imports were traced.
    difference: Optional[Difference]


@dataclass(frozen=True)
class Stretch:
    """Many more objects, made before the rounds of one more run."""

    #: How many.
    objects: int
    #: It grew with them as before; else it had risen at first, and stood.
    went_on: bool


@dataclass(frozen=True)
class Summary:
    """Order statistics of a sample."""

    #: How many.
    n: int
    #: Smallest.
    min: float
    #: Half of the values are below, half above.
    median: float
    #: Largest.
    max: float
    #: Median absolute deviation from the median, not scaled.
    mad: float


@dataclass(frozen=True)
class TimedPair:
    """Two neighbouring observations."""

    #: Of the variant that is compared with.
    base: Span
    #: Of the variant in question.
    candidate: Span
    #: Which of them came first.
    base_first: bool
    #: The processor that both ran on at once; null where one came after the other, as in older versions.
    at_once_on: Optional[int]
    #: What disturbed them.
    disturbed: Tuple[Disturbance, ...]


@dataclass(frozen=True)
class TouchedProbe:
    """A probe, and why it is measured."""

    #: With its kind: `import shop.app`.
    name: str
    #: Why.
    touch: Any


@dataclass(frozen=True)
class Trace:
    """The modules of one import, in the order in which they began, and where it stood still."""

    #: Every import that was not cached.
    modules: Tuple[ModuleRecord, ...]
    #: Every stretch of 20 ms and more without progress.
    stalls: Tuple[Stall, ...]


@dataclass(frozen=True)
class TypeGrowth:
    """A type whose live objects became more."""

    #: `module.name`.
    name: str
    #: Before the first counted round.
    before: int
    #: After the last.
    after: int


@dataclass(frozen=True)
class UserOutcome:
    """How a user's conversation went."""

    #: Its name, as the server was given it.
    name: str
    #: How long the login took.
    login_in: Optional[Nanoseconds]
    #: How long connecting took, with the handshake.
    connected_in: Optional[Nanoseconds]
    #: When the last message was sent; from the beginning of the check, as all moments.
    sent_at: Optional[Nanoseconds]
    #: The expected events, in order.
    expected: Tuple[ExpectedOutcome, ...]
    #: What came, in order; the first thousand.
    timeline: Tuple[Event, ...]
    #: How many messages came.
    messages: int
    #: In how many of them the user saw its own secret.
    own_secret_seen: int
    #: The subprotocol that the server chose.
    subprotocol: Optional[str]
    #: What went wrong: the most relevant first.
    failures: Tuple[Any, ...]


@dataclass(frozen=True)
class Verdict:
    """A status, why, and from what."""

    #: What it came to.
    status: Status
    #: Why: the most relevant first.
    reasons: Tuple[Reason, ...]
    #: What it rests on.
    evidence: Tuple[Reason, ...]

ComparisonReport = Union[ImportComparisonReport, CreateComparisonReport, GrowthComparisonReport, StoredComparisonReport]

ProbeReport = Union[ImportProbeReport, CreateProbeReport, GrowthProbeReport]

#: Which class is made of a field, or of each thing in it.
NESTED: Dict[str, Dict[str, str]] = {
    "AllocationSite": {
        "site": "Site",
    },
    "BoundedHolder": {
        "site": "Site",
    },
    "CheckReport": {
        "verdict": "Verdict",
        "counts": "Counts",
        "output": "LastOutput",
        "conversation": "Outcome",
        "exchange": "HttpOutcome",
        "measured": "ProbeReport",
    },
    "CollectionsShare": {
        "interval": "Interval",
    },
    "ComparisonDocument": {
        "notes": "Reason[]",
        "sides": "SideRecord[]",
        "probes": "ComparisonReport[]",
        "operations": "OperationsReport[]",
        "pull_request": "PullRequest",
    },
    "ComparisonRun": {
        "notes": "Reason[]",
        "sides": "SideRecord[]",
        "probes": "ComparisonReport[]",
        "operations": "OperationsReport[]",
        "pull_request": "PullRequest",
    },
    "CreateComparisonReport": {
        "measurement": "InterleavedCreations",
        "verdict": "Verdict",
        "rule": "ComparisonRule",
        "quantities": "Quantity[]",
        "shared_waits": "SharedWait[]",
        "decisive": "DecisivePart[]",
        "difference": "Difference",
    },
    "CreateProbeReport": {
        "measurement": "CreationMeasurement",
        "verdict": "Verdict",
        "interval": "Interval",
        "summary": "Summary",
        "creations": "JudgedTime[]",
        "stalls": "StallGroup[]",
    },
    "Creation": {
        "span": "Span",
        "stalls": "Stall[]",
    },
    "CreationMeasurement": {
        "warm_up": "Creation",
        "first": "Creation[]",
        "stalls": "Stall[]",
        "repeated": "Creation[]",
        "repeated_runs": "RepeatedRun[]",
        "repeated_stalls": "Stall[]",
        "sampled": "SampledCreation[]",
    },
    "DecisivePart": {
        "site": "Site",
    },
    "Difference": {
        "whole": "Part",
        "shares": "Share[]",
        "likely": "Share",
        "collections": "CollectionsShare",
        "others": "Part",
        "outside": "Part",
    },
    "Fingerprint": {
        "python": "Interpreter",
        "load": "Load",
    },
    "GrowthComparisonReport": {
        "measurement": "InterleavedGrowths",
        "verdict": "Verdict",
        "rule": "ComparisonRule",
        "quantities": "Quantity[]",
        "shared_waits": "SharedWait[]",
        "decisive": "DecisivePart[]",
        "difference": "Difference",
    },
    "GrowthMeasurement": {
        "rounds": "Round[]",
        "types": "TypeGrowth[]",
        "summary": "GrowthSummary",
        "first_look": "GrowthSummary",
        "retention": "Retention",
        "fill": "Fill",
        "stretch": "Stretch",
        "allocator": "Allocator",
        "memory_growth": "MemoryGrowth",
        "repeated_output": "RepeatedOutput",
    },
    "GrowthProbeReport": {
        "measurement": "GrowthMeasurement",
        "verdict": "Verdict",
        "interval": "Interval",
        "summary": "Summary",
        "creations": "JudgedTime[]",
        "stalls": "StallGroup[]",
    },
    "GrowthSummary": {
        "dirty": "Series",
        "rss": "Series",
        "live_objects": "Series",
        "blocks": "Series",
        "resources": "ResourceSeries[]",
    },
    "HealthDocument": {
        "notes": "Reason[]",
        "fingerprint": "Fingerprint",
        "checks": "CheckReport[]",
        "score": "Score",
        "findings": "Finding[]",
    },
    "HeldBy": {
        "search": "HolderSearch",
    },
    "HotLine": {
        "site": "Site",
        "native": "NativeTime[]",
    },
    "HotLines": {
        "lines": "HotLine[]",
    },
    "HttpOutcome": {
        "server": "ServerOutcome",
    },
    "ImportComparisonReport": {
        "measurement": "InterleavedImports",
        "verdict": "Verdict",
        "rule": "ComparisonRule",
        "quantities": "Quantity[]",
        "shared_waits": "SharedWait[]",
        "decisive": "DecisivePart[]",
        "difference": "Difference",
    },
    "ImportMeasurement": {
        "warm_ups": "ImportRun[]",
        "samples": "ImportRun[]",
        "trace": "Trace",
    },
    "ImportProbeReport": {
        "measurement": "ImportMeasurement",
        "verdict": "Verdict",
        "interval": "Interval",
        "summary": "Summary",
        "creations": "JudgedTime[]",
        "stalls": "StallGroup[]",
    },
    "ImportRun": {
        "span": "Span",
        "before": "Memory",
        "after": "Memory",
        "process": "ResourceUse",
    },
    "InterleavedConversations": {
        "servers": "ServerOutcome[]",
    },
    "InterleavedCreations": {
        "base": "CreationMeasurement",
        "candidate": "CreationMeasurement",
        "pairs": "TimedPair[]",
        "repeated_pairs": "TimedPair[]",
    },
    "InterleavedGrowths": {
        "base": "GrowthMeasurement[]",
        "candidate": "GrowthMeasurement[]",
    },
    "InterleavedImports": {
        "base": "ImportMeasurement",
        "candidate": "ImportMeasurement",
        "pairs": "TimedPair[]",
    },
    "JudgedTime": {
        "interval": "Interval",
        "summary": "Summary",
    },
    "LockChange": {
        "packages": "PackageChange[]",
    },
    "MemoryGrowth": {
        "mappings": "MappingGrowth[]",
    },
    "ModuleRecord": {
        "importer": "Site",
        "span": "Span",
        "collected": "Collected",
    },
    "NativeSearch": {
        "sites": "NativeSite[]",
    },
    "NativeSite": {
        "site": "Site",
    },
    "OpenedAt": {
        "site": "Site",
    },
    "OperationsReport": {
        "verdict": "Verdict",
        "rule": "ComparisonRule",
        "quantities": "Quantity[]",
        "measured": "InterleavedConversations",
    },
    "Outcome": {
        "server": "ServerOutcome",
        "users": "UserOutcome[]",
    },
    "PullRequest": {
        "merge_base": "Commit",
        "head": "Commit",
        "touched": "TouchedProbe[]",
        "locks": "LockChange[]",
    },
    "Quantity": {
        "ratio": "Interval",
    },
    "RepeatedRun": {
        "span": "Span",
    },
    "ResourceSeries": {
        "series": "Series",
    },
    "Retention": {
        "sites": "AllocationSite[]",
        "held": "HeldBy[]",
        "bounded": "BoundedHolder[]",
        "opened": "OpenedAt[]",
        "native": "NativeSearch",
    },
    "Round": {
        "held": "Memory",
        "memory": "Memory",
        "resources": "Resources",
    },
    "RunDocument": {
        "notes": "Reason[]",
        "fingerprint": "Fingerprint",
        "probes": "ProbeReport[]",
        "comparison": "ComparisonDocument",
    },
    "SampledCreation": {
        "lines": "HotLines",
    },
    "Series": {
        "slope": "Interval",
        "late": "Interval",
    },
    "Share": {
        "part": "Part",
        "interval": "Interval",
        "importer": "Site",
        "stall": "Site",
    },
    "SharedWait": {
        "site": "Site",
    },
    "SideRecord": {
        "fingerprint": "Fingerprint",
    },
    "Stall": {
        "stack": "Site[]",
    },
    "StallGroup": {
        "site": "Site",
    },
    "StoredComparisonReport": {
        "measurement": "AgainstStored",
        "verdict": "Verdict",
        "rule": "ComparisonRule",
        "quantities": "Quantity[]",
        "shared_waits": "SharedWait[]",
        "decisive": "DecisivePart[]",
        "difference": "Difference",
    },
    "TimedPair": {
        "base": "Span",
        "candidate": "Span",
    },
    "Trace": {
        "modules": "ModuleRecord[]",
        "stalls": "Stall[]",
    },
    "UserOutcome": {
        "expected": "ExpectedOutcome[]",
        "timeline": "Event[]",
    },
    "Verdict": {
        "reasons": "Reason[]",
        "evidence": "Reason[]",
    },
}

#: The field that says which of a union's classes it is.
TAGS: Dict[str, Tuple[str, Dict[str, str]]] = {
    "ComparisonReport": ("probe", {"import": "ImportComparisonReport", "create": "CreateComparisonReport", "growth": "GrowthComparisonReport", "stored": "StoredComparisonReport"}),
    "ProbeReport": ("probe", {"import": "ImportProbeReport", "create": "CreateProbeReport", "growth": "GrowthProbeReport"}),
}
