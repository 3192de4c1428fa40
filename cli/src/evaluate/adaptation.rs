//! How many steps a good start saves on five drawings.

use std::thread;

use burn::tensor::Device;
use metavae::data::{ClassSet, Dataset, EpisodeConfig};
use metavae::device::Compute;
use metavae::measure::elbo::negative_elbo;
use metavae::model::{StateDict, Vae};
use metavae::protocol::Hyper;
use metavae::train::TrainingRun;
use pollster::block_on;
use serde_json::{Map, Value, json};

use super::Options;
use super::episodes::{SEED, draw};
use super::likelihood::weights_of;
use super::sources::Sources;
use crate::common::{round, say};

/// Steps that scratch gets.
const STEPS: u32 = 500;
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

/// The first step at which each start's mean loss on the drawings is at most scratch's after 500.
pub async fn measure(options: &Options, sources: &Sources) -> Result<Value, String> {
    let (_, test) = sources.mnist()?;
    let config = EpisodeConfig { ways: 1, shots: DRAWINGS, queries: 1 };
    let tasks = draw(&ClassSet::digits(&test), config, options.episodes.min(TASKS))?;
    let drawings: Vec<&[u8]> = tasks.iter().map(|task| task.support.images()).collect();
    let mut starts = Vec::new();
    for (name, meta_trained) in STARTS {
        let file = options.weights.join(format!("{name}.safetensors"));
        if file.exists() {
            starts.push((name, meta_trained, weights_of(&file)?.0));
        }
    }
    let mut of_rates = Map::new();
    let mut fewest = None;
    for rate in RATES {
        let scratch = each(&drawings, |seed, drawings, device| {
            let fresh = Vae::from_state(&StateDict::initial(seed), device);
            losses(&fresh, drawings, rate, &[STEPS], seed, device)
        })?;
        let goal = means(&scratch)[0];
        println!("rate {rate}: scratch reaches {goal:.1} nats");
        let mut of_rate = Map::new();
        of_rate.insert("scratch_nats".into(), round(goal).into());
        for (name, meta_trained, state) in &starts {
            let curve = each(&drawings, |seed, drawings, device| {
                let model = Vae::from_state(state, device);
                losses(&model, drawings, rate, &looked_at(), seed, device)
            })?;
            let curve = means(&curve);
            let steps = first_at_most(&curve, goal);
            println!("  {name}: from {:.1} nats, {steps:?} steps", curve[0]);
            of_rate.insert(
                (*name).into(),
                json!({ "steps": steps, "start_nats": round(curve[0]),
                        "after_5_steps_nats": round(curve[5]) }),
            );
            if *meta_trained && rate == RATES[0] {
                fewest = [fewest, steps].into_iter().flatten().min();
            }
        }
        of_rates.insert(format!("{rate:e}"), of_rate.into());
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

/// Every step at first, then every fifth.
fn looked_at() -> Vec<u32> {
    (0..20).chain((20..=200).step_by(5)).collect()
}

/// The first step at which a curve is at most `goal`, where it gets there.
fn first_at_most(curve: &[f64], goal: f64) -> Option<u32> {
    curve.iter().zip(looked_at()).find(|(loss, _)| **loss <= goal).map(|(_, step)| step)
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
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    let share = drawings.len().div_ceil(threads);
    thread::scope(|scope| {
        let workers: Vec<_> = drawings
            .chunks(share)
            .enumerate()
            .map(|(index, drawings)| {
                let figure = &figure;
                let first = (index * share) as u32;
                scope.spawn(move || {
                    let device = Compute::cpu().device;
                    let tasks = drawings.iter().zip(first..);
                    tasks
                        .map(|(task, seed)| figure(seed, task, &device))
                        .collect::<Result<Vec<_>, _>>()
                })
            })
            .collect();
        let done = workers.into_iter().map(|worker| worker.join().expect("a worker ends"));
        done.collect::<Result<Vec<_>, _>>().map(|all| all.concat())
    })
}

/// The loss after each of `at` steps, ascending.
fn losses(
    start: &Vae,
    drawings: &[u8],
    rate: f64,
    at: &[u32],
    seed: u32,
    device: &Device,
) -> Result<Vec<f64>, String> {
    let mut run = run(start, drawings, rate, seed, device);
    let images = dataset(drawings)?;
    let mut found = Vec::with_capacity(at.len());
    for &step in at {
        while run.step() < step {
            block_on(run.advance(&images)).map_err(say)?;
        }
        found.push(loss(&run.model(), drawings, device)?);
    }
    Ok(found)
}

fn run(start: &Vae, drawings: &[u8], rate: f64, seed: u32, device: &Device) -> TrainingRun {
    let hyper =
        Hyper { learning_rate: rate, epochs: STEPS, seed, read_every: 50, ..Hyper::fine_tune() };
    TrainingRun::new(start, &hyper, drawings.len() / metavae::image::PIXELS, device)
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
