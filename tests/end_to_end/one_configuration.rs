//! Commands that say themselves what to measure take the target from the configuration.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};

/// A module that only the configured root and variable let import.
fn project() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let code = folder.path().join("code");
    fs::create_dir(&code).expect("a folder");
    let text = "import os\nif os.environ.get('SHOP_MODE') != 'test':\n    raise RuntimeError('no mode')\n\
                def make():\n    return [1]\n";
    fs::write(code.join("shop.py"), text).expect("written");
    write(folder.path(), "");
    folder
}

fn write(folder: &Path, more: &str) {
    let python = a_python().display();
    let text =
        format!("[target]\nroot = \"code\"\npython = \"{python}\"\nenv = {{ SHOP_MODE = \"test\" }}\n{more}");
    fs::write(folder.join("vitals.toml"), text).expect("written");
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    Run::of(vitals().current_dir(folder).args(arguments))
}

const PROBES: [&[&str]; 4] = [
    &["probe", "import", "shop", "-q", "-n", "3", "--format", "json"],
    &["probe", "create", "shop:make", "-q", "-n", "3", "--format", "json"],
    &["probe", "growth", "shop:make", "-q", "--format", "json"],
    &["compare", ".", ".", "--import", "shop", "-q", "--pairs", "4", "--no-report", "--format", "json"],
];

#[test]
fn a_probe_has_the_target_of_the_configuration() {
    let folder = project();
    for command in PROBES {
        // From any folder below, too.
        for here in [folder.path().to_owned(), folder.path().join("code")] {
            let run = run(&here, command);
            assert!(run.code == Some(0) || run.code == Some(2), "{command:?}: {:?} {}", run.code, run.out);
            let document = run.document();
            let text = document.to_string();
            assert!(
                !text.contains("ModuleNotFoundError") && !text.contains("no mode"),
                "{command:?}: {text}"
            );
            let read = document["configuration"].as_str().unwrap_or_default();
            assert!(read.ends_with("/vitals.toml"), "{command:?}: {read}");
        }
    }
    assert_eq!(run(folder.path(), &["explain", "shop", "-q"]).code, Some(0));
}

#[test]
fn options_win_and_no_configuration_is_read_where_none_is_wanted() {
    let folder = project();
    let import = ["probe", "import", "shop", "-q", "-n", "3"];
    let own = run(folder.path(), &[&import[..], &["--env", "SHOP_MODE=other"]].concat());
    assert!(own.code == Some(1) && own.says("no mode"), "{}", own.out);
    let none = run(folder.path(), &[&import[..], &["--no-config"]].concat());
    assert!(none.code == Some(1) && none.says("ModuleNotFoundError"), "{}", none.out);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("vitals.toml").display().to_string();
    let named = run(elsewhere.path(), &[&import[..], &["--config", &file]].concat());
    assert_eq!(named.code, Some(0), "{}{}", named.out, named.err);
    let both = run(folder.path(), &[&import[..], &["--config", &file, "--no-config"]].concat());
    assert_eq!(both.code, Some(64), "{}", both.err);
}

#[test]
fn a_mistake_in_the_configuration_is_named_by_whoever_reads_it() {
    let folder = project();
    write(folder.path(), "rot = 1\n");
    for command in [&["probe", "import", "shop"][..], &["explain", "shop"], &["imports"]] {
        let refused = run(folder.path(), command);
        assert_eq!((refused.code, refused.out.as_str()), (Some(64), ""), "{command:?}: {}", refused.err);
        assert!(refused.says("line 5") && refused.says("`rot`"), "{command:?}: {}", refused.err);
    }
    let graph = run(folder.path(), &["imports", "--no-config"]);
    assert_eq!(graph.code, Some(0), "{}{}", graph.out, graph.err);
}
