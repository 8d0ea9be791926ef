//! The fingerprint: what must be alike for two measurements to be comparable, and what disturbed them.

use std::fs;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Interpreter;
use crate::quantity::Bytes;

/// Where and with what a measurement was made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Fingerprint {
    /// Version of this tool.
    pub vitals: String,
    /// The interpreter.
    pub python: Interpreter,
    /// The processor's name.
    pub cpu_model: String,
    /// Processors that this process may use.
    pub cpus: usize,
    /// Frequency governor, where the kernel has one.
    pub governor: Option<String>,
    /// All memory of the machine.
    pub memory: Bytes,
    /// Kernel release.
    pub kernel: String,
    /// Memory limit of the control group, where there is one.
    pub container_memory: Option<Bytes>,
    /// Processors' worth of time that the control group allows, where it is limited.
    pub container_cpus: Option<f64>,
    /// When the measurement began.
    pub load: Load,
    /// Commit of the target's checkout, where it is one.
    pub git_commit: Option<String>,
    /// Whether tracked files differ from that commit.
    pub git_dirty: Option<bool>,
}

impl Fingerprint {
    /// What keeps measurements apart: those with another key say nothing about each other.
    pub fn key(&self) -> String {
        format!("{} on {}", self.python_name(), self.cpu_model)
    }

    /// `cpython 3.11.7`, and whether it is a debug build.
    pub fn python_name(&self) -> String {
        let debug = if self.python.debug { ", debug" } else { "" };
        format!("{} {}{debug}", self.python.implementation, self.python.version())
    }
}

/// How busy the machine is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Load {
    /// Mean length of the run queue over one minute.
    pub one_minute: f64,
    /// Over five minutes.
    pub five_minutes: f64,
}

/// Gathers the fingerprint of this machine; `git` is the target's commit, and whether tracked files differ from it.
pub fn fingerprint(python: &Interpreter, git: Option<(String, bool)>) -> Fingerprint {
    Fingerprint {
        vitals: env!("CARGO_PKG_VERSION").to_owned(),
        python: python.clone(),
        cpu_model: cpu_model(),
        cpus: std::thread::available_parallelism().map_or(1, usize::from),
        governor: line_of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        memory: Bytes(rustix::system::sysinfo().totalram as u64),
        kernel: line_of("/proc/sys/kernel/osrelease").unwrap_or_default(),
        container_memory: control_group("memory.max").and_then(|text| text.parse().ok()).map(Bytes),
        container_cpus: control_group("cpu.max").and_then(|text| cpu_quota(&text)),
        load: load(),
        git_commit: git.as_ref().map(|state| state.0.clone()),
        git_dirty: git.map(|state| state.1),
    }
}

fn line_of(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

fn cpu_model() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        ["model name", "Model", "cpu model"].contains(&key.trim()).then(|| value.trim().to_owned())
    });
    named.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

/// A file of this process's own control group (version 2), or of the root that a container sees.
fn control_group(file: &str) -> Option<String> {
    let membership = fs::read_to_string("/proc/self/cgroup").ok()?;
    let own = membership.lines().find_map(|line| line.strip_prefix("0::"))?;
    let inside = format!("/sys/fs/cgroup{}/{file}", own.trim_end_matches('/'));
    line_of(&inside).or_else(|| line_of(&format!("/sys/fs/cgroup/{file}")))
}

/// `cpu.max` is `quota period` in microseconds, or `max period`.
fn cpu_quota(text: &str) -> Option<f64> {
    let (quota, period) = text.split_once(' ')?;
    Some(quota.parse::<f64>().ok()? / period.parse::<f64>().ok()?)
}

fn load() -> Load {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse().ok());
    Load { one_minute: numbers.next().unwrap_or(0.0), five_minutes: numbers.next().unwrap_or(0.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_a_number_of_processors() {
        assert_eq!(cpu_quota("150000 100000"), Some(1.5));
        assert_eq!(cpu_quota("max 100000"), None);
    }
}
