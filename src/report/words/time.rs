//! What is said of times against their limit.

use super::quantity::interval;
use crate::measure::Timed;
use crate::quantity::Nanos;
use crate::verdict::{TimeReason, Typical};

/// One reason.
pub fn sentence(reason: &TimeReason) -> String {
    match reason {
        TimeReason::OverLimit { of, wall, limit } => {
            judged(*of, wall.as_ref(), &format!("over the limit of {limit}"))
        }
        TimeReason::UnderLimit { of, wall, limit } => {
            judged(*of, wall.as_ref(), &format!("under the limit of {limit}"))
        }
        TimeReason::MachineTooBusy { of, wall, limit } => {
            let judgement =
                format!("over the limit of {limit}, but the machine is too busy for this to be certain");
            judged(*of, wall.as_ref(), &judgement)
        }
        TimeReason::TooClose { of, wall, limit } => {
            judged(*of, wall.as_ref(), &format!("undecided against the limit of {limit}"))
        }
        TimeReason::Active { active: Some(active) } => {
            format!("active time (CPU + blocked): {}{}", mean(active), known(active))
        }
        TimeReason::Active { active: None } => "active time (CPU + blocked): not measured".into(),
        TimeReason::NoSample => "no sample was taken within the budget".into(),
        TimeReason::NotMeasured { of } => {
            format!("{} was not measured within the budget: give a larger --budget", timed(*of))
        }
        TimeReason::InterruptedEarly { samples } => {
            format!("interrupted after {samples} samples, before there were enough")
        }
        TimeReason::BudgetEnded { samples, most: _ } => {
            format!("the run ended after {samples} samples, before there were enough: give a larger --budget")
        }
        TimeReason::TooFewSamples { for_a_pass, for_a_failure, .. } => format!(
            "too few samples: a pass needs {for_a_pass}, a failure {for_a_failure}; without -n as many are taken as needed"
        ),
        TimeReason::AllTaken { samples } => {
            format!("all {samples} samples were taken and the interval contains the limit")
        }
        TimeReason::SomeFailed { failed, tried } => format!("{failed} of {tried} runs failed"),
    }
}

/// What was timed.
pub fn timed(of: Timed) -> &'static str {
    match of {
        Timed::Import => "the import",
        Timed::FirstCreation => "the first creation",
        Timed::RepeatedCreation => "a repeated creation",
    }
}

/// `the import takes 412 ms, over the limit of 300 ms (geometric mean; 95 % interval 398 ms … 430 ms, n = 5)`.
fn judged(of: Timed, wall: Option<&Typical>, judgement: &str) -> String {
    let of = timed(of);
    match wall {
        Some(wall) => format!("{of} takes {}, {judgement}{}", mean(wall), known(wall)),
        None => format!("{of} was not measured"),
    }
}

fn mean(typical: &Typical) -> Nanos {
    Nanos::from_secs_f64(typical.seconds.estimate)
}

/// How far it is known: the interval of the rule, at its error rate.
fn known(typical: &Typical) -> String {
    let known = interval(&typical.seconds, |seconds| Nanos::from_secs_f64(seconds).to_string());
    let known = known.map_or_else(String::new, |known| format!("; {known}"));
    format!(" (geometric mean{known}, n = {})", typical.samples)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::Interval;

    #[test]
    fn what_it_takes_comes_first_and_how_far_that_is_known_last() {
        let wall = Some(Typical { seconds: Interval::missing(0.412, [0.398, 0.43], 0.05), samples: 5 });
        let limit = Nanos::from_millis(300);
        assert_eq!(
            sentence(&TimeReason::OverLimit { of: Timed::Import, wall, limit }),
            "the import takes 412 ms, over the limit of 300 ms (geometric mean; 95 % interval 398 ms … 430 ms, n = 5)"
        );
        let few = Some(Typical { seconds: Interval::exact(7.0).without_bounds(), samples: 2 });
        assert_eq!(
            sentence(&TimeReason::OverLimit { of: Timed::Import, wall: few, limit }),
            "the import takes 7.00 s, over the limit of 300 ms (geometric mean, n = 2)"
        );
        assert_eq!(
            sentence(&TimeReason::TooClose { of: Timed::FirstCreation, wall: None, limit }),
            "the first creation was not measured"
        );
    }
}
