//! Metric-based meta-training: an encoder in which the prototypes of a task tell its queries apart
//! (Snell et al. 2017).

use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::{Beside, TaskLosses};
use crate::data::Episode;
use crate::error::Result;
use crate::host::metric::{Metric, MetricLoss};
use crate::host::rows::Rows;
use crate::meta::embedding::{Space, surrogate_loss};
use crate::model::{Elbo, LossParts, Vae};
use crate::tensors::numbers;
use crate::tensors::pixels;
use crate::train::optimised::Optimised;
use crate::train::reading::Unread;

/// What a task's vectors are compared by during training. Prototypes by the cosine serve an encoder
/// that was trained so just as well (eval.json has both).
pub const METRIC: Metric = Metric::Euclidean;
/// Where.
pub const SPACE: Space = Space::Hidden;

/// One update on one task, and on plain images beside it.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn step(
    outer: &mut Optimised<Vae>,
    episode: &Episode,
    beside: Option<Beside>,
    rate: f64,
    device: &Device,
) -> Result<TaskLosses> {
    let model = outer.training();
    let support = episode.support.labels().len();
    let images = [episode.support.images(), &episode.query.images].concat();
    let described = SPACE.of(model, pixels(&images, device).autodiff());
    let rows = Rows::new(SPACE.width(), numbers(described.clone().inner()).await?);
    let loss = MetricLoss::of(
        METRIC,
        (&rows.slice(0..support), episode.support.labels()),
        (&rows.slice(support..rows.len()), &episode.query.labels),
        episode.support.ways(),
    );
    let mut total = surrogate_loss(described, loss.support.then(&loss.query), device);
    let mut unread = Unread::default();
    if let Some(Beside { images, eps, weight }) = beside {
        let images = images.autodiff();
        let forward = model.forward(images.clone(), eps.autodiff());
        let parts = Elbo::default().parts(&forward, images);
        total = total + parts.total().mul_scalar(weight);
        unread.push(LossParts(parts.0.inner()));
    }
    let gradients = GradientsParams::from_grads(Tensor::backward(&total), model);
    outer.update(gradients, rate);
    Ok(TaskLosses {
        before: None,
        after: loss.entropy.loss,
        accuracy: loss.entropy.accuracy,
        elbo: unread.read().await?.into_iter().next(),
    })
}
