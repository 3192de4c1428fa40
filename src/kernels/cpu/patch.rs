//! The convolution whose wide side has one channel: through patches of 16 pixels, image by image,
//! since one channel gives a vector nothing to hold.

use super::conv::{initial, panels};
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
        let panels = panels::<L>(self.w, TAPS, channels);
        let mut patches = vec![0.0; pixels(conv) * TAPS];
        let mut narrow = Unwritten::new(self.n, pixels(conv), channels, columns::<L>());
        while let Some((image, column, block)) = narrow.next() {
            if column == 0 {
                let wide = &self.wide[image * conv.wide_size()..][..conv.wide_size()];
                gather(conv, wide, &mut patches);
            }
            let panel = &panels[column * TAPS..][..columns::<L>() * TAPS];
            let patches = Rows { numbers: &patches, stride: TAPS };
            let start = initial(self.bias, column);
            tile::products::<L>(patches, panel, &[Segment::first(TAPS)], start, self.relu, block);
        }
        narrow.finish()
    }
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
        let (conv, channels) = (self.conv, self.conv.narrow_channels());
        let transposed: Vec<f32> =
            (0..channels).flat_map(|c| self.w.iter().skip(c).step_by(channels).copied()).collect();
        let panels = panels::<L>(&transposed, channels, TAPS);
        let bias = self.bias.map_or(0.0, |bias| bias[0]);
        let mut wide = vec![bias; self.n * conv.wide_size()];
        let images = self.narrow.chunks(conv.narrow_size()).zip(wide.chunks_mut(conv.wide_size()));
        for (narrow, wide) in images {
            let narrow = Rows { numbers: narrow, stride: channels };
            let mut patches = Unwritten::new(1, pixels(conv), TAPS, columns::<L>());
            while let Some((_, column, block)) = patches.next() {
                let panel = &panels[column * channels..][..columns::<L>() * channels];
                let segments = [Segment::first(channels)];
                tile::products::<L>(narrow, panel, &segments, Initial::Zero, false, block);
            }
            scatter(conv, &patches.finish(), wide);
        }
        if self.relu {
            wide.iter_mut().for_each(|x| *x = if *x < 0.0 { 0.0 } else { *x });
        }
        wide
    }
}

/// See [`Conv::correlate`]. Answers with `[narrow channels, taps]`.
pub(super) struct Correlate<'a> {
    pub conv: Conv,
    pub wide: &'a [f32],
    pub narrow: &'a [f32],
}

impl Work for Correlate<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Vec<f32> {
        let (conv, channels) = (self.conv, self.conv.narrow_channels());
        let mut patches = vec![0.0; pixels(conv) * TAPS];
        let mut runs = Runs::new(channels, TAPS, 1);
        runs.set([Run { a: 0, b: 0, terms: pixels(conv) }].into_iter());
        let mut sums = vec![0.0; conv.weights()];
        let images = self.wide.chunks(conv.wide_size()).zip(self.narrow.chunks(conv.narrow_size()));
        for (wide, narrow) in images {
            gather(conv, wide, &mut patches);
            for channel in (0..channels).step_by(ROWS) {
                for column in (0..TAPS).step_by(columns::<L>()) {
                    let sums =
                        RowsMut { numbers: &mut sums, stride: TAPS }.from(channel * TAPS + column);
                    tile::add_outer::<L>(&narrow[channel..], &patches[column..], &runs, sums);
                }
            }
        }
        sums
    }
}

/// Pixels of a narrow image, and so patches of a wide one.
const fn pixels(conv: Conv) -> usize {
    conv.height() * conv.width()
}

/// The 4×4 pixels that each narrow pixel sees, zero outside: `[height, width, taps]`.
#[inline(always)]
fn gather(conv: Conv, wide: &[f32], patches: &mut [f32]) {
    each_row(conv, |y, tap_y, row| {
        let patches = &mut patches[y * conv.width() * TAPS..][..conv.width() * TAPS];
        for (x, patch) in patches.as_chunks_mut::<TAPS>().0.iter_mut().enumerate() {
            let taps = &mut patch[tap_y * KERNEL..][..KERNEL];
            let Some(row) = row.map(|row| &wide[row * 2 * conv.width()..][..2 * conv.width()])
            else {
                taps.fill(0.0);
                continue;
            };
            taps[0] = if x == 0 { 0.0 } else { row[2 * x - 1] };
            taps[1] = row[2 * x];
            taps[2] = row[2 * x + 1];
            taps[3] = if x + 1 == conv.width() { 0.0 } else { row[2 * x + 2] };
        }
    });
}

/// Adds every patch to the pixels that it was cut from.
#[inline(always)]
fn scatter(conv: Conv, patches: &[f32], wide: &mut [f32]) {
    each_row(conv, |y, tap_y, row| {
        let Some(row) = row else { return };
        let row = &mut wide[row * 2 * conv.width()..][..2 * conv.width()];
        let patches = &patches[y * conv.width() * TAPS..][..conv.width() * TAPS];
        for (x, patch) in patches.as_chunks::<TAPS>().0.iter().enumerate() {
            let taps = &patch[tap_y * KERNEL..][..KERNEL];
            if x > 0 {
                row[2 * x - 1] += taps[0];
            }
            row[2 * x] += taps[1];
            row[2 * x + 1] += taps[2];
            if x + 1 < conv.width() {
                row[2 * x + 2] += taps[3];
            }
        }
    });
}

/// Calls with each narrow row, each tap's row, and the wide row on which that lies, if on any.
#[inline(always)]
fn each_row(conv: Conv, mut each: impl FnMut(usize, usize, Option<usize>)) {
    for y in 0..conv.height() {
        for tap in 0..KERNEL {
            let row = (2 * y + tap).checked_sub(1).filter(|row| *row < 2 * conv.height());
            each(y, tap, row);
        }
    }
}
