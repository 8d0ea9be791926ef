//! Texts that stand for others.

/// Parts of texts that nobody writes for a real name, number or address, in small letters.
const PARTS: [&str; 20] = [
    "todo",
    "tbd",
    "fixme",
    "xxx",
    "changeme",
    "change me",
    "placeholder",
    "your name",
    "your-name",
    "your number",
    "your email",
    "your account",
    "fill in",
    "example.com",
    "example.org",
    "example.net",
    "lorem",
    "john doe",
    "jane doe",
    "00000000",
];

/// Whether a text stands for another one.
pub fn is_placeholder(text: &str) -> bool {
    let small = text.trim().to_lowercase();
    let bracketed = [('[', ']'), ('<', '>'), ('{', '}')]
        .iter()
        .any(|(open, close)| small.starts_with(*open) && small.ends_with(*close));
    let is_written = |part: &str| match part.len() {
        // Short ones are words of their own.
        0..=4 => small.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == part),
        _ => small.contains(part),
    };
    small.is_empty()
        || bracketed
        || small == "n/a"
        || small == "?"
        || PARTS.iter().any(|part| is_written(part))
        || is_fictional(&small)
}

/// Numbers that are kept for films: 555-0100, +1 212 555 0199.
fn is_fictional(text: &str) -> bool {
    let parts: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-(). /x".contains(&byte));
    digits && parts.windows(2).any(|pair| pair[0] == "555" && pair[1].len() == 4)
        || text.starts_with("555-")
        || text == "1234567890"
        || text == "123456789"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_another_text_is_found_and_names_are_not() {
        for text in [
            "TODO",
            "todo: ask Maria",
            "ops@example.com",
            "555-0123",
            "+1 (212) 555-0199",
            "Your name",
            "[Emergency Number]",
            "<phone>",
            "",
            "XXX",
            "+49 000 00000000",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Todorova", "Maxxxim", "+49 30 5550 1234", "maria@shop.test", "Tbdili", "+1 555 12"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
