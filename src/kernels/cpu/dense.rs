//! Linear layers: `x · w + b` and the gradients of it.

use super::lanes::{Lanes, Work, dispatch};
use super::tile::{self, Ends, ROWS, Run, Segment, Start, columns};
use super::unwritten::written;

/// Terms of a sum that a packed panel holds: 13 kB of it with eight columns, which leaves room in
/// a first-level cache for the rows that it meets.
const DEPTH: usize = 392;

/// The sizes of a linear layer.
#[derive(Debug, Clone, Copy)]
pub struct Dense {
    /// Rows, the batch.
    pub rows: usize,
    /// Numbers of a row that come in. A multiple of 16.
    pub inputs: usize,
    /// Numbers of a row that go out. A multiple of 16.
    pub outputs: usize,
}

impl Dense {
    /// `y = x · w + bias`, and negative results as zero with `relu`.
    ///
    /// # Shapes
    /// `x`: `[rows, inputs]`, `w`: `[inputs, outputs]`, `bias`: `[outputs]`. Answer:
    /// `[rows, outputs]`.
    pub fn forward(self, x: &[f32], w: &[f32], bias: &[f32], relu: bool) -> Vec<f32> {
        self.check();
        assert!(x.len() == self.rows * self.inputs && w.len() == self.inputs * self.outputs);
        assert_eq!(bias.len(), self.outputs);
        // SAFETY: `Forward` writes every row's every column.
        unsafe {
            written(self.rows * self.outputs, |y| {
                dispatch(Forward { sizes: self, x, w, bias, relu, y });
            })
        }
    }

    /// The gradient with respect to `x`: `g · wᵀ`.
    ///
    /// # Shapes
    /// `g`: `[rows, outputs]`. Answer: `[rows, inputs]`.
    pub fn input_gradient(self, g: &[f32], w: &[f32]) -> Vec<f32> {
        self.check();
        assert!(g.len() == self.rows * self.outputs && w.len() == self.inputs * self.outputs);
        // SAFETY: `InputGradient` writes every row's every column.
        unsafe {
            written(self.rows * self.inputs, |gx| {
                dispatch(InputGradient { sizes: self, g, w, gx });
            })
        }
    }

    /// The gradient with respect to `w`: `xᵀ · g`.
    ///
    /// # Shapes
    /// Answer: `[inputs, outputs]`.
    pub fn weight_gradient(self, x: &[f32], g: &[f32]) -> Vec<f32> {
        self.check();
        assert!(x.len() == self.rows * self.inputs && g.len() == self.rows * self.outputs);
        // SAFETY: `WeightGradient` writes every row's every column.
        unsafe {
            written(self.inputs * self.outputs, |gw| {
                dispatch(WeightGradient { sizes: self, x, g, gw });
            })
        }
    }

    fn check(self) {
        assert!(self.inputs.is_multiple_of(16) && self.outputs.is_multiple_of(16), "{self:?}");
    }
}

struct Forward<'a> {
    sizes: Dense,
    x: &'a [f32],
    w: &'a [f32],
    bias: &'a [f32],
    relu: bool,
    y: *mut f32,
}

impl Work for Forward<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let Dense { rows, inputs, outputs } = self.sizes;
        let mut panel = vec![0.0; DEPTH.min(inputs) * columns::<L>()];
        for first in (0..inputs).step_by(DEPTH) {
            let terms = DEPTH.min(inputs - first);
            for column in (0..outputs).step_by(columns::<L>()) {
                pack_rows::<L>(&self.w[first * outputs + column..], outputs, terms, &mut panel);
                let start = match first {
                    0 => Start::Bias(self.bias[column..].as_ptr()),
                    _ => Start::Stored,
                };
                let ends = Ends { start, relu: self.relu && first + terms == inputs };
                // SAFETY: row r of x has `inputs` numbers, of y `outputs`; the lengths were
                // checked, and columns come in multiples of a tile's.
                unsafe {
                    tile::products::<L>(
                        rows,
                        |r| self.x.as_ptr().add(r * inputs + first),
                        (panel.as_ptr(), columns::<L>()),
                        &[Segment { a: 0, b: 0, terms }],
                        |r| self.y.add(r * outputs + column),
                        ends,
                    );
                }
            }
        }
    }
}

struct InputGradient<'a> {
    sizes: Dense,
    g: &'a [f32],
    w: &'a [f32],
    gx: *mut f32,
}

impl Work for InputGradient<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let Dense { rows, inputs, outputs } = self.sizes;
        let mut panel = vec![0.0; DEPTH.min(outputs) * columns::<L>()];
        for first in (0..outputs).step_by(DEPTH) {
            let terms = DEPTH.min(outputs - first);
            for column in (0..inputs).step_by(columns::<L>()) {
                pack_columns::<L>(&self.w[column * outputs + first..], outputs, terms, &mut panel);
                let start = if first == 0 { Start::Zero } else { Start::Stored };
                // SAFETY: as in `Forward`, with the sides exchanged.
                unsafe {
                    tile::products::<L>(
                        rows,
                        |r| self.g.as_ptr().add(r * outputs + first),
                        (panel.as_ptr(), columns::<L>()),
                        &[Segment { a: 0, b: 0, terms }],
                        |r| self.gx.add(r * inputs + column),
                        Ends { start, relu: false },
                    );
                }
            }
        }
    }
}

struct WeightGradient<'a> {
    sizes: Dense,
    x: &'a [f32],
    g: &'a [f32],
    gw: *mut f32,
}

impl Work for WeightGradient<'_> {
    #[inline(always)]
    fn run<L: Lanes>(self) {
        let Dense { rows, inputs, outputs } = self.sizes;
        let width = columns::<L>();
        let mut panels = vec![0.0; rows * outputs];
        for (column, panel) in (0..outputs).step_by(width).zip(panels.chunks_mut(rows * width)) {
            pack_rows::<L>(&self.g[column..], outputs, rows, panel);
        }
        let mut strip = vec![0.0; rows * ROWS];
        for input in (0..inputs).step_by(ROWS) {
            for (row, strip) in strip.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                strip.copy_from_slice(&self.x[row * inputs + input..][..ROWS]);
            }
            for (column, panel) in (0..outputs).step_by(width).zip(panels.chunks(rows * width)) {
                // SAFETY: strip and panel have `rows` rows of a tile's sides; gw has `inputs`
                // rows of `outputs`.
                unsafe {
                    tile::outer::<L, ROWS>(
                        (strip.as_ptr(), ROWS),
                        (panel.as_ptr(), width),
                        &[Run { a: 0, b: 0, terms: rows }],
                        |r| self.gw.add((input + r) * outputs + column),
                        Start::Zero,
                    );
                }
            }
        }
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
