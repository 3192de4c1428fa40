//! A VAE that learns from tasks: gradients that come from the host, beside the ELBO's.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::{Device, Tensor};

use super::metric::{Metric, MetricLoss};
use super::rows::Rows;
use super::space::{Space, inject};
use crate::data::Episode;
use crate::error::Result;
use crate::model::{Elbo, LATENTS, LossParts, Vae};
use crate::protocol::Losses;
use crate::train::adam::Adam;
use crate::train::reading::{Unread, numbers};
use crate::train::run::pixels;

/// What is minimised over tasks: a classification loss in some space of the encoder, and a share
/// of the negative ELBO, so that the model stays a VAE.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MetricObjective {
    /// Where images are compared.
    pub space: Space,
    /// How.
    pub metric: Metric,
    /// The negative ELBO's weight.
    pub elbo: f64,
}

/// One step's losses.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskLosses {
    /// Cross-entropy of the queries, in nats.
    pub entropy: f32,
    /// Share of the queries that were told right.
    pub accuracy: f32,
    /// Of the images beside the task.
    pub elbo: Option<Losses>,
}

/// Metric-based meta-training (Snell et al. 2017) of a VAE.
pub struct MetricLearner {
    model: Option<Vae>,
    optimiser: Adam,
    objective: MetricObjective,
}

const GIVEN_BACK: &str = "an update gives the model back";

impl MetricLearner {
    /// Trains a copy of `model`.
    pub fn new(model: &Vae, objective: MetricObjective) -> Self {
        let model = Some(model.clone().train());
        Self { model, optimiser: Adam::default(), objective }
    }

    /// The model as it stands, without autodiff.
    pub fn model(&self) -> Vae {
        self.model.as_ref().expect(GIVEN_BACK).valid()
    }

    /// One update on one task, and on plain images with their noise (`[n, 784]` and `[n, 32]`).
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn step(
        &mut self,
        episode: &Episode,
        plain: Option<(Tensor<2>, Tensor<2>)>,
        rate: f64,
        device: &Device,
    ) -> Result<TaskLosses> {
        let MetricObjective { space, metric, elbo } = self.objective;
        let model = self.model.as_ref().expect(GIVEN_BACK);
        let support = episode.support.labels().len();
        let images = [episode.support.images(), &episode.query.images].concat();
        let described = space.of(model, pixels(&images, device).autodiff());
        let rows = Rows::new(space.width(), numbers(described.clone().inner()).await?);
        let loss = MetricLoss::of(
            metric,
            (&rows.slice(0..support), episode.support.labels()),
            (&rows.slice(support..rows.len()), &episode.query.labels),
            episode.support.ways(),
        );
        let pull = loss.support.then(&loss.query);
        let mut total = inject(described, pull, device);
        let mut unread = Unread::default();
        if let Some((plain, eps)) = plain {
            let plain = plain.autodiff();
            let forward = model.forward(plain.clone(), eps.autodiff());
            let parts = Elbo::default().parts(&forward, plain);
            total = total + parts.total().mul_scalar(elbo);
            unread.push(LossParts(parts.0.inner()));
        }
        let gradients = GradientsParams::from_grads(total.backward(), model);
        let model = self.model.take().expect(GIVEN_BACK);
        self.model = Some(self.optimiser.step(rate, model, gradients));
        Ok(TaskLosses {
            entropy: loss.entropy.loss,
            accuracy: loss.entropy.accuracy,
            elbo: unread.read().await?.into_iter().next(),
        })
    }
}

/// Noise for `n` images, `[n, 32]`.
pub fn noise(n: usize, rng: &mut rand_chacha::ChaCha8Rng, device: &Device) -> Tensor<2> {
    crate::train::run::latents(crate::train::noise::normal(rng, n * LATENTS), device)
}
