//! Metric-based: an encoder in which the prototypes of a task tell its queries apart (Snell et al.
//! 2017).

use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::algorithm::{MetaAlgorithm, OuterLoop, plain};
use super::losses::TaskLosses;
use super::tasks::{Beside, Tasks};
use super::trained::{ModelKind, Trained};
use crate::data::Episode;
use crate::error::Result;
use crate::future::Local;
use crate::host::metric::{Metric, MetricLoss};
use crate::host::rows::Rows;
use crate::host::softmax::CrossEntropy;
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
            let (episode, beside) = tasks.one_with_images(hyper.elbo > 0.0)?;
            let model = self.0.training();
            let (mut total, entropy) = distances(model, &episode, tasks.device()).await?;
            let mut unread = Unread::default();
            if let Some(Beside { images, eps }) = beside {
                let images = images.autodiff();
                let forward = model.forward(images.clone(), eps.autodiff());
                let parts = Elbo::default().parts(&forward, images);
                total = total + parts.total().mul_scalar(hyper.elbo);
                unread.push(LossParts(parts.0.inner()));
            }
            let gradients = GradientsParams::from_grads(Tensor::backward(&total), model);
            self.0.update(gradients, rate);
            let elbo = unread.read().await?.into_iter().next();
            Ok(TaskLosses { before: None, after: entropy.loss, accuracy: entropy.accuracy, elbo })
        })
    }
}

/// The queries' cross-entropy by their distances from the support's prototypes, and a scalar with
/// its gradient.
async fn distances(
    model: &Vae,
    episode: &Episode,
    device: &Device,
) -> Result<(Tensor<1>, CrossEntropy)> {
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
    Ok((surrogate_loss(described, loss.support.then(&loss.query), device), loss.entropy))
}
