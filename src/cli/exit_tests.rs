//! Each error's exit code: an example of every variant of every error.

use std::collections::HashSet;
use std::io;
use std::mem::{Discriminant, discriminant};
use std::path::PathBuf;
use std::sync::Arc;

use miette::NamedSource;
use rustix::io::Errno;

use super::error::CliError;
use super::exit::Exit;
use crate::chaos::ChaosError;
use crate::config::{ConfigError, EnvFault, NameError, NotAFile, NothingMatches, module_name};
use crate::escalation::{Action, EscalateError, NotAuthorised};
use crate::git::{Commit, GitError};
use crate::hosting::NoJob;
use crate::imports::ImportsError;
use crate::incident::IncidentError;
use crate::process::Ending;
use crate::python::{PythonError, StartStep};
use crate::quantity::Nanos;
use crate::report::Report;
use crate::report::format::{Format, RenderError, Unfit};
use crate::rollback::{ApprovalFault, RollbackError};
use crate::session::{BisectError, LockSearchError, NoExperiment, PrepareFault, SessionError, Unprepared};
use crate::store::history::HistoryError;
use crate::store::schema::{self, SchemaError};
use crate::store::{MergeError, StoreError};
use crate::system_error::SystemError;
use crate::untrusted::Unmaskable;
use crate::user_file::{FileKind, Unwritable, Why};
use crate::verdict::NoReplay;
use crate::worker::{ConditionError, Failure};

fn path() -> PathBuf {
    "/srv/shop".into()
}

fn step() -> StartStep {
    StartStep::Module { name: text(), site: None }
}

fn text() -> String {
    "x".to_owned()
}

fn full() -> SystemError {
    Errno::NOSPC.into()
}

fn closed() -> SystemError {
    Errno::ACCESS.into()
}

fn newer() -> SchemaError {
    schema::expect("vitals-baseline", "vitals-baseline/999").expect_err("newer")
}

/// How many variants an enumeration has, by its source.
fn variants(source: &str, name: &str) -> usize {
    let (_, rest) = source.split_once(&format!("pub enum {name} {{\n")).expect("the enumeration");
    let (body, _) = rest.split_once("\n}").expect("its end");
    let begins =
        |line: &&str| line.strip_prefix("    ").is_some_and(|rest| rest.starts_with(char::is_uppercase));
    body.lines().filter(begins).count()
}

/// That these are examples of all variants, and that each ends the program so.
fn expect<E>(examples: Vec<(E, u8)>, source: &str, name: &str, whole: impl Fn(E) -> CliError) {
    let kinds: HashSet<Discriminant<E>> = examples.iter().map(|(error, _)| discriminant(error)).collect();
    assert_eq!(kinds.len(), variants(source, name), "an example of each variant of {name}");
    for (error, code) in examples {
        let error = whole(error);
        assert_eq!(Exit::of_error(&error).code(), code, "{error:?}");
    }
}

fn no_level() -> NotAuthorised {
    NotAuthorised::NoSuchLevel { wanted: text(), known: vec![text()] }
}

fn not_its() -> NotAuthorised {
    NotAuthorised::NotIts { level: text(), action: Action::CompleteRollback, may: vec![text()] }
}

#[test]
fn every_error_of_the_program_has_its_exit_code() {
    let report = || Report::read("{}").expect_err("no report");
    let unmaskable = Unmaskable(serde_json::from_str::<u8>("x").expect_err("no number"));
    let examples = vec![
        (CliError::OutputLost(full().into()), 70),
        (CliError::Config(ConfigError::Empty { path: path() }), 64),
        (CliError::Name(NameError::Module { shown: text(), reason: "x" }), 64),
        (CliError::Imports(ImportsError::NoRoot { path: path() }), 64),
        (CliError::Condition(ConditionError::NoProcessor { processor: 99, allowed: text() }), 64),
        (CliError::NotUtf8 { what: text(), shown: text() }, 64),
        (CliError::Session(SessionError::NoRoot { path: path() }), 64),
        (CliError::Rollback(RollbackError::NothingToUndo), 3),
        (CliError::Chaos(ChaosError::NotJson { path: path(), said: text() }), 64),
        (CliError::Escalation(EscalateError::Nobody { own: 1 }), 64),
        (CliError::Incident(IncidentError::NoneOpen { last: None }), 3),
        (CliError::Store(StoreError::AlreadyThere { name: text(), path: path() }), 64),
        (CliError::Merge(MergeError { name: text(), reason: text() }), 64),
        (CliError::History(HistoryError::NotThere { path: path() }), 64),
        (CliError::Unfit(Unfit { kind: "x", format: Format::Csv, offered: "x" }), 64),
        (CliError::Render(RenderError { format: "csv", reason: text() }), 70),
        (CliError::Unwritable(Unwritable { path: path(), why: Why::Circle }), 64),
        (CliError::WrittenTwice { path: path() }, 64),
        (CliError::NoCurrentFolder { error: Errno::NOENT.into() }, 64),
        (CliError::NotExported { module: text(), error: full() }, 70),
        (CliError::NoTime { written: text() }, 64),
        (CliError::NoRule, 64),
        (CliError::NoBase, 64),
        (CliError::Rollback(RollbackError::NotRewritable), 3),
        (CliError::Rollback(RollbackError::NotAuthorised { hash: text(), fault: ApprovalFault::Missing }), 5),
        (CliError::Rollback(RollbackError::Level(no_level())), 64),
        (CliError::Rollback(RollbackError::Level(not_its())), 5),
        (CliError::Escalation(not_its().into()), 5),
        (CliError::NoComment(NoJob::Elsewhere), 64),
        (CliError::PullRequestTarget, 64),
        (CliError::Unmaskable(unmaskable), 70),
        (CliError::UnreadableReport { run: 1, history: path(), reason: report() }, 64),
        (CliError::NoReportFile { path: path(), error: full() }, 64),
        (CliError::UnreadableFile { path: path(), reason: report() }, 64),
        (CliError::Mistaken { word: text(), within: text(), meant: Vec::new() }, 64),
        (CliError::OtherKind { why: module_name("-").expect_err("a dash"), meant: vec![text()] }, 64),
        (CliError::NoSuchTopic { wanted: text(), near: None, topics: text() }, 64),
        (NothingMatches { wanted: text(), known: vec![text()] }.into(), 64),
        (CliError::SamePort { one: text(), other: text(), port: 1 }, 64),
        (CliError::TwoServers { check: text(), port: 1 }, 64),
        (CliError::NoSuchTag { wanted: text(), known: text() }, 64),
        (CliError::NoSuchReceiver { wanted: text(), known: text() }, 64),
        (CliError::Unkept(full()), 70),
        (CliError::NoWebsocketCheck, 64),
        (CliError::NoSuchSeries { wanted: text(), known: text() }, 64),
        (CliError::NoPython { folder: path() }, 64),
        (CliError::ConfigurationThere { path: path() }, 64),
    ];
    expect(examples, include_str!("error.rs"), "CliError", |error| error);
}

#[test]
fn every_error_of_a_configuration_has_its_exit_code() {
    let source_code = Arc::new(NamedSource::new("vitals.toml", String::new()));
    let malformed =
        ConfigError::Malformed { path: path(), message: text(), advice: None, source_code, place: None };
    let examples = vec![
        (ConfigError::NotFound { start: path() }, 64),
        (ConfigError::Unreadable { path: path(), error: closed() }, 64),
        (ConfigError::Unreadable { path: path(), error: Errno::MFILE.into() }, 70),
        (ConfigError::NotAFile { path: path(), found: NotAFile::Kind(FileKind::Folder) }, 64),
        (ConfigError::NoTable { path: path() }, 64),
        (malformed, 64),
        (ConfigError::EnvFile { path: path(), line: 1, fault: EnvFault::NoEquals }, 64),
        (ConfigError::Empty { path: path() }, 64),
    ];
    expect(examples, include_str!("../config/error.rs"), "ConfigError", CliError::Config);
}

#[test]
fn every_error_of_git_has_its_exit_code() {
    let [arguments, said, revision, commit] = [text(), text(), text(), text()];
    let [root, repository] = [path(), path()];
    let failed =
        GitError::Failed { arguments: arguments.clone(), repository: repository.clone(), said: said.clone() };
    let examples = vec![
        (GitError::NotInstalled, 64),
        (GitError::NotStarted { error: Errno::AGAIN.into() }, 70),
        (GitError::NotStarted { error: closed() }, 64),
        (GitError::NotARepository { root: root.clone() }, 64),
        (GitError::NoRepository { root: root.clone(), revision: revision.clone() }, 64),
        (GitError::NoWorkTree { root: root.clone(), is_bare: true }, 64),
        (GitError::ForeignOwner { repository: repository.clone() }, 64),
        (GitError::BrokenConfiguration { said: said.clone() }, 64),
        (GitError::UnknownFormat { said: said.clone() }, 64),
        (GitError::BrokenLink { root, said: said.clone() }, 64),
        (GitError::UnknownRevision { revision, repository: repository.clone() }, 64),
        (GitError::Shallow { revision: text(), repository: path() }, 64),
        (GitError::NoMergeBase { revision: text() }, 64),
        (GitError::NoSuchFolder { commit, folder: path() }, 64),
        (GitError::Damaged { arguments: arguments.clone(), repository, said }, 64),
        (GitError::NotWritten { folder: path(), error: full() }, 70),
        (failed, 70),
        (GitError::OutOfBudget { arguments, after: Nanos(1) }, 64),
        (GitError::Interrupted, 130),
    ];
    let source = include_str!("../git/error.rs");
    expect(examples, source, "GitError", |error| CliError::Session(SessionError::Git(error)));
    // The static graph asks git too.
    let interrupted = CliError::Imports(ImportsError::Git(GitError::Interrupted));
    assert_eq!(Exit::of_error(&interrupted), Exit::Interrupted);
}

#[test]
fn every_error_of_the_import_graph_has_its_exit_code() {
    let examples = vec![
        (ImportsError::NoRoot { path: path() }, 64),
        (ImportsError::NoPackage { name: text(), root: path() }, 64),
        (ImportsError::NothingFound { root: path() }, 64),
        (ImportsError::UnknownModule { name: text(), nearest: None }, 64),
        (ImportsError::Git(GitError::Interrupted), 130),
    ];
    expect(examples, include_str!("../imports/error.rs"), "ImportsError", CliError::Imports);
}

#[test]
fn every_error_of_an_interpreter_has_its_exit_code() {
    let examples = vec![
        (PythonError::NothingFound, 64),
        (PythonError::NotThere { path: path() }, 64),
        (PythonError::NoEnvironment { folder: path() }, 64),
        (PythonError::NotStarted { path: path(), error: Errno::NOEXEC.into() }, 64),
        (PythonError::NotStarted { path: path(), error: Errno::AGAIN.into() }, 70),
        (PythonError::NotPython { path: path(), reason: text() }, 64),
        (PythonError::Late { path: path(), after: Nanos(1) }, 64),
        (PythonError::StartHangs { path: path(), after: Nanos(1), at: step() }, 64),
        (PythonError::StartEnds { path: path(), how: Ending::Signal(6), at: step() }, 64),
        (PythonError::OutOfBudget { path: path(), after: Nanos(1) }, 64),
        (PythonError::Unsupported { path: path(), found: text(), reason: "x" }, 64),
        (PythonError::Interrupted, 130),
    ];
    let source = include_str!("../python/error.rs");
    expect(examples, source, "PythonError", |error| CliError::Session(SessionError::Python(error)));
}

#[test]
fn every_error_of_a_run_has_its_exit_code() {
    let examples = vec![
        (SessionError::Python(PythonError::Interrupted), 130),
        (SessionError::NoRoot { path: path() }, 64),
        (SessionError::Git(GitError::NotInstalled), 64),
        (SessionError::Config(ConfigError::Empty { path: path() }), 64),
        (SessionError::NoReplay { name: text(), why: NoReplay::NoCommit }, 64),
        (SessionError::Locks(LockSearchError::NoLock { commit: text() }), 64),
        (SessionError::Locks(LockSearchError::NoProbe { check: text() }), 64),
        (SessionError::Bisect(BisectError::NoneOpen), 64),
        (SessionError::Experiment(NoExperiment::OfLocks), 64),
        (
            SessionError::NotPrepared(Box::new(Unprepared {
                side: None,
                commit: Commit { hash: text(), subject: text() },
                command: text(),
                fault: PrepareFault::TooLong,
                output: Vec::new(),
            })),
            64,
        ),
        (SessionError::Store(StoreError::AlreadyThere { name: text(), path: path() }), 64),
        (SessionError::NoScratch { folder: path(), error: full() }, 70),
        (SessionError::NoScratch { folder: path(), error: closed() }, 64),
        (SessionError::Calibration { failure: Box::new(Failure::ChannelLost) }, 70),
        (SessionError::from(io::Error::from(Errno::AGAIN)), 70),
    ];
    expect(examples, include_str!("../session/error.rs"), "SessionError", CliError::Session);
}

#[test]
fn every_error_of_what_is_kept_has_its_exit_code() {
    let examples = vec![
        (StoreError::NotThere { name: text(), folder: path(), known: text() }, 64),
        (StoreError::AlreadyThere { name: text(), path: path() }, 64),
        (StoreError::Refused { path: path(), what: "written", error: full() }, 70),
        (StoreError::Refused { path: path(), what: "read", error: closed() }, 64),
        (StoreError::Malformed { path: path(), reason: text() }, 64),
        (StoreError::OtherSchema { path: path(), reason: newer() }, 64),
    ];
    expect(examples, include_str!("../store/folder.rs"), "StoreError", CliError::Store);
    let path = path();
    let [reason, name, known] = [text(), text(), text()];
    let examples = vec![
        (HistoryError::NotThere { path: path.clone() }, 64),
        (HistoryError::NotAHistory { path: path.clone(), reason: reason.clone() }, 64),
        (HistoryError::Newer { path: path.clone(), found: 9 }, 64),
        (HistoryError::Locked { path: path.clone(), waited: 10 }, 70),
        (HistoryError::ReadOnly { path: path.clone() }, 70),
        (HistoryError::Damaged { path: path.clone(), reason: reason.clone() }, 70),
        (HistoryError::Full { path: path.clone(), reason: reason.clone() }, 70),
        (HistoryError::Refused { path: path.clone(), what: "read", reason: reason.clone() }, 70),
        (HistoryError::NoSuchRun { name: name.clone(), path: path.clone(), known: known.clone() }, 64),
        (HistoryError::Ambiguous { name, count: 2, known }, 64),
        (HistoryError::Foreign { path, reason: reason.clone() }, 64),
        (HistoryError::Unwritten { error: full() }, 70),
        (HistoryError::Unfit { reason }, 70),
    ];
    expect(examples, include_str!("../store/history/error.rs"), "HistoryError", CliError::History);
}

#[test]
fn every_error_of_a_file_that_the_user_named_has_its_exit_code() {
    let examples = vec![
        (Why::NoFolder(path()), 64),
        (Why::ReadOnly { path: path(), error: closed() }, 64),
        (Why::Empty, 64),
        (Why::NotRegular(FileKind::Folder), 64),
        (Why::Configuration, 64),
        (Why::Own(path()), 64),
        (Why::Circle, 64),
        (Why::NotAFolder(path()), 64),
        (Why::System(full()), 70),
    ];
    let source = include_str!("../user_file/error.rs");
    expect(examples, source, "Why", |why| CliError::Unwritable(why.of(&path())));
}

#[test]
fn every_error_of_what_is_held_still_has_its_exit_code() {
    let examples = vec![
        (ConditionError::NoProcessor { processor: 99, allowed: text() }, 64),
        (ConditionError::RandomAddresses { error: Errno::PERM.into() }, 64),
        (ConditionError::NotTried { error: Errno::AGAIN.into() }, 70),
    ];
    expect(examples, include_str!("../worker/conditions.rs"), "ConditionError", CliError::Condition);
}
