//! Takes the facts, gives the proposal.

use super::checks::{checks, templates};
use super::doors::{Door, Doors, doors};
use super::entry::{Entry, Fate, Item, Proposal, WhyNot};
use super::factories::factories;
use super::target::{python, root, variables};
use crate::project::facts::Facts;
use crate::project::place::Place;

/// More imports are named, and not proposed.
const MOST_IMPORTS: usize = 6;

/// What a person who knows the project would write first, as far as its files say it.
pub fn propose(facts: &Facts) -> Proposal {
    let doors = doors(facts);
    let root = root(facts, &doors);
    let imports = doors.found.iter().take(MOST_IMPORTS).map(|door| import(facts, door));
    let probes = imports.chain(factories(facts, &doors)).collect();
    let more = doors.found.iter().skip(MOST_IMPORTS).map(|door| door.module.name.clone()).collect();
    let checks = checks(facts, &doors, &root);
    let env_file = facts.tree.named(|name| name == ".env").next().cloned();
    Proposal {
        python: python(facts, &root),
        variables: variables(facts, &doors, &root),
        templates: templates(facts, &doors),
        absent: absent(&doors),
        probes,
        checks,
        more,
        env_file,
        root,
        unread: facts.unread.clone(),
        extent: facts.extent,
    }
}

fn import(facts: &Facts, door: &Door) -> Entry {
    let starts = facts.code.iter().find(|code| code.module.file == door.module.file).map(|code| &code.starts);
    let line = starts.and_then(|starts| starts.on_import);
    let entry = Entry::new(Item::Import { module: door.module.name.clone() }, door.why.clone());
    match line {
        Some(line) => {
            Entry { fate: Fate::Unfit(WhyNot::StartsOnImport(Place::at(&door.module.file, line))), ..entry }
        }
        None => entry,
    }
}

/// Each name once.
fn absent(doors: &Doors) -> Vec<(String, Place)> {
    let mut found: Vec<(String, Place)> = Vec::new();
    for (name, at) in &doors.absent {
        if !found.iter().any(|(known, _)| known == name) {
            found.push((name.clone(), at.clone()));
        }
    }
    found
}
