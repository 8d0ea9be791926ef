//! Tables at a terminal, and the numbers on both sides of an arrow.

use std::path::Path;
use std::process::{Command, Stdio};

use regex_lite::Regex;

use super::program::{Run, vitals};
use super::repository::Repository;
use crate::support::needs::needs;

fn terminals() -> Result<(), String> {
    let found = Command::new("script").arg("--version").stdout(Stdio::null()).status();
    found.map(drop).map_err(|_| "no script".to_owned())
}

/// The program at a terminal of so many columns.
fn at_terminal(folder: &Path, columns: usize, arguments: &[&str]) -> String {
    let program = vitals().get_program().to_string_lossy().into_owned();
    let asked = format!("stty cols {columns}; '{program}' {}", arguments.join(" "));
    let mut command = Command::new("script");
    command.args(["-q", "-e", "-c", &asked, "/dev/null"]).current_dir(folder).env("NO_COLOR", "1");
    let run = Run::of(command.stdin(Stdio::null()));
    assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.out);
    run.out.replace('\r', "")
}

/// A repository in which one comparison was made.
fn compared() -> Repository {
    let repository = Repository::of_the_shop();
    let run = repository.run(&["compare", "main~1", "main", "--pairs", "6", "--no-report"]);
    assert!(matches!(run.code, Some(0..=2)), "{}{}", run.out, run.err);
    repository
}

#[test]
fn a_table_fits_the_terminal_and_loses_no_word() {
    needs!(terminals());
    let repository = compared();
    for arguments in
        [&["history"][..], &["history", "show", "latest"], &["report", "latest"], &["explain", "json", "-q"]]
    {
        // Through a pipe a row is a line.
        let piped = Run::of(vitals().current_dir(repository.path()).args(arguments)).out;
        for columns in [80, 50] {
            let shown = at_terminal(repository.path(), columns, arguments);
            let is_header = |line: &str| {
                ["verdict  ", "probe  ", "module "].iter().any(|begin| line.trim_start().starts_with(begin))
            };
            let table = shown.lines().skip_while(|line| !is_header(line));
            let table: Vec<&str> = table.take_while(|line| !line.is_empty()).collect();
            assert!(table.len() >= 2, "{arguments:?}: {shown}");
            // A note below the history's table is a sentence.
            let rows = table.iter().filter(|line| !line.starts_with('*'));
            let wide: Vec<_> = rows.filter(|line| line.chars().count() > columns).collect();
            assert!(wide.is_empty(), "{arguments:?} in {columns}: {wide:#?}");
            if arguments[0] != "explain" {
                for word in piped.split_whitespace() {
                    assert!(shown.contains(word), "{arguments:?} in {columns} lacks {word}:\n{shown}");
                }
            }
        }
    }
}

/// In nanoseconds or bytes.
fn value(number: &str, unit: &str) -> Option<f64> {
    let factor = match unit {
        "ns" | "B" => 1.0,
        "µs" | "kB" => 1e3,
        "ms" | "MB" => 1e6,
        "s" | "GB" => 1e9,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}

#[test]
fn the_ratio_behind_an_arrow_is_that_of_its_sides() {
    let repository = compared();
    let report = ["report", "latest", "--verbose"];
    let text = Run::of(vitals().current_dir(repository.path()).args(report)).out;
    let arrow =
        Regex::new(r"([0-9.]+) (\S+) -> ([0-9.]+) (\S+), ([0-9.]+) times \(([a-z ]+)").expect("a pattern");
    let mut read = 0;
    for found in arrow.captures_iter(&text) {
        let side = |number: usize| value(&found[number], &found[number + 1]).expect("a value with its unit");
        let (ratio, sides) = (found[5].parse::<f64>().expect("a number"), side(3) / side(1));
        // Both sides are written with three digits.
        assert!((sides / ratio - 1.0).abs() < 0.011, "{}", &found[0]);
        assert!(!found[6].starts_with("medians"), "{}", &found[0]);
        read += 1;
    }
    assert!(read >= 2, "{text}");
}
