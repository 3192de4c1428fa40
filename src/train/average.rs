//! An average of the weights over a run.

use super::trainer::Trainer;
use crate::model::{Vae, algebra};

/// Steps from one look at the weights to the next: a look costs a pass over them, a twentieth of
/// a training step, and a window of many more steps does not notice.
const EVERY: u32 = 8;

/// An exponential moving average (Polyak and Juditsky 1992; as TensorFlow's, with a shorter memory
/// at first: at most `(1 + looks) / (10 + looks)` of it is kept).
pub struct Average {
    keep: f64,
    looks: u32,
    model: Vae,
}

impl Average {
    /// From `model` on; none where nothing is to be kept.
    pub fn of(keep: f64, model: &Vae) -> Option<Self> {
        (keep > 0.0).then(|| Self { keep, looks: 0, model: model.clone() })
    }

    /// Takes the weights in after `step` steps.
    pub fn follow(&mut self, step: u32, trainer: &Trainer) {
        if !step.is_multiple_of(EVERY) {
            return;
        }
        self.looks += 1;
        let looks = f64::from(self.looks);
        let keep = self.keep.powi(EVERY as i32).min((1.0 + looks) / (10.0 + looks));
        self.model = algebra::interpolate(&self.model, &trainer.model(), 1.0 - keep);
    }

    /// The average.
    pub fn model(&self) -> Vae {
        self.model.clone()
    }
}
