//! The parent's side: starts a worker, gives it its task, and makes an outcome of whatever happens.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use command_fds::{CommandFdExt, FdMapping};
use rustix::fs::{MemfdFlags, memfd_create};
use vitals_probes::frame::Decoder;
use vitals_probes::wire::{Message, PROTOCOL, Request, Task};

use super::answer::{Answer, End};
use super::child;
use super::conditions::processors;
use super::last_look::{LastLook, Seen, printed};
use super::launch::{COMMAND, Launch, descriptor};
use super::library;
use super::meeting::Place;
use super::outcome::{LastOutput, Outcome};
use super::own_files::NotFrom;
use crate::config::{Conditions, Limits, Preparation};
use crate::plan::Budget;
use crate::process::{self, Ended, Interrupt, LeftBehind, SideChannel, Timeout};
use crate::python::{Interpreter, Mode};
use crate::quantity::Nanos;
use crate::untrusted::redact;

/// Variables that a worker gets beside the tool's own.
pub type Environment = BTreeMap<String, String>;

/// Starts workers, all alike but for their task.
#[derive(Debug)]
pub struct Worker {
    launch: Launch,
    /// What the process is called in a list of processes: the interpreter.
    name: PathBuf,
    root: PathBuf,
    environment: Environment,
    library: OwnedFd,
    pinned: Option<u32>,
    limits: Limits,
    not_from: Option<NotFrom>,
    preparation: Preparation,
}

impl Worker {
    /// Prepares what all workers of a run share.
    ///
    /// # Errors
    /// Where the probe library cannot be put in memory.
    pub fn new(
        python: &Interpreter,
        root: PathBuf,
        environment: Environment,
        limits: Limits,
        conditions: Conditions,
    ) -> io::Result<Self> {
        let launch = Launch {
            executable: python.executable.clone(),
            libpython: if python.mode == Mode::Embedded { python.libpython.clone() } else { None },
            limits,
            conditions,
            parent: std::process::id(),
        };
        Ok(Self {
            launch,
            name: python.executable.clone(),
            root,
            environment: with_hash_seed(environment, conditions),
            library: library::in_memory()?,
            pinned: conditions.processor,
            limits,
            not_from: None,
            preparation: Preparation::default(),
        })
    }

    /// The same, for the files of a commit: nothing may come from the checkout.
    pub fn not_from(self, not_from: NotFrom) -> Self {
        Self { not_from: Some(not_from), ..self }
    }

    /// The same, whose processes do this before they measure.
    pub fn prepared(self, preparation: Preparation) -> Self {
        Self { preparation, ..self }
    }

    /// The variables of the target's processes beside the tool's own.
    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The processor that workers are bound to, where they are.
    pub fn pinned(&self) -> Option<u32> {
        self.pinned
    }

    /// The processors on one of which two workers can run at once; none where no worker can be bound to one.
    pub fn processors(&self) -> Vec<u32> {
        processors(self.launch.conditions)
    }

    /// Runs one task in a fresh process; `heard` hears each message as it comes.
    ///
    /// # Errors
    /// Where the system refuses a process; what the target does wrong is in the outcome.
    pub fn run(
        &self,
        order: Order<'_>,
        heard: &mut dyn FnMut(&Message),
        interrupt: &Interrupt,
    ) -> io::Result<Outcome> {
        let attendance = order.place.map(Place::attend);
        let nonce = rand::random();
        let request = Request {
            protocol: PROTOCOL,
            nonce,
            deadline: order.timeout(),
            task: order.task.clone(),
            at_once: order.place.is_some(),
            checkout: self.not_from.as_ref().map(|not_from| not_from.checkout.clone()),
            argv: self.preparation.argv.clone(),
            setup: self
                .preparation
                .setup
                .iter()
                .map(String::as_str)
                .chain(order.setup)
                .map(str::to_owned)
                .collect(),
        };
        let (read, write) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        let places = File::from(memfd_create("vitals-places", MemfdFlags::CLOEXEC)?);
        let command = self.command(&request, [write, places.try_clone()?.into()], order)?;
        let seen = Seen::default();
        let mut reported = Received {
            decoder: Decoder::new(nonce),
            messages: Vec::new(),
            heard,
            seen: &seen,
            place: order.place,
        };
        let mut sink = |bytes: &[u8]| reported.take(bytes);
        let mut look = None;
        let mut before_end = |child| {
            order.place.into_iter().for_each(Place::time_is_over);
            look = Some(seen.look(child, &places));
        };
        let side = SideChannel { pipe: read, sink: &mut sink, before_end: Some(&mut before_end) };
        let timeout =
            Timeout { until: order.budget.ends(), ..Timeout::of(Duration::from_nanos(order.idle.0)) };
        let ended = process::run(command, Some(side), timeout, interrupt);
        drop(attendance);
        let ended = ended?;
        // Where it cannot be read, no place is known.
        let places = printed(&places).unwrap_or_default();
        let mut outcome = reported.outcome(ended, look, &places, order.idle, self.limits);
        if let Some(failure) =
            self.not_from.as_ref().and_then(|not_from| not_from.failure(&mut outcome.messages))
        {
            outcome.failure = Some(failure);
        }
        Ok(outcome)
    }

    fn command(
        &self,
        request: &Request,
        [result, places]: [OwnedFd; 2],
        order: Order<'_>,
    ) -> io::Result<Command> {
        let processor = order.place.map(Place::processor).or(self.pinned);
        let conditions = Conditions { processor, ..self.launch.conditions };
        let launch = Launch { conditions, ..self.launch.clone() };
        let gate = match order.place {
            Some(place) => place.gate()?,
            None => File::open("/dev/null")?.into(),
        };
        let mut command = Command::new("/proc/self/exe");
        command
            .arg0(&self.name)
            .arg(COMMAND)
            .arg(serde_json::to_string(&launch)?)
            .current_dir(&self.root)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .envs(&self.environment)
            .envs(order.variables);
        let inherited = [
            (in_memory(&serde_json::to_vec(request)?)?, descriptor::REQUEST),
            (result, descriptor::RESULT),
            (self.library.try_clone()?, descriptor::LIBRARY),
            (places, descriptor::PLACES),
            (gate, descriptor::GATE),
        ];
        let mappings = inherited.map(|(parent_fd, child_fd)| FdMapping { parent_fd, child_fd }).into();
        command.fd_mappings(mappings).map_err(io::Error::other)?;
        Ok(command)
    }
}

fn with_hash_seed(mut environment: Environment, conditions: Conditions) -> Environment {
    if let Some(seed) = conditions.hash_seed {
        environment.insert("PYTHONHASHSEED".into(), seed.to_string());
    }
    environment
}

/// One worker's work, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The work.
    pub task: &'a Task,
    /// Longest time without progress.
    pub idle: Nanos,
    /// The end of the whole run.
    pub budget: Budget,
    /// Variables that win over the target's.
    pub variables: &'a Environment,
    /// Where it works at once with another one.
    pub place: Option<Place<'a>>,
    /// Python source that runs before the work, after that of the target.
    pub setup: Option<&'a str>,
}

impl Order<'_> {
    /// How long the worker has when it shows no progress.
    fn timeout(&self) -> Nanos {
        self.idle.min(self.budget.left())
    }
}

/// The request as a file: a pipe could block on a long one, and the child may read it when it likes.
fn in_memory(bytes: &[u8]) -> io::Result<OwnedFd> {
    use std::io::Seek;
    let mut file = std::fs::File::from(memfd_create("vitals-request", MemfdFlags::CLOEXEC)?);
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file.into())
}

/// What a worker has sent so far.
struct Received<'a> {
    decoder: Decoder,
    messages: Vec<Message>,
    heard: &'a mut dyn FnMut(&Message),
    seen: &'a Seen,
    place: Option<Place<'a>>,
}

impl Received<'_> {
    /// Takes bytes as they come. True where a message was among them that shows progress.
    fn take(&mut self, bytes: &[u8]) -> bool {
        self.decoder.push(bytes);
        let mut progress = false;
        while let Some(message) = self.decoder.next_message() {
            progress |= shows_progress(&message);
            self.seen.hear(&message);
            if let (Message::AtGate, Some(place)) = (&message, self.place) {
                place.arrives();
            }
            (self.heard)(&message);
            self.messages.push(message);
        }
        progress
    }

    fn outcome(
        self,
        ended: Ended,
        look: Option<LastLook>,
        places: &str,
        idle: Nanos,
        limits: Limits,
    ) -> Outcome {
        let foreign = self.decoder.foreign_bytes();
        let mut answer = Answer::default();
        for message in self.messages {
            answer.sort(message);
        }
        let output = LastOutput::of(&ended.stdout, &ended.stderr);
        let end = End { ended: &ended, look, places, idle, limits, foreign, output: &output };
        let failure = answer.failure(end);
        Outcome {
            start_up: answer.entered.map(|at| at.since(ended.spawned_at)),
            messages: answer.kept,
            failure,
            wall: ended.wall,
            used: ended.used,
            output,
            left_behind: ended.left_behind.iter().map(name_of).collect(),
        }
    }
}

/// Not what only says that somebody works, or stands.
fn shows_progress(message: &Message) -> bool {
    !matches!(message, Message::Working { .. } | Message::Stalled(_) | Message::Asked | Message::Answered)
}

/// What a process that was left behind is called. Before an `exec` its command line is still the worker's own.
fn name_of(left: &LeftBehind) -> String {
    let own = left.command.iter().any(|word| word == COMMAND || word.contains(child::HOST_SCRIPT));
    let name = if own {
        "a forked copy of the service".to_owned()
    } else {
        redact(&left.command.join(" ")).chars().take(80).collect()
    };
    format!("{name} (process {})", left.number)
}
