//! From a check that did not pass to the command that plans the way back.

use super::{ends, seen_green, shop_with};
use crate::program::Run;
use crate::repository::Repository;

const CARTS: &str = "[[check]]\nname = \"carts and more\"\nkind = \"command\"\n\
    command = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\nevidence = { pattern = \"1 ok\" }\n";
const PROBE: &str = "[[probe.import]]\nmodule = \"shop.cart\"\nlimit = \"5s\"\n";

/// Seen green once, then broken by the last of two commits.
fn broken(settings: &str) -> Repository {
    let repository = shop_with(settings);
    seen_green(&repository);
    break_it(&repository);
    repository
}

fn break_it(repository: &Repository) {
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    repository.commit_on(2, "No cart");
}

/// The commands that an output proposes for a rollback.
fn ways_back(text: &str) -> Vec<String> {
    let next = text.lines().filter_map(|line| line.trim().strip_prefix("next: "));
    next.filter(|next| next.starts_with("vitals rollback plan ")).map(str::to_owned).collect()
}

fn words(repository: &Repository, arguments: &[&str]) -> Run {
    Run::from(repository.vitals(arguments).output().expect("the program"))
}

#[test]
fn health_and_triage_lead_from_a_failing_check_to_its_plan() {
    let repository = broken(CARTS);
    let health = repository.run(&["health", "--no-report"]);
    let [back] = &ways_back(&health.out)[..] else { panic!("{}{}", health.out, health.err) };
    assert!(back.starts_with("vitals rollback plan --for 'carts and more' "), "{back}");
    // As it is pasted.
    let mut shell = repository.plain(&[]);
    let program = shell.get_program().to_owned();
    shell = std::process::Command::new("sh");
    let pasted = back.replacen("vitals", &program.to_string_lossy(), 1);
    shell.args(["-c", &pasted]).current_dir(repository.path()).env("TMPDIR", repository.temporary());
    let planned = Run::from(shell.output().expect("a shell"));
    ends(&planned, 0);
    assert!(planned.out.contains("verified: every check is green"), "{}", planned.out);
    // Beside the diagnosis, and not instead of it.
    let triage = words(&repository, &["triage"]);
    assert_eq!(ways_back(&triage.out), std::slice::from_ref(back), "{}", triage.out);
    assert!(triage.out.contains("next: vitals health --only 'carts and more' --verbose"), "{}", triage.out);
    let document = words(&repository, &["health", "--no-report", "--json"]).document();
    assert_eq!(document["findings"][0]["rollback"], **back, "{document}");
    let search = document["findings"][0]["search"].as_str().expect("a command");
    assert!(
        search.starts_with("vitals bisect ") && search.contains(" --check 'carts and more' "),
        "{search}"
    );
}

#[test]
fn check_leads_from_a_probe_to_its_plan() {
    let repository = broken(PROBE);
    let check = repository.run(&["check", "--no-report"]);
    let ways = ways_back(&check.err);
    assert!(
        matches!(&ways[..], [back] if back.starts_with("vitals rollback plan --for 'import shop.cart' ")),
        "{}",
        check.err
    );
    // And to the commit: one command from the check that fails.
    let next =
        check.err.lines().find_map(|line| line.strip_prefix("next: vitals bisect ")).expect("a search");
    let commits = ["HEAD~1", "HEAD"].map(|name| repository.answer(&["rev-parse", "--short=10", name]));
    assert!(
        next.starts_with(&format!("{} {} --check 'import shop.cart' ", commits[0], commits[1])),
        "{next}"
    );
}

#[test]
fn without_a_good_commit_before_head_no_way_back_is_proposed() {
    let none = |repository: &Repository, why: &str| {
        for command in ["health", "check"] {
            let run = words(repository, &[command, "--no-report"]);
            assert_ne!(run.code, Some(0), "{why}: {}", run.out);
            assert_eq!(ways_back(&(run.out.clone() + &run.err)), [""; 0], "{why}: {}", run.out);
        }
    };
    let repository = shop_with(PROBE);
    break_it(&repository);
    none(&repository, "no history");
    repository.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    seen_green(&repository);
    repository.append("shop/cart.py", "raise ImportError('no cart')\n");
    none(&repository, "only HEAD was green");
    repository.git(&["checkout", "--quiet", "--orphan", "other"]);
    repository.commit_on(3, "Another history");
    none(&repository, "the good commit is in no history of HEAD");
}

#[test]
fn a_commit_at_which_it_failed_later_leads_nowhere() {
    let settings =
        CARTS.replace("import shop.cart;", "import shop.cart, os; os.environ.get('BREAK') and exit(1);");
    let repository = shop_with(&settings);
    seen_green(&repository);
    assert_ne!(words(&repository, &["health", "--no-report", "--env", "BREAK=1"]).code, Some(0));
    break_it(&repository);
    let run = words(&repository, &["health", "--no-report"]);
    assert_eq!(ways_back(&run.out), [""; 0], "{}", run.out);
}
