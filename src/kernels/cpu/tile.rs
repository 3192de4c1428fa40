//! The innermost loops: a few rows of a matrix product held in registers.
//!
//! A tile is `MR` rows by two vectors. Four rows make eight accumulators: as many as hide the
//! multiply-add's latency, and few enough that V8, which has 15 vector registers on x86-64,
//! spills none. Measured in Chromium, GFLOP/s: 4×2 55 (41 without a fused multiply-add), 5×2 55,
//! 8×1 44, 6×2 and 4×3 27.

use super::lanes::Lanes;

/// Rows of the tallest tile.
pub const ROWS: usize = 4;

/// Columns of a tile, and of a panel of weights packed for it.
pub const fn columns<L: Lanes>() -> usize {
    2 * L::WIDTH
}

/// Neighbouring terms of a sum: where they start in a row of A and in the panel of B, and how
/// many there are.
#[derive(Debug, Clone, Copy)]
pub struct Segment {
    /// Offset in numbers from the row's pointer.
    pub a: usize,
    /// Row of the panel.
    pub b: usize,
    /// Terms.
    pub terms: usize,
}

/// What a tile starts from and how it ends.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// Where the sums start: zero, the bias (of the tile's columns), or what stands in C.
    pub start: Start,
    /// Whether negative results become zero.
    pub relu: bool,
}

/// See [`Ends::start`].
#[derive(Debug, Clone, Copy)]
pub enum Start {
    Zero,
    Bias(*const f32),
    Stored,
}

/// `C[r][j] = start + Σ_segments Σ_t A[r][a + t] · B[b + t][j]`, for up to [`ROWS`] rows at a time.
///
/// `a(r)` and `c(r)` point to the start of row `r` of `rows`; `b` to the panel, whose rows are
/// `b_stride` apart.
///
/// # Safety
/// Every row that `a` names is readable where the segments say, every row that `c` names writable
/// for [`columns`] numbers, and the panel readable for as many in each row named.
#[inline(always)]
pub unsafe fn products<L: Lanes>(
    rows: usize,
    a: impl Fn(usize) -> *const f32,
    (b, b_stride): (*const f32, usize),
    segments: &[Segment],
    c: impl Fn(usize) -> *mut f32,
    ends: Ends,
) {
    // SAFETY: the caller's promise, for rows below `rows`.
    unsafe {
        let mut row = 0;
        while row + 4 <= rows {
            product::<L, 4>(|r| a(row + r), (b, b_stride), segments, |r| c(row + r), ends);
            row += 4;
        }
        if row + 2 <= rows {
            product::<L, 2>(|r| a(row + r), (b, b_stride), segments, |r| c(row + r), ends);
            row += 2;
        }
        if row < rows {
            product::<L, 1>(|r| a(row + r), (b, b_stride), segments, |r| c(row + r), ends);
        }
    }
}

#[inline(always)]
unsafe fn product<L: Lanes, const MR: usize>(
    a: impl Fn(usize) -> *const f32,
    (b, b_stride): (*const f32, usize),
    segments: &[Segment],
    c: impl Fn(usize) -> *mut f32,
    ends: Ends,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut sums = start::<L, MR>(&c, ends.start);
        let a: [*const f32; MR] = core::array::from_fn(a);
        for segment in segments {
            let a: [*const f32; MR] = core::array::from_fn(|r| a[r].add(segment.a));
            let mut b = b.add(segment.b * b_stride);
            for term in 0..segment.terms {
                let low = L::load(b);
                let high = L::load(b.add(L::WIDTH));
                for (sums, a) in sums.iter_mut().zip(&a) {
                    let x = L::splat(*a.add(term));
                    sums[0] = L::multiply_add(x, low, sums[0]);
                    sums[1] = L::multiply_add(x, high, sums[1]);
                }
                b = b.add(b_stride);
            }
        }
        store::<L, MR>(&c, sums, ends.relu);
    }
}

/// Terms of a sum of outer products that lie evenly: how many, and the numbers between two of
/// them in A and in B.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Offset of the first term in A.
    pub a: usize,
    /// Offset of the first term in B.
    pub b: usize,
    /// Terms.
    pub terms: usize,
}

/// `C[r][j] += Σ_runs Σ_t A[a + t·a_step + r] · B[b + t·b_step + j]` for `MR` rows: a piece of
/// AᵀB.
///
/// # Safety
/// As [`products`], where A is readable for `MR` and B for [`columns`] numbers at each term.
#[inline(always)]
pub unsafe fn outer<L: Lanes, const MR: usize>(
    (a, a_step): (*const f32, usize),
    (b, b_step): (*const f32, usize),
    runs: &[Run],
    c: impl Fn(usize) -> *mut f32,
    from: Start,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut sums = start::<L, MR>(&c, from);
        for run in runs {
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
                a = a.add(a_step);
                b = b.add(b_step);
            }
        }
        store::<L, MR>(&c, sums, false);
    }
}

#[inline(always)]
unsafe fn start<L: Lanes, const MR: usize>(
    c: &impl Fn(usize) -> *mut f32,
    from: Start,
) -> [[L::Vector; 2]; MR] {
    // SAFETY: the caller's promise.
    unsafe {
        match from {
            Start::Zero => [[L::splat(0.0); 2]; MR],
            Start::Bias(bias) => [[L::load(bias), L::load(bias.add(L::WIDTH))]; MR],
            Start::Stored => core::array::from_fn(|r| [L::load(c(r)), L::load(c(r).add(L::WIDTH))]),
        }
    }
}

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
