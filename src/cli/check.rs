//! `vitals check`: all that the configuration lists, against its limits and a baseline, and a report on disk.

use super::arguments::Check;
use super::baseline::{beside, configuration};
use super::delivery::{deliver, recorded, reports_beside, stored};
use super::{Exit, conduct};
use crate::config::{self, Settings};
use crate::process::Interrupt;
use crate::report::comparison::ComparisonDocument;
use crate::report::format::Kind;
use crate::report::progress::Bar;
use crate::report::{Detail, Report};
use crate::session::{Comparing, Conduct, Replay, Run, SessionError, against, in_place};
use crate::store::Baseline;
use crate::verdict::{NoteReason, Reason};

pub fn run(arguments: &Check) -> miette::Result<Exit> {
    let conducting = &arguments.conducting;
    arguments.writing.expect(Kind::Measured)?;
    let file = configuration(arguments.config.as_deref())?;
    let mut settings = config::read_probes(&file)?;
    conducting.apply(&mut settings);
    // Before anything is measured: a baseline that cannot be read is known at once.
    let baseline = arguments.baseline.as_ref().map(|name| beside(&file).read(name)).transpose()?;
    let interrupt = Interrupt::listen().map_err(SessionError::from)?;
    let how = Conduct { fail_fast: arguments.fail_fast, ..conducting.conduct() };
    let bar = Bar::new(conducting.quiet);
    let mut document = conduct(&settings, &how, &bar, &interrupt)?;
    match &baseline {
        Some(baseline) if !interrupt.raised() => {
            let run = Run { settings: &settings, conduct: &how, interrupt: &interrupt, progress: &bar };
            let compared = compared(arguments, baseline, run, &bar)?;
            document.head.interrupted |= compared.head.interrupted;
            document.comparison = Some(compared);
        }
        Some(_) => {}
        None => document.head.notes.extend(not_judged(&settings)),
    }
    let detail = Detail::of(arguments.verbose);
    let report = Report::from(document);
    let exit = deliver(&report, &arguments.writing, detail)?;
    let exit = stored(&report, &arguments.reporting, Some(reports_beside(&file)), exit);
    recorded(&report, &arguments.recording, Some(&file));
    Ok(exit)
}

fn compared(
    arguments: &Check,
    baseline: &Baseline,
    run: Run<'_>,
    bar: &Bar,
) -> miette::Result<ComparisonDocument> {
    let replay = match (arguments.replay, arguments.no_replay) {
        (true, _) => Replay::Always,
        (_, true) => Replay::Never,
        _ => Replay::WherePossible,
    };
    let max_age = arguments.max_age.map(|age| age.0);
    let comparing = Comparing { max_age, ..in_place(rand::random::<u32>().into()) };
    let document = against(run, baseline, &comparing, replay);
    bar.finish();
    Ok(document?)
}

/// Tolerances that only a comparison can judge.
fn not_judged(settings: &Settings) -> impl Iterator<Item = Reason> {
    let configured = settings.probes.iter().filter(|probe| probe.regression().is_some());
    configured.map(|probe| NoteReason::ToleranceNotJudged { probe: probe.name() }.into())
}
