//! Where a thread waits in the kernel, as `/proc` shows it to the process itself and to its parent.

use std::fs;

/// Where a thread waits: the kernel function, and the number of the system call. None of what it does not wait in, or what
/// is not shown.
pub fn kernel_wait(process: &str, thread: i32) -> (Option<String>, Option<i64>) {
    let folder = format!("/proc/{process}/task/{thread}");
    let function = fs::read_to_string(format!("{folder}/wchan")).ok();
    let call = fs::read_to_string(format!("{folder}/syscall")).unwrap_or_default();
    let function = function.filter(|name| !name.is_empty() && name != "0").map(|name| {
        // Python 3.9 sleeps in a `select` of no descriptors, which the kernel's function does not distinguish.
        if selects_nothing(&call) { "nanosleep".to_owned() } else { name }
    });
    (function, call.split_whitespace().next().and_then(|number| number.parse().ok()))
}

/// Whether a line of `/proc/…/syscall` is a `select` or `pselect6` whose first argument is 0.
fn selects_nothing(call: &str) -> bool {
    let mut words = call.split_whitespace();
    let number = words.next().and_then(|word| word.parse::<i64>().ok());
    number.is_some_and(|number| SELECTS.contains(&number)) && words.next() == Some("0x0")
}

/// `select` and `pselect6`.
#[cfg(target_arch = "x86_64")]
const SELECTS: [i64; 2] = [23, 270];
/// `pselect6`, in the table of calls that newer architectures share.
#[cfg(not(target_arch = "x86_64"))]
const SELECTS: [i64; 1] = [72];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_of_python_3_9_is_no_wait_for_descriptors() {
        let call = |number: i64, first: &str| format!("{number} {first} 0x0 0x0 0x0 0x7ffe 0x0 0x1 0x2");
        let select = *SELECTS.last().expect("one");
        assert!(selects_nothing(&call(select, "0x0")));
        assert!(!selects_nothing(&call(select, "0x5")));
        assert!(!selects_nothing(&call(0, "0x0")) && !selects_nothing("running"));
    }
}
