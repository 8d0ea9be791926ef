//! What the tool's own cleanup and awaiting allocates, and what a target prints meanwhile.

use crate::kept::{Truth, hold};

/// The service of these tests.
pub const SERVICES: [&str; 1] = ["closes_awaiting"];

/// Of asyncio's own code, on 3.10 and 3.11, the names that it asks for fill the interpreter's cache of attributes.
const CLOSE: &str = "await made.close()";

#[rustfmt::skip]
const COUNTED: &[Truth] = &[
    ("closes_awaiting:Hub", &["--cleanup", CLOSE], "pass", &["memory is stable"]),
    ("closes_awaiting:connected", &["--cleanup", CLOSE], "pass", &["memory is stable"]),
    // A traceback holds the frames of those who called, ours among them, and they would hold the object.
    ("closes_awaiting:Buffer", &["--cleanup", "closes_awaiting.flush()", "--setup", "import closes_awaiting"], "pass", &["within the limit of 50.0 MB"]),
    ("closes_awaiting:buffered", &["--cleanup", "await closes_awaiting.flush_later()", "--setup", "import closes_awaiting"], "pass", &["within the limit of 50.0 MB"]),
    ("closes_awaiting:Hub", &["--cleanup", "await made.close(); del made"], "pass", &["memory is stable"]),
];

/// B8: of the tool's own cleanup and awaiting nothing is counted.
#[test]
fn b8_what_the_tool_awaits_is_not_counted() {
    hold(COUNTED);
}

/// C15: lines that belong together are shown together: the last alone says nothing.
#[test]
fn c15_lines_that_come_together_are_shown_together() {
    const WORDS: &[&str] =
        &["the last: Unclosed client session / client_session: <prints_with_each.Pool object at 0x"];
    hold(&[("prints_with_each:Pool", &[], "pass", WORDS)]);
}
