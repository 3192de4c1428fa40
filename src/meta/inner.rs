//! The inner loop: a copy of the weights learns one task.

use super::goal::{Batch, Goal, GoalLosses, Learner};
use crate::error::Result;
use crate::model::algebra;
use crate::train::adam::Adam;
use crate::train::gradient::to_optimise;

/// The classifier's plain rate where the model descends by Adam, whose rates are of another size.
const BESIDE_ADAM: f32 = 1.0;

/// What of a learner adapts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All weights.
    Whole,
    /// The classifier alone: "almost no inner loop" (ANIL, Raghu et al. 2020).
    Head,
}

/// How the weights of the model descend; the classifier's always descend plainly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Descent {
    /// Plain gradient descent: what MAML's derivation is about.
    Plain,
    /// Adam, afresh for each task: what Reptile's authors use. It minds no loss's scale, so that
    /// classifier and ELBO can share a rate.
    Adam,
}

/// Steps of descent on a support.
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
    /// How.
    pub descent: Descent,
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
        let mut adam = Adam::default();
        for _ in 0..self.steps {
            let (losses, next) = self.step(adapted.last(), support, &mut adam).await?;
            adapted.path.push(next);
            adapted.losses.push(losses);
        }
        Ok(adapted)
    }

    async fn step(
        &self,
        learner: &Learner,
        support: &Batch,
        adam: &mut Adam,
    ) -> Result<(GoalLosses, Learner)> {
        let (losses, gradient) = learner.gradient(support, self.goal).await?;
        let model = match (self.part, self.descent) {
            (Part::Head, _) => learner.model.clone(),
            (Part::Whole, Descent::Plain) => {
                algebra::add(&learner.model, &gradient.model, f64::from(-self.rate))
            }
            (Part::Whole, Descent::Adam) => {
                let gradients = to_optimise(&learner.model, &gradient.model);
                adam.step(f64::from(self.rate), learner.model.clone(), gradients)
            }
        };
        let mut head = learner.head.clone();
        let rate = match self.descent {
            Descent::Plain => self.rate,
            Descent::Adam => BESIDE_ADAM,
        };
        head.descend(&gradient.head, rate);
        Ok((losses, Learner { model, head }))
    }
}
