//! Takes the facts and the doors, gives the factories whose objects are worth measuring.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::arguments::arguments;
use super::doors::Doors;
use super::entry::{Entry, Fate, Item, Making, Why, WhyNot};
use crate::project::code::{CodeFile, Factory, Framework, Role};
use crate::project::facts::Facts;
use crate::project::place::Place;

/// So many are proposed, of applications and of other objects.
const MOST: (usize, usize) = (3, 2);
/// Parts of the names of classes that live as long as a user is there,
const LASTING: [&str; 8] =
    ["manager", "session", "connection", "websocket", "socket", "client", "engine", "service"];
/// and of those that say it best.
const HOLDERS: [&str; 4] = ["manager", "session", "connection", "client"];

/// What a factory makes, as far as it is of interest.
enum Kind {
    Application(&'static Framework),
    Object { class: String, cleanup: Option<String> },
}

/// An object's factory: where, its class, and how it is closed.
type ObjectFactory<'a> = (&'a CodeFile, &'a Factory, String, Option<String>);

/// Imports of modules that no door is, creations, then growths.
pub fn factories(facts: &Facts, doors: &Doors) -> Vec<Entry> {
    let all = makings(facts, doors);
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

/// The factories that promise most: those of applications, then those of other objects.
fn makings(facts: &Facts, doors: &Doors) -> Vec<(Making, Vec<Why>, Fate)> {
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
    applications.sort_by_key(|(code, factory, _)| (!doors.is_one(code), factory.required.len()));
    let applications = applications.into_iter().take(MOST.0).map(|(code, factory, framework)| {
        made(facts, (code, factory), framework.application(), framework.type_name.map(str::to_owned), None)
    });
    let objects = most_promising(objects, doors).map(|(code, factory, class, cleanup)| {
        made(facts, (code, factory), class.clone(), Some(class), cleanup)
    });
    applications.chain(objects).collect()
}

/// One factory of each class: others of it make the same.
fn most_promising<'a>(
    mut objects: Vec<ObjectFactory<'a>>,
    doors: &Doors,
) -> impl Iterator<Item = ObjectFactory<'a>> {
    let has = |class: &str, parts: &[&str]| {
        let lower = class.to_ascii_lowercase();
        parts.iter().any(|part| lower.contains(part))
    };
    objects.retain(|(code, _, class, _)| has(class, &LASTING) || doors.is_one(code));
    objects.sort_by_key(|(code, factory, class, _)| {
        let is_socket = factory.name.contains("socket");
        let promising = (doors.is_near(code), is_socket, has(class, &HOLDERS), has(class, &LASTING));
        (Reverse(promising), factory.required.len())
    });
    let mut known = HashSet::new();
    objects.retain(|(_, _, class, _)| known.insert(class.clone()));
    objects.into_iter().take(MOST.1)
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
