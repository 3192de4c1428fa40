//! What every meta-training algorithm does: outer steps, each over some tasks.

use std::fmt::Debug;

use super::losses::TaskLosses;
use super::tasks::Tasks;
use super::trained::{ModelKind, Trained};
use crate::error::Result;
use crate::future::Local;
use crate::protocol::limits::{self, Budget, Range};
use crate::protocol::meta_hyper::{Deformation, MetaHyper, Mixture};
use crate::train::schedule::cosine;

/// A way to learn to learn.
pub trait MetaAlgorithm: Debug + Sync {
    /// Its name on the wire, which no other algorithm has.
    fn id(&self) -> &'static str;

    /// What its weights are called where they are missing, in the plural.
    fn weights(&self) -> &'static str;

    /// Which architecture it trains.
    fn trains(&self) -> ModelKind;

    /// Whether a task is learnt by descent within a step, so that there is a loss before it and one
    /// after it. The others read a task's support in one pass.
    fn has_inner_loop(&self) -> bool;

    /// How many images of a task it can take: a bound on memory.
    fn images_a_task(&self) -> Budget {
        limits::IMAGES_A_TASK
    }

    /// How many inner steps it can take: a bound on memory.
    fn inner_steps(&self) -> Range {
        limits::INNER_STEPS
    }

    /// The hyper-parameters that suit it on MNIST.
    fn defaults(&self) -> MetaHyper;

    /// The outer learning rate of a step, which counts from 0: along half a cosine to 0.
    fn rate(&self, hyper: &MetaHyper, step: u32) -> f64 {
        hyper.learning_rate * cosine(step, hyper.steps)
    }

    /// Ready to train a copy of `start`.
    ///
    /// # Errors
    /// [`crate::error::Error::State`] where `start` is of another kind than [`MetaAlgorithm::trains`].
    fn begin(&self, start: &Trained) -> Result<Box<dyn OuterLoop>>;
}

/// A model that an algorithm trains.
pub trait OuterLoop {
    /// The model as it stands, without autodiff. Shares its tensors.
    fn model(&self) -> Trained;

    /// One outer step at the learning rate `rate`, on the tasks that come next.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    fn step<'a>(
        &'a mut self,
        tasks: &'a mut Tasks,
        hyper: &'a MetaHyper,
        rate: f64,
    ) -> Local<'a, TaskLosses>;
}

/// What an algorithm's defaults differ from.
pub fn plain(id: &str) -> MetaHyper {
    MetaHyper {
        algorithm: id.into(),
        steps: 1000,
        learning_rate: 1e-3,
        tasks: 4,
        ways: 5,
        shots: 5,
        queries: 5,
        inner_steps: 5,
        inner_rate: 0.02,
        classify: 1.0,
        elbo: 0.01,
        mixture: Mixture::default(),
        deformation: Deformation::Mild,
        seed: 1,
    }
}
