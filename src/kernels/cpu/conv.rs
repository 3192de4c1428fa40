//! Convolutions with a kernel of 4, a stride of 2 and a padding of 1, and their transposes, on
//! images with the channels last.
//!
//! Such a convolution joins a wide side of `2h × 2w` pixels to a narrow one of `h × w`. A tile's
//! rows are one pixel of several images: they all meet the same edge of the image, so a tap that
//! lies outside is skipped and not multiplied by zero, which saves 9 % of the work.

use super::lanes::{Lanes, Work, dispatch};
use super::tile::{self, Ends, ROWS, Run, Segment, Start, columns};
use super::unwritten::written;
use crate::kernels::shape::{Conv, KERNEL, TAPS};

/// See [`Conv::up`].
pub(super) fn up(
    conv: Conv,
    narrow: &[f32],
    w: &[f32],
    bias: Option<&[f32]>,
    relu: bool,
) -> Vec<f32> {
    let n = narrow.len() / conv.narrow_size();
    // SAFETY: `Up` writes every pixel's every channel.
    unsafe {
        written(n * conv.wide_size(), |wide| {
            dispatch(Up { conv, n, narrow, w, bias, relu, wide });
        })
    }
}

/// See [`Conv::correlate`].
pub(super) fn correlate(conv: Conv, wide: &[f32], narrow: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0; conv.weights()];
    dispatch(Correlate { conv, wide, narrow, sums: &mut sums });
    conv.swap_channels(&sums)
}

/// See [`Conv::down`]. Writes every pixel's every channel.
pub(super) struct Down<'a> {
    pub conv: Conv,
    pub wide: &'a [f32],
    pub w: &'a [f32],
    pub bias: Option<&'a [f32]>,
    pub relu: bool,
    pub narrow: *mut f32,
}

impl Work for Down<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let conv = self.conv;
        let n = self.wide.len() / conv.wide_size();
        let depth = TAPS * conv.wide_channels;
        let panels = panels::<L>(self.w, depth, conv.narrow_channels);
        let row = 2 * conv.width * conv.wide_channels;
        for (y, x) in conv.narrow_pixels() {
            let (rows, across) = (taps_inside(y, conv.height), taps_inside(x, conv.width));
            let mut segments = [Segment { a: 0, b: 0, terms: 0 }; KERNEL];
            let mut count = 0;
            for tap in rows {
                segments[count] = Segment {
                    a: (2 * y + tap - 1) * row + (2 * x + across.start - 1) * conv.wide_channels,
                    b: (tap * KERNEL + across.start) * conv.wide_channels,
                    terms: across.len() * conv.wide_channels,
                };
                count += 1;
            }
            let pixel = (y * conv.width + x) * conv.narrow_channels;
            for (column, panel) in
                (0..).step_by(columns::<L>()).zip(panels.chunks(depth * columns::<L>()))
            {
                // SAFETY: the segments lie inside an image, and there are n of them on each side.
                unsafe {
                    tile::products::<L>(
                        n,
                        |r| self.wide.as_ptr().add(r * conv.wide_size()),
                        (panel.as_ptr(), columns::<L>()),
                        &segments[..count],
                        |r| self.narrow.add(r * conv.narrow_size() + pixel + column),
                        Ends { start: bias(self.bias, column), relu: self.relu },
                    );
                }
            }
        }
    }
}

struct Up<'a> {
    conv: Conv,
    n: usize,
    narrow: &'a [f32],
    w: &'a [f32],
    bias: Option<&'a [f32]>,
    relu: bool,
    wide: *mut f32,
}

impl Work for Up<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let conv = self.conv;
        // A wide pixel meets two taps an axis, those of its parity: four small convolutions.
        let depth = 4 * conv.narrow_channels;
        let phases: [Vec<f32>; 4] = core::array::from_fn(|phase| {
            panels::<L>(&conv.phase_weights(self.w, phase), depth, conv.wide_channels)
        });
        for y in 0..2 * conv.height {
            for x in 0..2 * conv.width {
                let (rows, across) = (sources(y, conv.height), sources(x, conv.width));
                let mut segments = [Segment { a: 0, b: 0, terms: 0 }; 2];
                let mut count = 0;
                for source in rows.clone() {
                    let skipped =
                        (source + 1 - y.div_ceil(2)) * 2 + across.start + 1 - x.div_ceil(2);
                    segments[count] = Segment {
                        a: (source * conv.width + across.start) * conv.narrow_channels,
                        b: skipped * conv.narrow_channels,
                        terms: across.len() * conv.narrow_channels,
                    };
                    count += 1;
                }
                let panels = &phases[(y % 2) * 2 + x % 2];
                let pixel = (y * 2 * conv.width + x) * conv.wide_channels;
                for (column, panel) in
                    (0..).step_by(columns::<L>()).zip(panels.chunks(depth * columns::<L>()))
                {
                    // SAFETY: as in `Down`.
                    unsafe {
                        tile::products::<L>(
                            self.n,
                            |r| self.narrow.as_ptr().add(r * conv.narrow_size()),
                            (panel.as_ptr(), columns::<L>()),
                            &segments[..count],
                            |r| self.wide.add(r * conv.wide_size() + pixel + column),
                            Ends { start: bias(self.bias, column), relu: self.relu },
                        );
                    }
                }
            }
        }
    }
}

struct Correlate<'a> {
    conv: Conv,
    wide: &'a [f32],
    narrow: &'a [f32],
    /// `[taps, narrow channels, wide channels]`.
    sums: &'a mut [f32],
}

impl Work for Correlate<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let conv = self.conv;
        let row = 2 * conv.width * conv.wide_channels;
        let images = self.wide.chunks(conv.wide_size()).zip(self.narrow.chunks(conv.narrow_size()));
        let mut runs = Vec::with_capacity(conv.height);
        for (wide, narrow) in images {
            for tap in 0..TAPS {
                let (tap_y, tap_x) = (tap / KERNEL, tap % KERNEL);
                let (rows, across) =
                    (pixels_inside(tap_y, conv.height), pixels_inside(tap_x, conv.width));
                runs.clear();
                runs.extend(rows.map(|y| Run {
                    a: (y * conv.width + across.start) * conv.narrow_channels,
                    b: (2 * y + tap_y - 1) * row
                        + (2 * across.start + tap_x - 1) * conv.wide_channels,
                    terms: across.len(),
                }));
                let sums =
                    self.sums[tap * conv.narrow_channels * conv.wide_channels..].as_mut_ptr();
                for channel in (0..conv.narrow_channels).step_by(ROWS) {
                    for column in (0..conv.wide_channels).step_by(columns::<L>()) {
                        // SAFETY: the runs lie inside an image, and the tile inside the tap.
                        unsafe {
                            tile::outer::<L, ROWS>(
                                (narrow.as_ptr().add(channel), conv.narrow_channels),
                                (wide.as_ptr().add(column), 2 * conv.wide_channels),
                                &runs,
                                |r| sums.add((channel + r) * conv.wide_channels + column),
                                Start::Stored,
                            );
                        }
                    }
                }
            }
        }
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

#[inline(always)]
fn bias(bias: Option<&[f32]>, column: usize) -> Start {
    bias.map_or(Start::Zero, |bias| Start::Bias(bias[column..].as_ptr()))
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
