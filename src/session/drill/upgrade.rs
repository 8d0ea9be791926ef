//! The newer release of a package is slow to import: a package of the drill's own, from wheels that it makes.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::asking::trouble_of;
use super::rehearsal::{Rehearsal, Stop};
use crate::drill::{StepName, Trouble};
use crate::process::{Timeout, run};

/// The release at fault.
const AT_FAULT: &str = "1.1.0";
const DEADLINE: Duration = Duration::from_secs(60);

/// Makes the wheels and two lock files, and asks for the release at fault.
pub fn rehearse(rehearsal: &mut Rehearsal<'_, '_>) -> Result<(), Stop> {
    let place = rehearsal.place;
    let wheels = place.file("wheels");
    fs::create_dir_all(&wheels)?;
    let mut command = Command::new(&place.python);
    command.args(["-I", "-c", include_str!("wheels.py"), &wheels]);
    run(command, None, Timeout::of(DEADLINE), place.own.own.interrupt)?;
    let [old, new] = ["requirements-old.txt", "requirements-new.txt"].map(|name| place.file(name));
    fs::write(&old, "vitals-drill==1.0.0\n")?;
    fs::write(&new, "vitals-drill==1.2.0\n")?;
    rehearsal.placed("vitals-drill 1.0.0 -> 1.2.0".to_owned());
    let python = place.python.display().to_string();
    let words = [
        "bisect",
        "--lock",
        &old,
        &new,
        "--find-links",
        &wheels,
        "--import",
        "vitals_drill",
        "--no-config",
        "--python",
        &python,
        "--json",
        "--quiet",
    ];
    let said = rehearsal.answered(place.own.ask_plainly(&words))?;
    let release = said.json()["release"]["version"].as_str().map(str::to_owned);
    let trouble = match release {
        Some(version) if version == AT_FAULT => None,
        None if said.code != Some(0) => Some(trouble_of(&said)),
        named => Some(Trouble::OtherCulprit { named, wanted: AT_FAULT.to_owned() }),
    };
    rehearsal.step(StepName::Culprit, said.took, trouble)
}
