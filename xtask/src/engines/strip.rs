//! wasm-opt over an engine.

use crate::outcome::Outcome;
use crate::{command, project};
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Where npm puts wasm-opt. The machine's own, of whatever version, is left alone: what is kept
/// is keyed by this one's version.
const WASM_OPT: &str = "node_modules/binaryen/bin/wasm-opt";
const PACKAGE: &str = "node_modules/binaryen/package.json";

/// What the engines are compiled to. Every browser with WebAssembly SIMD runs it, but for relaxed
/// SIMD, which only one of them has.
const FEATURES: [&str; 8] = [
    "--enable-simd",
    "--enable-relaxed-simd",
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

/// All that wasm-opt does is strip. Measured on what rustc had optimised already: `-O3` on the small
/// engine and `-O2` on the large one take 80 s and 246 s, leave a training step as long as it was
/// (216 and 208 ms with, 226 and 205 without) and make the download 7 % *larger* as brotli
/// (0.577 MB instead of 0.539, 2.008 instead of 1.867), though the raw files 10 % smaller.
const LEVEL: &str = "-O0";

/// All that decides the result but the input.
pub fn recipe() -> Result<String, String> {
    let path = project::root().join(PACKAGE);
    let package = fs::read_to_string(&path)
        .map_err(|e| format!("{}: {e}. `npm ci` installs it.", path.display()))?;
    let package: serde_json::Value =
        serde_json::from_str(&package).map_err(|e| format!("{}: {e}.", path.display()))?;
    let version = package["version"].as_str().unwrap_or("unknown");
    let options = [LEVEL].into_iter().chain(FEATURES).chain(STRIP);
    Ok(options.fold(format!("wasm-opt {version}"), |recipe, option| recipe + " " + option))
}

/// Writes the stripped wasm; `from` and `to` may be the same file.
pub fn apply(from: &Path, to: &Path) -> Outcome {
    let before = megabytes(from)?;
    println!("wasm-opt over {before:.1} MB: seconds, once for each build…");
    let begun = Instant::now();
    let mut node = command::new("node");
    node.arg(project::root().join(WASM_OPT));
    node.arg(LEVEL).args(FEATURES).args(STRIP).arg(from).arg("-o").arg(to);
    command::run(&mut node)?;
    let seconds = begun.elapsed().as_secs();
    println!("wasm-opt: {before:.1} MB to {:.1} MB in {seconds} s.", megabytes(to)?);
    Ok(())
}

fn megabytes(path: &Path) -> Result<f64, String> {
    let file = fs::metadata(path).map_err(|e| format!("{}: {e}.", path.display()))?;
    Ok(file.len() as f64 / 1e6)
}
