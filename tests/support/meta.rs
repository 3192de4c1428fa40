//! Meta-gradients against PyTorch's, which are second-order by its autograd.

use burn::tensor::{Device, Tensor, TensorData};
use metavae::host::linear::Linear;
use metavae::host::rows::Rows;
use metavae::image::PIXELS;
use metavae::meta::inner::{Descent, Inner, Part};
use metavae::meta::objective::{Batch, Learner, Objective};
use metavae::meta::training::maml::{Order, hessian_product, meta_gradient};
use metavae::meta::training::reptile;
use metavae::model::{HIDDEN, Size, Vae, algebra};

use super::formula::{BATCH, eps, images, state, uniform};
use super::oracle::Fixture;

const WAYS: usize = 2;
const LABELS: [usize; BATCH] = [0, 1, 1, 0, 1, 0, 0, 1];
const INNER: Inner = Inner {
    steps: 2,
    rate: 0.02,
    objective: Objective { cross_entropy_weight: 1.0, elbo_weight: 0.01 },
    part: Part::Whole,
    descent: Descent::Plain,
};

/// One task's inner loop, Reptile's, MAML's first- and second-order step and Hessian–vector
/// products. First-order figures agree within `tolerance`, each tensor by itself. Differences of
/// gradients agree within 10 times that where the loss is smooth. Where the difference crosses
/// kinks of ReLUs, whose curvature autograd takes for zero and a difference does not, the whole
/// vectors agree within `kinked`. Answers with the largest errors, and where.
pub async fn agrees_with_pytorch(
    device: &Device,
    tolerance: f32,
    kinked: f32,
) -> Vec<(f32, String)> {
    let mut fixture = Fixture::open(include_bytes!("../fixtures/meta.safetensors"), tolerance);
    let weights = Rows::new(HIDDEN, uniform(WAYS * HIDDEN, 52, -0.5, 0.5));
    let head = Linear { weights, bias: uniform(WAYS, 53, -0.5, 0.5) };
    let start = Learner { model: Vae::from_state(&state(Size::default()), device), head };
    let (support, query) = (batch(50, 0, device), batch(51, 1, device));

    let (losses, gradient) = start.gradient(&support, INNER.objective).await.unwrap();
    compare(&mut fixture, "support", &gradient).await;
    let first = meta_gradient(&start, &INNER, (Order::First, INNER.objective), &support, &query)
        .await
        .unwrap();
    for (at, loss) in [losses, first.before, first.after].iter().enumerate() {
        fixture.compare_one("losses", at, "loss", loss.total);
    }
    compare(&mut fixture, "first_order", &first.gradient).await;
    let arrival = first.trajectory.last();
    let mut arrivals = reptile::Arrivals::default();
    arrivals.add(&arrival.model);
    let moved = Learner {
        model: arrivals.step_from(&start.model, 0.5),
        // The classifier of a task is not part of what Reptile moves; here it stands for itself.
        head: start.plus(&arrival.plus(&start, -1.0), 0.5).head,
    };
    compare(&mut fixture, "reptile", &moved).await;
    let first_worst = std::mem::take(&mut fixture.worst);

    let (_, vector) = start.gradient(&query, INNER.objective).await.unwrap();
    fixture.tolerance = 10.0 * tolerance;
    let product = hessian_product(&start, &last_layers(&vector), &support, INNER.objective).await;
    compare(&mut fixture, "hessian_product_smooth", &product.unwrap()).await;
    let smooth_worst = std::mem::take(&mut fixture.worst);

    let order = Order::SecondByDifferences;
    let second =
        meta_gradient(&start, &INNER, (order, INNER.objective), &support, &query).await.unwrap();
    let product = hessian_product(&start, &vector, &support, INNER.objective).await.unwrap();
    let mut errors = Vec::new();
    for (what, ours) in [("second_order", &second.gradient), ("hessian_product", &product)] {
        let error = difference(&mut fixture, what, ours).await;
        assert!(error <= kinked, "{what}: relative error {error}");
        errors.push((error, what.to_string()));
    }
    assert_eq!(fixture.unused(), Vec::<String>::new(), "everything in the fixture is compared");
    [first_worst, smooth_worst].into_iter().chain(errors).collect()
}

fn batch(stream: u32, step: u32, device: &Device) -> Batch {
    let size = Size::default();
    let noise = TensorData::new(eps(step, size), [BATCH, size.latents()]);
    let noise = Tensor::from_data(noise, device);
    let pixels = Tensor::from_data(TensorData::new(images(stream), [BATCH, PIXELS]), device);
    Batch::of_tensors(pixels, noise, LABELS.to_vec())
}

async fn compare(fixture: &mut Fixture, what: &str, ours: &Learner) {
    for (name, _, values) in ours.model.state().await.unwrap().iter() {
        fixture.compare(&format!("{what}/{name}"), values);
    }
    fixture.compare(&format!("{what}/weight"), ours.head.weights.values());
    fixture.compare(&format!("{what}/bias"), &ours.head.bias);
}

/// The part of a vector along which no ReLU follows.
fn last_layers(vector: &Learner) -> Learner {
    let mut names = Size::default().vae().iter().map(|(name, _)| name.starts_with("decoder.7"));
    let model = algebra::each(&vector.model, |x| match names.next() {
        Some(true) => x,
        _ => algebra::zeros(&x),
    });
    Learner { model, head: vector.head.clone() }
}

/// Of all tensors together, relative to their length.
async fn difference(fixture: &mut Fixture, what: &str, ours: &Learner) -> f32 {
    let state = ours.model.state().await.unwrap();
    let tensors = state.iter().map(|(name, _, values)| (name, values));
    let head = [("weight", ours.head.weights.values()), ("bias", &ours.head.bias[..])];
    let sums = tensors.chain(head).fold((0.0, 0.0), |sums, (name, values)| {
        let (difference, length) = fixture.difference(&format!("{what}/{name}"), values);
        (sums.0 + difference, sums.1 + length)
    });
    (sums.0 / sums.1).sqrt() as f32
}
