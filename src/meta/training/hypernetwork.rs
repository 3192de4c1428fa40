//! Model-based meta-training: a hypernetwork that makes a task's model from its support.

use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::{Beside, TaskLosses};
use crate::data::Episode;
use crate::error::Result;
use crate::host::metric::{Metric, MetricLoss};
use crate::host::rows::Rows;
use crate::kernels::ops;
use crate::meta::embedding::surrogate_loss;
use crate::meta::objective::SCALE;
use crate::model::vae::Forward;
use crate::model::{Conditioned, Elbo, HIDDEN, LossParts};
use crate::tensors::numbers;
use crate::tensors::pixels;
use crate::train::optimised::Optimised;
use crate::train::reading::Unread;

/// One update on one task: the queries' cross-entropy under the generated classifier, and the
/// negative ELBO of `still`, the same queries undeformed and in the same order, under the generated
/// encoder, decoder and priors. Deformed ones teach what a class is; what is drawn from its prior
/// should look like what a hand draws.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn step(
    outer: &mut Optimised<Conditioned>,
    episode: &Episode,
    still: Beside,
    rate: f64,
    device: &Device,
) -> Result<TaskLosses> {
    let model = outer.training();
    let (support, ways) = (&episode.support, episode.support.ways());
    let task = model.task(pixels(support.images(), device).autodiff(), support.labels(), ways);
    let queries = pixels(&episode.query.images, device).autodiff();
    let hidden = model.hidden(queries, &task);

    let described = Tensor::cat(vec![task.classifier.clone(), hidden], 0);
    let rows = Rows::new(HIDDEN, numbers(described.clone().inner()).await?);
    let classes: Vec<usize> = (0..ways).collect();
    let loss = MetricLoss::of(
        Metric::Cosine { scale: SCALE },
        (&rows.slice(0..ways), &classes),
        (&rows.slice(ways..rows.len()), &episode.query.labels),
        ways,
    );
    let mut total = surrogate_loss(described, loss.support.then(&loss.query), device);

    let images = still.images.autodiff();
    let moments = model.vae().moments_of(model.hidden(images.clone(), &task));
    let latents = ops::latent(moments.clone(), still.eps.autodiff());
    let logits = model.decode_logits(latents, &task, &episode.query.labels);
    let moments = task.relative(moments, &episode.query.labels);
    let parts = Elbo::default().parts(&Forward { moments, logits }, images);
    total = total + parts.total().mul_scalar(still.weight);
    let mut unread = Unread::default();
    unread.push(LossParts(parts.0.inner()));

    let gradients = GradientsParams::from_grads(total.backward(), model);
    outer.update(gradients, rate);
    Ok(TaskLosses {
        before: None,
        after: loss.entropy.loss,
        accuracy: loss.entropy.accuracy,
        elbo: unread.read().await?.into_iter().next(),
    })
}
