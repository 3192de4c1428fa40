//! `cargo xtask pretrain`: trains natively what the page trains, and writes the weights that the
//! page loads, with their provenance beside them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use metavae::data::Dataset;
use metavae::device::Compute;
use metavae::measure::elbo::{active_units, activity, negative_elbo};
use metavae::model::{StateDict, Vae};
use metavae::protocol::{Decay, Hyper, Reduction, Run};
use metavae::random::{Purpose, stream};
use metavae::train::TrainingRun;
use metavae::train::binarise::binarise;
use metavae::weights;
use pollster::block_on;
use serde_json::{Value, json};

use crate::arguments::{Form, Given, Stop, YES_NO};
use crate::files::{round, say, stored, write_weights};
use crate::latents::{gone_on_from, latents_help, size};
use crate::sources;

const ABOUT: &str = "\
Trains the VAE natively, as the page does, and writes the weights that the page loads. A .json beside
them says how they were made and how good they are; both are written after every epoch.";

const REDUCTIONS: &[(&str, Reduction)] =
    &[("sum", Reduction::Sum), ("mean", Reduction::MeanPixels)];
const DECAYS: &[(&str, Decay)] = &[("none", Decay::None), ("cosine", Decay::Cosine)];

/// `metavae pretrain`.
pub fn run(given: &Given) -> Result<(), Stop> {
    let options = Options::of(given)?;
    Ok(block_on(train(&options))?)
}

struct Options {
    data: String,
    out: PathBuf,
    from: Option<PathBuf>,
    /// Of fresh weights.
    latents: Option<u32>,
    hyper: Hyper,
}

impl Options {
    fn of(given: &Given) -> Result<Self, Stop> {
        let mut data = format!("{}/mnist", sources::DATA);
        let mut out = PathBuf::from("www/weights/vae-mnist.safetensors");
        let (mut from, mut latents) = (None, None);
        let mut hyper = Hyper { epochs: 20, read_every: 50, ..Hyper::pretrain() };
        let recipe = &mut hyper.recipe;
        Form::new("pretrain", ABOUT)
            .value(
                "data",
                "DIR",
                "the four MNIST IDX files, gzip or raw; `built-in` trains on the built-in digits",
                &mut data,
            )
            .path("out", "FILE", "the weights", &mut out)
            .optional("from", "FILE", "goes on from these weights, not from fresh ones", &mut from)
            .optional("latents", "N", &latents_help(), &mut latents)
            .value("epochs", "N", "passes over the images", &mut hyper.epochs)
            .optional("steps", "N", "ends after so many, whatever the epochs", &mut hyper.max_steps)
            .value("learning-rate", "X", "Adam's step size", &mut hyper.learning_rate)
            .value("beta", "X", "the KL's weight", &mut hyper.beta)
            .choice(
                "reduction",
                "of the reconstruction over pixels",
                REDUCTIONS,
                &mut hyper.reduction,
            )
            .value("batch", "N", "images a step", &mut hyper.batch_size)
            .value("seed", "N", "fixes weights, order and noise", &mut hyper.seed)
            .choice("decay", "how the learning rate falls", DECAYS, &mut recipe.decay)
            .value(
                "averaging",
                "X",
                "the result is a moving average of the weights that keeps this share of itself",
                &mut recipe.averaging,
            )
            .choice("binarise", "trains on pixels of 0 and 1", YES_NO, &mut recipe.binarise)
            .fill(given)?;
        hyper.check(Run::Pretrain).map_err(say)?;
        size(latents)?;
        Ok(Self { data, out, from, latents, hyper })
    }
}

async fn train(options: &Options) -> Result<(), String> {
    let hyper = &options.hyper;
    let start = match &options.from {
        None => StateDict::initial(size(options.latents)?, hyper.seed),
        Some(file) => gone_on_from(file, options.latents)?,
    };
    let (name, train, mut test) = read_data(&options.data)?;
    if hyper.recipe.binarise {
        // One draw, so that every epoch is measured on the same digits.
        let drawn = binarise(test.images(), &mut stream(0, Purpose::Evaluation));
        test = Dataset::new(drawn, test.labels().to_vec()).map_err(say)?;
    }
    let device = Compute::cpu().device;
    let mut run = TrainingRun::new(&Vae::from_state(&start, &device), hyper, train.len(), &device);
    println!("{name}: {} training images, {} steps", train.len(), run.steps());

    let started = Instant::now();
    let mut sums = (0.0f64, 0.0f64, 0u32);
    let mut epoch = 0;
    while !run.is_complete() {
        let mut losses = run.advance(&train).await.map_err(say)?;
        if run.is_complete() {
            // So that the last steps are measured and written, however few they are.
            losses.extend(run.read().await.map_err(say)?);
        }
        for read in losses {
            sums.0 += f64::from(read.losses.reconstruction);
            sums.1 += f64::from(read.losses.kl);
            sums.2 += 1;
        }
        let seen = run.step() as usize * run.batch() / train.len();
        if (seen > epoch || run.is_complete()) && sums.2 > 0 {
            epoch = seen;
            let count = f64::from(sums.2);
            print!("epoch {epoch}: train {:.2} + {:.2}, ", sums.0 / count, sums.1 / count);
            sums = (0.0, 0.0, 0);
            // Written after every epoch, so that a run may be cut short and keep its best.
            let made = json!({
                "made_by": "cargo xtask pretrain",
                "data": { "name": name, "train": train.len(), "test": test.len(),
                          "train_sha256": train.content_hash(),
                          "test_sha256": test.content_hash() },
                "from": options.from,
                "latents": start.size().latents(),
                "hyper": hyper,
                "steps": run.step(),
                "epochs_done": epoch,
                "seconds": started.elapsed().as_secs_f64().round(),
            });
            store(&run.model(), &test, made, &options.out).await?;
        }
    }
    run.finish().await.map_err(say)?;
    println!("wrote {}", options.out.display());
    Ok(())
}

/// Writes the weights and, beside them, how they were made and how good they are. What is measured
/// is what the file holds: the rounded weights.
async fn store(model: &Vae, test: &Dataset, mut made: Value, out: &Path) -> Result<(), String> {
    let device = Compute::cpu().device;
    let state = model.state().await.map_err(say)?;
    let bytes = stored(&state)?;
    let stored = Vae::from_state(&weights::read(&bytes).map_err(say)?, &device);
    let losses = negative_elbo(&stored, test.images(), 1, &device).await.map_err(say)?;
    let activity = activity(&stored, test.images(), &device).await.map_err(say)?;
    println!(
        "test {:.2} + {:.2} = {:.2} nats, {} s",
        losses.reconstruction, losses.kl, losses.total, made["seconds"]
    );
    made["test"] = json!({
        "images": test.len(),
        "posterior_samples": 1,
        "reconstruction_nats": round(losses.reconstruction),
        "kl_nats": round(losses.kl),
        "total_nats": round(losses.total),
        "active_units": active_units(&activity),
    });
    write_weights(out, &bytes, made)
}

fn read_data(place: &str) -> Result<(String, Dataset, Dataset), String> {
    let (name, (train, test)) = match place {
        "built-in" => ("built-in digits", sources::built_in()?),
        folder => ("MNIST", sources::mnist(folder.as_ref())?),
    };
    Ok((name.into(), train, test))
}
