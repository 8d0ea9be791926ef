//! Paths of imports in words, and counts of them.

use crate::imports::{Kind, Step};
use crate::report::terminal::{DIM, line, styled};
use crate::untrusted::printable;

/// Steps of a long path that are printed at each of its ends.
const ENDS: usize = 8;

/// `a -> b (a.py:3) -> c (b.py:7)`; of a long path, its beginning and its end.
pub fn path_in_words(steps: &[Step]) -> String {
    let first = steps.first().map_or("", |step| step.importer.as_str());
    let end = steps.len().saturating_sub(ENDS);
    let mut path = first.to_owned();
    for (number, step) in steps.iter().enumerate() {
        if (ENDS..end).contains(&number) {
            if number == ENDS {
                path += &format!(" -> … {} more …", end - ENDS);
            }
            continue;
        }
        path += &format!(" -> {} ({}:{}{})", step.imported, step.file.display(), step.line, how(step));
    }
    printable(&path)
}

/// What is not a plain statement at that line.
fn how(step: &Step) -> String {
    let mut how = String::new();
    if step.kind != Kind::Plain {
        how += &format!(", {}", step.kind.word());
    }
    if step.by_call {
        how += ", importlib";
    }
    if let Some(site) = &step.through {
        how += &format!(", through {} at {}:{}", site.function, site.file, site.line);
    }
    how
}

pub fn edge_in_words(step: &Step) -> String {
    path_in_words(std::slice::from_ref(step))
}

pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

pub fn rest(text: &mut String, count: usize, most: usize, what: &str) {
    if count > most {
        line(text, &styled(DIM, &format!("  … and {} more {what}: --all shows them", count - most)));
    }
}
