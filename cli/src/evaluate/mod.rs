//! `cargo xtask eval`: every figure of quality that the project reports, measured.

mod adaptation;
mod bound;
mod episodes;
mod features;
mod few_shot;
pub mod images;
mod labels;
mod likelihood;
mod neighbours;
mod options;
mod report;
mod resources;
mod shares;
mod sources;
#[cfg(test)]
mod tests;

use std::time::Instant;

use options::{Options, Part};
use pollster::block_on;
use report::Report;
use sources::Sources;

use crate::arguments::{Given, Stop};

/// `metavae evaluate`.
pub fn run(given: &Given) -> Result<(), Stop> {
    let options = Options::of(given)?;
    Ok(block_on(measure(&options))?)
}

/// Measures each part that is wanted and writes its figures into the report.
async fn measure(options: &Options) -> Result<(), String> {
    let sources = &Sources::new(options.data.clone());
    let mut report = Report::open(&options.out)?;
    for (name, part) in options.parts() {
        let started = Instant::now();
        println!("== {name}");
        let figures = match part {
            Part::Elbo => likelihood::elbo(options, sources).await?,
            Part::Likelihood => likelihood::importance(options, sources)?,
            Part::Features => features::measure(options, sources).await?,
            Part::Mnist => few_shot::mnist(options, sources)?,
            Part::Labels => labels::measure(options, sources).await?,
            Part::Novel => few_shot::novel(options, sources)?,
            Part::Omniglot => few_shot::omniglot(options, sources).await?,
            Part::Adaptation => adaptation::measure(options, sources)?,
        };
        report.put(name, figures, started.elapsed().as_secs_f64());
        // After every part, so that a long run may be cut short.
        report.write()?;
    }
    println!("wrote {}", options.out.display());
    Ok(())
}

/// The share of answers that are right, in percent.
fn percent_right(answers: &[usize], truth: &[usize]) -> f64 {
    let right = answers.iter().zip(truth).filter(|(answer, label)| answer == label).count();
    100.0 * right as f64 / truth.len() as f64
}
