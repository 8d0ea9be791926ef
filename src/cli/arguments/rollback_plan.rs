//! `vitals rollback plan`.

use clap::Args;

#[derive(Debug, Args)]
pub struct PlanArgs {
    /// What to go back to: a revision
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
}
