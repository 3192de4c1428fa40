//! Reading losses back from the device, many at once.

use burn::tensor::Tensor;

use crate::breath;
use crate::error::Result;
use crate::model::{Elbo, LossParts, Vae};
use crate::protocol::Losses;
use crate::tensors::numbers;

/// Losses that are still on the device.
#[derive(Default)]
pub struct Unread(Vec<Tensor<1>>);

impl Unread {
    /// Adds one step's losses.
    pub fn push(&mut self, parts: LossParts) {
        self.0.push(parts.0);
    }

    /// How many steps are waiting.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads them all in one transfer, oldest first, and is empty after it.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn read(&mut self) -> Result<Vec<Losses>> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let joined = Tensor::cat(std::mem::take(&mut self.0), 0);
        let values = numbers(joined).await?;
        let losses = values.as_chunks::<3>().0.iter();
        Ok(losses
            .map(|&[reconstruction, kl, total]| Losses { reconstruction, kl, total })
            .collect())
    }
}

/// The mean losses of `model` on held-out batches of `[n, 784]` images and `[n, latents]` noise.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn evaluate(
    model: &Vae,
    objective: Elbo,
    batches: impl IntoIterator<Item = (Tensor<2>, Tensor<2>)>,
) -> Result<Losses> {
    let mut unread = Unread::default();
    let mut sizes = Vec::new();
    for (images, eps) in batches {
        breath::take().await?;
        sizes.push(images.dims()[0] as f64);
        let forward = model.forward(images.clone(), eps);
        unread.push(objective.parts(&forward, images));
    }
    let read = unread.read().await?;
    let mean = |part: fn(&Losses) -> f32| {
        let sum: f64 = read.iter().zip(&sizes).map(|(l, n)| f64::from(part(l)) * n).sum();
        (sum / sizes.iter().sum::<f64>()) as f32
    };
    let (reconstruction, kl) = (mean(|l| l.reconstruction), mean(|l| l.kl));
    Ok(Losses { reconstruction, kl, total: objective.total(reconstruction, kl) })
}
