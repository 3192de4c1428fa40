//! One training step.

use burn::module::Module;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::Tensor;

use crate::model::{Elbo, LossParts, Vae};

/// A model with its optimiser.
///
/// Adam (Kingma and Ba 2015) with PyTorch's defaults: betas 0.9 and 0.999, epsilon 1e-8.
pub struct Trainer {
    model: Vae,
    optimiser: ModuleOptimizer,
    objective: Elbo,
    learning_rate: f64,
}

impl Trainer {
    /// Trains a copy of `model`; the original is untouched.
    pub fn new(model: &Vae, objective: Elbo, learning_rate: f64) -> Self {
        // burn's default epsilon is 1e-5.
        let optimiser = AdamConfig::new().with_epsilon(1e-8).init();
        Self { model: model.clone().train(), optimiser, objective, learning_rate }
    }

    /// One update. Answers with the batch's loss before it, unread.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1; `eps`: `[n, 32]`, standard normal; both without
    /// autodiff. The parts are `[1]` each.
    pub fn step(&mut self, images: Tensor<2>, eps: Tensor<2>) -> LossParts {
        let images = images.autodiff();
        let forward = self.model.forward(images.clone(), eps.autodiff());
        let parts = self.objective.parts(&forward, images);
        let gradients = GradientsParams::from_grads(parts.total.backward(), &self.model);
        // `step` takes the model by value; a clone in its place costs reference counts only.
        self.model = self.optimiser.step(self.learning_rate, self.model.clone(), gradients);
        parts.inner()
    }

    /// The model as it stands, without autodiff. Shares its tensors: costs no copy.
    pub fn model(&self) -> Vae {
        self.model.valid()
    }
}
