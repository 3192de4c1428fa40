//! The inner loop: a copy of the weights learns one task.

use super::goal::{Batch, Goal, GoalLosses, Learner};
use crate::error::Result;

/// What of a learner adapts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All weights.
    Whole,
    /// The classifier alone: "almost no inner loop" (ANIL, Raghu et al. 2020).
    Head,
}

/// Steps of gradient descent on a support.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inner {
    /// How many.
    pub steps: usize,
    /// The learning rate.
    pub rate: f32,
    /// What is minimised.
    pub goal: Goal,
    /// What adapts.
    pub part: Part,
}

/// What an inner loop leaves.
#[derive(Debug, Clone)]
pub struct Adapted {
    /// The learner before each step, and after the last: `steps + 1`.
    pub path: Vec<Learner>,
    /// The support's losses before each step.
    pub losses: Vec<GoalLosses>,
}

impl Adapted {
    /// The learner after the last step.
    pub fn last(&self) -> &Learner {
        self.path.last().expect("the start is on the path")
    }
}

impl Inner {
    /// Adapts a copy of `start`; the original stays as it is.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn run(&self, start: &Learner, support: &Batch) -> Result<Adapted> {
        let mut adapted = Adapted { path: vec![start.clone()], losses: Vec::new() };
        for _ in 0..self.steps {
            let (losses, next) = self.step(adapted.last(), support).await?;
            adapted.path.push(next);
            adapted.losses.push(losses);
        }
        Ok(adapted)
    }

    async fn step(&self, learner: &Learner, support: &Batch) -> Result<(GoalLosses, Learner)> {
        let (losses, mut gradient) = learner.gradient(support, self.goal).await?;
        let next = match self.part {
            Part::Whole => learner.plus(&gradient, -self.rate),
            Part::Head => {
                gradient.model = learner.model.clone();
                let mut head = learner.head.clone();
                head.descend(&gradient.head, self.rate);
                Learner { model: learner.model.clone(), head }
            }
        };
        Ok((losses, next))
    }
}
