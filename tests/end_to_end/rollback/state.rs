//! All that a checkout is: files, index, refs; as a list that two of them can be compared by.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// Of the checkout at a folder; commits by their trees, the tool's own refs left out.
pub fn state(top: &Path) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut found = BTreeMap::new();
    add(top, top, &mut found);
    let asked: [&[&str]; 4] = [
        &["ls-files", "--stage", "-z"],
        &["for-each-ref", "--format=%(refname) %(tree)", "refs/heads", "refs/tags"],
        &["rev-parse", "HEAD^{tree}"],
        &["status", "--porcelain=v2", "-z", "--untracked-files=all"],
    ];
    for arguments in asked {
        let done = Command::new("git").args(arguments).current_dir(top).output().expect("git runs");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        found.insert([b"git ", arguments.join(" ").as_bytes()].concat(), done.stdout);
    }
    found
}

fn add(top: &Path, folder: &Path, found: &mut BTreeMap<Vec<u8>, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.strip_prefix(top).expect("below").as_os_str().as_bytes().to_vec();
        if name == b".git" || name == b".vitals" {
            continue;
        }
        let about = fs::symlink_metadata(&path).expect("there");
        if about.is_symlink() {
            found.insert(name, fs::read_link(&path).expect("a link").as_os_str().as_bytes().to_vec());
        } else if about.is_dir() {
            add(top, &path, found);
        } else {
            let mode = if about.permissions().mode() & 0o111 == 0 { b"-" } else { b"x" };
            found.insert(name, [&mode[..], &fs::read(&path).expect("readable")].concat());
        }
    }
}

/// What differs, for people.
pub fn assert_same(now: &BTreeMap<Vec<u8>, Vec<u8>>, then: &BTreeMap<Vec<u8>, Vec<u8>>, what: &str) {
    let differs: Vec<String> = now
        .keys()
        .chain(then.keys())
        .filter(|name| now.get(*name) != then.get(*name))
        .map(|name| {
            let shown = |side: &BTreeMap<Vec<u8>, Vec<u8>>| {
                side.get(name)
                    .map(|content| String::from_utf8_lossy(&content[..content.len().min(300)]).into_owned())
            };
            format!("{}: {:?}, not {:?}", String::from_utf8_lossy(name), shown(now), shown(then))
        })
        .collect();
    assert!(differs.is_empty(), "{what}:\n{}", differs.join("\n"));
}
