//! The engines of the page, and how one is made: compiled, bound to JS, stripped.

use super::{kept, kept::Key, strip};
use crate::outcome::Outcome;
use crate::{command, project, target};
use std::fs;
use std::path::{Path, PathBuf};

/// The package whose cdylib is the module.
const PACKAGE: &str = "metavae-wasm";
/// What it is a module of.
const CRATE: &str = "metavae";
/// Says in a target folder whose sources were compiled last.
const COMPILED_OF: &str = "metavae-wasm.compiled-of";
/// The name of every engine's files: `metavae.js` and `metavae_bg.wasm`.
const NAME: &str = "metavae";
/// The wasm of an engine.
pub const WASM: &str = "metavae_bg.wasm";
/// The JS of an engine.
pub const JS: &str = "metavae.js";

/// One of the modules that come from the one crate.
#[derive(Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its name here and in `budgets.json`.
    pub name: &'static str,
    /// Its folder in the page; empty for the page's own.
    pub folder: &'static str,
    /// The cargo profile that it is built with.
    pub profile: &'static str,
    /// The feature of the crate that it is.
    pub feature: &'static str,
    /// How long compiling it takes.
    takes: &'static str,
}

/// The small engine, which every browser runs.
pub const PLAIN: Engine = Engine {
    name: "cpu",
    folder: "",
    profile: "release",
    feature: "engine",
    takes: "about 3 minutes the first time, half a minute after an edit",
};
/// The same with fused multiply-adds, for browsers with relaxed SIMD.
pub const FMA: Engine = Engine {
    name: "cpu-fma",
    folder: "engine-fma",
    profile: "release",
    feature: "fma",
    takes: "about half a minute",
};
/// The large engine, which adds WebGPU.
pub const LARGE: Engine = Engine {
    name: "webgpu",
    folder: "engine-webgpu",
    profile: "engine-webgpu",
    feature: "webgpu",
    takes: "6 minutes or more the first time, a minute after an edit",
};
/// All of them, those that the page needs first, first.
pub const ALL: [Engine; 3] = [PLAIN, FMA, LARGE];

/// What compiling an engine gave.
pub struct Compiled {
    wasm: PathBuf,
    /// The manifests of the packages that are linked into it.
    pub manifests: Vec<PathBuf>,
}

impl Engine {
    /// Compiles it, where cargo finds that its sources changed.
    pub fn compile(&self) -> Result<Compiled, String> {
        println!("Compiling the engine {}: {}.", self.name, self.takes);
        self.claim()?;
        let mut cargo = command::new("cargo");
        cargo.current_dir(project::root());
        cargo.args(["build", "--package", PACKAGE, "--lib", "--target", project::WASM_TARGET]);
        cargo.args(["--profile", self.profile, "--no-default-features"]);
        cargo.args(["--features", self.feature, "--message-format=json-render-diagnostics"]);
        compiled(&command::answer(&mut cargo)?)
    }

    /// Has it compiled anew where another clone that shares the target folder compiled it last: to
    /// cargo they are one package, fresh where its sources are older than what was compiled.
    fn claim(&self) -> Outcome {
        let folder = target::folder()?.join(project::WASM_TARGET).join(self.profile);
        let (whose, clone) = (folder.join(COMPILED_OF), project::root().to_string_lossy());
        if folder.is_dir() && fs::read_to_string(&whose).ok().as_deref() != Some(&*clone) {
            let mut cargo = command::new("cargo");
            cargo.current_dir(project::root()).args(["clean", "--quiet"]);
            cargo.args(["--package", CRATE, "--package", PACKAGE]);
            cargo.args(["--target", project::WASM_TARGET, "--profile", self.profile]);
            command::run(&mut cargo)?;
        }
        fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}.", folder.display()))?;
        fs::write(&whose, &*clone).map_err(|e| format!("{}: {e}.", whose.display()))
    }

    /// The folder with its two files as the page needs them, made only where it is not kept.
    pub fn finish(&self, compiled: &Compiled, release: bool) -> Result<PathBuf, String> {
        let recipe = if release { strip::recipe()? } else { String::new() };
        let bindgen = project::wasm_bindgen_version()?;
        let key = Key::new().file(&compiled.wasm)?.text(&bindgen).text(&recipe);
        kept::folder(&format!("engine-{}", self.name), &key, |folder| {
            bind(&compiled.wasm, folder)?;
            let wasm = folder.join(WASM);
            if release { strip::apply(&wasm, &wasm) } else { Ok(()) }
        })
    }
}

/// Reads what cargo says of its artefacts: one JSON object a line.
fn compiled(messages: &str) -> Result<Compiled, String> {
    let mut wasm = None;
    let mut manifests = Vec::new();
    for line in messages.lines() {
        let message: serde_json::Value =
            serde_json::from_str(line).map_err(|e| format!("cargo's messages: {e}"))?;
        if message["reason"] != "compiler-artifact" {
            continue;
        }
        let files = message["filenames"].as_array().into_iter().flatten();
        let files: Vec<&Path> = files.filter_map(|file| file.as_str()).map(Path::new).collect();
        wasm = files
            .iter()
            .find(|file| file.extension().is_some_and(|ending| ending == "wasm"))
            .map(|file| file.to_path_buf())
            .or(wasm);
        // What runs while compiling (macros, build scripts) lies elsewhere and is not linked.
        let linked = files
            .iter()
            .any(|file| file.components().any(|part| part.as_os_str() == project::WASM_TARGET));
        if let (true, Some(manifest)) = (linked, message["manifest_path"].as_str()) {
            manifests.push(manifest.into());
        }
    }
    let wasm = wasm.ok_or_else(|| format!("cargo wrote no wasm for {PACKAGE}."))?;
    Ok(Compiled { wasm, manifests })
}

/// Writes the JS for an engine, and its wasm as the JS needs it.
fn bind(compiled: &Path, folder: &Path) -> Outcome {
    let mut bindgen = command::new("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", NAME, "--out-dir"]);
    command::run(bindgen.arg(folder).arg(compiled))?;
    // Only inline JS in a dependency makes snippets; they would be a folder more to copy.
    if folder.join("snippets").exists() {
        return Err("wasm-bindgen wrote JS snippets, which the page does not carry.".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_for_wasm_counts_as_linked() {
        let messages = [
            r#"{"reason":"compiler-artifact","manifest_path":"/r/syn/Cargo.toml","filenames":["/t/release/deps/libsyn.rlib"]}"#,
            r#"{"reason":"build-script-executed"}"#,
            r#"{"reason":"compiler-artifact","manifest_path":"/r/half/Cargo.toml","filenames":["/t/wasm32-unknown-unknown/release/deps/libhalf.rlib"]}"#,
            r#"{"reason":"compiler-artifact","manifest_path":"/w/wasm/Cargo.toml","filenames":["/t/wasm32-unknown-unknown/release/metavae_wasm.wasm"]}"#,
        ];
        let compiled = compiled(&messages.join("\n")).unwrap();
        assert_eq!(compiled.wasm, Path::new("/t/wasm32-unknown-unknown/release/metavae_wasm.wasm"));
        let manifests = ["/r/half/Cargo.toml", "/w/wasm/Cargo.toml"].map(PathBuf::from);
        assert_eq!(compiled.manifests, manifests);
    }

    #[test]
    fn a_build_without_a_module_is_an_error() {
        assert!(compiled(r#"{"reason":"build-finished","success":true}"#).is_err());
    }
}
