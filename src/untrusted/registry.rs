//! The values of variables whose names say that they are secret: masked wherever they stand, in whatever text.

use std::borrow::Cow;
use std::sync::RwLock;

use super::mask::{MASK, password_of_url};

/// Shorter values are words and numbers that stand in many texts by chance.
const SHORTEST: usize = 6;

/// Parts of a name that make it one of a secret, where they are whole parts.
const PARTS: [&str; 13] = [
    "PASS",
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "CREDENTIAL",
    "CREDENTIALS",
    "APIKEY",
    "COOKIE",
    "SESSIONID",
    "DSN",
];
/// The same, anywhere in it.
const ANYWHERE: [&str; 8] = [
    "PASSWORD",
    "PASSWD",
    "API_KEY",
    "ACCESS_KEY",
    "PRIVATE_KEY",
    "SECRET_KEY",
    "AUTH_KEY",
    "ENCRYPTION_KEY",
];
/// What a name ends with whose value only leads to a secret.
const LEADS_TO_ONE: [&str; 5] = ["FILE", "PATH", "DIR", "URL", "NAME"];

/// Values, the longest first. Of the whole process, so that no text has to be told which run it belongs to.
static VALUES: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// Whether a variable or field of this name holds a secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace(['-', '.'], "_");
    let parts: Vec<&str> = name.split('_').filter(|part| !part.is_empty()).collect();
    let leads = parts.last().is_some_and(|last| LEADS_TO_ONE.contains(last));
    // PWD and OLDPWD are folders.
    let password = parts.len() > 1 && parts.contains(&"PWD");
    !leads
        && (password
            || parts.iter().any(|part| PARTS.contains(part))
            || ANYWHERE.iter().any(|part| name.contains(part)))
}

/// Remembers the value of a variable, where its name says that it is a secret, and the password of a value that is a URL.
pub fn remember(name: &str, value: &str) {
    let whole = is_secret_name(name).then_some(value);
    let secrets = whole.into_iter().chain(password_of_url(value));
    let secrets: Vec<&str> = secrets.filter(|secret| secret.len() >= SHORTEST).collect();
    if secrets.is_empty() {
        return;
    }
    let mut values = VALUES.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    for secret in secrets {
        // In the texts of Python and JSON it is escaped.
        let escaped = secret.escape_default().to_string();
        let parsed = serde_json::to_string(secret).unwrap_or_default();
        for form in [secret, &escaped, parsed.trim_matches('"')] {
            if !form.is_empty() && !values.iter().any(|known| known == form) {
                values.push(form.to_owned());
            }
        }
    }
    values.sort_by_key(|value| std::cmp::Reverse(value.len()));
}

/// The text without these values.
pub(super) fn without_values(text: &str) -> Cow<'_, str> {
    let values = VALUES.read().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut masked = Cow::Borrowed(text);
    for value in values.iter() {
        if masked.contains(value.as_str()) {
            masked = Cow::Owned(masked.replace(value.as_str(), MASK));
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d2_names_of_secrets_are_known_from_others() {
        for name in [
            "DB_PASSWORD",
            "PGPASSWORD",
            "api-key",
            "GITHUB_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "db_pwd",
            "SENTRY_DSN",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "PWD",
            "OLDPWD",
            "MAX_TOKENS",
            "TOKENIZERS_PARALLELISM",
            "PASSWORD_FILE",
            "PATH",
            "KEYBOARD",
            "COMPASS",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn d2_a_secret_variables_value_is_masked_wherever_it_stands() {
        remember("UNIT_TEST_PASSWORD", "c0rrect\"horse");
        remember("UNIT_TEST_DATABASE", "postgres://u:battery-staple@db/x");
        remember("UNIT_TEST_TOKEN", "short");
        assert_eq!(without_values("it is c0rrect\"horse, c0rrect\\\"horse"), "it is ***, ***");
        assert_eq!(without_values("battery-staple was refused"), "*** was refused");
        assert_eq!(without_values("a short text"), "a short text");
    }
}
