//! The head of every page: its style sheet, and the policy that lets nothing run or load but what is in the page itself.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::report::charts::style_sheet;

/// The style sheet, without its colours.
const STYLE: &str = include_str!("page.css");

/// The head of a page that runs this script, or none; `said` is what the page says of itself.
pub fn head(title: &Markup, said: &Markup, script: Option<&str>) -> Markup {
    let style = format!("{}{STYLE}", style_sheet());
    let runs = script.map_or_else(String::new, |script| format!("script-src '{}'; ", digest(script)));
    let policy = format!(
        "default-src 'none'; style-src '{}'; {runs}base-uri 'none'; form-action 'none'",
        digest(&style)
    );
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            (title)
            (said)
            style { (PreEscaped(&style)) }
        }
    }
}

/// What the policy knows a style sheet or a script by.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
