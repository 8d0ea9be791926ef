//! Completion in bash, which takes `baseline:NAME` and `--option=VALUE` for several words.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::engine::complete;
use clap_complete::env::{Bash as Plain, EnvCompleter};

/// Characters at which bash begins a new word, though a value may hold them.
const BREAKS: [&str; 2] = [":", "="];

/// bash, with words put together again.
pub struct Bash;

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        Plain.name()
    }

    fn is(&self, name: &str) -> bool {
        Plain.is(name)
    }

    fn write_registration(
        &self,
        var: &str,
        name: &str,
        bin: &str,
        completer: &str,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        Plain.write_registration(var, name, bin, completer, buf)
    }

    fn write_complete(
        &self,
        cmd: &mut Command,
        args: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> io::Result<()> {
        // As the script of the library sets them.
        let variable = |name: &str| env::var(name).ok();
        let index = variable("_CLAP_COMPLETE_INDEX").and_then(|index| index.parse().ok()).unwrap_or_default();
        let between = variable("_CLAP_IFS").unwrap_or_else(|| "\n".into());
        let Line { words, index, before } = joined(args, index);
        let found = complete(cmd, words, index, current_dir)?;
        let values = found.iter().map(|found| found.get_value().to_string_lossy().into_owned());
        // What bash takes for an earlier word must not come again.
        let values: Vec<_> =
            values.filter_map(|value| Some(value.strip_prefix(&before)?.to_owned())).collect();
        buf.write_all(values.join(&between).as_bytes())
    }
}

/// Words as they were typed.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    words: Vec<OsString>,
    /// Of the word that is completed.
    index: usize,
    /// What of that word bash takes for earlier ones.
    before: String,
}

/// `baseline`, `:`, `bef` are one word.
fn joined(args: Vec<OsString>, index: usize) -> Line {
    let mut line = Line { words: Vec::new(), index, before: String::new() };
    let mut goes_on = false;
    for (place, word) in args.into_iter().enumerate() {
        let is_break = BREAKS.iter().any(|at| word == *at);
        if let Some(last) = line.words.last_mut().filter(|_| goes_on || is_break) {
            if place == index {
                line.before = if is_break { String::new() } else { last.to_string_lossy().into_owned() };
            }
            last.push(word);
        } else {
            line.words.push(word);
        }
        if place == index {
            line.index = line.words.len() - 1;
        }
        goes_on = is_break;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(words: &[&str], index: usize) -> (Vec<String>, usize, String) {
        let Line { words, index, before } = joined(words.iter().map(OsString::from).collect(), index);
        (words.iter().map(|word| word.to_string_lossy().into_owned()).collect(), index, before)
    }

    #[test]
    fn what_bash_takes_apart_is_one_word_again() {
        let plain = line(&["vitals", "check", "be"], 2);
        assert_eq!(plain, (vec!["vitals".into(), "check".into(), "be".into()], 2, String::new()));
        let (words, index, before) = line(&["vitals", "compare", "baseline", ":", "bef", "."], 4);
        assert_eq!(words, ["vitals", "compare", "baseline:bef", "."]);
        assert_eq!((index, before.as_str()), (2, "baseline:"));
        let (words, index, before) = line(&["vitals", "compare", "main", "env", ":", "A", "=", "1", ""], 8);
        assert_eq!(words, ["vitals", "compare", "main", "env:A=1", ""]);
        assert_eq!((index, before.as_str()), (4, ""));
        let (words, index, before) = line(&["vitals", "check", "--baseline", "=", "b"], 4);
        assert_eq!(words, ["vitals", "check", "--baseline=b"]);
        assert_eq!((index, before.as_str()), (2, "--baseline="));
    }
}
