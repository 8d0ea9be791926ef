//! A comparison: two variants made ready, each probe interleaved, and a verdict for each.

use std::io;
use std::path::Path;

use super::after_setup::after_setup;
use super::capture::{creation_order, growth_order, import_order};
use super::conduct::{Run, interrupted_or};
use super::conversations::{OPERATION_FLOOR, compare_conversations, conversations, timed_operations};
use super::error::SessionError;
use super::import_failure::explain_side;
use super::own_names::with_own_names;
use super::sampled::sample_compared;
use super::side::{Preparation, Side, scratch};
use crate::comparison::{Comparison, compare_creations, compare_growths, compare_imports};
use crate::config::{CommandLine, Probe, Variant, defaults};
use crate::measure::{
    ImportOrder, MeasureContext, OwnBytecode, interleave_creations, interleave_growths, interleave_imports,
};
use crate::plan::{ComparisonRule, Question, TimeOf};
use crate::process::{Interrupt, Scratch};
use crate::quantity::{Nanos, Tolerance};
use crate::report::comparison::{ComparisonDocument, ComparisonReport};
use crate::verdict::{ComparisonReason, Named, Verdict, judge_comparison, nothing_compared};

/// A first creation in a forked process varies by this much with the pages that it happens to touch.
const CREATION_FLOOR: Nanos = Nanos(20_000);
/// A repeated one varies by this much with the addresses of its process, and the clocks that are read around it.
pub(super) const REPEATED_FLOOR: Nanos = Nanos(500);

/// What is asked, beside what is measured.
#[derive(Clone, Debug)]
pub struct Comparing {
    /// The variant that is compared with.
    pub base: Variant,
    /// The variant in question.
    pub candidate: Variant,
    /// The tolerance of the command line, which wins over the configuration's.
    pub tolerance: Option<Tolerance>,
    /// Any change is asked for.
    pub any_change: bool,
    /// Exactly this many pairs.
    pub pairs: Option<usize>,
    /// Of the order and of the bootstrap.
    pub seed: u64,
    /// Stored numbers that are older decide nothing.
    pub max_age: Option<Nanos>,
    /// Whether the configured conversations are compared too.
    pub conversations: bool,
    /// Run in the files of each commit before it is measured.
    pub prepare: Vec<CommandLine>,
}

impl Comparing {
    /// The rule where nothing is configured.
    pub fn default_rule(&self, comparisons: usize) -> ComparisonRule {
        let question = Question::Tolerance(self.tolerance.unwrap_or(Tolerance::Part(defaults::REGRESSION)));
        self.rule_with(question, comparisons, [CREATION_FLOOR, REPEATED_FLOOR])
    }

    /// The rule for one probe.
    pub fn rule(&self, probe: &Probe, comparisons: usize) -> ComparisonRule {
        let given = match probe {
            // Memory has no time: a growth is held against a part, whatever the command line says of times.
            Probe::Growth(_) => self.tolerance.and_then(Tolerance::part).map(Tolerance::Part),
            Probe::Import(_) | Probe::Create(_) => self.tolerance,
        };
        let tolerance = given.or(probe.regression()).unwrap_or(Tolerance::Part(defaults::REGRESSION));
        let question = if self.any_change { Question::AnyChange } else { Question::Tolerance(tolerance) };
        let is_create = matches!(probe, Probe::Create(_));
        let floors = if is_create { [CREATION_FLOOR, REPEATED_FLOOR] } else { [Nanos(0); 2] };
        self.rule_with(question, comparisons, floors)
    }

    /// The rule for the operations of a conversation.
    pub(super) fn operations_rule(&self, comparisons: usize) -> ComparisonRule {
        let tolerance = self.tolerance.unwrap_or(Tolerance::Part(defaults::REGRESSION));
        let question = if self.any_change { Question::AnyChange } else { Question::Tolerance(tolerance) };
        // Who names a length of time says what matters.
        let floor = tolerance.time().map_or(OPERATION_FLOOR, |time| time.min(OPERATION_FLOOR));
        self.rule_with(question, comparisons, [floor, Nanos(0)]).of_operations()
    }

    fn rule_with(&self, question: Question, comparisons: usize, floors: [Nanos; 2]) -> ComparisonRule {
        let [floor, repeated_floor] = floors.map(Nanos::as_secs_f64);
        let (fixed, seed) = (self.pairs, self.seed);
        ComparisonRule { question, comparisons, fixed, seed, floor, repeated_floor, of: TimeOf::Import }
    }
}

/// The comparison that `check` makes: the target as it lies there.
pub fn in_place(seed: u64) -> Comparing {
    Comparing {
        base: Variant::WorkingTree,
        candidate: Variant::WorkingTree,
        tolerance: None,
        any_change: false,
        pairs: None,
        seed,
        max_age: None,
        conversations: false,
        prepare: Vec::new(),
    }
}

/// Comparisons that share the run's error rate: those of times, of which a creation has two, and a traced import that of its
/// modules beside the whole.
fn timed(probes: &[Probe]) -> usize {
    let of = |probe: &Probe| match probe {
        Probe::Import(import) => 1 + usize::from(import.trace),
        Probe::Create(_) => 2,
        Probe::Growth(_) => 0,
    };
    probes.iter().map(of).sum()
}

/// Measures both variants interleaved, probe by probe.
///
/// # Errors
/// Where a variant cannot be made ready, or the system refuses a process.
pub fn compare(run: Run<'_>, comparing: &Comparing) -> Result<ComparisonDocument, SessionError> {
    let scratch = scratch(run)?.removed_at_the_end();
    let mut preparation = Preparation::new(run, &scratch)?.preparing(&comparing.prepare);
    let sides = [preparation.side(&comparing.base)?, preparation.side(&comparing.candidate)?];
    compare_sides(run, comparing, sides, &scratch)
}

/// The same with the files of a tree as the candidate; some of its objects may lie in a folder of their own.
///
/// # Errors
/// As [`compare`].
pub fn compare_tree(
    run: Run<'_>,
    comparing: &Comparing,
    (tree, objects): (&str, Option<&Path>),
) -> Result<ComparisonDocument, SessionError> {
    let scratch = scratch(run)?.removed_at_the_end();
    let mut preparation = Preparation::new(run, &scratch)?.preparing(&comparing.prepare);
    let sides = [preparation.side(&comparing.base)?, preparation.side_of_tree(tree, objects)?];
    compare_sides(run, comparing, sides, &scratch)
}

fn compare_sides(
    run: Run<'_>,
    comparing: &Comparing,
    mut sides: [Side; 2],
    scratch: &Scratch,
) -> Result<ComparisonDocument, SessionError> {
    sides[0].bytecode.is_shared = sides[1].bytecode.is_known && sides[0].root == sides[1].root;
    compare_ready(run, comparing, sides.each_ref(), scratch)
}

/// The same of two variants that are ready.
///
/// # Errors
/// Where the system refuses a process.
pub fn compare_ready(
    run: Run<'_>,
    comparing: &Comparing,
    sides: [&Side; 2],
    scratch: &Scratch,
) -> Result<ComparisonDocument, SessionError> {
    let Run { settings, conduct, interrupt, .. } = run;
    let mut document = ComparisonDocument::begin(sides.map(Side::record), &conduct.command, settings);
    let most = defaults::PROBE_BUDGET + defaults::PROBE_BUDGET;
    probe_by_probe(run, comparing, &sides, &mut document, |probe, rule| {
        let contexts = sides.map(|side| run.context(&side.worker, scratch, most));
        let bytecode = sides.map(|side| &side.bytecode);
        let mut comparison = interleaved(&contexts.each_ref(), bytecode, probe, rule)?;
        let mut verdict = judge(&comparison, rule, sides, interrupt);
        if let Probe::Create(create) = probe
            && sample_compared(contexts.each_ref(), &creation_order(create, None), &mut comparison, &verdict)?
        {
            verdict = judge(&comparison, rule, sides, interrupt);
        }
        Ok(Some((comparison, verdict)))
    })?;
    if comparing.conversations {
        let rule = comparing.operations_rule(timed(&settings.probes) + timed_operations(&settings.checks));
        let asked = conversations(&settings.checks).count();
        document.head.planned += asked;
        compare_conversations(run, rule, sides, &mut document)?;
        document.head.interrupted |= interrupt.raised();
        // Where probes were left out already, that is said.
        if document.operations.len() < asked && document.probes.len() == settings.probes.len() {
            document.end(interrupted_or(interrupt, run.cut_short()));
        }
    }
    Ok(document)
}

/// Compares each probe, as long as there is time, and ends the document.
///
/// # Errors
/// What a probe's comparison gives.
pub fn probe_by_probe(
    run: Run<'_>,
    comparing: &Comparing,
    sides: &[&Side],
    document: &mut ComparisonDocument,
    mut compare: impl FnMut(&Probe, &ComparisonRule) -> Result<Option<(Comparison, Verdict)>, SessionError>,
) -> Result<(), SessionError> {
    let probes = &run.settings.probes;
    let timed = timed(probes);
    let mut cut = None;
    for probe in probes {
        cut = run.cut_short();
        if cut.is_some() {
            break;
        }
        let rule = comparing.rule(probe, timed);
        let Some((comparison, verdict)) = compare(probe, &rule)? else { continue };
        let report = ComparisonReport { name: probe.name(), verdict, rule, comparison };
        document.probes.push(with_own_names(report, sides).map_err(io::Error::from)?);
    }
    document.end(interrupted_or(run.interrupt, cut));
    Ok(())
}

fn interleaved(
    contexts: &[&MeasureContext<'_>; 2],
    bytecode: [&OwnBytecode; 2],
    probe: &Probe,
    rule: &ComparisonRule,
) -> io::Result<Comparison> {
    match probe {
        Probe::Import(import) => {
            let orders = bytecode
                .map(|bytecode| ImportOrder { trace: import.trace, ..import_order(import, bytecode) });
            let setup = import.setup.as_deref();
            let [base, candidate] = *contexts;
            let measured = after_setup(base, setup, |base| {
                after_setup(candidate, setup, |candidate| {
                    interleave_imports([base, candidate], orders.each_ref(), rule)
                })
            });
            Ok(compare_imports(measured?, rule))
        }
        Probe::Create(create) => {
            let order = creation_order(create, None);
            Ok(compare_creations(interleave_creations(*contexts, &order, rule)?, rule))
        }
        Probe::Growth(growth) => {
            let order = growth_order(growth);
            Ok(compare_growths(interleave_growths(*contexts, &order, rule.seed)?, rule))
        }
    }
}

fn judge(
    comparison: &Comparison,
    rule: &ComparisonRule,
    sides: [&Side; 2],
    interrupt: &Interrupt,
) -> Verdict {
    if let Some(reason) = sides[0].same_as(sides[1]) {
        return nothing_compared(reason, ComparisonReason::NameTwoVersions);
    }
    let origins = comparison.measured.origins();
    let foreign = sides.iter().zip(origins).find_map(|(side, origin)| side.foreign_origin(origin));
    if let Some(reason) = foreign {
        return nothing_compared(reason, ComparisonReason::InstalledCopy);
    }
    let named = sides.map(|side| Named { label: &side.label, top: &side.top });
    let mut verdict = judge_comparison(comparison, rule, named, interrupt.raised());
    let root_of = |label: &str| sides.iter().find(|side| side.label == label).map(|side| side.root.as_path());
    explain_side(&mut verdict, root_of);
    verdict
}
