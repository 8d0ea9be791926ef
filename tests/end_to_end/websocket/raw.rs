//! Servers that are none: they accept and then do harm, or nothing.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::channel;
use std::thread;

use rustix::process::Signal;
use tungstenite::{Message, WebSocket};

use super::{Spoken, command, spoken};
use crate::processes::signal;
use crate::program::Run;

/// Where connections are taken, each by a thread that does this; it serves as long as the suite runs.
fn serve(answer: impl Fn(TcpStream) + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let place = listener.local_addr().expect("bound").to_string();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = answer.clone();
            thread::spawn(move || answer(stream));
        }
    });
    place
}

/// Likewise, after a right handshake.
fn serve_socket(answer: impl Fn(WebSocket<TcpStream>) + Clone + Send + 'static) -> String {
    serve(move |stream| {
        if let Ok(socket) = tungstenite::accept(stream) {
            answer(socket);
        }
    })
}

/// Keeps a connection open until the other side ends it.
fn listen(mut stream: TcpStream) {
    let _ = std::io::copy(&mut stream, &mut std::io::sink());
}

fn flood(mut stream: TcpStream) {
    let block = vec![b'a'; 1 << 20];
    // A gigabyte, or as much as is taken.
    for _ in 0..1024 {
        if stream.write_all(&block).is_err() {
            break;
        }
    }
}

fn hears(place: &str, more: &str) -> Spoken {
    spoken(&format!(
        "url = \"ws://{place}/\"\nsend = ['{{\"secret\": \"{{secret}}\"}}']\nexpect = [\"a\"]\n{more}"
    ))
}

#[test]
fn who_accepts_and_says_nothing_is_reported_in_time() {
    hears(&serve(listen), "within = \"1s\"").expect(
        "fail",
        "handshake_silent",
        "was not answered within 1.00 s",
    );
    let after_it = serve_socket(|socket| listen(socket.get_ref().try_clone().expect("a descriptor")));
    hears(&after_it, "within = \"1s\"\nusers = 3").expect("fail", "silent", "`a` was due first");
    let login = format!("login = {{ url = \"http://{}/\" }}\nwithin = \"1s\"", serve(listen));
    hears("127.0.0.1:1", &login).expect("error", "login_failed", "no answer within 1.00 s");
}

#[test]
fn garbage_is_named_as_such() {
    let garbage = serve(|mut stream| {
        let _ = stream.write_all(b"\x16\x03\x01 what is this?\r\n\r\n");
        listen(stream);
    });
    hears(&garbage, "").expect("error", "handshake_garbage", "no WebSocket server");
    hears("127.0.0.1:1", &format!("login = {{ url = \"http://{garbage}/\" }}")).expect(
        "error",
        "login_failed",
        "not HTTP",
    );
    let afterwards = serve_socket(|mut socket| {
        let _ = socket.get_mut().write_all(&[0xff; 32]);
        listen(socket.get_ref().try_clone().expect("a descriptor"));
    });
    hears(&afterwards, "").expect("fail", "garbage", "is not the WebSocket protocol");
}

#[test]
fn a_gigabyte_is_not_taken() {
    hears(&serve(flood), "").expect("error", "handshake_garbage", "");
    let endless_answer = serve(|mut stream| {
        let _ = stream.read(&mut [0; 1024]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        flood(stream);
    });
    hears("127.0.0.1:1", &format!("login = {{ url = \"http://{endless_answer}/\" }}")).expect(
        "error",
        "login_failed",
        "\"trouble\":{\"kind\":\"too_large\"",
    );
    let one_message = serve_socket(|mut socket| {
        // The head of an unmasked text message of one gigabyte.
        let _ = socket.get_mut().write_all(&[0x81, 127, 0, 0, 0, 0, 0x40, 0, 0, 0]);
        flood(socket.get_ref().try_clone().expect("a descriptor"));
    });
    hears(&one_message, "").expect("fail", "too_large", "larger than 1.05 MB");
    let many_messages =
        serve_socket(|mut socket| while socket.send(Message::text("{\"type\": \"x\"}")).is_ok() {});
    hears(&many_messages, "max_messages = 200").expect("fail", "too_many", "more than 200 messages");
}

#[test]
fn who_hangs_up_is_reported_with_what_was_due() {
    let closing = serve(|stream| drop(stream.shutdown(Shutdown::Both)));
    hears(&closing, "").expect("error", "handshake_garbage", "");
    let later = serve_socket(|socket| drop(socket.get_ref().shutdown(Shutdown::Both)));
    hears(&later, "").expect("fail", "closed_early", "ended without a closing handshake while `a` was due");
    let politely = serve_socket(|mut socket| {
        let _ = socket.send(Message::text("{\"type\": \"b\"}"));
        let _ = socket.close(None);
        while socket.read().is_ok() {}
    });
    let spoken = hears(&politely, "");
    spoken.expect("fail", "missing", "`a` did not come; in its place came `b`");
    assert!(spoken.says("was closed with code 1005 while `a` was due"), "{:#}", spoken.report);
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
    hears(&free.to_string(), "").expect("error", "refused", "no connection: Connection refused");
}

/// Answers every message with an event of this name and nothing of the message.
fn answering(event: &'static str) -> String {
    serve_socket(move |mut socket| {
        while let Ok(message) = socket.read() {
            if message.is_text() && socket.send(Message::text(format!("{{\"type\": \"{event}\"}}"))).is_err()
            {
                break;
            }
        }
    })
}

#[test]
fn a_pass_that_could_not_have_failed_is_none() {
    let place = answering("a");
    hears(&place, "").expect("pass", "none", "\"kind\":\"all_heard\"");
    hears(&place, "users = 2").expect("inconclusive", "none", "\"kind\":\"no_secret_came_back\"");
    let without = "users = 2\nsend = [\"{}\"]\nexpect = [\"a\"]";
    spoken(&format!("url = \"ws://{place}/\"\n{without}")).expect(
        "pass",
        "none",
        "\"kind\":\"isolation_not_checked\"",
    );
    spoken(&format!("url = \"ws://{place}/\"\nsend = [\"{{}}\"]")).expect(
        "vacuous",
        "none",
        "\"kind\":\"nothing_expected\"",
    );
}

#[test]
fn strict_listens_on_for_what_should_not_come() {
    let keys = format!("url = \"ws://{}/\"\nsend = [\"{{}}\", \"{{}}\"]\nexpect = [\"a\"]", answering("a"));
    spoken(&keys).expect("pass", "none", "");
    spoken(&format!("{keys}\nstrict = true")).expect("fail", "unexpected", "`strict` allows only");
}

#[test]
fn names_of_a_server_are_kept_without_their_power() {
    let spoken = hears(&answering(r"\u001b[2Jpassword=hunter22"), "within = \"1s\"");
    spoken.expect("fail", "missing", "password=***");
    assert!(!spoken.report.to_string().contains("u001b"), "{:#}", spoken.report);
}

#[test]
fn ctrl_c_ends_it_at_once() {
    let (report, accepted) = channel();
    let place = serve(move |stream| {
        let _ = report.send(());
        listen(stream);
    });
    let folder = tempfile::tempdir().expect("a folder");
    let keys = format!("url = \"ws://{place}/\"\nexpect = [\"a\"]\nwithin = \"1h\"\nusers = 5");
    let mut command = command(folder.path(), &keys);
    let child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn();
    let child = child.expect("the built program starts");
    accepted.recv().expect("it connects");
    signal(&child, Signal::INT);
    let run = Run::from(child.wait_with_output().expect("it ends"));
    assert_eq!((run.code, &run.document()["interrupted"]), (Some(130), &true.into()), "{}", run.err);
    assert_eq!(Spoken::of(&run).status(), "inconclusive");
}
