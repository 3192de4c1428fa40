//! The tasks of a run: where they are drawn from, and what is made of them on the device.

use burn::tensor::{Device, Tensor};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::data::tasks::deformation::Warp;
use crate::data::tasks::source::{Kind, TaskSource};
use crate::data::{ClassSet, Episode, EpisodeConfig, LabelledImages};
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::meta::objective::{Batch, Learner};
use crate::model::Vae;
use crate::protocol::meta_hyper::{Deformation, MetaHyper};
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, pixels};

/// Images that are reconstructed beside a task for prototypes.
const BESIDE: usize = 64;

/// An endless stream of tasks of several kinds, and of noise.
pub struct Tasks {
    /// Each with its share of the tasks, above 0.
    sources: Vec<(f64, TaskSource)>,
    rng: ChaCha8Rng,
    noise: ChaCha8Rng,
    /// Of the model that learns them: numbers of noise an image.
    latents: usize,
    device: Device,
}

/// A task that is to be learnt by descent.
pub struct Descended {
    /// What is learnt from.
    pub support: Batch,
    /// What is to be told apart.
    pub query: Batch,
    /// The model before adaptation, its classifier at the support's prototypes.
    pub start: Learner,
}

/// Undeformed images that a step reconstructs beside its task, so that the model stays a VAE.
#[derive(Debug, Clone)]
pub struct Beside {
    /// `[n, 784]`, ink in 0..=1.
    pub images: Tensor<2>,
    /// `[n, latents]`, standard normal.
    pub eps: Tensor<2>,
}

impl Tasks {
    /// Tasks as hyper-parameters ask for them, from the classes of `set`, for a model of so many
    /// latents.
    ///
    /// # Errors
    /// [`Error::Argument`] where such tasks cannot be drawn from it.
    pub fn new(set: &ClassSet, hyper: &MetaHyper, latents: usize, device: &Device) -> Result<Self> {
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
        Ok(Self { sources, rng, noise, latents, device: device.clone() })
    }

    /// Where the streams of tasks and of noise are.
    pub fn place(&self) -> (ChaCha8Rng, ChaCha8Rng) {
        (self.rng.clone(), self.noise.clone())
    }

    /// Goes back to where they were.
    pub fn return_to(&mut self, (rng, noise): (ChaCha8Rng, ChaCha8Rng)) {
        (self.rng, self.noise) = (rng, noise);
    }

    /// Where everything is computed.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The next `count` tasks, their images deformed.
    ///
    /// # Errors
    /// Those of [`TaskSource::draw`].
    pub fn some(&mut self, count: u32) -> Result<Vec<Episode>> {
        (0..count)
            .map(|_| {
                let source = self.source();
                self.sources[source].1.draw(&mut self.rng)
            })
            .collect()
    }

    /// The next task, and beside it, where `beside` says so, undeformed images of the same classes.
    ///
    /// # Errors
    /// Those of [`TaskSource::draw`].
    pub fn one_with_images(&mut self, beside: bool) -> Result<(Episode, Option<Beside>)> {
        let source = self.source();
        let tasks = &self.sources[source].1;
        let episode = tasks.draw(&mut self.rng)?;
        let images = beside.then(|| tasks.images(BESIDE, &mut self.rng));
        Ok((episode, images.map(|images| self.beside(&images))))
    }

    /// The next task, and beside it its queries before they were deformed, in the same order.
    ///
    /// # Errors
    /// Those of [`TaskSource::draw`].
    pub fn one_with_still_queries(&mut self) -> Result<(Episode, Beside)> {
        let source = self.source();
        let tasks = &self.sources[source].1;
        let still = tasks.draw_still(&mut self.rng)?;
        let episode = tasks.deformed(&still, &mut self.rng);
        Ok((episode, self.beside(&still.query.images)))
    }

    /// A task on the device, at the start of a descent from `model`.
    ///
    /// # Errors
    /// [`Error::Device`] where the device cannot be read.
    pub async fn descended(&mut self, model: &Vae, episode: &Episode) -> Result<Descended> {
        let mut batch = |shown: &LabelledImages| {
            let width = model.latents();
            let eps = normal(&mut self.noise, shown.len() * width);
            let eps = latents(eps, width, &self.device);
            Batch::new(shown, eps, &self.device)
        };
        let (support, query) = (batch(episode.support.shown()), batch(&episode.query));
        let start = Learner::begin(model, &support, episode.support.ways()).await?;
        Ok(Descended { support, query, start })
    }

    /// `images`: `n · 784` bytes.
    fn beside(&mut self, images: &[u8]) -> Beside {
        let eps = normal(&mut self.noise, images.len() / PIXELS * self.latents);
        let (images, eps) =
            (pixels(images, &self.device), latents(eps, self.latents, &self.device));
        Beside { images, eps }
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
