//! A receiver of notices on loopback, which keeps what it was asked.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// A request: its path and its document.
pub type Asked = (String, Value);

#[derive(Default)]
struct Shared {
    asked: Vec<Asked>,
    /// Status and headers of the next answers; 200 after them.
    script: VecDeque<(u16, &'static str)>,
}

pub struct Receiver {
    pub address: String,
    shared: Arc<Mutex<Shared>>,
}

impl Receiver {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let shared = Arc::new(Mutex::new(Shared::default()));
        let own = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                answer(stream, &own);
            }
        });
        Self { address, shared }
    }

    /// Answers the next requests so.
    pub fn script(&self, answers: &[(u16, &'static str)]) {
        self.shared.lock().expect("whole").script = answers.iter().copied().collect();
    }

    /// The requests since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.lock().expect("whole").asked)
    }
}

fn answer(mut stream: TcpStream, shared: &Mutex<Shared>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a descriptor"));
    let (mut head, mut length) = (Vec::new(), 0);
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().expect("a number");
        }
        head.push(line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let path = head[0].split(' ').nth(1).expect("a path").to_owned();
    let mut shared = shared.lock().expect("whole");
    shared.asked.push((path, serde_json::from_slice(&body).expect("JSON")));
    let (status, headers) = shared.script.pop_front().unwrap_or((200, ""));
    let _ =
        write!(stream, "HTTP/1.1 {status} x\r\n{headers}Connection: close\r\nContent-Length: 2\r\n\r\nok");
}
