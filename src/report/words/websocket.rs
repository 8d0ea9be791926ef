//! What is said of conversations over a WebSocket.

use crate::process::Ending;
use crate::quantity::Nanos;
use crate::verdict::{Isolation, Spread, WebsocketReason};
use crate::websocket::{Failure, Outcome, ServerTrouble, Trouble, Unlike, UserOutcome};

/// One reason.
pub fn sentence(reason: &WebsocketReason) -> String {
    match reason {
        WebsocketReason::Server { trouble } => server(trouble),
        WebsocketReason::ServerEnded { ending: Ending::Unknown } => "the server ended early".into(),
        WebsocketReason::ServerEnded { ending } => format!("the server ended early with {ending}"),
        WebsocketReason::NothingExpected => {
            "`expect` is empty: any server that accepts connections would pass".into()
        }
        WebsocketReason::NotHeardToTheEnd => "not every user's conversation came to its end".into(),
        WebsocketReason::Failed { failure, user, count, users } => failed(failure, user, *count, *users),
        WebsocketReason::MoreFailures { count } => format!("and {count} more"),
        WebsocketReason::AllHeard { events, users, isolation } => all_heard(*events, *users, *isolation),
        WebsocketReason::NoSecretCameBack => {
            "no secret came back, not even to its sender, so a leak could not have \
             been seen: have the service repeat what carries {secret}, or leave {secret} out"
                .into()
        }
        WebsocketReason::Connected { count, users, times } => {
            format!("connected: {count} of {users}, {}", spread(*times))
        }
        WebsocketReason::Event { event, count, users, times } => {
            let times = times.map_or_else(String::new, |times| format!(", {}", spread(times)));
            format!("`{event}`: {count} of {users}{times}")
        }
        WebsocketReason::OwnSecrets { count, users } => {
            format!("isolation: {count} of {users} users saw their own secret again")
        }
        WebsocketReason::IsolationNotChecked => {
            "isolation not checked: nothing that is sent carries {secret}".into()
        }
        WebsocketReason::ServerReady { after } => format!("the server was ready after {after}"),
        WebsocketReason::LeftBehind { command } => {
            format!("the server left a process running, which was ended: {command}")
        }
    }
}

/// How many users heard everything, and when the last expected event came.
pub fn in_brief(outcome: &Outcome) -> String {
    let last = operations(outcome).pop().filter(|_| outcome.content() > 0);
    let last = last.map_or_else(String::new, |last| format!("; {last}"));
    format!("{} of {} users heard everything{last}", outcome.content(), outcome.users.len())
}

/// `connected after 1.10 ms`, `started after 2.00 ms`: how long the operations of a conversation took; of several users the middle one.
pub fn operations(outcome: &Outcome) -> Vec<String> {
    let middle = |of: &dyn Fn(&UserOutcome) -> Option<Nanos>| {
        Spread::of(outcome.users.iter().filter_map(of).collect()).map(|times| times.median)
    };
    let after = |what: &str, time: Option<Nanos>| time.map(|time| format!("{what} after {time}"));
    let events = outcome.expected.iter().enumerate();
    let events = events.map(|(place, event)| after(event, middle(&|user| user.expected.get(place)?.latency)));
    [after("logged in", middle(&|user| user.login_in)), after("connected", middle(&|user| user.connected_in))]
        .into_iter()
        .chain(events)
        .flatten()
        .collect()
}

fn failed(failure: &Failure, user: &str, count: usize, users: usize) -> String {
    let what = self::failure(failure);
    match (count, users) {
        (1, 1) => what,
        (1, _) => format!("{user}: {what}"),
        (leaks, all) if matches!(failure, Failure::Leaked { .. }) => {
            format!("user isolation is broken, {leaks} leaks among {all} users: {user} {what}")
        }
        (count, all) => format!("{count} of {all} users, {user} for one: {what}"),
    }
}

fn all_heard(events: usize, users: usize, isolation: Isolation) -> String {
    let events = match events {
        1 => "the expected event came".to_owned(),
        events => format!("all {events} expected events came"),
    };
    let users = if users == 1 { String::new() } else { format!(" to each of {users} users") };
    let isolation = match isolation {
        Isolation::NotChecked => "",
        Isolation::Proven => ", and no user saw another's secret",
        Isolation::Unknown => ", but their isolation is not known",
    };
    format!("{events}{users}{isolation}")
}

/// `after 1.2 ms`, or the middle and the largest of several.
fn spread(times: Spread) -> String {
    match times.n {
        1 => format!("after {}", times.largest),
        _ => format!("median {}, largest {}", times.median, times.largest),
    }
}

/// What went wrong for a user.
pub fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Leaked { whose, event } => format!("saw the secret of {whose} in `{event}`"),
        Failure::Refused { trouble } => format!("no connection: {}", self::trouble(trouble)),
        Failure::LoginRefused { status, answer } if answer.is_empty() => {
            format!("login refused with status {status}")
        }
        Failure::LoginRefused { status, answer } => format!("login refused with status {status}: {answer}"),
        Failure::LoginFailed { trouble } => format!("login failed: {}", self::trouble(trouble)),
        Failure::HandshakeRefused { status } => format!("handshake refused with status {status}"),
        Failure::HandshakeGarbage { trouble } => handshake(trouble),
        Failure::HandshakeSilent { after } => {
            format!("the connection was accepted, but its handshake was not answered within {after}")
        }
        Failure::Silent { after, waiting_for } => {
            format!("no message came within {after}; `{waiting_for}` was due first")
        }
        Failure::ClosedEarly { code, reason, waiting_for } => closed(*code, reason, waiting_for),
        Failure::Missing { event, instead, more, unlike } => {
            missing(event, instead, *more, unlike.as_deref())
        }
        Failure::OutOfOrder { event, before } => format!("out of order: `{event}` came before `{before}`"),
        Failure::Late { event, latency, limit } => {
            format!("`{event}` came late: after {latency}, limit {limit}")
        }
        Failure::Unexpected { event } => {
            format!("unexpected `{event}`: `strict` allows only what `expect` lists")
        }
        Failure::NotJson { beginning } => format!("a message is not JSON: {beginning}"),
        Failure::Garbage { trouble } => {
            format!("what came is not the WebSocket protocol: {}", self::trouble(trouble))
        }
        Failure::TooLarge { limit } => format!("a message is larger than {limit} (`max_message`)"),
        Failure::TooMany { limit } => format!("more than {limit} messages came (`max_messages`)"),
        Failure::NotSent { trouble } => format!("nothing could be sent: {}", self::trouble(trouble)),
        Failure::Interrupted => "interrupted".into(),
    }
}

fn handshake(trouble: &Trouble) -> String {
    let what = self::trouble(trouble);
    match trouble {
        Trouble::CutShort | Trouble::Broken { .. } => format!("no answer to the handshake: {what}"),
        Trouble::BadRequest { .. } => format!("no handshake: {what}"),
        _ => format!("what answers the handshake is no WebSocket server: {what}"),
    }
}

fn closed(code: Option<u16>, reason: &str, waiting_for: &str) -> String {
    let how = match code {
        Some(code) => format!("was closed with code {code}"),
        None => "ended without a closing handshake".into(),
    };
    let why = if reason.is_empty() { String::new() } else { format!(" ({reason})") };
    format!("the connection {how}{why} while `{waiting_for}` was due")
}

fn missing(event: &str, instead: &[String], more: usize, unlike: Option<&Unlike>) -> String {
    match unlike {
        Some(Unlike::Field { field, found: Some(found), wanted }) => {
            return format!("`{event}` came, but its `{field}` is {found}, not {wanted}");
        }
        Some(Unlike::Field { field, found: None, wanted }) => {
            return format!("`{event}` came, but without `{field}`, which should be {wanted}");
        }
        Some(Unlike::Legacy(text)) => return format!("`{event}` came, but not as it should: {text}"),
        None => {}
    }
    if instead.is_empty() {
        return format!("`{event}` did not come, and nothing in its place");
    }
    let names: Vec<String> = instead.iter().map(|name| format!("`{name}`")).collect();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("`{event}` did not come; in its place came {}{more}", names.join(", "))
}

/// Why something on the network did not come to its end.
pub fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Late { within } => format!("no answer within {within}"),
        Trouble::Interrupted => "interrupted".into(),
        Trouble::NoAddress => "the host's name has no address".into(),
        Trouble::Unreachable { error } => error.clone(),
        Trouble::Broken { error } => format!("the connection broke: {error}"),
        Trouble::CutShort => "the connection was closed in the middle of it".into(),
        Trouble::NotHttp { error } => format!("not HTTP: {error}"),
        Trouble::WrongLength => "its Content-Length is no number".into(),
        Trouble::WrongChunk => "a chunk of it has a wrong size".into(),
        Trouble::NotWebsocket { error } => error.clone(),
        Trouble::TooLarge { limit } => format!("the answer is larger than {limit}"),
        Trouble::BadRequest { error } => format!("the request cannot be made: {error}"),
        Trouble::ControlCharacter { header } => {
            format!("the header `{header}` has a control character in its value")
        }
        Trouble::NotJson => "the answer is not JSON".into(),
        Trouble::NoToken { path } => format!("the answer has no token at `{path}`"),
        Trouble::OthersAbsent => "not every user was connected in time, and all speak at once".into(),
        Trouble::Legacy(text) => text.clone(),
    }
}

/// Why there is no server to speak with.
pub fn server(trouble: &ServerTrouble) -> String {
    match trouble {
        ServerTrouble::AlreadyAnswered { at } => {
            format!(
                "{at} answers already, before this check has started its own server there: stop the other one"
            )
        }
        ServerTrouble::NotStarted { program, error } => format!("`{program}` cannot be started: {error}"),
        ServerTrouble::Ended => "the server ended before it answered".into(),
        ServerTrouble::Late { at, within } => format!("the server did not answer at {at} within {within}"),
        ServerTrouble::Interrupted => "interrupted".into(),
        ServerTrouble::Legacy(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Nanos;

    #[test]
    fn a_failure_says_who_and_how_many() {
        let silent = Failure::Silent { after: Nanos::from_millis(1000), waiting_for: "a".into() };
        let what = "no message came within 1.00 s; `a` was due first";
        assert_eq!(failed(&silent, "u", 1, 1), what);
        assert_eq!(failed(&silent, "u", 1, 3), format!("u: {what}"));
        assert_eq!(failed(&silent, "u", 2, 3), format!("2 of 3 users, u for one: {what}"));
    }

    #[test]
    fn what_is_missing_is_said_with_what_came() {
        let names = ["x".to_owned(), "y".to_owned()];
        assert_eq!(missing("a", &[], 0, None), "`a` did not come, and nothing in its place");
        assert_eq!(missing("a", &names, 0, None), "`a` did not come; in its place came `x`, `y`");
        assert_eq!(missing("a", &names, 4, None), "`a` did not come; in its place came `x`, `y` and 4 more");
        let field = |found: Option<&str>| Unlike::Field {
            field: "d.ok".into(),
            found: found.map(str::to_owned),
            wanted: "true".into(),
        };
        assert_eq!(
            missing("a", &names, 0, Some(&field(Some("false")))),
            "`a` came, but its `d.ok` is false, not true"
        );
        assert_eq!(
            missing("a", &names, 0, Some(&field(None))),
            "`a` came, but without `d.ok`, which should be true"
        );
    }

    #[test]
    fn an_end_has_its_code_and_reason() {
        assert_eq!(
            closed(Some(1011), "crashed", "a"),
            "the connection was closed with code 1011 (crashed) while `a` was due"
        );
        assert_eq!(
            closed(None, "", "a"),
            "the connection ended without a closing handshake while `a` was due"
        );
    }
}
