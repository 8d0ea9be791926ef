//! The creation probe: imports once, then forks a child for each first creation.

use std::sync::Arc;

use pyo3::prelude::*;

use super::channel::{Channel, leave};
use super::clock::{self, Started};
use super::maker::Maker;
use super::procfs::{self, ResidentSize};
use super::watcher;
use crate::quantity::Nanos;
use crate::wire::{CreateTask, Creation, Message};

/// Exit status of a forked child that has sent its answer.
const ANSWERED: i32 = 83;

/// Runs the task; what goes wrong in the target is sent, not returned.
pub fn run(py: Python<'_>, channel: &Arc<Channel>, task: &CreateTask, deadline: Nanos) -> PyResult<()> {
    let maker = Maker::load(py)?;
    let watcher = watcher::start(None, channel.clone(), deadline);
    let started = Started::now();
    let prepared = maker.prepare(py, &task.factory);
    let took = started.elapsed().wall;
    if let Some(watcher) = watcher {
        watcher.stop(py);
    }
    if let Err(error) = prepared {
        channel.send(&maker.explain(py, &error));
        return Ok(());
    }
    channel.send(&Message::Ready { took });
    if !task.fork {
        in_this_process(py, channel, &maker, task, deadline);
        return Ok(());
    }
    let others = procfs::threads();
    if others.len() > 1 {
        let threads = others.into_iter().skip(1).map(|(_, name)| name).collect();
        channel.send(&Message::ForkRefused { threads });
        return Ok(());
    }
    for number in 0..task.firsts {
        in_a_child(py, channel, task, || first(py, channel, &maker, u64::from(number)))?;
    }
    if task.steady > 0 {
        in_a_child(py, channel, task, || steady(py, channel, &maker, task))?;
    }
    Ok(())
}

fn in_this_process(py: Python<'_>, channel: &Arc<Channel>, maker: &Maker, task: &CreateTask, deadline: Nanos) {
    let watcher = watcher::start(None, channel.clone(), deadline);
    let done = if task.steady > 0 { steady(py, channel, maker, task) } else { first(py, channel, maker, 0) };
    if let Err(error) = done {
        channel.send(&maker.explain(py, &error));
    }
    if let Some(watcher) = watcher {
        watcher.stop(py);
    }
}

/// Forks; the child works, answers and leaves; this process waits for it, no longer than allowed.
fn in_a_child(
    py: Python<'_>,
    channel: &Arc<Channel>,
    task: &CreateTask,
    work: impl FnOnce() -> PyResult<()>,
) -> PyResult<()> {
    let child: i32 = py.import("os")?.call_method0("fork")?.extract()?;
    if child != 0 {
        if let Some(how) = wait(child, task.each) {
            channel.send(&Message::ChildLost { how });
        }
        return Ok(());
    }
    // SAFETY: PR_SET_PDEATHSIG takes a signal number; the child must not outlive the worker.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
    channel.adopt();
    let near_the_end = clock::monotonic() + Nanos(task.each.0 / 10 * 9);
    // Not stopped: the child leaves at once when the work is done.
    let _watcher = watcher::start(None, channel.clone(), near_the_end);
    if let Err(error) = work() {
        let maker_message = PENDING_EXPLANATION.with_borrow_mut(Option::take);
        channel.send(&maker_message.unwrap_or_else(|| {
            Message::Raised(super::failure::raised(py, crate::wire::Stage::Probe, &error))
        }));
    }
    leave(ANSWERED)
}

thread_local! {
    /// What the maker said of the error that is on its way up.
    static PENDING_EXPLANATION: std::cell::RefCell<Option<Message>> = const { std::cell::RefCell::new(None) };
}
