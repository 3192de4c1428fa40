//! The sizes of the layers, checked once, and the order of a convolution's weights.

/// Height and width of every kernel here.
pub(crate) const KERNEL: usize = 4;
/// Taps of a kernel.
pub(crate) const TAPS: usize = KERNEL * KERNEL;

/// What channels come in, and what a linear layer's numbers are filled up to: the columns of the
/// widest tile.
const MULTIPLE: usize = 16;

/// How many numbers `sizes` span; `None` where no memory holds as many.
pub(crate) const fn numbers(sizes: &[usize]) -> Option<usize> {
    let mut count: usize = 1;
    let mut at = 0;
    while at < sizes.len() {
        count = match count.checked_mul(sizes[at]) {
            Some(count) => count,
            None => return None,
        };
        at += 1;
    }
    // What a slice of them may have at most.
    if count > isize::MAX as usize / size_of::<f32>() { None } else { Some(count) }
}

/// A convolution with a kernel of 4, a stride of 2 and a padding of 1, and its transpose: both
/// join a wide side of `[n, 2·height, 2·width, wide_channels]` to a narrow one of
/// `[n, height, width, narrow_channels]`, by weights of `[4, 4, wide_channels, narrow_channels]`.
///
/// A `Conv2d` goes down, from wide to narrow; a `ConvTranspose2d` goes up. The input gradient of
/// each is the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conv {
    height: usize,
    width: usize,
    wide_channels: usize,
    narrow_channels: usize,
}

impl Conv {
    /// A convolution whose narrow side has `height × width` pixels. No size that a method answers
    /// with overflows.
    ///
    /// # Panics
    /// Where `height` or `width` is below 2, `wide_channels` neither 1 nor a multiple of 16,
    /// `narrow_channels` no multiple of 16, a size zero, or a side or the weights of one image
    /// larger than memory.
    pub const fn new(
        height: usize,
        width: usize,
        wide_channels: usize,
        narrow_channels: usize,
    ) -> Self {
        assert!(height >= 2 && width >= 2, "a convolution's narrow side is 2 × 2 pixels at least");
        assert!(
            wide_channels == 1 || is_multiple(wide_channels),
            "the wide side has 1 channel or a multiple of 16"
        );
        assert!(is_multiple(narrow_channels), "the narrow side has a multiple of 16 channels");
        let fits = numbers(&[4, height, width, wide_channels]).is_some()
            && numbers(&[height, width, narrow_channels]).is_some()
            && numbers(&[TAPS, wide_channels, narrow_channels]).is_some();
        assert!(fits, "a convolution is larger than memory");
        Self { height, width, wide_channels, narrow_channels }
    }

    /// Height of the narrow side.
    pub const fn height(self) -> usize {
        self.height
    }

    /// Width of the narrow side.
    pub const fn width(self) -> usize {
        self.width
    }

    /// Channels of the wide side.
    pub const fn wide_channels(self) -> usize {
        self.wide_channels
    }

    /// Channels of the narrow side.
    pub const fn narrow_channels(self) -> usize {
        self.narrow_channels
    }

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

    /// `[taps, narrow, wide]` to `[taps, wide, narrow]`.
    pub(crate) fn swap_channels(self, weights: &[f32]) -> Vec<f32> {
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
    pub(crate) fn phase_weights(self, weights: &[f32], phase: usize) -> Vec<f32> {
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

/// A linear layer on a batch: `[rows, inputs]` by weights of `[inputs, outputs]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dense {
    rows: usize,
    inputs: usize,
    outputs: usize,
}

impl Dense {
    /// A layer of `inputs` and `outputs` numbers a row. No rows are an empty batch, whose answer is
    /// empty and whose gradients are zero. No product of two of the sizes overflows.
    ///
    /// # Panics
    /// Where `inputs` or `outputs` is zero, or batch, answer or weights are larger than memory once
    /// they are [`filled`](Self::filled).
    pub const fn new(rows: usize, inputs: usize, outputs: usize) -> Self {
        assert!(inputs > 0 && outputs > 0, "a linear layer joins some numbers to some");
        let (wide, high) = (filled(inputs), filled(outputs));
        let fits = numbers(&[rows, wide]).is_some()
            && numbers(&[rows, high]).is_some()
            && numbers(&[wide, high]).is_some();
        assert!(fits, "a linear layer is larger than memory");
        Self { rows, inputs, outputs }
    }

    /// The layer that tiles take, with zeros behind this one's inputs and outputs up to multiples of
    /// 16.
    pub const fn filled(self) -> Self {
        Self { rows: self.rows, inputs: filled(self.inputs), outputs: filled(self.outputs) }
    }

    pub const fn rows(self) -> usize {
        self.rows
    }

    pub const fn inputs(self) -> usize {
        self.inputs
    }

    pub const fn outputs(self) -> usize {
        self.outputs
    }
}

const fn is_multiple(size: usize) -> bool {
    size > 0 && size.is_multiple_of(MULTIPLE)
}

const fn filled(size: usize) -> usize {
    match size.checked_next_multiple_of(MULTIPLE) {
        Some(multiple) => multiple,
        // More than any memory holds.
        None => usize::MAX,
    }
}
