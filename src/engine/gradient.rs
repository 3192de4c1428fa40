//! What the benchmark asks before it times anything: do two engines compute the same?

use burn::tensor::{Tensor, TensorData};

use super::owner::Engine;
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::{Elbo, LATENTS, StateDict};
use crate::protocol::{Losses, Slot};
use crate::tensors::latents;
use crate::train::gradient::gradient;

impl Engine {
    /// The default objective of the pretrained weights on a batch, and its gradient in PyTorch's
    /// layout.
    ///
    /// # Shapes
    /// `images`: `n · 784` numbers, ink in 0..=1; `eps`: `n · 32` numbers, standard normal.
    ///
    /// # Errors
    /// [`Error::Argument`] where the two do not fit together, [`Error::State`] where no weights
    /// are loaded, [`Error::Device`] where the device cannot be read.
    pub async fn gradient(&self, images: Vec<f32>, eps: Vec<f32>) -> Result<(Losses, StateDict)> {
        let count = images.len() / PIXELS;
        if count == 0
            || images.len() != count.saturating_mul(PIXELS)
            || eps.len() != count.saturating_mul(LATENTS)
        {
            return Err(Error::Argument(format!(
                "A gradient takes {PIXELS} pixels and {LATENTS} numbers of noise an image; there \
                 are {} pixels and {} numbers of noise.",
                images.len(),
                eps.len(),
            )));
        }
        let device = &self.compute.device;
        let images = Tensor::from_data(TensorData::new(images, [count, PIXELS]), device);
        let eps = latents(eps, device);
        gradient(&self.model(Slot::Pretrained)?, Elbo::default(), images, eps).await
    }
}
