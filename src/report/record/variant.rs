//! What a run was about: a checkout, or one side of a comparison.

use crate::python::Fingerprint;
use crate::report::comparison::SideRecord;
use crate::store::history::Variant;

pub fn of(fingerprint: &Fingerprint) -> Variant {
    Variant::of(fingerprint, None)
}

pub fn of_side(side: &SideRecord) -> Variant {
    let subject = side.subject.as_deref();
    Variant { label: Some(side.label.clone()), ..Variant::of(&side.fingerprint, subject) }
}
