//! The example service's own server, whole or with one of its faults.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::environment;

/// What every conversation with the shop says and hears.
pub const CHAT: &str = r#"
send = ['{"type": "chat", "text": "{secret}"}']
expect = ["agent_started", "agent_thinking", "tool_executing",
  { event = "tool_completed", matches = { "payload.status" = "ok" } }, "agent_completed"]
"#;

/// The Python of the shop's server, or why there is none.
pub fn python() -> Result<&'static Path, &'static str> {
    environment::with_websockets()
}

/// `examples/shop`.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop")
}

/// A running server.
pub struct Shop {
    server: Child,
    /// Of a check that speaks with it.
    pub keys: String,
}

impl Shop {
    /// Starts it with the Python that [`python`] gives.
    pub fn open(python: &Path, arguments: &[&str]) -> Self {
        let mut server = Command::new(python)
            .current_dir(folder())
            .args(["server.py", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a Python");
        let mut reported = String::new();
        BufReader::new(server.stdout.take().expect("piped")).read_line(&mut reported).expect("it says where");
        let [_, socket, login] = reported.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{reported}")
        };
        let login = format!("login = {{ url = \"{login}\", body = '{{\"user\": \"{{user}}\"}}' }}");
        let keys = format!("url = \"{socket}?token={{token}}\"\n{login}\n{CHAT}");
        Self { server, keys }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
