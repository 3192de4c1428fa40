//! What the parts below the kernels refuse: each is safe to call with anything.

use super::super::lanes::Portable;
use super::super::reach::{Rows, RowsMut, Run, Runs, Segment};
use super::super::tile::{self, Initial, ROWS, columns};
use super::super::unwritten::Unwritten;

const COLUMNS: usize = columns::<Portable>();

/// A block of `rows` rows from as many rows of 4 numbers and a panel of 4.
fn product(rows: usize, segment: Segment, bias: &[f32]) -> Vec<f32> {
    let (a, panel) = (vec![1.0; 4 * rows], vec![2.0; 4 * COLUMNS]);
    let mut c = Unwritten::new(1, rows, COLUMNS, COLUMNS);
    while let Some((_, _, block)) = c.next() {
        let a = Rows { numbers: &a, stride: 4 };
        tile::products::<Portable>(a, &panel, &[segment], Initial::Bias(bias), false, block);
    }
    c.finish()
}

#[test]
fn what_fits_is_computed() {
    let sums = product(3, Segment::first(4), &[0.5; COLUMNS]);
    assert_eq!(sums, [8.5; 3 * COLUMNS]);
}

#[test]
#[should_panic(expected = "a segment beyond its memory")]
fn a_segment_beyond_its_row() {
    product(3, Segment { a: 1, b: 0, terms: 4 }, &[0.5; COLUMNS]);
}

#[test]
#[should_panic(expected = "a segment beyond its memory")]
fn a_segment_beyond_the_panel() {
    product(3, Segment { a: 0, b: 2, terms: 3 }, &[0.5; COLUMNS]);
}

#[test]
#[should_panic(expected = "a segment beyond its memory")]
fn a_segment_that_wraps() {
    product(3, Segment { a: usize::MAX, b: 0, terms: 2 }, &[0.5; COLUMNS]);
}

#[test]
#[should_panic(expected = "out of range")]
fn a_bias_that_is_too_short() {
    product(1, Segment::first(4), &[0.5; COLUMNS - 1]);
}

/// Adds two rows without a term: what is left is where the rows start.
fn add_nothing(a: &[f32], c: &mut [f32]) {
    let (a, c) = (Rows { numbers: a, stride: 4 }, RowsMut { numbers: c, stride: COLUMNS });
    tile::add_products::<Portable>(a, &[], &[], 2, false, c);
}

#[test]
#[should_panic(expected = "a segment beyond its memory")]
fn rows_beyond_what_is_added() {
    add_nothing(&[1.0; 3], &mut [0.0; 2 * COLUMNS]);
}

#[test]
#[should_panic(expected = "rows beyond their memory")]
fn rows_beyond_what_is_added_to() {
    add_nothing(&[1.0; 4], &mut [0.0; 2 * COLUMNS - 1]);
}

#[test]
#[should_panic(expected = "a run beyond its memory")]
fn a_run_beyond_its_memory() {
    let mut runs = Runs::new(ROWS, COLUMNS, 1);
    runs.set([Run { a: 0, b: 0, terms: 3 }].into_iter());
    let c = RowsMut { numbers: &mut [0.0; ROWS * COLUMNS], stride: COLUMNS };
    tile::add_outer::<Portable>(&[1.0; 3 * ROWS], &[1.0; 3 * COLUMNS - 1], &runs, c);
}

#[test]
#[should_panic(expected = "a run beyond any memory")]
fn a_run_that_wraps() {
    let mut runs = Runs::new(usize::MAX / 2, 1, 1);
    runs.set([Run { a: 2, b: 0, terms: 3 }].into_iter());
}

#[test]
#[should_panic(expected = "not written to its end")]
fn what_was_not_written_is_not_handed_out() {
    let mut c = Unwritten::new(2, 3, 2 * COLUMNS, COLUMNS);
    while c.next().is_some() {}
    c.finish();
}

#[test]
#[should_panic(expected = "larger than memory")]
fn what_no_memory_holds_is_not_begun() {
    Unwritten::new(1 << (usize::BITS - 4), 2, COLUMNS, COLUMNS);
}
