//! One HTTP request on a connection of its own: for a login, and for "are you ready".
//!
//! No redirects, no proxies, no TLS, no compression: a login that answers with anything but its own answer is shown as it is.

use httparse::Status;

use super::deadline::Deadline;
use super::net::{reach, read_more, write_all};
use super::trouble::Trouble;
use crate::config::websocket::{Address, Values};
use crate::quantity::Bytes;

/// Most that is taken of an answer, head and body.
const LARGEST: usize = 1 << 20;
/// The same, for whoever reports it.
const LIMIT: Bytes = Bytes(LARGEST as u64);

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// Where.
    pub address: &'a Address,
    /// Of its places.
    pub values: &'a Values,
    /// In capitals.
    pub method: &'a str,
    /// Beside those that every request has.
    pub headers: Vec<(&'a str, String)>,
    /// Empty for none.
    pub body: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// As sent.
    pub body: Vec<u8>,
}

/// Asks, and waits for the whole answer.
pub fn ask(request: &Request<'_>, deadline: Deadline<'_>) -> Result<Answer, Trouble> {
    let head = head(request)?;
    let mut stream = reach(&request.address.host, request.address.port, deadline)?;
    write_all(&mut stream, &[head.as_bytes(), request.body.as_bytes()].concat(), deadline)?;
    let mut taken = Vec::new();
    loop {
        let more = read_more(&mut stream, &mut taken, deadline)?;
        if let Some(answer) = parse(&taken, !more)? {
            return Ok(answer);
        }
        if !more {
            return Err(Trouble::CutShort);
        }
        if taken.len() > LARGEST {
            return Err(Trouble::TooLarge { limit: LIMIT });
        }
    }
}

fn head(request: &Request<'_>) -> Result<String, Trouble> {
    let Request { address, values, method, .. } = request;
    let mut head = format!(
        "{method} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: application/json, */*\r\n",
        address.target(values),
        address.authority()
    );
    let given = |name: &str| request.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name));
    if !request.body.is_empty() || *method == "POST" {
        head.push_str(&format!("Content-Length: {}\r\n", request.body.len()));
        if !given("content-type") {
            head.push_str("Content-Type: application/json\r\n");
        }
    }
    for (name, value) in &request.headers {
        if value.chars().any(char::is_control) {
            return Err(Trouble::ControlCharacter { header: (*name).to_owned() });
        }
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    Ok(head)
}

/// The answer, once it is whole.
fn parse(taken: &[u8], ended: bool) -> Result<Option<Answer>, Trouble> {
    let garbage = |error: httparse::Error| Trouble::NotHttp { error: error.to_string() };
    let mut headers = [httparse::EMPTY_HEADER; 100];
    let mut response = httparse::Response::new(&mut headers);
    let Status::Complete(length) = response.parse(taken).map_err(garbage)? else { return Ok(None) };
    let (status, rest) = (response.code.unwrap_or_default(), &taken[length..]);
    if (100..200).contains(&status) {
        return parse(rest, ended);
    }
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase())
    };
    let body = if header("transfer-encoding").is_some_and(|coding| coding.ends_with("chunked")) {
        unchunked(rest)?
    } else if let Some(length) = header("content-length") {
        let length: usize = length.parse().map_err(|_| Trouble::WrongLength)?;
        if length > LARGEST {
            return Err(Trouble::TooLarge { limit: LIMIT });
        }
        rest.get(..length).map(<[u8]>::to_vec)
    } else {
        (ended || matches!(status, 204 | 304)).then(|| rest.to_vec())
    };
    Ok(body.map(|body| Answer { status, body }))
}

/// The chunks put together, once the last is there.
fn unchunked(mut rest: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
    let mut body = Vec::new();
    loop {
        let size = httparse::parse_chunk_size(rest).map_err(|_| Trouble::WrongChunk)?;
        let Status::Complete((start, size)) = size else { return Ok(None) };
        if size == 0 {
            return Ok(Some(body));
        }
        let size = usize::try_from(size)
            .ok()
            .filter(|size| *size <= LARGEST)
            .ok_or(Trouble::TooLarge { limit: LIMIT })?;
        let Some(chunk) = rest.get(start..start + size) else { return Ok(None) };
        body.extend_from_slice(chunk);
        let Some(next) = rest.get(start + size + 2..) else { return Ok(None) };
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str, ended: bool) -> Option<(u16, String)> {
        let answer = parse(text.as_bytes(), ended).expect("HTTP")?;
        Some((answer.status, String::from_utf8(answer.body).expect("text")))
    }

    #[test]
    fn answers_are_taken_whole_however_their_length_is_reported() {
        let by_length = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabcd";
        assert_eq!(answer(by_length, false), Some((200, "abcd".into())));
        assert_eq!(answer(&by_length[..by_length.len() - 1], false), None);
        let by_chunks =
            "HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n";
        assert_eq!(answer(by_chunks, false), Some((401, "abcd".into())));
        assert_eq!(answer(&by_chunks[..by_chunks.len() - 6], false), None);
        let to_the_end = "HTTP/1.0 200 OK\r\n\r\nabcd";
        assert_eq!(answer(to_the_end, false), None);
        assert_eq!(answer(to_the_end, true), Some((200, "abcd".into())));
        assert_eq!(
            answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 Nothing\r\n\r\n", false),
            Some((204, String::new()))
        );
    }

    #[test]
    fn garbage_and_floods_are_refused() {
        assert!(matches!(parse(b"\x16\x03\x01garbage", false), Err(Trouble::NotHttp { .. })));
        let flood = parse(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", false);
        assert!(matches!(flood, Err(Trouble::TooLarge { .. })));
        let flood = parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40000000\r\n", false);
        assert!(matches!(flood, Err(Trouble::TooLarge { .. })));
    }
}
