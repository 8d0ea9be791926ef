//! The paths that a module's code writes: in types, expressions, imports, macros and attributes.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemUse, Macro, Meta, Path, Stmt, UseTree};

use super::modules::{Import, Module, flatten, is_for_tests};

/// What one module names.
#[derive(Default)]
pub struct References {
    /// As written, each segment a name.
    pub paths: Vec<Vec<String>>,
    /// Imports inside of functions, which hold there alone; they are taken as the module's.
    pub inner_imports: Vec<Import>,
}

impl References {
    pub fn of(module: &Module) -> Self {
        let mut references = Self::default();
        for item in &module.items {
            match item {
                Item::Use(import) => references.names_of(&import.tree),
                other => references.visit_item(other),
            }
        }
        references
    }

    fn names_of(&mut self, tree: &UseTree) {
        let mut imports = Vec::new();
        flatten(tree, &mut Vec::new(), &mut imports);
        self.paths
            .extend(imports.into_iter().filter(|import| import.name.is_some()).map(|import| import.path));
    }

    /// Sequences `a::b::c` in code that is not parsed, and in text that names a path, as attributes have it.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.paths.push(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += if colons == 0 && punct.spacing() == Spacing::Alone { 3 } else { 1 };
                }
                other => {
                    self.paths.push(std::mem::take(&mut path));
                    colons = 0;
                    match other {
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        TokenTree::Literal(literal) => self.text(&literal.to_string()),
                        _ => {}
                    }
                }
            }
        }
        self.paths.push(path);
    }

    /// `#[serde(with = "super::seconds")]`.
    fn text(&mut self, literal: &str) {
        let Some(text) = literal.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else { return };
        if let Ok(path) = syn::parse_str::<Path>(text) {
            self.visit_path(&path);
        }
    }
}

impl<'ast> Visit<'ast> for References {
    fn visit_item_use(&mut self, import: &'ast ItemUse) {
        if !is_for_tests(&import.attrs) {
            self.names_of(&import.tree);
            flatten(&import.tree, &mut Vec::new(), &mut self.inner_imports);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Const(item) => &item.attrs,
            ImplItem::Fn(item) => &item.attrs,
            ImplItem::Type(item) => &item.attrs,
            _ => &Vec::new(),
        };
        if !is_for_tests(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if !matches!(statement, Stmt::Local(local) if is_for_tests(&local.attrs)) {
            visit::visit_stmt(self, statement);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.paths.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invocation: &'ast Macro) {
        self.visit_path(&invocation.path);
        self.tokens(invocation.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            Meta::List(list) => self.tokens(list.tokens.clone()),
            Meta::Path(_) | Meta::NameValue(_) => {}
        }
    }
}
