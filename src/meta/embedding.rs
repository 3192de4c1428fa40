//! Where images are compared: what of the encoder is read.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::host::rows::Rows;
use crate::image::PIXELS;
use crate::model::{HIDDEN, LATENTS, Vae};
use crate::tensors::numbers;
use crate::tensors::pixels;

/// Most images that are encoded at a time: what an evaluation's memory is bounded by.
const CHUNK: usize = 250;

/// What describes an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Space {
    /// The posterior's mean, 32 numbers.
    Latent,
    /// The encoder's last hidden layer before its ReLU, 256 numbers.
    Hidden,
    /// The posterior's moments, 64 numbers: means before the logarithms of the variances.
    Moments,
}

impl Space {
    /// Numbers of a description.
    pub fn width(self) -> usize {
        match self {
            Self::Latent => LATENTS,
            Self::Hidden => HIDDEN,
            Self::Moments => 2 * LATENTS,
        }
    }

    /// The descriptions of images.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1. Answer: `[n, width]`.
    pub fn of(self, model: &Vae, images: Tensor<2>) -> Tensor<2> {
        match self {
            Self::Latent => model.encode(images).mu,
            Self::Hidden => model.hidden(images),
            Self::Moments => model.moments(images),
        }
    }

    /// The descriptions of `n · 784` bytes, read back.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn encode(self, model: &Vae, images: &[u8], device: &Device) -> Result<Rows> {
        let mut values = Vec::with_capacity(images.len() / PIXELS * self.width());
        for images in images.chunks(CHUNK * PIXELS) {
            values.extend(numbers(self.of(model, pixels(images, device))).await?);
        }
        Ok(Rows::new(self.width(), values))
    }
}

/// A scalar whose gradient with respect to `rows` is `gradient`: `Σ rows · gradient`.
pub fn surrogate_loss(rows: Tensor<2>, gradient: Rows, device: &Device) -> Tensor<1> {
    let shape = [gradient.len(), gradient.width()];
    let gradient = Tensor::<2>::from_data(TensorData::new(gradient.into_values(), shape), device);
    (rows * gradient.autodiff()).sum()
}

/// Images as descriptions of themselves: `n · 784` bytes as rows of 784 numbers, ink in 0..=1.
pub fn bytes_as_rows(images: &[u8]) -> Rows {
    Rows::new(PIXELS, images.iter().map(|ink| f32::from(*ink) / 255.0).collect())
}
