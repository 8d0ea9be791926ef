//! What the hypervisor took from the processors that a run may use (`/proc/stat`, proc(5)).

use std::collections::BTreeMap;
use std::fs;

use rustix::thread::{CpuSet, sched_getaffinity};

/// The time of one processor so far, in ticks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ticks {
    /// In which something wanted to run: all but idle and waiting for a disk, stolen time included.
    wanted: u64,
    /// Of those, the ticks that the hypervisor gave to somebody else.
    stolen: u64,
}

/// The processors that workers may run on, at one moment. Processors that they may not use, or that nothing ran on, say
/// nothing of a measurement: of 64 processors a little is always stolen.
#[derive(Clone, Debug)]
pub struct Processors(Option<BTreeMap<usize, Ticks>>);

impl Processors {
    /// As they are now; `pinned` is the one that workers are bound to, where they are.
    pub fn now(pinned: Option<u32>) -> Self {
        let text = fs::read_to_string("/proc/stat").ok();
        Self(text.map(|text| of_text(&text, |number| is_usable(number, pinned))))
    }

    /// The part of the time in which these processors were wanted that was stolen since `before`. None where it was not
    /// read, or nothing ran.
    pub fn stolen_since(&self, before: &Self) -> Option<f64> {
        let (now, before) = (self.0.as_ref()?, before.0.as_ref()?);
        let (mut wanted, mut stolen) = (0, 0);
        for (number, ticks) in now {
            // One that came or went in between, or whose counter fell, was not read.
            let Some(earlier) = before.get(number) else { continue };
            let passed =
                ticks.wanted.checked_sub(earlier.wanted).zip(ticks.stolen.checked_sub(earlier.stolen));
            if let Some(passed) = passed {
                wanted += passed.0;
                stolen += passed.1;
            }
        }
        (wanted > 0).then(|| stolen as f64 / wanted as f64)
    }
}

fn is_usable(number: usize, pinned: Option<u32>) -> bool {
    match pinned {
        Some(pinned) => number == pinned as usize,
        // Where the mask cannot be read, any processor may be used.
        None => sched_getaffinity(None).map_or(true, |set| number < CpuSet::MAX_CPU && set.is_set(number)),
    }
}

/// The lines `cpuN`, by their number. The crate `procfs` counts lines, which are not numbers where a processor is offline.
fn of_text(text: &str, is_usable: impl Fn(usize) -> bool) -> BTreeMap<usize, Ticks> {
    let line = |line: &str| {
        let (number, times) = line.strip_prefix("cpu")?.split_once(' ')?;
        let number = number.parse().ok().filter(|number| is_usable(*number))?;
        let times: Vec<u64> = times.split_whitespace().map_while(|word| word.parse().ok()).collect();
        // user, nice, system, idle, iowait, irq, softirq, steal; what guests took is part of the first two.
        let [user, nice, system, _, _, irq, softirq, stolen] = *times.first_chunk::<8>()?;
        Some((number, Ticks { wanted: user + nice + system + irq + softirq + stolen, stolen }))
    };
    text.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, usable: &[usize]) -> Processors {
        Processors(Some(of_text(text, |number| usable.contains(&number))))
    }

    /// `/proc/stat` of many processors, each with so many ticks of work and of stolen time.
    fn stat(processors: usize, work: u64, stolen: u64) -> String {
        let total = format!("cpu  {} 0 0 900 0 0 0 {} 0 0\n", work * 64, stolen * 64);
        let lines = (0..processors).map(|number| format!("cpu{number} {work} 0 0 900 7 0 0 {stolen} 0 0\n"));
        format!("{total}{}intr 12 0\nctxt 7\n", lines.collect::<String>())
    }

    #[test]
    fn b10_a_little_of_many_processors_is_a_little() {
        let all: Vec<usize> = (0..64).collect();
        let part = at(&stat(64, 1_998, 2), &all).stolen_since(&at(&stat(64, 1_000, 0), &all));
        assert_eq!(part, Some(0.002));
    }

    #[test]
    fn b10_only_processors_that_the_run_may_use_and_that_work_count() {
        let before = "cpu0 100 0 0 900 0 0 0 0 0 0\ncpu2 100 0 0 900 0 0 0 0 0 0\ncpu3 5 0 0 9 0 0 0 0 0 0\n";
        let after =
            "cpu0 170 0 0 900 0 0 0 30 0 0\ncpu2 110 0 0 990 0 0 0 90 0 0\ncpu3 5 0 0 999 9 0 0 0 0 0\n";
        let part = |usable: &[usize]| at(after, usable).stolen_since(&at(before, usable));
        assert_eq!(part(&[0]), Some(0.3));
        assert_eq!(part(&[2]), Some(0.9));
        // An idle one makes the part no smaller.
        assert_eq!(part(&[0, 3]), Some(0.3));
        assert_eq!(part(&[0, 2]), Some(0.6));
        // Processor 1 is offline.
        assert_eq!(part(&[1]), None);
    }

    #[test]
    fn b10_what_cannot_be_read_is_not_known() {
        let all = [0, 1];
        let now = at(&stat(2, 200, 50), &all);
        assert_eq!(now.stolen_since(&Processors(None)), None);
        // A kernel without steal (before 2.6.11), and a counter that fell.
        assert_eq!(at("cpu0 1 2 3 4\n", &all).stolen_since(&at("cpu0 0 0 0 0\n", &all)), None);
        assert_eq!(at(&stat(2, 100, 0), &all).stolen_since(&now), None);
    }

    #[test]
    fn this_machine_has_processors_that_may_be_used() {
        let now = Processors::now(None);
        assert!(now.0.as_ref().is_some_and(|processors| !processors.is_empty()), "{now:?}");
        let pinned = Processors::now(Some(0));
        assert!(pinned.0.is_some_and(|processors| processors.keys().all(|number| *number == 0)));
    }
}
