//! After a slow creation: one more worker, whose creations are sampled, finds the lines that the processor time goes to.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use vitals_probes::wire::{Creation, HotLine, HotLines, HotLinesTask, Life, Message, Span, Task};

use super::context::{FailedRun, MeasureContext};
use super::creation_measurement::{CreationMeasurement, CreationOrder, Isolation};
use super::growth_measurement::SearchFailure;
use super::sampled_creation::SampledCreation;
use crate::quantity::Nanos;
use crate::untrusted::{redact, shortened};
use crate::worker::{Environment, Outcome};

/// Samples to have: a line's part is then known to 2.5 of 100, one standard error.
const SAMPLES: u64 = 400;
/// Fewer than this say nothing,
const FEWEST: u64 = 10;
/// nor do these where a worker failed on the way.
const FEWEST_OF_A_FAILURE: u64 = 50;
/// Processor time between two of them: the tick of most kernels.
const TICK: Nanos = Nanos(4_000_000);
/// Creations in processes of their own,
const MOST_FIRST: u64 = 2_000;
/// and in one process.
const MOST_REPEATED: u64 = 100_000;
/// No more creations begin after this.
const TIME: Nanos = Nanos::from_millis(8_000);
/// Where threads forbid a fork: no more processes, each with an import, begin after this.
const FRESH_TIME: Nanos = Nanos::from_millis(10_000);
/// Lines that are kept of each of the three times.
const KEPT: usize = 25;
/// Characters of a line's text that are kept.
const TEXT: usize = 120;
/// A larger file is no source that somebody wrote.
const LARGEST_SOURCE: u64 = 10 << 20;

impl CreationMeasurement {
    /// The creations of a process that are meant.
    fn of_life(&self, life: Life) -> &[Creation] {
        match life {
            Life::First => &self.first,
            Life::Repeated => &self.repeated,
        }
    }

    /// The one of median processor time.
    pub fn typical(&self, life: Life) -> Option<Span> {
        let mut spans: Vec<Span> = self.of_life(life).iter().map(|creation| creation.span).collect();
        spans.sort_by_key(|span| span.cpu);
        spans.get(spans.len() / 2).copied()
    }
}

/// Samples such creations as were measured.
///
/// # Errors
/// Where the system refuses a process or a temporary folder; what prevents it else is in the answer.
pub fn sample_creations(
    context: &MeasureContext<'_>,
    order: &CreationOrder,
    measured: &CreationMeasurement,
    life: Life,
) -> io::Result<SampledCreation> {
    let typical = measured.typical(life).unwrap_or_default();
    let answer = |lines, failure| SampledCreation { life, cpu: typical.cpu, lines, failure };
    let prepared = measured.prepared_in.unwrap_or_default();
    if context.over() || prepared + typical.wall + typical.wall > context.left() {
        return Ok(answer(None, Some(SearchFailure::NoTimeLeft)));
    }
    let bytecode = context.scratch.folder("bytecode")?.display().to_string();
    let mut sampling = Sampling {
        context,
        task: task(context, order, life, typical.cpu, bytecode),
        found: HotLines::default(),
    };
    let failure = match (&measured.isolation, life) {
        (Isolation::Fresh { .. }, Life::First) => sampling.in_fresh_processes()?,
        _ => sampling.run()?,
    };
    let found = sampling.found;
    let samples = found.samples;
    let enough = samples >= if failure.is_some() { FEWEST_OF_A_FAILURE } else { FEWEST };
    Ok(match failure {
        _ if enough => answer(Some(kept(found)), None),
        failure => answer(None, failure.or(Some(SearchFailure::TooFewSamples { samples }))),
    })
}

fn task(
    context: &MeasureContext<'_>,
    order: &CreationOrder,
    life: Life,
    cpu: Nanos,
    bytecode: String,
) -> HotLinesTask {
    let most = if life == Life::First { MOST_FIRST } else { MOST_REPEATED };
    let creations = (SAMPLES * TICK.0).div_ceil(cpu.0.max(1)).clamp(1, most);
    HotLinesTask {
        factory: order.factory.clone(),
        life,
        creations: u32::try_from(creations).unwrap_or(u32::MAX),
        time: TIME.min(Nanos(context.left().0 / 2)),
        fork: true,
        each: context.timeout,
        bytecode: Some(bytecode),
    }
}

/// Sampling on its way.
struct Sampling<'a> {
    context: &'a MeasureContext<'a>,
    task: HotLinesTask,
    found: HotLines,
}

impl Sampling<'_> {
    /// One worker for all creations. Gives why there is nothing more.
    fn run(&mut self) -> io::Result<Option<SearchFailure>> {
        let progress = self.context.progress;
        let name = format!("{}:{}", self.task.factory.module, self.task.factory.callable);
        progress.begin(&format!("lines that work in {name}"), u64::from(self.task.creations));
        let mut outcome = self.worker()?;
        Ok(FailedRun::of(&mut outcome)
            .map(|failed| SearchFailure::Failed { failure: Box::new(failed.failure) }))
    }

    /// Where threads forbid a fork: a worker for each creation, as long as there is time.
    fn in_fresh_processes(&mut self) -> io::Result<Option<SearchFailure>> {
        self.task.fork = false;
        let began = self.context.left();
        loop {
            if let Some(failure) = self.run()? {
                return Ok(Some(failure));
            }
            let spent = began.saturating_sub(self.context.left());
            if self.found.samples >= SAMPLES || spent > FRESH_TIME || self.context.over() {
                return Ok(None);
            }
        }
    }

    fn worker(&mut self) -> io::Result<Outcome> {
        let progress = self.context.progress;
        let mut heard = |message: &Message| {
            if let Message::HotLines(_) = message {
                progress.advance("sampled");
            }
        };
        let task = Task::HotLines(self.task.clone());
        let mut outcome = self.context.run(&task, &Environment::new(), &mut heard)?;
        for message in std::mem::take(&mut outcome.messages) {
            if let Message::HotLines(found) = message {
                self.found.add(*found);
            }
        }
        Ok(outcome)
    }
}

/// The lines that matter, with their texts; secrets are masked.
fn kept(mut found: HotLines) -> HotLines {
    let mut kept: BTreeMap<usize, HotLine> = BTreeMap::new();
    for time in [|line: &HotLine| line.inclusive, |line: &HotLine| line.innermost, |line: &HotLine| line.own]
    {
        let mut order: Vec<usize> = (0..found.lines.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(time(&found.lines[*index])));
        let largest = order.into_iter().take(KEPT).filter(|index| time(&found.lines[*index]) > Nanos(0));
        kept.extend(largest.map(|index| (index, found.lines[index].clone())));
    }
    let mut sources = Sources::default();
    found.lines = kept.into_values().map(|line| with_text(line, &mut sources)).collect();
    found.lines.sort_by_key(|line| std::cmp::Reverse((line.inclusive, line.own)));
    found
}

fn with_text(mut line: HotLine, sources: &mut Sources) -> HotLine {
    let text = sources.line(&line.site.file, line.site.line);
    line.text = text.map(|text| shortened(&redact(text.trim()), TEXT).into_owned());
    line.site.file = redact(&line.site.file);
    line
}

/// Files of source, each read once.
#[derive(Default)]
struct Sources {
    files: BTreeMap<String, Option<String>>,
}

impl Sources {
    fn line(&mut self, file: &str, number: u32) -> Option<&str> {
        let source = self.files.entry(file.to_owned()).or_insert_with(|| read(Path::new(file)));
        source.as_deref()?.lines().nth((number as usize).checked_sub(1)?)
    }
}

/// None of what is no file, or no source: a name in the target may be that of a device.
fn read(file: &Path) -> Option<String> {
    let known = fs::metadata(file).ok().filter(|_| file.is_absolute())?;
    let source = known.is_file() && known.len() <= LARGEST_SOURCE;
    source.then(|| fs::read(file).ok()).flatten().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitals_probes::wire::Site;

    #[test]
    fn lines_have_their_text_without_secrets() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("app.py");
        fs::write(&file, "import x\n    connect('ghp_0123456789abcdefghijABCDEFGHIJ')\n").expect("a file");
        let line = |file: &str, line| HotLine {
            site: Site { file: file.into(), line, function: "make".into() },
            inclusive: Nanos(u64::from(line)),
            ..HotLine::default()
        };
        let place = file.display().to_string();
        let lines = vec![line(&place, 2), line(&place, 9), line("/dev/zero", 1)];
        let texts: Vec<_> = kept(HotLines { lines, ..HotLines::default() })
            .lines
            .into_iter()
            .map(|line| (line.site.line, line.text))
            .collect();
        assert_eq!(texts, [(9, None), (2, Some("connect('***')".into())), (1, None)]);
    }
}
