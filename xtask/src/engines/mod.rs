//! The engines of the page, from the one crate: the small one, which Trunk builds and every browser
//! runs, and two that are built here: the same with fused multiply-adds, for browsers with relaxed
//! SIMD, and the large one, which adds WebGPU.
//!
//! Trunk calls `cargo xtask engines` after each build. What that costs is kept under the target
//! folder by the content it was made from, so an engine that did not change costs a copy.

mod bundle;
mod kept;
mod strip;

use crate::outcome::Outcome;
use crate::{command, project, target};
use kept::Key;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name of every engine's files: `metavae.js` and `metavae_bg.wasm`.
const NAME: &str = "metavae";
/// The small engine with fused multiply-adds.
pub const FMA: Engine = Engine {
    folder: "engine-fma",
    profile: "release",
    features: &["--no-default-features", "--features=fma"],
    takes: "about 20 seconds",
};
/// The cargo profile of the large engine.
pub const LARGE_PROFILE: &str = "engine-webgpu";
/// The large engine.
pub const LARGE: Engine = Engine {
    folder: "engine-webgpu",
    profile: LARGE_PROFILE,
    features: &[],
    takes: "about 6 minutes the first time, seconds after an edit",
};
/// The wasm of an engine.
pub const WASM: &str = "metavae_bg.wasm";

/// An engine that is built beside the one of Trunk.
pub struct Engine {
    /// Its folder in the page.
    pub folder: &'static str,
    profile: &'static str,
    features: &'static [&'static str],
    takes: &'static str,
}

/// `cargo xtask engines`, with the environment that Trunk gives its hooks.
pub fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("`cargo xtask engines` takes no arguments, not `{argument}`."));
    }
    let page = staged_page()?;
    let release = std::env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release");
    small(&page, release)?;
    for engine in [FMA, LARGE] {
        beside(&engine, &page, release)?;
    }
    if release {
        bundle::apply(&page)?;
    }
    empty_manifest(&page)
}

/// The folder in which Trunk puts the page together.
fn staged_page() -> Result<PathBuf, String> {
    std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or_else(|| {
        "`cargo xtask engines` is what Trunk calls while it builds the page. To build the page, \
         use `cargo xtask build`."
            .into()
    })
}

/// Strips the engine that Trunk has built. In a build that is not for release it stays as it is, with
/// the names that a stack trace shows.
fn small(page: &Path, release: bool) -> Outcome {
    let built = page.join(WASM);
    if !release {
        return Ok(());
    }
    let key = Key::new().file(&built)?.text(&strip::recipe()?);
    let folder =
        kept::folder("engine-cpu", &key, |folder| strip::apply(&built, &folder.join(WASM)))?;
    copy(&folder.join(WASM), &built)
}

/// Builds an engine and puts it beside the small one.
fn beside(engine: &Engine, page: &Path, release: bool) -> Outcome {
    let compiled = compile(engine)?;
    let recipe = if release { strip::recipe()? } else { String::new() };
    let bindgen = project::wasm_bindgen_version()?;
    let key = Key::new().file(&compiled)?.text(&bindgen).text(&recipe);
    let folder = kept::folder(engine.folder, &key, |folder| {
        bind(&compiled, folder)?;
        let wasm = folder.join(WASM);
        if release { strip::apply(&wasm, &wasm) } else { Ok(()) }
    })?;
    let place = page.join(engine.folder);
    fs::create_dir_all(&place).map_err(|e| format!("{}: {e}.", place.display()))?;
    for file in [WASM, &format!("{NAME}.js")] {
        copy(&folder.join(file), &place.join(file))?;
    }
    Ok(())
}

/// Compiles the crate and returns the wasm that cargo wrote.
fn compile(engine: &Engine) -> Result<PathBuf, String> {
    println!("Compiling {}: {}.", engine.folder, engine.takes);
    let mut cargo = command::new("cargo");
    cargo.current_dir(project::root());
    cargo.args(["build", "--lib", "--target", project::WASM_TARGET, "--profile", engine.profile]);
    command::run(cargo.args(engine.features))?;
    let folder = target::folder()?.join(project::WASM_TARGET).join(engine.profile);
    Ok(folder.join(format!("{NAME}.wasm")))
}

/// Writes the JS for an engine, and its wasm as the JS needs it. As Trunk does it for the small
/// one, so that the page treats both alike.
fn bind(compiled: &Path, folder: &Path) -> Outcome {
    let mut bindgen: Command = command::new("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", NAME, "--out-dir"]);
    command::run(bindgen.arg(folder).arg(compiled))?;
    // Only inline JS in a dependency makes snippets; they would be a folder more to copy.
    if folder.join("snippets").exists() {
        return Err("wasm-bindgen wrote JS snippets, which the page does not carry.".into());
    }
    Ok(())
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

fn copy(from: &Path, to: &Path) -> Outcome {
    let copied = fs::copy(from, to);
    copied.map(drop).map_err(|e| format!("{} to {}: {e}.", from.display(), to.display()))
}
