//! The engines of the page, from the one crate, and what else Trunk's page lacks.
//!
//! Trunk calls `cargo xtask engines` after each build. What that costs is kept under the target
//! folder by the content it was made from, so an engine that did not change costs a copy.

mod build_id;
mod bundle;
mod engine;
mod follow;
mod kept;
mod page;
mod strip;

pub use bundle::{ENTRIES, LATER};
pub use engine::{ALL, Engine, FMA, LARGE, PLAIN, WASM};
pub use follow::{FOLLOWED, follow};
pub use page::is_replaced;

use crate::notices;
use crate::outcome::Outcome;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// `cargo xtask engines`, with the environment that Trunk gives its hooks.
pub fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("`cargo xtask engines` takes no arguments, not `{argument}`."));
    }
    let staged = folder("TRUNK_STAGING_DIR")?;
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    page::leave_out_the_rust_link(&staged)?;
    empty_manifest(&staged)?;
    if std::env::var_os(FOLLOWED).is_some() && !release {
        page::place(&PLAIN, &PLAIN.finish(&PLAIN.compile()?, release)?, &staged)?;
        return page::stand_in(&staged, &folder("TRUNK_DIST_DIR")?);
    }
    let mut linked = BTreeSet::new();
    for engine in ALL {
        let compiled = engine.compile()?;
        page::place(&engine, &engine.finish(&compiled, release)?, &staged)?;
        linked.extend(compiled.manifests);
    }
    notices::write(&staged, &linked)?;
    if !release {
        return Ok(());
    }
    let id = build_id::of(&staged)?;
    build_id::stamp(&staged, &id)?;
    bundle::apply(&staged, &id)
}

/// A folder that Trunk names.
fn folder(variable: &str) -> Result<PathBuf, String> {
    std::env::var_os(variable).map(PathBuf::from).ok_or_else(|| {
        "`cargo xtask engines` is what Trunk calls while it builds the page. To build the page, \
         use `cargo xtask build`."
            .into()
    })
}

/// Where no shards were made, says so in a manifest without files: the page asks for the manifest
/// at its start, and a missing file is an error in the browser's console.
fn empty_manifest(page: &Path) -> Outcome {
    let folder = page.join("www").join("data");
    let manifest = folder.join("manifest.json");
    if manifest.exists() {
        return Ok(());
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&manifest, "{\"shards\":[]}\n"))
        .map_err(|e| format!("{}: {e}.", manifest.display()))
}
