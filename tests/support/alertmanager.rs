//! A real Alertmanager: Debian's.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::processes::until;

pub struct Alertmanager {
    child: Child,
    /// Its host and port.
    pub address: String,
    _folder: TempDir,
}

impl Drop for Alertmanager {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Alertmanager {
    /// Starts it, or says why it cannot.
    pub fn start() -> Result<Self, &'static str> {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = folder.path().join("alertmanager.yml");
        std::fs::write(&configuration, "route: { receiver: none }\nreceivers: [{ name: none }]\n")
            .expect("written");
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("bound");
        let child = Command::new("prometheus-alertmanager")
            .arg(format!("--config.file={}", configuration.display()))
            .arg(format!("--storage.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address={free}"))
            .arg("--cluster.listen-address=")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| "prometheus-alertmanager is not installed")?;
        let started = Self { child, address: free.to_string(), _folder: folder };
        until("the Alertmanager is ready", || started.get("/-/ready").is_some());
        Ok(started)
    }

    /// The body of an answer that is well; None for any other.
    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        head.contains(" 200 ").then(|| body.to_owned())
    }

    /// Key and summary of each alert that stands.
    pub fn alerts(&self) -> Vec<(String, String)> {
        let body = self.get("/api/v2/alerts").expect("alerts");
        let alerts: Vec<Value> = serde_json::from_str(&body).expect("a list");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        alerts
            .iter()
            .map(|alert| (text(&alert["labels"]["key"]), text(&alert["annotations"]["summary"])))
            .collect()
    }
}
