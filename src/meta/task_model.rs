//! What a method has made of a support.

use burn::tensor::Device;
use burn::tensor::activation::sigmoid;

use super::chunk::CHUNK;
use super::classifier::Classifier;
use super::embedding::{Embedding, Space};
use super::sampler::Sampler;
use crate::data::Support;
use crate::error::Result;
use crate::host::metric::Metric;
use crate::host::rows::{Rows, largest};
use crate::host::softmax::log_softmax;
use crate::image::PIXELS;
use crate::model::Vae;
use crate::random::{Purpose, normal, stream};
use crate::tensors::{numbers, pixels, to_bytes};

/// A task, learnt.
#[derive(Debug, Clone)]
pub struct TaskModel {
    ways: usize,
    images: usize,
    classifier: Classifier,
    sampler: Sampler,
    device: Device,
}

impl TaskModel {
    pub(super) fn new(
        support: &Support,
        classifier: Classifier,
        sampler: Sampler,
        device: &Device,
    ) -> Self {
        let (ways, images) = (support.ways(), support.labels().len());
        Self { ways, images, classifier, sampler, device: device.clone() }
    }

    /// The nearest prototype in what a VAE's encoder says, and samples from around the support.
    pub(super) async fn nearest_prototype(
        model: &Vae,
        space: Space,
        metric: Metric,
        support: &Support,
        device: &Device,
    ) -> Result<Self> {
        let embedding = Embedding::encoder(model, space);
        let classifier = Classifier::nearest(embedding, metric, support, device).await?;
        Self::around_support(model, classifier, support, device).await
    }

    /// With samples from around the support, by the model's own posteriors of it.
    pub(super) async fn around_support(
        model: &Vae,
        classifier: Classifier,
        support: &Support,
        device: &Device,
    ) -> Result<Self> {
        let sampler = Sampler::around(model, support, device).await?;
        Ok(Self::new(support, classifier, sampler, device))
    }

    /// How many images it learnt from, those that were added to the support included.
    pub fn images(&self) -> usize {
        self.images
    }

    /// The number of classes, which count from 0.
    pub fn ways(&self) -> usize {
        self.ways
    }

    /// The log-probability of each class for each of `n · 784` bytes: `[n, ways]`.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn classify(&self, images: &[u8]) -> Result<Rows> {
        let scores = self.classifier.scores(images, self.ways, &self.device).await?;
        Ok(Rows::new(self.ways, scores.iter().flat_map(log_softmax).collect()))
    }

    /// The most probable class of each of `n · 784` bytes.
    ///
    /// # Errors
    /// As [`TaskModel::classify`].
    pub async fn answers(&self, images: &[u8]) -> Result<Vec<usize>> {
        Ok(self.classify(images).await?.iter().map(largest).collect())
    }

    /// Encodes and decodes `n · 784` bytes at the posterior's mean, each as the class that it is
    /// taken for; none where the method has no decoder.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn reconstruct(&self, images: &[u8]) -> Result<Option<Vec<u8>>> {
        let mut decoded = Vec::with_capacity(images.len());
        for images in images.chunks(CHUNK * PIXELS) {
            let x = pixels(images, &self.device);
            let logits = match &self.sampler {
                Sampler::None => return Ok(None),
                Sampler::AroundSupport { model, .. } => model.forward_mean(x).logits,
                Sampler::Generated(generated) => {
                    generated.reconstruct(x, &self.answers(images).await?)
                }
            };
            decoded.extend(numbers(sigmoid(logits)).await?);
        }
        Ok(Some(to_bytes(&decoded)))
    }

    /// New images of a class, `count · 784` bytes; none where the method has no decoder.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    ///
    /// # Panics
    /// Where `way` is not one of the task's.
    pub async fn generate(&self, way: usize, count: usize, seed: u32) -> Result<Option<Vec<u8>>> {
        assert!(way < self.ways, "a class of the task");
        let eps = normal(&mut stream(seed, Purpose::Samples), count * self.sampler.latents());
        match self.sampler.logits(way, eps, &self.device) {
            None => Ok(None),
            Some(logits) => Ok(Some(to_bytes(&numbers(sigmoid(logits)).await?))),
        }
    }
}
