//! 100 labels, ten of each digit, and 60,000 images without.

use metavae::data::Dataset;
use metavae::device::Compute;
use metavae::host::linear::{FitConfig, Linear};
use metavae::host::metric::Metric;
use metavae::host::pca::Pca;
use metavae::host::rows::{Rows, largest};
use metavae::meta::embedding::Space;
use metavae::meta::evaluate::Estimate;
use metavae::meta::objective::SCALE;
use metavae::model::Vae;
use metavae::random::{Purpose, stream};
use pollster::block_on;
use serde_json::{Value, json};

use super::episodes::SEED;
use super::options::Options;
use super::percent_right;
use super::shares::in_shares;
use super::sources::Sources;
use crate::files::{read_weights, round, say};
use crate::m2::{M2, M2Config};

const SHOTS: usize = 10;
const CLASSES: usize = 10;
const FIT: FitConfig = FitConfig { epochs: 200, batch: 100, rate: 0.05, decay: 1e-3 };

/// An encoder's descriptions of everything.
struct Described {
    train: Rows,
    test: Rows,
}

/// M1, M2 on M1's latents, and both on the encoder that was meta-trained without labels.
pub async fn measure(options: &Options, sources: &Sources) -> Result<Value, String> {
    let (train, test) = sources.mnist()?;
    let truth: Vec<usize> = test.labels().iter().map(|label| usize::from(*label)).collect();
    let latents = describe(options, "vae-mnist", Space::Latent, &train, &test).await?;
    let hidden = describe(options, "mnist-prototypes", Space::Hidden, &train, &test).await?;
    // What M2 models: as many numbers as M1 has latents.
    let pca = Pca::fit(&hidden.train, latents.train.width());
    let components =
        Described { train: pca.project(&hidden.train), test: pca.project(&hidden.test) };
    let described = [&latents, &hidden, &components];
    let draws: Vec<u32> = (0..options.effort.label_draws).collect();
    let steps = options.effort.m2_steps;
    let scores = in_shares(&draws, |share| {
        let draw = |&draw: &u32| block_on(one_draw(draw, steps, &train, &truth, described));
        share.items.iter().map(draw).collect()
    })?;
    let names = ["m1", "m1_m2", "meta_linear", "meta_m2", "meta_prototypes"];
    let mut figures = json!({
        "protocol": "100 labels, ten of each digit, drawn from MNIST's 60,000 training images, the \
                     others without labels; all 10,000 test images",
        "transductive": false,
        "draws": draws.len(),
        "interval": "95 % confidence, Student's t over draws",
        "seed": SEED,
    });
    let mut best = 0.0f64;
    for (place, name) in names.into_iter().enumerate() {
        let estimate = Estimate::of(&scores.iter().map(|draw| draw[place]).collect::<Vec<_>>());
        println!("  {name:16} {:.2} ± {:.2} %", estimate.mean, estimate.half_width.unwrap_or(0.0));
        best = best.max(estimate.mean);
        figures[name] = json!({ "accuracy_percent": round(estimate.mean),
                                "half_width_percent": round(estimate.half_width.unwrap_or(0.0)) });
    }
    figures["targets"] = json!({ "mnist_100_labels_best": round(best) });
    Ok(figures)
}

/// M1, M1+M2, and on the meta-trained encoder: a linear classifier, M2, and prototypes.
async fn one_draw(
    draw: u32,
    steps: u32,
    train: &Dataset,
    truth: &[usize],
    [latents, hidden, components]: [&Described; 3],
) -> Result<[f64; 5], String> {
    let chosen = labelled(train, draw)?;
    let labels: Vec<usize> = chosen.iter().map(|&at| usize::from(train.labels()[at])).collect();
    let m2_config = M2Config { steps, seed: draw, ..M2Config::default() };
    let best = |scores: &Rows| scores.iter().map(largest).collect::<Vec<_>>();
    let linear = |described: &Described| {
        let known = described.train.gather(&chosen);
        let probe = Linear::fit(&known, &labels, CLASSES, FIT, draw);
        percent_right(&best(&probe.scores(&described.test)), truth)
    };
    let metric = Metric::Cosine { scale: SCALE };
    let prototypes = metric.prototypes(&hidden.train.gather(&chosen), &labels, CLASSES);
    let scores = [
        linear(latents),
        percent_right(&m2(latents, &chosen, &labels, m2_config).await?, truth),
        linear(hidden),
        percent_right(&m2(components, &chosen, &labels, m2_config).await?, truth),
        percent_right(&best(&metric.scores(&hidden.test, &prototypes)), truth),
    ];
    println!("  draw {draw}: {scores:.2?}");
    Ok(scores)
}

async fn m2(
    described: &Described,
    chosen: &[usize],
    labels: &[usize],
    config: M2Config,
) -> Result<Vec<usize>, String> {
    let known = described.train.gather(chosen);
    let device = Compute::cpu().device;
    let mut m2 = M2::begin(&described.train, CLASSES, config, &device).map_err(say)?;
    while !m2.is_complete() {
        m2.advance((&known, labels), &described.train).await.map_err(say)?;
    }
    m2.answers(&described.test).await.map_err(say)
}

async fn describe(
    options: &Options,
    weights: &str,
    space: Space,
    train: &Dataset,
    test: &Dataset,
) -> Result<Described, String> {
    let (state, _) = read_weights(&options.weights.join(format!("{weights}.safetensors")))?;
    let device = Compute::cpu().device;
    let model = Vae::from_state(&state, &device);
    let encode = async |data: &Dataset| {
        let rows = space.encode(&model, data.images(), &device).await.map_err(say)?;
        // Hidden layers are compared by their directions.
        Ok::<Rows, String>(if space == Space::Hidden { rows.normalised() } else { rows })
    };
    Ok(Described { train: encode(train).await?, test: encode(test).await? })
}

/// Which training images are labelled: ten of each digit.
fn labelled(train: &Dataset, seed: u32) -> Result<Vec<usize>, String> {
    let places: Vec<Vec<usize>> = (0..CLASSES)
        .map(|digit| {
            let labels = train.labels().iter().enumerate();
            labels.filter(|(_, label)| usize::from(**label) == digit).map(|(at, _)| at).collect()
        })
        .collect();
    if places.iter().any(|places| places.len() < SHOTS) {
        return Err(format!("a digit has fewer than {SHOTS} training images"));
    }
    let mut rng = stream(seed, Purpose::Tasks);
    let draw = |places: &Vec<usize>| -> Vec<usize> {
        rand::seq::index::sample(&mut rng, places.len(), SHOTS)
            .iter()
            .map(|at| places[at])
            .collect()
    };
    Ok(places.iter().flat_map(draw).collect())
}
