//! The innermost loops: a few rows of a matrix product held in registers.
//!
//! A tile is `MR` rows by two vectors. Four rows make eight accumulators: as many as hide the
//! multiply-add's latency, and few enough that V8, which has 15 vector registers on x86-64,
//! spills none. Measured in Chromium, GFLOP/s: 4×2 55 (41 without a fused multiply-add), 5×2 55,
//! 8×1 44, 6×2 and 4×3 27.
//!
//! The loops read through pointers. What they will reach is compared with what they were given once
//! a call, before the first row, so every function here is safe.

use super::lanes::Lanes;
use super::reach::{Rows, RowsMut, Runs, Segment, all_inside};
use super::unwritten::Block;

/// Rows of the tallest tile.
pub const ROWS: usize = 4;

/// Columns of a tile, and of a panel of weights packed for it.
pub const fn columns<L: Lanes>() -> usize {
    2 * L::WIDTH
}

/// Where the sums of memory that was never written start.
#[derive(Debug, Clone, Copy)]
pub enum Initial<'a> {
    /// At zero.
    Zero,
    /// At the bias of the tile's columns.
    Bias(&'a [f32]),
}

/// `C[r][j] = from + Σ_segments Σ_t A[r][a + t] · B[b + t][j]`, and negative results as zero with
/// `relu`. `b` is a panel of [`columns`].
///
/// # Panics
/// Where a segment reaches beyond A or the panel, or the block is no tile's.
#[inline(always)]
pub fn products<L: Lanes>(
    a: Rows<'_>,
    b: &[f32],
    segments: &[Segment],
    from: Initial<'_>,
    relu: bool,
    c: Block<'_>,
) {
    let (to, stride) = c.place();
    assert_eq!(c.columns(), columns::<L>());
    all_inside(&a, c.rows(), b, columns::<L>(), segments);
    let start = from.start(columns::<L>());
    // SAFETY: A and the panel are readable where the segments say, as was just compared; a block is
    // writable, and every row of it is written.
    unsafe {
        each_tile::<L>(c.rows(), &a, b.as_ptr(), segments, (to, stride), (start, relu));
        c.count_written();
    }
}

/// `C[r][j] += Σ_segments …`, as [`products`], for the `rows` rows of [`columns`] numbers at the
/// start of `c`.
///
/// # Panics
/// Where a segment reaches beyond A or the panel, or the rows beyond C.
#[inline(always)]
pub fn add_products<L: Lanes>(
    a: Rows<'_>,
    b: &[f32],
    segments: &[Segment],
    rows: usize,
    relu: bool,
    c: RowsMut<'_>,
) {
    all_inside(&a, rows, b, columns::<L>(), segments);
    assert!(c.hold(rows, columns::<L>()), "rows beyond their memory");
    // SAFETY: as in `products`, and C was written before.
    unsafe {
        let c = (c.numbers.as_mut_ptr(), c.stride);
        each_tile::<L>(rows, &a, b.as_ptr(), segments, c, (Start::Stored, relu));
    }
}

/// `C[r][j] = Σ_runs Σ_t A[a + t·a_step + r] · B[b + t·b_step + j]` for the [`ROWS`] rows of a
/// block: a piece of AᵀB.
///
/// # Panics
/// Where a run reaches beyond A or B, or the block is no tile's.
#[inline(always)]
pub fn outer<L: Lanes>(a: &[f32], b: &[f32], runs: &Runs, c: Block<'_>) {
    assert!(c.rows() == ROWS && c.columns() == columns::<L>());
    assert!(runs.lie_in(a, ROWS, b, columns::<L>()), "a run beyond its memory");
    // SAFETY: A and B are readable where the runs say, as was just compared; a block is writable,
    // and every row of it is written.
    unsafe {
        outer_tile::<L, ROWS>(a.as_ptr(), b.as_ptr(), runs, c.place(), Start::Zero);
        c.count_written();
    }
}

/// The same onto what stands in the [`ROWS`] rows of [`columns`] numbers at the start of `c`.
///
/// # Panics
/// Where a run reaches beyond A or B, or the rows beyond C.
#[inline(always)]
pub fn add_outer<L: Lanes>(a: &[f32], b: &[f32], runs: &Runs, c: RowsMut<'_>) {
    assert!(runs.lie_in(a, ROWS, b, columns::<L>()), "a run beyond its memory");
    assert!(c.hold(ROWS, columns::<L>()), "rows beyond their memory");
    // SAFETY: as in `outer`, and C was written before.
    unsafe {
        let c = (c.numbers.as_mut_ptr(), c.stride);
        outer_tile::<L, ROWS>(a.as_ptr(), b.as_ptr(), runs, c, Start::Stored);
    }
}

/// Where sums start: zero, a bias, or what stands in C.
#[derive(Clone, Copy)]
enum Start {
    Zero,
    Bias(*const f32),
    Stored,
}

impl Initial<'_> {
    #[inline(always)]
    fn start(self, columns: usize) -> Start {
        match self {
            Initial::Zero => Start::Zero,
            Initial::Bias(bias) => Start::Bias(bias[..columns].as_ptr()),
        }
    }
}

/// # Safety
/// For each row below `rows`, A is readable where the segments say and C writable for [`columns`]
/// numbers, and readable where sums start there; the panel is readable where the segments say.
#[inline(always)]
unsafe fn each_tile<L: Lanes>(
    rows: usize,
    a: &Rows<'_>,
    b: *const f32,
    segments: &[Segment],
    (c, stride): (*mut f32, usize),
    ends: (Start, bool),
) {
    // SAFETY: the caller's promise, for rows below `rows`.
    unsafe {
        let a_row = |r: usize| a.numbers.as_ptr().add(r * a.stride);
        let c_row = |r: usize| c.add(r * stride);
        let mut row = 0;
        while row + 4 <= rows {
            product::<L, 4>(|r| a_row(row + r), b, segments, |r| c_row(row + r), ends);
            row += 4;
        }
        if row + 2 <= rows {
            product::<L, 2>(|r| a_row(row + r), b, segments, |r| c_row(row + r), ends);
            row += 2;
        }
        if row < rows {
            product::<L, 1>(|r| a_row(row + r), b, segments, |r| c_row(row + r), ends);
        }
    }
}

/// # Safety
/// As [`each_tile`], for `MR` rows.
#[inline(always)]
unsafe fn product<L: Lanes, const MR: usize>(
    a: impl Fn(usize) -> *const f32,
    b: *const f32,
    segments: &[Segment],
    c: impl Fn(usize) -> *mut f32,
    (start, relu): (Start, bool),
) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut sums = started::<L, MR>(&c, start);
        let a: [*const f32; MR] = core::array::from_fn(a);
        for segment in segments {
            let a: [*const f32; MR] = core::array::from_fn(|r| a[r].add(segment.a));
            let mut b = b.add(segment.b * columns::<L>());
            for term in 0..segment.terms {
                let low = L::load(b);
                let high = L::load(b.add(L::WIDTH));
                for (sums, a) in sums.iter_mut().zip(&a) {
                    let x = L::splat(*a.add(term));
                    sums[0] = L::multiply_add(x, low, sums[0]);
                    sums[1] = L::multiply_add(x, high, sums[1]);
                }
                // After the last term the panel's end, at most.
                b = b.add(columns::<L>());
            }
        }
        store::<L, MR>(&c, sums, relu);
    }
}

/// # Safety
/// A is readable for `MR` and B for [`columns`] numbers at each term of the runs; C is writable for
/// `MR` rows, and readable where sums start there.
#[inline(always)]
unsafe fn outer_tile<L: Lanes, const MR: usize>(
    a: *const f32,
    b: *const f32,
    runs: &Runs,
    (c, stride): (*mut f32, usize),
    start: Start,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let c = |r: usize| c.add(r * stride);
        let mut sums = started::<L, MR>(&c, start);
        for run in runs.iter() {
            let mut a = a.add(run.a);
            let mut b = b.add(run.b);
            for _ in 0..run.terms {
                let low = L::load(b);
                let high = L::load(b.add(L::WIDTH));
                for (r, sums) in sums.iter_mut().enumerate() {
                    let x = L::splat(*a.add(r));
                    sums[0] = L::multiply_add(x, low, sums[0]);
                    sums[1] = L::multiply_add(x, high, sums[1]);
                }
                // After the last term they may lie beyond their memory, where `add` must not go;
                // they are not read there.
                a = a.wrapping_add(runs.a_step());
                b = b.wrapping_add(runs.b_step());
            }
        }
        store::<L, MR>(&c, sums, false);
    }
}

/// # Safety
/// The bias is readable for [`columns`] numbers, or C for as many in each row, where sums start
/// there.
#[inline(always)]
unsafe fn started<L: Lanes, const MR: usize>(
    c: &impl Fn(usize) -> *mut f32,
    start: Start,
) -> [[L::Vector; 2]; MR] {
    // SAFETY: the caller's promise.
    unsafe {
        match start {
            Start::Zero => [[L::splat(0.0); 2]; MR],
            Start::Bias(bias) => [[L::load(bias), L::load(bias.add(L::WIDTH))]; MR],
            Start::Stored => core::array::from_fn(|r| [L::load(c(r)), L::load(c(r).add(L::WIDTH))]),
        }
    }
}

/// # Safety
/// C is writable for [`columns`] numbers in each row.
#[inline(always)]
unsafe fn store<L: Lanes, const MR: usize>(
    c: &impl Fn(usize) -> *mut f32,
    sums: [[L::Vector; 2]; MR],
    relu: bool,
) {
    for (r, [low, high]) in sums.into_iter().enumerate() {
        let (low, high) = if relu { (L::relu(low), L::relu(high)) } else { (low, high) };
        // SAFETY: the caller's promise.
        unsafe {
            L::store(c(r), low);
            L::store(c(r).add(L::WIDTH), high);
        }
    }
}
