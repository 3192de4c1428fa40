//! The hyper-parameters of pretraining and fine-tuning.

use serde::{Deserialize, Serialize};

use super::limits;
use crate::error::Result;

/// Which kind of run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Run {
    /// Over the data in use, into the pretrained slot.
    Pretrain,
    /// Over drawings, into the fine-tuned slot.
    FineTune,
}

/// The objective's reduction over pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Reduction {
    /// Sum over pixels: the evidence lower bound itself.
    #[default]
    Sum,
    /// Mean over pixels beside a KL that is summed: what the article's code computes. It weighs
    /// the KL 784 times and collapses the posterior.
    MeanPixels,
}

/// How the learning rate moves over a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Decay {
    /// The same rate at every step.
    #[default]
    None,
    /// Along half a cosine, to nothing at the run's last step.
    Cosine,
}

/// What a run may do beside the article's plain one. The default is the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Recipe {
    /// The learning rate's way down.
    pub decay: Decay,
    /// Where above 0, the run's result is the average of its weights: at each step the average
    /// keeps this share of itself. 0 to 0.9999.
    pub averaging: f64,
    /// Trains on pixels of 0 and 1, drawn anew each time with the grey value as the probability
    /// of ink (dynamic binarisation, Salakhutdinov and Murray 2008).
    pub binarise: bool,
}

/// The hyper-parameters of a run. Which run it is decides the defaults:
/// [`Hyper::pretrain`] or [`Hyper::fine_tune`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Hyper {
    /// Adam's step size, 1e-7 to 1.
    pub learning_rate: f64,
    /// Images a step, 1 to 512 (fine-tuning: at most 32; fewer where there are fewer images).
    pub batch_size: u32,
    /// Passes over the images, 1 to 1,000.
    pub epochs: u32,
    /// Where set, the run ends after this many steps, 1 to 1,000,000, whatever `epochs` says.
    #[cfg_attr(feature = "typescript", ts(optional = nullable))]
    pub max_steps: Option<u32>,
    /// The KL's weight, 0 to 100.
    pub beta: f64,
    /// See [`Reduction`].
    pub reduction: Reduction,
    /// Fixes the initial weights, the order of the images and every noise draw.
    pub seed: u32,
    /// Losses are read from the device every this many steps, 1 to 100.
    pub read_every: u32,
    /// The held-out loss is measured every this many steps (0: never).
    pub evaluate_every: u32,
    /// What else shapes the run; the article's run has none of it.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Recipe>", optional))]
    pub recipe: Recipe,
}

impl Hyper {
    /// The article's pretraining: Adam 1e-3, batch 128, 50 epochs.
    pub fn pretrain() -> Self {
        Self {
            learning_rate: 1e-3,
            batch_size: 128,
            epochs: 50,
            max_steps: None,
            beta: 1.0,
            reduction: Reduction::Sum,
            seed: 1,
            read_every: 4,
            evaluate_every: 50,
            recipe: Recipe::default(),
        }
    }

    /// The article's fast adaptation: Adam 1e-4, batch 32, 5 epochs.
    pub fn fine_tune() -> Self {
        Self {
            learning_rate: 1e-4,
            batch_size: 32,
            epochs: 5,
            read_every: 1,
            evaluate_every: 0,
            ..Self::pretrain()
        }
    }

    /// Checks every value against its range in [`limits`].
    ///
    /// # Errors
    /// [`crate::error::Error::Argument`] that names the value and its range.
    pub fn check(&self, run: Run) -> Result<()> {
        limits::LEARNING_RATE.check(self.learning_rate)?;
        let batch_size = match run {
            Run::Pretrain => limits::BATCH_SIZE,
            Run::FineTune => limits::FINE_TUNE_BATCH_SIZE,
        };
        batch_size.check(self.batch_size)?;
        limits::EPOCHS.check(self.epochs)?;
        limits::BETA.check(self.beta)?;
        limits::READ_EVERY.check(self.read_every)?;
        limits::AVERAGING.check(self.recipe.averaging)?;
        self.max_steps.map_or(Ok(()), |steps| limits::STEPS.check(steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_taken_and_what_is_out_of_range_is_named() {
        Hyper::pretrain().check(Run::Pretrain).unwrap();
        Hyper::fine_tune().check(Run::FineTune).unwrap();
        let pretrain = Hyper::pretrain;
        for (hyper, named) in [
            (Hyper { learning_rate: 0.0, ..pretrain() }, "learning rate"),
            (Hyper { learning_rate: f64::NAN, ..pretrain() }, "learning rate"),
            (Hyper { batch_size: 513, ..pretrain() }, "batch size"),
            (Hyper { epochs: 0, ..pretrain() }, "epochs"),
            (Hyper { beta: -1.0, ..pretrain() }, "β"),
            (Hyper { read_every: 0, ..pretrain() }, "reading"),
            (Hyper { max_steps: Some(0), ..pretrain() }, "steps"),
            (
                Hyper { recipe: Recipe { averaging: 1.0, ..Recipe::default() }, ..pretrain() },
                "averaging",
            ),
        ] {
            let message = hyper.check(Run::Pretrain).unwrap_err().to_string();
            assert!(message.contains(named), "{message}");
        }
        assert!(Hyper { batch_size: 33, ..pretrain() }.check(Run::FineTune).is_err());
    }
}
