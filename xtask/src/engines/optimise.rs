//! wasm-opt over an engine.

use crate::{Outcome, command, project};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Where npm puts wasm-opt. The machine's own, of whatever version, is left alone: what is kept
/// is keyed by this one's version.
const WASM_OPT: &str = "node_modules/binaryen/bin/wasm-opt";
const PACKAGE: &str = "node_modules/binaryen/package.json";

/// What the engines are compiled to and every browser with WebAssembly SIMD runs.
const FEATURES: [&str; 7] = [
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Here and not with `strip = true` in the profile: that also drops the `target_features` section,
/// without which wasm-bindgen does not know what the wasm may use.
const STRIP: [&str; 3] = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/// How hard wasm-opt tries.
#[derive(Debug, Clone, Copy)]
pub struct Level(&'static str);

impl Level {
    /// For the small engine: for speed.
    pub const SMALL: Self = Self("-O3");
    /// For the large engine.
    pub const LARGE: Self = Self("-O2");

    /// All that decides the result but the input.
    pub fn recipe(self) -> Result<String, String> {
        let path = project::root().join(PACKAGE);
        let package = fs::read_to_string(&path)
            .map_err(|e| format!("{}: {e}. `npm ci` installs it.", path.display()))?;
        let package: serde_json::Value =
            serde_json::from_str(&package).map_err(|e| format!("{}: {e}.", path.display()))?;
        let version = package["version"].as_str().unwrap_or("unknown");
        let options = [self.0].into_iter().chain(FEATURES).chain(STRIP);
        Ok(options.fold(format!("wasm-opt {version}"), |recipe, option| recipe + " " + option))
    }

    /// Writes the optimised wasm; `from` and `to` may be the same file.
    pub fn apply(self, from: &Path, to: &Path) -> Outcome {
        let before = megabytes(from)?;
        println!("wasm-opt {} over {before:.1} MB: a minute or more, once for each build…", self.0);
        let begun = Instant::now();
        let mut node = command::new("node");
        node.arg(project::root().join(WASM_OPT));
        node.arg(self.0).args(FEATURES).args(STRIP).arg(from).arg("-o").arg(to);
        command::run(&mut node)?;
        let seconds = begun.elapsed().as_secs();
        println!("wasm-opt: {before:.1} MB to {:.1} MB in {seconds} s.", megabytes(to)?);
        Ok(())
    }
}

fn megabytes(path: &Path) -> Result<f64, String> {
    let file = fs::metadata(path).map_err(|e| format!("{}: {e}.", path.display()))?;
    Ok(file.len() as f64 / 1e6)
}
