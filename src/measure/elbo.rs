//! The evidence lower bound, and how many latents a model uses.

use burn::tensor::Device;

use crate::error::Result;
use crate::host::rows::Rows;
use crate::image::PIXELS;
use crate::meta::embedding::Space;
use crate::model::{Elbo, Vae};
use crate::protocol::Losses;
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, pixels};
use crate::train::reading::evaluate;

/// Images at a time.
const BATCH: usize = 250;
/// A latent is active where the variance of its posterior mean over images exceeds this (Burda et
/// al. 2016, §5.2).
const ACTIVE: f64 = 0.01;

/// The negative ELBO on `n · 784` bytes, in nats an image: the mean over `samples` draws from each
/// image's posterior, from a fixed seed.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn negative_elbo(
    model: &Vae,
    images: &[u8],
    samples: usize,
    device: &Device,
) -> Result<Losses> {
    let mut noise = stream(0, Purpose::Evaluation);
    let batches = (0..samples).flat_map(|_| images.chunks(BATCH * PIXELS)).map(|images| {
        let eps = normal(&mut noise, images.len() / PIXELS * model.latents());
        (pixels(images, device), latents(eps, model.latents(), device))
    });
    evaluate(model, Elbo::default(), batches).await
}

/// The variance of each latent's posterior mean over `n · 784` bytes.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn activity(model: &Vae, images: &[u8], device: &Device) -> Result<Vec<f64>> {
    let means = Space::Latent.encode(model, images, device).await?;
    Ok(variances(&means))
}

/// How many latents are in use: those whose posterior mean varies from image to image.
pub fn active_units(activity: &[f64]) -> usize {
    activity.iter().filter(|variance| **variance > ACTIVE).count()
}

/// The variance of each column.
fn variances(rows: &Rows) -> Vec<f64> {
    let count = rows.len() as f64;
    (0..rows.width())
        .map(|column| {
            let values = || rows.iter().map(|row| f64::from(row[column]));
            let mean = values().sum::<f64>() / count;
            values().map(|value| (value - mean).powi(2)).sum::<f64>() / count
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latent_that_hardly_moves_is_not_active() {
        assert_eq!(active_units(&[0.0, 0.009, 0.011, 5.0]), 2);
    }

    #[test]
    fn a_variance_is_by_column() {
        assert_eq!(variances(&Rows::new(2, vec![1.0, 5.0, 3.0, 5.0])), [1.0, 0.0]);
    }
}
