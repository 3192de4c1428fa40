//! A meta-training run. The caller drives it, step by step.

use burn::tensor::Device;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::maml::Order;
use super::{Beside, TaskLosses, gradient, hypernetwork, prototypes};
use crate::data::tasks::deformation::Warp;
use crate::data::tasks::source::{Kind, TaskSource};
use crate::data::{ClassSet, Episode, EpisodeConfig};
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::meta::inner::{Descent, Inner, Part};
use crate::meta::objective::Objective;
use crate::model::state::CONDITIONED;
use crate::model::{Conditioned, LATENTS, StateDict, Vae};
use crate::protocol::meta::MetaLosses;
use crate::protocol::meta_hyper::{Algorithm, Deformation, MetaHyper};
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, pixels};
use crate::train::optimised::Optimised;
use crate::train::schedule::cosine;

/// Images a step reconstructs beside its task.
const BESIDE: usize = 64;

/// What a run trains.
enum Model {
    Adam(Box<Optimised<Vae>>),
    Reptile(Box<Vae>),
    Hyper(Box<Optimised<Conditioned>>),
}

/// What a run has trained.
#[derive(Debug, Clone)]
pub enum Trained {
    /// A VAE.
    Vae(Box<Vae>),
    /// A VAE with its hypernetwork.
    Conditioned(Box<Conditioned>),
}

/// A run under way. Dropping it is stopping it.
pub struct MetaRun {
    hyper: MetaHyper,
    sources: Vec<(f64, TaskSource)>,
    model: Model,
    step: u32,
    rng: ChaCha8Rng,
    noise: ChaCha8Rng,
    device: Device,
}

impl MetaRun {
    /// A run from a copy of `start`, over tasks drawn from `set`.
    ///
    /// # Errors
    /// [`Error::Argument`] where the tasks that are asked for cannot be drawn from `set`.
    pub fn new(
        start: &Trained,
        set: &ClassSet,
        hyper: &MetaHyper,
        device: &Device,
    ) -> Result<Self> {
        let model = match (hyper.algorithm, start) {
            (Algorithm::Hypernetwork, Trained::Conditioned(model)) => {
                Model::Hyper(Box::new(Optimised::new(&**model)))
            }
            (Algorithm::Reptile, Trained::Vae(model)) => Model::Reptile(model.clone()),
            (Algorithm::Hypernetwork, Trained::Vae(_)) | (_, Trained::Conditioned(_)) => {
                return Err(Error::State(
                    "These weights are of another kind of model than the algorithm trains.".into(),
                ));
            }
            (_, Trained::Vae(model)) => Model::Adam(Box::new(Optimised::new(&**model))),
        };
        let mut rng = stream(hyper.seed, Purpose::Tasks);
        let sources = sources(set, hyper);
        if sources.is_empty() {
            return Err(Error::Argument("No share of the tasks is above 0.".into()));
        }
        for (_, tasks) in &sources {
            tasks.draw(&mut rng.clone())?;
        }
        // So that a seed's first task is not the one that was tried out.
        let _: u64 = rng.random();
        let noise = stream(hyper.seed, Purpose::Posterior);
        let (hyper, device) = (hyper.clone(), device.clone());
        Ok(Self { hyper, sources, model, step: 0, rng, noise, device })
    }

    /// Steps in all.
    pub fn steps(&self) -> u32 {
        self.hyper.steps
    }

    /// Steps taken.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Whether all steps are taken.
    pub fn is_complete(&self) -> bool {
        self.step >= self.hyper.steps
    }

    /// The model as it stands.
    pub fn model(&self) -> Trained {
        match &self.model {
            Model::Adam(outer) => Trained::Vae(Box::new(outer.model())),
            Model::Reptile(model) => Trained::Vae(model.clone()),
            Model::Hyper(outer) => Trained::Conditioned(Box::new(outer.model())),
        }
    }

    /// Takes one step.
    ///
    /// # Errors
    /// [`Error::Diverged`] where the loss is not finite: the weights are those of before the step
    /// that brought it about no longer. [`Error::Device`] where the device cannot be read.
    pub async fn advance(&mut self) -> Result<MetaLosses> {
        let rate = match self.hyper.algorithm {
            // Linearly to nothing, as its authors do.
            Algorithm::Reptile => {
                self.hyper.learning_rate * (1.0 - f64::from(self.step) / f64::from(self.steps()))
            }
            _ => self.hyper.learning_rate * cosine(self.step, self.steps()),
        };
        let objective =
            Objective { cross_entropy_weight: self.hyper.classify, elbo_weight: self.hyper.elbo };
        let losses = match self.hyper.algorithm {
            Algorithm::Prototypes => self.prototypes_step(rate).await?,
            Algorithm::Hypernetwork => self.hyper_step(rate).await?,
            Algorithm::Reptile => {
                let inner = self.inner(objective, Part::Whole, Descent::Adam);
                self.reptile_step(&inner, rate).await?
            }
            Algorithm::FirstOrderMaml => {
                let inner = self.inner(objective.of_tasks(), Part::Whole, Descent::Plain);
                self.maml_step(&inner, (Order::First, objective), rate).await?
            }
            Algorithm::SecondOrderMaml => {
                let inner = self.inner(objective.of_tasks(), Part::Whole, Descent::Plain);
                self.maml_step(&inner, (Order::SecondByDifferences, objective), rate).await?
            }
            Algorithm::Anil => {
                let inner = self.inner(objective.of_tasks(), Part::Head, Descent::Plain);
                self.maml_step(&inner, (Order::First, objective), rate).await?
            }
        };
        self.step += 1;
        let TaskLosses { before, after, accuracy, elbo } = losses;
        let finite = after.is_finite() && elbo.is_none_or(|elbo| elbo.total.is_finite());
        if !finite {
            return Err(Error::Diverged(format!(
                "Meta-training stopped: the loss was no longer a number at step {}. Try a smaller \
                 learning rate.",
                self.step
            )));
        }
        Ok(MetaLosses { step: self.step, before, after, accuracy, elbo })
    }

    fn inner(&self, objective: Objective, part: Part, descent: Descent) -> Inner {
        let MetaHyper { inner_steps, inner_rate, .. } = self.hyper;
        Inner { steps: inner_steps as usize, rate: inner_rate as f32, objective, part, descent }
    }

    async fn prototypes_step(&mut self, rate: f64) -> Result<TaskLosses> {
        let (episode, tasks) = self.draw()?;
        let beside = (self.hyper.elbo > 0.0).then(|| {
            let images = self.sources[tasks].1.images(BESIDE, &mut self.rng);
            self.beside(&images)
        });
        let Model::Adam(outer) = &mut self.model else { unreachable!("checked at the start") };
        prototypes::step(outer, &episode, beside, rate, &self.device).await
    }

    async fn hyper_step(&mut self, rate: f64) -> Result<TaskLosses> {
        let source = self.source();
        let tasks = &self.sources[source].1;
        let still = tasks.draw_still(&mut self.rng)?;
        let episode = tasks.deformed(&still, &mut self.rng);
        let beside = self.beside(&still.query.images);
        let Model::Hyper(outer) = &mut self.model else { unreachable!("checked at the start") };
        hypernetwork::step(outer, &episode, beside, rate, &self.device).await
    }

    /// `images` (`n · 784` bytes) to be reconstructed beside a task.
    fn beside(&mut self, images: &[u8]) -> Beside {
        let eps = normal(&mut self.noise, images.len() / PIXELS * LATENTS);
        let (images, eps) = (pixels(images, &self.device), latents(eps, &self.device));
        Beside { images, eps, weight: self.hyper.elbo }
    }

    async fn maml_step(
        &mut self,
        inner: &Inner,
        outer_loss: (Order, Objective),
        rate: f64,
    ) -> Result<TaskLosses> {
        let episodes = self.draw_some()?;
        let Model::Adam(outer) = &mut self.model else { unreachable!("checked at the start") };
        let (noise, device) = (&mut self.noise, &self.device);
        gradient::maml_step(outer, &episodes, inner, outer_loss, rate, noise, device).await
    }

    async fn reptile_step(&mut self, inner: &Inner, rate: f64) -> Result<TaskLosses> {
        let episodes = self.draw_some()?;
        let Model::Reptile(model) = &mut self.model else { unreachable!("checked at the start") };
        let (noise, device) = (&mut self.noise, &self.device);
        let (next, losses) =
            gradient::reptile_step(model, &episodes, inner, rate, noise, device).await?;
        **model = next;
        Ok(losses)
    }

    fn draw_some(&mut self) -> Result<Vec<Episode>> {
        (0..self.hyper.tasks).map(|_| self.draw().map(|(episode, _)| episode)).collect()
    }

    /// A task, and which source it is of.
    fn draw(&mut self) -> Result<(Episode, usize)> {
        let chosen = self.source();
        Ok((self.sources[chosen].1.draw(&mut self.rng)?, chosen))
    }

    /// Which source the next task is of.
    fn source(&mut self) -> usize {
        let all: f64 = self.sources.iter().map(|(share, _)| share).sum();
        let mut at = self.rng.random_range(0.0..all);
        let chosen = self.sources.iter().position(|(share, _)| {
            at -= share;
            at < 0.0
        });
        // Rounding may leave the last one a hair short.
        chosen.unwrap_or(self.sources.len() - 1)
    }
}

/// What tasks are drawn from, with their shares.
fn sources(set: &ClassSet, hyper: &MetaHyper) -> Vec<(f64, TaskSource)> {
    let mixture = hyper.mixture;
    let turned = if mixture.turns { set.with_turns() } else { set.clone() };
    let config = EpisodeConfig {
        ways: hyper.ways as usize,
        shots: hyper.shots as usize,
        queries: hyper.queries as usize,
    };
    let warp = match hyper.deformation {
        Deformation::None => None,
        Deformation::Mild => Some(Warp::MILD),
        Deformation::Strong => Some(Warp::STRONG),
    };
    let pairs = turned.classes.len() * turned.classes.len();
    [
        // A class a way; in pairs, their square.
        (mixture.labelled, turned.clone(), Kind::Labelled, turned.classes.len()),
        (mixture.unlabelled, set.clone(), Kind::Unlabelled, set.images()),
        (mixture.halves, turned, Kind::Halves, pairs),
    ]
    .into_iter()
    .filter(|(share, ..)| *share > 0.0)
    .map(|(share, set, kind, most)| {
        let config = EpisodeConfig { ways: config.ways.min(most), ..config };
        (share, TaskSource { set, config, warp, kind })
    })
    .collect()
}

impl Trained {
    /// A model of the kind that an algorithm trains, from a VAE's weights.
    pub fn start(algorithm: Algorithm, vae: &StateDict, seed: u32, device: &Device) -> Self {
        match algorithm {
            Algorithm::Hypernetwork => Self::of_state(&StateDict::conditioned(vae, seed), device),
            _ => Self::of_state(vae, device),
        }
    }

    /// The model of whichever kind these weights are of.
    pub fn of_state(state: &StateDict, device: &Device) -> Self {
        match state.layout().len() == CONDITIONED.len() {
            true => Self::Conditioned(Box::new(Conditioned::from_state(state, device))),
            false => Self::Vae(Box::new(Vae::from_state(state, device))),
        }
    }

    /// Reads every weight back.
    ///
    /// # Errors
    /// [`Error::Device`] where the device cannot be read.
    pub async fn state(&self) -> Result<StateDict> {
        match self {
            Self::Vae(model) => model.state().await,
            Self::Conditioned(model) => model.state().await,
        }
    }
}
