//! Signed tags: what they say, and what git's check of the signature says; and who signs here.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use sha2::{Digest, Sha256};

use super::command::{git, git_with_words};
use super::error::GitError;
use super::repository::Repository;
use crate::process::Interrupt;

/// A tag whose signature git accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTag {
    /// The tagger's address.
    pub tagger: String,
    /// The tagger's time, in seconds since 1970.
    pub seconds: u64,
    /// Its message, without the signature.
    pub message: String,
    /// What the check of the signature said: whose it is, and by which key.
    pub verified: String,
}

/// The beginning of a hash is no key, and a short one may be anybody's.
const SHORTEST_KEY: usize = 16;

impl SignedTag {
    /// Whether the signature is by this key: `SHA256:…`, the line of a public key of ssh, or a fingerprint of gpg's.
    pub fn is_by(&self, key: &str) -> bool {
        let is_line = ["ssh-", "ecdsa-", "sk-"].iter().any(|kind| key.starts_with(kind));
        let named = if is_line { fingerprint(key) } else { Some(key.replace(' ', "")) };
        let Some(named) = named.filter(|named| named.len() >= SHORTEST_KEY) else { return false };
        // What gpg prints beside this line has the names that the key gives itself.
        let valid = |line: &&str| line.starts_with("[GNUPG:] VALIDSIG ");
        let is_gpg = self.verified.lines().any(|line| line.starts_with("[GNUPG:]"));
        if is_gpg {
            let named = named.trim_start_matches("0x").to_ascii_uppercase();
            let mut words = self.verified.lines().filter(valid).flat_map(str::split_whitespace);
            return words.any(|word| word.ends_with(&named));
        }
        self.verified.split_whitespace().any(|word| word == named)
    }
}

impl Repository {
    /// A tag's object, where its signature is accepted; else why not.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub fn signed_tag(
        &self,
        object: &str,
        interrupt: &Interrupt,
    ) -> Result<Result<SignedTag, String>, GitError> {
        let said = |error: GitError| match error {
            GitError::Failed { said, .. } | GitError::Damaged { said, .. } => Ok(Err(said)),
            other => Err(other),
        };
        let text = match git(&self.top, &["cat-file", "tag", object], &[], interrupt) {
            Ok(text) => text.text(),
            Err(error) => return said(error),
        };
        let verified = match git_with_words(&self.top, &["verify-tag", "--raw", object], interrupt) {
            Ok(verified) => verified,
            Err(error) => return said(error),
        };
        Ok(parsed(&text, verified).ok_or_else(|| "it has no tagger".to_owned()))
    }

    /// The address that commits are made with here; None where there is none.
    pub fn own_address(&self, interrupt: &Interrupt) -> Option<String> {
        let identity = git(&self.top, &["var", "GIT_COMMITTER_IDENT"], &[], interrupt).ok()?.text();
        Some(identity.split_once('<')?.1.split_once('>')?.0.to_owned())
    }

    /// The key that is signed with here, as a check of a signature names it: `SHA256:…` of ssh, or a fingerprint of gpg's.
    ///
    /// # Errors
    /// Where git cannot read its configuration.
    pub fn own_key(&self, interrupt: &Interrupt) -> Result<Option<String>, GitError> {
        let Some(key) = self.written_setting("user.signingKey", interrupt)?.filter(|key| !key.is_empty())
        else {
            return Ok(None);
        };
        if self.written_setting("gpg.format", interrupt)?.as_deref() != Some("ssh") {
            return Ok(Some(key.trim_start_matches("0x").trim_end_matches('!').to_owned()));
        }
        let literal = key.strip_prefix("key::").or_else(|| key.starts_with("ssh-").then_some(&*key));
        let public = match literal {
            Some(public) => Some(public.to_owned()),
            None => fs::read_to_string(with_ending(&key)).or_else(|_| fs::read_to_string(&key)).ok().filter(
                |text| text.starts_with("ssh-") || text.starts_with("ecdsa-") || text.starts_with("sk-"),
            ),
        };
        Ok(public.as_deref().and_then(fingerprint))
    }
}

fn with_ending(key: &str) -> String {
    if key.ends_with(".pub") { key.to_owned() } else { format!("{key}.pub") }
}

/// `SHA256:…` of a public key's line.
fn fingerprint(public: &str) -> Option<String> {
    let bytes = STANDARD.decode(public.split_whitespace().nth(1)?).ok()?;
    Some(format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(bytes))))
}

fn parsed(text: &str, verified: String) -> Option<SignedTag> {
    let (head, body) = text.split_once("\n\n")?;
    let tagger = head.lines().find_map(|line| line.strip_prefix("tagger "))?;
    let (_, after) = tagger.split_once('<')?;
    let (address, time) = after.split_once('>')?;
    let seconds = time.split_whitespace().next()?.parse().ok()?;
    let message = body.split("-----BEGIN ").next().unwrap_or_default().to_owned();
    Some(SignedTag { tagger: address.to_owned(), seconds, message, verified })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_and_a_key_has_its_fingerprint() {
        let text = "object aa\ntype commit\ntag x\ntagger Ada L <ada@example.org> 1700000000 +0100\n\nplan: h\n\
            -----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n";
        let tag = parsed(text, String::new()).expect("a tag");
        assert_eq!((tag.tagger.as_str(), tag.seconds), ("ada@example.org", 1_700_000_000));
        assert_eq!(tag.message, "plan: h\n");
        // As `ssh-keygen -l` has it.
        let key =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl github.com";
        assert_eq!(fingerprint(key).as_deref(), Some("SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"));
    }
}
