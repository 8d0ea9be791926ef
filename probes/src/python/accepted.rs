//! Which sockets were accepted here, by a listening socket of the same process: both have one address.

use std::fs;
use std::mem::{MaybeUninit, size_of};
use std::os::fd::RawFd;

use pyo3::prelude::*;

/// Descriptors among which a listening socket is looked for: it is opened before what it accepts.
const LOOKED_AT: usize = 1_000;

/// Where a socket is bound: of an internet address the port alone, since a listening one may have any address.
#[derive(PartialEq)]
enum Bound {
    Port(libc::sa_family_t, u16),
    Path(Vec<u8>),
}

/// Whether a descriptor is such a connection.
#[pyfunction]
pub fn is_accepted(number: RawFd) -> bool {
    let Some(bound) = bound(number).filter(|_| !is_listening(number)) else { return false };
    let Ok(entries) = fs::read_dir("/proc/self/fd") else { return false };
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).take(LOOKED_AT).any(
        |other: RawFd| other != number && is_listening(other) && self::bound(other).as_ref() == Some(&bound),
    )
}

fn is_listening(number: RawFd) -> bool {
    let mut listening: libc::c_int = 0;
    let mut length = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: both point to what is large enough, for the length that is given.
    let result = unsafe {
        libc::getsockopt(
            number,
            libc::SOL_SOCKET,
            libc::SO_ACCEPTCONN,
            (&raw mut listening).cast(),
            &raw mut length,
        )
    };
    result == 0 && listening != 0
}

/// None where it is no socket, or has no address.
fn bound(number: RawFd) -> Option<Bound> {
    let mut address = MaybeUninit::<libc::sockaddr_storage>::zeroed();
    let mut length = size_of::<libc::sockaddr_storage>() as libc::socklen_t;
    // SAFETY: the storage is as large as its length says.
    if unsafe { libc::getsockname(number, address.as_mut_ptr().cast(), &raw mut length) } != 0 {
        return None;
    }
    // SAFETY: of zeroes and what the kernel wrote every field is valid.
    let address = unsafe { address.assume_init() };
    let family = address.ss_family;
    match i32::from(family) {
        libc::AF_INET => {
            // SAFETY: the family says that the storage holds this.
            let inet = unsafe { &*(&raw const address).cast::<libc::sockaddr_in>() };
            Some(Bound::Port(family, inet.sin_port))
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that the storage holds this.
            let inet = unsafe { &*(&raw const address).cast::<libc::sockaddr_in6>() };
            Some(Bound::Port(family, inet.sin6_port))
        }
        libc::AF_UNIX => {
            // SAFETY: the family says that the storage holds this.
            let unix = unsafe { &*(&raw const address).cast::<libc::sockaddr_un>() };
            let path = unix.sun_path.map(|letter| letter as u8);
            let used = (length as usize).saturating_sub(size_of::<libc::sa_family_t>()).min(path.len());
            (used > 0).then(|| Bound::Path(path[..used].to_vec()))
        }
        _ => None,
    }
}

#[cfg(feature = "python-tests")]
#[allow(clippy::unwrap_used)]
pub mod tests {
    use std::net::{TcpListener, TcpStream};
    use std::os::fd::AsRawFd;
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::*;

    inside! {
        fn what_is_accepted_has_the_address_of_what_listens(_) {
            let listening = TcpListener::bind("0.0.0.0:0").unwrap();
            let port = listening.local_addr().unwrap().port();
            let there = TcpStream::connect(("127.0.0.1", port)).unwrap();
            let (here, _) = listening.accept().unwrap();
            assert!(is_accepted(here.as_raw_fd()));
            assert!(!is_accepted(there.as_raw_fd()) && !is_accepted(listening.as_raw_fd()));
        }
        fn so_it_is_with_a_path(_) {
            let path = std::env::temp_dir().join(format!("vitals-accepted-{}", std::process::id()));
            let listening = UnixListener::bind(&path).unwrap();
            let there = UnixStream::connect(&path).unwrap();
            let (here, _) = listening.accept().unwrap();
            std::fs::remove_file(&path).unwrap();
            let (one, _other) = UnixStream::pair().unwrap();
            assert!(is_accepted(here.as_raw_fd()));
            assert!(!is_accepted(there.as_raw_fd()) && !is_accepted(one.as_raw_fd()));
        }
        fn what_is_no_socket_was_not_accepted(_) {
            assert!(!is_accepted(std::fs::File::open("/dev/null").unwrap().as_raw_fd()) && !is_accepted(-1));
        }
    }
}
