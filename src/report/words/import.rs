//! What is said of an import.

use super::cause::short_place;
use super::quantity::{counted, percent};
use crate::config::Cache;
use crate::measure::Bytecode;
use crate::verdict::{BranchTime, ImportReason, ModuleTime};
use vitals_probes::wire::Site;

/// One reason.
pub fn sentence(reason: &ImportReason) -> String {
    match reason {
        ImportReason::OwnTime { modules } => {
            let modules: Vec<String> = modules.iter().map(own_time).collect();
            format!("most of the time is spent in these modules themselves: {}", modules.join(", "))
        }
        ImportReason::Branches { branches } => {
            let branches: Vec<String> = branches.iter().map(branch).collect();
            format!("the time is spread over many modules; the costliest branches: {}", branches.join(", "))
        }
        ImportReason::Samples { samples, warm_ups, cache, bytecode, files_evicted, disk_read } => {
            let cached = match (cache, bytecode) {
                (Cache::Warm, Bytecode::Prepared) => {
                    "bytecode prepared in a temporary folder, files in the page cache".to_owned()
                }
                (Cache::Warm, _) => "bytecode present, files in the page cache".to_owned(),
                (Cache::ColdBytecode, _) => "no bytecode".to_owned(),
                (Cache::ColdDisk, _) => {
                    let read = disk_read
                        .map_or_else(String::new, |read| format!(", {read} read from disk per sample"));
                    let files = counted(files_evicted.unwrap_or(0), "file", "files");
                    format!("{files} dropped from the page cache{read}")
                }
            };
            let [samples, warm_ups] =
                [(samples, ""), (warm_ups, "warm-up ")].map(|(count, kind)| imports(*count, kind));
            format!("{samples} in fresh processes after {warm_ups}: {cached}")
        }
        ImportReason::Loaded { modules, bytes_read } => {
            let read = bytes_read.map_or_else(String::new, |read| format!(", {read} read"));
            format!("{} loaded{read}", counted(*modules as usize, "module", "modules"))
        }
        ImportReason::Memory { added, resident, unique, peak } => {
            let parts = [
                added.map(|added| format!("resident memory grows by {added}")),
                resident.map(|resident| format!("to {resident}")),
                unique.map(|unique| format!("unique memory by {unique}")),
                peak.map(|peak| format!("peak {peak}")),
            ];
            joined(parts)
        }
        ImportReason::BusyMachine { part } => {
            format!(
                "the machine is busy: for {} of the time the import was ready but had no CPU",
                percent(*part)
            )
        }
    }
}

fn imports(count: usize, kind: &str) -> String {
    counted(count, &format!("{kind}import"), &format!("{kind}imports"))
}

/// `resident memory grows by 9.10 MB to 24.0 MB, unique memory by 8.00 MB, peak 9.20 MB`; what is not known is left out.
fn joined([added, resident, unique, peak]: [Option<String>; 4]) -> String {
    let grown = [added, resident].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts: Vec<String> =
        [Some(grown).filter(|grown| !grown.is_empty()), unique, peak].into_iter().flatten().collect();
    if parts.is_empty() { "memory could not be read".into() } else { parts.join(", ") }
}

/// `shop.slow (60.0 ms, of which CPU 50.0 ms; imported at shop/app.py:3)`.
fn own_time(module: &ModuleTime) -> String {
    let importer = imported_at("; ", module.importer.as_ref());
    format!("{} ({}, of which CPU {}{importer})", module.name, module.wall, module.cpu)
}

/// `shop.models (60.0 ms with 12 modules, imported at shop/app.py:3)`.
fn branch(branch: &BranchTime) -> String {
    let importer = imported_at(", ", branch.importer.as_ref());
    let modules = match branch.modules {
        1 => String::new(),
        count => format!(" with {count} modules"),
    };
    format!("{} ({}{modules}{importer})", branch.name, branch.wall)
}

fn imported_at(before: &str, importer: Option<&Site>) -> String {
    let importer = importer.filter(|site| site.has_file());
    importer.map_or_else(String::new, |site| format!("{before}imported at {}", short_place(site)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{Bytes, BytesDelta};

    #[test]
    fn memory_that_was_not_read_is_left_out() {
        let memory = |added, unique| ImportReason::Memory {
            added,
            resident: Some(Bytes(24_000_000)),
            unique,
            peak: None,
        };
        assert_eq!(
            sentence(&memory(Some(BytesDelta(9_100_000)), Some(BytesDelta(8_000_000)))),
            "resident memory grows by 9.10 MB to 24.0 MB, unique memory by 8.00 MB"
        );
        let nothing = ImportReason::Memory { added: None, resident: None, unique: None, peak: None };
        assert_eq!(sentence(&nothing), "memory could not be read");
    }

    #[test]
    fn one_is_no_plural() {
        let loaded = ImportReason::Loaded { modules: 1, bytes_read: Some(Bytes(100)) };
        assert_eq!(sentence(&loaded), "1 module loaded, 100 B read");
    }
}
