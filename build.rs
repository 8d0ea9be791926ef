//! Builds `probes/` as a library for the Python interpreter, which the binary then carries.
//!
//! It is built apart from the rest: another crate type, always optimised, linked to no libpython. Debug builds, releases, tests and
//! lints share one build of it, below the target folder that they share.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() -> Result<(), Box<dyn Error>> {
    for watched in ["probes/src", "probes/Cargo.toml", "Cargo.lock", "build.rs"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let target = env::var("TARGET")?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = shared_by_profiles(&out).join("probes");
    let mut command = Command::new(env::var("CARGO")?);
    if target.ends_with("-musl") {
        // A program for musl is static, and a library cannot be.
        command.env("RUSTFLAGS", "-C target-feature=-crt-static");
    }
    let status = command
        .args(["rustc", "--profile", "probes", "--lib", "--crate-type", "cdylib", "--features", "python"])
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
    // A copy of this build's own: what is shared may be built anew while the binary is compiled.
    let library = out.join("libvitals_probes.so");
    fs::copy(folder.join(&target).join("probes").join("libvitals_probes.so"), &library)?;
    println!("cargo:rustc-env=VITALS_PROBE_LIBRARY={}", library.display());
    Ok(())
}

/// The target folder, which cargo marks; this build's own folder where there is no mark.
fn shared_by_profiles(out: &Path) -> &Path {
    out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).unwrap_or(out)
}
