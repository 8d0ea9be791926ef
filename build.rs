//! Builds `probes/` as a library for the Python interpreter, which the binary then carries.
//!
//! It is built apart from the rest: another crate type, always optimised, linked to no libpython.

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    for watched in ["probes/src", "probes/Cargo.toml", "Cargo.lock", "build.rs"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let target = env::var("TARGET")?;
    let folder = PathBuf::from(env::var("OUT_DIR")?).join("probes");
    let status = Command::new(env::var("CARGO")?)
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
        .status()?;
    if !status.success() {
        return Err("building the probe library failed, see above".into());
    }
    let library = folder.join(&target).join("release").join("libvitals_probes.so");
    println!("cargo:rustc-env=VITALS_PROBE_LIBRARY={}", library.display());
    Ok(())
}
