//! Keeps the files of every folder free of circles: no file may use, through others or itself, one that uses it.
//!
//! Reads the sources with `syn` and follows each path to the file that defines what it names: through `super`, `crate`, imports
//! and the re-exports of a `mod.rs`. Naming a module alone uses nothing of it; code for tests does not count. What no path names
//! is not seen: a method's file is that of its type's path, not of its `impl`.

mod circles;
mod modules;
mod references;
mod resolve;
mod tests;
