//! The convolution whose wide side has one channel: through patches of 16 pixels, image by image,
//! since one channel gives a vector nothing to hold.

use super::conv::panels;
use super::lanes::{Lanes, Work, dispatch};
use super::tile::{self, Ends, ROWS, Run, Segment, Start, columns};
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
    let mut wide = vec![bias.map_or(0.0, |bias| bias[0]); n * conv.wide_size()];
    dispatch(Up { conv, narrow, w, wide: &mut wide });
    if relu {
        wide.iter_mut().for_each(|x| *x = if *x < 0.0 { 0.0 } else { *x });
    }
    wide
}

/// See [`Conv::correlate`].
pub(super) fn correlate(conv: Conv, wide: &[f32], narrow: &[f32]) -> Vec<f32> {
    let mut sums = vec![0.0; conv.weights()];
    dispatch(Correlate { conv, wide, narrow, sums: &mut sums });
    // [narrow, taps] to [taps, narrow].
    (0..TAPS).flat_map(|tap| sums.iter().skip(tap).step_by(TAPS).copied()).collect()
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
        let (conv, channels) = (self.conv, self.conv.narrow_channels);
        let panels = panels::<L>(self.w, TAPS, channels);
        let mut patches = vec![0.0; conv.height * conv.width * TAPS];
        for (image, wide) in self.wide.chunks(conv.wide_size()).enumerate() {
            gather(conv, wide, &mut patches);
            for (column, panel) in
                (0..).step_by(columns::<L>()).zip(panels.chunks(TAPS * columns::<L>()))
            {
                let start = self.bias.map_or(Start::Zero, |b| Start::Bias(b[column..].as_ptr()));
                // SAFETY: a patch has 16 numbers, a narrow pixel `channels`.
                unsafe {
                    tile::products::<L>(
                        conv.height * conv.width,
                        |r| patches.as_ptr().add(r * TAPS),
                        (panel.as_ptr(), columns::<L>()),
                        &[Segment { a: 0, b: 0, terms: TAPS }],
                        |r| self.narrow.add(image * conv.narrow_size() + r * channels + column),
                        Ends { start, relu: self.relu },
                    );
                }
            }
        }
    }
}

struct Up<'a> {
    conv: Conv,
    narrow: &'a [f32],
    w: &'a [f32],
    wide: &'a mut [f32],
}

impl Work for Up<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let (conv, channels) = (self.conv, self.conv.narrow_channels);
        let transposed: Vec<f32> =
            (0..channels).flat_map(|c| self.w.iter().skip(c).step_by(channels).copied()).collect();
        let panels = panels::<L>(&transposed, channels, TAPS);
        let mut patches = vec![0.0; conv.height * conv.width * TAPS];
        let images =
            self.narrow.chunks(conv.narrow_size()).zip(self.wide.chunks_mut(conv.wide_size()));
        for (narrow, wide) in images {
            let sums = patches.as_mut_ptr();
            for (column, panel) in
                (0..).step_by(columns::<L>()).zip(panels.chunks(channels * columns::<L>()))
            {
                // SAFETY: as in `Down`, with the sides exchanged.
                unsafe {
                    tile::products::<L>(
                        conv.height * conv.width,
                        |r| narrow.as_ptr().add(r * channels),
                        (panel.as_ptr(), columns::<L>()),
                        &[Segment { a: 0, b: 0, terms: channels }],
                        |r| sums.add(r * TAPS + column),
                        Ends { start: Start::Zero, relu: false },
                    );
                }
            }
            scatter(conv, &patches, wide);
        }
    }
}

struct Correlate<'a> {
    conv: Conv,
    wide: &'a [f32],
    narrow: &'a [f32],
    /// `[narrow channels, taps]`.
    sums: &'a mut [f32],
}

impl Work for Correlate<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let (conv, channels) = (self.conv, self.conv.narrow_channels);
        let pixels = conv.height * conv.width;
        let mut patches = vec![0.0; pixels * TAPS];
        let sums = self.sums.as_mut_ptr();
        let images = self.wide.chunks(conv.wide_size()).zip(self.narrow.chunks(conv.narrow_size()));
        for (wide, narrow) in images {
            gather(conv, wide, &mut patches);
            for channel in (0..channels).step_by(ROWS) {
                for column in (0..TAPS).step_by(columns::<L>()) {
                    // SAFETY: a patch has 16 numbers, a narrow pixel `channels`, and there are
                    // `pixels` of both.
                    unsafe {
                        tile::outer::<L, ROWS>(
                            (narrow.as_ptr().add(channel), channels),
                            (patches.as_ptr().add(column), TAPS),
                            &[Run { a: 0, b: 0, terms: pixels }],
                            |r| sums.add((channel + r) * TAPS + column),
                            Start::Stored,
                        );
                    }
                }
            }
        }
    }
}

/// The 4×4 pixels that each narrow pixel sees, zero outside: `[height, width, taps]`.
#[inline(always)]
fn gather(conv: Conv, wide: &[f32], patches: &mut [f32]) {
    each_row(conv, |y, tap_y, row| {
        let patches = &mut patches[y * conv.width * TAPS..][..conv.width * TAPS];
        for (x, patch) in patches.as_chunks_mut::<TAPS>().0.iter_mut().enumerate() {
            let taps = &mut patch[tap_y * KERNEL..][..KERNEL];
            let Some(row) = row.map(|row| &wide[row * 2 * conv.width..][..2 * conv.width]) else {
                taps.fill(0.0);
                continue;
            };
            taps[0] = if x == 0 { 0.0 } else { row[2 * x - 1] };
            taps[1] = row[2 * x];
            taps[2] = row[2 * x + 1];
            taps[3] = if x + 1 == conv.width { 0.0 } else { row[2 * x + 2] };
        }
    });
}

/// Adds every patch to the pixels that it was cut from.
#[inline(always)]
fn scatter(conv: Conv, patches: &[f32], wide: &mut [f32]) {
    each_row(conv, |y, tap_y, row| {
        let Some(row) = row else { return };
        let row = &mut wide[row * 2 * conv.width..][..2 * conv.width];
        let patches = &patches[y * conv.width * TAPS..][..conv.width * TAPS];
        for (x, patch) in patches.as_chunks::<TAPS>().0.iter().enumerate() {
            let taps = &patch[tap_y * KERNEL..][..KERNEL];
            if x > 0 {
                row[2 * x - 1] += taps[0];
            }
            row[2 * x] += taps[1];
            row[2 * x + 1] += taps[2];
            if x + 1 < conv.width {
                row[2 * x + 2] += taps[3];
            }
        }
    });
}

/// Calls with each narrow row, each tap's row, and the wide row on which that lies, if on any.
#[inline(always)]
fn each_row(conv: Conv, mut each: impl FnMut(usize, usize, Option<usize>)) {
    for y in 0..conv.height {
        for tap in 0..KERNEL {
            let row = (2 * y + tap).checked_sub(1).filter(|row| *row < 2 * conv.height);
            each(y, tap, row);
        }
    }
}
