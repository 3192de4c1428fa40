//! The sizes of a convolution and the order of its weights.

/// Height and width of every kernel here.
pub const KERNEL: usize = 4;
/// Taps of a kernel.
pub const TAPS: usize = KERNEL * KERNEL;

/// A convolution with a kernel of 4, a stride of 2 and a padding of 1, and its transpose: both
/// join a wide side of `[n, 2·height, 2·width, wide_channels]` to a narrow one of
/// `[n, height, width, narrow_channels]`, by weights of `[4, 4, wide_channels, narrow_channels]`.
///
/// A `Conv2d` goes down, from wide to narrow; a `ConvTranspose2d` goes up. The input gradient of
/// each is the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv {
    /// Height of the narrow side.
    pub height: usize,
    /// Width of the narrow side.
    pub width: usize,
    /// Channels of the wide side: 1 or a multiple of 16.
    pub wide_channels: usize,
    /// Channels of the narrow side: a multiple of 16.
    pub narrow_channels: usize,
}

impl Conv {
    /// Numbers of an image on the wide side.
    pub const fn wide_size(self) -> usize {
        4 * self.height * self.width * self.wide_channels
    }

    /// Numbers of an image on the narrow side.
    pub const fn narrow_size(self) -> usize {
        self.height * self.width * self.narrow_channels
    }

    /// How many weights there are.
    pub const fn weights(self) -> usize {
        TAPS * self.wide_channels * self.narrow_channels
    }

    /// The shape of the weights.
    pub const fn weight_shape(self) -> [usize; 4] {
        [KERNEL, KERNEL, self.wide_channels, self.narrow_channels]
    }

    /// `(y, x)` of every pixel of the narrow side.
    pub fn narrow_pixels(self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.height).flat_map(move |y| (0..self.width).map(move |x| (y, x)))
    }

    /// `[taps, narrow, wide]` to `[taps, wide, narrow]`.
    pub fn swap_channels(self, weights: &[f32]) -> Vec<f32> {
        let (wide, narrow) = (self.wide_channels, self.narrow_channels);
        let mut swapped = Vec::with_capacity(weights.len());
        for tap in weights.chunks(wide * narrow) {
            for channel in 0..wide {
                swapped.extend(tap.iter().skip(channel).step_by(wide));
            }
        }
        swapped
    }

    /// The weights that a wide pixel of one parity meets, `[2, 2, narrow, wide]`: the narrow
    /// pixels in their order, so the taps backwards. `phase` is `(y % 2) · 2 + x % 2`.
    ///
    /// Wide row `y` is tap `k` of narrow row `s` where `y = 2s + k − 1`: an even one meets taps 3
    /// and 1, an odd one 2 and 0.
    pub fn phase_weights(self, weights: &[f32], phase: usize) -> Vec<f32> {
        let (wide, narrow) = (self.wide_channels, self.narrow_channels);
        let taps = |odd: usize| [3 - odd, 1 - odd];
        let mut taken = Vec::with_capacity(4 * wide * narrow);
        for y in taps(phase / 2) {
            for x in taps(phase % 2) {
                let tap = &weights[(y * KERNEL + x) * wide * narrow..][..wide * narrow];
                for channel in 0..narrow {
                    taken.extend(tap.iter().skip(channel).step_by(narrow));
                }
            }
        }
        taken
    }
}
