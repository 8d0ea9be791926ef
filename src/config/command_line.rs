//! A configured command: a program and its arguments, never a shell.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A command as the configuration writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    word: String,
    program: Program,
    arguments: Vec<String>,
}

/// What the first word of a command means.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Program {
    /// `python` and `python3`: the target's interpreter, whatever `PATH` has.
    TargetPython,
    /// With a slash: a path, relative to the target's root.
    Path(PathBuf),
    /// To be looked up on `PATH`.
    Name,
}

impl CommandLine {
    /// The words of a command.
    ///
    /// # Errors
    /// Where there is no program, or a word has a NUL character.
    pub fn parse(words: Vec<String>) -> Result<Self, &'static str> {
        let mut words = words.into_iter();
        let Some(word) = words.next().filter(|word| !word.is_empty()) else {
            return Err(
                "a command is empty: write the program and its arguments as a list, [\"python\", \"server.py\"]",
            );
        };
        let arguments: Vec<String> = words.collect();
        if word.contains('\0') || arguments.iter().any(|argument| argument.contains('\0')) {
            return Err("there is a NUL character in it");
        }
        let program = match word.as_str() {
            "python" | "python3" => Program::TargetPython,
            path if path.contains('/') => Program::Path(path.into()),
            _ => Program::Name,
        };
        Ok(Self { word, program, arguments })
    }

    /// The program, as written.
    pub fn program(&self) -> &str {
        &self.word
    }

    /// The program's path, where it is one.
    pub fn path(&self) -> Option<&Path> {
        match &self.program {
            Program::Path(path) => Some(path),
            Program::TargetPython | Program::Name => None,
        }
    }

    /// The same command with this program.
    pub fn starting(&self, program: PathBuf) -> Self {
        Self { program: Program::Path(program), ..self.clone() }
    }

    /// Whether the program is the target's interpreter.
    pub fn needs_python(&self) -> bool {
        self.program == Program::TargetPython
    }

    /// All of it, as written.
    pub fn words(&self) -> Vec<String> {
        std::iter::once(self.word.clone()).chain(self.arguments.iter().cloned()).collect()
    }

    /// What follows the program.
    pub fn arguments(&self) -> impl Iterator<Item = &String> {
        self.arguments.iter()
    }

    /// Whether one of its arguments holds this text.
    pub fn has(&self, text: &str) -> bool {
        self.arguments.iter().any(|argument| argument.contains(text))
    }

    /// The same with another text in its place, in the arguments.
    pub fn with(&self, text: &str, other: &str) -> Self {
        let arguments = self.arguments.iter().map(|argument| argument.replace(text, other)).collect();
        Self { arguments, ..self.clone() }
    }

    /// The command of a target in `root` whose interpreter is `python`.
    pub fn command(&self, root: &Path, python: &Path) -> Command {
        let mut command = match &self.program {
            Program::TargetPython => Command::new(python),
            Program::Path(path) => {
                let path = root.join(path);
                Command::new(std::path::absolute(&path).unwrap_or(path))
            }
            Program::Name => Command::new(&self.word),
        };
        command.args(&self.arguments).current_dir(root);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(words: &[&str]) -> PathBuf {
        let line =
            CommandLine::parse(words.iter().map(|word| (*word).to_owned()).collect()).expect("a command");
        line.command(Path::new("/srv/shop"), Path::new("/opt/venv/bin/python")).get_program().into()
    }

    #[test]
    fn d13_python_is_the_targets_and_a_path_is_relative_to_the_root() {
        for (word, expected) in [
            ("python", "/opt/venv/bin/python"),
            ("python3", "/opt/venv/bin/python"),
            ("python3.11", "python3.11"),
            ("true", "true"),
            ("./bin/python", "/srv/shop/bin/python"),
            ("/usr/bin/python3", "/usr/bin/python3"),
        ] {
            assert_eq!(program(&[word, "-V"]), Path::new(expected), "{word}");
        }
    }

    #[test]
    fn what_cannot_be_started_is_no_command() {
        for words in [vec![], vec![""], vec!["a\0b"], vec!["a", "b\0"]] {
            assert!(
                CommandLine::parse(words.iter().map(|word| (*word).to_owned()).collect()).is_err(),
                "{words:?}"
            );
        }
    }
}
