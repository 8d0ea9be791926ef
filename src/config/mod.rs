//! What the user wrote, and what it means.

mod check;
mod command_line;
mod editor;
mod env_file;
mod error;
mod escalation;
mod find;
mod name_error;
mod names;
mod notify;
mod only;
mod pinned;
mod probe;
mod rehearsed;
mod settings;
mod text;
mod toml;
mod variables;
mod variant;
pub mod websocket;
mod weight;

pub use check::{
    CheckKind, CheckSettings, Class, CommandSettings, CountSettings, CyclesSettings, EvidenceSettings,
    PytestSettings, SyntaxSettings,
};
pub use command_line::CommandLine;
pub use editor::{Editor, encoded};
pub use env_file::EnvFault;
pub use error::{ConfigError, NotAFile};
pub use escalation::{FOUR_LEVELS, profile};
#[cfg(test)]
pub use find::read_str;
pub use find::{find, read, read_as, read_probes, read_target};
pub use name_error::NameError;
pub use names::{
    BaselineName, Revision, exported_name, factory_name, keyword_name, module_name, revision, type_name,
};
pub use notify::{Occasion, ReceiverKind, ReceiverSettings, Secret};
pub use only::{NamePattern, Names, NothingMatches, choose, kept, names_of_check, names_of_probe};
pub use pinned::pinned_by;
pub use probe::{Cache, CreateSettings, GrowthSettings, ImportSettings, Probe, defaults};
pub use rehearsed::{Rehearsed, rehearsed};
pub use settings::{
    Conditions, CulpritSettings, Limits, Preparation, ReportSettings, RespondSettings, RollbackSettings,
    Settings,
};
pub use text::FILE_NAME;
pub use variables::{VariableError, assignment};
pub use variant::Variant;
pub use weight::Weight;
