//! Classes from images.

use burn::tensor::Device;

use super::embedding::{Embedding, posteriors};
use super::memory::Memory;
use crate::breath;
use crate::data::Support;
use crate::error::Result;
use crate::host::gaussian::GaussianPrototypes;
use crate::host::linear::Linear;
use crate::host::metric::Metric;
use crate::host::rows::Rows;
use crate::model::Vae;

/// How images become classes, with the encoder that it takes. A copy shares the encoder's tensors.
#[derive(Debug, Clone)]
pub(super) enum Classifier {
    /// The nearest prototype (Snell et al. 2017).
    Prototypes {
        /// Where prototypes and queries lie.
        embedding: Embedding,
        /// What nearness is, and how sure it makes.
        metric: Metric,
        /// `[ways, width]`.
        prototypes: Rows,
    },
    /// A linear classifier on vectors' directions.
    Linear {
        /// What the vectors are.
        embedding: Embedding,
        /// `[ways, width]`.
        head: Linear,
    },
    /// The attention that each class's traces draw, summed.
    Attention {
        /// Where traces and queries lie.
        embedding: Embedding,
        /// A trace for each image of the support.
        memory: Memory,
    },
    /// The likeliest Gaussian of posteriors.
    Gaussian {
        /// Whose posteriors are compared.
        encoder: Box<Vae>,
        /// A Gaussian of its latents for each class.
        classes: GaussianPrototypes,
    },
    /// The best ELBO with a class's Gaussian in place of the prior. The reconstruction is the same
    /// whatever the class, so that the ELBOs differ by their KLs alone.
    Bounds {
        /// Whose posteriors are compared.
        encoder: Box<Vae>,
        /// A Gaussian of its latents for each class.
        classes: GaussianPrototypes,
    },
}

impl Classifier {
    /// Each class's prototype: the mean of its images' vectors as the metric sees them.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn nearest(
        embedding: Embedding,
        metric: Metric,
        support: &Support,
        device: &Device,
    ) -> Result<Self> {
        let rows = embedding.of(support.images(), device).await?;
        let prototypes = metric.prototypes(&rows, support.labels(), support.ways());
        Ok(Self::Prototypes { embedding, metric, prototypes })
    }

    /// A score for each of `ways` classes for each of `n · 784` bytes, whose softmax is the
    /// probability: `[n, ways]`.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn scores(&self, images: &[u8], ways: usize, device: &Device) -> Result<Rows> {
        match self {
            Self::Prototypes { embedding, metric, prototypes } => {
                Ok(metric.scores(&embedding.of(images, device).await?, prototypes))
            }
            Self::Linear { embedding, head } => {
                Ok(head.scores(&embedding.of(images, device).await?.normalised()))
            }
            Self::Attention { embedding, memory } => {
                let queries = embedding.of(images, device).await?;
                let mut scores = Vec::with_capacity(queries.len() * ways);
                for query in queries.iter() {
                    breath::take().await?;
                    let recall = memory.look(query, ways)?;
                    // A class without attention stays finite.
                    scores.extend(recall.classes.iter().map(|share| share.max(1e-30).ln()));
                }
                Ok(Rows::new(ways, scores))
            }
            Self::Gaussian { encoder, classes } => {
                Ok(classes.scores(&posteriors(encoder, images, device).await?))
            }
            Self::Bounds { encoder, classes } => {
                Ok(classes.divergences(&posteriors(encoder, images, device).await?))
            }
        }
    }
}
