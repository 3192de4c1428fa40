//! One training step.

use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::optimised::Optimised;
use super::schedule::Schedule;
use crate::model::{LossParts, Vae};

/// A VAE, its optimiser and the schedule of its run.
pub struct Trainer {
    vae: Optimised<Vae>,
    schedule: Schedule,
    step: u32,
}

impl Trainer {
    /// Trains a copy of `model`; the original is untouched.
    pub fn new(model: &Vae, schedule: Schedule) -> Self {
        Self { vae: Optimised::new(model), schedule, step: 0 }
    }

    /// One update. Answers with the batch's loss before it, unread.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1; `eps`: `[n, latents]`, standard normal; both without
    /// autodiff.
    pub fn step(&mut self, images: Tensor<2>, eps: Tensor<2>) -> LossParts {
        let (parts, gradients) = self.gradients(images, eps);
        self.update(gradients);
        parts
    }

    /// The first half of a step: a batch's losses and gradients.
    ///
    /// # Shapes
    /// As [`Trainer::step`].
    pub fn gradients(&self, images: Tensor<2>, eps: Tensor<2>) -> (LossParts, GradientsParams) {
        let model = self.vae.training();
        let images = images.autodiff();
        let forward = model.forward(images.clone(), eps.autodiff());
        let parts = self.schedule.objective.parts(&forward, images);
        drop(forward);
        let gradients = GradientsParams::from_grads(parts.total().backward(), model);
        (parts.inner(), gradients)
    }

    /// The second half.
    pub fn update(&mut self, gradients: GradientsParams) {
        self.vae.update(gradients, self.schedule.rate(self.step));
        self.step += 1;
    }

    /// See [`Optimised::model`].
    pub fn model(&self) -> Vae {
        self.vae.model()
    }
}
