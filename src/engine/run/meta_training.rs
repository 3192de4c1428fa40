//! Meta-training: starting, pulling, ending.

use crate::engine::checks::{fresh, same_size};
use crate::engine::owner::Engine;
use crate::engine::parts::under_way::{MetaTraining, UnderWay};
use crate::engine::soundness;
use crate::error::{Error, Result};
use crate::meta::training::{self, MetaRun};
use crate::model::StateDict;
use crate::protocol::meta::{
    MetaStart, MetaStepsDone, MetaTrain, MetaTrainingEnded, MetaTrainingStarted,
};
use crate::protocol::names::AlgorithmId;
use crate::protocol::{Ending, Event, Slot};

/// What is said of a run whose last update spoilt its weights.
const UNUSABLE: &str = "The training diverged at its last step: what the weights make of an image is \
                        no longer finite. They were dropped, and those from before the run stay. \
                        Try a lower learning rate.";

impl Engine {
    pub(in crate::engine) async fn meta_train(
        &mut self,
        request: &MetaTrain,
    ) -> Result<MetaTrainingStarted> {
        let MetaTrain { hyper, start, latents, choice } = request;
        self.refuse_second_run()?;
        hyper.check()?;
        let algorithm = training::named(&hyper.algorithm.0)?;
        algorithm.inner_steps().check(hyper.inner_steps)?;
        hyper.check_images(algorithm.images_a_task(), algorithm.has_inner_loop())?;
        let set = self.training_pool(choice)?;
        let device = &self.compute.device;
        let kind = algorithm.trains();
        let trained = match start {
            MetaStart::Scratch => {
                let state = StateDict::initial(fresh(*latents)?, hyper.seed);
                kind.start(&state, hyper.seed, device)
            }
            MetaStart::Pretrained => {
                let model = self.model(Slot::Pretrained)?;
                same_size(model.size(), *latents)?;
                kind.start(&model.state().await?, hyper.seed, device)
            }
            MetaStart::Current => {
                let trained = self.meta_trained(algorithm)?;
                same_size(trained.size(), *latents)?;
                trained.clone()
            }
        };
        let run = MetaRun::new(&trained, &set, hyper, device)?;
        let steps = run.steps();
        self.run = Some(UnderWay::Meta(Box::new(MetaTraining { run, algorithm })));
        let (classes, images) = (set.classes.len() as u32, set.images() as u32);
        let latents = trained.size().latents() as u32;
        let algorithm = hyper.algorithm.clone();
        Ok(MetaTrainingStarted { algorithm, steps, classes, images, latents })
    }

    /// Takes up to `most` outer steps. A loss that is not finite ends the run, and its weights are
    /// dropped: those from before it stay.
    pub(super) async fn pull_meta(
        &mut self,
        mut training: MetaTraining,
        most: u32,
    ) -> Result<Vec<Event>> {
        let (algorithm, steps) = (AlgorithmId::from(training.algorithm.id()), training.run.steps());
        let mut losses = Vec::new();
        let mut diverged = None;
        while (losses.len() as u32) < most && !training.run.is_complete() {
            match training.run.advance().await {
                Ok(step) => losses.push(step),
                // The host wants its turn: the step is not taken, what was before it is.
                Err(Error::Cancelled) => break,
                Err(Error::Diverged(message)) => {
                    diverged = Some(message);
                    break;
                }
                Err(error) => {
                    self.run = Some(UnderWay::Meta(Box::new(training)));
                    return Err(error);
                }
            }
        }
        let step = training.run.step();
        let mut events = Vec::new();
        if !losses.is_empty() {
            events.push(Event::MetaStepsDone(MetaStepsDone {
                algorithm: algorithm.clone(),
                step,
                steps,
                losses,
            }));
        }
        if let Some(message) = diverged {
            let (ending, message) = (Ending::Diverged, Some(message));
            let ended = MetaTrainingEnded { algorithm, ending, step, message };
            events.push(Event::MetaTrainingEnded(ended));
        } else if training.run.is_complete() {
            events.push(self.end_meta(training, Ending::Completed).await?);
        } else {
            self.run = Some(UnderWay::Meta(Box::new(training)));
        }
        Ok(events)
    }

    pub(in crate::engine) fn refuse_while_meta_training(&self) -> Result<()> {
        match self.run {
            Some(UnderWay::Meta(_)) => Err(Error::State(
                "Meta-training is under way. Stop it before changing its weights.".into(),
            )),
            Some(UnderWay::Training(_)) | None => Ok(()),
        }
    }

    /// Ends the run, keeping what it has learnt. No loss has seen its last update: weights that make
    /// no numbers are dropped, and the run has diverged.
    pub(super) async fn end_meta(
        &mut self,
        training: MetaTraining,
        ending: Ending,
    ) -> Result<Event> {
        let trained = training.run.model();
        let sound = soundness::check_trained(&trained, &self.compute.device).await;
        let (ending, message) = match sound {
            Ok(()) => {
                self.few_shot.resources.put(training.algorithm, trained);
                (ending, None)
            }
            Err(Error::Weights(_)) => (Ending::Diverged, Some(UNUSABLE.into())),
            Err(error) => {
                // What cannot be read now is not lost: the run can be ended again.
                self.run = Some(UnderWay::Meta(Box::new(training)));
                return Err(error);
            }
        };
        let (algorithm, step) = (training.algorithm.id().into(), training.run.step());
        Ok(Event::MetaTrainingEnded(MetaTrainingEnded { algorithm, ending, step, message }))
    }
}
