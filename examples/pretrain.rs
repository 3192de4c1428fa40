//! `cargo xtask pretrain`: trains natively what the page trains, and writes the weights that the
//! page loads, with their provenance beside them.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, process};

use metavae::data::dataset::sha256_hex;
use metavae::data::{Dataset, idx, synth};
use metavae::device::Compute;
use metavae::measure::elbo::{ACTIVE, activity, negative_elbo};
use metavae::model::{StateDict, Vae};
use metavae::protocol::{Decay, Hyper, Precision, Run};
use metavae::train::TrainingRun;
use metavae::train::changes::binarise;
use metavae::train::noise::{Purpose, stream};
use metavae::weights;

use pollster::block_on;
use serde_json::{Value, json};

const USAGE: &str = "\
cargo xtask pretrain [--data DIR] [--out FILE] [--epochs N] [--learning-rate X] [--beta X]
                     [--batch N] [--seed N] [--from FILE] [--decay cosine|none]
                     [--warm-up STEPS] [--averaging X] [--augment yes|no] [--binarise yes|no]

  --data DIR   the four MNIST IDX files, gzip or raw (default: ../shared/data/mnist);
               `built-in` trains on the built-in digits
  --out FILE   the weights (default: www/weights/vae-mnist.safetensors); a .json beside them
               says how they were made and how good they are; written after every epoch
  --from FILE  goes on from these weights in place of fresh ones";

fn main() {
    let outcome = Options::parse(env::args().skip(1)).and_then(|options| block_on(train(&options)));
    if let Err(message) = outcome {
        eprintln!("pretrain: {message}");
        process::exit(1);
    }
}

struct Options {
    data: String,
    out: PathBuf,
    from: Option<PathBuf>,
    hyper: Hyper,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            data: "../shared/data/mnist".into(),
            out: "www/weights/vae-mnist.safetensors".into(),
            from: None,
            hyper: Hyper { epochs: 20, read_every: 50, ..Hyper::pretrain() },
        };
        while let Some(name) = arguments.next() {
            if matches!(name.as_str(), "--help" | "-h") {
                println!("{USAGE}");
                process::exit(0);
            }
            let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n{USAGE}"))?;
            let hyper = &mut options.hyper;
            match name.as_str() {
                "--data" => options.data = value,
                "--out" => options.out = value.into(),
                "--from" => options.from = Some(value.into()),
                "--epochs" => hyper.epochs = number(&name, &value)?,
                "--learning-rate" => hyper.learning_rate = number(&name, &value)?,
                "--beta" => hyper.beta = number(&name, &value)?,
                "--batch" => hyper.batch_size = number(&name, &value)?,
                "--seed" => hyper.seed = number(&name, &value)?,
                "--decay" => {
                    hyper.recipe.decay =
                        choice(&name, &value, &[("cosine", Decay::Cosine), ("none", Decay::None)])?;
                }
                "--warm-up" => hyper.recipe.warm_up_steps = number(&name, &value)?,
                "--averaging" => hyper.recipe.averaging = number(&name, &value)?,
                "--augment" => hyper.recipe.augment = choice(&name, &value, YES_NO)?,
                "--binarise" => hyper.recipe.binarise = choice(&name, &value, YES_NO)?,
                _ => return Err(format!("there is no option {name}\n{USAGE}")),
            }
        }
        options.hyper.check(Run::Pretrain).map_err(say)?;
        Ok(options)
    }
}

async fn train(options: &Options) -> Result<(), String> {
    let hyper = &options.hyper;
    let (name, train, mut test) = read_data(&options.data)?;
    if hyper.recipe.binarise {
        // One draw, so that every epoch is measured on the same digits.
        let drawn = binarise(test.images(), &mut stream(0, Purpose::Evaluation));
        test = Dataset::new(drawn, test.labels().to_vec()).map_err(say)?;
    }
    let device = Compute::cpu().device;
    let start = match &options.from {
        None => StateDict::initial(hyper.seed),
        Some(file) => weights::read(&read_file(file)?).map_err(say)?,
    };
    let mut run = TrainingRun::new(&Vae::from_state(&start, &device), hyper, train.len(), &device);
    println!("{name}: {} training images, {} steps", train.len(), run.steps());

    let started = Instant::now();
    let mut sums = (0.0f64, 0.0f64, 0u32);
    let mut epoch = 0;
    while !run.is_complete() {
        for read in run.advance(&train).await.map_err(say)? {
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
    let bytes = weights::write(&state, Precision::F16).map_err(say)?;
    let stored = Vae::from_state(&weights::read(&bytes).map_err(say)?, &device);
    let losses = negative_elbo(&stored, test.images(), 1, &device).await.map_err(say)?;
    let activity = activity(&stored, test.images(), &device).await.map_err(say)?;
    println!(
        "test {:.2} + {:.2} = {:.2} nats, {} s",
        losses.reconstruction, losses.kl, losses.total, made["seconds"]
    );
    made["precision"] = "f16".into();
    made["sha256"] = sha256_hex(&bytes).into();
    made["test"] = json!({
        "images": test.len(),
        "posterior_samples": 1,
        "reconstruction_nats": round(losses.reconstruction),
        "kl_nats": round(losses.kl),
        "total_nats": round(losses.total),
        "active_units": activity.iter().filter(|variance| **variance > ACTIVE).count(),
    });
    write_file(out, &bytes)?;
    let text = serde_json::to_string_pretty(&made).map_err(say)? + "\n";
    write_file(&out.with_extension("json"), text.as_bytes())
}

fn read_data(place: &str) -> Result<(String, Dataset, Dataset), String> {
    if place == "built-in" {
        let (train, test) = synth::splits(60_000, 10_000, 1).map_err(say)?;
        return Ok(("built-in digits".into(), train, test));
    }
    let pair = |images: &str, labels: &str| {
        idx::read_pair(&read_idx(place, images)?, &read_idx(place, labels)?).map_err(say)
    };
    let train = pair("train-images-idx3-ubyte", "train-labels-idx1-ubyte")?;
    Ok(("MNIST".into(), train, pair("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")?))
}

fn read_idx(folder: &str, name: &str) -> Result<Vec<u8>, String> {
    let raw = Path::new(folder).join(name);
    let file = if raw.exists() { raw } else { raw.with_extension("gz") };
    read_file(&file)
}

fn read_file(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{} could not be read: {error}", file.display()))
}

/// Whole or not at all.
fn write_file(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let write = || {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let partial = file.with_extension("partial");
        fs::write(&partial, bytes)?;
        fs::rename(&partial, file)
    };
    write().map_err(|error| format!("{} could not be written: {error}", file.display()))
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} is “{value}”, which is not a number it takes"))
}

const YES_NO: &[(&str, bool)] = &[("yes", true), ("no", false)];

fn choice<T: Copy>(name: &str, value: &str, choices: &[(&str, T)]) -> Result<T, String> {
    let found = choices.iter().find(|(word, _)| *word == value);
    found.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        format!("{name} is “{value}”; it takes {}", words.join(" or "))
    })
}

fn round(nats: f32) -> f64 {
    (f64::from(nats) * 1000.0).round() / 1000.0
}

fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}
