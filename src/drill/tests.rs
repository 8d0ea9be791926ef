use std::fs;
use std::path::Path;
use std::process::Command;

use super::*;
use crate::config::read_str;
use crate::imports;

const SETTINGS: &str = "[[check]]\nname = 'quick'\nkind = 'import'\nmodule = 'shop.app'\nlimit = '500ms'\n\
    [[check]]\nname = 'flat'\nkind = 'growth'\nfactory = 'shop.cart:Cart'\nlimit = '5MB'\nobjects = 10\nrounds = 10\n\
    [[check]]\nname = 'tests'\nkind = 'pytest'\npaths = ['tests']\n";

fn shop() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("shop/__init__.py", ""),
        (
            "shop/app.py",
            "\"\"\"The shop.\"\"\"\nfrom __future__ import annotations\n\nfrom shop.cart import Cart\n\n\ndef main():\n    return Cart()\n",
        ),
        (
            "shop/cart.py",
            "\"\"\"Carts.\"\"\"\nfrom __future__ import annotations\n\n__all__ = [\n    \"Cart\",\n]\n\n\n@object.__call__\nclass _Free:\n    pass\n\n\nclass Cart:\n    def __init__(self):\n        self.items = []\n",
        ),
        ("tests/test_cart.py", "def test_one():\n    assert True\n"),
        ("tests/data.py", ""),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text.replace("@object.__call__\n", "")).expect("written");
    }
    folder
}

fn injected(folder: &Path, fault: Fault, settings: &str) -> Result<Injected, Unplaced> {
    let checks = read_str(settings).expect("settings").checks;
    let graph = imports::build(folder, &[]).expect("a graph");
    let injected = inject(fault, &Ground { root: folder, graph: &graph, checks: &checks })?;
    for (file, text) in &injected.files {
        fs::write(folder.join(file), text).expect("written");
    }
    Ok(injected)
}

/// What Python says of a program in that folder: its exit code and the end of its standard error.
fn python(folder: &Path, program: &str) -> (Option<i32>, String) {
    let done =
        Command::new("python3").args(["-B", "-c", program]).current_dir(folder).output().expect("python3");
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn the_line_of_a_slow_import_is_the_one_that_sleeps() {
    let folder = shop();
    let injected = injected(folder.path(), Fault::SlowImport, SETTINGS).expect("placed");
    let (file, line) = injected.line.expect("a line");
    assert_eq!(file, Path::new("shop/cart.py"));
    let text = fs::read_to_string(folder.path().join(&file)).expect("text");
    assert_eq!(text.lines().nth(line as usize - 1), Some("_drill_time.sleep(2)"));
    assert_eq!(python(folder.path(), "import shop.app").0, Some(0));
}

/// Whether what stands behind a condition runs, the source does not say.
#[test]
fn a_module_behind_a_condition_gets_no_fault() {
    let folder = shop();
    let app =
        "try:\n    import json\nexcept ImportError:\n    import shop.rates\nfrom shop.cart import Cart\n";
    fs::write(folder.path().join("shop/app.py"), app).expect("written");
    fs::write(folder.path().join("shop/rates.py"), "import shop.sums\n").expect("written");
    fs::write(folder.path().join("shop/sums.py"), "").expect("written");
    let injected = injected(folder.path(), Fault::SlowImport, SETTINGS).expect("placed");
    assert_eq!(injected.line.expect("a line").0, Path::new("shop/cart.py"));
}

#[test]
fn a_blocking_import_waits_at_its_line() {
    let folder = shop();
    let injected = injected(folder.path(), Fault::BlockingImport, SETTINGS).expect("placed");
    let (file, line) = injected.line.expect("a line");
    let text = fs::read_to_string(folder.path().join(&file)).expect("text");
    assert_eq!(text.lines().nth(line as usize - 1), Some("_drill_threading.Event().wait()"));
}

#[test]
fn what_is_kept_is_kept_by_every_object() {
    for (fault, kept) in [
        (Fault::Leak, "sum(map(len, c._drill_kept)) == 1_500_000"),
        (Fault::DescriptorLeak, "c._drill_kept[9].fileno() > 2"),
    ] {
        let folder = shop();
        injected(folder.path(), fault, SETTINGS).expect("placed");
        let program = format!(
            "import shop.cart as c\nmade = [c.Cart() for _ in range(10)]\nassert made[0].items == [] and {kept}"
        );
        assert_eq!(python(folder.path(), &program), (Some(0), String::new()), "{fault:?}");
    }
}

#[test]
fn a_cycle_and_a_removed_export_cannot_be_imported() {
    for (fault, said) in [
        (Fault::ImportCycle, "partially initialized module"),
        (Fault::RemovedExport, "cannot import name 'Cart'"),
    ] {
        let folder = shop();
        injected(folder.path(), fault, SETTINGS).expect("placed");
        let (code, error) = python(folder.path(), "import shop.app");
        assert!(code == Some(1) && error.contains(said), "{fault:?}: {error}");
    }
}

#[test]
fn only_tests_are_skipped() {
    let folder = shop();
    let injected = injected(folder.path(), Fault::LyingCheck, SETTINGS).expect("placed");
    let files: Vec<_> = injected.files.iter().map(|(file, _)| file.as_path()).collect();
    assert_eq!(files, [Path::new("tests/test_cart.py")]);
}

#[test]
fn what_a_project_has_no_place_for_is_said() {
    let folder = shop();
    let syntax = "[[check]]\nname = 'files'\nkind = 'syntax'\n";
    for (fault, why) in [
        (Fault::SlowImport, Unplaced::NoImport),
        (Fault::Leak, Unplaced::NoGrowth),
        (Fault::RemovedExport, Unplaced::NoExport),
        (Fault::LyingCheck, Unplaced::NoTests),
        (Fault::EventLost, Unplaced::NoConversation),
        (Fault::UsersMixedUp, Unplaced::NoUsers),
    ] {
        assert_eq!(injected(folder.path(), fault, syntax), Err(why));
    }
}
