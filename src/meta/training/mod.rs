//! Meta-training: a run of steps over tasks, for every algorithm.

pub mod gradient;
pub mod hypernetwork;
pub mod maml;
pub mod prototypes;
pub mod reptile;
mod run;

use burn::tensor::Tensor;

pub use run::{MetaRun, Trained};

use super::objective::ObjectiveLosses;
use crate::protocol::Losses;

/// Undeformed images that a step reconstructs beside its task, so that the model stays a VAE.
#[derive(Debug, Clone)]
pub struct Beside {
    /// `[n, 784]`, ink in 0..=1.
    pub images: Tensor<2>,
    /// `[n, 32]`, standard normal.
    pub eps: Tensor<2>,
    /// The negative ELBO's weight.
    pub weight: f64,
}

/// The losses of a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaskLosses {
    /// Before adaptation, where there is any.
    pub before: Option<f32>,
    /// After it.
    pub after: f32,
    /// Share of the queries that were told right.
    pub accuracy: f32,
    /// Where it was measured.
    pub elbo: Option<Losses>,
}

impl TaskLosses {
    fn of_adaptation(before: &ObjectiveLosses, after: &ObjectiveLosses) -> Self {
        Self {
            before: Some(before.total),
            after: after.total,
            accuracy: after.accuracy,
            elbo: Some(after.elbo),
        }
    }

    /// # Panics
    /// Where there is none.
    fn mean(losses: &[Self]) -> Self {
        let mean = |part: &dyn Fn(&Self) -> Option<f32>| {
            let parts = losses.iter().map(part).collect::<Option<Vec<f32>>>()?;
            Some(parts.iter().sum::<f32>() / parts.len() as f32)
        };
        let elbo = |part: fn(&Losses) -> f32| mean(&|l| l.elbo.as_ref().map(part));
        let always = |part: fn(&Self) -> f32| mean(&|l| Some(part(l))).expect("losses");
        Self {
            before: mean(&|l| l.before),
            after: always(|l| l.after),
            accuracy: always(|l| l.accuracy),
            elbo: elbo(|l| l.reconstruction)
                .zip(elbo(|l| l.kl))
                .zip(elbo(|l| l.total))
                .map(|((reconstruction, kl), total)| Losses { reconstruction, kl, total }),
        }
    }
}
