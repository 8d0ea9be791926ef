//! An exception of the target, and whether it comes of an import.

use serde::{Deserialize, Serialize};

/// An exception of the target: a field of reasons of several subjects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Exception {
    /// Its type, with the module unless it is built in.
    pub type_name: String,
    /// The first line of its message; empty where it has none.
    pub message: String,
}

/// Built-in exceptions that an import statement raises of itself.
const OF_IMPORTS: [&str; 5] =
    ["ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError", "TabError"];

/// Whether an exception of this type and message says that a module, or a name of one, cannot be had.
///
/// CPython raises an `AttributeError` with a message of its own for a name that a module does not have (yet):
/// `Objects/moduleobject.c`.
pub fn comes_of_an_import(type_name: &str, message: &str) -> bool {
    let name = type_name.strip_prefix("builtins.").unwrap_or(type_name);
    let of_a_module = || {
        ["module '", "partially initialized module '", "cannot access submodule '"]
            .iter()
            .any(|beginning| message.starts_with(beginning))
    };
    OF_IMPORTS.contains(&name) || (name == "AttributeError" && of_a_module())
}

impl Exception {
    /// Whether it says that a module, or a name of one, cannot be had.
    pub fn comes_of_an_import(&self) -> bool {
        comes_of_an_import(&self.type_name, &self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_fail_by_their_type_and_names_of_modules_by_pythons_message() {
        for (type_name, message, expected) in [
            ("ImportError", "cannot import name 'x' from 'm'", true),
            ("builtins.ModuleNotFoundError", "", true),
            ("IndentationError", "unexpected indent", true),
            ("AttributeError", "module 'm' has no attribute 'x'", true),
            ("AttributeError", "partially initialized module 'm' has no attribute 'x'", true),
            ("AttributeError", "'Cart' object has no attribute 'x'", false),
            ("ValueError", "ImportError: of another kind", false),
            ("shop.ImportError", "its own", false),
        ] {
            assert_eq!(comes_of_an_import(type_name, message), expected, "{type_name}: {message}");
        }
    }
}
