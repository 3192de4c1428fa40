//! What a method has made of a support.

use crate::tensors::{latents, numbers, pixels, to_bytes};
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Tensor};

use super::embedding::{Space, bytes_as_rows};
use super::memory::Memory;
use super::method::posteriors;
use super::views;
use crate::data::Support;
use crate::error::Result;
use crate::host::gaussian::{GaussianPrototypes, Posteriors};
use crate::host::linear::Linear;
use crate::host::metric::Metric;
use crate::host::pca::Pca;
use crate::host::rows::{Rows, largest};
use crate::host::softmax::log_softmax;
use crate::image::PIXELS;
use crate::kernels::ops;
use crate::model::conditioned::Task;
use crate::model::{Conditioned, HIDDEN, LATENTS, Vae};
use crate::random::{Purpose, normal, stream};

/// Images at a time.
const CHUNK: usize = 250;

/// How images are described.
#[derive(Debug, Clone)]
pub(super) enum Embedding {
    /// By their pixels.
    Pixels,
    /// By principal components.
    Pca(Pca),
    /// By what the model's encoder says.
    Space(Space),
    /// By the mean direction of its views.
    Views,
    /// By the model's posterior.
    Posterior,
    /// By what a generated encoder says.
    Task,
}

/// How descriptions become classes.
#[derive(Debug, Clone)]
pub(super) enum Classifier {
    /// By the nearest prototype.
    Prototypes {
        /// Nearest by what.
        metric: Metric,
        /// `[ways, width]`.
        prototypes: Rows,
    },
    /// By the likeliest Gaussian.
    Gaussian(GaussianPrototypes),
    /// By a linear classifier on directions.
    Linear(Linear),
    /// By attention.
    Memory(Memory),
    /// By the best ELBO, with a class in place of the prior.
    Bounds(GaussianPrototypes),
}

/// Where images of a class come from.
#[derive(Debug, Clone)]
pub(super) enum Sampler {
    /// Nowhere: the method has no decoder.
    Nothing,
    /// From around the support's posteriors.
    Around {
        /// Encodes and decodes.
        model: Box<Vae>,
        /// Of the support.
        posteriors: Posteriors,
        /// Of the support.
        labels: Vec<usize>,
    },
    /// From the prior, by a generated decoder.
    Task {
        /// The model.
        model: Box<Conditioned>,
        /// What its support made of it.
        task: Box<Task>,
    },
}

/// A task, learnt.
#[derive(Debug, Clone)]
pub struct TaskModel {
    ways: usize,
    images: usize,
    embedding: Embedding,
    classifier: Classifier,
    generate: Sampler,
    device: Device,
}

impl TaskModel {
    pub(super) fn new(
        support: &Support,
        embedding: Embedding,
        classifier: Classifier,
        generate: Sampler,
        device: &Device,
    ) -> Self {
        let (ways, images) = (support.ways(), support.labels().len());
        Self { ways, images, embedding, classifier, generate, device: device.clone() }
    }

    pub(super) async fn of_task(
        model: Conditioned,
        task: Task,
        (ways, images): (usize, usize),
        device: &Device,
    ) -> Result<Self> {
        let weights = Rows::new(HIDDEN, numbers(task.classifier.clone()).await?);
        let metric = Metric::Cosine { scale: super::objective::SCALE };
        let classifier = Classifier::Prototypes { metric, prototypes: weights };
        let generate = Sampler::Task { model: Box::new(model), task: Box::new(task) };
        let device = device.clone();
        Ok(Self { ways, images, embedding: Embedding::Task, classifier, generate, device })
    }

    /// How many images it learnt from.
    pub fn images(&self) -> usize {
        self.images
    }

    /// How many classes.
    pub fn ways(&self) -> usize {
        self.ways
    }

    /// The log-probability of each class for each of `n · 784` bytes: `[n, ways]`.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn classify(&self, images: &[u8]) -> Result<Rows> {
        let scores = match &self.classifier {
            Classifier::Prototypes { metric, prototypes } => {
                metric.scores(&self.describe(images).await?, prototypes)
            }
            Classifier::Gaussian(prototypes) => prototypes.scores(&self.posteriors(images).await?),
            Classifier::Linear(head) => head.scores(&self.describe(images).await?.normalised()),
            Classifier::Memory(memory) => {
                let mut scores = Vec::with_capacity(images.len() / PIXELS * self.ways);
                for query in self.posteriors(images).await?.mean.iter() {
                    let recall = memory.look(query, self.ways)?;
                    // A class without attention stays finite.
                    scores.extend(recall.classes.iter().map(|share| share.max(1e-30).ln()));
                }
                Rows::new(self.ways, scores)
            }
            // The reconstruction is the same whatever the class, so that the ELBOs differ by their
            // KLs alone.
            Classifier::Bounds(classes) => classes.divergences(&self.posteriors(images).await?),
        };
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
            match &self.generate {
                Sampler::Nothing => return Ok(None),
                Sampler::Around { model, .. } => {
                    decoded.extend(numbers(sigmoid(model.forward_mean(x).logits)).await?);
                }
                Sampler::Task { model, task } => {
                    let labels = self.answers(images).await?;
                    let moments = model.vae().moments_of(model.hidden(x, task));
                    let means = moments.narrow(1, 0, LATENTS);
                    let logits = model.decode_logits(means, task, &labels);
                    decoded.extend(numbers(sigmoid(logits)).await?);
                }
            }
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
        let eps = normal(&mut stream(seed, Purpose::Samples), count * LATENTS);
        let logits = match &self.generate {
            Sampler::Nothing => return Ok(None),
            Sampler::Around { model, posteriors, labels } => {
                model.decode_logits(self.around(posteriors, labels, way, &eps))
            }
            Sampler::Task { model, task } => {
                let labels = vec![way; count];
                let z = ops::latent(task.prior(&labels), latents(eps, &self.device));
                model.decode_logits(z, task, &labels)
            }
        };
        Ok(Some(to_bytes(&numbers(sigmoid(logits)).await?)))
    }

    /// Samples of the posteriors of a class's images, one after the other.
    fn around(
        &self,
        posteriors: &Posteriors,
        labels: &[usize],
        way: usize,
        eps: &[f32],
    ) -> Tensor<2> {
        let shown: Vec<usize> = (0..labels.len()).filter(|&at| labels[at] == way).collect();
        let rows = eps.chunks(LATENTS).enumerate().flat_map(|(index, eps)| {
            let at = shown[index % shown.len()];
            let parts = posteriors.mean.row(at).iter().zip(posteriors.variance.row(at)).zip(eps);
            parts.map(|((mean, variance), eps)| mean + variance.sqrt() * eps)
        });
        latents(rows.collect(), &self.device)
    }

    async fn describe(&self, images: &[u8]) -> Result<Rows> {
        match (&self.embedding, &self.generate) {
            (Embedding::Pca(pca), _) => Ok(pca.project(&bytes_as_rows(images))),
            (Embedding::Space(space), Sampler::Around { model, .. }) => {
                space.encode(model, images, &self.device).await
            }
            (Embedding::Views, Sampler::Around { model, .. }) => {
                views::describe(model, images, &self.device).await
            }
            (Embedding::Task, Sampler::Task { model, task }) => {
                let mut values = Vec::with_capacity(images.len() / PIXELS * HIDDEN);
                for images in images.chunks(CHUNK * PIXELS) {
                    let hidden = model.hidden(pixels(images, &self.device), task);
                    values.extend(numbers(hidden).await?);
                }
                Ok(Rows::new(HIDDEN, values))
            }
            _ => Ok(bytes_as_rows(images)),
        }
    }

    async fn posteriors(&self, images: &[u8]) -> Result<Posteriors> {
        let Sampler::Around { model, .. } = &self.generate else {
            unreachable!("who judges by posteriors has the model that made them")
        };
        posteriors(model, images, &self.device).await
    }
}
