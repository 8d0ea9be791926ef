//! Takes what is new, and lets every receiver hear of it at least once: what cannot be sent now is kept, and sent with the next.

mod body;
mod mail;
mod notice;
mod outbox;
mod send;
mod trouble;
mod webhook;

pub use notice::{Notice, State};
pub use outbox::{Delivery, Outbox};
pub use send::{Failed, send};
pub use trouble::NotifyTrouble;
pub use webhook::{Alert, NoWebhook, alerts};
