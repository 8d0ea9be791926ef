//! `vitals notify`: sends what waits, or a test.

use super::arguments::Notify;
use super::conduct::listen;
use super::console;
use super::error::CliError;
use super::exit::Exit;
use super::notified::trouble;
use super::project::Project;
use crate::config::{self, ReceiverSettings};
use crate::notify::{Notice, State};
use crate::report::now;
use crate::system_error::SystemError;

pub fn run(arguments: &Notify) -> Result<Exit, CliError> {
    let project = Project::find(arguments.config.file())?;
    let settings = config::read_target(project.file())?;
    let receivers = chosen(&settings.notify, &arguments.names)?;
    let interrupt = listen()?;
    let outbox = project.outbox();
    if arguments.test {
        outbox
            .add(&receivers, &test(&project))
            .map_err(|error| CliError::Unkept(SystemError::from(error)))?;
    }
    let deliveries = outbox.send(&receivers, &interrupt);
    let mut failed = false;
    for receiver in &receivers {
        let delivery = deliveries.iter().find(|delivery| delivery.receiver == receiver.name);
        let line = match delivery {
            None => "nothing waits".to_owned(),
            Some(delivery) => match trouble(delivery) {
                None => format!("{} sent", delivery.sent),
                Some(line) => {
                    failed = true;
                    line
                }
            },
        };
        console::line(format_args!("{:16} {line}", receiver.name))?;
    }
    if receivers.is_empty() {
        console::line("no [[notify]] in the configuration")?;
    }
    Ok(if failed { Exit::Fail } else { Exit::Pass })
}

/// What begins and ends at once, marked as a test.
fn test(project: &Project) -> [Notice; 2] {
    let about = project.folder_shown();
    [State::Open, State::Over].map(|state| Notice {
        key: Notice::key_of(&[&about, "test"]),
        state,
        summary: "TEST of vitals: nothing is wrong".to_owned(),
        lines: vec!["sent by `vitals notify --test`".to_owned()],
        project: about.clone(),
        subject: "test".to_owned(),
        at: now(),
        ends: None,
        metrics: None,
    })
}

fn chosen<'a>(all: &'a [ReceiverSettings], names: &[String]) -> Result<Vec<&'a ReceiverSettings>, CliError> {
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|receiver| receiver.name == **name)) {
        let known = all.iter().map(|receiver| receiver.name.as_str()).collect::<Vec<_>>().join(", ");
        return Err(CliError::NoSuchReceiver { wanted: unknown.clone(), known });
    }
    Ok(all.iter().filter(|receiver| names.is_empty() || names.contains(&receiver.name)).collect())
}
