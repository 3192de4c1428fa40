//! What the kernels compute, written as loops over indices in double precision.

use crate::kernels::shape::{Conv, Dense, KERNEL, TAPS};

/// [`Conv::down`] without bias and ReLU.
pub fn down(conv: Conv, wide: &[f32], w: &[f32]) -> Vec<f64> {
    let n = wide.len() / conv.wide_size();
    let mut narrow = vec![0.0; n * conv.narrow_size()];
    each_product(conv, n, |i, o, k| narrow[o] += f64::from(wide[i]) * f64::from(w[k]));
    narrow
}

/// [`Conv::up`] without bias and ReLU.
pub fn up(conv: Conv, narrow: &[f32], w: &[f32]) -> Vec<f64> {
    let n = narrow.len() / conv.narrow_size();
    let mut wide = vec![0.0; n * conv.wide_size()];
    each_product(conv, n, |i, o, k| wide[i] += f64::from(narrow[o]) * f64::from(w[k]));
    wide
}

/// [`Conv::correlate`].
pub fn correlated(conv: Conv, wide: &[f32], narrow: &[f32]) -> Vec<f64> {
    let mut w = vec![0.0; conv.weights()];
    let n = wide.len() / conv.wide_size();
    each_product(conv, n, |i, o, k| w[k] += f64::from(wide[i]) * f64::from(narrow[o]));
    w
}

/// Calls with the offsets in wide, narrow and weights of each product of a convolution.
fn each_product(conv: Conv, n: usize, mut each: impl FnMut(usize, usize, usize)) {
    let (wide_h, wide_w) = (2 * conv.height(), 2 * conv.width());
    let (wide_channels, narrow_channels) = (conv.wide_channels(), conv.narrow_channels());
    for at in 0..n * conv.height() * conv.width() * TAPS {
        let (pixel, tap) = (at / TAPS, at % TAPS);
        let (row, x) = (pixel / conv.width(), pixel % conv.width());
        let (image, y) = (row / conv.height(), row % conv.height());
        let (i, j) = (2 * y + tap / KERNEL, 2 * x + tap % KERNEL);
        if i < 1 || i > wide_h || j < 1 || j > wide_w {
            continue;
        }
        let wide = ((image * wide_h + i - 1) * wide_w + j - 1) * wide_channels;
        for a in 0..wide_channels {
            for b in 0..narrow_channels {
                let weight = (tap * wide_channels + a) * narrow_channels + b;
                each(wide + a, pixel * narrow_channels + b, weight);
            }
        }
    }
}

/// [`Dense::forward`] without bias and ReLU.
pub fn forward(sizes: Dense, x: &[f32], w: &[f32]) -> Vec<f64> {
    let mut y = vec![0.0; sizes.rows() * sizes.outputs()];
    each_term(sizes, |i, o, k| y[o] += f64::from(x[i]) * f64::from(w[k]));
    y
}

/// [`Dense::input_gradient`].
pub fn input_gradient(sizes: Dense, g: &[f32], w: &[f32]) -> Vec<f64> {
    let mut x = vec![0.0; sizes.rows() * sizes.inputs()];
    each_term(sizes, |i, o, k| x[i] += f64::from(g[o]) * f64::from(w[k]));
    x
}

/// [`Dense::weight_gradient`].
pub fn weight_gradient(sizes: Dense, x: &[f32], g: &[f32]) -> Vec<f64> {
    let mut w = vec![0.0; sizes.inputs() * sizes.outputs()];
    each_term(sizes, |i, o, k| w[k] += f64::from(x[i]) * f64::from(g[o]));
    w
}

/// Calls with the offsets in batch, answer and weights of each product of a linear layer.
fn each_term(sizes: Dense, mut each: impl FnMut(usize, usize, usize)) {
    let (inputs, outputs) = (sizes.inputs(), sizes.outputs());
    for row in 0..sizes.rows() {
        for input in 0..inputs {
            for output in 0..outputs {
                each(row * inputs + input, row * outputs + output, input * outputs + output);
            }
        }
    }
}

pub fn biased(sums: &[f64], bias: &[f32]) -> Vec<f64> {
    sums.iter().enumerate().map(|(i, x)| x + f64::from(bias[i % bias.len()])).collect()
}

pub fn relu_of_biased(sums: &[f64], bias: &[f32]) -> Vec<f64> {
    biased(sums, bias).into_iter().map(|x| x.max(0.0)).collect()
}

/// Numbers within ±1, the same each time.
pub fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

pub fn close(ours: &[f32], exact: &[f64]) {
    assert_eq!(ours.len(), exact.len());
    let scale = (exact.iter().map(|x| x * x).sum::<f64>() / exact.len() as f64).sqrt();
    for (i, (ours, exact)) in ours.iter().zip(exact).enumerate() {
        let error = (f64::from(*ours) - exact).abs();
        assert!(error <= 1e-5 * scale, "{i}: {ours} is not {exact}");
    }
}
