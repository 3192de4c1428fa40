//! The losses of an outer step.

use crate::meta::objective::ObjectiveLosses;
use crate::protocol::Losses;

/// Means over a step's tasks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaskLosses {
    /// The queries' loss before adaptation; none where there is no inner loop.
    pub before: Option<f32>,
    /// The queries' loss after adaptation.
    pub after: f32,
    /// The share of the queries that were told right, after adaptation.
    pub accuracy: f32,
    /// The ELBO's parts, in nats an image; none where nothing was reconstructed.
    pub elbo: Option<Losses>,
}

impl TaskLosses {
    /// Of one task with an inner loop.
    pub fn of_adaptation(before: &ObjectiveLosses, after: &ObjectiveLosses) -> Self {
        Self {
            before: Some(before.total),
            after: after.total,
            accuracy: after.accuracy,
            elbo: Some(after.elbo),
        }
    }

    /// The mean over tasks, part by part.
    ///
    /// # Panics
    /// Where there is none.
    pub fn mean(losses: &[Self]) -> Self {
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
