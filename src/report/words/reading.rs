//! What is said of what could not be read.

use vitals_probes::wire::Unreadable;

use crate::verdict::ReadingReason;

/// One reason.
pub fn sentence(reason: &ReadingReason) -> String {
    match reason {
        ReadingReason::NothingToJudge { what } => nothing_to_judge(*what),
        ReadingReason::ByResidentSize => "judged by the resident size, which includes pages of files: this system \
                                          does not show what the process alone uses (no smaps_rollup, no smaps)"
            .into(),
        ReadingReason::NotRead { what } => {
            let names: Vec<&str> = what.iter().map(|what| name(*what)).collect();
            format!("not shown by this system, and not judged: {}", names.join(", "))
        }
    }
}

/// Why there is no verdict.
pub fn nothing_to_judge(what: Unreadable) -> String {
    format!("nothing can be judged: this system does not show {}", name(what))
}

fn name(what: Unreadable) -> &'static str {
    match what {
        Unreadable::ProcessorTime => "the CPU time of a thread (CLOCK_THREAD_CPUTIME_ID)",
        Unreadable::RunDelay => "the time spent waiting for a CPU (schedstat)",
        Unreadable::Memory => "the memory of a process (smaps_rollup, smaps, statm)",
        Unreadable::UniqueMemory => "the memory that a process alone uses (smaps_rollup, smaps)",
        Unreadable::PeakMemory => "the peak of memory (clear_refs, VmHWM)",
        Unreadable::PageFaults => "page faults (getrusage)",
        Unreadable::BytesRead => "bytes read (/proc/self/io)",
        Unreadable::Threads => "the threads of a process (/proc/self/task)",
        Unreadable::Descriptors => "open descriptors (/proc/self/fd)",
        Unreadable::Modules => {
            "the modules of an import one by one (no trace on this Python: its import system is another)"
        }
        Unreadable::Children => "the children of a process (/proc/self/task/…/children)",
    }
}
