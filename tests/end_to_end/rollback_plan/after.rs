//! What runs after the move: pinned in the configuration, chosen by name.

use serde_json::{Value, json};

use super::{ends, plan_of, replace, shop_with};
use crate::program::Run;
use crate::repository::Repository;

const SETTINGS: &str = "[rollback]\nafter = [[\"true\", \"usual\"]]\n\
    [rollback.commands]\ndeploy = [[\"true\", \"build\"], [\"true\", \"deploy\"]]\nrestart = [[\"true\", \"restart\"]]\n\
    [[check]]\nname = \"carts\"\nkind = \"command\"\ncommand = [\"python\", \"-c\", \"import shop.cart; print('1 ok')\"]\n\
    evidence = { pattern = \"1 ok\" }\n";

fn planned(repository: &Repository, arguments: &[&str]) -> (Value, String) {
    let run = repository.run(&[&["rollback", "plan", "HEAD~1", "--json"], arguments].concat());
    ends(&run, 0);
    let plan = plan_of(&run);
    let printed: Value = serde_json::from_str(&run.out).expect("JSON");
    (plan["after"].clone(), printed["hash"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn commands_of_the_configuration_are_chosen_by_name_and_the_plan_holds_them() {
    let repository = shop_with(SETTINGS);
    replace(&repository, "shop/cart.py", "PRICE = 3", "PRICE = 4");
    repository.commit_on(2, "Another price");
    let (usual, _) = planned(&repository, &[]);
    assert_eq!(usual, json!([["true", "usual"]]));
    let (chosen, hash) = planned(&repository, &["--after-command", "deploy", "--after-command", "restart"]);
    assert_eq!(chosen, json!([["true", "build"], ["true", "deploy"], ["true", "restart"]]));
    let (none, _) = planned(&repository, &["--no-after"]);
    assert_eq!(none, json!([]));
    // What is chosen is part of the plan's identity: an edited one is another.
    let place = repository.path().join(format!(".vitals/plans/{hash}.json"));
    let text = std::fs::read_to_string(&place).expect("the plan");
    std::fs::write(&place, text.replacen("\"restart\"", "\"other\"", 1)).expect("written");
    let apply = Run::of(&mut repository.plain(&["rollback", "apply", &hash, "--yes"]));
    ends(&apply, 3);
    assert!(apply.says("edited"), "{}{}", apply.out, apply.err);
    let unknown = repository.run(&["rollback", "plan", "HEAD~1", "--after-command", "reboot"]);
    ends(&unknown, 64);
    assert!(unknown.err.contains("it has: deploy, restart"), "{}", unknown.err);
}
