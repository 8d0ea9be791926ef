//! The places that reasons name.

use std::path::Path;

use vitals_probes::wire::Site;

use super::any::Reason;
use super::{
    CommandReason, ComparisonReason, FailureReason, ImportReason, Location, RetentionReason, SlownessReason,
};

impl Reason {
    /// The lines of source that it names, the most relevant first.
    pub fn locations(&self) -> Vec<Location> {
        let mut locations = self.named_locations();
        // Nobody can open `<string>`.
        locations.retain(|location| !location.file.starts_with('<'));
        locations
    }

    fn named_locations(&self) -> Vec<Location> {
        match self {
            Self::Failure(FailureReason::Worker { failure, .. }) => {
                failure.site().map(Location::from).into_iter().collect()
            }
            Self::Failure(FailureReason::CircularImport { path }) => {
                path.iter().map(Location::from).collect()
            }
            Self::Failure(FailureReason::RaisedFrom { site, .. }) => {
                site.iter().map(Location::from).collect()
            }
            Self::Command(CommandReason::Raised { location, .. }) => location.iter().cloned().collect(),
            Self::Suite(reason) => reason.location().into_iter().collect(),
            Self::Syntax(reason) => reason.location().into_iter().collect(),
            Self::Cycle(reason) => reason.locations(),
            _ => self.clone().sites_mut().into_iter().map(|site| Location::from(&*site)).collect(),
        }
    }

    /// With places relative to the first of these folders that they lie in.
    pub fn relative_to(mut self, folders: &[&Path]) -> Self {
        for site in self.sites_mut() {
            *site = relative(site, folders);
        }
        self
    }

    fn sites_mut(&mut self) -> Vec<&mut Site> {
        match self {
            Self::Slowness(SlownessReason::BlockedAt { stall, .. }) => stall.site.iter_mut().collect(),
            Self::Slowness(SlownessReason::WorksAt { work, .. } | SlownessReason::WorksBelow { work }) => {
                vec![&mut work.site]
            }
            Self::Comparison(ComparisonReason::Part { part, .. }) => part.site.iter_mut().collect(),
            Self::Comparison(ComparisonReason::SharedWait { wait }) => wait.site.iter_mut().collect(),
            Self::Comparison(ComparisonReason::Line { change, .. }) => vec![&mut change.site],
            Self::Import(ImportReason::OwnTime { modules }) => {
                modules.iter_mut().filter_map(|module| module.importer.as_mut()).collect()
            }
            Self::Import(ImportReason::Branches { branches }) => {
                branches.iter_mut().filter_map(|branch| branch.importer.as_mut()).collect()
            }
            Self::Retention(RetentionReason::Allocated { site, .. }) => vec![&mut site.site],
            Self::Retention(RetentionReason::NativeAt { site, .. }) => vec![&mut site.site],
            Self::Retention(RetentionReason::Opened { at, .. }) => at.site.as_mut().into_iter().collect(),
            Self::Retention(RetentionReason::Bounded { holder, .. }) => {
                holder.site.as_mut().into_iter().collect()
            }
            Self::Comparison(
                ComparisonReason::Module { share } | ComparisonReason::LikelyModule { share },
            ) => share.stall.iter_mut().chain(share.importer.iter_mut()).collect(),
            _ => Vec::new(),
        }
    }
}

/// `shop/app.py` instead of `/tmp/…/shop/app.py`, where it lies in one of the folders.
fn relative(site: &Site, folders: &[&Path]) -> Site {
    let file = Path::new(&site.file);
    let inside = folders.iter().find_map(|folder| file.strip_prefix(folder).ok());
    Site { file: inside.map_or_else(|| site.file.clone(), |file| file.display().to_string()), ..site.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::StallGroup;
    use crate::measure::Timed;
    use crate::quantity::Nanos;

    fn blocked_at(file: &str) -> Reason {
        let site = Some(Site { file: file.into(), line: 12, function: "connect".into() });
        let stall = StallGroup { module: None, site, count: 1, lasted: Nanos(1), waiting: None };
        SlownessReason::BlockedAt { of: Timed::FirstCreation, stall }.into()
    }

    #[test]
    fn places_are_relative_to_the_folder_that_they_lie_in() {
        let folders = [Path::new("/tmp/base"), Path::new("/srv/shop")];
        let file = |reason: Reason| reason.relative_to(&folders).locations().remove(0).file;
        assert_eq!(file(blocked_at("/srv/shop/app.py")), "app.py");
        assert_eq!(file(blocked_at("/tmp/base/shop/app.py")), "shop/app.py");
        assert_eq!(file(blocked_at("/srv/shopping/app.py")), "/srv/shopping/app.py");
    }

    #[test]
    fn d15_code_without_a_file_is_no_place() {
        assert_eq!(blocked_at("<string>").locations(), []);
    }

    #[test]
    fn a_reason_without_a_place_has_none() {
        assert_eq!(Reason::from(super::super::RunReason::Interrupted).locations(), []);
        assert_eq!(Reason::Legacy("it stands at app.py:12".into()).locations(), []);
    }
}
