//! One training step.

use burn::module::Module;
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::adam::Adam;
use super::schedule::Schedule;
use crate::model::{LossParts, Vae};

const GIVEN_BACK: &str = "an update gives the model back";

/// A model with its optimiser.
pub struct Trainer {
    /// Taken out while an update works on it: what nobody else holds is updated in place.
    model: Option<Vae>,
    optimiser: Adam,
    schedule: Schedule,
    step: u32,
}

impl Trainer {
    /// Trains a copy of `model`; the original is untouched.
    pub fn new(model: &Vae, schedule: Schedule) -> Self {
        let model = Some(model.clone().train());
        Self { model, optimiser: Adam::default(), schedule, step: 0 }
    }

    /// One update. Answers with the batch's loss before it, unread.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1; `eps`: `[n, 32]`, standard normal; both without
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
        let model = self.model.as_ref().expect(GIVEN_BACK);
        let images = images.autodiff();
        let forward = model.forward(images.clone(), eps.autodiff());
        let parts = self.schedule.objective.parts(&forward, images);
        drop(forward);
        let gradients = GradientsParams::from_grads(parts.total().backward(), model);
        (parts.inner(), gradients)
    }

    /// The second half.
    pub fn update(&mut self, gradients: GradientsParams) {
        let model = self.model.take().expect(GIVEN_BACK);
        self.model = Some(self.optimiser.step(self.schedule.rate(self.step), model, gradients));
        self.step += 1;
    }

    /// The model as it stands, without autodiff. Shares its tensors: costs no copy, but while it
    /// lives, the next update does.
    pub fn model(&self) -> Vae {
        self.model.as_ref().expect(GIVEN_BACK).valid()
    }
}
