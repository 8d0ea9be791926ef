//! Names that one module of the project takes out of another when it is imported.

use super::ground::Ground;
use crate::imports::{Kind, ModuleId, Statement, absolute, imports_of};

/// A name that a module makes and another one imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Who imports it.
    pub importer: ModuleId,
    /// Who makes it.
    pub maker: ModuleId,
    /// The function or class.
    pub name: String,
    /// Where the importer does so.
    pub line: u32,
}

/// All such names of the modules that the checks reach, the most used maker last.
pub fn exports(ground: &Ground<'_>) -> Vec<Export> {
    let reached = ground.reached();
    let mut found: Vec<Export> = reached
        .iter()
        .flat_map(|importer| taken_by(ground, *importer))
        .filter(|export| {
            let text = ground.text(ground.file(export.maker)).unwrap_or_default();
            reached.contains(&export.maker) && definition(&text, &export.name).is_some()
        })
        .collect();
    let place = |module: ModuleId| reached.iter().position(|one| *one == module);
    found.sort_by_key(|export| place(export.maker));
    found
}

fn taken_by(ground: &Ground<'_>, importer: ModuleId) -> Vec<Export> {
    let module = &ground.graph.modules[importer as usize];
    let Some(imports) = ground.text(&module.file).and_then(|text| imports_of(text.as_bytes()).ok()) else {
        return Vec::new();
    };
    let taken = imports.statements.iter().filter(|statement| statement.kind == Kind::Plain);
    let export = |statement: &Statement| {
        let name = statement.name.as_deref().filter(|name| *name != "*")?;
        let from = absolute(&module.name, module.is_package, statement.level, &statement.module)?;
        let maker = ground.graph.find(&from).filter(|maker| *maker != importer)?;
        Some(Export { importer, maker, name: name.to_owned(), line: statement.line })
    };
    taken.filter_map(export).collect()
}

/// The line, from 0, on which a module defines a function or class of its own.
pub fn definition(text: &str, name: &str) -> Option<usize> {
    text.lines().position(|line| {
        let after = ["def ", "async def ", "class "].iter().find_map(|word| line.strip_prefix(word));
        let rest = after.and_then(|after| after.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(['(', ':', '[', ' ']))
    })
}

/// The first function or class that a module makes below this line (from 1).
pub fn defined_below(text: &str, line: u32) -> Option<String> {
    let after = text.lines().skip(line as usize);
    after
        .filter_map(|line| ["def ", "async def ", "class "].iter().find_map(|word| line.strip_prefix(word)))
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
        .find(|name| !name.is_empty())
}

/// Whether one module's package holds the other.
pub fn is_around(ground: &Ground<'_>, one: ModuleId, other: ModuleId) -> bool {
    let (one, other) = (ground.graph.name(one), ground.graph.name(other));
    let holds =
        |package: &str, module: &str| module.strip_prefix(package).is_some_and(|rest| rest.starts_with('.'));
    holds(one, other) || holds(other, one)
}
