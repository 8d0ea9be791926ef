//! Experiments of the Chaos Toolkit, as far as they are safe: commands are lists, requests go to named hosts, rollbacks always run.
//!
//! The format is that of <https://chaostoolkit.org/reference/api/experiment/>; what is not in this subset is refused before anything runs.

mod allowed;
mod error;
mod experiment;
mod http;
mod journal;
mod order;
mod perform;
mod process;
mod reading;
mod substitution;
mod tolerance;

pub use allowed::Hosts;
pub use error::{ChaosError, Refusal};
pub use experiment::{Activity, ActivityKind, Experiment, Hypothesis, Pauses, Provider};
pub use journal::{Journal, ProbeRun, RunStatus, State, Status, SteadyStates};
pub use order::{Heard, run};
pub use perform::Performer;
pub use reading::{Read, read};
pub use tolerance::Tolerance;
