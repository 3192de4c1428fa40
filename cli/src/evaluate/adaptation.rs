//! How many steps a good start saves on five drawings.

use burn::tensor::Device;
use metavae::data::{ClassSet, Dataset, EpisodeConfig};
use metavae::device::Compute;
use metavae::measure::elbo::negative_elbo;
use metavae::model::{Size, StateDict, Vae};
use metavae::protocol::Hyper;
use metavae::train::TrainingRun;
use pollster::block_on;
use serde_json::{Map, Value, json};

use super::episodes::{SEED, draw};
use super::options::{Effort, Options};
use super::shares::in_shares;
use super::sources::Sources;
use crate::files::{read_weights, round, say};

/// Drawings of a task, all of one digit.
const DRAWINGS: usize = 5;
/// Posterior samples behind a loss.
const SAMPLES: usize = 4;
/// Most tasks: scratch takes seconds for each.
const TASKS: usize = 100;
/// Adam's rates: the article's fast adaptation, and a faster one.
const RATES: [f64; 2] = [1e-4, 3e-4];
/// What an adaptation starts from, and whether it was meta-trained.
const STARTS: [(&str, bool); 3] =
    [("vae-mnist", false), ("mnist-prototypes", true), ("mnist-reptile", true)];

/// Weights to start from.
struct Start {
    name: &'static str,
    meta_trained: bool,
    state: StateDict,
}

/// The first step at which each start's mean loss on the drawings is at most scratch's after 500.
pub fn measure(options: &Options, sources: &Sources) -> Result<Value, String> {
    let (_, test) = sources.mnist()?;
    let config = EpisodeConfig { ways: 1, shots: DRAWINGS, queries: 1 };
    let tasks = draw(&ClassSet::digits(&test), config, options.episodes.min(TASKS))?;
    let drawings: Vec<&[u8]> = tasks.iter().map(|task| task.support.images()).collect();
    let starts = starts(options)?;
    let mut of_rates = Map::new();
    let mut fewest = None;
    for rate in RATES {
        let (figures, steps) = at_rate(rate, &starts, &drawings, &options.effort)?;
        if rate == RATES[0] {
            fewest = steps;
        }
        of_rates.insert(format!("{rate:e}"), figures);
    }
    println!("fewest steps from a meta-trained start at the article's rate: {fewest:?}");
    Ok(json!({
        "protocol": "five test images of one digit; negative ELBO of these images, on which both \
                     are trained by Adam; the first step at which the mean over tasks is at most \
                     scratch's after 500 at the same rate. The target's figure is the fewest from \
                     a meta-trained start at the article's rate, 1e-4",
        "tasks": drawings.len(),
        "posterior_samples": SAMPLES,
        "seed": SEED,
        "rates": of_rates,
        "targets": { "adapt_steps_to_scratch500": fewest },
    }))
}

/// Those of the starts that there are weights of.
fn starts(options: &Options) -> Result<Vec<Start>, String> {
    let mut starts = Vec::new();
    for (name, meta_trained) in STARTS {
        let file = options.weights.join(format!("{name}.safetensors"));
        if file.exists() {
            starts.push(Start { name, meta_trained, state: read_weights(&file)?.0 });
        }
    }
    Ok(starts)
}

/// The figures at one of Adam's rates, and the fewest steps from a meta-trained start.
fn at_rate(
    rate: f64,
    starts: &[Start],
    drawings: &[&[u8]],
    effort: &Effort,
) -> Result<(Value, Option<u32>), String> {
    let adapt = Adaptation { rate, longest: effort.scratch_steps };
    // As many latents as what it is compared with.
    let size = starts.first().map_or_else(Size::default, |start| start.state.size());
    let scratch = each(drawings, |seed, drawings, device| {
        let fresh = Vae::from_state(&StateDict::initial(size, seed), device);
        adapt.losses(&fresh, drawings, &[effort.scratch_steps], seed, device)
    })?;
    let goal = means(&scratch)[0];
    println!("rate {rate}: scratch reaches {goal:.1} nats");
    let mut figures = Map::new();
    figures.insert("scratch_nats".into(), round(goal).into());
    let at = looked_at(effort.adaptation_steps);
    let mut fewest = None;
    for Start { name, meta_trained, state } in starts {
        let curve = each(drawings, |seed, drawings, device| {
            adapt.losses(&Vae::from_state(state, device), drawings, &at, seed, device)
        })?;
        let curve = means(&curve);
        let steps = first_at_most(&curve, &at, goal);
        println!("  {name}: from {:.1} nats, {steps:?} steps", curve[0]);
        figures.insert(
            (*name).into(),
            json!({ "steps": steps, "start_nats": round(curve[0]),
                    "after_5_steps_nats": round(curve[5]) }),
        );
        if *meta_trained {
            fewest = [fewest, steps].into_iter().flatten().min();
        }
    }
    Ok((figures.into(), fewest))
}

/// The steps after which a curve is looked at: every one at first, then every fifth.
fn looked_at(last: u32) -> Vec<u32> {
    (0..20).chain((20..=last).step_by(5)).collect()
}

/// The first step at which a curve is at most `goal`, where it gets there.
fn first_at_most(curve: &[f64], at: &[u32], goal: f64) -> Option<u32> {
    curve.iter().zip(at).find(|(loss, _)| **loss <= goal).map(|(_, step)| *step)
}

/// The mean over tasks at each step.
fn means(curves: &[Vec<f64>]) -> Vec<f64> {
    let tasks = curves.len() as f64;
    (0..curves[0].len())
        .map(|at| curves.iter().map(|curve| curve[at]).sum::<f64>() / tasks)
        .collect()
}

/// The losses of each task, on every core.
fn each<'a>(
    drawings: &[&'a [u8]],
    figure: impl Fn(u32, &'a [u8], &Device) -> Result<Vec<f64>, String> + Sync,
) -> Result<Vec<Vec<f64>>, String> {
    in_shares(drawings, |share| {
        let device = Compute::cpu().device;
        let tasks = share.items.iter().zip(share.first as u32..);
        tasks.map(|(task, seed)| figure(seed, task, &device)).collect()
    })
}

/// Adam on a task's drawings.
struct Adaptation {
    rate: f64,
    /// Steps that a run may take.
    longest: u32,
}

impl Adaptation {
    /// The loss after each of `at` steps, ascending.
    fn losses(
        &self,
        start: &Vae,
        drawings: &[u8],
        at: &[u32],
        seed: u32,
        device: &Device,
    ) -> Result<Vec<f64>, String> {
        let images = dataset(drawings)?;
        let hyper = Hyper {
            learning_rate: self.rate,
            epochs: self.longest,
            seed,
            read_every: 50,
            ..Hyper::fine_tune()
        };
        let mut run = TrainingRun::new(start, &hyper, images.len(), device);
        let mut found = Vec::with_capacity(at.len());
        for &step in at {
            while run.step() < step {
                block_on(run.advance(&images)).map_err(say)?;
            }
            found.push(loss(&run.model(), drawings, device)?);
        }
        Ok(found)
    }
}

fn dataset(drawings: &[u8]) -> Result<Dataset, String> {
    // The model reads no labels.
    let count = drawings.len() / metavae::image::PIXELS;
    Dataset::new(drawings.to_vec(), vec![0; count]).map_err(say)
}

fn loss(model: &Vae, drawings: &[u8], device: &Device) -> Result<f64, String> {
    let losses = block_on(negative_elbo(model, drawings, SAMPLES, device)).map_err(say)?;
    Ok(f64::from(losses.total))
}
