//! In which order checks run: what decides soonest, and what matters most, first.

use std::cmp::Reverse;

use crate::config::{CheckKind, CheckSettings, ImportSettings, Probe};

/// What runs side by side, and afterwards alone.
pub struct Order<'a> {
    /// In turn, in as many lanes as there are processors.
    pub beside: Vec<Step<'a>>,
    /// One after the other: what runs beside a measurement disturbs it.
    pub alone: Vec<&'a CheckSettings>,
}

/// One thing to run.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// A check.
    Check(&'a CheckSettings),
    /// One import of an import probe: whether it can be imported at all, in a multiple of its limit.
    FirstImport(&'a CheckSettings, &'a ImportSettings),
}

impl<'a> Order<'a> {
    /// The order of these checks.
    pub fn of(checks: &'a [CheckSettings]) -> Self {
        let (alone, others): (Vec<_>, Vec<_>) =
            checks.iter().partition(|check| matches!(check.kind, CheckKind::Probe(_)));
        let imports = alone.iter().filter_map(|check| match &check.kind {
            CheckKind::Probe(probe) => match &**probe {
                Probe::Import(import) => Some(Step::FirstImport(check, import)),
                Probe::Create(_) | Probe::Growth(_) => None,
            },
            _ => None,
        });
        let mut beside: Vec<Step<'_>> = others.into_iter().map(Step::Check).chain(imports).collect();
        // Stable: those of one rank stay in the order of the configuration.
        beside.sort_by_key(Step::rank);
        Self { beside, alone }
    }
}

/// Tags and names by which a procedure for emergencies knows what is critical.
const CRITICAL: [&str; 6] =
    ["isolation", "user isolation", "user-isolation", "golden-path", "golden path", "events"];

impl Step<'_> {
    /// The lower, the sooner; then the heavier.
    fn rank(&self) -> (u8, Reverse<crate::config::Weight>) {
        let (rank, check) = match self {
            Self::FirstImport(check, _) => (0, check),
            Self::Check(check) => (rank(check), check),
        };
        (rank, Reverse(check.weight))
    }
}

fn rank(check: &CheckSettings) -> u8 {
    let is_critical = || {
        let is = |name: &str| CRITICAL.contains(&name);
        check.critical || is(&check.name) || check.tags.iter().any(|tag| is(tag))
    };
    match check.kind {
        // They read files, and answer within seconds.
        CheckKind::Syntax(_) | CheckKind::Imports(_) => 0,
        _ if is_critical() => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::configured::unconfigured;
    use super::*;
    use crate::config::{Cache, PytestSettings, SyntaxSettings};
    use crate::quantity::Nanos;

    fn check(name: &str, kind: CheckKind) -> CheckSettings {
        unconfigured(name.into(), kind)
    }

    fn suite() -> CheckKind {
        CheckKind::Pytest(PytestSettings { paths: Vec::new(), args: Vec::new() })
    }

    #[test]
    fn what_decides_soonest_is_first_and_what_measures_is_alone() {
        let import = ImportSettings {
            module: "shop".into(),
            setup: None,
            limit: Nanos::from_millis(2_000),
            cache: Cache::Warm,
            samples: None,
            trace: true,
            regression: None,
        };
        let checks = [
            check("slow", suite()),
            CheckSettings { critical: true, ..check("sign in", suite()) },
            CheckSettings { tags: vec!["isolation".into()], ..check("users", suite()) },
            check("syntax", CheckKind::Syntax(SyntaxSettings { paths: Vec::new() })),
            check("import shop", CheckKind::Probe(Box::new(Probe::Import(import)))),
        ];
        let order = Order::of(&checks);
        let beside: Vec<_> = order
            .beside
            .iter()
            .map(|step| match step {
                Step::Check(check) => check.name.as_str(),
                Step::FirstImport(..) => "the first import",
            })
            .collect();
        assert_eq!(beside, ["syntax", "the first import", "sign in", "users", "slow"]);
        let alone: Vec<_> = order.alone.iter().map(|check| check.name.as_str()).collect();
        assert_eq!(alone, ["import shop"]);
    }
}
