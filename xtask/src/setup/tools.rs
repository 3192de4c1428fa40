//! Tools that cargo installs, each at one version and by a lock file.

use crate::{command, project};
use std::path::Path;

/// Where a tool's source comes from.
#[derive(Debug, Clone, Copy)]
pub enum Source {
    /// A package of the registry, with a lock file of its own.
    Registry(&'static str),
    /// A folder of the project, with a lock file of ours.
    Folder(&'static str),
}

/// Makes `program` available at exactly `version`.
///
/// Where the machine has none of that name it goes to cargo's bin, so that it also works when
/// typed. Where it has another version, that one stays: ours goes to the project's own folder,
/// which only these commands look into.
pub fn install(
    program: &str,
    source: Source,
    version: &str,
    duration: &str,
) -> Result<String, String> {
    let present = present_version(program);
    if present.as_deref() == Some(version) {
        return Ok(format!("{version} is there"));
    }
    let mut cargo = command::new("cargo");
    // Outside the project, whose .cargo/config.toml is not meant for the machine's own tools.
    cargo.current_dir(std::env::temp_dir());
    cargo.args(["install", "--locked"]);
    match source {
        Source::Registry(package) => cargo.arg(package).arg("--version").arg(format!("={version}")),
        Source::Folder(folder) => cargo.arg("--path").arg(project::root().join(Path::new(folder))),
    };
    let place = match present {
        None => "cargo's bin folder".to_owned(),
        Some(other) => {
            println!("  {program} {other} is there, but the project needs {version}.");
            let folder = project::own_tools();
            cargo.arg("--root").arg(&folder);
            format!("{} (the machine's {other} stays)", folder.display())
        }
    };
    println!("  Installing {program} {version} into {place}: about {duration}, once…");
    command::run(&mut cargo)?;
    match present_version(program) {
        Some(found) if found == version => Ok(format!("{version} installed")),
        _ => Err(format!(
            "{program} {version} was installed but is not found. Put cargo's bin folder on PATH."
        )),
    }
}

/// The version that a tool says it is; `None` when there is none, or none that starts.
fn present_version(program: &str) -> Option<String> {
    command::find(program)?;
    let said = command::output(command::new(program).arg("--version")).ok()?;
    version_in(&said).map(str::to_owned)
}

/// The version in `trunk 0.21.14` or `wasm-bindgen 0.2.130 (abc)`.
fn version_in(said: &str) -> Option<&str> {
    let is_version = |word: &&str| word.contains('.') && word.starts_with(char::is_numeric);
    said.split_whitespace().find(is_version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_among_the_words() {
        assert_eq!(version_in("trunk 0.21.14\n"), Some("0.21.14"));
        assert_eq!(version_in("wasm-bindgen 0.2.130 (1a2b3c)"), Some("0.2.130"));
        assert_eq!(version_in("no version here"), None);
    }
}
