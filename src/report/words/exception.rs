//! What was raised, in words.

use crate::verdict::Exception;

/// Characters of a message in a sentence; the data have it whole.
const LONGEST: usize = 200;

/// `ValueError: no price`.
pub fn exception(raised: &Exception) -> String {
    match raised.message.as_str() {
        "" => raised.type_name.clone(),
        message => format!("{}: {}", raised.type_name, brief(message)),
    }
}

/// The beginning of a message that is longer than fits a sentence.
pub fn brief(message: &str) -> String {
    match message.char_indices().nth(LONGEST) {
        None => message.to_owned(),
        Some((end, _)) => format!("{}…", &message[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_cut_where_it_is_read_and_whole_in_the_data() {
        let raised = |message: String| exception(&Exception { type_name: "ValueError".into(), message });
        assert_eq!(raised("é".repeat(LONGEST)), format!("ValueError: {}", "é".repeat(LONGEST)));
        assert_eq!(raised("é".repeat(LONGEST + 1)), format!("ValueError: {}…", "é".repeat(LONGEST)));
        assert_eq!(raised(String::new()), "ValueError");
    }
}
