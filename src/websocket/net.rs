//! Connections that never wait past a deadline, nor past Ctrl-C.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, connect, socket_with, sockopt};

use super::deadline::{Deadline, SLICE};
use super::trouble::Trouble;
use crate::config::websocket::Port;

/// Whether an operation only found nothing to do for a slice of time.
pub fn is_pause(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted)
}

/// Connects to the first address of a host that accepts. Reads and writes then take a [`SLICE`] at most.
pub fn reach(host: &str, port: Port, deadline: Deadline<'_>) -> Result<TcpStream, Trouble> {
    // A drawn port is put in before anything is asked.
    let Port::Fixed(port) = port else { return Err(Trouble::NoAddress) };
    let unreachable = |why: io::Error| Trouble::Unreachable { error: why.to_string() };
    let addresses = (host, port).to_socket_addrs().map_err(unreachable)?;
    let mut last = Trouble::NoAddress;
    for address in addresses {
        match reach_one(address, deadline) {
            Ok(stream) => return sliced(stream).map_err(unreachable),
            Err(trouble @ (Trouble::Late { .. } | Trouble::Interrupted)) => return Err(trouble),
            Err(trouble) => last = trouble,
        }
    }
    Err(last)
}

fn sliced(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(SLICE))?;
    stream.set_write_timeout(Some(SLICE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// `TcpStream::connect_timeout` cannot be woken by Ctrl-C while a full backlog leaves it waiting.
fn reach_one(address: SocketAddr, deadline: Deadline<'_>) -> Result<TcpStream, Trouble> {
    let failed = |error: Errno| Trouble::Unreachable { error: io::Error::from(error).to_string() };
    let family = if address.is_ipv6() { AddressFamily::INET6 } else { AddressFamily::INET };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(family, SocketType::STREAM, flags, None).map_err(failed)?;
    match connect(&socket, &address) {
        Ok(()) => return Ok(socket.into()),
        Err(Errno::INPROGRESS | Errno::INTR) => {}
        Err(error) => return Err(failed(error)),
    }
    loop {
        deadline.check()?;
        let slice = Timespec { tv_sec: 0, tv_nsec: deadline.slice().subsec_nanos().into() };
        match poll(&mut [PollFd::new(&socket, PollFlags::OUT)], Some(&slice)) {
            Ok(0) | Err(Errno::INTR) => {}
            Ok(_) => break,
            Err(error) => return Err(failed(error)),
        }
    }
    sockopt::socket_error(&socket).and_then(|connected| connected).map_err(failed)?;
    Ok(socket.into())
}

/// Writes everything.
pub fn write_all(stream: &mut TcpStream, mut bytes: &[u8], deadline: Deadline<'_>) -> Result<(), Trouble> {
    while !bytes.is_empty() {
        deadline.check()?;
        match stream.write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if is_pause(&error) => {}
            Err(error) => return Err(Trouble::broken(&error)),
        }
    }
    Ok(())
}

/// Appends what comes next; false at the end.
pub fn read_more(
    stream: &mut TcpStream,
    taken: &mut Vec<u8>,
    deadline: Deadline<'_>,
) -> Result<bool, Trouble> {
    let mut buffer = [0; 16 << 10];
    loop {
        deadline.check()?;
        match stream.read(&mut buffer) {
            Ok(count) => {
                taken.extend_from_slice(&buffer[..count]);
                return Ok(count > 0);
            }
            Err(error) if is_pause(&error) => {}
            Err(error) => return Err(Trouble::broken(&error)),
        }
    }
}
