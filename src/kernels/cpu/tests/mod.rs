//! Against the definitions, at the sizes of the model.

mod definitions;
// Its lanes are those of a machine without vectors, which a wasm engine is not.
#[cfg(not(target_arch = "wasm32"))]
mod misuse;
mod small;

use super::{adam, column_sums, divergence_gradient, elbo_rows, latent, latent_gradient, mask};
use crate::kernels::parameters::AdamStep;
use crate::kernels::shape::{Conv, Dense};
use crate::protocol::limits::LATENTS;
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
    // To the moments of so many latents, from a task's code to their prior's, and from them.
    let to_and_from = |latents| [(256, 2 * latents), (64, 2 * latents), (latents, 256)];
    let latents = LATENTS.of.iter().flat_map(|latents| to_and_from(*latents as usize));
    for (inputs, outputs) in [(3136, 256), (16, 3136), (5, 3)].into_iter().chain(latents) {
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

/// The posterior's sample, the objective's KL and their gradients, for every number of latents.
#[test]
fn latents_are_sampled_and_weighed_as_they_say() {
    for latents in LATENTS.of.iter().map(|latents| *latents as usize) {
        let n = 3;
        let (moments, eps) = (numbers(n * 2 * latents, 1), numbers(n * latents, 2));
        let g = numbers(n * latents, 3);
        let of = |row: usize, at: usize| {
            let (mu, logvar) =
                (moments[2 * row * latents + at], moments[(2 * row + 1) * latents + at]);
            (f64::from(mu), f64::from(logvar))
        };
        let each = || (0..n).flat_map(|row| (0..latents).map(move |at| (row, at)));
        let noise = |row: usize, at: usize| f64::from(eps[row * latents + at]);
        let sample = each().map(|(row, at)| {
            let (mu, logvar) = of(row, at);
            mu + (0.5 * logvar).exp() * noise(row, at)
        });
        close(&latent(&moments, &eps, latents), &sample.collect::<Vec<_>>());

        // What is of a row's means, and behind it what is of the logarithms of its variances.
        let by_row = |mean: &dyn Fn(usize, usize) -> f64, log: &dyn Fn(usize, usize) -> f64| {
            let mut parts = Vec::new();
            for row in 0..n {
                parts.extend((0..latents).map(|at| mean(row, at)));
                parts.extend((0..latents).map(|at| log(row, at)));
            }
            parts
        };
        let pull = |row: usize, at: usize| f64::from(g[row * latents + at]);
        let log = |row, at| 0.5 * pull(row, at) * noise(row, at) * (0.5 * of(row, at).1).exp();
        close(&latent_gradient(&g, &moments, &eps, latents), &by_row(&pull, &log));
        let log = |row, at| 1.5 * (of(row, at).1.exp() - 1.0);
        let mean = |row, at| 3.0 * of(row, at).0;
        close(&divergence_gradient(&moments, latents, 3.0), &by_row(&mean, &log));

        let (pixels, ink) = ([0.0; 3 * 16], [0.5; 3 * 16]);
        let rows = elbo_rows(&pixels, &ink, &moments, n);
        let kl = |row: usize| {
            let term = |(mu, logvar): (f64, f64)| mu * mu + logvar.exp() - logvar - 1.0;
            0.5 * (0..latents).map(|at| term(of(row, at))).sum::<f64>()
        };
        let rows: Vec<f32> = rows.chunks(2).map(|row| row[1]).collect();
        close(&rows, &(0..n).map(kl).collect::<Vec<_>>());
    }
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
