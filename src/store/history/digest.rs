//! What a run is, as one SHA-256: a number, verdict or count that is changed later no longer fits it.
//!
//! The uid names a run by its report; the digest covers what the database keeps besides: verdict, variant, fingerprint, numbers and
//! samples. Both are check sums, not signatures: who changes a run can make them anew. The form is canonical, so that a run has
//! the same digest in every database and export: parts with their lengths, floats by their bits, a bound at infinity as
//! none, negative zero as zero. Samples enter by their own digest, which stays where they are pruned.

use sha2::{Digest, Sha256};

use super::model::{Measure, RunRecord, Variant};

/// Of a run and of each of its numbers, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digests {
    /// Of all of it.
    pub run: String,
    /// Of each number, with its samples.
    pub measures: Vec<String>,
}

impl Digests {
    /// Of a run: `fingerprint` as JSON, and the digest of each number's samples, which may be pruned.
    pub fn of(run: &RunRecord, fingerprint: Option<&str>, samples: &[Option<String>]) -> Self {
        let measures: Vec<String> = run
            .measures
            .iter()
            .zip(samples)
            .map(|(measure, samples)| of_measure(measure, &run.variant, samples.as_deref()))
            .collect();
        let mut form = Form::default();
        form.text(&run.uid());
        form.text(&run.status);
        form.variant(&run.variant);
        form.maybe_text(fingerprint.map(compact).as_deref());
        form.count(measures.len());
        for measure in &measures {
            form.text(measure);
        }
        Self { run: form.finish(), measures }
    }
}

/// Of the samples behind a number; None where there are none.
pub fn of_samples(samples: &[f64]) -> Option<String> {
    if samples.is_empty() {
        return None;
    }
    let mut form = Form::default();
    form.count(samples.len());
    for sample in samples {
        form.number(*sample);
    }
    Some(form.finish())
}

fn of_measure(measure: &Measure, of_run: &Variant, samples: Option<&str>) -> String {
    let mut form = Form::default();
    let series = &measure.series;
    for text in [&series.probe, &series.target, &series.quantity, &series.unit] {
        form.text(text);
    }
    form.text(measure.relation.kind().word());
    form.maybe_text(measure.relation.base());
    let other = measure.variant.as_ref().filter(|variant| *variant != of_run);
    form.flag(other.is_some());
    if let Some(variant) = other {
        form.variant(variant);
    }
    form.number(measure.value);
    for bound in [measure.low, measure.high] {
        let bound = bound.filter(|bound| bound.is_finite());
        form.flag(bound.is_some());
        form.number(bound.unwrap_or_default());
    }
    form.count(measure.n);
    form.maybe_text(measure.verdict.as_deref());
    form.maybe_text(samples);
    form.finish()
}

/// JSON without its white space; what is no JSON as it is.
fn compact(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json)
        .map_or_else(|_| json.to_owned(), |value| value.to_string())
}

/// The canonical form on its way into the hash.
#[derive(Default)]
struct Form(Sha256);

impl Form {
    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text.as_bytes());
    }

    fn maybe_text(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        self.text(text.unwrap_or_default());
    }

    fn flag(&mut self, flag: bool) {
        self.0.update([u8::from(flag)]);
    }

    fn count(&mut self, count: usize) {
        self.0.update((count as u64).to_le_bytes());
    }

    fn number(&mut self, number: f64) {
        // SQLite keeps no negative zero; the sum is the positive one.
        self.0.update((number + 0.0).to_bits().to_le_bytes());
    }

    fn variant(&mut self, variant: &Variant) {
        self.maybe_text(variant.label.as_deref());
        self.maybe_text(variant.hash());
        self.maybe_text(variant.commit.as_ref().map(|commit| commit.subject.as_str()));
        self.flag(variant.dirty.is_some());
        self.flag(variant.dirty == Some(true));
        self.text(&variant.machine);
    }

    fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
