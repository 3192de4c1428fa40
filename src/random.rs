//! Standard normal noise, drawn on the host: a seed then means the same draws on every device.

use rand::distr::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rand_distr::StandardNormal;

/// What a random stream is for. Streams of one seed are independent.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
pub enum Purpose {
    /// The order of the images.
    Order = 1,
    /// The posterior's samples during training.
    Posterior = 2,
    /// The posterior's samples during evaluation.
    Evaluation = 3,
    /// Samples that the visitor asks for.
    Samples = 4,
    /// Deformations of training images, and their binarisation.
    Images = 5,
    /// Few-shot tasks.
    Tasks = 6,
    /// What is added to a support.
    Augmentation = 7,
    /// Fresh weights of small networks.
    Weights = 8,
    /// Deformations under which an image is looked at.
    Views = 9,
}

/// The random stream of a seed for a purpose.
pub fn stream(seed: u32, purpose: Purpose) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    rng.set_stream(purpose as u64);
    rng
}

/// `count` standard normal numbers.
pub fn normal(rng: &mut ChaCha8Rng, count: usize) -> Vec<f32> {
    StandardNormal.sample_iter(rng).take(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_fixed_by_seed_and_purpose_and_are_standard_normal() {
        let draw = |seed, purpose| normal(&mut stream(seed, purpose), 20_000);
        let x = draw(3, Purpose::Posterior);
        assert_eq!(x, draw(3, Purpose::Posterior));
        assert_ne!(x, draw(3, Purpose::Evaluation));
        assert_ne!(x, draw(4, Purpose::Posterior));
        let mean = x.iter().sum::<f32>() / x.len() as f32;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / x.len() as f32;
        // Four standard errors of a mean and of a variance of 20,000 draws.
        assert!(mean.abs() < 0.029 && (variance - 1.0).abs() < 0.04, "{mean} {variance}");
    }
}
