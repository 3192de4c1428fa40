//! Optimisation-based: Reptile (Nichol et al. 2018) moves towards the weights that tasks arrive at.

use super::algorithm::{MetaAlgorithm, OuterLoop, plain};
use super::losses::TaskLosses;
use super::tasks::Tasks;
use super::trained::{ModelKind, Trained};
use crate::error::Result;
use crate::future::Local;
use crate::meta::inner::{Descent, Inner, Kept, Part};
use crate::meta::objective::Objective;
use crate::model::{Vae, algebra};
use crate::protocol::meta_hyper::MetaHyper;

/// Reptile, with Adam in the inner loop as its authors have it.
#[derive(Debug)]
pub struct Reptile;

impl MetaAlgorithm for Reptile {
    fn id(&self) -> &'static str {
        "reptile"
    }

    fn weights(&self) -> &'static str {
        "weights meta-trained by Reptile"
    }

    fn trains(&self) -> ModelKind {
        ModelKind::Vae
    }

    fn has_inner_loop(&self) -> bool {
        true
    }

    /// The learning rate is a share of the way; the inner one is Adam's.
    fn defaults(&self) -> MetaHyper {
        MetaHyper { learning_rate: 0.5, inner_rate: 3e-4, ..plain(self.id()) }
    }

    /// Linearly to 0, as its authors do.
    fn rate(&self, hyper: &MetaHyper, step: u32) -> f64 {
        hyper.learning_rate * (1.0 - f64::from(step) / f64::from(hyper.steps))
    }

    fn begin(&self, start: &Trained) -> Result<Box<dyn OuterLoop>> {
        Ok(Box::new(Run(start.vae()?.clone())))
    }
}

struct Run(Vae);

impl OuterLoop for Run {
    fn model(&self) -> Trained {
        Trained::Vae(Box::new(self.0.clone()))
    }

    /// `θ ← θ + rate · (mean of θ′_task − θ)`, θ′ where the inner loop arrives from θ.
    fn step<'a>(
        &'a mut self,
        tasks: &'a mut Tasks,
        hyper: &'a MetaHyper,
        rate: f64,
    ) -> Local<'a, TaskLosses> {
        Box::pin(async move {
            let inner = Inner::of(hyper, Objective::of(hyper), Part::Whole, Descent::Adam);
            let (mut arrivals, mut losses) = (Arrivals::default(), Vec::new());
            for episode in tasks.some(hyper.tasks)? {
                let task = tasks.descended(&self.0, &episode).await?;
                let before = task.start.losses(&task.query, inner.objective).await?;
                let trajectory = inner.run(&task.start, &task.support, Kept::Last).await?;
                let after = trajectory.last().losses(&task.query, inner.objective).await?;
                losses.push(TaskLosses::of_adaptation(&before, &after));
                arrivals.add(&trajectory.last().model);
            }
            self.0 = arrivals.step_from(&self.0, rate);
            Ok(TaskLosses::mean(&losses))
        })
    }
}

/// The mean of the weights that tasks arrived at, 7 MB however many there are.
#[derive(Debug, Default)]
pub struct Arrivals {
    mean: Option<Vae>,
    count: u32,
}

impl Arrivals {
    /// Another task's.
    pub fn add(&mut self, arrival: &Vae) {
        self.count += 1;
        let share = 1.0 / f64::from(self.count);
        self.mean = Some(match &self.mean {
            Some(mean) => algebra::interpolate(mean, arrival, share),
            None => arrival.clone(),
        });
    }

    /// `start + rate · (mean of arrivals − start)`; `start` where there was none.
    pub fn step_from(&self, start: &Vae, rate: f64) -> Vae {
        match &self.mean {
            Some(mean) => algebra::interpolate(start, mean, rate),
            None => start.clone(),
        }
    }
}
