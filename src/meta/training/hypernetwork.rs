//! Model-based: a hypernetwork that makes a task's model from its support.

use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::algorithm::{MetaAlgorithm, OuterLoop, plain};
use super::losses::TaskLosses;
use super::tasks::Tasks;
use super::trained::{ModelKind, Trained};
use crate::breath;
use crate::error::Result;
use crate::future::Local;
use crate::host::metric::{Metric, MetricLoss};
use crate::host::rows::Rows;
use crate::kernels::ops;
use crate::meta::embedding::surrogate_loss;
use crate::meta::objective::SCALE;
use crate::model::vae::Forward;
use crate::model::{Conditioned, Elbo, HIDDEN, LossParts};
use crate::protocol::limits::{self, Budget};
use crate::protocol::meta_hyper::MetaHyper;
use crate::tensors::{numbers, pixels};
use crate::train::optimised::Optimised;
use crate::train::reading::Unread;

/// A set encoder that generates scales and shifts, a classifier and priors (Requeima et al. 2019).
#[derive(Debug)]
pub struct Hypernetwork;

impl MetaAlgorithm for Hypernetwork {
    fn id(&self) -> &'static str {
        "hypernetwork"
    }

    fn weights(&self) -> &'static str {
        "a hypernetwork's weights"
    }

    fn trains(&self) -> ModelKind {
        ModelKind::Conditioned
    }

    fn has_inner_loop(&self) -> bool {
        false
    }

    fn images_a_task(&self) -> Budget {
        limits::IMAGES_AT_ONCE
    }

    fn defaults(&self) -> MetaHyper {
        MetaHyper { tasks: 1, ways: 20, shots: 1, queries: 4, ..plain(self.id()) }
    }

    fn begin(&self, start: &Trained) -> Result<Box<dyn OuterLoop>> {
        Ok(Box::new(Run(Optimised::new(start.conditioned()?))))
    }
}

struct Run(Optimised<Conditioned>);

impl OuterLoop for Run {
    fn model(&self) -> Trained {
        Trained::Conditioned(Box::new(self.0.model()))
    }

    /// One update on one task: the queries' cross-entropy under the generated classifier, and the
    /// negative ELBO of the same queries undeformed, under the generated encoder, decoder and
    /// priors. Deformed ones teach what a class is; what is drawn from its prior should look like
    /// what a hand draws.
    fn step<'a>(
        &'a mut self,
        tasks: &'a mut Tasks,
        hyper: &'a MetaHyper,
        rate: f64,
    ) -> Local<'a, TaskLosses> {
        Box::pin(async move {
            // And no breath from here on: autodiff keeps what was computed until its gradient is
            // taken, so a step that is cut off in between is memory that never comes back.
            breath::take().await?;
            let (episode, still) = tasks.one_with_still_queries()?;
            let (model, device) = (self.0.training(), tasks.device());
            let (support, ways) = (&episode.support, episode.support.ways());
            let images = pixels(support.images(), device).autodiff();
            let task = model.task(images, support.labels(), ways);
            let queries = pixels(&episode.query.images, device).autodiff();
            let hidden = model.hidden(queries, &task);

            let described = Tensor::cat(vec![task.classifier.clone(), hidden], 0);
            let rows = Rows::new(HIDDEN, numbers(described.clone().inner()).await?);
            let classes: Vec<usize> = (0..ways).collect();
            let (prototypes, told) = (rows.slice(0..ways), rows.slice(ways..rows.len()));
            let loss = MetricLoss::of(
                Metric::Cosine { scale: SCALE },
                (&prototypes, &classes),
                (&told, &episode.query.labels),
                ways,
            );
            let loss = breath::with(None, loss).await?;
            let told_apart = surrogate_loss(described, loss.support.then(&loss.query), device);

            let images = still.images.autodiff();
            let moments = model.vae().moments_of(model.hidden(images.clone(), &task));
            let latents = ops::latent(moments.clone(), still.eps.autodiff());
            let logits = model.decode_logits(latents, &task, &episode.query.labels);
            let moments = task.relative(moments, &episode.query.labels);
            let parts = Elbo::default().parts(&Forward { moments, logits }, images);
            let total = told_apart + parts.total().mul_scalar(hyper.elbo);
            let mut unread = Unread::default();
            unread.push(LossParts(parts.0.inner()));

            let gradients = GradientsParams::from_grads(total.backward(), model);
            self.0.update(gradients, rate);
            let elbo = unread.read().await?.into_iter().next();
            let entropy = loss.entropy;
            Ok(TaskLosses { before: None, after: entropy.loss, accuracy: entropy.accuracy, elbo })
        })
    }
}
