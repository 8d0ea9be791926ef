//! Which upgrade between two lock files is at fault: installed by pip from a folder of wheels, without a network.

use std::ffi::OsString;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{Run, a_python, vitals};
use crate::repository::Repository;
use crate::support::wheels::{self, Wheel};

const SLEEPS: &str = "import time\n\ntime.sleep(0.12)\n";
/// The release of `slow-parts` that brings the sleep.
const FIRST_BAD: &str = "1.2";

fn wheelhouse() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let part = |name, module, version, source, requires| Wheel { name, version, module, source, requires };
    let others = ["1.0", "2.0"].into_iter().flat_map(|version| {
        [
            part("part-a", "part_a", version, "", &[][..]),
            part("part-b", "part_b", version, "", &[]),
            part("part-c", "part_c", version, "", &[]),
        ]
    });
    let slow = ["1.0", "1.1", FIRST_BAD, "2.0"].map(|version| {
        let source = if version < FIRST_BAD { "" } else { SLEEPS };
        let requires: &[&str] = if version < "2.0" { &["part-a<2"] } else { &["part-a>=2"] };
        part("slow-parts", "slow_parts", version, source, requires)
    });
    wheels::write(folder.path(), &others.chain(slow).collect::<Vec<_>>());
    folder
}

fn lock(part: &str, slow: &str) -> String {
    format!("part-a=={part}\npart-b=={part}\npart-c=={part}\nslow-parts=={slow}\n")
}

/// Searches in a folder, by pip: no other installer is on PATH.
fn search(folder: &Path, wheels: &TempDir, sides: [&str; 2]) -> Run {
    let mut command = vitals();
    command.current_dir(folder).args(["bisect", "--lock"]).args(sides).args(["--import", "app", "--python"]);
    command.arg(a_python()).arg("--find-links").arg(wheels.path());
    let path: Vec<_> = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .filter(|folder| !folder.join("uv").exists())
        .collect();
    command.env("PATH", std::env::join_paths(path).unwrap_or(OsString::new()));
    Run::of(&mut command)
}

#[test]
fn of_several_upgrades_the_one_at_fault_is_named_with_its_release_and_its_line() {
    let (wheels, folder) = (wheelhouse(), tempfile::tempdir().expect("a folder"));
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("app.py", "import slow_parts\nimport part_b\n");
    write("requirements-old.txt", &lock("1.0", "1.0"));
    write("requirements-new.txt", &lock("2.0", "2.0"));
    let run = search(folder.path(), &wheels, ["requirements-old.txt", "requirements-new.txt"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    for words in [
        "requirements-old.txt → requirements-new.txt: 4 packages differ, in 3 groups: those of one pin each other",
        "slow-parts 1.2, module slow_parts (slow_parts/__init__.py:3) (good: 1.1)",
        "slow-parts 1.1 ",
        "made by pip",
    ] {
        assert!(run.out.contains(words), "{words}: {}{}", run.out, run.err);
    }
    assert!(run.err.contains("without the difference  slow-parts 1.1"), "{}", run.err);

    // Between the same two, the other way round, it became faster.
    let run = search(folder.path(), &wheels, ["requirements-new.txt", "requirements-old.txt"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("makes it faster") || run.out.contains("made faster by"), "{}", run.out);

    // And a lock is like itself.
    let run = search(folder.path(), &wheels, ["requirements-old.txt", "requirements-old.txt"]);
    assert_eq!((run.code, run.out.contains("the two ends do not differ")), (Some(8), true), "{}", run.out);
}

#[test]
fn of_two_revisions_the_code_or_the_lock_is_named() {
    let wheels = wheelhouse();
    let repository = Repository::empty();
    repository.write("app.py", "import slow_parts\n");
    repository.write("requirements.txt", lock("1.0", "1.0"));
    repository.commit("First");
    repository.write("requirements.txt", lock("1.0", FIRST_BAD));
    repository.commit("Upgrade");
    repository.write("app.py", SLEEPS.to_owned() + "import slow_parts\n");
    repository.commit("Wait");
    let run = search(repository.path(), &wheels, ["HEAD~2", "HEAD~1"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(
        run.out.contains("old code, both locks") && run.out.contains("slow-parts 1.2, module"),
        "{}",
        run.out
    );
    let run = search(repository.path(), &wheels, ["HEAD~1", "HEAD"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("the code is at fault, and not a package"), "{}", run.out);
    assert!(run.out.contains("app.py:3"), "{}", run.out);
}

#[test]
fn what_cannot_be_searched_is_said_with_what_to_do() {
    let (wheels, folder) = (wheelhouse(), tempfile::tempdir().expect("a folder"));
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("app.py", "import slow_parts\n");
    write("setup.cfg", "[options]\n");
    write("uv.lock", "[[");
    write("requirements.txt", "slow-parts==9.0\n");
    write("requirements-new.txt", &lock("1.0", "1.0"));
    for (side, words) in [
        ("setup.cfg", "its name is that of no lock file"),
        ("uv.lock", "cannot be read"),
        ("requirements.txt", "no environment could be made of requirements.txt"),
        ("nothing", "is in no git repository, so `nothing` means nothing there"),
    ] {
        let run = search(folder.path(), &wheels, [side, "requirements-new.txt"]);
        assert_eq!(run.code, Some(64), "{side}: {}{}", run.out, run.err);
        assert!(run.err.contains(words), "{side}: {}", run.err);
    }
}

/// Environments are compared by what a probe measures; an import of the configuration may be one of its checks.
#[test]
fn a_check_that_measures_is_asked_and_one_that_passes_or_fails_is_refused() {
    let (wheels, folder) = (wheelhouse(), tempfile::tempdir().expect("a folder"));
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("app.py", "import part_a\n");
    write(
        "vitals.toml",
        "[[check]]\nname = \"tea\"\nkind = \"command\"\ncommand = [\"true\"]\n\
         [[check]]\nname = \"quick\"\nkind = \"import\"\nmodule = \"app\"\n",
    );
    write(
        "requirements.txt",
        "part-a==1.0 ; python_version >= '3.8'\npart-a==2.0 ; python_version < '3.8'\n",
    );
    let asked = |name: &str| {
        let mut command = vitals();
        command.current_dir(folder.path()).args(["bisect", "--lock", "requirements.txt", "requirements.txt"]);
        command.args(["--check", name, "--python"]).arg(a_python()).arg("--find-links").arg(wheels.path());
        Run::from(command.output().expect("it runs"))
    };
    let tea = asked("tea");
    assert_eq!(tea.code, Some(64), "{}{}", tea.out, tea.err);
    assert!(tea.says("`tea` passes or fails, and --lock compares what a probe measures"), "{}", tea.err);
    let quick = asked("quick");
    assert_eq!((quick.code, quick.says("the two ends do not differ")), (Some(8), true), "{}", quick.err);
}
