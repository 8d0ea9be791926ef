//! Keeps the order of the data: no module may use one that stands below it in `lib.rs`.

use std::fs;
use std::path::Path;

use crate::sources::sources;

#[test]
fn no_module_uses_one_below_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let order: Vec<&str> = include_str!("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let rank = |name: &str| order.iter().position(|module| *module == name);
    let mut uses = 0;
    for path in sources(&folder) {
        let inside = path.strip_prefix(&folder).expect("below src");
        let module = inside.components().next().expect("a name").as_os_str().to_string_lossy();
        let Some(own) = rank(module.trim_end_matches(".rs")) else { continue };
        for used in fs::read_to_string(&path).expect("text").split("crate::").skip(1) {
            let name: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if let Some(other) = rank(&name) {
                uses += 1;
                assert!(other <= own, "{} uses `{name}`, which stands below it in lib.rs", inside.display());
            }
        }
    }
    assert!(order.len() > 10 && uses > 50, "the test has read {} modules and {uses} uses", order.len());
}
