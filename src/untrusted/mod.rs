//! Text of the target, made safe to show and to store: secrets masked, control characters inert.

mod command;
mod document;
mod mask;
mod patterns;
mod registry;
mod shell;
mod text;

pub use command::masked_command;
pub use document::{Unmaskable, masked, masked_value};
pub use patterns::redact;
pub use registry::{is_secret_name, remember};
pub use shell::shell_line;
pub use text::{printable, shortened};
