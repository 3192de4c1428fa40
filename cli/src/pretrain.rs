//! `cargo xtask pretrain`: trains natively what the page trains, and writes the weights that the
//! page loads, with their provenance beside them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use metavae::data::Dataset;
use metavae::data::dataset::sha256_hex;
use metavae::device::Compute;
use metavae::measure::elbo::{active_units, activity, negative_elbo};
use metavae::model::{StateDict, Vae};
use metavae::protocol::{Decay, Hyper, Precision, Run};
use metavae::random::{Purpose, stream};
use metavae::train::TrainingRun;
use metavae::train::binarise::binarise;
use metavae::weights;

use crate::common::{self, Arguments, DATA, YES_NO, read_file, round, say, write_file};
use pollster::block_on;
use serde_json::{Value, json};

const USAGE: &str = "\
cargo xtask pretrain [--data DIR] [--out FILE] [--epochs N] [--learning-rate X] [--beta X]
                     [--batch N] [--seed N] [--from FILE] [--decay cosine|none]
                     [--averaging X] [--binarise yes|no]

  --data DIR   the four MNIST IDX files, gzip or raw (default: ../shared/data/mnist);
               `built-in` trains on the built-in digits
  --out FILE   the weights (default: www/weights/vae-mnist.safetensors); a .json beside them
               says how they were made and how good they are; written after every epoch
  --from FILE  goes on from these weights in place of fresh ones";

/// `metavae pretrain`.
pub fn run(words: impl Iterator<Item = String>) -> Result<(), String> {
    let options = Options::of(Arguments::parse(USAGE, words)?)?;
    block_on(train(&options))
}

struct Options {
    data: String,
    out: PathBuf,
    from: Option<PathBuf>,
    hyper: Hyper,
}

impl Options {
    fn of(mut arguments: Arguments) -> Result<Self, String> {
        let mut data = format!("{DATA}/mnist");
        let mut out = PathBuf::from("www/weights/vae-mnist.safetensors");
        let mut hyper = Hyper { epochs: 20, read_every: 50, ..Hyper::pretrain() };
        arguments.put("--data", &mut data)?;
        arguments.put("--out", &mut out)?;
        let from = arguments.text("--from").map(PathBuf::from);
        arguments.put("--epochs", &mut hyper.epochs)?;
        arguments.put("--learning-rate", &mut hyper.learning_rate)?;
        arguments.put("--beta", &mut hyper.beta)?;
        arguments.put("--batch", &mut hyper.batch_size)?;
        arguments.put("--seed", &mut hyper.seed)?;
        let decays = [("cosine", Decay::Cosine), ("none", Decay::None)];
        arguments.choose("--decay", &decays, &mut hyper.recipe.decay)?;
        arguments.put("--averaging", &mut hyper.recipe.averaging)?;
        arguments.choose("--binarise", YES_NO, &mut hyper.recipe.binarise)?;
        arguments.end()?;
        hyper.check(Run::Pretrain).map_err(say)?;
        Ok(Self { data, out, from, hyper })
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
        "active_units": active_units(&activity),
    });
    write_file(out, &bytes)?;
    let text = serde_json::to_string_pretty(&made).map_err(say)? + "\n";
    write_file(&out.with_extension("json"), text.as_bytes())
}

fn read_data(place: &str) -> Result<(String, Dataset, Dataset), String> {
    let (name, (train, test)) = match place {
        "built-in" => ("built-in digits", common::built_in()?),
        folder => ("MNIST", common::mnist(folder)?),
    };
    Ok((name.into(), train, test))
}
