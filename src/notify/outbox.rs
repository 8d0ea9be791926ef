//! What has to be sent, on disk until it was: a file for each notice and receiver, in `.vitals/notify/` beside the configuration.
//!
//! At least once: a file is written before the first attempt, and removed after a success. Where the program ends between the two, the
//! notice is sent again; its key is the same.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::notice::Notice;
use super::send::{Failed, send};
use super::trouble::NotifyTrouble;
use crate::config::ReceiverSettings;
use crate::process::Interrupt;
use crate::user_file;

/// All of it is over by then: who waits for a night's end waits no longer.
const LONGEST: Duration = Duration::from_secs(30);
/// So often one notice is tried at once,
const TRIES: u32 = 3;
/// with this pause after the first failure, and twice as long after each further one.
const PAUSE: Duration = Duration::from_millis(500);
/// Notices of one receiver that are kept: the oldest go.
const KEPT: usize = 1000;

/// A folder of notices to be sent.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
    root: PathBuf,
}

/// What waits for one receiver.
#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    receiver: String,
    notice: Notice,
}

/// What became of one receiver's notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its name.
    pub receiver: String,
    /// How many it got.
    pub sent: usize,
    /// How many wait for the next run.
    pub waiting: usize,
    /// Why; None where all were sent.
    pub trouble: Option<NotifyTrouble>,
}

impl Outbox {
    /// The one beside a configuration's folder, where programs run too.
    pub fn beside(folder: &Path) -> Self {
        Self { folder: folder.join(".vitals/notify"), root: folder.to_owned() }
    }

    /// Keeps what is new for each of these receivers.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&self, receivers: &[&ReceiverSettings], notices: &[Notice]) -> io::Result<()> {
        if !notices.is_empty() && !receivers.is_empty() {
            fs::create_dir_all(&self.folder)?;
        }
        for notice in notices {
            for receiver in receivers {
                let waiting = Waiting { receiver: receiver.name.clone(), notice: notice.clone() };
                let place = self.folder.join(format!("{}.json", file_name(&waiting)));
                match user_file::create(&place, &serde_json::to_vec(&waiting)?) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    other => other?,
                }
            }
        }
        Ok(())
    }

    /// Sends what waits, oldest first, to each of these receivers. What fails keeps its place, and what is behind it.
    pub fn send(&self, receivers: &[&ReceiverSettings], interrupt: &Interrupt) -> Vec<Delivery> {
        let ends = Instant::now() + LONGEST;
        let waiting = self.waiting();
        let of = |receiver: &&ReceiverSettings| {
            let own: Vec<_> =
                waiting.iter().filter(|(_, waiting)| waiting.receiver == receiver.name).collect();
            let forgotten = own.len().saturating_sub(KEPT);
            own.iter().take(forgotten).for_each(|(path, _)| drop(fs::remove_file(path)));
            self.send_to(receiver, &own[forgotten..], ends, interrupt)
        };
        receivers.iter().map(of).filter(|delivery| delivery.sent + delivery.waiting > 0).collect()
    }

    fn send_to(
        &self,
        receiver: &ReceiverSettings,
        own: &[&(PathBuf, Waiting)],
        ends: Instant,
        interrupt: &Interrupt,
    ) -> Delivery {
        let mut delivery =
            Delivery { receiver: receiver.name.clone(), sent: 0, waiting: own.len(), trouble: None };
        for (path, waiting) in own {
            match self.tried(receiver, &waiting.notice, ends, interrupt) {
                Ok(()) => {
                    // One that cannot be removed is sent again.
                    let _ = fs::remove_file(path);
                    delivery.sent += 1;
                    delivery.waiting -= 1;
                }
                Err(trouble) => {
                    delivery.trouble = Some(trouble);
                    break;
                }
            }
        }
        delivery
    }

    fn tried(
        &self,
        receiver: &ReceiverSettings,
        notice: &Notice,
        ends: Instant,
        interrupt: &Interrupt,
    ) -> Result<(), NotifyTrouble> {
        let mut pause = PAUSE;
        for number in 1.. {
            if interrupt.raised() {
                return Err(NotifyTrouble::Interrupted);
            }
            let Failed { trouble, after } = match send(&receiver.kind, notice, &self.root, interrupt) {
                Ok(()) => return Ok(()),
                Err(failed) => failed,
            };
            let wait = after.unwrap_or(pause);
            if !trouble.may_pass() || number == TRIES || Instant::now() + wait >= ends {
                return Err(trouble);
            }
            interrupt.wait(wait);
            pause *= 2;
        }
        Ok(())
    }

    /// What waits, in the order in which it came; what cannot be read waits for whoever can.
    fn waiting(&self) -> Vec<(PathBuf, Waiting)> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().filter_map(Result::ok);
        let mut paths: Vec<PathBuf> = files
            .map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .collect();
        paths.sort();
        let read = |path: PathBuf| {
            let waiting = serde_json::from_slice(&user_file::read(&path).ok()?).ok()?;
            Some((path, waiting))
        };
        paths.into_iter().filter_map(read).collect()
    }
}

/// In the order of time. What is added twice for one receiver in one second is one.
fn file_name(waiting: &Waiting) -> String {
    let word = waiting.notice.word();
    let receiver = Notice::key_of(&[&waiting.receiver]);
    let at = waiting.notice.at.replace([':', '-'], "");
    format!("{at}-{}-{word}-{}", &waiting.notice.key[..waiting.notice.key.len().min(12)], &receiver[..8])
}
