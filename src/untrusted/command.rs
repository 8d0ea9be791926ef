//! Command lines: a word can be a secret because of the word before it.

use super::mask::MASK;
use super::patterns::redact;
use super::registry::is_secret_name;

/// The words of a command line without secrets: `--password VALUE`, `NAME=VALUE`, `env:NAME=VALUE,…`, and what looks like one.
pub fn masked_command(words: &[String]) -> Vec<String> {
    let mut after_secret_option = false;
    let mut masked = Vec::with_capacity(words.len());
    for word in words {
        let is_option = word.starts_with('-');
        masked.push(match word.split_once('=') {
            _ if after_secret_option && !is_option => MASK.to_owned(),
            Some((name, _)) if is_secret_name(name_of(name)) => format!("{name}={MASK}"),
            _ => redact(word),
        });
        after_secret_option =
            is_option && !word.contains('=') && is_secret_name(word.trim_start_matches('-'));
    }
    masked
}

fn name_of(word: &str) -> &str {
    word.trim_start_matches('-').trim_start_matches("env:")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d2_a_commands_secrets_are_masked_by_option_and_by_name() {
        let words = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
        for (given, expected) in [
            ("vitals|compare|env:DB_PASSWORD=a b,c|.", "vitals|compare|env:DB_PASSWORD=***|."),
            ("run|--password|pw|--verbose", "run|--password|***|--verbose"),
            ("run|--api-key=k|x", "run|--api-key=***|x"),
            ("run|--env|A=1|--env|API_TOKEN=t", "run|--env|A=1|--env|API_TOKEN=***"),
            ("run|--tokens|12", "run|--tokens|12"),
        ] {
            assert_eq!(masked_command(&words(given)), words(expected));
        }
    }
}
