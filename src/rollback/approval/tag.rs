//! An approval as a signed tag: `vitals-approve-HASH12`, whose message has the whole hash, and whose signature git accepts.

use std::time::{Duration, SystemTime};

use super::file::expect_recent;
use crate::escalation::{Action, Operators, Proof};
use crate::git::write;
use crate::rollback::approval_fault::ApprovalFault;
use crate::rollback::approved::Approved;
use crate::rollback::error::RollbackError;
use crate::rollback::plan::MadeBy;
use crate::rollback::site::Site;

/// Its name.
fn name(hash: &str) -> String {
    format!("vitals-approve-{}", hash.get(..12).unwrap_or(hash))
}

/// Signs one, in the place of an earlier one.
///
/// # Errors
/// Where git cannot sign.
pub fn sign(site: &Site<'_>, hash: &str, level: &str) -> Result<String, RollbackError> {
    let name = name(hash);
    let message = format!("Approved as {level}\n\nplan: {hash}\nlevel: {level}\n");
    write(
        site.top(),
        &["tag", "--sign", "--force", "--file=-", "--end-of-options", &name],
        &[],
        message.as_bytes(),
    )?;
    Ok(name)
}

/// What the tag of a plan is worth; None where there is none.
pub(super) fn read(
    site: &Site<'_>,
    (made_by, hash): (&MadeBy, &str),
    operators: &Operators,
) -> Result<Option<Result<Approved, ApprovalFault>>, RollbackError> {
    let name = name(hash);
    let Some(object) = site.repository.refers(&format!("refs/tags/{name}"), site.interrupt)? else {
        return Ok(None);
    };
    let fault = |said: String| ApprovalFault::Tag { name: name.clone(), said };
    let signed = match site.repository.signed_tag(&object, site.interrupt)? {
        Ok(signed) => signed,
        Err(said) => return Ok(Some(Err(fault(said)))),
    };
    let own = site.repository.own_address(site.interrupt);
    let key = site.repository.own_key(site.interrupt)?;
    let is_own = |address: &Option<String>| {
        address.as_ref().is_some_and(|address| {
            signed.tagger == *address || signed.verified.split_whitespace().any(|word| bare(word) == *address)
        })
    };
    let by = signed.tagger.clone();
    if is_own(&own) || is_own(&made_by.email) || key.is_some_and(|key| signed.verified.contains(&key)) {
        return Ok(Some(Err(ApprovalFault::Own(by))));
    }
    let Some(level) = level_of(&signed.message, hash) else {
        return Ok(Some(Err(fault("its message has another hash, or no level".into()))));
    };
    let is_by = |key: &str| signed.is_by(key);
    if let Err(why) = operators.allowed(Proof::Signature(&is_by), Some(&level), Action::RewriteHistory) {
        return Ok(Some(Err(ApprovalFault::Level { by, why })));
    }
    let made = SystemTime::UNIX_EPOCH + Duration::from_secs(signed.seconds);
    let when = jiff::Timestamp::try_from(made).map(|time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let approved =
        Approved { level, by: by.clone(), when: when.unwrap_or_default(), tag: Some(name.clone()) };
    Ok(Some(expect_recent(made, SystemTime::now(), &by).map(|()| approved)))
}

/// An address as a signature's line has it: `<ada@example.org>`.
fn bare(word: &str) -> &str {
    word.trim_matches(|sign| matches!(sign, '<' | '>' | '"' | ','))
}

fn level_of(message: &str, hash: &str) -> Option<String> {
    let plan = format!("plan: {hash}");
    message.lines().find(|line| *line == plan)?;
    message.lines().find_map(|line| line.strip_prefix("level: ")).map(str::to_owned)
}
