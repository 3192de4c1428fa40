//! A tighter bound on the likelihood, by importance sampling.

use burn::tensor::{Device, Tensor, TensorData};
use rand_chacha::ChaCha8Rng;

use metavae::error::Result;
use metavae::kernels::ops;
use metavae::model::Vae;
use metavae::random::normal;
use metavae::tensors::{latents, numbers, pixels};

/// Samples that are decoded at a time.
const BATCH: usize = 500;

/// `−log (1/k) Σ p(x|z) p(z) / q(z|x)` in nats, with k draws z from q(z|x), of one image of 784
/// bytes: the importance-weighted bound (Burda et al. 2016, equation 8), which for large k
/// estimates the negative log-likelihood. It is a likelihood where pixels are 0 or 255.
///
/// # Errors
/// [`metavae::error::Error::Device`] where the device cannot be read.
pub async fn importance_bound(
    model: &Vae,
    image: &[u8],
    k: usize,
    noise: &mut ChaCha8Rng,
    device: &Device,
) -> Result<f64> {
    let moments = numbers(model.moments(pixels(image, device))).await?;
    let width = model.latents();
    let (mu, logvar) = moments.split_at(width);
    let mut weights = Vec::with_capacity(k);
    while weights.len() < k {
        let count = BATCH.min(k - weights.len());
        let eps = normal(noise, count * width);
        let ratios = eps.chunks(width).map(|eps| prior_over_posterior(mu, logvar, eps));
        let ratios: Vec<f64> = ratios.collect();
        let moments = repeated(&moments, count, device);
        let z = ops::latent(moments.clone(), latents(eps, width, device));
        let logits = model.decode_logits(z);
        let parts = ops::elbo_rows(logits, pixels(&image.repeat(count), device), moments);
        let parts = numbers(parts).await?;
        weights
            .extend(parts.as_chunks::<2>().0.iter().zip(ratios).map(|(p, r)| r - f64::from(p[0])));
    }
    Ok(-log_mean_exp(&weights))
}

/// `log p(z) − log q(z|x)` at `z = mu + exp(logvar / 2) · eps`.
fn prior_over_posterior(mu: &[f32], logvar: &[f32], eps: &[f32]) -> f64 {
    let terms = mu.iter().zip(logvar).zip(eps).map(|((mu, logvar), eps)| {
        let (mu, logvar, eps) = (f64::from(*mu), f64::from(*logvar), f64::from(*eps));
        let z = mu + (logvar / 2.0).exp() * eps;
        0.5 * (logvar + eps * eps - z * z)
    });
    terms.sum()
}

fn repeated(row: &[f32], count: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(TensorData::new(row.repeat(count), [count, row.len()]), device)
}

fn log_mean_exp(logs: &[f64]) -> f64 {
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| (log - top).exp()).sum();
    top + (sum / logs.len() as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use metavae::device::Compute;
    use metavae::image::PIXELS;
    use metavae::model::{Size, StateDict};
    use metavae::random::{Purpose, stream};
    use pollster::block_on;

    #[test]
    fn a_mean_of_logarithms_does_not_overflow() {
        assert!((log_mean_exp(&[-1000.0, -1000.0]) + 1000.0).abs() < 1e-12);
        assert!((log_mean_exp(&[0.0, 3f64.ln()]) - 2f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn the_ratio_is_that_of_the_densities() {
        // z = 1 + 2 · 0.5 = 2; log N(2; 0, 1) − log N(2; 1, 4).
        let log_normal = |x: f64, mean: f64, variance: f64| {
            -0.5 * ((x - mean).powi(2) / variance + variance.ln())
        };
        let ours = prior_over_posterior(&[1.0], &[4f32.ln()], &[0.5]);
        assert!((ours - (log_normal(2.0, 0.0, 1.0) - log_normal(2.0, 1.0, 4.0))).abs() < 1e-6);
    }

    /// A decoder that ignores its latents knows the likelihood: the bound is it, for any k.
    #[test]
    fn the_bound_is_the_likelihood_where_that_is_known() {
        [2, 32].into_iter().for_each(meets_the_likelihood);
    }

    fn meets_the_likelihood(count: u32) {
        let state = StateDict::initial(Size::of(count).unwrap(), 1);
        let silent = state.map(|index, length| match index {
            // The weights from the latents.
            8 => vec![0.0; length],
            _ => state.tensor(index).to_vec(),
        });
        let device = Compute::cpu().device;
        let model = Vae::from_state(&silent, &device);
        let image: Vec<u8> = (0..PIXELS).map(|at| if at % 3 == 0 { 255 } else { 0 }).collect();
        let width = model.latents();
        let z = latents(vec![0.0; width], width, &device);
        let logits = block_on(numbers(model.decode_logits(z)));
        let entropy: f64 = logits
            .unwrap()
            .into_iter()
            .zip(&image)
            .map(|(l, x)| {
                f64::from(l.max(0.0) + (-l.abs()).exp().ln_1p() - l * f32::from(*x) / 255.0)
            })
            .sum();
        let bound = |k| {
            let mut noise = stream(1, Purpose::Evaluation);
            block_on(importance_bound(&model, &image, k, &mut noise, &device)).unwrap()
        };
        // q is within a few hundredths of N(0, I) in a fresh model: many draws meet it.
        assert!((bound(4000) - entropy).abs() < 0.02, "{} {entropy}", bound(4000));
    }
}
