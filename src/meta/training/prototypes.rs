//! Metric-based: an encoder in which the prototypes of a task tell its queries apart (Snell et al.
//! 2017).

use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::Tensor;

use super::algorithm::{MetaAlgorithm, OuterLoop, plain};
use super::losses::TaskLosses;
use super::tasks::{Beside, Tasks};
use super::trained::{ModelKind, Trained};
use crate::breath;
use crate::data::Episode;
use crate::error::Result;
use crate::future::Local;
use crate::host::metric::{Metric, MetricLoss};
use crate::host::rows::Rows;
use crate::host::softmax::CrossEntropy;
use crate::image::PIXELS;
use crate::meta::chunk::CHUNK;
use crate::meta::embedding::{Space, surrogate_loss};
use crate::model::{Elbo, LossParts, Vae};
use crate::protocol::meta_hyper::{Deformation, MetaHyper, Mixture};
use crate::tensors::{numbers, pixels};
use crate::train::optimised::Optimised;
use crate::train::reading::Unread;

/// What a task's vectors are compared by during training. Prototypes by the cosine serve an encoder
/// that was trained so just as well (eval.json has both).
const METRIC: Metric = Metric::Euclidean;
/// What of the encoder is compared.
const SPACE: Space = Space::Hidden;

/// Prototypical networks: one task a step, and no adaptation within it.
#[derive(Debug)]
pub struct Prototypes;

impl MetaAlgorithm for Prototypes {
    fn id(&self) -> &'static str {
        "prototypes"
    }

    fn weights(&self) -> &'static str {
        "weights meta-trained for prototypes"
    }

    fn trains(&self) -> ModelKind {
        ModelKind::Vae
    }

    fn has_inner_loop(&self) -> bool {
        false
    }

    fn defaults(&self) -> MetaHyper {
        MetaHyper {
            tasks: 1,
            ways: 100,
            shots: 1,
            queries: 1,
            mixture: Mixture { labelled: 0.0, unlabelled: 0.5, halves: 0.5, turns: true },
            deformation: Deformation::Strong,
            ..plain(self.id())
        }
    }

    fn begin(&self, start: &Trained) -> Result<Box<dyn OuterLoop>> {
        Ok(Box::new(Run(Optimised::new(start.vae()?))))
    }
}

struct Run(Optimised<Vae>);

impl OuterLoop for Run {
    fn model(&self) -> Trained {
        Trained::Vae(Box::new(self.0.model()))
    }

    /// One update on one task, and on plain images beside it where the ELBO has a weight.
    fn step<'a>(
        &'a mut self,
        tasks: &'a mut Tasks,
        hyper: &'a MetaHyper,
        rate: f64,
    ) -> Local<'a, TaskLosses> {
        Box::pin(async move {
            let (episode, mut beside) = tasks.one_with_images(hyper.elbo > 0.0)?;
            let device = tasks.device();
            let images = [episode.support.images(), &episode.query.images].concat();
            // Distances take all vectors; a task of one piece reads them on its way.
            let mut told = match images.len() > CHUNK * PIXELS {
                true => {
                    let rows = SPACE.encode(&self.0.model(), &images, device).await?;
                    Some(distances(&rows, &episode).await?)
                }
                false => None,
            };
            let model = self.0.training();
            let (mut unread, mut gradients) = (Unread::default(), GradientsAccumulator::new());
            for (at, images) in images.chunks(CHUNK * PIXELS).enumerate() {
                breath::take().await?;
                let described = SPACE.of(model, pixels(images, device).autodiff());
                let told = match &mut told {
                    Some(told) => told,
                    None => {
                        let rows = numbers(described.clone().inner()).await?;
                        let rows = Rows::new(SPACE.width(model), rows);
                        // Not to be cut off: autodiff keeps what was computed until its gradient
                        // is taken.
                        let told_apart = breath::with(None, distances(&rows, &episode));
                        told.insert(told_apart.await?)
                    }
                };
                let pull = told.1.slice(at * CHUNK..at * CHUNK + images.len() / PIXELS);
                let mut total = surrogate_loss(described, pull, device);
                if let Some(Beside { images, eps }) = beside.take() {
                    let images = images.autodiff();
                    let forward = model.forward(images.clone(), eps.autodiff());
                    let parts = Elbo::default().parts(&forward, images);
                    total = total + parts.total().mul_scalar(hyper.elbo);
                    unread.push(LossParts(parts.0.inner()));
                }
                let of_piece = GradientsParams::from_grads(Tensor::backward(&total), model);
                gradients.accumulate(model, of_piece);
            }
            self.0.update(gradients.grads(), rate);
            let elbo = unread.read().await?.into_iter().next();
            let (loss, accuracy) = told.map_or((0.0, 0.0), |(e, _)| (e.loss, e.accuracy));
            Ok(TaskLosses { before: None, after: loss, accuracy, elbo })
        })
    }
}

/// The queries' cross-entropy by their distances from the support's prototypes, and its pull at the
/// vectors of both, support first.
async fn distances(rows: &Rows, episode: &Episode) -> Result<(CrossEntropy, Rows)> {
    let support = episode.support.labels().len();
    let loss = MetricLoss::of(
        METRIC,
        (&rows.slice(0..support), episode.support.labels()),
        (&rows.slice(support..rows.len()), &episode.query.labels),
        episode.support.ways(),
    )
    .await?;
    Ok((loss.entropy, loss.support.then(&loss.query)))
}
