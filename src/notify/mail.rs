//! A notice as a message of mail, with its headers (RFC 5322).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::notice::Notice;

/// The whole message. The same `References` for what begins and what ends: mail programs show both as one conversation.
pub fn message(notice: &Notice, from: &str, to: &[String]) -> String {
    let subject = format!("vitals: {}: {}", notice.word(), notice.summary);
    let body = STANDARD.encode(notice.text() + "\n");
    let lines: Vec<&str> =
        body.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    format!(
        "From: {from}\nTo: {}\nSubject: {}\nReferences: <{}@vitals>\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{}\n",
        to.join(", "),
        encoded(&subject),
        notice.key,
        lines.join("\n"),
    )
}

/// A header's text (RFC 2047): in words of at most 75 characters, whole characters in each.
fn encoded(text: &str) -> String {
    if text.len() < 60 && text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    let mut words = vec![String::new()];
    for letter in text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }) {
        // 45 bytes are 60 characters in base64.
        if words.last().is_some_and(|word| word.len() + letter.len_utf8() > 45) {
            words.push(String::new());
        }
        words.last_mut().into_iter().for_each(|word| word.push(letter));
    }
    let words = words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word)));
    words.collect::<Vec<_>>().join("\n ")
}

#[cfg(test)]
mod tests {
    use super::super::body::example;
    use super::super::notice::State;
    use super::*;

    #[test]
    fn a_summary_of_two_lines_makes_no_header() {
        let mut notice = example(State::Open);
        notice.summary = "a\nBcc: everybody@example.org".into();
        let message = message(&notice, "vitals@example.org", &["ops@example.org".into()]);
        let head = message.split("\n\n").next().expect("a head");
        assert!(!head.contains("Bcc:"), "{head}");
        assert!(head.lines().all(|line| line.len() <= 78), "{head}");
        let body = message.split("\n\n").nth(1).expect("a body").replace('\n', "");
        let body = String::from_utf8(STANDARD.decode(body).expect("base64")).expect("text");
        assert!(body.contains("newly blocked <+200 ms>"), "{body}");
    }
}
