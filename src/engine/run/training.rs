//! Pretraining and fine-tuning: starting, pulling, ending.

use crate::breath;
use crate::data::Dataset;
use crate::engine::checks::{count_images, fresh, same_size};
use crate::engine::owner::Engine;
use crate::engine::parts::under_way::{Images, Reading, Training, UnderWay};
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::measure::elbo::{active_units, activity};
use crate::model::{StateDict, Vae};
use crate::protocol::run::{Evaluated, FineTune, Pretrain, TrainingEnded, TrainingStarted};
use crate::protocol::{Ending, Event, Hyper, Run, Slot, Split, Start, limits};
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, pixels};
use crate::train::TrainingRun;
use crate::train::reading::evaluate;

/// Held-out images that a run measures its loss on: enough for a curve (the standard error is
/// about 2 % of the loss), few enough to cost less than two training steps.
const HELD_OUT: usize = 256;

impl Engine {
    pub(in crate::engine) async fn pretrain(
        &mut self,
        request: &Pretrain,
    ) -> Result<TrainingStarted> {
        let Pretrain { start, latents, hyper } = request;
        self.refuse_second_run()?;
        hyper.check(Run::Pretrain)?;
        if self.source.train().is_empty() {
            return Err(Error::State("There is no data to train on yet. Choose a source.".into()));
        }
        let device = &self.compute.device;
        let model = match start {
            Start::Scratch => {
                Vae::from_state(&StateDict::initial(fresh(*latents)?, hyper.seed), device)
            }
            Start::Pretrained => self.to_go_on_from(Slot::Pretrained, *latents)?,
            Start::Trained => self.to_go_on_from(Slot::Trained, *latents)?,
        };
        let images = self.source.expected(Split::Train);
        let mut run = TrainingRun::new(&model, hyper, images, device);
        if let Some(peers) = &self.peers {
            run.share_with(peers, hyper).await?;
        }
        Ok(self.begin(run, Images::Source, hyper, images))
    }

    fn to_go_on_from(&self, slot: Slot, latents: Option<u32>) -> Result<Vae> {
        let model = self.model(slot)?;
        same_size(model.size(), latents)?;
        Ok(model)
    }

    pub(in crate::engine) fn fine_tune(&mut self, request: FineTune) -> Result<TrainingStarted> {
        let FineTune { hyper, images } = request;
        self.refuse_second_run()?;
        hyper.check(Run::FineTune)?;
        let count = count_images(&images, limits::IMAGES)?;
        if images.chunks(PIXELS).any(|image| image.iter().all(|pixel| *pixel == 0)) {
            return Err(Error::Blank);
        }
        let model = self.model(Slot::Pretrained)?;
        let run = TrainingRun::new(&model, &hyper, count, &self.compute.device);
        // The model reads no labels.
        let own = Images::Own(Dataset::new(images, vec![0; count])?);
        Ok(self.begin(run, own, &hyper, count))
    }

    fn begin(
        &mut self,
        run: TrainingRun,
        images: Images,
        hyper: &Hyper,
        count: usize,
    ) -> TrainingStarted {
        let evaluate_every = hyper.evaluate_every;
        let training = Training { run, images, evaluate_every, evaluated: None };
        let started = training.started(count);
        self.run = Some(UnderWay::Training(Box::new(training)));
        started
    }

    pub(super) async fn pull_training(
        &mut self,
        mut training: Training,
        most: u32,
        reading: Reading,
    ) -> Result<Vec<Event>> {
        match self.take_steps(&mut training, most, reading).await {
            Ok(events) if training.run.is_complete() => {
                Ok([events, self.end_training(training, Ending::Completed).await?].concat())
            }
            Err(Error::Diverged(message)) => Ok(vec![self.go_back(&training, message)]),
            outcome => {
                self.run = Some(UnderWay::Training(Box::new(training)));
                outcome
            }
        }
    }

    async fn take_steps(
        &self,
        training: &mut Training,
        most: u32,
        reading: Reading,
    ) -> Result<Vec<Event>> {
        let mut losses = Vec::new();
        let mut evaluations = Vec::new();
        for _ in 0..most {
            // What was done before the host wanted its turn is done.
            match self.evaluate_if_due(training).await {
                Err(Error::Cancelled) => break,
                evaluation => evaluations.extend(evaluation?),
            }
            let images = match &training.images {
                Images::Source => self.source.train(),
                Images::Own(images) => images,
            };
            losses.extend(training.run.advance(images).await?);
            if training.run.is_complete() || breath::take().await.is_err() {
                break;
            }
        }
        if reading == Reading::Now {
            losses.extend(training.run.read().await?);
        }
        Ok(training.done(losses).into_iter().chain(evaluations).collect())
    }

    async fn evaluate_if_due(&self, training: &mut Training) -> Result<Option<Event>> {
        let held_out = self.source.test();
        if !training.evaluation_due() || held_out.is_empty() {
            return Ok(None);
        }
        let step = training.run.step();
        let images = held_out.len().min(HELD_OUT);
        // The same images and the same noise each time, so that a curve shows the model alone.
        let mut noise = stream(0, Purpose::Evaluation);
        let indices: Vec<usize> = (0..images).collect();
        let (model, device) = (training.model(), &self.compute.device);
        let width = model.latents();
        let batches = indices.chunks(training.run.batch()).map(|batch| {
            let eps = normal(&mut noise, batch.len().saturating_mul(width));
            (pixels(&held_out.gather(batch), device), latents(eps, width, device))
        });
        let objective = training.run.objective();
        let losses = evaluate(&model, objective, batches).await?;
        let shown = held_out.images().get(..images.saturating_mul(PIXELS)).unwrap_or_default();
        let active_units = active_units(&activity(&model, shown, device).await?);
        training.evaluated = Some(step);
        let [images, active_units, latents] =
            [images, active_units, width].map(|count| count as u32);
        Ok(Some(Event::Evaluated(Evaluated { step, losses, images, active_units, latents })))
    }

    /// Keeps what the run has learnt, once its weights are known to be good.
    pub(super) async fn end_training(
        &mut self,
        mut training: Training,
        ending: Ending,
    ) -> Result<Vec<Event>> {
        let losses = match training.run.finish().await {
            Ok(losses) => losses,
            Err(Error::Diverged(message)) => return Ok(vec![self.go_back(&training, message)]),
            Err(error) => {
                self.run = Some(UnderWay::Training(Box::new(training)));
                return Err(error);
            }
        };
        let evaluation = match ending {
            // A last figure is worth no run: without it, all that was learnt is kept.
            Ending::Completed => self.evaluate_if_due(&mut training).await.unwrap_or_default(),
            Ending::Stopped | Ending::Diverged => None,
        };
        let (run, step) = (training.kind(), training.run.step());
        self.store(training.slot(), training.model());
        let ended = TrainingEnded { run, ending, step, message: None };
        Ok(training
            .done(losses)
            .into_iter()
            .chain(evaluation)
            .chain([Event::TrainingEnded(ended)])
            .collect())
    }

    fn go_back(&mut self, training: &Training, message: String) -> Event {
        let (step, model) = training.run.last_good();
        self.store(training.slot(), model);
        let (run, message) = (training.kind(), Some(message));
        Event::TrainingEnded(TrainingEnded { run, ending: Ending::Diverged, step, message })
    }
}
