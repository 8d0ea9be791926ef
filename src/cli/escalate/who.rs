//! Who acts: a contact of the configuration, by its name or by its account.

use crate::escalation::{Contact, ContactKind, EscalateError, Identity, Policy};

/// The contact of this name, or without one that of this account.
///
/// # Errors
/// Where there is none, or the account is not the contact's.
pub fn person<'a>(policy: &'a Policy, by: Option<&str>) -> Result<&'a Contact, EscalateError> {
    let own = rustix::process::getuid().as_raw();
    let mut persons = policy.of_kind(ContactKind::Person);
    let Some(name) = by else {
        let found = persons.find(|contact| contact.identity == Some(Identity::Uid(own)));
        return found.ok_or(EscalateError::Nobody { own });
    };
    let found = persons.find(|contact| contact.name == name);
    let found = found.ok_or_else(|| EscalateError::NoSuchPerson { wanted: name.to_owned() })?;
    match found.identity {
        Some(Identity::Uid(uid)) if uid != own => {
            Err(EscalateError::OtherAccount { name: found.name.clone(), uid, own })
        }
        _ => Ok(found),
    }
}
