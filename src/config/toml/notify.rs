//! The keys of a receiver as written, and what they mean.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::file::TomlFile;
use super::texts::WrittenCommand;
use crate::config::command_line::CommandLine;
use crate::config::error::ConfigError;
use crate::config::notify::{Occasion, ReceiverKind, ReceiverSettings, Secret};

const PAGERDUTY: &str = "https://events.pagerduty.com/v2/enqueue";

/// The keys of all kinds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifyTable {
    kind: Kind,
    name: Option<String>,
    when: Option<Vec<Occasion>>,
    command: Option<WrittenCommand>,
    path: Option<PathBuf>,
    from: Option<String>,
    to: Option<Vec<String>>,
    url: Option<String>,
    url_env: Option<String>,
    url_file: Option<PathBuf>,
    routing_key_env: Option<String>,
    routing_key_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Command,
    File,
    Mail,
    Slack,
    Teams,
    Alertmanager,
    Otlp,
    PagerDuty,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::File => "file",
            Self::Mail => "mail",
            Self::Slack => "slack",
            Self::Teams => "teams",
            Self::Alertmanager => "alertmanager",
            Self::Otlp => "otlp",
            Self::PagerDuty => "pagerduty",
        }
    }
}

impl TomlFile<'_> {
    /// The receivers, each with a name of its own.
    ///
    /// # Errors
    /// Where keys do not fit a kind, or two have one name.
    pub fn receivers(&self, tables: Vec<Spanned<NotifyTable>>) -> Result<Vec<ReceiverSettings>, ConfigError> {
        let mut receivers: Vec<ReceiverSettings> = Vec::new();
        for table in tables {
            let span = table.span();
            let receiver = table
                .into_inner()
                .settings(self.folder())
                .map_err(|message| self.at(&message, None, Some(span.clone())))?;
            if receivers.iter().any(|other| other.name == receiver.name) {
                let message = format!("two [[notify]] have the name `{}`", receiver.name);
                return Err(self.at(&message, Some("give each a `name`".into()), Some(span)));
            }
            receivers.push(receiver);
        }
        Ok(receivers)
    }
}

impl NotifyTable {
    fn settings(mut self, folder: &Path) -> Result<ReceiverSettings, String> {
        let word = self.kind.word();
        let name = self.name.take().unwrap_or_else(|| word.to_owned());
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "._- ".contains(letter);
        if name.is_empty() || !name.chars().all(fits) || name.starts_with('.') {
            return Err(format!(
                "`{name}` is no name of a receiver: letters, digits, `.`, `_`, `-` and spaces"
            ));
        }
        let when = self.when.take().unwrap_or_else(|| vec![Occasion::Night, Occasion::Watch]);
        let kind = self.receives(folder)?;
        if let Some(key) = self.left() {
            return Err(format!("`{key}` says nothing of a receiver of the kind \"{word}\""));
        }
        Ok(ReceiverSettings { name, kind, when })
    }

    /// Takes the keys of its kind.
    fn receives(&mut self, folder: &Path) -> Result<ReceiverKind, String> {
        Ok(match self.kind {
            Kind::Command => ReceiverKind::Command(self.command.take().ok_or("`command` is missing")?.0),
            Kind::File => ReceiverKind::File(folder.join(self.path.take().ok_or("`path` is missing")?)),
            Kind::Mail => ReceiverKind::Mail {
                command: match self.command.take() {
                    Some(command) => command.0,
                    None => sendmail()?,
                },
                from: address(self.from.take().ok_or("`from` is missing")?)?,
                to: self.recipients()?,
            },
            Kind::Slack => ReceiverKind::Slack(self.secret_url(folder)?),
            Kind::Teams => ReceiverKind::Teams(self.secret_url(folder)?),
            Kind::Alertmanager => {
                ReceiverKind::Alertmanager(web(self.url.take().ok_or("`url` is missing")?)?)
            }
            Kind::Otlp => ReceiverKind::Otlp(web(self.url.take().ok_or("`url` is missing")?)?),
            Kind::PagerDuty => ReceiverKind::PagerDuty {
                routing_key: secret(
                    (self.routing_key_env.take(), self.routing_key_file.take()),
                    "routing_key",
                    folder,
                )?,
                url: web(self.url.take().unwrap_or_else(|| PAGERDUTY.to_owned()))?,
            },
        })
    }

    fn recipients(&mut self) -> Result<Vec<String>, String> {
        let to = self.to.take().filter(|to| !to.is_empty()).ok_or("`to` is missing: a list of addresses")?;
        to.into_iter().map(address).collect()
    }

    fn secret_url(&mut self, folder: &Path) -> Result<Secret, String> {
        if self.url.is_some() {
            return Err("the address of a webhook is a secret: name a variable (`url_env`) or a file \
                        (`url_file`) that holds it"
                .into());
        }
        secret((self.url_env.take(), self.url_file.take()), "url", folder)
    }

    /// A key that no kind has taken.
    fn left(&self) -> Option<&'static str> {
        let given = [
            ("command", self.command.is_some()),
            ("path", self.path.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("url", self.url.is_some()),
            ("url_env", self.url_env.is_some()),
            ("url_file", self.url_file.is_some()),
            ("routing_key_env", self.routing_key_env.is_some()),
            ("routing_key_file", self.routing_key_file.is_some()),
        ];
        given.into_iter().find_map(|(key, given)| given.then_some(key))
    }
}

fn sendmail() -> Result<CommandLine, String> {
    let words = ["/usr/sbin/sendmail", "-t", "-i"].map(str::to_owned).to_vec();
    CommandLine::parse(words).map_err(str::to_owned)
}

fn secret(
    (variable, file): (Option<String>, Option<PathBuf>),
    key: &str,
    folder: &Path,
) -> Result<Secret, String> {
    match (variable, file) {
        (Some(variable), None) => Ok(Secret::Variable(variable)),
        (None, Some(file)) => Ok(Secret::File(folder.join(file))),
        _ => Err(format!("one of `{key}_env` and `{key}_file` is wanted")),
    }
}

/// One that cannot become another header of a message.
fn address(text: String) -> Result<String, String> {
    let fits = text.contains('@') && !text.chars().any(|letter| letter.is_control() || letter == ',');
    if fits { Ok(text) } else { Err(format!("{text:?} is no address of mail")) }
}

fn web(text: String) -> Result<String, String> {
    let fits =
        (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    if fits {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err(format!("{text:?} is no address of the web"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<ReceiverSettings>, String> {
        let file = TomlFile { path: Path::new("vitals.toml"), text };
        file.settings().map(|settings| settings.notify).map_err(|error| error.to_string())
    }

    #[test]
    fn each_kind_takes_its_own_keys() {
        let text = "[[notify]]\nkind = \"slack\"\nurl_env = \"HOOK\"\nwhen = [\"night\"]\n\
                    [[notify]]\nkind = \"file\"\nname = \"log\"\npath = \"notices.jsonl\"\n\
                    [[notify]]\nkind = \"mail\"\nfrom = \"vitals@example.org\"\nto = [\"ops@example.org\"]\n\
                    [[notify]]\nkind = \"pagerduty\"\nrouting_key_file = \"key\"\n";
        let receivers = read(text).expect("receivers");
        assert_eq!(
            receivers.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            ["slack", "log", "mail", "pagerduty"]
        );
        assert_eq!(receivers[0].when, [Occasion::Night]);
        assert_eq!(receivers[0].kind, ReceiverKind::Slack(Secret::Variable("HOOK".into())));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_line() {
        for (text, words) in [
            ("kind = \"slack\"", "one of `url_env` and `url_file`"),
            ("kind = \"slack\"\nurl = \"https://hooks.example.org/x\"", "is a secret"),
            ("kind = \"file\"\npath = \"x\"\nto = [\"a@b\"]", "`to` says nothing of a receiver"),
            ("kind = \"mail\"\nfrom = \"a@b\\nBcc: c@d\"\nto = [\"a@b\"]", "is no address of mail"),
            ("kind = \"alertmanager\"\nurl = \"ftp://x\"", "is no address of the web"),
            ("kind = \"carrier pigeon\"", "unknown variant"),
            (
                "kind = \"file\"\npath = \"a\"\n[[notify]]\nkind = \"file\"\npath = \"b\"",
                "have the name `file`",
            ),
        ] {
            let refused = read(&format!("[[notify]]\n{text}\n")).expect_err(text);
            assert!(refused.contains(words) && refused.contains("line "), "{refused}");
        }
    }
}
