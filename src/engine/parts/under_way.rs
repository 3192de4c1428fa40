//! The run under way, of either kind.

use crate::data::Dataset;
use crate::meta::training::{MetaAlgorithm, MetaRun};
use crate::model::Vae;
use crate::protocol::run::{StepsDone, TrainingStarted};
use crate::protocol::{Event, Run, Slot, StepLosses};
use crate::train::TrainingRun;

/// A run of either kind.
pub enum UnderWay {
    /// Pretraining or fine-tuning.
    Training(Box<Training>),
    /// Meta-training.
    Meta(Box<MetaTraining>),
}

/// When a pull's losses are read.
#[derive(Clone, Copy, PartialEq)]
pub enum Reading {
    /// Every so many steps, as the run's hyper-parameters say.
    AsItComes,
    /// Before the pull ends.
    Now,
}

/// A run and what it trains on.
pub struct Training {
    /// The steps.
    pub run: TrainingRun,
    /// What each step draws from.
    pub images: Images,
    /// Steps between two held-out losses; 0 for none.
    pub evaluate_every: u32,
    /// The step of the newest one.
    pub evaluated: Option<u32>,
}

/// Pretraining reads the source, which may grow; fine-tuning has images of its own.
pub enum Images {
    /// The data in use.
    Source,
    /// Those of the run.
    Own(Dataset),
}

impl Training {
    /// The kind of run that it is.
    pub fn kind(&self) -> Run {
        match self.images {
            Images::Source => Run::Pretrain,
            Images::Own(_) => Run::FineTune,
        }
    }

    /// Whose weights it changes.
    pub fn slot(&self) -> Slot {
        match self.kind() {
            Run::Pretrain => Slot::Trained,
            Run::FineTune => Slot::FineTuned,
        }
    }

    /// The model as it stands.
    pub fn model(&self) -> Vae {
        self.run.model()
    }

    /// The run's first event; `images` counts those of one pass.
    pub fn started(&self, images: usize) -> TrainingStarted {
        TrainingStarted {
            run: self.kind(),
            steps: self.run.steps(),
            steps_per_epoch: images.div_ceil(self.run.batch()) as u32,
            batch_size: self.run.batch() as u32,
            threads: self.run.threads() as u32,
            latents: self.run.latents() as u32,
        }
    }

    /// The losses that were read, where there are any.
    pub fn done(&self, losses: Vec<StepLosses>) -> Option<Event> {
        let (run, step, steps) = (self.kind(), self.run.step(), self.run.steps());
        (!losses.is_empty()).then_some(Event::StepsDone(StepsDone { run, step, steps, losses }))
    }

    /// Whether the held-out loss is due: before the first step, then every so many.
    pub fn evaluation_due(&self) -> bool {
        let step = self.run.step();
        self.evaluate_every > 0
            && self.evaluated != Some(step)
            && (step.is_multiple_of(self.evaluate_every) || self.run.is_complete())
    }
}

/// A run and whose weights it trains.
pub struct MetaTraining {
    /// The steps.
    pub run: MetaRun,
    /// Whose weights.
    pub algorithm: &'static dyn MetaAlgorithm,
}
