//! Takes an output and a pattern that nothing in it matches, gives the lines that came nearest.

use std::collections::HashSet;

/// Lines that are given.
const GIVEN: usize = 3;
/// A line comes near that has this part of what the pattern says literally.
const NEAR: f64 = 0.5;
/// Characters of a line that are given.
const LONGEST: usize = 200;

/// The lines that have most of a pattern's literal text, by pairs of neighbouring characters; in their order, the newest of
/// those that are as near as each other.
pub fn nearest(text: &str, pattern: &str) -> Vec<String> {
    let wanted = pairs(&literal(pattern));
    if wanted.is_empty() {
        return Vec::new();
    }
    let near = |line: &str| {
        let found = pairs(line);
        wanted.iter().filter(|pair| found.contains(*pair)).count() as f64 / wanted.len() as f64
    };
    let mut lines: Vec<(usize, f64, &str)> =
        text.lines().enumerate().map(|(number, line)| (number, near(line), line.trim())).collect();
    lines.retain(|(_, near, _)| *near >= NEAR);
    lines.sort_by(|(one, near, _), (other, nearer, _)| nearer.total_cmp(near).then(other.cmp(one)));
    lines.truncate(GIVEN);
    lines.sort_unstable_by_key(|(number, ..)| *number);
    lines.into_iter().map(|(_, _, line)| line.chars().take(LONGEST).collect()).collect()
}

/// Neighbouring characters, without case and without what is neither a letter nor a digit.
fn pairs(text: &str) -> HashSet<(char, char)> {
    let characters: Vec<char> =
        text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    characters.windows(2).map(|pair| (pair[0], pair[1])).collect()
}

/// What a regular expression asks for literally: without its classes, repetitions and groups.
fn literal(pattern: &str) -> String {
    let mut text = String::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                // A class, or an assertion.
                Some(class) if class.is_alphanumeric() => text.push(' '),
                Some(escaped) => text.push(escaped),
                None => {}
            },
            '[' => while characters.next().is_some_and(|inside| inside != ']') {},
            '{' => while characters.next().is_some_and(|inside| inside != '}') {},
            '(' | ')' | '?' | '*' | '+' | '^' | '$' | '|' | '.' => text.push(' '),
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_says_nearly_what_is_wanted_is_given() {
        let output = "starting\n4 of 5 events received\nDeprecationWarning: old\n  bye\n";
        assert_eq!(nearest(output, r"5 of 5 events received"), ["4 of 5 events received"]);
        assert_eq!(nearest(output, r"(\d+) Events? RECEIVED, all$"), ["4 of 5 events received"]);
        assert_eq!(nearest(output, "golden path complete"), [""; 0]);
    }

    #[test]
    fn of_many_that_are_alike_the_newest_are_given_in_order() {
        let output: String = (0..10).map(|number| format!("order {number} rejected\n")).collect();
        assert_eq!(
            nearest(&output, "order [0-9]+ accepted"),
            ["order 7 rejected", "order 8 rejected", "order 9 rejected"]
        );
    }

    #[test]
    fn a_pattern_that_says_nothing_literally_has_no_near_line() {
        assert_eq!(nearest("a line\n", r"^\d+$"), [""; 0]);
        assert_eq!(nearest("a line\n", "\\"), [""; 0]);
    }
}
