//! Imports on an interpreter, and of modules, that are not as usual.

use crate::program::{Run, vitals};
use crate::repository::Repository;
use crate::support::environment;
use crate::support::interpreters::a_python;

fn imported(repository: &Repository, module: &str, more: &[&str]) -> Run {
    let python = a_python().display().to_string();
    let arguments = ["probe", "import", module, "-n", "3", "--limit", "1h", "--python", &python];
    Run::of(vitals().current_dir(repository.path()).args(arguments).args(["--format", "json"]).args(more))
}

/// What Python calls is another module than the one that the tracer finds.
#[test]
fn where_imports_cannot_be_traced_the_sample_says_so() {
    let repository = Repository::empty();
    repository.write(
        "sitecustomize.py",
        "import sys, types\ncopy = types.ModuleType('_frozen_importlib')\n\
         copy.__dict__.update(sys.modules['_frozen_importlib'].__dict__)\nsys.modules['_frozen_importlib'] = copy\n",
    );
    repository.write("shop.py", "import json\n");
    let path = format!("PYTHONPATH={}", repository.path().display());
    let run = imported(&repository, "shop", &["--env", &path]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("no trace on this Python"), "{}", run.out);
    let run = imported(&repository, "shop", &[]);
    assert!(!run.out.contains("no trace on this Python"), "{}", run.out);
}

/// To look at a lazy module would load it, and one that was replaced may do anything.
#[test]
fn modules_that_are_lazy_or_replaced_are_left_alone() {
    let repository = Repository::empty();
    repository.write("heavy.py", "raise SystemExit('loaded')\n");
    repository.write(
        "proxy.py",
        "import sys\nclass Proxy:\n    def __getattr__(self, name):\n        raise SystemExit(name)\n\
         sys.modules[__name__] = Proxy()\n",
    );
    let lazy = "import importlib.util, sys\nspec = importlib.util.find_spec('heavy')\n\
        spec.loader = importlib.util.LazyLoader(spec.loader)\nheavy = importlib.util.module_from_spec(spec)\n\
        sys.modules['heavy'] = heavy\nspec.loader.exec_module(heavy)\nimport proxy\n";
    repository.write("app.py", lazy);
    let run = imported(&repository, "app", &[]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    let modules = run.document()["probes"][0]["measurement"]["trace"]["modules"].clone();
    let modules = modules.as_array().expect("modules");
    assert!(modules.iter().any(|module| module["name"] == "proxy"), "{modules:?}");
}

#[test]
fn two_names_of_one_interpreter_are_no_comparison() {
    let repository = Repository::empty();
    repository.write("shop.py", "VALUE = 1\n");
    let environment = repository.path().join("one");
    environment::empty(&environment).expect("an environment");
    std::os::unix::fs::symlink(&environment, repository.path().join("other")).expect("a link");
    let [one, other] = ["one", "other"].map(|name| format!("py:{}", repository.path().join(name).display()));
    let run = repository.run(&["compare", &one, &other, "--import", "shop", "--pairs", "4"]);
    assert_eq!(run.code, Some(2), "{}{}", run.out, run.err);
    assert!(run.out.contains("vacuous") && run.out.contains("one and the same"), "{}", run.out);
}

#[test]
fn an_import_that_fails_only_sometimes_says_how_often() {
    let repository = Repository::empty();
    repository.write(
        "flaky.py",
        "import os\nname = os.environ['COUNT']\ncount = int(open(name).read() or 0)\n\
         open(name, 'w').write(str(count + 1))\nassert count < 7\n",
    );
    repository.write("count", "");
    let count = format!("COUNT={}", repository.path().join("count").display());
    let arguments = ["compare", ".", ".", "--import", "flaky", "--pairs", "9", "--env", &count];
    let run = repository.run(&arguments);
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(run.out.contains("AssertionError") && run.out.contains("runs failed"), "{}", run.out);
}
