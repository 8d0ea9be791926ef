//! Wheels of small packages, for installers that have no network.

use std::path::Path;
use std::process::Command;

use super::interpreters::a_python;

const SCRIPT: &str = r#"
import base64, hashlib, json, sys, zipfile
folder, wheels = sys.argv[1], json.loads(sys.argv[2])
digest = lambda text: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
for name, version, module, source, requires in wheels:
    about = f"{name.replace('-', '_')}-{version}"
    files = {
        f"{module}/__init__.py": source,
        f"{about}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        + "".join(f"Requires-Dist: {other}\n" for other in requires),
        f"{about}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{about}.dist-info/RECORD"
    files[record] = "".join(f"{file},sha256={digest(text)},{len(text)}\n" for file, text in files.items()) + f"{record},,\n"
    with zipfile.ZipFile(f"{folder}/{about}-py3-none-any.whl", "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
"#;

/// One release of a package with one module.
pub struct Wheel<'a> {
    pub name: &'a str,
    pub version: &'a str,
    pub module: &'a str,
    /// Of the module.
    pub source: &'a str,
    /// `other<2`.
    pub requires: &'a [&'a str],
}

/// Writes them into a folder.
pub fn write(folder: &Path, wheels: &[Wheel<'_>]) {
    let listed: Vec<_> = wheels
        .iter()
        .map(|wheel| (wheel.name, wheel.version, wheel.module, wheel.source, wheel.requires))
        .collect();
    let listed = serde_json::to_string(&listed).expect("JSON");
    let made = Command::new(a_python()).args(["-c", SCRIPT]).arg(folder).arg(listed).status();
    assert!(made.expect("Python runs").success());
}
