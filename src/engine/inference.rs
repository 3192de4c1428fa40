//! Encoding and decoding, for whoever asks, while training or not.

use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;

use super::checks::{check_latent, count_images, one_image};
use super::owner::Engine;
use crate::data::drawing::stroke;
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::loss::{self, rows};
use crate::model::vae::Forward;
use crate::model::{Elbo, Vae};
use crate::protocol::inference::{
    Decode, Decoded, Encode, Encoded, Interpolate, Picture, Rasterise, Rasterised, Reconstruct,
    Reconstructed, Sample,
};
use crate::protocol::{Losses, Slot, limits};
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, numbers, pixels, to_bytes};

/// What the encoder would see of strokes.
pub fn rasterise(request: &Rasterise) -> Result<Rasterised> {
    Ok(Rasterised { image: stroke::rasterise(&request.strokes)?.to_vec() })
}

impl Engine {
    pub(super) async fn encode(&self, request: &Encode) -> Result<Encoded> {
        request.check()?;
        let Encode { slot, picture, around, spread, seed } = request;
        let image = match picture {
            Picture::Strokes(strokes) => stroke::rasterise(strokes)?.to_vec(),
            Picture::Pixels(pixels) => {
                one_image(pixels)?;
                pixels.clone()
            }
        };
        let model = self.model(*slot)?;
        let width = model.latents();
        let x = pixels(&image, &self.compute.device);
        let forward = model.forward_mean(x.clone());

        let posterior = forward.posterior();
        let around = *around as usize;
        let mut parts = vec![
            posterior.mu.clone().flatten::<1>(0, 1),
            posterior.logvar.clone().div_scalar(2.0).exp().flatten::<1>(0, 1),
            sigmoid(forward.logits.clone()).flatten::<1>(0, 1),
            rows(&forward, x).flatten::<1>(0, 1),
        ];
        if around > 0 {
            let eps = normal(&mut stream(*seed, Purpose::Samples), around.saturating_mul(width));
            let eps = latents(eps, width, &self.compute.device).mul_scalar(*spread);
            let z = posterior.reparameterise(eps);
            parts.push(model.decode(z).flatten::<1>(0, 1));
        }
        let read = numbers(Tensor::cat(parts, 0)).await?;

        let (mean, rest) = read.split_at(width);
        let (deviation, rest) = rest.split_at(width);
        let (reconstruction, rest) = rest.split_at(PIXELS);
        let Some((&[nats, kl], samples)) = rest.split_first_chunk() else {
            return Err(Error::unreadable("too few numbers"));
        };
        Ok(Encoded {
            slot: *slot,
            image,
            mean: mean.to_vec(),
            deviation: deviation.to_vec(),
            reconstruction: to_bytes(reconstruction),
            losses: elbo(nats, kl),
            around: to_bytes(samples),
        })
    }

    pub(super) async fn reconstruct(&self, request: &Reconstruct) -> Result<Reconstructed> {
        let Reconstruct { slot, images } = request;
        let (slot, count) = (*slot, count_images(images, limits::PICTURES)?);
        let model = self.model(slot)?;
        let x = pixels(images, &self.compute.device);
        let forward = model.forward_mean(x.clone());
        let read = numbers(Tensor::cat(
            vec![rows(&forward, x).flatten::<1>(0, 1), sigmoid(forward.logits).flatten::<1>(0, 1)],
            0,
        ))
        .await?;
        let (losses, probabilities) = read.split_at(count.saturating_mul(2));
        Ok(Reconstructed {
            slot,
            images: to_bytes(probabilities),
            losses: losses.as_chunks::<2>().0.iter().map(|&[r, kl]| elbo(r, kl)).collect(),
        })
    }

    pub(super) async fn sample(&self, request: &Sample) -> Result<Decoded> {
        let Sample { slot, count, seed } = *request;
        limits::PICTURES.check(count)?;
        let model = self.model(slot)?;
        let numbers = (count as usize).saturating_mul(model.latents());
        let z = normal(&mut stream(seed, Purpose::Samples), numbers);
        self.decode_rows(slot, &model, z, None).await
    }

    pub(super) async fn decode(&self, request: &Decode) -> Result<Decoded> {
        let Decode { slot, latents, against } = request;
        limits::PICTURES.check(u32::try_from(latents.len()).unwrap_or(u32::MAX))?;
        let model = self.model(*slot)?;
        for latent in latents {
            check_latent(latent, model.latents())?;
        }
        if let Some(image) = against {
            one_image(image)?;
        }
        self.decode_rows(*slot, &model, latents.concat(), against.as_deref()).await
    }

    pub(super) async fn interpolate(&self, request: &Interpolate) -> Result<Decoded> {
        let Interpolate { slot, from, to, count } = request;
        let model = self.model(*slot)?;
        check_latent(from, model.latents())?;
        check_latent(to, model.latents())?;
        limits::INTERPOLATED.check(*count)?;
        let last = count.saturating_sub(1) as f32;
        let rows = (0..*count).flat_map(|row| {
            let t = row as f32 / last;
            from.iter().zip(to).map(move |(a, b)| a + t * (b - a))
        });
        self.decode_rows(*slot, &model, rows.collect(), None).await
    }

    /// `against`: one image that each row's picture is to predict.
    async fn decode_rows(
        &self,
        slot: Slot,
        model: &Vae,
        rows: Vec<f32>,
        against: Option<&[u8]>,
    ) -> Result<Decoded> {
        let z = latents(rows, model.latents(), &self.compute.device);
        let [count, _] = z.dims();
        let logits = model.decode_logits(z.clone());
        let mut parts = vec![sigmoid(logits.clone()).flatten::<1>(0, 1)];
        if let Some(image) = against {
            // A posterior of spread 1 there: of what the kernel answers the KL is not wanted.
            let moments = Tensor::cat(vec![z.clone(), z.zeros_like()], 1);
            let images = pixels(&image.repeat(count), &self.compute.device);
            parts.push(
                loss::rows(&Forward { moments, logits }, images).narrow(1, 0, 1).flatten(0, 1),
            );
        }
        let read = numbers(Tensor::cat(parts, 0)).await?;
        let Some((probabilities, nats)) = read.split_at_checked(count.saturating_mul(PIXELS))
        else {
            return Err(Error::unreadable("too few numbers"));
        };
        Ok(Decoded { slot, images: to_bytes(probabilities), reconstruction: nats.to_vec() })
    }
}

fn elbo(reconstruction: f32, kl: f32) -> Losses {
    Losses { reconstruction, kl, total: Elbo::default().total(reconstruction, kl) }
}
