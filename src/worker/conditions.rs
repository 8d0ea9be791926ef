//! What is held still in a worker, and whether it can be: the tool tries it on itself before anything is measured.

use std::fs;
use std::io;
use std::thread;

use miette::Diagnostic;
use nix::sys::personality::{self, Persona};
use rustix::io::Errno;
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use thiserror::Error;

use crate::blame::Blame;
use crate::config::Conditions;
use crate::system_error::SystemError;

/// Why something cannot be held still here.
#[derive(Debug, Error, Diagnostic)]
pub enum ConditionError {
    /// `--pin`.
    #[error("there is no processor {processor} that may be used here")]
    #[diagnostic(help("--pin takes one of {allowed}"))]
    NoProcessor {
        /// Its number.
        processor: u32,
        /// Those that may be used, as the kernel lists them.
        allowed: String,
    },
    /// `--no-aslr`.
    #[error("addresses cannot be fixed here: {error}")]
    #[diagnostic(help(
        "a seccomp profile refuses personality(2), as most containers have one: leave --no-aslr out, or start the \
         container with `--security-opt seccomp=unconfined`"
    ))]
    RandomAddresses {
        /// The system's reason.
        error: SystemError,
    },
    /// There is no thread to try it in.
    #[error("no thread can be started: {error}")]
    #[diagnostic(help("{}", error.advice()))]
    NotTried {
        /// The system's reason.
        error: SystemError,
    },
}

impl ConditionError {
    /// Whose fault it is.
    pub fn blame(&self) -> Blame {
        match self {
            Self::NoProcessor { .. } | Self::RandomAddresses { .. } => Blame::Usage,
            Self::NotTried { .. } => Blame::System,
        }
    }
}

/// Tries it in a thread, which alone is held still and then ends.
///
/// # Errors
/// Where the kernel refuses.
pub fn try_conditions(conditions: Conditions) -> Result<(), ConditionError> {
    if conditions == (Conditions { hash_seed: conditions.hash_seed, ..Conditions::default() }) {
        return Ok(());
    }
    thread::scope(|scope| {
        let tried = thread::Builder::new().spawn_scoped(scope, || hold_still(conditions));
        let tried = tried.map_err(|error| ConditionError::NotTried { error: error.into() })?;
        let panicked = |_| Err(ConditionError::NotTried { error: io::Error::other("it panicked").into() });
        tried.join().unwrap_or_else(panicked).map(drop)
    })
}

/// Pins the calling thread and takes the randomness out of its addresses, where asked for. True where the latter holds
/// only for the next program that it becomes.
pub fn hold_still(conditions: Conditions) -> Result<bool, ConditionError> {
    if let Some(processor) = conditions.processor {
        pin(processor).map_err(|_| ConditionError::NoProcessor { processor, allowed: allowed() })?;
    }
    if !conditions.fixed_addresses {
        return Ok(false);
    }
    let refused = |error: nix::errno::Errno| ConditionError::RandomAddresses {
        error: io::Error::from_raw_os_error(error as i32).into(),
    };
    let persona = personality::get().map_err(refused)?;
    if persona.contains(Persona::ADDR_NO_RANDOMIZE) {
        return Ok(false);
    }
    personality::set(persona | Persona::ADDR_NO_RANDOMIZE).map_err(refused)?;
    Ok(true)
}

/// The processors that workers may be bound to: the one that they are bound to already, else those of this process. None
/// where the kernel refuses it.
pub fn processors(conditions: Conditions) -> Vec<u32> {
    let usable: Vec<u32> = match conditions.processor {
        Some(processor) => vec![processor],
        None => sched_getaffinity(None).map_or_else(
            |_| Vec::new(),
            |set| {
                (0..CpuSet::MAX_CPU)
                    .filter(|number| set.is_set(*number))
                    .map(|number| number as u32)
                    .collect()
            },
        ),
    };
    let can = |processor: &u32| {
        try_conditions(Conditions { processor: Some(*processor), ..Conditions::default() }).is_ok()
    };
    if usable.first().is_some_and(can) { usable } else { Vec::new() }
}

fn pin(processor: u32) -> rustix::io::Result<()> {
    let mut set = CpuSet::new();
    if processor as usize >= CpuSet::MAX_CPU {
        return Err(Errno::INVAL);
    }
    set.set(processor as usize);
    sched_setaffinity(None, &set)
}

/// The processors that this process may use, as `0-3,8`.
fn allowed() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    list.map_or_else(|| "those that `nproc` counts".to_owned(), |list| list.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_that_is_none_is_refused_and_nothing_stays_held() {
        let of = |processor| Conditions { processor: Some(processor), ..Conditions::default() };
        let before = allowed();
        for none in [1023, 1024, u32::MAX] {
            let refused = try_conditions(of(none)).expect_err("no such processor");
            assert!(refused.to_string().contains(&none.to_string()), "{refused}");
        }
        let first: u32 = before.split(['-', ',']).next().and_then(|n| n.parse().ok()).expect("a number");
        try_conditions(of(first)).expect("a processor of this machine");
        assert_eq!(allowed(), before);
        let persona = personality::get().expect("a persona");
        let _ = try_conditions(Conditions { fixed_addresses: true, ..Conditions::default() });
        assert_eq!(personality::get().expect("a persona"), persona);
    }
}
