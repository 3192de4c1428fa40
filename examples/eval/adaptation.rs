//! How many steps a good start saves on five drawings.

use std::thread;

use burn::tensor::Device;
use metavae::data::{ClassSet, Dataset, EpisodeConfig};
use metavae::device::Compute;
use metavae::measure::elbo::negative_elbo;
use metavae::meta::evaluate::Estimate;
use metavae::model::{StateDict, Vae};
use metavae::protocol::Hyper;
use metavae::train::TrainingRun;
use pollster::block_on;
use serde_json::{Map, Value, json};

use crate::Options;
use crate::common::{round, say};
use crate::episodes::{SEED, draw};
use crate::likelihood::weights_of;
use crate::sources::Sources;

/// Steps that scratch gets.
const STEPS: u32 = 500;
/// Drawings of a task, all of one digit.
const DRAWINGS: usize = 5;
/// Posterior samples behind a loss.
const SAMPLES: usize = 4;
/// The article's fast adaptation, and the rate at which scratch learns best.
const RATES: [f64; 2] = [1e-4, 1e-3];

/// The first step at which each start is as good on the drawings as scratch after 500.
pub async fn measure(options: &Options, sources: &Sources) -> Result<Value, String> {
    let (_, test) = sources.mnist()?;
    let config = EpisodeConfig { ways: 1, shots: DRAWINGS, queries: 1 };
    let tasks = draw(&ClassSet::digits(&test), config, options.episodes)?;
    let drawings: Vec<&[u8]> = tasks.iter().map(|task| task.support.images()).collect();
    let mut starts = Vec::new();
    for name in ["vae-mnist", "mnist-reptile"] {
        let file = options.weights.join(format!("{name}.safetensors"));
        if file.exists() {
            starts.push((name, weights_of(&file)?.0));
        }
    }
    let mut figures = json!({
        "protocol": "five test images of one digit; negative ELBO of these images, on which both \
                     are trained by Adam; the first step at which it is at most what scratch \
                     reaches after 500",
        "tasks": drawings.len(),
        "posterior_samples": SAMPLES,
        "seed": SEED,
    });
    for rate in RATES {
        let scratch = |seed: u32, drawings: &[u8], device: &Device| {
            let fresh = Vae::from_state(&StateDict::initial(seed), device);
            losses(&fresh, drawings, rate, &[STEPS], seed, device)
        };
        let goals: Vec<f64> =
            each(&drawings, |seed, drawings, device| Ok(scratch(seed, drawings, device)?[0]))?;
        let mut of_rate = Map::new();
        let goal = Estimate::of(&goals);
        println!("rate {rate}: scratch reaches {:.1} nats", goal.mean);
        of_rate.insert("scratch_nats".into(), round(goal.mean).into());
        for (name, state) in &starts {
            let steps: Vec<f64> = each(&drawings, |seed, drawings, device| {
                let model = Vae::from_state(state, device);
                first_at_most(&model, drawings, rate, goals[seed as usize], seed, device)
            })?;
            let mut sorted = steps.clone();
            sorted.sort_by(f64::total_cmp);
            let (median, mean) = (sorted[sorted.len() / 2], Estimate::of(&steps));
            println!("  {name}: median {median}, mean {:.2} ± {:.2}", mean.mean, mean.half_width);
            of_rate.insert(
                (*name).into(),
                json!({ "median_steps": median, "mean_steps": round(mean.mean),
                        "half_width_steps": round(mean.half_width) }),
            );
            if *name == "mnist-reptile" && rate == RATES[0] {
                figures["targets"] = json!({ "adapt_steps_to_scratch500": round(mean.mean) });
            }
        }
        figures[format!("rate_{rate:e}")] = of_rate.into();
    }
    Ok(figures)
}

/// A figure for each task, on every core.
fn each<'a>(
    drawings: &[&'a [u8]],
    figure: impl Fn(u32, &'a [u8], &Device) -> Result<f64, String> + Sync,
) -> Result<Vec<f64>, String> {
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

/// The first step after which the loss is at most `goal`; [`STEPS`] where there is none before.
fn first_at_most(
    start: &Vae,
    drawings: &[u8],
    rate: f64,
    goal: f64,
    seed: u32,
    device: &Device,
) -> Result<f64, String> {
    let mut run = run(start, drawings, rate, seed, device);
    let images = dataset(drawings)?;
    while run.step() < STEPS && loss(&run.model(), drawings, device)? > goal {
        block_on(run.advance(&images)).map_err(say)?;
    }
    Ok(f64::from(run.step()))
}

fn run(start: &Vae, drawings: &[u8], rate: f64, seed: u32, device: &Device) -> TrainingRun {
    let hyper =
        Hyper { learning_rate: rate, epochs: STEPS, seed, read_every: 50, ..Hyper::fine_tune() };
    TrainingRun::new(start, &hyper, drawings.len() / metavae::data::PIXELS, device)
}

fn dataset(drawings: &[u8]) -> Result<Dataset, String> {
    // The model reads no labels.
    let count = drawings.len() / metavae::data::PIXELS;
    Dataset::new(drawings.to_vec(), vec![0; count]).map_err(say)
}

fn loss(model: &Vae, drawings: &[u8], device: &Device) -> Result<f64, String> {
    let losses = block_on(negative_elbo(model, drawings, SAMPLES, device)).map_err(say)?;
    Ok(f64::from(losses.total))
}
