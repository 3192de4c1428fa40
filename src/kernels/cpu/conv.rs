//! Convolutions with a kernel of 4, a stride of 2 and a padding of 1, and their transposes, on
//! images with the channels last.
//!
//! Such a convolution joins a wide side of `2h × 2w` pixels to a narrow one of `h × w`. A tile's
//! rows are one pixel of several images: they all meet the same edge of the image, so a tap that
//! lies outside is skipped and not multiplied by zero, which saves 9 % of the work.

use super::lanes::{Lanes, Work};
use super::reach::{Rows, RowsMut, Run, Runs, Segment};
use super::tile::{self, Initial, ROWS, columns};
use super::unwritten::Unwritten;
use crate::kernels::shape::{Conv, KERNEL, TAPS};

/// See [`Conv::down`].
pub(super) struct Down<'a> {
    pub conv: Conv,
    pub n: usize,
    pub wide: &'a [f32],
    pub w: &'a [f32],
    pub bias: Option<&'a [f32]>,
    pub relu: bool,
}

impl Work for Down<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Vec<f32> {
        let (conv, channels) = (self.conv, self.conv.narrow_channels());
        let depth = TAPS * conv.wide_channels();
        let panels = panels::<L>(self.w, depth, channels);
        let wide = Rows { numbers: self.wide, stride: conv.wide_size() };
        let mut segments = [Segment::default(); KERNEL];
        let mut count = 0;
        let mut narrow = Unwritten::new(1, self.n, conv.narrow_size(), columns::<L>());
        while let Some((_, at, block)) = narrow.next() {
            let (pixel, column) = (at / channels, at % channels);
            if column == 0 {
                count = taps_of(conv, pixel / conv.width(), pixel % conv.width(), &mut segments);
            }
            let panel = &panels[column * depth..][..columns::<L>() * depth];
            let start = initial(self.bias, column);
            tile::products::<L>(wide, panel, &segments[..count], start, self.relu, block);
        }
        narrow.finish()
    }
}

/// Where a narrow pixel meets the wide side and the weights: a segment for each row of taps.
#[inline(always)]
fn taps_of(conv: Conv, y: usize, x: usize, segments: &mut [Segment; KERNEL]) -> usize {
    let channels = conv.wide_channels();
    let row = 2 * conv.width() * channels;
    let (rows, across) = (taps_inside(y, conv.height()), taps_inside(x, conv.width()));
    let count = rows.len();
    for (segment, tap) in segments.iter_mut().zip(rows) {
        *segment = Segment {
            a: (2 * y + tap - 1) * row + (2 * x + across.start - 1) * channels,
            b: (tap * KERNEL + across.start) * channels,
            terms: across.len() * channels,
        };
    }
    count
}

/// See [`Conv::up`].
pub(super) struct Up<'a> {
    pub conv: Conv,
    pub n: usize,
    pub narrow: &'a [f32],
    pub w: &'a [f32],
    pub bias: Option<&'a [f32]>,
    pub relu: bool,
}

impl Work for Up<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Vec<f32> {
        let (conv, channels) = (self.conv, self.conv.wide_channels());
        // A wide pixel meets two taps an axis, those of its parity: four small convolutions.
        let depth = 4 * conv.narrow_channels();
        let phases: [Vec<f32>; 4] = core::array::from_fn(|phase| {
            panels::<L>(&conv.phase_weights(self.w, phase), depth, channels)
        });
        let narrow = Rows { numbers: self.narrow, stride: conv.narrow_size() };
        let mut segments = [Segment::default(); 2];
        let (mut count, mut phase) = (0, 0);
        let mut wide = Unwritten::new(1, self.n, conv.wide_size(), columns::<L>());
        while let Some((_, at, block)) = wide.next() {
            let (pixel, column) = (at / channels, at % channels);
            if column == 0 {
                let (y, x) = (pixel / (2 * conv.width()), pixel % (2 * conv.width()));
                count = sources_of(conv, y, x, &mut segments);
                phase = (y % 2) * 2 + x % 2;
            }
            let panel = &phases[phase][column * depth..][..columns::<L>() * depth];
            let start = initial(self.bias, column);
            tile::products::<L>(narrow, panel, &segments[..count], start, self.relu, block);
        }
        wide.finish()
    }
}

/// Where a wide pixel meets the narrow side and its phase's weights: a segment for each row.
#[inline(always)]
fn sources_of(conv: Conv, y: usize, x: usize, segments: &mut [Segment; 2]) -> usize {
    let channels = conv.narrow_channels();
    let (rows, across) = (sources(y, conv.height()), sources(x, conv.width()));
    let count = rows.len();
    for (segment, source) in segments.iter_mut().zip(rows) {
        let skipped = (source + 1 - y.div_ceil(2)) * 2 + across.start + 1 - x.div_ceil(2);
        *segment = Segment {
            a: (source * conv.width() + across.start) * channels,
            b: skipped * channels,
            terms: across.len() * channels,
        };
    }
    count
}

/// See [`Conv::correlate`]. Answers with `[taps, narrow channels, wide channels]`.
pub(super) struct Correlate<'a> {
    pub conv: Conv,
    pub wide: &'a [f32],
    pub narrow: &'a [f32],
}

impl Work for Correlate<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Vec<f32> {
        let conv = self.conv;
        let (wide_channels, channels) = (conv.wide_channels(), conv.narrow_channels());
        let row = 2 * conv.width() * wide_channels;
        let images = self.wide.chunks(conv.wide_size()).zip(self.narrow.chunks(conv.narrow_size()));
        let mut runs = Runs::new(channels, 2 * wide_channels, conv.height());
        let mut sums = vec![0.0; conv.weights()];
        for (wide, narrow) in images {
            for (tap, sums) in sums.chunks_exact_mut(wide_channels * channels).enumerate() {
                let (tap_y, tap_x) = (tap / KERNEL, tap % KERNEL);
                let (rows, across) =
                    (pixels_inside(tap_y, conv.height()), pixels_inside(tap_x, conv.width()));
                runs.set(rows.map(|y| Run {
                    a: (y * conv.width() + across.start) * channels,
                    b: (2 * y + tap_y - 1) * row + (2 * across.start + tap_x - 1) * wide_channels,
                    terms: across.len(),
                }));
                for channel in (0..channels).step_by(ROWS) {
                    for column in (0..wide_channels).step_by(columns::<L>()) {
                        let sums = RowsMut { numbers: sums, stride: wide_channels }
                            .from(channel * wide_channels + column);
                        tile::add_outer::<L>(&narrow[channel..], &wide[column..], &runs, sums);
                    }
                }
            }
        }
        sums
    }
}

/// `[depth, width]` as panels of a tile's columns.
#[inline(always)]
pub(super) fn panels<L: Lanes>(w: &[f32], depth: usize, width: usize) -> Vec<f32> {
    let mut panels = Vec::with_capacity(w.len());
    for column in (0..width).step_by(columns::<L>()) {
        for term in 0..depth {
            panels.extend_from_slice(&w[term * width + column..][..columns::<L>()]);
        }
    }
    panels
}

/// Where the sums of a tile start that begins in `column`.
#[inline(always)]
pub(super) fn initial(bias: Option<&[f32]>, column: usize) -> Initial<'_> {
    bias.map_or(Initial::Zero, |bias| Initial::Bias(&bias[column..]))
}

/// The taps of narrow pixel `at` that lie inside the wide side.
fn taps_inside(at: usize, size: usize) -> core::ops::Range<usize> {
    usize::from(at == 0)..KERNEL - usize::from(at + 1 == size)
}

/// The narrow pixels of which tap `tap` lies inside the wide side.
fn pixels_inside(tap: usize, size: usize) -> core::ops::Range<usize> {
    usize::from(tap == 0)..size - usize::from(tap + 1 == KERNEL)
}

/// The narrow pixels that wide pixel `at` takes part in: two, but for the first and the last.
fn sources(at: usize, size: usize) -> core::ops::Range<usize> {
    at.div_ceil(2).saturating_sub(1)..(at.div_ceil(2) + 1).min(size)
}
