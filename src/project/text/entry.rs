//! One probe or check as lines of TOML.

use std::fmt::Write;

use super::sentence::{name_of, why, why_not};
use super::value::{comment, list, path, quoted};
use crate::project::proposal::{Entry, Fate, Item, Making};

/// With its comments; one that is not active is a comment as a whole.
pub fn entry(entry: &Entry) -> String {
    let reasons: String = entry.why.iter().map(|reason| comment(&why(reason))).collect();
    let table = table(&entry.item);
    match &entry.fate {
        Fate::Proposed => format!("{reasons}{table}\n"),
        Fate::Measured(result) => {
            format!("{reasons}{}{table}\n", comment(&format!("measured once: {result}")))
        }
        Fate::Unfit(reason) => {
            format!("{reasons}{}{}\n", comment(&format!("left out: {}", why_not(reason))), comment(&table))
        }
        Fate::Dropped(reason) => {
            format!("{reasons}{}{}\n", comment(&format!("left out: {reason}")), comment(&table))
        }
    }
}

fn table(item: &Item) -> String {
    match item {
        Item::Import { module } => format!("[[probe.import]]\nmodule = {}\nlimit = \"2s\"\n", quoted(module)),
        Item::Create(making) => {
            format!("[[probe.create]]\n{}limit = \"5s\"\n", keys(making))
        }
        Item::Growth(making) => {
            format!("[[probe.growth]]\n{}objects = 10\nrounds = 20\nlimit = \"50MB\"\n", keys(making))
        }
        Item::Syntax { paths } => {
            let paths: Vec<String> = paths.iter().map(|one| path(one)).collect();
            format!("[[check]]\nname = \"syntax\"\nkind = \"syntax\"\npaths = [{}]\n", paths.join(", "))
        }
        Item::Cycles { packages } => {
            let packages = list(packages.iter().map(String::as_str));
            let packages = if packages == "[]" { String::new() } else { format!("packages = {packages}\n") };
            format!("[[check]]\nname = \"import cycles\"\nkind = \"imports\"\n{packages}")
        }
        Item::Pytest { promise, paths, requires } => {
            let paths: Vec<String> = paths.iter().map(|one| path(one)).collect();
            let name = quoted(name_of(*promise));
            let requires = requires.iter().map(|module| {
                format!(
                    "requires = {}       # without it they must fail: `vitals audit` tries\n",
                    list([module.as_str()])
                )
            });
            let requires: String = requires.collect();
            let paths = paths.join(", ");
            format!(
                "[[check]]\nname = {name}\nkind = \"pytest\"\npaths = [{paths}]\n{requires}timeout = \"5m\"\n"
            )
        }
    }
}

fn keys(making: &Making) -> String {
    let Making { factory: (module, callable), setup, args, kwargs, cleanup, expect_type } = making;
    let mut text = format!("factory = {}\n", quoted(&format!("{module}:{callable}")));
    // Writing to a text cannot fail.
    if !setup.is_empty() {
        let _ = writeln!(text, "setup = {}", quoted(&setup.join("\n")));
    }
    if !args.is_empty() {
        let _ = writeln!(
            text,
            "args = {}       # `i` counts the objects from 0",
            list(args.iter().map(String::as_str))
        );
    }
    if !kwargs.is_empty() {
        let pairs: Vec<String> =
            kwargs.iter().map(|(name, value)| format!("{name} = {}", quoted(value))).collect();
        let _ = writeln!(text, "kwargs = {{ {} }}", pairs.join(", "));
    }
    if let Some(cleanup) = cleanup {
        let _ = writeln!(text, "cleanup = {}       # not timed", quoted(cleanup));
    }
    if let Some(expect_type) = expect_type {
        let _ = writeln!(text, "expect_type = {}", quoted(expect_type));
    }
    text
}
