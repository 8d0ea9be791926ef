//! axe-core, which judges whether a page can be used by everybody.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::browser::Browser;

/// The script, or why there is none.
pub fn axe() -> Result<String, String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder");
    fs::read_to_string(target.join("environments/axe/axe.min.js"))
        .map_err(|_| "no axe-core: run .ci/axe".to_owned())
}

/// What it finds wrong with the page that is open: its rule, and the first elements.
pub fn violations(browser: &mut Browser, axe: &str) -> Value {
    // Through the protocol: the page's own policy lets no other script in.
    browser.value(&format!("{axe}; 0"));
    browser.value(
        "axe.run({ resultTypes: ['violations'] }).then((found) => found.violations.map((one) => \
         [one.id, ...one.nodes.slice(0, 3).map((node) => node.html.slice(0, 300))].join('\\n')))",
    )
}
