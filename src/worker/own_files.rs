//! While another commit is measured: nothing may come from the user's checkout.

use std::collections::HashSet;
use std::path::PathBuf;

use vitals_probes::wire::{Checkout, Message};

use super::failure::Failure;

/// The user's checkout, and what of it counts.
#[derive(Clone, Debug)]
pub struct NotFrom {
    /// Where it lies.
    pub checkout: Checkout,
    /// The files that git tracks there: what else lies in it is the same for every commit.
    pub tracked: HashSet<PathBuf>,
    /// What finds projects that are installed in place before anything else is asked: the module of a finder.
    pub finder: Option<String>,
}

impl NotFrom {
    /// Takes what the probe says of it out of the messages. A worker that loaded tracked files has measured another commit.
    pub fn failure(&self, messages: &mut Vec<Message>) -> Option<Failure> {
        let mut loaded = Vec::new();
        messages.retain_mut(|message| match message {
            Message::FromCheckout { files } => {
                loaded.append(files);
                false
            }
            _ => true,
        });
        loaded.retain(|file| self.tracked.contains(file));
        let files = loaded.len();
        let file = loaded.into_iter().min()?;
        Some(Failure::FromCheckout { file, files, finder: self.finder.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_files_that_git_tracks_count_and_others_do_not() {
        let not_from = NotFrom {
            checkout: Checkout { top: "/repo".into(), except: Vec::new() },
            tracked: ["/repo/b.py", "/repo/a.py"].map(PathBuf::from).into(),
            finder: None,
        };
        let said =
            |files: &[&str]| Message::FromCheckout { files: files.iter().map(PathBuf::from).collect() };
        let mut messages = vec![said(&["/repo/b.py", "/repo/generated.py", "/repo/a.py"]), Message::Done];
        let expected = Failure::FromCheckout { file: "/repo/a.py".into(), files: 2, finder: None };
        assert_eq!(not_from.failure(&mut messages), Some(expected));
        assert_eq!(messages.len(), 1);
        assert_eq!(not_from.failure(&mut vec![said(&["/repo/generated.py"])]), None);
    }
}
