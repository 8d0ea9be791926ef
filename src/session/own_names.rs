//! Files of a commit by the names that they have in it, not by those of the temporary folder that they were measured in.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::side::Side;

/// The same document with every path below a side's temporary checkout relative to its top: in places, origins, tracebacks
/// and whatever else the target wrote. The folder is removed with the run, so nobody could open it.
///
/// # Errors
/// Where the document cannot be written as JSON.
pub fn with_own_names<T: Serialize + DeserializeOwned>(
    document: T,
    sides: &[&Side],
) -> serde_json::Result<T> {
    let trees = sides.iter().filter_map(|side| side.tree.as_ref());
    let mut tops: Vec<String> = trees.map(|tree| tree.top.display().to_string()).collect();
    // One name may begin another.
    tops.sort_by_key(|top| std::cmp::Reverse(top.len()));
    if tops.is_empty() {
        return Ok(document);
    }
    let mut value = serde_json::to_value(document)?;
    rename(&mut value, &tops);
    serde_json::from_value(value)
}

fn rename(value: &mut Value, tops: &[String]) {
    match value {
        Value::String(text) => {
            for top in tops.iter().filter(|top| !top.is_empty()) {
                if text.contains(top.as_str()) {
                    *text = text.replace(&format!("{top}/"), "").replace(top.as_str(), ".");
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| rename(inner, tops)),
        Value::Object(map) => map.values_mut().for_each(|inner| rename(inner, tops)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn d15_paths_of_a_temporary_checkout_are_relative_wherever_they_stand() {
        let tops = ["/tmp/vitals-run-1/tree-0".to_owned(), "/tmp/vitals-run-1/tree-1".to_owned()];
        let mut document = json!({
            "site": {"file": "/tmp/vitals-run-1/tree-0/shop/app.py", "line": 3},
            "traceback": ["File \"/tmp/vitals-run-1/tree-1/shop/app.py\", line 3", "in /tmp/vitals-run-1/tree-1"],
            "other": "/srv/shop/app.py",
        });
        rename(&mut document, &tops);
        let expected = json!({
            "site": {"file": "shop/app.py", "line": 3},
            "traceback": ["File \"shop/app.py\", line 3", "in ."],
            "other": "/srv/shop/app.py",
        });
        assert_eq!(document, expected);
    }
}
