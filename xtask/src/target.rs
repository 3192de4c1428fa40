//! Cargo's target folder.

use crate::{command, project};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder, wherever the environment or a configuration file puts it.
pub fn folder() -> Result<&'static Path, String> {
    static TARGET: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    TARGET.get_or_init(ask_cargo).as_deref().map_err(Clone::clone)
}

fn ask_cargo() -> Result<PathBuf, String> {
    let mut cargo = command::new("cargo");
    cargo.current_dir(project::root()).args(["metadata", "--no-deps", "--format-version=1"]);
    let text = command::output(&mut cargo)?;
    let metadata: serde_json::Value =
        serde_json::from_str(&text).map_err(|e| format!("cargo metadata: {e}"))?;
    metadata["target_directory"]
        .as_str()
        .map(PathBuf::from)
        .ok_or_else(|| "cargo metadata names no target_directory.".into())
}
