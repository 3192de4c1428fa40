//! The model that a hypernetwork makes of a support.

use burn::tensor::{Device, Tensor};

use super::chunk::CHUNK;
use crate::breath;
use crate::data::Support;
use crate::error::Result;
use crate::host::rows::Rows;
use crate::image::PIXELS;
use crate::kernels::ops;
use crate::model::conditioned::Task;
use crate::model::vae::halves;
use crate::model::{Conditioned, HIDDEN};
use crate::tensors::{latents, numbers, pixels};

/// A conditioned VAE with what it has generated for a task. A copy shares its tensors.
#[derive(Debug, Clone)]
pub(super) struct Generated {
    model: Conditioned,
    task: Task,
}

impl Generated {
    /// Reads a support once, without a gradient.
    ///
    /// # Errors
    /// [`crate::error::Error::Cancelled`].
    pub async fn of(model: &Conditioned, support: &Support, device: &Device) -> Result<Self> {
        let (labels, ways) = (support.labels(), support.ways());
        let mut codes = Vec::new();
        for images in support.images().chunks(CHUNK * PIXELS) {
            breath::take().await?;
            codes.push(model.codes(pixels(images, device)));
        }
        let reading = model.reading(Tensor::cat(codes, 0), labels, ways);
        let mut described = Vec::new();
        for images in support.images().chunks(CHUNK * PIXELS) {
            breath::take().await?;
            described.push(model.described(pixels(images, device), &reading));
        }
        let task = model.task_of(reading, Tensor::cat(described, 0), labels);
        Ok(Self { model: model.clone(), task })
    }

    /// Latents of the decoder.
    pub fn latents(&self) -> usize {
        self.model.vae().latents()
    }

    /// The generated classifier's weights on directions of the hidden layer: `[ways, 256]`.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn classifier(&self) -> Result<Rows> {
        Ok(Rows::new(HIDDEN, numbers(self.task.classifier.clone()).await?))
    }

    /// The generated encoder's hidden layer.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1. Answer: `[n, 256]`.
    pub fn hidden(&self, images: Tensor<2>) -> Tensor<2> {
        self.model.hidden(images, &self.task)
    }

    /// The logits of images, decoded from their posteriors' means, each as the class of its label.
    ///
    /// # Shapes
    /// `images`: `[n, 784]`, ink in 0..=1; n labels. Answer: `[n, 784]`.
    pub fn reconstruct(&self, images: Tensor<2>, labels: &[usize]) -> Tensor<2> {
        let moments = self.model.vae().moments_of(self.hidden(images));
        let [means, _] = halves(moments);
        self.model.decode_logits(means, &self.task, labels)
    }

    /// The logits of `n` new images of a class, drawn from its generated prior.
    ///
    /// # Shapes
    /// `eps`: n rows of as many numbers as there are latents, standard normal. Answer: `[n, 784]`.
    pub fn sample(&self, way: usize, eps: Vec<f32>, device: &Device) -> Tensor<2> {
        let labels = vec![way; eps.len() / self.latents()];
        let z = ops::latent(self.task.prior(&labels), latents(eps, self.latents(), device));
        self.model.decode_logits(z, &self.task, &labels)
    }
}
