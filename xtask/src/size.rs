//! The sizes of the engines in dist/, as a host sends them.

use crate::engines::{FMA, LARGE, WASM};
use crate::outcome::Outcome;
use crate::{command, project};

/// node measures what it compresses itself; brotli at 11 takes half a minute on the large engine.
const MEASURE: &str = "\
const { brotliCompressSync, gzipSync } = require('node:zlib');
const { readFileSync } = require('node:fs');
const MB = (bytes) => `${(bytes.length / 1e6).toFixed(2).padStart(6)} MB`;
for (const [name, path] of JSON.parse(process.argv[1])) {
  const wasm = readFileSync(path);
  console.log(`  ${name.padEnd(14)} raw ${MB(wasm)}   gzip ${MB(gzipSync(wasm, { level: 9 }))}   brotli ${MB(brotliCompressSync(wasm))}`);
}";

/// `cargo xtask size`.
pub fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("`cargo xtask size` takes no arguments, not `{argument}`."));
    }
    let dist = project::root().join("dist");
    let engines = [
        ("CPU", dist.join(WASM)),
        ("CPU with FMA", dist.join(FMA.folder).join(WASM)),
        ("CPU + WebGPU", dist.join(LARGE.folder).join(WASM)),
    ];
    if let Some((_, missing)) = engines.iter().find(|(_, path)| !path.is_file()) {
        return Err(format!("{} is not there. Run `cargo xtask build`.", missing.display()));
    }
    println!("The engines (wasm):");
    let list = serde_json::json!(engines).to_string();
    command::run(command::new("node").args(["--eval", MEASURE, &list]))
}
