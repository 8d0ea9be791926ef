//! Takes a command line as a shell reads it, gives the words of each of its commands. Nothing is expanded, nothing runs.

/// The commands between `&&`, `||`, `;` and `|`. One whose quotes are not closed is split at its spaces.
pub fn commands_of(line: &str) -> Vec<Vec<String>> {
    let words: Vec<String> =
        shlex::split(line).unwrap_or_else(|| line.split_whitespace().map(str::to_owned).collect());
    separated(words)
}

/// The same, of words that are split already.
pub fn separated(words: Vec<String>) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    for word in words {
        let is_end = matches!(word.as_str(), "&&" | "||" | ";" | "|" | "&");
        let (word, ends) = match word.strip_suffix(';') {
            Some(before) => (before.to_owned(), true),
            None => (word, is_end),
        };
        if !is_end && !word.is_empty() {
            commands.last_mut().into_iter().for_each(|command| command.push(word.clone()));
        }
        if ends {
            commands.push(Vec::new());
        }
    }
    commands.retain(|command| !command.is_empty());
    commands
}
