//! Against the definitions, at the sizes of the model.

mod definitions;
// Its lanes are those of a machine without vectors, which a wasm engine is not.
#[cfg(not(target_arch = "wasm32"))]
mod misuse;
mod small;

use super::{adam, column_sums, mask};
use crate::kernels::parameters::AdamStep;
use crate::kernels::shape::{Conv, Dense};
use definitions::{biased, close, numbers, relu_of_biased};

/// The convolutions of the model, and one whose sides differ.
const CONVS: [Conv; 3] =
    [Conv::new(14, 14, 1, 32), Conv::new(7, 7, 32, 64), Conv::new(2, 3, 16, 48)];

/// One that fills tiles, and ones that do not.
const BATCHES: [usize; 4] = [1, 3, 6, 8];

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn down_up_and_correlate_are_what_they_say() {
    for conv in CONVS {
        for n in BATCHES {
            let wide = numbers(n * conv.wide_size(), 1);
            let narrow = numbers(n * conv.narrow_size(), 2);
            let w = numbers(conv.weights(), 3);
            let exact_down = definitions::down(conv, &wide, &w);
            let exact_up = definitions::up(conv, &narrow, &w);
            close(&conv.down(&wide, &w, None, false), &exact_down);
            close(&conv.up(&narrow, &w, None, false), &exact_up);
            let exact = definitions::correlated(conv, &wide, &narrow);
            close(&conv.correlate(&wide, &narrow), &exact);

            let bias = numbers(conv.narrow_channels(), 4);
            let down = conv.down(&wide, &w, Some(&bias), true);
            close(&down, &relu_of_biased(&exact_down, &bias));
            let bias = numbers(conv.wide_channels(), 5);
            let up = conv.up(&narrow, &w, Some(&bias), true);
            close(&up, &relu_of_biased(&exact_up, &bias));
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn a_linear_layer_and_its_gradients_are_what_they_say() {
    for (inputs, outputs) in [(3136, 256), (256, 64), (32, 256), (16, 3136)] {
        for rows in BATCHES {
            let dense = Dense::new(rows, inputs, outputs);
            let (x, w) = (numbers(rows * inputs, 1), numbers(inputs * outputs, 2));
            let (bias, g) = (numbers(outputs, 3), numbers(rows * outputs, 4));
            let exact = definitions::forward(dense, &x, &w);
            close(&dense.forward(&x, &w, &bias, false), &biased(&exact, &bias));
            close(&dense.forward(&x, &w, &bias, true), &relu_of_biased(&exact, &bias));
            let exact = definitions::input_gradient(dense, &g, &w);
            close(&dense.input_gradient(&g, &w), &exact);
            let exact = definitions::weight_gradient(dense, &x, &g);
            close(&dense.weight_gradient(&x, &g), &exact);
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn what_is_not_a_number_stays_visible() {
    let conv = CONVS[1];
    let w = numbers(conv.weights(), 1);
    let mut wide = numbers(conv.wide_size(), 2);
    wide[500] = f32::NAN;
    assert!(conv.down(&wide, &w, None, true).iter().any(|x| x.is_nan()));
    let dense = Dense::new(1, 16, 16);
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
