//! The project's commands: `cargo xtask serve`, `cargo xtask test` and what they are made of.
//!
//! Each command sets up what it needs first, says what it does and how long that takes, and ends
//! in a sentence when it cannot go on.

mod bench;
mod check;
mod command;
mod data;
mod engines;
mod faults;
mod notices;
mod outcome;
mod page;
mod project;
mod serve;
mod setup;
mod site;
mod size;
mod tally;
mod target;

use outcome::Outcome;
use std::process::ExitCode;

const HELP: &str = "\
The commands of metavae. Each sets up what it needs first.

  cargo xtask serve [--port N] [--release]
      Builds the page, serves it on http://127.0.0.1:8080/ and keeps up with edits.
  cargo xtask test [--only STEP[,STEP…]] [--list]
      Everything that is checked: format, lints, native and browser tests, types, the built page.
  cargo xtask faults [--only PART[,PART…]] [--long]
      Tries to make the page hang, crash, lose or lie; a quarter of an hour, or a night with --long.
      Writes docs/results/faults.json and the README's table of it, where every part ran.
  cargo xtask build
      The release page, into dist/: a folder that any static host can serve under any path.
  cargo xtask bench [--quick] …
      One training step here, on PyTorch, TF.js and jax-js, and how fast the page is; about 15
      minutes. `cargo xtask bench --help` lists the options.
  cargo xtask page [--only KEY[,KEY…]]
      Measures the built page: how long, full, empty and heavy each room is, what axe finds, what
      is not translated. Writes docs/results/page.json, and the README's table of it.
  cargo xtask data --from DIR | --download  [--out DIR]
      Cuts MNIST into the shards that the page loads.
  cargo xtask pretrain ARGS…
      Trains natively and writes www/weights; `cargo xtask pretrain --help` lists ARGS.
  cargo xtask quantise ARGS…
      Writes weights in few bytes, for the page's first pictures; `--help` lists ARGS.
  cargo xtask judge ARGS…
      Trains a classifier and counts the samples that it is sure of; `--help` lists ARGS.
  cargo xtask meta-train ARGS…
      Meta-trains natively and writes www/weights; `--help` lists ARGS.
  cargo xtask eval ARGS…
      Measures the quality of the weights and of every few-shot method, and writes
      docs/results/eval.json and the README's tables of it; `--help` lists ARGS.
  cargo xtask wire
      Writes the page's types and its table of ranges from src/protocol.
  cargo xtask setup
      Only the set-up of all of these.
  cargo xtask size
      The sizes of what a visitor downloads from dist/: raw, gzip, brotli.
  cargo xtask help
      This text.

`cargo xtask engines` is for Trunk: it calls it after each build (see Trunk.toml).";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, rest) = match arguments.split_first() {
        Some((name, rest)) => (name.as_str(), rest),
        None => ("help", arguments.as_slice()),
    };
    let outcome = match name {
        "serve" => serve::run(rest),
        "bench" => bench::run(rest),
        "build" => site::build(rest),
        "test" => check::run(rest),
        "data" => data::run(rest),
        "eval" => eval(rest),
        "meta-train" => native("meta-train", rest),
        "page" => page::run(rest),
        "pretrain" | "quantise" | "judge" => native(name, rest),
        "setup" => setup::everything(rest),
        "size" => size::run(rest),
        "wire" => wire(rest),
        "engines" => engines::run(rest),
        "faults" => faults::run(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("There is no command `{other}`.\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Lets the test that compares the page's copy of the wire write it instead.
fn wire(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("`cargo xtask wire` takes no arguments, not `{argument}`."));
    }
    let mut cargo = command::new("cargo");
    cargo.current_dir(project::root()).env("METAVAE_WRITE_WIRE", "1");
    cargo.args(["test", "--no-default-features", "--features", "engine,typescript", "--lib"]);
    command::run(cargo.args(["engine::typescript"]))
}

/// Measures, and puts what is measured into the README where it goes into the project's own report.
fn eval(arguments: &[String]) -> Outcome {
    native("evaluate", arguments)?;
    let elsewhere = |argument: &String| {
        matches!(argument.as_str(), "--out" | "--help" | "-h") || argument.starts_with("--out=")
    };
    match arguments.iter().any(elsewhere) {
        true => Ok(()),
        false => {
            command::run(command::new("node").current_dir(project::root()).arg("bench/quality.mjs"))
        }
    }
}

/// Runs a command of `cli/`, built for this machine: not part of xtask, so that the other commands
/// need not compile burn.
fn native(name: &str, arguments: &[String]) -> Outcome {
    let mut cargo = command::new("cargo");
    cargo.current_dir(project::root());
    cargo.args(["run", "--release", "--package", "metavae-cli", "--", name]);
    command::run(cargo.args(arguments))
}
