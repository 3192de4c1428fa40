//! What the methods share that descend from a meta-trained start.

use crate::data::Support;
use crate::error::Result;
use crate::meta::classifier::Classifier;
use crate::meta::embedding::{Embedding, Space};
use crate::meta::inner::{Descent, Inner, Kept, Part};
use crate::meta::method::Context;
use crate::meta::objective::{Batch, Learner, Objective};
use crate::meta::task_model::TaskModel;
use crate::model::Vae;
use crate::random::{Purpose, normal, stream};
use crate::tensors::latents;

/// How weights that MAML has trained learn a task, in either order: with more steps than training
/// takes, as its authors do.
pub const MAML: Inner = Inner {
    steps: 10,
    rate: 0.02,
    objective: Objective::CLASSIFY,
    part: Part::Whole,
    descent: Descent::Plain,
};
/// How a classifier alone learns a task.
pub const HEAD: Inner = Inner { rate: 10.0, part: Part::Head, ..MAML };

/// Descends from `start` on a support, and then classifies by the linear classifier that it has
/// learnt, on the hidden layer's directions.
pub async fn learnt(
    support: &Support,
    start: &Vae,
    inner: &Inner,
    context: &Context<'_>,
) -> Result<TaskModel> {
    let Learner { model, head } = descended(support, start, inner, context).await?;
    let embedding = Embedding::encoder(&model, Space::Hidden);
    let classifier = Classifier::Linear { embedding, head };
    TaskModel::around_support(&model, classifier, support, context.device).await
}

/// The learner that an inner loop arrives at from `start`, its classifier beginning at the support's
/// prototypes.
pub async fn descended(
    support: &Support,
    start: &Vae,
    inner: &Inner,
    Context { device, seed, .. }: &Context<'_>,
) -> Result<Learner> {
    let (n, width) = (support.labels().len(), start.latents());
    let eps = latents(normal(&mut stream(*seed, Purpose::Posterior), n * width), width, device);
    let batch = Batch::new(support.shown(), eps, device);
    let learner = Learner::begin(start, &batch, support.ways()).await?;
    Ok(inner.run(&learner, &batch, Kept::Last).await?.last().clone())
}
