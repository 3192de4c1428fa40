//! The sizes of what a visitor downloads from dist/, and what they may be.

use crate::engines::{self, WASM};
use crate::outcome::Outcome;
use crate::tally::Tally;
use crate::{command, project, site};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The most bytes that each artefact may have as brotli. A name a line.
const BUDGETS: &str = "budgets.json";

/// The one script that is no module and stands alone.
const BEFORE_MODULES: &str = "www/start.js";

/// The one style that is not ours.
const CHARTS_STYLE: &str = "vendor/uPlot.min.css";

/// node measures what it compresses itself; brotli at 11 takes half a minute on the large engine.
const MEASURE: &str = "\
const { brotliCompressSync, gzipSync } = require('node:zlib');
const { readFileSync } = require('node:fs');
const size = (files) => {
  const sizes = files.map((file) => readFileSync(file)).map((bytes) => [
    bytes.length,
    gzipSync(bytes, { level: 9 }).length,
    brotliCompressSync(bytes).length,
  ]);
  return sizes.reduce((sum, one) => sum.map((bytes, i) => bytes + one[i]));
};
const list = Object.entries(JSON.parse(process.argv[1]));
console.log(JSON.stringify(Object.fromEntries(list.map(([name, files]) => [name, size(files)]))));";

/// One artefact: the bytes of it raw, as gzip and as brotli.
type Sizes = BTreeMap<String, [u64; 3]>;

/// `cargo xtask size`.
pub fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("`cargo xtask size` takes no arguments, not `{argument}`."));
    }
    measured().map(drop)
}

/// Holds each artefact against its budget.
pub fn check() -> Result<Tally, String> {
    let path = project::root().join(BUDGETS);
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}.", path.display()))?;
    let budgets: BTreeMap<String, u64> =
        serde_json::from_str(&text).map_err(|e| format!("{}: {e}.", path.display()))?;
    let over = exceeded(&measured()?, &budgets);
    over.iter().for_each(|sentence| eprintln!("{sentence}"));
    Ok(Tally {
        passed: (budgets.len() - over.len().min(budgets.len())) as u32,
        failed: over.len() as u32,
    })
}

/// A sentence for each artefact that is over its budget or has none, and for each budget of nothing.
fn exceeded(sizes: &Sizes, budgets: &BTreeMap<String, u64>) -> Vec<String> {
    let over = sizes.iter().filter_map(|(name, [_, _, brotli])| match budgets.get(name) {
        None => Some(format!("{name} has no budget in {BUDGETS}; it has {brotli} bytes.")),
        Some(budget) if brotli > budget => Some(format!(
            "{name} has {brotli} bytes as brotli, {} more than its budget in {BUDGETS}.",
            brotli - budget
        )),
        Some(_) => None,
    });
    let unknown = budgets.keys().filter(|name| !sizes.contains_key(*name));
    let unknown = unknown.map(|name| format!("{BUDGETS} names {name}, which the page has not."));
    over.chain(unknown).collect()
}

/// Measures all artefacts, and prints what was measured.
fn measured() -> Result<Sizes, String> {
    let artefacts = artefacts(&site::dist())?;
    let list = serde_json::json!(artefacts).to_string();
    let text = command::output(command::new("node").args(["--eval", MEASURE, &list]))?;
    let sizes: Sizes = serde_json::from_str(&text).map_err(|e| format!("the sizes: {e}."))?;
    println!("{:<14}{:>12}{:>12}{:>12}", "bytes", "raw", "gzip", "brotli");
    for (name, [raw, gzip, brotli]) in &sizes {
        println!("{name:<14}{raw:>12}{gzip:>12}{brotli:>12}");
    }
    Ok(sizes)
}

/// What a browser can be sent, but for weights and images: each engine, and the page's own code.
fn artefacts(dist: &Path) -> Result<BTreeMap<&'static str, Vec<PathBuf>>, String> {
    let mut artefacts: BTreeMap<_, Vec<PathBuf>> = engines::ALL
        .iter()
        .map(|engine| (engine.name, vec![dist.join(engine.folder).join(WASM)]))
        .collect();
    let entries = |wanted: fn(&str) -> bool| -> Vec<PathBuf> {
        let entries = engines::ENTRIES.iter().filter(|entry| wanted(entry));
        entries.map(|entry| dist.join("www").join(entry)).collect()
    };
    let styles = [entries(|entry| entry.ends_with(".css")), vec![dist.join(CHARTS_STYLE)]].concat();
    let scripts = entries(|entry| entry.ends_with(".js") && !entry.starts_with(engines::LATER));
    let later = entries(|entry| entry.starts_with(engines::LATER));
    artefacts.insert("html", vec![dist.join("index.html")]);
    artefacts.insert("js", [scripts, vec![dist.join(BEFORE_MODULES)]].concat());
    artefacts.insert("css", styles);
    if !later.is_empty() {
        artefacts.insert("later", later);
    }
    match artefacts.values().flatten().find(|path| !path.is_file()) {
        Some(missing) => {
            Err(format!("{} is not there. Run `cargo xtask build`.", missing.display()))
        }
        None => Ok(artefacts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(list: &[(&str, u64)]) -> Sizes {
        list.iter().map(|(name, brotli)| ((*name).to_owned(), [0, 0, *brotli])).collect()
    }

    fn budgets(list: &[(&str, u64)]) -> BTreeMap<String, u64> {
        list.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect()
    }

    #[test]
    fn a_budget_is_held_to_the_byte() {
        let budgets = budgets(&[("cpu", 100)]);
        assert!(exceeded(&sizes(&[("cpu", 100)]), &budgets).is_empty());
        let over = exceeded(&sizes(&[("cpu", 101)]), &budgets);
        assert!(over[0].contains("cpu has 101 bytes as brotli, 1 more"), "{over:?}");
    }

    #[test]
    fn artefacts_and_budgets_go_together() {
        let over = exceeded(&sizes(&[("new", 1)]), &budgets(&[("gone", 1)]));
        assert_eq!(over.len(), 2, "{over:?}");
    }
}
