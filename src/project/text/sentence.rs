//! The sentences of a proposal's comments.

use crate::project::proposal::{Why, WhyNot};
use crate::project::suite::Promise;
use crate::project::unread::{Unread, WhyUnread};

/// Why something is proposed.
pub fn why(why: &Why) -> String {
    match why {
        Why::Served { program, at } => format!("{at}: `{program}` starts it"),
        Why::Script { name, at } => format!("{at}: the command `{name}` starts here"),
        Why::Application { framework, name, at } => format!("{at}: the {framework} application `{name}`"),
        Why::Returns { what, at } => format!("{at}: returns a new {what}"),
        Why::Settings { at } => format!("{at}: Django's settings"),
        Why::Main { at } => format!("{at}: it is run as a program"),
        Why::NamePromises => "chosen by its name alone: no file says what starts the service".to_owned(),
        Why::Package => "the package itself: no file says what starts a service".to_owned(),
        Why::PackagesIn(folder) => format!("packages lie in {}", folder.display()),
        Why::Tests { paths: 1 } => "one file is named so".to_owned(),
        Why::Tests { paths } => format!("{paths} files are named so"),
        Why::AllTests => "the tests that pytest finds in files named test_*.py".to_owned(),
        Why::TestPaths => "where pytest is configured to look (`testpaths`)".to_owned(),
        Why::Everything => "all files of the project but tests, examples and documentation".to_owned(),
    }
}

/// Why something cannot work as it is.
pub fn why_not(why: &WhyNot) -> String {
    match why {
        WhyNot::StartsOnImport(at) => {
            format!(
                "{at} starts the service when the module is imported: put that below `if __name__ == \"__main__\":`"
            )
        }
        WhyNot::NeedsArguments(names) => {
            format!("give it values for `args`, Python expressions: {}", names.join(", "))
        }
    }
}

/// The name of a check.
pub fn name_of(promise: Option<Promise>) -> &'static str {
    match promise {
        Some(Promise::GoldenPath) => "golden path",
        Some(Promise::Isolation) => "user isolation",
        Some(Promise::EndToEnd) => "end to end",
        Some(Promise::Smoke) => "smoke",
        None => "tests",
    }
}

/// What could not be read, in a line.
pub fn unread(Unread { path, why }: &Unread) -> String {
    let path = path.display();
    match why {
        WhyUnread::System(error) => format!("{path}: {error}"),
        WhyUnread::TooLarge => format!("{path}: larger than 4 MiB"),
        WhyUnread::NotUtf8 => format!("{path}: not UTF-8"),
        WhyUnread::Malformed { line: Some(line), message } => {
            format!("{path}:{line}: {}", first_line(message))
        }
        WhyUnread::Malformed { line: None, message } => format!("{path}: {}", first_line(message)),
        WhyUnread::Python(fault) => format!("{path}:{}: {}", fault.line, first_line(&fault.message)),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
