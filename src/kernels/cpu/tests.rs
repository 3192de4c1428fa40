//! Against the definitions, written as loops over indices in double precision.

use super::{Conv, Dense, adam, column_sums, mask};
use crate::kernels::parameters::AdamStep;
use crate::kernels::shape::KERNEL;

/// The convolutions of the model, and one whose sides differ.
const CONVS: [Conv; 3] = [
    Conv { height: 14, width: 14, wide_channels: 1, narrow_channels: 32 },
    Conv { height: 7, width: 7, wide_channels: 32, narrow_channels: 64 },
    Conv { height: 2, width: 3, wide_channels: 16, narrow_channels: 48 },
];

/// One that fills tiles, and ones that do not.
const BATCHES: [usize; 4] = [1, 3, 6, 8];

#[test]
fn down_up_and_correlate_are_what_they_say() {
    for conv in CONVS {
        for n in BATCHES {
            let wide = numbers(n * conv.wide_size(), 1);
            let narrow = numbers(n * conv.narrow_size(), 2);
            let w = numbers(conv.weights(), 3);
            let mut down = vec![0.0; narrow.len()];
            let mut up = vec![0.0; wide.len()];
            let mut correlated = vec![0.0; w.len()];
            each_product(conv, n, |i, o, k| {
                down[o] += f64::from(wide[i]) * f64::from(w[k]);
                up[i] += f64::from(narrow[o]) * f64::from(w[k]);
                correlated[k] += f64::from(wide[i]) * f64::from(narrow[o]);
            });
            close(&conv.down(&wide, &w, None, false), &down);
            close(&conv.up(&narrow, &w, None, false), &up);
            close(&conv.correlate(&wide, &narrow), &correlated);

            let bias = numbers(conv.narrow_channels, 4);
            close(&conv.down(&wide, &w, Some(&bias), true), &relu_of_biased(&down, &bias));
            let bias = numbers(conv.wide_channels, 5);
            close(&conv.up(&narrow, &w, Some(&bias), true), &relu_of_biased(&up, &bias));
        }
    }
}

#[test]
fn a_linear_layer_and_its_gradients_are_what_they_say() {
    for (inputs, outputs) in [(3136, 256), (256, 64), (32, 256), (16, 3136)] {
        for rows in BATCHES {
            let dense = Dense { rows, inputs, outputs };
            let (x, w) = (numbers(rows * inputs, 1), numbers(inputs * outputs, 2));
            let (bias, g) = (numbers(outputs, 3), numbers(rows * outputs, 4));
            let mut y = vec![0.0; rows * outputs];
            let mut gx = vec![0.0; rows * inputs];
            let mut gw = vec![0.0; inputs * outputs];
            for row in 0..rows {
                for input in 0..inputs {
                    for output in 0..outputs {
                        let (i, o, k) = (
                            row * inputs + input,
                            row * outputs + output,
                            input * outputs + output,
                        );
                        y[o] += f64::from(x[i]) * f64::from(w[k]);
                        gx[i] += f64::from(g[o]) * f64::from(w[k]);
                        gw[k] += f64::from(x[i]) * f64::from(g[o]);
                    }
                }
            }
            let biased: Vec<f64> =
                y.iter().enumerate().map(|(i, y)| y + f64::from(bias[i % outputs])).collect();
            close(&dense.forward(&x, &w, &bias, false), &biased);
            close(&dense.forward(&x, &w, &bias, true), &relu_of_biased(&y, &bias));
            close(&dense.input_gradient(&g, &w), &gx);
            close(&dense.weight_gradient(&x, &g), &gw);
        }
    }
}

#[test]
fn what_is_not_a_number_stays_visible() {
    let conv = CONVS[1];
    let w = numbers(conv.weights(), 1);
    let mut wide = numbers(conv.wide_size(), 2);
    wide[500] = f32::NAN;
    assert!(conv.down(&wide, &w, None, true).iter().any(|x| x.is_nan()));
    let dense = Dense { rows: 1, inputs: 16, outputs: 16 };
    assert!(dense.forward(&[f32::NAN; 16], &[1.0; 256], &[0.0; 16], true)[0].is_nan());
}

#[test]
fn gradients_are_masked_and_summed() {
    let mut g = [1.0, 2.0, 3.0];
    mask(&mut g, &[0.5, 0.0, 1.0]);
    assert_eq!(g, [1.0, 0.0, 3.0]);
    assert_eq!(column_sums(&[1.0, 2.0, 3.0, 4.0], 2), [4.0, 6.0]);
    let ones = [1.0; 19];
    assert_eq!(column_sums(&ones, 1), [19.0]);
}

#[test]
fn an_update_is_that_of_the_paper() {
    // The first step of Adam moves by the rate, whatever the gradient's size.
    let step = AdamStep {
        one_minus_beta1: 0.1,
        one_minus_beta2: 0.001,
        rate: 0.01 / 0.1,
        inverse_bias_correction2: 1.0 / 0.001,
        epsilon: 0.0,
    };
    let (mut p, mut m, mut v) = ([1.0], [0.0], [0.0]);
    adam(step, &mut p, &[4.0], &mut m, &mut v);
    assert!((p[0] - 0.99).abs() < 1e-6 && (m[0] - 0.4).abs() < 1e-6 && (v[0] - 0.016).abs() < 1e-6);
}

/// Calls with the offsets in wide, narrow and weights of each product of a convolution.
fn each_product(conv: Conv, n: usize, mut each: impl FnMut(usize, usize, usize)) {
    let (wide_h, wide_w) = (2 * conv.height, 2 * conv.width);
    for image in 0..n {
        for (y, x) in conv.narrow_pixels() {
            for tap in 0..KERNEL * KERNEL {
                let (i, j) = (2 * y + tap / KERNEL, 2 * x + tap % KERNEL);
                if i < 1 || i > wide_h || j < 1 || j > wide_w {
                    continue;
                }
                let wide = ((image * wide_h + i - 1) * wide_w + j - 1) * conv.wide_channels;
                let narrow = ((image * conv.height + y) * conv.width + x) * conv.narrow_channels;
                for a in 0..conv.wide_channels {
                    for b in 0..conv.narrow_channels {
                        let weight = (tap * conv.wide_channels + a) * conv.narrow_channels + b;
                        each(wide + a, narrow + b, weight);
                    }
                }
            }
        }
    }
}

fn relu_of_biased(sums: &[f64], bias: &[f32]) -> Vec<f64> {
    sums.iter().enumerate().map(|(i, x)| (x + f64::from(bias[i % bias.len()])).max(0.0)).collect()
}

/// Numbers within ±1, the same each time.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 * 2.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

fn close(ours: &[f32], exact: &[f64]) {
    assert_eq!(ours.len(), exact.len());
    let scale = (exact.iter().map(|x| x * x).sum::<f64>() / exact.len() as f64).sqrt();
    for (i, (ours, exact)) in ours.iter().zip(exact).enumerate() {
        let error = (f64::from(*ours) - exact).abs();
        assert!(error <= 1e-5 * scale, "{i}: {ours} is not {exact}");
    }
}
