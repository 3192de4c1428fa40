//! What the commands need on the machine, and how it gets there. Whatever is there is left alone.

mod apt;
mod browser;
mod node;
mod other_browsers;
mod rust;
mod tools;

pub use browser::{chromedriver, chromium};
pub use other_browsers::{firefox, webkit_driver};

use crate::outcome::Outcome;
use crate::project;
use std::fmt;
use std::time::Instant;
use tools::Source;

/// One thing that a command needs on the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Rust's standard library for wasm32.
    WasmTarget,
    /// rustfmt and clippy.
    Lints,
    /// The tool that writes the JS beside the wasm.
    WasmBindgen,
    /// What builds and serves the page.
    Trunk,
    /// What runs the browser tests.
    WasmPack,
    /// The npm packages, wasm-opt among them.
    Packages,
    /// Chromium and the ChromeDriver of the same version.
    Browser,
    /// Firefox, with WebGPU computed by the CPU.
    Firefox,
    /// WebKitGTK with its driver, and a screen for it.
    WebKit,
    /// The packages that the benchmark measures ours against.
    Peers,
}

impl Need {
    /// What building and serving the page takes.
    pub const PAGE: [Self; 4] = [Self::WasmTarget, Self::Packages, Self::WasmBindgen, Self::Trunk];

    /// What building the page and looking at it in Chromium takes.
    pub const VISIT: [Self; 5] =
        [Self::WasmTarget, Self::Packages, Self::Browser, Self::WasmBindgen, Self::Trunk];

    /// What measuring takes, beside the page.
    pub const BENCH: [Self; 3] = [Self::Packages, Self::Peers, Self::Browser];

    /// Everything but the benchmark's packages (330 MB that nothing else needs), the quick ones first.
    pub const ALL: [Self; 9] = [
        Self::WasmTarget,
        Self::Lints,
        Self::Packages,
        Self::Browser,
        Self::Firefox,
        Self::WebKit,
        Self::WasmPack,
        Self::WasmBindgen,
        Self::Trunk,
    ];

    /// Whether a command goes on where it cannot be had. What uses it says then that it is skipped,
    /// and does not count as passed.
    fn is_optional(self) -> bool {
        matches!(self, Self::Firefox | Self::WebKit)
    }

    /// Gets it, unless it is there. Answers with what is there now.
    fn provide(self) -> Result<String, String> {
        match self {
            Self::WasmTarget => rust::wasm_target(),
            Self::Lints => rust::lints(),
            Self::WasmBindgen => {
                let version = project::wasm_bindgen_version()?;
                let source = Source::Folder(project::WASM_BINDGEN);
                tools::install("wasm-bindgen", source, &version, "2 minutes")
            }
            Self::Trunk => {
                tools::install("trunk", Source::Registry("trunk"), project::TRUNK, "7 minutes")
            }
            Self::WasmPack => {
                let source = Source::Registry("wasm-pack");
                tools::install("wasm-pack", source, project::WASM_PACK, "2 minutes")
            }
            Self::Packages => node::packages(),
            Self::Browser => browser::provide(),
            Self::Firefox => other_browsers::provide_firefox(),
            Self::WebKit => other_browsers::provide_webkit(),
            Self::Peers => node::peers(),
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WasmTarget => "the Rust target wasm32",
            Self::Lints => "rustfmt and clippy",
            Self::WasmBindgen => "wasm-bindgen",
            Self::Trunk => "trunk",
            Self::WasmPack => "wasm-pack",
            Self::Packages => "npm packages",
            Self::Browser => "Chromium and ChromeDriver",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
            Self::Peers => "the benchmark's packages",
        })
    }
}

/// Gets what is missing of `needs` and returns what could not be had, each with the reason. Goes
/// on after a failure: what else is needed may still be had.
pub fn provide(needs: &[Need]) -> Vec<(Need, String)> {
    println!("Set-up:");
    let mut failures = Vec::new();
    for need in needs {
        let begun = Instant::now();
        match need.provide() {
            Ok(found) => {
                let seconds = begun.elapsed().as_secs();
                let took = if seconds > 2 { format!(" ({seconds} s)") } else { String::new() };
                println!("  {need}: {found}{took}");
            }
            Err(message) if need.is_optional() => {
                println!("  {need}: {message} What is tried in it is skipped.");
            }
            Err(message) => {
                eprintln!("  {need}: {message}");
                failures.push((*need, message));
            }
        }
    }
    failures
}

/// Gets what is missing of `needs`, or says what could not be had.
pub fn require(needs: &[Need]) -> Outcome {
    let failures = provide(needs);
    if failures.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = failures.iter().map(|(need, why)| format!("{need}: {why}")).collect();
    Err(format!("the set-up is not complete.\n  {}", lines.join("\n  ")))
}

/// `cargo xtask setup`.
pub fn everything(arguments: &[String]) -> Outcome {
    match arguments.first() {
        Some(argument) => Err(format!("`cargo xtask setup` takes no arguments, not `{argument}`.")),
        None => require(&Need::ALL),
    }
}
