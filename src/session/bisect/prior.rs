//! How probable each commit is before any is measured: the one that wrote the line at fault, those whose lines are left in the file of a
//! module that is slower, those that touch these files, the rest.

use std::path::{Component, Path};

use super::super::error::SessionError;
use super::ends::Known;
use crate::git::{LineOrigin, Repository};
use crate::process::Interrupt;

/// Parts of the prior: commits of lines, commits of files. The rest is for all alike.
const PARTS: [f64; 2] = [0.6, 0.2];
/// Lines that are looked up.
const LINES: usize = 4;

/// The prior of each commit of a chain, oldest first, and which of them the lines at the bad end are from.
///
/// # Errors
/// Where git fails.
pub fn prior(
    repository: &Repository,
    [good, bad]: [&str; 2],
    chain: &[String],
    known: &Known,
    interrupt: &Interrupt,
) -> Result<(Vec<f64>, Vec<usize>), SessionError> {
    let mut files: Vec<(&str, u32)> = Vec::new();
    let is_inside = |part| matches!(part, Component::Normal(_));
    for place in known.places.iter().filter(|place| Path::new(&place.file).components().all(is_inside)) {
        let file = (place.file.as_str(), place.line);
        if files.len() < LINES && !files.contains(&file) {
            files.push(file);
        }
    }
    let mut blamed: Vec<usize> = Vec::new();
    for (file, line) in &files {
        let origin = repository.blame_at(bad, Path::new(file), *line, interrupt)?;
        if let LineOrigin::Commit(dated) | LineOrigin::AtTheEnd(dated) = origin
            && let Some(number) = brought(repository, good, chain, &dated.commit.hash, interrupt)?
            && !blamed.contains(&number)
        {
            blamed.push(number);
        }
    }
    for file in known.files.iter().take(LINES) {
        for hash in repository.writers([good, bad], Path::new(file), interrupt)? {
            if let Some(number) = brought(repository, good, chain, &hash, interrupt)?
                && !blamed.contains(&number)
            {
                blamed.push(number);
            }
        }
    }
    let names = files.into_iter().map(|(file, _)| file).chain(known.files.iter().map(String::as_str));
    let names: Vec<String> = names.map(str::to_owned).collect();
    let touching: Vec<usize> = match names.is_empty() {
        true => Vec::new(),
        false => repository
            .touching([good, bad], &names, interrupt)?
            .iter()
            .filter_map(|hash| chain.iter().position(|other| other == hash))
            .collect(),
    };
    let mut prior = vec![1.0 / chain.len() as f64; chain.len()];
    for (numbers, part) in [&blamed, &touching].into_iter().zip(PARTS) {
        let rest = 1.0 - PARTS.iter().sum::<f64>();
        for number in numbers {
            prior[*number] += part / rest / numbers.len() as f64;
        }
    }
    Ok((prior, blamed))
}

/// The commit of the chain that brings another one: itself, or a merge. None where the good end has it.
fn brought(
    repository: &Repository,
    good: &str,
    chain: &[String],
    hash: &str,
    interrupt: &Interrupt,
) -> Result<Option<usize>, SessionError> {
    if let Some(number) = chain.iter().position(|other| other == hash) {
        return Ok(Some(number));
    }
    if repository.is_ancestor(hash, good, interrupt)? {
        return Ok(None);
    }
    let (mut low, mut high) = (0, chain.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if repository.is_ancestor(hash, &chain[middle], interrupt)? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok((low < chain.len()).then_some(low))
}
