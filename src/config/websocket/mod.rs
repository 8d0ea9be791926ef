//! A `[[check]]` of kind "websocket" or "http": a conversation or a request, and what must come of it.

mod address;
mod field;
mod http;
mod settings;
mod template;

pub use address::{Address, PORT, Port, place};
pub use field::Field;
pub use http::HttpSettings;
pub use settings::{ExpectedEvent, LoginSettings, Ready, StartSettings, WebsocketSettings, defaults};
pub use template::{Template, Values, Within};
