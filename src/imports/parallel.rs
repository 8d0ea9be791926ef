//! Work on many files, over the processors that there are.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Trees of deeply nested source are walked by recursion.
const STACK: usize = 64 << 20;
/// Items that a thread takes at once.
const CHUNK: usize = 16;

/// What `work` makes of each item, in the items' order.
pub fn each<I: Sync, O: Send>(items: &[I], work: impl Fn(&I) -> O + Sync) -> Vec<O> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len().div_ceil(CHUNK));
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done: Vec<(usize, O)> = Vec::new();
        loop {
            let from = next.fetch_add(CHUNK, Ordering::Relaxed);
            if from >= items.len() {
                return done;
            }
            let chunk = (from..).zip(&items[from..items.len().min(from + CHUNK)]);
            done.extend(chunk.map(|(index, item)| (index, work(item))));
        }
    };
    let mut all: Vec<(usize, O)> = thread::scope(|scope| {
        let started: Vec<_> = (0..threads)
            .map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, take))
            .collect();
        let mut all = Vec::with_capacity(items.len());
        for thread in started.into_iter().flatten() {
            match thread.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        // Where the system gave no thread at all.
        all.extend(take());
        all
    });
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, done)| done).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn order_is_kept_and_nothing_left_out() {
        for count in [0, 1, 15, 16, 17, 1000_usize] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(super::each(&items, |item| item * 2), items.iter().map(|i| i * 2).collect::<Vec<_>>());
        }
    }
}
