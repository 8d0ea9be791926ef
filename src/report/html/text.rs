//! The target's words in the page. maud escapes them, as it does every text; here what could mislead becomes visible.

use maud::{Markup, html};

use super::links::marked;
use crate::untrusted::{printable, shortened};

/// The longest text that is shown, in characters,
const LONGEST: usize = 2_000;
/// the longest line of an output,
const LONGEST_LINE: usize = 400;
/// and the most lines of one.
const LINES: usize = 60;

/// A text of the target, set apart from the direction of what is around it, with marks where it names a line of a file.
pub fn reported(text: &str) -> Markup {
    apart(text, &marked(&shortened(text, LONGEST), seen))
}

/// The same without marks: for what is pressed itself, in which no link can stand.
pub fn pressed(text: &str) -> Markup {
    apart(text, &seen(&shortened(text, LONGEST)))
}

/// Set apart, where there is a letter that could be of another direction.
fn apart(text: &str, shown: &Markup) -> Markup {
    html! { @if text.is_ascii() { (shown) } @else { bdi { (shown) } } }
}

fn seen(text: &str) -> Markup {
    if text.chars().all(is_plain) {
        return html! { (text) };
    }
    html! { @for part in parts(text) { (part) } }
}

fn is_plain(c: char) -> bool {
    c == '\n' || (!c.is_control() && !is_mark(c))
}

/// Marks that turn the direction of words around, or that nobody sees.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{061c}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// Stretches of plain words, and each thing between them by its number.
fn parts(text: &str) -> Vec<Markup> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            c if is_plain(c) => plain.push(c),
            '\t' => plain.push(' '),
            c => {
                let before = std::mem::take(&mut plain);
                let number = format!("U+{:04X}", u32::from(c));
                parts.push(html! { (before) span class="mark" { (number) } });
            }
        }
    }
    parts.push(html! { (plain) });
    parts
}

/// The end of what the target wrote, line by line.
pub fn output(title: &str, text: &str) -> Markup {
    let lines: Vec<&str> = text.lines().collect();
    let left_out = lines.len().saturating_sub(LINES);
    html! {
        @if !text.trim().is_empty() {
            p class="quoted" { (title) @if left_out > 0 { ", without its first " (left_out) " lines" } ":" }
            pre tabindex="0" {
                @for line in &lines[left_out..] { (reported(&shortened(line, LONGEST_LINE))) "\n" }
            }
        }
    }
}

/// The last thing that is done to a page: nothing in it turns words around or hides, wherever it came from.
pub fn inert(page: &str) -> String {
    printable(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_words_and_marks_are_seen() {
        let shown = reported("<script>\u{202e}gnp\u{1b}[31m</script>").into_string();
        assert!(
            !shown.contains("<script>") && !shown.contains('\u{202e}') && !shown.contains('\u{1b}'),
            "{shown}"
        );
        assert!(
            shown.contains("&lt;script&gt;") && shown.contains("U+202E") && shown.contains("U+001B"),
            "{shown}"
        );
    }

    #[test]
    fn a_megabyte_in_one_line_is_cut_and_counted() {
        let shown = output("last output", &"x".repeat(1_000_000)).into_string();
        assert!(shown.len() < 1_000 && shown.contains("and 999600 more characters"), "{}", shown.len());
        assert!(reported(&"y".repeat(1_000_000)).into_string().len() < 3_000);
    }
}
