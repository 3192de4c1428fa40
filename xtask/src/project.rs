//! Where things are, and which versions the project asks for.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The version of Trunk that builds the page. Newer ones need a newer Rust than the crate does.
pub const TRUNK: &str = "0.21.14";
/// The version of wasm-pack that runs the tests in a browser.
pub const WASM_PACK: &str = "0.15.1";
/// Where wasm-bindgen's programs are built from; its Cargo.toml says why it is ours.
pub const WASM_BINDGEN: &str = "tools/wasm-bindgen";
/// The oldest Node that the npm dependencies run on.
pub const NODE_MAJOR: u32 = 20;
/// What the page is compiled to.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The folder that holds the workspace's Cargo.toml.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // What `cargo run` says now, not what was true at compile time: two clones that share a
        // target folder share this program too.
        let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let own = own.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        own.parent().expect("xtask lies in the workspace").to_path_buf()
    })
}

/// The folder for tools that the project does not share with the rest of the machine.
pub fn own_tools() -> PathBuf {
    root().join(".tools")
}

/// The version of wasm-bindgen in Cargo.lock. The command-line tool must be exactly that one: the
/// two share a format that changes with each release.
pub fn wasm_bindgen_version() -> Result<String, String> {
    let path = root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path).map_err(|e| {
        format!("{}: {e}. `cargo generate-lockfile` writes it anew.", path.display())
    })?;
    locked_version(&lock, "wasm-bindgen")
        .map(str::to_owned)
        .ok_or_else(|| "Cargo.lock has no package wasm-bindgen.".into())
}

/// Finds a package in the text of a Cargo.lock, in which `version` follows `name`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == wanted)?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_exact_package_in_a_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn reads_this_projects_lock_file() {
        let version = wasm_bindgen_version().unwrap();
        assert!(version.starts_with("0.2."), "{version}");
    }

    #[test]
    fn the_tool_is_locked_to_the_version_of_the_crate() {
        let path = root().join(WASM_BINDGEN).join("Cargo.lock");
        let lock = std::fs::read_to_string(path).unwrap();
        let version = wasm_bindgen_version().unwrap();
        for package in ["wasm-bindgen-cli", "wasm-bindgen-cli-support"] {
            assert_eq!(locked_version(&lock, package), Some(version.as_str()), "{package}");
        }
    }
}
