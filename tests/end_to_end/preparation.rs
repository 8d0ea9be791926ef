//! What the target does before it is measured: `env_file`, `argv`, `setup`; and what probes and checks share.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};

fn project(configuration: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("vitals.toml", configuration)].iter().chain(files) {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let options = ["--quiet", "--no-report", "--no-history", "--python"];
    Run::of(vitals().current_dir(folder).args(arguments).args(options).arg(a_python()))
}

fn statuses(document: &Value, list: &str) -> Vec<String> {
    let probes = document[list].as_array().expect("a list").iter();
    let status = |probe: &Value| {
        let verdict = probe.pointer("/outcome/verdict/status").or_else(|| probe.pointer("/verdict/status"));
        verdict.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    probes.map(status).collect()
}

/// As Django needs it: settings in a variable, arguments, and a setup that loads what the target imports.
const PREPARED: &str = r#"
[target]
env_file = ".env"
env = { OWN = "own" }
argv = ["manage.py", "runserver"]
setup = "import framework; framework.setup()"
[defaults.import]
samples = 3
[[probe.import]]
module = "models"
[[probe.import]]
module = "framework"
[[probe.import]]
module = "late"
setup = "import framework; framework.late = True"
"#;

const FRAMEWORK: &str = "import os, sys\nready = late = False\ndef setup():\n    global ready\n    \
    assert sys.argv == ['manage.py', 'runserver'], sys.argv\n    \
    assert os.environ['A'] == 'a b' and os.environ['OWN'] == 'own', os.environ\n    ready = True\n";

#[test]
fn the_setup_runs_before_what_is_measured_and_is_no_part_of_it() {
    let files = [
        (".env", "# of the service\nexport A=\"a b\"\nOWN=file\n"),
        ("framework.py", FRAMEWORK),
        ("models.py", "import framework\nassert framework.ready\n"),
        ("late.py", "import framework\nassert framework.ready and framework.late\n"),
    ];
    let folder = project(PREPARED, &files);
    let checked = run(folder.path(), &["check", "--format", "json"]);
    let document = checked.document();
    assert_eq!(statuses(&document, "probes"), ["pass", "vacuous", "pass"], "{}", checked.out);
    let names = document["probes"][0]["measurement"]["trace"]["modules"].as_array().expect("a trace").len();
    assert_eq!(names, 1, "what the setup has loaded is not in the trace");
    let reason = document["probes"][1]["verdict"]["reasons"][0]["text"].as_str().unwrap_or_default();
    assert!(reason.contains("`setup` had loaded the module"), "{reason}");
    // A comparison prepares both sides.
    let compared = run(folder.path(), &["compare", ".", ".", "--import", "models", "--pairs", "4"]);
    assert!(compared.out.contains("models") && !compared.out.contains("error"), "{}", compared.out);
}

#[test]
fn a_setup_that_fails_is_reported_as_that() {
    for (setup, words) in [
        ("raise ValueError('no settings')", "ValueError during the setup: no settings"),
        ("import no_such_module_here", "ModuleNotFoundError during the setup"),
        ("x = (", "SyntaxError during the setup"),
        ("raise SystemExit(3)", "sys.exit(3) during the setup"),
    ] {
        let text = format!("[target]\nsetup = \"{setup}\"\n[[probe.import]]\nmodule = \"json\"\n");
        let run = run(project(&text, &[]).path(), &["check"]);
        assert!(run.code == Some(1) && run.says(words), "{setup}: {:?} {}", run.code, run.out);
    }
    let hangs =
        "[target]\nsetup = \"import stuck\"\n[[probe.import]]\nmodule = \"json\"\nlimit = \"100ms\"\n";
    let folder = project(hangs, &[("stuck.py", "import time\ntime.sleep(1000)\n")]);
    let hung = run(folder.path(), &["check", "--timeout", "3s"]);
    assert!(hung.code == Some(1) && hung.says("within 3.00 s"), "{:?} {}", hung.code, hung.out);
}

#[test]
fn an_env_file_that_cannot_be_read_is_named_with_its_line_and_without_its_values() {
    let text = "[target]\nenv_file = \".env\"\n[[probe.import]]\nmodule = \"json\"\n";
    let folder = project(text, &[]);
    let missing = run(folder.path(), &["check"]);
    assert!(missing.code == Some(64) && missing.says("line 2: `env_file`: there is no"), "{}", missing.err);
    for (bytes, words) in [
        (&b"A=1\nB='hidden1\n"[..], ".env line 2: the ' is not closed"),
        (b"A=1\n\nhidden1\n", ".env line 3: there is no `=`"),
        (b"A=hidden1\nB=\xff\xfe\n", ".env line 2: there are bytes that are not UTF-8"),
        (b"A=\"${HOME}hidden1\"\n", ".env line 1: `${` is not expanded"),
        (b"a b=hidden1\n", ".env line 1: before the `=` there is no name"),
    ] {
        fs::write(folder.path().join(".env"), bytes).expect("written");
        let refused = run(folder.path(), &["check"]);
        assert_eq!((refused.code, refused.out.as_str()), (Some(64), ""), "{words}: {}", refused.err);
        assert!(refused.says(words) && !refused.err.contains("hidden1"), "{words}: {}", refused.err);
    }
    fs::remove_file(folder.path().join(".env")).expect("removed");
    fs::create_dir(folder.path().join(".env")).expect("a folder");
    let refused = run(folder.path(), &["check"]);
    assert!(refused.code == Some(64) && refused.says("a folder"), "{}", refused.err);
}

#[test]
fn secrets_of_an_env_file_are_masked() {
    let text = "[target]\nenv_file = \".env\"\n[[probe.import]]\nmodule = \"shop\"\n";
    let shop = "import os\nraise ValueError(os.environ['API_TOKEN'])\n";
    let folder = project(text, &[(".env", "export API_TOKEN='hunter22hunter'\n"), ("shop.py", shop)]);
    let run = run(folder.path(), &["check"]);
    assert!(run.code == Some(1) && run.says("ValueError") && !run.says("hunter22"), "{}", run.out);
}

const SHARED: &str = r#"
[defaults.create]
samples = 3
limit = "4s"
[defaults.check]
tags = ["shared"]
[factory.thing]
callable = "shop:make"
args = ["i"]
expect_type = "Thing"
[factory.nothing]
callable = "shop:nothing"
expect_type = "None"
[[probe.create]]
factory = "thing"
[[probe.create]]
factory = "nothing"
[[probe.growth]]
factory = "nothing"
rounds = 10
[[check]]
name = "thing"
kind = "create"
factory = "thing"
limit = "3s"
"#;

#[test]
fn a_factory_and_defaults_are_shared_by_probes_and_checks() {
    let shop = "class Thing:\n    def __init__(self, n):\n        self.n = n\ndef make(n):\n    return Thing(n)\n\
                def nothing():\n    pass\n";
    let folder = project(SHARED, &[("shop.py", shop)]);
    let checked = run(folder.path(), &["check", "--format", "json"]);
    let document = checked.document();
    assert_eq!(statuses(&document, "probes"), ["pass", "pass", "pass"], "{}", checked.out);
    assert_eq!(document["probes"][0]["bound"], 4.0);
    let health = run(folder.path(), &["health", "--tag", "shared", "--format", "json"]).document();
    assert_eq!(statuses(&health, "checks"), ["pass"]);
}

#[test]
fn mistakes_in_what_is_shared_have_their_line() {
    for (text, words) in [
        ("[factory.a]\ncallable = 'x:y'\n[factory.a]\ncallable = 'x:z'\n", "line 3: duplicate key"),
        ("[factory.a]\ncallable = 'x'\n", "line 2: \"x\" is not a factory"),
        ("[factory.a]\ncalable = 'x:y'\n", "did you mean `callable`?"),
        (
            "[factory.a]\ncallable = 'x:y'\n[[probe.create]]\nfactory = 'b'\n",
            "line 4: there is no [factory.b]",
        ),
        ("[[probe.create]]\nfactory = 'b'\n", "line 2: \"b\" is not a factory"),
        ("[defaults.import]\nlimits = '1s'\n", "did you mean `limit`?"),
        ("[defaults]\nimports = {}\n", "did you mean `import`?"),
        ("[defaults.growth]\nrounds = 1\n[[probe.import]]\nmodule = 'json'\n", "line 2: 1 is not between 10"),
        ("[target]\nargv = 'a b'\n", "line 2"),
    ] {
        let run = run(project(text, &[]).path(), &["check"]);
        assert_eq!((run.code, run.out.as_str()), (Some(64), ""), "{text}: {}", run.err);
        assert!(run.says(words), "{text}: {}", run.err);
    }
}
