//! Texts with places for what is known only when a user speaks: `{user}`, `{secret}`, `{token}`, `{n}`.

use serde::de::{self, Deserialize, Deserializer};

/// What may stand in braces.
pub const PLACES: [&str; 4] = ["user", "secret", "token", "n"];

/// A text with places to fill.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Template(String);

/// What fills the places of one user's texts.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// The user's name.
    pub user: String,
    /// What only this user may see.
    pub secret: String,
    /// From the login; empty before it.
    pub token: String,
    /// Which user, from 0.
    pub number: u32,
}

impl Values {
    fn of(&self, place: &str) -> Option<String> {
        match place {
            "user" => Some(self.user.clone()),
            "secret" => Some(self.secret.clone()),
            "token" => Some(self.token.clone()),
            "n" => Some(self.number.to_string()),
            _ => None,
        }
    }
}

/// How a value is written into the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// As it is.
    Plain,
    /// In a text of JSON: quotes and control characters escaped.
    Json,
    /// In the path or query of a URL: percent-encoded.
    Url,
}

impl Template {
    /// A text whose words in braces are known, or not meant as places.
    ///
    /// # Errors
    /// Where a word in braces looks like a misspelt place.
    pub fn parse(text: &str) -> Result<Self, String> {
        for word in words(text).map(|(_, word)| word) {
            let near = PLACES.iter().find(|place| strsim::jaro_winkler(word, place) > 0.85);
            if let (Some(near), false) = (near, PLACES.contains(&word)) {
                return Err(format!("`{{{word}}}` is not known: did you mean `{{{near}}}`?"));
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has this place.
    pub fn uses(&self, place: &str) -> bool {
        words(&self.0).any(|(_, word)| word == place)
    }

    /// With every place filled.
    pub fn fill(&self, values: &Values, within: Within) -> String {
        let mut filled = String::with_capacity(self.0.len());
        let mut done = 0;
        for (start, word) in words(&self.0) {
            let Some(value) = values.of(word) else { continue };
            filled.push_str(&self.0[done..start]);
            filled.push_str(&written(&value, within));
            done = start + word.len() + 2;
        }
        filled.push_str(&self.0[done..]);
        filled
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Each word of small letters in braces, and where its brace opens. The braces of JSON hold other things.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let (word, _) = text[start + 1..].split_once('}')?;
        let is_word =
            !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
        is_word.then_some((start, word))
    })
}

fn written(value: &str, within: Within) -> String {
    match within {
        Within::Plain => value.to_owned(),
        Within::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }
        Within::Url => value
            .bytes()
            .map(|byte| match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    char::from(byte).to_string()
                }
                other => format!("%{other:02X}"),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_written_as_their_surroundings_need() {
        let values = Values { user: "ada".into(), secret: "s".into(), token: "a\"b/ü".into(), number: 7 };
        let fill = |text: &str, within| Template::parse(text).expect("right").fill(&values, within);
        assert_eq!(
            fill(r#"{"u": "{user}", "n": {n}, "s": "{secret}"}"#, Within::Json),
            r#"{"u": "ada", "n": 7, "s": "s"}"#
        );
        assert_eq!(fill(r#"{"t":"{token}"}"#, Within::Json), r#"{"t":"a\"b/ü"}"#);
        assert_eq!(fill("/ws?token={token}", Within::Url), "/ws?token=a%22b%2F%C3%BC");
        assert_eq!(fill("Bearer {token}{", Within::Plain), "Bearer a\"b/ü{");
        assert_eq!(fill("{other} {} {{user}}", Within::Plain), "{other} {} {ada}");
    }

    #[test]
    fn a_misspelt_place_is_named() {
        let reported = Template::parse("{sercet}").expect_err("misspelt");
        assert_eq!(reported, "`{sercet}` is not known: did you mean `{secret}`?");
        assert!(Template::parse("{n}").is_ok_and(|template| template.uses("n") && !template.uses("user")));
    }
}
