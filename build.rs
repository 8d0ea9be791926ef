//! Builds `probes/` as a library for the Python interpreter, which the binary then carries.
//!
//! It is built apart from the rest: another crate type, always optimised, linked to no libpython.

use std::env;
use std::path::PathBuf;
use std::process::Command;

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("cargo sets {name} for build scripts"))
}

fn main() {
    for watched in ["probes/src", "probes/Cargo.toml", "Cargo.lock", "build.rs"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let target = variable("TARGET");
    let folder = PathBuf::from(variable("OUT_DIR")).join("probes");
    let status = Command::new(variable("CARGO"))
        .args(["rustc", "--release", "--lib", "--crate-type", "cdylib", "--features", "python"])
        .args(["--manifest-path", "probes/Cargo.toml", "--target", &target])
        .arg("--target-dir")
        .arg(&folder)
        .env("PYO3_NO_PYTHON", "1")
        .env("PYO3_BUILD_EXTENSION_MODULE", "1")
        // Under `cargo clippy` these would put clippy in the compiler's place.
        .env_remove("RUSTC_WORKSPACE_WRAPPER")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .expect("cargo can be started again: it started this script");
    assert!(status.success(), "building the probe library failed, see above");
    let library = folder.join(&target).join("release").join("libvitals_probes.so");
    println!("cargo:rustc-env=VITALS_PROBE_LIBRARY={}", library.display());
}
