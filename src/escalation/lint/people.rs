//! Contacts: real, reachable around the clock, and checked.

use jiff::civil::Date;

use super::finding::{Finding, Wrong};
use super::placeholder::is_placeholder;
use crate::escalation::contact::{Contact, ContactKind};
use crate::escalation::hours::Hours;
use crate::escalation::level::Level;
use crate::escalation::policy::Policy;

/// Days after which a contact is checked again.
const CHECKED: i64 = 90;

pub fn findings(policy: &Policy, today: Date) -> Vec<Finding> {
    let levels = policy.levels.iter().flat_map(|level| {
        let place = Some(level.place.clone());
        of_level(policy, level).into_iter().map(move |wrong| Finding {
            wrong,
            place: place.clone(),
            other: None,
        })
    });
    let contacts = policy.contacts.iter().flat_map(|contact| {
        let place = Some(contact.place.clone());
        of_contact(contact, today).into_iter().map(move |wrong| Finding {
            wrong,
            place: place.clone(),
            other: None,
        })
    });
    levels.chain(contacts).collect()
}

fn of_level(policy: &Policy, level: &Level) -> Vec<Wrong> {
    let persons: Vec<&Contact> = policy.persons(&level.name).collect();
    let mut wrong = Vec::new();
    if level.channels.is_empty() && persons.iter().all(|person| person.reach.is_empty()) {
        wrong.push(Wrong::Unreached(level.name.clone()));
    }
    if persons.is_empty() {
        wrong.push(Wrong::NoContacts(level.name.clone()));
        return wrong;
    }
    let gaps = Hours::gaps(persons.iter().map(|person| &person.hours));
    if !gaps.is_empty() {
        wrong.push(Wrong::Uncovered { level: level.name.clone(), gaps });
    }
    wrong
}

fn of_contact(contact: &Contact, today: Date) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = contact
        .texts()
        .filter(|(_, text)| is_placeholder(text))
        .map(|(key, _)| Wrong::Placeholder { key })
        .collect();
    match contact.checked {
        None => wrong.push(Wrong::Unchecked { days: None }),
        Some(checked) => {
            let days = i64::from((today - checked).get_days());
            if days > CHECKED {
                wrong.push(Wrong::Unchecked { days: Some(days) });
            } else if days < 0 {
                wrong.push(Wrong::CheckedLater);
            }
        }
    }
    if contact.kind == ContactKind::Vendor {
        let vendor = &contact.vendor;
        let keys = [
            ("provider", &vendor.provider),
            ("account", &vendor.account),
            ("support_number", &vendor.support_number),
        ];
        wrong.extend(
            keys.into_iter().filter(|(_, text)| text.is_none()).map(|(key, _)| Wrong::VendorLacks(key)),
        );
    }
    wrong
}
