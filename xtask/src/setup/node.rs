//! Node, and the packages that `npm ci` installs into the project.

use crate::{command, project};
use std::time::SystemTime;

/// The packages of package-lock.json, exactly.
pub fn packages() -> Result<String, String> {
    install("", &[], "10 seconds")
}

/// The packages of bench/package-lock.json, exactly.
pub fn peers() -> Result<String, String> {
    // Without the packages' own scripts: all of these work as they are unpacked.
    install("bench/", &["--ignore-scripts"], "20 seconds, 330 MB")
}

/// Installs the packages of a folder's lock file, unless they are there.
fn install(folder: &str, options: &[&str], takes: &str) -> Result<String, String> {
    let wanted = project::NODE_MAJOR;
    let how = format!("Install Node {wanted} or newer from https://nodejs.org.");
    for program in ["node", "npm"] {
        if command::find(program).is_none() {
            return Err(format!("{program} is not there. {how}"));
        }
    }
    let said = command::output(command::new("node").arg("--version"))?;
    match major_version(&said) {
        Some(major) if major >= wanted => {}
        _ => return Err(format!("Node {} is too old. {how}", said.trim())),
    }
    // npm writes this file last, so an installation that was cut off counts as none.
    let installed = written(&format!("{folder}node_modules/.package-lock.json"));
    let locked = written(&format!("{folder}package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok("up to date".into());
    }
    println!("  Installing npm packages into {folder}node_modules with `npm ci`: about {takes}…");
    let mut npm = command::new("npm");
    npm.current_dir(project::root().join(folder));
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).args(options);
    command::run(&mut npm)?;
    Ok("installed".into())
}

fn written(path: &str) -> Option<SystemTime> {
    std::fs::metadata(project::root().join(path)).and_then(|file| file.modified()).ok()
}

/// The 20 of `v20.11.1`.
fn major_version(said: &str) -> Option<u32> {
    said.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nodes_version() {
        assert_eq!(major_version("v20.11.1\n"), Some(20));
        assert_eq!(major_version("unknown"), None);
    }
}
