//! Who may do what while an incident is open: as it was when it opened.

use std::path::Path;

use super::open::Incident;
use crate::escalation::{Operators, Policy};

/// Levels and persons as the open incident has kept them; without one, or where its journal cannot be read, as the configuration has
/// them. A journal that is damaged stops no rollback.
pub fn operators(common: Option<&Path>, policy: &Policy) -> Operators {
    let open = common.and_then(|common| Incident::open_current(common).ok().flatten());
    let kept = open.and_then(|incident| incident.read().ok()?.begun.operators);
    kept.filter(|kept| !kept.levels.is_empty()).unwrap_or_else(|| Operators::of(policy))
}
