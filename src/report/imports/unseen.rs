//! What the graph does not see, for a person.

use super::document::ImportsDocument;
use super::path::{counted, rest};
use crate::imports::{Absent, ComputedImport, Kind, Near};
use crate::report::terminal::{line, style_of, styled};
use crate::untrusted::printable;
use crate::verdict::Status;

pub fn of_unseen(text: &mut String, document: &ImportsDocument, most: usize) {
    let lines = document.absent.iter().map(absent_in_words).collect::<Vec<_>>();
    let title = format!(
        "{} of names that are in no file: they fail whenever they run",
        counted(lines.len(), "import")
    );
    listed(text, &title, &lines, most);
    let lines = document.near.iter().map(near_in_words).collect::<Vec<_>>();
    listed(text, "imports resolve nowhere, though a package of their name is near:", &lines, most);
    let lines = document.computed.iter().map(computed_in_words).collect::<Vec<_>>();
    let title = format!(
        "not seen: {} of modules whose names are computed; `vitals probe import` reads a cycle through them from its traceback",
        counted(lines.len(), "import")
    );
    listed(text, &title, &lines, most);
}

fn listed(text: &mut String, title: &str, lines: &[String], most: usize) {
    if lines.is_empty() {
        return;
    }
    line(text, "");
    line(text, &styled(style_of(Status::Inconclusive), title));
    lines.iter().take(most).for_each(|reported| line(text, &format!("  {}", printable(reported))));
    rest(text, lines.len(), most, "of them");
}

/// `sdk has neither a module nor a name product (sdk/__init__.py:1)`
pub fn absent_in_words(absent: &Absent) -> String {
    let Absent { module, name, import } = absent;
    format!("{module} has neither a module nor a name {name} ({}:{})", import.file.display(), import.line)
}

/// `shop.*: 3 imports (tests/test_a.py:1 is the first), in lib/shop: --root lib`
pub fn near_in_words(near: &Near) -> String {
    let Near { name, imports, first, folder, root } = near;
    format!(
        "{name}.*: {} ({}:{} is the first), and there is {}: give --root {}",
        counted(*imports, "import"),
        first.file.display(),
        first.line,
        folder.display(),
        root.display()
    )
}

/// `lint.data (lint/data.py:4, conditional): importlib.import_module(name)`
pub fn computed_in_words(computed: &ComputedImport) -> String {
    let ComputedImport { importer, file, line, kind, call } = computed;
    let kind = if *kind == Kind::Plain { String::new() } else { format!(", {}", kind.word()) };
    format!("{importer} ({}:{line}{kind}): {call}", file.display())
}
