//! Optimisation-based meta-training: weights from which gradient descent learns a task in a few
//! steps.

use burn::tensor::Device;
use rand_chacha::ChaCha8Rng;

use super::maml::{Order, meta_gradient};
use super::{TaskLosses, reptile};
use crate::data::{Episode, LabelledImages};
use crate::error::Result;
use crate::meta::inner::Inner;
use crate::meta::objective::{Batch, Learner, Objective};
use crate::model::{LATENTS, Vae, algebra};
use crate::random::normal;
use crate::tensors::latents;
use crate::train::gradient::to_optimise;
use crate::train::optimised::Optimised;

/// A task's images on a device.
struct Task {
    support: Batch,
    query: Batch,
    start: Learner,
}

impl Task {
    async fn of(
        model: &Vae,
        episode: &Episode,
        noise: &mut ChaCha8Rng,
        device: &Device,
    ) -> Result<Self> {
        let mut batch = |shown: &LabelledImages| {
            let eps = latents(normal(noise, shown.len() * LATENTS), device);
            Batch::new(shown, eps, device)
        };
        let (support, query) = (batch(episode.support.shown()), batch(&episode.query));
        let start = Learner::begin(model, &support, episode.support.ways()).await?;
        Ok(Self { support, query, start })
    }
}

/// One step of MAML or ANIL on some tasks: Adam on the mean of their meta-gradients.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn maml_step(
    outer: &mut Optimised<Vae>,
    episodes: &[Episode],
    inner: &Inner,
    outer_loss: (Order, Objective),
    rate: f64,
    noise: &mut ChaCha8Rng,
    device: &Device,
) -> Result<TaskLosses> {
    let model = outer.model();
    let share = 1.0 / episodes.len() as f64;
    let mut sum: Option<Vae> = None;
    let mut losses = Vec::with_capacity(episodes.len());
    for episode in episodes {
        let Task { support, query, start } = Task::of(&model, episode, noise, device).await?;
        let meta = meta_gradient(&start, inner, outer_loss, &support, &query).await?;
        losses.push(TaskLosses::of_adaptation(&meta.before, &meta.after));
        let gradient = meta.gradient.model;
        sum = Some(match sum {
            None => algebra::each(&gradient, |g| g.mul_scalar(share)),
            Some(sum) => algebra::add(&sum, &gradient, share),
        });
    }
    if let Some(sum) = sum {
        outer.update(to_optimise(outer.training(), &sum), rate);
    }
    Ok(TaskLosses::mean(&losses))
}

/// One step of Reptile: towards the mean of where the tasks arrive.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn reptile_step(
    model: &Vae,
    episodes: &[Episode],
    inner: &Inner,
    rate: f64,
    noise: &mut ChaCha8Rng,
    device: &Device,
) -> Result<(Vae, TaskLosses)> {
    let mut arrivals = Vec::with_capacity(episodes.len());
    let mut losses = Vec::with_capacity(episodes.len());
    for episode in episodes {
        let Task { support, query, start } = Task::of(model, episode, noise, device).await?;
        let before = start.losses(&query, inner.objective).await?;
        let adapted = inner.run(&start, &support).await?;
        let after = adapted.last().losses(&query, inner.objective).await?;
        losses.push(TaskLosses::of_adaptation(&before, &after));
        arrivals.push(adapted.last().model.clone());
    }
    Ok((reptile::outer_step(model, &arrivals, rate), TaskLosses::mean(&losses)))
}
