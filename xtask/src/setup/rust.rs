//! The parts of the Rust toolchain that are not in every installation.

use crate::{command, project};
use std::path::Path;
use std::process::Command;

const RUSTUP: &str = "Install Rust through https://rustup.rs, then run this again.";

/// rustc's standard library for wasm32.
pub fn wasm_target() -> Result<String, String> {
    let target = project::WASM_TARGET;
    if has_target(target)? {
        return Ok(format!("{target} is there"));
    }
    if command::find("rustup").is_none() {
        return Err(format!(
            "this Rust has no {target} and there is no rustup to add it. {RUSTUP}"
        ));
    }
    println!("  Adding the Rust target {target} (seconds, 30 MB)…");
    command::run(rustup().args(["target", "add", target]))?;
    Ok(format!("{target} added"))
}

fn has_target(target: &str) -> Result<bool, String> {
    let mut rustc = command::new("rustc");
    rustc.current_dir(project::root()).args(["--print=target-libdir", "--target", target]);
    let folder = command::output(&mut rustc)?;
    Ok(Path::new(folder.trim()).is_dir())
}

/// rustfmt and clippy, which rustup's minimal profile leaves out.
pub fn lints() -> Result<String, String> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        let mut probe = command::new("cargo");
        probe.current_dir(project::root()).args([tool, "--version"]);
        if command::output(&mut probe).is_ok() {
            continue;
        }
        if command::find("rustup").is_none() {
            return Err(format!("`cargo {tool}` is missing and so is rustup. {RUSTUP}"));
        }
        println!("  Adding the Rust component {component} (seconds)…");
        command::run(rustup().args(["component", "add", component]))?;
    }
    Ok("there".into())
}

/// In the project, whose rust-toolchain.toml says to which Rust it adds.
fn rustup() -> Command {
    let mut rustup = command::new("rustup");
    rustup.current_dir(project::root());
    rustup
}
