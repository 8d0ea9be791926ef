//! An expected event as written.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor, value::MapAccessDeserializer};
use serde_json::Value;

use crate::config::websocket::{ExpectedEvent, Field};
use crate::quantity::WrittenDuration;

/// `"agent_started"`, or `{ event = "agent_started", within = "2s", matches = { "data.status" = "ok" } }`.
#[derive(Debug)]
pub struct WrittenEvent(pub ExpectedEvent);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventTable {
    event: String,
    within: Option<WrittenDuration>,
    #[serde(default)]
    matches: BTreeMap<Field, Value>,
}

impl<'de> Deserialize<'de> for WrittenEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EventVisitor).map(Self)
    }
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = ExpectedEvent;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an event's name, or a table with `event`, `within`, `matches`")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ExpectedEvent, E> {
        Ok(ExpectedEvent { event: text.to_owned(), within: None, matches: Vec::new() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ExpectedEvent, A::Error> {
        let table = EventTable::deserialize(MapAccessDeserializer::new(map))?;
        let within = table.within.map(|within| within.0);
        Ok(ExpectedEvent { event: table.event, within, matches: table.matches.into_iter().collect() })
    }
}
