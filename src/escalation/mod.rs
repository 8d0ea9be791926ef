//! Who is called when: levels, contacts and rules as data, and facts with times to what is due, to whom, by when and why.
//!
//! Knows neither git nor a network, and reads no clock.

mod action;
mod answer;
mod authority;
mod call;
mod clock;
mod contact;
mod decided;
mod error;
mod fact;
mod hours;
mod key;
mod level;
pub mod lint;
mod operators;
mod outbound;
mod periods;
mod place;
mod policy;
mod questions;
mod record;
mod rule;
mod scenario;
mod standing;
mod trigger;
mod watcher;

pub use action::Action;
pub use answer::Answer;
pub use authority::{Acting, NotAuthorised, Proof};
pub use call::{Acknowledgement, Call, Why};
pub use contact::{Contact, ContactKind, Identity, Vendor};
pub use decided::{AckRefused, acknowledged};
pub use error::EscalateError;
pub use fact::{Fact, Seen, What};
pub use hours::{Hours, HoursError};
pub use key::key_of;
pub use level::Level;
pub use operators::{Operators, Person, Rank};
pub use outbound::{Delivered, Outbound, Reached, Stage, outbound, reached};
pub use place::{Place, Source};
pub use policy::Policy;
pub use questions::OpenQuestion;
pub use record::Record;
pub use rule::{Over, Rule, Trigger};
pub use scenario::Scenario;
pub use standing::{Standing, standing};
pub use trigger::{Auto, Question};
pub use watcher::{Step, Watcher};
