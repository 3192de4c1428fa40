//! Feature-wise linear modulation (Perez et al. 2018): scales and shifts that something else
//! generates.

use burn::tensor::Tensor;

use super::{HIDDEN, MODULATED};

/// Scales and shifts for the three hidden layers of one half of the model.
#[derive(Debug, Clone)]
pub struct Film(Tensor<2>);

/// Where a layer's numbers are among the generated ones: `channels` scales from `first` on, and
/// behind them as many shifts.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    first: usize,
    channels: usize,
}

impl Film {
    /// The layer of 14×14 pixels.
    pub const OUTER: Place = Place { first: 0, channels: 32 };
    /// The layer of 7×7 pixels.
    pub const INNER: Place = Place { first: 64, channels: 64 };
    /// The layer without pixels.
    pub const HIDDEN: Place = Place { first: 192, channels: HIDDEN };

    /// # Shapes
    /// `generated`: `[n, 704]`, or `[1, 704]` for every image alike.
    pub fn new(generated: Tensor<2>) -> Self {
        debug_assert_eq!(generated.dims()[1], MODULATED);
        Self(generated)
    }

    /// `(1 + scale) · x + shift`, each channel by its own: a generated 0 changes nothing.
    ///
    /// # Shapes
    /// `x`: `[n, pixels · channels]`, channels last. Answer: the same.
    pub fn modulate(&self, x: Tensor<2>, place: Place) -> Tensor<2> {
        let Place { first, channels } = place;
        let [n, width] = x.dims();
        let [rows, _] = self.0.dims();
        let part = |start| {
            let part = self.0.clone().narrow(1, start, channels);
            part.reshape([rows, 1, channels])
        };
        let x = x.reshape([n, width / channels, channels]);
        let y = x * (part(first) + 1.0) + part(first + channels);
        y.reshape([n, width])
    }
}
