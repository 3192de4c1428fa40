//! Growing a support by what the VAE can add to it: the article's data augmentation.

use burn::tensor::Device;
use rand::RngExt;
use serde::{Deserialize, Serialize};

use super::method::posteriors;
use crate::data::{Labelled, Support};
use crate::error::Result;
use crate::model::{LATENTS, Vae};
use crate::train::noise::{Purpose, normal, stream};
use crate::train::reading::numbers;
use crate::train::run::latents;

/// How many images are added.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grow {
    /// For each image: samples of its posterior, decoded.
    pub samples: usize,
    /// For each image of a class with two or more: points on the line between its mean and that of
    /// another one of its class, decoded.
    pub blends: usize,
    /// Multiplies the posterior's spread; 1 is the posterior itself.
    pub spread: f32,
}

impl Default for Grow {
    fn default() -> Self {
        Self { samples: 4, blends: 4, spread: 1.0 }
    }
}

impl Grow {
    /// The support with what was added behind it.
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
