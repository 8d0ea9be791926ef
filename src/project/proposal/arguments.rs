//! Takes the parameters that a call has to give, gives expressions for them, as far as their types say what will do.

use crate::project::code::Parameter;
use crate::project::facts::Facts;

/// Expressions for a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Imports that they need.
    pub setup: Vec<String>,
    /// By position.
    pub args: Vec<String>,
    /// By name.
    pub kwargs: Vec<(String, String)>,
}

/// Objects that are made for objects.
const DEEPEST: u8 = 3;

/// Expressions for all of them, or the names of those that only a person can fill in.
///
/// # Errors
/// The names, where there is one.
pub fn arguments(facts: &Facts, required: &[Parameter]) -> Result<Arguments, Vec<String>> {
    let mut found = Arguments::default();
    let mut unknown = Vec::new();
    for parameter in required {
        match expression(facts, parameter, &mut found.setup, DEEPEST) {
            Some(text) if parameter.keyword_only => found.kwargs.push((parameter.name.clone(), text)),
            Some(text) => found.args.push(text),
            None => unknown.push(parameter.name.clone()),
        }
    }
    if unknown.is_empty() { Ok(found) } else { Err(unknown) }
}

fn expression(facts: &Facts, parameter: &Parameter, setup: &mut Vec<String>, deeper: u8) -> Option<String> {
    let name = parameter.name.as_str();
    match parameter.annotation.as_deref() {
        // `i` counts the objects: each is another's.
        Some("str") => Some(format!("f'{name}-{{i}}'")),
        Some("int") => Some("i".to_owned()),
        Some("float") => Some("float(i)".to_owned()),
        Some("bool") => Some("False".to_owned()),
        Some("dict") => Some("{}".to_owned()),
        Some(dotted) => object(facts, dotted, setup, deeper.checked_sub(1)?),
        None if name == "argv" => Some("[]".to_owned()),
        None if is_text(name) => Some(format!("f'{name}-{{i}}'")),
        None => {
            let dotted = class_named_as(facts, name)?;
            object(facts, &dotted, setup, deeper.checked_sub(1)?)
        }
    }
}

/// Names that are given to texts.
fn is_text(name: &str) -> bool {
    name == "name" || name == "id" || ["_id", "_name", "_key"].iter().any(|end| name.ends_with(end))
}

/// `user_context` is a `UserContext`, where one class of the project alone has that name.
fn class_named_as(facts: &Facts, name: &str) -> Option<String> {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let wanted: String = name.split('_').filter_map(capital).collect();
    let mut found = facts.outer_code().flat_map(|code| {
        let named = code.classes.iter().filter(|class| class.name == wanted);
        named.map(|class| format!("{}.{}", code.module.name, class.name))
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// One of the project's own classes, made of what its own parameters need.
fn object(facts: &Facts, dotted: &str, setup: &mut Vec<String>, deeper: u8) -> Option<String> {
    let (code, class) = facts.class(dotted)?;
    let mut parts = Vec::new();
    for parameter in class.required.as_ref()? {
        parts.push(format!("{}={}", parameter.name, expression(facts, parameter, setup, deeper)?));
    }
    let import = format!("from {} import {}", code.module.name, class.name);
    if !setup.contains(&import) {
        setup.push(import);
    }
    Some(format!("{}({})", class.name, parts.join(", ")))
}
