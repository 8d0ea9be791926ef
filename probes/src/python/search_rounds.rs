//! The rounds of the search for a cause, as many as there is time for.

use pyo3::prelude::*;

use super::channel::Channel;
use super::clock::Started;
use super::collector::Collector;
use super::growth::one_round;
use super::maker::Maker;
use super::search_notes::Notes;
use crate::quantity::{BytesDelta, Nanos};
use crate::search_plan::SearchPlan;
use crate::wire::{LEAST_SEARCHED, Message, RetentionTask, WARM_UP};

/// Makes the rounds, with a note after the warm-up, halfway and at the end. Gives which they were, and how many objects came of them.
pub fn make_rounds(
    py: Python<'_>,
    channel: &Channel,
    maker: &Maker,
    task: &RetentionTask,
    notes: &Notes<'_>,
) -> PyResult<(SearchPlan, u64)> {
    let gc = py.import("gc")?;
    let begun = Started::now();
    let of_round = task.time.map(|time| Nanos(time.0 / u64::from(WARM_UP + LEAST_SEARCHED)));
    let mut plan = SearchPlan { rounds: task.rounds, objects: task.objects };
    let (mut round, mut done) = (0, 0);
    while round < WARM_UP + plan.rounds {
        round += 1;
        let started = Started::now();
        notes.opened.call_method0("begin")?;
        let warms_up = round <= WARM_UP;
        let made = one_round(py, maker, plan.objects, done, of_round.filter(|_| warms_up));
        notes.opened.call_method0("end")?;
        let made = made?;
        done += u64::from(made.objects);
        maker.rest(py)?;
        Collector::of(&gc)?.collect()?;
        if let Some(time) = task.time {
            let left = Nanos(time.0.saturating_sub(begun.elapsed().wall.0));
            if warms_up {
                plan.objects = made.affordable;
                let each = started.elapsed().wall.0 / u64::from(made.objects.max(1));
                plan = plan.within(left, Nanos(each * u64::from(plan.objects)), WARM_UP - round);
            } else if left == Nanos(0) && round - WARM_UP > plan.rounds / 2 {
                plan.rounds = round - WARM_UP;
            }
        }
        if [0, plan.rounds / 2, plan.rounds].map(|counted| WARM_UP + counted).contains(&round) {
            notes.note()?;
        }
        if round == WARM_UP {
            notes.opened.call_method0("forget")?;
        }
        channel.send(&Message::Traced { round });
    }
    Ok((plan, done))
}

/// The task as it was done: what is expected of fewer objects is less.
pub fn fitted(task: &RetentionTask, plan: SearchPlan) -> RetentionTask {
    let part = f64::from(plan.rounds * plan.objects) / f64::from((task.rounds * task.objects).max(1));
    let expected = task.expected.map(|expected| BytesDelta((expected.0 as f64 * part) as i64));
    RetentionTask { rounds: plan.rounds, objects: plan.objects, expected, ..task.clone() }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use super::super::inside::factory;
    use super::*;
    use crate::wire::SearchOf;

    inside! {
        fn of_fewer_objects_less_is_expected(_) {
            let task = RetentionTask {
                factory: factory("target", "make"),
                objects: 10,
                rounds: 8,
                types: Vec::new(),
                of: SearchOf::Growing,
                resources: Vec::new(),
                expected: Some(BytesDelta(8_000)),
                time: None,
            };
            let fitted = fitted(&task, SearchPlan { rounds: 4, objects: 5 });
            assert_eq!((fitted.rounds, fitted.objects), (4, 5));
            assert_eq!(fitted.expected, Some(BytesDelta(2_000)));
        }
    }
}
