//! `vitals explain`: the whole module tree of one import, or its trace in a viewer's format.

use vitals_probes::wire::Trace;

use super::arguments::{Explain, RunArgs, expect_own_files};
use super::conduct::{begin, conduct, usual};
use super::console;
use super::error::CliError;
use super::exit::Exit;
use super::project::target;
use crate::config::{Cache, ImportSettings, Probe, defaults, module_name};
use crate::quantity::Nanos;
use crate::report::document::Document;
use crate::report::export::{Export, export};
use crate::report::progress::Progress;
use crate::report::{Detail, human, tree_of};
use crate::user_file;
use crate::verdict::Measured;

/// Of these the fastest is explained: the one least disturbed.
const SAMPLES: usize = 3;

pub fn run(arguments: &Explain) -> Result<Exit, CliError> {
    let run_args: &RunArgs = &arguments.run_args;
    let probe = Probe::Import(ImportSettings {
        module: module_name(&arguments.module)?,
        setup: None,
        // Nothing is judged here.
        limit: Nanos(u64::MAX),
        cache: Cache::Warm,
        samples: Some(SAMPLES),
        trace: true,
        regression: None,
    });
    // Before anything is measured.
    expect_own_files(arguments.outputs.iter().map(|file| &file.path))?;
    let settings = target(arguments.config.file(), arguments.config.no_config, run_args, vec![probe])?;
    let (how, interrupt) = begin(run_args, usual(1, defaults::PROBE_BUDGET))?;
    let document = conduct(&settings, &how, &Progress::new(run_args.quiet), &interrupt)?;
    let Some(trace) = trace_of(&document) else {
        console::note(human(&document, Detail::Everything).trim_end());
        return Ok(if document.head.interrupted { Exit::Interrupted } else { Exit::Fail });
    };
    for file in &arguments.outputs {
        let export = file.named().or(arguments.export).or_else(|| file.format());
        user_file::write(&file.path, &written(arguments, trace, export)?)?;
    }
    // Who wants a trace in a file does not want it on the terminal.
    if arguments.export.is_none() || arguments.outputs.is_empty() {
        console::data(&written(arguments, trace, arguments.export)?)?;
    }
    Ok(Exit::Pass)
}

/// The trace in a viewer's format, or the tree.
fn written(arguments: &Explain, trace: &Trace, format: Option<Export>) -> Result<Vec<u8>, CliError> {
    let Some(format) = format else {
        return Ok(tree_of(trace, arguments.lines.to_usize()).into_bytes());
    };
    let mut text = Vec::new();
    let title = format!("import {}", arguments.module);
    export(trace, &title, format, &mut text)
        .map_err(|error| CliError::NotExported { module: arguments.module.clone(), error: error.into() })?;
    Ok(text)
}

/// The trace of an import that succeeded.
fn trace_of(document: &Document) -> Option<&Trace> {
    match &document.probes.first()?.measured {
        Measured::Import(import) if !import.samples.is_empty() => import.trace.as_ref(),
        _ => None,
    }
}
