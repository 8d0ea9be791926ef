//! What looks like a secret, by what stands before it or by its own form.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::mask::MASK;
use super::registry::without_values;

/// A form of secrets, and a cheap look at whether a text can have it at all.
struct Pattern {
    /// In lower case; one of them is in every text that has the form.
    hints: &'static [&'static str],
    regex: Regex,
    mask: &'static str,
}

/// What the name of a secret holds.
const NAMES: &str = r"password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|sess(?:ion)?[_-]?id";

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let pattern = |hints, text: &str, mask| {
        // Each of them is compiled by a test.
        Regex::new(text).ok().map(|regex| Pattern { hints, regex, mask })
    };
    // In quotes the value ends with them, else with the next space or separator.
    let name = format!(r#"[\w.-]*(?:{NAMES})[\w.-]*\\?["']?\s*[=:]"#);
    let named: &[&str] = &["pass", "secret", "token", "key", "credential", "sess"];
    [
        pattern(
            &["private key"],
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)",
            "-----BEGIN PRIVATE KEY----- ***",
        ),
        pattern(
            &["authorization"],
            r#"(?i)(authorization["']?\s*[:=,]\s*["']?(?:[a-z][\w-]*\s+)?)([^\s"',;)}]{3,})"#,
            "${1}***",
        ),
        pattern(&["cookie"], r#"(?i)(cookie["']?\s*[:=]\s*["']?)([^\r\n"']{3,})"#, "${1}***"),
        pattern(named, &format!(r#"(?i)({name}\s*")([^"\n]{{3,}})"#), "${1}***"),
        pattern(named, &format!(r#"(?i)({name}\s*')([^'\n]{{3,}})"#), "${1}***"),
        pattern(named, &format!(r#"(?i)({name}\s*\\?["']?)((?:[^\s"',;&)\\]|\\[^"']){{3,}})"#), "${1}***"),
        // `--password VALUE`
        pattern(named, &format!(r#"(?i)(--?[\w-]*(?:{NAMES})[\w-]*["']?,?\s+["']?)([^\s"',;&)]{{3,}})"#), "${1}***"),
        pattern(&["://"], r#"([a-zA-Z][a-zA-Z0-9+.-]*://[^\s/:@"']*:)([^\s/"']+)(@)"#, "${1}***${3}"),
        pattern(&["://"], r#"([a-zA-Z][a-zA-Z0-9+.-]*://)([^\s/:@"']{16,})(@)"#, "${1}***${3}"),
        pattern(
            &["?", "&"],
            r#"(?i)([?&](?:key|sig|signature|auth|access|session|sid|code|jwt|x-amz-signature|x-amz-credential)=)([^\s&"'#]{3,})"#,
            "${1}***",
        ),
        pattern(&["bearer"], r"(?i)(bearer\s+)([\w.~+/-]{8,}=*)", "${1}***"),
        pattern(&["basic "], r"(?i)(basic\s+)([A-Za-z0-9+/]{6,}={1,2})", "${1}***"),
        pattern(
            &["akia", "asia", "gh", "glpat-", "sk-", "k_live_", "k_test_", "xox", "eyj"],
            r"\b((?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,}|glpat-[0-9A-Za-z_-]{16,}|sk-[0-9A-Za-z_-]{16,}|[spr]k_(?:live|test)_[0-9A-Za-z]{10,}|xox[abeprs]-[0-9A-Za-z-]{10,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*)",
            MASK,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// The text without secrets; names and places stay, so that a reader knows which was there.
pub fn redact(text: &str) -> String {
    let text = without_values(text);
    let lower = text.to_ascii_lowercase();
    let candidates = PATTERNS.iter().filter(|pattern| pattern.hints.iter().any(|hint| lower.contains(hint)));
    let masked = candidates
        .fold(text, |text, pattern| Cow::Owned(pattern.regex.replace_all(&text, pattern.mask).into_owned()));
    masked.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles() {
        assert_eq!(PATTERNS.len(), 13);
    }

    #[test]
    fn d1_secrets_are_masked_and_the_rest_stays() {
        let table = [
            ("DB_PASSWORD=hunter22 next", "DB_PASSWORD=*** next"),
            ("password='a b c' next", "password='***' next"),
            ("{'api_key': 'abc123def'}", "{'api_key': '***'}"),
            (r#"{\"token\": \"abc\", \"n\": 1}"#, r#"{\"token\": \"***\", \"n\": 1}"#),
            (r#"{"token": "a b", "n": 1}"#, r#"{"token": "***", "n": 1}"#),
            ("run --password hunter22 now", "run --password *** now"),
            ("postgres://me:s3cret@db/x", "postgres://me:***@db/x"),
            ("postgres://me:s3c@ret@db/x", "postgres://me:***@db/x"),
            ("https://0123456789abcdef0123@github.com/a", "https://***@github.com/a"),
            ("ssh://git@github.com/a", "ssh://git@github.com/a"),
            ("Authorization: Bearer abcdef123456", "Authorization: Bearer ***"),
            ("authorization: ApiKey abc123", "authorization: ApiKey ***"),
            ("{'Authorization': 'abc123'}", "{'Authorization': '***'}"),
            ("Cookie: a=b; c=d", "Cookie: ***"),
            ("ws://h/ws?token=abc&n=1", "ws://h/ws?token=***&n=1"),
            ("http://h/?sig=abc&n=1", "http://h/?sig=***&n=1"),
            ("key AKIAABCDEFGHIJKLMNOP.", "key ***."),
            ("tokens: 12", "tokens: 12"),
            ("import took 3 s", "import took 3 s"),
            ("/usr/lib/python3/secrets.py", "/usr/lib/python3/secrets.py"),
            ("token is missing", "token is missing"),
            ("a basic function", "a basic function"),
        ];
        for (given, expected) in table {
            assert_eq!(redact(given), expected);
            assert_eq!(redact(expected), expected);
        }
        let pem = ["-----BEGIN RSA PRIV", "ATE KEY-----\nMIIB\nabc\n-----END RSA PRIV", "ATE KEY----- after"]
            .concat();
        assert_eq!(redact(&pem), "-----BEGIN PRIVATE KEY----- *** after");
    }
}
