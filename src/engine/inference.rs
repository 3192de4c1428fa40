//! Encoding and decoding, for whoever asks, while training or not.

use burn::tensor::Tensor;
use burn::tensor::activation::sigmoid;

use super::Engine;
use super::checks::{check_count, check_latent, count_images, one_image};
use crate::data::drawing::stroke;
use crate::error::{Error, Result};
use crate::image::PIXELS;
use crate::model::loss::rows;
use crate::model::{Elbo, LATENTS};
use crate::protocol::{Event, Losses, Picture, Slot};
use crate::random::{Purpose, normal, stream};
use crate::tensors::{latents, numbers, pixels, to_bytes};

impl Engine {
    pub(super) async fn encode(
        &self,
        slot: Slot,
        picture: &Picture,
        around: u32,
        spread: f32,
        seed: u32,
    ) -> Result<Event> {
        if around > 64 || !(0.0..=10.0).contains(&spread) {
            return Err(Error::Argument(
                "Samples around a drawing: at most 64, with a spread of 0 to 10.".into(),
            ));
        }
        let image = match picture {
            Picture::Strokes(strokes) => stroke::rasterise(strokes)?.to_vec(),
            Picture::Pixels(pixels) => {
                one_image(pixels)?;
                pixels.clone()
            }
        };
        let model = self.model(slot)?;
        let x = pixels(&image, &self.compute.device);
        let forward = model.forward_mean(x.clone());

        let posterior = forward.posterior();
        let around = around as usize;
        let mut parts = vec![
            posterior.mu.clone().flatten::<1>(0, 1),
            posterior.logvar.clone().div_scalar(2.0).exp().flatten::<1>(0, 1),
            sigmoid(forward.logits.clone()).flatten::<1>(0, 1),
            rows(&forward, x).flatten::<1>(0, 1),
        ];
        if around > 0 {
            let eps = normal(&mut stream(seed, Purpose::Samples), around * LATENTS);
            let eps = latents(eps, &self.compute.device).mul_scalar(spread);
            let z = posterior.reparameterise(eps);
            parts.push(model.decode(z).flatten::<1>(0, 1));
        }
        let read = numbers(Tensor::cat(parts, 0)).await?;

        let (mean, rest) = read.split_at(LATENTS);
        let (deviation, rest) = rest.split_at(LATENTS);
        let (reconstruction, rest) = rest.split_at(PIXELS);
        let (losses, samples) = rest.split_at(2);
        Ok(Event::Encoded {
            slot,
            image,
            mean: mean.to_vec(),
            deviation: deviation.to_vec(),
            reconstruction: to_bytes(reconstruction),
            losses: elbo(losses[0], losses[1]),
            around: to_bytes(samples),
        })
    }

    pub(super) async fn reconstruct(&self, slot: Slot, images: &[u8]) -> Result<Event> {
        let count = count_images(images, 256)?;
        let model = self.model(slot)?;
        let x = pixels(images, &self.compute.device);
        let forward = model.forward_mean(x.clone());
        let read = numbers(Tensor::cat(
            vec![rows(&forward, x).flatten::<1>(0, 1), sigmoid(forward.logits).flatten::<1>(0, 1)],
            0,
        ))
        .await?;
        let (losses, probabilities) = read.split_at(2 * count);
        Ok(Event::Reconstructed {
            slot,
            images: to_bytes(probabilities),
            losses: losses.as_chunks::<2>().0.iter().map(|&[r, kl]| elbo(r, kl)).collect(),
        })
    }

    pub(super) async fn sample(&self, slot: Slot, count: u32, seed: u32) -> Result<Event> {
        check_count(count, 1)?;
        let z = normal(&mut stream(seed, Purpose::Samples), count as usize * LATENTS);
        self.decode_rows(slot, z).await
    }

    pub(super) async fn decode(&self, slot: Slot, latents: &[Vec<f32>]) -> Result<Event> {
        check_count(u32::try_from(latents.len()).unwrap_or(u32::MAX), 1)?;
        for latent in latents {
            check_latent(latent)?;
        }
        self.decode_rows(slot, latents.concat()).await
    }

    pub(super) async fn interpolate(
        &self,
        slot: Slot,
        from: &[f32],
        to: &[f32],
        count: u32,
    ) -> Result<Event> {
        check_latent(from)?;
        check_latent(to)?;
        check_count(count, 2)?;
        let rows = (0..count).flat_map(|row| {
            let t = row as f32 / (count - 1) as f32;
            from.iter().zip(to).map(move |(a, b)| a + t * (b - a))
        });
        self.decode_rows(slot, rows.collect()).await
    }

    async fn decode_rows(&self, slot: Slot, rows: Vec<f32>) -> Result<Event> {
        let latents = latents(rows, &self.compute.device);
        let probabilities = self.model(slot)?.decode(latents);
        Ok(Event::Decoded { slot, images: to_bytes(&numbers(probabilities).await?) })
    }
}

fn elbo(reconstruction: f32, kl: f32) -> Losses {
    Losses { reconstruction, kl, total: Elbo::default().total(reconstruction, kl) }
}
