//! A crate's modules: what each one defines and imports, and the file it stands in.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Attribute, Item, Meta, UseTree};

/// An index into [`Crate::modules`].
pub type ModuleId = usize;

/// A crate as its modules. The first is the root.
pub struct Crate {
    pub modules: Vec<Module>,
}

pub struct Module {
    pub parent: Option<ModuleId>,
    /// Below the crate's source folder.
    pub file: PathBuf,
    pub children: HashMap<String, ModuleId>,
    /// Names of items that are defined here.
    pub defined: Vec<String>,
    pub imports: Vec<Import>,
    pub items: Vec<Item>,
}

/// One name of a `use`: `use a::b as c` imports `a::b` as `c`.
pub struct Import {
    pub path: Vec<String>,
    /// `None` for `*`.
    pub name: Option<String>,
}

/// Reads files by their names below the source folder.
pub type Read<'a> = dyn Fn(&Path) -> Option<String> + 'a;

impl Crate {
    /// The crate whose root is `lib.rs`.
    ///
    /// # Panics
    /// When a module's file is missing or is not Rust.
    pub fn of(read: &Read) -> Self {
        let mut modules = Self { modules: Vec::new() };
        modules.add_file(None, Path::new("lib.rs"), read);
        modules
    }

    fn add_file(&mut self, parent: Option<ModuleId>, file: &Path, read: &Read) -> ModuleId {
        let text = read(file).unwrap_or_else(|| panic!("{} is missing", file.display()));
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        self.add(parent, file, &folder_of(file), parsed.items, read)
    }

    /// `folder` is where the files of its child modules lie.
    fn add(
        &mut self,
        parent: Option<ModuleId>,
        file: &Path,
        folder: &Path,
        items: Vec<Item>,
        read: &Read,
    ) -> ModuleId {
        let id = self.modules.len();
        let mut children = Vec::new();
        let mut module = Module {
            parent,
            file: file.to_owned(),
            children: HashMap::new(),
            defined: Vec::new(),
            imports: Vec::new(),
            items: Vec::new(),
        };
        for item in items {
            if is_for_tests(attributes(&item)) {
                continue;
            }
            match item {
                Item::Mod(child) => children.push(child),
                Item::Use(import) => {
                    flatten(&import.tree, &mut Vec::new(), &mut module.imports);
                    module.items.push(Item::Use(import));
                }
                other => {
                    module.defined.extend(name_of(&other));
                    module.items.push(other);
                }
            }
        }
        self.modules.push(module);
        for child in children {
            let name = child.ident.to_string();
            let below = folder.join(&name);
            let added = match child.content {
                Some((_, items)) => self.add(Some(id), file, &below, items, read),
                None => {
                    let candidates = [below.with_extension("rs"), below.join("mod.rs")];
                    let file = candidates.iter().find(|file| read(file).is_some());
                    self.add_file(Some(id), file.unwrap_or(&candidates[0]), read)
                }
            };
            self.modules[id].children.insert(name, added);
        }
        id
    }

    /// How many files the modules stand in.
    pub fn files(&self) -> usize {
        self.modules.iter().map(|module| (&module.file, ())).collect::<BTreeMap<_, _>>().len()
    }
}

fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new(""));
    match file.file_stem().and_then(|stem| stem.to_str()) {
        Some("lib" | "mod") | None => folder.to_owned(),
        Some(stem) => folder.join(stem),
    }
}

/// Whether the item is compiled for tests alone.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => needs_test(list.tokens.clone()),
        meta => meta.path().is_ident("test"),
    })
}

/// `test`, `feature = "…tests"`, and `all(…)` with `test`; not `any(test, …)`, not `not(test)`.
fn needs_test(condition: TokenStream) -> bool {
    let tokens: Vec<_> = condition.into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Ident(name), TokenTree::Group(group)] if name == "all" => {
            group.stream().into_iter().any(|token| matches!(token, TokenTree::Ident(name) if name == "test"))
        }
        [TokenTree::Ident(name)] => name == "test",
        [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(value)] if name == "feature" => {
            value.to_string().ends_with("tests\"")
        }
        _ => false,
    }
}

/// The names that an import brings, each with its path.
pub fn flatten(tree: &UseTree, path: &mut Vec<String>, imports: &mut Vec<Import>) {
    match tree {
        UseTree::Path(segment) => {
            path.push(segment.ident.to_string());
            flatten(&segment.tree, path, imports);
            path.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, imports)),
        UseTree::Glob(_) => imports.push(Import { path: path.clone(), name: None }),
        UseTree::Name(name) => add(path, &name.ident.to_string(), None, imports),
        UseTree::Rename(renamed) => {
            add(path, &renamed.ident.to_string(), Some(renamed.rename.to_string()), imports);
        }
    }
}

fn add(path: &[String], last: &str, name: Option<String>, imports: &mut Vec<Import>) {
    let mut path = path.to_vec();
    if last != "self" {
        path.push(last.to_owned());
    }
    let name = name.or_else(|| path.last().cloned());
    imports.push(Import { path, name });
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
