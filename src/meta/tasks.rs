//! Where tasks come from during meta-training.

use rand::RngExt;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;

use crate::data::augment::Warp;
use crate::data::{ClassSet, Episode, EpisodeConfig, Labelled, PIXELS, Support};
use crate::error::{Error, Result};

/// An endless stream of tasks.
#[derive(Debug, Clone)]
pub struct Tasks {
    /// What they are drawn from.
    pub set: ClassSet,
    /// Their shape.
    pub config: EpisodeConfig,
    /// How images are deformed, each anew.
    pub warp: Option<Warp>,
    /// What a class is.
    pub kind: Kind,
}

/// What makes images belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Their label.
    Labelled,
    /// Being deformations of one image: a task without labels (UMTRA, Khodadadeh et al. 2019).
    Unlabelled,
    /// Being made of the upper halves of one class and the lower halves of another: classes that
    /// nobody has labelled, from a few that somebody has.
    Halves,
}

impl Tasks {
    /// The next task.
    ///
    /// # Errors
    /// [`Error::Argument`] where there are too few classes or images.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Result<Episode> {
        let mut episode = match self.kind {
            Kind::Labelled => self.config.draw(&self.set, rng)?,
            Kind::Unlabelled => self.unlabelled(rng)?,
            Kind::Halves => self.halves(rng)?,
        };
        if let Some(warp) = self.warp {
            let mut warped = |shown: &Labelled| Labelled {
                images: warp.apply_all(&shown.images, rng),
                labels: shown.labels.clone(),
            };
            let shown = warped(episode.support.shown());
            episode.query = warped(&episode.query);
            episode.support = Support::new(episode.support.ways(), shown)?;
        }
        Ok(episode)
    }

    fn unlabelled(&self, rng: &mut ChaCha8Rng) -> Result<Episode> {
        let classes = &self.set.classes;
        let images = self.set.images();
        let EpisodeConfig { ways, shots, queries } = self.config;
        if images < ways {
            return Err(Error::Argument(format!(
                "A task of {ways} images cannot be drawn from {images}."
            )));
        }
        let (mut shown, mut query) = (Labelled::default(), Labelled::default());
        let mut drawn = Vec::with_capacity(ways);
        for way in 0..ways {
            // An image taken twice would be two ways that nothing tells apart: rare, and noise.
            let mut at = rng.random_range(0..images);
            let class = classes.iter().position(|class| {
                let inside = at < class.len();
                at -= if inside { 0 } else { class.len() };
                inside
            });
            let class = class.expect("counted above");
            let image = classes[class].image(at);
            drawn.push(class);
            (0..shots).for_each(|_| shown.push(&image, way));
            (0..queries).for_each(|_| query.push(&image, way));
        }
        Ok(Episode { classes: drawn, support: Support::new(ways, shown)?, query })
    }

    fn halves(&self, rng: &mut ChaCha8Rng) -> Result<Episode> {
        let classes = &self.set.classes;
        let EpisodeConfig { ways, shots, queries } = self.config;
        let pairs = classes.len() * classes.len();
        if pairs < ways {
            return Err(Error::Argument(format!(
                "A task of {ways} classes cannot be drawn from {pairs} pairs of classes."
            )));
        }
        let (mut shown, mut query) = (Labelled::default(), Labelled::default());
        let mut drawn = Vec::with_capacity(ways);
        for (way, pair) in sample(rng, pairs, ways).iter().enumerate() {
            let (upper, lower) = (&classes[pair / classes.len()], &classes[pair % classes.len()]);
            drawn.push(pair / classes.len());
            for place in 0..shots + queries {
                let upper = upper.image(rng.random_range(0..upper.len()));
                let lower = lower.image(rng.random_range(0..lower.len()));
                let image = [&upper[..PIXELS / 2], &lower[PIXELS / 2..]].concat();
                let to = if place < shots { &mut shown } else { &mut query };
                to.push(&image, way);
            }
        }
        Ok(Episode { classes: drawn, support: Support::new(ways, shown)?, query })
    }

    /// Images as they are, `count · 784` bytes: what a reconstruction is trained on beside the
    /// tasks.
    ///
    /// # Panics
    /// Where the set has no image.
    pub fn images(&self, count: usize, rng: &mut ChaCha8Rng) -> Vec<u8> {
        let mut images = Vec::with_capacity(count * PIXELS);
        for _ in 0..count {
            let class = &self.set.classes[rng.random_range(0..self.set.classes.len())];
            images.extend_from_slice(&class.image(rng.random_range(0..class.len())));
        }
        images
    }
}
