//! New images of a class.

use burn::tensor::{Device, Tensor};

use super::embedding::posteriors;
use super::generated::Generated;
use crate::data::Support;
use crate::error::Result;
use crate::host::gaussian::Posteriors;
use crate::model::Vae;
use crate::tensors::latents;

/// Where images of a class come from, with the decoder that it takes. A copy shares the decoder's
/// tensors.
#[derive(Debug, Clone)]
pub(super) enum Sampler {
    /// Nowhere: the method has no decoder.
    None,
    /// From around the support's images: samples of their posteriors, decoded.
    AroundSupport {
        /// The decoder, with the encoder whose posteriors these are.
        model: Box<Vae>,
        /// Of the support's n images: means and variances, `[n, latents]` each.
        posteriors: Posteriors,
        /// The class of each of these images.
        labels: Vec<usize>,
    },
    /// From the prior that was generated for each class.
    Generated(Box<Generated>),
}

impl Sampler {
    /// From around a support, by the model's own posteriors of it.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn around(model: &Vae, support: &Support, device: &Device) -> Result<Self> {
        let posteriors = posteriors(model, support.images(), device).await?;
        let labels = support.labels().to_vec();
        Ok(Self::AroundSupport { model: Box::new(model.clone()), posteriors, labels })
    }

    /// Latents of the decoder; none without one.
    pub fn latents(&self) -> usize {
        match self {
            Self::None => 0,
            Self::AroundSupport { model, .. } => model.latents(),
            Self::Generated(generated) => generated.latents(),
        }
    }

    /// The logits of `n` new images of a class: `[n, 784]`; none without a decoder.
    ///
    /// # Shapes
    /// `eps`: n rows of [`Sampler::latents`] numbers, standard normal.
    pub fn logits(&self, way: usize, eps: Vec<f32>, device: &Device) -> Option<Tensor<2>> {
        match self {
            Self::None => None,
            Self::AroundSupport { model, posteriors, labels } => {
                let rows = around(posteriors, labels, way, &eps);
                Some(model.decode_logits(latents(rows, model.latents(), device)))
            }
            Self::Generated(generated) => Some(generated.sample(way, eps, device)),
        }
    }
}

/// Samples of the posteriors of a class's images, one image after the other: n rows.
fn around(posteriors: &Posteriors, labels: &[usize], way: usize, eps: &[f32]) -> Vec<f32> {
    let shown: Vec<usize> = (0..labels.len()).filter(|&at| labels[at] == way).collect();
    let rows = eps.chunks(posteriors.mean.width()).enumerate().flat_map(|(index, eps)| {
        let at = shown[index % shown.len()];
        let parts = posteriors.mean.row(at).iter().zip(posteriors.variance.row(at)).zip(eps);
        parts.map(|((mean, variance), eps)| mean + variance.sqrt() * eps)
    });
    rows.collect()
}
