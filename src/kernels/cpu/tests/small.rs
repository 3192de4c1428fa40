//! Every kernel on shapes that Miri gets through in a second each: all heights of a tile, sums
//! longer than a panel, nothing at all, and sizes that are refused. `tests/faults/parts/unsafe.js`
//! runs them under Miri, which sees what no value shows: a read of memory that was not written, a
//! pointer that leaves its allocation.

use super::definitions::{self, biased, close, numbers, relu_of_biased};
use crate::kernels::shape::{Conv, Dense};

/// The shapes of a linear layer's kernel, which is a `fn(Dense, missing: usize)`.
macro_rules! dense {
    ($($kernel:ident)*) => {$(
        mod $kernel {
            use super::*;
            use super::$kernel as kernel;

            #[test] fn one_row_of_more_than_a_panel() { kernel(Dense::new(1, 400, 16), 0) }
            #[test] fn one_row_to_more_than_a_panel() { kernel(Dense::new(1, 16, 400), 0) }
            #[test] fn two_and_three_rows() { kernel(Dense::new(2, 16, 32), 0); kernel(Dense::new(3, 16, 32), 0) }
            #[test] fn four_rows() { kernel(Dense::new(4, 32, 16), 0) }
            #[test] fn five_rows() { kernel(Dense::new(5, 48, 16), 0) }
            #[test] fn six_rows() { kernel(Dense::new(6, 16, 48), 0) }
            #[test] fn seven_rows() { kernel(Dense::new(7, 32, 32), 0) }
            #[test] fn inputs_that_fill_no_tile() { kernel(Dense::new(3, 2, 16), 0) }
            #[test] fn outputs_that_fill_no_tile() { kernel(Dense::new(5, 16, 4), 0) }
            #[test] fn sides_that_fill_no_tile() { kernel(Dense::new(1, 5, 19), 0) }
            #[test] fn no_rows_that_fill_no_tile() { kernel(Dense::new(0, 2, 4), 0) }
            #[test] fn no_rows() { kernel(Dense::new(0, 16, 32), 0) }
            #[test] #[should_panic(expected = "joins some numbers to some")]
            fn no_inputs() { kernel(Dense::new(4, 0, 16), 0) }
            #[test] #[should_panic(expected = "joins some numbers to some")]
            fn no_outputs() { kernel(Dense::new(4, 16, 0), 0) }
            #[test] #[should_panic(expected = "larger than memory")]
            fn rows_that_wrap() { kernel(Dense::new(1 << (usize::BITS - 4), 16, 16), 0) }
            #[test] #[should_panic(expected = "larger than memory")]
            fn inputs_that_wrap() { kernel(Dense::new(1, usize::MAX, 1), 0) }
            #[test] #[should_panic(expected = "is not that of")]
            fn a_number_too_few_where_no_tile_is_filled() { kernel(Dense::new(3, 3, 5), 1) }
            #[test] #[should_panic(expected = "is not that of")]
            fn a_number_too_few() { kernel(Dense::new(3, 16, 16), 1) }
        }
    )*};
}

/// The shapes of a convolution's kernel, which is a `fn(images: usize, Conv, missing: usize)`.
macro_rules! conv {
    ($($kernel:ident)*) => {$(
        mod $kernel {
            use super::*;
            use super::$kernel as kernel;

            #[test] fn one_image_of_one_channel() { kernel(1, Conv::new(2, 2, 1, 16), 0) }
            #[test] fn two_images_of_one_channel() { kernel(2, Conv::new(2, 3, 1, 16), 0) }
            #[test] fn three_images_of_one_channel() { kernel(3, Conv::new(2, 2, 1, 32), 0) }
            #[test] fn odd_sides_of_one_channel() { kernel(1, Conv::new(3, 5, 1, 16), 0) }
            #[test] fn one_image() { kernel(1, Conv::new(2, 2, 16, 16), 0) }
            #[test] fn two_images() { kernel(2, Conv::new(2, 2, 16, 16), 0) }
            #[test] fn four_images() { kernel(4, Conv::new(2, 2, 16, 16), 0) }
            #[test] fn no_image() { kernel(0, Conv::new(2, 3, 16, 16), 0) }
            #[test] #[should_panic(expected = "2 × 2 pixels at least")]
            fn no_height() { kernel(1, Conv::new(0, 2, 1, 16), 0) }
            #[test] #[should_panic(expected = "a multiple of 16 channels")]
            fn no_channels() { kernel(1, Conv::new(2, 2, 16, 0), 0) }
            #[test] #[should_panic(expected = "larger than memory")]
            fn pixels_that_wrap() {
                let half = 1 << (usize::BITS / 2 - 1);
                kernel(1, Conv::new(half, half, 1, 16), 0)
            }
            #[test] #[should_panic(expected = "of Conv")]
            fn a_number_too_few() { kernel(3, Conv::new(2, 2, 1, 16), 1) }
        }
    )*};
}

dense!(dense_forward dense_input_gradient dense_weight_gradient);
conv!(conv_down conv_up conv_correlate);

fn dense_forward(sizes: Dense, missing: usize) {
    let (x, mut w, _) = layer(sizes);
    let bias = numbers(sizes.outputs(), 4);
    let exact = definitions::forward(sizes, &x, &w);
    w.truncate(w.len() - missing);
    close(&sizes.forward(&x, &w, &bias, false), &biased(&exact, &bias));
    close(&sizes.forward(&x, &w, &bias, true), &relu_of_biased(&exact, &bias));
}

fn dense_input_gradient(sizes: Dense, missing: usize) {
    let (_, w, mut g) = layer(sizes);
    let exact = definitions::input_gradient(sizes, &g, &w);
    g.truncate(g.len() - missing);
    close(&sizes.input_gradient(&g, &w), &exact);
}

fn dense_weight_gradient(sizes: Dense, missing: usize) {
    let (mut x, _, g) = layer(sizes);
    let exact = definitions::weight_gradient(sizes, &x, &g);
    x.truncate(x.len() - missing);
    close(&sizes.weight_gradient(&x, &g), &exact);
}

fn conv_down(images: usize, conv: Conv, missing: usize) {
    let (mut wide, _, w) = sides(images, conv);
    let bias = numbers(conv.narrow_channels(), 4);
    let exact = definitions::down(conv, &wide, &w);
    wide.truncate(wide.len() - missing);
    close(&conv.down(&wide, &w, None, false), &exact);
    close(&conv.down(&wide, &w, Some(&bias), true), &relu_of_biased(&exact, &bias));
}

fn conv_up(images: usize, conv: Conv, missing: usize) {
    let (_, narrow, mut w) = sides(images, conv);
    let bias = numbers(conv.wide_channels(), 4);
    let exact = definitions::up(conv, &narrow, &w);
    w.truncate(w.len() - missing);
    close(&conv.up(&narrow, &w, None, false), &exact);
    close(&conv.up(&narrow, &w, Some(&bias), true), &relu_of_biased(&exact, &bias));
}

fn conv_correlate(images: usize, conv: Conv, missing: usize) {
    let (wide, mut narrow, _) = sides(images, conv);
    let exact = definitions::correlated(conv, &wide, &narrow);
    narrow.truncate(narrow.len() - missing);
    close(&conv.correlate(&wide, &narrow), &exact);
}

/// Batch, weights, and the gradient of the answer.
fn layer(sizes: Dense) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let (rows, inputs, outputs) = (sizes.rows(), sizes.inputs(), sizes.outputs());
    (numbers(rows * inputs, 1), numbers(inputs * outputs, 2), numbers(rows * outputs, 3))
}

/// Wide side, narrow side and weights.
fn sides(images: usize, conv: Conv) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let (wide, narrow) = (images * conv.wide_size(), images * conv.narrow_size());
    (numbers(wide, 1), numbers(narrow, 2), numbers(conv.weights(), 3))
}
