//! One conversation of all users of a check, each in a thread of its own.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use super::context::WebsocketContext;
use super::conversation::{ConversationContext, converse};
use super::deadline::{Deadline, earlier, nanos};
use super::gate::Gate;
use super::outcome::{Outcome, UserOutcome};
use super::secret::Secrets;
use crate::config::websocket::{Values, WebsocketSettings};

/// Of a user's thread, which parses one message of limited size at a time.
const STACK: usize = 1 << 20;

/// One conversation of all users; none of them speaks where there is nobody to speak with.
///
/// # Errors
/// Where the system gives no thread.
pub fn converse_once(
    settings: &WebsocketSettings,
    context: &WebsocketContext<'_>,
    speaks: bool,
) -> io::Result<Outcome> {
    let began = Instant::now();
    let until = earlier(began, settings.within, context.until);
    let users = if speaks { converse_all(settings, context, began, until)? } else { Vec::new() };
    Ok(Outcome {
        url: settings.url.shown(),
        within: nanos(until.saturating_duration_since(began)),
        expected: settings.expect.iter().map(|event| event.event.clone()).collect(),
        secrets_sent: settings.sends_secret(),
        server: None,
        users,
        interrupted: context.interrupt.raised(),
    })
}

fn converse_all(
    settings: &WebsocketSettings,
    context: &WebsocketContext<'_>,
    began: Instant,
    until: Instant,
) -> io::Result<Vec<UserOutcome>> {
    let (secrets, texts) = Secrets::draw(settings.users);
    let run: u32 = rand::random();
    let names: Vec<String> = (0..settings.users).map(|number| format!("vitals-{number}-{run:08x}")).collect();
    // One user alone, from whom nothing is withheld, has nothing to wait for.
    let more_to_hear = settings.users > 1 || settings.strict;
    let linger = if more_to_hear { Duration::from_nanos(settings.linger.0) } else { Duration::ZERO };
    let gate = Gate::new(settings.users, linger);
    let context = ConversationContext {
        settings,
        gate: &gate,
        secrets: &secrets,
        names: &names,
        began,
        deadline: Deadline {
            until,
            within: nanos(until.saturating_duration_since(began)),
            interrupt: context.interrupt,
        },
    };
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for (number, (secret, user)) in (0..).zip(texts.into_iter().zip(&names)) {
            let values = Values { user: user.clone(), secret, token: String::new(), number };
            let context = &context;
            threads.push(
                thread::Builder::new()
                    .name(user.clone())
                    .stack_size(STACK)
                    .spawn_scoped(scope, move || converse(context, values))?,
            );
        }
        let joined = threads.into_iter().map(|thread| {
            thread.join().map_err(|_| io::Error::other("a user's thread panicked: a fault of this tool"))
        });
        joined.collect()
    })
}
