//! Who may do what: by the shipped levels, by an account, by a key, and by what was only said.

use crate::config::read_str;
use crate::escalation::*;

/// The shipped levels with these persons: name, level, and how each is known.
fn operators(persons: &[(&str, &str, &str)]) -> Operators {
    let contact = |(name, level, known): &(&str, &str, &str)| {
        format!("[[contact]]\nkind = \"person\"\nname = \"{name}\"\nlevel = \"{level}\"\n{known}\n")
    };
    let contacts: String = persons.iter().map(contact).collect();
    let text = format!("[escalation]\nprofile = \"four-levels\"\n{contacts}");
    Operators::of(&read_str(&text).expect("the shipped profile is right").escalation)
}

const WHOLE: Action = Action::CompleteRollback;

fn as_level(level: &str, person: Option<&str>) -> Result<Option<Acting>, NotAuthorised> {
    Ok(Some(Acting { level: level.to_owned(), person: person.map(str::to_owned) }))
}

#[test]
fn a_level_may_what_lower_ones_may_and_who_may_is_said() {
    let operators = operators(&[]);
    assert_eq!(operators.expect("L1", Action::FileRollback), Ok(()));
    assert_eq!(operators.expect("L4", Action::FileRollback), Ok(()));
    let may = ["L2", "L3", "L4"].map(str::to_owned).to_vec();
    let refused = operators.expect("L1", WHOLE).expect_err("not its");
    assert_eq!(refused, NotAuthorised::NotIts { level: "L1".into(), action: WHOLE, may });
    for action in Action::ALL {
        assert_eq!(operators.expect("L4", action), Ok(()), "{action:?}");
    }
    let unknown = operators.expect("L9", Action::FileRollback).expect_err("none");
    let known = ["L1", "L2", "L3", "L4"].map(str::to_owned).to_vec();
    assert_eq!(unknown, NotAuthorised::NoSuchLevel { wanted: "L9".into(), known });
}

#[test]
fn without_levels_everybody_may_and_with_them_somebody_has_to_be_known_or_said() {
    let account = Proof::Account(1000);
    assert_eq!(Operators::default().allowed(account, None, WHOLE), Ok(None));
    assert_eq!(Operators::default().allowed(account, Some("any"), WHOLE), Ok(None));
    let operators = operators(&[]);
    let refused = operators.allowed(account, None, WHOLE);
    assert!(matches!(refused, Err(NotAuthorised::Unknown { action: WHOLE, .. })), "{refused:?}");
    assert_eq!(operators.allowed(account, Some("L2"), WHOLE), as_level("L2", None));
    assert!(matches!(operators.allowed(account, Some("L9"), WHOLE), Err(NotAuthorised::NoSuchLevel { .. })));
}

#[test]
fn an_account_acts_as_its_contact_and_not_above() {
    let operators = operators(&[("Ada", "L1", "uid = 1000"), ("Kim", "L2", "uid = 1001")]);
    let [ada, kim, other] = [1000, 1001, 1002].map(Proof::Account);
    assert!(matches!(operators.allowed(ada, None, WHOLE), Err(NotAuthorised::NotIts { .. })));
    assert_eq!(operators.allowed(ada, None, Action::FileRollback), as_level("L1", Some("Ada")));
    let above = NotAuthorised::Above { name: "Ada".into(), own: "L1".into(), wanted: "L2".into() };
    assert_eq!(operators.allowed(ada, Some("L2"), WHOLE), Err(above));
    assert_eq!(operators.allowed(kim, None, WHOLE), as_level("L2", Some("Kim")));
    assert_eq!(operators.allowed(kim, Some("L1"), Action::FileRollback), as_level("L1", Some("Kim")));
    // All persons of L2 are known, and this is none of them; of L3 nobody is, so that it counts what was said.
    let theirs = NotAuthorised::NotTheirs { wanted: "L2".into(), persons: vec!["Kim".into()] };
    assert_eq!(operators.allowed(other, Some("L2"), WHOLE), Err(theirs));
    assert_eq!(operators.allowed(other, Some("L3"), WHOLE), as_level("L3", None));
}

#[test]
fn one_account_of_several_persons_acts_as_the_lowest_unless_it_says_otherwise() {
    let operators = operators(&[("Kim", "L2", "uid = 1000"), ("Ada", "L1", "uid = 1000"), ("Bo", "L3", "")]);
    let account = Proof::Account(1000);
    assert_eq!(operators.acting(account, None), as_level("L1", Some("Ada")));
    assert_eq!(operators.allowed(account, Some("L2"), WHOLE), as_level("L2", Some("Kim")));
    assert!(matches!(operators.acting(account, Some("L3")), Err(NotAuthorised::Above { .. })));
}

#[test]
fn a_signature_is_held_against_keys_and_an_account_is_no_signature() {
    let key = "SHA256:kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk";
    let operators =
        operators(&[("Kim", "L3", &format!("signing_key = \"{key}\"")), ("Ada", "L4", "uid = 1000")]);
    let rewrite = Action::RewriteHistory;
    let (hers, others) = (|known: &str| known == key, |_: &str| false);
    assert_eq!(operators.allowed(Proof::Signature(&hers), Some("L3"), rewrite), as_level("L3", Some("Kim")));
    let refused = operators.allowed(Proof::Signature(&others), Some("L3"), rewrite);
    assert!(matches!(refused, Err(NotAuthorised::NotTheirs { .. })), "{refused:?}");
    // Her account is nowhere: of it nothing is known.
    assert_eq!(operators.allowed(Proof::Account(1001), Some("L3"), rewrite), as_level("L3", None));
    assert_eq!(operators.allowed(Proof::Signature(&others), Some("L4"), rewrite), as_level("L4", None));
}
