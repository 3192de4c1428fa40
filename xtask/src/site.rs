//! The page, built into dist/.

use crate::outcome::Outcome;
use crate::setup::{self, Need};
use crate::{command, project};
use std::path::PathBuf;
use std::process::Command;

/// Where the page is.
pub fn dist() -> PathBuf {
    project::root().join("dist")
}

/// `cargo xtask build`.
pub fn build(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("`cargo xtask build` takes no arguments, not `{argument}`."));
    }
    setup::require(&Need::PAGE)?;
    command::run(&mut build_command())?;
    println!("The page is in {}: serve that folder.", dist().display());
    Ok(())
}

/// What builds the release page, set-up done.
pub fn build_command() -> Command {
    let mut trunk = command::new("trunk");
    trunk.current_dir(project::root()).args(["build", "--release"]);
    trunk
}
