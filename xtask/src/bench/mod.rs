//! `cargo xtask bench`: our engine beside PyTorch, TF.js and jax-js, on this machine. What measures
//! is `bench/run.mjs`, which shares its rules with the page `bench.html`; here is what it needs.

mod options;
mod site;

use crate::outcome::Outcome;
use crate::setup::{self, Need};
use crate::{command, project, target};
use options::{Options, Task};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the results of a whole run go. The README's section is made from them.
const RESULTS: &str = "docs/results/bench.json";

/// `cargo xtask bench`.
pub fn run(arguments: &[String]) -> Outcome {
    let options = Options::parse(arguments)?;
    match &options.task {
        Task::Help => {
            println!("{}", options::HELP);
            Ok(())
        }
        Task::Table => table(),
        Task::Site(to) => {
            setup::require(&Need::BENCH)?;
            site::assemble(&page(&options)?, to)?;
            println!("The page with the benchmark's packages is in {}.", to.display());
            println!("Serve that folder and open bench.html.");
            Ok(())
        }
        Task::Measure => measure(&options),
    }
}

fn measure(options: &Options) -> Outcome {
    setup::require(&Need::BENCH)?;
    let site = target::folder()?.join("bench-site");
    site::assemble(&page(options)?, &site)?;
    let mut node = node("bench/run.mjs");
    node.arg("--site").arg(&site);
    node.args(["--command", &options.command()]);
    if options.native {
        node.arg("--native").arg(native()?);
    }
    if let Some(python) = python_with_torch() {
        node.arg("--python").arg(python);
    }
    // What is no whole run is no result to keep.
    let out = match (&options.out, options.whole) {
        (Some(out), _) => Some(out.clone()),
        (None, true) => Some(project::root().join(RESULTS)),
        (None, false) => None,
    };
    if let Some(out) = &out {
        node.arg("--out").arg(out);
    }
    if let Some(chromium) = setup::chromium() {
        node.env("CHROMIUM", chromium);
    }
    command::run(node.args(&options.passed_on))?;
    if options.out.is_none() && options.whole { table() } else { Ok(()) }
}

/// Rewrites the README's section from the committed results.
fn table() -> Outcome {
    command::run(&mut node("bench/readme.mjs"))?;
    println!("The README's table is made from {RESULTS}.");
    Ok(())
}

fn node(script: &str) -> Command {
    let mut node = command::new("node");
    node.current_dir(project::root()).arg(script);
    node
}

/// The built page: the one named, or a fresh one.
fn page(options: &Options) -> Result<PathBuf, String> {
    if let Some(dist) = &options.dist {
        return Ok(dist.clone());
    }
    crate::site::build(&[])?;
    Ok(project::root().join("dist"))
}

/// Compiles our engine natively and returns the program.
fn native() -> Result<PathBuf, String> {
    println!("Compiling the engine natively: about 3 minutes the first time.");
    let mut cargo = command::new("cargo");
    cargo.current_dir(project::root()).args(["build", "--release", "--package", "metavae-cli"]);
    command::run(&mut cargo)?;
    let folder = target::folder()?.join("release");
    Ok(folder.join(format!("metavae{}", std::env::consts::EXE_SUFFIX)))
}

/// The Python that can import PyTorch, if there is one. Without it the others are still measured.
fn python_with_torch() -> Option<PathBuf> {
    let python = ["python3", "python"].iter().find_map(|name| command::find(name))?;
    let mut probe = command::new(&python.to_string_lossy());
    match command::output(probe.args(["-c", "import torch"])) {
        Ok(_) => Some(python),
        Err(_) => {
            println!("PyTorch is left out: `{} -c 'import torch'` fails.", show(&python));
            None
        }
    }
}

fn show(path: &Path) -> String {
    path.display().to_string()
}
