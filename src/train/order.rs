//! The order in which images are seen: one shuffled pass after another.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::random::{Purpose, stream};

/// An endless stream of indices, in shuffled passes.
///
/// A batch may span the end of one pass and the start of the next, so that every batch has the
/// same size (a new shape costs a GPU new kernels) and no image is left out.
#[derive(Debug, Clone)]
pub struct Order {
    rng: ChaCha8Rng,
    pass: Vec<usize>,
    next: usize,
}

impl Order {
    /// The order that belongs to a seed.
    pub fn new(seed: u32) -> Self {
        Self { rng: stream(seed, Purpose::Order), pass: Vec::new(), next: 0 }
    }

    /// The next `count` indices below `images`.
    ///
    /// `images` may change from call to call (shards arrive): a pass that has begun keeps the
    /// number it began with, unless the number shrank, which starts a new pass.
    ///
    /// # Panics
    /// Where `images` is 0.
    pub fn take(&mut self, count: usize, images: usize) -> Vec<usize> {
        assert!(images > 0, "an order needs images");
        if self.pass.len() > images {
            self.pass.clear();
            self.next = 0;
        }
        let mut taken = Vec::with_capacity(count);
        while taken.len() < count {
            if self.next == self.pass.len() {
                self.pass = (0..images).collect();
                self.pass.shuffle(&mut self.rng);
                self.next = 0;
            }
            let end = self.pass.len().min(self.next + count - taken.len());
            taken.extend_from_slice(&self.pass[self.next..end]);
            self.next = end;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pass_sees_every_image_once_and_batches_span_passes() {
        let mut order = Order::new(1);
        let seen: Vec<usize> = (0..10).flat_map(|_| order.take(7, 10)).collect();
        for pass in seen.chunks(10) {
            let mut sorted = pass.to_vec();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..10).collect::<Vec<_>>());
        }
        assert_ne!(seen[..10], seen[10..20], "each pass has an order of its own");
        assert_eq!(Order::new(1).take(10, 10), seen[..10], "the seed fixes it");
        assert_ne!(Order::new(2).take(10, 10), seen[..10]);
    }

    #[test]
    fn growing_data_joins_at_the_next_pass_and_shrinking_data_starts_one() {
        let mut order = Order::new(1);
        order.take(3, 5);
        assert!(order.take(2, 9).iter().all(|i| *i < 5), "the pass under way is kept");
        let mut next = order.take(9, 9);
        next.sort_unstable();
        assert_eq!(next, (0..9).collect::<Vec<_>>());
        order.take(1, 9);
        assert!(order.take(20, 2).iter().all(|i| *i < 2));
    }

    #[test]
    fn a_batch_may_be_larger_than_the_data() {
        assert_eq!(Order::new(1).take(7, 1), vec![0; 7]);
    }
}
