//! The part of a host's API that a comment needs, as a real HTTP server on loopback. It keeps comments, and can be told to fail.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// What answers a request in the place of the API.
pub enum Scripted {
    /// A status, headers, and a body.
    Answer(u16, &'static str, &'static str),
    /// The connection stays open, and nothing comes.
    Silence,
    /// Half of an answer, then nothing.
    Half,
    /// The request is done, and its answer is a failure.
    DoneButFailed,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub token: String,
}

#[derive(Default)]
struct State {
    comments: Vec<Value>,
    asked: Vec<Asked>,
    script: VecDeque<Scripted>,
    /// Connections that are kept open.
    held: Vec<TcpStream>,
}

/// The server.
pub struct Api {
    pub address: String,
    state: Arc<Mutex<State>>,
}

/// Comments of a page, whatever was asked for.
const PAGE: usize = 2;

impl Api {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                if let Some((asked, body)) = read(&stream) {
                    answer(stream, &shared, &asked, &body);
                }
            }
        });
        Self { address, state }
    }

    /// Adds a comment of somebody.
    pub fn comment(&self, author: &str, kind: &str, body: &str) -> u64 {
        add(&mut self.state.lock().expect("whole").comments, author, kind, body)
    }

    /// The text of a comment, or of the newest.
    pub fn text(&self, id: u64) -> String {
        let state = self.state.lock().expect("whole");
        let found = state.comments.iter().find(|comment| comment["id"] == id).expect("a comment");
        found["body"].as_str().expect("text").to_owned()
    }

    pub fn bodies(&self) -> Vec<String> {
        let state = self.state.lock().expect("whole");
        state.comments.iter().map(|comment| comment["body"].as_str().expect("text").to_owned()).collect()
    }

    /// Somebody changes a comment by hand.
    pub fn edit(&self, change: impl Fn(&str) -> String) {
        let mut state = self.state.lock().expect("whole");
        let comment = state.comments.last_mut().expect("a comment");
        comment["body"] = change(comment["body"].as_str().expect("text")).into();
    }

    pub fn script(&self, script: impl IntoIterator<Item = Scripted>) {
        self.state.lock().expect("whole").script = script.into_iter().collect();
    }

    /// The requests since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().expect("whole").asked)
    }
}

fn add(comments: &mut Vec<Value>, author: &str, kind: &str, body: &str) -> u64 {
    let id = comments.len() as u64 + 1;
    comments.push(json!({
        "id": id, "body": body, "user": {"login": author, "type": kind}, "author": {"id": 7},
        "html_url": format!("https://example.org/c/{id}"),
    }));
    id
}

fn answer(mut stream: TcpStream, state: &Mutex<State>, asked: &Asked, body: &Value) {
    let mut state = state.lock().expect("whole");
    state.asked.push(asked.clone());
    let (status, headers, body) = match state.script.pop_front() {
        Some(Scripted::Answer(status, headers, body)) => (status, headers.to_owned(), body.to_owned()),
        Some(Scripted::Silence) => return state.held.push(stream),
        Some(Scripted::Half) => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[");
            return state.held.push(stream);
        }
        Some(Scripted::DoneButFailed) => {
            done(&mut state, asked, body);
            (502, String::new(), "a gateway".to_owned())
        }
        None => done(&mut state, asked, body),
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n");
    let _ = stream.write_all((head + &body).as_bytes());
}

/// What the API does.
fn done(state: &mut State, asked: &Asked, body: &Value) -> (u16, String, String) {
    let path = asked.path.split('?').next().unwrap_or_default();
    let ok = |status, value: Value| (status, String::new(), value.to_string());
    let is_list = path.ends_with("/issues/7/comments") || path.ends_with("/merge_requests/7/notes");
    match (asked.method.as_str(), path) {
        // As GitHub answers a job's own token.
        ("GET", "/user") if asked.token.starts_with("Bearer") => {
            ok(403, json!({"message": "Resource not accessible by integration"}))
        }
        ("GET", "/user") => ok(200, json!({"id": 7})),
        ("GET", _) if is_list => {
            let page: usize =
                asked.path.split("page=").last().and_then(|number| number.parse().ok()).expect("a page");
            let first = (page - 1) * PAGE;
            let shown: Vec<Value> = state.comments.iter().skip(first).take(PAGE).cloned().collect();
            let more = first + PAGE < state.comments.len();
            let next = if more {
                format!("Link: <https://elsewhere.invalid/>; rel=\"next\"\r\nX-Next-Page: {}\r\n", page + 1)
            } else {
                String::new()
            };
            (200, next, json!(shown).to_string())
        }
        ("POST", _) if is_list => {
            add(&mut state.comments, "github-actions[bot]", "Bot", body["body"].as_str().expect("text"));
            ok(201, state.comments.last().expect("added").clone())
        }
        ("PATCH" | "PUT", _) => {
            let id: u64 = path.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a number");
            let comment = state.comments.iter_mut().find(|one| one["id"] == id).expect("a comment");
            comment["body"] = body["body"].clone();
            ok(200, comment.clone())
        }
        _ => ok(404, json!({"message": "Not Found"})),
    }
}

fn read(stream: &TcpStream) -> Option<(Asked, Value)> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut length, mut token) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "authorization" | "private-token" => token = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((Asked { method, path, token }, serde_json::from_slice(&body).unwrap_or(Value::Null)))
}
