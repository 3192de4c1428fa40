//! The page's own modules joined into one file each for the page and its workers, and its styles.
//!
//! In a release build only: the page has a hundred modules, and fetching them one by one takes a third
//! of the time from the page's start to its first answer (1.3 s to 1.0 s for the first drawn
//! digit, on two cores, from this machine itself). `serve` keeps them apart, as they are written.

use crate::outcome::Outcome;
use crate::{command, project};
use std::path::Path;

/// What a browser asks for by name. Everything else is imported by one of these.
pub const ENTRIES: [&str; 7] = [
    "main.js",
    "style/all.css",
    "worker/worker.js",
    "worker/peer.js",
    "worker/project.js",
    "lesson/main.js",
    "style/lesson.css",
];

/// The entries that the page is without until they are first used (`Files.module`).
pub const LATER: &str = "later/";

/// esbuild through its own API: its command is a binary or a script, by how npm is configured.
const BUNDLE: &str = "\
const [folder, build, ...entries] = process.argv.slice(1);
require('esbuild').buildSync({
  absWorkingDir: folder,
  entryPoints: entries,
  outdir: folder,
  allowOverwrite: true,
  bundle: true,
  format: 'esm',
  minify: true,
  sourcemap: true,
  target: 'es2022',
  define: { 'globalThis.METAVAE_BUILD': JSON.stringify(build) },
  logLevel: 'warning',
});";

/// Replaces each entry in the page's `www/` by itself and all that it imports, of this build.
pub fn apply(page: &Path, build: &str) -> Outcome {
    let mut node = command::new("node");
    node.current_dir(project::root());
    command::run(node.args(["--eval", BUNDLE]).arg(page.join("www")).arg(build).args(ENTRIES))
}
