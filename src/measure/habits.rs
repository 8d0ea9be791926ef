//! What an import or a creation does beside working, as its warm-up shows it.

use std::collections::BTreeSet;

use vitals_probes::wire::{ImportSample, Message, Sharing, Span, Stall, Trace};

use crate::quantity::Nanos;

/// Where the kernel waits for a disk, by parts of its functions' names.
const OF_A_DISK: [&str; 8] = ["folio", "page", "io_schedule", "bit_wait", "rq_", "blk", "jbd2", "ext4"];
/// A wait that no stall explains is one from this part of the time on.
const UNEXPLAINED: f64 = 0.2;

/// The two clocks of a short creation differ by less than this.
const SEEN: Nanos = Nanos::from_millis(1);

/// What one import does beside working.
#[derive(Debug, Default)]
pub struct Habits {
    /// What another one could contend for.
    pub shared: BTreeSet<Sharing>,
    /// It waits for something that is neither a time nor a disk: a lock, a thread, a process, a socket.
    pub waits: bool,
    /// The longest that it would take beside another one on the same processor, by its fastest warm-up: while one waits, the
    /// other works.
    pub beside_another: Option<Nanos>,
}

impl Habits {
    /// Takes in what one warm-up says.
    pub fn see(&mut self, messages: &[Message]) {
        let (mut trace, mut sample) = (None, None);
        for message in messages {
            match message {
                Message::Shared { what } => self.shared.extend(what),
                Message::Trace(seen) => trace = Some(&**seen),
                Message::Import(seen) => sample = Some(&**seen),
                _ => {}
            }
        }
        if let Some(sample) = sample {
            self.waits |= waits(sample, trace);
            let took = sample.span.wall + sample.span.cpu;
            self.beside_another = Some(self.beside_another.map_or(took, |least| least.min(took)));
        }
    }

    /// Takes in what a warm-up of creations says.
    pub fn see_creation(&mut self, messages: &[Message]) {
        let (mut prepared, mut created) = (Nanos::default(), Nanos::default());
        for message in messages {
            match message {
                Message::Shared { what } => self.shared.extend(what),
                Message::Ready { took, .. } => prepared = *took,
                Message::WarmUp(creation) | Message::First(creation) => {
                    self.waits |= waits_in(creation.span, &creation.stalls, false);
                    created += creation.span.wall;
                }
                Message::Repeated { creations, .. } => {
                    created += creations.iter().map(|creation| creation.span.wall).sum();
                }
                _ => {}
            }
        }
        let took = prepared + created;
        self.beside_another = Some(took + took);
    }
}

fn waits(sample: &ImportSample, trace: Option<&Trace>) -> bool {
    let stalls = trace.map(|trace| &trace.stalls[..]).unwrap_or_default();
    // Of shorter waits no place is known. From a disk they come once.
    let read = [sample.disk_read.map(|read| read.0), sample.major_faults];
    waits_in(sample.span, stalls, read.into_iter().flatten().any(|count| count > 0))
}

fn waits_in(span: Span, stalls: &[Stall], from_disk: bool) -> bool {
    if stalls.iter().any(|stall| !is_sleep(stall) && is_wait(stall)) {
        return true;
    }
    let slept: Nanos = stalls.iter().filter(|stall| is_sleep(stall)).map(|stall| stall.lasted).sum();
    let unexplained = span.blocked().saturating_sub(slept);
    !from_disk && unexplained >= SEEN && unexplained.0 as f64 > UNEXPLAINED * span.active().0 as f64
}

fn is_sleep(stall: &Stall) -> bool {
    stall.kernel_wait.as_ref().is_some_and(|function| function.contains("nanosleep"))
}

/// Whether it waited at all, and not for a disk: a thread that has no processor waits in no function.
fn is_wait(stall: &Stall) -> bool {
    stall.kernel_wait.as_ref().is_some_and(|function| !OF_A_DISK.iter().any(|part| function.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(stalls: &[(&str, u64)], blocked: u64) -> bool {
        let stall = |(function, lasted): &(&str, u64)| Stall {
            kernel_wait: (!function.is_empty()).then(|| (*function).to_owned()),
            lasted: Nanos::from_millis(*lasted),
            ..Stall::default()
        };
        let trace = Trace { stalls: stalls.iter().map(stall).collect(), ..Trace::default() };
        let [cpu, blocked] = [100, blocked].map(Nanos::from_millis);
        let span = Span { wall: cpu + blocked, cpu, ..Span::default() };
        let sample = ImportSample { span, ..ImportSample::default() };
        let mut habits = Habits::default();
        habits.see(&[Message::Trace(Box::new(trace)), Message::Import(Box::new(sample))]);
        habits.waits
    }

    #[test]
    fn who_sleeps_or_reads_waits_for_nobody() {
        assert!(!seen(&[("hrtimer_nanosleep", 300)], 301));
        assert!(!seen(&[("folio_wait_bit_common", 40)], 10));
        assert!(!seen(&[("", 30)], 0), "it had no processor");
        assert!(seen(&[("futex_wait_queue", 30)], 30));
        assert!(seen(&[("unix_stream_read_generic", 30)], 30));
        assert!(seen(&[], 30), "many short waits");
        assert!(!seen(&[], 20));
    }

    #[test]
    fn beside_another_work_takes_twice_as_long_and_a_wait_does_not() {
        let span = |wall, cpu| {
            let [wall, cpu] = [wall, cpu].map(Nanos::from_millis);
            ImportSample { span: Span { wall, cpu, ..Span::default() }, ..ImportSample::default() }
        };
        let mut habits = Habits::default();
        habits.see(&[Message::Import(Box::new(span(12_000, 2_000)))]);
        assert_eq!(habits.beside_another, Some(Nanos::from_millis(14_000)));
        habits.see(&[Message::Import(Box::new(span(5_000, 5_000)))]);
        assert_eq!(habits.beside_another, Some(Nanos::from_millis(10_000)));
    }

    #[test]
    fn what_several_warm_ups_show_is_put_together() {
        let mut habits = Habits::default();
        habits.see(&[Message::Shared { what: vec![Sharing::Files] }]);
        habits.see(&[Message::Shared { what: vec![Sharing::Children, Sharing::Files] }]);
        assert_eq!(habits.shared, [Sharing::Children, Sharing::Files].into());
        assert_eq!((habits.waits, habits.beside_another), (false, None));
    }
}
