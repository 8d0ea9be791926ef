//! What is new reaches its receivers: real servers on loopback, real programs, real files.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, vitals};
use crate::repository::Repository;
use crate::support::night::night;
use crate::support::processes::{signal, until};
use crate::support::receiver::Receiver;

fn project(receivers: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("vitals.toml"), receivers).expect("written");
    folder
}

fn notify(folder: &Path, arguments: &[&str], hook: &str) -> Run {
    let mut command = vitals();
    command.current_dir(folder).arg("notify").args(arguments).env("HOOK", hook).env("KEY", "a-routing-key");
    Run::of(&mut command)
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn a_test_reaches_every_kind_of_receiver_in_its_own_form() {
    let receiver = Receiver::start();
    let address = &receiver.address;
    let folder = project(&format!(
        "[[notify]]\nkind = \"slack\"\nurl_env = \"HOOK\"\n[[notify]]\nkind = \"teams\"\nurl_file = \"hook\"\n\
         [[notify]]\nkind = \"alertmanager\"\nurl = \"{address}/am/\"\n\
         [[notify]]\nkind = \"pagerduty\"\nrouting_key_env = \"KEY\"\nurl = \"{address}/pd\"\n\
         [[notify]]\nkind = \"file\"\npath = \"notices.jsonl\"\n\
         [[notify]]\nkind = \"command\"\ncommand = [\"tee\", \"-a\", \"piped\"]\n\
         [[notify]]\nkind = \"mail\"\ncommand = [\"tee\", \"-a\", \"mail\"]\nfrom = \"vitals@example.org\"\nto = [\"ops@example.org\"]\n"
    ));
    fs::write(folder.path().join("hook"), format!("{address}/teams\n")).expect("written");
    let run = notify(folder.path(), &["--test"], &format!("{address}/slack"));
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let asked = receiver.asked();
    let of = |path: &str| {
        asked.iter().filter(|(other, _)| other == path).map(|(_, body)| body).collect::<Vec<_>>()
    };
    assert!(
        of("/slack")[0]["text"].as_str().is_some_and(|text| text.contains("TEST of vitals")),
        "{asked:?}"
    );
    let card = &of("/teams")[0]["attachments"][0];
    assert_eq!(card["contentType"], "application/vnd.microsoft.card.adaptive");
    let alerts = of("/am/api/v2/alerts");
    assert_eq!((alerts.len(), &alerts[0][0]["labels"]), (2, &alerts[1][0]["labels"]));
    assert!(alerts[1][0]["endsAt"].is_string(), "{alerts:?}");
    let events = of("/pd");
    assert_eq!(events.iter().map(|event| &event["event_action"]).collect::<Vec<_>>(), ["trigger", "resolve"]);
    assert_eq!(
        (&events[0]["routing_key"], events[0]["dedup_key"] == events[1]["dedup_key"]),
        (&"a-routing-key".into(), true)
    );
    assert_eq!(lines(&folder.path().join("notices.jsonl")).len(), 2);
    let piped = fs::read_to_string(folder.path().join("piped")).expect("piped");
    assert_eq!(piped.matches("\"state\":\"over\"").count(), 1, "{piped}");
    let mail = fs::read_to_string(folder.path().join("mail")).expect("mail");
    assert!(
        mail.starts_with("From: vitals@example.org\nTo: ops@example.org\nSubject: vitals: new: TEST"),
        "{mail}"
    );
    assert!(!run.out.contains("a-routing-key") && !run.err.contains("a-routing-key"));
}

#[test]
fn what_a_receiver_refuses_waits_in_its_order_and_is_sent_with_the_next() {
    let receiver = Receiver::start();
    let folder = project(&format!("[[notify]]\nkind = \"alertmanager\"\nurl = \"{}\"\n", receiver.address));
    // Another address is not followed, however often.
    receiver.script(&[(302, "Location: http://127.0.0.1:9/\r\n")]);
    let run = notify(folder.path(), &["--test"], "");
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(
        run.out.contains("leads to another address, which was not followed; 2 notices wait"),
        "{}",
        run.out
    );
    assert_eq!(receiver.asked().len(), 1);
    // A failure that may pass is tried three times, and no more.
    receiver.script(&[(500, ""), (429, "Retry-After: 0\r\n"), (503, "")]);
    let run = notify(folder.path(), &[], "");
    assert!(run.out.contains("it answered 503: ok; 2 notices wait"), "{}", run.out);
    assert_eq!(receiver.asked().len(), 3);
    let run = notify(folder.path(), &[], "");
    assert_eq!((run.code, run.out.contains("2 sent")), (Some(0), true), "{}", run.out);
    let asked = receiver.asked();
    assert!(asked[0].1[0]["startsAt"].is_string() && asked[1].1[0]["endsAt"].is_string(), "{asked:?}");
    let run = notify(folder.path(), &[], "");
    assert!(run.out.contains("nothing waits") && receiver.asked().is_empty(), "{}", run.out);
}

#[test]
fn a_secret_that_is_missing_or_would_be_heard_is_said_and_sent_nowhere() {
    let folder = project(
        "[[notify]]\nkind = \"slack\"\nurl_env = \"NO_SUCH_HOOK\"\n[[notify]]\nkind = \"teams\"\nurl_env = \"HOOK\"\n",
    );
    let run = notify(folder.path(), &["--test"], "http://hooks.example.org/very-secret");
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("the variable NO_SUCH_HOOK is not set, or empty"), "{}", run.out);
    assert!(run.out.contains("its address is not encrypted"), "{}", run.out);
    assert!(!run.out.contains("very-secret") && !run.err.contains("very-secret"), "{}{}", run.out, run.err);
    let run = notify(folder.path(), &["nobody"], "");
    assert_eq!(
        (run.code, run.err.contains("no [[notify]] has the name `nobody`")),
        (Some(64), true),
        "{}",
        run.err
    );
}

#[test]
fn a_night_sends_only_what_is_new_and_its_end() {
    let repository = Repository::empty();
    let settings = |code: u8| {
        format!(
            "[[notify]]\nkind = \"file\"\npath = \"notices.jsonl\"\n[[check]]\nname = \"answer\"\nkind = \"command\"\n\
             command = [\"python\", \"-c\", \"print('yes'); raise SystemExit({code})\"]\nevidence = {{ pattern = \"yes\" }}\n"
        )
    };
    let mut nights = Vec::new();
    for code in [0, 1, 1, 0] {
        repository.write("vitals.toml", settings(code));
        let (run, _) = night(&repository);
        let kept = lines(&repository.path().join("notices.jsonl"));
        nights.push((kept.len(), run.err));
    }
    let counts: Vec<usize> = nights.iter().map(|(count, _)| *count).collect();
    assert_eq!(counts, [0, 1, 1, 2], "{nights:?}");
    let kept = lines(&repository.path().join("notices.jsonl"));
    assert_eq!((&kept[0]["state"], &kept[1]["state"]), (&"open".into(), &"over".into()));
    assert_eq!(kept[0]["key"], kept[1]["key"]);
    assert!(
        kept[0]["summary"]
            .as_str()
            .is_some_and(|text| text.starts_with("failure: ") && text.contains("answer")),
        "{kept:?}"
    );
}

#[test]
fn a_night_posts_its_numbers_to_a_collector_of_metrics_and_no_notice() {
    let receiver = Receiver::start();
    let repository = Repository::empty();
    repository.write(
        "vitals.toml",
        format!(
            "[[notify]]\nkind = \"otlp\"\nurl = \"{}\"\n[[probe.import]]\nmodule = \"json\"\nlimit = \"5s\"\n\
             [[check]]\nname = \"answer\"\nkind = \"command\"\n\
             command = [\"python\", \"-c\", \"raise SystemExit(1)\"]\nevidence = {{ pattern = \"yes\" }}\n",
            receiver.address
        ),
    );
    let (run, _) = night(&repository);
    let asked = receiver.asked();
    let [(path, body)] = &asked[..] else { panic!("{asked:?}\n{}", run.err) };
    assert_eq!(path, "/v1/metrics");
    if let Some(file) = std::env::var_os("VITALS_KEEP_OTLP") {
        fs::write(file, body.to_string()).expect("written");
    }
    let metrics = body["resourceMetrics"][0]["scopeMetrics"][0]["metrics"].as_array().expect("a list");
    let named = |name: &str| metrics.iter().find(|metric| metric["name"] == name).expect("a metric");
    assert_eq!(named("vitals.time")["unit"], "s");
    let point = &named("vitals.time")["gauge"]["dataPoints"][0];
    assert!(point["asDouble"].as_f64().is_some_and(|seconds| seconds > 0.0 && seconds < 5.0), "{point}");
    // 64-bit numbers are texts in this encoding.
    assert!(point["timeUnixNano"].as_str().is_some_and(|at| at.len() == 19), "{point}");
    let verdicts = named("vitals.verdict")["gauge"]["dataPoints"].as_array().expect("points");
    assert!(verdicts.iter().any(|point| point["asDouble"] == 1.0), "{verdicts:?}");
}

#[test]
fn a_watch_sends_what_fails_and_that_it_passes_again() {
    let folder = project(
        "[[notify]]\nkind = \"file\"\npath = \"notices.jsonl\"\n[[check]]\nname = \"switch\"\nkind = \"command\"\n\
         command = [\"python\", \"-c\", \"print(open('switch').read())\"]\nevidence = { pattern = \"on\" }\n",
    );
    let set = |text: &str| fs::write(folder.path().join("switch"), text).expect("written");
    let kept = || lines(&folder.path().join("notices.jsonl"));
    set("off");
    let mut command = vitals();
    command.current_dir(folder.path()).args(["health", "--watch", "1s", "--no-report", "--quiet"]);
    let mut watch = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    until("the failure is sent", || kept().len() == 1);
    set("on");
    until("its end is sent", || kept().len() == 2);
    signal(&watch, Signal::INT);
    watch.wait().expect("it ends");
    let kept = kept();
    assert_eq!((&kept[0]["state"], &kept[1]["state"]), (&"open".into(), &"over".into()));
    assert_eq!((&kept[0]["subject"], kept[0]["key"] == kept[1]["key"]), (&"switch".into(), true));
}
