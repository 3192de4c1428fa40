//! Images as vectors: what classifiers compare.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use super::chunk::CHUNK;
use super::generated::Generated;
use super::views;
use crate::breath;
use crate::error::Result;
use crate::host::gaussian::Posteriors;
use crate::host::pca::Pca;
use crate::host::rows::Rows;
use crate::image::PIXELS;
use crate::model::{HIDDEN, Vae};
use crate::tensors::numbers;
use crate::tensors::pixels;

/// What of an encoder describes an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Space {
    /// The posterior's mean, a number a latent.
    Latent,
    /// The encoder's last hidden layer before its ReLU, 256 numbers.
    Hidden,
    /// The posterior's moments, two a latent: means before the logarithms of the variances.
    Moments,
}

impl Space {
    /// Numbers of a model's description.
    pub fn width(self, model: &Vae) -> usize {
        match self {
            Self::Latent => model.latents(),
            Self::Hidden => HIDDEN,
            Self::Moments => 2 * model.latents(),
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
        read(self.width(model), images, device, |images| self.of(model, images)).await
    }
}

/// A map from images to vectors, with all that it takes to compute it. A copy shares the model's
/// tensors.
#[derive(Debug, Clone)]
pub(super) enum Embedding {
    /// Whatever is computed of the pixels themselves, without a model: `n · 784` bytes as `n` rows.
    Function(fn(&[u8]) -> Rows),
    /// Principal components, as many as were fitted.
    Components(Pca),
    /// What an encoder says.
    Encoder(Box<Vae>, Space),
    /// The mean direction, of length 1, of an image's deformed views in another embedding (test-time
    /// augmentation, as of Krizhevsky et al. 2012): as many times the cost as there are views.
    Views(Box<Embedding>),
    /// The hidden layer of an encoder that was generated for the task: 256 numbers.
    Generated(Box<Generated>),
}

impl Embedding {
    /// What an encoder says, read in `space`.
    pub fn encoder(model: &Vae, space: Space) -> Self {
        Self::Encoder(Box::new(model.clone()), space)
    }

    /// The vectors of `n · 784` bytes: `[n, width]`.
    ///
    /// # Errors
    /// [`crate::error::Error::Device`] where the device cannot be read.
    pub async fn of(&self, images: &[u8], device: &Device) -> Result<Rows> {
        match self {
            Self::Encoder(model, space) => return space.encode(model, images, device).await,
            Self::Generated(generated) => {
                return read(HIDDEN, images, device, |images| generated.hidden(images)).await;
            }
            Self::Function(_) | Self::Components(_) | Self::Views(_) => (),
        }
        let mut rows: Option<Rows> = None;
        for images in images.chunks(CHUNK * PIXELS) {
            breath::take().await?;
            let more = Box::pin(self.of_few(images, device)).await?;
            rows = Some(match rows {
                Some(rows) => rows.then(&more),
                None => more,
            });
        }
        Ok(rows.unwrap_or_default())
    }

    /// The vectors of a chunk.
    async fn of_few(&self, images: &[u8], device: &Device) -> Result<Rows> {
        match self {
            Self::Function(rows) => Ok(rows(images)),
            Self::Components(pca) => Ok(pca.project(&bytes_as_rows(images))),
            Self::Views(inner) => {
                let count = images.len() / PIXELS;
                let seen: Vec<u8> = views::of(images).flatten().collect();
                let image_of: Vec<usize> =
                    (0..seen.len() / PIXELS).map(|view| view % count).collect();
                let directions = inner.of(&seen, device).await?.normalised();
                Ok(directions.means(&image_of, count).normalised())
            }
            Self::Encoder(..) | Self::Generated(_) => self.of(images, device).await,
        }
    }
}

/// What is computed of `n · 784` bytes, in pieces that fit any device: `[n, width]`.
async fn read(
    width: usize,
    images: &[u8],
    device: &Device,
    of: impl Fn(Tensor<2>) -> Tensor<2>,
) -> Result<Rows> {
    let mut values = Vec::with_capacity(images.len() / PIXELS * width);
    for images in images.chunks(CHUNK * PIXELS) {
        breath::take().await?;
        values.extend(numbers(of(pixels(images, device))).await?);
    }
    Ok(Rows::new(width, values))
}

/// The posteriors of `n · 784` bytes: means and variances, `[n, latents]` each.
///
/// # Errors
/// [`crate::error::Error::Device`] where the device cannot be read.
pub async fn posteriors(model: &Vae, images: &[u8], device: &Device) -> Result<Posteriors> {
    let (moments, width) = (Space::Moments.encode(model, images, device).await?, model.latents());
    let part = |from: usize| {
        let values = moments.iter().flat_map(|row| &row[from..from + width]).copied();
        Rows::new(width, values.collect())
    };
    let mut variance = part(width).into_values();
    let (low, high) = crate::kernels::LOGVAR;
    variance.iter_mut().for_each(|x| *x = x.clamp(low, high).exp());
    Ok(Posteriors { mean: part(0), variance: Rows::new(width, variance) })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{LabelledImages, Support};
    use crate::device::Compute;
    use crate::model::{Size, StateDict};
    use pollster::block_on;

    #[test]
    fn views_have_their_mean_direction_whatever_stands_beside_the_image() {
        let device = Compute::cpu().device;
        let encoder = Embedding::encoder(
            &Vae::from_state(&StateDict::initial(Size::default(), 1), &device),
            Space::Hidden,
        );
        let seen_often = Embedding::Views(Box::new(encoder.clone()));
        let images: Vec<u8> = (0..2 * PIXELS).map(|at| if at % 5 < 2 { 255 } else { 0 }).collect();
        let together = block_on(seen_often.of(&images, &device)).unwrap();
        for (index, image) in images.chunks(PIXELS).enumerate() {
            let alone = block_on(seen_often.of(image, &device)).unwrap();
            let shown = LabelledImages { images: image.to_vec(), labels: vec![0] };
            let seen = Support::new(1, shown).unwrap();
            let seen = block_on(views::support(&seen)).unwrap();
            let rows = block_on(encoder.of(seen.images(), &device)).unwrap();
            let mean = rows.normalised().means(&vec![0; seen.labels().len()], 1).normalised();
            for ((a, b), c) in together.row(index).iter().zip(alone.row(0)).zip(mean.row(0)) {
                assert!((a - b).abs() < 1e-5 && (a - c).abs() < 1e-5, "{a} {b} {c}");
            }
        }
    }
}
