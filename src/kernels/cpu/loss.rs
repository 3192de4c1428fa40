//! The objective and the posterior's sample, on slices.

use super::exponential::{exp_of_negative, ln_1p_of_unit};
use crate::kernels::parameters::{ElboWeights, LOGVAR};

/// `mu + exp(logvar / 2) · eps`, rows of `latents` from rows of twice as many moments.
pub fn latent(moments: &[f32], eps: &[f32], latents: usize) -> Vec<f32> {
    assert_eq!(moments.len(), 2 * eps.len());
    let rows = moments.chunks_exact(2 * latents).zip(eps.chunks_exact(latents));
    rows.flat_map(|(moments, eps)| {
        let (mu, logvar) = moments.split_at(latents);
        mu.iter().zip(logvar).zip(eps).map(|((mu, logvar), eps)| mu + deviation(*logvar) * eps)
    })
    .collect()
}

/// The gradient of [`latent`] with respect to the moments, from `g` with respect to the sample.
pub fn latent_gradient(g: &[f32], moments: &[f32], eps: &[f32], latents: usize) -> Vec<f32> {
    assert!(moments.len() == 2 * eps.len() && g.len() == eps.len());
    let mut gradient = Vec::with_capacity(moments.len());
    for (row, g) in g.chunks_exact(latents).enumerate() {
        let logvar = &moments[(2 * row + 1) * latents..][..latents];
        let eps = &eps[row * latents..][..latents];
        gradient.extend_from_slice(g);
        gradient.extend(g.iter().zip(logvar).zip(eps).map(|((g, logvar), eps)| {
            if is_inside(*logvar) { 0.5 * g * eps * deviation(*logvar) } else { 0.0 }
        }));
    }
    gradient
}

/// Cross-entropy and KL of each of `n` images, `[n, 2]`.
pub fn elbo_rows(logits: &[f32], images: &[f32], moments: &[f32], n: usize) -> Vec<f32> {
    assert!(logits.len() == images.len() && logits.len().is_multiple_of(n));
    let (pixels, width) = (logits.len() / n, moments.len() / n);
    let mut rows = Vec::with_capacity(2 * n);
    for row in 0..n {
        let (logits, images) =
            (&logits[row * pixels..][..pixels], &images[row * pixels..][..pixels]);
        rows.push(cross_entropy(logits, images));
        rows.push(divergence(&moments[row * width..][..width]));
    }
    rows
}

/// Means over the rows of [`elbo_rows`], and their weighted sum.
pub fn elbo_parts(rows: &[f32], weights: ElboWeights) -> [f32; 3] {
    let mean = |part: usize| {
        let sum: f64 = rows.iter().skip(part).step_by(2).map(|x| f64::from(*x)).sum();
        (sum / (rows.len() / 2) as f64) as f32
    };
    let (reconstruction, kl) = (mean(0), mean(1));
    [reconstruction, kl, weights.reconstruction * reconstruction + weights.kl * kl]
}

/// `scale · (σ(l) − x)`.
pub fn cross_entropy_gradient(logits: &[f32], images: &[f32], scale: f32) -> Vec<f32> {
    assert_eq!(logits.len(), images.len());
    let gradient = |(l, x): (&f32, &f32)| {
        let e = exp_of_negative(-l.abs());
        let sigmoid = if *l < 0.0 { e } else { 1.0 } / (1.0 + e);
        scale * (sigmoid - x)
    };
    logits.iter().zip(images).map(gradient).collect()
}

/// `scale ·` the gradient of the KL with respect to the moments.
pub fn divergence_gradient(moments: &[f32], latents: usize, scale: f32) -> Vec<f32> {
    let mut gradient = Vec::with_capacity(moments.len());
    for moments in moments.chunks_exact(2 * latents) {
        let (mu, logvar) = moments.split_at(latents);
        gradient.extend(mu.iter().map(|mu| scale * mu));
        gradient.extend(logvar.iter().map(|logvar| {
            if is_inside(*logvar) { scale * 0.5 * (logvar.exp() - 1.0) } else { 0.0 }
        }));
    }
    gradient
}

fn cross_entropy(logits: &[f32], images: &[f32]) -> f32 {
    // Sixteen sums side by side, which become vectors.
    const SUMS: usize = 16;
    let mut sums = [0.0f32; SUMS];
    let (logits, rest) = logits.as_chunks::<SUMS>();
    let (images, rest_of_images) = images.as_chunks::<SUMS>();
    for (logits, images) in logits.iter().zip(images) {
        for ((sum, l), x) in sums.iter_mut().zip(logits).zip(images) {
            *sum += pixel(*l, *x);
        }
    }
    let rest = rest.iter().zip(rest_of_images).map(|(l, x)| pixel(*l, *x));
    sums.into_iter().chain(rest).map(f64::from).sum::<f64>() as f32
}

#[inline(always)]
fn pixel(l: f32, x: f32) -> f32 {
    let rectified = if l > 0.0 { l } else { 0.0 };
    rectified - l * x + ln_1p_of_unit(exp_of_negative(-l.abs()))
}

fn divergence(moments: &[f32]) -> f32 {
    let (mu, logvar) = moments.split_at(moments.len() / 2);
    let terms = mu.iter().zip(logvar).map(|(mu, logvar)| {
        let logvar = logvar.clamp(LOGVAR.0, LOGVAR.1);
        f64::from(1.0 + logvar - mu * mu - logvar.exp())
    });
    (-0.5 * terms.sum::<f64>()) as f32
}

fn deviation(logvar: f32) -> f32 {
    (0.5 * logvar.clamp(LOGVAR.0, LOGVAR.1)).exp()
}

/// False for what is not a number, whose way on is through `mu` and the loss.
fn is_inside(logvar: f32) -> bool {
    (LOGVAR.0..=LOGVAR.1).contains(&logvar)
}
