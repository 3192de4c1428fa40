//! The kernels on the CPU, on plain slices: what burn's CPU backend is given for the layers in
//! which a training step spends its time.
//!
//! The only unsafe code of the crate is here, for raw pointers in the innermost loops.
#![allow(unsafe_code)]

mod adam;
mod conv;
mod dense;
mod exponential;
mod lanes;
mod loss;
mod patch;
mod rows;
#[cfg(test)]
mod tests;
mod tile;
mod unwritten;

pub use adam::adam;
pub use dense::Dense;
pub use loss::{
    cross_entropy_gradient, divergence_gradient, elbo_parts, elbo_rows, latent, latent_gradient,
};
pub use rows::{column_sums, mask};

use super::shape::Conv;
use lanes::dispatch;
use unwritten::written;

impl Conv {
    /// The wide side down to the narrow one.
    ///
    /// # Shapes
    /// `wide`: `[n, 2h, 2w, wide]`, `w`: `[4, 4, wide, narrow]`, `bias`: `[narrow]`. Answer:
    /// `[n, h, w, narrow]`; negative results are zero with `relu`.
    pub fn down(self, wide: &[f32], w: &[f32], bias: Option<&[f32]>, relu: bool) -> Vec<f32> {
        self.check(wide.len() / self.wide_size(), Some(wide), None, Some(w));
        assert!(bias.is_none_or(|bias| bias.len() == self.narrow_channels));
        // SAFETY: both write every number.
        unsafe {
            written(wide.len() / self.wide_size() * self.narrow_size(), |narrow| {
                match self.wide_channels {
                    1 => dispatch(patch::Down { conv: self, wide, w, bias, relu, narrow }),
                    _ => dispatch(conv::Down { conv: self, wide, w, bias, relu, narrow }),
                }
            })
        }
    }

    /// The narrow side up to the wide one.
    ///
    /// # Shapes
    /// `narrow`: `[n, h, w, narrow]`, `w`: `[4, 4, wide, narrow]`, `bias`: `[wide]`. Answer:
    /// `[n, 2h, 2w, wide]`.
    pub fn up(self, narrow: &[f32], w: &[f32], bias: Option<&[f32]>, relu: bool) -> Vec<f32> {
        self.check(narrow.len() / self.narrow_size(), None, Some(narrow), Some(w));
        assert!(bias.is_none_or(|bias| bias.len() == self.wide_channels));
        match self.wide_channels {
            1 => patch::up(self, narrow, w, bias, relu),
            _ => conv::up(self, narrow, w, bias, relu),
        }
    }

    /// The weights' gradient, in both directions: what each weight met on the two sides.
    ///
    /// # Shapes
    /// Answer: `[4, 4, wide, narrow]`.
    pub fn correlate(self, wide: &[f32], narrow: &[f32]) -> Vec<f32> {
        self.check(wide.len() / self.wide_size(), Some(wide), Some(narrow), None);
        match self.wide_channels {
            1 => patch::correlate(self, wide, narrow),
            _ => conv::correlate(self, wide, narrow),
        }
    }

    /// The loops read through pointers: whatever they are given is checked here.
    fn check(self, n: usize, wide: Option<&[f32]>, narrow: Option<&[f32]>, w: Option<&[f32]>) {
        assert!(self.height > 1 && self.width > 1, "{self:?}");
        assert!(self.narrow_channels.is_multiple_of(16), "{self:?}");
        assert!(self.wide_channels == 1 || self.wide_channels.is_multiple_of(16), "{self:?}");
        assert!(wide.is_none_or(|wide| wide.len() == n * self.wide_size()));
        assert!(narrow.is_none_or(|narrow| narrow.len() == n * self.narrow_size()));
        assert!(w.is_none_or(|w| w.len() == self.weights()));
    }
}
