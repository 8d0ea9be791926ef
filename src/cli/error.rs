//! Why a command gave no answer: the one error of the program.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use super::console::OutputLost;
use super::meant::did_you_mean;
use crate::chaos::ChaosError;
use crate::config::{ConfigError, NameError, NothingMatches};
use crate::escalation::EscalateError;
use crate::hosting::NoJob;
use crate::imports::ImportsError;
use crate::incident::IncidentError;
use crate::report::UnreadableReport;
use crate::report::format::{RenderError, Unfit};
use crate::rollback::RollbackError;
use crate::session::SessionError;
use crate::store::history::HistoryError;
use crate::store::{MergeError, StoreError};
use crate::system_error::SystemError;
use crate::untrusted::Unmaskable;
use crate::user_file::Unwritable;
use crate::worker::ConditionError;

/// Why a command gave no answer. Its exit code is in `exit.rs`.
#[derive(Debug, Error, Diagnostic)]
pub enum CliError {
    /// The configuration.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Config(#[from] ConfigError),
    /// A name on the command line.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Name(#[from] NameError),
    /// The import graph.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Imports(#[from] ImportsError),
    /// What is to be held still.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Condition(#[from] ConditionError),
    /// An argument or a folder that no report could hold.
    #[error("{what} is not UTF-8: {shown}")]
    #[diagnostic(help(
        "a report is text and names it: rename the file or folder, or lead to it by a link with a plain name"
    ))]
    NotUtf8 {
        /// `argument 2`, or the current folder.
        what: String,
        /// With what is not UTF-8 escaped.
        shown: String,
    },
    /// The run.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Session(#[from] SessionError),
    /// A rollback.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Rollback(#[from] RollbackError),
    /// An experiment.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Chaos(#[from] ChaosError),
    /// An escalation.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Escalation(#[from] EscalateError),
    /// An incident.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Incident(#[from] IncidentError),
    /// A baseline.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Store(#[from] StoreError),
    /// Two captures that are not one baseline.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Merge(#[from] MergeError),
    /// `.vitals/history.db` refuses.
    #[error(transparent)]
    #[diagnostic(transparent)]
    History(#[from] HistoryError),
    /// A format that says nothing of such a report.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Unfit(#[from] Unfit),
    /// A report that a format's library refuses to write.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Render(#[from] RenderError),
    /// A file that the user named.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Unwritable(#[from] Unwritable),
    /// A report that cannot be shown without a secret in it.
    #[error(transparent)]
    #[diagnostic(help("nothing of it was shown or kept; this is a fault of vitals: please report it"))]
    Unmaskable(#[from] Unmaskable),
    /// An answer that nobody gets.
    #[error(transparent)]
    #[diagnostic(transparent)]
    OutputLost(#[from] OutputLost),
    /// Two outputs of one name: the second would take the place of the first.
    #[error("--output {}: two outputs would be written to it", path.display())]
    #[diagnostic(help("give each a file of its own"))]
    WrittenTwice {
        /// The file.
        path: PathBuf,
    },
    /// The folder in which the command was started.
    #[error("the current folder cannot be read: {error}")]
    #[diagnostic(help("change to a folder that exists, or name the configuration with --config"))]
    NoCurrentFolder {
        /// The system's reason.
        error: SystemError,
    },
    /// A trace that cannot be exported.
    #[error("the import of {module} cannot be exported: {error}")]
    #[diagnostic(help("`vitals explain {module}` without --export shows what was traced"))]
    NotExported {
        /// As it was asked for.
        module: String,
        /// Why not.
        error: SystemError,
    },
    /// A value of --since.
    #[error("`{written}` is no time")]
    #[diagnostic(help("write 2026-11-25, 2026-11-25T04:00:00Z, or 30d for the last thirty days"))]
    NoTime {
        /// As written.
        written: String,
    },
    /// `prune` without a rule.
    #[error("no rule says what to keep")]
    #[diagnostic(help(
        "give --keep-last, --keep-days, --keep-every or --samples-older-than; `--help` shows examples"
    ))]
    NoRule,
    /// A stored report of a kind or version that this program does not know.
    #[error("the report of run {run} in {} cannot be read: {reason}", history.display())]
    #[diagnostic(help("another version of vitals wrote it; `--format json` prints it as it is"))]
    UnreadableReport {
        /// Its number.
        run: i64,
        /// The database.
        history: PathBuf,
        /// Why not.
        reason: UnreadableReport,
    },
    /// A file that is named as a past report, and cannot be read.
    #[error("the report {} cannot be read: {error}", path.display())]
    #[diagnostic(help("name a file that `--format json` or `-o PATH.json` has written"))]
    NoReportFile {
        /// As written.
        path: PathBuf,
        /// Why not.
        error: SystemError,
    },
    /// A file that is named as a past report, and is none.
    #[error("{} is no report that can be read: {reason}", path.display())]
    #[diagnostic(help(
        "name a file that `--format json` or `-o PATH.json` of this version or an older one has written"
    ))]
    UnreadableFile {
        /// As written.
        path: PathBuf,
        /// Why not.
        reason: UnreadableReport,
    },
    /// A word where a command is to stand.
    #[error("`{word}` is no command of `{within}`")]
    #[diagnostic(help("{}", did_you_mean(meant).unwrap_or_else(|| format!("`{within} --help` lists them"))))]
    Mistaken {
        /// As written.
        word: String,
        /// The command around it.
        within: String,
        /// What was likely meant, as command lines.
        meant: Vec<String>,
    },
    /// A factory where a module is to stand, a file's path, and the like.
    #[error("{why}")]
    #[diagnostic(help("{}", did_you_mean(meant).into_iter().chain(why.help().map(|help| help.to_string())).collect::<Vec<_>>().join("\n")))]
    OtherKind {
        /// What is wrong with it where it stands.
        why: NameError,
        /// What was likely meant, as command lines.
        meant: Vec<String>,
    },
    /// `vitals help` of something that is neither.
    #[error("`{wanted}` is neither a command nor a topic")]
    #[diagnostic(help("{}", near.as_ref().map_or_else(|| format!("topics: {topics}; `vitals help` lists all"), |near| format!("did you mean: {near}"))))]
    NoSuchTopic {
        /// As written.
        wanted: String,
        /// The nearest, as a command line.
        near: Option<String>,
        /// What there is.
        topics: String,
    },
    /// A pull request whose base nobody has named.
    #[error("no base is named, and this is no job of a pull request")]
    #[diagnostic(help("name the branch that this one will be merged into: `vitals pr --base main`"))]
    NoBase,
    /// A comment that was asked for and cannot be written.
    #[error("--post: no comment can be written: {0}")]
    #[diagnostic(help(
        "without --post the pull request is measured all the same; docs/how-to/pull-requests.md has the variables"
    ))]
    NoComment(NoJob),
    /// An event that hands the change's code the repository's own token.
    #[error(
        "this job runs on `pull_request_target`: the change's code would run with the repository's token"
    )]
    #[diagnostic(help(
        "run it on `pull_request`; a fork's pull request then has no comment, and the job's summary has the same"
    ))]
    PullRequestTarget,
    /// `--only` with a name that nothing has.
    #[error("--only {:?} chooses nothing", .0.wanted)]
    #[diagnostic(help("there are: {}", .0.known.join(", ")))]
    NothingMatches(NothingMatches),
    /// Two servers that would run at once at one port.
    #[error("the checks {one:?} and {other:?} each start a server on port {port}, and run at once")]
    #[diagnostic(help(
        "write `{{port}}` for the port in `start`, `url`, `login` and `ready` of one of them: each run then has a free one; or choose one with --only"
    ))]
    SamePort {
        /// The first check.
        one: String,
        /// The second.
        other: String,
        /// As written.
        port: u16,
    },
    /// A conversation whose server would run twice at one port.
    #[error(
        "the check {check:?} starts its server on port {port}, and the servers of both variants run at once"
    )]
    #[diagnostic(help(
        "write `{{port}}` for the port in `start`, `url`, `login` and `ready`: each server then has a free one; or choose the probes alone with --only"
    ))]
    TwoServers {
        /// The check.
        check: String,
        /// As written.
        port: u16,
    },
    /// No receiver of that name.
    #[error("no [[notify]] has the name `{wanted}`; there are: {known}")]
    NoSuchReceiver {
        /// As asked for.
        wanted: String,
        /// With commas between.
        known: String,
    },
    /// What is to be sent could not be kept.
    #[error("what is to be sent cannot be kept in .vitals/notify: {0}")]
    #[diagnostic(help("{}", .0.advice()))]
    Unkept(SystemError),
    /// A tag that no check has.
    #[error("no check has the tag {wanted:?}")]
    #[diagnostic(help("{}", if known.is_empty() { "no check has any tag".to_owned() } else { format!("there are: {known}") }))]
    NoSuchTag {
        /// As asked for.
        wanted: String,
        /// What there is.
        known: String,
    },
    /// `vitals websocket` without a conversation.
    #[error("the configuration has no [[check]] of kind = \"websocket\"")]
    #[diagnostic(help("docs/reference/websocket.md shows one"))]
    NoWebsocketCheck,
    /// A name that no series has.
    #[error("no series of the history has {wanted:?} in its name")]
    #[diagnostic(help("there are: {known}; `vitals trend` lists all"))]
    NoSuchSeries {
        /// As asked for.
        wanted: String,
        /// What there is.
        known: String,
    },
    /// `init` where nothing is to be measured.
    #[error("{} has no file of Python", folder.display())]
    #[diagnostic(help("change to the project's folder, or name it: `vitals init DIR`"))]
    NoPython {
        /// The folder.
        folder: PathBuf,
    },
    /// `init` where a configuration is.
    #[error("{} is there already, and was left alone", path.display())]
    #[diagnostic(help("see what would be written with `vitals init --dry-run`"))]
    ConfigurationThere {
        /// The configuration.
        path: PathBuf,
    },
}

impl From<NothingMatches> for CliError {
    fn from(nothing: NothingMatches) -> Self {
        Self::NothingMatches(nothing)
    }
}
