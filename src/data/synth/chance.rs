//! Random draws that are the same on every platform.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::data::CLASSES;

/// One image's source of randomness.
pub(super) struct Chance(ChaCha8Rng);

impl Chance {
    /// For image `index`: a stream of its own, so no image depends on how much another drew.
    pub fn of_image(seed: u64, index: u64) -> Self {
        Self::stream(seed, 2 * index)
    }

    /// For what ten images in a row share.
    pub fn of_ten(seed: u64, index: u64) -> Self {
        Self::stream(seed, 2 * index + 1)
    }

    fn stream(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// Evenly from [0, 1).
    pub fn unit(&mut self) -> f32 {
        // 24 bits: what an f32 holds exactly.
        (self.0.next_u32() >> 8) as f32 / (1 << 24) as f32
    }

    /// Evenly from [`low`, `high`).
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + self.unit() * (high - low)
    }

    /// Bell-shaped with mean 0 and deviation 1, never beyond 3: a sum of four even draws. A true
    /// normal would need a logarithm, which platforms round differently, and has tails in which no
    /// digit can be read.
    pub fn bell(&mut self) -> f32 {
        let sum = self.unit() + self.unit() + self.unit() + self.unit();
        (sum - 2.0) * 3.0f32.sqrt()
    }

    /// Evenly from 0 to `count - 1`.
    pub fn index(&mut self, count: usize) -> usize {
        ((self.unit() * count as f32) as usize).min(count - 1)
    }

    /// The ten digits in random order.
    pub fn order(&mut self) -> [u8; CLASSES as usize] {
        let mut order = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        for last in (1..order.len()).rev() {
            order.swap(last, self.index(last + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bells_have_mean_zero_and_deviation_one() {
        let mut chance = Chance::of_image(1, 1);
        let draws: Vec<f32> = (0..20_000).map(|_| chance.bell()).collect();
        let mean = draws.iter().sum::<f32>() / 20_000.0;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / 20_000.0;
        assert!(mean.abs() < 0.03, "{mean}");
        assert!((variance - 1.0).abs() < 0.04, "{variance}");
        assert!(draws.iter().all(|x| x.abs() < 3.5));
    }

    #[test]
    fn orders_are_permutations_and_differ() {
        let orders: Vec<_> = (0..50).map(|n| Chance::of_ten(1, n).order()).collect();
        for order in &orders {
            let mut sorted = *order;
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        }
        assert!(orders.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn every_index_comes_up() {
        let mut chance = Chance::of_image(3, 3);
        let mut seen = [0; 7];
        (0..700).for_each(|_| seen[chance.index(7)] += 1);
        assert!(seen.iter().all(|&count| count > 60), "{seen:?}");
    }
}
