//! 100 labels, ten of each digit, and 60,000 images without.

use metavae::data::Dataset;
use metavae::device::Compute;
use metavae::meta::evaluate::Estimate;
use metavae::meta::goal::SCALE;
use metavae::meta::linear::{FitConfig, Linear};
use metavae::meta::metric::Metric;
use metavae::meta::rows::{Rows, largest};
use metavae::meta::semi::{M2, M2Config};
use metavae::meta::space::Space;
use metavae::model::Vae;
use metavae::train::noise::{Purpose, stream};
use serde_json::{Value, json};

use crate::Options;
use crate::common::{round, say};
use crate::episodes::SEED;
use crate::likelihood::weights_of;
use crate::sources::Sources;

/// Draws of the 100 labelled images; each is measured on all 10,000 test images.
const DRAWS: usize = 10;
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
    let accuracy = |answers: &[usize]| {
        let right = answers.iter().zip(&truth).filter(|(a, b)| a == b).count();
        100.0 * right as f64 / truth.len() as f64
    };
    let mut scores = vec![Vec::new(); 5];
    for draw in 0..DRAWS {
        let chosen = labelled(&train, draw as u32)?;
        let labels: Vec<usize> = chosen.iter().map(|&at| usize::from(train.labels()[at])).collect();
        for (first, described) in [(0, &latents), (2, &hidden)] {
            let known = described.train.gather(&chosen);
            let probe = Linear::fit(&known, &labels, CLASSES, FIT, draw as u32);
            let answers: Vec<usize> = probe.scores(&described.test).iter().map(largest).collect();
            scores[first].push(accuracy(&answers));
            scores[first + 1].push(accuracy(&m2(described, &known, &labels, draw as u32).await?));
        }
        let metric = Metric::Cosine { scale: SCALE };
        let prototypes = metric.prototypes(&hidden.train.gather(&chosen), &labels, CLASSES);
        let answers: Vec<usize> =
            metric.scores(&hidden.test, &prototypes).iter().map(largest).collect();
        scores[4].push(accuracy(&answers));
        let newest: Vec<f64> = scores.iter().map(|all| all[draw]).collect();
        println!("  draw {draw}: {newest:.2?}");
    }
    let names = ["m1", "m1_m2", "meta_linear", "meta_m2", "meta_prototypes"];
    let mut figures = json!({
        "protocol": "100 labels, ten of each digit, drawn from MNIST's 60,000 training images, the \
                     others without labels; all 10,000 test images",
        "transductive": false,
        "draws": DRAWS,
        "interval": "95 % confidence, 1.96 standard errors over draws",
        "seed": SEED,
    });
    let mut best = 0.0f64;
    for (name, scores) in names.into_iter().zip(&scores) {
        let estimate = Estimate::of(scores);
        println!("  {name:16} {:.2} ± {:.2} %", estimate.mean, estimate.half_width);
        best = best.max(estimate.mean);
        figures[name] = json!({ "accuracy_percent": round(estimate.mean),
                                "half_width_percent": round(estimate.half_width) });
    }
    figures["targets"] = json!({ "mnist_100_labels_best": round(best) });
    Ok(figures)
}

async fn m2(
    described: &Described,
    known: &Rows,
    labels: &[usize],
    seed: u32,
) -> Result<Vec<usize>, String> {
    let config = M2Config { seed, ..M2Config::default() };
    let device = Compute::cpu().device;
    let mut m2 = M2::begin(&described.train, CLASSES, config, &device).map_err(say)?;
    while !m2.is_complete() {
        m2.advance((known, labels), &described.train).await.map_err(say)?;
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
    let (state, _) = weights_of(&options.weights.join(format!("{weights}.safetensors")))?;
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
