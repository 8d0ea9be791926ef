//! Why one module runs another, for a person.

use super::path::path_in_words;
use crate::imports::Why;
use crate::report::terminal::line;
use crate::untrusted::printable;

pub fn of_why(text: &mut String, why: &Why) {
    let Why { from, to, steps, package } = why;
    let runs = steps.as_ref().is_some_and(|steps| steps.iter().all(|step| step.kind.runs()));
    let reported = match (steps, package) {
        (Some(steps), Some(_)) if steps.is_empty() => {
            format!("{from} runs {to}: it is a package around it, which Python runs first")
        }
        (Some(_), Some(package)) => {
            format!("{from} runs {to}: Python first runs {package}, a package around it, and that:")
        }
        (Some(_), None) if runs => format!("{from} runs {to}:"),
        (Some(_), None) => {
            format!("importing {from} does not run {to}; the only path is through what runs later:")
        }
        (None, _) => format!("{from} does not lead to {to}"),
    };
    line(text, &printable(&reported));
    if let Some(steps) = steps.as_ref().filter(|steps| !steps.is_empty()) {
        line(text, &format!("  {}", path_in_words(steps)));
    }
}
