//! A meta-training run, of any algorithm. The caller drives it, step by step.

use burn::tensor::Device;

use super::algorithm::{MetaAlgorithm, OuterLoop};
use super::losses::TaskLosses;
use super::tasks::Tasks;
use super::trained::Trained;
use crate::data::ClassSet;
use crate::error::{Error, Result};
use crate::protocol::meta::MetaLosses;
use crate::protocol::meta_hyper::MetaHyper;

/// A run under way. Dropping it is stopping it.
pub struct MetaRun {
    algorithm: &'static dyn MetaAlgorithm,
    hyper: MetaHyper,
    tasks: Tasks,
    outer: Box<dyn OuterLoop>,
    step: u32,
}

impl MetaRun {
    /// A run from a copy of `start`, over tasks drawn from `set`.
    ///
    /// # Errors
    /// [`Error::Argument`] where there is no such algorithm, or the tasks that are asked for cannot
    /// be drawn from `set`; [`Error::State`] where `start` is of another kind than the algorithm
    /// trains.
    pub fn new(
        start: &Trained,
        set: &ClassSet,
        hyper: &MetaHyper,
        device: &Device,
    ) -> Result<Self> {
        let algorithm = super::named(&hyper.algorithm.0)?;
        let outer = algorithm.begin(start)?;
        let tasks = Tasks::new(set, hyper, start.size().latents(), device)?;
        Ok(Self { algorithm, hyper: hyper.clone(), tasks, outer, step: 0 })
    }

    /// Steps in all.
    pub fn steps(&self) -> u32 {
        self.hyper.steps
    }

    /// Steps taken.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Whether all steps are taken.
    pub fn is_complete(&self) -> bool {
        self.step >= self.hyper.steps
    }

    /// The model as it stands.
    pub fn model(&self) -> Trained {
        self.outer.model()
    }

    /// Takes one step.
    ///
    /// # Errors
    /// [`Error::Diverged`] where the loss is not finite: the weights are those of before the step
    /// that brought it about no longer. [`Error::Cancelled`]: the step is not taken.
    /// [`Error::Device`] where the device cannot be read.
    pub async fn advance(&mut self) -> Result<MetaLosses> {
        let rate = self.algorithm.rate(&self.hyper, self.step);
        let before = self.tasks.place();
        let stepped = self.outer.step(&mut self.tasks, &self.hyper, rate).await;
        // A step that was not taken is taken later, on the same tasks.
        let losses = stepped.inspect_err(|_| self.tasks.return_to(before))?;
        self.step += 1;
        let TaskLosses { before, after, accuracy, elbo } = losses;
        let finite = after.is_finite() && elbo.is_none_or(|elbo| elbo.total.is_finite());
        if !finite {
            return Err(Error::Diverged(format!(
                "Meta-training stopped: the loss was no longer a number at step {}. Try a smaller \
                 learning rate.",
                self.step
            )));
        }
        Ok(MetaLosses { step: self.step, before, after, accuracy, elbo })
    }
}
