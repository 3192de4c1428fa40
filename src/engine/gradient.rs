//! What the benchmark asks before it times anything: do two engines compute the same?

use burn::tensor::{Tensor, TensorData};

use super::owner::Engine;
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::{Elbo, StateDict};
use crate::protocol::{Losses, Slot};
use crate::tensors::latents;
use crate::train::gradient::gradient;

impl Engine {
    /// The default objective of the pretrained weights on a batch, and its gradient in PyTorch's
    /// layout.
    ///
    /// # Shapes
    /// `images`: `n · 784` numbers, ink in 0..=1; `eps`: as many numbers an image as the model has
    /// latents, standard normal.
    ///
    /// # Errors
    /// [`Error::Argument`] where the two do not fit together, [`Error::State`] where no weights
    /// are loaded, [`Error::Device`] where the device cannot be read.
    pub async fn gradient(&self, images: Vec<f32>, eps: Vec<f32>) -> Result<(Losses, StateDict)> {
        let model = self.model(Slot::Pretrained)?;
        let (count, width) = (images.len() / PIXELS, model.latents());
        if count == 0
            || images.len() != count.saturating_mul(PIXELS)
            || eps.len() != count.saturating_mul(width)
        {
            return Err(Error::Argument(format!(
                "A gradient takes {PIXELS} pixels and {width} numbers of noise an image; there \
                 are {} pixels and {} numbers of noise.",
                images.len(),
                eps.len(),
            )));
        }
        let device = &self.compute.device;
        let images = Tensor::from_data(TensorData::new(images, [count, PIXELS]), device);
        let eps = latents(eps, width, device);
        gradient(&model, Elbo::default(), images, eps).await
    }
}
