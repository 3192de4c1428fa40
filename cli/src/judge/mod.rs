//! `cargo xtask judge`: how many of a model's samples a person would recognise, as a small
//! classifier judges it.
//!
//! A classifier that has only ever seen digits is sure of anything. This one is taught an eleventh
//! class besides, with clouds, noise and two digits over each other, and sees everything softened
//! too, so that it judges shapes and not sharpness. Before its word counts it is tried on what it
//! must recognise, held-out digits and what a model reconstructs of them, and on what it must not:
//! its strangers, means of many digits, and what an untrained decoder draws.

mod network;
mod strangers;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use metavae::data::Dataset;
use metavae::device::Compute;
use metavae::host::rows::{Rows, largest};
use metavae::image::PIXELS;
use metavae::meta::embedding::Space;
use metavae::model::{Size, StateDict, Vae};
use metavae::random::{Purpose, normal, stream};
use metavae::tensors::{latents, numbers, to_bytes};
use metavae::train::optimised::Optimised;
use metavae::train::order::Order;
use metavae::train::schedule::cosine;
use pollster::block_on;
use serde_json::{Map, Value, json};

use crate::arguments::{Form, Given, Stop};
use crate::evaluate::images::write_grid;
use crate::files::{read, read_weights, round, say, write_json};
use crate::sources;
use network::{NONE, Network};

const ABOUT: &str = "\
Trains a classifier on the digits that weights were trained on, tries it on what is no digit, and counts
the samples of the prior that it is sure of. Judges every weights file of a folder that has a .json
beside it, as `metavae pretrain` writes it, and every .pictures file with one that says what they are.";

/// Sure is a probability from here on.
const SURE: f32 = 0.9;
/// Samples of a model, and pictures of each kind that is no digit.
const SAMPLES: usize = 1000;
/// What a file of pictures ends in.
const PICTURES: &str = "pictures";
/// Digits of each mean.
const MEAN_OF: usize = 50;
/// Passes over the digits.
const EPOCHS: usize = 4;
/// Digits a step, and what is none beside them.
const BATCH: [usize; 2] = [128, 32];
const RATE: f64 = 1e-3;
/// Samples of a picture.
const SHOWN: [usize; 2] = [48, 12];

/// `metavae judge`.
pub fn run(given: &Given) -> Result<(), Stop> {
    let mut data = PathBuf::from(format!("{}/mnist", sources::DATA));
    let mut weights = PathBuf::from("www/weights");
    let mut out = PathBuf::from("docs/results/preset.json");
    Form::new("judge", ABOUT)
        .path("data", "DIR", "the four MNIST IDX files, gzip or raw", &mut data)
        .path("weights", "DIR", "the weights that are judged", &mut weights)
        .path("out", "FILE", "the report; the samples go beside the weights", &mut out)
        .fill(given)?;
    Ok(block_on(judge(&data, &weights, &out))?)
}

async fn judge(data: &Path, weights: &Path, out: &Path) -> Result<(), String> {
    let device = Compute::cpu().device;
    let mut judges: BTreeMap<String, Judge> = BTreeMap::new();
    let mut rows = Vec::new();
    for (file, made) in made_in(weights)? {
        let pictures = file.extension().is_some_and(|end| end == PICTURES);
        let source = made["data"]["name"].as_str().unwrap_or_default().to_string();
        if !judges.contains_key(&source) {
            let judge = Judge::of(&source, data, &device).await?;
            println!("{source}: {}", judge.figures);
            judges.insert(source.clone(), judge);
        }
        if pictures {
            rows.push(of_pictures(&file, &made, &judges[&source], &device).await?);
            continue;
        }
        let (state, sha256) = read_weights(&file)?;
        let samples = samples(&state, &device).await?;
        write_grid(&file.with_extension("png"), &samples[..SHOWN[0] * PIXELS], SHOWN[1])?;
        let judge = &judges[&source];
        let recognised = judge.recognised(&samples, &device).await?;
        let again = reconstructions(&state, &judge.test, &device).await?;
        let again = judge.recognised(&again, &device).await?;
        println!(
            "{}: recognises {recognised} % of samples, {again} % of reconstructions",
            file.display()
        );
        let name = file.file_stem().map(|name| name.to_string_lossy());
        rows.push(json!({ "weights": name, "sha256": sha256, "data": source,
            "hyper": made["hyper"], "steps": made["steps"], "latents": state.size().latents(),
            "test": made["test"], "recognised_percent": recognised,
            "recognised_reconstructions_percent": again }));
    }
    let by = |row: &Value| row["recognised_percent"].as_f64().unwrap_or_default();
    rows.sort_by(|a, b| by(b).total_cmp(&by(a)));
    let judges = judges.into_iter().map(|(source, judge)| (source, judge.figures));
    let report = json!({ "made_by": "cargo xtask judge", "sure_from": round(SURE), "samples": SAMPLES,
        "judges": judges.collect::<Map<_, _>>(), "tried": rows });
    write_json(out, &report)?;
    println!("wrote {}", out.display());
    Ok(())
}

/// Pictures that were made elsewhere, 784 bytes each, with what is said of them beside.
async fn of_pictures(
    file: &Path,
    made: &Value,
    judge: &Judge,
    device: &Device,
) -> Result<Value, String> {
    let images = read(file)?;
    if images.is_empty() || images.len() % PIXELS != 0 {
        return Err(format!("{} is not pictures of {PIXELS} bytes each", file.display()));
    }
    let recognised = judge.recognised(&images, device).await?;
    println!("{}: recognises {recognised} % of the pictures", file.display());
    let name = file.file_stem().map(|name| name.to_string_lossy());
    Ok(json!({ "pictures": name, "data": made["data"]["name"], "drawn": made["drawn"],
        "count": images.len() / PIXELS, "recognised_percent": recognised }))
}

/// Each file of a folder that can be judged, with how it was made, in the order of their names.
fn made_in(folder: &Path) -> Result<Vec<(PathBuf, Value)>, String> {
    let unread = |error| format!("{} could not be read: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(unread)?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let judged = |end: &OsStr| end == "safetensors" || end == PICTURES;
    files.retain(|file| file.extension().is_some_and(judged));
    files.sort();
    let beside = |file: PathBuf| {
        let made = read(&file.with_extension("json"))?;
        let made: Value = serde_json::from_slice(&made).map_err(say)?;
        let told = made["hyper"]["batchSize"].is_number() || made["drawn"].is_object();
        Ok::<_, String>(told.then_some((file, made)))
    };
    files.into_iter().filter_map(|file| beside(file).transpose()).collect()
}

/// Samples of the prior, as bytes.
async fn samples(state: &StateDict, device: &Device) -> Result<Vec<u8>, String> {
    let model = Vae::from_state(state, device);
    let draws = normal(&mut stream(1, Purpose::Samples), SAMPLES * model.latents());
    let decoded = model.decode(latents(draws, model.latents(), device));
    Ok(to_bytes(&numbers(decoded).await.map_err(say)?))
}

/// What a model makes of held-out digits, from the means of their posteriors.
async fn reconstructions(
    state: &StateDict,
    test: &Dataset,
    device: &Device,
) -> Result<Vec<u8>, String> {
    let model = Vae::from_state(state, device);
    let some = test.gather(&(0..SAMPLES.min(test.len())).collect::<Vec<_>>());
    let means = Space::Latent.encode(&model, &some, device).await.map_err(say)?;
    let decoded = model.decode(latents(means.into_values(), model.latents(), device));
    Ok(to_bytes(&numbers(decoded).await.map_err(say)?))
}

/// A classifier, and what it was found to be worth.
struct Judge {
    network: Network,
    test: Dataset,
    figures: Value,
}

impl Judge {
    async fn of(source: &str, data: &Path, device: &Device) -> Result<Self, String> {
        let (train, test) = match source {
            "built-in digits" => sources::built_in()?,
            "MNIST" => sources::mnist(data)?,
            other => return Err(format!("there are no digits called “{other}” to judge by")),
        };
        let mut judge = Self { network: trained(&train, device), test, figures: Value::Null };
        judge.figures = judge.tried(device).await?;
        Ok(judge)
    }

    /// The share of pictures that it is sure are a digit, in percent.
    async fn recognised(&self, images: &[u8], device: &Device) -> Result<f64, String> {
        let probabilities = self.network.probabilities(images, device).await?;
        let recognised = probabilities.iter().filter(|row| sure(row)).count();
        Ok(round(100.0 * recognised as f64 / probabilities.len() as f64))
    }

    async fn tried(&self, device: &Device) -> Result<Value, String> {
        let test = &self.test;
        let mut rng = stream(2, Purpose::Images);
        let mut many = |one: &mut dyn FnMut(&mut rand_chacha::ChaCha8Rng) -> Vec<u8>| {
            (0..SAMPLES).flat_map(|_| one(&mut rng)).collect::<Vec<u8>>()
        };
        let strangers = [
            ("noise", many(&mut strangers::noise)),
            ("clouds", many(&mut strangers::cloud)),
            ("two_digits_over_each_other", many(&mut |rng| strangers::blend(test, rng))),
            ("means_of_50_digits", many(&mut |rng| strangers::mean(test, MEAN_OF, rng))),
            (
                "samples_of_an_untrained_decoder",
                samples(&StateDict::initial(Size::default(), 1), device).await?,
            ),
        ];
        let mut recognised = Map::new();
        for (name, images) in strangers {
            recognised.insert(name.into(), self.recognised(&images, device).await?.into());
        }
        let digits = self.network.probabilities(test.images(), device).await?;
        Ok(json!({ "images": test.len(), "on_digits": on_digits(&digits, test.labels()),
                   "recognised_percent_of_what_is_none": recognised }))
    }
}

/// What it says of digits whose labels are known.
fn on_digits(probabilities: &Rows, labels: &[u8]) -> Value {
    let said: Vec<_> = probabilities
        .iter()
        .zip(labels)
        .map(|(row, label)| (sure(row), largest(&row[..NONE]) == usize::from(*label)))
        .collect();
    let percent = |some: usize, of: usize| round(100.0 * some as f64 / of.max(1) as f64);
    let sure = said.iter().filter(|(sure, _)| *sure).count();
    json!({
        "accuracy_percent": percent(said.iter().filter(|(_, right)| *right).count(), said.len()),
        "recognised_percent": percent(sure, said.len()),
        "right_of_those_percent":
            percent(said.iter().filter(|(sure, right)| *sure && *right).count(), sure),
    })
}

/// Whether one digit is probable enough.
fn sure(probabilities: &[f32]) -> bool {
    probabilities[..NONE].iter().any(|probability| *probability >= SURE)
}

fn trained(train: &Dataset, device: &Device) -> Network {
    let fresh = Network::fresh(&mut stream(1, Purpose::Weights), device);
    let mut network = Optimised::new(&fresh);
    let mut order = Order::new(1);
    let mut rng = stream(1, Purpose::Images);
    let [digits, others] = BATCH;
    let steps = (EPOCHS * train.len()).div_ceil(digits) as u32;
    for step in 0..steps {
        let places = order.take(digits, train.len());
        let mut images = train.gather(&places);
        let mut labels: Vec<usize> =
            places.iter().map(|place| usize::from(train.labels()[*place])).collect();
        for kind in 0..others {
            images.extend(match kind % 4 {
                0 => strangers::noise(&mut rng),
                1 => strangers::cloud(&mut rng),
                _ => strangers::blend(train, &mut rng),
            });
            labels.push(NONE);
        }
        images.chunks_mut(PIXELS).for_each(|image| strangers::soften(image, &mut rng));
        Network::step(&mut network, &images, &labels, RATE * cosine(step, steps), device);
    }
    network.model()
}
