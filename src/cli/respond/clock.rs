//! Within what time.

use crate::cli::arguments::Respond;
use crate::quantity::Nanos;

/// Within what time: that of the emergency, or less where that is asked for.
pub fn clock(arguments: &Respond) -> Nanos {
    let own = arguments.emergency.clock();
    arguments.run_args.budget.map_or(own, |budget| budget.0.min(own))
}
