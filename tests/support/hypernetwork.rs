//! A conditioned VAE against PyTorch's: what its hypernetwork generates, and every gradient.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor, TensorData};
use metavae::host::metric::{Metric, MetricLoss};
use metavae::host::rows::Rows;
use metavae::image::PIXELS;
use metavae::kernels::ops;
use metavae::meta::embedding::surrogate_loss;
use metavae::meta::objective::SCALE;
use metavae::model::state::TENSORS;
use metavae::model::vae::Forward;
use metavae::model::{Conditioned, Elbo, HIDDEN, Size, StateDict};
use metavae::tensors::numbers;
use metavae::train::gradient::in_place_of_weights;

use super::formula::{BATCH, eps, images, state, uniform};
use super::oracle::Fixture;

const WAYS: usize = 2;
const LABELS: [usize; BATCH] = [0, 1, 1, 0, 1, 0, 0, 1];
const ELBO: f64 = 0.01;

/// Compares everything in the fixtures, of 32 latents and of 2; each tensor's error, relative to its
/// norm, must be at most `tolerance`. Answers with the largest error found, and where.
pub async fn agrees_with_pytorch(device: &Device, tolerance: f32) -> (f32, String) {
    let [of_32, of_2] = [
        &include_bytes!("../fixtures/hypernetwork.safetensors")[..],
        include_bytes!("../fixtures/hypernetwork-2.safetensors"),
    ]
    .map(|bytes| Fixture::open(bytes, tolerance));
    let worst = compared(of_32, Size::default(), device).await;
    let of_2 = compared(of_2, Size::of(2).unwrap(), device).await;
    if of_2.0 > worst.0 { (of_2.0, format!("{} of 2 latents", of_2.1)) } else { worst }
}

async fn compared(mut fixture: Fixture, size: Size, device: &Device) -> (f32, String) {
    let model = Conditioned::from_state(&weights(size), device).train();
    let tensor = |values: Vec<f32>, width: usize| {
        let data = TensorData::new(values, [BATCH, width]);
        Tensor::<2>::from_data(data, device).autodiff()
    };
    let query = tensor(images(51), PIXELS);

    let task = model.task(tensor(images(50), PIXELS), &LABELS, WAYS);
    let hidden = model.hidden(query.clone(), &task);
    let described = Tensor::cat(vec![task.classifier.clone(), hidden.clone()], 0);
    let rows = Rows::new(HIDDEN, numbers(described.clone().inner()).await.unwrap());
    let (classifier, told) = (rows.slice(0..WAYS), rows.slice(WAYS..rows.len()));
    fixture.compare("classifier", classifier.values());
    fixture.compare("hidden", told.values());
    let metric = Metric::Cosine { scale: SCALE };
    let loss = MetricLoss::of(metric, (&classifier, &[0, 1]), (&told, &LABELS), WAYS);
    let loss = loss.await.unwrap();

    let moments = model.vae().moments_of(hidden);
    let latents = ops::latent(moments.clone(), tensor(eps(1, size), size.latents()));
    let logits = model.decode_logits(latents, &task, &LABELS);
    fixture.compare("logits", &numbers(logits.clone().inner()).await.unwrap());
    let moments = task.relative(moments, &LABELS);
    let parts = Elbo::default().parts(&Forward { moments, logits }, query);
    let elbo = numbers(parts.0.clone().inner()).await.unwrap()[2];
    fixture.compare_one("losses", 0, "entropy", loss.entropy.loss);
    fixture.compare_one("losses", 1, "ELBO", elbo);

    let pull = loss.support.then(&loss.query);
    let total = surrogate_loss(described, pull, device) + parts.total().mul_scalar(ELBO);
    let gradients = GradientsParams::from_grads(total.backward(), &model);
    let gradient = in_place_of_weights(&model.valid(), gradients).state().await.unwrap();
    for (name, _, values) in gradient.iter() {
        fixture.compare(&format!("gradient/{name}"), values);
    }
    assert_eq!(fixture.unused(), Vec::<String>::new(), "everything in the fixture is compared");
    fixture.worst
}

/// The VAE's weights by its formula, the hypernetwork's by the fixture's own.
fn weights(size: Size) -> StateDict {
    let (vae, layout) = (state(size), size.conditioned());
    StateDict::of_conditioned(size, |index, length| {
        if index < TENSORS {
            return vae.tensor(index).to_vec();
        }
        let inputs = layout[index - index % 2].1[1] as f64;
        let bound = 0.5 * inputs.powf(-0.5);
        // PyTorch's script works out `high - low` in f64 before rounding to f32.
        let unit = uniform(length, 70 + (index - TENSORS) as u32, 0.0, 1.0);
        unit.into_iter().map(|unit| unit * (2.0 * bound) as f32 - bound as f32).collect()
    })
}
