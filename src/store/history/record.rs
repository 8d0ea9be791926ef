//! A run into the history.

use sha1::{Digest, Sha1};

use super::database::History;
use super::error::HistoryError;
use super::events::{insert_accepted, insert_event};
use super::model::{Accepted, Event, Measure, Recorded, RunRecord};
use super::packed::Packed;

impl RunRecord {
    /// The run's name everywhere: the SHA-1 of what it is. Not a signature; the same run gives the same name.
    pub fn uid(&self) -> String {
        let mut hash = Sha1::new();
        for part in [self.kind.as_bytes(), self.started.to_string().as_bytes(), self.document.as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Why it cannot be recorded.
    pub(super) fn unfit(&self) -> Option<String> {
        let whole = |measure: &Measure| {
            measure.value.is_finite() && measure.samples.iter().all(|sample| sample.is_finite())
        };
        let odd = self.measures.iter().find(|measure| !whole(measure))?;
        Some(format!("{} of {} is no number", odd.series.quantity, odd.series.target))
    }
}

impl History {
    /// Records a run. The same run, byte by byte, is recorded once.
    ///
    /// # Errors
    /// Where the file is locked, read-only, damaged, or cannot grow: then nothing of the run is in it.
    pub fn record(&mut self, run: &RunRecord) -> Result<Recorded, HistoryError> {
        self.record_night(run, &[], None)
    }

    /// Records a run, what was reported in it, and the commit that it makes the reference: all of it or nothing, so that no
    /// run is there whose events are not.
    ///
    /// # Errors
    /// As [`History::record`]; then nothing of them is in it.
    pub fn record_night(
        &mut self,
        run: &RunRecord,
        events: &[Event],
        accepted: Option<&Accepted>,
    ) -> Result<Recorded, HistoryError> {
        self.expect_whole()?;
        let packed = Packed::of(run)?;
        self.at_once(|transaction| {
            let recorded = packed.insert(transaction)?;
            for event in events {
                insert_event(transaction, event)?;
            }
            if let Some(accepted) = accepted {
                insert_accepted(transaction, accepted)?;
            }
            Ok(recorded)
        })
    }
}
