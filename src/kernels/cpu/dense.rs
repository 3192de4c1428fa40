//! Linear layers: `x · w + b` and the gradients of it.

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
        dispatch(Forward { sizes: self, x, w, bias, relu })
    }

    /// The gradient with respect to `x`: `g · wᵀ`.
    ///
    /// # Shapes
    /// `g`: `[rows, outputs]`. Answer: `[rows, inputs]`.
    pub(crate) fn input_gradient(self, g: &[f32], w: &[f32]) -> Vec<f32> {
        self.check(None, Some(w), Some(g));
        dispatch(InputGradient { sizes: self, g, w })
    }

    /// The gradient with respect to `w`: `xᵀ · g`.
    ///
    /// # Shapes
    /// Answer: `[inputs, outputs]`.
    pub(crate) fn weight_gradient(self, x: &[f32], g: &[f32]) -> Vec<f32> {
        self.check(Some(x), None, Some(g));
        dispatch(WeightGradient { sizes: self, x, g })
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
