//! Memory that is written before anybody reads it.

use crate::kernels::shape::numbers;

/// A matrix that is not cleared before it is written, 26 MB a training step: its blocks are given
/// out one after another, and it is handed out when all have come back written.
///
/// Rows are in groups. A block is a group's rows in a tile's columns.
pub struct Unwritten {
    numbers: Vec<f32>,
    rows: usize,
    length: usize,
    columns: usize,
    /// Numbers that all blocks together have.
    size: usize,
    /// Group and column of the block that is given out next.
    next: (usize, usize),
    /// Numbers that were written.
    written: usize,
}

/// Where a tile writes: some columns of `rows` rows that lie `stride` apart.
pub struct Block<'a> {
    to: *mut f32,
    rows: usize,
    stride: usize,
    columns: usize,
    written: &'a mut usize,
}

impl Unwritten {
    /// `groups` of `rows` rows of `length` numbers, in blocks of `columns` columns.
    ///
    /// # Panics
    /// Where blocks do not fill the rows, or no memory holds them.
    pub fn new(groups: usize, rows: usize, length: usize, columns: usize) -> Self {
        assert!(columns > 0 && length.is_multiple_of(columns), "blocks do not fill the rows");
        let Some(size) = numbers(&[groups, rows, length]) else {
            panic!("an answer is larger than memory")
        };
        let numbers = Vec::with_capacity(size);
        Self { numbers, rows, length, columns, size, next: (0, 0), written: 0 }
    }

    /// The next block, with its group and its first column: columns first, then groups.
    #[inline(always)]
    pub fn next(&mut self) -> Option<(usize, usize, Block<'_>)> {
        let (group, column) = self.next;
        if group * self.rows * self.length == self.size {
            return None;
        }
        let following = column + self.columns;
        self.next = if following < self.length { (group, following) } else { (group + 1, 0) };
        // SAFETY: the group and the column lie in the vector's memory.
        let to = unsafe { self.numbers.as_mut_ptr().add(group * self.rows * self.length + column) };
        let (rows, stride, columns) = (self.rows, self.length, self.columns);
        Some((group, column, Block { to, rows, stride, columns, written: &mut self.written }))
    }

    /// The matrix.
    ///
    /// # Panics
    /// Where a block was not written.
    pub fn finish(mut self) -> Vec<f32> {
        assert_eq!(self.written, self.size, "an answer was not written to its end");
        // SAFETY: a block counts once and is given out once, so each was written.
        unsafe { self.numbers.set_len(self.size) };
        self.numbers
    }
}

impl Block<'_> {
    /// Its rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Numbers of a row.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Where row 0 starts, and how many numbers lie between the starts of two rows: all that a
    /// block has is writable there, and nothing is readable before it was written.
    pub fn place(&self) -> (*mut f32, usize) {
        (self.to, self.stride)
    }

    /// Counts the block.
    ///
    /// # Safety
    /// Every number of it was written.
    pub unsafe fn count_written(self) {
        *self.written += self.rows * self.columns;
    }
}
