//! `cargo xtask faults`: the suite that tries to make the page hang, crash, lose or lie.

use crate::check::shards;
use crate::engines::PLAIN;
use crate::outcome::Outcome;
use crate::setup::{self, Need};
use crate::{command, project, site};
use std::process::Command;

/// Where the results of a whole run go.
const REPORT: &str = "docs/results/faults.json";

/// `cargo xtask faults`.
pub fn run(arguments: &[String]) -> Outcome {
    setup::require(&Need::ALL)?;
    command::run(&mut site::build_command())?;
    let mut suite = suite()?;
    suite.args(arguments);
    let whole = !arguments.iter().any(|argument| argument.starts_with("--only"));
    if !whole {
        return command::run(&mut suite);
    }
    command::run(suite.args(["--out", REPORT]))?;
    command::run(command::new("node").current_dir(project::root()).arg("tests/faults/readme.js"))
}

/// The suite over the built page and an engine for Node, without its options.
pub fn suite() -> Result<Command, String> {
    let mut node = command::new("node");
    node.current_dir(project::root()).arg("tests/faults/run.js");
    node.env("METAVAE_ENGINE", PLAIN.finish(&PLAIN.compile()?, false)?);
    node.env("METAVAE_SHARDS", shards::folder()?);
    let browsers = [
        ("CHROMIUM", setup::chromium()),
        ("FIREFOX", setup::firefox()),
        ("WEBKIT_DRIVER", setup::webkit_driver()),
    ];
    for (name, program) in browsers {
        if let Some(program) = program {
            node.env(name, program);
        }
    }
    Ok(node)
}
