//! How a command ends that an incident refuses.

use rustix::io::Errno;

use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::incident::IncidentError;
use crate::journal::Fault;

#[test]
fn every_error_of_an_incident_has_its_exit_code() {
    let (text, path) = (String::new, || "/srv/shop/.git".into());
    let examples = [
        (IncidentError::NoRepository { folder: path() }, 64),
        (IncidentError::NoName { name: text() }, 64),
        (IncidentError::NoSuchIncident { id: text() }, 64),
        (IncidentError::AlreadyOpen { id: text(), since: text() }, 3),
        (IncidentError::NoneOpen { last: None }, 3),
        (IncidentError::AlreadyClosed { id: text(), at: text(), by: text() }, 3),
        (IncidentError::NotPinned { id: text() }, 3),
        (IncidentError::Frozen { what: text(), id: text() }, 3),
        (IncidentError::Journal { path: path(), fault: Fault::Empty }, 3),
        (IncidentError::Journal { path: path(), fault: Fault::System(Errno::NOSPC.into()) }, 70),
        (IncidentError::System { what: text(), error: Errno::ACCESS.into() }, 64),
        (IncidentError::System { what: text(), error: Errno::NOSPC.into() }, 70),
    ];
    for (error, code) in examples {
        let error = CliError::Incident(error);
        assert_eq!(Exit::of_error(&error).code(), code, "{error:?}");
    }
}
