//! What is said of an audit.

use super::sentence::sentence;
use crate::health::InjectedFault;
use crate::report::audited::{Audited, Proof};
use crate::verdict::Status;

/// Why the audit of a check is what it is.
pub fn proof(check: &Audited) -> String {
    let fault = check.fault.as_ref().map(fault).unwrap_or_default();
    match check.proof {
        Proof::CanFail => format!("can fail (injected fault: {fault})"),
        Proof::Vacuous if check.plain.verdict.status == Status::Vacuous => {
            let reason = check.plain.verdict.reasons.first().map(sentence).unwrap_or_default();
            format!("tests nothing as it is: {reason}")
        }
        Proof::Vacuous => format!("tests nothing: it passes with an injected fault ({fault})"),
        Proof::DoesNotPass => "does not pass as it is".into(),
        Proof::Unproven => "there is no fault to inject: list in `requires` the modules that it needs".into(),
    }
}

/// What was done to a check.
pub fn fault(fault: &InjectedFault) -> String {
    match fault {
        InjectedFault::ZeroLimit => "a limit of zero".into(),
        InjectedFault::BrokenFile => "a file that does not compile".into(),
        InjectedFault::CircularImport => "two modules that import each other".into(),
        InjectedFault::SilentServer => "a server that answers nothing".into(),
        InjectedFault::Unimportable { modules } => format!("{} cannot be imported", modules.join(", ")),
        InjectedFault::Legacy(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::CheckOutcome;
    use crate::verdict::{SuiteReason, Verdict};

    fn outcome(status: Status) -> CheckOutcome {
        CheckOutcome::of(Verdict::new(status, SuiteReason::NothingCollected))
    }

    #[test]
    fn a_proof_says_what_was_done_to_the_check() {
        let modules = vec!["shop".to_owned(), "shop.db".to_owned()];
        let broken =
            |status| Some((InjectedFault::Unimportable { modules: modules.clone() }, outcome(status)));
        let of = |plain, broken| proof(&Audited::new("x", "pytest", outcome(plain), broken));
        let blocked = "shop, shop.db cannot be imported";
        assert_eq!(of(Status::Pass, broken(Status::Fail)), format!("can fail (injected fault: {blocked})"));
        assert_eq!(
            of(Status::Pass, broken(Status::Pass)),
            format!("tests nothing: it passes with an injected fault ({blocked})")
        );
        assert!(of(Status::Vacuous, None).starts_with("tests nothing as it is: pytest collected no test"));
        assert!(of(Status::Pass, None).contains("`requires`"));
    }

    #[test]
    fn audits_of_version_1_are_read() {
        let text = r#"{"name": "x", "kind": "pytest", "proof": "can_fail", "sabotage": "a limit of zero",
            "plain": {"verdict": {"status": "pass", "reasons": ["2 passed"], "evidence": []}, "unproven": false,
            "counts": null, "output": null}, "sabotaged": null}"#;
        let audited: Audited = serde_json::from_str(text).expect("an audit");
        assert_eq!(proof(&audited), "can fail (injected fault: a limit of zero)");
    }
}
