//! Imports that fail: the exceptions behind the last one, the path round, and names that are nowhere.

use serde_json::Value;

use crate::program::{Run, three_interpreters};
use crate::repository::Repository;

/// An ImportError that is raised from another one: two modules import each other through a third and a fourth.
fn chained_cycle() -> Repository {
    let repository = Repository::empty();
    repository.write("app/__init__.py", "");
    repository.write("app/tools/__init__.py", "from .function import tool\n");
    repository.write("app/tools/function.py", "from app.server.auth import check\ndef tool(f): return f\n");
    repository.write(
        "app/server/__init__.py",
        "try:\n    from .server import Server\nexcept ImportError as exc:\n    \
         raise ImportError(\"server support is not installed; install app[server]\") from exc\n",
    );
    repository.write("app/server/auth.py", "def check(): pass\n");
    repository.write("app/server/server.py", "from app.tools import tool\nclass Server: pass\n");
    repository
}

/// The cycle goes through a call of `importlib.import_module` with a name that is computed.
fn dynamic_cycle(import: &str) -> Repository {
    let repository = Repository::empty();
    repository.write("lint/__init__.py", "");
    repository.write("lint/main.py", "from lint.tree import parse\n");
    repository.write("lint/tree.py", "from lint.data import State\ndef offset(): pass\ndef parse(): pass\n");
    repository.write("lint/data.py", import);
    repository.write("lint/fixers/__init__.py", "");
    repository.write("lint/fixers/one.py", "from lint.tree import offset\n");
    repository
}

const IN_A_LOOP: &str = "import importlib\nclass State: pass\nfor name in [\"lint.fixers.one\"]:\n    importlib.import_module(name)\n";

fn probe(repository: &Repository, module: &str) -> Run {
    repository.run(&["probe", "import", module, "-n", "3"])
}

fn reasons(document: &Value) -> Vec<&Value> {
    document["probes"][0]["verdict"]["reasons"].as_array().expect("reasons").iter().collect()
}

const ROUND: &str = "import cycle: app.tools -> app.tools.function (app/tools/__init__.py:1) -> app.server (app/tools/function.py:1) \
                     -> app.server.server (app/server/__init__.py:2) -> app.tools (app/server/server.py:1)";
const OUTER: &str = "server support is not installed; install app[server]";
const INNER: &str =
    "raised from ImportError: cannot import name 'tool' from partially initialized module 'app.tools'";

#[test]
fn c4_the_chain_is_followed_and_the_cycle_of_the_inner_exception_named() {
    let repository = chained_cycle();
    for python in three_interpreters() {
        let mut command =
            repository.plain(&["probe", "import", "app.tools", "-n", "3", "--quiet", "--python"]);
        let run = Run::of(command.arg(&python.path));
        assert_eq!(run.code, Some(1), "{}: {}{}", python.name, run.out, run.err);
        assert!(run.says(OUTER) && run.says(INNER) && run.says(ROUND), "{}: {}", python.name, run.out);
        assert!(run.says("app/server/server.py:1"), "{}", run.out);
    }
}

#[test]
fn c4_every_format_shows_the_chain() {
    let repository = chained_cycle();
    let page = repository.path().join("page");
    let outputs: Vec<String> = ["junit", "markdown", "html"]
        .iter()
        .map(|kind| format!("{kind}={}", page.join(kind).display()))
        .collect();
    std::fs::create_dir_all(&page).expect("a folder");
    let mut arguments = vec!["probe", "import", "app.tools", "-n", "3", "--format", "json"];
    outputs.iter().for_each(|output| arguments.extend(["--output", output]));
    let run = repository.run(&arguments);
    let document = run.document();
    let raised = &document["probes"][0]["verdict"]["reasons"][0]["failure"];
    assert_eq!(raised["chain"][0]["relation"], "cause", "{raised:#}");
    assert_eq!(raised["chain"][0]["type_name"], "ImportError");
    let running: Vec<_> = raised["chain"][0]["running"].as_array().expect("modules").iter().collect();
    let modules: Vec<_> = running.iter().filter_map(|body| body["module"].as_str()).collect();
    assert_eq!(modules, ["app.tools", "app.tools.function", "app.server", "app.server.server"]);
    let kinds: Vec<_> = reasons(&document).iter().filter_map(|reason| reason["kind"].as_str()).collect();
    assert_eq!(kinds, ["worker", "circular_import", "raised_from"]);
    for (kind, output) in ["junit", "markdown", "html"].iter().zip(&outputs) {
        let file = output.split_once('=').expect("a path").1;
        let text = std::fs::read_to_string(file).expect("written");
        let plain = text.replace("&#39;", "'").replace("&apos;", "'").replace("&gt;", ">").replace('\\', "");
        for expected in [
            "raised from ImportError: cannot import name 'tool'",
            "app.server.server",
            "import cycle: app.tools",
        ] {
            assert!(plain.contains(expected), "{kind} says nothing of {expected}: {text}");
        }
    }
}

#[test]
fn c4_a_long_traceback_is_cut_in_the_middle_with_the_count_of_its_frames() {
    let repository = Repository::empty();
    let calls: String = (0..40).map(|n| format!("def f{n}():\n    return f{}()\n", n + 1)).collect();
    repository.write("deep.py", format!("{calls}def f40():\n    raise ValueError('the innermost')\nf0()\n"));
    let run = probe(&repository, "deep");
    assert!(run.says("frames left out"), "{}", run.out);
    let shown: Vec<&str> = run.out.lines().filter(|line| line.contains("│")).collect();
    let text = shown.join("\n");
    assert!(text.contains("Traceback (most recent call last)") && text.contains("in f40"), "{text}");
    let left_out: usize = text
        .split("… ")
        .find_map(|part| part.split_once(" frames left out"))
        .and_then(|(count, _)| count.parse().ok())
        .expect("a count");
    let kept = shown.iter().filter(|line| line.contains("File \"")).count();
    // 41 functions and the module's body.
    assert_eq!(left_out + kept, 42, "{text}");
}

#[test]
fn c5_a_cycle_through_importlib_is_read_from_the_frames() {
    let expected = "import cycle: lint.tree -> lint.data (lint/tree.py:1) -> lint.fixers.one (lint/data.py:4, importlib) \
                    -> lint.tree (lint/fixers/one.py:1)";
    let repository = dynamic_cycle(IN_A_LOOP);
    for python in three_interpreters() {
        let mut command =
            repository.plain(&["probe", "import", "lint.main", "-n", "3", "--quiet", "--python"]);
        let run = Run::of(command.arg(&python.path));
        assert!(run.code == Some(1) && run.says(expected), "{}: {}", python.name, run.out);
    }
}

#[test]
fn c5_a_call_by_import_and_a_function_on_the_way_are_named() {
    let repository = dynamic_cycle(
        "class State: pass\ndef load(name):\n    __import__(name)\nload('lint.' + 'fixers.one')\n",
    );
    let run = probe(&repository, "lint.main");
    let expected = "lint.fixers.one (lint/data.py:4, through load at lint/data.py:3) -> lint.tree (lint/fixers/one.py:1)";
    assert!(run.code == Some(1) && run.says(expected), "{}", run.out);
}

#[test]
fn c6_a_name_that_is_in_no_file_is_no_cycle() {
    let repository = Repository::empty();
    repository.write("sdk/__init__.py", "from sdk import product\nfrom sdk.client import Client\n");
    repository.write("sdk/client.py", "class Client: pass\n");
    for python in three_interpreters() {
        let mut command = repository.plain(&["probe", "import", "sdk", "-n", "3", "--quiet", "--python"]);
        let run = Run::of(command.arg(&python.path));
        assert!(run.code == Some(1) && !run.says("most likely due to a circular import"), "{}", run.out);
        let expected = "no import cycle: sdk has neither a module nor a name product (sdk/__init__.py)";
        assert!(run.says(expected), "{}: {}", python.name, run.out);
    }
    let document = repository.run(&["probe", "import", "sdk", "-n", "3", "--format", "json"]);
    assert!(!document.out.contains("most likely"), "{}", document.out);
}

#[test]
fn c6_a_name_that_is_not_there_yet_is_a_cycle() {
    let repository = Repository::empty();
    repository.write("sdk/__init__.py", "from sdk.client import Client\nproduct = 1\n");
    repository.write("sdk/client.py", "from sdk import product\nclass Client: pass\n");
    let run = probe(&repository, "sdk");
    let expected = "import cycle: sdk -> sdk.client (sdk/__init__.py:1) -> sdk (sdk/client.py:1)";
    assert!(run.says(expected) && !run.says("neither a module nor a name"), "{}", run.out);
    // The same asked as an attribute, for a name that comes, and for one that never does.
    repository.write("sdk/client.py", "import sdk\nsdk.product\n");
    let run = probe(&repository, "sdk");
    assert!(
        run.says("import cycle: sdk -> sdk.client (sdk/__init__.py:1) -> sdk (sdk/client.py:2)"),
        "{}",
        run.out
    );
    repository.write("sdk/client.py", "import sdk\nsdk.produce\n");
    let run = probe(&repository, "sdk");
    assert!(run.says("no import cycle: sdk has neither a module nor a name produce"), "{}", run.out);
}

#[test]
fn c6_a_name_of_a_whole_module_that_is_in_no_file_is_reported_too() {
    let repository = Repository::empty();
    repository.write("sdk/__init__.py", "");
    repository.write("sdk/events.py", "__all__ = ['Event']\n");
    repository.write("app.py", "from sdk.events import Event\n");
    let run = probe(&repository, "app");
    let expected =
        "sdk.events has neither a module nor a name Event (sdk/events.py), though __all__ lists it";
    assert!(run.says(expected) && !run.says("no import cycle"), "{}", run.out);
}

#[test]
fn c4_a_comparison_whose_candidate_cannot_be_imported_names_the_cycle() {
    let repository = chained_cycle();
    repository.write("app/server/server.py", "class Server: pass\n");
    repository.commit("Good");
    repository.write("app/server/server.py", "from app.tools import tool\nclass Server: pass\n");
    let run = repository.run(&["compare", "HEAD", ".", "--import", "app.tools", "--pairs", "4"]);
    assert!(run.says(OUTER) && run.says(ROUND), "{}{}", run.out, run.err);
}

#[test]
fn c6_triage_names_the_commit_that_removed_what_is_nowhere() {
    let repository = Repository::empty();
    repository.write("vitals.toml", "[target]\nroot = \".\"\n[[probe.import]]\nmodule = \"sdk\"\n");
    repository.write(".gitignore", ".vitals/\n");
    repository.write("sdk/__init__.py", "from sdk import product\nfrom sdk.client import Client\n");
    repository.write("sdk/client.py", "class Client: pass\n");
    repository.write("sdk/product.py", "");
    repository.commit("Begin");
    std::fs::remove_file(repository.path().join("sdk/product.py")).expect("removed");
    repository.commit("Leave the product out");
    let run = repository.run(&["triage"]);
    assert!(
        run.says("import cascade") && run.says("sdk has neither a module nor a name product"),
        "{}",
        run.out
    );
    assert!(run.says("Leave the product out") && !run.says("most likely"), "{}", run.out);
}

#[test]
fn c4_triage_shows_the_cycle_and_what_it_was_raised_from() {
    let repository = chained_cycle();
    repository.write("vitals.toml", "[target]\nroot = \".\"\n[[probe.import]]\nmodule = \"app.tools\"\n");
    let run = repository.run(&["triage"]);
    assert!(
        run.says("import cascade") && run.says(OUTER) && run.says(ROUND) && run.says(INNER),
        "{}",
        run.out
    );
}
