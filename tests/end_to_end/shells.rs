//! Completion in real shells, and pages for man.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::program::{Run, vitals};
use super::repository::Repository;
use crate::support::needs::needs;

/// A repository with a probe, a check, a tag, a branch, and what passes for a baseline where names are listed.
fn project() -> Repository {
    let repository = Repository::of_the_shop();
    let probes = "[target]\nroot = \".\"\n[[probe.import]]\nmodule = \"shop.canonical_imports\"\n";
    let check = "[[check]]\nname = \"syntax\"\nkind = \"syntax\"\ntags = [\"quick\"]\n";
    repository.write("vitals.toml", format!("{probes}{check}"));
    fs::create_dir_all(repository.path().join(".vitals/baselines")).expect("made");
    repository.write(".vitals/baselines/before-phase-2.json", "{}");
    repository.git(&["branch", "feature/faster"]);
    repository.git(&["tag", "v1.2"]);
    repository
}

fn exists(program: &str) -> Result<(), String> {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.map(drop).map_err(|_| format!("no {program}"))
}

fn script(shell: &str) -> String {
    let run = Run::of(vitals().args(["completions", shell]));
    assert_eq!(run.code, Some(0), "{}", run.err);
    run.out
}

/// What the program answers a shell at the end of these words.
fn answers(folder: &Path, words: &[&str]) -> Run {
    let index = words.len().to_string();
    let mut command = vitals();
    command.current_dir(folder).env("VITALS_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", index);
    command.env("_CLAP_IFS", "\n").args(["--", "vitals"]).args(words);
    command.output().expect("it starts").into()
}

/// Lines typed into a bash at a terminal, the tabulator included; each `vitals` prints what it was given.
fn typed_into_bash(folder: &Path, lines: &str) -> String {
    let setup = folder.join("setup.bash");
    let shown = "vitals() { printf 'GOT'; printf ' <%s>' \"$@\"; echo; }\nPS1=\nbind 'set bell-style none'\n";
    fs::write(&setup, format!("{shown}{}", script("bash"))).expect("written");
    let shell = format!("bash --noprofile --rcfile '{}' -i", setup.display());
    let mut command = Command::new("script");
    command.args(["-q", "-e", "-c", &shell, "/dev/null"]).current_dir(folder).env("TERM", "dumb");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a terminal");
    child.stdin.take().expect("piped").write_all(format!("{lines}\nexit\n").as_bytes()).expect("typed");
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_real_bash_completes_a_baseline_a_probe_and_a_branch() {
    needs!(exists("bash").and(exists("script")));
    let repository = project();
    for (typed, completed) in [
        ("vitals check --baseline bef\t", "GOT <check> <--baseline> <before-phase-2>"),
        ("vitals check --only shop.can\t", "GOT <check> <--only> <shop.canonical_imports>"),
        ("vitals compare feat\t .", "GOT <compare> <feature/faster> <.>"),
        ("vitals compare baseline:bef\t .", "GOT <compare> <baseline:before-phase-2> <.>"),
        ("vitals baseline sh\t before-phase-2", "GOT <baseline> <show> <before-phase-2>"),
    ] {
        let shown = typed_into_bash(repository.path(), typed);
        assert!(shown.contains(completed), "{typed:?}:\n{shown}");
    }
}

#[test]
fn a_real_fish_completes_a_baseline_a_probe_and_a_branch() {
    needs!(exists("fish"));
    let repository = project();
    let file = repository.path().join("vitals.fish");
    fs::write(&file, script("fish")).expect("written");
    for (line, completed) in [
        ("vitals check --baseline bef", "before-phase-2"),
        ("vitals check --only shop", "shop.canonical_imports"),
        ("vitals compare feat", "feature/faster"),
    ] {
        let asked = format!("source '{}'; complete --do-complete '{line}'", file.display());
        let mut fish = Command::new("fish");
        let run = Run::of(fish.args(["--no-config", "-c", &asked]).current_dir(repository.path()));
        assert!(run.out.lines().any(|line| line.trim() == completed), "{line}: {}{}", run.out, run.err);
    }
}

#[test]
fn a_real_zsh_completes_a_baseline_a_probe_and_a_branch() {
    needs!(exists("zsh"));
    let repository = project();
    let file = repository.path().join("vitals.zsh");
    fs::write(&file, script("zsh")).expect("written");
    for (words, completed) in [
        ("vitals check --baseline bef", "before-phase-2"),
        ("vitals check --only shop", "shop.canonical_imports"),
        ("vitals compare feat", "feature/faster"),
    ] {
        // What zsh calls at the key, with its own word list; `_describe` shows the matches.
        let asked = format!(
            "compdef() {{ }}; source '{}'; _describe() {{ print -l -- ${{(P)3}} }}; words=({words}); CURRENT=$#words; \
             _clap_dynamic_completer_vitals",
            file.display()
        );
        let mut zsh = Command::new("zsh");
        let run = Run::of(zsh.args(["-f", "-c", &asked]).current_dir(repository.path()));
        assert!(run.out.lines().any(|line| line == completed), "{words}: {}{}", run.out, run.err);
    }
}

#[test]
fn every_shell_gets_its_script_and_another_is_refused() {
    for (shell, words) in [
        ("bash", "complete -o nospace"),
        ("zsh", "compdef"),
        ("fish", "complete --"),
        ("elvish", "edit:completion"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        assert!(script(shell).contains(words), "{shell}: {}", script(shell));
    }
    let run = Run::of(vitals().args(["completions", "tcsh"]));
    assert!(run.code == Some(64) && run.err.contains("bash"), "{}", run.err);
}

#[test]
fn names_of_the_project_are_offered_and_nothing_is_run() {
    let repository = project();
    // What would run would leave a file.
    repository.append("shop/__init__.py", "open('ran', 'w').close()\n");
    for (words, offered) in [
        (&["check", "--only", ""][..], &["shop.canonical_imports", "syntax"][..]),
        (&["baseline", "diff", ""], &["before-phase-2"]),
        (&["compare", "main", ""], &["main", "feature/faster", "v1.2", "HEAD", "."]),
        (&["nightly", "accept", ""], &["v1.2"]),
        (&["imports", "--base", "v"], &["v1.2"]),
        (&["health", "--tag", ""], &["quick"]),
        (&["explain", "shop"], &["shop.canonical_imports"]),
        (&["help", "for"], &["formats"]),
        (&["check", "--format", "ju"], &["junit"]),
    ] {
        let run = answers(repository.path(), words);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{words:?}");
        let lines: Vec<&str> = run.out.lines().collect();
        assert!(offered.iter().all(|name| lines.contains(name)), "{words:?}: {lines:?}");
    }
    assert!(!repository.path().join("ran").exists());
}

#[test]
fn runs_of_the_history_are_offered() {
    let repository = project();
    let run = repository.run(&["check", "--no-report"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    for words in [&["report", ""][..], &["history", "show", ""]] {
        let run = answers(repository.path(), words);
        // Options come after them.
        assert_eq!(run.out.lines().take(2).collect::<Vec<_>>(), ["latest", "1"], "{words:?}: {}", run.err);
    }
    let series = answers(repository.path(), &["trend", "shop"]);
    assert_eq!(series.out.trim(), "shop.canonical_imports", "{}", series.err);
}

#[test]
fn what_cannot_be_read_gives_no_name_and_no_message() {
    let repository = project();
    for broken in ["not = [toml", "[[probe.import]]\nmodul = 1\n", "\u{0}"] {
        repository.write("vitals.toml", broken);
        for words in [&["check", "--only", ""][..], &["check", "--only", "shop"]] {
            let run = answers(repository.path(), words);
            assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""), "{broken:?}");
        }
    }
    let nowhere = tempfile::tempdir().expect("a folder");
    for words in [&["check", "--baseline", ""][..], &["compare", "m"], &["report", "l"], &["trend", "s"]] {
        let run = answers(nowhere.path(), words);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (Some(0), "", ""), "{words:?}");
    }
}

#[test]
fn every_command_has_a_page_for_man_without_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let pages = folder.path().join("man1");
    let run = Run::of(vitals().args(["man", "--dir"]).arg(&pages));
    assert_eq!(run.code, Some(0), "{}", run.err);
    let names: Vec<String> = fs::read_dir(&pages)
        .expect("pages")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    for name in ["vitals.1", "vitals-check.1", "vitals-history-prune.1", "vitals-probe-import.1"] {
        assert!(names.iter().any(|other| other == name), "{name}: {names:?}");
    }
    assert!(run.out.contains(&format!("wrote {} pages", names.len())) && names.len() > 30, "{}", run.out);
    let one = Run::of(vitals().args(["man", "history", "prune"])).out;
    assert_eq!(one, fs::read_to_string(pages.join("vitals-history-prune.1")).expect("a page"));
    assert!(one.contains("\n.nf\n") && one.contains("vitals history prune \\-\\-keep\\-last 100"), "{one}");
    let unknown = Run::of(vitals().args(["man", "nothing"]));
    assert!(unknown.code == Some(64) && unknown.err.contains("is no command of `vitals`"), "{}", unknown.err);
}

#[test]
fn groff_reads_every_page_without_a_warning() {
    needs!(exists("groff"));
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(Run::of(vitals().args(["man", "--dir"]).arg(folder.path())).code, Some(0));
    let mut read = 0;
    for entry in fs::read_dir(folder.path()).expect("pages") {
        let page = entry.expect("an entry").path();
        let mut groff = Command::new("groff");
        let run = Run::of(groff.args(["-ww", "-man", "-Kutf8", "-Tutf8"]).arg(&page));
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", page.display());
        // Headings are struck over there: a word of the text.
        assert!(run.out.contains("General Commands Manual"), "{}", run.out);
        read += 1;
    }
    assert!(read > 30, "{read} pages");
}
