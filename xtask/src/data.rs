//! `cargo xtask data`: MNIST as shards that a page can load.

#[cfg(feature = "download")]
mod http;
mod mirrors;
mod mnist;
mod shards;
#[cfg(test)]
mod tests;

use self::mirrors::MIRRORS;
use self::mnist::Digits;
use crate::project;
use std::path::PathBuf;

const HELP: &str = "\
cargo xtask data --from DIR | --download [--mirror URL]… [--out DIR] [--shard-size N]

  --from DIR       The four MNIST files, gzip or raw, in a folder.
  --download       The same from the public mirrors (11 MB), verified by SHA-256.
  --mirror URL     With --download: this folder of files in place of the public ones.
  --out DIR        Where the shards go. Otherwise www/data of the project, which git ignores.
  --shard-size N   Images a shard, 1 to 60000. Otherwise 5000, about 0.8 MB.";

/// Writes `manifest.json` and its shards, as `arguments` ask.
///
/// # Errors
/// A sentence for the person at the terminal. Whatever was in the folder before still works.
pub fn run(arguments: &[String]) -> Result<(), String> {
    let options = match Options::parse(arguments)? {
        Some(options) => options,
        None => {
            println!("{HELP}");
            return Ok(());
        }
    };
    let digits = match &options.origin {
        Origin::Folder(folder) => {
            println!("Reading the MNIST files in {}.", folder.display());
            Digits::in_folder(folder)?
        }
        Origin::Mirrors(mirrors) => match download(mirrors, arguments)? {
            Some(digits) => digits,
            None => return Ok(()),
        },
    };
    if !digits.is_canonical() {
        println!(
            "These files are not the canonical MNIST: their SHA-256 differs. They are taken as \
             they are, and the data set is called {:?}.",
            digits.name()
        );
    }
    shards::write(&digits, options.shard_size, &options.out)
}

#[cfg(feature = "download")]
fn download(mirrors: &[String], _arguments: &[String]) -> Result<Option<Digits>, String> {
    mirrors::download(mirrors, &http::fetch).map(Some)
}

/// This build has no HTTPS client. One that has takes over, with the same arguments; it has a
/// target folder of its own, because a running program cannot be replaced on every system.
#[cfg(not(feature = "download"))]
fn download(_mirrors: &[String], arguments: &[String]) -> Result<Option<Digits>, String> {
    println!("Building the downloader. The first time takes a minute or two.");
    let manifest = project::root().join("xtask/Cargo.toml");
    let running = std::env::current_exe().map_err(|e| format!("Where xtask runs: {e}."))?;
    let target = running.parent().unwrap_or(std::path::Path::new("target")).join("xtask-download");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = std::process::Command::new(cargo)
        .args(["run", "--quiet", "--package", "xtask", "--features", "download"])
        .arg("--manifest-path")
        .arg(manifest)
        .arg("--target-dir")
        .arg(target)
        .args(["--", "data"])
        .args(arguments)
        .status()
        .map_err(|e| format!("cargo could not be started: {e}."))?;
    if status.success() {
        return Ok(None);
    }
    Err("The download failed, as said above.".into())
}

#[derive(Debug, PartialEq)]
struct Options {
    origin: Origin,
    out: PathBuf,
    shard_size: usize,
}

#[derive(Debug, PartialEq)]
enum Origin {
    Folder(PathBuf),
    Mirrors(Vec<String>),
}

impl Options {
    /// None where help is asked for.
    fn parse(arguments: &[String]) -> Result<Option<Self>, String> {
        let mut from = None;
        let mut download = false;
        let mut mirrors = Vec::new();
        let mut out = project::root().join("www/data");
        let mut shard_size = 5_000;
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value =
                || rest.next().ok_or_else(|| format!("{argument} needs a value.\n\n{HELP}"));
            match argument.as_str() {
                "--from" => from = Some(PathBuf::from(value()?)),
                "--download" => download = true,
                "--mirror" => mirrors.push(value()?.clone()),
                "--out" => out = PathBuf::from(value()?),
                "--shard-size" => shard_size = parse_size(value()?)?,
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("There is no argument `{other}`.\n\n{HELP}")),
            }
        }
        let origin = match (from, download) {
            (Some(_), false) if !mirrors.is_empty() => {
                return Err(format!("--mirror goes with --download.\n\n{HELP}"));
            }
            (Some(folder), false) => Origin::Folder(folder),
            (None, true) if mirrors.is_empty() => Origin::Mirrors(MIRRORS.map(String::from).into()),
            (None, true) => Origin::Mirrors(mirrors),
            _ => return Err(format!("Say either --from DIR or --download.\n\n{HELP}")),
        };
        Ok(Some(Self { origin, out, shard_size }))
    }
}

fn parse_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(size @ 1..=60_000) => Ok(size),
        _ => Err(format!("--shard-size is {text}; it must be a whole number, 1 to 60000.")),
    }
}
