//! Meta-training in the tab: starting, pulling, ending.

use super::Engine;
use crate::error::{Error, Result};
use crate::meta::training::{MetaRun, Trained};
use crate::model::StateDict;
use crate::protocol::few_shot::Choice;
use crate::protocol::meta::{Algorithm, MetaHyper, MetaStart};
use crate::protocol::{Ending, Event, Slot};

/// A run and whose weights it trains.
pub struct MetaTraining {
    run: MetaRun,
    algorithm: Algorithm,
}

impl Engine {
    pub(super) async fn meta_train(
        &mut self,
        hyper: &MetaHyper,
        start: MetaStart,
        choice: &Choice,
    ) -> Result<Event> {
        self.refuse_second_run()?;
        hyper.check()?;
        let algorithm = hyper.algorithm;
        let set = self.training_pool(choice)?;
        let device = &self.compute.device;
        let trained = match start {
            MetaStart::Scratch => {
                Trained::start(algorithm, &StateDict::initial(hyper.seed), hyper.seed, device)
            }
            MetaStart::Pretrained => {
                let state = self.model(Slot::Pretrained)?.state().await?;
                Trained::start(algorithm, &state, hyper.seed, device)
            }
            MetaStart::Current => self.few_shot.trained(algorithm).ok_or_else(|| {
                Error::State("This algorithm has no weights yet. Load or train them.".into())
            })?,
        };
        let run = MetaRun::new(&trained, &set, hyper, device)?;
        let steps = run.steps();
        self.meta = Some(MetaTraining { run, algorithm });
        let (classes, images) = (set.classes.len() as u32, set.images() as u32);
        Ok(Event::MetaTrainingStarted { algorithm, steps, classes, images })
    }

    /// Takes up to `most` outer steps. A loss that is not finite ends the run, and its weights are
    /// dropped: those from before it stay.
    pub(super) async fn pull_meta(&mut self, most: u32) -> Result<Vec<Event>> {
        let Some(mut training) = self.meta.take() else { return Ok(Vec::new()) };
        let (algorithm, steps) = (training.algorithm, training.run.steps());
        let mut losses = Vec::new();
        let mut diverged = None;
        while (losses.len() as u32) < most && !training.run.is_complete() {
            match training.run.advance().await {
                Ok(step) => losses.push(step),
                Err(Error::Diverged(message)) => {
                    diverged = Some(message);
                    break;
                }
                Err(error) => {
                    self.meta = Some(training);
                    return Err(error);
                }
            }
        }
        let step = training.run.step();
        let mut events = Vec::new();
        if !losses.is_empty() {
            events.push(Event::MetaStepsDone { algorithm, step, steps, losses });
        }
        if let Some(message) = diverged {
            let (ending, message) = (Ending::Diverged, Some(message));
            events.push(Event::MetaTrainingEnded { algorithm, ending, step, message });
        } else if training.run.is_complete() {
            events.push(self.end_meta(training, Ending::Completed));
        } else {
            self.meta = Some(training);
        }
        Ok(events)
    }

    /// Ends the run, keeping what it has learnt; none is under way where there is no answer.
    pub(super) fn stop_meta(&mut self) -> Option<Event> {
        let training = self.meta.take()?;
        Some(self.end_meta(training, Ending::Stopped))
    }

    pub(super) fn refuse_while_meta_training(&self) -> Result<()> {
        match self.meta {
            Some(_) => Err(Error::State(
                "Meta-training is under way. Stop it before changing its weights.".into(),
            )),
            None => Ok(()),
        }
    }

    fn end_meta(&mut self, training: MetaTraining, ending: Ending) -> Event {
        let MetaTraining { run, algorithm } = training;
        self.few_shot.put(algorithm, &run.model());
        Event::MetaTrainingEnded { algorithm, ending, step: run.step(), message: None }
    }
}
