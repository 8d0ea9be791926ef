//! A run from elsewhere, looked at before it is taken in.

use jiff::Timestamp;

use super::digest::{Digests, of_samples};
use super::error::HistoryError;
use super::model::{Measure, RunRecord};
use super::packed::Packed;
use super::placement::Placement;
use super::travelling::{Travelling, TravellingMeasure};

/// The words for a verdict.
const STATUSES: [&str; 5] = ["pass", "fail", "inconclusive", "vacuous", "error"];

/// A run that is what its name and its digests say.
pub struct Arrival {
    record: RunRecord,
    placement: Placement,
    fingerprint: Option<String>,
    samples: Vec<Option<String>>,
}

impl Arrival {
    /// A run of an export, which has to have digests or comes from a version that made none.
    ///
    /// # Errors
    /// Where its name, its digests, its words or its times are not those of its content; that names the run and what differs.
    pub fn of(run: Travelling, digests: bool) -> Result<Self, HistoryError> {
        let name: String = run.uid.chars().take(12).collect();
        let odd = |what: &str| HistoryError::Unfit { reason: format!("run {name}: {what}") };
        let given = Given { run: run.digest, measures: digests_of(&run.measures) };
        let fingerprint = run.fingerprint.map(|text| Box::<str>::from(text).into_string());
        let typed = fingerprint.as_deref().map(serde_json::from_str).transpose();
        let record = RunRecord {
            started: run.started,
            kind: run.kind,
            status: run.status,
            variant: run.variant,
            fingerprint: typed.map_err(|_| odd("its fingerprint is none"))?,
            document: Box::<str>::from(run.document).into(),
            measures: run.measures.into_iter().map(|travelling| travelling.measure).collect(),
        };
        if record.uid() != run.uid {
            return Err(odd(
                "its report, command or time is not what its name says: it was changed on the way",
            ));
        }
        let samples: Vec<Option<String>> = record
            .measures
            .iter()
            .zip(&given.measures)
            .map(|(measure, (_, samples))| of_samples(&measure.samples).or_else(|| samples.clone()))
            .collect();
        if digests {
            let own = Digests::of(&record, fingerprint.as_deref(), &samples);
            if let Some(what) = given.changed(&own, &samples, &record.measures) {
                return Err(odd(&format!("{what}: changed on the way")));
            }
        }
        if !STATUSES.contains(&record.status.as_str()) {
            return Err(odd("its verdict is no verdict"));
        }
        if Timestamp::from_millisecond(run.at).is_err() || run.seq < 1 {
            return Err(odd("its place among the others makes no sense"));
        }
        let hexadecimal = run.origin.len() == 32 && run.origin.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !hexadecimal {
            return Err(odd("its origin is none"));
        }
        let placement = Placement { origin: run.origin, seq: run.seq, at: run.at };
        Ok(Self { record, placement, fingerprint, samples })
    }

    /// Made ready to be written.
    ///
    /// # Errors
    /// Where something in it is no number.
    pub fn packed(&self) -> Result<Packed<'_>, HistoryError> {
        Packed::arrived(&self.record, self.fingerprint.clone(), self.samples.clone(), &self.placement)
    }

    /// The database that recorded it.
    pub fn origin(&self) -> &str {
        &self.placement.origin
    }
}

/// The digest of each number, and that of its samples.
type MeasureDigests = Vec<(Option<String>, Option<String>)>;

fn digests_of(measures: &[TravellingMeasure]) -> MeasureDigests {
    measures.iter().map(|measure| (measure.digest.clone(), measure.samples_digest.clone())).collect()
}

/// The digests that came along.
struct Given {
    run: Option<String>,
    measures: MeasureDigests,
}

impl Given {
    /// The first thing that is not what its digest says.
    fn changed(&self, own: &Digests, samples: &[Option<String>], measures: &[Measure]) -> Option<String> {
        for (place, (digest, samples_digest)) in self.measures.iter().enumerate() {
            let of = &measures[place].series;
            if samples[place] != *samples_digest {
                return Some(format!("the samples of {of} are not what their digest says"));
            }
            if digest.as_ref() != own.measures.get(place) {
                return Some(format!(
                    "the value, bounds, count, verdict or variant of {of} is not what its digest says"
                ));
            }
        }
        match &self.run {
            None => Some("its digest is missing".to_owned()),
            Some(digest) if *digest == own.run => None,
            Some(_) => Some(
                "its verdict, variant, fingerprint or list of numbers is not what its digest says".to_owned(),
            ),
        }
    }
}

/// What of a run that is here already is not the same in one that arrives; samples that one of them has no more are no difference.
pub fn difference(here: &RunRecord, there: &RunRecord) -> Option<String> {
    if (&here.status, &here.variant) != (&there.status, &there.variant) {
        return Some("its verdict or variant".to_owned());
    }
    if here.measures.len() != there.measures.len() {
        return Some("its numbers".to_owned());
    }
    here.measures.iter().zip(&there.measures).find_map(|(one, other)| {
        let bare = |measure: &Measure| Measure {
            low: measure.low.filter(|low| low.is_finite()),
            high: measure.high.filter(|high| high.is_finite()),
            samples: Vec::new(),
            ..measure.clone()
        };
        if bare(one) != bare(other) {
            return Some(format!("the value, bounds, count, verdict or variant of {}", one.series));
        }
        let both = !one.samples.is_empty() && !other.samples.is_empty();
        (both && one.samples != other.samples).then(|| format!("the samples of {}", one.series))
    })
}
