//! Takes the facts and the doors, gives the factories whose objects are worth measuring.

use std::cmp::Reverse;

use super::arguments::arguments;
use super::doors::Doors;
use super::entry::{Entry, Fate, Item, Making, Why, WhyNot};
use crate::project::code::{CodeFile, Factory, Framework, Role};
use crate::project::facts::Facts;
use crate::project::place::Place;

/// So many are proposed, of applications and of other objects.
const MOST: (usize, usize) = (3, 2);
/// Parts of the names of classes that live as long as a user is there.
const LASTING: [&str; 8] =
    ["manager", "session", "connection", "websocket", "socket", "client", "engine", "service"];

/// What a factory makes, as far as it is of interest.
enum Kind {
    Application(&'static Framework),
    Object { class: String, cleanup: Option<String> },
}

/// Imports of modules that no door is, creations, then growths.
pub fn factories(facts: &Facts, doors: &Doors) -> Vec<Entry> {
    let mut applications = Vec::new();
    let mut objects = Vec::new();
    for code in facts.outer_code() {
        for factory in &code.factories {
            match kind(facts, factory) {
                Some(Kind::Application(framework)) => applications.push((code, factory, framework)),
                Some(Kind::Object { class, cleanup }) => objects.push((code, factory, class, cleanup)),
                None => {}
            }
        }
    }
    let is_door = |code: &CodeFile| doors.found.iter().any(|door| door.module.file == code.module.file);
    applications.sort_by_key(|(code, factory, _)| (!is_door(code), factory.required.len()));
    let is_lasting = |class: &str| LASTING.iter().any(|part| class.to_ascii_lowercase().contains(part));
    objects.retain(|(code, _, class, _)| is_lasting(class) || is_door(code));
    let top = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let is_near =
        |code: &CodeFile| doors.found.iter().any(|door| top(&door.module.name) == top(&code.module.name));
    let is_socket = |factory: &Factory| factory.name.contains("socket");
    objects.sort_by_key(|(code, factory, class, _)| {
        let promising = Reverse((is_near(code), is_socket(factory), is_lasting(class)));
        (promising, factory.required.len())
    });
    let applications = applications.into_iter().take(MOST.0).map(|(code, factory, framework)| {
        made(facts, (code, factory), framework.application(), framework.type_name.map(str::to_owned), None)
    });
    let objects = objects.into_iter().take(MOST.1).map(|(code, factory, class, cleanup)| {
        made(facts, (code, factory), class.clone(), Some(class), cleanup)
    });
    let all: Vec<(Making, Vec<Why>, Fate)> = applications.chain(objects).collect();
    let mut imports: Vec<Entry> = Vec::new();
    for (making, why, _) in &all {
        let item = Item::Import { module: making.factory.0.clone() };
        let is_known = doors.found.iter().any(|door| door.module.name == making.factory.0)
            || imports.iter().any(|entry| entry.item == item);
        if !is_known {
            imports.push(Entry::new(item, why.clone()));
        }
    }
    let creations = all.iter().map(|(making, why, fate)| Entry {
        item: Item::Create(making.clone()),
        why: why.clone(),
        fate: fate.clone(),
    });
    let growths = all.iter().filter(|(_, _, fate)| *fate == Fate::Proposed).map(|(making, why, fate)| {
        Entry { item: Item::Growth(making.clone()), why: why.clone(), fate: fate.clone() }
    });
    imports.into_iter().chain(creations).chain(growths).collect()
}

fn kind(facts: &Facts, factory: &Factory) -> Option<Kind> {
    if let Some(framework) = facts.framework_of(&factory.made) {
        let is_served = framework.role != Role::Command;
        return is_served.then_some(Kind::Application(framework));
    }
    let (_, class) = facts.class_of(&factory.made).filter(|_| factory.is_named_so)?;
    let cleanup = class.closes.as_ref().map(|(method, is_awaited)| {
        if *is_awaited { format!("await made.{method}()") } else { format!("made.{method}()") }
    });
    Some(Kind::Object { class: class.name.clone(), cleanup })
}

fn made(
    facts: &Facts,
    (code, factory): (&CodeFile, &Factory),
    what: String,
    expect_type: Option<String>,
    cleanup: Option<String>,
) -> (Making, Vec<Why>, Fate) {
    let given = arguments(facts, &factory.required);
    let fate = match &given {
        Ok(_) => Fate::Proposed,
        Err(unknown) => Fate::Unfit(WhyNot::NeedsArguments(unknown.clone())),
    };
    let given = given.unwrap_or_default();
    let making = Making {
        factory: (code.module.name.clone(), factory.name.clone()),
        setup: given.setup,
        args: given.args,
        kwargs: given.kwargs,
        cleanup,
        expect_type,
    };
    (making, vec![Why::Returns { what, at: Place::at(&code.module.file, factory.line) }], fate)
}
