//! `vitals explain`: the tree, and the trace in viewers' formats.

use serde_json::Value;

use crate::program::{Run, a_python, services, vitals};

fn explain(arguments: &[&str]) -> Run {
    Run::of(
        vitals()
            .current_dir(services())
            .args(["explain", "-q", "--no-config"])
            .args(arguments)
            .arg("--python")
            .arg(a_python()),
    )
}

#[test]
fn the_tree_shows_every_module() {
    let run = explain(&["partly_initialised"]);
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{}", run.err);
    assert!(run.err.contains("partially initialized"), "{}", run.err);
    let row = run.err.lines().find(|line| line.contains("not measured")).unwrap_or_default();
    assert!(row.trim_end().ends_with("none"), "it has no limit: {row:?}");
    let run = explain(&["asyncio", "--lines", "1000"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("asyncio.base_events") && run.out.contains("asyncio.log"), "{}", run.out);
}

#[test]
fn importtime_names_the_modules_that_python_names() {
    let ours = explain(&["xml.dom.minidom", "--export", "importtime"]);
    let theirs = std::process::Command::new(a_python())
        .args(["-X", "importtime", "-c", "import xml.dom.minidom"])
        .output()
        .expect("python runs");
    let theirs = String::from_utf8_lossy(&theirs.stderr).into_owned();
    let names = |text: &str| -> Vec<String> {
        text.lines().filter_map(|line| line.rsplit_once("| ")).map(|(_, name)| name.to_owned()).collect()
    };
    let ours = names(&ours.out);
    // Python prints its own start before the import.
    let tail = names(&theirs);
    assert!(ours.len() > 4, "{ours:?}");
    assert_eq!(ours[1..], tail[tail.len() + 1 - ours.len()..]);
}

#[test]
fn viewers_formats_are_written_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    for (format, key) in [("speedscope", "profiles"), ("chrome-trace", "traceEvents")] {
        let file = folder.path().join(format);
        let run = explain(&["xml.dom.minidom", "--export", format, "--output", &file.display().to_string()]);
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{}", run.err);
        let text = std::fs::read_to_string(&file).expect("written");
        let document: Value = serde_json::from_str(&text).expect("JSON");
        assert!(document[key].as_array().is_some_and(|list| !list.is_empty()), "{format}");
    }
    let svg = explain(&["xml.dom.minidom", "--export", "flamegraph"]);
    assert!(svg.out.contains("<svg") && svg.out.contains("xml.dom.minidom"), "{}", svg.out);
    let collapsed = explain(&["xml.dom.minidom", "--export", "collapsed"]);
    assert!(
        collapsed.out.lines().any(|line| line.starts_with("xml.dom.minidom;xml.dom;xml ")),
        "{}",
        collapsed.out
    );
    let nowhere = explain(&["json", "--export", "importtime", "--output", "/no/such/folder/file"]);
    assert_eq!(nowhere.code, Some(64));
    assert!(nowhere.err.contains("cannot be written"), "{}", nowhere.err);
}
