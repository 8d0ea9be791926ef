//! `vitals pr`.

use std::time::Duration;

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCandidates;

use super::config::ConfigArgs;
use super::examples::{brief, whole};
use super::only::OnlyArgs;
use super::output::OutputArgs;
use super::report::ReportArgs;
use super::run::RunArgs;
use crate::cli::candidates;
use crate::quantity::{Pairs, WrittenDuration, WrittenTolerance};

const POST_TIMEOUT: Duration = Duration::from_secs(30);

/// What fails beside a regression and an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// What could not be decided: exit code 2
    Undecided,
}

/// Whether a comment is written.
#[derive(Clone, Debug, Args)]
pub struct PostArgs {
    /// Insist on a comment [default: in a CI job that has a token]
    ///
    /// One comment, which later runs bring up to date. In a job of a pull request whose variables hold a token (GITHUB_TOKEN,
    /// GITLAB_TOKEN, BITBUCKET_TOKEN) nothing has to be asked for.
    #[arg(long, conflicts_with = "no_post", help_heading = "Comment")]
    pub post: bool,
    /// Write no comment
    #[arg(long, help_heading = "Comment")]
    pub no_post: bool,
    /// The longest that writing it may take [default: 30s]
    #[arg(long, value_name = "TIME", help_heading = "Comment", hide_short_help = true)]
    pub post_timeout: Option<WrittenDuration>,
}

impl PostArgs {
    /// The longest that writing the comment may take.
    pub fn longest(&self) -> Duration {
        self.post_timeout.map_or(POST_TIMEOUT, |time| Duration::from_nanos(time.0.0))
    }
}

#[derive(Debug, Args)]
#[command(after_help = brief::PR, after_long_help = whole::PR)]
pub struct PullRequest {
    /// Where the branch will be merged [default: what the CI job says]
    ///
    /// HEAD is compared with the last commit that both have in common. In a job of GitHub Actions, GitLab or Bitbucket the target
    /// of its pull request.
    #[arg(long, value_name = "REF", allow_hyphen_values = true)]
    #[arg(add = ArgValueCandidates::new(candidates::revisions))]
    pub base: Option<String>,
    /// Measure every probe, touched or not
    #[arg(long)]
    pub all: bool,
    /// Fail where something is `undecided` too
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    pub fail_on: Option<FailOn>,
    #[command(flatten)]
    pub config: ConfigArgs,
    #[command(flatten)]
    pub only: OnlyArgs,
    /// How much slower is no regression [default: 10%]
    ///
    /// `10%`, `100ms`, or `10% or 100ms`: either exceeded fails. By default `regression` of the probe, or 10%.
    #[arg(long, value_name = "PART|TIME", allow_hyphen_values = true, help_heading = "Decision")]
    pub tolerance: Option<WrittenTolerance>,
    /// Exactly this many pairs
    ///
    /// By default as many as the verdict needs, at most 40.
    #[arg(long, value_name = "N", help_heading = "Decision", hide_short_help = true)]
    pub pairs: Option<Pairs>,
    /// Seed of the order in which the sides are interleaved [default: drawn, and recorded]
    #[arg(long, value_name = "N", help_heading = "Decision", hide_short_help = true)]
    pub seed: Option<u64>,
    /// Show what passed in full too
    #[arg(short, long, help_heading = "Output")]
    pub verbose: bool,
    #[command(flatten)]
    pub post_args: PostArgs,
    #[command(flatten)]
    pub report_args: ReportArgs,
    #[command(flatten)]
    pub output_args: OutputArgs,
    #[command(flatten)]
    pub run_args: RunArgs,
}
