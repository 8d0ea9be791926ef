//! How a run is conducted: the options that most commands share.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Conditions, Limits, Settings, assignment};
use crate::plan::Budget;
use crate::quantity::{WrittenDuration, WrittenSize};
use crate::report::command_line;
use crate::session::Conduct;

/// How a run is conducted.
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    /// A python, its version, or an environment's folder
    ///
    /// By default the configuration's, that of VIRTUAL_ENV, of .venv, or python3.
    #[arg(long, value_name = "PATH", help_heading = "Target")]
    pub python: Option<PathBuf>,
    /// Where the target runs [default: the configuration's]
    ///
    /// Put on sys.path as `python -c` does. Without a configuration, the current folder.
    #[arg(long, value_name = "DIR", help_heading = "Target")]
    pub root: Option<PathBuf>,
    /// A variable for the target
    ///
    /// May be given more than once.
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = assignment, help_heading = "Target")]
    pub environment: Vec<(String, String)>,
    /// Address space of each worker, e.g. 2GB
    #[arg(long, value_name = "SIZE", help_heading = "Target", hide_short_help = true)]
    pub address_space: Option<WrittenSize>,
    /// Processor time of each worker, e.g. 30s
    #[arg(long, value_name = "TIME", help_heading = "Target", hide_short_help = true)]
    pub cpu_time: Option<WrittenDuration>,
    /// Run on this processor alone [default: on any, as the service does]
    #[arg(long, value_name = "CPU", help_heading = "Conditions", hide_short_help = true)]
    pub pin: Option<u32>,
    /// Load everything at fixed addresses
    #[arg(long, help_heading = "Conditions", hide_short_help = true)]
    pub no_aslr: bool,
    /// Fix the seed of Python's hashes, and so the order of its sets
    #[arg(long, value_name = "N", help_heading = "Conditions", hide_short_help = true)]
    pub hash_seed: Option<u32>,
    /// The longest that one import, creation or round may take [default: 60s]
    #[arg(long, value_name = "TIME", help_heading = "Conduct", hide_short_help = true)]
    pub timeout: Option<WrittenDuration>,
    /// The longest that the whole run may take
    ///
    /// By default 3m for each probe.
    #[arg(long, value_name = "TIME", help_heading = "Target")]
    pub budget: Option<WrittenDuration>,
    /// Go on with a probe after a sample that failed
    #[arg(long, help_heading = "Conduct", hide_short_help = true)]
    pub keep_going: bool,
    /// No progress on standard error
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

impl RunArgs {
    /// What chooses the target and how it is measured, as it is written on a command line. A whole run's budget is not that of one
    /// probe.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut add = |option: &str, value: Option<String>| {
            words.extend(value.map(|value| [option.to_owned(), value]).into_iter().flatten());
        };
        add("--python", self.python.as_ref().map(|place| place.display().to_string()));
        add("--root", self.root.as_ref().map(|place| place.display().to_string()));
        self.environment.iter().for_each(|(name, value)| add("--env", Some(format!("{name}={value}"))));
        add("--address-space", self.address_space.map(|size| size.to_string()));
        add("--cpu-time", self.cpu_time.map(|time| time.to_string()));
        add("--pin", self.pin.map(|processor| processor.to_string()));
        add("--hash-seed", self.hash_seed.map(|seed| seed.to_string()));
        add("--timeout", self.timeout.map(|time| time.to_string()));
        let flags = [(self.no_aslr, "--no-aslr"), (self.keep_going, "--keep-going")];
        words.extend(flags.into_iter().filter(|(given, _)| *given).map(|(_, flag)| flag.to_owned()));
        words
    }

    /// As the session takes it. The run's budget begins now: what was given, else what is usual for such a run.
    pub fn conduct(&self, usual: Budget) -> Conduct {
        Conduct {
            python: self.python.clone(),
            timeout: self.timeout.map(|time| time.0),
            budget: Budget::given(self.budget.map(|time| time.0), usual),
            keep_going: self.keep_going,
            fail_fast: false,
            command: command_line(),
        }
    }

    /// Settings of a run without a configuration.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::default();
        self.apply(&mut settings);
        settings
    }

    /// Puts what the command line says over what the configuration says.
    pub fn apply(&self, settings: &mut Settings) {
        if let Some(root) = &self.root {
            settings.root = root.clone();
        }
        settings.environment.extend(self.environment.iter().cloned());
        settings.limits = self.limits(settings.limits);
        settings.conditions = self.conditions();
    }

    /// What is held still.
    pub fn conditions(&self) -> Conditions {
        Conditions { processor: self.pin, fixed_addresses: self.no_aslr, hash_seed: self.hash_seed }
    }

    /// Limits of the workers; those of the command line win.
    pub fn limits(&self, configured: Limits) -> Limits {
        Limits {
            address_space: self.address_space.map(|size| size.0).or(configured.address_space),
            cpu_time: self.cpu_time.map(|time| time.0).or(configured.cpu_time),
        }
    }
}
