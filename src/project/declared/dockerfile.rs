//! Takes a Dockerfile, gives what its last stage starts: the exec form and the shell form.

use std::path::{Path, PathBuf};

use super::command::{Served, served_by_line, served_by_words};
use crate::project::place::Place;
use crate::project::reading::text_of;
use crate::project::unread::Unread;

/// The commands of `ENTRYPOINT` and `CMD`.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(root: &Path, file: &PathBuf) -> Result<Vec<(Served, Place)>, Unread> {
    let text = text_of(root, file)?;
    Ok(served(&text).into_iter().map(|(served, line)| (served, Place::at(file, line))).collect())
}

fn served(text: &str) -> Vec<(Served, u32)> {
    let mut last = [None, None];
    for (line, instruction) in instructions(text) {
        let (word, rest) = instruction.split_once(char::is_whitespace).unwrap_or((&instruction, ""));
        match word.to_ascii_uppercase().as_str() {
            "FROM" => last = [None, None],
            "ENTRYPOINT" => last[0] = Some((line, rest.trim().to_owned())),
            "CMD" => last[1] = Some((line, rest.trim().to_owned())),
            _ => {}
        }
    }
    let [entry, command] = last;
    // Two exec forms are one command.
    if let (Some((line, entry)), Some((_, command))) = (&entry, &command)
        && let (Some(mut words), Some(more)) = (exec_form(entry), exec_form(command))
    {
        words.extend(more);
        return served_by_words(words).into_iter().map(|served| (served, *line)).collect();
    }
    let of_one = |(line, command): (u32, String)| {
        let served = exec_form(&command).map_or_else(|| served_by_line(&command), served_by_words);
        served.into_iter().map(move |served| (served, line))
    };
    [entry, command].into_iter().flatten().flat_map(of_one).collect()
}

/// A list in JSON.
fn exec_form(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

/// Each instruction with its first line; those that go on over several lines are put together.
fn instructions(text: &str) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut goes_on = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (part, more) = line.strip_suffix('\\').map_or((line, false), |part| (part.trim_end(), true));
        match found.last_mut() {
            Some((_, instruction)) if goes_on => {
                instruction.push(' ');
                instruction.push_str(part);
            }
            _ => found.push((number, part.to_owned())),
        }
        goes_on = more;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::declared::command::Target;

    fn modules(text: &str) -> Vec<(String, u32)> {
        let module = |(served, line): (Served, u32)| match served.target {
            Target::Module(module) => (module, line),
            Target::File(file) => (file.display().to_string(), line),
        };
        served(text).into_iter().map(module).collect()
    }

    #[test]
    fn the_last_stage_counts_in_every_form() {
        let stages =
            "FROM a AS build\nCMD uvicorn old:app\nFROM b\n# CMD x\ncmd [\"uvicorn\", \"shop:app\"]\n";
        assert_eq!(modules(stages), [("shop".to_owned(), 5)]);
        let shell =
            "FROM a\nENTRYPOINT exec gunicorn \\\n  # workers\n  -w 4 \\\n  shop.wsgi:app --bind :$PORT\n";
        assert_eq!(modules(shell), [("shop.wsgi".to_owned(), 2)]);
        let both = "FROM a\nENTRYPOINT [\"uvicorn\"]\nCMD [\"shop.main:app\"]\n";
        assert_eq!(modules(both), [("shop.main".to_owned(), 2)]);
        assert_eq!(
            modules("FROM a\nENTRYPOINT [\"/entry.sh\"]\nCMD python server.py\n"),
            [("server.py".to_owned(), 3)]
        );
        assert_eq!(modules("CMD"), []);
        assert_eq!(modules("FROM a\nCMD [\"broken"), []);
    }
}
