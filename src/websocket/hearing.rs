//! What one user has heard, held against what it should hear.

use serde_json::Value;

use super::failure::{Failure, Unlike};
use super::outcome::{Event, ExpectedOutcome};
use super::secret::kept;
use crate::config::websocket::{ExpectedEvent, WebsocketSettings};
use crate::quantity::Nanos;

/// Events that are kept with their moments.
const KEPT: usize = 1_000;
/// Names that are reported of what came in the place of another.
const NAMED: usize = 5;
/// A JSON message without a name.
const NAMELESS: &str = "(no name)";

/// The events of one user so far.
#[derive(Debug)]
pub struct Hearing<'a> {
    settings: &'a WebsocketSettings,
    slots: Vec<Slot>,
    /// What came, in order.
    pub timeline: Vec<Event>,
    unexpected: Option<String>,
}

/// One expected event.
#[derive(Clone, Debug, Default)]
struct Slot {
    /// When it came, and as which of the events.
    came: Option<(Nanos, usize)>,
    /// The event that was due when this one came before its turn, and as which of the events it came.
    early: Option<(usize, usize)>,
    /// What one of that name held instead.
    unlike: Option<Unlike>,
}

impl<'a> Hearing<'a> {
    /// Nothing was heard yet.
    pub fn new(settings: &'a WebsocketSettings) -> Self {
        let slots = vec![Slot::default(); settings.expect.len()];
        Self { settings, slots, timeline: Vec::new(), unexpected: None }
    }

    /// A message's name, as it may be kept.
    pub fn name(&self, message: &Value, token: &str) -> String {
        match self.settings.event_field.find(message) {
            Some(Value::String(name)) => kept(name, token),
            Some(Value::Null) | None => NAMELESS.into(),
            Some(other) => kept(&other.to_string(), token),
        }
    }

    /// Takes a message.
    pub fn hear(&mut self, message: &Value, name: String, token: &str, at: Nanos) {
        let raw = self.settings.event_field.find(message).and_then(Value::as_str);
        let place = self.timeline.len();
        let taken = raw.is_some_and(|raw| self.offer(raw, message, token, (at, place)));
        if !taken && self.settings.strict && self.unexpected.is_none() {
            self.unexpected = Some(name.clone());
        }
        if place < KEPT {
            self.timeline.push(Event { name, at });
        }
    }

    /// Whether it is an expected event, in its turn or before.
    fn offer(&mut self, name: &str, message: &Value, token: &str, moment: (Nanos, usize)) -> bool {
        let due = self.due();
        for (number, expected) in self.settings.expect.iter().enumerate() {
            let slot = &mut self.slots[number];
            if slot.came.is_some() || expected.event != name {
                continue;
            }
            if let Some(unlike) = unlike(expected, message, token) {
                slot.unlike = Some(unlike);
                continue;
            }
            if !self.settings.ordered || Some(number) == due {
                slot.came = Some(moment);
            } else if slot.early.is_none() {
                slot.early = due.map(|due| (due, moment.1));
            }
            return true;
        }
        false
    }

    /// The first event that has not come.
    fn due(&self) -> Option<usize> {
        self.slots.iter().position(|slot| slot.came.is_none())
    }

    /// Its name.
    pub fn waiting_for(&self) -> Option<&str> {
        self.due().map(|number| self.settings.expect[number].event.as_str())
    }

    /// Whether all that should come has come.
    pub fn complete(&self) -> bool {
        self.due().is_none()
    }

    /// What did not come, or came otherwise. Latencies count from `since`.
    pub fn failures(&self, since: impl Fn(Nanos) -> Nanos) -> Vec<Failure> {
        let mut failures: Vec<Failure> = self.absences();
        for (slot, expected) in self.slots.iter().zip(&self.settings.expect) {
            if let (Some((at, _)), Some(limit)) = (slot.came, expected.within)
                && since(at) > limit
            {
                failures.push(Failure::Late { event: expected.event.clone(), latency: since(at), limit });
            }
        }
        failures.extend(self.unexpected.clone().map(|event| Failure::Unexpected { event }));
        failures
    }

    fn absences(&self) -> Vec<Failure> {
        let absent = self.slots.iter().enumerate().filter(|(_, slot)| slot.came.is_none());
        let mut absent = absent.peekable();
        let first = absent.peek().map(|(number, _)| *number);
        let name = |number: usize| self.settings.expect[number].event.clone();
        absent
            .filter_map(|(number, slot)| match slot.early {
                // What it came before has come after all, or is what is missing.
                Some((before, _)) if first == Some(number) => {
                    Some(Failure::OutOfOrder { event: name(number), before: name(before) })
                }
                Some(_) => None,
                None => {
                    let rest = self.instead(number);
                    let named = rest.iter().take(NAMED);
                    Some(Failure::Missing {
                        event: name(number),
                        instead: named.map(|event| event.name.clone()).collect(),
                        more: rest.len().saturating_sub(NAMED),
                        unlike: slot.unlike.clone().map(Box::new),
                    })
                }
            })
            .collect()
    }

    /// What came after the event before this one.
    fn instead(&self, number: usize) -> &[Event] {
        let before =
            self.slots[..number].iter().filter_map(|slot| slot.came).map(|(_, place)| place + 1).max();
        self.timeline.get(before.unwrap_or(0)..).unwrap_or_default()
    }

    /// Each expected event with its latency.
    pub fn expected(&self, since: impl Fn(Nanos) -> Nanos) -> Vec<ExpectedOutcome> {
        let slots = self.slots.iter().zip(&self.settings.expect);
        slots
            .map(|(slot, expected)| ExpectedOutcome {
                event: expected.event.clone(),
                latency: slot.came.map(|(at, _)| since(at)),
                limit: expected.within,
            })
            .collect()
    }
}

/// What a message holds instead of what is expected of it.
fn unlike(expected: &ExpectedEvent, message: &Value, token: &str) -> Option<Unlike> {
    expected.matches.iter().find_map(|(field, wanted)| {
        let found = field.find(message);
        if found.is_some_and(|found| same(found, wanted)) {
            return None;
        }
        Some(Unlike::Field {
            field: field.as_str().to_owned(),
            found: found.map(|found| kept(&found.to_string(), token)),
            wanted: wanted.to_string(),
        })
    })
}

/// Equal, with 1 and 1.0 the same number.
fn same(found: &Value, wanted: &Value) -> bool {
    match (found, wanted) {
        (Value::Number(found), Value::Number(wanted)) => found == wanted || found.as_f64() == wanted.as_f64(),
        _ => found == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, CheckKind};

    fn settings(keys: &str) -> WebsocketSettings {
        let text = format!("[[check]]\nname = 'x'\nkind = 'websocket'\nurl = 'ws://a:1/'\n{keys}");
        match config::read_str(&text).expect("right settings").checks.remove(0).kind {
            CheckKind::Websocket(settings) => *settings,
            other => panic!("{other:?}"),
        }
    }

    /// Hears events of these names, one a second, and reports what is wrong.
    fn reported(settings: &WebsocketSettings, messages: &[&str]) -> Vec<Failure> {
        let mut hearing = Hearing::new(settings);
        for (second, message) in messages.iter().enumerate() {
            let message = match message.starts_with('{') {
                true => serde_json::from_str(message).expect("JSON"),
                false => serde_json::json!({ "type": message }),
            };
            let name = hearing.name(&message, "");
            hearing.hear(&message, name, "", Nanos::from_millis(1000 * second as u64));
        }
        hearing.failures(|at| at)
    }

    fn missing(event: &str, instead: &[&str]) -> Failure {
        let instead = instead.iter().map(|name| (*name).to_owned()).collect();
        Failure::Missing { event: event.into(), instead, more: 0, unlike: None }
    }

    fn early(event: &str, before: &str) -> Failure {
        Failure::OutOfOrder { event: event.into(), before: before.into() }
    }

    #[test]
    fn events_come_in_order_and_others_may_come_between() {
        let three = settings("expect = ['a', 'b', 'c']");
        assert_eq!(reported(&three, &["x", "a", "a", "b", "x", "c", "y"]), []);
        assert_eq!(reported(&three, &["a", "c", "b", "c"]), [], "the first c was another");
        assert_eq!(reported(&three, &["a", "c", "b"]), [early("c", "b")]);
        assert_eq!(reported(&three, &["b", "c", "a"]), [early("b", "a")]);
        assert_eq!(reported(&three, &["a", "c"]), [missing("b", &["c"])]);
        assert_eq!(reported(&three, &["a"]), [missing("b", &[]), missing("c", &[])]);
        let unordered = settings("ordered = false\nexpect = ['a', 'b', 'a']");
        assert_eq!(reported(&unordered, &["b", "a", "a"]), []);
        assert_eq!(reported(&unordered, &["b", "a"]).len(), 1, "a is due twice");
    }

    #[test]
    fn of_many_in_the_place_of_one_the_first_are_named_and_the_others_counted() {
        let one = settings("expect = ['a']");
        let failures = reported(&one, &["1", "2", "3", "4", "5", "6", "7"]);
        let instead = ["1", "2", "3", "4", "5"].map(str::to_owned).to_vec();
        assert_eq!(failures, [Failure::Missing { event: "a".into(), instead, more: 2, unlike: None }]);
    }

    #[test]
    fn strict_allows_nothing_else() {
        let strict = settings("strict = true\nexpect = ['a', 'b']");
        let unexpected = |event: &str| [Failure::Unexpected { event: event.into() }];
        assert_eq!(reported(&strict, &["a", "b"]), []);
        assert_eq!(reported(&strict, &["a", "x", "b"]), unexpected("x"));
        assert_eq!(reported(&strict, &["a", "b", "b"]), unexpected("b"));
        assert_eq!(reported(&strict, &["a", "{}", "b"]), unexpected("(no name)"));
    }

    #[test]
    fn what_a_message_holds_counts_too() {
        let matching =
            settings("expect = [{ event = 'a', within = '1s', matches = { 'd.ok' = true, n = 1 } }]");
        assert_eq!(reported(&matching, &[r#"{"type": "a", "d": {"ok": true}, "n": 1.0}"#]), []);
        for (message, field, found, wanted) in [
            (r#"{"type": "a", "d": {"ok": false}, "n": 1}"#, "d.ok", Some("false"), "true"),
            (r#"{"type": "a", "d": {"ok": true}}"#, "n", None, "1"),
        ] {
            let found = found.map(str::to_owned);
            let expected = Unlike::Field { field: field.into(), found, wanted: wanted.into() };
            let failures = reported(&matching, &[message]);
            let [Failure::Missing { unlike: Some(unlike), .. }] = &failures[..] else {
                panic!("{failures:?}")
            };
            assert_eq!(**unlike, expected);
        }
        let [latency, limit] = [2000, 1000].map(Nanos::from_millis);
        let late = reported(&matching, &["x", "x", r#"{"type": "a", "d": {"ok": true}, "n": 1}"#]);
        assert_eq!(late, [Failure::Late { event: "a".into(), latency, limit }]);
    }
}
