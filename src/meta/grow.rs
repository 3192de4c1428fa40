//! Growing a support by what the VAE can add to it: the article's data augmentation.

use burn::tensor::Device;
use rand::RngExt;

use super::method::posteriors;
use crate::data::{Labelled, Support};
use crate::error::{Error, Result};
use crate::model::{LATENTS, Vae};
use crate::protocol::few_shot::Growth;
use crate::train::noise::{Purpose, normal, stream};
use crate::train::reading::numbers;
use crate::train::run::latents;

impl Growth {
    /// Checks every value against the range that [`Growth`] documents.
    ///
    /// # Errors
    /// [`Error::Argument`].
    pub fn check(&self) -> Result<()> {
        match self.samples <= 32 && self.blends <= 32 && (0.0..=10.0).contains(&self.spread) {
            true => Ok(()),
            false => Err(Error::Argument(
                "A support grows by at most 32 samples and 32 blends an image, with a spread of 0 \
                 to 10."
                    .into(),
            )),
        }
    }

    /// The support with what was added behind it: for each image samples of its posterior, and for
    /// each image of a class with two or more points on the line between its mean and that of
    /// another one of its class; all decoded.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn support(
        &self,
        support: &Support,
        model: &Vae,
        seed: u32,
        device: &Device,
    ) -> Result<Support> {
        let known = posteriors(model, support.images(), device).await?;
        let mut rng = stream(seed, Purpose::Growth);
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for (index, &label) in support.labels().iter().enumerate() {
            let (mean, variance) = (known.mean.row(index), known.variance.row(index));
            for _ in 0..self.samples {
                let eps = normal(&mut rng, LATENTS);
                let parts = mean.iter().zip(variance).zip(eps);
                rows.extend(parts.map(|((m, v), eps)| m + self.spread * v.sqrt() * eps));
                labels.push(label);
            }
            let others: Vec<usize> = (0..support.labels().len())
                .filter(|&other| other != index && support.labels()[other] == label)
                .collect();
            for _ in 0..if others.is_empty() { 0 } else { self.blends } {
                let other = known.mean.row(others[rng.random_range(0..others.len())]);
                let t: f32 = rng.random_range(0.0..0.5);
                rows.extend(mean.iter().zip(other).map(|(a, b)| a + t * (b - a)));
                labels.push(label);
            }
        }
        let mut shown: Labelled = support.shown().clone();
        if !labels.is_empty() {
            let decoded = numbers(model.decode(latents(rows, device))).await?;
            shown.images.extend(decoded.iter().map(|ink| (ink * 255.0).round() as u8));
            shown.labels.extend(labels);
        }
        Support::new(support.ways(), shown)
    }
}
