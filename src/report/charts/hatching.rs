//! The hatching of what waits.

use maud::{Markup, html};

use super::palette::Ink;

/// What `url(#waits)` names: once in a page, and in each image.
pub fn hatching() -> Markup {
    html! {
        defs {
            pattern id="waits" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect width="4" height="7" fill={ "var(--" (Ink::Waiting.name()) ")" } {}
            }
        }
    }
}
