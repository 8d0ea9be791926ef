//! What stands in the place of a secret, and where a URL has one.

use std::sync::LazyLock;

use regex_lite::Regex;

/// In the place of a secret.
pub(super) const MASK: &str = "***";

/// The password in `scheme://user:password@host`.
static URL_PASSWORD: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"[a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"']*:([^\s/"']+)@"#).ok());

pub(super) fn password_of_url(value: &str) -> Option<&str> {
    let found = URL_PASSWORD.as_ref()?.captures(value)?.get(1)?;
    Some(found.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urls_password_is_found() {
        assert_eq!(password_of_url("redis://:pw@host"), Some("pw"));
        assert_eq!(password_of_url("http://host:80/"), None);
    }
}
