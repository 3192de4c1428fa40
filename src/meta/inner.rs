//! The inner loop: a copy of the weights learns one task.

use super::objective::{Batch, Learner, Objective, ObjectiveLosses};
use crate::breath;
use crate::error::Result;
use crate::host::rows::Rows;
use crate::model::algebra;
use crate::protocol::meta_hyper::MetaHyper;
use crate::train::adam::Adam;
use crate::train::gradient::to_optimise;

/// The classifier's plain rate where the model descends by Adam, whose rates are of another size and
/// for which no weight of a loss matters.
const BESIDE_ADAM: f32 = 1.0;

/// What of a learner adapts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The model's weights and the classifier's.
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
    /// Steps, 1 or more.
    pub steps: usize,
    /// The learning rate, above 0.
    pub rate: f32,
    /// What is minimised on the support.
    pub objective: Objective,
    /// Which weights adapt.
    pub part: Part,
    /// How the model's weights do.
    pub descent: Descent,
}

/// What is kept of an inner loop: 7 MB a step where the whole model adapts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Where it arrives.
    Last,
    /// Every learner on the way.
    Path,
}

/// What an inner loop leaves.
#[derive(Debug, Clone)]
pub struct Trajectory {
    /// The learner before each step, and after the last: `steps + 1`; without [`Kept::Path`] the
    /// last one alone.
    pub path: Vec<Learner>,
    /// The support's losses before each step.
    pub losses: Vec<ObjectiveLosses>,
}

impl Trajectory {
    /// The learner after the last step.
    pub fn last(&self) -> &Learner {
        self.path.last().expect("the start is on the path")
    }

    fn go_on(&mut self, kept: Kept, next: Learner, losses: ObjectiveLosses) {
        if kept == Kept::Last {
            self.path.clear();
        }
        self.path.push(next);
        self.losses.push(losses);
    }
}

impl Inner {
    /// As many steps at the rate that meta-training's hyper-parameters say.
    pub fn of(hyper: &MetaHyper, objective: Objective, part: Part, descent: Descent) -> Self {
        let MetaHyper { inner_steps, inner_rate, .. } = *hyper;
        Self { steps: inner_steps as usize, rate: inner_rate as f32, objective, part, descent }
    }

    /// Adapts a copy of `start`; the original stays as it is.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn run(&self, start: &Learner, support: &Batch, kept: Kept) -> Result<Trajectory> {
        match self.part {
            Part::Whole => self.run_whole(start, support, kept).await,
            // The encoder stays, so one pass through it serves all steps.
            Part::Head => {
                let rows = start.rows(support).await?;
                self.run_head(start, &rows, support.labels(), kept).await
            }
        }
    }

    /// Adapts the classifier alone to what it sees of a support, `[n, 256]`, and n labels.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`].
    pub async fn run_head(
        &self,
        start: &Learner,
        rows: &Rows,
        labels: &[usize],
        kept: Kept,
    ) -> Result<Trajectory> {
        let mut trajectory = Trajectory { path: vec![start.clone()], losses: Vec::new() };
        let weight = self.objective.cross_entropy_weight as f32;
        for _ in 0..self.steps {
            breath::take().await?;
            let mut next = trajectory.last().clone();
            let loss = next.head.loss(rows, labels);
            next.head.descend(&loss.classifier, weight * self.rate);
            let losses = ObjectiveLosses::of_classifier(weight, &loss.entropy);
            trajectory.go_on(kept, next, losses);
        }
        Ok(trajectory)
    }

    async fn run_whole(&self, start: &Learner, support: &Batch, kept: Kept) -> Result<Trajectory> {
        let mut trajectory = Trajectory { path: vec![start.clone()], losses: Vec::new() };
        let mut adam = Adam::default();
        for _ in 0..self.steps {
            let (losses, next) = self.step(trajectory.last(), support, &mut adam).await?;
            trajectory.go_on(kept, next, losses);
        }
        Ok(trajectory)
    }

    async fn step(
        &self,
        learner: &Learner,
        support: &Batch,
        adam: &mut Adam,
    ) -> Result<(ObjectiveLosses, Learner)> {
        let (losses, gradient) = learner.gradient(support, self.objective).await?;
        let model = match self.descent {
            Descent::Plain => algebra::add(&learner.model, &gradient.model, f64::from(-self.rate)),
            Descent::Adam => {
                let gradients = to_optimise(&learner.model, &gradient.model);
                adam.step(f64::from(self.rate), learner.model.clone(), gradients)
            }
        };
        let mut head = learner.head.clone();
        let rate = match self.descent {
            Descent::Plain => self.rate,
            Descent::Adam if self.objective.cross_entropy_weight > 0.0 => {
                BESIDE_ADAM / self.objective.cross_entropy_weight as f32
            }
            Descent::Adam => 0.0,
        };
        head.descend(&gradient.head, rate);
        Ok((losses, Learner { model, head }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LabelledImages;
    use crate::device::Compute;
    use crate::image::PIXELS;
    use crate::model::{Size, StateDict, Vae};
    use crate::tensors::latents;
    use pollster::block_on;

    fn task() -> (Learner, Batch) {
        let device = Compute::cpu().device;
        let model = Vae::from_state(&StateDict::initial(Size::default(), 1), &device);
        let images = (0..4 * PIXELS).map(|at| (at * at % 251) as u8).collect();
        let shown = LabelledImages { images, labels: vec![0, 1, 0, 1] };
        let batch = Batch::new(&shown, latents(vec![0.0; 4 * 32], 32, &device), &device);
        let start = block_on(Learner::begin(&model, &batch, 2)).unwrap();
        (start, batch)
    }

    /// One pass through the encoder does for all steps what a gradient of everything does for each.
    #[test]
    fn a_head_descends_along_the_gradient_and_the_model_stays() {
        let (start, batch) = task();
        let objective = Objective { cross_entropy_weight: 2.0, elbo_weight: 0.0 };
        let inner =
            Inner { steps: 3, rate: 0.5, objective, part: Part::Head, descent: Descent::Plain };
        let trajectory = block_on(inner.run(&start, &batch, Kept::Last)).unwrap();
        let mut head = start.head.clone();
        for step in 0..inner.steps {
            let learner = Learner { model: start.model.clone(), head: head.clone() };
            let (losses, gradient) = block_on(learner.gradient(&batch, objective)).unwrap();
            assert!((losses.total - trajectory.losses[step].total).abs() < 1e-5);
            head.descend(&gradient.head, inner.rate);
        }
        for (ours, expected) in
            trajectory.last().head.weights.values().iter().zip(head.weights.values())
        {
            assert!((ours - expected).abs() < 1e-5, "{ours} {expected}");
        }
        let state = |learner: &Learner| block_on(learner.model.state()).unwrap();
        assert_eq!(state(trajectory.last()), state(&start));
    }

    #[test]
    fn the_start_stays_and_the_loss_falls() {
        let (start, batch) = task();
        let before = block_on(start.model.state()).unwrap();
        for (descent, rate) in [(Descent::Plain, 0.02), (Descent::Adam, 1e-4)] {
            let objective = Objective { cross_entropy_weight: 1.0, elbo_weight: 0.001 };
            let inner = Inner { steps: 4, rate, objective, part: Part::Whole, descent };
            let trajectory = block_on(inner.run(&start, &batch, Kept::Last)).unwrap();
            let after = block_on(trajectory.last().losses(&batch, objective)).unwrap();
            assert!(after.total < trajectory.losses[0].total, "{descent:?}");
            assert_eq!(block_on(start.model.state()).unwrap(), before, "{descent:?}");
        }
    }
}
