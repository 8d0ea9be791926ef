//! Each mistake is found at its line, and the shipped profile has none.

use jiff::civil::Date;

use crate::config::read_str;
use crate::escalation::lint::*;

const PEOPLE: &str = r#"
[escalation]
profile = "four-levels"
isolation = ["users"]
[[check]]
name = "users"
kind = "syntax"
critical = true
[[notify]]
kind = "file"
name = "log"
path = "log.jsonl"
"#;

fn people() -> String {
    let person = |level: u32| {
        format!(
            "[[contact]]\nkind = \"person\"\nname = \"Person {level}\"\nlevel = \"L{level}\"\nreach = [\"log\"]\n\
             phone = \"+49 30 5550 {level}\"\nchecked = 2026-11-01\n"
        )
    };
    PEOPLE.to_owned() + &(1..=4).map(person).collect::<String>()
}

/// Line and message of each finding.
fn found(text: &str) -> Vec<(usize, String)> {
    let settings = read_str(text).expect("it is read");
    let known = Known {
        receivers: settings.notify.iter().map(|receiver| receiver.name.clone()).collect(),
        checks: settings.checks.iter().map(|check| (check.name.clone(), check.critical)).collect(),
    };
    let today = Date::constant(2026, 12, 1);
    let line = |finding: &Finding| {
        finding
            .place
            .as_ref()
            .map_or(0, |place| text.get(..place.span.start).unwrap_or_default().matches('\n').count() + 1)
    };
    lint(&settings.escalation, &known, today).iter().map(|it| (line(it), it.wrong.to_string())).collect()
}

#[test]
fn the_shipped_profile_with_people_has_no_mistake() {
    assert_eq!(found(&people()), []);
}

#[test]
fn each_mistake_is_found_at_its_line() {
    let lines = people().matches('\n').count();
    let contact = "[[contact]]\nkind = \"person\"\nname = \"Kim\"\nlevel = \"L1\"\nreach = [\"log\"]\nchecked = 2026-11-01\n";
    let rule = |keys: &str| format!("[[rule]]\nfrom = \"L1\"\nto = \"L2\"\n{keys}\n");
    let vendor = contact.replace("person", "vendor");
    let rows: Vec<(String, &str)> = vec![
        (format!("{contact}phone = \"555-0100\"\n"), "`phone` is a placeholder"),
        (format!("{contact}email = \"kim@example.com\"\n"), "`email` is a placeholder"),
        (contact.replace("Kim", "TODO"), "`name` is a placeholder"),
        (contact.replace("Kim", "Your name"), "`name` is a placeholder"),
        (contact.replace("Kim", "Person 2"), "two contacts have the name `Person 2`"),
        (format!("{contact}phone = \"+49 30 5550 1\"\n"), "`phone` of `Person 1` and `Kim` is the same"),
        (contact.replace("L1", "L7"), "no [[level]] has the name `L7`"),
        (contact.replace("\"log\"", "\"lgo\""), "no [[notify]] has the name `lgo`"),
        (contact.replace("2026-11-01", "2026-08-31"), "was checked 92 days ago"),
        (contact.replace("2026-11-01", "2026-12-02"), "lies in the future"),
        (contact.replace("checked = 2026-11-01\n", ""), "nobody has made sure"),
        (vendor.clone(), "the vendor has no `provider`"),
        ("[[level]]\nname = \"L5\"\nrank = 4\nack_within = \"1m\"\n".into(), "have the same rank"),
        (
            "[[level]]\nname = \"L5\"\nrank = 5\nack_within = \"1m\"\n".into(),
            "no person is at the level `L5`",
        ),
        (
            rule("trigger = \"check-failing\"\nafter = \"5m\"\ncheck = \"nix\""),
            "no [[check]] has the name `nix`",
        ),
        (rule("trigger = \"revenue\"\nover = 2"), "`over` says nothing of `revenue`"),
        (rule("trigger = \"down\"\ncheck = \"users\""), "`check` says nothing of `down`"),
        (
            rule("trigger = \"functionality-lost\"\nafter = \"20m\""),
            "`functionality-lost` calls `L3` before this rule",
        ),
        (
            rule("trigger = \"check-failing\"\nafter = \"5m\"")
                .replace("L1", "L3")
                .replace("\"L2\"", "\"L1\""),
            "can never fire: `L1` is called as soon as",
        ),
        (rule("trigger = \"down\"").replace("L1", "L4"), "leads from `L4` down to `L2`"),
        (rule("trigger = \"several-scenarios\"\nover = 4"), "only four scenarios"),
    ];
    for (text, expected) in rows {
        let all = found(&(people() + &text));
        let own = all.iter().find(|(_, message)| message.contains(expected));
        assert!(own.is_some_and(|(line, _)| *line == lines + 1), "{text}\n{all:?}");
    }
}

#[test]
fn two_rules_that_say_the_same_or_contradict_each_other_are_found() {
    let rule = |from: &str, after: &str| {
        format!("[[rule]]\nfrom = \"{from}\"\nto = \"L3\"\ntrigger = \"down\"\nafter = \"{after}\"\n")
    };
    let all = found(&(people() + &rule("L1", "40m") + &rule("L1", "40m")));
    assert!(all.iter().any(|(_, message)| message.contains("says what another one says")), "{all:?}");
    let all = found(&(people() + &rule("L1", "2m") + &rule("L2", "3m")));
    assert!(all.iter().any(|(_, it)| it.contains("with different limits: `after`")), "{all:?}");
    let slower = |over: &str| {
        format!("[[rule]]\nfrom = \"L1\"\nto = \"L3\"\ntrigger = \"slower\"\nover = \"{over}\"\n")
    };
    let all = found(&(people() + &slower("20%") + &slower("30%")));
    assert!(all.iter().any(|(_, it)| it.contains("with different limits: `over`")), "{all:?}");
}

#[test]
fn a_level_named_twice_hours_without_anybody_and_nobody_at_all_are_found() {
    let level = "[[level]]\nname = \"L5\"\nrank = 5\nack_within = \"1m\"\n";
    let all = found(&(people() + level + &level.replace("rank = 5", "rank = 6")));
    assert!(all.iter().any(|(_, message)| message == "two levels have the name `L5`"), "{all:?}");
    let office =
        people().replace("name = \"Person 3\"", "name = \"Person 3\"\nhours = \"mon-fri 06:00-22:00\"");
    let all = found(&office);
    let expected =
        "nobody of the level `L3` can be reached from mon 00:00 to mon 06:00, mon 22:00 to tue 06:00";
    assert!(all.len() == 1 && all[0].1.starts_with(expected), "{all:?}");
    let all = found("[target]\n");
    assert_eq!(all, [(0, "there is no [[level]]".to_owned())]);
    let all = found("[escalation]\nprofile = \"four-levels\"\n");
    for message in [
        "no person is at the level `L4`",
        "no receiver reaches the level `L1`",
        "no check is named",
        "has no [[check]]",
        "no [[check]] is critical",
        "is asked of the level `L1`",
    ] {
        assert!(all.iter().any(|(_, it)| it.contains(message)), "{message}: {all:?}");
    }
}
