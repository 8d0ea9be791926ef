//! SARIF and the action: valid by their published schemas, at the lines at fault.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::program::{Run, a_python, vitals};
use crate::support::environment::with_frameworks;
use crate::support::needs::needs;

/// Holds a file against a schema, by another program.
fn hold(python: &Path, file: &Path, schema: &[&str]) {
    let program = python.with_file_name("check-jsonschema");
    let done = Command::new(&program)
        .args(schema)
        .arg(file)
        .output()
        .expect("check-jsonschema starts: run .ci/frameworks");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{}: {said}{}", file.display(), String::from_utf8_lossy(&done.stderr));
}

#[test]
fn each_kind_of_report_is_valid_sarif_at_the_line_at_fault() {
    let python = needs!(with_frameworks());
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sarif/sarif-2.1.0.json");
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("app.py", "import os\n\nimport slow\n");
    write("slow.py", "import time\ntime.sleep(0.1)\n");
    write("a b.py", "def (\n");
    write("one.py", "import two\n");
    write("two.py", "import one\n");
    write(
        "vitals.toml",
        "[[probe.import]]\nmodule = \"app\"\nlimit = \"20ms\"\n[[probe.import]]\nmodule = \"os\"\n",
    );
    let run = |arguments: &[&str]| {
        let mut command = vitals();
        command.current_dir(folder.path()).args(arguments);
        if arguments[0] != "imports" {
            command.args(["--no-report", "--no-history", "--quiet", "--python"]).arg(a_python());
        }
        let run: Run = command.output().expect("the built program starts").into();
        let log: Value =
            serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err));
        let file = folder.path().join("log.sarif");
        fs::write(&file, &run.out).expect("written");
        hold(python, &file, &["--schemafile", schema]);
        log["runs"][0]["results"].as_array().expect("results").clone()
    };
    let place = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        (place["artifactLocation"]["uri"].clone(), place["region"]["startLine"].clone())
    };
    let checked = run(&["check", "--format", "sarif"]);
    assert_eq!((&checked[0]["ruleId"], &checked[0]["level"]), (&"import".into(), &"error".into()));
    assert_eq!(place(&checked[0]), ("app.py".into(), 3.into()));
    // Vacuous, without a line: where it is asked for.
    assert_eq!(
        (place(&checked[1]), &checked[1]["level"]),
        (("vitals.toml".into(), 1.into()), &"warning".into())
    );
    let compared =
        run(&["compare", "env:A=1", "env:A=2", "--pairs", "4", "--tolerance", "100s", "--format", "sarif"]);
    assert!(compared.iter().all(|result| result["ruleId"] == "compare-import"), "{compared:?}");
    let graph = run(&["imports", "--format", "sarif"]);
    let rules: Vec<&Value> = graph.iter().map(|result| &result["ruleId"]).collect();
    assert_eq!(rules, ["cycle", "source"]);
    assert_eq!(place(&graph[1]), ("a%20b.py".into(), 1.into()));
}

#[test]
fn the_action_and_the_workflows_that_are_shown_are_valid() {
    let python = needs!(with_frameworks());
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = root.join("action.yml");
    hold(python, &action, &["--builtin-schema", "vendor.github-actions"]);
    let text = fs::read_to_string(&action).expect("text");
    // What comes from outside is a variable of a script, and no part of it.
    for script in text.split("run: |").skip(1) {
        let script = script.split("\n    - ").next().unwrap_or_default();
        assert!(!script.contains("${{"), "{script}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (page, schema) in [("github", "vendor.github-workflows"), ("gitlab", "vendor.gitlab-ci")] {
        let text = fs::read_to_string(root.join(format!("docs/how-to/{page}.md"))).expect("a page");
        let (_, rest) = text.split_once("```yaml\n").expect("a file");
        let file = folder.path().join(format!("{page}.yml"));
        fs::write(&file, rest.split("```").next().expect("its end")).expect("written");
        hold(python, &file, &["--builtin-schema", schema]);
    }
}
