//! What a description of images is worth to classifiers that see every label.

use metavae::data::Dataset;
use metavae::device::Compute;
use metavae::host::linear::{FitConfig, Linear};
use metavae::host::metric::Metric;
use metavae::host::pca::Pca;
use metavae::host::rows::{Rows, largest};
use metavae::meta::embedding::{Space, bytes_as_rows};
use metavae::model::Vae;
use serde_json::{Value, json};

use super::neighbours::nearest_neighbours;
use super::options::Options;
use super::percent_right;
use super::sources::Sources;
use crate::files::{read_weights, round, say};

/// Neighbours that vote.
const NEIGHBOURS: usize = 5;
/// As many as the committed model has latents.
const COMPONENTS: usize = 32;
const FIT: FitConfig = FitConfig { epochs: 20, batch: 256, rate: 0.01, decay: 1e-5 };

/// 5-NN, a linear probe and nearest prototype on `mu`, pixels and PCA-32, with all 60,000 labels.
pub async fn measure(options: &Options, sources: &Sources) -> Result<Value, String> {
    let (train, test) = sources.mnist()?;
    let (state, sha256) = read_weights(&options.weights.join("vae-mnist.safetensors"))?;
    let device = Compute::cpu().device;
    let model = Vae::from_state(&state, &device);
    let raw = [bytes_as_rows(train.images()), bytes_as_rows(test.images())];
    let pca = Pca::fit(&raw[0], COMPONENTS);
    let components = [pca.project(&raw[0]), pca.project(&raw[1])];
    let encode = async |data: &Dataset| {
        Space::Latent.encode(&model, data.images(), &device).await.map_err(say)
    };
    let latents = [encode(&train).await?, encode(&test).await?];
    let labels = [&train, &test]
        .map(|data| data.labels().iter().map(|label| usize::from(*label)).collect::<Vec<_>>());
    let mut figures = json!({ "weights": "vae-mnist.safetensors", "sha256": sha256,
        "labels": train.len(), "images": test.len(), "neighbours": NEIGHBOURS });
    for (name, rows) in [("latents", &latents), ("pca_32", &components), ("pixels", &raw)] {
        let accuracies = accuracies(rows, &labels);
        println!("{name}: {accuracies}");
        figures[name] = accuracies;
    }
    Ok(figures)
}

fn accuracies([train, test]: &[Rows; 2], [train_labels, test_labels]: &[Vec<usize>; 2]) -> Value {
    let accuracy = |answers: Vec<usize>| round(percent_right(&answers, test_labels));
    let best = |scores: &Rows| scores.iter().map(largest).collect();
    let prototypes = Metric::Euclidean.prototypes(train, train_labels, 10);
    let probe = Linear::fit(train, train_labels, 10, FIT, 1);
    json!({
        "nearest_neighbours_percent":
            accuracy(nearest_neighbours((train, train_labels), test, NEIGHBOURS, 10)),
        "linear_probe_percent": accuracy(best(&probe.scores(test))),
        "nearest_prototype_percent": accuracy(best(&Metric::Euclidean.scores(test, &prototypes))),
    })
}
