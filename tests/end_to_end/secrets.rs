//! A dozen kinds of secret go through every command, and every byte that is written is searched for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};

/// A text as it stands in messages and output, and the part of it that nobody may see. Put together here, so that no scanner
/// of this repository takes them for real ones.
fn kinds() -> Vec<(&'static str, String, String)> {
    let kind = |name, before: &str, parts: &[&str], after: &str| {
        let secret = parts.concat();
        (name, format!("{before}{secret}{after}"), secret)
    };
    let jwt = ["eyJ", "hbGciOiJIUzI1NiJ9", ".eyJ", "zdWIiOiIxMjM0In0", ".dBjftJeZ4CVP"];
    let body = "MIIEpQIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9OiJ";
    vec![
        kind("url", "could not reach postgres://shop:", &["hunter", "2secret"], "@db.internal/shop now"),
        kind("password", "login failed: password=", &["correct", "horse"], " for shop"),
        kind("quoted", "config {'db_password': '", &["battery", " staple"], "'}"),
        kind("bearer", "sent Authorization: Bearer ", &["abcdef", "1234567890"], " to it"),
        kind("api key", "sent authorization: ApiKey ", &["zyx", "987wvu"], " to it"),
        kind("basic", "sent Authorization: Basic ", &["c2hvcDpz", "ZWNyZXQ="], " to it"),
        kind("aws id", "aws id ", &["AKI", "AIOSFODNN7EXAMPLE"], " was refused"),
        kind("aws secret", "aws_secret_access_key = ", &["wJalrXUtnFEMI", "K7MDENGbPxRfi"], " was refused"),
        kind("github", "pushed with ", &["gh", "p_", "16C7e42F292c6912E7710c838347Ae178B4a"], " to it"),
        kind("slack", "posted with ", &["xo", "xb-", "123456789012-abcdefABCDEF"], " to it"),
        kind("jwt", "token was ", &jwt, " and expired"),
        kind(
            "pem",
            &["-----BEGIN RSA PRIV", "ATE KEY-----\\n"].concat(),
            &[body],
            "\\n-----END RSA PRIVATE KEY-----",
        ),
        kind("stripe", "charged with ", &["sk_", "live_", "4eC39HqLyjWDarjtT1zdp7dc"], " twice"),
        kind("query", "GET https://shop.internal/a?n=1&token=", &["query", "secret99"], "&m=2 failed"),
        kind("signature", "GET https://shop.internal/a?sig=", &["signed", "99secret"], " failed"),
        kind("cookie", "sent Cookie: theme=dark; sid=", &["cookie", "monster42"], ""),
        kind("session", "with sessionid=", &["session", "x77x"], " it failed"),
        // Without a word before it: known as the value of a variable alone.
        ("configured", "refused $DB_PASSWORD by it".into(), ["configured", "-Value-1"].concat()),
        ("inherited", "refused $SERVICE_TOKEN by it".into(), ["inherited", "-Value-2"].concat()),
        ("argument", "refused $API_TOKEN by it".into(), ["argument", "-Value-3"].concat()),
        ("variant", "refused $DB_PASSWORD by it".into(), ["variant", "-Value-4"].concat()),
    ]
}

fn secret(name: &str) -> String {
    let found = kinds().into_iter().find(|(kind, ..)| *kind == name);
    found.map(|(_, _, secret)| secret).expect("a kind")
}

/// So many texts are in one message.
const TOGETHER: usize = 6;

/// How many messages there are.
fn messages() -> usize {
    kinds().len().div_ceil(TOGETHER)
}

const RAISES: &str = "\
import logging, os, sys, json, warnings
messages = [[os.path.expandvars(text) for text in message] for message in json.load(open('texts.json'))]
def leak(number):
    for text in sum(messages, []):
        print(text); print(text, file=sys.stderr); logging.warning(text)
    warnings.warn('\\n'.join(messages[number]))
    raise RuntimeError('\\n'.join(messages[number]))
";

fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let texts: Vec<String> = kinds().into_iter().map(|(_, text, _)| text.replace("\\n", "\n")).collect();
    let together: Vec<_> = texts.chunks(TOGETHER).collect();
    fs::write(at("texts.json"), serde_json::to_string(&together).expect("JSON")).expect("written");
    fs::write(at("leaking.py"), RAISES).expect("written");
    let mut configuration = format!(
        "[target]\nenv = {{ DB_PASSWORD = \"{}\" }}\n[[probe.import]]\nmodule = \"json\"\nlimit = \"1m\"\nsamples = 3\n",
        secret("configured")
    );
    for number in 0..messages() {
        let module = format!("leak_{number}");
        fs::write(at(&format!("{module}.py")), format!("import leaking\nleaking.leak({number})\n"))
            .expect("written");
        configuration += &format!("[[probe.import]]\nmodule = \"{module}\"\n");
        configuration +=
            &format!("[[check]]\nname = \"{module}\"\nkind = \"import\"\nmodule = \"{module}\"\n");
    }
    let leaks = format!(
        "import leaking\nfor number in range({}):\n    try: leaking.leak(number)\n    except RuntimeError as error: print(error)\nleaking.leak(0)\n",
        messages()
    );
    fs::write(at("command.py"), leaks).expect("written");
    let tests = format!(
        "import leaking, pytest\n@pytest.mark.parametrize('number', range({}))\ndef test_it(number):\n    leaking.leak(number)\n",
        messages()
    );
    fs::write(at("test_leaks.py"), tests).expect("written");
    configuration += &format!(
        "[[check]]\nname = \"run --password {}\"\nkind = \"command\"\ncommand = [\"python\", \"command.py\", \"--password\", \"{}\"]\n",
        secret("password"),
        secret("password")
    );
    configuration += "[[check]]\nname = \"suite\"\nkind = \"pytest\"\npaths = [\"test_leaks.py\"]\n";
    configuration += &format!(
        "[[check]]\nname = \"talk\"\nkind = \"websocket\"\nurl = \"ws://127.0.0.1:1/ws?token={}\"\n",
        secret("query")
    );
    fs::write(at("vitals.toml"), configuration).expect("written");
    fs::write(at("passing.toml"), format!(
        "[target]\nenv = {{ DB_PASSWORD = \"{}\" }}\n[[probe.import]]\nmodule = \"json\"\nlimit = \"1m\"\nsamples = 3\n",
        secret("configured")
    )).expect("written");
    folder
}

/// What the test itself wrote.
fn is_given(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ["texts.json", "vitals.toml", "passing.toml"].contains(&&*name)
        || name.ends_with(".py")
        || name.ends_with(".pyc")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("readable").map(|entry| entry.expect("one").path());
    entries
        .filter(|path| !path.is_symlink())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| !is_given(path))
        .collect()
}

#[test]
fn d1_d2_no_command_writes_a_secret_anywhere() {
    let folder = project();
    let python = a_python().display().to_string();
    let argument = format!("API_TOKEN={}", secret("argument"));
    let variant = format!("env:DB_PASSWORD={}", secret("variant"));
    let leak = |name: &str| {
        let place = kinds().iter().position(|(kind, ..)| *kind == name).expect("a kind");
        format!("leak_{}", place / TOGETHER)
    };
    let (argued, varied) = (leak("argument"), leak("variant"));
    let outputs: Vec<String> = ["json", "junit", "markdown", "nagios", "openmetrics", "csv", "html", "human"]
        .iter()
        .flat_map(|format| ["--output".to_owned(), format!("{format}=out.{format}")])
        .collect();
    let outputs: Vec<&str> = outputs.iter().map(String::as_str).collect();
    let measuring: Vec<Vec<&str>> = vec![
        vec!["probe", "import", &argued, "--env", &argument],
        [&["check", "--keep-going", "--env", &argument][..], &outputs].concat(),
        vec!["check", "--format", "json"],
        vec!["compare", &variant, ".", "--import", &varied, "--pairs", "4", "--reports", "compared"],
        vec![
            "compare",
            &variant,
            ".",
            "--import",
            "json",
            "--format",
            "json",
            "--pairs",
            "4",
            "--reports",
            "compared",
        ],
        vec!["compare", &variant, ".", "--config", "passing.toml", "--pairs", "4"],
        [&["health"][..], &outputs].concat(),
        vec!["health", "--nagios"],
        vec!["triage"],
        vec!["nightly"],
        vec!["explain", &argued, "--env", &argument],
        vec!["explain", "json", "--env", &argument, "--export", "speedscope", "-o", "trace.json"],
        vec!["baseline", "capture", "passing", "--config", "passing.toml", "--env", &argument],
        vec!["baseline", "capture", "failing", "--env", &argument],
        vec!["check", "--config", "passing.toml", "--baseline", "passing"],
    ];
    let mut written: Vec<(String, Vec<u8>)> = Vec::new();
    let mut keep = |command: &mut Command, words: &[&str]| {
        let run =
            Run::of(command.current_dir(folder.path()).args(words).env("SERVICE_TOKEN", secret("inherited")));
        assert!(matches!(run.code, Some(0..=4)), "{words:?}: {:?} {}", run.code, run.err);
        written.push((words.join(" "), [run.out, run.err].concat().into_bytes()));
    };
    for words in &measuring {
        keep(
            vitals().env("GITHUB_STEP_SUMMARY", folder.path().join("summary.md")),
            &[&words[..], &["--python", &python]].concat(),
        );
    }
    for words in [
        &["history"][..],
        &["history", "list", "--format", "json"],
        &["history", "show", "latest"],
        &["history", "export", "-o", "export.json"],
        &["history", "export", "--format", "csv", "-o", "export.csv"],
        &["baseline", "list"],
        &["baseline", "show", "passing"],
        &["baseline", "show", "passing", "--format", "json"],
        &["trend"],
    ] {
        keep(&mut vitals(), words);
    }
    for run in ["1", "2", "3", "4", "5"] {
        for format in ["human", "json", "junit", "markdown", "nagios", "openmetrics", "csv", "html"] {
            keep(&mut vitals(), &["report", run, "--format", format, "--verbose"]);
        }
    }
    let kept = files(folder.path());
    assert!(kept.iter().any(|path| path.ends_with(".vitals/history.db")), "{kept:?}");
    assert!(kept.len() > 15, "{kept:?}");
    written.extend(
        kept.into_iter().map(|path| (path.display().to_string(), fs::read(&path).expect("readable"))),
    );
    let mut leaks = Vec::new();
    for (kind, _, secret) in kinds() {
        for (place, bytes) in &written {
            let text = String::from_utf8_lossy(bytes);
            if let Some(at) = text.find(&secret) {
                let before: String =
                    text[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
                leaks.push(format!("{kind} in `{place}` after …{before:?}"));
            }
        }
    }
    // That the texts came through at all.
    let all: String = written.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    for (kind, text, secret) in kinds() {
        let begin: String = text.split(&secret).next().unwrap_or_default().chars().take(9).collect();
        assert!(all.contains(&begin), "{kind}: {begin}");
    }
    for part in [
        "could not reach postgres://shop:***@db.internal/shop now",
        "password=*** for shop",
        "ApiKey *** to it",
    ] {
        assert!(all.contains(part), "{part}");
    }
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks.iter().take(60).cloned().collect::<Vec<_>>().join("\n")
    );
}
