//! Dynamic binarisation: what a run may do to its images before each step sees them.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::protocol::Hyper;
use crate::random::{Purpose, stream};

/// Whether a run binarises its images, from a random stream of its own.
pub struct Binarise {
    on: bool,
    rng: ChaCha8Rng,
}

impl Binarise {
    /// What `hyper` asks for.
    pub fn of(hyper: &Hyper) -> Self {
        Self { on: hyper.recipe.binarise, rng: stream(hyper.seed, Purpose::Images) }
    }

    /// `n · 784` bytes as the step sees them.
    pub fn apply(&mut self, images: Vec<u8>) -> Vec<u8> {
        if self.on { binarise(&images, &mut self.rng) } else { images }
    }
}

/// Pixels of 0 and 255, each 255 with the probability that its grey value is.
pub fn binarise(images: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    images.iter().map(|&ink| if rng.random_range(0..255) < ink { 255 } else { 0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Recipe;

    #[test]
    fn binarised_pixels_are_ink_as_often_as_they_are_grey() {
        let mut rng = stream(1, Purpose::Images);
        for grey in [0, 51, 128, 255] {
            let drawn = binarise(&[grey; 20_000], &mut rng);
            assert!(drawn.iter().all(|ink| [0, 255].contains(ink)));
            let share = drawn.iter().filter(|ink| **ink == 255).count() as f64 / 20_000.0;
            // Four standard errors of a share of 20,000 draws.
            assert!((share - f64::from(grey) / 255.0).abs() < 0.015, "{grey}: {share}");
        }
    }

    #[test]
    fn the_plain_recipe_leaves_images_alone_and_binarisation_does_not() {
        let images: Vec<u8> = (0..784u32).map(|i| (i % 251) as u8).collect();
        let changed =
            |recipe| Binarise::of(&Hyper { recipe, ..Hyper::pretrain() }).apply(images.clone());
        assert_eq!(changed(Recipe::default()), images);
        let binary = changed(Recipe { binarise: true, ..Recipe::default() });
        assert!(binary.iter().all(|ink| [0, 255].contains(ink)));
    }
}
