//! Linear layers: `x · w + b` and the gradients of it.
//!
//! Tiles take multiples of 16 numbers. The two layers that join other ones, to and from a few latents,
//! get zeros behind their numbers: a copy of some kilobytes, and a product that stays a hundredth of
//! a step.

use std::borrow::Cow;

use super::lanes::{Lanes, Work, dispatch};
use super::reach::{Rows, RowsMut, Run, Runs, Segment};
use super::tile::{self, Initial, ROWS, columns};
use super::unwritten::Unwritten;
use crate::kernels::shape::Dense;

/// Terms of a sum that a packed panel holds: 13 kB of it with eight columns, which leaves room in
/// a first-level cache for the rows that it meets.
const DEPTH: usize = 392;

impl Dense {
    /// `y = x · w + bias`, and negative results as zero with `relu`.
    ///
    /// # Shapes
    /// `x`: `[rows, inputs]`, `w`: `[inputs, outputs]`, `bias`: `[outputs]`. Answer:
    /// `[rows, outputs]`.
    pub(crate) fn forward(self, x: &[f32], w: &[f32], bias: &[f32], relu: bool) -> Vec<f32> {
        self.check(Some(x), Some(w), None);
        assert_eq!(bias.len(), self.outputs());
        let sizes = self.filled();
        let (x, w) = (self.fill_inputs(x), self.fill_weights(w));
        let bias = self.fill_outputs(bias);
        let y = dispatch(Forward { sizes, x: &x, w: &w, bias: &bias, relu });
        cut(y, self.rows(), sizes.outputs(), self.outputs())
    }

    /// The gradient with respect to `x`: `g · wᵀ`.
    ///
    /// # Shapes
    /// `g`: `[rows, outputs]`. Answer: `[rows, inputs]`.
    pub(crate) fn input_gradient(self, g: &[f32], w: &[f32]) -> Vec<f32> {
        self.check(None, Some(w), Some(g));
        let sizes = self.filled();
        let (g, w) = (self.fill_outputs(g), self.fill_weights(w));
        let gx = dispatch(InputGradient { sizes, g: &g, w: &w });
        cut(gx, self.rows(), sizes.inputs(), self.inputs())
    }

    /// The gradient with respect to `w`: `xᵀ · g`.
    ///
    /// # Shapes
    /// Answer: `[inputs, outputs]`.
    pub(crate) fn weight_gradient(self, x: &[f32], g: &[f32]) -> Vec<f32> {
        self.check(Some(x), None, Some(g));
        let sizes = self.filled();
        let (x, g) = (self.fill_inputs(x), self.fill_outputs(g));
        let gw = dispatch(WeightGradient { sizes, x: &x, g: &g });
        cut(gw, self.inputs(), sizes.outputs(), self.outputs())
    }

    fn fill_inputs(self, rows: &[f32]) -> Cow<'_, [f32]> {
        fill(rows, self.inputs(), self.filled().inputs())
    }

    fn fill_outputs(self, rows: &[f32]) -> Cow<'_, [f32]> {
        fill(rows, self.outputs(), self.filled().outputs())
    }

    fn fill_weights(self, w: &[f32]) -> Cow<'_, [f32]> {
        let mut w = self.fill_outputs(w);
        let filled = self.filled();
        if filled.inputs() > self.inputs() {
            w.to_mut().resize(filled.inputs() * filled.outputs(), 0.0);
        }
        w
    }

    fn check(self, x: Option<&[f32]>, w: Option<&[f32]>, y: Option<&[f32]>) {
        let (rows, inputs, outputs) = (self.rows(), self.inputs(), self.outputs());
        assert!(x.is_none_or(|x| x.len() == rows * inputs), "x is not that of {self:?}");
        assert!(w.is_none_or(|w| w.len() == inputs * outputs), "w is not that of {self:?}");
        assert!(y.is_none_or(|y| y.len() == rows * outputs), "y is not that of {self:?}");
    }
}

struct Forward<'a> {
    sizes: Dense,
    x: &'a [f32],
    w: &'a [f32],
    bias: &'a [f32],
    relu: bool,
}

impl Work for Forward<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Vec<f32> {
        let (rows, inputs, outputs) =
            (self.sizes.rows(), self.sizes.inputs(), self.sizes.outputs());
        let mut panel = vec![0.0; DEPTH.min(inputs) * columns::<L>()];
        let mut y = Unwritten::new(1, rows, outputs, columns::<L>());
        let terms = DEPTH.min(inputs);
        while let Some((_, column, block)) = y.next() {
            pack_rows::<L>(&self.w[column..], outputs, terms, &mut panel);
            let x = Rows { numbers: self.x, stride: inputs };
            let bias = Initial::Bias(&self.bias[column..]);
            let relu = self.relu && terms == inputs;
            tile::products::<L>(x, &panel, &[Segment::first(terms)], bias, relu, block);
        }
        let mut y = y.finish();
        for first in (DEPTH..inputs).step_by(DEPTH) {
            let terms = DEPTH.min(inputs - first);
            for column in (0..outputs).step_by(columns::<L>()) {
                pack_rows::<L>(&self.w[first * outputs + column..], outputs, terms, &mut panel);
                let x = Rows { numbers: self.x, stride: inputs }.from(first);
                let relu = self.relu && first + terms == inputs;
                let y = RowsMut { numbers: &mut y, stride: outputs }.from(column);
                tile::add_products::<L>(x, &panel, &[Segment::first(terms)], rows, relu, y);
            }
        }
        y
    }
}

struct InputGradient<'a> {
    sizes: Dense,
    g: &'a [f32],
    w: &'a [f32],
}

impl Work for InputGradient<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Vec<f32> {
        let (rows, inputs, outputs) =
            (self.sizes.rows(), self.sizes.inputs(), self.sizes.outputs());
        let mut panel = vec![0.0; DEPTH.min(outputs) * columns::<L>()];
        let mut gx = Unwritten::new(1, rows, inputs, columns::<L>());
        let terms = DEPTH.min(outputs);
        while let Some((_, column, block)) = gx.next() {
            pack_columns::<L>(&self.w[column * outputs..], outputs, terms, &mut panel);
            let g = Rows { numbers: self.g, stride: outputs };
            let segments = [Segment::first(terms)];
            tile::products::<L>(g, &panel, &segments, Initial::Zero, false, block);
        }
        let mut gx = gx.finish();
        for first in (DEPTH..outputs).step_by(DEPTH) {
            let terms = DEPTH.min(outputs - first);
            for column in (0..inputs).step_by(columns::<L>()) {
                pack_columns::<L>(&self.w[column * outputs + first..], outputs, terms, &mut panel);
                let g = Rows { numbers: self.g, stride: outputs }.from(first);
                let gx = RowsMut { numbers: &mut gx, stride: inputs }.from(column);
                tile::add_products::<L>(g, &panel, &[Segment::first(terms)], rows, false, gx);
            }
        }
        gx
    }
}

struct WeightGradient<'a> {
    sizes: Dense,
    x: &'a [f32],
    g: &'a [f32],
}

impl Work for WeightGradient<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run<L: Lanes>(self) -> Vec<f32> {
        let (rows, inputs, outputs) =
            (self.sizes.rows(), self.sizes.inputs(), self.sizes.outputs());
        let width = columns::<L>();
        let mut panels = vec![0.0; rows * outputs];
        for column in (0..outputs).step_by(width) {
            let panel = &mut panels[column * rows..][..rows * width];
            pack_rows::<L>(&self.g[column.min(self.g.len())..], outputs, rows, panel);
        }
        let mut strip = vec![0.0; rows * ROWS];
        let mut runs = Runs::new(ROWS, width, 1);
        runs.set([Run { a: 0, b: 0, terms: rows }].into_iter());
        let mut gw = Unwritten::new(inputs / ROWS, ROWS, outputs, width);
        while let Some((four, column, block)) = gw.next() {
            if column == 0 {
                for (row, strip) in strip.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                    strip.copy_from_slice(&self.x[row * inputs + four * ROWS..][..ROWS]);
                }
            }
            tile::outer::<L>(&strip, &panels[column * rows..][..rows * width], &runs, block);
        }
        gw.finish()
    }
}

/// Rows of `width` numbers, each with zeros behind them up to `to`.
fn fill(rows: &[f32], width: usize, to: usize) -> Cow<'_, [f32]> {
    if width == to {
        return Cow::Borrowed(rows);
    }
    let mut filled = Vec::with_capacity(rows.len() / width * to);
    for row in rows.chunks_exact(width) {
        filled.extend_from_slice(row);
        filled.resize(filled.len() + to - width, 0.0);
    }
    Cow::Owned(filled)
}

/// The first `to` numbers of each of the first `count` rows of `width`.
fn cut(rows: Vec<f32>, count: usize, width: usize, to: usize) -> Vec<f32> {
    if rows.len() == count * to {
        return rows;
    }
    rows.chunks_exact(width).take(count).flat_map(|row| &row[..to]).copied().collect()
}

/// The first columns of `terms` rows that are `stride` apart, one after another.
#[inline(always)]
fn pack_rows<L: Lanes>(from: &[f32], stride: usize, terms: usize, panel: &mut [f32]) {
    let width = columns::<L>();
    for (term, panel) in panel.chunks_exact_mut(width).take(terms).enumerate() {
        panel.copy_from_slice(&from[term * stride..][..width]);
    }
}

/// The same of the transpose: the first `terms` numbers of each of a panel's width of rows.
#[inline(always)]
fn pack_columns<L: Lanes>(from: &[f32], stride: usize, terms: usize, panel: &mut [f32]) {
    let width = columns::<L>();
    // Four rows at a time: writes then fill a quarter of a cache line and more, not one number.
    for quad in (0..width).step_by(4) {
        let rows: [&[f32]; 4] = core::array::from_fn(|r| &from[(quad + r) * stride..][..terms]);
        for (term, panel) in panel.chunks_exact_mut(width).take(terms).enumerate() {
            let numbers: [f32; 4] = core::array::from_fn(|r| rows[r][term]);
            panel[quad..quad + 4].copy_from_slice(&numbers);
        }
    }
}
