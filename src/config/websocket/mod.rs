//! A `[[check]]` of kind "websocket": a conversation, and what must be heard in it.

mod address;
mod field;
mod settings;
mod template;

pub use address::{Address, place};
pub use field::Field;
pub use settings::{ExpectedEvent, LoginSettings, Ready, StartSettings, WebsocketSettings, defaults};
pub use template::{Template, Values, Within};
