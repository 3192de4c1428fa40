//! A model with its optimiser.

use burn::module::Module;
use burn::optim::GradientsParams;

use super::adam::Adam;

const GIVEN_BACK: &str = "an update gives the model back";

/// A model that Adam trains.
pub struct Optimised<M> {
    /// Taken out while an update works on it: what nobody else holds is updated in place.
    model: Option<M>,
    optimiser: Adam,
}

impl<M: Module> Optimised<M> {
    /// Trains a copy of `model`; the original is untouched.
    pub fn new(model: &M) -> Self {
        Self { model: Some(model.clone().train()), optimiser: Adam::default() }
    }

    /// The model, with autodiff.
    pub fn training(&self) -> &M {
        self.model.as_ref().expect(GIVEN_BACK)
    }

    /// The model as it stands, without autodiff. Shares its tensors: costs no copy, but while it
    /// lives, the next update does.
    pub fn model(&self) -> M {
        self.training().valid()
    }

    /// One update, at Adam's rate `rate`.
    pub fn update(&mut self, gradients: GradientsParams, rate: f64) {
        let model = self.model.take().expect(GIVEN_BACK);
        self.model = Some(self.optimiser.step(rate, model, gradients));
    }
}
