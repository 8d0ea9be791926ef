//! The text of the one comment: what stands between its marks is ours, what somebody wrote around them is not.

use super::host::HostKind;

/// The marks of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    begin: String,
    end: String,
}

impl Marks {
    /// Of the comment of one configuration: a repository may have several.
    pub fn of(kind: HostKind, configuration: &str) -> Self {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/');
        let name: String = configuration.chars().map(|c| if plain(c) { c } else { '_' }).collect();
        Self {
            begin: kind.hidden(&format!("vitals pr {name}")),
            end: kind.hidden(&format!("end of vitals pr {name}")),
        }
    }

    /// Whether it is the comment.
    pub fn are_in(&self, body: &str) -> bool {
        body.contains(&self.begin)
    }

    /// A text as a comment.
    pub fn around(&self, text: &str) -> String {
        format!("{}\n\n{}\n\n{}", self.begin, text.trim(), self.end)
    }

    /// A comment with another text between its marks. Where the second one is gone, all behind the first is replaced.
    pub fn replaced(&self, body: &str, text: &str) -> String {
        let Some((before, rest)) = body.split_once(&self.begin) else { return self.around(text) };
        let after = rest.split_once(&self.end).map_or("", |(_, after)| after);
        format!("{before}{}{after}", self.around(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_around_the_marks_stays() {
        let marks = Marks::of(HostKind::GitHub, "shop/vitals.toml");
        let first = marks.around("one");
        assert_eq!(
            first,
            "<!-- vitals pr shop/vitals.toml -->\n\none\n\n<!-- end of vitals pr shop/vitals.toml -->"
        );
        assert_eq!(marks.replaced(&first, "one"), first);
        let edited = format!("A note.\n{}\nAnother.", first.replace("one", "1"));
        assert_eq!(marks.replaced(&edited, "two"), format!("A note.\n{}\nAnother.", marks.around("two")));
        let cut = first.replace("<!-- end of vitals pr shop/vitals.toml -->", "gone");
        assert_eq!(marks.replaced(&cut, "two"), marks.around("two"));
        assert!(!Marks::of(HostKind::GitHub, "other.toml").are_in(&first));
        let hostile = Marks::of(HostKind::GitHub, "a-->b\n.toml");
        assert_eq!(hostile.begin, "<!-- vitals pr a___b_.toml -->");
    }
}
