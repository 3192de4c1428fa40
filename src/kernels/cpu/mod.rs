//! The kernels on the CPU, on plain slices: what burn's CPU backend is given for the layers in
//! which a training step spends its time.
//!
//! The only unsafe code of the crate is here: `tile.rs` reads and writes through raw pointers in
//! the innermost loops, `lanes.rs` has the instructions for it, `unwritten.rs` the memory. Every
//! safe function may be called with anything: what does not fit panics. Miri runs them all
//! (`tests/small.rs`).
#![allow(unsafe_code)]

mod adam;
mod conv;
mod dense;
mod exponential;
mod lanes;
mod loss;
mod patch;
mod reach;
mod rows;
#[cfg(test)]
mod tests;
mod tile;
mod unwritten;

pub(crate) use adam::adam;
pub(crate) use loss::{
    cross_entropy_gradient, divergence_gradient, elbo_parts, elbo_rows, latent, latent_gradient,
};
pub(crate) use rows::{column_sums, mask};

use super::shape::{Conv, TAPS, numbers};
use lanes::dispatch;

impl Conv {
    /// The wide side down to the narrow one.
    ///
    /// # Shapes
    /// `wide`: `[n, 2h, 2w, wide]`, `w`: `[4, 4, wide, narrow]`, `bias`: `[narrow]`. Answer:
    /// `[n, h, w, narrow]`; negative results are zero with `relu`.
    pub(crate) fn down(
        self,
        wide: &[f32],
        w: &[f32],
        bias: Option<&[f32]>,
        relu: bool,
    ) -> Vec<f32> {
        let n = self.images(wide, self.wide_size());
        self.check(w, bias, self.narrow_channels());
        match self.wide_channels() {
            1 => dispatch(patch::Down { conv: self, n, wide, w, bias, relu }),
            _ => dispatch(conv::Down { conv: self, n, wide, w, bias, relu }),
        }
    }

    /// The narrow side up to the wide one.
    ///
    /// # Shapes
    /// `narrow`: `[n, h, w, narrow]`, `w`: `[4, 4, wide, narrow]`, `bias`: `[wide]`. Answer:
    /// `[n, 2h, 2w, wide]`.
    pub(crate) fn up(
        self,
        narrow: &[f32],
        w: &[f32],
        bias: Option<&[f32]>,
        relu: bool,
    ) -> Vec<f32> {
        let n = self.images(narrow, self.narrow_size());
        self.check(w, bias, self.wide_channels());
        match self.wide_channels() {
            1 => dispatch(patch::Up { conv: self, n, narrow, w, bias, relu }),
            _ => dispatch(conv::Up { conv: self, n, narrow, w, bias, relu }),
        }
    }

    /// The weights' gradient, in both directions: what each weight met on the two sides.
    ///
    /// # Shapes
    /// Answer: `[4, 4, wide, narrow]`.
    pub(crate) fn correlate(self, wide: &[f32], narrow: &[f32]) -> Vec<f32> {
        let n = self.images(wide, self.wide_size());
        assert_eq!(self.images(narrow, self.narrow_size()), n, "sides of two batches: {self:?}");
        match self.wide_channels() {
            // [narrow, taps] to [taps, narrow].
            1 => {
                let sums = dispatch(patch::Correlate { conv: self, wide, narrow });
                (0..TAPS).flat_map(|tap| sums.iter().skip(tap).step_by(TAPS).copied()).collect()
            }
            _ => self.swap_channels(&dispatch(conv::Correlate { conv: self, wide, narrow })),
        }
    }

    /// How many images of that size a side has.
    fn images(self, side: &[f32], size: usize) -> usize {
        let n = side.len() / size;
        assert!(n * size == side.len(), "a side is not whole images of {self:?}");
        // The other side may be the larger one.
        let fits =
            [self.wide_size(), self.narrow_size()].iter().all(|s| numbers(&[n, *s]).is_some());
        assert!(fits, "a batch of {self:?} is larger than memory");
        n
    }

    fn check(self, w: &[f32], bias: Option<&[f32]>, channels: usize) {
        assert!(w.len() == self.weights(), "the weights are not those of {self:?}");
        assert!(bias.is_none_or(|b| b.len() == channels), "the bias is not that of {self:?}");
    }
}
