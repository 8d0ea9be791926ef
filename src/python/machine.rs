//! The fingerprint: what must be alike for two measurements to be comparable, and what disturbed them.

use std::fs;

use procfs::{CpuInfo, Current};
use serde::{Deserialize, Serialize};
use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use super::Interpreter;
use crate::quantity::Bytes;

/// Where and with what a measurement was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fingerprint {
    /// Version of this tool.
    pub vitals: String,
    /// The interpreter.
    pub python: Interpreter,
    /// The machine's name; None where it has none, and in what older versions wrote.
    #[serde(default)]
    pub host: Option<String>,
    /// The processor's name.
    pub cpu_model: String,
    /// Processors that this process may use.
    pub cpus: usize,
    /// Frequency governor, where the kernel has one.
    pub governor: Option<String>,
    /// All memory of the machine.
    pub memory: Option<Bytes>,
    /// Kernel release.
    pub kernel: Option<String>,
    /// Memory limit of the control group, where there is one.
    pub container_memory: Option<Bytes>,
    /// Processors' worth of time that the control group allows, where it is limited.
    pub container_cpus: Option<f64>,
    /// When the measurement began.
    pub load: Option<Load>,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Load {
    /// Mean length of the run queue over one minute.
    pub one_minute: f64,
    /// Over five minutes.
    pub five_minutes: f64,
}

/// Gathers the fingerprint of this machine; `git` is the target's commit, and whether tracked files differ from it.
pub fn fingerprint(python: &Interpreter, git: Option<(String, bool)>) -> Fingerprint {
    // Memory alone: a refresh of processes would raise this process's limit on descriptors, which targets inherit.
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory).ok();
    Fingerprint {
        vitals: env!("CARGO_PKG_VERSION").to_owned(),
        python: python.clone(),
        host: System::host_name().ok(),
        cpu_model: cpu_model(),
        cpus: std::thread::available_parallelism().map_or(1, usize::from),
        governor: line_of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        memory: system.as_ref().map(|system| Bytes(system.total_memory())).filter(|all| *all > Bytes(0)),
        kernel: System::kernel_version().ok(),
        container_memory: system.as_ref().and_then(container_memory),
        container_cpus: container_cpus(),
        load: System::load_average().ok().map(|load| Load { one_minute: load.one, five_minutes: load.five }),
        git_commit: git.as_ref().map(|state| state.0.clone()),
        git_dirty: git.map(|state| state.1),
    }
}

fn line_of(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// The processor's name as the kernel has it, by which baselines know their machine.
fn cpu_model() -> String {
    let known = CpuInfo::current().ok();
    let named = known.as_ref().and_then(|cpus| {
        ["model name", "cpu model"].into_iter().find_map(|field| cpus.get_field(0, field)).map(str::to_owned)
    });
    named.or_else(board).unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

/// What ARM boards say of themselves, after the processors and not of one, so that the crate leaves it out.
fn board() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let model = text.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == "Model");
    model.map(|(_, value)| value.trim().to_owned())
}

/// Memory that processes may still take: of the machine, and of the control group where it is limited. None where it is not read.
pub fn available_memory() -> Option<Bytes> {
    let memory = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = System::new_with_specifics(memory).ok()?;
    let group = system.cgroup_limits().map_or(u64::MAX, |limits| limits.free_memory);
    Some(system.available_memory().min(group)).filter(|free| *free > 0).map(Bytes)
}

/// The limit of this process's own control group, or of the container's; None where there is none below the machine's memory.
fn container_memory(system: &System) -> Option<Bytes> {
    let own = control_group("memory.max").and_then(|text| text.parse().ok());
    // The crate knows both versions, and looks at the group that is mounted, which is a container's own.
    let mounted = || system.cgroup_limits().map(|limits| limits.total_memory);
    own.or_else(mounted).filter(|limit| *limit < system.total_memory()).map(Bytes)
}

/// Processors' worth of time that the control group allows; None where it is not limited.
pub fn container_cpus() -> Option<f64> {
    // Version 1 has a file for each number.
    let first_version = || {
        let number = |file| line_of(&format!("/sys/fs/cgroup/cpu/{file}"));
        Some(format!("{} {}", number("cpu.cfs_quota_us")?, number("cpu.cfs_period_us")?))
    };
    cpu_quota(&control_group("cpu.max").or_else(first_version)?)
}

/// A file of this process's own control group (version 2), or of the root that a container sees.
fn control_group(file: &str) -> Option<String> {
    let own = fs::read_to_string("/proc/self/cgroup").ok().and_then(|membership| {
        let own = membership.lines().find_map(|line| line.strip_prefix("0::"))?;
        line_of(&format!("/sys/fs/cgroup{}/{file}", own.trim_end_matches('/')))
    });
    own.or_else(|| line_of(&format!("/sys/fs/cgroup/{file}")))
}

/// `cpu.max` is `quota period` in microseconds, or `max period`.
fn cpu_quota(text: &str) -> Option<f64> {
    let (quota, period) = text.split_once(' ')?;
    // Version 1 writes -1 where there is no limit.
    let quota = quota.parse::<f64>().ok().filter(|quota| *quota > 0.0)?;
    Some(quota / period.parse::<f64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_a_number_of_processors() {
        assert_eq!(cpu_quota("150000 100000"), Some(1.5));
        assert_eq!(cpu_quota("max 100000"), None);
        assert_eq!(cpu_quota("-1 100000"), None);
    }

    /// A baseline of an older version knows its machine by the processor's name, as it was read then.
    #[test]
    fn the_processors_name_is_what_it_always_was() {
        let text = fs::read_to_string("/proc/cpuinfo").expect("Linux has it");
        let named = text.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            ["model name", "Model", "cpu model"].contains(&key.trim()).then(|| value.trim().to_owned())
        });
        assert_eq!(cpu_model(), named.unwrap_or_else(|| std::env::consts::ARCH.to_owned()));
    }

    #[test]
    fn the_limit_on_descriptors_is_not_raised() {
        let limit = || rustix::process::getrlimit(rustix::process::Resource::Nofile);
        let before = limit();
        let system = System::new_with_specifics(
            RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram()),
        );
        assert!(system.is_ok_and(|system| system.total_memory() > 0));
        let _ = (System::host_name(), System::load_average(), System::kernel_version());
        assert_eq!(limit().current, before.current);
    }
}
