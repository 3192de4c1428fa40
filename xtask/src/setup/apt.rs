//! Debian's packages, where this user may install them.

use crate::command;
use std::process::Command;

/// Only as root, and only on Debian itself: Ubuntu's packages of these names fetch snaps.
pub fn is_allowed() -> bool {
    let root = command::output(command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    root && release.lines().any(|line| line == "ID=debian") && command::find("apt-get").is_some()
}

/// Installs packages, saying so first.
pub fn install(packages: &[&str], takes: &str) -> Result<(), String> {
    println!("  Installing {} with apt-get: about {takes}…", packages.join(" and "));
    command::run(apt_get().arg("update"))?;
    command::run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

fn apt_get() -> Command {
    let mut apt_get = command::new("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq");
    apt_get
}
