//! A measurement whose processes first run the probe's own setup.

use crate::measure::MeasureContext;
use crate::worker::AfterSetup;

/// Measures in a place whose workers run this source before their work, where there is one.
pub fn after_setup<T>(
    context: &MeasureContext<'_>,
    setup: Option<&str>,
    measure: impl FnOnce(&MeasureContext<'_>) -> T,
) -> T {
    match setup {
        None => measure(context),
        Some(setup) => {
            let runner = AfterSetup { runner: context.worker, setup };
            measure(&MeasureContext { worker: &runner, ..*context })
        }
    }
}
