//! What a tile's loops reach in memory, and whether it was given that much.

/// Rows of numbers whose starts lie `stride` apart.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// From the start of row 0.
    pub numbers: &'a [f32],
    /// Numbers between the starts of two rows.
    pub stride: usize,
}

/// The same of numbers that are written.
#[derive(Debug)]
pub struct RowsMut<'a> {
    /// From the start of row 0.
    pub numbers: &'a mut [f32],
    /// Numbers between the starts of two rows.
    pub stride: usize,
}

impl Rows<'_> {
    /// The same rows from one of their numbers on.
    #[inline(always)]
    pub fn from(self, first: usize) -> Self {
        // Of no rows there is none.
        let first = first.min(self.numbers.len());
        Self { numbers: &self.numbers[first..], stride: self.stride }
    }

    /// Whether each of `rows` rows has `end` numbers.
    #[inline(always)]
    pub fn hold(&self, rows: usize, end: usize) -> bool {
        let Some(last) = rows.checked_sub(1) else { return true };
        let reach = last.checked_mul(self.stride).and_then(|start| start.checked_add(end));
        reach.is_some_and(|reach| reach <= self.numbers.len())
    }
}

impl RowsMut<'_> {
    /// The same rows from one of their numbers on.
    #[inline(always)]
    pub fn from(self, first: usize) -> Self {
        let first = first.min(self.numbers.len());
        Self { numbers: &mut self.numbers[first..], stride: self.stride }
    }

    /// See [`Rows::hold`].
    #[inline(always)]
    pub fn hold(&self, rows: usize, end: usize) -> bool {
        Rows { numbers: self.numbers, stride: self.stride }.hold(rows, end)
    }
}

/// Neighbouring terms of a sum: where they start in a row of A and in the panel of B, and how
/// many there are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Segment {
    /// Number of the row.
    pub a: usize,
    /// Row of the panel.
    pub b: usize,
    /// Terms.
    pub terms: usize,
}

impl Segment {
    /// The first terms of a row and of a panel.
    pub const fn first(terms: usize) -> Self {
        Self { a: 0, b: 0, terms }
    }
}

/// Compares what the segments reach, in each of `rows` rows of A and in a panel whose rows have
/// `columns` numbers, with what there is.
///
/// # Panics
/// Where there is less.
#[inline(always)]
pub fn all_inside(a: &Rows<'_>, rows: usize, b: &[f32], columns: usize, segments: &[Segment]) {
    let panel = Rows { numbers: b, stride: columns };
    let inside = segments.iter().all(|segment| {
        let a_end = segment.a.checked_add(segment.terms);
        let b_end = segment.b.checked_add(segment.terms);
        a_end.is_some_and(|end| a.hold(rows, end))
            && b_end.is_some_and(|end| panel.hold(end, columns))
    });
    // No row's start may lie beyond A, though it has no term.
    assert!(inside && a.hold(rows, 0), "a segment beyond its memory");
}

/// Terms of a sum of outer products that lie evenly.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The first term in A.
    pub a: usize,
    /// The first term in B.
    pub b: usize,
    /// Terms.
    pub terms: usize,
}

/// Runs whose terms lie `a_step` apart in A and `b_step` in B. How far they reach is kept with them,
/// since many tiles go along the same ones.
#[derive(Debug)]
pub struct Runs {
    runs: Vec<Run>,
    a_step: usize,
    b_step: usize,
    /// Behind the last term's first number.
    a_end: usize,
    b_end: usize,
}

impl Runs {
    /// None yet, with room for `count`.
    pub fn new(a_step: usize, b_step: usize, count: usize) -> Self {
        Self { runs: Vec::with_capacity(count), a_step, b_step, a_end: 0, b_end: 0 }
    }

    /// Takes these in place of those that it had.
    ///
    /// # Panics
    /// Where one reaches beyond any memory.
    #[inline(always)]
    pub fn set(&mut self, runs: impl Iterator<Item = Run>) {
        self.runs.clear();
        (self.a_end, self.b_end) = (0, 0);
        for run in runs.filter(|run| run.terms > 0) {
            self.a_end = self.a_end.max(end(run.a, run.terms, self.a_step));
            self.b_end = self.b_end.max(end(run.b, run.terms, self.b_step));
            self.runs.push(run);
        }
    }

    #[inline(always)]
    pub fn iter(&self) -> impl Iterator<Item = &Run> {
        self.runs.iter()
    }

    #[inline(always)]
    pub fn a_step(&self) -> usize {
        self.a_step
    }

    #[inline(always)]
    pub fn b_step(&self) -> usize {
        self.b_step
    }

    /// Whether every term has `rows` numbers in A and `columns` in B.
    #[inline(always)]
    pub fn lie_in(&self, a: &[f32], rows: usize, b: &[f32], columns: usize) -> bool {
        // Each end has its first number already.
        let inside = |end: usize, more: usize, length: usize| {
            end == 0 || end.checked_add(more - 1).is_some_and(|end| end <= length)
        };
        inside(self.a_end, rows, a.len()) && inside(self.b_end, columns, b.len())
    }
}

/// Behind the first number of the last of `terms` terms.
#[inline(always)]
fn end(start: usize, terms: usize, step: usize) -> usize {
    let last = (terms - 1).checked_mul(step).and_then(|along| along.checked_add(start));
    let Some(end) = last.and_then(|last| last.checked_add(1)) else {
        panic!("a run beyond any memory")
    };
    end
}
