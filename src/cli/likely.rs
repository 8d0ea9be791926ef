//! What was likely meant by a command that there is not: a mistyped word, a module without its command, a part without the whole.

use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, Error, Parser};

use super::arguments::{Arguments, Command as Chosen, Probe, ProbeKind};
use super::error::CliError;
use crate::config::{exported_name, factory_name, module_name};

/// Words are alike from here on.
const ALIKE: f64 = 0.82;
/// Commands that are proposed, at most.
const PROPOSED: usize = 3;

/// The same error with what was likely meant; None where it is another one, or nothing is likely.
pub fn likely(words: &[String], error: &Error) -> Option<CliError> {
    let kind = match error.kind() {
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        _ => return None,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else { return None };
    if word.starts_with('-') {
        return None;
    }
    let place = words.iter().position(|other| other == word)?;
    let root = Arguments::command();
    let (within, path) = walked(&root, &words[..place]);
    let candidates = candidates(within, &path, words, place);
    let meant = meant(candidates);
    let within = [&["vitals"], &path[..]].concat().join(" ");
    let is_command = error.kind() == ErrorKind::InvalidSubcommand;
    (!meant.is_empty() || is_command).then(|| CliError::Mistaken { word: word.clone(), within, meant })
}

/// Of a command that fits together, one whose name is of another kind than the command takes.
pub fn likely_other(words: &[String], command: &Chosen) -> Option<CliError> {
    let (word, within) = match command {
        Chosen::Explain(explain) => (&explain.module, "explain"),
        Chosen::Probe(Probe { kind: ProbeKind::Import(import) }) => (&import.module, "probe import"),
        Chosen::Imports(imports) => {
            (imports.packages.iter().find(|name| module_name(name).is_err())?, "imports")
        }
        Chosen::Probe(Probe { kind: ProbeKind::Create(create) }) => (&create.factory.factory, "probe create"),
        Chosen::Probe(Probe { kind: ProbeKind::Growth(growth) }) => (&growth.factory.factory, "probe growth"),
        _ => return None,
    };
    let takes_factory = within.ends_with("create") || within.ends_with("growth");
    let read = if takes_factory { factory_name(word).map(drop) } else { module_name(word).map(drop) };
    let why = read.err()?;
    let mut candidates = Vec::new();
    let mut propose = |command: &[&str], word: String| {
        candidates.push(command.iter().map(|&part| part.to_owned()).chain([word]).collect::<Vec<_>>());
    };
    let module = as_module(word);
    if takes_factory {
        propose(&["probe", "import"], module?);
    } else {
        if exported_name(word).is_ok() && within == "imports" {
            propose(&["imports", "--who-uses"], word.clone());
        }
        if factory_name(word).is_ok() && within != "imports" {
            propose(&["probe", "create"], word.clone());
        }
        let alone = word.split(':').next().and_then(as_module);
        let same: Vec<&str> = within.split(' ').collect();
        propose(&same, alone?);
    }
    let rest = |mut command: Vec<String>| {
        let place = words.iter().position(|other| other == word).unwrap_or(words.len());
        command.extend(words.iter().skip(place + 1).cloned());
        command
    };
    let meant = meant(candidates.into_iter().map(rest).collect());
    (!meant.is_empty()).then_some(CliError::OtherKind { why, meant })
}

/// The innermost command that these words name, and its path.
fn walked<'a>(root: &'a Command, words: &[String]) -> (&'a Command, Vec<&'a str>) {
    let (mut within, mut path) = (root, Vec::new());
    for word in words {
        if let Some(below) = within.find_subcommand(word) {
            within = below;
            path.push(below.get_name());
        }
    }
    (within, path)
}

/// What may be meant, the likeliest first.
fn candidates(within: &Command, path: &[&str], words: &[String], place: usize) -> Vec<Vec<String>> {
    let word = &words[place];
    let with = |instead: &[&str]| {
        let instead = instead.iter().map(|&part| part.to_owned());
        words[..place].iter().cloned().chain(instead).chain(words[place + 1..].iter().cloned()).collect()
    };
    let mut alike: Vec<(f64, Vec<String>)> = within
        .get_subcommands()
        .map(|below| (alikeness(word, below.get_name()), with(&[below.get_name()])))
        .filter(|(alikeness, _)| *alikeness >= ALIKE)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    let alike: Vec<Vec<String>> = alike.into_iter().map(|(_, words)| words).collect();
    // A command that is part of another, such as `capture` or `import`.
    let whole = within.get_subcommands().filter(|below| below.find_subcommand(word).is_some());
    let whole: Vec<Vec<String>> = whole.map(|below| with(&[below.get_name(), word])).collect();
    // `history help prune`, as other programs have it.
    let is_help = word == "help" && !path.is_empty();
    let help = is_help.then(|| [&["help".to_owned()], &words[..place], &words[place + 1..]].concat());
    // `explain import shop`: one word too many.
    let before = place.checked_sub(1).filter(|before| *before >= path.len());
    let fewer = before.map(|before| [&words[..before], &words[place..]].concat());
    let measured =
        measured(path, word).map(|parts| with(&parts.iter().map(String::as_str).collect::<Vec<_>>()));
    let is_here = as_module(word).is_some_and(|module| is_here(&module));
    // Of a mistyped command nobody means a module that is nowhere.
    let measured = measured.filter(|_| is_here || alike.is_empty() || word.contains(['.', ':', '/']));
    let ordered = if is_here {
        [measured.into_iter().collect(), alike]
    } else {
        [alike, measured.into_iter().collect()]
    };
    help.into_iter().chain(ordered.concat()).chain(whole).chain(fewer).collect()
}

/// The probe of a module or of a factory, which stands there without its command.
fn measured(path: &[&str], word: &str) -> Option<Vec<String>> {
    let (kind, name) = match as_module(word) {
        Some(module) => ("import", module),
        None if factory_name(word).is_ok() => ("create", word.to_owned()),
        None => return None,
    };
    let missing: &[&str] = match path {
        [] => &["probe"],
        ["probe"] => &[],
        _ => return None,
    };
    Some(missing.iter().map(|&part| part.to_owned()).chain([kind.to_owned(), name]).collect())
}

/// A module's name: as written, or of a file of Python.
fn as_module(word: &str) -> Option<String> {
    let stem = word.trim_end_matches('/').trim_end_matches(".py").trim_start_matches("./");
    let name = stem.replace('/', ".");
    let name = name.strip_prefix("src.").unwrap_or(&name);
    let name = name.strip_suffix(".__init__").unwrap_or(name);
    module_name(name).ok().filter(|_| !word.starts_with('/'))
}

/// Whether a module of this name lies in the current folder.
fn is_here(module: &str) -> bool {
    let path = module.replace('.', "/");
    ["", "src/"].iter().any(|above| {
        let path = format!("{above}{path}");
        Path::new(&path).is_dir() || Path::new(&format!("{path}.py")).is_file()
    })
}

fn alikeness(word: &str, name: &str) -> f64 {
    strsim::jaro_winkler(&word.to_lowercase(), name)
}

/// Those that the program's own parser takes; else those to which only something is missing.
fn meant(candidates: Vec<Vec<String>>) -> Vec<String> {
    let mut whole = Vec::new();
    let mut part = Vec::new();
    for words in candidates {
        let all = std::iter::once("vitals").chain(words.iter().map(String::as_str));
        let list = match Arguments::try_parse_from(all).map_err(|error| error.kind()) {
            Ok(_) => &mut whole,
            Err(ErrorKind::MissingRequiredArgument | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) => {
                &mut part
            }
            Err(_) => continue,
        };
        let shown = shown(&words);
        if !list.contains(&shown) {
            list.push(shown);
        }
    }
    let mut meant = if whole.is_empty() { part } else { whole };
    meant.truncate(PROPOSED);
    meant
}

fn shown(words: &[String]) -> String {
    let words = shlex::try_join(words.iter().map(String::as_str)).unwrap_or_else(|_| words.join(" "));
    format!("vitals {words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is proposed for this command line.
    fn proposed(line: &str) -> Vec<String> {
        let words = shlex::split(line).expect("words");
        let all = std::iter::once("vitals").chain(words.iter().map(String::as_str));
        let error = match Arguments::try_parse_from(all) {
            Ok(arguments) => likely_other(&words, &arguments.command),
            Err(error) => likely(&words, &error),
        };
        match error {
            Some(CliError::Mistaken { meant, .. } | CliError::OtherKind { meant, .. }) => meant,
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_bare_module_or_factory_gets_its_probe() {
        for (line, expected) in [
            ("probe fastapi", "vitals probe import fastapi"),
            ("probe fastapi --limit 1s", "vitals probe import fastapi --limit 1s"),
            ("fastapi.app", "vitals probe import fastapi.app"),
            ("fastapi", "vitals probe import fastapi"),
            ("shop/app.py --json", "vitals probe import shop.app --json"),
            ("probe shop.app:create", "vitals probe create shop.app:create"),
            ("shop.app:create", "vitals probe create shop.app:create"),
            ("explain import fastapi", "vitals explain fastapi"),
            ("explain src/shop/app.py", "vitals explain shop.app"),
            ("probe create shop", "vitals probe import shop"),
            ("probe import shop:create", "vitals probe create shop:create"),
            ("imports shop:Manager", "vitals imports --who-uses shop:Manager"),
            ("imports src/shop", "vitals imports shop"),
        ] {
            assert_eq!(proposed(line).first().map(String::as_str), Some(expected), "{line}");
        }
    }

    #[test]
    fn a_mistyped_command_gets_the_one_that_is_like_it() {
        for (line, expected) in [
            ("chek", "vitals check"),
            ("hlth --only tests", "vitals health --only tests"),
            ("probe imprt fastapi", "vitals probe import fastapi"),
            ("explan fastapi", "vitals explain fastapi"),
            ("explan", "vitals explain"),
            ("import shop", "vitals imports shop"),
            ("capture before", "vitals baseline capture before"),
            ("history help prune", "vitals help history prune"),
            ("history shw latest", "vitals history show latest"),
            ("baseline lst", "vitals baseline list"),
        ] {
            assert_eq!(proposed(line).first().map(String::as_str), Some(expected), "{line}");
        }
        assert!(proposed("import shop").contains(&"vitals probe import shop".to_owned()));
    }

    #[test]
    fn nothing_is_proposed_that_the_parser_refuses_or_where_nothing_is_alike() {
        for line in
            ["chek --no-such-option", "-x", "check", "explain fastapi", "probe ???", "probe create a:b"]
        {
            assert_eq!(proposed(line), [""; 0], "{line}");
        }
    }
}
