//! Few-shot tasks: N classes with K labelled images each, and images to be told apart.

use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;

use super::class_set::ClassSet;
use crate::error::{Error, Result};
use crate::image::PIXELS;

/// Images with labels that count from 0 within one task.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelledImages {
    /// `n · 784` bytes.
    pub images: Vec<u8>,
    /// n labels, each below the task's number of ways.
    pub labels: Vec<usize>,
}

impl LabelledImages {
    /// Images, each with its label.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Adds an image.
    pub fn push(&mut self, image: &[u8], label: usize) {
        self.images.extend_from_slice(image);
        self.labels.push(label);
    }

    /// The 784 bytes of one image.
    ///
    /// # Panics
    /// Where `index` is not below [`len`](Self::len), as slices do.
    pub fn image(&self, index: usize) -> &[u8] {
        &self.images[index * PIXELS..(index + 1) * PIXELS]
    }

    /// # Errors
    /// [`Error::Argument`] where a label is not below `ways`, or there are other than 784 bytes a
    /// label.
    pub fn check(&self, ways: usize) -> Result<()> {
        if self.images.len() != self.len() * PIXELS {
            return Err(Error::Argument(format!(
                "{} labels need {} bytes of images, not {}.",
                self.len(),
                self.len() * PIXELS,
                self.images.len()
            )));
        }
        match self.labels.iter().find(|label| **label >= ways) {
            None => Ok(()),
            Some(label) => Err(Error::Argument(format!(
                "Label {label} is not one of this task's {ways} classes."
            ))),
        }
    }

    /// The images with that label, one after the other.
    pub fn of(&self, label: usize) -> Vec<u8> {
        let places = (0..self.len()).filter(|&index| self.labels[index] == label);
        places.flat_map(|index| self.image(index)).copied().collect()
    }
}

/// What a method may learn a task from: at least one image of every way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    ways: usize,
    shown: LabelledImages,
}

impl Support {
    /// # Errors
    /// [`Error::Argument`] where a label is not below `ways`, a way has no image, or there are
    /// other than 784 bytes a label.
    pub fn new(ways: usize, shown: LabelledImages) -> Result<Self> {
        shown.check(ways)?;
        let mut counts = vec![0; ways];
        shown.labels.iter().for_each(|&label| counts[label] += 1);
        match counts.iter().position(|count| *count == 0) {
            _ if ways == 0 => Err(Error::Argument("A task needs a class at least.".into())),
            Some(way) => Err(Error::Argument(format!("Class {} has no image yet.", way + 1))),
            None => Ok(Self { ways, shown }),
        }
    }

    /// Number of classes.
    pub fn ways(&self) -> usize {
        self.ways
    }

    /// The images and labels.
    pub fn shown(&self) -> &LabelledImages {
        &self.shown
    }

    /// `n · 784` bytes.
    pub fn images(&self) -> &[u8] {
        &self.shown.images
    }

    /// n labels.
    pub fn labels(&self) -> &[usize] {
        &self.shown.labels
    }
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// Which class of the set each way is.
    pub classes: Vec<usize>,
    /// What may be learnt from.
    pub support: Support,
    /// What is to be told apart; no image of it is in the support.
    pub query: LabelledImages,
}

/// The shape of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpisodeConfig {
    /// Classes.
    pub ways: usize,
    /// Labelled images of each class.
    pub shots: usize,
    /// Most images of each class to be told apart; fewer where a class has no more.
    pub queries: usize,
}

impl EpisodeConfig {
    /// Draws a task: classes, and images within each, without replacement.
    ///
    /// # Errors
    /// [`Error::Argument`] where the set has too few classes, or too few of them have an image
    /// more than the shots.
    pub fn draw(&self, set: &ClassSet, rng: &mut ChaCha8Rng) -> Result<Episode> {
        let Self { ways, shots, queries } = *self;
        let large = |class: &usize| set.classes[*class].len() > shots;
        let usable: Vec<usize> = (0..set.classes.len()).filter(large).collect();
        if ways == 0 || shots == 0 || queries == 0 || usable.len() < ways {
            return Err(Error::Argument(format!(
                "A task of {ways} classes with {shots} image(s) each and some to be told apart \
                 cannot be drawn: {} of {} classes have more than {shots}.",
                usable.len(),
                set.classes.len(),
            )));
        }
        let classes: Vec<_> = sample(rng, usable.len(), ways).iter().map(|at| usable[at]).collect();
        let (mut shown, mut query) = (LabelledImages::default(), LabelledImages::default());
        for (way, &class) in classes.iter().enumerate() {
            let class = &set.classes[class];
            let taken = class.len().min(shots + queries);
            for (place, index) in sample(rng, class.len(), taken).iter().enumerate() {
                let to = if place < shots { &mut shown } else { &mut query };
                to.push(&class.image(index), way);
            }
        }
        Ok(Episode { classes, support: Support::new(ways, shown)?, query })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::data::tasks::class_set::Class;
    use rand_chacha::rand_core::SeedableRng;

    /// Class c has images whose first two bytes are c and a number of their own.
    fn set(sizes: &[u8]) -> ClassSet {
        let class = |(name, size): (usize, &u8)| {
            let image = |n| [&[name as u8, n][..], &[0; PIXELS - 2]].concat();
            Class::new(name.to_string(), "", (0..*size).flat_map(image).collect()).unwrap()
        };
        ClassSet { classes: sizes.iter().enumerate().map(class).collect() }
    }

    #[test]
    fn an_episode_has_distinct_classes_and_no_image_twice() {
        let set = set(&[20, 3, 20, 20, 20, 20]);
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..50 {
            let config = EpisodeConfig { ways: 5, shots: 4, queries: 15 };
            let Episode { classes, support, query } = config.draw(&set, &mut rng).unwrap();
            assert!(!classes.contains(&1), "a class of three cannot show four");
            assert_eq!(classes.iter().collect::<HashSet<_>>().len(), 5);
            assert_eq!((support.shown().len(), query.len()), (20, 75));
            let mut seen = HashSet::new();
            for part in [support.shown(), &query] {
                for (index, &label) in part.labels.iter().enumerate() {
                    let image = part.image(index);
                    assert_eq!(usize::from(image[0]), classes[label]);
                    assert!(seen.insert((image[0], image[1])), "no image twice");
                }
            }
        }
    }

    #[test]
    fn a_seed_fixes_an_episode_and_what_cannot_be_drawn_is_said() {
        let draw = |seed| {
            let config = EpisodeConfig { ways: 2, shots: 1, queries: 1 };
            config.draw(&set(&[9, 9, 9]), &mut ChaCha8Rng::seed_from_u64(seed)).unwrap()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        let config = EpisodeConfig { ways: 3, shots: 5, queries: 1 };
        let error = config.draw(&set(&[9, 5, 9]), &mut ChaCha8Rng::seed_from_u64(1)).unwrap_err();
        assert!(error.to_string().contains("2 of 3 classes have more than 5"), "{error}");
    }

    #[test]
    fn a_support_has_every_class() {
        let image = [0; PIXELS];
        let mut shown = LabelledImages::default();
        assert!(Support::new(0, shown.clone()).is_err());
        shown.push(&image, 1);
        let error = Support::new(2, shown.clone()).unwrap_err();
        assert_eq!(error.to_string(), "Class 1 has no image yet.");
        shown.push(&image, 0);
        assert_eq!(Support::new(2, shown.clone()).unwrap().shown().of(0), image);
        assert!(Support::new(1, shown.clone()).is_err(), "label 1 of one way");
        shown.images.pop();
        assert!(Support::new(2, shown).is_err());
    }
}
