//! `cargo xtask page`: the page's figures that have a target, measured in Chromium on the built page.

use crate::outcome::Outcome;
use crate::setup::{self, Need};
use crate::{command, project, site};

/// What measures. It writes docs/results/page.json where everything is measured.
const SCRIPT: &str = "tests/e2e/page-figures.mjs";

/// `cargo xtask page`.
pub fn run(arguments: &[String]) -> Outcome {
    setup::require(&Need::VISIT)?;
    command::run(&mut site::build_command())?;
    let mut node = command::new("node");
    node.current_dir(project::root()).arg(SCRIPT).args(arguments);
    if let Some(chromium) = setup::chromium() {
        node.env("CHROMIUM", chromium);
    }
    command::run(&mut node)
}
