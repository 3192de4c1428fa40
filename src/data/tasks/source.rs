//! Where tasks come from during meta-training.

use rand::RngExt;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;

use super::deformation::Warp;
use crate::data::{ClassSet, Episode, EpisodeConfig, LabelledImages, Support};
use crate::error::{Error, Result};
use crate::image::PIXELS;

/// An endless stream of tasks.
#[derive(Debug, Clone)]
pub struct TaskSource {
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

impl TaskSource {
    /// The next task.
    ///
    /// # Errors
    /// [`Error::Argument`] where there are too few classes or images.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Result<Episode> {
        let still = self.draw_still(rng)?;
        Ok(self.deformed(&still, rng))
    }

    /// The next task before its images are deformed.
    ///
    /// # Errors
    /// As [`TaskSource::draw`].
    pub fn draw_still(&self, rng: &mut ChaCha8Rng) -> Result<Episode> {
        match self.kind {
            Kind::Labelled => self.config.draw(&self.set, rng),
            Kind::Unlabelled => self.unlabelled(rng),
            Kind::Halves => self.halves(rng),
        }
    }

    /// The same task with every image deformed.
    pub fn deformed(&self, still: &Episode, rng: &mut ChaCha8Rng) -> Episode {
        let mut warped = |shown: &LabelledImages| LabelledImages {
            images: match self.warp {
                Some(warp) => warp.apply_all(&shown.images, rng),
                None => shown.images.clone(),
            },
            labels: shown.labels.clone(),
        };
        let support = Support::new(still.support.ways(), warped(still.support.shown()))
            .expect("what was a support is one");
        let (classes, query) = (still.classes.clone(), warped(&still.query));
        Episode { classes, support, query }
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
        let (mut shown, mut query) = (LabelledImages::default(), LabelledImages::default());
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
        let (mut shown, mut query) = (LabelledImages::default(), LabelledImages::default());
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::random::{Purpose, stream};

    const CONFIG: EpisodeConfig = EpisodeConfig { ways: 3, shots: 2, queries: 2 };

    /// Four digits, six images of each; the ink of digit d's image i is `10 d + i` everywhere.
    fn set() -> ClassSet {
        let ink = (0..4u8).flat_map(|digit| (0..6).map(move |image| (digit, 10 * digit + image)));
        let (labels, ink): (Vec<u8>, Vec<u8>) = ink.unzip();
        let images = ink.into_iter().flat_map(|ink| [ink; PIXELS]).collect();
        ClassSet::digits(&Dataset::new(images, labels).unwrap())
    }

    fn drawn(kind: Kind, warp: Option<Warp>) -> Episode {
        let tasks = TaskSource { set: set(), config: CONFIG, warp, kind };
        tasks.draw(&mut stream(1, Purpose::Tasks)).unwrap()
    }

    /// The ink at two pixels of every image of a way, support first.
    fn ink_at(episode: &Episode, way: usize, places: [usize; 2]) -> Vec<[u8; 2]> {
        let all = [episode.support.shown().of(way), episode.query.of(way)].concat();
        all.chunks(PIXELS).map(|image| places.map(|place| image[place])).collect()
    }

    #[test]
    fn a_labelled_way_is_one_digit_and_no_image_comes_twice() {
        let episode = drawn(Kind::Labelled, None);
        for way in 0..3 {
            let mut ink: Vec<u8> = ink_at(&episode, way, [0, 0]).iter().map(|ink| ink[0]).collect();
            assert!(ink.iter().all(|each| each / 10 == ink[0] / 10), "{ink:?}");
            ink.sort_unstable();
            ink.dedup();
            assert_eq!(ink.len(), 4);
        }
    }

    #[test]
    fn an_unlabelled_way_is_one_image_and_each_is_deformed_anew() {
        let episode = drawn(Kind::Unlabelled, None);
        for way in 0..3 {
            let ink = ink_at(&episode, way, [0, PIXELS - 1]);
            assert!(ink.iter().all(|each| *each == ink[0]), "{ink:?}");
        }
        let warped = drawn(Kind::Unlabelled, Some(Warp::STRONG));
        let [one, other] = [0, 1].map(|index| warped.support.shown().image(index).to_vec());
        assert_ne!(one, other, "two shots of one image");
    }

    #[test]
    fn a_task_is_drawn_still_and_then_deformed() {
        let tasks =
            TaskSource { set: set(), config: CONFIG, warp: Some(Warp::STRONG), kind: Kind::Halves };
        let rng = || stream(1, Purpose::Tasks);
        let still = tasks.draw_still(&mut rng()).unwrap();
        assert_eq!(still, drawn(Kind::Halves, None));
        let whole = drawn(Kind::Halves, Some(Warp::STRONG));
        assert_eq!(whole.query.labels, still.query.labels);
        assert_eq!(whole.classes, still.classes);
        assert!((0..still.query.len()).all(|at| whole.query.image(at) != still.query.image(at)));
    }

    #[test]
    fn a_way_of_halves_has_one_digit_above_and_one_below() {
        let episode = drawn(Kind::Halves, None);
        let pairs: Vec<[u8; 2]> = (0..3)
            .map(|way| {
                let digits: Vec<[u8; 2]> = ink_at(&episode, way, [0, PIXELS - 1])
                    .iter()
                    .map(|ink| ink.map(|ink| ink / 10))
                    .collect();
                assert!(digits.iter().all(|each| *each == digits[0]), "{digits:?}");
                digits[0]
            })
            .collect();
        assert!(pairs[0] != pairs[1] && pairs[1] != pairs[2] && pairs[0] != pairs[2], "{pairs:?}");
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        for (kind, ways) in [(Kind::Labelled, 5), (Kind::Unlabelled, 25), (Kind::Halves, 17)] {
            let config = EpisodeConfig { ways, ..CONFIG };
            let tasks = TaskSource { set: set(), config, warp: None, kind };
            let refused = tasks.draw(&mut stream(1, Purpose::Tasks));
            assert!(matches!(refused, Err(Error::Argument(_))), "{kind:?}");
        }
    }
}
